/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The point before x by bisection; the extremes of y over a row of points by a tree of halves (a segment tree), which is walked from below. */
#include "lang/curve.h"

#include "lang/interval.h"

bool bri_curve_finish(bri_arena *arena, bri_curve *curve) {
    uint32_t count = curve->count;
    double *slope = bri_arena_alloc(arena, count, sizeof *slope);
    double *least = bri_arena_alloc(arena, 2 * (size_t)count, sizeof *least), *greatest = bri_arena_alloc(arena, 2 * (size_t)count, sizeof *greatest);
    if (!slope || !least || !greatest) return false;
    for (uint32_t i = 0; i + 1 < count && !curve->is_step; i++) slope[i] = (curve->y[i + 1] - curve->y[i]) / (curve->x[i + 1] - curve->x[i]);
    for (uint32_t i = 0; i < count; i++) least[count + i] = greatest[count + i] = curve->y[i];
    for (uint32_t i = count - 1; i > 0; i--) {
        least[i] = fmin(least[2 * i], least[2 * i + 1]);
        greatest[i] = fmax(greatest[2 * i], greatest[2 * i + 1]);
    }
    curve->slope = slope;
    curve->least = least;
    curve->greatest = greatest;
    return true;
}

/* How many points do not lie above x. */
static uint32_t points_up_to(const bri_curve *curve, double x) {
    uint32_t low = 0, high = curve->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (curve->x[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_inside(const bri_curve *curve, double x) {
    return x >= curve->x[0] && x <= curve->x[curve->count - 1];
}

/* Beyond the ends, the value there. */
static double held_value(const bri_curve *curve, double x) {
    if (!is_inside(curve, x)) return curve->y[x < curve->x[0] ? 0 : curve->count - 1];
    uint32_t i = points_up_to(curve, x) - 1;
    if (curve->is_step || i + 1 == curve->count || x == curve->x[i]) return curve->y[i];
    double value = curve->y[i] + (x - curve->x[i]) * curve->slope[i];
    double low = curve->y[i] < curve->y[i + 1] ? curve->y[i] : curve->y[i + 1], high = curve->y[i] < curve->y[i + 1] ? curve->y[i + 1] : curve->y[i];
    return value < low ? low : value > high ? high : value; /* what rounding adds at most: the line ends there */
}

double bri_curve_value(const bri_curve *curve, double x) {
    bool has_value = is_inside(curve, x) || (curve->outside == BRI_OUTSIDE_HOLD && !isnan(x));
    return has_value ? held_value(curve, x) : NAN;
}

double bri_curve_slope(const bri_curve *curve, double x) {
    return is_inside(curve, x) ? curve->slope[points_up_to(curve, x) - 1] : 0.0;
}

/* The extremes of y over points first .. end - 1. */
static bri_interval extremes(const bri_curve *curve, uint32_t first, uint32_t end) {
    bri_interval found = {INFINITY, -INFINITY};
    for (first += curve->count, end += curve->count; first < end; first /= 2, end /= 2) {
        if (first % 2) {
            found = (bri_interval){fmin(found.low, curve->least[first]), fmax(found.high, curve->greatest[first])};
            first++;
        }
        if (end % 2) {
            end--;
            found = (bri_interval){fmin(found.low, curve->least[end]), fmax(found.high, curve->greatest[end])};
        }
    }
    return found;
}

bri_interval bri_curve_bound(const bri_curve *curve, bri_interval x) {
    bool is_within = is_inside(curve, x.low) && is_inside(curve, x.high);
    if (!is_within && curve->outside == BRI_OUTSIDE_NONE) return BRI_INTERVAL_UNDEFINED;
    double low = held_value(curve, x.low), high = held_value(curve, x.high);
    uint32_t first = points_up_to(curve, x.low), end = points_up_to(curve, x.high); /* those above low that are not above high */
    bri_interval within = extremes(curve, first, end);
    return (bri_interval){fmin(fmin(low, high), within.low), fmax(fmax(low, high), within.high)};
}
