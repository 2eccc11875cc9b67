/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong expressions beside their complaints: message, hint and place, and how many there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_scope.h"

typedef struct wrong {
    size_t count; /* of complaints */
    const char *text;
    const char *parts[6]; /* each must be in the rendering */
} wrong;

static void check(const wrong *w, const bri_expr_want *want) {
    fake_world world;
    fake_world_init(&world);
    const bri_expr *expr = fake_parse_as(&world, w->text, want);
    char *complaints = brink_diagnostics_render(world.diagnostics, 0);
    size_t count = brink_diagnostics_error_count(world.diagnostics);
    bool is_right = !expr && count == w->count;
    for (int i = 0; i < 6 && w->parts[i]; i++) is_right &= strstr(complaints, w->parts[i]) != NULL;
    if (!is_right) fail_msg("%s\n%s", w->text, complaints);
    free(complaints);
    fake_world_clear(&world);
}

static void check_all(const wrong *list, size_t count, const bri_expr_want *want) {
    for (size_t i = 0; i < count; i++) check(&list[i], want);
}

#define CHECK(list, ...) check_all(list, sizeof list / sizeof list[0], &(bri_expr_want){__VA_ARGS__})

static void test_expr_errors__kinds_that_do_not_fit_are_named(void **state) {
    static const wrong list[] = {
        {1, "3 d + 2/yr", {"f:1:1: error: a duration cannot be added to a rate", "\n      | ^~~~~~~~~~"}},
        {1, "2/yr - 3 d", {"a duration cannot be subtracted from a rate"}},
        {1, "on + 3 d", {"a boolean cannot be added to a duration"}},
        {1, "3 d < x0", {"a duration cannot be compared with a number"}},
        {1, "(3 d)^2 == 1/(2 d)^2", {"a number times time^2 cannot be compared with a number per time^2"}},
        {1, "(3 d) % 2", {"a duration cannot be divided with a remainder by a number"}},
        {1, "on ? 3 d : 2", {"f:1:6: error: the two branches must be alike, and are a duration and a number"}},
        {1, "x0 ? 1 : 2", {"f:1:1: error: a boolean is expected here, and this is a number", "write x0 != 0"}},
        {1, "x0 && on", {"a boolean is expected", "write x0 != 0"}},
        {1, "!(x0 + 1)", {"write (x0 + 1) != 0"}},
        {1, "2^(3 d)", {"f:1:3: error: an exponent must be a number, and this is a duration"}},
        {1, "(3 d)^x0", {"a duration can only be raised to a constant power"}},
        {1, "(3 d)^0.5", {"no whole power of time comes out"}},
        {1, "sqrt(3 d)", {"the square root of a duration has no whole power of time"}},
        {1, "exp(3 d)", {"f:1:5: error: exp(): x must be a number, and is a duration"}},
        {1, "weibull_hazard(age, 2, 16)", {"weibull_hazard(): scale must be a duration, and is a number", "give it a unit"}},
        {1, "max(3 d, 2)", {"max(): y must be a duration like the other arguments, and is a number"}},
        {1, "max(3 d, 1 d, 2/d)", {"must be a duration like the other arguments, and is a rate"}},
        {1, "(1 d)^60 * (1 d)^60", {"the power of time goes beyond 100"}},
        {1, "16 d^2", {"it is unclear what the power applies to", "write (3 d)^2 or 3*d^2"}},
        {1, "1 < x0 < 3", {"f:1:8: error: comparisons cannot be chained", "write a < b && b < c"}},
        {2, "clamp(3 d, 1, 2)", {"low must be a duration", "high must be a duration"}},
    };
    (void)state;
    CHECK(list, .any_type = true, .allow_draws = true, .what = "the formula");
}

