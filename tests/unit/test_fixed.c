/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of fixed arithmetic against values of 50 digits (mpmath), against the C library at many places, and at their special values; the
 * normal law's tails and its inverse. */
#include <float.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/normal.h"

/* clang-format off */
static const struct {
    double (*function)(double x);
    double x, value;
} ones[] = {
    {bri_log10, 1000.0, 3.0},
    {bri_log10, 1e-07, -7.0},
    {bri_log10, 2.0, 0.3010299956639812},
    {bri_log10, 0.9999, -4.3431619807505601e-5},
    {bri_log10, 1.0000001, 4.3429446044209945e-8},
    {bri_log10, 7e+300, 300.84509804001426},
    {bri_log1p, 1e-18, 1.0000000000000001e-18},
    {bri_log1p, 1e-05, 9.9999500003333317e-6},
    {bri_log1p, -0.3, -0.35667494393873236},
    {bri_log1p, 0.9, 0.64185388617239479},
    {bri_log1p, 1.5, 0.91629073187415507},
    {bri_log1p, -0.999999, -13.815510557935518},
    {bri_log1p, 10000000000.0, 23.025850930040457},
    {bri_expm1, 1e-12, 1.0000000000005e-12},
    {bri_expm1, 0.3, 0.34985880757600309},
    {bri_expm1, -0.69, -0.49842393093394444},
    {bri_expm1, 0.71, 1.0339912586467505},
    {bri_expm1, -3.0, -0.95021293163213606},
    {bri_expm1, 40.0, 2.3538526683701998e+17},
    {bri_sin, 1e-08, 1.0e-8},
    {bri_sin, 0.7, 0.64421768723769102},
    {bri_sin, 0.8, 0.71735609089952279},
    {bri_sin, 3.14159, 2.6535897933527301e-6},
    {bri_sin, 100.0, -0.50636564110975879},
    {bri_sin, -999999.5, 0.75625108756167799},
    {bri_sin, 22.0, -0.0088513092904038759},
    {bri_cos, 1e-08, 0.99999999999999995},
    {bri_cos, 0.7, 0.76484218728448845},
    {bri_cos, 1.5707963, 2.6794896585028633e-8},
    {bri_cos, 3.0, -0.98999249660044546},
    {bri_cos, 100.0, 0.86231887228768393},
    {bri_cos, -999999.5, 0.65428150865035093},
    {bri_cos, 11.0, 0.0044256979880507857},
    {bri_tan, 1e-08, 1.0000000000000001e-8},
    {bri_tan, 0.7, 0.84228838046307937},
    {bri_tan, 1.57, 1255.7655915007896},
    {bri_tan, 3.0, -0.14254654307427781},
    {bri_tan, 100.0, -0.58721391515692908},
    {bri_tan, -999999.5, 1.1558497031677839},
    {bri_tanh, 1e-09, 1.0000000000000001e-9},
    {bri_tanh, 0.2, 0.19737532022490401},
    {bri_tanh, -0.6, -0.53704956699803527},
    {bri_tanh, 3.0, 0.99505475368673045},
    {bri_tanh, 21.0, 1.0},
    {bri_atan, 1e-09, 1.0000000000000001e-9},
    {bri_atan, 0.19, 0.18776194651359342},
    {bri_atan, 0.21, 0.20699219421982102},
    {bri_atan, -0.9, -0.7328151017865066},
    {bri_atan, 1.1, 0.83298126667443175},
    {bri_atan, 50.0, 1.5507989928217461},
    {bri_atan, 1000000000000.0, 1.5707963267938966},
    {bri_erf, 1e-09, 1.1283791670955126e-9},
    {bri_erf, 0.3, 0.32862675945912742},
    {bri_erf, 0.999, 0.84228527020649694},
    {bri_erf, 1.001, 0.84311548547807628},
    {bri_erf, -2.5, -0.99959304798255504},
    {bri_erf, 4.0, 0.9999999845827421},
    {bri_lgamma, 1e-10, 23.025850929882735},
    {bri_lgamma, 0.3, 1.0957979948180756},
    {bri_lgamma, 0.5, 0.57236494292470009},
    {bri_lgamma, 0.9999, 5.7729791561193863e-5},
    {bri_lgamma, 1.0001, -5.7713342220471268e-5},
    {bri_lgamma, 1.49, -0.12110025854219772},
    {bri_lgamma, 1.9999, -4.2275208772153458e-5},
    {bri_lgamma, 2.0001, 4.2281658112919946e-5},
    {bri_lgamma, 2.51, 0.29173891549286795},
    {bri_lgamma, 7.7, 7.9265413562690048},
    {bri_lgamma, 9.99, 12.779315214350193},
    {bri_lgamma, 10.01, 12.824350262448247},
    {bri_lgamma, 100000.0, 1051287.7089736569},
    {bri_lgamma1p, 1e-14, -5.7721566490152464e-15},
    {bri_lgamma1p, 0.001, -0.00057639359828336955},
    {bri_lgamma1p, 0.3, -0.10817480950786047},
    {bri_lgamma1p, 0.49, -0.12110025854219772},
    {bri_lgamma1p, 0.51, -0.12037073533396486},
    {bri_lgamma1p, 0.999, -0.00042246180069215415},
};

