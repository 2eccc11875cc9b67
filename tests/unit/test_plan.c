/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/stream.h"
#include "scenario_text.h"

#define ACTIONS "actions = { test = { actor = \"A\"; duration = \"3 d\"; marks = { range_km = 3.0; }; }; drill = { actor = \"B\"; }; };\n"

/* The slot of a variable, by index. */
static const bri_plan_slot *variable(const bri_plan *plan, uint32_t index) {
    return &plan->slots[plan->scenario->variables[index].slot];
}

static void test_plan__parameters_are_folded_in(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("parameters = { pace = { value = 10.0; unit = \"1/yr\"; }; half = \"45 d\"; };\n"
                                            "variables = { x = { initial = \"pace*1 yr\"; baseline = 1; half_life = \"half\"; }; y = { initial = "
                                            "\"normal(0, 1)\"; slope = \"-pace\"; range = [-5, 5]; }; };\n" ACTIONS
                                            "decisions = { go = { action = \"test\"; model = { kind = \"poisson\"; rate = \"pace\"; }; }; };\n");
    const double doubled[] = {20 / 365.25, 90};
    bri_plan *plan = scenario_text_plan(&text, NULL), *other = scenario_text_plan(&text, doubled);
    double rate;
    assert_true(bri_code_is_constant(other->decisions[0].rate, &rate) && fabs(rate - doubled[0]) < 1e-15);
    assert_true(plan->decisions[0].field_base == other->decisions[0].field_base); /* the same points for every variant */
    assert_true(fabs(variable(plan, 0)->decay - M_LN2 / 45) < 1e-15);
    assert_true(fabs(variable(other, 0)->decay - M_LN2 / 90) < 1e-15);
    assert_true(fabs(variable(plan, 0)->start - 10) < 1e-12 && variable(plan, 0)->initial == NULL);
    assert_non_null(variable(plan, 1)->initial);
    assert_true(variable(plan, 1)->stream == bri_stream_of("y"));
    assert_true(fabs(variable(other, 1)->slope + doubled[0]) < 1e-15);
    assert_true(variable(plan, 1)->minimum == -5 && variable(plan, 1)->maximum == 5);
    assert_true(plan->actions[0].stream == bri_stream_of("test") && plan->actions[0].marks[0].sub == bri_stream_of("range_km"));
    bri_plan_free(plan);
    bri_plan_free(other);
    scenario_text_free(&text);
}

static bool holds(const uint32_t *list, uint32_t count, uint32_t member) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) found += list[i] == member;
    return found == 1;
}

