/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary against the replications it sums up, made by hand. */
#include <jansson.h>
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

#include "base/estimate.h"
#include "brink/summary.h"
#include "fake_batch.h"

enum { N = 900 };

static char path[] = "/tmp/brink-summary-XXXXXX";
static fake_batch fake;
static brink_results *results;
static brink_summary *summary;

/* Outcome number `outcome` of the good replications of a point. */
static size_t gather(size_t point, int outcome, double *values) {
    size_t count = 0;
    for (uint64_t i = 0; i < N; i++) {
        fake_batch_replicate(&fake, point, i);
        if (fake.record.status == BRI_RUN_OK)
            values[count++] = fake.record.outcome[outcome];
    }
    return count;
}

static void test_summary__probabilities_and_means(void **state) {
    (void)state;
    static double values[N];
    const brink_summary_point *base = &summary->points[0];
    assert_int_equal(summary->point_count, 2);
    assert_int_equal(base->outcome_count, 3);
    size_t n = gather(0, 0, values), yes = 0;
    for (size_t i = 0; i < n; i++)
        yes += values[i] != 0;
    brink_interval share = bri_share_interval(yes, n);
    assert_true(base->outcomes[0].is_probability && base->outcomes[0].n == n);
    assert_memory_equal(&base->outcomes[0].mean, &share, sizeof share);
    assert_true(base->outcomes[0].observed == 1 && isnan(base->outcomes[1].observed));
    n = gather(0, 1, values);
    brink_interval mean = bri_mean_interval(bri_moments_of(values, n));
    assert_false(base->outcomes[1].is_probability);
    assert_memory_equal(&base->outcomes[1].mean, &mean, sizeof mean);
    bri_sort(values, n);
    assert_true(base->outcomes[1].p95 == bri_quantile(values, n, 0.95));
}

static void test_summary__failed_replications_are_left_out_and_named(void **state) {
    (void)state;
    for (size_t p = 0; p < 2; p++) {
        assert_int_equal(summary->points[p].replications, N);
        assert_int_equal(summary->points[p].failed, N / 100);
        assert_int_equal(summary->points[p].outcomes[0].n, N - N / 100);
    }
    assert_int_equal(summary->failure_count, 10);
    assert_string_equal(summary->failures[1], "replication 107 of base: the rate of \"launch\" has no value");
    assert_string_equal(summary->failures[9], "replication 7 of tough: the rate of \"launch\" has no value");
}

/* Outcome "peak" differs by 0.1 in every pair, which no unpaired comparison could see so sharply. */
static void test_summary__differences_are_paired(void **state) {
    (void)state;
    const brink_summary_item *peak = &summary->points[1].outcomes[1];
    assert_false(summary->points[0].outcomes[1].has_difference);
    assert_true(peak->has_difference);
    assert_int_equal(peak->paired, N - N / 100);
    assert_float_equal(peak->difference.estimate, 0.1, 1e-12);
    assert_true(peak->difference.high - peak->difference.low < 1e-9);
    assert_true(peak->gain > 1e6);
}

static void test_summary__first_passages_count_those_that_never_arrive(void **state) {
    (void)state;
    static double arrivals[N];
    const brink_summary_rung *rungs = summary->points[0].rungs;
    size_t n = 0, observed = 0;
    for (uint64_t i = 0; i < N; i++) {
        fake_batch_replicate(&fake, 0, i);
        if (fake.record.status != BRI_RUN_OK)
            continue;
        observed += isfinite(fake.record.first_rung[2]);
        arrivals[n++] = fake.record.first_rung[1];
    }
    bri_sort(arrivals, n);
    assert_int_equal(summary->points[0].rung_count, 3);
    assert_string_equal(rungs[1].name, "show of force");
    assert_true(rungs[1].reached.estimate == 1 && rungs[1].median == bri_quantile(arrivals, n, 0.5));
    assert_int_equal(rungs[2].observed, observed);
    assert_true(rungs[2].reached.estimate == (double)observed / (double)n);
    assert_true(isnan(rungs[2].median));
    assert_true(rungs[2].mean_observed > 0 && rungs[2].mean_observed < 365);
}

static void test_summary__stops_and_held_effects(void **state) {
    (void)state;
    const brink_summary_point *base = &summary->points[0];
    uint64_t total = 0;
    for (size_t i = 0; i < base->stop_count; i++)
        total += base->stops[i].count;
    assert_int_equal(base->stop_count, 3);
    assert_int_equal(total, N);
    assert_int_equal(base->held_count, 1);
    assert_string_equal(base->held[0].name, "tension");
    assert_int_equal(base->held[0].count, N / 3);
}

