/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions that wait for a condition. Its value is looked at when all effects of an instant's event are done, and when a path may have changed it
 * (watch.c); where it was false and is true now, it has been crossed. What made it true is the cause: an event, or none where time alone did. */
#include "base/stream.h"
#include "kernel/state.h"

static uint32_t leaf_of(const bri_state *state, uint32_t watch) { return state->first_crossing_leaf + watch - state->plan->rung_count; }

void bri_crossing_mark_dirty(bri_state *state, uint32_t watch) {
    if (state->watch[watch].is_dirty) return;
    state->watch[watch].is_dirty = 1;
    state->dirty_crossings[state->dirty_crossing_count++] = watch;
}

/** A crossing that an event made is known by that event (which may trigger the decision by itself as well: that is another occurrence), one that time
 *  made by its number. */
static void cross(bri_state *state, uint32_t decision) {
    const bri_stir *stir = &state->stir;
    uint64_t stream = state->plan->decisions[decision].stream;
    if (stir->event >= 0) {
        bri_context event = {.identity = bri_mix(stir->identity, stream),
                             .cause = stir->event,
                             .depth = stir->depth,
                             .trigger = state->no_marks,
                             .binding = BRI_NOBODY};
        bri_clock_trigger(state, decision, &event, stir->event, state->mark);
    } else {
        bri_context event = {
            .identity = bri_mix(stream, state->clock[decision].occurrence++), .cause = -1, .trigger = state->no_marks, .binding = BRI_NOBODY};
        bri_clock_trigger(state, decision, &event, -1, state->no_marks);
    }
}

void bri_crossings_settle(bri_state *state) {
    while (state->dirty_crossing_count > 0 && !state->is_over) {
        uint32_t number = state->dirty_crossings[--state->dirty_crossing_count];
        bri_watch *watch = &state->watch[number];
        int held = watch->holds;
        watch->is_dirty = 0;
        watch->holds = (uint8_t)bri_watch_holds(state, number);
        uint32_t decision = state->plan->watches[number].decision;
        if (watch->holds != held && !bri_note_flip(state, &bri_written(state, decision)->place)) return;
        if (watch->holds && !held) cross(state, decision);
        bri_queue_move(&state->queue, leaf_of(state, number), bri_watch_next(state, number, watch->holds));
    }
}
