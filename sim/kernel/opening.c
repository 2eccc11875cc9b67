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
        for (uint32_t s = 0; s < clock->lane_count; s++) bri_strip_rewind(&clock->lane[s].strip);
    }
}

/** Make the first points of all fields that were ever looked at, several at a time: replications that are short need little else. */
static void open_fields(bri_state *state) {
    const bri_key key = bri_state_key(state, 0);
    bri_strip *strip[BRI_FIELD_LANES];
    uint64_t stream[BRI_FIELD_LANES];
    unsigned count = 0;
    for (uint32_t i = 0; i < state->plan->decision_count; i++) {
        const bri_plan_decision *plan = &state->plan->decisions[i];
        if (state->clock[i].lane_count == 0 || !plan->is_active) continue;
        strip[count] = &state->clock[i].lane->strip;
        stream[count++] = plan->stream;
        if (count == BRI_FIELD_LANES) bri_strips_open(strip, &key, stream, count);
        count %= BRI_FIELD_LANES;
    }
    if (count > 2) bri_strips_open(strip, &key, stream, count);
}

/** A rate that stays within the lowest strip needs neither bound nor seeking. */
static void start_steady(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    clock->low = clock->high = state->plan->decisions[decision].constant_rate;
    clock->is_running = 1;
    clock->awake = 1;
    clock->best = 0;
    bri_clock_scan(state, decision, clock, 0);
    bri_queue_move(&state->queue, clock->leaf, clock->lane->time);
}

void bri_clocks_open(bri_state *state) {
    const bri_plan *plan = state->plan;
    open_fields(state);
    for (uint32_t i = 0; i < plan->decision_count; i++) {
        if (!plan->decisions[i].is_active) continue;
        if (plan->decisions[i].is_steady && state->clock[i].lane_count > 0)
            start_steady(state, i);
        else
            bri_clock_start(state, i, 1);
    }
}
