/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled code: what is folded, what is shared, what is skipped, and that all of it gives the value of the tree. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/stream.h"
#include "fake_scope.h"

static const double parameters[FAKE_PARAMETERS] = {1.5, 2.5, -0.5, 0.0, 0.01};

static void test_code__constants_and_given_parameters_are_folded(void **state) {
    static const struct {
        const char *text;
        bool is_constant, is_constant_with_parameters;
    } cases[] = {
        {"1 + 2 * exp(0)", true, true},
        {"a0 * 2 + log(a1)", false, true},
        {"a3 != 0 && x0 > 1", false, true},
        {"a0 > 1 ? 3 : x0", false, true},
        {"a0 < 1 ? 3 : x0", false, false},
        {"x0 + 1", false, false},
        {"false && x0 > 1", true, true},
        {"true || x0 > 1", true, true},
        {"false ? x0 : 7", true, true},
        {"posture(PRK, calm)", true, true},
        {"normal(0, 1)", false, false},
        {"max(1, a0, 3)", false, true},
        {"weibull_hazard(3 d, a0, 2 d)", false, true},
    };
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = NAN, scratch[20];
        assert_int_equal(bri_code_is_constant(fake_compile(&world, cases[i].text, NULL), &value), cases[i].is_constant);
        const bri_code *code = fake_compile(&world, cases[i].text, parameters);
        assert_int_equal(bri_code_is_constant(code, &value), cases[i].is_constant_with_parameters);
        if (cases[i].is_constant_with_parameters) {
            assert_true(bri_code_value(code, &(bri_env){.scratch = scratch}) == value);
            bri_interval bound = bri_code_bound(code, NULL, NULL, (bri_interval[1]){{0, 0}});
            assert_true(bound.low == value && bound.high == value);
        }
    }
    fake_world_clear(&world);
}

/* Folding must not change a bit: the same arithmetic is used. */
static void test_code__folding_changes_no_bit(void **state) {
    static const char *const texts[] = {"exp(a0) * x0 - a1^3.3", "log(a1)/3 + sin(a0)", "gamma_hazard(age, a0, 3 d) * 1 d", "tanh(a2) * erf(a0)"};
    static const double slots[FAKE_SLOTS] = {0.3, 0, 0, 0, 0, 0, 7.7};
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double scratch[50];
        const bri_env env = {.slot = slots, .parameter = parameters, .scratch = scratch};
        double loose = bri_code_value(fake_compile(&world, texts[i], NULL), &env);
        double folded = bri_code_value(fake_compile(&world, texts[i], parameters), &env);
        assert_memory_equal(&loose, &folded, sizeof loose);
    }
    fake_world_clear(&world);
}

static void test_code__equal_parts_are_computed_once(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    size_t once = bri_code_scratch(fake_compile(&world, "exp(x0) + 1", NULL));
    size_t twice = bri_code_scratch(fake_compile(&world, "(exp(x0) + 1) * (exp(x0) + 1)", NULL));
    assert_int_equal(twice, once + 1);
    size_t draws = bri_code_scratch(fake_compile(&world, "normal(0, 1) - normal(0, 1)", NULL));
    assert_int_equal(draws, 4); /* two draws are two */
    fake_world_clear(&world);
}

static void test_code__slots_are_those_that_matter(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    size_t count;
    const uint32_t *slots = bri_code_slots(fake_compile(&world, "x4 + x1*x4 - since(test)/(1 d) + (false ? x2 : x0)", NULL), &count);
    const uint32_t expected[] = {0, 1, 4, 9};
    assert_int_equal(count, 4);
    assert_memory_equal(slots, expected, sizeof expected);
    bri_code_slots(fake_compile(&world, "a0 * 2", NULL), &count);
    assert_int_equal(count, 0);
    fake_world_clear(&world);
}

/* How many words an evaluation takes from its stream; the value goes to *value. */
static uint64_t words_of(fake_world *world, const char *text, const double *slots, double *value) {
    double scratch[200];
    bri_key key = {.seed = 1, .replication = 2, .stream = 3};
    bri_reader reader;
    bri_reader_init(&reader);
    bri_reader_seek(&reader, &key, 5, 0, BRI_FOR_MARK);
    *value = bri_code_value(fake_compile(world, text, NULL), &(bri_env){.slot = slots, .rng = &reader.rng, .scratch = scratch});
    unsigned long next = gsl_rng_get(&reader.rng);
    bri_reader_seek(&reader, &key, 5, 0, BRI_FOR_MARK);
    for (uint64_t n = 0; n < 1000; n++)
        if (gsl_rng_get(&reader.rng) == next) return n;
    return 1000;
}

