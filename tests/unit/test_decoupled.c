/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that concern nobody are counted outside the queue: with a trace all go through it, and the counts are the same. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "kernel_case.h"

enum { REPLICATIONS = 60 };

#define ACTORS "actors = { A = { name = \"A\"; }; };"
#define HEAD "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; " ACTORS

/* Background twice, of which one is counted by an outcome, and something that goes on beside it. */
#define STORY(scenario, more)                                                                                                                        \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; " scenario " }; " ACTORS                              \
    "variables = { x = { initial = 0; baseline = 0; half_life = \"20 d\"; }; };"                                                                   \
    "actions = { hum = { actor = \"A\"; }; buzz = { actor = \"A\"; }; kick = { actor = \"A\"; effects = ( \"x += 1\" ); }; };"                   \
    "decisions = { hums = { action = \"hum\"; model = { kind = \"poisson\"; rate = \"1.234/d\"; }; };"                                             \
    "  more_hums = { action = \"hum\"; priority = 2; model = { kind = \"poisson\"; rate = \"0.3/d\"; }; };"                                        \
    "  buzzes = { action = \"buzz\"; model = { kind = \"poisson\"; rate = \"0.77/d\"; }; };"                                                       \
    "  kicks = { action = \"kick\"; model = { kind = \"hazard\"; rate = \"(0.2 + 0.2*x)/(10 d)\"; }; }; };"                                        \
    "outcomes = ( { name = \"hums\"; value = \"count(hum)\"; }, { name = \"x\"; value = \"x\"; } );" more

static void assert_same(kernel_case *c, uint64_t replication) {
    const bri_plan *plan = c->plan;
    uint64_t count[8], grid[8 * 512];
    double outcome[4];
    size_t grid_size = (size_t)plan->grid_count * plan->action_count;
    assert_true(plan->action_count <= 8 && grid_size <= 8 * 512 && plan->outcome_count <= 4);
    bri_record traced = *case_run(c, replication);
    memcpy(count, traced.count, plan->action_count * sizeof *count);
    memcpy(grid, traced.grid_action, grid_size * sizeof *grid);
    memcpy(outcome, traced.outcome, plan->outcome_count * sizeof *outcome);
    c->record->keep_events = 0;
    assert_true(bri_replicate(c->state, 1, replication, c->record));
    assert_int_equal(c->record->event_count, traced.event_count);
    assert_int_equal(c->record->status, traced.status);
    assert_int_equal(c->record->stop, traced.stop);
    assert_string_equal(c->record->message, traced.message);
    assert_true(c->record->end_time == traced.end_time);
    assert_memory_equal(c->record->count, count, plan->action_count * sizeof *count);
    assert_memory_equal(c->record->grid_action, grid, grid_size * sizeof *grid);
    for (uint32_t i = 0; i < plan->outcome_count; i++)
        assert_true(c->record->outcome[i] == outcome[i] || (isnan(outcome[i]) && isnan(c->record->outcome[i])));
}

/* The number of decoupled decisions. */
static uint32_t assert_same_counts(const char *text) {
    kernel_case c = case_open(text);
    uint32_t decoupled = 0;
    for (uint32_t i = 0; i < c.plan->decision_count; i++) decoupled += c.plan->decisions[i].is_decoupled;
    for (uint64_t r = 0; r < REPLICATIONS; r++) assert_same(&c, r);
    case_close(&c);
    return decoupled;
}

static void test_decoupled__are_counted_as_in_the_queue(void **state) {
    (void)state;
    assert_int_equal(assert_same_counts(STORY("", "")), 3);
    assert_int_equal(assert_same_counts(STORY("", "batch = { series = { step = \"7 d\"; }; };")), 3);
}

static void test_decoupled__are_counted_from_the_warm_up_on(void **state) {
    (void)state;
    assert_int_equal(assert_same_counts(STORY("warm_up = \"100 d\";", "batch = { series = { step = \"7 d\"; }; };")), 3);
    assert_int_equal(assert_same_counts(STORY("warm_up = \"100 d\";", "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\";"
                                                                      "  when = \"x > 2\"; stop = true; } );")),
                     3);
}

/* Some replications, and not all, end so. */
static void assert_some_stop(const char *text, bri_stop stop) {
    kernel_case c = case_open(text);
    unsigned count = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) count += case_run(&c, r)->stop == stop;
    assert_in_range(count, 5, REPLICATIONS - 5);
    case_close(&c);
}

static void test_decoupled__are_counted_up_to_an_absorption(void **state) {
    (void)state;
    const char *text = STORY("", "ladder = ( { rung = \"low\"; when = \"true\"; }, { rung = \"high\"; when = \"x > 2\"; stop = true; } );");
    assert_int_equal(assert_same_counts(text), 3);
    assert_some_stop(text, BRI_STOP_ABSORBED);
}

/* Some replications have too many events, of them some by the background alone. */
static void test_decoupled__count_towards_the_limit_of_events(void **state) {
    (void)state;
    const char *text = STORY("", "batch = { event_limit = 855; };");
    assert_int_equal(assert_same_counts(text), 3);
    assert_some_stop(text, BRI_STOP_FAILED);
    assert_same_counts(STORY("", "batch = { event_limit = 3; };"));
}

