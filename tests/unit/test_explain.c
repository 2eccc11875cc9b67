/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/explain.h"

static const char head[] = "brink = 1; scenario = { title = \"T\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };\n";
static const char people[] = "actors = { A = { name = \"Aland\"; }; B = { name = \"Beland\"; }; m = { count = 2; }; };\n";

/* A pair in which every relation has a sign that one can tell. */
static const char pair[] =
    "parameters = { pace = { value = 6.0; unit = \"1/yr\"; }; };\n"
    "variables = { tension = { initial = 0.2; baseline = 0.1; half_life = \"30 d\"; range = [0.0, 1.0]; };\n"
    "  fatigue = { initial = 0.0; range = [0.0, 9.0]; }; };\n"
    "actions = { threat = { actor = \"A\"; target = \"B\"; marks = { size = \"uniform(0.1, 0.2)\"; };\n"
    "    effects = ( \"tension += size\", \"fatigue += 1\" ); };\n"
    "  talks = { actor = \"B\"; duration = \"9 d\"; effects = ( \"tension -= 0.2\" ); }; };\n"
    "decisions = { threats = { action = \"threat\"; model = { kind = \"hazard\"; rate = \"pace * exp(tension - fatigue)\"; }; };\n"
    "  answer = { action = \"talks\"; on = [\"threat\"]; model = { kind = \"response\"; probability = \"tension\"; }; };\n"
    "  lull = { action = \"talks\"; model = { kind = \"hazard\"; rate = \"2/yr * (since(threat) < 9 d)\"; }; }; };\n"
    "ladder = ( { rung = \"calm\"; when = \"true\"; }, { rung = \"crisis\"; when = \"tension > 0.5\"; } );\n";

static brink_scenario *read_scenario(const char *body, brink_diagnostics *diagnostics) {
    brink_error error;
    brink_scenario *scenario = NULL;
    char *text = malloc(sizeof head + sizeof people + strlen(body));
    assert_non_null(text);
    bool has_head = strncmp(body, "brink = ", 8) == 0, has_people = has_head || strncmp(body, "actors = ", 9) == 0;
    sprintf(text, "%s%s%s", has_head ? "" : head, has_people ? "" : people, body);
    brink_status status = brink_scenario_parse(&scenario, "t.cfg", text, strlen(text), diagnostics, &error);
    free(text);
    if (status != BRINK_OK)
        fail_msg("%s", brink_diagnostics_render(diagnostics, 0));
    return scenario;
}

static char *tell(const char *body, char *(*how)(const brink_scenario *scenario, const double *parameters)) {
    brink_error error;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = read_scenario(body, diagnostics);
    double values[8];
    assert_int_equal(brink_scenario_values(scenario, BRINK_BASE, NULL, 0, values, diagnostics, &error), BRINK_OK);
    char *text = how(scenario, values);
    assert_non_null(text);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return text;
}

