/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Walks over a column of /replications, some rows at a time, as often as it takes: memory does not depend on how many rows there are. A column of a
 * point that is not too long is read once and kept for the next walk.
 */
#ifndef BRI_WALKER_H
#define BRI_WALKER_H

#include "brink/results.h"

/** Rows that a visitor is shown at once, at most, and rows of a column that is kept. Tiny where mistakes are looked for. */
#ifdef BRINK_DEBUG
enum { BRI_WALK_ROWS = 200, BRI_WALK_KEPT = 500 };
#else
enum { BRI_WALK_ROWS = 65536, BRI_WALK_KEPT = 1 << 20 };
#endif

/** The rows of a point. */
typedef struct bri_rows_of_point {
    uint64_t first, count, failed; /* failed: of them */
} bri_rows_of_point;

typedef struct bri_walker bri_walker;

/** NULL: memory is out. results is borrowed. */
bri_walker *bri_walker_new(brink_results *results);
void bri_walker_free(bri_walker *walker);

/** What is seen of a row's number. */
typedef enum bri_walk_kind {
    BRI_WALK_ALL,     /* every row's */
    BRI_WALK_GOOD,    /* those that are numbers, of rows that did not fail */
    BRI_WALK_ARRIVALS /* of rows that did not fail; infinity where there is no number */
} bri_walk_kind;

/** Shown numbers, in order of the rows. base: NULL, or for each the number of the row of the other point that has the same place. */
typedef void (*bri_walk_visit)(void *context, const double *values, const double *base, size_t count);

/** Walk over a column (path: the same pointer for the same column) of a point; with base, over pairs with that point, which has as many rows: a pair
 *  is seen where both are. BRINK_E_IO, BRINK_E_FORMAT. */
brink_status bri_walk(bri_walker *walker, const char *path, bri_walk_kind kind, const bri_rows_of_point *here, const bri_rows_of_point *base,
                      bri_walk_visit visit, void *context, brink_error *error);

#endif
