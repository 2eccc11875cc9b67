/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of formulas that draw: every draw lies within, and they are the ends of the law's support. */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake_scope.h"

#define DRAWS 2000

static const double parameters[FAKE_PARAMETERS] = {1.5, 2.5, -0.5, 0.0, 0.01};

static const struct {
    const char *formula;
    double low, high;
} cases[] = {
    {"normal(1, 2)", -INFINITY, INFINITY},
    {"normal(a0, a3)", 1.5, 1.5},
    {"lognormal(0, 1)", 0, INFINITY},
    {"lognormal(0, a3)", 1, 1},
    {"gamma(2, 3)", 0, INFINITY},
    {"weibull(2, 3)", 0, INFINITY},
    {"exponential(a0)", 0, INFINITY},
    {"uniform(a2, a1)", -0.5, 2.5},
    {"uniform(x0, 3)", 1, 3},
    {"beta(0.5, 0.1)", 0, 1},
    {"bernoulli(0.3) ? a0 : a1", 1.5, 2.5},
    {"poisson(3)", 0, INFINITY},
    {"binomial(0.9, 7)", 0, 7},
    {"geometric(0.3)", 1, INFINITY},
    {"negative_binomial(0.3, 2)", 0, INFINITY},
    {"cauchy(2)", -INFINITY, INFINITY},
    {"chisq(2)", 0, INFINITY},
    {"tdist(2)", -INFINITY, INFINITY},
    {"laplace(2)", -INFINITY, INFINITY},
    {"logistic_draw(2)", -INFINITY, INFINITY},
    {"rayleigh(2)", 0, INFINITY},
    {"gumbel1(1, 2)", -INFINITY, INFINITY},
    {"inverse_gaussian(1, 2)", 0, INFINITY},
    {"loglogistic(1, 2)", 0, INFINITY},
    {"discrete(0, 1, 2, 1, a3)", 1, 3},
    {"pick(4, a2, 3)", -0.5, 4},
    {"truncated(normal(0.5, 0.2), 0, 1)", 0, 1},
    {"truncated(lognormal(0, 1), -1, 2)", 0, 2},
    {"truncated(beta(2, 2), 0.25, inf)", 0.25, 1},
    {"truncated(poisson(3), 2, 9)", 2, 9},
    {"truncated(pick(1, 5, 9), 0, 6)", 1, 6},
    {"truncated(exponential(1), a2, a1)", 0, 2.5},
    {"clamp(normal(0, 1), -3, 3)", -3, 3},
    {"2 + a0*uniform(-1, 1)", 0.5, 3.5},
    {"bernoulli(0.5) && bernoulli(0.5) ? uniform(0, 1) : -uniform(1, 2)", -2, 1},
};

static void test_draw_bound__is_the_support_and_holds_every_draw(void **state) {
    (void)state;
    double slot[FAKE_SLOTS] = {1.0};
    bri_interval box[FAKE_SLOTS] = {{1.0, 1.0}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fake_world world;
        fake_world_init(&world);
        const bri_code *code = fake_compile(&world, cases[i].formula, parameters);
        bri_interval *room = calloc(bri_code_scratch(code), sizeof *room);
        double *scratch = calloc(bri_code_scratch(code), sizeof *scratch);
        assert_true(room != NULL && scratch != NULL);
        bri_interval bound = bri_code_bound(code, box, parameters, room);
        if (bound.low != cases[i].low || bound.high != cases[i].high) fail_msg("%s: %g .. %g", cases[i].formula, bound.low, bound.high);
        for (int k = 0; k < DRAWS; k++) {
            double x = bri_code_value(code, &(bri_env){.slot = slot, .parameter = parameters, .rng = rng, .scratch = scratch});
            if (!(x >= bound.low && x <= bound.high)) fail_msg("%s: %.17g", cases[i].formula, x);
        }
        free(scratch);
        free(room);
        fake_world_clear(&world);
    }
    gsl_rng_free(rng);
}

/** The greatest number that a generator may give. */
static double give(void *state) {
    (void)state;
    return 1.0 - 0x1p-54;
}

static double greatest(const char *formula, bri_interval *bound) {
    static const gsl_rng_type type = {.name = "greatest", .get_double = give};
    gsl_rng rng = {&type, NULL};
    fake_world world;
    bri_interval room[20];
    double scratch[20];
    fake_world_init(&world);
    const bri_code *code = fake_compile(&world, formula, parameters);
    *bound = bri_code_bound(code, NULL, parameters, room);
    double value = bri_code_value(code, &(bri_env){.parameter = parameters, .rng = &rng, .scratch = scratch});
    fake_world_clear(&world);
    return value;
}

/* low + (high - low) u may be above high. */
static void test_draw_bound__has_room_for_rounding(void **state) {
    (void)state;
    bri_interval bound;
    double value = greatest("uniform(-0.3, 0.1)", &bound);
    assert_true(value > 0.1 && value <= bound.high);
}

static void test_draw_bound__of_a_least_value_is_all_but_that(void **state) {
    (void)state;
    bri_interval bound;
    assert_true(greatest("pareto(2, 3)", &bound) >= bound.low);
    assert_true(bound.low <= 3.0 && bound.low > 3.0 - 1e-14 && bound.high == INFINITY);
}

static void test_draw_bound__what_lies_nowhere_may_be_anything(void **state) {
    (void)state;
    bri_interval bound;
    greatest("truncated(uniform(0, 1), 1 + a0, 9)", &bound);
    assert_true(bound.low == -INFINITY && bound.high == INFINITY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draw_bound__is_the_support_and_holds_every_draw),
        cmocka_unit_test(test_draw_bound__has_room_for_rounding),
        cmocka_unit_test(test_draw_bound__of_a_least_value_is_all_but_that),
        cmocka_unit_test(test_draw_bound__what_lies_nowhere_may_be_anything),
    };
    return cmocka_run_group_tests_name("draw_bound", tests, NULL, NULL);
}
