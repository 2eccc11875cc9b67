/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop: who goes first, what a cascade is, what ends a replication and what it says, samples on the grid, absorption. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/field.h"
#include "kernel_case.h"

#define ACTION(name) #name " = { actor = \"A\"; };"
#define ON_11_JANUARY "model = { kind = \"schedule\"; on = [\"2017-01-11\"]; };"

static void test_kernel__equal_times_go_by_priority_then_by_place_in_the_file(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "actions = {" ACTION(a) ACTION(b) ACTION(g) ACTION(e) ACTION(
        f) "};"
           "decisions = {"
           "  of_a = { action = \"a\"; " ON_11_JANUARY " };"
           "  of_b = { action = \"b\"; priority = 2; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"10 d\"; }; limit = 1; };"
           "  of_d = { action = \"g\"; priority = 7; " ON_11_JANUARY " };"
           "  of_e = { action = \"e\"; priority = -1; " ON_11_JANUARY " };"
           "  of_f = { action = \"f\"; priority = 2; " ON_11_JANUARY " };"
           "};");
    case_run(&c, 0);
    assert_events(&c, "g@10 b@10 f@10 a@10 e@10");
    case_close(&c);
}

static void test_kernel__reactions_without_delay_happen_at_the_same_instant(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "actions = {" ACTION(a) ACTION(b)
                                  ACTION(g) "};"
                                            "decisions = {"
                                            "  last = { action = \"g\"; on = [\"b\"]; model = { kind = \"response\"; }; };"
                                            "  start_it = { action = \"a\"; " ON_11_JANUARY " };"
                                            "  other = { action = \"g\"; " ON_11_JANUARY " };"
                                            "  next = { action = \"b\"; on = [\"a\"]; priority = 1; model = { kind = \"response\"; }; };"
                                            "};");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "a@10 b@10 g@10 g@10"); /* `next` by its priority, then what it caused, before `other` by the file */
    assert_int_equal(record->events[0].cause, -1);
    assert_int_equal(record->events[1].cause, 0);
    assert_int_equal(record->events[2].cause, 1);
    assert_int_equal(record->events[3].cause, -1);
    assert_int_equal(record->events[2].decision, case_decision(&c, "last"));
    case_close(&c);
}

#define ECHO(probability, more)                                                                                                                      \
    CASE_YEAR "actions = {" ACTION(call)                                                                                                             \
        ACTION(echo) "};"                                                                                                                            \
                     "decisions = { calls = { action = \"call\"; " ON_11_JANUARY " };"                                                               \
                     "  echoes = { action = \"echo\"; on = [\"call\", \"echo\"]; model = { kind = \"response\"; probability = " probability          \
                     "; " more " }; }; };"

static void test_kernel__a_cascade_has_a_limit(void **state) {
    (void)state;
    assert_fails(ECHO("1.0", "") "batch = { cascade_limit = 50; };", BRI_RUN_CASCADE_LIMIT,
                 "more than 50 reactions at one instant, the last to decision echoes, at day 10");
    assert_fails(ECHO("1.0", "delay = \"1e-18 d\";") "batch = { cascade_limit = 20; };", BRI_RUN_CASCADE_LIMIT,
                 "more than 20 reactions at one instant, the last to decision echoes, at day 10");
    kernel_case c = case_open(ECHO("1.0", "delay = \"1 d\";") "batch = { cascade_limit = 5; };"); /* later reactions begin anew */
    assert_int_equal(case_run(&c, 0)->event_count, 355);
    assert_int_equal(c.record->status, BRI_RUN_OK);
    case_close(&c);
}

static void test_kernel__a_cascade_as_long_as_its_limit_is_none_too_many(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "actions = {" ACTION(a) ACTION(b)
                                  ACTION(g) "};"
                                            "decisions = { of_a = { action = \"a\"; " ON_11_JANUARY " };"
                                            "  of_b = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; }; };"
                                            "  of_d = { action = \"g\"; on = [\"b\"]; model = { kind = \"response\"; }; }; };"
                                            "batch = { cascade_limit = 2; };");
    assert_int_equal(case_run(&c, 0)->event_count, 3);
    assert_int_equal(c.record->status, BRI_RUN_OK);
    case_close(&c);
}