static void test_decoupled__fail_with_the_others(void **state) {
    (void)state;
    kernel_case c = case_open("brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; " ACTORS
                              "variables = { x = 0; };"
                              "actions = { hum = { actor = \"A\"; }; break = { actor = \"A\"; effects = ( \"x = x/x\" ); }; };"
                              "decisions = { hums = { action = \"hum\"; model = { kind = \"poisson\"; rate = \"2/d\"; }; };"
                              "  breaks = { action = \"break\"; model = { kind = \"poisson\"; rate = \"1/(200 d)\"; }; }; };");
    unsigned failed = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        assert_same(&c, r);
        failed += c.record->status == BRI_RUN_NAN;
    }
    assert_true(failed > 20);
    case_close(&c);
}

static void *stop_soon(void *stop) {
    const struct timespec soon = {.tv_nsec = 20000000};
    nanosleep(&soon, NULL);
    atomic_store((atomic_bool *)stop, 1);
    return NULL;
}

/* A million points a day, for a year: who asks for an end while they are counted gets it. */
static void test_decoupled__heed_a_stop(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD "actions = { hum = { actor = \"A\"; }; };"
                                   "decisions = { hums = { action = \"hum\"; model = { kind = \"poisson\"; rate = \"1e6/d\"; }; }; };"
                                   "batch = { event_limit = 2000000000; };");
    pthread_t thread;
    atomic_bool stop = 1;
    bri_state_heed(c.state, &stop);
    assert_false(bri_replicate(c.state, 1, 0, c.record)); /* of a state's first replication all events have their turn */
    atomic_store(&stop, 0);
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, &stop), 0);
    assert_false(bri_replicate(c.state, 1, 0, c.record));
    pthread_join(thread, NULL);
    case_close(&c);
}

static bool is_first_decoupled(const char *rest) {
    char text[2000];
    snprintf(text, sizeof text, "%s%s", HEAD, rest);
    kernel_case c = case_open(text);
    bool is = c.plan->decisions[0].is_decoupled;
    for (uint64_t r = 0; r < 5; r++) assert_same(&c, r);
    case_close(&c);
    return is;
}

#define ACT "variables = { x = 0; }; actions = { hum = { actor = \"A\"; }; kick = { actor = \"A\"; }; }; "
#define HUMS "hums = { action = \"hum\"; model = { kind = \"poisson\"; rate = \"1/d\"; }; }; "
#define HUMS_WITH(more) "decisions = { hums = { action = \"hum\"; " more " model = { kind = \"poisson\"; rate = \"1/d\"; }; }; };"
#define KICKS(rate) "kicks = { action = \"kick\"; model = { kind = \"hazard\"; rate = \"" rate "\"; }; }; "

static void test_decoupled__are_those_that_nothing_hangs_on(void **state) {
    (void)state;
    assert_true(is_first_decoupled(ACT "decisions = { " HUMS KICKS("0.1/d") "};"));
    assert_true(is_first_decoupled(ACT "decisions = { " HUMS "}; derived = { hums = \"2*count(hum)\"; };"));
    assert_true(is_first_decoupled(ACT "decisions = { " HUMS KICKS("x >= 0 ? 0.1/d : 0/d") "};"));
    assert_true(is_first_decoupled(ACT "decisions = { " HUMS "}; batch = { series = { step = \"7 d\"; }; };"));
    assert_true(is_first_decoupled(ACT "decisions = { " HUMS "}; batch = { series = { step = \"12 h\"; }; };"));
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS "}; batch = { series = { step = \"5 h\"; }; };"));
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS KICKS("0.1/d*(count(hum) < 9)") "};"));
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS KICKS("0.1/d*(since(hum) > 9 d)") "};"));
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS KICKS("0.1/d*(1 - x)") "};")); /* who knows that x is not above 1 */
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS "}; ladder = ( { rung = \"low\"; when = \"count(hum) >= 0\"; } );"));
    assert_false(is_first_decoupled(ACT "decisions = { " HUMS "}; outcomes = ( { name = \"n\"; value = \"count(hum, 30 d)\"; } );"));
    assert_false(is_first_decoupled(ACT HUMS_WITH("limit = 9;")));
    assert_false(is_first_decoupled(ACT HUMS_WITH("when = \"x < 9\";")));
    assert_false(is_first_decoupled("actions = { hum = { actor = \"A\"; }; kick = { actor = \"A\"; effects = ( \"cancel(hums)\" ); }; };"
                                    "decisions = { " HUMS KICKS("0.1/d") "};"));
    assert_false(is_first_decoupled("actions = { hum = { actor = \"A\"; }; kick = { actor = \"A\"; }; };"
                                    "decisions = { " HUMS
                                    "  kicks = { action = \"kick\"; on = [\"hum\"]; model = { kind = \"response\"; delay = \"1 d\"; }; }; };"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decoupled__are_counted_as_in_the_queue),
        cmocka_unit_test(test_decoupled__are_counted_from_the_warm_up_on),
        cmocka_unit_test(test_decoupled__are_counted_up_to_an_absorption),
        cmocka_unit_test(test_decoupled__count_towards_the_limit_of_events),
        cmocka_unit_test(test_decoupled__fail_with_the_others),
        cmocka_unit_test(test_decoupled__heed_a_stop),
        cmocka_unit_test(test_decoupled__are_those_that_nothing_hangs_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
