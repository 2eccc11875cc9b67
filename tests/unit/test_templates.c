/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates in the kernel: sums over the networks of each kind, what has happened to each member, and the instances of a decision. All happens on
 * fixed dates, so that each number is known; 2017-01-11 is day 10. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

#define HEAD(count)                                                                                                                                  \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"                                                     \
    "actors = { A = { name = \"A\"; }; crowd = { count = " count "; }; };"
#define ON(dates) "model = { kind = \"schedule\"; on = [" dates "]; };"
#define DAY_10 "\"2017-01-11\""
#define DAY_20 "\"2017-01-21\""
#define DAY_30 "\"2017-01-31\""
#define DAY_35 "\"2017-02-05\""

enum { FIRST = 1, MEMBERS = 4 }; /* crowd_1 is actor 1 */

/** One of the marks of the events of an action, by member: those of the sources 1 .. MEMBERS, each of whom acts once. */
static void assert_mark_of_members(const kernel_case *c, uint32_t action, const char *mark, const double expected[MEMBERS]) {
    int seen[MEMBERS] = {0};
    for (size_t i = 0; i < c->record->event_count; i++) {
        const bri_event *event = &c->record->events[i];
        if (event->action != action) continue;
        uint32_t member = event->source - FIRST;
        assert_true(member < MEMBERS);
        seen[member]++;
        double value = case_mark(c, i, mark);
        if (!(fabs(value - expected[member]) <= 1e-9 || value == expected[member]))
            fail_msg("%s of member %u is %.17g, not %g", mark, (unsigned)member + 1, value, expected[member]);
    }
    for (int i = 0; i < MEMBERS; i++) assert_int_equal(seen[i], 1);
}

/* ---- sums ---- */

#define LINKS "links = ( (\"crowd_1\", \"crowd_2\", 0.5), [\"crowd_1\", \"crowd_3\"] );"
#define NETWORKS                                                                                                                                     \
    "networks = { complete = { among = \"crowd\"; kind = \"complete\"; }; ring = { among = \"crowd\"; kind = \"ring\"; };"                           \
    "grid = { among = \"crowd\"; kind = \"grid\"; rows = 2; columns = 2; }; star = { among = \"crowd\"; kind = \"list\"; " LINKS " };"               \
    "arrows = { among = \"crowd\"; kind = \"list\"; symmetric = false; " LINKS " }; };"
#define VALUES "variables = { v = { for_each = \"crowd\"; initial = [1, 10, 100, 1000]; }; };"

static void test_templates__sums_go_over_the_links_of_each_network(void **state) {
    (void)state;
    kernel_case c =
        case_open(HEAD("4") NETWORKS VALUES
                  "actions = { look = { actor = \"self\"; marks = { of_complete = \"sum(complete, other.v)\"; of_ring = \"sum(ring, other.v)\";"
                  "of_grid = \"sum(grid, other.v)\"; of_star = \"sum(star, other.v)\"; weighed = \"sum(star, link*other.v)\"; of_arrows = "
                  "\"sum(arrows, other.v)\";"
                  "mean_star = \"mean(star, other.v)\"; of_group = \"sum(crowd, other.v)\"; mean_group = \"mean(crowd, other.v + self.v)\";"
                  "many = \"sum(complete, other.v > 5)\"; }; }; };"
                  "decisions = { looks = { for_each = \"crowd\"; action = \"look\"; " ON(
                      DAY_10) " }; };"
                              "outcomes = ( { name = \"all\"; value = \"sum(crowd, 2*other.v)\"; } );");
    case_run(&c, 0);
    assert_mark_of_members(&c, 0, "of_complete", (double[]){1110, 1101, 1011, 111});
    assert_mark_of_members(&c, 0, "of_ring", (double[]){1010, 101, 1010, 101});
    assert_mark_of_members(&c, 0, "of_grid", (double[]){110, 1001, 1001, 110});
    assert_mark_of_members(&c, 0, "of_star", (double[]){110, 1, 1, 0});
    assert_mark_of_members(&c, 0, "weighed", (double[]){105, 0.5, 1, 0});
    assert_mark_of_members(&c, 0, "of_arrows", (double[]){110, 0, 0, 0});
    assert_mark_of_members(&c, 0, "mean_star", (double[]){55, 1, 1, 0});
    assert_mark_of_members(&c, 0, "of_group", (double[]){1111, 1111, 1111, 1111});
    assert_mark_of_members(&c, 0, "mean_group", (double[]){278.75, 287.75, 377.75, 1277.75});
    assert_mark_of_members(&c, 0, "many", (double[]){3, 2, 2, 2});
    assert_true(c.record->outcome[0] == 2222.0);
    case_close(&c);
}