static void test_kernel__events_have_a_limit(void **state) {
    (void)state;
    const char *text =
        CASE_YEAR "actions = {" ACTION(a) "}; decisions = { of_a = { action = \"a\"; model = { kind = \"renewal\"; law = \"deterministic\";"
                                          " gap = \"1 d\"; }; }; }; batch = { event_limit = 100; };";
    kernel_case c = case_open(text);
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(record->status, BRI_RUN_EVENT_LIMIT);
    assert_string_equal(record->message, "more than 100 events, at day 101, 2017-04-12T00:00:00Z");
    assert_int_equal(record->event_count, 100);
    assert_true(record->end_time == 101.0);
    case_close(&c);
}

static void test_kernel__gaps_without_end_at_one_instant_are_no_hang(void **state) {
    (void)state;
    assert_fails(CASE_YEAR "variables = { x = 0; }; actions = {" ACTION(a) "};"
                                                                           "decisions = { of_a = { action = \"a\"; when = \"x > 1\"; model = { kind "
                                                                           "= \"renewal\"; law = \"empirical\"; gaps = [\"0 d\", \"0 d\"]; }; }; };"
                                                                           "batch = { event_limit = 1000; };",
                 BRI_RUN_EVENT_LIMIT, "decision of_a comes up again and again at one instant, at day 0");
}

/** A decision `it` that does `a`, and a push at day 10 that sets x. */
#define PUSH_X(initial, value, decision)                                                                                                             \
    CASE_YEAR "variables = { x = " initial "; }; actions = {" ACTION(a) "push = { actor = \"B\"; effects = (\"x = " value "\"); }; };"               \
                                                                        "decisions = { pushes = { action = \"push\"; " ON_11_JANUARY                 \
                                                                        " }; it = { " decision " }; };"                                              \
                                                                        "outcomes = ( { name = \"x\"; value = \"x\"; } );"

#define WEEKLY(more) "action = \"a\"; model = { kind = \"schedule\"; every = \"7 d\"; " more " };"

static void test_kernel__what_has_no_value_ends_the_replication_and_says_so(void **state) {
    (void)state;
    assert_fails(PUSH_X("1.0", "-1", "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * sqrt(x)\"; };"), BRI_RUN_NAN,
                 "the rate of decision it has no value, at day 10");
    assert_fails(PUSH_X("1.0", "-1", "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * x\"; };"), BRI_RUN_BAD_RATE,
                 "the rate of decision it is -1 per day, at day 10");
    assert_fails(PUSH_X("1.0", "0", "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d / x\"; };"), BRI_RUN_BAD_RATE,
                 "the rate of decision it is inf per day, at day 10");
    assert_fails(PUSH_X("1.0", "1e30", "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * x\"; };"), BRI_RUN_BAD_RATE,
                 "the rate of decision it is too high: 1e+30 per day, at day 10");
    assert_fails(PUSH_X("1.0", "1.5", WEEKLY("probability = \"x\";")), BRI_RUN_BAD_VALUE, "the probability of decision it is 1.5, at day 14");
    assert_fails(PUSH_X("1.0", "-4", WEEKLY("probability = \"sqrt(x)\";")), BRI_RUN_NAN, "the probability of decision it has no value, at day 14");
    assert_fails(PUSH_X("1.0", "log(-x)", WEEKLY("")), BRI_RUN_NAN, "effect 1 of action push has no value, at day 10");
    assert_fails(PUSH_X("{ initial = 1.0; baseline = 0.0; half_life = \"3 d\"; }", "exp(1e6*x)", WEEKLY("")), BRI_RUN_BAD_VALUE,
                 "effect 1 of action push is inf, at day 10");
}

