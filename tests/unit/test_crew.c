/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This program has a pthread_create of its own, which fails when it is told to. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/crew.h"
#include "small_crisis.h"

static brink_scenario *scenario;
static int created, fails_at; /* calls of pthread_create so far; the call that fails, 0: none */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument) {
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
    return ++created == fails_at ? EAGAIN : create(thread, attributes, function, argument);
}

static brink_status run(brink_run_options options, brink_run_report *report, brink_error *error) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_run(scenario, &options, report, diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}

static void test_crew__a_thread_that_cannot_be_started_is_an_error(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    for (int n = 1; n <= 4; n++) {
        created = 0;
        fails_at = n;
        const brink_run_options options = {.output = small_crisis_path("never.h5"), .replications = 100000, .threads = 4};
        char words[64];
        snprintf(words, sizeof words, "cannot start thread %d of 4", n);
        assert_int_equal(run(options, &report, &error), BRINK_E_MEMORY);
        assert_non_null(strstr(error.message, words));
        assert_int_equal(access(options.output, F_OK), -1);
    }
    fails_at = 0;
}

static void test_crew__there_are_as_many_threads_as_asked_for(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    for (uint64_t threads = 1; threads <= 5; threads++) {
        created = 0;
        const brink_run_options options = {.output = small_crisis_path("a.h5"), .force = true, .replications = 5000, .threads = threads};
        assert_int_equal(run(options, &report, &error), BRINK_OK);
        assert_int_equal(created, threads);
        assert_int_equal(report.threads, threads);
    }
}

static void test_crew__threads_are_no_more_than_granules(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    const struct {
        uint64_t replications, wanted, threads;
    } cases[] = {{BRI_GRANULE_SMALL, 9, 1}, {BRI_GRANULE_SMALL + 1, 9, 2}, {BRI_GRANULE_SMALL + 1, 1, 1}, {1000, 40, 16},
                 {BRI_GRANULE_FEW - 1, 99, 64}, {BRI_GRANULE_FEW, 9, 4},       {BRI_GRANULE_FEW + 1, 9, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const brink_run_options options = {.output = small_crisis_path("a.h5"), .force = true, .replications = cases[i].replications,
                                           .threads = cases[i].wanted};
        assert_int_equal(run(options, &report, &error), BRINK_OK);
        assert_int_equal(report.threads, cases[i].threads);
    }
}

static pthread_t caller, handler;

static void note_thread(int number) {
    (void)number;
    handler = pthread_self();
}

static volatile sig_atomic_t flag;

static void raise_signal(void *context, const brink_progress *progress) {
    (void)context;
    (void)progress;
    kill(getpid(), SIGUSR1);
    flag = 1;
}

/* A process's signal goes to any thread that does not block it. */
static void test_crew__signals_reach_the_calling_thread(void **state) {
    (void)state;
    brink_run_report report;
    brink_error error;
    struct sigaction act = {.sa_handler = note_thread}, before;
    flag = 0;
    caller = pthread_self();
    sigaction(SIGUSR1, &act, &before);
    const brink_run_options options = {.output = small_crisis_path("never.h5"), .replications = 100000000, .threads = 3,
                                       .progress = raise_signal, .interrupt = &flag};
    assert_int_equal(run(options, &report, &error), BRINK_E_INTERRUPTED);
    sigaction(SIGUSR1, &before, NULL);
    assert_true(pthread_equal(handler, caller));
    assert_memory_equal(error.message, "interrupted; ", 13);
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
    small_crisis_remove_parts("never.h5");
    small_crisis_remove((const char *const[]){"a.h5", NULL});
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crew__a_thread_that_cannot_be_started_is_an_error),
        cmocka_unit_test(test_crew__there_are_as_many_threads_as_asked_for),
        cmocka_unit_test(test_crew__threads_are_no_more_than_granules),
        cmocka_unit_test(test_crew__signals_reach_the_calling_thread),
    };
    return cmocka_run_group_tests_name("crew", tests, set_up, tear_down);
}
