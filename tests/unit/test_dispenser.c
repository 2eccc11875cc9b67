/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* It is the program's, not the library's. */
#include "mpi/dispenser.c"

static const brink_pieces pieces[] = {{3, 4}, {10, 1000}, {1000, 1001}, {5000, 100000}};
enum { COUNT = sizeof pieces / sizeof *pieces };

/* All takers ask in turn; how many leases there were. Each must follow those before, and all pieces must come. */
static size_t drain(uint64_t takers, uint64_t threads) {
    dispenser own;
    brink_pieces lease = {0, 0};
    uint64_t end = 0, sum = 0, expected = 0;
    size_t leases = 0, range = 0;
    dispenser_init(&own, pieces, COUNT, takers * threads);
    for (size_t i = 0; i < COUNT; i++)
        expected += pieces[i].end - pieces[i].first;
    for (; dispenser_next(&own, threads, &lease); leases++) {
        assert_true(lease.first >= end && lease.end > lease.first);
        while (lease.first >= pieces[range].end)
            range++;
        assert_true(lease.first >= pieces[range].first && lease.end <= pieces[range].end);
        end = lease.end;
        sum += lease.end - lease.first;
    }
    assert_int_equal(sum, expected);
    assert_int_equal(end, pieces[COUNT - 1].end);
    return leases;
}

static void test_dispenser__all_pieces_come_once_and_in_order(void **state) {
    (void)state;
    assert_true(drain(1, 1) < 40);
    assert_true(drain(2, 64) < 60);
    assert_true(drain(100, 64) < 2000);
    assert_true(drain(10000, 1) < 100000);
}

static void test_dispenser__the_last_leases_are_small(void **state) {
    (void)state;
    dispenser own;
    brink_pieces lease, last = {0, 0};
    dispenser_init(&own, pieces, COUNT, 16);
    assert_true(dispenser_next(&own, 4, &lease));
    assert_int_equal(lease.end - lease.first, 1);
    while (dispenser_next(&own, 4, &lease))
        last = lease;
    assert_true(last.end - last.first <= 4);
}

static void test_dispenser__long_leases_end_where_chunks_do(void **state) {
    (void)state;
    dispenser own;
    brink_pieces lease;
    const brink_pieces all = {0, 100000};
    size_t long_ones = 0;
    dispenser_init(&own, &all, 1, 8);
    while (dispenser_next(&own, 2, &lease))
        if (lease.end - lease.first >= 64) {
            assert_int_equal(lease.end % 64, 0);
            long_ones++;
        }
    assert_true(long_ones > 10);
}

static void test_dispenser__stopped_it_gives_nothing(void **state) {
    (void)state;
    dispenser own;
    brink_pieces lease;
    dispenser_init(&own, pieces, COUNT, 1);
    own.is_stopped = true;
    assert_false(dispenser_next(&own, 1, &lease));
    dispenser_init(&own, NULL, 0, 1);
    assert_false(dispenser_next(&own, 1, &lease));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dispenser__all_pieces_come_once_and_in_order),
        cmocka_unit_test(test_dispenser__the_last_leases_are_small),
        cmocka_unit_test(test_dispenser__long_leases_end_where_chunks_do),
        cmocka_unit_test(test_dispenser__stopped_it_gives_nothing),
    };
    return cmocka_run_group_tests_name("dispenser", tests, NULL, NULL);
}
