/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes (rejection with interval bounds: Thanh, Priami & Zunino 2014, extended to moving variables). A box is where a slot's value lies until the
 * time at which its path would leave it. A slot that does not move has a box of one point. A box never touches the path itself. */
#include "base/calendar.h"
#include "kernel/state.h"

/** Boxes are kept a little wider than the path may go, so that its rounding cannot leave them. */
static bri_interval outer(bri_interval inner) {
    double slack = 1e-12 * fmax(fabs(inner.low), fabs(inner.high));
    return (bri_interval){inner.low - slack, inner.high + slack};
}

static bri_interval inner(bri_interval box) {
    double slack = 2e-12 * fmax(fabs(box.low), fabs(box.high));
    return (bri_interval){box.low + slack, box.high - slack};
}

/** When a relaxing path leaves a box that it is in; infinity when its baseline lies within. */
static double relaxing_exit(const bri_plan_slot *plan, const bri_slot_state *slot, bri_interval box) {
    if (plan->baseline >= box.low && plan->baseline <= box.high) return INFINITY;
    double edge = plan->baseline < box.low ? box.low : box.high;
    return slot->anchor + log((slot->value - plan->baseline) / (edge - plan->baseline)) / plan->decay;
}

static double drifting_exit(const bri_plan_slot *plan, const bri_slot_state *slot, bri_interval box) {
    if (!isfinite(slot->value) || plan->slope == 0.0) return INFINITY;
    double edge = plan->slope > 0.0 ? box.high : box.low;
    if (edge >= plan->maximum || edge <= plan->minimum) return INFINITY;
    return slot->anchor + (edge - slot->value) / plan->slope;
}

/** When the slot leaves its present box; always later than now. */
static double box_exit(const bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    const bri_slot_state *slot = &state->slot[number];
    bri_interval box = inner(state->box[number]);
    double exit = plan->kind == BRI_SLOT_RELAXING ? relaxing_exit(plan, slot, box) : drifting_exit(plan, slot, box);
    return exit > state->now ? exit : nextafter(state->now, INFINITY);
}

/** The box of a path that is at value: around it where effects may push it either way, ahead of it where it only drifts. */
static bri_interval box_around(const bri_plan_slot *plan, double value, double width) {
    if (!isfinite(value)) return (bri_interval){value, value};
    if (plan->kind == BRI_SLOT_RELAXING) return outer((bri_interval){value - width, value + width});
    return outer(plan->slope < 0.0 ? (bri_interval){value - 2.0 * width, value} : (bri_interval){value, value + 2.0 * width});
}

/** Calendar slots: a box in time. */
static double calendar_box(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    if (plan->kind == BRI_SLOT_MONTH || plan->kind == BRI_SLOT_SEASON) {
        double value = bri_path_value(state->plan, plan, &state->slot[number], state->now);
        state->box[number] = (bri_interval){value, value};
        return bri_next_month(state->plan->epoch + state->now) - state->plan->epoch;
    }
    double exit = state->now + fmin(20.0 * state->slot[number].width, 80.0);
    state->box[number] = bri_path_range(state->plan, plan, &state->slot[number], state->now, exit);
    return exit;
}

/** Wider where the slot is boxed more often than its clocks ask for a rate, narrower where rates are asked for often. */
static void think_over_width(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    if (!state->tuning.adaptive || ++slot->boxings < 16) return;
    uint32_t evaluations = 0;
    for (uint32_t i = 0; i < plan->clock_count; i++) {
        evaluations += state->clock[plan->clocks[i]].evaluations;
        state->clock[plan->clocks[i]].evaluations = 0;
    }
    uint32_t bounds = slot->boxings * plan->clock_count;
    if (evaluations < bounds) slot->width *= 1.25;
    if (evaluations > 4 * bounds) slot->width *= 0.8;
    slot->boxings = 0;
}

static void mark_clocks(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    for (uint32_t i = 0; i < plan->clock_count; i++) bri_clock_mark_dirty(state, plan->clocks[i]);
}

void bri_box_renew(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    double exit = INFINITY;
    mark_clocks(state, number);
    if (plan->kind == BRI_SLOT_CONSTANT) {
        state->box[number] = (bri_interval){slot->value, slot->value};
        return;
    }
    think_over_width(state, number);
    if (plan->kind == BRI_SLOT_RELAXING || plan->kind == BRI_SLOT_DRIFTING) {
        state->box[number] = box_around(plan, bri_path_value(state->plan, plan, slot, state->now), slot->width);
        exit = box_exit(state, number);
    } else {
        exit = calendar_box(state, number);
    }
    if (slot->leaf != 0) bri_queue_move(&state->queue, slot->leaf, exit);
}

void bri_box_follow(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    bri_interval box = plan->kind == BRI_SLOT_CONSTANT ? state->box[number] : inner(state->box[number]);
    int is_inside = slot->value >= box.low && slot->value <= box.high;
    if (is_inside && slot->leaf == 0) return;
    if (is_inside)
        bri_queue_move(&state->queue, slot->leaf, box_exit(state, number));
    else
        bri_box_renew(state, number);
}
