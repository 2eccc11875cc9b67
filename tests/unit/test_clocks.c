/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks of every kind: gaps, dates, triggers, starts and stops, limits and guards, and what expressions can read of all that. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/stream.h"
#include "kernel_case.h"

#define ACTION(name) #name " = { actor = \"A\"; };"
#define ON(dates) "model = { kind = \"schedule\"; on = [" dates "]; };"
#define EVERY(gap) "model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"" gap "\"; };"

/** Run replication 0 and compare its events. */
static void happens(const char *text, const char *expected) {
    kernel_case c = case_open(text);
    case_run(&c, 0);
    assert_events(&c, expected);
    case_close(&c);
}

#define ONE(action, decision)                                                                                                                        \
    CASE_YEAR "actions = { a = { actor = \"A\"; " action " }; b = { actor = \"B\"; }; }; decisions = { one = { action = \"a\"; " decision " }; };"

static void test_clocks__a_renewal_counts_from_its_last_event(void **state) {
    (void)state;
    happens(ONE("", EVERY("80 d")), "a@80 a@160 a@240 a@320");
    happens(ONE("", "model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"80 d\"; refractory = \"20 d\"; };"), "a@100 a@200 a@300");
}

static void test_clocks__time_that_has_passed_shortens_the_first_gap_alone(void **state) {
    (void)state;
    happens(ONE("", "model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"100 d\"; elapsed = \"40 d\"; };"), "a@60 a@160 a@260 a@360");
}

/** Given that 8 days have passed, a gap of 5 to 10 days is uniform on 8 to 10. */
static void test_clocks__a_gap_beyond_the_time_that_has_passed_has_the_right_law(void **state) {
    (void)state;
    enum { RUNS = 4000 };
    kernel_case c = case_open(ONE("", "model = { kind = \"renewal\"; law = \"uniform\"; low = \"5 d\"; high = \"10 d\"; elapsed = \"8 d\"; };"));
    double first = 0.0, second = 0.0;
    for (uint64_t r = 0; r < RUNS; r++) {
        const bri_record *record = case_run(&c, r);
        double gap = record->events[1].time - record->events[0].time;
        assert_true(record->events[0].time > 0.0 && record->events[0].time < 2.0 && gap > 5.0 && gap < 10.0);
        first += record->events[0].time;
        second += gap;
    }
    /* 5 standard deviations: passed in less than 1e-6 of all seeds. */
    assert_true(fabs(first / RUNS - 1.0) < 5.0 * 2.0 / sqrt(12.0 * RUNS));
    assert_true(fabs(second / RUNS - 7.5) < 5.0 * 5.0 / sqrt(12.0 * RUNS));
    case_close(&c);
}

/** Gap n is read at place n, whether or not the guard let the occurrence before it happen. */
static void test_clocks__each_gap_has_its_own_number(void **state) {
    (void)state;
    kernel_case c =
        case_open(ONE("", "when = \"time > 100 d\"; model = { kind = \"renewal\"; law = \"uniform\"; low = \"10 d\"; high = \"20 d\"; };"));
    const bri_record *record = case_run(&c, 2);
    double time = 0.0;
    size_t at = 0;
    for (uint64_t n = 0; at < record->event_count; n++) {
        uint64_t word[4];
        bri_block(&(bri_key){1, 2, bri_stream_of("one"), 0}, 0, n, 0, BRI_FOR_GAP, word);
        time += 10.0 + 10.0 * bri_uniform(word[0]);
        if (time <= 100.0) continue;
        assert_true(fabs(record->events[at].time - time) < 1e-11);
        assert_int_equal(record->events[at++].identity, bri_mix(bri_stream_of("one"), n));
    }
    assert_true(at > 10);
    case_close(&c);
}