/** Effects on all neighbours, on both sides of an event, and on a member by name; later sums see them. */
static void test_templates__effects_reach_whom_they_name(void **state) {
    (void)state;
    kernel_case c =
        case_open(HEAD("4") NETWORKS VALUES
                  "actions = { push = { actor = \"self\"; target = \"target\"; effects = ( \"each(star).v += 1000*link*other.v\", \"target.v *= 2\","
                  " \"self.v = 7\", \"crowd_4.v -= 1\" ); };"
                  "look = { actor = \"self\"; marks = { own = \"self.v\"; around = \"sum(ring, other.v)\"; }; }; };"
                  "decisions = { pushes = { for_each = \"dyad in arrows\"; when = \"target.v < 50\"; action = \"push\"; " ON(
                      DAY_10) " };"
                              "looks = { for_each = \"crowd\"; action = \"look\"; " ON(DAY_20) " }; };");
    case_run(&c, 0);
    assert_int_equal(c.record->event_count, 5); /* crowd_1 at crowd_2 alone, then four looks */
    assert_int_equal(c.record->events[0].source, FIRST);
    assert_int_equal(c.record->events[0].target, FIRST + 1);
    /* star: crowd_1 has links to crowd_2 (0.5) and crowd_3 (1): 10 + 5000, then doubled; 100 + 100000. */
    assert_mark_of_members(&c, 1, "own", (double[]){7, 10020, 100100, 999});
    assert_mark_of_members(&c, 1, "around", (double[]){10020 + 999, 7 + 100100, 10020 + 999, 7 + 100100});
    case_close(&c);
}

/* ---- history ---- */

#define CHAIN                                                                                                                                        \
    "networks = { chain = { among = \"crowd\"; kind = \"list\"; symmetric = false;"                                                                  \
    "links = ( [\"crowd_1\", \"crowd_2\"], [\"crowd_2\", \"crowd_3\"], [\"crowd_3\", \"crowd_1\"] ); }; };"                                          \
    "parameters = { n = { for_each = \"crowd\"; value = [1, 2, 3, 4]; }; };"
#define TURNS "time < 15 d ? self.n == 1 : time < 25 d ? self.n <= 2 : self.n == 3"

/** Day 10: 1 hits 2. Day 20: 1 hits 2, 2 hits 3. Day 30: 3 hits 1. Each lasts 8 days; on day 35 all look back. */
static void test_templates__each_member_has_a_history(void **state) {
    (void)state;
    kernel_case c = case_open(
        HEAD("4") CHAIN
        "actions = { hit = { actor = \"self\"; target = \"target\"; duration = \"8 d\"; }; look = { actor = \"self\"; marks = {"
        "by = \"count(hit, self)\"; at = \"count(hit, any, self)\"; lately = \"count(hit, self, 20 d)\"; at_lately = \"count(hit, any, self, 10 d)\";"
        "ago = \"since(hit, self)/(1 d)\"; at_ago = \"since(hit, any, self)/(1 d)\"; begun = \"first(hit, self)/(1 d)\";"
        "open = \"active(hit, self)\"; open_at = \"active(hit, any, self)\"; third = \"count(hit, crowd_3)\"; }; }; };"
        "decisions = { hits = { for_each = \"dyad in chain\"; when = \"" TURNS
        "\"; action = \"hit\"; " ON(DAY_10 ", " DAY_20 ", " DAY_30) " };"
                                                                    "looks = { for_each = \"crowd\"; action = \"look\"; " ON(DAY_35) " }; };");
    case_run(&c, 0);
    assert_mark_of_members(&c, 1, "by", (double[]){2, 1, 1, 0});
    assert_mark_of_members(&c, 1, "at", (double[]){1, 2, 1, 0});
    assert_mark_of_members(&c, 1, "lately", (double[]){1, 1, 1, 0});
    assert_mark_of_members(&c, 1, "at_lately", (double[]){1, 0, 0, 0});
    assert_mark_of_members(&c, 1, "ago", (double[]){15, 15, 5, INFINITY});
    assert_mark_of_members(&c, 1, "at_ago", (double[]){5, 15, 15, INFINITY});
    assert_mark_of_members(&c, 1, "begun", (double[]){10, 20, 30, INFINITY});
    assert_mark_of_members(&c, 1, "open", (double[]){0, 0, 1, 0});
    assert_mark_of_members(&c, 1, "open_at", (double[]){1, 0, 0, 0});
    assert_mark_of_members(&c, 1, "third", (double[]){1, 1, 1, 1});
    case_close(&c);
}

/* ---- instances ---- */

static void test_templates__limits_and_names_are_of_each_instance(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD("4") CHAIN "actions = { hit = { actor = \"self\"; target = \"target\"; }; };"
                                              "decisions = { hits = { for_each = \"dyad in chain\"; limit = 2; when = \"" TURNS
                                              " || time > 32 d\"; action = \"hit\"; " ON(DAY_10 ", " DAY_20 ", " DAY_30 ", " DAY_35) " }; };");
    case_run(&c, 0);
    /* Day 35: crowd_1 has reached its limit. */
    uint32_t sources[] = {1, 1, 2, 3, 2, 3};
    assert_int_equal(c.record->event_count, 6);
    for (size_t i = 0; i < 6; i++) assert_int_equal(c.record->events[i].source, sources[i]);
    assert_int_equal(c.record->events[0].decision, case_decision(&c, "hits[crowd_1,crowd_2]"));
    assert_int_equal(c.record->events[3].decision, case_decision(&c, "hits[crowd_3,crowd_1]"));
    case_close(&c);
}

