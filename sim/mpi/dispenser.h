/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Hands out the pieces of a run's work in leases: large ones at first, so that there are few, then ever smaller ones, so that all
 * end at about the same time.
 */
#ifndef DISPENSER_H
#define DISPENSER_H

#include "brink/run.h"

typedef struct dispenser {
    const brink_pieces *pieces; /* to be handed out; borrowed */
    size_t count, at;
    uint64_t next;          /* of pieces[at] */
    uint64_t left;          /* in all */
    uint64_t threads;       /* of all that take */
    bool is_stopped;        /* nothing more is to be given */
} dispenser;

/** Pieces as brink_run_outstanding gives them; threads: how many all takers have together. */
void dispenser_init(dispenser *own, const brink_pieces *pieces, size_t count, uint64_t threads);

/** The next lease, for a taker with so many threads; false: there is none. Leases come in order and do not overlap. */
bool dispenser_next(dispenser *own, uint64_t threads, brink_pieces *lease);

#endif
