/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The course of a run: the granules that blocks hold already are fed to the writer, the others are computed, all in order; from time to time a
 * block is closed.
 */
#ifndef BRI_COURSE_H
#define BRI_COURSE_H

#include "batch/crew.h"
#include "batch/folder.h"
#include "batch/writer.h"

/** What a course needs; all borrowed. */
typedef struct bri_course_plan {
    const bri_writer_plan *what;
    bri_writer *writer;
    bri_journal *journal;
    const bri_kept_blocks *blocks;
    bri_range range; /* the granules that are wanted */
    /** Instead: they are handed out (brink_run_options.lease). NULL: they are not. */
    brink_lease (*lease)(void *context, brink_pieces *pieces);
    void *lease_context;
    bool feeds; /* false: blocks are left alone, there is no file to be made of them */
    size_t threads;
    double block_seconds; /* of work that a block holds at least */
    void *context;
    /** Called about ten times a second with what was computed. False: stop. */
    bool (*look)(void *context, const bri_crew_count *count);
} bri_course_plan;

/** Granules of the range that no block holds. *gaps is malloc'ed, and set on success alone. False: memory is out. */
bool bri_course_gaps(const bri_kept_blocks *blocks, bri_range range, bri_range **gaps, size_t *count);

/** Go. *count: what was computed. The last block stays open. BRINK_E_INTERRUPTED: not all was done (error is not filled), for look said stop, or
 *  the writer has failed. Else as bri_crew_run and bri_writer_feed. */
brink_status bri_course_run(const bri_course_plan *plan, bri_crew_count *count, brink_diagnostics *diagnostics, brink_error *error);

#endif