static const struct {
    double (*function)(double x, double y);
    double x, y, value;
} twos[] = {
    {bri_pow, 2.0, 0.3, 1.2311444133449163},
    {bri_pow, 1.0000001, 1000000.0, 1.1051709126143207},
    {bri_pow, 0.999, -5000.5, 148.85935263199844},
    {bri_pow, 1e+300, -0.99, 1.0000000000000061e-297},
    {bri_pow, 1e-300, 0.7, 1.0000000000000307e-210},
    {bri_pow, 5e-320, 0.5001, 2.0775547672203025e-160},
    {bri_pow, 10.0, -33.0, 1.0e-33},
    {bri_pow, 1.5, 33.0, 647159.82491098379},
    {bri_pow, 3.0, 100.0, 5.1537752073201133e+47},
    {bri_pow, 7.3, 2.5, 143.98165136572089},
    {bri_pow, 0.1, 307.5, 3.1622776601684333e-308},
    {bri_pow, 10000000000.0, 30.7, 9.9999999999998364e+306},
    {bri_hypot, 3.0, 4.0, 5.0},
    {bri_hypot, 1e-200, 1e-200, 1.414213562373095e-200},
    {bri_hypot, 1e+200, 3e+200, 3.1622776601683792e+200},
    {bri_hypot, 1.0, 1e-09, 1.0},
    {bri_hypot, -5.0, 12.0, 13.0},
};

/* Mills's ratio, and 1/R - z. */
static const struct {
    double z, ratio, excess;
} tails[] = {
    {-37.0, 4.7169665550365805e+297, 37.0},
    {-10.0, 1.2996129473592023e+22, 10.0},
    {-3.0, 225.33489622034912, 3.0044378390421257},
    {-0.5, 1.9640174953579938, 1.0091604338370335},
    {0.0, 1.2533141373155003, 0.79788456080286536},
    {0.5, 0.87636445645369235, 0.64107777036806448},
    {2.0, 0.42136922928805447, 0.37321553282284087},
    {4.99, 0.19316835116186708, 0.18683147360947002},
    {5.01, 0.1924491593449455, 0.18617754322117862},
    {10.0, 0.099028596471731921, 0.098093233962511963},
    {40.0, 0.024984404205720571, 0.024968847207263723},
};
/* clang-format on */

static bool is_within(double value, double expected, double ulps) {
    return value == expected || fabs(value - expected) <= ulps * (nextafter(fabs(expected), INFINITY) - fabs(expected));
}

static void test_fixed__values_are_within_four_units(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof ones / sizeof ones[0]; i++) {
        double value = ones[i].function(ones[i].x);
        double ulps = ones[i].function == bri_lgamma || ones[i].function == bri_lgamma1p ? 2.0 * BRI_FIXED_ULPS : BRI_FIXED_ULPS;
        if (!is_within(value, ones[i].value, ulps)) fail_msg("function %zu of %.17g: %.17g, not %.17g", i, ones[i].x, value, ones[i].value);
    }
    for (size_t i = 0; i < sizeof twos / sizeof twos[0]; i++) {
        double value = twos[i].function(twos[i].x, twos[i].y);
        if (!is_within(value, twos[i].value, BRI_FIXED_ULPS))
            fail_msg("function %zu of %.17g, %.17g: %.17g, not %.17g", i, twos[i].x, twos[i].y, value, twos[i].value);
    }
}

/* The library's own functions are within a unit or two; any jump at a change of method would show. */
static void test_fixed__values_follow_the_library_everywhere(void **state) {
    static const struct {
        double (*fixed)(double x), (*library)(double x);
        double low, high;
    } pairs[] = {{bri_log10, log10, 1e-3, 1e3}, {bri_log1p, log1p, -0.99, 3}, {bri_expm1, expm1, -3, 3}, {bri_sin, sin, -20, 20},
                 {bri_cos, cos, -20, 20},       {bri_tan, tan, -20, 20},      {bri_tanh, tanh, -3, 3},   {bri_atan, atan, -4, 4},
                 {bri_erf, erf, -3, 3},         {bri_sin, sin, 1e5, 1e6},     {bri_exp, exp, -50, 50},   {bri_log, log, 0.01, 5}};
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (int n = 0; n < 20000; n++) {
            double x = pairs[i].low + (pairs[i].high - pairs[i].low) * gsl_rng_uniform(rng);
            if (!is_within(pairs[i].fixed(x), pairs[i].library(x), BRI_FIXED_ULPS + 2.0))
                fail_msg("function %zu of %.17g: %.17g, not %.17g", i, x, pairs[i].fixed(x), pairs[i].library(x));
        }
    for (int n = 0; n < 50000; n++) {
        double x = exp(6.0 * gsl_rng_uniform(rng) - 3.0), y = 80.0 * (gsl_rng_uniform(rng) - 0.5);
        assert_true(is_within(bri_pow(x, y), pow(x, y), BRI_FIXED_ULPS + 1.0));
        assert_true(is_within(bri_pow(x, floor(y / 4.0)), pow(x, floor(y / 4.0)), 12.0));
    }
    gsl_rng_free(rng);
}

