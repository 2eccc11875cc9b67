/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_crisis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/folder.h"

static const char text[] =
    "brink = 1;\n"
    "scenario: { title = \"A small crisis\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };\n"
    "parameters: { test_rate = { value = 16.0; unit = \"1/yr\"; range = [1.0, 60.0]; }; help = { value = 0.0; range = [0.0, 1.0]; };\n"
    "  double_help = \"2 * help\"; memory = \"45 d\"; };\n"
    "actors: { PRK: { name = \"North Korea\"; }; KOR: { name = \"South Korea\"; }; USA: { name = \"United States\"; }; };\n"
    "variables: { tension: { initial = 0.3; baseline = 0.2; half_life = \"memory\"; range = [0.0, 1.0]; }; clashes = 0; };\n"
    "actions: {\n"
    "  missile_test: { actor = \"PRK\"; marks: { range_km = \"lognormal(6.6, 0.9)\"; in_eez = \"bernoulli(0.3)\"; };\n"
    "    effects: ( \"tension += 0.1 + 0.2*in_eez\", \"clashes += in_eez\" ); };\n"
    "  detection: { actor = \"KOR\"; target = \"PRK\"; };\n"
    "  exercise: { actor = \"USA\"; with = \"KOR\"; duration = \"uniform(5 d, 14 d)\"; };\n"
    "};\n"
    "decisions: {\n"
    "  launch: { action = \"missile_test\"; model: { kind = \"hazard\"; rate = \"test_rate * exp(-0.3*double_help)\"; }; };\n"
    "  detect: { action = \"detection\"; on = [\"missile_test\"]; model: { kind = \"response\"; delay = \"uniform(10 min, 2 h)\"; }; };\n"
    "  drills: { action = \"exercise\"; model: { kind = \"schedule\"; on = [\"2017-03-01\", \"2017-08-21\"]; }; };\n"
    "};\n"
    "ladder: ( { rung = \"routine\"; when = \"true\"; }, { rung = \"show of force\"; when = \"tension > 0.45\"; },\n"
    "  { rung = \"war\"; when = \"clashes >= 7\"; stop = true; } );\n"
    "outcomes: ( { name = \"early\"; when = \"first(missile_test) < date('2017-02-01')\"; }, { name = \"clash_count\"; value = \"clashes\"; } );\n"
    "variants: { helped: { help = 1.0; }; rapid: { test_rate = 30.0; }; };\n"
    "batch: { replications = 40; seed = 7; series = { step = \"30 d\"; quantiles = [0.05, 0.5, 0.95]; }; };\n";

static char folder[32];
static char paths[4][64];
static int next_path;

brink_scenario *small_crisis_read(const char *more) {
    char all[sizeof text + 1000];
    brink_scenario *scenario;
    brink_error error;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    int length = snprintf(all, sizeof all, "%s%s", text, more);
    brink_status status = brink_scenario_parse(&scenario, "small.cfg", all, (size_t)length, diagnostics, &error);
    if (status != BRINK_OK) {
        char *complaints = brink_diagnostics_render(diagnostics, 0);
        print_error("%s", complaints);
        free(complaints);
    }
    assert_int_equal(status, BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return scenario;
}

void small_crisis_folder(void) {
    strcpy(folder, "/tmp/brink-small-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

const char *small_crisis_path(const char *name) {
    char *path = paths[next_path++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void small_crisis_remove_parts(const char *name) {
    bri_folder parts;
    assert_true(bri_folder_init(&parts, small_crisis_path(name), false));
    if (bri_folder_exists(&parts))
        bri_folder_remove(&parts);
    bri_folder_clear(&parts);
}

void small_crisis_remove(const char *const *names) {
    for (; *names != NULL; names++)
        unlink(small_crisis_path(*names));
    assert_int_equal(rmdir(folder), 0);
}

brink_scenario *small_crisis_open(void) {
    small_crisis_folder();
    return small_crisis_read("");
}

void small_crisis_close(brink_scenario *scenario, const char *const *names) {
    brink_scenario_free(scenario);
    for (const char *const *name = names; *name != NULL; name++)
        small_crisis_remove_parts(*name);
    small_crisis_remove(names);
}

brink_status small_crisis_run(const brink_scenario *scenario, brink_run_options options, brink_run_report *report, brink_error *error) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_run(scenario, &options, report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}