static void test_kernel__triggered_decisions_that_go_wrong_say_so(void **state) {
    (void)state;
#define ON_PUSH(more) "action = \"a\"; on = [\"push\"]; model = { kind = \"response\"; " more " };"
    assert_fails(PUSH_X("1.0", "-1", ON_PUSH("probability = \"x\";")), BRI_RUN_BAD_VALUE, "the probability of decision it is -1, at day 10");
    assert_fails(PUSH_X("1.0", "-1", ON_PUSH("delay = \"x * 2 d\";")), BRI_RUN_BAD_VALUE, "a delay of decision it is -2, at day 10");
#define CHOOSE(option, more)                                                                                                                         \
    "on = [\"push\"]; model = { kind = \"choice\"; options = ( { action = \"a\"; " option " }, { action = \"none\"; " option " } ); " more " };"
    assert_fails(PUSH_X("1.0", "-1", CHOOSE("weight = \"x\";", "")), BRI_RUN_BAD_VALUE, "the weight of option 1 of decision it is -1, at day 10");
    assert_fails(PUSH_X("1.0", "0", CHOOSE("utility = \"1/x\";", "rationality = 1.0;")), BRI_RUN_BAD_VALUE,
                 "the utility of option 1 of decision it is inf, at day 10");
    assert_fails(PUSH_X("1.0", "2", CHOOSE("weight = 1.0;", "vetoes = ( { actor = \"B\"; consent = \"x\"; } );")), BRI_RUN_BAD_VALUE,
                 "the consent of B to decision it is 2, at day 10");
}

static void test_kernel__actions_that_go_wrong_say_so(void **state) {
    (void)state;
#define ONCE(action)                                                                                                                                 \
    CASE_YEAR "variables = { x = -1.0; }; actions = { a = { actor = \"A\"; " action " }; }; decisions = { it = { action = \"a\"; " ON_11_JANUARY     \
              " }; };"
    assert_fails(ONCE("marks = { fine = \"1\"; size = \"sqrt(x)\"; };"), BRI_RUN_NAN, "mark size of action a has no value, at day 10");
    assert_fails(ONCE("duration = \"x * 3 d\";"), BRI_RUN_BAD_VALUE, "a duration of action a is -3, at day 10");
    assert_fails(CASE_YEAR "variables = { x = -1.0; }; actions = {" ACTION(a) "}; decisions = { it = { action = \"a\"; model = { kind = \"renewal\";"
                                                                              " law = \"deterministic\"; gap = \"x * 3 d\"; }; }; };",
                 BRI_RUN_BAD_VALUE, "a gap of decision it is -3, at day 0");
    assert_fails(CASE_YEAR
                 "actions = {" ACTION(a) "}; decisions = { it = { action = \"a\"; model = { kind = \"renewal\"; law = \"uniform\"; low = \"1 d\";"
                                         " high = \"3 d\"; elapsed = \"4 d\"; }; }; };",
                 BRI_RUN_BAD_VALUE, "no gap of decision it is longer than the 4 days that have passed, at day 0");
}

static void test_kernel__a_failed_replication_leaves_no_trace_in_the_next(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "variables = { x = { initial = \"uniform(-1, 1)\"; baseline = 0.0; half_life = \"40 d\"; }; };"
                                        "actions = { a = { actor = \"A\"; duration = \"3 d\"; }; b = { actor = \"B\"; }; };"
                                        "decisions = { it = { action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * x\"; }; };"
                                        "  late = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; delay = \"20 d\"; }; }; };");
    bri_record *alone = bri_record_new(c.plan);
    int failed = 0;
    for (uint64_t r = 0; r < 40; r++) {
        bri_state *fresh = bri_state_new(c.plan, BRI_TUNING_DEFAULT);
        bri_replicate(fresh, 1, r, alone);
        case_run(&c, r);
        assert_int_equal(alone->status, c.record->status);
        assert_int_equal(alone->event_count, c.record->event_count);
        assert_true(alone->end_time == c.record->end_time);
        failed += c.record->status == BRI_RUN_BAD_RATE;
        bri_state_free(fresh);
    }
    assert_true(failed > 5 && failed < 35);
    bri_record_free(alone);
    case_close(&c);
}

/** A plan whose dependency list is wrong: the variable's clocks are said to be those of another decision, so that a bound goes stale. */
static void test_kernel__a_rate_outside_its_bound_stops_the_replication(void **state) {
    (void)state;
    kernel_case c = case_open(PUSH_X("1.0; z = { initial = 0.0; baseline = 0.0; half_life = \"1 d\"; range = [-40.0, 40.0]; }", "5",
                                     "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * x * (1.5 + 0.25*z)\"; }; };"
                                     " other = { action = \"a\"; model = { kind = \"hazard\"; rate = \"0.001/d * x\"; };"));
    bri_plan_slot *slots = malloc(c.plan->slot_count * sizeof *slots);
    const uint32_t wrong[] = {case_decision(&c, "other")};
    memcpy(slots, c.plan->slots, c.plan->slot_count * sizeof *slots);
    for (uint32_t i = 0; i < c.plan->slot_count; i++)
        if (slots[i].kind == BRI_SLOT_CONSTANT) slots[i].clocks = wrong, slots[i].clock_count = 1;
    c.plan->slots = slots;
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(record->status, BRI_RUN_BAD_BOUND);
    assert_true(record->end_time > 10.0 && record->end_time < 20.0);
    double rate, low, high;
    assert_int_equal(sscanf(record->message, "the rate of decision it, %lf, is outside its bound [%lf, %lf], at day", &rate, &low, &high), 3);
    assert_true(rate == 7.5 && high < 2.1 && low > 0.9);
    case_close(&c);
    free(slots);
}

