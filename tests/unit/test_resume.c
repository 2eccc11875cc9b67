/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupted runs, as often as they let themselves be interrupted. */
#include <fcntl.h>
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

#include "base/stream.h"
#include "batch/block.h"
#include "batch/folder.h"
#include "brink/run.h"
#include "small_crisis.h"

#define REPLICATIONS 6000

static brink_scenario *scenario;
static volatile sig_atomic_t always = 1;

static brink_status run(brink_run_options options, brink_run_report *report, brink_error *error) {
    return small_crisis_run(scenario, options, report, error);
}

static brink_run_options options_of(const char *name, uint64_t threads) {
    return (brink_run_options){.output = small_crisis_path(name), .replications = REPLICATIONS, .threads = threads, .all_variants = true,
                               .trace = BRINK_TRACE_FIRST, .trace_count = 2500, .block_seconds = 0.02};
}

static uint8_t *read_file(const char *path, size_t *size) {
    struct stat info;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &info), 0);
    uint8_t *data = malloc((size_t)info.st_size + 1);
    assert_non_null(data);
    *size = fread(data, 1, (size_t)info.st_size, file);
    assert_int_equal(*size, info.st_size);
    fclose(file);
    return data;
}

static void assert_equal_files(const char *a, const char *b) {
    size_t a_size, b_size;
    uint8_t *a_data = read_file(small_crisis_path(a), &a_size), *b_data = read_file(small_crisis_path(b), &b_size);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a_data, b_data, a_size);
    free(a_data);
    free(b_data);
}

static bool has_parts(const char *name) {
    char path[100];
    snprintf(path, sizeof path, "%s.parts", small_crisis_path(name));
    return access(path, F_OK) == 0;
}

/* Interrupted at the first look, again and again; the number of times that it was. */
static int run_in_pieces(const char *name, uint64_t threads) {
    brink_run_report report;
    brink_error error;
    for (int pieces = 0;; pieces++) {
        brink_run_options options = options_of(name, threads);
        options.resume = true;
        options.interrupt = pieces < 20 ? &always : NULL;
        brink_status status = run(options, &report, &error);
        if (status == BRINK_OK) {
            assert_int_equal(report.replications, 3 * REPLICATIONS);
            assert_true(pieces == 0 || report.computed < report.replications);
            return pieces;
        }
        assert_int_equal(status, BRINK_E_INTERRUPTED);
        assert_int_equal(access(options.output, F_OK), -1);
    }
}

static void test_resume__interrupted_runs_end_in_the_same_bytes(void **state) {
    (void)state;
    for (uint64_t threads = 1; threads <= 4; threads += 3) {
        unlink(small_crisis_path("b.h5"));
        int pieces = run_in_pieces("b.h5", threads);
        print_message("%llu threads: interrupted %d times\n", (unsigned long long)threads, pieces);
        assert_false(has_parts("b.h5"));
        assert_equal_files("a.h5", "b.h5");
    }
}