static void test_clocks__dates_are_kept_and_those_before_the_start_are_gone(void **state) {
    (void)state;
    happens(ONE("", ON("\"2016-12-30\", \"2017-03-01\", \"2017-01-01\", \"2017-01-05T12:00Z\", \"2018-01-01\"")), "a@0 a@4.5 a@59");
    happens(ONE("", "limit = 2; model = { kind = \"schedule\"; every = \"30 d\"; from = \"2017-02-01\"; until = \"2017-06-01\"; };"), "a@31 a@61");
}

static void test_clocks__jitter_moves_dates_also_past_each_other(void **state) {
    (void)state;
    happens(ONE("", "model = { kind = \"schedule\"; on = [\"2016-12-30\", \"2017-01-02\", \"2017-12-30\"]; jitter = \"3 d\"; };"), "a@1 a@4");
    happens(ONE("", "model = { kind = \"schedule\"; on = [\"2017-01-02\", \"2017-01-05\"]; jitter = \"-2 d\"; };"), "a@2");
    kernel_case c = case_open(ONE("", "model = { kind = \"schedule\"; on = [\"2017-03-01\", \"2017-03-02\"]; jitter = \"normal(0, 5 d)\"; };"));
    int swapped = 0;
    for (uint64_t r = 0; r < 100; r++) {
        const bri_record *record = case_run(&c, r);
        uint64_t stream = bri_stream_of("one");
        assert_int_equal(record->event_count, 2);
        assert_true(record->events[0].time <= record->events[1].time);
        swapped += record->events[0].identity == bri_mix(stream, 1) && record->events[1].identity == bri_mix(stream, 0);
    }
    assert_true(swapped > 20 && swapped < 70);
    case_close(&c);
}

static void test_clocks__a_date_has_its_own_chance_wherever_it_comes(void **state) {
    (void)state;
    const char *text = ONE("", "model = { kind = \"schedule\"; every = \"1 d\"; probability = 0.3; };");
    kernel_case c = case_open(text);
    double count = 0.0;
    for (uint64_t r = 0; r < 30; r++) count += (double)case_run(&c, r)->event_count;
    assert_true(fabs(count / (30.0 * 365.0) - 0.3) < 5.0 * sqrt(0.21 / (30.0 * 365.0)));
    case_close(&c);
}

static void test_clocks__a_jittered_date_that_restarts_its_clock_does_not_come_again(void **state) {
    (void)state;
    happens(CASE_YEAR "actions = { a = { actor = \"A\"; effects = (\"restart(one)\"); }; }; decisions = { one = { action = \"a\";"
                      " model = { kind = \"schedule\"; on = [\"2017-01-11\", \"2017-01-21\", \"2017-01-21\"]; jitter = \"1 d\"; }; }; };",
            "a@11 a@21 a@21");
}

#define RESPONSES(pending, more)                                                                                                                     \
    CASE_YEAR "actions = {" ACTION(call) ACTION(answer) "}; decisions = { calls = { action = \"call\"; " ON(                                         \
        "\"2017-01-11\", \"2017-01-13\", \"2017-01-21\"") " };"                                                                                      \
                                                          "  answers = { action = \"answer\"; on = [\"call\"]; " more                                \
                                                          " model = { kind = \"response\"; delay = \"5 d\"; pending = \"" pending "\"; }; }; };"

static void test_clocks__triggers_pile_up_or_keep_or_replace(void **state) {
    (void)state;
    happens(RESPONSES("many", ""), "call@10 call@12 answer@15 answer@17 call@20 answer@25");
    happens(RESPONSES("keep", ""), "call@10 call@12 answer@15 call@20 answer@25");
    happens(RESPONSES("replace", ""), "call@10 call@12 answer@17 call@20 answer@25");
    happens(RESPONSES("many", "limit = 1;"), "call@10 call@12 answer@15 call@20"); /* what was pending is dropped with the last one */
}

static void test_clocks__a_cause_is_the_trigger_that_was_kept(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int32_t cause;
    } cases[] = {{RESPONSES("keep", ""), 0}, {RESPONSES("replace", ""), 1}};
    for (int i = 0; i < 2; i++) {
        kernel_case c = case_open(cases[i].text);
        const bri_record *record = case_run(&c, 0);
        assert_int_equal(record->events[2].cause, cases[i].cause);
        assert_int_equal(record->events[2].identity, bri_mix(record->events[cases[i].cause].identity, bri_stream_of("answers")));
        case_close(&c);
    }
}

