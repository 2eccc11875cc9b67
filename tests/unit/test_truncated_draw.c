/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truncated draws: they stay between the ends, rise with the one uniform number they take, and say where there is nothing to draw. Their laws are
 * tested in tests/stat. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "lang/truncated.h"

/** A generator that gives one number for ever, and counts how often it is asked. */
typedef struct fixed {
    double u;
    int asked;
} fixed;

static double give(void *state) {
    ((fixed *)state)->asked++;
    return ((fixed *)state)->u;
}

static const gsl_rng_type fixed_type = {.name = "fixed", .get_double = give};

static double draw(bri_draw_kind kind, double a, double b, double low, double high, double u) {
    fixed state = {u, 0};
    gsl_rng rng = {&fixed_type, &state};
    int one = kind == BRI_DRAW_exponential || kind == BRI_DRAW_geometric || kind == BRI_DRAW_cauchy || kind == BRI_DRAW_laplace ||
              kind == BRI_DRAW_logistic_draw || kind == BRI_DRAW_rayleigh;
    double argument[4] = {a, one ? low : b, one ? high : low, high};
    double x = bri_draw_truncated(kind, &rng, argument, one ? 3 : 4);
    if (!isnan(x)) assert_true(state.asked <= 1);
    return x;
}

static const struct closed {
    bri_draw_kind kind;
    double a, b, low, high;
} laws[] = {
    {BRI_DRAW_normal, 1, 2, -1, 2},         {BRI_DRAW_normal, 0, 1, 30, 31},      {BRI_DRAW_normal, 0, 1, -37, -36},
    {BRI_DRAW_lognormal, 0, 2, -3, 9},
    {BRI_DRAW_weibull, 3, 0.4, 0, 40},      {BRI_DRAW_weibull, 3, 4, 2, 12},      {BRI_DRAW_exponential, 2, 0, 2e5, INFINITY},
    {BRI_DRAW_uniform, 1, 3, 2, 7},
    {BRI_DRAW_geometric, 0.01, 0, 2.5, 900}, {BRI_DRAW_pareto, 1.5, 2, 1, 1e9},    {BRI_DRAW_cauchy, 3, 0, -1e9, 4},
    {BRI_DRAW_cauchy, 3, 0, 1e12, 1e14},
    {BRI_DRAW_laplace, 1, 0, 300, 302},     {BRI_DRAW_logistic_draw, 2, 0, -1e3, 1e3}, {BRI_DRAW_rayleigh, 1, 0, 5, 6},
    {BRI_DRAW_gumbel1, 1, 2, -3, 60},
    {BRI_DRAW_loglogistic, 0.5, 3, 1e-9, 1e12},
};

static void test_truncated_draw__between_the_ends_and_rising(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        const struct closed *l = &laws[i];
        double last = -INFINITY;
        for (double u = 0x1p-54; u < 1.0; u = u < 1e-3 ? 4.0 * u : u + 1.0 / 509.0) {
            double x = draw(l->kind, l->a, l->b, l->low, l->high, u);
            if (!(x >= l->low && x <= l->high)) fail_msg("law %zu gave %.17g at %.17g", i, x, u);
            if (x < last - 1e-12 * fabs(last)) fail_msg("law %zu falls from %.17g to %.17g at %.17g", i, last, x, u);
            last = x;
        }
        double first = draw(l->kind, l->a, l->b, l->low, l->high, 0x1p-54);
        assert_true(first < last);
    }
}

/** Without ends it is the law itself, and far out the tail has its digits. */
static void test_truncated_draw__agrees_with_the_inverse(void **state) {
    (void)state;
    for (double u = 0.003; u < 1.0; u += 0.017) {
        assert_true(fabs(draw(BRI_DRAW_normal, 0, 1, -INFINITY, INFINITY, u) - gsl_cdf_gaussian_Pinv(u, 1)) < 1e-12);
        assert_true(fabs(draw(BRI_DRAW_exponential, 1, 0, 700, INFINITY, u) - (700 - log1p(-u))) < 1e-12 * 700);
        double q = gsl_cdf_gaussian_Q(20, 1) * (1 - u) + gsl_cdf_gaussian_Q(21, 1) * u, x = gsl_cdf_gaussian_Qinv(q, 1);
        assert_true(fabs(draw(BRI_DRAW_normal, 0, 1, 20, 21, u) - x) < 1e-11 * x);
    }
}

static void test_truncated_draw__where_there_is_nothing(void **state) {
    (void)state;
    assert_true(isnan(draw(BRI_DRAW_normal, 0, 1, 2, 1, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_normal, 0, -1, 1, 2, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_normal, 0, 1, NAN, 2, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_normal, 0, 1, 60, 61, 0.5))); /* its probability is no double */
    assert_true(isnan(draw(BRI_DRAW_exponential, 1, 0, -3, -1, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_pareto, 2, 3, 0, 2, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_uniform, 0, 1, 2, 3, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_geometric, 0.5, 0, 2.2, 2.8, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_gamma, 2, 1, -3, -1, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_beta, 2, 1, 1.5, 3, 0.5)));
    assert_true(isnan(draw(BRI_DRAW_inverse_gaussian, 2, 1, 1e6, 1e7, 0.5)));
    assert_true(draw(BRI_DRAW_normal, 3, 0, 1, 4, 0.5) == 3.0 && isnan(draw(BRI_DRAW_normal, 3, 0, 4, 5, 0.5)));
    assert_true(draw(BRI_DRAW_exponential, 0, 0, 0, 4, 0.5) == 0.0);
    assert_true(draw(BRI_DRAW_geometric, 1, 0, 0, 4, 0.5) == 1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truncated_draw__between_the_ends_and_rising),
        cmocka_unit_test(test_truncated_draw__agrees_with_the_inverse),
        cmocka_unit_test(test_truncated_draw__where_there_is_nothing),
    };
    return cmocka_run_group_tests_name("truncated_draw", tests, NULL, NULL);
}
