/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazards against values of 50 digits (mpmath), from the middle to the far tails; their limits; their peaks; their derivatives. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lang/laws.h"

#define ERROR 2e-13 /* what is reached here; BRI_LAW_ERROR is what is promised */

/* clang-format off */
static const struct {
    bri_op law;
    double age, a, b, hazard;
} values[] = {
    {BRI_OP_WEIBULL_HAZARD, 3.0, 2.0, 16.0, 0.0234375},
    {BRI_OP_WEIBULL_HAZARD, 1e-09, 0.5, 16.0, 3952.847075210474},
    {BRI_OP_WEIBULL_HAZARD, 400.0, 0.7, 16.0, 0.016656971963763933},
    {BRI_OP_WEIBULL_HAZARD, 12.0, 7.0, 9.0, 4.3700655387898186},
    {BRI_OP_GAMMA_HAZARD, 3.0, 0.5, 2.0, 0.61723102862159428},
    {BRI_OP_GAMMA_HAZARD, 0.001, 0.5, 2.0, 12.935686478721872},
    {BRI_OP_GAMMA_HAZARD, 1e-12, 0.001, 2.0, 35541238320.428058},
    {BRI_OP_GAMMA_HAZARD, 1.0, 0.001, 2.0, 1.0828351272341711},
    {BRI_OP_GAMMA_HAZARD, 0.9, 0.999, 1.0, 1.0006400560461949},
    {BRI_OP_GAMMA_HAZARD, 3.0, 1.001, 2.0, 0.49977589352780402},
    {BRI_OP_GAMMA_HAZARD, 3.0, 4.0, 2.0, 0.067164179104477612},
    {BRI_OP_GAMMA_HAZARD, 8.0, 4.0, 2.0, 0.22535211267605634},
    {BRI_OP_GAMMA_HAZARD, 11.0, 4.0, 2.0, 0.28092021950189954},
    {BRI_OP_GAMMA_HAZARD, 500.0, 4.0, 2.0, 0.49402409484352036},
    {BRI_OP_GAMMA_HAZARD, 1000000.0, 4.0, 2.0, 0.49999700000600001},
    {BRI_OP_GAMMA_HAZARD, 1e-05, 4.0, 2.0, 1.0416614583463544e-17},
    {BRI_OP_GAMMA_HAZARD, 30.0, 9.99, 3.0, 0.091276124378144293},
    {BRI_OP_GAMMA_HAZARD, 30.0, 10.01, 3.0, 0.090862721237430807},
    {BRI_OP_GAMMA_HAZARD, 95.0, 100.0, 1.0, 0.054008700356789746},
    {BRI_OP_GAMMA_HAZARD, 140.0, 100.0, 1.0, 0.30793874437989381},
    {BRI_OP_GAMMA_HAZARD, 20.0, 100.0, 1.0, 1.3998331627495405e-36},
    {BRI_OP_GAMMA_HAZARD, 1000.0, 1000.0, 1.0, 0.025443212540365718},
    {BRI_OP_GAMMA_HAZARD, 0.05, 1e-05, 1.0, 7.7087058299610108},
    {BRI_OP_GAMMA_HAZARD, 1100.0, 1000.0, 1.0, 0.099469435086439349},
    {BRI_OP_GAMMA_HAZARD, 1.05, 0.9, 1.0, 1.0585056783173577},
    {BRI_OP_GAMMA_HAZARD, 1.15, 0.9, 1.0, 1.0548789616095802},
    {BRI_OP_LOGNORMAL_HAZARD, 16.0, 16.0, 0.8, 0.062334731312723852},
    {BRI_OP_LOGNORMAL_HAZARD, 1.0, 16.0, 0.8, 0.0012294440179642592},
    {BRI_OP_LOGNORMAL_HAZARD, 0.01, 16.0, 0.8, 1.6969761817870957e-17},
    {BRI_OP_LOGNORMAL_HAZARD, 1e-06, 16.0, 0.8, 2.1695462256043645e-88},
    {BRI_OP_LOGNORMAL_HAZARD, 100.0, 16.0, 0.8, 0.032913420802042415},
    {BRI_OP_LOGNORMAL_HAZARD, 10000.0, 16.0, 0.8, 0.0010209856669294094},
    {BRI_OP_LOGNORMAL_HAZARD, 1000000000.0, 16.0, 0.8, 2.8103422069738338e-8},
    {BRI_OP_LOGNORMAL_HAZARD, 15.9, 16.0, 0.01, 2.8058959817654339},
    {BRI_OP_LOGNORMAL_HAZARD, 17.0, 16.0, 0.01, 36.585058317509073},
    {BRI_OP_LOGNORMAL_HAZARD, 26.0, 16.0, 0.1, 1.9409372589366211},
    {BRI_OP_LOGNORMAL_HAZARD, 26.4, 16.0, 0.1, 1.9674256362513146},
    {BRI_OP_LOGNORMAL_HAZARD, 3.0, 16.0, 5.0, 0.039845015846357401},
    {BRI_OP_LOGNORMAL_HAZARD, 1e-300, 16.0, 30.0, 1.170801262443616e+182},
    {BRI_OP_LOGNORMAL_HAZARD, 1e+300, 16.0, 3.0, 7.6446224446449093e-299},
    {BRI_OP_LOGLOGISTIC_HAZARD, 3.0, 2.5, 5.0, 0.18170866669461855},
    {BRI_OP_LOGLOGISTIC_HAZARD, 5.0, 2.5, 5.0, 0.25},
    {BRI_OP_LOGLOGISTIC_HAZARD, 500.0, 2.5, 5.0, 0.004999950000499995},
    {BRI_OP_LOGLOGISTIC_HAZARD, 1e-06, 2.5, 5.0, 4.472135954999579e-11},
    {BRI_OP_LOGLOGISTIC_HAZARD, 1e-06, 0.5, 5.0, 223.50684245134746},
    {BRI_OP_LOGLOGISTIC_HAZARD, 100000000.0, 0.5, 5.0, 4.9988822159553609e-9},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 9.0, 9.0, 4.0, 0.10624777937782785},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 1.0, 9.0, 4.0, 0.1766076827527881},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 0.05, 9.0, 4.0, 4.7226893842676291e-16},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 0.01, 9.0, 4.0, 1.7216949965768961e-84},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 100.0, 9.0, 4.0, 0.036676284109236604},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 10000.0, 9.0, 4.0, 0.024840739126893511},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 10000000.0, 9.0, 4.0, 0.024691508024063867},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 1000000000000.0, 9.0, 4.0, 0.024691358026191358},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 5.0, 5.0, 600.0, 1.8140036022393398},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 4.0, 5.0, 600.0, 0.061308879615698029},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 7.0, 5.0, 600.0, 6.3384484987632109},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 50.0, 5.0, 600.0, 11.910350775921656},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 100000.0, 5.0, 600.0, 12.00001496998755},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 3.0, 9.0, 0.01, 0.17053467666329408},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 0.001, 9.0, 0.01, 8.5231732048579402},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 10000.0, 9.0, 0.01, 0.00016029110917745383},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 2.6, 9.0, 4.0, 0.19039711695149058},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 15.9, 9.0, 4.0, 0.078269361176143926},
    {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 16.1, 9.0, 4.0, 0.077760460052488841},
};
/* clang-format on */

