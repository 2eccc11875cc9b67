/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws against their laws: a chi-squared test over 20 equally likely bins (or the values of a discrete law), and the mean and variance, at a
 * fixed seed. Each of about 130 tests gives a false alarm with probability 1e-6 at a random seed, all together 1.3e-4. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/stream.h"
#include "lang/draws.h"

#define DRAWS 200000
#define BINS 20
#define ALARM 1e-6

static bri_reader *reader_new(uint64_t stream) {
    static const bri_key zero = {0};
    bri_reader *reader = malloc(sizeof *reader);
    bri_key key = zero;
    assert_non_null(reader);
    key.seed = 20171215;
    key.stream = stream;
    bri_reader_init(reader);
    bri_reader_seek(reader, &key, 0, 0, BRI_FOR_MARK);
    return reader;
}

/* ---- the laws: distribution function (or probability of a count), mean and variance (NaN: none) ---- */

static double normal_cdf(double x, double a, double b) {
    return gsl_cdf_gaussian_P(x - a, b);
}
static double exponential_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_exponential_P(x, a);
}
static double cauchy_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_cauchy_P(x, a);
}
static double chisq_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_chisq_P(x, a);
}
static double tdist_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_tdist_P(x, a);
}
static double laplace_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_laplace_P(x, a);
}
static double logistic_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_logistic_P(x, a);
}
static double rayleigh_cdf(double x, double a, double b) {
    (void)b;
    return gsl_cdf_rayleigh_P(x, a);
}
static double loglogistic_cdf(double x, double a, double b) {
    return 1.0 / (1.0 + pow(x / b, -a));
}

static double inverse_gaussian_cdf(double x, double mean, double shape) {
    double s = sqrt(shape / x);
    return gsl_cdf_ugaussian_P(s * (x / mean - 1.0)) + exp(2.0 * shape / mean) * gsl_cdf_ugaussian_Q(s * (x / mean + 1.0));
}

static double bernoulli_pdf(unsigned k, double p, double b) {
    (void)b;
    return gsl_ran_bernoulli_pdf(k, p);
}
static double poisson_pdf(unsigned k, double mean, double b) {
    (void)b;
    return gsl_ran_poisson_pdf(k, mean);
}
static double binomial_pdf(unsigned k, double p, double n) {
    return gsl_ran_binomial_pdf(k, p, (unsigned)n);
}
static double geometric_pdf(unsigned k, double p, double b) {
    (void)b;
    return gsl_ran_geometric_pdf(k, p);
}

typedef struct law {
    bri_draw_kind kind;
    double a, b;
    double (*cdf)(double x, double a, double b);
    double (*pdf)(unsigned k, double a, double b);
    double mean, variance;
} law;

