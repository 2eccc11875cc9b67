/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "brink/results.h"
#include "brink/run.h"
#include "small_crisis.h"

static brink_scenario *scenario;

static brink_status run(const brink_run_options *options, brink_run_report *report, brink_error *error) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    error->message[0] = '\0';
    brink_status status = brink_run(scenario, options, report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}

/* Run with these options into a file of that name; asserts that it works. */
static brink_run_report run_into(brink_run_options options, const char *name) {
    brink_run_report report;
    brink_error error;
    options.output = small_crisis_path(name);
    options.force = true;
    brink_status status = run(&options, &report, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, BRINK_OK);
    return report;
}

static double *read_column(const char *name, const char *column, size_t *count) {
    brink_results *results;
    assert_int_equal(brink_results_open(&results, small_crisis_path(name), NULL), BRINK_OK);
    *count = brink_results_length(results, column);
    double *values = malloc((*count + 1) * sizeof *values);
    assert_int_equal(brink_results_read(results, column, 0, *count, values, NULL), BRINK_OK);
    brink_results_close(results);
    return values;
}

static bool are_equal_columns(const char *a, const char *b, const char *column) {
    size_t n, m;
    double *x = read_column(a, column, &n), *y = read_column(b, column, &m);
    bool equal = n == m && memcmp(x, y, n * sizeof *x) == 0;
    free(x);
    free(y);
    return equal;
}

static bool are_equal_files(const char *a, const char *b) {
    FILE *x = fopen(small_crisis_path(a), "rb"), *y = fopen(small_crisis_path(b), "rb");
    assert_true(x != NULL && y != NULL);
    int c, d;
    do {
        c = getc(x);
        d = getc(y);
    } while (c == d && c != EOF);
    fclose(x);
    fclose(y);
    return c == d;
}

/* ---- */

static void test_run__reports_what_it_did(void **state) {
    (void)state;
    brink_run_report report = run_into((brink_run_options){.all_variants = true, .trace = BRINK_TRACE_FIRST, .trace_count = 3}, "a.h5");
    assert_int_equal(report.points, 3);
    assert_int_equal(report.replications, 120);
    assert_int_equal(report.failed, 0);
    assert_int_equal(report.seed, 7);
    assert_true(report.events > 120 * 5 && report.traced_events > 0 && report.traced_events < report.events / 5);
    size_t n;
    double *total = read_column("a.h5", "replications/events_total", &n), sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += total[i];
    assert_true(sum == (double)report.events);
    free(total);
}

static void test_run__equal_runs_are_equal_bytes(void **state) {
    (void)state;
    brink_run_options options = {.all_variants = true, .trace = BRINK_TRACE_ALL, .replications = 1500};
    run_into(options, "a.h5");
    run_into(options, "b.h5");
    assert_true(are_equal_files("a.h5", "b.h5"));
}

/* Of a.h5 and b.h5. */
static void check_untraced_columns(void) {
    static const char *const columns[] = {"replications/events_total", "replications/end_time", "replications/clash_count",
                                          "replications/first_show_of_force_time", "timegrid/tension_mean", "timegrid/tension_quantile",
                                          "timegrid/p_rung_at_least", "timegrid/event_rate"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        assert_true(are_equal_columns("a.h5", "b.h5", columns[c]));
}

/* Several granules of each point, the last one short; with a full trace a granule comes in several parts. */
static void check_threads(brink_run_options options) {
    static const uint64_t threads[] = {1, 2, 3, 7};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        options.threads = threads[i];
        brink_run_report report = run_into(options, i == 0 ? "a.h5" : "b.h5");
        assert_int_equal(report.threads, threads[i]);
        assert_true(i == 0 || are_equal_files("a.h5", "b.h5"));
    }
}

static void test_run__any_number_of_threads_gives_equal_bytes(void **state) {
    (void)state;
    check_threads((brink_run_options){.all_variants = true, .trace = BRINK_TRACE_NONE, .replications = 4000});
    check_threads((brink_run_options){.trace = BRINK_TRACE_ALL, .replications = 1000}); /* one point's, less than a large granule */
    check_threads((brink_run_options){.all_variants = true, .trace = BRINK_TRACE_ALL, .replications = 4500});
    check_threads((brink_run_options){.all_variants = true, .trace = BRINK_TRACE_FIRST, .trace_count = 1500, .replications = 3000});
    check_threads((brink_run_options){.all_variants = true, .trace = BRINK_TRACE_ALL, .replications = 2500});
}

