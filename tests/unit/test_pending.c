/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pool and heaps of what is due later, against lists that are searched through. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/pending.h"

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

enum { MARKS = 3, MOST = 700 };

/** Items that are in a heap, in no order. */
typedef struct bag {
    uint32_t item[MOST];
    uint32_t count;
} bag;

static uint32_t earliest(const bag *b, const bri_pool *pool) {
    uint32_t first = 0;
    for (uint32_t i = 1; i < b->count; i++) {
        const bri_item *x = &pool->items[b->item[i]], *y = &pool->items[b->item[first]];
        if (x->time < y->time || (x->time == y->time && x->order < y->order)) first = i;
    }
    return first;
}

static void take_out(bag *b, uint32_t number) {
    for (uint32_t i = 0; i < b->count; i++)
        if (b->item[i] == number) b->item[i] = b->item[--b->count];
}

static void put_in(bri_pool *pool, bri_heap *heap, bag *b, double time) {
    uint32_t number = bri_pool_take(pool);
    assert_true(number != UINT32_MAX);
    pool->items[number].time = time;
    for (int i = 0; i < MARKS; i++) bri_pool_marks(pool, number)[i] = 1000.0 * (double)pool->items[number].order + i;
    assert_true(bri_heap_push(heap, pool, number));
    b->item[b->count++] = number;
}

static void test_pending__heaps_agree_with_a_search(void **state) {
    (void)state;
    bri_pool pool;
    bri_heap heap[2] = {{0}, {0}};
    bag in[2] = {{.count = 0}, {.count = 0}};
    uint64_t seed = 9;
    bri_pool_init(&pool, MARKS);
    for (int step = 0; step < 30000; step++) {
        int h = (int)(next(&seed) % 2);
        uint32_t number = UINT32_MAX;
        uint64_t act = next(&seed) % 10;
        if (act < (step / 3000 % 2 ? 4 : 6) && in[h].count < MOST / 2) {
            put_in(&pool, &heap[h], &in[h], (double)(next(&seed) % 30));
        } else if (in[h].count > 0 && act == 9) {
            uint32_t place = (uint32_t)(next(&seed) % heap[h].count);
            number = heap[h].item[place];
            bri_heap_remove(&heap[h], &pool, place);
        } else if (in[h].count > 0) {
            uint32_t expected = in[h].item[earliest(&in[h], &pool)];
            assert_true(bri_heap_time(&heap[h], &pool) == pool.items[expected].time);
            number = bri_heap_pop(&heap[h], &pool);
            assert_int_equal(number, expected);
        }
        if (number != UINT32_MAX) {
            for (int i = 0; i < MARKS; i++) assert_true(bri_pool_marks(&pool, number)[i] == 1000.0 * (double)pool.items[number].order + i);
            take_out(&in[h], number);
            bri_pool_give(&pool, number);
        }
        assert_int_equal(heap[h].count, in[h].count);
    }
    bri_heap_clear(&heap[0]);
    bri_heap_clear(&heap[1]);
    bri_pool_clear(&pool);
}

static void test_pending__equal_times_leave_in_order_of_entry(void **state) {
    (void)state;
    bri_pool pool;
    bri_heap heap = {0};
    bag in = {.count = 0};
    bri_pool_init(&pool, MARKS);
    for (int i = 0; i < 200; i++) put_in(&pool, &heap, &in, 1.0);
    for (uint64_t i = 0; i < 200; i++) {
        uint32_t number = bri_heap_pop(&heap, &pool);
        assert_int_equal(pool.items[number].order, i);
        bri_pool_give(&pool, number);
        if (i == 99) put_in(&pool, &heap, &in, 1.0); /* takes a used item's place, but comes last */
    }
    assert_int_equal(pool.items[bri_heap_pop(&heap, &pool)].order, 200);
    assert_true(bri_heap_time(&heap, &pool) == INFINITY);
    bri_heap_clear(&heap);
    bri_pool_clear(&pool);
}

static void test_pending__marks_stay_where_they_are_when_the_pool_grows(void **state) {
    (void)state;
    bri_pool pool;
    bri_pool_init(&pool, MARKS);
    double *marks[MOST];
    uint32_t number[MOST];
    for (int i = 0; i < MOST; i++) {
        number[i] = bri_pool_take(&pool);
        marks[i] = bri_pool_marks(&pool, number[i]);
        for (int j = 0; j < MARKS; j++) marks[i][j] = i + 0.1 * j;
    }
    assert_true(pool.capacity >= MOST);
    for (int i = 0; i < MOST; i++) {
        assert_ptr_equal(marks[i], bri_pool_marks(&pool, number[i]));
        for (int j = 0; j < MARKS; j++) assert_true(marks[i][j] == i + 0.1 * j);
    }
    bri_pool_clear(&pool);
}

static void test_pending__a_reset_pool_is_as_new_but_keeps_its_room(void **state) {
    (void)state;
    bri_pool pool;
    bri_pool_init(&pool, 0); /* plans without marks */
    for (int i = 0; i < 300; i++) assert_true(bri_pool_take(&pool) != UINT32_MAX);
    uint32_t capacity = pool.capacity;
    bri_pool_reset(&pool);
    for (uint32_t i = 0; i < capacity; i++) {
        uint32_t number = bri_pool_take(&pool);
        assert_int_equal(number, i);
        assert_int_equal(pool.items[number].order, i);
    }
    assert_int_equal(pool.capacity, capacity);
    bri_pool_clear(&pool);
    assert_true(bri_pool_take(&pool) != UINT32_MAX); /* and a cleared one serves again */
    bri_pool_clear(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pending__heaps_agree_with_a_search),
        cmocka_unit_test(test_pending__equal_times_leave_in_order_of_entry),
        cmocka_unit_test(test_pending__marks_stay_where_they_are_when_the_pool_grows),
        cmocka_unit_test(test_pending__a_reset_pool_is_as_new_but_keeps_its_room),
    };
    return cmocka_run_group_tests_name("pending", tests, NULL, NULL);
}
