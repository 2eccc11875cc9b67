/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Estimates from a sample, with 95% intervals.
 */
#ifndef BRI_ESTIMATE_H
#define BRI_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

#include "brink/summary.h"

typedef struct bri_moments {
    uint64_t n;
    double mean, variance; /* with n - 1; NaN where n < 2 */
} bri_moments;

/** Two passes, in long double. */
bri_moments bri_moments_of(const double *values, size_t count);

/** Student's interval of a mean. With n < 2 the interval is NaN; with n 0 all is. */
brink_interval bri_mean_interval(bri_moments moments);

/** Wilson's score interval of yes among n. */
brink_interval bri_share_interval(uint64_t yes, uint64_t n);

/** Interval of the difference of two paired shares: only_first pairs have yes in the first alone, only_second in the second alone.
 *  The estimate is second minus first. (Agresti & Min 2005) */
brink_interval bri_paired_share_interval(uint64_t only_first, uint64_t only_second, uint64_t pairs);

/** The smallest value at or below which at least a share p of the sorted values lies; NaN of none. */
double bri_quantile(const double *sorted, size_t count, double p);

/** Sort ascending; infinities may be among the values, NaN may not. */
void bri_sort(double *values, size_t count);

#endif