static void test_run__threads_and_trace_change_nothing_else(void **state) {
    (void)state;
    run_into((brink_run_options){.replications = 2500, .threads = 1, .trace = BRINK_TRACE_NONE}, "a.h5");
    run_into((brink_run_options){.replications = 2500, .threads = 3, .trace = BRINK_TRACE_ALL}, "b.h5");
    check_untraced_columns();
}

static void test_run__threads_are_no_more_than_there_is_work(void **state) {
    (void)state;
    assert_int_equal(run_into((brink_run_options){.replications = 64, .threads = 5}, "a.h5").threads, 1);
    assert_int_equal(run_into((brink_run_options){.replications = 65, .threads = 5}, "a.h5").threads, 2);
    assert_int_equal(run_into((brink_run_options){.replications = 4096, .threads = 5}, "a.h5").threads, 4);
    assert_int_equal(run_into((brink_run_options){.replications = 3, .all_variants = true, .threads = 5}, "a.h5").threads, 3);
    assert_true(run_into((brink_run_options){.replications = 3}, "a.h5").threads == 1);
}

static void test_run__the_seed_decides(void **state) {
    (void)state;
    run_into((brink_run_options){.has_seed = true, .seed = 7}, "a.h5");
    run_into((brink_run_options){.seed = 99}, "b.h5");
    assert_true(are_equal_files("a.h5", "b.h5"));
    run_into((brink_run_options){.has_seed = true, .seed = 8}, "b.h5");
    assert_false(are_equal_columns("a.h5", "b.h5", "replications/events_total"));
}

static void test_run__tracing_changes_nothing_else(void **state) {
    (void)state;
    run_into((brink_run_options){.replications = 2500, .trace = BRINK_TRACE_NONE}, "a.h5");
    run_into((brink_run_options){.replications = 2500, .trace = BRINK_TRACE_ALL}, "b.h5");
    check_untraced_columns();
}

static void test_run__a_longer_run_begins_like_a_shorter_one(void **state) {
    (void)state;
    size_t n, m;
    run_into((brink_run_options){.replications = 10}, "a.h5");
    run_into((brink_run_options){.replications = 30}, "b.h5");
    double *x = read_column("a.h5", "replications/end_time", &n), *y = read_column("b.h5", "replications/end_time", &m);
    assert_true(n == 10 && m == 30);
    assert_memory_equal(x, y, n * sizeof *x);
    free(x);
    free(y);
}

/* Also where the last of several chunks is not full. */
static void test_run__dimensions_are_as_long_as_their_columns(void **state) {
    (void)state;
    for (int is_long = 0; is_long < 2; is_long++) {
        brink_run_report report = run_into((brink_run_options){.trace = BRINK_TRACE_ALL, .replications = is_long ? 9000 : 100}, "a.h5");
        brink_results *results;
        assert_true((report.traced_events > 65536) == is_long && report.traced_events % 65536 != 0);
        assert_int_equal(brink_results_open(&results, small_crisis_path("a.h5"), NULL), BRINK_OK);
        assert_int_equal(brink_results_length(results, "events/time"), report.traced_events);
        assert_int_equal(brink_results_length(results, "events/event"), report.traced_events);
        brink_results_close(results);
    }
}

static void test_run__traced_events_are_those_of_their_rows(void **state) {
    (void)state;
    size_t n, m;
    brink_run_report report = run_into((brink_run_options){.trace = BRINK_TRACE_ALL}, "a.h5");
    double *count = read_column("a.h5", "replications/event_count", &n), *row = read_column("a.h5", "events/replication", &m);
    assert_true(report.traced_events == report.events && m == report.events);
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t e = 0; e < (size_t)count[i]; e++)
            assert_true(row[at++] == (double)i);
    assert_int_equal(at, m);
    free(count);
    free(row);
}

static void test_run__an_override_equals_a_variant_of_the_same_values(void **state) {
    (void)state;
    const char *overrides[] = {"help=1.0"}, *variants[] = {"helped"};
    run_into((brink_run_options){.overrides = overrides, .override_count = 1}, "a.h5");
    run_into((brink_run_options){.variants = variants, .variant_count = 1}, "b.h5");
    size_t n, m;
    double *x = read_column("a.h5", "replications/end_time", &n), *y = read_column("b.h5", "replications/end_time", &m);
    assert_true(n == 40 && m == 80);
    assert_memory_equal(x, y + 40, 40 * sizeof *x);
    assert_true(memcmp(x, y, 40 * sizeof *x) != 0 || !are_equal_columns("a.h5", "b.h5", "replications/events_total"));
    free(x);
    free(y);
}

