/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Histories of dyads: what they count, what hangs on them, and how many there are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

#define HEAD "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"
#define STRIKE "actions = { strike = { actor = \"self\"; target = \"target\"; duration = \"9 d\"; }; };"

/* Every function of every dyad of three, and what the events say. */
static void test_dyads__are_what_their_events_say(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD "actors = { g = { count = 3; }; };" STRIKE
                                   "decisions = { w = { for_each = \"g\"; action = \"strike\"; target = { from = \"g\"; }; "
                                   "model = { kind = \"poisson\"; rate = \"9/yr\"; }; }; };"
                                   "outcomes = ( { name = \"n\"; value = \"count(strike, g_1, g_2)\"; }, "
                                   "{ name = \"w\"; value = \"count(strike, g_1, g_2, 50 d)\"; },"
                                   "{ name = \"last\"; value = \"since(strike, g_1, g_2)\"; },"
                                   "{ name = \"f\"; value = \"first(strike, g_1, g_2)\"; },"
                                   "{ name = \"a\"; value = \"active(strike, g_1, g_2)\"; },"
                                   "{ name = \"n2\"; value = \"sum(g, count(strike, g_1, other))\"; },"
                                   "{ name = \"never\"; value = \"count(strike, g_2, g_2)\"; } );");
    double seen = 0;
    for (uint64_t r = 0; r < 30; r++) {
        const bri_record *record = case_run(&c, r);
        double n = 0, window = 0, last = -INFINITY, first = INFINITY, active = 0, by = 0;
        for (size_t i = 0; i < record->event_count; i++) {
            const bri_event *e = &record->events[i];
            by += e->source == 0;
            if (e->source != 0 || e->target != 1) continue;
            n++;
            window += e->time > 365 - 50;
            active += e->time > 365 - 9;
            last = e->time;
            first = fmin(first, e->time);
        }
        const double expected[] = {n, window, 365 - last, first, active, by, 0};
        for (int i = 0; i < 7; i++) assert_true(record->outcome[i] == expected[i] || fabs(record->outcome[i] - expected[i]) < 1e-9);
        seen += window;
    }
    assert_true(seen > 0);
    case_close(&c);
}

/* A rate hangs on its own dyad's history and on nobody else's. */
static void test_dyads__change_the_rates_that_read_them(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD "actors = { g = { count = 4; }; }; networks = { all = { among = \"g\"; kind = \"complete\"; }; };" STRIKE
                                   "decisions = { w = { for_each = \"dyad in all\"; action = \"strike\"; "
                                   "model = { kind = \"hazard\"; rate = \"(1 + count(strike, target, self))/yr\"; }; }; };");
    assert_int_equal(c.plan->slot_count, 12);
    for (uint32_t i = 0; i < c.plan->slot_count; i++) {
        const bri_slot_def *def = &c.scenario->slots[i];
        assert_int_equal(c.plan->slots[i].clock_count, 1);
        bri_binding reads = c.plan->decisions[c.plan->slots[i].clocks[0]].binding;
        assert_true(reads.self == def->target && reads.target == def->member);
    }
    case_close(&c);
}

/* In an action, the pairs are those that its events may have: by links, by answers to them, by targets that are drawn. */
static void test_dyads__are_kept_for_pairs_that_may_be_meant(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD
                              "actors = { g = { count = 2000; }; A = { }; }; networks = { ring = { among = \"g\"; kind = \"ring\"; }; };"
                              "variables = { x = 0.0; };"
                              "actions = { strike = { actor = \"self\"; target = \"target\"; effects = ( \"x += count(strike, self, target)\" ); };"
                              "answer = { actor = \"self\"; target = \"target\"; effects = ( \"x -= count(strike, target, self, 9 d)\" ); };"
                              "plea = { actor = \"self\"; target = \"A\"; effects = ( \"x += count(plea, self, A)\" ); }; };"
                              "decisions = { w = { for_each = \"dyad in ring\"; action = \"strike\"; "
                              "model = { kind = \"poisson\"; rate = \"1/yr\"; }; };"
                              "b = { for_each = \"dyad in ring\"; on = [\"strike\"]; self = \"cause.target\"; "
                              "target = \"cause.source\"; action = \"answer\"; };"
                              "p = { for_each = \"g\"; action = \"plea\"; model = { kind = \"poisson\"; rate = \"1/yr\"; }; }; };");
    assert_int_equal(c.plan->slot_count, 1 + 4000 + 4000 + 2000);
    const bri_record *record = case_run(&c, 0);
    assert_string_equal(record->message, "");
    assert_true(record->event_count > 5000);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dyads__are_what_their_events_say),
        cmocka_unit_test(test_dyads__change_the_rates_that_read_them),
        cmocka_unit_test(test_dyads__are_kept_for_pairs_that_may_be_meant),
    };
    return cmocka_run_group_tests_name("dyads", tests, NULL, NULL);
}
