/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results file: written from replications made by hand, read back by the reading side. */
#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "brink/results.h"
#include "fake_batch.h"

static char folder[] = "/tmp/brink-results-XXXXXX";
static char path[64], other[64];
static fake_batch fake;

static int count_files(void) {
    int count = 0;
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(opened);
    return count;
}

static void write_results(const char *name, uint64_t replications, uint64_t traced) {
    brink_error error = {.message = ""};
    brink_status status = fake_batch_write(&fake, name, true, replications, traced, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, BRINK_OK);
}

static brink_results *open_results(const char *name) {
    brink_results *results;
    brink_error error;
    assert_int_equal(brink_results_open(&results, name, &error), BRINK_OK);
    return results;
}

static double read_one(brink_results *results, const char *column, uint64_t row) {
    double value;
    assert_int_equal(brink_results_read(results, column, row, 1, &value, NULL), BRINK_OK);
    return value;
}

static uint8_t *read_bytes(const char *name, size_t *length) {
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*length);
    assert_int_equal(fread(bytes, 1, *length, file), *length);
    fclose(file);
    return bytes;
}

static void write_bytes(const char *name, const uint8_t *bytes, size_t length) {
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* ---- */

static void test_results__what_was_recorded_is_read_back(void **state) {
    (void)state;
    enum { N = 150 };
    write_results(path, N, 20);
    brink_results *results = open_results(path);
    assert_int_equal(brink_results_point_count(results), 2);
    assert_int_equal(brink_results_seed(results), 4711);
    assert_true(brink_results_start(results) == 17167 && brink_results_horizon(results) == 365);
    uint64_t events = 0;
    for (size_t p = 0; p < 2; p++) {
        assert_int_equal(brink_results_first_row(results, p), p * N);
        assert_int_equal(brink_results_row_count(results, p), N);
        for (uint64_t i = 0; i < N; i++) {
            uint64_t row = p * N + i;
            fake_batch_replicate(&fake, p, i);
            const bri_record *record = &fake.record;
            assert_true(read_one(results, "replications/replication", row) == (double)row);
            assert_true(read_one(results, "replications/index", row) == (double)i);
            assert_true(read_one(results, "replications/end_time", row) == record->end_time);
            assert_true(read_one(results, "replications/status", row) == record->status);
            assert_true(read_one(results, "replications/events_total", row) == (double)record->event_count);
            assert_true(read_one(results, "replications/count_detection", row) == (double)record->count[1]);
            assert_true(read_one(results, "replications/first_war_observed", row) == isfinite(record->first_rung[2]));
            double peak = read_one(results, "replications/peak", row), war = read_one(results, "replications/first_war_time", row);
            assert_true(isnan(record->outcome[1]) ? isnan(peak) : peak == record->outcome[1]);
            assert_true(isinf(record->first_rung[2]) ? isnan(war) : war == record->first_rung[2]);
            assert_true(read_one(results, "replications/event_start", row) == (double)events);
            events += i < 20 ? record->event_count : 0;
        }
    }
    assert_int_equal(brink_results_length(results, "events/time"), events);
    brink_results_close(results);
}

static void test_results__events_stand_with_their_replication(void **state) {
    (void)state;
    write_results(path, 30, 30);
    brink_results *results = open_results(path);
    for (size_t p = 0; p < 2; p++)
        for (uint64_t i = 0; i < 30; i++) {
            fake_batch_replicate(&fake, p, i);
            uint64_t row = p * 30 + i, start = (uint64_t)read_one(results, "replications/event_start", row);
            assert_true(read_one(results, "replications/event_count", row) == (double)fake.record.event_count);
            for (uint64_t e = 0; e < fake.record.event_count; e++) {
                const bri_event *event = &fake.record.events[e];
                double target = read_one(results, "events/target", start + e), value = read_one(results, "events/value", start + e);
                assert_true(read_one(results, "events/replication", start + e) == (double)row);
                assert_true(read_one(results, "events/time", start + e) == event->time);
                assert_true(read_one(results, "events/cause", start + e) == event->cause);
                assert_true(read_one(results, "events/id", start + e) == (double)(event->identity >> 11));
                assert_true(target == (event->target == BRI_NONE ? -1 : (double)event->target));
                assert_true(isnan(event->value) ? isnan(value) : value == (float)event->value);
                assert_true(isnan(read_one(results, "events/mark_time", start + e)));
            }
        }
    brink_results_close(results);
}

static void test_results__a_column_keeps_its_name_where_it_can(void **state) {
    (void)state;
    write_results(path, 3, 0);
    brink_results *results = open_results(path);
    assert_true(brink_results_has(results, "replications/icbm_by_july"));
    assert_true(brink_results_has(results, "replications/outcome_status"));
    assert_string_equal(brink_results_column_attribute(results, "replications/outcome_status", "outcome"), "status");
    assert_string_equal(brink_results_column_attribute(results, "replications/icbm_by_july", "observed"), "1");
    assert_null(brink_results_column_attribute(results, "replications/peak", "observed"));
    assert_string_equal(brink_results_column(results, "replications", 0), "replication");
    brink_results_close(results);
}

static void test_results__long_tables_cross_chunks(void **state) {
    (void)state;
    enum { N = 70000 };
    static double index[N];
    write_results(path, N, 0);
    brink_results *results = open_results(path);
    assert_int_equal(brink_results_first_row(results, 1), N);
    assert_int_equal(brink_results_length(results, "replications/index"), 2 * N);
    assert_int_equal(brink_results_read(results, "replications/index", N, N, index, NULL), BRINK_OK);
    for (int i = 0; i < N; i++)
        assert_true(index[i] == i);
    brink_results_close(results);
}

static void test_results__grid_and_held_counts_are_the_aggregates(void **state) {
    (void)state;
    enum { N = 1500, TIMES = 5, VARIABLES = 3 };
    write_results(path, N, 0);
    brink_results *results = open_results(path);
    double mean[2 * TIMES], median;
    long double sum = 0;
    int n = 0, held = 0;
    for (uint64_t i = 0; i < N; i++) {
        fake_batch_replicate(&fake, 1, i);
        held += fake.record.held[1] != 0;
        if (fake.record.status != BRI_RUN_OK)
            continue;
        sum += fake.record.grid[3 * VARIABLES];
        n++;
    }
    assert_int_equal(brink_results_read(results, "timegrid/tension_mean", 0, 2 * TIMES, mean, NULL), BRINK_OK);
    assert_float_equal(mean[TIMES + 3], (double)(sum / n), 1e-12);
    median = read_one(results, "timegrid/tension_quantile", (TIMES + 3) * 3 + 1);
    assert_true(median > 0.4 && median < 0.6);
    assert_true(read_one(results, "variables/held_count", 1) == held);
    brink_results_close(results);
}

static void test_results__failures_are_named(void **state) {
    (void)state;
    char **messages;
    size_t count;
    write_results(path, 120, 0);
    brink_results *results = open_results(path);
    assert_int_equal(brink_results_read_texts(results, "failures/message", &messages, &count, NULL), BRINK_OK);
    assert_int_equal(count, 4);
    assert_string_equal(messages[2], "the rate of \"launch\" has no value");
    assert_true(read_one(results, "failures/replication", 2) == 127);
    brink_results_free_texts(messages);
    brink_results_close(results);
}

static void test_results__labels_points_and_pages(void **state) {
    (void)state;
    size_t count;
    char *text;
    write_results(path, 2, 0);
    brink_results *results = open_results(path);
    const char *const *rungs = brink_results_labels(results, "ladder", &count);
    assert_int_equal(count, 3);
    assert_string_equal(rungs[1], "show of force");
    assert_null(brink_results_labels(results, "nothing", &count));
    assert_string_equal(brink_results_point_name(results, 1), "tough");
    assert_int_equal(brink_results_parameter_count(results), 2);
    assert_true(brink_results_parameters(results, 1)[0] == fake.design.points[1].parameters[0]);
    assert_true(brink_results_parameters(results, 1)[1] == 1);
    assert_true(fabs(read_one(results, "design/test_rate", 0) - 16) < 1e-12);
    assert_int_equal(brink_results_page(results, "scenario_text", &text, NULL), BRINK_OK);
    assert_non_null(strstr(text, "Fake — 2017"));
    free(text);
    brink_results_close(results);
}

static void test_results__equal_runs_are_equal_bytes(void **state) {
    (void)state;
    size_t a, b;
    write_results(path, 2000, 50);
    write_results(other, 2000, 50);
    uint8_t *first = read_bytes(path, &a), *second = read_bytes(other, &b);
    assert_int_equal(a, b);
    assert_memory_equal(first, second, a);
    free(first);
    free(second);
    unlink(other);
}

/* ---- what is no results file ---- */

static void check_refused(const char *name, brink_status expected, const char *words) {
    brink_results *results = NULL;
    brink_error error = {.message = ""};
    assert_int_equal(brink_results_open(&results, name, &error), expected);
    assert_null(results);
    assert_non_null(strstr(error.message, words));
}

static void test_results__other_files_are_refused_with_a_reason(void **state) {
    (void)state;
    brink_error error;
    bri_h5out *out;
    uint64_t size;
    check_refused("/nowhere/at/all", BRINK_E_IO, "No such file");
    check_refused(folder, BRINK_E_IO, "not a file");
    write_bytes(other, (const uint8_t *)"", 0);
    check_refused(other, BRINK_E_FORMAT, "not HDF5");
    write_bytes(other, (const uint8_t *)"brink = 1;\n", 11);
    check_refused(other, BRINK_E_FORMAT, "not HDF5");
    assert_int_equal(bri_h5out_open(&out, other, true, &error), BRINK_E_USAGE); /* nobody's scenario is replaced */
    unlink(other);
    assert_int_equal(bri_h5out_open(&out, other, true, &error), BRINK_OK);
    bri_h5out_group(out, "design");
    assert_int_equal(bri_h5out_commit(out, &size, &error), BRINK_OK);
    check_refused(other, BRINK_E_FORMAT, "no attribute brink_format");
    assert_int_equal(bri_h5out_open(&out, other, true, &error), BRINK_OK);
    bri_h5out_text_attribute(out, "/", "brink_format", "2.0");
    assert_int_equal(bri_h5out_commit(out, &size, &error), BRINK_OK);
    check_refused(other, BRINK_E_FORMAT, "brink-2.0");
    unlink(other);
}

static void test_results__a_truncated_file_is_refused(void **state) {
    (void)state;
    size_t length;
    write_results(path, 200, 10);
    uint8_t *bytes = read_bytes(path, &length);
    for (size_t cut = 1; cut < length; cut += 1 + length / 97) {
        brink_results *results = NULL;
        brink_error error;
        write_bytes(other, bytes, length - cut);
        assert_int_equal(brink_results_open(&results, other, &error), BRINK_E_FORMAT);
    }
    free(bytes);
    unlink(other);
}

static void test_results__what_is_not_there_is_an_error(void **state) {
    (void)state;
    double value;
    char **texts, *text;
    size_t count;
    brink_error error;
    write_results(path, 3, 0);
    brink_results *results = open_results(path);
    assert_int_equal(brink_results_read(results, "replications/nothing", 0, 1, &value, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_read(results, "no/such/path", 0, 1, &value, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_read(results, "replications/index", 5, 2, &value, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_read(results, "actors/actor", 0, 1, &value, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_read_texts(results, "replications/index", &texts, &count, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_page(results, "nothing", &text, &error), BRINK_E_FORMAT);
    assert_int_equal(brink_results_length(results, "replications/nothing"), 0);
    assert_null(brink_results_column(results, "nothing", 0));
    assert_null(brink_results_column(results, "actors", 99));
    brink_results_close(results);
}

/* ---- when the world fails ---- */

/* In a process of its own, whose end is looked at too: HDF5 must not crash when it shuts down. */
static void run_limited(rlim_t limit) {
    struct rlimit files = {.rlim_cur = limit, .rlim_max = limit};
    brink_error error = {.message = ""};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &files);
    brink_status status = fake_batch_write(&fake, other, false, 3000, 1000, &error);
    exit(status == BRINK_E_IO && strstr(error.message, "File too large") != NULL ? 0 : 1);
}

static void test_results__a_full_disk_leaves_nothing_and_does_not_crash(void **state) {
    (void)state;
    size_t length;
    write_results(path, 3000, 1000);
    free(read_bytes(path, &length));
    for (rlim_t limit = 0; limit < length; limit += length / 37) {
        int how;
        pid_t child = fork();
        if (child == 0)
            run_limited(limit);
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFEXITED(how));
        assert_int_equal(WEXITSTATUS(how), 0);
        assert_int_equal(count_files(), 1);
    }
}

static int set_up(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/a.h5", folder);
    snprintf(other, sizeof other, "%s/b.h5", folder);
    fake_batch_init(&fake);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    fake_batch_clear(&fake);
    unlink(path);
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results__what_was_recorded_is_read_back),
        cmocka_unit_test(test_results__events_stand_with_their_replication),
        cmocka_unit_test(test_results__a_column_keeps_its_name_where_it_can),
        cmocka_unit_test(test_results__long_tables_cross_chunks),
        cmocka_unit_test(test_results__grid_and_held_counts_are_the_aggregates),
        cmocka_unit_test(test_results__failures_are_named),
        cmocka_unit_test(test_results__labels_points_and_pages),
        cmocka_unit_test(test_results__equal_runs_are_equal_bytes),
        cmocka_unit_test(test_results__other_files_are_refused_with_a_reason),
        cmocka_unit_test(test_results__a_truncated_file_is_refused),
        cmocka_unit_test(test_results__what_is_not_there_is_an_error),
        cmocka_unit_test(test_results__a_full_disk_leaves_nothing_and_does_not_crash),
    };
    return cmocka_run_group_tests_name("results", tests, set_up, tear_down);
}
