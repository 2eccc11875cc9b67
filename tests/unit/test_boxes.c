/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes hold their paths, to the last bit, until the time at which they say that they are left; and that time comes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "kernel/state.h"
#include "kernel_case.h"

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static double uniform(uint64_t *s) {
    return (double)(next(s) >> 11) * 0x1p-53;
}

static double any(uint64_t *s) {
    return (next(s) % 2 ? 1.0 : -1.0) * exp((2.0 * uniform(s) - 1.0) * log(1e6));
}

/** A state whose one hazard reads a slot of every moving kind; the slots are writable. */
static kernel_case open_moving(bri_plan_slot **slots) {
    kernel_case c = case_open_tuned(
        CASE_YEAR "variables = { x = { initial = 1.0; baseline = 0.0; half_life = \"10 d\"; }; y = { initial = 1.0; slope = \"1/yr\"; }; };"
                  "actions = { a = { actor = \"A\"; }; }; decisions = { as = { action = \"a\"; model = { kind = \"hazard\";"
                  " rate = \"(exp(-x^2) + logistic(y) + month + season(spring) + 2 + cos_year + sin_year)/yr\"; }; }; };",
        (bri_tuning){1.0, false});
    *slots = (bri_plan_slot *)c.plan->slots; /* the arena's own, not const */
    case_run(&c, 0);
    c.state->now = 0.0;
    return c;
}

static uint32_t slot_of_kind(const bri_plan *plan, bri_slot_kind kind) {
    for (uint32_t i = 0; i < plan->slot_count; i++)
        if (plan->slots[i].kind == kind) return i;
    fail_msg("no slot of kind %d", kind);
    return 0;
}

static void assert_held(const kernel_case *c, uint32_t slot, double time) {
    double value = bri_path_value(c->plan, &c->plan->slots[slot], &c->state->slot[slot], time);
    bri_interval box = c->state->box[slot];
    if (!(value >= box.low && value <= box.high)) fail_msg("at %.17g the value %.17g is not in [%.17g, %.17g]", time, value, box.low, box.high);
}

/** The path is in the box now, just before its exit, and at any time between. Returns the exit. */
static double box_holds(kernel_case *c, uint32_t slot, uint64_t *s) {
    double now = c->state->now, exit = bri_queue_time(&c->state->queue, c->state->slot[slot].leaf);
    assert_true(exit > now);
    double until = fmin(exit, now + 1e4);
    assert_held(c, slot, now);
    assert_held(c, slot, nextafter(until, -INFINITY));
    for (int i = 0; i < 10; i++) assert_held(c, slot, fmin(now + (until - now) * uniform(s), nextafter(until, -INFINITY)));
    return exit;
}

static void random_path(kernel_case *c, bri_plan_slot *slots, uint32_t slot, uint64_t *s) {
    bri_slot_state *path = &c->state->slot[slot];
    slots[slot].baseline = next(s) % 8 ? any(s) : 0.0;
    slots[slot].decay = log(2.0) / exp(16.0 * uniform(s) - 7.0);
    slots[slot].slope = any(s);
    slots[slot].minimum = next(s) % 3 ? -INFINITY : -1e3 * uniform(s);
    slots[slot].maximum = next(s) % 3 ? INFINITY : 1e3 * uniform(s);
    path->value = fmin(fmax(any(s), slots[slot].minimum), slots[slot].maximum);
    path->anchor = next(s) % 3 ? 300.0 * uniform(s) : 0.0;
    path->width = exp(30.0 * uniform(s) - 20.0);
    c->state->now = path->anchor + (next(s) % 2 ? 0.0 : 100.0 * uniform(s));
}

