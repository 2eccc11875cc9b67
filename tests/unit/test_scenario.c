/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario_text.h"

#define ACTIONS "actions = { test = { actor = \"A\"; }; };\n"
#define DECISIONS "decisions = { launch = { action = \"test\"; model = { kind = \"poisson\"; rate = \"16/yr\"; }; }; };\n"

static const bri_parameter *parameter(const scenario_text *text, const char *name) {
    size_t index;
    assert_true(brink_scenario_parameter_find(text->scenario, name, &index));
    return &text->scenario->parameters[index];
}

/* Near enough for what went through a unit and back. */
static void assert_near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-12 * fabs(expected))) fail_msg("%.17g is not %.17g", value, expected);
}

static void test_scenario__order_of_sections_does_not_matter(void **state) {
    (void)state;
    scenario_text text =
        scenario_text_good("decisions = { launch = { action = \"test\"; model = { kind = \"hazard\"; rate = \"pace*(1 + x)\"; }; }; };\n"
                           "actions = { test = { actor = \"B\"; effects = ( \"x += gain\" ); }; };\n"
                           "variables = { x = \"2*gain\"; };\nparameters = { gain = 0.5; pace = \"3/yr\"; };\n");
    assert_int_equal(brink_scenario_actor_count(text.scenario), 2);
    assert_int_equal(brink_scenario_variable_count(text.scenario), 1);
    assert_int_equal(text.scenario->actions[0].actor, 1);
    scenario_text_free(&text);
}

static void test_scenario__values_keep_their_units(void **state) {
    (void)state;
    scenario_text text =
        scenario_text_good("parameters = { a = { value = 16.0; unit = \"1/yr\"; range = [1, 60]; doc = \"pace\"; }; b = \"3 wk\"; c = \"20/yr\";\n"
                           " d1 = 2; e = \"2*b\"; f = { value = \"36 h\"; unit = \"d\"; }; };\n" ACTIONS DECISIONS);
    assert_near(parameter(&text, "a")->value, 16.0 / 365.25);
    assert_near(parameter(&text, "a")->minimum, 1.0 / 365.25);
    assert_near(parameter(&text, "b")->value, 21.0);
    assert_near(parameter(&text, "e")->value, 42.0);
    assert_near(parameter(&text, "f")->value, 1.5);
    assert_int_equal(parameter(&text, "c")->type.time_power, -1);
    assert_near(brink_scenario_parameter_value(text.scenario, 0), 16.0);
    assert_near(brink_scenario_parameter_value(text.scenario, 1), 3.0);
    assert_string_equal(brink_scenario_parameter_unit(text.scenario, 1), "wk");
    assert_near(brink_scenario_parameter_value(text.scenario, 2), 20.0);
    assert_string_equal(brink_scenario_parameter_unit(text.scenario, 2), "1/yr");
    assert_string_equal(brink_scenario_parameter_unit(text.scenario, 3), "");
    assert_string_equal(brink_scenario_parameter_doc(text.scenario, 0), "pace");
    scenario_text_free(&text);
}

static void test_scenario__overrides_flow_into_formulas(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(
        "parameters = { late = \"2*early\"; early = \"base + 1\"; base = 1.0; rate = { value = 16.0; unit = \"1/yr\"; range = [1, 60]; }; "
        "};\n" ACTIONS DECISIONS "variants = { more = { base = 2.0; doc = \"more\"; }; fixed = { early = 10.0; rate = \"2*rate\"; }; };\n");
    double values[4];
    brink_error error;
    size_t fixed;
    assert_int_equal(brink_scenario_values(text.scenario, BRINK_BASE, NULL, 0, values, text.diagnostics, &error), BRINK_OK);
    assert_near(values[0], 4.0);
    assert_int_equal(brink_scenario_values(text.scenario, 0, NULL, 0, values, text.diagnostics, &error), BRINK_OK);
    assert_near(values[0], 6.0);
    assert_true(brink_scenario_variant_find(text.scenario, "fixed", &fixed));
    const brink_override both[] = {{"base", "5"}, {"rate", "30"}};
    assert_int_equal(brink_scenario_values(text.scenario, fixed, both, 2, values, text.diagnostics, &error), BRINK_OK);
    assert_near(values[0], 20.0); /* early is set by the variant, and no longer follows base */
    assert_near(values[2], 5.0);
    assert_near(values[3], 30.0 / 365.25);
    assert_int_equal(brink_scenario_values(text.scenario, fixed, NULL, 0, values, text.diagnostics, &error), BRINK_OK);
    assert_near(values[3], 32.0 / 365.25);
    scenario_text_free(&text);
}

