/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gradients by parameters against central differences, for every function of the language, at random parameters. */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_scope.h"
#include "lang/functions.h"

#define POINTS 40
#define STEP 1e-5
#define TOLERANCE 2e-7 /* of the difference of second order, relatively to the value and the derivative */

static const double slots[FAKE_SLOTS] = {0.7, 1.3, -2.0, 3.0, 4.0, 5.0, 6.0, 1.0, 0.3, 9.0, 2.0};

static double value_at(const bri_code *code, const double *parameters) {
    double scratch[300];
    return bri_code_value(code, &(bri_env){.slot = slots, .parameter = parameters, .scratch = scratch});
}

static void check_point(const char *text, const bri_code *code, const double *parameters) {
    double gradient[FAKE_PARAMETERS], scratch[300 * (1 + FAKE_PARAMETERS)], moved[FAKE_PARAMETERS];
    const bri_env env = {.slot = slots, .parameter = parameters};
    double value = bri_code_gradient(code, &env, FAKE_PARAMETERS, gradient, scratch);
    double same = value_at(code, parameters);
    assert_memory_equal(&value, &same, sizeof value);
    for (int p = 0; p < FAKE_PARAMETERS; p++) {
        memcpy(moved, parameters, sizeof moved);
        double step = STEP * fmax(fabs(parameters[p]), 0.01);
        moved[p] = parameters[p] + step;
        double above = value_at(code, moved);
        moved[p] = parameters[p] - step;
        double difference = (above - value_at(code, moved)) / (2.0 * step);
        double scale = fabs(value) / fmax(fabs(parameters[p]), 0.01) + fabs(difference) + 1e-3;
        if (!(fabs(gradient[p] - difference) <= TOLERANCE * scale))
            fail_msg("%s by parameter %d at %g, %g, %g, %g: %.12g, and by differences %.12g", text, p, parameters[0], parameters[1], parameters[2],
                     parameters[3], gradient[p], difference);
    }
}

static void check(const char *text) {
    fake_world world;
    fake_world_init(&world);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const bri_code *code = fake_compile(&world, text, NULL);
    for (int i = 0; i < POINTS; i++) {
        double parameters[FAKE_PARAMETERS];
        for (int p = 0; p < FAKE_PARAMETERS; p++) parameters[p] = 0.05 + 0.9 * gsl_rng_uniform(rng);
        check_point(text, code, parameters);
    }
    gsl_rng_free(rng);
    fake_world_clear(&world);
}

/* Each function of a number or more, with parameters in (0, 1) as its arguments. */
static void test_gradient__of_every_function(void **state) {
    static const char *const by_hand[] = {"sqrt(a0)",
                                          "pow(a0, a1)",
                                          "exponential_hazard(age, a0*1 d)",
                                          "weibull_hazard(age*a2, 3*a0, a1*5 d)",
                                          "gamma_hazard(age*a2, 4*a0, a1*3 d)",
                                          "lognormal_hazard(age*a2, a0*9 d, a1)",
                                          "loglogistic_hazard(age*a2, 3*a0, a1*9 d)",
                                          "inverse_gaussian_hazard(age*a2, a0*9 d, a1*20 d)",
                                          "uniform_hazard(age*a0, a1*0.001 d, 7 d + a2*1 d)"};
    (void)state;
    size_t count;
    const bri_function_doc *docs = bri_function_docs(&count);
    for (size_t i = 0; i < count; i++) {
        char text[200];
        const bri_function *function = bri_function_find(docs[i].name);
        size_t fewest, most;
        if (function->kind != BRI_FUNCTION_CALL || strchr("tq^", function->signature[0]) || function->op == BRI_OP_DRAW ||
            function->op == BRI_OP_DRAW_MANY || function->op == BRI_OP_DRAW_TRUNCATED)
            continue;
        bri_function_arity(function, &fewest, &most);
        snprintf(text, sizeof text, fewest == 1 ? "%s(a0)" : fewest == 2 ? "%s(a0, a1)" : "%s(a0, a1/2, 0.5 + a2/2)", docs[i].name);
        check(text);
    }
    for (size_t i = 0; i < sizeof by_hand / sizeof by_hand[0]; i++) check(by_hand[i]);
}

static void test_gradient__of_operators_and_their_compositions(void **state) {
    static const char *const texts[] = {"a0 + a1 - a2",
                                        "a0*a1/a2",
                                        "-a0",
                                        "a0^a1",
                                        "a0^2 + a1^3",
                                        "a0^-1.5",
                                        "(2 + a0) % 0.7",
                                        "x0 > 0.5 ? a0 : a1",
                                        "x0 < 0.5 ? a0 : a1*a2",
                                        "exp(a0 + a1*x0 + a2*x1)*rate/rate",
                                        "log(a0 + exp(a1*x2))",
                                        "a0*x0 + a0*x1 + a0^2",
                                        "max(a0*2, a1, a2)",
                                        "min(a0, a1*2, a2)",
                                        "rate * 10 d * exp(-0.4*a0*tension) * lognormal_hazard(age, 16 d*a1, a2) * 1 d",
                                        "a0 > 2 ? 1/0.0001 : a1",
                                        "on*a0",
                                        "table(bent, a0)",
                                        "table(bent, 3*a0*a1 - a2)*a1",
                                        "table(steps, a0) + a1",
                                        "a3",
                                        "7",
                                        "x0"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) check(texts[i]);
}

static void test_gradient__of_draws_is_not_a_number(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    double gradient[1] = {0.0}, scratch[20], parameters[1] = {1.0};
    const bri_code *code = fake_compile(&world, "a0 * normal(0, 1)", NULL);
    assert_true(isnan(bri_code_gradient(code, &(bri_env){.parameter = parameters}, 1, gradient, scratch)));
    assert_true(isnan(gradient[0]));
    fake_world_clear(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradient__of_every_function),
        cmocka_unit_test(test_gradient__of_operators_and_their_compositions),
        cmocka_unit_test(test_gradient__of_draws_is_not_a_number),
    };
    return cmocka_run_group_tests_name("gradient", tests, NULL, NULL);
}