static void test_clocks__a_guard_is_looked_at_when_the_trigger_happens(void **state) {
    (void)state;
    happens(CASE_YEAR "variables = { x = 0; }; actions = { call = { actor = \"A\"; marks = { n = \"count(call)\"; }; }; answer = { actor = \"B\"; };"
                      "  turn = { actor = \"B\"; effects = (\"x = 1\"); }; };"
                      "decisions = { calls = { action = \"call\"; " EVERY("10 d") " limit = 4; }; turns = { action = \"turn\"; " ON(
                          "\"2017-01-24\"") " };"
                                            "  answers = { action = \"answer\"; on = [\"call\"]; when = \"x < 1 && n > 0\"; model = { kind = "
                                            "\"response\"; delay = \"5 d\"; }; };"
                                            "  own = { action = \"answer\"; when = \"x > 0\"; " EVERY("7 d") " limit = 1; }; };",
            "call@10 call@20 turn@23 answer@25 answer@28 call@30 call@40");
}

static void test_clocks__clocks_are_started_stopped_and_started_anew(void **state) {
    (void)state;
#define SWITCHED(effects, clock)                                                                                                                     \
    CASE_YEAR "actions = { tick = { actor = \"A\"; }; turn = { actor = \"B\"; effects = (" effects "); }; };"                                        \
              "decisions = { turns = { action = \"turn\"; " ON("\"2017-02-01\"") " }; ticks = { action = \"tick\"; " clock " }; };"
    happens(SWITCHED("\"start(ticks)\"", "active = false; " EVERY("100 d")), "turn@31 tick@131 tick@231 tick@331");
    happens(SWITCHED("\"start(ticks)\"", EVERY("100 d")), "turn@31 tick@100 tick@200 tick@300"); /* it runs already */
    happens(SWITCHED("\"restart(ticks)\"", EVERY("100 d")), "turn@31 tick@131 tick@231 tick@331");
    happens(SWITCHED("\"cancel(ticks)\"", EVERY("20 d")), "tick@20 turn@31");
    happens(SWITCHED("\"cancel(ticks)\", \"start(ticks)\"", EVERY("150 d")), "turn@31 tick@181 tick@331");
    happens(SWITCHED("\"cancel(ticks)\"", ON("\"2017-01-11\", \"2017-02-11\"")), "tick@10 turn@31");
    happens(SWITCHED("\"start(ticks)\"", "active = false; " ON("\"2017-01-11\", \"2017-02-01\", \"2017-02-11\"")), "turn@31 tick@31 tick@41");
}

static void test_clocks__a_cancelled_response_is_forgotten(void **state) {
    (void)state;
    happens(CASE_YEAR "actions = {" ACTION(call) ACTION(
                answer) " halt = { actor = \"B\"; effects = (\"cancel(answers)\"); }; go = { actor = \"B\"; effects = (\"start(answers)\"); }; };"
                        "decisions = { calls = { action = \"call\"; " EVERY("10 d") " limit = 6; }; halts = { action = \"halt\"; " ON(
                            "\"2017-01-23\"") " };"
                                              "  goes = { action = \"go\"; " ON(
                                                  "\"2017-02-12\"") " };"
                                                                    "  answers = { action = \"answer\"; on = [\"call\"]; model = { kind = "
                                                                    "\"response\"; delay = \"8 d\"; }; }; };",
            "call@10 answer@18 call@20 halt@22 call@30 call@40 go@42 call@50 answer@58 call@60 answer@68");
}