static void test_laws__hazards_are_exact_from_the_middle_to_the_tails(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double hazard = bri_law_hazard(values[i].law, values[i].age, values[i].a, values[i].b);
        if (!(fabs(hazard - values[i].hazard) <= ERROR * values[i].hazard))
            fail_msg("law %d of (%g, %g) at %g: %.17g, not %.17g", (int)values[i].law, values[i].a, values[i].b, values[i].age, hazard,
                     values[i].hazard);
    }
}

static void test_laws__limits_at_age_0_and_infinity(void **state) {
    static const struct {
        bri_op law;
        double a, b, at_0, at_infinity;
    } cases[] = {
        {BRI_OP_EXPONENTIAL_HAZARD, 4, 0, 0.25, 0.25},
        {BRI_OP_WEIBULL_HAZARD, 2, 4, 0, INFINITY},
        {BRI_OP_WEIBULL_HAZARD, 1, 4, 0.25, 0.25},
        {BRI_OP_WEIBULL_HAZARD, 0.5, 4, INFINITY, 0},
        {BRI_OP_GAMMA_HAZARD, 2, 4, 0, 0.25},
        {BRI_OP_GAMMA_HAZARD, 1, 4, 0.25, 0.25},
        {BRI_OP_GAMMA_HAZARD, 0.5, 4, INFINITY, 0.25},
        {BRI_OP_LOGNORMAL_HAZARD, 16, 0.8, 0, 0},
        {BRI_OP_LOGLOGISTIC_HAZARD, 2, 4, 0, 0},
        {BRI_OP_LOGLOGISTIC_HAZARD, 1, 4, 0.25, 0},
        {BRI_OP_LOGLOGISTIC_HAZARD, 0.5, 4, INFINITY, 0},
        {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 9, 4, 0, 4 / 162.0},
        {BRI_OP_UNIFORM_HAZARD, 2, 5, 0, 0},
        {BRI_OP_UNIFORM_HAZARD, 0, 5, 0.2, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(bri_law_hazard(cases[i].law, 0.0, cases[i].a, cases[i].b) == cases[i].at_0);
        assert_true(bri_law_hazard(cases[i].law, INFINITY, cases[i].a, cases[i].b) == cases[i].at_infinity);
        assert_true(bri_law_hazard(cases[i].law, -1.0, cases[i].a, cases[i].b) == 0.0);
        assert_true(isnan(bri_law_hazard(cases[i].law, NAN, cases[i].a, cases[i].b)));
        double early = bri_law_hazard(cases[i].law, DBL_TRUE_MIN, cases[i].a, cases[i].b);
        double late = bri_law_hazard(cases[i].law, DBL_MAX, cases[i].a, cases[i].b);
        assert_true(early >= 0.0 && late >= 0.0); /* no NaN however far out */
    }
}

static void test_laws__impossible_parameters_give_nan(void **state) {
    static const struct {
        bri_op law;
        double a, b;
    } cases[] = {
        {BRI_OP_EXPONENTIAL_HAZARD, 0, 0},       {BRI_OP_WEIBULL_HAZARD, -1, 1},
        {BRI_OP_WEIBULL_HAZARD, 1, 0},           {BRI_OP_GAMMA_HAZARD, 0, 1},
        {BRI_OP_GAMMA_HAZARD, 1e7, 1},           {BRI_OP_LOGNORMAL_HAZARD, 1, 0},
        {BRI_OP_LOGNORMAL_HAZARD, 0, 1},         {BRI_OP_LOGLOGISTIC_HAZARD, NAN, 1},
        {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 1, -1}, {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 1, 1e13},
        {BRI_OP_UNIFORM_HAZARD, 3, 3},           {BRI_OP_UNIFORM_HAZARD, -1, 3},
        {BRI_OP_LOGNORMAL_HAZARD, INFINITY, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_true(isnan(bri_law_hazard(cases[i].law, 3.0, cases[i].a, cases[i].b)));
}

/* Below and above its peak a hazard is smaller. */
static void test_laws__peaks_are_where_hazards_turn(void **state) {
    static const struct {
        bri_op law;
        double a, b;
    } cases[] = {{BRI_OP_LOGNORMAL_HAZARD, 16, 0.8},       {BRI_OP_LOGNORMAL_HAZARD, 16, 0.05},      {BRI_OP_LOGNORMAL_HAZARD, 16, 3.0},
                 {BRI_OP_LOGLOGISTIC_HAZARD, 2.5, 7},      {BRI_OP_LOGLOGISTIC_HAZARD, 1.01, 7},     {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 9, 4},
                 {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 9, 900}, {BRI_OP_INVERSE_GAUSSIAN_HAZARD, 9, 0.01}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double a = cases[i].a, b = cases[i].b;
        double at = cases[i].law == BRI_OP_LOGNORMAL_HAZARD     ? bri_lognormal_peak(a, b)
                    : cases[i].law == BRI_OP_LOGLOGISTIC_HAZARD ? bri_loglogistic_peak(a, b)
                                                                : bri_inverse_gaussian_peak(a, b, 0.0, INFINITY);
        double top = bri_law_hazard(cases[i].law, at, a, b);
        assert_true(at > 0.0 && isfinite(at));
        assert_true(bri_law_hazard(cases[i].law, at * 0.999, a, b) < top && bri_law_hazard(cases[i].law, at * 1.001, a, b) < top);
    }
    assert_true(bri_loglogistic_peak(0.9, 7.0) == 0.0);
}

/* Derivatives against the five-point difference of the values, which is another arithmetic for all but the last law. */
static void test_laws__partials_are_those_of_the_hazard(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double x[3] = {values[i].age, values[i].a, values[i].b}, partial[3];
        if (!(values[i].hazard > 1e-200 && x[0] > 1e-200 && x[0] < 1e200)) continue;
        double h = bri_law_partials(values[i].law, x[0], x[1], x[2], partial);
        for (int n = 0; n < 3; n++) {
            double sum = 0.0, step = 2e-4;
            for (int k = -2; k <= 2; k++) {
                static const double weight[] = {1.0, -8.0, 0.0, 8.0, -1.0};
                double moved[3] = {x[0], x[1], x[2]};
                moved[n] *= 1.0 + k * step;
                sum += weight[k + 2] * bri_law_hazard(values[i].law, moved[0], moved[1], moved[2]);
            }
            double difference = sum / (12.0 * step * x[n]);
            if (!(fabs(partial[n] - difference) <= 1e-3 * fabs(difference) + 1e-7 * h / x[n]))
                fail_msg("law %d of (%g, %g) at %g by %d: %.12g, and by differences %.12g", (int)values[i].law, x[1], x[2], x[0], n, partial[n],
                         difference);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_laws__hazards_are_exact_from_the_middle_to_the_tails),
        cmocka_unit_test(test_laws__limits_at_age_0_and_infinity),
        cmocka_unit_test(test_laws__impossible_parameters_give_nan),
        cmocka_unit_test(test_laws__peaks_are_where_hazards_turn),
        cmocka_unit_test(test_laws__partials_are_those_of_the_hazard),
    };
    return cmocka_run_group_tests_name("laws", tests, NULL, NULL);
}
