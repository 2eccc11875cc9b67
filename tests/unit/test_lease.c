/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs whose pieces are handed out: any division among processes, in any order of their work, gives the bytes of one run. */
#include <dirent.h>
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
#include "brink/run.h"
#include "small_crisis.h"

#define REPLICATIONS 9000

static brink_scenario *scenario;

static brink_run_options options_of(const char *name) {
    return (brink_run_options){.output = small_crisis_path(name), .replications = REPLICATIONS, .all_variants = true, .threads = 2,
                               .trace = BRINK_TRACE_FIRST, .trace_count = 2500};
}

static brink_status run(brink_run_options options, brink_run_report *report, brink_error *error) {
    return small_crisis_run(scenario, options, report, error);
}

static brink_status outstanding_of(brink_run_options options, brink_outstanding *found, brink_error *error) {
    brink_run_report report;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_run_outstanding(found, scenario, &options, &report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
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

/* Hands out all pieces of a list that are this taker's, in leases of some pieces; now and then it says "later". */
typedef struct taker {
    const brink_outstanding *from;
    uint64_t number, of, salt, asked;
    uint64_t next;
} taker;

/* Which taker a piece belongs to: runs of pieces of many lengths. */
static uint64_t owner(const taker *own, uint64_t piece) {
    return bri_mix(own->salt, piece / (1 + own->salt % 3)) % own->of;
}

static bool is_outstanding(const brink_outstanding *from, uint64_t piece) {
    for (size_t i = 0; i < from->count; i++)
        if (piece >= from->pieces[i].first && piece < from->pieces[i].end)
            return true;
    return false;
}

static brink_lease hand_out(void *context, brink_pieces *pieces) {
    taker *own = context;
    uint64_t end = own->from->count > 0 ? own->from->pieces[own->from->count - 1].end : 0;
    if (own->asked++ % 3 == 1)
        return BRINK_LEASE_LATER;
    while (own->next < end && !(is_outstanding(own->from, own->next) && owner(own, own->next) == own->number))
        own->next++;
    if (own->next == end)
        return BRINK_LEASE_NONE;
    *pieces = (brink_pieces){own->next, own->next + 1};
    while (is_outstanding(own->from, pieces->end) && owner(own, pieces->end) == own->number)
        pieces->end++;
    own->next = pieces->end;
    return BRINK_LEASE_GIVEN;
}

/* Takers `of` in number, but for those left out (a bit each), do their parts, the last first. */
static void take_all(const char *name, uint64_t of, uint64_t salt, uint64_t left_out) {
    brink_outstanding found;
    brink_error error;
    brink_run_report report;
    brink_run_options options = options_of(name);
    options.resume = true;
    assert_int_equal(outstanding_of(options, &found, &error), BRINK_OK);
    options.resume = false;
    for (uint64_t number = of; number-- > 0;) {
        taker own = {.from = &found, .number = number, .of = of, .salt = salt};
        if (left_out >> number & 1)
            continue;
        options.lease = hand_out;
        options.lease_context = &own;
        if (run(options, &report, &error) != BRINK_OK)
            fail_msg("%s", error.message);
        assert_int_equal(report.computed, report.replications);
    }
    brink_outstanding_clear(&found);
}

static brink_status merge(const char *name, brink_error *error) {
    brink_run_report report;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    const brink_run_options options = {.output = small_crisis_path(name)};
    brink_status status = brink_merge(&options, &report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}

static void test_lease__any_division_gives_the_bytes_of_one_run(void **state) {
    (void)state;
    brink_error error;
    for (uint64_t of = 1; of <= 5; of++) {
        take_all("b.h5", of, of, 0);
        if (merge("b.h5", &error) != BRINK_OK)
            fail_msg("%s", error.message);
        assert_equal_files("a.h5", "b.h5");
        unlink(small_crisis_path("b.h5"));
    }
}

static void test_lease__what_a_lost_taker_left_is_outstanding(void **state) {
    (void)state;
    brink_error error;
    brink_outstanding found;
    brink_run_options options = options_of("b.h5");
    take_all("b.h5", 3, 7, 2); /* number 1 is lost */
    assert_int_equal(merge("b.h5", &error), BRINK_E_IO);
    assert_non_null(strstr(error.message, "these are missing"));
    assert_int_equal(outstanding_of(options, &found, &error), BRINK_E_USAGE);
    options.resume = true;
    assert_int_equal(outstanding_of(options, &found, &error), BRINK_OK);
    assert_int_equal(found.replications, 3 * REPLICATIONS);
    assert_true(found.kept > 0 && found.kept < found.replications && found.count > 1);
    brink_outstanding_clear(&found);
    take_all("b.h5", 2, 4, 0);
    assert_int_equal(merge("b.h5", &error), BRINK_OK);
    assert_equal_files("a.h5", "b.h5");
    assert_int_equal(outstanding_of(options, &found, &error), BRINK_OK);
    assert_true(found.was_done);
    brink_outstanding_clear(&found);
    unlink(small_crisis_path("b.h5"));
}

static void test_lease__nothing_handed_out_is_no_error(void **state) {
    (void)state;
    brink_error error;
    brink_run_report report;
    const brink_outstanding none = {.count = 0};
    taker own = {.from = &none, .of = 1};
    brink_run_options options = options_of("b.h5");
    options.lease = hand_out;
    options.lease_context = &own;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    assert_int_equal(report.replications, 0);
    assert_int_equal(access(small_crisis_path("b.h5"), F_OK), -1);
}

static void remove_blocks(const char *name, int every) {
    char folder[200], path[600];
    snprintf(folder, sizeof folder, "%s.parts", small_crisis_path(name));
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        unsigned long first;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (sscanf(entry->d_name, "granules-%lu", &first) == 1 && first % (unsigned)every == 1)
            assert_int_equal(unlink(path), 0);
    }
    closedir(list);
}

/* A shard that finds blocks of its own with holes between them fills each hole with a block of its own. */
static void test_lease__holes_of_a_shard_are_filled(void **state) {
    (void)state;
    brink_error error;
    brink_run_report report;
    brink_run_options options = options_of("b.h5");
    options.shard_index = options.shard_count = 1;
    options.block_seconds = 1e-9;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    remove_blocks("b.h5", 3);
    options.block_seconds = 0;
    assert_int_equal(run(options, &report, &error), BRINK_OK);
    if (merge("b.h5", &error) != BRINK_OK)
        fail_msg("%s", error.message);
    assert_equal_files("a.h5", "b.h5");
    unlink(small_crisis_path("b.h5"));
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
        cmocka_unit_test(test_lease__any_division_gives_the_bytes_of_one_run),
        cmocka_unit_test(test_lease__what_a_lost_taker_left_is_outstanding),
        cmocka_unit_test(test_lease__nothing_handed_out_is_no_error),
        cmocka_unit_test(test_lease__holes_of_a_shard_are_filled),
    };
    return cmocka_run_group_tests_name("lease", tests, set_up, tear_down);
}
