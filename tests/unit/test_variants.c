/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants that replace decisions and actions: the base is as if they were not there; what a variant is made of is as if its file had been written
 * by hand; and both share all chance events of what did not change. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

enum { REPLICATIONS = 40 };

#define WORLD                                                                                                                                        \
    "variables = { tension = { initial = 0.2; baseline = 0.1; half_life = \"30 d\"; range = [0.0, 2.0]; }; }; parameters = { pace = 20.0; };"
#define RAID "raid = { actor = \"A\"; target = \"B\"; marks = { size = \"lognormal(0, 0.5)\"; }; effects = ( \"tension += 0.05*size\" ); };"
#define REPLY "reply = { actor = \"B\"; marks = { loud = \"uniform(0, 1)\"; }; effects = ( \"tension += 0.1*loud\" ); };"
#define TALK "talk = { actor = \"C\"; effects = ( \"tension -= 0.1\" ); };"
#define RAIDS "raids = { action = \"raid\"; model = { kind = \"hazard\"; rate = \"pace/yr*exp(tension)\"; }; };"
#define REPLIES                                                                                                                                      \
    "replies = { action = \"reply\"; on = [\"raid\"]; model = { kind = \"response\"; probability = 0.5; delay = \"exponential(5 d)\"; }; };"
#define TALKS "talks = { action = \"talk\"; model = { kind = \"hazard\"; rate = \"6/yr\"; }; };"
#define ACTIONS "actions = {" RAID REPLY TALK "};"
#define DECISIONS "decisions = {" RAIDS REPLIES TALKS "};"
/* What the variant "other" has instead. */
#define OWN_RAID                                                                                                                                     \
    "raid = { actor = \"A\"; marks = { tons = \"gamma(2, 3)\"; size = \"lognormal(0, 0.5)\"; }; effects = ( \"tension += 0.01*tons\" ); };"
#define OWN_REPLIES "replies = { on = [\"raid\"]; model = { kind = \"choice\"; delay = \"exponential(5 d)\"; rationality = 2.0; " \
                    "options = ( { action = \"seize\"; utility = \"0.1*tons\"; }, { action = \"none\"; utility = 0.2; } ); }; };"
#define OWN_SEIZE "seize = { actor = \"B\"; effects = ( \"tension += 0.2\" ); };"
#define OWN_LOOKS "looks = { action = \"talk\"; on = [\"seize\"]; };"
#define OTHER "other = { actions = {" OWN_RAID OWN_SEIZE "}; decisions = {" OWN_REPLIES OWN_LOOKS "}; };"

static kernel_case open_variant(const char *text, const char *name) {
    kernel_case c = case_open(text);
    size_t variant;
    assert_true(brink_scenario_variant_find(c.scenario, name, &variant));
    const bri_variant *own = &c.scenario->variants[variant];
    bri_record_free(c.record);
    bri_state_free(c.state);
    bri_plan_free(c.plan);
    assert_int_equal(bri_plan_new(&c.plan, bri_scenario_of(c.scenario, own), own->parameters, c.diagnostics, NULL), BRINK_OK);
    c.state = bri_state_new(c.plan, BRI_TUNING_DEFAULT);
    c.record = bri_record_new(c.plan);
    return c;
}

static double mark_of(const kernel_case *c, size_t event, const char *name) {
    for (uint32_t i = 0; i < c->plan->mark_count; i++)
        if (strcmp(c->plan->scenario->marks[i].name, name) == 0) return c->record->marks[event * c->plan->mark_count + i];
    return NAN;
}

static int same_number(double a, double b) {
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Histories of two plans are the same event by event, to the last bit; names stand for numbers, which may differ. */
static void assert_same_histories(kernel_case *a, kernel_case *b) {
    size_t total = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        const bri_record *x = case_run(a, r), *y = case_run(b, r);
        assert_int_equal(x->event_count, y->event_count);
        for (size_t i = 0; i < x->event_count; i++) {
            const bri_event *e = &x->events[i], *f = &y->events[i];
            assert_string_equal(a->plan->scenario->actions[e->action].name, b->plan->scenario->actions[f->action].name);
            assert_string_equal(a->plan->scenario->decisions[e->decision].name, b->plan->scenario->decisions[f->decision].name);
            assert_true(same_number(e->time, f->time) && e->identity == f->identity && e->cause == f->cause);
            assert_true(same_number(e->value, f->value) && e->rung_after == f->rung_after);
            static const char *const marks[] = {"size", "loud", "tons"};
            for (int m = 0; m < 3; m++) assert_true(same_number(mark_of(a, i, marks[m]), mark_of(b, i, marks[m])));
        }
        total += x->event_count;
    }
    assert_true(total > 20 * REPLICATIONS); /* there was something to compare */
    case_close(a);
    case_close(b);
}