static void test_run__an_unseeded_scenario_gets_a_seed_that_is_kept(void **state) {
    (void)state;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *unseeded, *kept = scenario;
    brink_results *results;
    const char *text = "brink = 1; scenario: { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors: { A: { name = \"a\"; }; };"
                       "actions: { act: { actor = \"A\"; }; };"
                       "decisions: { go: { action = \"act\"; model: { kind = \"poisson\"; rate = \"9/yr\"; }; }; };"
                       "batch: { replications = 5; };";
    assert_int_equal(brink_scenario_parse(&unseeded, "t.cfg", text, strlen(text), diagnostics, NULL), BRINK_OK);
    scenario = unseeded;
    brink_run_report first = run_into((brink_run_options){.seed = 0}, "a.h5");
    brink_run_report second = run_into((brink_run_options){.seed = 0}, "b.h5");
    scenario = kept;
    assert_true(first.seed != second.seed);
    assert_int_equal(brink_results_open(&results, small_crisis_path("b.h5"), NULL), BRINK_OK);
    assert_true(brink_results_seed(results) == second.seed);
    brink_results_close(results);
    brink_scenario_free(unseeded);
    brink_diagnostics_free(diagnostics);
}

static void check_usage(brink_run_options options, const char *words) {
    brink_run_report report;
    brink_error error;
    options.output = small_crisis_path("never.h5");
    assert_int_equal(run(&options, &report, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, words));
    assert_int_equal(access(options.output, F_OK), -1);
}

