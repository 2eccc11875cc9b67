/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs to a precision: the same end and the same bytes however they are divided, and the numbers of a run that was given their number. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/pursuit.h"
#include "brink/results.h"
#include "brink/run.h"
#include "brink/summary.h"
#include "small_crisis.h"

static brink_scenario *scenario;
static volatile sig_atomic_t always = 1;
static const char goal[] = "early=0.012";

static brink_run_options options_of(const char *name) {
    static const char *const goals[] = {goal};
    return (brink_run_options){.output = small_crisis_path(name), .precisions = goals, .precision_count = 1, .least = 3000, .most = 100000,
                               .all_variants = true, .threads = 2, .trace = BRINK_TRACE_FIRST, .trace_count = 2500};
}

static brink_status run(brink_run_options options, brink_run_report *report, brink_error *error) {
    return small_crisis_run(scenario, options, report, error);
}

static void assert_equal_files(const char *a, const char *b) {
    struct stat info;
    char *data[2];
    assert_int_equal(stat(small_crisis_path(a), &info), 0);
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(small_crisis_path(i == 0 ? a : b), "rb");
        assert_non_null(file);
        data[i] = malloc((size_t)info.st_size + 1);
        assert_int_equal(fread(data[i], 1, (size_t)info.st_size + 1, file), info.st_size);
        fclose(file);
    }
    assert_memory_equal(data[0], data[1], (size_t)info.st_size);
    free(data[0]);
    free(data[1]);
}

static void assert_equal_group(brink_results *a, brink_results *b, const char *group) {
    for (size_t i = 0; brink_results_column(a, group, i) != NULL; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", group, brink_results_column(a, group, i));
        uint64_t length = brink_results_length(a, path);
        assert_int_equal(brink_results_length(b, path), length);
        double *x = calloc(length + 1, sizeof *x), *y = calloc(length + 1, sizeof *y);
        assert_true(x != NULL && y != NULL);
        if (brink_results_read(a, path, 0, length, x, NULL) == BRINK_OK) { /* not texts */
            assert_int_equal(brink_results_read(b, path, 0, length, y, NULL), BRINK_OK);
            if (memcmp(x, y, length * sizeof *x) != 0)
                fail_msg("%s differs", path);
        }
        free(x);
        free(y);
    }
}

static void test_pursuit__its_numbers_are_those_of_a_run_of_their_number(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    brink_results *a, *b;
    brink_run_options options = options_of("b.h5");
    assert_int_equal(brink_results_open(&a, small_crisis_path("a.h5"), &error), BRINK_OK);
    options.precision_count = 0;
    options.replications = brink_results_row_count(a, 0);
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(brink_results_open(&b, options.output, &error), BRINK_OK);
    assert_string_equal(brink_results_attribute(a, "precision"), goal);
    assert_string_equal(brink_results_attribute(a, "precision_reached"), "yes");
    assert_null(brink_results_attribute(b, "precision"));
    static const char *const groups[] = {"replications", "events", "timegrid", "design", "variables"};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        assert_equal_group(a, b, groups[i]);
    brink_results_close(a);
    brink_results_close(b);
    unlink(small_crisis_path("b.h5"));
}

/* What the summary says of the first outcome is as narrow as was asked for, at all points; half as many replications would not do. */
static void test_pursuit__the_summary_has_the_precision(void **state) {
    (void)state;
    brink_error error;
    brink_results *results;
    brink_summary *summary;
    double widest = 0, wanted = strtod(strchr(goal, '=') + 1, NULL);
    assert_int_equal(brink_results_open(&results, small_crisis_path("a.h5"), &error), BRINK_OK);
    assert_int_equal(brink_summary_new(&summary, results, &error), BRINK_OK);
    for (size_t p = 0; p < summary->point_count; p++) {
        const brink_interval *mean = &summary->points[p].outcomes[0].mean;
        widest = fmax(widest, 0.5 * (mean->high - mean->low));
    }
    assert_true(summary->points[0].replications > 5000 && summary->points[0].replications < 100000);
    brink_summary_free(summary);
    brink_results_close(results);
    assert_true(widest <= wanted * (1 + 1e-9));
    assert_true(widest > wanted / sqrt(2));
}

