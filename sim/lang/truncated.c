/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws from a law kept between two ends.
 *
 * Laws with a closed inverse take one uniform number and rise with it. Each is a monotone function of a unit exponential, of a uniform, or of
 * one of four laws that are symmetric about 0. Of the exponential, what lies between a and b is a - log(1 - u (1 - exp(a - b))): exact however far
 * out a is. Of a symmetric law the probabilities are taken in the tail nearer to the interval, where they keep their digits: F(a) + u (F(b) -
 * F(a)), inverted.
 *
 * The others are drawn until one lies between the ends, TRIES times at most: then there is none (NaN). Where the law has no part between the
 * ends there is none at once. */
#include "lang/truncated.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/functions.h"
#include "lang/node.h"
#include "lang/normal.h"

enum { TRIES = 100000 };

#define ROOT_2_PI 2.50662827463100050242

/* ---- symmetric laws: the lower tail, and its inverse for p <= 1/2 ---- */

typedef struct symmetric {
    double (*below)(double x); /* for x <= 0 */
    double (*inverse)(double p);
} symmetric;

static double normal_below(double x) { return bri_mills_ratio(-x) * bri_exp(-0.5 * x * x) / ROOT_2_PI; }
static double logistic_below(double x) { return 1.0 / (1.0 + bri_exp(-x)); }
static double logistic_inverse(double p) { return bri_log(p / (1.0 - p)); }
static double cauchy_below(double x) { return x == 0.0 ? 0.5 : bri_atan(-1.0 / x) / M_PI; }
static double cauchy_inverse(double p) { return p == 0.5 ? 0.0 : -1.0 / bri_tan(M_PI * p); }
static double laplace_below(double x) { return 0.5 * bri_exp(x); }
static double laplace_inverse(double p) { return bri_log(2.0 * p); }

static const symmetric normal = {normal_below, bri_normal_inverse}, logistic = {logistic_below, logistic_inverse},
                       cauchy = {cauchy_below, cauchy_inverse}, laplace = {laplace_below, laplace_inverse};

/* Of the unit law between a < b. */
static double symmetric_between(const symmetric *law, double a, double b, double u) {
    if (a > 0.0) return -symmetric_between(law, -b, -a, 1.0 - u);
    double from = law->below(a), to = b <= 0.0 ? law->below(b) : 1.0 - law->below(-b), p = from + u * (to - from);
    if (!(to > from)) return NAN;
    return p <= 0.5 ? law->inverse(p) : -law->inverse(1.0 - p);
}

/* The unit exponential between a < b. */
static double exponential_between(double a, double b, double u) {
    if (a < 0.0) a = 0.0;
    return b > a ? a - bri_log1p(u * bri_expm1(a - b)) : NAN;
}

/* ---- closed laws: how x hangs on the unit law ---- */

/* A law in hand: its parameters, and the ends. */
typedef struct interval {
    double a, b, low, high, u;
} interval;

static bool is_positive(double x) { return x > 0.0 && isfinite(x); }

static double log_of(double x) { return x > 0.0 ? bri_log(x) : -INFINITY; }

/* A single value that all of the law is at. */
static double point(const interval *t, double x) { return x >= t->low && x <= t->high ? x : NAN; }

static double of_normal(const interval *t) {
    if (!(t->b >= 0.0)) return NAN;
    if (t->b == 0.0) return point(t, t->a);
    return t->a + t->b * symmetric_between(&normal, (t->low - t->a) / t->b, (t->high - t->a) / t->b, t->u);
}

static double of_lognormal(const interval *t) {
    interval logs = {t->a, t->b, log_of(t->low), log_of(t->high), t->u};
    return bri_exp(of_normal(&logs));
}

static double of_exponential(const interval *t) {
    if (t->a == 0.0) return point(t, 0.0);
    return t->a > 0.0 ? t->a * exponential_between(t->low / t->a, t->high / t->a, t->u) : NAN;
}

/* (x / a)^b is exponential. */
static double weibull_time(double x, double a, double b) { return x > 0.0 ? bri_pow(x / a, b) : 0.0; }

static double of_weibull(const interval *t) {
    if (!is_positive(t->a) || !is_positive(t->b)) return NAN;
    double w = exponential_between(weibull_time(t->low, t->a, t->b), weibull_time(t->high, t->a, t->b), t->u);
    return t->a * bri_pow(w, 1.0 / t->b);
}

static double of_rayleigh(const interval *t) {
    interval weibull = {t->a * M_SQRT2, 2.0, t->low, t->high, t->u};
    return of_weibull(&weibull);
}

/* a log(x / b) is exponential. */
static double of_pareto(const interval *t) {
    if (!is_positive(t->a) || !is_positive(t->b)) return NAN;
    double w = exponential_between(t->a * log_of(t->low / t->b), t->a * log_of(t->high / t->b), t->u);
    return t->b * bri_exp(w / t->a);
}

/* b exp(-a x) is exponential, and falls. */
static double of_gumbel1(const interval *t) {
    if (!is_positive(t->a) || !is_positive(t->b)) return NAN;
    double w = exponential_between(t->b * bri_exp(-t->a * t->high), t->b * bri_exp(-t->a * t->low), 1.0 - t->u);
    return (bri_log(t->b) - bri_log(w)) / t->a;
}

