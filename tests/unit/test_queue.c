/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The winner tree against a search through all leaves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/queue.h"

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

enum { MOST = 300 };

/** The earliest leaf, the lowest of equals. */
static uint32_t earliest(const double *time, uint32_t count) {
    uint32_t first = 0;
    for (uint32_t i = 1; i < count; i++)
        if (time[i] < time[first]) first = i;
    return first;
}

static void agree(uint32_t count, uint64_t seed) {
    bri_arena *arena = bri_arena_new();
    bri_queue queue;
    double time[MOST];
    assert_true(bri_queue_init(&queue, arena, count));
    for (uint32_t i = 0; i < count; i++) time[i] = INFINITY;
    for (int step = 0; step < 5000; step++) {
        uint32_t first = bri_queue_first(&queue);
        assert_int_equal(first, earliest(time, count));
        assert_true(bri_queue_first_time(&queue) == time[first]);
        uint32_t leaf = next(&seed) % 3 == 0 ? first : (uint32_t)(next(&seed) % count);
        time[leaf] = next(&seed) % 8 == 0 ? INFINITY : (double)(next(&seed) % 20); /* many ties */
        bri_queue_move(&queue, leaf, time[leaf]);
        assert_true(bri_queue_time(&queue, leaf) == time[leaf]);
    }
    bri_arena_free(arena);
}

static void test_queue__the_earliest_is_first_and_equals_leave_by_leaf(void **state) {
    (void)state;
    for (uint32_t count = 1; count <= 20; count++) agree(count, count);
    agree(64, 77);
    agree(65, 78);
    agree(MOST, 79);
}

static void test_queue__all_equal_times_leave_in_order_of_leaves(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    bri_queue queue;
    assert_true(bri_queue_init(&queue, arena, 37));
    for (uint32_t leaf = 37; leaf-- > 0;) bri_queue_move(&queue, leaf, 5.0);
    for (uint32_t leaf = 0; leaf < 37; leaf++) {
        assert_int_equal(bri_queue_first(&queue), leaf);
        bri_queue_move(&queue, leaf, INFINITY);
    }
    assert_true(bri_queue_first_time(&queue) == INFINITY);
    bri_arena_free(arena);
}

static void test_queue__building_plays_all_matches(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    bri_queue queue;
    uint64_t seed = 5;
    double time[100];
    assert_true(bri_queue_init(&queue, arena, 100));
    bri_queue_open(&queue);
    for (uint32_t leaf = 0; leaf < 100; leaf++) bri_queue_move(&queue, leaf, time[leaf] = (double)(next(&seed) % 50));
    bri_queue_build(&queue);
    for (int i = 0; i < 100; i++) {
        uint32_t first = bri_queue_first(&queue);
        assert_int_equal(first, earliest(time, 100));
        bri_queue_move(&queue, first, time[first] = INFINITY);
    }
    bri_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue__the_earliest_is_first_and_equals_leave_by_leaf),
        cmocka_unit_test(test_queue__all_equal_times_leave_in_order_of_leaves),
        cmocka_unit_test(test_queue__building_plays_all_matches),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