static void test_clocks__a_hazard_sleeps_until_it_is_started(void **state) {
    (void)state;
    kernel_case c = case_open(SWITCHED("\"start(ticks)\"", "active = false; limit = 9; model = { kind = \"hazard\"; rate = \"1/d\"; };"));
    double first = 0.0;
    for (uint64_t r = 0; r < 400; r++) {
        const bri_record *record = case_run(&c, r);
        assert_int_equal(record->event_count, 10);
        assert_true(record->events[0].time == 31.0 && record->events[1].time > 31.0);
        first += record->events[1].time - 31.0;
    }
    assert_true(fabs(first / 400.0 - 1.0) < 5.0 / sqrt(400.0));
    case_close(&c);
}

static void test_clocks__age_counts_from_the_last_firing_or_start(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "actions = { tick = { actor = \"A\"; }; turn = { actor = \"B\"; effects = (\"restart(ticks)\"); }; };"
                  "decisions = { turns = { action = \"turn\"; " ON(
                      "\"2017-03-02\"") " };"
                                        "  ticks = { action = \"tick\"; model = { kind = \"hazard\"; rate = \"age > 20 d ? 50/d : 0/d\"; }; }; };");
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *record = case_run(&c, r);
        double since = 0.0;
        for (size_t i = 0; i < record->event_count; i++) {
            if (record->events[i].action == 0) assert_true(record->events[i].time - since > 20.0 && record->events[i].time - since < 20.4);
            since = record->events[i].time;
        }
    }
    case_close(&c);
}

/** Actions that look around: what was read is in their marks. */
#define PROBE(marks, dates)                                                                                                                          \
    " probe = { actor = \"C\"; marks = { " marks " }; }; }; decisions = { probes = { action = \"probe\"; priority = -1; " ON(dates) " };"

static void test_clocks__history_can_be_read(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "actions = {" ACTION(tick) PROBE(
        "number = \"count(tick)\"; recent = \"count(tick, 25 d)\"; ago = \"since(tick) / 1 d\"; began = \"first(tick) / 1 d\"; today = \"time / 1 "
        "d\";",
        "\"2017-01-05\", \"2017-01-11\", \"2017-01-26\", \"2017-02-05\", \"2017-02-14\"") "  ticks = { action = \"tick\"; " EVERY("10 d") " limit = "
                                                                                                                                          "3; }; };");
    case_run(&c, 0);
    assert_events(&c, "probe@4 tick@10 probe@10 tick@20 probe@25 tick@30 probe@35 probe@44");
    static const struct {
        size_t event;
        double n, w, s, f;
    } expected[] = {
        {0, 0, 0, INFINITY, INFINITY}, {2, 1, 1, 0, 10}, {4, 2, 2, 5, 10}, {6, 3, 2, 5, 10} /* the one at 10 has just left */, {7, 3, 2, 14, 10}};
    for (int i = 0; i < 5; i++) {
        size_t event = expected[i].event;
        assert_true(case_mark(&c, event, "number") == expected[i].n && case_mark(&c, event, "recent") == expected[i].w);
        assert_true(case_mark(&c, event, "ago") == expected[i].s && case_mark(&c, event, "began") == expected[i].f);
        assert_true(case_mark(&c, event, "today") == c.record->events[event].time);
    }
    case_close(&c);
}

static void test_clocks__episodes_open_and_close(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "variables = { x = 0; }; actions = { camp = { actor = \"A\"; duration = \"15 d\"; effects = (\"posture(A) = hot\"); "
                            "end_effects = (\"x += 1\", \"posture(A) = calm\"); };" PROBE(
                                "open = \"active(camp)\"; closed = \"x\"; hot = \"posture(A, hot)\";",
                                "\"2017-01-06\", \"2017-01-12\", \"2017-01-22\", \"2017-01-26\", \"2017-02-21\"") "  camps = { action = "
                                                                                                                  "\"camp\"; " EVERY("10 d") " limit "
                                                                                                                                             "= 2; "
                                                                                                                                             "}; };");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "probe@5 camp@10 probe@11 camp@20 probe@21 probe@25 probe@51");
    static const double expected[][4] = {{0, 0, 0, 0}, {2, 1, 0, 1}, {4, 2, 0, 1}, {5, 1, 1, 0} /* the first closed at this instant */, {6, 0, 2, 0}};
    for (int i = 0; i < 5; i++) {
        size_t event = (size_t)expected[i][0];
        assert_true(case_mark(&c, event, "open") == expected[i][1]);
        assert_true(case_mark(&c, event, "closed") == expected[i][2]);
        assert_true(case_mark(&c, event, "hot") == expected[i][3]);
    }
    assert_true(record->events[1].end_time == 25.0 && record->events[3].end_time == 35.0 && isnan(record->events[0].end_time));
    case_close(&c);
}

