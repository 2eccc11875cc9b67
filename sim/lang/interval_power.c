/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of powers, remainders and the trigonometric functions: monotone by pieces, so that first the pieces must be found. */
#include "lang/interval.h"

#define MIXED_ULPS 40       /* where powers by products, within 16 units, may lie beside others */
#define TURN_LIMIT 1e6      /* arguments beyond it are not worth finding extremes in */
#define TURN_TOLERANCE 1e-9 /* how near an extreme counts as in it, in turns: far above the rounding of TURN_LIMIT / (2 pi) */

static bri_interval widened(double p, double q, int ulps) {
    return (bri_interval){bri_step_down(fmin(p, q), ulps), bri_step_up(fmax(p, q), ulps)};
}

static bri_interval not_negative(bri_interval x) {
    return (bri_interval){x.low > 0.0 ? x.low : 0.0, x.high};
}

/* x^n, n whole: even powers fall to 0 and rise again, odd ones rise; negative ones are their reciprocals. */
static bri_interval whole_power(bri_interval x, double n) {
    bool is_even = fmod(n, 2.0) == 0.0, has_zero = bri_interval_contains(x, 0.0);
    if (n == 0.0) return (bri_interval){1.0, 1.0};
    bool is_product = fabs(n) <= BRI_POWER_BY_PRODUCTS; /* monotone as computed */
    bri_interval ends = widened(bri_pow(x.low, n), bri_pow(x.high, n), is_product ? 0 : BRI_INTERVAL_ULPS);
    if (!is_even) return n < 0.0 && has_zero ? BRI_INTERVAL_WHOLE : ends;
    if (has_zero) ends = n > 0.0 ? (bri_interval){0.0, ends.high} : (bri_interval){ends.low, INFINITY};
    return not_negative(ends);
}

/* For a base >= 0, log(x^e) = e log(x) takes its extremes at corners. */
bri_interval bri_interval_power(bri_interval x, bri_interval e) {
    bool is_constant = bri_interval_is_point(e);
    if (is_constant && bri_interval_is_point(x) && x.low != 0.0) {
        double value = bri_pow(x.low, e.low);
        return isnan(value) ? BRI_INTERVAL_UNDEFINED : (bri_interval){value, value};
    }
    if (is_constant && e.low == floor(e.low) && isfinite(e.low)) return whole_power(x, e.low);
    if (x.low < 0.0) return BRI_INTERVAL_UNDEFINED;
    if (x.low == 0.0 && e.low < 0.0) return BRI_INTERVAL_WHOLE; /* (-0)^-1 is -inf */
    int ulps = is_constant ? BRI_INTERVAL_ULPS : MIXED_ULPS;
    bri_interval low = widened(bri_pow(x.low, e.low), bri_pow(x.low, e.high), ulps);
    bri_interval high = widened(bri_pow(x.high, e.low), bri_pow(x.high, e.high), ulps);
    return not_negative(bri_interval_hull(low, high));
}

/* Within one period of a constant divisor the remainder rises; else it is anything up to the divisor. */
bri_interval bri_interval_mod(bri_interval a, bri_interval b) {
    if (bri_interval_is_infinite(a) || bri_interval_contains(b, 0.0)) return BRI_INTERVAL_UNDEFINED;
    if (bri_interval_is_point(b) && a.high - a.low < fabs(b.low)) {
        double low = bri_op_apply(BRI_OP_MOD, (double[3]){a.low, b.low, 0}), high = bri_op_apply(BRI_OP_MOD, (double[3]){a.high, b.low, 0});
        if (low <= high) return (bri_interval){low, high};
    }
    return b.low > 0.0 ? (bri_interval){0.0, b.high} : (bri_interval){b.low, 0.0};
}

/* Is one of the points phase + k period, k whole, in x or near it? */
static bool has_phase(bri_interval x, double phase, double period) {
    return floor((x.high - phase) / period + TURN_TOLERANCE) >= ceil((x.low - phase) / period - TURN_TOLERANCE);
}

bri_interval bri_interval_trigonometric(bri_op op, bri_interval x) {
    if (bri_interval_is_infinite(x)) return BRI_INTERVAL_UNDEFINED;
    bool is_tangent = op == BRI_OP_TAN, is_far = fabs(x.low) > TURN_LIMIT || fabs(x.high) > TURN_LIMIT;
    if (is_far || (is_tangent && has_phase(x, M_PI_2, M_PI))) return is_tangent ? BRI_INTERVAL_WHOLE : (bri_interval){-1.0, 1.0};
    bri_interval ends = widened(bri_op_apply(op, &(double[3]){x.low}[0]), bri_op_apply(op, &(double[3]){x.high}[0]), BRI_INTERVAL_ULPS);
    if (is_tangent) return ends;
    double peak = op == BRI_OP_SIN ? M_PI_2 : 0.0;
    return (bri_interval){ends.low < -1.0 || has_phase(x, peak + M_PI, 2.0 * M_PI) ? -1.0 : ends.low,
                          ends.high > 1.0 || has_phase(x, peak, 2.0 * M_PI) ? 1.0 : ends.high};
}
