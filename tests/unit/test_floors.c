/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "kernel_case.h"
#include "scenario_text.h"

/* Can the rate of decision "go" be negative, for a rate, variables, and effects of an action? */
static bool can_be_negative(const char *rate, const char *variables, const char *effects) {
    char sections[1000];
    snprintf(sections, sizeof sections,
             "variables = { %s };\nactions = { act = { actor = \"A\"; effects = ( %s ); }; };\n"
             "decisions = { go = { action = \"act\"; model = { kind = \"hazard\"; rate = \"%s\"; }; }; };\n",
             variables, effects, rate);
    scenario_text text = scenario_text_good(sections);
    bri_plan *plan = scenario_text_plan(&text, NULL);
    bool found = plan->decisions[0].can_be_negative;
    bri_plan_free(plan);
    scenario_text_free(&text);
    return found;
}

#define EXCITATION "y = { initial = 0; baseline = 0; half_life = \"1 d\"; };"

static void test_floors__what_is_only_pushed_up_stays_above_its_baseline(void **state) {
    (void)state;
    assert_false(can_be_negative("(1 + y)/d", EXCITATION, "\"y += 1\""));
    assert_false(can_be_negative("y/d", EXCITATION, "\"y += 1\", \"y = 0\""));
    assert_false(can_be_negative("y/d", EXCITATION, "\"y = y + 2*y\""));
    assert_false(can_be_negative("(y - 1)/d", "y = { initial = 2; baseline = 1; half_life = \"1 d\"; };", "\"y += 1\""));
}

static void test_floors__one_effect_that_pushes_down_is_enough(void **state) {
    (void)state;
    assert_true(can_be_negative("(1 + y)/d", EXCITATION, "\"y += 1\", \"y -= 0.5\""));
    assert_true(can_be_negative("(1 + y)/d", EXCITATION, "\"y += 1\", \"y = -0.5\""));
    assert_true(can_be_negative("(1 + y)/d", EXCITATION, "\"y = 1 - y\""));
    assert_true(can_be_negative("(1 + y)/d", EXCITATION, "\"y = normal(0, 1)\""));
}

/* Above its start by what relaxes upwards, but for rounding. */
static void test_floors__a_path_that_rises_has_none(void **state) {
    (void)state;
    assert_true(can_be_negative("(1 + y)/d", "y = { initial = -1; baseline = 0; half_life = \"1 d\"; };", "\"y += 1\""));
    assert_true(can_be_negative("(1 + y)/d", "y = { initial = \"normal(0, 1)\"; baseline = 0; half_life = \"1 d\"; };", "\"y += 1\""));
}

static void test_floors__variables_that_stand_still_keep_their_start(void **state) {
    (void)state;
    assert_false(can_be_negative("(y - 3)/d", "y = 3;", "\"y += 1\""));
    assert_true(can_be_negative("(y - 3)/d", "y = 3;", "\"y -= 1\""));
    assert_false(can_be_negative("y/d", "y = { initial = 3; range = [0, 10]; };", "\"y -= 1\""));
}

static void test_floors__draws_are_not_below_their_law(void **state) {
    (void)state;
    assert_false(can_be_negative("y/d", "y = { initial = \"uniform(0, 3)\"; };", "\"y = exponential(1)\""));
    assert_true(can_be_negative("y/d", "y = { initial = \"uniform(-1, 3)\"; };", "\"y = exponential(1)\""));
    assert_true(can_be_negative("y/d", "y = { initial = \"uniform(0, 3)\"; };", "\"y = exponential(1) - 1\""));
}

/* 0 times infinity is no number, and none that is negative. */
static void test_floors__products_of_what_has_no_end(void **state) {
    (void)state;
    assert_false(can_be_negative("x * (1 + y)/d", EXCITATION " x = { initial = 1; range = [0, 1]; };", "\"y += 1\", \"x = 0\""));
    assert_true(can_be_negative("x * (1 + y)/d", EXCITATION " x = 1;", "\"y += 1\", \"x = -0.5\""));
}

/* x is given up by its own effect, and y, whose effect reads x, by that; z reads y, and is given up last, in whatever order they stand. */
static void test_floors__what_is_given_up_takes_with_it_what_rests_on_it(void **state) {
    (void)state;
    const char *sound = "\"x += 1\", \"y = x + y\", \"z = y + z\"", *broken = "\"z = y + z\", \"y = x + y\", \"x -= 1\"";
    assert_false(can_be_negative("z/d", "x = 0; y = 0; z = 0;", sound));
    assert_true(can_be_negative("z/d", "x = 0; y = 0; z = 0;", broken));
}

