/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSL's laws by GSL's parametrisation. Laws with a closed inverse are drawn by it from one uniform each, in fixed arithmetic (the same bits on every
 * machine), monotone in it, so that variants which differ in a parameter stay coupled; u and 1 - u are both never 0. The others:
 *  - gamma by Marsaglia & Tsang (2000), "A simple method for generating gamma variables", ACM TOMS 26: of each try a normal and a uniform.
 *    (gsl_ran_gamma stands on a ziggurat of 24 random bits, whose draws repeat.) Beta, chi-squared and t are made of it;
 *  - inverse Gaussian by Michael, Schucany & Haas (1976), "Generating random variates using transformations with multiple roots",
 *    The American Statistician 30: a normal and a uniform;
 *  - Poisson and binomial by GSL; what they give is whole, so that a last bit in between does not show. */
#include "lang/draws.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/normal.h"

/* Greater means give counts that GSL's unsigned arithmetic cannot be trusted with. */
#define MEAN_LIMIT 1e9

static bool is_positive(double x) {
    return x > 0.0 && isfinite(x);
}

static double draw_normal(gsl_rng *rng, double mean, double sd) {
    return sd >= 0.0 ? mean + sd * bri_normal_inverse(gsl_rng_uniform(rng)) : NAN;
}

static double draw_lognormal(gsl_rng *rng, double zeta, double sigma) {
    return bri_exp(draw_normal(rng, zeta, sigma));
}

/* For shape a >= 1. */
static double unit_gamma(gsl_rng *rng, double a) {
    double d = a - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);
    for (;;) {
        double z = bri_normal_inverse(gsl_rng_uniform(rng)), root = 1.0 + c * z, v = root * root * root;
        double u = gsl_rng_uniform(rng);
        if (root > 0.0 && -bri_neglog(u) < 0.5 * z * z + d - d * v + d * bri_log(v)) return d * v;
    }
}

static double draw_gamma(gsl_rng *rng, double a, double b) {
    if (!is_positive(a) || !is_positive(b)) return NAN;
    if (a >= 1.0) return b * unit_gamma(rng, a);
    double gamma = unit_gamma(rng, 1.0 + a);
    return b * (gamma * bri_pow(gsl_rng_uniform(rng), 1.0 / a));
}

static double draw_weibull(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? a * bri_pow(bri_neglog(gsl_rng_uniform(rng)), 1.0 / b) : NAN;
}

static double draw_exponential(gsl_rng *rng, double mean, double unused) {
    (void)unused;
    return mean >= 0.0 ? mean * bri_neglog(gsl_rng_uniform(rng)) : NAN;
}

static double draw_uniform(gsl_rng *rng, double low, double high) {
    return low <= high ? low + (high - low) * gsl_rng_uniform(rng) : NAN;
}

/* log of a gamma draw, which where a is small may itself be too small for a double. */
static double log_gamma_draw(gsl_rng *rng, double a) {
    if (a >= 1.0) return bri_log(unit_gamma(rng, a));
    double gamma = unit_gamma(rng, 1.0 + a);
    return bri_log(gamma) - bri_neglog(gsl_rng_uniform(rng)) / a;
}

static double draw_beta(gsl_rng *rng, double a, double b) {
    if (!is_positive(a) || !is_positive(b)) return NAN;
    double x = log_gamma_draw(rng, a), y = log_gamma_draw(rng, b);
    return 1.0 / (1.0 + bri_exp(y - x));
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
    if (!(p > 0.0 && p <= 1.0)) return NAN;
    double gap = bri_neglog(gsl_rng_uniform(rng));
    return p == 1.0 ? 1.0 : floor(gap / -bri_log1p(-p)) + 1.0;
}

static double draw_negative_binomial(gsl_rng *rng, double p, double n) {
    if (!(p > 0.0 && p <= 1.0)) return NAN;
    return draw_poisson(rng, draw_gamma(rng, n, 1.0) * (1.0 - p) / p, NAN);
}

static double draw_pareto(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? b * bri_exp(bri_neglog(gsl_rng_uniform(rng)) / a) : NAN;
}

static double draw_cauchy(gsl_rng *rng, double a, double unused) {
    (void)unused;
    return is_positive(a) ? a * bri_tan(M_PI * (gsl_rng_uniform(rng) - 0.5)) : NAN;
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
    double u = 2.0 * gsl_rng_uniform(rng) - 1.0;
    if (!is_positive(a)) return NAN;
    return u < 0.0 ? a * bri_log1p(u) : -a * bri_log1p(-u);
}

static double draw_logistic_draw(gsl_rng *rng, double a, double unused) {
    (void)unused;
    double u = gsl_rng_uniform(rng);
    return is_positive(a) ? a * bri_log(u / (1.0 - u)) : NAN;
}

static double draw_rayleigh(gsl_rng *rng, double sigma, double unused) {
    (void)unused;
    return is_positive(sigma) ? sigma * sqrt(2.0 * bri_neglog(gsl_rng_uniform(rng))) : NAN;
}

static double draw_gumbel1(gsl_rng *rng, double a, double b) {
    return is_positive(a) && is_positive(b) ? (bri_log(b) - bri_log(bri_neglog(gsl_rng_uniform(rng)))) / a : NAN;
}

static double draw_inverse_gaussian(gsl_rng *rng, double mean, double shape) {
    if (!is_positive(mean) || !is_positive(shape)) return NAN;
    double z = draw_normal(rng, 0.0, 1.0);
    double half = mean * z * z / (2.0 * shape);
    double root = mean / (1.0 + half + sqrt(half * (2.0 + half))); /* the smaller root, without cancellation */
    return gsl_rng_uniform(rng) * (mean + root) <= mean ? root : mean * (mean / root);
}

static double draw_loglogistic(gsl_rng *rng, double shape, double scale) {
    if (!is_positive(shape) || !is_positive(scale)) return NAN;
    double u = gsl_rng_uniform(rng);
    return scale * bri_pow(u / (1.0 - u), 1.0 / shape);
}

double bri_draw(bri_draw_kind kind, gsl_rng *rng, double a, double b) {
#define ENTRY(name) [BRI_DRAW_##name] = draw_##name,
    static double (*const draws[BRI_DRAW_COUNT])(gsl_rng * rng, double a, double b) = {BRI_DRAWS(ENTRY)};
#undef ENTRY
    return draws[kind](rng, a, b);
}

static double draw_discrete(gsl_rng *rng, const double *weight, size_t count) {
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (!(weight[i] >= 0.0)) return NAN;
        sum += weight[i];
    }
    if (!is_positive(sum)) return NAN;
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
    if (kind == BRI_DRAW_discrete) return draw_discrete(rng, argument, count);
    size_t index = (size_t)(gsl_rng_uniform(rng) * (double)count);
    return argument[index < count ? index : count - 1];
}
