/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First passages of the ladder between events, against closed forms; and that looking for them ends. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "kernel_case.h"

#define X "x = { initial = 1.0; baseline = 0.0; half_life = \"10 d\"; };"
#define RISING "x = { initial = 0.0; baseline = 1.0; half_life = \"30 d\"; };"
#define NOTHING                                                                                                                                      \
    "actions = { a = { actor = \"A\"; }; }; decisions = { none_of_it = { action = \"a\"; model = { kind = \"schedule\"; on = [\"2017-12-31\"]; }; "  \
    "}; };"
#define LADDER(when) "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"" when "\"; } );"

/** The first time that a condition holds, when nothing happens. */
static double first_time(const char *variables, const char *when) {
    char text[2000];
    snprintf(text, sizeof text, CASE_YEAR "variables = { %s }; " NOTHING LADDER("%s"), variables, when);
    kernel_case c = case_open(text);
    const bri_record *record = case_run(&c, 0);
    assert_string_equal(record->message, "");
    double first = record->first_rung[1];
    assert_true(record->first_rung[0] == 0.0);
    assert_int_equal(record->max_rung, first < INFINITY ? 1 : 0);
    case_close(&c);
    return first;
}

static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9)) fail_msg("%.17g is not %.17g", value, expected);
}

static void test_watch__a_relaxing_path_crosses_when_it_should(void **state) {
    (void)state;
    for (double level = 0.9; level > 1e-6; level *= 0.37) {
        char when[100];
        snprintf(when, sizeof when, "x < %.17g", level);
        assert_near(first_time(X, when), -10.0 * log2(level));
        snprintf(when, sizeof when, "x > %.17g", 1.0 - level);
        if (level > 1e-3) assert_near(first_time(RISING, when), -30.0 * log2(level));
    }
    assert_true(first_time(X, "x < 0") == INFINITY);
    assert_true(first_time(X, "x > 1") == INFINITY);
    assert_near(first_time("x = { initial = 0.0; baseline = 1.0; half_life = \"5 d\"; };", "x >= 1 - 2^-20"), 100.0);
    assert_true(first_time(X, "x <= 1") == 0.0);
}

static void test_watch__a_drifting_path_crosses_when_it_should(void **state) {
    (void)state;
    assert_near(first_time("x = { initial = -1.0; slope = \"0.02/d\"; };", "x > 3.3"), 215.0);
    assert_near(first_time("x = { initial = 5.0; slope = \"-0.03/d\"; };", "x <= 1.1"), 130.0);
    assert_near(first_time("x = { initial = 0.0; slope = \"1/yr\"; range = [0.0, 0.5]; };", "x >= 0.5"), 365.25 / 2.0);
    assert_true(first_time("x = { initial = 0.0; slope = \"1/yr\"; range = [0.0, 0.5]; };", "x > 0.5") == INFINITY);
    assert_near(first_time("x = { initial = -1.0e6; slope = \"1e4/d\"; };", "x > 0.125"), 100.0 + 1.25e-5);
}

static void test_watch__conditions_of_several_paths_cross_at_their_root(void **state) {
    (void)state;
    /* 2^(-t/10) = t/100 */
    double low = 0.0, high = 100.0;
    for (int i = 0; i < 200; i++) {
        double middle = 0.5 * (low + high);
        if (exp2(-middle / 10.0) > middle / 100.0)
            low = middle;
        else
            high = middle;
    }
    assert_near(first_time(X "y = { initial = 0.0; slope = \"0.01/d\"; };", "y > x"), low);
    assert_near(first_time(X "y = { initial = 0.0; slope = \"0.01/d\"; };", "x < 0.5 && y > 0.3"), 30.0);
    assert_near(first_time(X "y = { initial = 0.0; slope = \"0.01/d\"; };", "x < 0.25 || y > 0.3"), 20.0);
    assert_near(first_time(X, "log(x) < -3"), 30.0 / log(2.0));
}

static void test_watch__the_calendar_turns_on_time(void **state) {
    (void)state;
    assert_near(first_time(X, "season(spring)"), 59.0);
    assert_near(first_time(X, "month >= 11"), 304.0);
    assert_near(first_time(X, "cos_year < 0"), 91.25);
    assert_near(first_time(X, "sin_year < -0.5"), 365.0 * 7.0 / 12.0);
    assert_near(first_time(X, "cos_year < -0.999999"), 365.0 * acos(-0.999999) / (2.0 * M_PI));
    assert_true(first_time(X, "cos_year < -1") == INFINITY);
}

static void test_watch__a_short_stay_is_not_missed(void **state) {
    (void)state;
    for (double width = 1e-1; width > 1e-8; width *= 0.1) {
        char when[100];
        snprintf(when, sizeof when, "abs(x - 0.5) < %.17g", width);
        assert_near(first_time(X, when), -10.0 * log2(0.5 + width));
    }
}