static bool is_same(double a, double b) {
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

static void test_fixed__special_values_are_the_librarys(void **state) {
    static const double specials[] = {0.0,  -0.0, 1.0,      -1.0,      2.0, -2.0,    3.0,      -3.0, 0.5,
                                      -0.5, 1.5,  INFINITY, -INFINITY, NAN, DBL_MAX, -DBL_MAX, 33.0, -35.0};
    (void)state;
    for (size_t i = 0; i < sizeof specials / sizeof specials[0]; i++)
        for (size_t k = 0; k < sizeof specials / sizeof specials[0]; k++) {
            double x = specials[i], y = specials[k], fixed = bri_pow(x, y), library = pow(x, y);
            if (y == 0.5 && x == -INFINITY) continue; /* sqrt(-inf) is NaN here */
            if (!is_same(fixed, library) && !is_within(fixed, library, BRI_FIXED_ULPS)) fail_msg("%g^%g is %g, not %g", x, y, fixed, library);
        }
    for (int n = -4; n <= 3; n++) assert_true(bri_log10(pow(10.0, n)) == n && bri_pow(10.0, n) == pow(10.0, n));
    assert_true(bri_log10(0.0) == -INFINITY && bri_log10(INFINITY) == INFINITY && isnan(bri_log10(-1.0)));
    assert_true(bri_log1p(-1.0) == -INFINITY && bri_log1p(INFINITY) == INFINITY && isnan(bri_log1p(-1.5)) && isnan(bri_log1p(NAN)));
    assert_true(bri_expm1(-INFINITY) == -1.0 && bri_expm1(INFINITY) == INFINITY && isnan(bri_expm1(NAN)));
    assert_true(isnan(bri_sin(INFINITY)) && isnan(bri_cos(NAN)) && isnan(bri_tan(-INFINITY)));
    assert_true(bri_tanh(INFINITY) == 1.0 && bri_tanh(-INFINITY) == -1.0 && bri_atan(INFINITY) == M_PI_2 && bri_erf(-INFINITY) == -1.0);
    assert_true(isnan(bri_tanh(NAN)) && isnan(bri_atan(NAN)) && isnan(bri_erf(NAN)) && isnan(bri_hypot(1.0, NAN)));
    assert_true(bri_hypot(-INFINITY, 1.0) == INFINITY && bri_hypot(0.0, 0.0) == 0.0 && bri_hypot(3.0, 4.0) == 5.0);
    assert_true(isnan(bri_lgamma(0.0)) && bri_lgamma(INFINITY) == INFINITY && bri_lgamma(1.0) == 0.0 && bri_lgamma(2.0) == 0.0);
}

static void test_fixed__tails_of_the_normal_law(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        double z = tails[i].z, error = 1e-14 + z * z * DBL_EPSILON;
        assert_true(fabs(bri_mills_ratio(z) - tails[i].ratio) <= error * tails[i].ratio);
        assert_true(fabs(bri_normal_hazard(z) * tails[i].ratio - 1.0) <= error);
        assert_true(fabs(bri_normal_excess(z) - tails[i].excess) <= 2.0 * error * tails[i].excess);
        assert_true(fabs(bri_mills_slope(z) - tails[i].excess * tails[i].ratio) <= 2.0 * error * tails[i].excess * tails[i].ratio);
    }
}

/* P(Z < z) = erfc(-z / sqrt 2) / 2. */
static void test_fixed__the_inverse_of_the_normal_law(void **state) {
    (void)state;
    for (double p = 1e-16; p < 1.0; p = p < 0.01 ? p * 1.7 : p + 0.00731) {
        double back = 0.5 * erfc(-bri_normal_inverse(p) * M_SQRT1_2);
        assert_true(fabs(back - p) <= 1e-13 * p);
    }
    assert_true(bri_normal_inverse(0.5) == 0.0 && bri_normal_inverse(0.25) == -bri_normal_inverse(0.75));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed__values_are_within_four_units),    cmocka_unit_test(test_fixed__values_follow_the_library_everywhere),
        cmocka_unit_test(test_fixed__special_values_are_the_librarys), cmocka_unit_test(test_fixed__tails_of_the_normal_law),
        cmocka_unit_test(test_fixed__the_inverse_of_the_normal_law),
    };
    return cmocka_run_group_tests_name("fixed", tests, NULL, NULL);
}