static void test_plan__who_reads_what(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(
        "variables = { x = { initial = 1; baseline = 0; half_life = \"9 d\"; }; z = 0.5; };\n" ACTIONS
        "decisions = { one = { action = \"test\"; model = { kind = \"hazard\"; rate = \"(x + z)/yr\"; }; };\n"
        " two = { action = \"drill\"; priority = 5; model = { kind = \"hazard\"; rate = \"(x + count(test, 30 d) + count(test, 7 d) + "
        "active(test))*exp(-age/1 d)/yr\"; }; };\n"
        " three = { action = \"drill\"; on = [\"drill\", \"test\"]; priority = -1; }; four = { action = \"drill\"; on = \"test\"; }; };\n"
        "ladder = ( { rung = \"a\"; when = true; }, { rung = \"b\"; when = \"z > 1\"; }, { rung = \"c\"; when = \"x > 2\"; } );\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    const bri_plan_slot *x = variable(plan, 0), *z = variable(plan, 1);
    assert_true(x->clock_count == 2 && holds(x->clocks, 2, 0) && holds(x->clocks, 2, 1));
    assert_true(z->clock_count == 1 && z->clocks[0] == 0);
    assert_true(z->watch_count == 1 && z->watches[0] == 1);
    assert_true(x->watch_count == 1 && x->watches[0] == 2);
    assert_false(plan->watches[1].moves);
    assert_true(plan->watches[2].moves);
    assert_true(plan->moving_count == 2); /* x, age */
    assert_int_equal(plan->actions[0].window_count, 2);
    assert_true(plan->slots[plan->actions[0].windows[0].slot].window == 30 && plan->slots[plan->actions[0].windows[1].slot].window == 7);
    assert_true(plan->actions[0].history[BRI_SIDE_ALL].active != BRI_NONE && plan->actions[0].history[BRI_SIDE_ALL].since == BRI_NONE);
    assert_int_equal(plan->actions[0].trigger_count, 2);
    assert_true(plan->actions[0].triggers[0] == 2 && plan->actions[0].triggers[1] == 3);
    assert_true(plan->actions[1].trigger_count == 1 && plan->actions[1].triggers[0] == 2);
    assert_true(plan->decisions[1].age_slot != BRI_NONE && plan->decisions[0].age_slot == BRI_NONE);
    const uint32_t order[] = {1, 0, 3, 2};
    for (int i = 0; i < 4; i++) assert_int_equal(plan->order[i], order[i]);
    assert_int_equal(plan->rung_slot, BRI_NONE);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

static double base_of(const char *decision) {
    char sections[1000];
    snprintf(sections, sizeof sections,
             "parameters = { zero = 0.0; };\nvariables = { x = { initial = 0; range = [0, 4]; }; free = 0.0; y = { initial = \"uniform(0, 1)\"; "
             "range = [0, 8]; }; };\n" ACTIONS "decisions = { it = { action = \"test\"; %s }; };\n",
             decision);
    scenario_text text = scenario_text_good(sections);
    bri_plan *plan = scenario_text_plan(&text, NULL);
    double base = plan->decisions[0].field_base;
    bri_plan_free(plan);
    scenario_text_free(&text);
    return base;
}

static void test_plan__field_base_by_the_rule(void **state) {
    (void)state;
    assert_true(base_of("model = { kind = \"hazard\"; rate = \"(2 + x)/d\"; };") == 2); /* at the start */
    assert_true(base_of("model = { kind = \"hazard\"; rate = \"3*x/d\"; };") == 12);    /* 0 there: the upper bound */
    assert_true(base_of("model = { kind = \"hazard\"; rate = \"y/d\"; };") == 8);       /* unknown there */
    assert_true(base_of("model = { kind = \"hazard\"; rate = \"free/d\"; };") == 1);    /* no bound */
    assert_true(base_of("model = { kind = \"hazard\"; rate = \"zero/d\"; };") == 1);    /* never */
    assert_true(base_of("model = { kind = \"poisson\"; rate = \"5/d\"; };") == 5);
    assert_true(base_of("field_rate = \"7/d\"; model = { kind = \"poisson\"; rate = \"5/d\"; };") == 7);
}

static void test_plan__the_grid_ends_at_the_horizon(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(ACTIONS "decisions = {};\nbatch = { series = { step = \"73 d\"; }; };\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    assert_int_equal(plan->grid_count, 6); /* 0, 73, …, 365 */
    assert_true(plan->horizon == 365 && plan->grid_step == 73);
    bri_plan_free(plan);
    scenario_text_free(&text);
    text = scenario_text_good(ACTIONS "decisions = {};\nbatch = { series = { step = \"36.5 d\"; }; };\n");
    plan = scenario_text_plan(&text, NULL);
    assert_int_equal(plan->grid_count, 11);
    assert_true(36.5 * (plan->grid_count - 1) <= plan->horizon);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

static void test_plan__starts_by_role(void **state) {
    (void)state;
    scenario_text text =
        scenario_text_good(ACTIONS "decisions = { it = { action = \"test\"; when = \"since(test) > 3 d && first(test) > 3 d && count(test) < 3 && "
                                   "time > 1 d && rung < 5 && posture(A, talks)\";\n"
                                   " model = { kind = \"poisson\"; rate = \"5/d\"; }; }; };\nladder = ( { rung = \"a\"; when = true; } );\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    const bri_plan_action *test = &plan->actions[0];
    assert_true(plan->slots[test->history[BRI_SIDE_ALL].since].start == INFINITY && plan->slots[test->history[BRI_SIDE_ALL].since].slope == 1);
    assert_true(plan->slots[test->history[BRI_SIDE_ALL].first].start == INFINITY && plan->slots[test->history[BRI_SIDE_ALL].first].slope == 0);
    assert_true(plan->slots[test->history[BRI_SIDE_ALL].count].start == 0);
    assert_true(plan->slots[plan->rung_slot].start == -1);
    assert_true(plan->moving_count == 0); /* a guard is looked at when it is needed */
    bri_plan_free(plan);
    scenario_text_free(&text);
}

static void test_plan__senseless_parameters_are_refused_each_time(void **state) {
    (void)state;
    scenario_text text =
        scenario_text_good("parameters = { half = { value = 45.0; unit = \"d\"; }; p = 0.5; rate = { value = 1.0; unit = \"1/yr\"; }; };\n"
                           "variables = { x = { initial = 1; baseline = 0; half_life = \"half\"; }; };\n" ACTIONS
                           "decisions = { it = { action = \"test\"; model = { kind = \"hazard\"; rate = \"rate*(1 + x)\"; }; };\n"
                           " answer = { action = \"drill\"; on = \"test\"; model = { kind = \"response\"; probability = \"p\"; }; }; };\n");
    static const double wrong[][3] = {{-1, 0.5, 1}, {45, 1.5, 1}, {45, 0.5, -1}, {45, 0.5, INFINITY}};
    static const char *const phrases[] = {"\"half_life\" of variable \"x\" must be above 0 d, not -1 d", "must be from 0 to 1, not 1.5",
                                          "the rate of decision \"it\" is negative at the start", "is infinite at the start"};
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < 4; i++) {
            bri_plan *plan = NULL;
            brink_error error;
            assert_int_equal(bri_plan_new(&plan, text.scenario, wrong[i], text.diagnostics, &error), BRINK_E_SCENARIO);
            assert_null(plan);
            assert_true(scenario_text_complains(&text, phrases[i]));
        }
    scenario_text_free(&text);
}

/** Powers of what cannot be negative are not warned of; hazards that are infinite at age 0 are refused, unless they begin later. */
static void test_plan__what_rates_may_be(void **state) {
    (void)state;
    static const char *const good[] = {
        "max(0, x)^3/yr", "2/yr*max(0, x - y)^n", "pow(max(x, 0), 33)/yr", "(max(0, y - 1)*3)^3/yr", "max(0, sin_year)^3/yr", "abs(x)^5/yr",
        "max(0, sin(time/1 d))^5/yr", "y^3/yr + (0.5*y)^7/yr", "(x > 0 ? x^3 : 0)/yr", "(x > 0 ? x : 0)^3/yr", "sqrt(max(0, x))^3/yr",
        "clamp(x, 0, 1)^1.5/yr", "(x*x)^3/yr", "max(0, x)^3*max(0, y)^3/yr", "max(0.0, log(y + 1))^3/yr", "exp(x)^7/yr",
        "weibull_hazard(age + 1 h, 0.5, 9 d)", "gamma_hazard(since(test) + 1 h, 0.5, 9 d)", "lognormal_hazard(age, 9 d, 2)"};
    static const char *const bad[] = {"weibull_hazard(age, 0.5, 9 d)", "gamma_hazard(age, 0.5, 9 d)", "loglogistic_hazard(age, 0.5, 9 d)",
                                      "weibull_hazard(since(test), 0.5, 9 d)"};
    static const char head[] = "parameters = { n = 3.0; }; variables = { x = { initial = -1.0; baseline = 0.0; half_life = \"9 d\"; };"
                               "  y = { initial = 0.5; range = [0, 4]; }; };" ACTIONS;
    char made[2000];
    for (size_t i = 0; i < sizeof good / sizeof *good + sizeof bad / sizeof *bad; i++) {
        size_t k = sizeof good / sizeof *good;
        snprintf(made, sizeof made, "%s decisions = { one = { action = \"test\"; model = { kind = \"hazard\"; rate = \"%s\"; }; }; };", head,
                 i < k ? good[i] : bad[i - k]);
        scenario_text text = i < k ? scenario_text_good(made) : scenario_text_read(made);
        if (i >= k) assert_true(scenario_text_complains(&text, "of shape below 1"));
        scenario_text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan__parameters_are_folded_in), cmocka_unit_test(test_plan__who_reads_what),
        cmocka_unit_test(test_plan__field_base_by_the_rule),   cmocka_unit_test(test_plan__the_grid_ends_at_the_horizon),
        cmocka_unit_test(test_plan__starts_by_role),           cmocka_unit_test(test_plan__senseless_parameters_are_refused_each_time),
        cmocka_unit_test(test_plan__what_rates_may_be),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
