/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths between events (the deterministic motion of a piecewise-deterministic Markov process, Davis 1984), in closed form from the anchor. */
#include "base/calendar.h"
#include "base/elementary.h"
#include "kernel/state.h"

static int season_of(int month) { return month % 12 / 3; } /* December, January, February are 0 */

/** Of a date in days since 1970. */
static double calendar_value(const bri_plan_slot *slot, double date) {
    switch (slot->kind) {
    case BRI_SLOT_MONTH: return bri_month(date);
    case BRI_SLOT_SEASON: return season_of(bri_month(date)) == (int)slot->argument;
    case BRI_SLOT_COS_YEAR: return bri_cos_turns(bri_year_fraction(date));
    default: return bri_cos_turns(bri_year_fraction(date) - 0.25);
    }
}

double bri_path_elsewhere(const bri_plan *plan, const bri_plan_slot *slot, const bri_slot_state *state, double time) {
    if (slot->kind != BRI_SLOT_DRIFTING) return calendar_value(slot, plan->epoch + time);
    if (!isfinite(state->value)) return state->value;
    return bri_lesser(bri_greater(state->value + slot->slope * (time - state->anchor), slot->minimum), slot->maximum);
}

double bri_path_scale(const bri_plan_slot *slot, const bri_slot_state *state) {
    double value = fabs(state->value), baseline = fabs(slot->baseline);
    return slot->kind == BRI_SLOT_RELAXING && baseline > value ? baseline : value;
}

static bri_interval hull(double a, double b, double slack) {
    return (bri_interval){bri_lesser(a, b) - slack, bri_greater(a, b) + slack};
}

/** A path that is monotone between two values. */
static bri_interval monotone_range(const bri_plan_slot *slot, const bri_slot_state *state, double a, double b) {
    return hull(a, b, 1e-12 * bri_greater(bri_path_scale(slot, state), bri_greater(fabs(a), fabs(b))));
}

/** Month or season: the values in [from, to], and in the margin around it, within which a date's rounding may carry an instant into another month. */
static bri_interval step_range(const bri_plan_slot *slot, double from, double to) {
    if (to - from > 366.0) return slot->kind == BRI_SLOT_MONTH ? (bri_interval){1, 12} : (bri_interval){0, 1};
    double value = calendar_value(slot, from - BRI_DATE_MARGIN);
    bri_interval range = {value, value};
    for (double date = bri_next_month(from - BRI_DATE_MARGIN); date <= to + BRI_DATE_MARGIN; date = bri_next_month(date)) {
        value = calendar_value(slot, date);
        range = (bri_interval){bri_lesser(range.low, value), bri_greater(range.high, value)};
    }
    return range;
}

/** cos or sin of the year over less than a quarter year: the ends, and the extreme where it lies between. */
static bri_interval wave_range(const bri_plan_slot *slot, double from, double to) {
    if (to - from > 90.0) return (bri_interval){-1.0, 1.0};
    bri_interval range = hull(calendar_value(slot, from), calendar_value(slot, to), 1e-10);
    double quarter = slot->kind == BRI_SLOT_COS_YEAR ? 0.0 : 0.25;
    double a = bri_year_fraction(from) - quarter, b = a + (to - from) / 365.0 + 1e-6;
    a -= 1e-6;
    if (floor(b) > floor(a)) range.high = 1.0;
    if (floor(b - 0.5) > floor(a - 0.5)) range.low = -1.0;
    return range;
}

bri_interval bri_path_range(const bri_plan *plan, const bri_plan_slot *slot, const bri_slot_state *state, double from, double to) {
    switch (slot->kind) {
    case BRI_SLOT_CONSTANT: return (bri_interval){state->value, state->value};
    case BRI_SLOT_RELAXING:
    case BRI_SLOT_DRIFTING:
        if (!isfinite(state->value)) return (bri_interval){state->value, state->value};
        return monotone_range(slot, state, bri_path_value(plan, slot, state, from), bri_path_value(plan, slot, state, to));
    case BRI_SLOT_MONTH:
    case BRI_SLOT_SEASON: return step_range(slot, plan->epoch + from, plan->epoch + to);
    default: return wave_range(slot, plan->epoch + from, plan->epoch + to);
    }
}

/** Does a jump lead a relaxing path away from its baseline, by more than the rounding of a time is worth? Then it comes to any place on its way there
 *  later than it would have. */
static int is_pushed_away(const bri_plan_slot *plan, double from, double to) {
    if (plan->kind != BRI_SLOT_RELAXING) return 0;
    double least = fabs(from - plan->baseline) * plan->blur;
    return from >= plan->baseline ? to - from >= least : from - to >= least;
}

/** Does a slot that was pushed away from where its path leads stay in its box? When its leaf comes up is then soon enough to find out when it leaves,
 *  and nobody need be told. */
static int stays_in_box(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    if (!(slot->value >= state->box[number].low && slot->value <= state->box[number].high)) return 0;
    slot->is_early = 1;
    return 1;
}

/** A slot that stands still has no box to leave by itself: its clocks are all that is to be told, if it leaves its plateau. Not inline: what it needs
 *  saved would be saved for all slots. */
static __attribute__((noinline)) void set_still(bri_state *state, uint32_t number, double value) {
    bri_slot_state *slot = &state->slot[number];
    const bri_interval box = state->box[number];
    slot->value = value;
    slot->anchor = state->now;
    state->current[number] = value;
    if (box.low < box.high && value >= box.low && value <= box.high) return;
    bri_box_set(state, number, value);
}

void bri_slot_assign(bri_state *state, uint32_t number, double value) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    if (!(value >= plan->minimum && value <= plan->maximum) && !isnan(value)) {
        value = value < plan->minimum ? plan->minimum : plan->maximum;
        state->record->held[number]++;
    }
    if (plan->kind == BRI_SLOT_CONSTANT && plan->watch_count == 0) {
        set_still(state, number, value);
        return;
    }
    int exits_later = slot->stamp == state->now && is_pushed_away(plan, state->current[number], value);
    slot->value = value;
    slot->anchor = state->now;
    slot->stamp = state->now;
    state->current[number] = value;
    if (slot->is_dirty) {
        slot->exits_later &= (uint8_t)exits_later;
        return;
    }
    if (exits_later && plan->watch_count == 0 && stays_in_box(state, number)) return;
    slot->exits_later = (uint8_t)exits_later;
    slot->is_dirty = 1;
    state->dirty_slots[state->dirty_slot_count++] = number;
}

static void refresh(void *context, uint32_t number) { bri_slot_refresh(context, number); }

void bri_slots_refresh(bri_state *state, const bri_code *code) {
    size_t count;
    const uint32_t *slots = bri_code_moving_slots(code, &count);
    for (size_t i = 0; i < count; i++) bri_slot_refresh(state, slots[i]);
    if (bri_code_has_members(code)) bri_code_visit_slots(code, state->env.binding, state->plan->networks, refresh, state);
}

double bri_value(bri_state *state, const bri_code *code, const double *mark, const double *cause) {
    bri_slots_refresh(state, code);
    state->env.mark = mark;
    state->env.cause = cause;
    return bri_code_value(code, &state->env);
}
