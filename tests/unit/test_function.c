/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's functions: a call is its body with the arguments put in. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel_case.h"

#define REST(rate, mark, effect, gap)                                                                                                                \
    "parameters = { k = 2.0; }; variables = { x = { initial = 1.0; baseline = 0.1; half_life = \"10 d\"; }; };"                                      \
    "actions = { kick = { actor = \"A\"; marks = { size = \"" mark "\"; }; effects = (\"" effect "\"); };"                                           \
    "  tick = { actor = \"B\"; }; };"                                                                                                                \
    "decisions = { kicks = { action = \"kick\"; model = { kind = \"hazard\"; rate = \"" rate "\"; }; };"                                             \
    "  ticks = { action = \"tick\"; on = \"kick\"; model = { kind = \"response\"; delay = \"" gap "\"; }; }; };"

/** A call and what it stands for give the same history to the last bit, whatever its dimensions. */
static void test_function__a_call_is_its_body(void **state) {
    (void)state;
    kernel_case a = case_open(CASE_YEAR REST("(0.7*(k*x) + 0.3*(1 + x))/(30 d)", "0.7*uniform(0, 1) + 0.3*x", "x += max(0, size - x)*k",
                                             "0.7*(1 d) + 0.3*exponential(9 d)"));
    kernel_case b = case_open(CASE_YEAR "functions = ( \"pace(y) = mix(k*y, 1 + y)/(30 d)\", \"mix(a, b) = 0.7*a + 0.3*b\", \"above( a , b )= "
                                        "max(0, a - b)*k\" );"
                                  REST("pace(x)", "mix(uniform(0, 1), x)", "x += above(size, x)", "mix(1 d, exponential(9 d))"));
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *x = case_run(&a, r), *y = case_run(&b, r);
        assert_true(x->event_count > 3 && x->event_count == y->event_count);
        for (uint64_t i = 0; i < x->event_count; i++) assert_true(x->events[i].time == y->events[i].time);
        for (uint64_t i = 0; i < x->event_count; i++) assert_true(isnan(x->marks[i]) ? isnan(y->marks[i]) : x->marks[i] == y->marks[i]);
    }
    case_close(&a);
    case_close(&b);
}

/** A parameter hides what bears its name outside; parameters of the scenario may call functions; bodies may name what comes below. */
static void test_function__names(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "parameters = { p = \"square(3)\"; }; functions = ( \"square(x) = x*x\", \"both(a) = a + total\", \"is_high(a) = a > 2\" );"
                  "derived = { total = \"square(x) + x\"; }; variables = { x = 5.0; }; actions = { a = { actor = \"A\"; }; };"
                  "decisions = { as = { action = \"a\"; when = \"is_high(x)\"; model = { kind = \"schedule\"; on = [\"2017-03-01\"]; }; }; };"
                  "outcomes = ( { name = \"p\"; value = \"p\"; }, { name = \"both\"; value = \"both(1)\"; } );");
    const bri_record *record = case_run(&c, 0);
    assert_true(record->outcome[0] == 9.0 && record->outcome[1] == 31.0 && record->event_count == 1);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_function__a_call_is_its_body),
        cmocka_unit_test(test_function__names),
    };
    return cmocka_run_group_tests_name("function", tests, NULL, NULL);
}