static void test_floors__effects_of_an_episodes_end_count(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("variables = { " EXCITATION " };\n"
                                            "actions = { act = { actor = \"A\"; duration = \"1 d\"; end_effects = ( \"y -= 1\" ); }; };\n"
                                            "decisions = { go = { action = \"act\"; model = { kind = \"hazard\"; rate = \"(1 + y)/d\"; }; }; };\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    assert_true(plan->decisions[0].can_be_negative);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

static void test_floors__jumps_are_known_by_effects(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("variables = { " EXCITATION " z = 1; still = 2; };\n"
                                            "actions = { act = { actor = \"A\"; "
                                            "effects = ( \"y += 0.5\", \"y -= 3\", \"z = 4\", \"y = 2*y\" ); }; };\n"
                                            "decisions = { go = { action = \"act\"; model = { kind = \"hazard\"; rate = \"exp(y)/d\"; }; }; };\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    const double jumps[] = {3, 4, 0};
    for (int i = 0; i < 3; i++) assert_true(plan->slots[plan->scenario->variables[i].slot].jump == jumps[i]);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

/* Each state's own, by one effect for all; where one may begin below, it alone has no floor. */
static void test_floors__members_have_their_own(void **state) {
    (void)state;
    for (int begins_below = 0; begins_below < 2; begins_below++) {
        char sections[1000];
        snprintf(sections, sizeof sections,
                 "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };\n"
                 "actors = { crowd = { count = 2; }; };\n"
                 "variables = { y = { for_each = \"crowd\"; initial = [%d, 0]; baseline = 0; half_life = \"1 d\"; }; };\n"
                 "actions = { act = { actor = \"self\"; effects = ( \"self.y += 1\" ); }; };\n"
                 "decisions = { go = { for_each = \"crowd\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"(1 + self.y)/d\"; }; }; };\n",
                 -begins_below);
        kernel_case c = case_open(sections);
        assert_int_equal(c.plan->decisions[0].can_be_negative, begins_below);
        assert_false(c.plan->decisions[1].can_be_negative);
        case_close(&c);
    }
}

/* What an effect reads of whoever acts, or of a link, may be anything: the state's own number, below 0 for one of them, or the link's weight. */
static void test_floors__effects_that_read_of_somebody(void **state) {
    (void)state;
    const char *effects[] = {"self.y = self.p", "each(friends).y = 2 * link", "self.y = 1"};
    for (int i = 0; i < 3; i++) {
        char sections[1500];
        snprintf(sections, sizeof sections,
                 "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };\n"
                 "actors = { crowd = { count = 3; }; };\n"
                 "parameters = { p = { for_each = \"crowd\"; value = [1.0, -1.0, 1.0]; }; };\n"
                 "networks = { friends = { among = \"crowd\"; kind = \"list\"; links = ( (\"crowd_1\", \"crowd_2\", -1.0) ); }; };\n"
                 "variables = { y = { for_each = \"crowd\"; initial = 0; baseline = 0; half_life = \"1 d\"; }; };\n"
                 "actions = { act = { actor = \"self\"; effects = ( \"%s\" ); }; };\n"
                 "decisions = { go = { for_each = \"crowd\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"(1 + self.y)/d\"; }; }; };\n",
                 effects[i]);
        kernel_case c = case_open(sections);
        assert_int_equal(c.plan->decisions[0].can_be_negative, i < 2);
        case_close(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floors__what_is_only_pushed_up_stays_above_its_baseline),
        cmocka_unit_test(test_floors__one_effect_that_pushes_down_is_enough),
        cmocka_unit_test(test_floors__a_path_that_rises_has_none),
        cmocka_unit_test(test_floors__variables_that_stand_still_keep_their_start),
        cmocka_unit_test(test_floors__draws_are_not_below_their_law),
        cmocka_unit_test(test_floors__products_of_what_has_no_end),
        cmocka_unit_test(test_floors__what_is_given_up_takes_with_it_what_rests_on_it),
        cmocka_unit_test(test_floors__effects_of_an_episodes_end_count),
        cmocka_unit_test(test_floors__jumps_are_known_by_effects),
        cmocka_unit_test(test_floors__members_have_their_own),
        cmocka_unit_test(test_floors__effects_that_read_of_somebody),
    };
    return cmocka_run_group_tests_name("floors", tests, NULL, NULL);
}
