/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions that wait for a condition: when it becomes true, what is named as the cause, and what does not count as a crossing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel_case.h"

#define RELAXING "x = { initial = 1.0; baseline = 0.0; half_life = \"10 d\"; };"
#define KICKS(dates) "kicks = { action = \"kick\"; model = { kind = \"schedule\"; on = [" dates "]; }; };"
#define ACTIONS                                                                                                                                      \
    "actions = { kick = { actor = \"A\"; marks = { size = \"1\"; }; effects = (\"x += size\"); };"                                                   \
    "  alarm = { actor = \"B\"; marks = { seen = \"cause.size\"; }; }; calm = { actor = \"B\"; effects = (\"x = 1\"); }; };"

/** To the last digits: a quantum, the roundings of log and exp, and no more. */
static void assert_time(double value, double expected) {
    if (!(fabs(value - expected) <= 4e-13 * (1.0 + expected))) fail_msg("%.17g is not %.17g", value, expected);
}

static void test_crossing__a_relaxing_path_crosses_by_itself(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "variables = { " RELAXING " }; actions = { calm = { actor = \"B\"; effects = (\"x = 1\"); }; };"
                                        "decisions = { calms = { action = \"calm\"; crossing = \"x < 0.3\"; limit = 3; }; };");
    const bri_record *record = case_run(&c, 0);
    double step = -10.0 * log2(0.3);
    assert_int_equal(record->event_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_time(record->events[i].time, step * (i + 1));
        assert_int_equal(record->events[i].cause, -1);
    }
    assert_true(record->events[0].identity != record->events[1].identity);
    case_close(&c);
}

static void test_crossing__a_drifting_path_crosses_by_itself(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR
        "parameters = { limit_at = 0.7; }; variables = { y = { initial = 0.0; slope = \"0.01/d\"; }; x = 0.0; };" ACTIONS
        "decisions = { seen = { action = \"calm\"; crossing = \"y >= limit_at\"; };"
        "  late = { action = \"alarm\"; crossing = \"y > 3.65 || y > 7\"; };"
        "  wait = { action = \"calm\"; crossing = \"y > 0.5 + 0.25*x\"; model = { kind = \"response\"; delay = \"2 d\"; }; "
        "};" KICKS("\"2017-02-10\"") "};");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "kick@40 calm@70 calm@77");
    assert_time(record->events[1].time, 70.0);
    assert_time(record->events[2].time, 77.0);
    case_close(&c);
}

static void test_crossing__an_event_that_makes_it_true_is_the_cause(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "variables = { " RELAXING " };" ACTIONS "decisions = { alarms = { action = \"alarm\"; crossing = \"x > "
        "1.2\"; };" KICKS(
        "\"2017-01-06\", \"2017-01-07\", \"2017-03-01\", \"2017-03-02\"") "};");
    const bri_record *record = case_run(&c, 0);
    /* 0.71 + 1 at 5 d crosses; one more at 6 d stays above; it is left again, and of two more the second crosses. */
    assert_events(&c, "kick@5 alarm@5 kick@6 kick@59 kick@60 alarm@60");
    assert_int_equal(record->events[1].cause, 0);
    assert_int_equal(record->events[5].cause, 4);
    assert_true(case_mark(&c, 1, "seen") == 1.0);
    case_close(&c);
}

/** What is true at the start is not crossed then; a decision that sleeps does not see a crossing; guards are asked. */
static void test_crossing__what_does_not_count(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { " RELAXING " };" ACTIONS "decisions = { " KICKS("\"2017-02-20\"")
        "  early = { action = \"alarm\"; crossing = \"x > 0.5\"; limit = 1; }; sleeps = { action = \"calm\"; crossing = \"x < 0.4\"; active = "
        "false; };"
        "  guarded = { action = \"calm\"; crossing = \"x < 0.45\"; when = \"time > 30 d\"; limit = 1; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(record->event_count, 3);
    assert_events(&c, "kick@50 alarm@50 calm@61.963972128");
    assert_int_equal(record->events[2].cause, -1);
    case_close(&c);
}