static void test_scenario__wrong_overrides_are_shown_as_typed(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("parameters = { rate = { value = 16.0; unit = \"1/yr\"; range = [1, 60]; }; half = \"rate/2\"; p = { "
                                            "value = \"rate*1 d\"; range = [0, 0.1]; }; };\n" ACTIONS DECISIONS);
    const brink_override wrong[] = {{"rte", "3"}, {"rate", "3 d"}, {"rate", "90"}, {"half", "1/rate"}, {"rate", "40 /yr +"}};
    const char *const phrases[] = {"--set:1:1: error: unknown parameter \"rte\"", "must be a rate", "must be from 1/yr to 60/yr, not 90/yr",
                                   "--set:1:6: error: the value of parameter \"half\" must be a rate", "40 /yr +"};
    double values[3] = {-1, -1, -1};
    brink_error error;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(brink_scenario_values(text.scenario, BRINK_BASE, &wrong[i], 1, values, text.diagnostics, &error), BRINK_E_SCENARIO);
        assert_true(scenario_text_complains(&text, phrases[i]));
    }
    assert_true(scenario_text_complains(&text, "did you mean \"rate\"?"));
    const brink_override carried = {"rate", "50"};
    assert_int_equal(brink_scenario_values(text.scenario, BRINK_BASE, &carried, 1, values, text.diagnostics, &error), BRINK_E_SCENARIO);
    assert_true(scenario_text_complains(&text, "parameter \"p\" must be from 0 to 0.1"));
    /* The same again is the same complaint, and is still wrong. */
    assert_int_equal(brink_scenario_values(text.scenario, BRINK_BASE, &carried, 1, values, text.diagnostics, &error), BRINK_E_SCENARIO);
    assert_true(values[0] == -1);
    scenario_text_free(&text);
}

static void test_scenario__slots_are_shared(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(
        "variables = { w = { calendar = \"winter\"; }; };\n" ACTIONS "decisions = { a = { action = \"test\"; model = { kind = \"hazard\"; rate = "
                                                                     "\"1/yr*(count(test, 30 d) + since(test)/(1 d + since(test)) < 2)\"; }; };\n"
        " b = { action = \"test\"; model = { kind = \"hazard\"; rate = \"1/yr*(season(winter) + w)*(1 + count(test, 30 d))*(1 + count(test, 7 d))\"; "
        "}; };\n"
        " c = { action = \"test\"; model = { kind = \"hazard\"; rate = \"1/yr*(posture(A, talks) + posture(A))\"; }; }; };\n");
    /* posture(A), season(winter), two windows, since */
    assert_int_equal(text.scenario->slot_count, 5);
    scenario_text_free(&text);
}

static void test_scenario__marks_may_lead_back_to_themselves(void **state) {
    (void)state;
    scenario_text text =
        scenario_text_good("actions = { answer = { actor = \"B\"; marks = { harsh = \"0.8*cause.harsh\"; wait = \"cause.delay\"; }; };\n"
                           " word = { actor = \"A\"; marks = { harsh = \"uniform(0, 1)\"; delay = \"3 d\"; }; value = \"delay/1 d\"; }; };\n"
                           "decisions = { say = { action = \"word\"; model = { kind = \"poisson\"; rate = \"3/yr\"; }; };\n"
                           " reply = { action = \"answer\"; on = [\"word\", \"answer\"]; when = \"harsh > 0.5 && cause.harsh < 2\";\n"
                           "  model = { kind = \"response\"; probability = \"harsh\"; delay = \"delay > 1 d ? 1 d : 2 d\"; }; }; };\n");
    assert_int_equal(text.scenario->mark_count, 3);
    assert_int_equal(text.scenario->marks[0].type.time_power, 0);
    assert_string_equal(text.scenario->marks[1].name, "wait");
    assert_int_equal(text.scenario->marks[1].type.time_power, 1);
    assert_non_null(text.scenario->actions[0].value); /* the first mark */
    scenario_text_free(&text);
}

