/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derived quantities: a name for a formula, and what is recorded of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kernel_case.h"

#define REST(total)                                                                                                                                  \
    "parameters = { k = 2.0; }; variables = { x = { initial = 1.0; baseline = 0.1; half_life = \"10 d\"; };"                                         \
    "  y = { initial = 0; slope = \"1/yr\"; }; };"                                                                                                   \
    "actions = { kick = { actor = \"A\"; marks = { size = \"0.5*" total "\"; }; effects = (\"x += " total " > 1 ? 0.1 : 1\"); value = \"" total      \
    "\"; }; };"                                                                                                                                      \
    "decisions = { kicks = { action = \"kick\"; when = \"" total " > 0.2\"; model = { kind = \"hazard\"; rate = \"" total " / 30 d\"; }; };"         \
    "  low = { action = \"kick\"; crossing = \"" total " < 0.6\"; }; };"                                                                             \
    "ladder = ( { rung = \"a\"; when = \"true\"; }, { rung = \"b\"; when = \"" total " < 0.7\"; } );"                                                \
    "outcomes = ( { name = \"end\"; value = \"" total "\"; } ); batch = { series = { step = \"30 d\"; }; };"

/** The name and what it stands for give the same history to the last bit. */
static void test_derived__a_name_is_what_it_stands_for(void **state) {
    (void)state;
    kernel_case a = case_open(CASE_YEAR REST("(k*x + y)"));
    kernel_case b = case_open(CASE_YEAR "derived = { total = { value = \"part + y\"; doc = \"both\"; }; part = \"k*x\"; };" REST("total"));
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *x = case_run(&a, r), *y = case_run(&b, r);
        assert_true(x->event_count > 3 && x->event_count == y->event_count);
        for (uint64_t i = 0; i < x->event_count; i++)
            assert_true(x->events[i].time == y->events[i].time && x->events[i].value == y->events[i].value && x->marks[i] == y->marks[i]);
        assert_true(x->outcome[0] == y->outcome[0] && x->first_rung[1] == y->first_rung[1]);
        assert_true(y->derived[0] == y->outcome[0]);
    }
    case_close(&a);
    case_close(&b);
}

static void test_derived__it_is_recorded_as_variables_are(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "derived = { total = \"k*x + y\"; high = \"total > 1\"; gap = \"2*since(kick)\"; };" REST("total"));
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(c.plan->series_count, 5);
    assert_int_equal(c.plan->derived_count, 3);
    for (uint32_t i = 0; i < c.plan->grid_count; i++) {
        const double *row = record->grid + 5 * i;
        assert_true(row[2] == 2.0 * row[0] + row[1]);
        assert_true(row[3] == (row[2] > 1.0));
    }
    assert_true(record->grid[4] == INFINITY);
    assert_true(fabs(record->derived[2] - 2.0 * (365.0 - record->events[record->event_count - 1].time)) < 1e-9);
    case_close(&c);
}

/** Of a replication that ended early the grid goes on with what was then, and one that failed has nothing. */
static void test_derived__after_the_end(void **state) {
    (void)state;
    static const char text[] = CASE_YEAR
        "variables = { x = { initial = 0.0; slope = \"0.01/d\"; }; }; derived = { twice = \"2*x\"; }; actions = { a = { actor = \"A\"; }; };"
        "decisions = { as = { action = \"a\"; %s = \"twice > 1\"; model = { kind = \"response\"; delay = \"x > 5 ? 1 d : %s\"; }; }; };"
        "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"end\"; when = \"count(a) > 0\"; stop = true; } );"
        "batch = { series = { step = \"100 d\"; }; };";
    char made[2000];
    snprintf(made, sizeof made, text, "crossing", "0 d");
    kernel_case c = case_open(made);
    const bri_record *record = case_run(&c, 0);
    assert_true(fabs(record->derived[0] - 1.0) < 1e-9 && record->grid[7] == record->derived[0]);
    case_close(&c);
    snprintf(made, sizeof made, text, "crossing", "log(-1 - x)*1 d");
    assert_fails(made, BRI_RUN_NAN, "a delay of decision as has no value, at day 50");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derived__a_name_is_what_it_stands_for),
        cmocka_unit_test(test_derived__it_is_recorded_as_variables_are),
        cmocka_unit_test(test_derived__after_the_end),
    };
    return cmocka_run_group_tests_name("derived", tests, NULL, NULL);
}
