/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "brink/replay.h"
#include "brink/run.h"
#include "small_crisis.h"

static brink_results *results;

static char *replay(size_t point, uint64_t replication, bool *agrees) {
    char *text = NULL;
    brink_error error = {.message = ""};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    const brink_replay_options which = {.point = point, .replication = replication};
    brink_status status = brink_replay(results, &which, &text, agrees, diagnostics, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, BRINK_OK);
    brink_diagnostics_free(diagnostics);
    return text;
}

static size_t count_of(const char *text, const char *word) {
    size_t count = 0;
    for (text = strstr(text, word); text != NULL; text = strstr(text + 1, word))
        count++;
    return count;
}

static double read_one(const char *column, uint64_t row) {
    double value;
    assert_int_equal(brink_results_read(results, column, row, 1, &value, NULL), BRINK_OK);
    return value;
}

static void test_replay__every_replication_of_every_point_agrees(void **state) {
    (void)state;
    for (size_t p = 0; p < 3; p++)
        for (uint64_t i = 0; i < 40; i++) {
            bool agrees = false;
            char *text = replay(p, i, &agrees);
            assert_true(agrees);
            assert_non_null(strstr(text, "This agrees with the file."));
            free(text);
        }
}

static void test_replay__tells_each_event_with_its_cause(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 10; i++) {
        char *text = replay(0, i, NULL);
        size_t tests = (size_t)read_one("replications/count_missile_test", i), seen = (size_t)read_one("replications/count_detection", i);
        assert_int_equal(count_of(text, "PRK missile_test  range_km "), tests);
        assert_int_equal(count_of(text, "<- detect, because of PRK missile_test of 2017-"), seen);
        assert_int_equal(count_of(text, "USA exercise with KOR, until "), (size_t)read_one("replications/count_exercise", i));
        free(text);
    }
}

static void test_replay__tells_ends_of_episodes_and_of_the_whole(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 40; i++) {
        char *text = replay(2, i, NULL), words[64];
        bool absorbed = read_one("replications/stop_reason", 80 + i) == 1;
        assert_non_null(strstr(text, "2017-01-01 00:00  begins at rung routine\n"));
        assert_non_null(strstr(text, absorbed ? "end: a rung that ends it" : "end: the scenario's end"));
        if (!absorbed)
            assert_int_equal(count_of(text, "USA exercise of "), 2);
        snprintf(words, sizeof words, "; %.0f events", read_one("replications/events_total", 80 + i));
        assert_non_null(strstr(text, words));
        free(text);
    }
}

static void test_replay__a_replication_beyond_the_file_is_told_all_the_same(void **state) {
    (void)state;
    bool agrees = false;
    char *text = replay(0, 4711, &agrees);
    assert_true(agrees);
    assert_non_null(strstr(text, "does not hold this replication"));
    free(text);
}

static void test_replay__an_unknown_point_is_wrong_usage(void **state) {
    (void)state;
    char *text = NULL;
    brink_error error;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(brink_replay(results, &(brink_replay_options){.point = 3}, &text, NULL, diagnostics, &error), BRINK_E_USAGE);
    assert_null(text);
    brink_diagnostics_free(diagnostics);
}

static int set_up(void **state) {
    (void)state;
    small_crisis_folder();
    brink_scenario *scenario = small_crisis_read("");
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_run_report report;
    const char *override = "memory=30 d";
    const brink_run_options options = {.output = small_crisis_path("a.h5"), .all_variants = true, .overrides = &override, .override_count = 1};
    brink_status status = brink_run(scenario, &options, &report, diagnostics, NULL);
    brink_diagnostics_free(diagnostics);
    brink_scenario_free(scenario);
    return status != BRINK_OK || brink_results_open(&results, options.output, NULL) != BRINK_OK;
}

static int tear_down(void **state) {
    (void)state;
    brink_results_close(results);
    small_crisis_remove((const char *const[]){"a.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay__every_replication_of_every_point_agrees),
        cmocka_unit_test(test_replay__tells_each_event_with_its_cause),
        cmocka_unit_test(test_replay__tells_ends_of_episodes_and_of_the_whole),
        cmocka_unit_test(test_replay__a_replication_beyond_the_file_is_told_all_the_same),
        cmocka_unit_test(test_replay__an_unknown_point_is_wrong_usage),
    };
    return cmocka_run_group_tests_name("replay", tests, set_up, tear_down);
}