static void test_pursuit__threads_and_blocks_change_nothing(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    for (uint64_t threads = 1; threads <= 4; threads += 3) {
        brink_run_options options = options_of("b.h5");
        options.threads = threads;
        options.block_seconds = threads == 4 ? 1e-9 : 0;
        options.force = true;
        assert_int_equal(run(options, &report, &error), BRINK_OK);
        assert_true(report.has_precision && report.precision_reached);
        assert_equal_files("a.h5", "b.h5");
    }
    unlink(small_crisis_path("b.h5"));
}

static void test_pursuit__interrupted_it_comes_to_the_same_end(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    int pieces = 0;
    for (brink_status status = BRINK_E_INTERRUPTED; status != BRINK_OK; pieces++) {
        brink_run_options options = options_of("b.h5");
        options.resume = true;
        options.block_seconds = 0.005;
        options.interrupt = pieces < 12 ? &always : NULL;
        status = run(options, &report, &error);
        assert_true(status == BRINK_OK || (status == BRINK_E_INTERRUPTED && strstr(error.message, "interrupted; ") != NULL));
    }
    print_message("interrupted %d times\n", pieces - 1);
    assert_equal_files("a.h5", "b.h5");
    brink_run_options options = options_of("b.h5");
    options.resume = true;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_true(report.was_done && report.precision_reached);
    options.least++;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "least: 3000 there, 3001 here"));
    unlink(small_crisis_path("b.h5"));
}

static void test_pursuit__the_most_is_an_end_too(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    brink_run_options options = options_of("b.h5");
    options.most = 5000; /* no whole granule */
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(run(options, &report, &error), BRINK_E_PRECISION);
        assert_non_null(strstr(error.message, "the precision was not reached"));
        assert_int_equal(report.replications, 3 * 5000);
        assert_false(report.precision_reached);
        options.resume = true; /* then it is done, and says the same */
    }
    assert_true(report.was_done);
    unlink(small_crisis_path("b.h5"));
}

static void test_pursuit__what_makes_no_sense_is_refused(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    static const struct {
        const char *goal, *words;
    } cases[] = {{"nothing=1", "no outcome \"nothing\""}, {"x", "OUTCOME=WIDTH"}, {"=", "OUTCOME=WIDTH"}, {"a=0", "OUTCOME=WIDTH"},
                 {"a=-1", "OUTCOME=WIDTH"}, {"a=inf", "OUTCOME=WIDTH"}, {"a=1%%", "OUTCOME=WIDTH"}, {"", "OUTCOME=WIDTH"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        brink_run_options options = options_of("b.h5");
        options.precisions = &cases[i].goal;
        assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
        if (strstr(error.message, cases[i].words) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", error.message, cases[i].words);
    }
    brink_run_options options = options_of("b.h5");
    options.shard_index = options.shard_count = 1;
    options.has_seed = true;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
    options = options_of("b.h5");
    options.replications = 7;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
    options = options_of("b.h5");
    options.least = options.most + 1;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
}

static void test_pursuit__stages_grow_and_stay_between_the_ends(void **state) {
    (void)state;
    assert_int_equal(bri_pursuit_stage(0, 0, 3000, 100000), 3072);
    assert_int_equal(bri_pursuit_stage(0, 0, 3000, 3001), 3001);
    assert_int_equal(bri_pursuit_stage(4096, INFINITY, 1, 100000), 8192);
    assert_int_equal(bri_pursuit_stage(4096, 1.0001, 1, 100000), 5120);
    assert_int_equal(bri_pursuit_stage(102400, 1.3, 1, 1000000), 176 * 1024 - 3072);
    assert_int_equal(bri_pursuit_stage(90000, 2, 1, 100000), 100000);
}

static int set_up(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    scenario = small_crisis_open();
    return run(options_of("a.h5"), &report, &error) == BRINK_OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    small_crisis_close(scenario, (const char *const[]){"a.h5", "b.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pursuit__its_numbers_are_those_of_a_run_of_their_number),
        cmocka_unit_test(test_pursuit__the_summary_has_the_precision),
        cmocka_unit_test(test_pursuit__threads_and_blocks_change_nothing),
        cmocka_unit_test(test_pursuit__interrupted_it_comes_to_the_same_end),
        cmocka_unit_test(test_pursuit__the_most_is_an_end_too),
        cmocka_unit_test(test_pursuit__what_makes_no_sense_is_refused),
        cmocka_unit_test(test_pursuit__stages_grow_and_stay_between_the_ends),
    };
    return cmocka_run_group_tests_name("pursuit", tests, set_up, tear_down);
}
