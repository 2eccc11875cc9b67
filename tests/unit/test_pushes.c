/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain decisions: what their events do is known slot by slot, and comes to what the effects say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

enum { REPLICATIONS = 40 };

#define HEAD                                                                                                                                         \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"                                                     \
    "actors = { g = { count = 5; }; };"                                                                                                              \
    "networks = { wheel = { among = \"g\"; kind = \"ring\"; }; };"                                                                                   \
    "variables = { x = { for_each = \"g\"; initial = 1; baseline = 0; half_life = \"20 d\"; range = [0, 2.5]; }; total = 0; last = 0;" \
    "  mood = { initial = 0; baseline = 1; half_life = \"3 d\"; }; };"                                                                               \
    "actions = { act = { actor = \"self\"; effects = ( \"each(wheel).x += 0.25\", \"self.x -= 0.5\", \"total += 1\", %s ); }; };"                    \
    "decisions = { acts = { for_each = \"g\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"0.2/d * exp(0.5*self.x + 0.1*mood)\";};};};" \
    "outcomes = ( { name = \"one\"; value = \"g_1.x\"; }, { name = \"two\"; value = \"g_2.x\"; }, { name = \"all\"; value = \"total\"; },"         \
    "  { name = \"which\"; value = \"last\"; }, { name = \"mood\"; value = \"mood\"; } );"

static kernel_case open_with(const char *effect) {
    char text[2500];
    snprintf(text, sizeof text, HEAD, effect);
    return case_open(text);
}

static void test_pushes__stand_for_everybody_that_an_effect_is_for(void **state) {
    (void)state;
    kernel_case c = open_with("\"last = 7\"");
    for (uint32_t i = 0; i < c.plan->decision_count; i++) {
        const bri_plan_decision *decision = &c.plan->decisions[i];
        assert_true(decision->is_plain);
        assert_int_equal(decision->push_count, 5); /* two on the ring, itself, and two that are there once */
        uint32_t own = decision->pushes[2].slot, sum = decision->pushes[0].slot + decision->pushes[1].slot;
        uint32_t first = c.plan->decisions[0].pushes[2].slot;
        assert_int_equal(own, first + i);
        assert_int_equal(sum, 2 * first + (i + 1) % 5 + (i + 4) % 5);
        assert_true(decision->pushes[0].adds && decision->pushes[0].amount == 0.25 && decision->pushes[2].amount == -0.5);
        assert_true(!decision->pushes[4].adds && decision->pushes[4].amount == 7.0 && decision->pushes[4].effect == 3);
    }
    case_close(&c);
}

/* With a trace every event goes the long way. */
static void assert_same_outcomes(const char *effect) {
    kernel_case c = open_with(effect);
    double outcome[5];
    uint64_t total = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        uint64_t count = case_run(&c, r)->event_count;
        for (int i = 0; i < 5; i++) outcome[i] = c.record->outcome[i];
        c.record->keep_events = 0;
        bri_replicate(c.state, 1, r, c.record);
        assert_int_equal(c.record->status, BRI_RUN_OK);
        assert_int_equal(c.record->event_count, count);
        for (int i = 0; i < 5; i++) assert_true(c.record->outcome[i] == outcome[i]);
        total += count;
    }
    assert_true(total > 100 * REPLICATIONS);
    case_close(&c);
}

static void test_pushes__do_what_the_effects_do(void **state) {
    (void)state;
    assert_same_outcomes("\"last = 7\"");
    assert_same_outcomes("\"mood -= 0.5\""); /* away from its baseline: its box is kept, or left */
    assert_same_outcomes("\"mood += 0.125\", \"mood -= 0.25\"");
    assert_same_outcomes("\"mood -= 0.25\", \"mood += 0.125\"");
    assert_same_outcomes("\"mood = 0\"");
}

static void test_pushes__that_cannot_be_are_told_by_their_effect(void **state) {
    (void)state;
    kernel_case c = open_with("\"mood += 1e308\", \"mood += 1e308\"");
    bri_replicate(c.state, 1, 0, c.record);
    assert_int_equal(c.record->status, BRI_RUN_BAD_VALUE);
    assert_non_null(strstr(c.record->message, "effect 5 of action act is inf, at day "));
    case_close(&c);
}

static void test_pushes__are_not_what_formulas_give(void **state) {
    (void)state;
    const char *const effects[] = {"\"last = total\"", "\"mood += bernoulli(0.5)\"", "\"if (total > 3) last = 1\""};
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
        kernel_case c = open_with(effects[i]);
        assert_false(c.plan->decisions[0].is_plain);
        case_close(&c);
    }
}

static void test_pushes__of_many_are_left_to_the_effects(void **state) {
    (void)state;
    char text[600];
    for (int members = 33; members <= 34; members++) {
        snprintf(text, sizeof text,
                 "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors = { g = { count = %d; }; };"
                 "networks = { all = { among = \"g\"; kind = \"complete\"; }; }; variables = { x = { for_each = \"g\"; initial = 0; }; };"
                 "actions = { act = { actor = \"self\"; effects = ( \"each(all).x += 1\" ); }; };"
                 "decisions = { acts = { for_each = \"g\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"1/d\"; }; }; };",
                 members);
        kernel_case c = case_open(text);
        assert_int_equal(c.plan->decisions[0].is_plain, members == 33);
        case_close(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pushes__stand_for_everybody_that_an_effect_is_for),
        cmocka_unit_test(test_pushes__do_what_the_effects_do),
        cmocka_unit_test(test_pushes__that_cannot_be_are_told_by_their_effect),
        cmocka_unit_test(test_pushes__are_not_what_formulas_give),
        cmocka_unit_test(test_pushes__of_many_are_left_to_the_effects),
    };
    return cmocka_run_group_tests_name("pushes", tests, NULL, NULL);
}
