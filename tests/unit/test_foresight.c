/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large states look ahead: at whoever comes next of a part of the queue, and without changing anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/state.h"
#include "kernel_case.h"

enum { PARTS = 128 };

#define RING(count)                                                                                                                                  \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2017-01-02\"; };"                                                     \
    "actors = { g = { count = " count "; }; }; networks = { wheel = { among = \"g\"; kind = \"ring\"; }; };"                                         \
    "variables = { x = { for_each = \"g\"; initial = 0; baseline = 0; half_life = \"12 h\"; }; };"                                                   \
    "actions = { act = { actor = \"self\"; effects = ( \"each(wheel).x += 0.1\" ); }; };"                                                            \
    "decisions = { acts = { for_each = \"g\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"1/d * exp(0.5*self.x)\"; }; }; };"

/** The leaf that comes first of those that a leaf's part of the queue holds. */
static uint32_t first_of_part(const bri_queue *queue, uint32_t leaf) {
    uint32_t leaves = queue->size / PARTS, from = leaf / leaves * leaves, first = from;
    for (uint32_t i = from; i < from + leaves; i++)
        if (bri_queue_time(queue, i) < bri_queue_time(queue, first)) first = i;
    return first;
}

static void *copy_of(const void *data, size_t size) {
    void *copy = malloc(size);
    assert_non_null(copy);
    return memcpy(copy, data, size);
}

static void test_foresight__sees_who_is_first_of_a_part_and_changes_nothing(void **state) {
    (void)state;
    kernel_case c = case_open(RING("3000"));
    assert_true(c.state->is_large);
    case_run(&c, 0);
    size_t clocks = c.plan->decision_count * sizeof *c.state->clock, slots = c.plan->slot_count * sizeof *c.state->slot;
    void *clock = copy_of(c.state->clock, clocks), *slot = copy_of(c.state->slot, slots);
    for (uint32_t leaf = 0; leaf <= c.state->grid_leaf; leaf += 7) {
        uint64_t before = c.state->foreseen[0];
        bri_foresee(c.state, leaf);
        assert_int_equal((uint32_t)c.state->foreseen[0], first_of_part(&c.state->queue, leaf));
        assert_true(c.state->foreseen[1] == before);
    }
    assert_memory_equal(c.state->clock, clock, clocks);
    assert_memory_equal(c.state->slot, slot, slots);
    free(clock);
    free(slot);
    case_close(&c);
}

static void test_foresight__is_left_out_where_a_state_is_small(void **state) {
    (void)state;
    kernel_case c = case_open(RING("500"));
    assert_false(c.state->is_large);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foresight__sees_who_is_first_of_a_part_and_changes_nothing),
        cmocka_unit_test(test_foresight__is_left_out_where_a_state_is_small),
    };
    return cmocka_run_group_tests_name("foresight", tests, NULL, NULL);
}
