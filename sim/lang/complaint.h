/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What a collector of complaints holds: shared by the collecting (diag.c) and the showing (render.c) of them, and nobody else.
 */
#ifndef BRI_COMPLAINT_H
#define BRI_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "lang/diag.h"

struct bri_source {
    const char *name;
    const char *text; /* NUL-terminated; without a byte order mark */
    size_t length;
    size_t rank; /* order of registration */
};

typedef struct bri_complaint {
    bri_place place;
    bool is_warning;
    const char *message;
    const char *hint; /* NULL: none */
} bri_complaint;

struct brink_diagnostics {
    bri_arena *arena; /* sources, messages, hints */
    bri_complaint *complaints;
    size_t count, capacity;
    size_t *buckets; /* open addressing over complaints: index + 1, 0 where empty; their number is a power of two */
    size_t bucket_count;
    size_t errors, warnings; /* all, also those that memory did not suffice for */
    size_t sources;
};

#endif
