/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language as it should be: precedence, types, constants, text. What is wrong stands in test_expr_errors.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_scope.h"

static double value_of(fake_world *world, const char *text) {
    static const double slots[FAKE_SLOTS] = {0.5, 1.0, -2.0, 3.0, 4.0, 5.0, 10.0, 1.0, 0.3, 20.0, 2.0};
    static const double parameters[FAKE_PARAMETERS] = {1.5, 2.5, -0.5, 0.0, 0.01};
    static const double marks[2] = {1000.0, 1.0}, cause[2] = {NAN, NAN};
    double scratch[200];
    const bri_code *code = fake_compile(world, text, NULL);
    assert_true(bri_code_scratch(code) <= 200);
    return bri_code_value(code, &(bri_env){.slot = slots, .parameter = parameters, .mark = marks, .cause = cause, .scratch = scratch});
}

static const struct {
    const char *text;
    double value;
} cases[] = {
    {"1 + 2 * 3", 7},
    {"(1 + 2) * 3", 9},
    {"2 ^ 3 ^ 2", 512},
    {"-2 ^ 2", -4},
    {"2 ^ -1", 0.5},
    {"10 - 3 - 2", 5},
    {"7 % 4", 3},
    {"-7 % 4", 1},
    {"mod(7, -4)", -1},
    {"!false && false", 0},
    {"not (true and false)", 1},
    {"true || false && false", 1},
    {"1 < 2 == true", 1},
    {"true ? 1 : false ? 2 : 3", 1},
    {"false ? 1 : true ? 2 : 3", 2},
    {"3 d", 3},
    {"2 wk + 36 h", 15.5},
    {"365.25/yr * 1 d", 1},
    {"45 min * 32 == 1 d", 1},
    {"x0 + x1*x2", -1.5},
    {"max(1, 4, 2, 3)", 4},
    {"min(3, 1 + 1, x3)", 2},
    {"clamp(x5, 0, 1)", 1},
    {"step(0) + step(-1)", 1},
    {"date('2017-07-31')", 211},
    {"date(\"2017-07-31\") - date('2017-07-30')", 1},
    {"on + 1", 2},
    {"range_km > 900 ? 0.45 : 0.05", 0.45},
    {"cause.range_km > 900 ? 0.45 : 0.05", 0.05},
    {"cause.range_km != 3", 0},
    {"cause.in_eez", 0},
    {"!cause.in_eez", 1},
    {"in_eez", 1},
    {"since(test)/2 + 0 d", 10},
    {"count(test, 30 d)", 2},
    {"posture(PRK, calm) ? 3 : 4", 3},
    {"sqrt(16*d^2) / 1 d", 4},
    {"rate * 100 d", 1},
    {"sign(-3 d)", -1},
    {"hypot(3, 4)", 5},
    {"log10(1000)", 3},
    {"logit(0.5)", 0},
    {"logistic(0)", 0.5},
    {"1e3 + .5 + 2.", 1002.5},
    {"+3", 3},
    {"x4^0.5", 2},
    {"x2^2", 4},
    {"pow(x2, 3)", -8},
    {"exponential_hazard(age, 4 d) * 1 d", 0.25},
    {"table(bent, -0.5)", -0.5},
    {"table(bent, x1)", 0.1 + 0.3 * (4.9 / 1.3)},
    {"table(steps, 1.99) + table(steps, 2)", 5.1},
    {"table(bent, 1e9) + table(bent, -7)", 1000.3},
    {"table(gap, -1.5)", 0.3},
    {"table(gap, x3) + table(gap, 400)", 1000.7},
    {"table(gap, 2*x0 - 3) > 0", 0},
    {"table(bent, a0)", 0.1 + 0.8 * (4.9 / 1.3)},
};