static void test_kernel__the_grid_shows_the_state_after_the_events_of_its_instant(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "variables = { x = 0; y = { initial = 8.0; baseline = 0.0; half_life = \"14 d\"; }; };"
                            "actions = { a = { actor = \"A\"; effects = (\"x += 1\"); }; b = { actor = \"A\"; effects = (\"x += 10\"); }; };"
                            "decisions = { weekly = { action = \"a\"; model = { kind = \"schedule\"; every = \"7 d\"; from = \"2017-01-01\"; }; };"
                            "  more = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; }; }; };"
                            "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"x > 30\"; } );"
                            "batch = { series = { step = \"7 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_int_equal(c.plan->grid_count, 53);
    for (uint32_t i = 0; i < c.plan->grid_count; i++) {
        assert_true(record->grid[2 * i] == 11.0 * (i + 1));
        assert_true(fabs(record->grid[2 * i + 1] - 8.0 * exp2(-0.5 * i)) < 1e-14 * 8.0);
        assert_int_equal(record->grid_rung[i], i >= 2);
        assert_int_equal(record->grid_action[2 * i], 1);
        assert_int_equal(record->grid_action[2 * i + 1], 1);
    }
    assert_int_equal(record->event_count, 106);
    case_close(&c);
}

static void test_kernel__the_grid_reaches_the_end_and_events_do_not(void **state) {
    (void)state;
    kernel_case c =
        case_open("brink = 1; scenario = { title = \"week\"; start = \"2017-01-01\"; end = \"2017-01-08\"; }; actors = { A = { name = \"A\"; }; };"
                  "variables = { x = 0; }; actions = { a = { actor = \"A\"; effects = (\"x += 1\"); }; };"
                  "decisions = { daily = { action = \"a\"; model = { kind = \"schedule\"; every = \"1 d\"; from = \"2017-01-02\"; until = "
                  "\"2017-01-09\"; }; }; };"
                  "outcomes = ( { name = \"x\"; value = \"x\"; }, { name = \"end\"; value = \"time / 1 d\"; } );"
                  "batch = { series = { step = \"1 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "a@1 a@2 a@3 a@4 a@5 a@6");
    assert_int_equal(c.plan->grid_count, 8);
    for (uint32_t i = 0; i < 8; i++) assert_true(record->grid[i] == (i < 7 ? i : 6));
    assert_true(record->end_time == 7.0 && record->outcome[0] == 6.0 && record->outcome[1] == 7.0);
    assert_int_equal(record->stop, BRI_STOP_HORIZON);
    case_close(&c);
}

static void test_kernel__absorption_ends_all_and_the_grid_stands_still(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "variables = { x = 0; y = { initial = 8.0; baseline = 0.0; half_life = \"14 d\"; }; };"
                            "actions = { a = { actor = \"A\"; effects = (\"x += 1\"); }; b = { actor = \"A\"; }; };"
                            "decisions = { weekly = { action = \"a\"; model = { kind = \"schedule\"; every = \"7 d\"; from = \"2017-01-08\"; }; };"
                            "  more = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; }; }; };"
                            "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"mid\"; when = \"x >= 2\"; },"
                            "           { rung = \"high\"; when = \"x >= 3\"; stop = true; } );"
                            "outcomes = ( { name = \"x\"; value = \"x\"; }, { name = \"end\"; value = \"time / 1 d\"; } );"
                            "batch = { series = { step = \"7 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    assert_events(&c, "a@7 b@7 a@14 b@14 a@21"); /* the reaction to the last one comes too late */
    assert_int_equal(record->stop, BRI_STOP_ABSORBED);
    assert_int_equal(record->status, BRI_RUN_OK);
    assert_true(record->end_time == 21.0 && record->outcome[0] == 3.0 && record->outcome[1] == 21.0);
    assert_int_equal(record->max_rung, 2);
    assert_true(record->first_rung[0] == 0.0 && record->first_rung[1] == 14.0 && record->first_rung[2] == 21.0);
    assert_int_equal(record->events[4].rung_before, 1);
    assert_int_equal(record->events[4].rung_after, 2);
    for (uint32_t i = 3; i < c.plan->grid_count; i++) {
        assert_true(record->grid[2 * i] == 3.0);
        assert_true(fabs(record->grid[2 * i + 1] - 8.0 * exp2(-1.5)) < 1e-14);
        assert_int_equal(record->grid_rung[i], 2);
        assert_int_equal(record->grid_action[2 * i], i == 3);
    }
    case_close(&c);
}

static void test_kernel__a_failed_replication_has_no_samples_after_its_end(void **state) {
    (void)state;
    kernel_case c = case_open(
        PUSH_X("1.0", "-1", "action = \"a\"; model = { kind = \"hazard\"; rate = \"1/d * x\"; };") "batch = { series = { step = \"5 d\"; }; };");
    const bri_record *record = case_run(&c, 0);
    for (uint32_t i = 0; i < c.plan->grid_count; i++) {
        assert_true(i < 2 ? record->grid[i] == 1.0 : isnan(record->grid[i]));
        assert_int_equal(record->grid_rung[i], -1);
    }
    case_close(&c);
}

/** Two points are made to fall on one instant: a gap of exactly the time at which a point of the other decision's field lies, with a height between
 *  its rate before and after. Who goes first decides, whatever the boxes. */
static void ties(int hazard_goes_first, double box_scale) {
    char text[2000];
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    double time, y;
    bri_key key = {1, 0, bri_stream_of("field"), 0};
    bri_strip_init(&strip, bri_field_base(0.25), 0, room, BRI_FIELD_BATCH);
    do {
        bri_strip_scan(&strip, &key, 0.25, &time, &y);
        bri_strip_pass(&strip);
    } while (y < 0.1 || y > 0.2);
    static const char *const order[] = {"gap = { %s; }; field = { %s; }; early = { %s; };", "field = { %s; }; gap = { %s; }; early = { %s; };"};
    char gap[200], field[200], decisions[900];
    snprintf(gap, sizeof gap, "action = \"jump\"; limit = 1; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"%.17g d\"; }", time);
    snprintf(field, sizeof field,
             "action = \"fire\"; field_rate = \"0.25/d\"; model = { kind = \"hazard\"; rate = \"0.01/d + 0.2/d*x + 0.01/d*exp(-z)\"; }");
    /* What came last in the file at an earlier instant says nothing about this one. */
    const char *early = "action = \"look\"; limit = 1; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"1e-3 d\"; }";
    snprintf(decisions, sizeof decisions, order[hazard_goes_first], hazard_goes_first ? field : gap, hazard_goes_first ? gap : field, early);
    snprintf(
        text, sizeof text,
        CASE_YEAR
        "variables = { x = 0; z = { initial = 0.0; baseline = 1.0; half_life = \"9 d\"; }; };"
        "actions = { fire = { actor = \"A\"; }; look = { actor = \"A\"; }; jump = { actor = \"B\"; effects = (\"x = 1\"); }; }; decisions = { %s };",
        decisions);
    kernel_case c = case_open_tuned(text, (bri_tuning){box_scale, false});
    const bri_record *record = case_run(&c, 0);
    int fired_at_once = 0;
    for (size_t i = 0; i < record->event_count; i++) fired_at_once += record->events[i].action == 0 && record->events[i].time == time;
    assert_int_equal(fired_at_once, !hazard_goes_first);
    case_close(&c);
}

static void test_kernel__a_point_at_the_instant_of_an_event_counts_by_the_order_of_decisions(void **state) {
    (void)state;
    for (double scale = 1e-3; scale < 1e7; scale *= 1000.0) {
        ties(0, scale);
        ties(1, scale);
    }
}

static void test_kernel__identities_follow_their_definition(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "actions = {" ACTION(a)
                      ACTION(b) "}; decisions = {"
                                "  gaps = { action = \"a\"; model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"150 d\"; }; };"
                                "  dates = { action = \"a\"; model = { kind = \"schedule\"; every = \"100 d\"; from = \"2017-01-11\"; }; };"
                                "  reply = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; delay = \"1 d\"; }; }; };");
    const bri_record *record = case_run(&c, 3);
    assert_events(&c, "a@10 b@11 a@110 b@111 a@150 b@151 a@210 b@211 a@300 b@301 a@310 b@311");
    uint64_t gaps = bri_stream_of("gaps"), dates = bri_stream_of("dates"), reply = bri_stream_of("reply");
    const uint64_t expected[] = {bri_mix(dates, 0), bri_mix(dates, 1), bri_mix(gaps, 0), bri_mix(dates, 2), bri_mix(gaps, 1), bri_mix(dates, 3)};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(record->events[2 * i].identity, expected[i]);
        assert_int_equal(record->events[2 * i + 1].identity, bri_mix(expected[i], reply));
    }
    case_close(&c);
}

