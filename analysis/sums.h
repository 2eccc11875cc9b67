/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Sums over the replications of a point: what a summary says of one column. Columns of any length take the same memory.
 */
#ifndef BRI_SUMS_H
#define BRI_SUMS_H

#include "brink/summary.h"
#include "walker.h"

typedef struct bri_sums bri_sums;

/** NULL: memory is out. results is borrowed. */
bri_sums *bri_sums_new(brink_results *results);
void bri_sums_free(bri_sums *sums);

/** From here on, of these rows, compared with none. Counts those that failed. BRINK_E_FORMAT: they have weights other than 1 (of methods that this
 *  version does not know). */
brink_status bri_sums_turn_to(bri_sums *sums, uint64_t first, uint64_t count, brink_error *error);
const bri_rows_of_point *bri_sums_rows(const bri_sums *sums);

/** Compare from here on with these rows, where their replications have the same numbers (NULL: with none). *is_paired says whether they have. */
brink_status bri_sums_compare(bri_sums *sums, const bri_rows_of_point *base, bool *is_paired, brink_error *error);

/** Fill in what the column at path says; names, doc, units, observed and is_probability are left as they are. */
brink_status bri_sums_item(bri_sums *sums, const char *path, brink_summary_item *item, brink_error *error);
brink_status bri_sums_rung(bri_sums *sums, const char *path, brink_summary_rung *rung, brink_error *error);

/** Sum of a column over the rows that did not fail, and over all. */
brink_status bri_sums_total(bri_sums *sums, const char *path, double *good, double *all, brink_error *error);

/** counts[i]: rows whose value is first + i, for i below count. */
brink_status bri_sums_tally(bri_sums *sums, const char *path, int first, uint64_t *counts, size_t count, brink_error *error);

#endif