static void test_scenario__effects_compute_on_the_variable(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("variables = { x = 3.0; t = \"2 d\"; };\n"
                                            "actions = { test = { actor = \"A\"; duration = \"1 d\"; effects = ( \"x -= 2 - 1\", \"t /= 2\", \" "
                                            "posture( A )=talks \", \"restart(launch)\", \"end(test)\" );\n"
                                            "  end_effects = ( \"x = normal(x, 1)\" ); }; };\n" DECISIONS);
    const bri_action *action = &text.scenario->actions[0];
    double value;
    assert_int_equal(action->effect_count, 5);
    assert_int_equal(action->end_effect_count, 1);
    assert_int_equal(action->effects[2].kind, BRI_EFFECT_ASSIGN);
    assert_int_equal(action->effects[2].target, text.scenario->actors[0].posture_slot);
    assert_true(bri_expr_is_constant(action->effects[2].value, NULL, &value) && value == 1);
    assert_int_equal(action->effects[3].kind, BRI_EFFECT_RESTART);
    assert_int_equal(action->effects[4].kind, BRI_EFFECT_END);
    bri_plan *plan = scenario_text_plan(&text, NULL);
    double slots[8] = {0}, scratch[64];
    for (uint32_t i = 0; i < plan->slot_count; i++) slots[i] = plan->slots[i].start;
    const bri_env env = {.slot = slots, .scratch = scratch};
    assert_true(bri_code_value(plan->actions[0].effects[0].value, &env) == 2.0); /* 3 - (2 - 1) */
    assert_true(bri_code_value(plan->actions[0].effects[1].value, &env) == 1.0);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

static void test_scenario__defaults_of_a_batch(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(ACTIONS DECISIONS);
    assert_false(text.scenario->has_seed);
    assert_int_equal(text.scenario->event_limit, 1000000);
    assert_int_equal(text.scenario->cascade_limit, 1000);
    assert_string_equal(text.scenario->trace, "none");
    assert_true(text.scenario->series_step == 0);
    scenario_text_free(&text);
    text = scenario_text_good(ACTIONS DECISIONS "batch = { seed = 9007199254740993L; series = { step = \"1 wk\"; }; trace = 5; };\n");
    assert_true(text.scenario->has_seed);
    assert_true(text.scenario->seed == 9007199254740993u);
    assert_int_equal(text.scenario->quantile_count, 5);
    assert_true(text.scenario->series_step == 7);
    assert_string_equal(text.scenario->trace, "5");
    scenario_text_free(&text);
}

static void test_scenario__rungs_are_named_by_word_or_slug(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(
        "variables = { x = 0.0; };\n" ACTIONS
        "decisions = { a = { action = \"test\"; model = { kind = \"hazard\"; rate = \"1/yr*(rung >= rung(show_of_force))\"; }; }; };\n"
        "ladder = ( { rung = \"calm\"; when = true; }, { rung = \"Show of force\"; when = \"x > 1\"; stop = true; } );\n"
        "outcomes = ( { name = \"high\"; when = \"rung == rung(show_of_force)\"; observed = true; }, { name = \"n\"; value = \"count(test)\"; } "
        ");\n");
    assert_string_equal(text.scenario->rungs[1].slug, "show_of_force");
    assert_true(text.scenario->rungs[1].stops);
    assert_true(text.scenario->outcomes[0].observed == 1 && isnan(text.scenario->outcomes[1].observed));
    assert_true(text.scenario->outcomes[0].is_boolean);
    scenario_text_free(&text);
}

static void test_scenario__many_names_are_read_quickly(void **state) {
    (void)state;
    enum { COUNT = 2000 };
    char *text = malloc(COUNT * 200 + 1000);
    size_t used = (size_t)sprintf(text, "parameters = {");
    for (int i = 0; i < COUNT; i++) used += (size_t)sprintf(text + used, " p%d = %s%d%s;", i, i ? "\"p" : "", i ? i - 1 : 1, i ? " + 1\"" : "");
    sprintf(text + used, " };\n" ACTIONS DECISIONS);
    scenario_text read = scenario_text_good(text);
    assert_true(brink_scenario_parameter_value(read.scenario, COUNT - 1) == COUNT);
    scenario_text_free(&read);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenario__order_of_sections_does_not_matter),
        cmocka_unit_test(test_scenario__values_keep_their_units),
        cmocka_unit_test(test_scenario__overrides_flow_into_formulas),
        cmocka_unit_test(test_scenario__wrong_overrides_are_shown_as_typed),
        cmocka_unit_test(test_scenario__slots_are_shared),
        cmocka_unit_test(test_scenario__marks_may_lead_back_to_themselves),
        cmocka_unit_test(test_scenario__effects_compute_on_the_variable),
        cmocka_unit_test(test_scenario__defaults_of_a_batch),
        cmocka_unit_test(test_scenario__rungs_are_named_by_word_or_slug),
        cmocka_unit_test(test_scenario__many_names_are_read_quickly),
    };
    return cmocka_run_group_tests_name("scenario", tests, NULL, NULL);
}