static void assert_has(const char *text, const char *part) {
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void test_explain__tells_values_places_and_relations(void **state) {
    (void)state;
    char *text = tell(pair, brink_explain_text);
    assert_has(text, "pace = 6/yr");
    assert_has(text, "(t.cfg:3)");
    assert_has(text, "tension: relaxing, starts at 0.2, relaxes to 0.1, half-life 30 d, in [0, 1]");
    assert_has(text, "changed by: action threat, action talks\n");
    assert_has(text, "read by: decision threats, decision answer, rung crisis\n");
    assert_has(text, "triggered by: action threat\n");
    assert_has(text, "done by: decision answer, decision lull\n");
    free(text);
}

static void test_explain__bounds_hold_at_the_start_and_over_all_ranges(void **state) {
    (void)state;
    char *text = tell(pair, brink_explain_text);
    assert_has(text, "rate at the start 7.32842/yr; whatever happens, within 0.000740459/yr .. 16.3097/yr"); /* 6 e^0.2; 6 e^-9 .. 6 e */
    free(text);
}

/* p is drawn and never changed, and so is each member's; q is drawn and changed. */
static const char drawn[] =
    "parameters = { middle = { for_each = \"m\"; value = 0.5; }; };\n"
    "variables = { p = { initial = \"truncated(normal(0.5, 0.2), 0, 1)\"; }; q = { initial = \"uniform(0, 2)\"; };\n"
    "  of = { for_each = \"m\"; initial = \"truncated(normal(self.middle, 1), 0, 1)\"; }; };\n"
    "actions = { act = { actor = \"A\"; effects = ( \"q = 1\" ); }; };\n"
    "decisions = { one = { action = \"act\"; model = { kind = \"hazard\"; rate = \"(1 + p)/yr\"; }; };\n"
    "  two = { action = \"act\"; on = [\"act\"]; model = { kind = \"response\"; probability = \"p\"; delay = \"(p + m_1.of) * 1 d\"; }; };\n"
    "  three = { action = \"act\"; on = [\"act\"]; model = { kind = \"response\"; probability = \"%s\"; delay = \"1 d\"; }; }; };\n";

static void test_explain__what_is_drawn_is_bounded_by_its_law(void **state) {
    (void)state;
    char body[sizeof drawn + 40];
    snprintf(body, sizeof body, drawn, "p * m_1.of");
    char *text = tell(body, brink_explain_text);
    assert_has(text, "rate at the start 1/yr .. 2/yr; whatever happens, within 1/yr .. 2/yr");
    free(text);
    text = tell(body, brink_graph_dot);
    assert_has(text, "\"variable p\" -> \"action act\" [color=\"#c05621\", label=\"three\"]");
    free(text);
}

/* An actor with postures before a group of such, so that "self" is about none of the first's. */
static const char stances[] =
    "actors = { C = { postures = [\"idle\", \"busy\"]; }; g = { count = 2; postures = [\"quiet\", \"riot\", \"curfew\"]; };\n"
    "%s };\n"
    "actions = { act = { actor = \"self\"; effects = ( \"posture(self) = riot\", \"posture(C) = busy\" ); }; };\n"
    "decisions = { go = { for_each = \"g\"; action = \"act\"; when = \"!posture(self, riot) && posture(C) != 1\";\n"
    "  model = { kind = \"hazard\"; rate = \"(posture(C, idle) ? 2 : 1)/yr\"; }; }; };\n"
    "ladder = ( { rung = \"Calm\"; when = \"true\"; }, { rung = \"All Out\"; when = \"posture(g_2, curfew)\"; } );\n"
    "outcomes = ( { name = \"o\"; when = \"rung >= rung(all_out)\"; } );\n";

static void test_explain__postures_and_rungs_have_names(void **state) {
    (void)state;
    char body[sizeof stances + 80];
    snprintf(body, sizeof body, stances, "");
    char *text = tell(body, brink_explain_text);
    assert_has(text, "effect posture(self) = riot\n");
    assert_has(text, "effect posture(C) = busy\n");
    assert_has(text, "when !posture(self, riot) && posture(C) != 1\n"); /* the latter is what the file says */
    assert_has(text, "rate (posture(C, idle) ? 2 : 1)");
    assert_has(text, "All Out: when posture(g_2, curfew)\n");
    assert_has(text, "o: rung >= rung(all_out)\n");
    free(text);
    text = tell(body, brink_graph_dot);
    assert_has(text, "\"variable posture(g)\" -> \"action act\"");
    free(text);
    snprintf(body, sizeof body, stances, "k = { count = 2; postures = [\"up\", \"down\"]; };"); /* what is 1 of whom is not known */
    text = tell(body, brink_explain_text);
    assert_has(text, "when !(posture(self) == 1)");
    free(text);
}

/* In an hour: what a year would be a strange measure for. */
static const char brief[] =
    "brink = 1; scenario = { title = \"T\"; start = \"2017-01-01T12:00Z\"; end = \"2017-01-01T13:00Z\"; };\n"
    "parameters = { wait = \"90 min\"; };\n"
    "variables = { x = { initial = 0; baseline = 0; half_life = \"1 mo\"; range = [0, 1]; }; };\n"
    "actors = { A = {}; }; actions = { act = { actor = \"A\"; duration = \"wait\"; effects = ( \"x = 1\" ); }; };\n"
    "decisions = { go = { action = \"act\"; model = { kind = \"poisson\"; rate = \"1/(10 min)\"; }; };\n"
    "  also = { action = \"act\"; model = { kind = \"hazard\"; rate = \"(0.7 + x)/h * (count(act, 20 min) > 1)\"; }; };\n"
    "  then = { action = \"act\"; model = { kind = \"schedule\"; on = \"2017-01-01T12:30Z\"; }; }; };\n";

static void test_explain__times_have_a_unit_that_fits(void **state) {
    (void)state;
    char *text = tell(brief, brink_explain_text);
    assert_has(text, "2017-01-01T12:00:00Z to 2017-01-01T13:00:00Z (1 h)\n");
    assert_has(text, "wait = 90 min");
    assert_has(text, "half-life 1 mo, in [0, 1]");
    assert_has(text, "rate 1 / 10 min = 6/h\n");
    assert_has(text, "rate at the start 6/h, whatever happens\n");
    assert_has(text, "rate (0.7 + x)/h * (count(act, 20 min) > 1)\n");
    assert_has(text, "rate at the start 0/h; whatever happens, within 0/h .. 1.7/h\n");
    assert_has(text, "on 2017-01-01T12:30:00Z\n");
    free(text);
}

static void test_graph__says_who_excites_and_who_dampens(void **state) {
    (void)state;
    char *text = tell(pair, brink_graph_dot);
    const char *raises = "[color=\"#c05621\"", *lowers = "[color=\"#2b6cb0\", arrowhead=tee";
    const struct {
        const char *edge, *style;
    } edges[] = {
        {"\"action threat\" -> \"variable tension\" ", raises},  {"\"action talks\" -> \"variable tension\" ", lowers},
        {"\"variable tension\" -> \"action threat\" ", raises},  {"\"variable fatigue\" -> \"action threat\" ", lowers},
        {"\"variable tension\" -> \"action talks\" ", raises},   {"\"action threat\" -> \"action talks\" ", "[color=black, label=\"answer\"]"},
    };
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        char whole[200];
        snprintf(whole, sizeof whole, "%s%s", edges[i].edge, edges[i].style);
        assert_has(text, whole);
    }
    assert_has(text, "\"action threat\" -> \"action talks\" [color=\"#c05621\", label=\"lull\"]"); /* it makes since(threat) small */
    free(text);
}