#define CONTINUOUS(name, a, b, cdf, mean, variance)                                                                                                  \
    { BRI_DRAW_##name, a, b, cdf, NULL, mean, variance }
#define DISCRETE(name, a, b, pdf, mean, variance)                                                                                                    \
    { BRI_DRAW_##name, a, b, NULL, pdf, mean, variance }

static const law laws[] = {
    CONTINUOUS(normal, 3.0, 2.0, normal_cdf, 3.0, 4.0),
    CONTINUOUS(lognormal, 0.5, 0.4, gsl_cdf_lognormal_P, exp(0.58), exp(1.16) * (exp(0.16) - 1.0)),
    CONTINUOUS(gamma, 0.3, 2.0, gsl_cdf_gamma_P, 0.6, 1.2),
    CONTINUOUS(gamma, 4.0, 2.0, gsl_cdf_gamma_P, 8.0, 16.0),
    CONTINUOUS(gamma, 27.5, 0.1, gsl_cdf_gamma_P, 2.75, 0.275),
    CONTINUOUS(weibull, 2.0, 1.0, gsl_cdf_weibull_P, 2.0, 4.0),
    CONTINUOUS(weibull, 5.0, 2.0, gsl_cdf_weibull_P, 5.0 * 0.88622692545275801, 25.0 * (1.0 - 0.78539816339744831)),
    CONTINUOUS(exponential, 3.0, NAN, exponential_cdf, 3.0, 9.0),
    CONTINUOUS(uniform, -2.0, 5.0, gsl_cdf_flat_P, 1.5, 49.0 / 12.0),
    CONTINUOUS(beta, 0.5, 0.7, gsl_cdf_beta_P, 0.5 / 1.2, 0.35 / (1.44 * 2.2)),
    CONTINUOUS(beta, 3.0, 0.6, gsl_cdf_beta_P, 3.0 / 3.6, 1.8 / (12.96 * 4.6)),
    CONTINUOUS(beta, 4.0, 9.0, gsl_cdf_beta_P, 4.0 / 13.0, 36.0 / (169.0 * 14.0)),
    DISCRETE(bernoulli, 0.3, NAN, bernoulli_pdf, 0.3, 0.21),
    DISCRETE(poisson, 0.7, NAN, poisson_pdf, 0.7, 0.7),
    DISCRETE(poisson, 83.0, NAN, poisson_pdf, 83.0, 83.0),
    DISCRETE(binomial, 0.2, 7.0, binomial_pdf, 1.4, 1.12),
    DISCRETE(binomial, 0.6, 200.0, binomial_pdf, 120.0, 48.0),
    DISCRETE(geometric, 0.25, NAN, geometric_pdf, 4.0, 12.0),
    DISCRETE(negative_binomial, 0.4, 2.5, gsl_ran_negative_binomial_pdf, 3.75, 9.375),
    CONTINUOUS(pareto, 5.0, 2.0, gsl_cdf_pareto_P, 2.5, NAN),
    CONTINUOUS(cauchy, 2.0, NAN, cauchy_cdf, NAN, NAN),
    CONTINUOUS(chisq, 3.0, NAN, chisq_cdf, 3.0, 6.0),
    CONTINUOUS(tdist, 1.5, NAN, tdist_cdf, NAN, NAN),
    CONTINUOUS(tdist, 12.0, NAN, tdist_cdf, 0.0, 1.2),
    CONTINUOUS(laplace, 2.0, NAN, laplace_cdf, 0.0, 8.0),
    CONTINUOUS(logistic_draw, 2.0, NAN, logistic_cdf, 0.0, 4.0 * M_PI * M_PI / 3.0),
    CONTINUOUS(rayleigh, 2.0, NAN, rayleigh_cdf, 2.0 * 1.2533141373155003, 4.0 * (2.0 - M_PI_2)),
    CONTINUOUS(gumbel1, 0.5, 2.0, gsl_cdf_gumbel1_P, (M_LN2 + 0.57721566490153286) / 0.5, M_PI *M_PI / 1.5),
    CONTINUOUS(inverse_gaussian, 3.0, 5.0, inverse_gaussian_cdf, 3.0, 5.4),
    CONTINUOUS(inverse_gaussian, 10.0, 0.5, inverse_gaussian_cdf, 10.0, NAN),
    CONTINUOUS(loglogistic, 8.0, 3.0, loglogistic_cdf, 3.0 * (M_PI / 8.0) / 0.38268343236508977, NAN),
    CONTINUOUS(loglogistic, 0.8, 3.0, loglogistic_cdf, NAN, NAN),
};
#define LAW_COUNT (sizeof laws / sizeof laws[0])

static void fail_law(const law *l, const char *what, double value, double limit) {
    fail_msg("law %d (%g, %g): %s is %g, beyond %g", (int)l->kind, l->a, l->b, what, value, limit);
}

static void check_bins(const law *l, const double *x) {
    double count[BINS] = {0}, chi2 = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        double u = l->cdf(x[i], l->a, l->b);
        assert_true(u >= 0.0 && u <= 1.0);
        count[u < 1.0 ? (int)(u * BINS) : BINS - 1] += 1.0;
    }
    for (int i = 0; i < BINS; i++) chi2 += (count[i] - DRAWS / BINS) * (count[i] - DRAWS / BINS) / (DRAWS / BINS);
    double limit = gsl_cdf_chisq_Qinv(ALARM, BINS - 1);
    if (chi2 > limit) fail_law(l, "chi-squared", chi2, limit);
}

/* Values are pooled until 20 of them are expected. */
static void check_counts(const law *l, const double *x) {
    enum { MOST = 1000 };
    static double count[MOST];
    double chi2 = 0.0, expected = 0.0, seen = 0.0, left = DRAWS;
    int cells = 0;
    memset(count, 0, sizeof count);
    for (int i = 0; i < DRAWS; i++) {
        assert_true(x[i] >= 0.0 && x[i] < MOST && x[i] == floor(x[i]));
        count[(int)x[i]] += 1.0;
    }
    for (unsigned k = 0; k < MOST; k++) {
        expected += DRAWS * l->pdf(k, l->a, l->b);
        seen += count[k];
        if ((expected >= 20.0 && left - expected >= 20.0) || k + 1 == MOST) {
            chi2 += expected > 0.0 ? (seen - expected) * (seen - expected) / expected : 0.0;
            left -= expected;
            cells++;
            expected = seen = 0.0;
        }
    }
    double limit = gsl_cdf_chisq_Qinv(ALARM, cells - 1);
    if (chi2 > limit) fail_law(l, "chi-squared", chi2, limit);
}

/* The variance's own variance is estimated from the sample. */
static void check_moments(const law *l, const double *x) {
    double mean = 0.0, second = 0.0, fourth = 0.0, limit = gsl_cdf_ugaussian_Qinv(ALARM / 2.0);
    for (int i = 0; i < DRAWS; i++) mean += x[i] / DRAWS;
    for (int i = 0; i < DRAWS; i++) {
        double square = (x[i] - l->mean) * (x[i] - l->mean);
        second += square / DRAWS;
        fourth += square * square / DRAWS;
    }
    double z = (mean - l->mean) / sqrt(second / DRAWS), w = (second - l->variance) / sqrt((fourth - second * second) / DRAWS);
    if (fabs(z) > limit) fail_law(l, "z of the mean", z, limit);
    if (fabs(w) > limit) fail_law(l, "z of the variance", w, limit);
}

static void test_draw__have_their_laws(void **state) {
    (void)state;
    double *x = malloc(DRAWS * sizeof *x);
    assert_non_null(x);
    bool is_covered[BRI_DRAW_COUNT] = {false};
    for (size_t i = 0; i < LAW_COUNT; i++) {
        bri_reader *reader = reader_new(i);
        for (int n = 0; n < DRAWS; n++) x[n] = bri_draw(laws[i].kind, &reader->rng, laws[i].a, laws[i].b);
        free(reader);
        if (laws[i].cdf)
            check_bins(&laws[i], x);
        else
            check_counts(&laws[i], x);
        if (!isnan(laws[i].mean)) check_moments(&laws[i], x);
        is_covered[laws[i].kind] = true;
    }
    for (int k = 0; k < BRI_DRAW_COUNT; k++) assert_true(is_covered[k]);
    free(x);
}

static void test_draw__choose_in_proportion(void **state) {
    static const double weights[] = {1.0, 0.0, 3.0, 4.0}, values[] = {7.0, 8.0, 9.0, 10.0};
    (void)state;
    double chosen[4] = {0}, picked[4] = {0}, chi2 = 0.0, pick2 = 0.0;
    bri_reader *reader = reader_new(1000);
    for (int n = 0; n < DRAWS; n++) {
        chosen[(int)bri_draw_many(BRI_DRAW_discrete, &reader->rng, weights, 4)] += 1.0;
        picked[(int)bri_draw_many(BRI_DRAW_pick, &reader->rng, values, 4) - 7] += 1.0;
    }
    free(reader);
    assert_true(chosen[1] == 0.0);
    for (int k = 0; k < 4; k++) {
        double expected = DRAWS * weights[k] / 8.0, even = DRAWS / 4.0;
        chi2 += expected > 0.0 ? (chosen[k] - expected) * (chosen[k] - expected) / expected : 0.0;
        pick2 += (picked[k] - even) * (picked[k] - even) / even;
    }
    assert_true(chi2 < gsl_cdf_chisq_Qinv(ALARM, 2));
    assert_true(pick2 < gsl_cdf_chisq_Qinv(ALARM, 3));
}

static void test_draw__impossible_parameters_give_nan(void **state) {
    static const struct {
        bri_draw_kind kind;
        double a, b;
    } cases[] = {
        {BRI_DRAW_normal, 0, -1},      {BRI_DRAW_normal, 0, NAN},        {BRI_DRAW_lognormal, 0, -1},        {BRI_DRAW_gamma, 0, 1},
        {BRI_DRAW_gamma, 1, -1},       {BRI_DRAW_weibull, -1, 1},        {BRI_DRAW_exponential, -1, NAN},    {BRI_DRAW_uniform, 2, 1},
        {BRI_DRAW_beta, 0, 1},         {BRI_DRAW_bernoulli, 1.4, NAN},   {BRI_DRAW_bernoulli, NAN, NAN},     {BRI_DRAW_poisson, -1, NAN},
        {BRI_DRAW_poisson, 1e12, NAN}, {BRI_DRAW_binomial, 0.5, 2.5},    {BRI_DRAW_binomial, 0.5, -1},       {BRI_DRAW_binomial, 2, 3},
        {BRI_DRAW_geometric, 0, NAN},  {BRI_DRAW_geometric, 1.1, NAN},   {BRI_DRAW_negative_binomial, 0, 1}, {BRI_DRAW_pareto, 0, 1},
        {BRI_DRAW_cauchy, 0, NAN},     {BRI_DRAW_chisq, 0, NAN},         {BRI_DRAW_tdist, -1, NAN},          {BRI_DRAW_laplace, -1, NAN},
        {BRI_DRAW_rayleigh, 0, NAN},   {BRI_DRAW_logistic_draw, 0, NAN}, {BRI_DRAW_gumbel1, 1, 0},           {BRI_DRAW_inverse_gaussian, 1, 0},
        {BRI_DRAW_loglogistic, 0, 1},  {BRI_DRAW_uniform, -INFINITY, 3},
    };
    (void)state;
    bri_reader *reader = reader_new(7);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!isnan(bri_draw(cases[i].kind, &reader->rng, cases[i].a, cases[i].b)))
            fail_msg("draw %d of (%g, %g) is a number", (int)cases[i].kind, cases[i].a, cases[i].b);
    assert_true(isnan(bri_draw_many(BRI_DRAW_discrete, &reader->rng, (double[]){1.0, -1.0}, 2)));
    assert_true(isnan(bri_draw_many(BRI_DRAW_discrete, &reader->rng, (double[]){0.0, 0.0}, 2)));
    assert_true(isnan(bri_draw_many(BRI_DRAW_discrete, &reader->rng, (double[]){1.0, NAN}, 2)));
    free(reader);
}

