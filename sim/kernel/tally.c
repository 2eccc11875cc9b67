/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that are counted and do nothing else need not wait in the queue: their points are counted in one go when somebody asks how many there were.
 * What comes out is what the queue would have counted. */
#include "kernel/state.h"

/** Count the points made ahead that lie under the rate, up to a time (at_time: and at that very time); 0: there are later ones. */
static int count_made(bri_clock *clock, double time, int at_time, uint64_t *count) {
    bri_strip *strip = &clock->lane->strip;
    const double *y = bri_strip_y(strip), rate = clock->high;
    double last = clock->last_point;
    unsigned next = strip->next, hits = 0;
    for (; next < strip->count; next++) {
        double at = strip->time[next];
        if (!(at < time || (at == time && at_time))) break;
        int is_hit = (y[next] < rate) & (at > last); /* of two at one computed instant, one alone */
        hits += (unsigned)is_hit;
        last = is_hit ? at : last;
    }
    clock->last_point = last;
    strip->next = (uint8_t)next;
    *count += hits;
    return next == strip->count;
}

/** More than the event limit leaves are not counted: the replication is run again, to find which one was too many. */
static uint64_t count_until(bri_state *state, uint32_t decision, double time, uint32_t leaf) {
    bri_clock *clock = &state->clock[decision];
    bri_strip *strip = &clock->lane->strip;
    const bri_key key = bri_clock_key(state, decision);
    const uint64_t limit = state->plan->event_limit, so_far = state->record->event_count, left = so_far < limit ? limit - so_far : 0;
    uint64_t count = 0;
    while (count_made(clock, time, clock->leaf < leaf, &count) && count <= left && !state->was_stopped) {
        if (strip->ended) bri_strip_turn(strip);
        bri_strip_make(strip, &key);
        state->was_stopped = bri_is_stopped(state);
    }
    return count;
}

/** So many events have happened. */
static void note(bri_state *state, const bri_plan_decision *decision, uint64_t count) {
    bri_count_events(state, decision->action, count);
    for (uint32_t i = 0; i < decision->push_count; i++) {
        uint32_t slot = decision->pushes[i].slot;
        if (decision->pushes[i].is_late && !state->is_warm) continue;
        bri_slot_assign(state, slot, state->slot[slot].value + (double)count);
    }
}

void bri_decoupled_count(bri_state *state, double time, uint32_t leaf) {
    for (uint32_t i = 0; i < state->decoupled_count; i++)
        note(state, &state->plan->decisions[state->decoupled[i]], count_until(state, state->decoupled[i], time, leaf));
}
