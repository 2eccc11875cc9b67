/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/estimate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

bri_moments bri_moments_of(const double *values, size_t count) {
    bri_moments moments = {.n = count, .mean = NAN, .variance = NAN};
    if (count == 0)
        return moments;
    long double sum = 0, squares = 0, rest = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    long double mean = sum / count;
    for (size_t i = 0; i < count; i++) {
        long double off = values[i] - mean;
        squares += off * off;
        rest += off;
    }
    moments.mean = (double)mean;
    if (count > 1)
        moments.variance = (double)((squares - rest * rest / count) / (count - 1));
    return moments;
}

brink_interval bri_mean_interval(bri_moments moments) {
    brink_interval interval = {moments.mean, NAN, NAN};
    if (moments.n < 2)
        return interval;
    double n = (double)moments.n, half = gsl_cdf_tdist_Pinv(0.975, n - 1) * sqrt(moments.variance / n);
    interval.low = moments.mean - half;
    interval.high = moments.mean + half;
    return interval;
}

brink_interval bri_share_interval(uint64_t yes, uint64_t n) {
    if (n == 0)
        return (brink_interval){NAN, NAN, NAN};
    double total = (double)n, p = (double)yes / total, z = gsl_cdf_ugaussian_Pinv(0.975), z2 = z * z;
    double centre = (p + z2 / (2 * total)) / (1 + z2 / total);
    double half = z / (1 + z2 / total) * sqrt(p * (1 - p) / total + z2 / (4 * total * total));
    /* At the ends the formula gives 0 and 1 but for rounding. */
    return (brink_interval){p, yes == 0 ? 0 : centre - half, yes == n ? 1 : centre + half};
}

brink_interval bri_paired_share_interval(uint64_t only_first, uint64_t only_second, uint64_t pairs) {
    if (pairs == 0)
        return (brink_interval){NAN, NAN, NAN};
    double n = (double)pairs + 2, up = (double)only_second + 0.5, down = (double)only_first + 0.5, off = up - down;
    double centre = off / n, half = gsl_cdf_ugaussian_Pinv(0.975) * sqrt(up + down - off * off / n) / n;
    return (brink_interval){((double)only_second - (double)only_first) / (double)pairs, fmax(centre - half, -1), fmin(centre + half, 1)};
}

double bri_quantile(const double *sorted, size_t count, double p) {
    if (count == 0)
        return NAN;
    double rank = ceil(p * (double)count);
    size_t place = rank < 1 ? 0 : rank > (double)count ? count - 1 : (size_t)rank - 1;
    return sorted[place];
}

static int compare(const void *a, const void *b) {
    double x, y;
    x = *(const double *)a;
    y = *(const double *)b;
    return (x > y) - (x < y);
}

void bri_sort(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare);
}