static void test_code__a_draw_in_a_branch_not_taken_is_not_drawn(void **state) {
    static const struct {
        const char *text;
        uint64_t words;
        double value; /* NaN: whatever is drawn */
    } cases[] = {
        {"x0 > 0 ? uniform(0, 1) : 7", 1, NAN},
        {"x0 < 0 ? uniform(0, 1) : 7", 0, 7},
        {"x0 < 0 ? uniform(0, 1) + uniform(0, 1) : uniform(7, 7)", 1, 7},
        {"x0 > 0 ? uniform(0, 1) + uniform(0, 1) : uniform(7, 7)", 2, NAN},
        {"x0 < 0 && bernoulli(1)", 0, 0},
        {"x0 > 0 && bernoulli(1)", 1, 1},
        {"x0 > 0 || bernoulli(0)", 0, 1},
        {"x0 < 0 || bernoulli(0)", 1, 0},
        {"(x0 < 0 && bernoulli(1)) || (x0 > 0 && bernoulli(1))", 1, 1},
        {"x0 > 0 ? (x0 < 0 ? uniform(0, 1) : 3) + 1 : uniform(0, 1)", 0, 4},
        {"(x0 < 0 ? uniform(0, 1)*exp(x1) : 2) + exp(x1)", 0, 3},
        {"bernoulli(1) ? 5 : uniform(0, 1)", 1, 5},
        {"pick(5, 5, 5)", 1, 5},
        {"discrete(0, 1, 0)", 1, 1},
        {"discrete(0, x0, 0) + pick(uniform(2, 2), 2)", 3, 3},
        {"normal(3, 0)", 1, 3},
        {"x0 > 0 ? 1 : discrete(1, 2)", 0, 1},
        {"max(uniform(0, 1), uniform(5, 5))", 2, 5},
        {"true || bernoulli(0.5)", 0, 1},
    };
    static const double slots[FAKE_SLOTS] = {1.0, 0.0};
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value;
        uint64_t words = words_of(&world, cases[i].text, slots, &value);
        if (words != cases[i].words || (!isnan(cases[i].value) && value != cases[i].value))
            fail_msg("%s takes %d words and gives %g", cases[i].text, (int)words, value);
    }
    fake_world_clear(&world);
}

/* What a branch computed is not there after it. */
static void test_code__nothing_is_shared_out_of_a_branch(void **state) {
    static const double slots[FAKE_SLOTS] = {1.0, 2.0};
    (void)state;
    fake_world world;
    fake_world_init(&world);
    double value;
    words_of(&world, "(x0 < 0 ? uniform(0, 1) + exp(x1) : 0) + (x0 > 0 ? exp(x1) + 0*uniform(0, 1) : 0) + exp(x1)", slots, &value);
    assert_true(fabs(value - 2.0 * exp(2.0)) < 1e-13);
    fake_world_clear(&world);
}

static void test_code__a_missing_mark_is_false_and_nan(void **state) {
    static const double missing[2] = {NAN, NAN};
    double scratch[20];
    (void)state;
    fake_world world;
    fake_world_init(&world);
    const bri_env env = {.mark = missing, .scratch = scratch};
    static const char *const no[] = {"range_km > 0",   "range_km < 0", "range_km == range_km", "range_km != 3", "in_eez",
                                     "in_eez && true", "!(!in_eez)"};
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) assert_true(bri_code_value(fake_compile(&world, no[i], NULL), &env) == 0.0);
    assert_true(isnan(bri_code_value(fake_compile(&world, "range_km + 1", NULL), &env)));
    assert_true(isnan(bri_code_value(fake_compile(&world, "max(range_km, 3)", NULL), &env)));
    assert_true(isnan(bri_code_value(fake_compile(&world, "min(3, range_km)", NULL), &env)));
    fake_world_clear(&world);
}

/* Templates are built of parsed arguments; one that is used twice is computed once. */
static void test_code__placeholders_stand_for_arguments(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    const bri_expr *arguments[] = {fake_parse(&world, "exp(x0)"), fake_parse(&world, "1/d")};
    const char *text = "$2 * ($1 + $1^2)";
    bri_place places[20] = {{0}};
    const bri_expr *expr = bri_expr_parse(world.arena, text, strlen(text), places, NULL, &(bri_expr_want){.type = BRI_RATE, .what = "a rate"},
                                          arguments, 2, world.diagnostics);
    assert_non_null(expr);
    const bri_code *code = bri_code_compile(world.arena, expr, NULL);
    double scratch[20];
    assert_true(bri_code_value(code, &(bri_env){.slot = (double[]){0.0}, .scratch = scratch}) == 2.0);
    assert_int_equal(bri_code_scratch(code), 5);
    fake_world_clear(&world);
}

/* Deep and long expressions compile in reasonable time and memory: nested conditions, whose limits are compiled again for each branch. */
static void test_code__nested_conditions_do_not_explode(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    char text[8100] = "x1";
    for (int i = 0; i < 120; i++) {
        char longer[8100];
        snprintf(longer, sizeof longer, "(x0 < %s ? x%d + %d : x0)", text, i % 6, i);
        memcpy(text, longer, sizeof text);
    }
    size_t scratch = bri_code_scratch(fake_compile(&world, text, NULL));
    assert_true(scratch < 3000);
    fake_world_clear(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code__constants_and_given_parameters_are_folded),
        cmocka_unit_test(test_code__folding_changes_no_bit),
        cmocka_unit_test(test_code__equal_parts_are_computed_once),
        cmocka_unit_test(test_code__slots_are_those_that_matter),
        cmocka_unit_test(test_code__a_draw_in_a_branch_not_taken_is_not_drawn),
        cmocka_unit_test(test_code__nothing_is_shared_out_of_a_branch),
        cmocka_unit_test(test_code__a_missing_mark_is_false_and_nan),
        cmocka_unit_test(test_code__placeholders_stand_for_arguments),
        cmocka_unit_test(test_code__nested_conditions_do_not_explode),
    };
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