static void test_draw__at_the_edges_of_their_parameters(void **state) {
    (void)state;
    bri_reader *reader = reader_new(8);
    gsl_rng *rng = &reader->rng;
    for (int i = 0; i < 1000; i++) {
        assert_true(bri_draw(BRI_DRAW_normal, rng, 3.0, 0.0) == 3.0);
        assert_true(bri_draw(BRI_DRAW_uniform, rng, 3.0, 3.0) == 3.0);
        assert_true(bri_draw(BRI_DRAW_exponential, rng, 0.0, NAN) == 0.0 && bri_draw(BRI_DRAW_exponential, rng, INFINITY, NAN) == INFINITY);
        assert_true(bri_draw(BRI_DRAW_bernoulli, rng, 1.0, NAN) == 1.0 && bri_draw(BRI_DRAW_bernoulli, rng, 0.0, NAN) == 0.0);
        assert_true(bri_draw(BRI_DRAW_geometric, rng, 1.0, NAN) == 1.0 && bri_draw(BRI_DRAW_geometric, rng, 1e-12, NAN) >= 1.0);
        assert_true(bri_draw(BRI_DRAW_poisson, rng, 0.0, NAN) == 0.0 && bri_draw(BRI_DRAW_binomial, rng, 1.0, 5.0) == 5.0);
        assert_true(bri_draw(BRI_DRAW_inverse_gaussian, rng, 1e6, 1e-6) > 0.0);
        assert_true(bri_draw(BRI_DRAW_gamma, rng, 1e-3, 1.0) >= 0.0 && bri_draw(BRI_DRAW_gamma, rng, 1e6, 1.0) > 9e5);
        assert_true(bri_draw(BRI_DRAW_negative_binomial, rng, 1.0, 3.0) == 0.0);
    }
    free(reader);
}

/* A normal and a uniform draw take one word each, and equal words give draws that are coupled. */
static void test_draw__of_equal_words_move_together(void **state) {
    (void)state;
    for (uint64_t stream = 0; stream < 200; stream++) {
        bri_reader *one = reader_new(stream), *other = reader_new(stream);
        double low = bri_draw(BRI_DRAW_normal, &one->rng, 0.0, 1.0), high = bri_draw(BRI_DRAW_normal, &other->rng, 0.5, 1.0);
        assert_true(high == low + 0.5 || fabs(high - low - 0.5) < 1e-15 * (1.0 + fabs(low)));
        assert_true(gsl_rng_get(&one->rng) == gsl_rng_get(&other->rng));
        free(one);
        free(other);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draw__have_their_laws),
        cmocka_unit_test(test_draw__choose_in_proportion),
        cmocka_unit_test(test_draw__impossible_parameters_give_nan),
        cmocka_unit_test(test_draw__at_the_edges_of_their_parameters),
        cmocka_unit_test(test_draw__of_equal_words_move_together),
    };
    return cmocka_run_group_tests_name("draw", tests, NULL, NULL);
}
