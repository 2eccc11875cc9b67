/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Ways to set the engine, none of which may bend a history.
 */
#ifndef TEST_WAYS_H
#define TEST_WAYS_H

#include "history.h"

/** One way to set the engine, and how many replications it is worth: narrow boxes are slow. */
typedef struct way {
    bri_tuning tuning;
    uint64_t replications;
    int untraced; /* no events are kept */
} way;

/** The default engine's records of the first replications; may_fail: they may end as failed (the status is compared like all else). */
bri_record **reference_records(const bri_plan *plan, uint64_t count, int may_fail);
void free_records(bri_record **records, uint64_t count);

/** Fail where a history of a scenario depends on the way: the base is run in all of them, the variants in those that are quick. */
void boxes_do_not_matter(const char *path, const way *ways, size_t way_count, uint64_t replications, int may_fail);

#endif
