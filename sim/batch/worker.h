/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * One worker: runs granules, one after another. It shares nothing with other workers but what is immutable, and a flag that stops all.
 */
#ifndef BRI_WORKER_H
#define BRI_WORKER_H

#include <stdatomic.h>

#include "batch/part.h"
#include "kernel/kernel.h"

/** What a worker has done so far. It alone adds; anybody may look, at `failed` before `done`. */
typedef struct bri_tally {
    atomic_uint_least64_t done, events, failed; /* replications, their events, the failed ones */
    bri_failure failure;                        /* its first: written once, before `failed` is 1, so that whoever sees that may read it */
} bri_tally;

typedef struct bri_worker {
    bri_state *state;
    bri_record *record;
    bri_tally tally;
} bri_worker;

/** Some replications of a point: a granule, or the rest of the last one. */
typedef struct bri_work {
    size_t point;
    uint64_t seed;
    uint64_t first, count; /* indices within the point */
    uint64_t granule;      /* its number, through all points */
    uint64_t first_row;    /* the row of index 0 */
    uint64_t trace_count;  /* indices below it are traced */
} bri_work;

/** Whom a worker serves. */
typedef struct bri_worker_calls {
    void *context;
    const atomic_bool *stop; /* breaks a replication off */
    /** A part of the granule is full. Gives an empty one to go on with (of the same aggregate); NULL where that was the granule's last one,
     *  or to stop. */
    bri_part *(*hand_over)(void *context, bri_part *part);
} bri_worker_calls;

/** Make ready for a point's plan (borrowed); the tally goes on. False: memory is out, and nothing need be cleared. */
bool bri_worker_init(bri_worker *worker, const bri_plan *plan);
void bri_worker_clear(bri_worker *worker);

/** Run; `part` is empty. BRINK_E_MEMORY; BRINK_E_INTERRUPTED where it was stopped. */
brink_status bri_worker_run(bri_worker *worker, const bri_work *work, bri_part *part, const bri_worker_calls *calls);

#endif
