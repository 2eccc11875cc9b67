/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/stream.h"
#include "batch/press.h"

enum { JOBS = 40, ROWS = 5000, HELPERS = 3 };

static uint32_t rows[JOBS][ROWS];

static void fill(void) {
    for (size_t j = 0; j < JOBS; j++)
        for (size_t i = 0; i < ROWS; i++)
            rows[j][i] = (uint32_t)(bri_mix(j, i) % (j + 2));
}

static void put(bri_press *press, bri_press_job *jobs) {
    for (size_t j = 0; j < JOBS; j++) {
        jobs[j].raw = rows[j];
        jobs[j].count = ROWS;
        jobs[j].size = sizeof rows[j][0];
    }
    bri_press_put(press, jobs, JOBS / 2);
    bri_press_put(press, jobs + JOBS / 2, JOBS - JOBS / 2);
}

static void check_some(const bri_press_job *jobs, size_t count) {
    bri_packer packer;
    bri_packer_init(&packer);
    for (size_t j = 0; j < count; j++) {
        size_t length;
        const uint8_t *packed = bri_pack(&packer, rows[j], ROWS, sizeof rows[j][0], &length);
        assert_int_equal(jobs[j].length, length);
        assert_memory_equal(jobs[j].packed, packed, length);
    }
    bri_packer_clear(&packer);
}

static void check(const bri_press_job *jobs) {
    check_some(jobs, JOBS);
}

static void clear(bri_press_job *jobs) {
    for (size_t j = 0; j < JOBS; j++)
        bri_press_job_clear(&jobs[j]);
}

static void test_press__the_owner_does_alone_what_nobody_helps_with(void **state) {
    (void)state;
    bri_press_job jobs[JOBS] = {0};
    bri_press *press = bri_press_new();
    assert_false(bri_press_has_work(press));
    assert_true(bri_press_is_done(press, jobs, JOBS));
    put(press, jobs);
    assert_true(bri_press_has_work(press));
    assert_false(bri_press_is_done(press, jobs, JOBS));
    assert_true(bri_press_work(press));
    assert_true(bri_press_is_done(press, jobs, 1)); /* in order */
    assert_false(bri_press_is_done(press, jobs, 2));
    bri_press_wait(press, jobs, JOBS);
    assert_false(bri_press_has_work(press));
    assert_false(bri_press_work(press));
    check(jobs);
    put(press, jobs); /* and again, into the same memory */
    bri_press_wait(press, jobs, JOBS);
    check(jobs);
    clear(jobs);
    bri_press_free(press);
}

typedef struct helper {
    bri_press *press;
    atomic_bool *ends;
    atomic_size_t *done;
} helper;

static void *help(void *argument) {
    const helper *own = argument;
    bri_packer packer;
    bri_packer_init(&packer);
    while (!atomic_load(own->ends))
        if (bri_press_help(own->press, &packer))
            atomic_fetch_add(own->done, 1);
    bri_packer_clear(&packer);
    return NULL;
}

/* The owner waits, so that it may also have to wait for what others have in hand. */
static void test_press__helpers_make_the_same_bytes(void **state) {
    (void)state;
    pthread_t threads[HELPERS];
    atomic_bool ends = false;
    atomic_size_t done = 0;
    bri_press_job jobs[JOBS] = {0};
    bri_press *press = bri_press_new();
    helper own = {.press = press, .ends = &ends, .done = &done};
    for (size_t t = 0; t < HELPERS; t++)
        assert_int_equal(pthread_create(&threads[t], NULL, help, &own), 0);
    for (int round = 0; round < 50 || (atomic_load(&done) == 0 && round < 100000); round++) {
        put(press, jobs);
        bri_press_wait(press, jobs, JOBS);
        if (round < 50)
            check(jobs);
    }
    atomic_store(&ends, true);
    for (size_t t = 0; t < HELPERS; t++)
        pthread_join(threads[t], NULL);
    assert_true(atomic_load(&done) > 0);
    clear(jobs);
    bri_press_free(press);
}

static void test_press__a_twin_is_done_with_its_like(void **state) {
    (void)state;
    bri_press_job jobs[3] = {0};
    bri_press *press = bri_press_new();
    for (size_t j = 0; j < 3; j++) {
        jobs[j].raw = rows[j % 2];
        jobs[j].count = ROWS;
        jobs[j].size = sizeof rows[0][0];
    }
    jobs[2].twin = &jobs[0];
    bri_press_put(press, jobs, 3);
    assert_false(bri_press_is_done(press, jobs, 3));
    assert_true(bri_press_work(press) && bri_press_work(press));
    assert_false(bri_press_work(press));
    assert_true(bri_press_is_done(press, jobs, 3));
    check_some(jobs, 2);
    assert_int_equal(jobs[2].length, 0);
    for (size_t j = 0; j < 3; j++)
        bri_press_job_clear(&jobs[j]);
    bri_press_free(press);
}

static void test_press__what_is_packed_already_is_kept(void **state) {
    (void)state;
    bri_press_job job = {0};
    bri_press *press = bri_press_new();
    uint8_t bytes[] = "packed elsewhere";
    assert_true(bri_press_adopt(&job, bytes, sizeof bytes));
    bytes[0] = 'x';
    assert_true(bri_press_is_done(press, &job, 1));
    assert_int_equal(job.length, sizeof bytes);
    assert_memory_equal(job.packed, "packed elsewhere", sizeof bytes);
    bri_press_job_clear(&job);
    bri_press_free(press);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_press__the_owner_does_alone_what_nobody_helps_with),
        cmocka_unit_test(test_press__helpers_make_the_same_bytes),
        cmocka_unit_test(test_press__a_twin_is_done_with_its_like),
        cmocka_unit_test(test_press__what_is_packed_already_is_kept),
    };
    fill();
    return cmocka_run_group_tests_name("press", tests, NULL, NULL);
}
