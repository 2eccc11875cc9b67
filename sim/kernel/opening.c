/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the clocks of a replication start: where replications are short, it is most of what they cost. */
#include "kernel/state.h"

void bri_clocks_reset(bri_state *state) {
    for (uint32_t i = 0; i < state->plan->decision_count; i++) {
        bri_clock *clock = &state->clock[i];
        clock->occurrence = clock->fired = 0;
        clock->last_point = -1.0;
        clock->is_running = clock->is_dirty = clock->is_doubtful = 0;
        clock->pending.count = 0;
    }
}

/** Take the fields of decisions from `first` on back to their start, until there are BRI_FIELD_LANES that were ever looked at, and make the first
 *  points of these at once: replications that are short need little else. The decision after the last one. */
static uint32_t open_fields(bri_state *state, uint32_t first) {
    const bri_key key = bri_state_key(state, 0);
    bri_strip *strip[BRI_FIELD_LANES];
    uint64_t stream[BRI_FIELD_LANES];
    unsigned count = 0;
    uint32_t end = first;
    for (; end < state->plan->decision_count && count < BRI_FIELD_LANES; end++) {
        const bri_plan_decision *plan = &state->plan->decisions[end];
        bri_clock *clock = &state->clock[end];
        for (uint32_t s = 0; s < clock->lane_count; s++) bri_strip_rewind(&clock->lane[s].strip);
        if (clock->lane_count == 0 || !plan->is_active) continue;
        strip[count] = &clock->lane->strip;
        stream[count++] = plan->stream;
    }
    if (count > 2) bri_strips_open(strip, &key, stream, count);
    return end;
}

/** Does the first of a strip's points come after all that is counted? */
static int is_past_horizon(const bri_state *state, const bri_strip *strip) {
    return strip->next < strip->count && strip->time[strip->next] > state->plan->horizon;
}

/** A rate that stays within the lowest strip needs neither bound nor seeking. */
static void start_steady(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    clock->low = clock->high = state->plan->decisions[decision].constant_rate;
    clock->is_running = 1;
    clock->awake = 1;
    clock->best = 0;
    if (state->plan->decisions[decision].is_decoupled && !state->in_order) {
        if (!is_past_horizon(state, &clock->lane->strip)) state->decoupled[state->decoupled_count++] = decision;
        return;
    }
    bri_clock_scan(state, decision, clock, 0);
    bri_queue_move(&state->queue, clock->leaf, clock->lane->time);
}

static void start(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (!plan->is_active) return;
    if (plan->is_steady && state->clock[decision].lane_count > 0)
        start_steady(state, decision);
    else
        bri_clock_start(state, decision, 1);
}

/* Some at a time, while what was made of them is at hand. */
void bri_clocks_open(bri_state *state) {
    for (uint32_t first = 0, end; first < state->plan->decision_count; first = end) {
        end = open_fields(state, first);
        for (uint32_t i = first; i < end; i++) start(state, i);
    }
}