/** The reaction of whom it concerns, towards whom it came from; and that of all who have a link to it. */
static void test_templates__reactions_are_of_whom_they_concern(void **state) {
    (void)state;
    kernel_case c = case_open(
        HEAD("4") CHAIN
        "actions = { hit = { actor = \"self\"; target = \"target\"; }; back = { actor = \"self\"; target = \"target\"; };"
        "mourn = { actor = \"self\"; }; };"
        "decisions = { hits = { for_each = \"dyad in chain\"; when = \"self.n == 2\"; action = \"hit\"; " ON(
            DAY_10) " };"
                    "backs = { for_each = \"crowd\"; on = [\"hit\"]; self = \"cause.target\"; target = \"cause.source\"; action = \"back\"; };"
                    "mourns = { for_each = \"crowd\"; on = [\"hit\"]; self = \"chain of cause.target\"; action = \"mourn\"; }; };");
    case_run(&c, 0);
    assert_events(&c, "hit@10 back@10 mourn@10");
    assert_int_equal(c.record->events[1].source, FIRST + 2);
    assert_int_equal(c.record->events[1].target, FIRST + 1);
    assert_int_equal(c.record->events[1].cause, 0);
    assert_int_equal(c.record->events[2].source, FIRST); /* crowd_3 has a link to crowd_1 */
    case_close(&c);
}

/** A weight of 0 is never drawn; where all are 0 nothing is done; nobody draws itself. */
static void test_templates__targets_are_drawn_by_weight(void **state) {
    (void)state;
    kernel_case c =
        case_open(HEAD("4") CHAIN "actions = { hit = { actor = \"self\"; target = \"target\"; }; };"
                                  "decisions = { hits = { for_each = \"crowd\"; target = { from = \"crowd\"; weight = \"target.n == 3\"; };"
                                  "action = \"hit\"; " ON(DAY_10) " }; };");
    case_run(&c, 0);
    assert_int_equal(c.record->event_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(c.record->events[i].target, FIRST + 2);
        assert_int_not_equal(c.record->events[i].source, FIRST + 2);
    }
    case_close(&c);
}

/** cancel, start and restart of a template mean all of its instances. */
static void test_templates__all_instances_are_started_and_stopped(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD("4") "actions = { tick = { actor = \"self\"; }; halt = { actor = \"A\"; effects = ( \"cancel(ticks)\" ); };"
                                        "go = { actor = \"A\"; effects = ( \"start(ticks)\" ); }; };"
                                        "decisions = { ticks = { for_each = \"crowd\"; action = \"tick\"; model = { kind = \"renewal\"; law = "
                                        "\"deterministic\"; gap = \"12 d\"; }; };"
                                        "halts = { action = \"halt\"; " ON(DAY_20) " }; goes = { action = \"go\"; " ON(
                                            DAY_30) " };"
                                                    "ends = { action = \"halt\"; " ON("\"2017-02-15\"") " }; };");
    case_run(&c, 0);
    assert_events(&c, "tick@12 tick@12 tick@12 tick@12 halt@20 go@30 tick@42 tick@42 tick@42 tick@42 halt@45");
    case_close(&c);
}

/** A member more leaves the histories of the others as they are: their random numbers are by name. */
static void test_templates__a_member_more_leaves_the_others_alone(void **state) {
    (void)state;
#define OUTBREAKS                                                                                                                                    \
    "actions = { fall = { actor = \"self\"; marks = { x = \"normal(0, 1)\"; }; }; };"                                                                \
    "decisions = { falls = { for_each = \"crowd\"; action = \"fall\"; model = { kind = \"poisson\"; rate = \"9/yr\"; }; }; };"
    kernel_case few = case_open(HEAD("3") OUTBREAKS), many = case_open(HEAD("4") OUTBREAKS);
    case_run(&few, 5);
    case_run(&many, 5);
    size_t j = 0, of_the_fourth = 0;
    for (size_t i = 0; i < many.record->event_count; i++) {
        if (many.record->events[i].source == FIRST + 3) {
            of_the_fourth++;
            continue;
        }
        assert_true(j < few.record->event_count);
        assert_int_equal(many.record->events[i].source, few.record->events[j].source);
        assert_true(many.record->events[i].time == few.record->events[j].time);
        assert_true(case_mark(&many, i, "x") == case_mark(&few, j, "x"));
        j++;
    }
    assert_int_equal(j, few.record->event_count);
    assert_true(j > 10 && of_the_fourth > 1);
    case_close(&few);
    case_close(&many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_templates__sums_go_over_the_links_of_each_network),
        cmocka_unit_test(test_templates__effects_reach_whom_they_name),
        cmocka_unit_test(test_templates__each_member_has_a_history),
        cmocka_unit_test(test_templates__limits_and_names_are_of_each_instance),
        cmocka_unit_test(test_templates__reactions_are_of_whom_they_concern),
        cmocka_unit_test(test_templates__targets_are_drawn_by_weight),
        cmocka_unit_test(test_templates__all_instances_are_started_and_stopped),
        cmocka_unit_test(test_templates__a_member_more_leaves_the_others_alone),
    };
    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