/** An effect and its undoing within one event leave no trace: the state counts when all effects are done. */
static void test_crossing__effects_of_one_event_count_together(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { x = 0.0; y = 0.0; }; actions = { blip = { actor = \"A\"; effects = (\"x = 2\", \"x = 0\", \"y += 1\"); }; a = { "
                  "actor = \"B\"; }; };"
                  "decisions = { blips = { action = \"blip\"; model = { kind = \"schedule\"; on = [\"2017-01-11\"]; }; };"
                  "  never = { action = \"a\"; crossing = \"x > 1\"; }; once = { action = \"a\"; crossing = \"y > 0\"; }; };");
    case_run(&c, 0);
    assert_events(&c, "blip@10 a@10");
    case_close(&c);
}

static void test_crossing__ends_of_episodes_and_rungs_cross(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { " RELAXING " }; actions = { drill = { actor = \"A\"; duration = \"9 d\"; effects = (\"x = 1\"); end_effects = "
                                        "(\"x = 2\"); };"
                  "  a = { actor = \"B\"; }; b = { actor = \"B\"; }; };"
                  "decisions = { drills = { action = \"drill\"; model = { kind = \"schedule\"; on = [\"2017-02-20\"]; }; };"
                  "  over = { action = \"a\"; crossing = \"active(drill) < 1\"; }; down = { action = \"b\"; crossing = \"rung == rung(low)\"; }; };"
                  "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"x > 0.25\"; } );");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "b@20 drill@50 a@59 b@89");
    assert_int_equal(record->events[2].cause, 1);
    assert_int_equal(record->events[3].cause, -1);
    assert_true(record->events[2].identity != record->events[1].identity);
    case_close(&c);
}

/** Triggered by an action and by what that action does: two occurrences, each with its own draws. */
static void test_crossing__beside_on(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "variables = { x = 0.0; }; actions = { kick = { actor = \"A\"; marks = { size = \"1\"; }; effects = (\"x "
                                        "+= size\"); };"
                                        "  alarm = { actor = \"B\"; marks = { u = \"uniform(0, 1)\"; }; }; };"
                                        "decisions = { alarms = { action = \"alarm\"; on = \"kick\"; crossing = \"x > 0.5\"; "
                                        "};" KICKS("\"2017-01-06\"") "};");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "kick@5 alarm@5 alarm@5");
    assert_true(record->events[1].identity != record->events[2].identity);
    assert_true(case_mark(&c, 1, "u") != case_mark(&c, 2, "u"));
    case_close(&c);
}

static void test_crossing__a_loop_at_one_instant_ends(void **state) {
    (void)state;
    assert_fails(CASE_YEAR "variables = { x = 0.0; }; actions = { up = { actor = \"A\"; effects = (\"x = 1\"); }; down = { actor = \"A\"; effects "
                           "= (\"x = 0\"); }; };"
                           "decisions = { ups = { action = \"up\"; crossing = \"x < 0.5\"; }; downs = { action = \"down\"; crossing = \"x > 0.5\"; };"
                           "  go = { action = \"up\"; model = { kind = \"schedule\"; on = [\"2017-01-11\"]; }; }; }; batch = { cascade_limit = "
                           "10; };",
                 BRI_RUN_CASCADE_LIMIT, "more than 10 reactions at one instant, the last to decision downs, at day 10");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crossing__a_relaxing_path_crosses_by_itself),
        cmocka_unit_test(test_crossing__a_drifting_path_crosses_by_itself),
        cmocka_unit_test(test_crossing__an_event_that_makes_it_true_is_the_cause),
        cmocka_unit_test(test_crossing__what_does_not_count),
        cmocka_unit_test(test_crossing__effects_of_one_event_count_together),
        cmocka_unit_test(test_crossing__ends_of_episodes_and_rungs_cross),
        cmocka_unit_test(test_crossing__beside_on),
        cmocka_unit_test(test_crossing__a_loop_at_one_instant_ends),
    };
    return cmocka_run_group_tests_name("crossing", tests, NULL, NULL);
}
