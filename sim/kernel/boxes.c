/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes (rejection with interval bounds: Thanh, Priami & Zunino 2014, extended to moving variables). A box is where a slot's value lies until the
 * time at which its path would leave it. A slot that does not move has a box of one point. A box never touches the path itself. */
#include "base/calendar.h"
#include "base/elementary.h"
#include "kernel/state.h"

/** The size of the numbers that a path through a box is computed from. */
static double scale_of(const bri_plan_slot *plan, const bri_slot_state *slot, bri_interval box) {
    return bri_greater(bri_path_scale(plan, slot), bri_greater(fabs(box.low), fabs(box.high)));
}

/** A box less a little on either side: a path that is due to leave this has not left the box itself, whatever its rounding. */
static bri_interval inner(const bri_plan_slot *plan, const bri_slot_state *slot, bri_interval box) {
    double slack = 1e-12 * scale_of(plan, slot, box);
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
    if (plan->slope > 0.0 ? box.high >= plan->maximum : box.low <= plan->minimum) return INFINITY;
    return slot->anchor + ((plan->slope > 0.0 ? box.high : box.low) - slot->value) / plan->slope;
}

/** Not before the next instant: the value now is in the box, and a box may be so narrow that its exit rounds to now. */
static double after_now(const bri_state *state, double time) { return time > state->now ? time : bri_from_bits(bri_to_bits(state->now) + 1); }

/** When the slot leaves its present box. */
static double box_exit(const bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    const bri_slot_state *slot = &state->slot[number];
    bri_interval box = inner(plan, slot, state->box[number]);
    return after_now(state, plan->kind == BRI_SLOT_RELAXING ? relaxing_exit(plan, slot, box) : drifting_exit(plan, slot, box));
}

/** Half the width of the narrowest box that a moving slot may have: rounding must not fill it. A wave of the year moves less in 2e-8 days than its
 *  range is widened by; a month has no width. */
static double least_width(const bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    if (plan->kind == BRI_SLOT_MONTH || plan->kind == BRI_SLOT_SEASON) return INFINITY;
    if (plan->kind == BRI_SLOT_COS_YEAR || plan->kind == BRI_SLOT_SIN_YEAR) return 2e-8 / BRI_WAVE_DAYS;
    double value = bri_path_value(state->plan, plan, &state->slot[number], state->now);
    return isfinite(value) ? 1e-10 * scale_of(plan, &state->slot[number], (bri_interval){value, value}) : INFINITY;
}

/** The box of a path that is at value: around it where effects may push it either way, ahead of it where it only drifts. */
static bri_interval box_around(const bri_plan_slot *plan, const bri_slot_state *slot, double value) {
    if (!isfinite(value)) return (bri_interval){value, value};
    double width = slot->boxed, slack = 2e-12 * scale_of(plan, slot, (bri_interval){value, value});
    if (plan->kind == BRI_SLOT_RELAXING) return (bri_interval){value - width, value + width};
    return plan->slope < 0.0 ? (bri_interval){value - 2.0 * width, value + slack} : (bri_interval){value - slack, value + 2.0 * width};
}

/** Calendar slots: a box in time. A month's box ends a little before the month does; the next one holds both months, and ends a little after. */
static double calendar_box(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    double epoch = state->plan->epoch, exit;
    if (plan->kind == BRI_SLOT_MONTH || plan->kind == BRI_SLOT_SEASON) {
        double turn = bri_next_month(epoch + state->now - 1.5 * BRI_DATE_MARGIN) - epoch;
        exit = after_now(state, turn - state->now > 3.0 * BRI_DATE_MARGIN ? turn - 2.0 * BRI_DATE_MARGIN : turn + 2.0 * BRI_DATE_MARGIN);
    } else {
        exit = after_now(state, state->now + bri_lesser(BRI_WAVE_DAYS * state->slot[number].boxed, 80.0));
    }
    state->box[number] = bri_path_range(state->plan, plan, &state->slot[number], state->now, exit);
    return exit;
}

static void mark_clocks(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    for (uint32_t i = 0; i < plan->clock_count; i++) bri_clock_mark_dirty(state, plan->clocks[i]);
}

/** A box of half the width that slot->boxed says. */
static void make_box(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    double exit;
    slot->is_early = slot->exits_later = 0;
    mark_clocks(state, number);
    if (plan->kind == BRI_SLOT_RELAXING || plan->kind == BRI_SLOT_DRIFTING) {
        state->box[number] = box_around(plan, slot, bri_path_value(state->plan, plan, slot, state->now));
        exit = box_exit(state, number);
    } else {
        exit = calendar_box(state, number);
    }
    if (slot->leaf != BRI_NO_LEAF) bri_queue_move(&state->queue, slot->leaf, exit);
}

void bri_box_set(bri_state *state, uint32_t number, double value) {
    state->box[number] = bri_plan_plateau(state->plan, number, value);
    mark_clocks(state, number);
}

void bri_box_renew(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    if (state->plan->slots[number].kind == BRI_SLOT_CONSTANT) {
        bri_box_set(state, number, slot->value);
        return;
    }
    bri_width_think_over(state, number);
    slot->boxed = bri_greater(slot->width, least_width(state, number));
    make_box(state, number);
}

int bri_box_can_narrow(const bri_state *state, uint32_t number) {
    const bri_slot_state *slot = &state->slot[number];
    return slot->leaf != BRI_NO_LEAF && slot->boxed > least_width(state, number);
}

int bri_box_narrow(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    if (!bri_box_can_narrow(state, number)) return 0;
    slot->boxed = bri_greater(slot->boxed / 16.0, least_width(state, number));
    make_box(state, number);
    return 1;
}

/** A box was left that a wider one would have held; one that was made narrow for once says nothing about the width of others. */
static void count_exit(bri_slot_state *slot) {
    if (slot->boxed >= slot->width) slot->exits++;
}

void bri_box_leave(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    if (slot->is_early) {
        slot->is_early = 0;
        bri_queue_move(&state->queue, slot->leaf, box_exit(state, number));
        return;
    }
    count_exit(slot);
    bri_box_renew(state, number);
}

/** Would a box of twice the width have held the value that a jump led to? A drifting slot's box lies ahead of its path: no width holds a jump back
 *  (else one that is set to 0 again and again would widen its box without end). */
static int would_wider_hold(const bri_plan_slot *plan, const bri_slot_state *slot, bri_interval box) {
    int is_drifting = plan->kind == BRI_SLOT_DRIFTING;
    double below = is_drifting && plan->slope > 0.0 ? 0.0 : slot->width, above = is_drifting && plan->slope < 0.0 ? 0.0 : slot->width;
    return slot->value >= box.low - below && slot->value <= box.high + above;
}

void bri_box_follow(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    bri_interval box = state->box[number];
    int is_inside = slot->value >= box.low && slot->value <= box.high;
    if (!is_inside) {
        if (would_wider_hold(&state->plan->slots[number], slot, box)) count_exit(slot);
        bri_box_renew(state, number);
    } else if (slot->exits_later) {
        slot->exits_later = 0;
        slot->is_early = 1; /* when its leaf comes up is soon enough to find out */
    } else if (slot->leaf != BRI_NO_LEAF) {
        slot->is_early = 0;
        bri_queue_move(&state->queue, slot->leaf, box_exit(state, number));
    }
}
