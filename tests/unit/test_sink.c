/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/sink.h"

static char folder[] = "/tmp/brink-sink-XXXXXX";
static char target[64];

static int count_files(void) {
    int count = 0;
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    for (struct dirent *entry; (entry = readdir(opened)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(opened);
    return count;
}

static bri_sink *open_sink(bool force) {
    bri_sink *sink;
    brink_error error;
    assert_int_equal(bri_sink_open(&sink, target, force, &error), BRINK_OK);
    return sink;
}

static void write_file(const char *text) {
    uint64_t size;
    bri_sink *sink = open_sink(true);
    assert_true(bri_sink_write(sink, 0, text, strlen(text)));
    assert_int_equal(bri_sink_commit(sink, &size, NULL), BRINK_OK);
    assert_int_equal(size, strlen(text));
}

static void check_file(const char *text) {
    char found[64] = "";
    FILE *file = fopen(target, "r");
    assert_non_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(found, text);
}

static void test_sink__nothing_has_the_name_before_commit(void **state) {
    (void)state;
    unlink(target);
    bri_sink *sink = open_sink(false);
    uint64_t size;
    assert_true(bri_sink_write(sink, 0, "abc", 3));
    assert_int_equal(access(target, F_OK), -1);
    assert_int_equal(bri_sink_commit(sink, &size, NULL), BRINK_OK);
    check_file("abc");
    assert_int_equal(count_files(), 1);
}

static void test_sink__a_file_that_exists_is_kept_without_force(void **state) {
    (void)state;
    bri_sink *sink;
    brink_error error;
    write_file("old");
    assert_int_equal(bri_sink_open(&sink, target, false, &error), BRINK_E_USAGE);
    assert_non_null(strstr(error.message, "exists"));
    check_file("old");
    assert_int_equal(count_files(), 1);
}

static void test_sink__a_file_that_came_meanwhile_is_kept_without_force(void **state) {
    (void)state;
    uint64_t size;
    unlink(target);
    bri_sink *sink = open_sink(false);
    write_file("other");
    assert_true(bri_sink_write(sink, 0, "mine", 4));
    assert_int_equal(bri_sink_commit(sink, &size, NULL), BRINK_E_USAGE);
    check_file("other");
    assert_int_equal(count_files(), 1);
}

static void test_sink__discard_leaves_nothing(void **state) {
    (void)state;
    unlink(target);
    bri_sink *sink = open_sink(false);
    assert_true(bri_sink_write(sink, 10, "abc", 3));
    bri_sink_discard(sink);
    assert_int_equal(count_files(), 0);
}

static void test_sink__a_sweep_tells_whether_somebody_writes(void **state) {
    (void)state;
    unlink(target);
    bri_sink *sink = open_sink(false);
    assert_true(bri_sink_sweep(target));
    assert_int_equal(count_files(), 1);
    bri_sink_discard(sink);
    assert_false(bri_sink_sweep(target));
}

static void test_sink__only_files_are_replaced(void **state) {
    (void)state;
    bri_sink *sink;
    brink_error error;
    assert_int_equal(bri_sink_open(&sink, "/dev/null", true, &error), BRINK_E_USAGE);
    assert_int_equal(bri_sink_open(&sink, folder, true, &error), BRINK_E_USAGE);
    assert_int_equal(bri_sink_open(&sink, "/nowhere/at/all", true, &error), BRINK_E_IO);
    struct stat info;
    assert_true(stat("/dev/null", &info) == 0 && S_ISCHR(info.st_mode));
}

static void test_sink__permissions_are_the_users(void **state) {
    (void)state;
    struct stat info;
    mode_t before = umask(0027);
    unlink(target);
    write_file("x");
    umask(before);
    assert_int_equal(stat(target, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
}

/* After a write that fails, what was written reads back, and commit says what was wrong and leaves nothing. */
static void test_sink__after_a_failure_it_reads_as_if_all_were_well(void **state) {
    (void)state;
    struct rlimit before, small = {.rlim_cur = 1000};
    char text[600], found[900];
    uint64_t size;
    brink_error error;
    unlink(target);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    bri_sink *sink = open_sink(false);
    memset(text, 'a', sizeof text);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_true(bri_sink_write(sink, 0, text, 600));
    assert_true(bri_sink_is_good(sink));
    memset(text, 'b', sizeof text);
    assert_true(bri_sink_write(sink, 500, text, 600));
    assert_false(bri_sink_is_good(sink));
    memset(text, 'c', sizeof text);
    assert_true(bri_sink_write(sink, 700, text, 100));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(bri_sink_read(sink, 400, found, 900));
    for (int i = 0; i < 900; i++)
        assert_int_equal(found[i], i < 100 ? 'a' : i >= 300 && i < 400 ? 'c' : i < 700 ? 'b' : 0);
    assert_int_equal(bri_sink_length(sink), 1100);
    assert_int_equal(bri_sink_commit(sink, &size, &error), BRINK_E_IO);
    assert_non_null(strstr(error.message, "File too large"));
    assert_int_equal(count_files(), 0);
}

static void *sweep_on(void *stop) {
    while (!atomic_load((atomic_bool *)stop)) bri_sink_sweep(target);
    return NULL;
}

/* Processes that begin sweep while others write: in two thousand files a sweep meets each moment of a file's life. */
static void test_sink__a_sweep_leaves_alone_what_is_being_written(void **state) {
    (void)state;
    pthread_t sweeper;
    atomic_bool stop = false;
    assert_int_equal(pthread_create(&sweeper, NULL, sweep_on, &stop), 0);
    for (int i = 0; i < 2000; i++) write_file("whole");
    atomic_store(&stop, true);
    pthread_join(sweeper, NULL);
    check_file("whole");
    assert_int_equal(count_files(), 1);
}

static int set_up(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(target, sizeof target, "%s/out", folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    unlink(target);
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sink__nothing_has_the_name_before_commit),
        cmocka_unit_test(test_sink__a_file_that_exists_is_kept_without_force),
        cmocka_unit_test(test_sink__a_file_that_came_meanwhile_is_kept_without_force),
        cmocka_unit_test(test_sink__discard_leaves_nothing),
        cmocka_unit_test(test_sink__a_sweep_tells_whether_somebody_writes),
        cmocka_unit_test(test_sink__only_files_are_replaced),
        cmocka_unit_test(test_sink__permissions_are_the_users),
        cmocka_unit_test(test_sink__a_sweep_leaves_alone_what_is_being_written),
        cmocka_unit_test(test_sink__after_a_failure_it_reads_as_if_all_were_well),
    };
    return cmocka_run_group_tests_name("sink", tests, set_up, tear_down);
}
