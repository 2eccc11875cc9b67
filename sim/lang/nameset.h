/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The names of all settings, each within its group: to find one that is set twice, in a group of any size.
 */
#ifndef BRI_NAMESET_H
#define BRI_NAMESET_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/tree.h"

typedef struct bri_nameset {
    struct bri_nameset_entry *entries;
    size_t count, capacity;
} bri_nameset; /* all zero: empty */

/** Add a setting with a name, if its group (its parent) has none of that name; *earlier is that one, else NULL. False: memory is out. */
bool bri_nameset_add(bri_nameset *set, const bri_tree_node *setting, const bri_tree_node **earlier);
void bri_nameset_clear(bri_nameset *set);

#endif
