/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Exact quantiles of numbers that come by again and again in no order and are never kept: memory does not depend on how many there are.
 *
 *     bri_selection_begin(selection, n, probabilities, 3);
 *     while (bri_selection_wants_pass(selection)) { for all numbers: bri_selection_add(…); bri_selection_end_pass(selection); }
 */
#ifndef BRI_SELECTION_H
#define BRI_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bri_selection bri_selection;

/** Quantiles at once, at most. */
#define BRI_SELECTION_MOST 3

/** NULL: memory is out. Some megabytes; good for any number of selections, one after another. */
bri_selection *bri_selection_new(void);
void bri_selection_free(bri_selection *selection);

/** Begin: of n numbers, the smallest at or below which at least a share p lies, for each of count probabilities (bri_quantile's definition). */
void bri_selection_begin(bri_selection *selection, uint64_t n, const double *probabilities, size_t count);

/** Must all numbers come by (once more)? At most four times. */
bool bri_selection_wants_pass(const bri_selection *selection);
/** Infinities may be among them, NaN may not. */
void bri_selection_add(bri_selection *selection, const double *values, size_t count);
void bri_selection_end_pass(bri_selection *selection);

/** When no pass is wanted. NaN where n is 0. */
double bri_selection_value(const bri_selection *selection, size_t index);

#endif