static void test_watch__rungs_are_climbed_and_left_between_events(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { x = { initial = 0.0; baseline = 0.0; half_life = \"10 d\"; }; };"
                  "actions = { kick = { actor = \"A\"; effects = (\"x += 1\"); }; look = { actor = \"B\"; }; };"
                  "decisions = { kicks = { action = \"kick\"; model = { kind = \"schedule\"; on = [\"2017-01-11\", \"2017-04-11\"]; }; };"
                  "  looks = { action = \"look\"; model = { kind = \"schedule\"; on = [\"2017-01-20\", \"2017-01-22\", \"2017-02-01\"]; }; }; };"
                  "ladder = ( { rung = \"a\"; when = \"true\"; }, { rung = \"b\"; when = \"x > 0.25\"; }, { rung = \"c\"; when = \"x > 0.5\"; } );"
                  "batch = { series = { step = \"2.5 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "kick@10 look@19 look@21 look@31 kick@100");
    static const int32_t before[] = {0, 2, 1, 0, 0}, after[] = {2, 2, 1, 0, 2};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(record->events[i].rung_before, before[i]);
        assert_int_equal(record->events[i].rung_after, after[i]);
    }
    for (uint32_t i = 0; i < c.plan->grid_count; i++) {
        double time = 2.5 * i, since = time >= 100.0 ? time - 100.0 : time - 10.0; /* at 20, 30, 110, 120 a rung is just left, or is about to be */
        if (time >= 10.0 && fmod(since, 10.0) != 0.0) assert_int_equal(record->grid_rung[i], since < 10.0 ? 2 : since < 20.0 ? 1 : 0);
    }
    assert_true(record->first_rung[1] == 10.0 && record->first_rung[2] == 10.0);
    case_close(&c);
}

static void test_watch__an_event_before_the_crossing_puts_it_off(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR
        "variables = { " X " };"
        "actions = { kick = { actor = \"A\"; effects = (\"x = 1\"); }; };"
        "decisions = { kicks = { action = \"kick\"; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"9 d\"; }; limit = 5; }; };" LADDER(
            "x < 0.5"));
    assert_near(case_run(&c, 0)->first_rung[1], 55.0);
    case_close(&c);
}

static void test_watch__a_crossing_absorbs_at_its_own_time(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "variables = { " X " }; " NOTHING
                                        "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"end\"; when = \"x < 0.125\"; stop = true; } );"
                                        "outcomes = ( { name = \"x\"; value = \"x\"; } ); batch = { series = { step = \"10 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(record->stop, BRI_STOP_ABSORBED);
    assert_near(record->end_time, 30.0);
    assert_near(record->outcome[0], 0.125);
    assert_near(record->grid[10], 0.125);
    assert_int_equal(record->event_count, 0);
    case_close(&c);
}

static void test_watch__rates_feel_a_rung_that_was_left_between_events(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { " X " }; actions = { a = { actor = \"A\"; }; };"
                  "decisions = { as = { action = \"a\"; model = { kind = \"hazard\"; rate = \"rung > 0 ? 2/d : 0/d\"; }; }; };" LADDER("x > 0.25"));
    double count = 0.0;
    for (uint64_t r = 0; r < 200; r++) {
        const bri_record *record = case_run(&c, r);
        for (size_t i = 0; i < record->event_count; i++) assert_true(record->events[i].time < 20.0 + 1e-9);
        count += (double)record->event_count;
    }
    assert_true(fabs(count / 200.0 - 40.0) < 5.0 * sqrt(40.0 / 200.0));
    case_close(&c);
}

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/** A path that creeps to its baseline at the threshold itself ends up equal to it: 53 half-lives of 5 days, or a few more. */
static void test_watch__a_path_that_creeps_to_the_threshold_is_no_hang(void **state) {
    (void)state;
    double began = seconds();
    kernel_case c = case_open(CASE_YEAR "variables = { x = { initial = 1.0; baseline = 0.25; half_life = \"5 d\"; }; }; " NOTHING LADDER(
        "x > 0.25") "batch = { series = { step = \"1 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(record->status, BRI_RUN_OK);
    for (int day = 0; day <= 365; day++)
        if (day < 230 || day > 300) assert_int_equal(record->grid_rung[day], day < 230);
    case_close(&c);
    assert_true(seconds() - began < 2.0);
}

static void test_watch__conditions_that_intervals_cannot_tell_are_no_hang(void **state) {
    (void)state;
    double began = seconds();
    /* since(b) is since(a) less a hair, but their ranges overlap. */
    kernel_case c = case_open(CASE_YEAR "variables = { " X " }; actions = { a = { actor = \"A\"; }; b = { actor = \"B\"; }; };"
                                        "decisions = { as = { action = \"a\"; model = { kind = \"schedule\"; on = [\"2017-01-11\"]; }; };"
                                        "  bs = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; delay = \"1e-4 d\"; }; }; };"
                                        "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"mid\"; when = \"since(a) > since(b)\"; },"
                                        "           { rung = \"high\"; when = \"since(a) > since(b) && x < 0.125\"; } );");
    const bri_record *record = case_run(&c, 0);
    assert_near(record->first_rung[1], 10.0001);
    assert_near(record->first_rung[2], 30.0);
    case_close(&c);
    assert_true(seconds() - began < 5.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watch__a_relaxing_path_crosses_when_it_should),
        cmocka_unit_test(test_watch__a_drifting_path_crosses_when_it_should),
        cmocka_unit_test(test_watch__conditions_of_several_paths_cross_at_their_root),
        cmocka_unit_test(test_watch__the_calendar_turns_on_time),
        cmocka_unit_test(test_watch__a_short_stay_is_not_missed),
        cmocka_unit_test(test_watch__rungs_are_climbed_and_left_between_events),
        cmocka_unit_test(test_watch__an_event_before_the_crossing_puts_it_off),
        cmocka_unit_test(test_watch__a_crossing_absorbs_at_its_own_time),
        cmocka_unit_test(test_watch__rates_feel_a_rung_that_was_left_between_events),
        cmocka_unit_test(test_watch__a_path_that_creeps_to_the_threshold_is_no_hang),
        cmocka_unit_test(test_watch__conditions_that_intervals_cannot_tell_are_no_hang),
    };
    return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
