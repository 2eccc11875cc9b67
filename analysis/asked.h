/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Outcomes that somebody asks a summary for.
 */
#ifndef BRI_ASKED_H
#define BRI_ASKED_H

#include <stdio.h>

#include "brink/summary.h"

typedef struct bri_outcome_asked {
    size_t number;
    bool can_be_infinite; /* in some replication, of whichever point: then the shares that are finite can be compared, and the means cannot */
} bri_outcome_asked;

typedef struct bri_asked {
    bri_outcome_asked *outcomes; /* in the order that they were asked for */
    size_t count;
} bri_asked;

/** Writes what is asked for; false: memory was out. */
typedef bool (*bri_asked_print)(FILE *stream, const brink_summary *summary, const bri_asked *asked, unsigned width);

/** What print writes of the outcomes that are named, perhaps several to a name with commas between; without names of all. The text is set on success
 *  alone, and the caller's to free. BRINK_E_USAGE: there is no such outcome; BRINK_E_MEMORY. */
brink_status bri_asked_tell(char **text, const brink_summary *summary, const char *const *names, size_t name_count, bri_asked_print print,
                            unsigned width, brink_error *error);

#endif
