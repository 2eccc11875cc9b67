/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A crew: threads that run the granules of all points, while the calling thread takes what they make, in order.
 */
#ifndef BRI_CREW_H
#define BRI_CREW_H

#include "batch/design.h"
#include "batch/press.h"
#include "batch/provenance.h"
#include "batch/worker.h"

/** Threads that a crew may have. */
#define BRI_CREW_MOST 4096

/** Seconds that the work in hand may still take when a crew is to stop. */
#define BRI_CREW_GRACE 2

/** Granules first … end - 1, counted through all points. */
typedef brink_pieces bri_range;

/** Sums over a crew's workers. */
typedef struct bri_crew_count {
    uint64_t done, events, failed;
    bri_failure failure; /* where some have failed: of the workers' first ones the first in order */
} bri_crew_count;

/** What a crew is to do; all borrowed for the call. */
typedef struct bri_crew_task {
    const brink_scenario *scenario;
    const bri_design *design;
    const bri_schema *schema;
    const bri_request *request;
    const bri_aggregate_layout *layout;
    const bri_range *ranges; /* what is to be done: in order, without overlap, none empty */
    size_t range_count;
    size_t threads; /* 1 … BRI_CREW_MOST */
    /** What the taker leaves to be packed; workers do it before they begin another granule, and when they have nothing else to do. NULL: nothing. */
    bri_press *press;
    void *context;
    /* All are called from the calling thread. */
    /** More ranges, handed out while the crew works (brink_run_options.lease). NULL: there are no more. */
    brink_lease (*more)(void *context, bri_range *range);
    /** Here is a part: parts of a granule in order, granules in order, points in order. It is emptied afterwards. False: stop. */
    bool (*take)(void *context, const bri_work *work, bri_part *part);
    /** Called about ten times a second. False: begin nothing new, and stop when what is in hand is done, or BRI_CREW_GRACE seconds later. */
    bool (*look)(void *context, const bri_crew_count *count);
} bri_crew_task;

/** Work until all is taken, or something stops it; no thread is left either way. *count is set in any case.
 *  BRINK_E_MEMORY: memory is out, or a thread cannot be started; BRINK_E_INTERRUPTED: a call said stop, and not all was done (error is not filled);
 *  BRINK_E_SCENARIO: a point's plan cannot be made (complaints in diagnostics). */
brink_status bri_crew_run(const bri_crew_task *task, bri_crew_count *count, brink_diagnostics *diagnostics, brink_error *error);

#endif