static double uniform_at(uint64_t stream, uint64_t place, uint64_t sub, bri_purpose purpose) {
    uint64_t word[4];
    bri_block(&(bri_key){1, 5, stream, 0}, 0, place, sub, purpose, word);
    return bri_uniform(word[0]);
}

/** Everything that is drawn for an event is read at the address that docs/mathematics.md gives it. */
static void test_kernel__draws_are_read_at_their_addresses(void **state) {
    (void)state;
    kernel_case c =
        case_open(CASE_YEAR "variables = { x = { initial = \"uniform(0, 1)\"; }; y = 0; z = 0; };"
                            "actions = { a = { actor = \"A\"; marks = { one = \"uniform(0, 1)\"; two = \"uniform(0, 1)\"; };"
                            "    duration = \"uniform(0 d, 1 d)\"; effects = (\"y = uniform(0, 1)\", \"z = uniform(0, 1)\");"
                            "    end_effects = (\"y = y + 10*uniform(0, 1)\"); }; b = { actor = \"B\"; }; };"
                            "decisions = { gaps = { action = \"a\"; limit = 1;"
                            "    model = { kind = \"renewal\"; law = \"uniform\"; low = \"0 d\"; high = \"100 d\"; }; };"
                            "  reply = { action = \"b\"; on = [\"a\"]; model = { kind = \"response\"; delay = \"uniform(0 d, 50 d)\"; }; };"
                            "  dates = { action = \"b\"; model = { kind = \"schedule\"; on = [\"2017-08-01\", \"2017-09-01\"];"
                            "    jitter = \"uniform(0 d, 10 d)\"; }; }; };"
                            "outcomes = ( { name = \"x\"; value = \"x\"; }, { name = \"y\"; value = \"y\"; }, { name = \"z\"; value = \"z\"; } );");
    const bri_record *record = case_run(&c, 5);
    uint64_t action = bri_stream_of("a"), identity = record->events[0].identity, answer = bri_mix(identity, bri_stream_of("reply"));
    assert_int_equal(record->event_count, 4);
    double time = 100.0 * uniform_at(bri_stream_of("gaps"), 0, 0, BRI_FOR_GAP);
    assert_true(fabs(record->events[0].time - time) < 1e-12);
    assert_true(case_mark(&c, 0, "one") == uniform_at(action, identity, bri_stream_of("one"), BRI_FOR_MARK));
    assert_true(case_mark(&c, 0, "two") == uniform_at(action, identity, bri_stream_of("two"), BRI_FOR_MARK));
    assert_true(fabs(record->events[0].end_time - time - uniform_at(action, identity, 0, BRI_FOR_DURATION)) < 1e-12);
    assert_true(fabs(record->events[1].time - time - 50.0 * uniform_at(bri_stream_of("reply"), answer, 1, BRI_FOR_TRIGGER)) < 1e-12);
    for (size_t i = 0; i < 2; i++)
        assert_true(fabs(record->events[2 + i].time - 212.0 - 31.0 * (double)i - 10.0 * uniform_at(bri_stream_of("dates"), i, 1, BRI_FOR_DATE)) <
                    1e-12);
    double first = uniform_at(action, identity, 0, BRI_FOR_EFFECT), second = uniform_at(action, identity, 1, BRI_FOR_EFFECT);
    assert_true(record->outcome[0] == uniform_at(bri_stream_of("x"), 0, 0, BRI_FOR_INITIAL));
    assert_true(fabs(record->outcome[1] - first - 10.0 * uniform_at(action, identity, 2, BRI_FOR_EFFECT)) < 1e-12);
    assert_true(record->outcome[2] == second);
    case_close(&c);
}

