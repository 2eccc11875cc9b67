/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records are reused, grow as they must, and forget what was. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

#define BUSY                                                                                                                                         \
    CASE_YEAR "variables = { x = { initial = 0.5; range = [0.0, 1.0]; }; };"                                                                         \
              "actions = { a = { actor = \"A\"; target = \"B\"; marks = { size = \"exponential(1)\"; other = \"size + 1\"; }; effects = (\"x += "    \
              "0.3\"); };"                                                                                                                           \
              "  b = { actor = \"B\"; value = \"7\"; }; c = { actor = \"C\"; }; };"                                                                  \
              "decisions = { as = { action = \"a\"; model = { kind = \"hazard\"; rate = \"5/d\"; }; };"                                              \
              "  bs = { action = \"b\"; target = \"C\"; on = [\"a\"]; model = { kind = \"response\"; probability = 0.5; delay = \"1 d\"; }; };"      \
              "  never = { action = \"c\"; when = \"x > 2\"; model = { kind = \"hazard\"; rate = \"1/d\"; }; }; };"                                  \
              "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"x > 0.9\"; } );"                                         \
              "outcomes = ( { name = \"as\"; value = \"count(a)\"; } ); batch = { series = { step = \"30 d\"; }; };"

static void test_record__a_new_one_has_room_for_all_but_events(void **state) {
    (void)state;
    kernel_case c = case_open(BUSY);
    assert_true(c.record->first_rung != NULL && c.record->count != NULL && c.record->held != NULL && c.record->outcome != NULL);
    assert_true(c.record->grid != NULL && c.record->grid_rung != NULL && c.record->grid_action != NULL);
    assert_true(c.record->events == NULL && c.record->event_capacity == 0);
    bri_record_free(NULL);
    case_close(&c);
}

static void test_record__events_hold_all_that_is_known_of_them(void **state) {
    (void)state;
    kernel_case c = case_open(BUSY);
    const bri_record *record = case_run(&c, 0);
    size_t as = 0, bs = 0;
    assert_true(record->event_count > 2000 && record->event_capacity >= record->event_count);
    for (size_t i = 0; i < record->event_count; i++) {
        const bri_event *event = &record->events[i];
        if (i > 0) assert_true(event->time >= record->events[i - 1].time);
        if (event->action == 0) {
            as++;
            assert_true(event->source == 0 && event->target == 1 && event->decision == 0 && event->cause == -1);
            assert_true(event->value == case_mark(&c, i, "size") && case_mark(&c, i, "other") == event->value + 1.0);
        } else {
            bs++;
            assert_true(event->action == 1 && event->source == 1 && event->target == 2 && event->decision == 1); /* the decision's target */
            assert_true(event->cause >= 0 && event->value == 7.0 && isnan(case_mark(&c, i, "size")));
            assert_true(record->events[event->cause].action == 0 && fabs(event->time - record->events[event->cause].time - 1.0) < 1e-12);
        }
        assert_true(isnan(event->end_time));
    }
    assert_int_equal(record->count[0], as);
    assert_int_equal(record->count[1], bs);
    assert_int_equal(record->count[2], 0);
    assert_true(record->outcome[0] == (double)as);
    assert_int_equal(record->held[c.scenario->variables[0].slot], as - 1);
    uint64_t on_grid = 0;
    for (uint32_t i = 0; i < c.plan->grid_count; i++) on_grid += record->grid_action[3 * i];
    assert_true(on_grid <= as && on_grid > 0.98 * (double)as - 60); /* those after the last sample, day 360, are on no grid */
    case_close(&c);
}

static void test_record__without_a_trace_the_rest_is_there(void **state) {
    (void)state;
    kernel_case c = case_open(BUSY);
    c.record->keep_events = 0;
    bri_replicate(c.state, 1, 0, c.record);
    assert_true(c.record->event_count > 2000 && c.record->events == NULL);
    assert_int_equal(c.record->event_count, c.record->count[0] + c.record->count[1]);
    case_close(&c);
}

static void test_record__reset_forgets(void **state) {
    (void)state;
    kernel_case c = case_open(BUSY);
    case_run(&c, 0);
    bri_event *events = c.record->events;
    bri_record_reset(c.record, c.plan);
    assert_true(c.record->event_count == 0 && c.record->max_rung == -1 && c.record->status == BRI_RUN_OK && c.record->stop == BRI_STOP_HORIZON);
    assert_string_equal(c.record->message, "");
    assert_true(c.record->first_rung[0] == INFINITY && c.record->first_rung[1] == INFINITY);
    assert_true(c.record->count[0] == 0 && c.record->held[0] == 0 && c.record->grid_action[3] == 0);
    assert_ptr_equal(c.record->events, events); /* room stays */
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record__a_new_one_has_room_for_all_but_events),
        cmocka_unit_test(test_record__events_hold_all_that_is_known_of_them),
        cmocka_unit_test(test_record__without_a_trace_the_rest_is_there),
        cmocka_unit_test(test_record__reset_forgets),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