static void test_expr_errors__unknown_names_come_with_the_nearest(void **state) {
    static const wrong list[] = {
        {1, "2 * tensoin", {"f:1:5: error: unknown name \"tensoin\"", "did you mean \"tension\"?"}},
        {1, "zebra", {"unknown name \"zebra\""}},
        {1, "cause.rangekm", {"unknown name \"cause.rangekm\"", "did you mean \"cause.range_km\"?"}},
        {1, "exq(1)", {"unknown function \"exq\"", "did you mean \"exp\"?"}},
        {1, "lognormal_hasard(age, 1 d, 2)", {"did you mean \"lognormal_hazard\"?"}},
        {1, "exp + 1", {"\"exp\" is a function", "write exp(x)"}},
        {1, "tension(3)", {"\"tension\" is not a function"}},
        {1, "pi(3)", {"\"pi\" is not a function"}},
        {1, "month(3)", {"\"month\" is not a function", "write it without parentheses"}},
        {1, "active(test)", {"active() has no meaning in the formula"}},
        {1, "month + 1", {"\"month\" has no meaning in the formula"}},
        {1, "since(tset)", {"f:1:7: error: unknown action"}},
        {1, "3 dys", {"f:1:3: error: \"dys\" is not a unit", "the units are ms, s, min, h, d, wk, mo"}},
        {1, "3 days", {"f:1:3: error: \"days\" is not a unit", "write the unit d"}},
        {3, "tensoin + zebra * exq(1)", {"tensoin", "zebra", "exq"}},
        {1, "falze || true", {"did you mean \"false\"?"}},
    };
    (void)state;
    CHECK(list, .any_type = true, .allow_draws = true, .what = "the formula");
}

static void test_expr_errors__calls_are_checked(void **state) {
    static const wrong list[] = {
        {1, "exp()", {"exp() takes 1 argument, and has 0", "write exp(x)"}},
        {1, "exp(1, 2)", {"exp() takes 1 argument, and has 2"}},
        {1, "clamp(1, 2)", {"clamp() takes 3 arguments, and has 2", "write clamp(x, low, high)"}},
        {1, "min(1)", {"min() takes at least 2 arguments, and has 1"}},
        {1, "bernoulli(1.4)", {"f:1:11: error: probability 1.4 is outside 0..1"}},
        {1, "bernoulli(-0.1)", {"probability -0.1 is outside 0..1"}},
        {1, "normal(0, -2)", {"normal(): sd must not be negative, and is -2"}},
        {1, "normal(0, 1 - 3)", {"f:1:11: error: normal(): sd must not be negative, and is -2"}},
        {1, "gamma(0, 1)", {"gamma(): a must be greater than 0, and is 0"}},
        {2, "gamma(-1, -1)", {"a must be", "b must be"}},
        {1, "uniform(3, 2)", {"uniform(): high must not be below the argument before it, and is 2"}},
        {1, "geometric(0)", {"p must be above 0 and not above 1"}},
        {1, "binomial(0.5, 2.5)", {"n must be a whole number, not negative, and is 2.5"}},
        {1, "discrete(1, 2, -1)", {"must not be negative, and is -1"}},
        {1, "uniform_hazard(age, 3 d, 3 d)", {"high must be above the argument before it"}},
        {1, "clamp(x0, 1, 0)", {"clamp(): high must not be below"}},
        {1, "log(-1)", {"f:1:1: error: this has no value"}},
        {1, "sqrt(2 - 3)", {"this has no value"}},
        {1, "x0 / 0", {"f:1:6: error: division by zero"}},
        {1, "x0 / (1 - 1)", {"division by zero"}},
        {1, "date('2017-02-30')", {"f:1:6: error: \"2017-02-30\" is not a date"}},
        {1, "date(2017)", {"unexpected \"2017\" where a date in quotation marks"}},
        {1, "date('2017-01-01', 3)", {"unexpected \",\" where \")\" is expected"}},
        {1, "count(test, 3 d, 4 d)", {"where a name is expected"}},
    };
    (void)state;
    CHECK(list, .any_type = true, .allow_draws = true, .what = "the formula");
}

