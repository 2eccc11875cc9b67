/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the values of a draw lie: the support of its law, and what of it lies between two ends. A normal law of no width is its mean, and a lognormal
 * one exp of that; other laws of no width lie somewhere in what is given here. */
#include <float.h>

#include "base/elementary.h"
#include "lang/interval.h"

static const bri_interval positive = {0.0, INFINITY};

static bool is_zero(bri_interval x) {
    return x.low == 0.0 && x.high == 0.0;
}

/* low + (high - low) u, as it is computed, may lie above high by rounding. */
static bri_interval uniform(bri_interval low, bri_interval high) {
    double rounded = bri_interval_is_point(low) ? low.low + (high.high - low.low) : high.high + DBL_EPSILON * (high.high - low.low);
    return (bri_interval){low.low, bri_greater(high.high, rounded)};
}

static bri_interval pareto(bri_interval least) {
    return (bri_interval){bri_step_down(least.low, BRI_INTERVAL_ULPS), INFINITY};
}

bri_interval bri_draw_bound(bri_draw_kind kind, bri_interval a, bri_interval b) {
    if (bri_interval_is_undefined(a) || bri_interval_is_undefined(b)) return BRI_INTERVAL_UNDEFINED;
    switch (kind) {
    case BRI_DRAW_normal: return is_zero(b) ? a : BRI_INTERVAL_WHOLE;
    case BRI_DRAW_lognormal: return is_zero(b) ? bri_interval_apply(BRI_OP_EXP, (bri_interval[3]){a}, false) : positive;
    case BRI_DRAW_uniform: return uniform(a, b);
    case BRI_DRAW_bernoulli:
    case BRI_DRAW_beta: return (bri_interval){0.0, 1.0};
    case BRI_DRAW_binomial: return (bri_interval){0.0, b.high};
    case BRI_DRAW_geometric: return (bri_interval){1.0, INFINITY};
    case BRI_DRAW_pareto: return pareto(b);
    case BRI_DRAW_gamma:
    case BRI_DRAW_weibull:
    case BRI_DRAW_exponential:
    case BRI_DRAW_poisson:
    case BRI_DRAW_negative_binomial:
    case BRI_DRAW_chisq:
    case BRI_DRAW_rayleigh:
    case BRI_DRAW_inverse_gaussian:
    case BRI_DRAW_loglogistic: return positive;
    default: return BRI_INTERVAL_WHOLE;
    }
}

/* Of the indices, those whose weight may be above 0. */
static bri_interval discrete_bound(const bri_interval *weight, size_t count) {
    bri_interval found = BRI_INTERVAL_UNDEFINED;
    for (size_t i = 0; i < count; i++) {
        if (!(weight[i].high > 0.0)) continue;
        if (bri_interval_is_undefined(found)) found.low = (double)i;
        found.high = (double)i;
    }
    return found;
}

bri_interval bri_draw_many_bound(bri_draw_kind kind, const bri_interval *argument, size_t count) {
    bri_interval found = argument[0];
    for (size_t i = 0; i < count; i++) {
        if (bri_interval_is_undefined(argument[i])) return BRI_INTERVAL_UNDEFINED;
        found = bri_interval_hull(found, argument[i]);
    }
    return kind == BRI_DRAW_discrete ? discrete_bound(argument, count) : found;
}

bri_interval bri_draw_truncated_bound(bri_draw_kind kind, const bri_interval *argument, size_t count) {
    size_t own = count - 2;
    bri_interval low = argument[own], high = argument[own + 1], a = argument[0], b = argument[own - 1];
    bri_interval law = kind >= BRI_DRAW_COUNT ? bri_draw_many_bound(kind, argument, own) : bri_draw_bound(kind, a, b);
    if (bri_interval_is_undefined(law)) law = BRI_INTERVAL_WHOLE;
    bri_interval kept = {bri_greater(law.low, low.low), bri_lesser(law.high, high.high)};
    return kept.low <= kept.high ? kept : BRI_INTERVAL_UNDEFINED;
}