static void test_clocks__an_effect_closes_episodes_early(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "variables = { x = 0; }; actions = { camp = { actor = \"A\"; duration = \"50 d\"; end_effects = (\"x = 10*x + "
                            "since(camp)/1 d\"); };"
                            "  halt = { actor = \"B\"; effects = (\"end(camp)\", \"x += 1000\"); };" PROBE(
                                "open = \"active(camp)\"; seen = \"x\";",
                                "\"2017-02-01\"") "  camps = { action = \"camp\"; " EVERY("10 d") " limit = 2; }; halts = { action = "
                                                                                                  "\"halt\"; " ON("\"2017-01-26\"") " }; };");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "camp@10 camp@20 halt@25 probe@31");
    assert_true(record->events[0].end_time == 25.0 && record->events[1].end_time == 25.0);
    assert_true(case_mark(&c, 3, "open") == 0.0 && case_mark(&c, 3, "seen") == 1055.0);
    case_close(&c);
}

static void test_clocks__thousands_of_episodes_that_close_each_other_do_not_nest(void **state) {
    (void)state;
    kernel_case c = case_open(
        "brink = 1; scenario = { title = \"x\"; start = \"2017-01-01\"; end = \"2017-02-01\"; }; actors = { A = { name = \"A\"; }; };"
        "variables = { x = 0; }; actions = { camp = { actor = \"A\"; duration = \"uniform(40 d, 50 d)\"; end_effects = (\"end(camp)\", \"x += 1\"); "
        "};"
        "  halt = { actor = \"A\"; effects = (\"end(camp)\"); }; };"
        "decisions = { camps = { action = \"camp\"; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"10 s\"; }; limit = 20000; };"
        "  halts = { action = \"halt\"; " ON("\"2017-01-11\"") " }; };"
                                                               "outcomes = ( { name = \"closed\"; value = \"x\"; } );");
    const bri_record *record = case_run(&c, 0);
    assert_string_equal(record->message, "");
    assert_true(record->outcome[0] == 20000.0);
    case_close(&c);
}

static void test_clocks__ranges_hold_effects_back_and_count_them(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR
        "variables = { x = { initial = 0.5; range = [0.0, 1.0]; }; y = { initial = 2.0; range = [-1.0, 5.0]; slope = \"1/yr\"; }; };"
        "actions = { up = { actor = \"A\"; effects = (\"x += 0.4\", \"y -= 2\"); }; };"
        "decisions = { ups = { action = \"up\"; " EVERY("10 d") " limit = 4; }; };"
                                                                "outcomes = ( { name = \"x\"; value = \"x\"; }, { name = \"y\"; value = \"y\"; } );");
    const bri_record *record = case_run(&c, 0);
    uint64_t held_x = record->held[c.scenario->variables[0].slot], held_y = record->held[c.scenario->variables[1].slot];
    assert_true(record->outcome[0] == 1.0);
    assert_int_equal(held_x, 3);
    assert_int_equal(held_y, 3);
    assert_true(fabs(record->outcome[1] - (-1.0 + 325.0 / 365.25)) < 1e-12);
    case_close(&c);
}

static void test_clocks__the_first_gap_knows_the_rung_at_the_start(void **state) {
    (void)state;
    happens(CASE_YEAR
            "actions = {" ACTION(tick) "}; decisions = { ticks = { action = \"tick\"; model = { kind = \"renewal\"; law = \"deterministic\"; gap = "
                                       "\"100 d * (1 + rung)\"; }; }; };"
                                       "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"season(winter)\"; } );",
            "tick@200 tick@300");
}

