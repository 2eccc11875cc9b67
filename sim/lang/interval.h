/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Interval arithmetic that encloses *computed* values (lang/code.h says in what sense).
 *
 * An interval whose low is NaN is "undefined": the value may be anything, NaN included. A value that may be infinite is no such thing.
 */
#ifndef BRI_INTERVAL_H
#define BRI_INTERVAL_H

#include <math.h>

#include "lang/code.h"
#include "lang/draws.h"
#include "lang/fixed.h"
#include "lang/ops.h"

/** What encloses a function that is monotone but for errors of BRI_FIXED_ULPS on either side. */
#define BRI_INTERVAL_ULPS (2 * BRI_FIXED_ULPS)

#define BRI_INTERVAL_UNDEFINED ((bri_interval){NAN, NAN})
#define BRI_INTERVAL_WHOLE ((bri_interval){-INFINITY, INFINITY})

static inline bool bri_interval_is_undefined(bri_interval x) {
    return isnan(x.low);
}

static inline bool bri_interval_is_point(bri_interval x) {
    return x.low == x.high;
}

static inline bool bri_interval_contains(bri_interval x, double value) {
    return x.low <= value && value <= x.high;
}

static inline bool bri_interval_is_infinite(bri_interval x) {
    return x.low == -INFINITY || x.high == INFINITY;
}

/** x moved down or up by so many representable numbers (infinities stay; the step over 0 counts once). */
double bri_step_down(double x, int ulps);
double bri_step_up(double x, int ulps);

bri_interval bri_interval_hull(bri_interval a, bri_interval b);

/** The bound of one operation other than a jump or a draw, its operands anywhere in `argument`. is_square: the two factors are one. */
bri_interval bri_interval_apply(bri_op op, const bri_interval argument[3], bool is_square);

/** exp over an interval that is no single point, and not undefined. */
bri_interval bri_interval_exponential(bri_interval x);

/* interval_power.c: what has more to it than end points. */
bri_interval bri_interval_power(bri_interval base, bri_interval exponent);
bri_interval bri_interval_mod(bri_interval a, bri_interval b);
bri_interval bri_interval_trigonometric(bri_op op, bri_interval x);

/* law_bound.c */
bri_interval bri_law_bound(bri_op law, bri_interval age, bri_interval a, bri_interval b);

/* draw_bound.c: bri_draw, bri_draw_many and bri_draw_truncated over intervals of their arguments. A draw that is impossible has no value, and
 * none that must be enclosed. */
bri_interval bri_draw_bound(bri_draw_kind kind, bri_interval a, bri_interval b);
bri_interval bri_draw_many_bound(bri_draw_kind kind, const bri_interval *argument, size_t count);
bri_interval bri_draw_truncated_bound(bri_draw_kind kind, const bri_interval *argument, size_t count);

#endif
