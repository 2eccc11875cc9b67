/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A warm-up changes what is measured, and nothing that happens. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kernel_case.h"

#define HEAD(warm_up)                                                                                                                                \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; " warm_up " };"                                         \
    "actors = { A = { name = \"A\"; }; };"
#define REST                                                                                                                                         \
    "variables = { x = { initial = 1.0; baseline = 0.0; half_life = \"20 d\"; range = [0.0, 2.0]; }; };"                                             \
    "derived = { all = \"count(kick) + 0\"; };"                                                                                                      \
    "actions = { kick = { actor = \"A\"; effects = (\"x += 0.7\"); }; late = { actor = \"A\"; }; };"                                                 \
    "decisions = { kicks = { action = \"kick\"; model = { kind = \"hazard\"; rate = \"(0.5 + x + 0.01*count(kick))/(9 d)\"; }; };"                   \
    "  lates = { action = \"late\"; model = { kind = \"schedule\"; on = [\"2017-05-01\", \"2017-04-11\", \"2017-04-10\"]; }; }; };"                  \
    "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"mid\"; when = \"x > 0.8\"; }, { rung = \"high\"; when = \"x > 1.6\"; } );"          \
    "outcomes = ( { name = \"kicks\"; value = \"count(kick)\"; }, { name = \"first_late\"; value = \"first(late)\"; },"                              \
    "  { name = \"ago\"; value = \"since(kick)\"; }, { name = \"recent\"; value = \"count(kick, 30 d)\"; } );"                                       \
    "batch = { series = { step = \"10 d\"; }; };"

static void test_warm_up__nothing_that_happens_changes(void **state) {
    (void)state;
    kernel_case a = case_open(HEAD("") REST), b = case_open(HEAD("warm_up = \"100 d\";") REST);
    assert_int_equal(a.plan->grid_count, 37);
    assert_int_equal(b.plan->grid_count, 27);
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *x = case_run(&a, r), *y = case_run(&b, r);
        uint64_t after = 0, held = 0;
        assert_true(x->event_count == y->event_count);
        for (uint64_t i = 0; i < x->event_count; i++) {
            assert_true(x->events[i].time == y->events[i].time && x->events[i].identity == y->events[i].identity);
            after += x->events[i].action == 0 && x->events[i].time >= 100.0;
        }
        assert_true(y->count[0] == after && y->outcome[0] == (double)after && x->outcome[0] == (double)x->count[0]);
        assert_true(y->outcome[2] == x->outcome[2] && y->outcome[3] == x->outcome[3]);
        assert_true(y->derived[0] == x->derived[0] && x->derived[0] == x->outcome[0]);
        for (uint32_t i = 0; i < 27; i++) assert_true(y->grid[2 * i] == x->grid[2 * (i + 10)] && y->grid_rung[i] == x->grid_rung[i + 10]);
        uint64_t sampled = 0;
        for (uint32_t i = 0; i < 27; i++) sampled += y->grid_action[2 * i];
        assert_true(sampled <= after && sampled + 20 > after);
        for (uint32_t i = 0; i < a.plan->slot_count; i++) held += y->held[i] > x->held[i];
        assert_true(held == 0);
    }
    case_close(&a);
    case_close(&b);
}

/** An event at the very end of the warm-up counts: 11 April is day 100. */
static void test_warm_up__what_is_measured(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD("warm_up = \"100 d\";") REST);
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *record = case_run(&c, r);
        int32_t rung = -1;
        double first[3] = {INFINITY, INFINITY, INFINITY};
        for (size_t i = 0; i < record->change_count && record->changes[i].time < 100.0; i++) rung = record->changes[i].rung;
        for (int32_t k = 0; k <= rung; k++) first[k] = 100.0;
        for (size_t i = 0; i < record->change_count; i++) {
            double time = record->changes[i].time;
            for (int32_t k = 0; time >= 100.0 && k <= record->changes[i].rung; k++) first[k] = fmin(first[k], time);
        }
        for (int k = 0; k < 3; k++) assert_true(record->first_rung[k] == first[k]);
        assert_true(record->count[1] == 2 && record->outcome[1] == 100.0);
    }
    case_close(&c);
}

static void test_warm_up__absorbed_before_its_end(void **state) {
    (void)state;
    kernel_case c = case_open(
        HEAD("warm_up = \"100 d\";") "variables = { x = { initial = 0.0; slope = \"0.1/d\"; }; }; actions = { a = { actor = \"A\"; }; };"
        "decisions = { as = { action = \"a\"; model = { kind = \"schedule\"; on = [\"2017-01-11\"]; }; }; };"
        "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"end\"; when = \"x > 2\"; stop = true; } ); batch = { series = { step = \"50 "
        "d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_true(record->count[0] == 0 && record->event_count == 1 && record->max_rung == 1);
    assert_true(fabs(record->end_time - 20.0) < 1e-9 && record->first_rung[1] == 100.0);
    for (uint32_t i = 0; i < c.plan->grid_count; i++) assert_true(fabs(record->grid[i] - 2.0) < 1e-9 && record->grid_rung[i] == 1);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warm_up__nothing_that_happens_changes),
        cmocka_unit_test(test_warm_up__what_is_measured),
        cmocka_unit_test(test_warm_up__absorbed_before_its_end),
    };
    return cmocka_run_group_tests_name("warm_up", tests, NULL, NULL);
}
