/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds by end points. An operation that is monotone in each operand takes its extremes at corners of the box; if its computed value is monotone
 * too (+ - * / sqrt and all that only compares or rounds), the corners' computed values enclose all computed values. Another function is within
 * BRI_FIXED_ULPS units in the last place of one that is monotone, so that twice as many on either side enclose it. Over a box of one point the
 * bound is the computed value. */
#include "lang/interval.h"

#include <stdint.h>
#include <string.h>

#include "base/elementary.h"

/* Doubles as integers in the same order. */
static int64_t to_ordinal(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double from_ordinal(int64_t ordinal) {
    int64_t bits = ordinal < 0 ? INT64_MIN - ordinal : ordinal;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double bri_step_down(double x, int ulps) {
    if (isinf(x)) return x;
    int64_t ordinal = to_ordinal(x), least = to_ordinal(-INFINITY);
    return from_ordinal(ordinal > least + ulps ? ordinal - ulps : least);
}

double bri_step_up(double x, int ulps) {
    return -bri_step_down(-x, ulps);
}

bri_interval bri_interval_hull(bri_interval a, bri_interval b) {
    if (bri_interval_is_undefined(a) || bri_interval_is_undefined(b)) return BRI_INTERVAL_UNDEFINED;
    return (bri_interval){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
}

static bri_interval from_truth(bool may_be_false, bool may_be_true) {
    return (bri_interval){may_be_false ? 0.0 : 1.0, may_be_true ? 1.0 : 0.0};
}

/* Functions of one operand that rise everywhere in their domain: where that is, and within what their values lie. */
static const struct rising {
    double from, to;
    double least, greatest;
    int ulps;
} risings[BRI_OP_COUNT] = {
    [BRI_OP_LOG] = {0.0, INFINITY, -INFINITY, INFINITY, BRI_INTERVAL_ULPS},
    [BRI_OP_LOG10] = {0.0, INFINITY, -INFINITY, INFINITY, BRI_INTERVAL_ULPS},
    [BRI_OP_LOG1P] = {-1.0, INFINITY, -INFINITY, INFINITY, BRI_INTERVAL_ULPS},
    [BRI_OP_EXPM1] = {-INFINITY, INFINITY, -1.0, INFINITY, BRI_INTERVAL_ULPS},
    [BRI_OP_SQRT] = {0.0, INFINITY, 0.0, INFINITY, 0},
    [BRI_OP_TANH] = {-INFINITY, INFINITY, -1.0, 1.0, BRI_INTERVAL_ULPS},
    [BRI_OP_ATAN] = {-INFINITY, INFINITY, -M_PI_2, M_PI_2, BRI_INTERVAL_ULPS},
    [BRI_OP_ERF] = {-INFINITY, INFINITY, -1.0, 1.0, BRI_INTERVAL_ULPS},
    [BRI_OP_FLOOR] = {-INFINITY, INFINITY, -INFINITY, INFINITY, 0},
    [BRI_OP_CEIL] = {-INFINITY, INFINITY, -INFINITY, INFINITY, 0},
    [BRI_OP_ROUND] = {-INFINITY, INFINITY, -INFINITY, INFINITY, 0},
    [BRI_OP_SIGN] = {-INFINITY, INFINITY, -1.0, 1.0, 0},
    [BRI_OP_LOGIT] = {0.0, 1.0, -INFINITY, INFINITY, BRI_INTERVAL_ULPS}, /* log of a quotient that rises as computed */
    [BRI_OP_COPY] = {-INFINITY, INFINITY, -INFINITY, INFINITY, 0},
};

static bri_interval rise(bri_op op, bri_interval x) {
    const struct rising *f = &risings[op];
    if (x.low < f->from || x.high > f->to) return BRI_INTERVAL_UNDEFINED;
    double low = bri_step_down(bri_op_apply(op, &(double[3]){x.low}[0]), f->ulps);
    double high = bri_step_up(bri_op_apply(op, &(double[3]){x.high}[0]), f->ulps);
    return (bri_interval){low > f->least ? low : f->least, high < f->greatest ? high : f->greatest};
}

static bri_interval add(bri_interval a, bri_interval b) {
    if ((a.low == -INFINITY && b.high == INFINITY) || (a.high == INFINITY && b.low == -INFINITY)) return BRI_INTERVAL_UNDEFINED;
    return (bri_interval){a.low + b.low, a.high + b.high};
}

static bri_interval negate(bri_interval x) {
    return (bri_interval){-x.high, -x.low};
}

static bri_interval corners(double p, double q, double r, double s) {
    return (bri_interval){bri_lesser(bri_lesser(p, q), bri_lesser(r, s)), bri_greater(bri_greater(p, q), bri_greater(r, s))};
}

static bri_interval multiply(bri_interval a, bri_interval b) {
    if ((bri_interval_contains(a, 0.0) && bri_interval_is_infinite(b)) || (bri_interval_is_infinite(a) && bri_interval_contains(b, 0.0)))
        return BRI_INTERVAL_UNDEFINED; /* 0 inf */
    return corners(a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high);
}

static bri_interval divide(bri_interval a, bri_interval b) {
    bool has_zero = bri_interval_contains(b, 0.0);
    if ((has_zero && bri_interval_contains(a, 0.0)) || (bri_interval_is_infinite(a) && bri_interval_is_infinite(b))) return BRI_INTERVAL_UNDEFINED;
    if (has_zero) /* of either sign, since -0 is 0 */
        return BRI_INTERVAL_WHOLE;
    return corners(a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high);
}

static bri_interval absolute(bri_interval x) {
    double low = fabs(x.low), high = fabs(x.high);
    return (bri_interval){bri_interval_contains(x, 0.0) ? 0.0 : bri_lesser(low, high), bri_greater(low, high)};
}

static bri_interval square(bri_interval x) {
    x = absolute(x);
    return (bri_interval){x.low * x.low, x.high * x.high};
}

static bri_interval hypotenuse(bri_interval a, bri_interval b) {
    a = absolute(a);
    b = absolute(b);
    double low = bri_step_down(bri_hypot(a.low, b.low), BRI_INTERVAL_ULPS);
    return (bri_interval){low > 0.0 ? low : 0.0, bri_step_up(bri_hypot(a.high, b.high), BRI_INTERVAL_ULPS)};
}

/* Falls up to its least value, then rises; about its zeros at 1 and 2 the error is absolute. */
static bri_interval log_gamma(bri_interval x) {
    const double bottom = 1.4616321449683623, least = -0.12148629053584961, error = 0x1p-50;
    if (!(x.low > 0.0)) return BRI_INTERVAL_UNDEFINED;
    double first = bri_lgamma(x.low), last = bri_lgamma(x.high);
    double low = bri_interval_contains(x, bottom) ? least : bri_lesser(first, last);
    return (bri_interval){bri_step_down(low, BRI_INTERVAL_ULPS) - error, bri_step_up(bri_greater(first, last), BRI_INTERVAL_ULPS) + error};
}

/* x < low ? low : x > high ? high : x rises in each operand while low <= high; else it is one of the three. */
static bri_interval clamp(bri_interval x, bri_interval low, bri_interval high) {
    if (low.high > high.low) return bri_interval_hull(x, bri_interval_hull(low, high));
    return (bri_interval){bri_lesser(bri_greater(x.low, low.low), high.low), bri_lesser(bri_greater(x.high, low.high), high.high)};
}

/* rise() for the function that rates are made of, without its detours. */
bri_interval bri_interval_exponential(bri_interval x) {
    return (bri_interval){bri_greater(bri_step_down(bri_exp(x.low), BRI_INTERVAL_ULPS), 0.0), bri_step_up(bri_exp(x.high), BRI_INTERVAL_ULPS)};
}

/* 1 / (1 + exp(-x)) as it is computed: only exp needs widening. */
static bri_interval logistic(bri_interval x) {
    bri_interval e = bri_interval_exponential(negate(x));
    return (bri_interval){1.0 / (1.0 + e.high), 1.0 / (1.0 + e.low)};
}

static bri_interval equal(bri_interval a, bri_interval b) {
    bool may_meet = a.low <= b.high && b.low <= a.high;
    bool must_meet = bri_interval_is_point(a) && bri_interval_is_point(b) && a.low == b.low;
    return from_truth(!must_meet, may_meet);
}

/* Truth of a number: of a boolean's bound, and of no number's. */
static bool may_be_true(bri_interval x) {
    return !(x.low == 0.0 && x.high == 0.0);
}

static bool may_be_false(bri_interval x) {
    return bri_interval_is_undefined(x) || bri_interval_contains(x, 0.0);
}

static bri_interval choose(bri_interval condition, bri_interval yes, bri_interval no) {
    if (!may_be_false(condition)) return yes;
    return may_be_true(condition) ? bri_interval_hull(yes, no) : no;
}

/* What of a lies not below b; where nothing does, the condition that says so is false, and what comes out does not matter. */
static bri_interval at_least(bri_interval a, bri_interval b) {
    if (bri_interval_is_undefined(a) || bri_interval_is_undefined(b)) return a;
    return (bri_interval){bri_greater(a.low, b.low), bri_greater(a.high, b.low)};
}

/* Operations with a meaning where an operand may be NaN: false for comparisons, and whatever the others of && || ?: decide. */
static bool apply_logical(bri_op op, const bri_interval x[3], bri_interval *result) {
    bri_interval a = x[0], b = x[1];
    bool is_undefined = bri_interval_is_undefined(a) || bri_interval_is_undefined(b);
    switch (op) {
    case BRI_OP_NOT: *result = from_truth(may_be_true(a), may_be_false(a)); return true;
    case BRI_OP_AND: *result = from_truth(may_be_false(a) || may_be_false(b), may_be_true(a) && may_be_true(b)); return true;
    case BRI_OP_OR: *result = from_truth(may_be_false(a) && may_be_false(b), may_be_true(a) || may_be_true(b)); return true;
    case BRI_OP_SELECT: *result = choose(a, b, x[2]); return true;
    case BRI_OP_AT_LEAST: *result = at_least(a, b); return true;
    case BRI_OP_AT_MOST: *result = negate(at_least(negate(a), negate(b))); return true;
    case BRI_OP_TRUTH: *result = from_truth(!(a.low > 0.0), bri_interval_is_undefined(a) || a.high > 0.0); return true;
    case BRI_OP_LESS: *result = from_truth(is_undefined || a.high >= b.low, is_undefined || a.low < b.high); return true;
    case BRI_OP_LESS_EQUAL: *result = from_truth(is_undefined || a.high > b.low, is_undefined || a.low <= b.high); return true;
    case BRI_OP_EQUAL: *result = is_undefined ? from_truth(true, true) : equal(a, b); return true;
    case BRI_OP_NOT_EQUAL: *result = is_undefined ? from_truth(true, true) : from_truth(equal(a, b).high != 0.0, equal(a, b).low == 0.0); return true;
    case BRI_OP_STEP: *result = from_truth(!(a.low >= 0.0), is_undefined || a.high >= 0.0); return true;
    default: return false;
    }
}

static bri_interval apply_numeric(bri_op op, const bri_interval x[3], bool is_square) {
    bri_interval a = x[0], b = x[1];
    switch (op) {
    case BRI_OP_NEGATE: return negate(a);
    case BRI_OP_ADD: return add(a, b);
    case BRI_OP_SUBTRACT: return add(a, negate(b));
    case BRI_OP_MULTIPLY: return is_square ? square(a) : multiply(a, b);
    case BRI_OP_DIVIDE: return divide(a, b);
    case BRI_OP_MOD: return bri_interval_mod(a, b);
    case BRI_OP_POWER: return bri_interval_power(a, b);
    case BRI_OP_EXP: return bri_interval_exponential(a);
    case BRI_OP_ABS: return absolute(a);
    case BRI_OP_MIN: return (bri_interval){bri_lesser(a.low, b.low), bri_lesser(a.high, b.high)};
    case BRI_OP_MAX: return (bri_interval){bri_greater(a.low, b.low), bri_greater(a.high, b.high)};
    case BRI_OP_HYPOT: return hypotenuse(a, b);
    case BRI_OP_LOGISTIC: return logistic(a);
    case BRI_OP_LGAMMA: return log_gamma(a);
    case BRI_OP_CLAMP: return clamp(a, b, x[2]);
    case BRI_OP_SIN:
    case BRI_OP_COS:
    case BRI_OP_TAN: return bri_interval_trigonometric(op, a);
    case BRI_OP_EXPONENTIAL_HAZARD:
    case BRI_OP_WEIBULL_HAZARD:
    case BRI_OP_GAMMA_HAZARD:
    case BRI_OP_LOGNORMAL_HAZARD:
    case BRI_OP_LOGLOGISTIC_HAZARD:
    case BRI_OP_INVERSE_GAUSSIAN_HAZARD:
    case BRI_OP_UNIFORM_HAZARD: return bri_law_bound(op, a, b, x[2]);
    default: return rise(op, a);
    }
}

bri_interval bri_interval_apply(bri_op op, const bri_interval x[3], bool is_square) {
    bri_interval result;
    if (apply_logical(op, x, &result)) return result;
    bool are_points = true;
    for (unsigned i = 0; i < bri_op_operands(op); i++) {
        if (bri_interval_is_undefined(x[i])) return BRI_INTERVAL_UNDEFINED;
        are_points &= bri_interval_is_point(x[i]);
    }
    /* End points of the plainest operations are computed as values are; of / and ^, -0 and 0 make different things. */
    bool is_plain = op == BRI_OP_ADD || op == BRI_OP_SUBTRACT || op == BRI_OP_MULTIPLY || op == BRI_OP_NEGATE;
    if (!are_points || is_plain || op == BRI_OP_DIVIDE || op == BRI_OP_POWER) return apply_numeric(op, x, is_square);
    double value = bri_op_apply(op, (double[3]){x[0].low, x[1].low, x[2].low});
    return (bri_interval){value, value};
}