static void test_run__wrong_options_are_refused_with_a_reason(void **state) {
    (void)state;
    const char *wrong[] = {"tost_rate=3", "test_rate", "test_rate=1e9", "help=0.5 d", "help=abc", "memory=inf"};
    const char *words[] = {"did you mean \"test_rate\"", "NAME=VALUE", "", "", "abc", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        check_usage((brink_run_options){.overrides = &wrong[i], .override_count = 1}, words[i]);
    const char *variant = "helpd";
    check_usage((brink_run_options){.variants = &variant, .variant_count = 1}, "did you mean \"helped\"");
    check_usage((brink_run_options){.replications = 3000000000}, "replications");
    check_usage((brink_run_options){.threads = 1000000}, "threads");
    brink_run_report report;
    brink_error error;
    assert_int_equal(run(&(brink_run_options){.output = NULL}, &report, &error), BRINK_E_USAGE);
}

static void test_run__an_output_that_exists_is_kept(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    run_into((brink_run_options){.replications = 3}, "a.h5");
    run_into((brink_run_options){.replications = 3}, "b.h5");
    const brink_run_options options = {.replications = 5, .output = small_crisis_path("a.h5")};
    assert_int_equal(run(&options, &report, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "exists"));
    assert_true(are_equal_files("a.h5", "b.h5"));
}

/* Within twice, for few replications, where names and the time grid are most of a file, and for many. */
static void test_run__a_files_size_is_foretold(void **state) {
    (void)state;
    for (uint64_t replications = 10; replications <= 10000; replications *= 1000) {
        brink_run_report foretold, report;
        brink_error error;
        brink_run_options options = {.replications = replications, .output = small_crisis_path("a.h5"), .force = true, .dry_run = true};
        assert_int_equal(run(&options, &foretold, &error), BRINK_OK);
        options.dry_run = false;
        assert_int_equal(run(&options, &report, &error), BRINK_OK);
        assert_in_range(foretold.estimated_bytes, report.bytes / 2, 2 * report.bytes);
    }
}

static volatile sig_atomic_t flag;
static int calls;

static void interrupt_after_some(void *context, const brink_progress *progress) {
    (void)context;
    calls++;
    assert_true(progress->done <= progress->total && progress->seconds >= 0);
    flag = progress->done < progress->total;
}

static void test_run__progress_ends_with_all_done(void **state) {
    (void)state;
    flag = 0;
    calls = 0;
    run_into((brink_run_options){.replications = 3, .progress = interrupt_after_some}, "a.h5");
    assert_true(calls >= 1);
    assert_int_equal(flag, 0);
}

static void test_run__failed_replications_are_counted_and_the_others_kept(void **state) {
    (void)state;
    brink_scenario *kept = scenario;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_run_report report;
    brink_error error;
    brink_results *results;
    const char *text = "brink = 1; scenario: { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors: { A: { name = \"a\"; }; };"
                       "actions: { act: { actor = \"A\"; }; };"
                       "decisions: { go: { action = \"act\"; model: { kind = \"poisson\"; rate = \"9/yr\"; }; }; };"
                       "batch: { replications = 200; seed = 3; event_limit = 9; };";
    assert_int_equal(brink_scenario_parse(&scenario, "t.cfg", text, strlen(text), diagnostics, NULL), BRINK_OK);
    const brink_run_options options = {.output = small_crisis_path("a.h5"), .force = true};
    assert_int_equal(run(&options, &report, &error), BRINK_E_REPLICATIONS);
    assert_true(report.failed > 20 && report.failed < 180);
    assert_int_equal(brink_results_open(&results, options.output, &error), BRINK_OK);
    assert_int_equal(brink_results_length(results, "failures/message"), report.failed);
    assert_int_equal(brink_results_length(results, "replications/status"), 200);
    brink_results_close(results);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    scenario = kept;
}

/* The first failure is that of the lowest number, whoever was the first to fail. */
static void test_run__failures_are_the_same_whatever_the_threads(void **state) {
    (void)state;
    brink_scenario *kept = scenario;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_run_report alone, report;
    brink_error error;
    const char *text = "brink = 1; scenario: { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors: { A: { name = \"a\"; }; };"
                       "actions: { act: { actor = \"A\"; }; };"
                       "decisions: { go: { action = \"act\"; model: { kind = \"poisson\"; rate = \"9/yr\"; }; }; };"
                       "batch: { replications = 9000; seed = 3; event_limit = 17; };";
    assert_int_equal(brink_scenario_parse(&scenario, "t.cfg", text, strlen(text), diagnostics, NULL), BRINK_OK);
    const brink_run_options one = {.output = small_crisis_path("a.h5"), .force = true, .threads = 1};
    const brink_run_options five = {.output = small_crisis_path("b.h5"), .force = true, .threads = 5};
    assert_int_equal(run(&one, &alone, &error), BRINK_E_REPLICATIONS);
    assert_int_equal(run(&five, &report, &error), BRINK_E_REPLICATIONS);
    assert_string_equal(alone.first_failure, report.first_failure);
    assert_true(alone.failed == report.failed && alone.failed > 0 && alone.events == report.events);
    assert_true(are_equal_files("a.h5", "b.h5"));
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    scenario = kept;
}

static int set_up(void **state) {
    (void)state;
    small_crisis_folder();
    scenario = small_crisis_read("");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    brink_scenario_free(scenario);
    small_crisis_remove((const char *const[]){"a.h5", "b.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_run__reports_what_it_did),
        cmocka_unit_test(test_run__equal_runs_are_equal_bytes),
        cmocka_unit_test(test_run__any_number_of_threads_gives_equal_bytes),
        cmocka_unit_test(test_run__threads_and_trace_change_nothing_else),
        cmocka_unit_test(test_run__threads_are_no_more_than_there_is_work),
        cmocka_unit_test(test_run__the_seed_decides),
        cmocka_unit_test(test_run__tracing_changes_nothing_else),
        cmocka_unit_test(test_run__a_longer_run_begins_like_a_shorter_one),
        cmocka_unit_test(test_run__traced_events_are_those_of_their_rows),
        cmocka_unit_test(test_run__dimensions_are_as_long_as_their_columns),
        cmocka_unit_test(test_run__an_override_equals_a_variant_of_the_same_values),
        cmocka_unit_test(test_run__an_unseeded_scenario_gets_a_seed_that_is_kept),
        cmocka_unit_test(test_run__wrong_options_are_refused_with_a_reason),
        cmocka_unit_test(test_run__an_output_that_exists_is_kept),
        cmocka_unit_test(test_run__a_files_size_is_foretold),
        cmocka_unit_test(test_run__progress_ends_with_all_done),
        cmocka_unit_test(test_run__failed_replications_are_counted_and_the_others_kept),
        cmocka_unit_test(test_run__failures_are_the_same_whatever_the_threads),
    };
    return cmocka_run_group_tests_name("run", tests, set_up, tear_down);
}
