/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ladder. The current rung is the highest whose condition holds; it can be reached, or left, between two events (watch.c). */
#include <stdlib.h>

#include "kernel/state.h"

/** The highest rung that holds now, or -1. Those above the current one do not hold unless they are dirty. */
static int32_t highest(bri_state *state) {
    for (int32_t i = (int32_t)state->plan->rung_count - 1; i > state->rung; i--)
        if (state->watch[i].is_dirty && bri_watch_holds(state, (uint32_t)i)) return i;
    int32_t rung = state->rung;
    if (rung >= 0 && !state->watch[rung].is_dirty) return rung;
    while (rung >= 0 && !bri_watch_holds(state, (uint32_t)rung)) rung--;
    return rung;
}

/** Keep a change of the rung with the traced events. */
static void note_change(bri_state *state, int32_t rung) {
    bri_record *record = state->record;
    if (!record->keep_events) return;
    if (record->change_count == record->change_capacity) {
        size_t capacity = record->change_capacity == 0 ? 64 : 2 * record->change_capacity;
        bri_rung_change *changes = realloc(record->changes, capacity * sizeof *changes);
        if (changes == NULL) {
            bri_fail(state, BRI_RUN_MEMORY, NULL, "out of memory for the changes of the ladder");
            return;
        }
        record->changes = changes;
        record->change_capacity = capacity;
    }
    record->changes[record->change_count++] = (bri_rung_change){state->now, rung};
}

/** A rung is reached, from now on; the slots that say since when keep the first time. */
static void note_reached(bri_state *state, int32_t rung) {
    const bri_plan_rung *plan = &state->plan->rungs[rung];
    const uint32_t slots[] = {plan->reached, state->is_warm ? plan->late_reached : BRI_NONE};
    for (int i = 0; i < 2; i++)
        if (slots[i] != BRI_NONE && state->slot[slots[i]].value == INFINITY) bri_slot_assign(state, slots[i], state->now);
}

/** Whoever is at a rung has come to all below it: one of them that ends the replication ends it, even where it was leapt over. */
static void reach(bri_state *state, int32_t rung) {
    bri_record *record = state->record;
    int stops = 0;
    if (!bri_note_flip(state, &state->plan->scenario->rungs[rung < 0 ? 0 : rung].place)) return;
    for (int32_t i = 0; i <= rung; i++) {
        if (record->first_rung[i] == INFINITY) {
            record->first_rung[i] = state->now;
            note_reached(state, i);
        }
        stops |= state->plan->rungs[i].stops;
    }
    if (rung > record->max_rung) record->max_rung = rung;
    state->rung = rung;
    note_change(state, rung);
    if (state->plan->rung_slot != BRI_NONE) bri_slot_assign(state, state->plan->rung_slot, rung);
    if (!stops) return;
    record->stop = BRI_STOP_ABSORBED;
    state->is_over = 1;
}

/** Of these rungs, another change is watched for than before. */
static void watch_anew(bri_state *state, int32_t first, int32_t last) {
    for (int32_t i = first < 0 ? 0 : first; i <= last; i++) state->watch[i].is_dirty = 1;
}

void bri_ladder_settle(bri_state *state) {
    int32_t count = (int32_t)state->plan->rung_count, was = state->rung;
    state->ladder_is_dirty = 0;
    for (int32_t i = 0; i < count; i++)
        if (state->watch[i].look <= state->now) state->watch[i].is_dirty = 1;
    int32_t rung = highest(state);
    if (rung != was) reach(state, rung);
    if (rung != was) watch_anew(state, rung < was ? rung : was, rung < was ? was : rung);
    double look = INFINITY;
    for (int32_t i = 0; i < count; i++) {
        bri_watch *watch = &state->watch[i];
        if (watch->is_dirty) {
            int is_watched = i >= rung; /* below the current rung nothing matters until it is left */
            watch->look = is_watched ? bri_watch_next(state, (uint32_t)i, i == rung) : INFINITY;
            watch->is_dirty = 0;
        }
        look = bri_lesser(look, watch->look);
    }
    bri_queue_move(&state->queue, state->ladder_leaf, look);
}