static void test_resume__a_finished_run_is_left_alone(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    struct stat before, after;
    brink_run_options options = options_of("a.h5", 1);
    options.resume = true;
    assert_int_equal(stat(options.output, &before), 0);
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(stat(options.output, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_true(report.was_done);
    assert_int_equal(report.computed, 0);
    assert_int_equal(report.replications, 3 * REPLICATIONS);
    assert_true(report.events > 0 && report.bytes == (uint64_t)after.st_size);
}

static void assert_refused(const char *name, brink_run_options options, const char *words) {
    brink_run_report report;
    brink_error error;
    options.output = small_crisis_path(name);
    options.resume = true;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
    if (strstr(error.message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
}

static void refuse_others(const char *name) {
    brink_run_options options = options_of(name, 1);
    options.has_seed = true;
    options.seed = 8;
    assert_refused(name, options, "seed: 7 there, 8 here");
    options = options_of(name, 1);
    options.replications++;
    assert_refused(name, options, "replications: 6000 there, 6001 here");
    options = options_of(name, 1);
    options.trace_count++;
    assert_refused(name, options, "trace: 2500 there, 2501 here");
    options = options_of(name, 1);
    options.all_variants = false;
    assert_refused(name, options, "points: 3 there, 1 here");
    options = options_of(name, 1);
    options.overrides = (const char *const[]){"help=0.5"};
    options.override_count = 1;
    assert_refused(name, options, "another design");
    brink_scenario *kept = scenario;
    scenario = small_crisis_read("# a comment\n");
    assert_refused(name, options_of(name, 1), "another scenario");
    brink_scenario_free(scenario);
    scenario = kept;
}

static void test_resume__another_run_is_refused(void **state) {
    (void)state;
    refuse_others("a.h5");
}

/* A run of the name c.h5 that was interrupted. */
static void interrupt_c(void) {
    brink_run_report report;
    brink_error error;
    brink_run_options options = options_of("c.h5", 2);
    options.interrupt = &always;
    options.force = true;
    assert_int_equal(run(options, &report, &error), BRINK_E_INTERRUPTED);
    assert_true(has_parts("c.h5"));
    assert_non_null(strstr(error.message, "replications are kept in"));
}

static void test_resume__what_is_left_is_not_passed_over(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    interrupt_c();
    refuse_others("c.h5");
    assert_int_equal(run(options_of("c.h5", 1), &report, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "left of an interrupted run"));
    brink_run_options options = options_of("c.h5", 2);
    options.force = true;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(report.computed, report.replications);
    assert_false(has_parts("c.h5"));
    assert_equal_files("a.h5", "c.h5");
}

static void test_resume__a_folder_in_use_is_refused(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    bri_folder held;
    interrupt_c();
    assert_true(bri_folder_init(&held, small_crisis_path("c.h5"), false));
    assert_int_equal(bri_folder_open(&held, &error), BRINK_OK);
    brink_run_options options = options_of("c.h5", 1);
    options.resume = true;
    assert_int_equal(run(options, &report, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "another process is at work"));
    bri_folder_clear(&held);
}

/* ---- damage ---- */

static void write_damaged(const char *path, const uint8_t *data, size_t size, uint64_t number) {
    uint64_t word = bri_mix(number, 4711);
    uint8_t *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, data, size);
    if (number % 2 == 0)
        size = word % size;
    else
        copy[word % size] ^= (uint8_t)(1 << (word >> 40) % 8);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(copy, 1, size, file), size);
    fclose(file);
    free(copy);
}

static void test_resume__every_damage_is_noticed(void **state) {
    (void)state;
    bri_folder folder;
    bri_kept_blocks blocks;
    bri_block_in block;
    brink_error error;
    size_t size;
    interrupt_c();
    assert_true(bri_folder_init(&folder, small_crisis_path("c.h5"), false));
    assert_int_equal(bri_folder_open(&folder, &error), BRINK_OK);
    char hash[BRI_DIGEST_SIZE];
    bri_digest_text(folder.run, (size_t)(strstr(folder.run, "--- options") - folder.run), hash);
    assert_int_equal(bri_folder_list(&folder, hash, &blocks, &error), BRINK_OK);
    assert_true(blocks.count > 0);
    uint8_t *data = read_file(blocks.list[0].path, &size);
    for (uint64_t i = 0; i < 1000; i++) {
        write_damaged(blocks.list[0].path, data, size, i);
        if (bri_block_open(&block, blocks.list[0].path, true, &error) != BRINK_E_FORMAT)
            fail_msg("damage number %d was not noticed", (int)i);
        assert_non_null(strstr(error.message, "is damaged: "));
    }
    free(data);
    bri_kept_blocks_clear(&blocks);
    bri_folder_clear(&folder);
    brink_run_report report;
    brink_run_options options = options_of("c.h5", 2);
    options.resume = options.force = true;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(report.damaged_blocks, 1);
    assert_non_null(strstr(report.first_damage, "is damaged: "));
    assert_equal_files("a.h5", "c.h5");
}

static int set_up(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    scenario = small_crisis_open();
    brink_run_options options = options_of("a.h5", 2);
    options.block_seconds = 0;
    return run(options, &report, &error) == BRINK_OK ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    small_crisis_close(scenario, (const char *const[]){"a.h5", "b.h5", "c.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resume__interrupted_runs_end_in_the_same_bytes),
        cmocka_unit_test(test_resume__a_finished_run_is_left_alone),
        cmocka_unit_test(test_resume__another_run_is_refused),
        cmocka_unit_test(test_resume__what_is_left_is_not_passed_over),
        cmocka_unit_test(test_resume__a_folder_in_use_is_refused),
        cmocka_unit_test(test_resume__every_damage_is_noticed),
    };
    return cmocka_run_group_tests_name("resume", tests, set_up, tear_down);
}