static void test_summary__text_names_everything(void **state) {
    (void)state;
    char *text = brink_summary_text(summary, 0);
    assert_non_null(text);
    const char *words[] = {"Fake — 2017\n2017-01-01 to 2018-01-01, seed 4711\n", "base: 900 replications", "tough: 900 replications",
                           "icbm_by_july", "yes", "missile_test", "show of force", "+0.1", "Warning: 9 of 900 replications failed",
                           "held back by a variable's range: tension 300", "horizon", "not_a_number 9"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_non_null(strstr(text, words[i]));
    free(text);
}

static void test_summary__json_is_json(void **state) {
    (void)state;
    json_error_t error;
    char *text = brink_summary_json(summary);
    assert_non_null(text);
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    json_t *base = json_array_get(json_object_get(root, "points"), 0), *outcome = json_array_get(json_object_get(base, "outcomes"), 0);
    assert_string_equal(json_string_value(json_object_get(outcome, "name")), "icbm_by_july");
    json_t *share = json_object_get(outcome, "probability");
    assert_true(json_real_value(json_object_get(share, "estimate")) == summary->points[0].outcomes[0].mean.estimate);
    json_t *war = json_array_get(json_object_get(base, "ladder"), 2);
    assert_true(json_is_null(json_object_get(json_object_get(war, "first_passage"), "half")));
    assert_string_equal(json_string_value(json_object_get(root, "seed")), "4711");
    json_decref(root);
    free(text);
}

static void test_summary__a_table_has_a_line_a_point(void **state) {
    (void)state;
    char *text = NULL;
    const char *names[] = {"peak, icbm_by_july"}, *wrong[] = {"peak,icmb_by_july"};
    brink_error error;
    assert_int_equal(brink_summary_table(&text, summary, names, 1, 0, &error), BRINK_OK);
    const char *words[] = {"\npeak\n  point  help  estimate", "\n  base      0 ", "\n  tough     1 ", "+0.1", "\nicbm_by_july\n", " pt\n",
                           "Warning: 18 of 1,800 replications failed"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_non_null(strstr(text, words[i]));
    assert_null(strstr(text, "status"));
    free(text);
    text = NULL;
    assert_int_equal(brink_summary_table(&text, summary, wrong, 1, 0, &error), BRINK_E_USAGE);
    assert_null(text);
    assert_string_equal(error.message, "no outcome \"icmb_by_july\"; did you mean \"icbm_by_july\"?");
}

static void test_summary__csv_has_all_digits(void **state) {
    (void)state;
    char *text = NULL;
    assert_int_equal(brink_summary_csv(&text, summary, NULL, 0, NULL), BRINK_OK);
    const char *row = strstr(text, "\ntough,1,peak,,891,");
    assert_non_null(row);
    assert_true(strtod(row + strlen("\ntough,1,peak,,891,"), NULL) == summary->points[1].outcomes[1].mean.estimate);
    assert_true(memcmp(text, "point,help,outcome,units,n,estimate,low,high,", 45) == 0);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 1 + 2 * 3);
    free(text);
}

static int set_up(void **state) {
    (void)state;
    int file = mkstemp(path);
    if (file < 0)
        return -1;
    close(file);
    fake_batch_init(&fake);
    return fake_batch_write(&fake, path, true, N, 0, NULL) != BRINK_OK || brink_results_open(&results, path, NULL) != BRINK_OK ||
           brink_summary_new(&summary, results, NULL) != BRINK_OK;
}

static int tear_down(void **state) {
    (void)state;
    brink_summary_free(summary);
    brink_results_close(results);
    fake_batch_clear(&fake);
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summary__probabilities_and_means),
        cmocka_unit_test(test_summary__failed_replications_are_left_out_and_named),
        cmocka_unit_test(test_summary__differences_are_paired),
        cmocka_unit_test(test_summary__first_passages_count_those_that_never_arrive),
        cmocka_unit_test(test_summary__stops_and_held_effects),
        cmocka_unit_test(test_summary__text_names_everything),
        cmocka_unit_test(test_summary__json_is_json),
        cmocka_unit_test(test_summary__a_table_has_a_line_a_point),
        cmocka_unit_test(test_summary__csv_has_all_digits),
    };
    return cmocka_run_group_tests_name("summary", tests, set_up, tear_down);
}
