/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/design.h"
#include "batch/sweep_table.h"
#include "small_crisis.h"

static brink_scenario *scenario;
static bri_arena *arena;

static bri_sweep parse(const char *text) {
    bri_sweep sweep;
    brink_error error = {.message = ""};
    brink_status status = bri_sweep_parse(&sweep, arena, scenario, text, 7, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, BRINK_OK);
    return sweep;
}

static double value_of(const bri_sweep *sweep, size_t point, size_t axis) {
    return sweep->values[point * sweep->axis_count + axis] / scenario->parameters[sweep->parameters[axis]].unit_value;
}

static void assert_near(double a, double b) {
    if (!(fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)))) fail_msg("%.17g is not %.17g", a, b);
}

static void test_sweep__a_grid_has_all_combinations(void **state) {
    (void)state;
    bri_sweep sweep = parse("test_rate=10:40:4, help=0,0.5, 1");
    assert_int_equal(sweep.axis_count, 2);
    assert_int_equal(sweep.point_count, 12);
    for (size_t p = 0; p < 12; p++) {
        assert_near(value_of(&sweep, p, 0), 10.0 + 10.0 * (double)(p / 3));
        assert_near(value_of(&sweep, p, 1), 0.5 * (double)(p % 3));
    }
    assert_string_equal(sweep.names[0], "test_rate=10,help=0");
    assert_string_equal(sweep.names[11], "test_rate=40,help=1");
}

static void test_sweep__logarithms_and_units(void **state) {
    (void)state;
    bri_sweep sweep = parse("test_rate=1/yr:16/yr:5:log");
    for (size_t p = 0; p < 5; p++)
        assert_near(value_of(&sweep, p, 0), pow(2, (double)p));
    sweep = parse("memory = 10 d, 2 wk");
    assert_near(value_of(&sweep, 1, 0), 14);
}

static void test_sweep__a_hypercube_has_one_point_in_each_slice(void **state) {
    (void)state;
    enum { POINTS = 50 };
    bri_sweep sweep = parse("lhs:50 help, test_rate=10:60"), again = parse("lhs:50 help, test_rate=10:60");
    assert_int_equal(sweep.point_count, POINTS);
    for (size_t a = 0; a < 2; a++) {
        int hit[POINTS] = {0};
        for (size_t p = 0; p < POINTS; p++) {
            double share = a == 0 ? value_of(&sweep, p, 0) : (value_of(&sweep, p, 1) - 10) / 50;
            assert_true(share >= 0 && share < 1);
            hit[(size_t)(share * POINTS)]++;
            assert_true(value_of(&sweep, p, a) == value_of(&again, p, a));
        }
        for (size_t i = 0; i < POINTS; i++)
            assert_int_equal(hit[i], 1);
    }
    assert_string_equal(sweep.names[49], "lhs-50");
}

static void test_sweep__sobol_fills_evenly(void **state) {
    (void)state;
    bri_sweep sweep = parse("sobol:255");
    assert_int_equal(sweep.axis_count, 2); /* those with a range */
    for (size_t a = 0; a < 2; a++) {
        const bri_parameter *parameter = &scenario->parameters[sweep.parameters[a]];
        double sum = 0;
        for (size_t p = 0; p < 255; p++)
            sum += (sweep.values[p * 2 + a] - parameter->minimum) / (parameter->maximum - parameter->minimum);
        assert_near(sum, 127.5);
    }
}