static double of_uniform(const interval *t) {
    double low = fmax(t->a, t->low), high = fmin(t->b, t->high);
    return low <= high ? low + (high - low) * t->u : NAN;
}

static double of_symmetric(const symmetric *law, const interval *t) {
    return is_positive(t->a) ? t->a * symmetric_between(law, t->low / t->a, t->high / t->a, t->u) : NAN;
}

static double of_cauchy(const interval *t) { return of_symmetric(&cauchy, t); }
static double of_laplace(const interval *t) { return of_symmetric(&laplace, t); }
static double of_logistic(const interval *t) { return of_symmetric(&logistic, t); }

/* Its logarithm is logistic. */
static double of_loglogistic(const interval *t) {
    if (!is_positive(t->a) || !is_positive(t->b)) return NAN;
    double y = symmetric_between(&logistic, t->a * log_of(t->low / t->b), t->a * log_of(t->high / t->b), t->u);
    return t->b * bri_exp(y / t->a);
}

/* 1, 2, … are the units of an exponential, rounded up. */
static double of_geometric(const interval *t) {
    if (!(t->a > 0.0 && t->a <= 1.0)) return NAN;
    if (t->a == 1.0) return point(t, 1.0);
    double rate = -bri_log1p(-t->a), first = fmax(ceil(t->low), 1.0), last = floor(t->high);
    return first <= last ? floor(exponential_between((first - 1.0) * rate, last * rate, t->u) / rate) + 1.0 : NAN;
}

static double (*const closed[BRI_DRAW_COUNT])(const interval *t) = {
    [BRI_DRAW_normal] = of_normal,       [BRI_DRAW_lognormal] = of_lognormal,       [BRI_DRAW_exponential] = of_exponential,
    [BRI_DRAW_weibull] = of_weibull,     [BRI_DRAW_rayleigh] = of_rayleigh,         [BRI_DRAW_pareto] = of_pareto,
    [BRI_DRAW_gumbel1] = of_gumbel1,     [BRI_DRAW_uniform] = of_uniform,           [BRI_DRAW_cauchy] = of_cauchy,
    [BRI_DRAW_laplace] = of_laplace,     [BRI_DRAW_logistic_draw] = of_logistic,    [BRI_DRAW_loglogistic] = of_loglogistic,
    [BRI_DRAW_geometric] = of_geometric,
};

/* ---- the others ---- */

/* Where a law without a closed inverse may lie at all. */
static void find_support(bri_draw_kind kind, double b, double *low, double *high) {
    *low = kind == BRI_DRAW_tdist ? -INFINITY : 0.0;
    *high = kind == BRI_DRAW_beta ? 1.0 : kind == BRI_DRAW_binomial ? b : INFINITY;
}

static double by_rejection(bri_draw_kind kind, gsl_rng *rng, const interval *t) {
    double low, high;
    find_support(kind, t->b, &low, &high);
    if (t->high < low || t->low > high) return NAN;
    for (int i = 0; i < TRIES; i++) {
        double x = bri_draw(kind, rng, t->a, t->b);
        if (isnan(x) || (x >= t->low && x <= t->high)) return x;
    }
    return NAN;
}

/* The weights of other indices count as 0; of the values those outside are left out. */
static double of_many(bri_draw_kind kind, gsl_rng *rng, double *argument, size_t count, double low, double high) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        double x = kind == BRI_DRAW_discrete ? (double)i : argument[i];
        bool is_within = x >= low && x <= high;
        if (kind == BRI_DRAW_discrete && !is_within) argument[i] = 0.0;
        if (kind == BRI_DRAW_pick && is_within) argument[kept++] = argument[i];
    }
    if (kind == BRI_DRAW_discrete) return bri_draw_many(kind, rng, argument, count);
    return kept > 0 ? bri_draw_many(kind, rng, argument, kept) : NAN;
}

double bri_draw_truncated(bri_draw_kind kind, gsl_rng *rng, double *argument, size_t count) {
    size_t own = count - 2;
    double low = argument[own], high = argument[own + 1];
    if (!(low <= high)) return NAN;
    if (kind >= BRI_DRAW_COUNT) return of_many(kind, rng, argument, own, low, high);
    interval t = {.a = argument[0], .b = own > 1 ? argument[1] : NAN, .low = low, .high = high};
    if (closed[kind] == NULL) return by_rejection(kind, rng, &t);
    t.u = gsl_rng_uniform(rng);
    double x = closed[kind](&t);
    return x < low ? low : x > high ? high : x; /* by rounding alone; NaN stays */
}

bool bri_draw_is_possible(const bri_expr *draw, const bri_expr *low, const bri_expr *high) {
    double argument[2] = {NAN, NAN}, from, to;
    bri_draw_kind kind = (bri_draw_kind)draw->function->draw;
    if (!low->is_constant || !high->is_constant || kind >= BRI_DRAW_COUNT) return true;
    for (uint32_t i = 0; i < draw->argument_count; i++) {
        if (!draw->argument[i]->is_constant) return true;
        argument[i] = draw->argument[i]->value;
    }
    interval t = {.a = argument[0], .b = argument[1], .low = low->value, .high = high->value, .u = 0.5};
    if (closed[kind] != NULL) return !isnan(closed[kind](&t));
    find_support(kind, t.b, &from, &to);
    return t.high >= from && t.low <= to;
}
