/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A set of names, numbered in order of entry: a hash table in an arena.
 */
#ifndef BRI_NAMES_H
#define BRI_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** Plain data; zeroed is empty. */
typedef struct bri_names {
    const char **names; /* [number] */
    uint32_t count, capacity;
    uint32_t *table; /* open addressing: number + 1, or 0 */
    uint32_t table_size;
} bri_names;

/** Enter a name (borrowed: it must live as long as the set), which must not be in it; its number is the count before. False: memory is out. */
bool bri_names_add(bri_arena *arena, bri_names *set, const char *name);

/** The number of a name; false: not in the set. */
bool bri_names_find(const bri_names *set, const char *name, uint32_t *number);

#endif