static void test_expr_errors__syntax_ends_at_the_first_mistake(void **state) {
    static const wrong list[] = {
        {1, "", {"the formula is empty"}},
        {1, "   ", {"the formula is empty"}},
        {1, "1 +", {"f:1:4: error: the expression ends where a value is expected"}},
        {1, "(1 + 2", {"the expression ends where \")\" is expected"}},
        {1, "1 + 2)", {"f:1:6: error: unexpected \")\" where an operator is expected"}},
        {1, "1 * / 2", {"f:1:5: error: unexpected \"/\" where a value is expected"}},
        {1, "x0 x1", {"f:1:4: error: unexpected \"x1\" where an operator is expected"}},
        {1, "on ? 1", {"the expression ends where \":\" is expected"}},
        {1, "max(1,)", {"unexpected \")\" where an argument is expected"}},
        {1, "max(1 2)", {"unexpected \"2\" where \",\" or \")\" is expected"}},
        {1, "x0 = 3", {"\"=\" cannot stand in an expression", "write == to compare"}},
        {1, "on & on", {"\"&\" is not an operator", "write &&"}},
        {1, "on | on", {"\"|\" is not an operator", "write ||"}},
        {1, "'abc'", {"unexpected 'abc' where a value is expected"}},
        {1, "'abc", {"this quotation mark is never closed"}},
        {1, "1e999", {"this number is too large", "write inf"}},
        {1, "3 # 4", {"this character has no meaning here"}},
        {1, "3 \xc3\x97 4", {"f:1:3: error: this character has no meaning here"}},
        {1, "$1 + 2", {"there is no argument $1 here"}},
        {1, "$", {"unexpected \"$\""}},
    };
    (void)state;
    CHECK(list, .any_type = true, .allow_draws = true, .what = "the formula");
}

static void test_expr_errors__the_whole_must_be_what_was_wanted(void **state) {
    static const wrong rates[] = {
        {1, "3", {"the rate of decision \"launch\" must be a rate, and this is a number", "give it a unit: 3/yr"}},
        {1, "3 d", {"must be a rate, and this is a duration"}},
        {1, "on", {"must be a rate, and this is a boolean"}},
        {1, "normal(1/d, 0.1/d)", {"f:1:1: error: a random draw cannot stand in the rate of decision \"launch\": draws belong in marks"}},
    };
    static const wrong guards[] = {
        {1, "tension", {"the guard must be a boolean, and this is a number", "write tension != 0"}},
        {1, "bernoulli(0.5)", {"a random draw cannot stand in the guard"}},
        {2, "bernoulli(1.5)", {"a random draw cannot stand", "probability 1.5"}},
    };
    static const wrong lives[] = {
        {1, "1 d * tension", {"f:1:7: error: the half-life can hold parameters and numbers only, and \"tension\" changes in time"}},
        {1, "since(test)", {"and \"since(test)\" changes in time"}},
        {1, "3", {"the half-life must be a duration, and this is a number", "give it a unit: 3 d"}},
    };
    (void)state;
    CHECK(rates, .type = BRI_RATE, .what = "the rate of decision \"launch\"");
    CHECK(guards, .type = BRI_BOOLEAN, .what = "the guard");
    CHECK(lives, .type = BRI_DURATION, .only_parameters = true, .what = "the half-life");
}

/* Something deep, something long: both are complaints, and neither breaks the stack. */
static void test_expr_errors__limits_of_depth_and_size(void **state) {
    (void)state;
    static char deep[4000], wide[60000];
    memset(deep, '(', 300);
    strcpy(deep + 300, "1");
    check(&(wrong){1, deep, {"the expression is nested deeper than 256"}}, &(bri_expr_want){.any_type = true, .what = "the formula"});
    memset(deep, '-', 3000);
    strcpy(deep + 3000, "1");
    check(&(wrong){1, deep, {"the expression is nested deeper than 256"}}, &(bri_expr_want){.any_type = true, .what = "the formula"});
    strcpy(wide, "x0");
    for (size_t i = 2; i < 40000; i += 3) strcpy(wide + i, "+x0");
    check(&(wrong){1, wide, {"the expression has more than 10000 parts"}}, &(bri_expr_want){.any_type = true, .what = "the formula"});
}

