/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of a scenario: the values that come out, what the scenario's identity covers, and the text that carries the data. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch/unfold.h"
#include "scenario_text.h"

static const char rest[] = "actions = { act = { actor = \"A\"; }; };"
                           "decisions = { acts = { action = \"act\"; model = { kind = \"poisson\"; rate = \"1/yr\"; }; }; };";

static double parameter(const brink_scenario *scenario, const char *name) {
    size_t index;
    assert_true(brink_scenario_parameter_find(scenario, name, &index));
    return scenario->parameters[index].value;
}

static void test_tables__values_have_units_and_dates(void **state) {
    (void)state;
    static const char sections[] =
        "tables = { rate = { x = [0, 12]; x_unit = \"mo\"; y = [12, 24]; unit = \"1/yr\"; };"
        "           price = { x = [\"2017-01-11\", \"2017-01-31\"]; y = [3, 5]; outside = \"hold\"; between = \"linear\"; };"
        "           steps = { x = (\"2017-01-01\", \"2017-02-01T12:00Z\"); y = (1, 2.5); unit = \"d\"; between = \"step\"; outside = \"hold\"; };"
        "           gone = { x = [0, 1]; y = [1, 2]; outside = \"none\"; }; };"
        "parameters = { mid = \"table(rate, 6 mo)\"; spring = \"table(price, date('2017-01-16'))\"; late = \"table(price, date('2017-12-31'))\";"
        "               half = \"table(steps, 31.4 d)\"; noon = \"table(steps, 31.5 d)\"; };";
    char whole[2000];
    snprintf(whole, sizeof whole, "%s%s", sections, rest);
    scenario_text text = scenario_text_good(whole);
    assert_true(fabs(parameter(text.scenario, "mid") - 18 / 365.25) < 1e-15);
    assert_true(parameter(text.scenario, "spring") == 3.5 && parameter(text.scenario, "late") == 5);
    assert_true(parameter(text.scenario, "half") == 1 && parameter(text.scenario, "noon") == 2.5);
    scenario_text_free(&text);
}

/* ---- files ---- */

static char folder[] = "/tmp/brink-tables-XXXXXX";
static const char head[] = "brink = 1; scenario = { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors = { A = { }; };";

static const char *put(const char *name, const char *content) {
    static char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
    return path;
}

static void take(const char *name) {
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static scenario_text read_file(const char *content) {
    scenario_text text = {.diagnostics = brink_diagnostics_new()};
    char whole[2000];
    snprintf(whole, sizeof whole, "%s%s%s", head, content, rest);
    if (brink_scenario_read(&text.scenario, put("t.cfg", whole), text.diagnostics, NULL) != BRINK_OK) text.scenario = NULL;
    return text;
}

static scenario_text read_text(const char *whole) {
    scenario_text text = {.diagnostics = brink_diagnostics_new()};
    if (brink_scenario_parse(&text.scenario, "elsewhere", whole, strlen(whole), text.diagnostics, NULL) != BRINK_OK) text.scenario = NULL;
    return text;
}

static void test_tables__files_belong_to_the_identity(void **state) {
    (void)state;
    static const char content[] = "parameters = { x = \"table('c.csv', 1.5)\"; y = \"table('c.csv', 1)\"; };";
    char first[65];
    put("c.csv", "a,b\n1,10\n2,20\n");
    scenario_text text = read_file(content);
    assert_non_null(text.scenario);
    assert_true(parameter(text.scenario, "x") == 15);
    assert_int_equal(text.scenario->data_file_count, 1); /* read once */
    memcpy(first, text.scenario->sha256, sizeof first);
    scenario_text_free(&text);
    put("c.csv", "a,b\n1,10\n2,20.5\n");
    text = read_file(content);
    assert_string_not_equal(text.scenario->sha256, first);
    scenario_text_free(&text);
    put("c.csv", "a,b\n1,10\n2,20\n");
    text = read_file(content);
    assert_string_equal(text.scenario->sha256, first);
    scenario_text_free(&text);
    take("c.csv");
    text = read_file(content);
    assert_null(text.scenario);
    assert_true(scenario_text_complains(&text, "no such file"));
    scenario_text_free(&text);
}

static char *unfolded(const brink_scenario *scenario) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    bri_unfold(stream, scenario->tree);
    bri_unfold_data(stream, scenario);
    fclose(stream);
    return text;
}

/* What the file held comes back byte for byte, and the text that carries it carries no more when it is unfolded again. */
static void test_tables__the_text_carries_the_files(void **state) {
    (void)state;
    static char content[200000] = "# tabs\t, \"quotes\", back\\slashes, \f, \xC3\xA9\xE2\x82\xAC\r\na,b\r\n0,10\r\n";
    size_t length = strlen(content);
    for (int i = 1; length < sizeof content - 100; i++) {
        sprintf(content + length, "%d,%d\n%s", i, 10 * i, i % 100 ? "" : "# \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n");
        length += strlen(content + length);
    }
    put("c.csv", content);
    scenario_text text = read_file("parameters = { x = \"table('c.csv', 1000.5)\"; };");
    assert_non_null(text.scenario);
    char *carried = unfolded(text.scenario);
    take("c.csv");
    scenario_text again = read_text(carried);
    assert_non_null(again.scenario);
    assert_true(parameter(again.scenario, "x") == 10005 && parameter(text.scenario, "x") == 10005);
    assert_int_equal(again.scenario->data_files[0].length, length);
    assert_memory_equal(again.scenario->data_files[0].text, content, length);
    char *twice = unfolded(again.scenario);
    assert_string_equal(twice, carried);
    free(twice);
    free(carried);
    scenario_text_free(&again);
    scenario_text_free(&text);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state) {
    (void)state;
    take("t.cfg");
    take("c.csv");
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables__values_have_units_and_dates),
        cmocka_unit_test(test_tables__files_belong_to_the_identity),
        cmocka_unit_test(test_tables__the_text_carries_the_files),
    };
    return cmocka_run_group_tests_name("tables", tests, set_up, tear_down);
}
