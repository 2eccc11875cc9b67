/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of hazards over boxes of age and parameters. What makes them tight:
 *
 *  - In the age each law is monotone or rises to one peak: gamma and Weibull by their shape; log-logistic, lognormal and inverse Gaussian
 *    have their peaks (law_peak.c). So the least value is at an end, and the greatest at an end or at the peak held within the box:
 *    whether the peak lies inside need not be judged.
 *  - In the scale (mean, median) each falls, since the laws are ordered by likelihood ratio in it; the gamma in its shape too.
 *  - A shape seldom varies. Where it does, the formula is evaluated over intervals, or the law is brought to a form where the shape is a point. */
#include <float.h>
#include <math.h>

#include "base/elementary.h"
#include "lang/interval.h"
#include "lang/laws.h"
#include "lang/normal.h"

static bri_interval point(double x) {
    return (bri_interval){x, x};
}

static bri_interval operate(bri_op op, bri_interval a, bri_interval b) {
    return bri_interval_apply(op, (bri_interval[3]){a, b, {0, 0}}, false);
}

/* Room for the errors of computed hazards, which are not monotone to the last digit. */
static bri_interval with_error(double low, double high) {
    return (bri_interval){low * (1.0 - BRI_LAW_ERROR), high * (1.0 + BRI_LAW_ERROR)};
}

static double held(double x, bri_interval box) {
    return fmin(fmax(x, box.low), box.high);
}

static double peak(bri_op law, bri_interval age, double a, double b) {
    switch (law) {
    case BRI_OP_LOGNORMAL_HAZARD: return bri_lognormal_peak(a, b);
    case BRI_OP_LOGLOGISTIC_HAZARD: return bri_loglogistic_peak(a, b);
    case BRI_OP_INVERSE_GAUSSIAN_HAZARD: return bri_inverse_gaussian_peak(a, b, age.low, age.high);
    default: return age.low; /* monotone */
    }
}

/* Parameters known, age anywhere in the box. */
static bri_interval over_ages(bri_op law, bri_interval age, double a, double b) {
    double first = bri_law_hazard(law, age.low, a, b), last = bri_law_hazard(law, age.high, a, b);
    double top = bri_law_hazard(law, held(fmax(peak(law, age, a, b), DBL_TRUE_MIN), age), a, b); /* at 0 itself h may be 0 beside a peak */
    return with_error(fmin(first, last), fmax(fmax(first, last), top));
}

/* (k / scale) x^(k - 1), x = age / scale. */
static bri_interval power_law(bri_interval age, bri_interval k, double scale) {
    bri_interval x = {bri_law_ratio(age.low, scale), bri_law_ratio(age.high, scale)};
    return operate(BRI_OP_MULTIPLY, operate(BRI_OP_DIVIDE, k, point(scale)), operate(BRI_OP_POWER, x, operate(BRI_OP_SUBTRACT, k, point(1.0))));
}

/* Two bounds from above: h < k / age, and h < (k / scale) x^(k - 1); from below, the latter over 1 + x^k. */
static bri_interval loglogistic_over_shapes(bri_interval age, bri_interval k, double scale) {
    bri_interval power = power_law(age, k, scale);
    double most = fmax(bri_pow(bri_law_ratio(age.high, scale), k.low), bri_pow(bri_law_ratio(age.high, scale), k.high));
    double low = fmax(power.low, 0.0) / (1.0 + most);
    return with_error(isnan(low) ? 0.0 : low, fmin(isnan(power.high) ? INFINITY : power.high, k.high / age.low));
}

/* With t = median exp(sigma z), h = lambda(z) exp(-sigma z) / (sigma median), which as a function of sigma has no peak inside: its greatest
 * values over all z of the box are those of the least and the greatest sigma. */
static bri_interval lognormal_over_shapes(bri_interval age, double median, bri_interval sigma) {
    double first = bri_law_log_ratio(age.low, median), last = bri_law_log_ratio(age.high, median), high = 0.0, unit = bri_log(median);
    double z_low = fmin(first / sigma.low, first / sigma.high), z_high = fmax(last / sigma.low, last / sigma.high);
    for (int i = 0; i < 2; i++) {
        double s = i == 0 ? sigma.low : sigma.high;
        bri_interval reached = {bri_exp(unit + s * z_low), fmax(bri_exp(unit + s * z_high), DBL_MIN)};
        high = fmax(high, over_ages(BRI_OP_LOGNORMAL_HAZARD, reached, median, s).high);
    }
    double low = isfinite(age.high) ? bri_normal_hazard(z_low) / (sigma.high * age.high) : 0.0;
    return with_error(low, high);
}