/** Jumps that lead away from the baseline leave the leaf where it is: when it comes up, the exit is found. */
static void push_away(kernel_case *c, uint32_t slot, uint64_t *s) {
    const bri_plan_slot *plan = &c->plan->slots[slot];
    c->state->slot[slot].stamp = -1.0; /* the path was set behind the kernel's back */
    double exit = bri_queue_time(&c->state->queue, c->state->slot[slot].leaf), value = bri_slot_refresh(c->state, slot);
    double step = (value >= plan->baseline ? 0.1 : -0.1) * uniform(s) * c->state->slot[slot].width;
    c->state->slot[slot].is_dirty = 0;
    c->state->dirty_slot_count = 0;
    bri_slot_assign(c->state, slot, value + step);
    bri_box_follow(c->state, slot);
    if (!c->state->slot[slot].is_early) return;
    assert_true(bri_queue_time(&c->state->queue, c->state->slot[slot].leaf) == exit);
    box_holds(c, slot, s);
    if (exit == INFINITY) return;
    c->state->now = exit;
    bri_box_leave(c->state, slot);
    assert_false(c->state->slot[slot].is_early);
    box_holds(c, slot, s);
}

static void hold(bri_slot_kind kind, uint64_t seed) {
    bri_plan_slot *slots;
    kernel_case c = open_moving(&slots);
    uint32_t slot = slot_of_kind(c.plan, kind);
    for (int i = 0; i < 20000; i++) {
        random_path(&c, slots, slot, &seed);
        bri_box_renew(c.state, slot);
        double exit = box_holds(&c, slot, &seed);
        if (next(&seed) % 2 && exit < INFINITY) { /* the box that follows it */
            c.state->now = exit;
            bri_box_renew(c.state, slot);
            box_holds(&c, slot, &seed);
        }
        if (next(&seed) % 4 == 0 && bri_box_narrow(c.state, slot)) box_holds(&c, slot, &seed);
        /* A jump within the box keeps it, with another exit; one beyond it makes a new one. */
        c.state->slot[slot].anchor = c.state->now;
        c.state->slot[slot].value += (2.0 * uniform(&seed) - 1.0) * 2.0 * c.state->slot[slot].width;
        c.state->slot[slot].value = fmin(fmax(c.state->slot[slot].value, slots[slot].minimum), slots[slot].maximum);
        bri_box_follow(c.state, slot);
        box_holds(&c, slot, &seed);
        if (kind == BRI_SLOT_RELAXING) push_away(&c, slot, &seed);
    }
    case_close(&c);
}

static void test_boxes__relaxing_paths_are_held(void **state) {
    (void)state;
    hold(BRI_SLOT_RELAXING, 1);
}

static void test_boxes__drifting_paths_are_held(void **state) {
    (void)state;
    hold(BRI_SLOT_DRIFTING, 2);
}

static void test_boxes__calendar_paths_are_held(void **state) {
    (void)state;
    bri_plan_slot *slots;
    kernel_case c = open_moving(&slots);
    uint64_t s = 3;
    for (int kind = BRI_SLOT_MONTH; kind <= BRI_SLOT_SIN_YEAR; kind++) {
        uint32_t slot = slot_of_kind(c.plan, (bri_slot_kind)kind);
        for (int i = 0; i < 5000; i++) {
            c.plan->epoch = floor(20000.0 * uniform(&s)) + (next(&s) % 2 ? 0.0 : floor(86400.0 * uniform(&s)) / 86400.0);
            c.state->now = next(&s) % 2 ? 1000.0 * uniform(&s) : bri_next_month(c.plan->epoch + 400.0 * uniform(&s)) - c.plan->epoch;
            c.state->slot[slot].width = exp(10.0 * uniform(&s) - 8.0);
            bri_box_renew(c.state, slot);
            box_holds(&c, slot, &s);
        }
    }
    case_close(&c);
}

/** A box that is left is followed by another; months by at most three of them, also where a date is rounded: near day 0 with a time of day. */
static void test_boxes__months_go_by(void **state) {
    (void)state;
    static const double epochs[] = {17167.0, 0.0, 10.0 / 86400.0 + 0.43, -3652.57123, -31.0 + 1e-9, 719162.77};
    for (size_t e = 0; e < sizeof epochs / sizeof *epochs; e++) {
        bri_plan_slot *slots;
        kernel_case c = open_moving(&slots);
        uint32_t slot = slot_of_kind(c.plan, BRI_SLOT_MONTH);
        c.plan->epoch = epochs[e];
        int boxes = 0;
        for (c.state->now = 0.0; c.state->now < 3653.0; boxes++) {
            bri_box_renew(c.state, slot);
            assert_held(&c, slot, c.state->now);
            c.state->now = bri_queue_time(&c.state->queue, c.state->slot[slot].leaf);
        }
        assert_in_range(boxes, 120, 370);
        case_close(&c);
    }
}