static void test_expr_errors__arguments_of_templates_are_checked_too(void **state) {
    (void)state;
    fake_world world;
    fake_world_init(&world);
    const bri_expr *arguments[] = {fake_parse(&world, "normal(0, 1)"), fake_parse(&world, "tension")};
    const char *text = "$1 + $2";
    bri_place places[8] = {{0}};
    const bri_expr_want rate = {.type = BRI_NUMBER, .what = "a utility"},
                        fixed = {.type = BRI_NUMBER, .only_parameters = true, .what = "a half-life"};
    assert_null(bri_expr_parse(world.arena, text, 7, places, &world.scope, &rate, arguments, 2, world.diagnostics));
    assert_int_equal(brink_diagnostics_error_count(world.diagnostics), 1);
    assert_null(bri_expr_parse(world.arena, text + 5, 2, places, &world.scope, &fixed, arguments, 2, world.diagnostics));
    assert_int_equal(brink_diagnostics_error_count(world.diagnostics), 2);
    fake_world_clear(&world);
}

static void test_expr_errors__tables(void **state) {
    static const wrong list[] = {
        {1, "table(bent, 3 d)", {"f:1:13: error: the table \"bent\" is of a number, and this is a duration"}},
        {1, "table(best, 3)", {"f:1:7: error: unknown table"}},
        {1, "table('best.csv', 3)", {"f:1:7: error: unknown table"}},
        {1, "table(gap, 401)", {"f:1:12: error: the table \"gap\" goes from -1.5 to 400, and this is 401"}},
        {1, "table(3, x0)", {"f:1:7: error: unexpected \"3\" where the name of a table, or of a file in quotation marks, is expected"}},
        {1, "table(bent)", {"f:1:11: error: unexpected \")\" where \",\" is expected"}},
        {1, "table(bent, x0, x1)", {"f:1:15: error: unexpected \",\" where \")\" is expected"}},
        {1, "table('a.csv', 'x', 'y', x0)", {"f:1:16: error: columns are named in the section \"tables\"", "as in tables = {"}},
        {1, "table + 1", {"\"table\" is a function", "write table(name, x)"}},
        {1, "table(bent, nothing)", {"unknown name \"nothing\""}},
    };
    (void)state;
    CHECK(list, .any_type = true, .allow_draws = true, .what = "the formula");
    fake_world world;
    fake_world_init(&world);
    world.scope.curve = NULL; /* as in the formulas of --set */
    assert_null(fake_parse(&world, "table(bent, 3)"));
    char *complaints = brink_diagnostics_render(world.diagnostics, 0);
    assert_non_null(strstr(complaints, "table() has no meaning in the formula"));
    free(complaints);
    fake_world_clear(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expr_errors__kinds_that_do_not_fit_are_named),
        cmocka_unit_test(test_expr_errors__unknown_names_come_with_the_nearest),
        cmocka_unit_test(test_expr_errors__calls_are_checked),
        cmocka_unit_test(test_expr_errors__syntax_ends_at_the_first_mistake),
        cmocka_unit_test(test_expr_errors__the_whole_must_be_what_was_wanted),
        cmocka_unit_test(test_expr_errors__limits_of_depth_and_size),
        cmocka_unit_test(test_expr_errors__arguments_of_templates_are_checked_too),
        cmocka_unit_test(test_expr_errors__tables),
    };
    return cmocka_run_group_tests_name("expr_errors", tests, NULL, NULL);
}