/* With shape = c least, c from 1 to spread, h(t; mean, shape) = h(t / c; mean / c, least) / c, which falls in the mean. */
static bri_interval inverse_gaussian_over_shapes(bri_interval age, double mean, bri_interval shape) {
    double spread = shape.high / shape.low;
    bri_interval ages = {age.low / spread, age.high};
    double low = over_ages(BRI_OP_INVERSE_GAUSSIAN_HAZARD, ages, mean, shape.low).low / spread;
    return with_error(low, over_ages(BRI_OP_INVERSE_GAUSSIAN_HAZARD, ages, mean / spread, shape.low).high);
}

/* The scale known. */
static bri_interval over_shapes(bri_op law, bri_interval age, bri_interval shape, double scale) {
    bool is_scale_first = law == BRI_OP_LOGNORMAL_HAZARD || law == BRI_OP_INVERSE_GAUSSIAN_HAZARD;
    if (bri_interval_is_point(shape)) return over_ages(law, age, is_scale_first ? scale : shape.low, is_scale_first ? shape.low : scale);
    switch (law) {
    case BRI_OP_WEIBULL_HAZARD: {
        bri_interval power = power_law(age, shape, scale);
        return bri_interval_is_undefined(power) ? power : with_error(fmax(power.low, 0.0), power.high);
    }
    case BRI_OP_GAMMA_HAZARD: return (bri_interval){over_ages(law, age, shape.high, scale).low, over_ages(law, age, shape.low, scale).high};
    case BRI_OP_LOGLOGISTIC_HAZARD: return loglogistic_over_shapes(age, shape, scale);
    case BRI_OP_LOGNORMAL_HAZARD: return lognormal_over_shapes(age, scale, shape);
    default: return inverse_gaussian_over_shapes(age, scale, shape);
    }
}

static bool lies_within(bri_interval x, double least, double greatest) {
    return x.low >= least && x.high <= greatest;
}

/* Is every point of the box a law? */
static bool are_lawful(bri_op law, bri_interval scale, bri_interval shape) {
    if (!lies_within(scale, BRI_LAW_LEAST, BRI_LAW_GREATEST)) return false;
    if (law != BRI_OP_INVERSE_GAUSSIAN_HAZARD) return lies_within(shape, BRI_LAW_SHAPE_LEAST, BRI_LAW_SHAPE_GREATEST);
    bri_interval rigidity = {shape.low / scale.high, shape.high / scale.low};
    return lies_within(shape, BRI_LAW_LEAST, BRI_LAW_GREATEST) && lies_within(rigidity, BRI_LAW_SHAPE_LEAST, BRI_LAW_RIGIDITY_GREATEST);
}

/* 1 / (high - age) within [low, high), else 0: exact but for the gap at high. */
static bri_interval uniform_bound(bri_interval age, bri_interval low, bri_interval high) {
    if (!(low.low >= 0.0) || !(high.low > low.high)) return BRI_INTERVAL_UNDEFINED;
    bool is_inside = age.low >= low.high && age.high < high.low, is_outside = age.high < low.low || age.low >= high.high;
    double least = is_inside ? 1.0 / (high.high - age.low) : 0.0;
    double greatest = is_outside ? 0.0 : age.high < high.low ? 1.0 / (high.low - age.high) : INFINITY;
    return (bri_interval){least, greatest};
}

static bri_interval bound(bri_op law, bri_interval age, bri_interval a, bri_interval b) {
    if (law == BRI_OP_UNIFORM_HAZARD) return uniform_bound(age, a, b);
    if (law == BRI_OP_EXPONENTIAL_HAZARD)
        return lies_within(a, BRI_LAW_LEAST, BRI_LAW_GREATEST) ? (bri_interval){1.0 / a.high, 1.0 / a.low} : BRI_INTERVAL_UNDEFINED;
    bool is_scale_first = law == BRI_OP_LOGNORMAL_HAZARD || law == BRI_OP_INVERSE_GAUSSIAN_HAZARD;
    bri_interval scale = is_scale_first ? a : b, shape = is_scale_first ? b : a;
    if (!are_lawful(law, scale, shape)) return BRI_INTERVAL_UNDEFINED;
    bri_interval result = over_shapes(law, age, shape, scale.low);
    if (!bri_interval_is_point(scale)) /* falls in the scale */
        result.low = over_shapes(law, age, shape, scale.high).low;
    return isnan(result.low) || isnan(result.high) ? BRI_INTERVAL_UNDEFINED : result;
}

bri_interval bri_law_bound(bri_op law, bri_interval age, bri_interval a, bri_interval b) {
    bri_interval lived = {fmax(age.low, 0.0), fmax(age.high, 0.0)};
    bri_interval result = bound(law, lived, a, b);
    if (age.low >= 0.0 || bri_interval_is_undefined(result)) return result;
    return age.high < 0.0 ? point(0.0) : bri_interval_hull(result, point(0.0)); /* nothing happens before age 0 */
}