static void test_sweep__mistakes_are_told(void **state) {
    (void)state;
    const struct {
        const char *text, *words;
    } cases[] = {
        {"", "names no parameter"}, {"test_rat=1,2", "did you mean \"test_rate\""}, {"3,4", "is not NAME=VALUES"},
        {"test_rate=1:2", "LOW:HIGH:COUNT"}, {"test_rate=5:2:3", "does not go up"}, {"help=0:1:3:log", "has no logarithm"},
        {"test_rate=1:2:3:4:5", "is not LOW:HIGH"}, {"test_rate=1:2:x", "is not LOW:HIGH"}, {"help=0.5,7", "must be from 0 to 1"},
        {"help=0,1, help=1", "stands in it twice"}, {"lhs:0 help", "1 to 1000000 points"}, {"lhs:5 memory", "has no range of its own"},
        {"sobol:5 help=0:1:3", "no count"}, {"help=0:1:900000, test_rate=1:2:900000", "more than 1000000 points"}, {"help=apple", "help=apple"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bri_sweep sweep;
        brink_error error = {.message = ""};
        assert_int_equal(bri_sweep_parse(&sweep, arena, scenario, cases[i].text, 7, &error), BRINK_E_USAGE);
        if (strstr(error.message, cases[i].words) == NULL)
            fail_msg("\"%s\": \"%s\" does not say \"%s\"", cases[i].text, error.message, cases[i].words);
    }
}

static void write_text(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_sweep__a_table_is_read_from_csv(void **state) {
    (void)state;
    bri_sweep sweep;
    brink_error error;
    const char *path = small_crisis_path("t.csv");
    write_text(path, "name, help, test_rate\ncalm, 0.25, 12\r\n\n\"wild\", 1, 30/yr\n");
    assert_int_equal(bri_sweep_read(&sweep, arena, scenario, path, &error), BRINK_OK);
    assert_int_equal(sweep.point_count, 2);
    assert_string_equal(sweep.names[0], "calm");
    assert_string_equal(sweep.names[1], "wild");
    assert_near(value_of(&sweep, 0, 0), 0.25);
    assert_near(value_of(&sweep, 1, 1), 30);
    write_text(path, "help, test_rate\n0.25\n");
    assert_int_equal(bri_sweep_read(&sweep, arena, scenario, path, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "t.csv:2:1: error: this row has 1 cell"));
    write_text(path, "help\n");
    assert_int_equal(bri_sweep_read(&sweep, arena, scenario, path, &error), BRINK_E_USAGE);
    assert_int_equal(bri_sweep_read(&sweep, arena, scenario, small_crisis_path("none.csv"), &error), BRINK_E_IO);
}

static brink_status run(brink_run_options options, brink_run_report *report, brink_error *error) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_run(scenario, &options, report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}

static void test_sweep__results_serve_as_a_design(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    bri_sweep sweep;
    const char *variants[] = {"helped"};
    const brink_run_options options = {.output = small_crisis_path("s.h5"), .force = true, .replications = 5, .sweep = "test_rate=3,6,9",
                                       .variants = variants, .variant_count = 1};
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(report.points, 8); /* base and variant, and the sweep over each */
    assert_int_equal(bri_sweep_read(&sweep, arena, scenario, small_crisis_path("s.h5"), &error), BRINK_OK);
    assert_int_equal(sweep.point_count, 7); /* the base is there anyway */
    size_t rate = scenario->parameters[sweep.parameters[0]].name[0] == 't' ? 0 : 1;
    const double wanted[] = {0, 3, 6, 9, 3, 6, 9};
    const char *const names[] = {"helped", "test_rate=3", "test_rate=6", "test_rate=9", "helped,test_rate=3", "helped,test_rate=6",
                                 "helped,test_rate=9"};
    for (size_t p = 0; p < 7; p++) {
        if (p > 0) assert_near(value_of(&sweep, p, rate), wanted[p]);
        assert_string_equal(sweep.names[p], names[p]);
        assert_int_equal(sweep.variants[p], names[p][0] == 'h' ? 0 : BRI_NONE);
    }
}

static void test_sweep__independent_points_have_seeds_of_their_own(void **state) {
    (void)state;
    bri_design design;
    brink_error error;
    const brink_run_options options = {.sweep = "help=0,0.5", .independent = true};
    assert_int_equal(bri_design_init(&design, scenario, &options, 7, &error), BRINK_OK);
    assert_int_equal(design.point_count, 3);
    assert_int_equal(design.points[0].seed, 7);
    assert_true(design.points[1].seed != 7 && design.points[2].seed != design.points[1].seed);
    bri_design_clear(&design);
}

static int set_up(void **state) {
    (void)state;
    small_crisis_folder();
    scenario = small_crisis_read("");
    arena = bri_arena_new();
    return arena != NULL ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    bri_arena_free(arena);
    brink_scenario_free(scenario);
    small_crisis_remove((const char *const[]){"t.csv", "s.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sweep__a_grid_has_all_combinations),
        cmocka_unit_test(test_sweep__logarithms_and_units),
        cmocka_unit_test(test_sweep__a_hypercube_has_one_point_in_each_slice),
        cmocka_unit_test(test_sweep__sobol_fills_evenly),
        cmocka_unit_test(test_sweep__mistakes_are_told),
        cmocka_unit_test(test_sweep__a_table_is_read_from_csv),
        cmocka_unit_test(test_sweep__results_serve_as_a_design),
        cmocka_unit_test(test_sweep__independent_points_have_seeds_of_their_own),
    };
    return cmocka_run_group_tests_name("sweep", tests, set_up, tear_down);
}
