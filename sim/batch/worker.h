/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * One worker: runs granules of a point, one after another. It shares nothing with other workers but what is immutable.
 */
#ifndef BRI_WORKER_H
#define BRI_WORKER_H

#include "batch/part.h"
#include "kernel/kernel.h"

typedef struct bri_worker {
    bri_state *state;
    bri_record *record;
    bri_part part;
} bri_worker;

/** Some replications of a point: a granule, or the rest of the last one. */
typedef struct bri_work {
    size_t point;
    uint64_t seed;
    uint64_t first, count; /* indices within the point */
    uint64_t first_row;    /* the row of index 0 */
    uint64_t trace_count;  /* indices below it are traced */
} bri_work;

/** What a worker calls. */
typedef struct bri_worker_calls {
    void *context;
    /** After each replication; false: stop. */
    bool (*after)(void *context, const bri_work *work, const bri_record *record);
    /** Here is a part (the last one of the granule has ends_granule); it is emptied afterwards. False: stop. */
    bool (*hand_over)(void *context, const bri_work *work, bri_part *part);
} bri_worker_calls;

/** Make ready for a point's plan (borrowed, as the rest). False: memory is out, and nothing need be cleared. */
bool bri_worker_init(bri_worker *worker, const bri_plan *plan, const bri_schema *schema, const bri_aggregate_layout *layout);
void bri_worker_clear(bri_worker *worker);

/** Run. BRINK_E_MEMORY; BRINK_E_INTERRUPTED where a call said stop. */
brink_status bri_worker_run(bri_worker *worker, const bri_work *work, const bri_worker_calls *calls);

#endif