static size_t lint(const char *body, char **message) {
    brink_error error;
    size_t count = 99;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = read_scenario(body, diagnostics);
    size_t before = brink_diagnostics_warning_count(diagnostics);
    assert_int_equal(brink_scenario_lint(scenario, diagnostics, &count, &error), BRINK_OK);
    assert_int_equal(brink_diagnostics_warning_count(diagnostics) - before, count);
    *message = brink_diagnostics_render(diagnostics, 0);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return count;
}

static void test_lint__has_nothing_to_say_of_a_sound_scenario(void **state) {
    (void)state;
    char *message;
    assert_int_equal(lint(pair, &message), 0);
    free(message);
}

static void test_lint__what_is_drawn_is_bounded_by_its_law(void **state) {
    (void)state;
    char *message, body[sizeof drawn + 40];
    snprintf(body, sizeof body, drawn, "p * m_1.of * clamp(q, 0, 1)");
    assert_int_equal(lint(body, &message), 0);
    free(message);
    snprintf(body, sizeof body, drawn, "q / 2"); /* an effect may carry it anywhere */
    assert_int_equal(lint(body, &message), 1);
    assert_has(message, "decision \"three\" could end a replication as failed: its probability leaves 0 to 1 where q is 1000");
    free(message);
}

#define ACT "actions = { act = { actor = \"A\"; }; };\n"
#define FIRES "decisions = { go = { action = \"act\"; model = { kind = \"hazard\"; rate = \"2/yr\"; }; };\n"