/** One uniform chooses among weights 1, 0, 2, 1; where the choice can be vetoed, one for each player comes after it. */
static void test_kernel__choices_and_vetoes_follow_their_uniforms(void **state) {
    (void)state;
    kernel_case c = case_open(CASE_YEAR "actions = {" ACTION(call) ACTION(a) ACTION(b)
                                  ACTION(e) "};"
                                            "decisions = { calls = { action = \"call\"; model = { kind = \"schedule\"; every = \"10 d\"; }; };"
                                            "  picks = { on = [\"call\"]; model = { kind = \"choice\"; options = ( { action = \"a\"; weight = 1.0; },"
                                            "    { action = \"b\"; weight = 0.0; }, { action = \"e\"; weight = 2.0; vetoable = false; },"
                                            "    { action = \"none\"; weight = 1.0; } ); vetoes = ( { actor = \"B\"; consent = 0.7; },"
                                            "    { actor = \"C\"; consent = 0.6; } ); }; }; };");
    const bri_record *record = case_run(&c, 5);
    uint64_t picks = bri_stream_of("picks"), word[4];
    size_t at = 0, done[2] = {0, 0};
    for (uint64_t n = 0; n < 37; n++) {
        const bri_event *call = &record->events[at++], *pick = at < record->event_count ? &record->events[at] : NULL;
        uint64_t identity = bri_mix(call->identity, picks);
        bri_block(&(bri_key){1, 5, picks, 0}, 0, identity, 0, BRI_FOR_CHOICE, word);
        double u = 4.0 * bri_uniform(word[0]);
        int consented = bri_uniform(word[1]) < 0.7 && bri_uniform(word[2]) < 0.6;
        int expected = u < 1.0 ? (consented ? 1 : -1) : u < 3.0 ? 3 : -1;
        assert_int_equal(call->action, 0);
        if (expected < 0) {
            assert_true(pick == NULL || pick->action == 0);
            continue;
        }
        assert_true(pick != NULL && pick->identity == identity && pick->action == (uint32_t)expected);
        done[expected == 3]++;
        at++;
    }
    assert_int_equal(at, record->event_count);
    assert_true(done[0] > 0 && done[1] > 5);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel__equal_times_go_by_priority_then_by_place_in_the_file),
        cmocka_unit_test(test_kernel__reactions_without_delay_happen_at_the_same_instant),
        cmocka_unit_test(test_kernel__a_cascade_has_a_limit),
        cmocka_unit_test(test_kernel__a_cascade_as_long_as_its_limit_is_none_too_many),
        cmocka_unit_test(test_kernel__events_have_a_limit),
        cmocka_unit_test(test_kernel__gaps_without_end_at_one_instant_are_no_hang),
        cmocka_unit_test(test_kernel__what_has_no_value_ends_the_replication_and_says_so),
        cmocka_unit_test(test_kernel__triggered_decisions_that_go_wrong_say_so),
        cmocka_unit_test(test_kernel__actions_that_go_wrong_say_so),
        cmocka_unit_test(test_kernel__a_failed_replication_leaves_no_trace_in_the_next),
        cmocka_unit_test(test_kernel__a_rate_outside_its_bound_stops_the_replication),
        cmocka_unit_test(test_kernel__the_grid_shows_the_state_after_the_events_of_its_instant),
        cmocka_unit_test(test_kernel__the_grid_reaches_the_end_and_events_do_not),
        cmocka_unit_test(test_kernel__absorption_ends_all_and_the_grid_stands_still),
        cmocka_unit_test(test_kernel__a_failed_replication_has_no_samples_after_its_end),
        cmocka_unit_test(test_kernel__a_point_at_the_instant_of_an_event_counts_by_the_order_of_decisions),
        cmocka_unit_test(test_kernel__identities_follow_their_definition),
        cmocka_unit_test(test_kernel__draws_are_read_at_their_addresses),
        cmocka_unit_test(test_kernel__choices_and_vetoes_follow_their_uniforms),
    };
    return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
