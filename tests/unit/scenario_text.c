/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* asprintf */
#include "scenario_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] = "brink = 1;\nscenario = { title = \"test\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };\n"
                           "actors = { A = { postures = [\"calm\", \"talks\"]; }; B = {}; };\n";

scenario_text scenario_text_read(const char *sections) {
    scenario_text text = {.diagnostics = brink_diagnostics_new()};
    char *whole;
    int length = asprintf(&whole, "%s%s", head, sections);
    assert_true(length > 0);
    assert_non_null(text.diagnostics);
    brink_error error;
    brink_status status = brink_scenario_parse(&text.scenario, "test.cfg", whole, (size_t)length, text.diagnostics, &error);
    assert_true(status == BRINK_OK || status == BRINK_E_SCENARIO);
    if (status != BRINK_OK) text.scenario = NULL;
    free(whole);
    return text;
}

scenario_text scenario_text_good(const char *sections) {
    scenario_text text = scenario_text_read(sections);
    char *complaints = brink_diagnostics_render(text.diagnostics, 0);
    if (complaints[0]) print_error("%s", complaints);
    int is_clean = !complaints[0];
    free(complaints);
    assert_true(is_clean);
    assert_non_null(text.scenario);
    return text;
}

void scenario_text_free(scenario_text *text) {
    brink_scenario_free(text->scenario);
    brink_diagnostics_free(text->diagnostics);
}

int scenario_text_complains(const scenario_text *text, const char *phrase) {
    char *complaints = brink_diagnostics_render(text->diagnostics, 0);
    int does = strstr(complaints, phrase) != NULL;
    if (!does) print_error("no \"%s\" in:\n%s", phrase, complaints);
    free(complaints);
    return does;
}

bri_plan *scenario_text_plan(const scenario_text *text, const double *parameters) {
    bri_plan *plan = NULL;
    brink_error error;
    brink_status status = bri_plan_new(&plan, text->scenario, parameters, text->diagnostics, &error);
    if (status != BRINK_OK) print_error("%s\n", error.message);
    assert_int_equal(status, BRINK_OK);
    return plan;
}