/** A variable that has grown a million million times beyond its first value must not be boxed from double to double. */
static void test_boxes__are_never_as_narrow_as_rounding(void **state) {
    (void)state;
    bri_plan_slot *slots;
    kernel_case c = open_moving(&slots);
    uint32_t slot = slot_of_kind(c.plan, BRI_SLOT_RELAXING);
    slots[slot].baseline = 0.0;
    slots[slot].decay = log(2.0) / 10.0;
    c.state->slot[slot].value = 1e12;
    c.state->slot[slot].anchor = 0.0;
    c.state->slot[slot].width = 1e-3;
    bri_box_renew(c.state, slot);
    double exit = bri_queue_time(&c.state->queue, c.state->slot[slot].leaf);
    assert_true(exit > 1e-10 && exit < 1.0);
    case_close(&c);
}

/** Narrowing ends, for slots of every kind. */
static void test_boxes__narrowing_ends(void **state) {
    (void)state;
    bri_plan_slot *slots;
    kernel_case c = open_moving(&slots);
    for (uint32_t slot = 0; slot < c.plan->slot_count; slot++) {
        int narrowings = 0;
        while (c.state->slot[slot].leaf != BRI_NO_LEAF && bri_box_narrow(c.state, slot)) narrowings++;
        assert_in_range(narrowings, 0, 30);
        bri_interval box = c.state->box[slot]; /* and then nothing is done any more */
        c.state->dirty_clock_count = c.state->clock[0].is_dirty = 0;
        assert_false(bri_box_narrow(c.state, slot));
        assert_true(c.state->dirty_clock_count == 0 && box.low == c.state->box[slot].low && box.high == c.state->box[slot].high);
        if (c.plan->slots[slot].kind == BRI_SLOT_COS_YEAR) assert_true(narrowings > 3);
    }
    case_close(&c);
}

static void test_boxes__a_slot_at_rest_is_never_left(void **state) {
    (void)state;
    bri_plan_slot *slots;
    kernel_case c = open_moving(&slots);
    uint32_t relaxing = slot_of_kind(c.plan, BRI_SLOT_RELAXING), drifting = slot_of_kind(c.plan, BRI_SLOT_DRIFTING);
    slots[relaxing].baseline = c.state->slot[relaxing].value = 0.3;
    slots[drifting].maximum = c.state->slot[drifting].value = 5.0;
    bri_box_renew(c.state, relaxing);
    bri_box_renew(c.state, drifting);
    assert_true(bri_queue_time(&c.state->queue, c.state->slot[relaxing].leaf) == INFINITY);
    assert_true(bri_queue_time(&c.state->queue, c.state->slot[drifting].leaf) == INFINITY);
    c.state->slot[drifting].value = INFINITY; /* a time since what never happened */
    slots[drifting].maximum = INFINITY;
    bri_box_renew(c.state, drifting);
    assert_true(c.state->box[drifting].low == INFINITY && c.state->box[drifting].high == INFINITY);
    assert_true(bri_queue_time(&c.state->queue, c.state->slot[drifting].leaf) == INFINITY);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes__relaxing_paths_are_held),         cmocka_unit_test(test_boxes__drifting_paths_are_held),
        cmocka_unit_test(test_boxes__calendar_paths_are_held),         cmocka_unit_test(test_boxes__months_go_by),
        cmocka_unit_test(test_boxes__are_never_as_narrow_as_rounding), cmocka_unit_test(test_boxes__narrowing_ends),
        cmocka_unit_test(test_boxes__a_slot_at_rest_is_never_left),
    };
    return cmocka_run_group_tests_name("boxes", tests, NULL, NULL);
}
