/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Scenarios, plans and histories for the tests of agreement: read, run, kept, compared to the last bit.
 */
#ifndef TEST_HISTORY_H
#define TEST_HISTORY_H

#include "kernel/kernel.h"

/** A scenario file, read; a failure of any of these functions is a failure of the test. */
typedef struct subject {
    const char *path;
    brink_diagnostics *diagnostics;
    brink_scenario *scenario;
} subject;

subject subject_read(const char *path);
void subject_clear(subject *s);

/** The plan of a variant, or of the base (BRINK_BASE). */
bri_plan *subject_plan(const subject *s, size_t variant);

/** Paths of the scenario files of this room, and of those that are shipped; count is set. Free with paths_free. */
char **paths_here(size_t *count);
char **paths_shipped(size_t *count);
void paths_free(char **paths, size_t count);

/** A file of this room. The buffer holds it. */
const char *path_here(const char *name, char buffer[300]);

/** Run a replication into a new record. */
bri_record *run_record(bri_state *state, const bri_plan *plan, uint64_t replication, int keep_events);

enum { TEST_SEED = 20171215 };

/** Are two records of one plan the same to the last bit (events only where both keep them)? The first difference is printed, after `what`. */
int is_same_record(const bri_plan *plan, const bri_record *a, const bri_record *b, const char *what);

/** Are two events the same, marks included? *field is what differs. */
int is_same_event(const bri_plan *plan, const bri_record *a, size_t i, const bri_record *b, size_t j, const char **field);

#endif