static void test_expr__values_follow_the_precedence_of_the_reference(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = value_of(&world, cases[i].text);
        if (!(fabs(value - cases[i].value) <= 1e-14 * fabs(cases[i].value)))
            fail_msg("%s gives %.17g, not %.17g", cases[i].text, value, cases[i].value);
    }
    fake_world_clear(&world);
}

static void test_expr__text_parses_to_the_same_text(void **state) {
    static const char *const texts[][2] = {
        {"1+2*3", "1 + 2 * 3"},
        {"(1+2)*3", "(1 + 2) * 3"},
        {"1-(2-3)", "1 - (2 - 3)"},
        {"(1-2)-3", "1 - 2 - 3"},
        {"a0/(a1/a2)", "a0 / (a1 / a2)"},
        {"(2^3)^2", "(2^3)^2"},
        {"2^(3^2)", "2^3^2"},
        {"-(2)^2", "-2^2"},
        {"(-2)^2", "(-2)^2"},
        {"-(x0+1)", "-(x0 + 1)"},
        {"(3 d)^2", "(3 d)^2"},
        {"1 wk + 1/rate", "7 d + 1 / rate"},
        {"1/(10 min) + 90 min/(1 d * 36 h)", "1 / 10 min + 90 min / (1 d * 36 h)"},
        {"(x0 + 1)/min*(2/mo)", "(x0 + 1)/min * (2/mo)"},
        {"0.25 d + 2 yr + 14 d + 1461 d + 0.1 d", "6 h + 2 yr + 14 d + 4 yr + 0.1 d"},
        {"2/(3 yr)/(1 h)^2*1 ms", "2 / 3 yr / (1 h)^2 * 1 ms"},
        {"on ? 1 : !on ? 2 : 3", "on ? 1 : !on ? 2 : 3"},
        {"(on ? 1 : 2) + 1", "(on ? 1 : 2) + 1"},
        {"(x0 < 1) < x1", "(x0 < 1) < x1"},
        {"max(x0, 2, a1) + logistic_draw(3 d)/1 d", "max(x0, 2, a1) + logistic_draw(3 d)/d"},
        {"not (on or on and in_eez)", "!(on || on && in_eez)"},
        {"since(test) > inf", "since(test) > inf"},
        {"0.1 + 1/3", "0.1 + 1 / 3"},
        {"pow(x0, x1) % 4", "x0^x1 % 4"},
        {"cause.range_km - -3", "cause.range_km - -3"},
        {"true && false", "true && false"},
        {"2*table( bent ,x0+1)", "2 * table(bent, x0 + 1)"},
    };
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const bri_expr *expr = fake_parse(&world, texts[i][0]);
        assert_non_null(expr);
        const char *text = bri_expr_text(world.arena, expr, fake_leaf_name, NULL);
        assert_string_equal(text, texts[i][1]);
        const bri_expr *again = fake_parse(&world, text);
        assert_non_null(again);
        assert_string_equal(bri_expr_text(world.arena, again, fake_leaf_name, NULL), text);
    }
    fake_world_clear(&world);
}

/* The world of these tests calls x5 == 3 so. */
static void test_expr__a_test_may_have_a_name(void **state) {
    static const char *const texts[][2] = {
        {"x5 == 3", "fives(x5)"}, {"!(x5 == 3)", "!fives(x5)"},       {"(x5 == 3) == on", "fives(x5) == on"}, {"x5 == 2", "x5 == 2"},
        {"x5 != 3", "x5 != 3"},   {"x5 == 3 && on", "fives(x5) && on"}, {"x5 == x4", "x5 == x4"},
    };
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const bri_expr *expr = fake_parse(&world, texts[i][0]);
        assert_non_null(expr);
        assert_string_equal(bri_expr_text(world.arena, expr, fake_leaf_name, NULL), texts[i][1]);
    }
    fake_world_clear(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expr__values_follow_the_precedence_of_the_reference),
        cmocka_unit_test(test_expr__text_parses_to_the_same_text),
        cmocka_unit_test(test_expr__a_test_may_have_a_name),
    };
    return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
