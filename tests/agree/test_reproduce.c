/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheme of docs/mathematics.md is complete: a few lines of Python that know nothing else make the same fields, and from them the same events. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/field.h"
#include "history.h"

enum { MOST = 20000 };

typedef struct told_point {
    double time, y;
    uint64_t identity;
} told_point;

/** The points of a strip as tests/agree/field.py tells them. */
static size_t ask_python(uint64_t seed, uint64_t replication, const char *name, double rate, uint32_t strip, double horizon, told_point *points) {
    char command[1000], script[300];
    const char *python = getenv("PYTHON") != NULL ? getenv("PYTHON") : "python3";
    snprintf(command, sizeof command, "'%s' -B '%s' %llu %llu '%s' %.17g %u %.17g", python, path_here("field.py", script), (unsigned long long)seed,
             (unsigned long long)replication, name, rate, strip, horizon);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t count = 0;
    unsigned long long identity;
    while (count < MOST && fscanf(pipe, "%lf %lf %llu", &points[count].time, &points[count].y, &identity) == 3) points[count++].identity = identity;
    assert_int_equal(pclose(pipe), 0);
    assert_true(count < MOST);
    return count;
}

static void assert_close(double a, double b) {
    assert_true(fabs(a - b) <= 1e-12 * (1.0 + fabs(b)));
}

static void agree_on_strip(const char *name, double rate, uint32_t sub, double horizon) {
    told_point *told = malloc(MOST * sizeof *told);
    size_t count = ask_python(TEST_SEED, 4711, name, rate, sub, horizon, told);
    bri_key key = {TEST_SEED, 4711, bri_stream_of(name), 0};
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    bri_strip_init(&strip, bri_field_base(rate), sub, room, BRI_FIELD_BATCH);
    for (size_t i = 0; i < count; i++) {
        double time, y;
        while (!bri_strip_scan(&strip, &key, INFINITY, &time, &y)) continue;
        bri_strip_pass(&strip);
        bri_point point = bri_strip_passed(&strip);
        assert_close(time, told[i].time);
        assert_close(y, told[i].y);
        assert_int_equal(bri_point_identity(key.stream, &point), told[i].identity);
    }
    assert_true(count > 100);
    free(told);
}

static void test_reproduce__fields_are_those_of_the_definition(void **state) {
    (void)state;
    agree_on_strip("launch", 1.0, 0, 1000.0);
    agree_on_strip("launch", 1.0, 1, 1000.0);
    agree_on_strip("council", 16.0 / 365.25, 4, 1500.0);
    agree_on_strip("Ä b", 123.456, 2, 5.0);
}

static brink_scenario *parse(const char *text, brink_diagnostics *diagnostics) {
    brink_scenario *scenario = NULL;
    brink_error error = {.message = ""};
    if (brink_scenario_parse(&scenario, "text", text, strlen(text), diagnostics, &error) != BRINK_OK) fail_msg("%s", error.message);
    return scenario;
}

static int by_time(const void *a, const void *b) {
    double x = ((const told_point *)a)->time, y = ((const told_point *)b)->time;
    return (x > y) - (x < y);
}

/** A constant rate's events are the points of its field under it. */
static void events_are_points(const char *rate_text, double rate, const char *base_text, double base) {
    char text[1000];
    snprintf(text, sizeof text,
             "brink = 1; scenario = { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors = { A = { name = \"A\"; }; };"
             "actions = { raid = { actor = \"A\"; }; }; decisions = { raids = { action = \"raid\"; %s model = { kind = \"poisson\"; rate = \"%s\"; "
             "}; }; };",
             base_text, rate_text);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario = parse(text, diagnostics);
    bri_plan *plan = NULL;
    assert_int_equal(bri_plan_new(&plan, scenario, NULL, diagnostics, NULL), BRINK_OK);
    bri_state *kernel = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record *record = run_record(kernel, plan, 7, 1);
    told_point *told = malloc(MOST * sizeof *told);
    size_t count = 0, under = 0;
    for (uint32_t strip = 0; strip == 0 || ldexp(bri_field_base(base), (int)strip - 1) < rate; strip++)
        count += ask_python(TEST_SEED, 7, "raids", base, strip, 365.0, told + count);
    qsort(told, count, sizeof *told, by_time);
    for (size_t i = 0; i < count; i++) {
        if (!(told[i].y < rate)) continue;
        assert_true(under < record->event_count);
        assert_close(record->events[under].time, told[i].time);
        assert_int_equal(record->events[under].identity, told[i].identity);
        under++;
    }
    assert_int_equal(under, record->event_count);
    assert_true(under > 50);
    free(told);
    bri_record_free(record);
    bri_state_free(kernel);
    bri_plan_free(plan);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
}

static void test_reproduce__events_of_a_constant_rate_are_the_points_under_it(void **state) {
    (void)state;
    events_are_points("0.31/d", 0.31, "", 0.31);
    events_are_points("2/d", 2.0, "", 2.0);
    events_are_points("0.31/d", 0.31, "field_rate = \"0.02/d\";", 0.02);
    events_are_points("0.31/d", 0.31, "field_rate = \"5/d\";", 5.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reproduce__fields_are_those_of_the_definition),
        cmocka_unit_test(test_reproduce__events_of_a_constant_rate_are_the_points_under_it),
    };
    return cmocka_run_group_tests_name("reproduce", tests, NULL, NULL);
}
