/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSL's laws on the generator given, with these exceptions, where GSL's own method would not do:
 *  - normal and lognormal by inversion: exactly one uniform a draw, and monotone in it, so that variants that differ in a mean stay coupled;
 *  - gamma and what is made of it by Knuth's method: gsl_ran_gamma stands on a ziggurat of 24 random bits, whose draws repeat;
 *  - geometric in floating point: gsl_ran_geometric overflows its integer where p is small;
 *  - inverse Gaussian by Michael, Schucany & Haas (1976), "Generating random variates using transformations with multiple roots",
 *    The American Statistician 30: a normal draw and one uniform;
 *  - log-logistic by inversion. */
#include "lang/draws.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Greater means give counts that GSL's unsigned arithmetic cannot be trusted with. */
#define MEAN_LIMIT 1e9

static bool is_positive(double x) {
    return x > 0.0 && isfinite(x);
}

static double draw_normal(gsl_rng *rng, double mean, double sd) {
    return sd >= 0.0 ? mean + sd * gsl_cdf_ugaussian_Pinv(gsl_rng_uniform_pos(rng)) : NAN;
}

static double draw_lognormal(gsl_rng *rng, double zeta, double sigma) {
    return exp(draw_normal(rng, zeta, sigma));
}

static double draw_gamma(gsl_rng *rng, double a, double b) {
    return is_positive(a) && a < MEAN_LIMIT && is_positive(b) ? gsl_ran_gamma_knuth(rng, a, b) : NAN;
}

static double draw_weibull(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? gsl_ran_weibull(rng, a, b) : NAN;
}

static double draw_exponential(gsl_rng *rng, double mean, double unused) {
    (void)unused;
    return mean >= 0.0 ? gsl_ran_exponential(rng, mean) : NAN;
}

static double draw_uniform(gsl_rng *rng, double low, double high) {
    return low <= high ? low + (high - low) * gsl_rng_uniform(rng) : NAN;
}

static double draw_beta(gsl_rng *rng, double a, double b) {
    if (!is_positive(a) || !is_positive(b))
        return NAN;
    if (a <= 1.0 && b <= 1.0)
        return gsl_ran_beta(rng, a, b); /* by Johnk's method: no ziggurat in it */
    double x = draw_gamma(rng, a, 1.0), y = draw_gamma(rng, b, 1.0);
    return x / (x + y);
}

static double draw_bernoulli(gsl_rng *rng, double p, double unused) {
    (void)unused;
    return p >= 0.0 && p <= 1.0 ? gsl_rng_uniform(rng) < p : NAN;
}

static double draw_poisson(gsl_rng *rng, double mean, double unused) {
    (void)unused;
    return mean >= 0.0 && mean <= MEAN_LIMIT ? gsl_ran_poisson(rng, mean) : NAN;
}

static double draw_binomial(gsl_rng *rng, double p, double n) {
    bool is_possible = p >= 0.0 && p <= 1.0 && n >= 0.0 && n <= MEAN_LIMIT && n == floor(n);
    return is_possible ? gsl_ran_binomial(rng, p, (unsigned)n) : NAN;
}

static double draw_geometric(gsl_rng *rng, double p, double unused) {
    (void)unused;
    if (!(p > 0.0 && p <= 1.0))
        return NAN;
    double u = gsl_rng_uniform_pos(rng);
    return p == 1.0 ? 1.0 : floor(log(u) / log1p(-p)) + 1.0;
}

static double draw_negative_binomial(gsl_rng *rng, double p, double n) {
    if (!(p > 0.0 && p <= 1.0))
        return NAN;
    return draw_poisson(rng, draw_gamma(rng, n, 1.0) * (1.0 - p) / p, NAN);
}

static double draw_pareto(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? gsl_ran_pareto(rng, a, b) : NAN;
}

static double draw_cauchy(gsl_rng *rng, double a, double unused) {
    (void)unused;
    return is_positive(a) ? gsl_ran_cauchy(rng, a) : NAN;
}

static double draw_chisq(gsl_rng *rng, double nu, double unused) {
    (void)unused;
    return 2.0 * draw_gamma(rng, nu / 2.0, 1.0);
}

static double draw_tdist(gsl_rng *rng, double nu, double unused) {
    (void)unused;
    double z = draw_normal(rng, 0.0, 1.0);
    return z / sqrt(draw_chisq(rng, nu, NAN) / nu);
}

static double draw_laplace(gsl_rng *rng, double a, double unused) {
    (void)unused;
    return is_positive(a) ? gsl_ran_laplace(rng, a) : NAN;
}

static double draw_logistic_draw(gsl_rng *rng, double a, double unused) {
    (void)unused;
    return is_positive(a) ? gsl_ran_logistic(rng, a) : NAN;
}

static double draw_rayleigh(gsl_rng *rng, double sigma, double unused) {
    (void)unused;
    return is_positive(sigma) ? gsl_ran_rayleigh(rng, sigma) : NAN;
}

static double draw_gumbel1(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? gsl_ran_gumbel1(rng, a, b) : NAN;
}

static double draw_inverse_gaussian(gsl_rng *rng, double mean, double shape) {
    if (!is_positive(mean) || !is_positive(shape))
        return NAN;
    double z = draw_normal(rng, 0.0, 1.0);
    double half = mean * z * z / (2.0 * shape);
    double root = mean / (1.0 + half + sqrt(half * (2.0 + half))); /* the smaller root, without cancellation */
    return gsl_rng_uniform(rng) * (mean + root) <= mean ? root : mean * (mean / root);
}

static double draw_loglogistic(gsl_rng *rng, double shape, double scale) {
    if (!is_positive(shape) || !is_positive(scale))
        return NAN;
    double u = gsl_rng_uniform_pos(rng);
    return scale * pow(u / (1.0 - u), 1.0 / shape);
}

double bri_draw(bri_draw_kind kind, gsl_rng *rng, double a, double b) {
#define ENTRY(name) [BRI_DRAW_##name] = draw_##name,
    static double (*const draws[BRI_DRAW_COUNT])(gsl_rng *rng, double a, double b) = {BRI_DRAWS(ENTRY)};
#undef ENTRY
    return draws[kind](rng, a, b);
}

static double draw_discrete(gsl_rng *rng, const double *weight, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!(weight[i] >= 0.0))
            return NAN;
        sum += weight[i];
    }
    if (!is_positive(sum))
        return NAN;
    double left = sum * gsl_rng_uniform(rng);
    size_t chosen = 0;
    for (size_t i = 0; i < count && left >= 0.0; i++)
        if (weight[i] > 0.0) { /* rounding can carry `left` past the end, never onto a weight of 0 */
            chosen = i;
            left -= weight[i];
        }
    return (double)chosen;
}

double bri_draw_many(bri_draw_kind kind, gsl_rng *rng, const double *argument, size_t count) {
    if (kind == BRI_DRAW_discrete)
        return draw_discrete(rng, argument, count);
    size_t index = (size_t)(gsl_rng_uniform(rng) * (double)count);
    return argument[index < count ? index : count - 1];
}