static void test_variants__leave_the_base_as_it_is(void **state) {
    (void)state;
    kernel_case with = case_open(CASE_YEAR WORLD ACTIONS DECISIONS "variants = { gone = { decisions = { talks = \"none\"; }; }; " OTHER " };");
    kernel_case without = case_open(CASE_YEAR WORLD ACTIONS DECISIONS);
    assert_same_histories(&with, &without);
}

static void test_variants__are_what_a_file_of_their_own_would_be(void **state) {
    (void)state;
    kernel_case with = open_variant(CASE_YEAR WORLD ACTIONS DECISIONS "variants = { slow = { pace = 3.0; }; " OTHER " };", "other");
    kernel_case by_hand =
        case_open(CASE_YEAR WORLD "actions = {" OWN_RAID REPLY TALK OWN_SEIZE "}; decisions = {" RAIDS OWN_REPLIES TALKS OWN_LOOKS "};");
    assert_same_histories(&with, &by_hand);
}

static void test_variants__that_replace_by_the_same_change_nothing(void **state) {
    (void)state;
    kernel_case with = open_variant(CASE_YEAR WORLD ACTIONS DECISIONS
                                    "variants = { same = { decisions = {" REPLIES RAIDS "}; actions = {" REPLY "}; }; };",
                                    "same");
    kernel_case without = case_open(CASE_YEAR WORLD ACTIONS DECISIONS);
    assert_same_histories(&with, &without);
}

static void test_variants__without_a_decision_are_a_file_without_it(void **state) {
    (void)state;
    kernel_case with = open_variant(CASE_YEAR WORLD ACTIONS DECISIONS "variants = { gone = { decisions = { talks = \"none\"; }; }; };", "gone");
    kernel_case by_hand = case_open(CASE_YEAR WORLD ACTIONS "decisions = {" RAIDS REPLIES "};");
    assert_same_histories(&with, &by_hand);
}

/* A choice among what is left goes on: the option is still weighed, and where it is taken nothing is done. */
static void test_variants__without_an_action_do_nothing_in_its_place(void **state) {
    (void)state;
    static const char text[] = CASE_YEAR WORLD ACTIONS
        "decisions = {" RAIDS TALKS "replies = { on = [\"raid\"]; model = { kind = \"choice\"; options = ( { action = \"reply\"; weight = 1; }, "
        "{ action = \"talk\"; weight = 1; } ); }; }; }; variants = { unarmed = { actions = { reply = \"none\"; }; }; };";
    kernel_case base = case_open(text), unarmed = open_variant(text, "unarmed");
    uint64_t replies = 0, talks = 0, own_replies = 0, own_talks = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        case_run(&base, r);
        replies += base.record->count[1];
        talks += base.record->count[2];
        case_run(&unarmed, r);
        own_replies += unarmed.record->count[1];
        own_talks += unarmed.record->count[2];
    }
    assert_true(replies > 100 && talks > 100);
    assert_int_equal(own_replies, 0);
    assert_true(own_talks > talks / 2 && own_talks < 2 * talks);
    case_close(&base);
    case_close(&unarmed);
}

/* A replaced rate of 1.05 times the base's shares its points with it: nearly all events are kept. */
static void test_variants__share_the_points_of_a_replaced_decision(void **state) {
    (void)state;
    static const char text[] =
        CASE_YEAR WORLD "actions = {" TALK "}; decisions = {" TALKS "}; variants = { faster = { decisions = { talks = { action = \"talk\"; "
                                         "model = { kind = \"hazard\"; rate = \"6.3/yr\"; }; }; }; }; };";
    kernel_case base = case_open(text), faster = open_variant(text, "faster");
    uint64_t events = 0, kept = 0, added = 0;
    for (uint64_t r = 0; r < 20 * REPLICATIONS; r++) {
        case_run(&base, r);
        case_run(&faster, r);
        for (size_t i = 0, j = 0; i < base.record->event_count; i++) {
            while (j < faster.record->event_count && faster.record->events[j].time < base.record->events[i].time) j++;
            kept += j < faster.record->event_count && faster.record->events[j].identity == base.record->events[i].identity;
        }
        events += base.record->event_count;
        added += faster.record->event_count;
    }
    assert_int_equal(kept, events); /* each event of the slower rate is one of the faster */
    assert_true(added > events && added < events + events / 10);
    case_close(&base);
    case_close(&faster);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants__leave_the_base_as_it_is),
        cmocka_unit_test(test_variants__are_what_a_file_of_their_own_would_be),
        cmocka_unit_test(test_variants__that_replace_by_the_same_change_nothing),
        cmocka_unit_test(test_variants__without_a_decision_are_a_file_without_it),
        cmocka_unit_test(test_variants__without_an_action_do_nothing_in_its_place),
        cmocka_unit_test(test_variants__share_the_points_of_a_replaced_decision),
    };
    return cmocka_run_group_tests_name("variants", tests, NULL, NULL);
}