/** A condition sees what the effects before it did, marks and drawn numbers; what is false is false for a missing value too. */
static void test_clocks__effects_may_depend_on_a_condition(void **state) {
    (void)state;
    kernel_case c = case_open(
        CASE_YEAR "variables = { x = 0.0; y = 0.0; z = 0.0; };"
                  "actions = { turn = { actor = \"A\"; marks = { size = \"time / 1 d\"; }; effects = (\"x += 1\", \"if (x > 1) y += 1\", \"if "
                  "(size < 40) z += 1\","
                  "    \"if (cause.size < 1) z += 100\", \"if (x == 2) start(ticks)\", \"if (date('2017-04-01') < time) cancel(ticks)\","
                  "    \"if ((x + 1)*2 > 7 && bernoulli(1)) posture(A) = hot\"); }; tick = { actor = \"B\"; }; };"
                  "decisions = { turns = { action = \"turn\"; model = { kind = \"schedule\"; on = [\"2017-02-01\", \"2017-03-01\", "
                  "\"2017-05-01\"]; }; };"
                  "  ticks = { action = \"tick\"; active = false; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"20 d\"; }; }; };"
                  "outcomes = ( { name = \"vx\"; value = \"x\"; }, { name = \"vy\"; value = \"y\"; }, { name = \"vz\"; value = \"z\"; },"
                  "  { name = \"hot\"; when = \"posture(A, hot)\"; } );");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "turn@31 turn@59 tick@79 tick@99 tick@119 turn@120");
    assert_true(record->outcome[0] == 3.0 && record->outcome[1] == 2.0 && record->outcome[2] == 1.0 && record->outcome[3] == 1.0);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clocks__a_renewal_counts_from_its_last_event),
        cmocka_unit_test(test_clocks__time_that_has_passed_shortens_the_first_gap_alone),
        cmocka_unit_test(test_clocks__a_gap_beyond_the_time_that_has_passed_has_the_right_law),
        cmocka_unit_test(test_clocks__each_gap_has_its_own_number),
        cmocka_unit_test(test_clocks__dates_are_kept_and_those_before_the_start_are_gone),
        cmocka_unit_test(test_clocks__jitter_moves_dates_also_past_each_other),
        cmocka_unit_test(test_clocks__a_date_has_its_own_chance_wherever_it_comes),
        cmocka_unit_test(test_clocks__a_jittered_date_that_restarts_its_clock_does_not_come_again),
        cmocka_unit_test(test_clocks__triggers_pile_up_or_keep_or_replace),
        cmocka_unit_test(test_clocks__a_cause_is_the_trigger_that_was_kept),
        cmocka_unit_test(test_clocks__a_guard_is_looked_at_when_the_trigger_happens),
        cmocka_unit_test(test_clocks__clocks_are_started_stopped_and_started_anew),
        cmocka_unit_test(test_clocks__a_cancelled_response_is_forgotten),
        cmocka_unit_test(test_clocks__a_hazard_sleeps_until_it_is_started),
        cmocka_unit_test(test_clocks__age_counts_from_the_last_firing_or_start),
        cmocka_unit_test(test_clocks__history_can_be_read),
        cmocka_unit_test(test_clocks__episodes_open_and_close),
        cmocka_unit_test(test_clocks__an_effect_closes_episodes_early),
        cmocka_unit_test(test_clocks__thousands_of_episodes_that_close_each_other_do_not_nest),
        cmocka_unit_test(test_clocks__ranges_hold_effects_back_and_count_them),
        cmocka_unit_test(test_clocks__the_first_gap_knows_the_rung_at_the_start),
        cmocka_unit_test(test_clocks__effects_may_depend_on_a_condition),
    };
    return cmocka_run_group_tests_name("clocks", tests, NULL, NULL);
}