static void test_lint__warns_of_each_thing_that_was_hardly_meant(void **state) {
    (void)state;
    const struct {
        const char *body, *warning;
    } cases[] = {
        {ACT "parameters = { x = 1.0; };\n" FIRES "};", "nothing reads parameter \"x\""},
        {"variables = { x = { initial = 1.0; }; };\nactions = { act = { actor = \"A\"; effects = ( \"x += x\" ); }; };\n" FIRES "};",
         "nothing reads variable \"x\""},
        {"actions = { act = { actor = \"A\"; }; idle = { actor = \"B\"; }; };\n" FIRES "};", "no decision takes action \"idle\""},
        {ACT "variables = { x = { initial = 0.0; range = [0.0, 1.0]; }; };\ndecisions = { go = { action = \"act\"; model = { kind = \"hazard\"; "
             "rate = \"3/yr * (x > 1)\"; }; }; };",
         "decision \"go\" can never fire: its rate is always 0"},
        {ACT "variables = { x = { initial = 0.0; range = [0.0, 1.0]; }; };\n" FIRES
             "also = { action = \"act\"; when = \"x < 0\"; model = { kind = \"hazard\"; rate = \"3/yr\"; }; }; };",
         "decision \"also\" can never fire: its condition never holds"},
        {ACT FIRES "also = { action = \"act\"; active = false; model = { kind = \"hazard\"; rate = \"3/yr\"; }; }; };",
         "decision \"also\" can never fire: it is asleep at the start and no effect starts it"},
        {"actions = { act = { actor = \"A\"; }; idle = { actor = \"B\"; }; };\n" FIRES "also = { action = \"act\"; on = [\"idle\"]; }; };",
         "decision \"also\" can never fire: no decision takes an action that triggers it"},
        {ACT FIRES "also = { action = \"act\"; on = [\"act\"]; model = { kind = \"response\"; probability = 0.0; }; }; };",
         "decision \"also\" can never fire: its probability is 0"},
        {ACT "variables = { x = { initial = 0.0; range = [0.0, 1.0]; }; };\n" FIRES "};\nladder = ( { rung = \"top\"; when = \"x > 1\"; } );",
         "rung \"top\" cannot be reached: its condition never holds"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *message;
        assert_true(lint(cases[i].body, &message) >= 1);
        assert_has(message, cases[i].warning);
        free(message);
    }
}

static void test_lint__a_variant_may_wake_what_sleeps_in_the_base(void **state) {
    (void)state;
    char *message;
    const char *body = ACT "parameters = { p = { value = 0.0; range = [0.0, 1.0]; }; };\n" FIRES
                           "also = { action = \"act\"; on = [\"act\"]; model = { kind = \"response\"; probability = \"p\"; }; }; };\n"
                           "variants = { awake = { p = 0.5; }; };";
    assert_int_equal(lint(body, &message), 0);
    free(message);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain__tells_values_places_and_relations),
        cmocka_unit_test(test_explain__bounds_hold_at_the_start_and_over_all_ranges),
        cmocka_unit_test(test_explain__what_is_drawn_is_bounded_by_its_law),
        cmocka_unit_test(test_lint__what_is_drawn_is_bounded_by_its_law),
        cmocka_unit_test(test_explain__postures_and_rungs_have_names),
        cmocka_unit_test(test_explain__times_have_a_unit_that_fits),
        cmocka_unit_test(test_graph__says_who_excites_and_who_dampens),
        cmocka_unit_test(test_lint__has_nothing_to_say_of_a_sound_scenario),
        cmocka_unit_test(test_lint__warns_of_each_thing_that_was_hardly_meant),
        cmocka_unit_test(test_lint__a_variant_may_wake_what_sleeps_in_the_base),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
