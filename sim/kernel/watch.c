/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ladder between events. The current rung is the highest whose condition holds. Conditions may read moving variables, so a rung can be reached,
 * or left, between two events. Time is cut into quanta (2^-50 of the horizon or less); a condition changes at the first multiple of the quantum
 * at which its computed value differs. Interval arithmetic over the paths passes over stretches where it cannot differ, so that the instant
 * found depends on the paths alone. Where it cannot tell (a path that creeps to a baseline which is the threshold itself), the values at the ends of
 * ever longer stretches must do: up to 1/STRIDES of the horizon, so that the search ends. */
#include <stdlib.h>

#include "kernel/state.h"

enum {
    ENOUGH_TESTS = 2, /* and a stride is passed: the rest is left for later, when events may have changed it all */
    PATIENCE = 64,    /* tests after which a stretch is not cut any more */
    SHORTEST = 1 << 16, /* quanta of the shortest stretch that is tested: ends closer than this differ by rounding */
    STRIDES = 4096
};

/** The condition's value over quanta first .. last, or -1 where it may change there. */
static int settled_value(bri_state *state, const bri_code *when, int64_t first, int64_t last) {
    size_t count;
    const uint32_t *slots = bri_code_slots(when, &count);
    double from = (double)first * state->watch_quantum, to = (double)last * state->watch_quantum;
    for (size_t i = 0; i < count; i++)
        state->watch_box[slots[i]] = bri_path_range(state->plan, &state->plan->slots[slots[i]], &state->slot[slots[i]], from, to);
    bri_interval truth = bri_code_bound(when, state->watch_box, NULL, state->bound_scratch);
    return truth.low == truth.high ? truth.low > 0.0 : -1;
}

/** The condition's value at a quantum. */
static int value_at(bri_state *state, const bri_code *when, int64_t quantum) {
    size_t count;
    const uint32_t *slots = bri_code_slots(when, &count);
    double time = (double)quantum * state->watch_quantum;
    for (size_t i = 0; i < count; i++) {
        double value = bri_path_value(state->plan, &state->plan->slots[slots[i]], &state->slot[slots[i]], time);
        state->watch_box[slots[i]] = (bri_interval){value, value};
    }
    return bri_code_bound(when, state->watch_box, NULL, state->bound_scratch).low > 0.0;
}

/** The first quantum of first .. last whose value is not `truth`, given that the last one's is not. */
static int64_t bisect(bri_state *state, const bri_code *when, int truth, int64_t first, int64_t last) {
    while (first < last) {
        int64_t middle = first + (last - first) / 2;
        if (value_at(state, when, middle) == truth)
            first = middle + 1;
        else
            last = middle;
    }
    return last;
}

/** A time at which to look again: the condition's next change from `truth`, or a time before it; infinity where it does not change before the
 *  horizon. The first stretch tested is twice the last one that was settled: that saves tests. */
static double next_look(bri_state *state, uint32_t rung, int truth) {
    const bri_code *when = state->plan->rungs[rung].when;
    int64_t first = (int64_t)(state->now / state->watch_quantum) + 1, end = (int64_t)(state->plan->horizon / state->watch_quantum);
    int64_t at = first, span = state->rung_span[rung], stride = end / STRIDES + 1, shortest = SHORTEST;
    for (int tests = 0; at <= end; tests++) {
        if (span > end - at + 1) span = end - at + 1;
        int value = settled_value(state, when, at, at + span - 1), is_settled = value >= 0;
        if (!is_settled && tests >= ENOUGH_TESTS && at - first >= stride) return (double)at * state->watch_quantum;
        if (!is_settled && tests < PATIENCE && span > shortest) {
            span /= 2;
            continue;
        }
        if ((is_settled ? value : value_at(state, when, at + span - 1)) != truth)
            return (double)bisect(state, when, truth, at, at + span - 1) * state->watch_quantum;
        at += span;
        span *= 2;
        state->rung_span[rung] = span;
        if (!is_settled && shortest < stride) shortest *= 2;
    }
    return INFINITY;
}

static int holds(bri_state *state, int32_t rung) { return bri_value(state, state->plan->rungs[rung].when, NULL, NULL, NULL) > 0.0; }

/** The highest rung that holds now, or -1. Those above the current one do not hold unless they are dirty. */
static int32_t highest(bri_state *state) {
    for (int32_t i = (int32_t)state->plan->rung_count - 1; i > state->rung; i--)
        if (state->rung_is_dirty[i] && holds(state, i)) return i;
    int32_t rung = state->rung;
    if (rung >= 0 && !state->rung_is_dirty[rung]) return rung;
    while (rung >= 0 && !holds(state, rung)) rung--;
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
            bri_fail(state, BRI_RUN_MEMORY, "out of memory for the changes of the ladder");
            return;
        }
        record->changes = changes;
        record->change_capacity = capacity;
    }
    record->changes[record->change_count++] = (bri_rung_change){state->now, rung};
}

static void reach(bri_state *state, int32_t rung) {
    bri_record *record = state->record;
    for (int32_t i = 0; i <= rung; i++)
        if (record->first_rung[i] == INFINITY) record->first_rung[i] = state->now;
    if (rung > record->max_rung) record->max_rung = rung;
    state->rung = rung;
    note_change(state, rung);
    if (state->plan->rung_slot != BRI_NONE) bri_slot_assign(state, state->plan->rung_slot, rung);
    if (rung < 0 || !state->plan->rungs[rung].stops) return;
    record->stop = BRI_STOP_ABSORBED;
    state->is_over = 1;
}

/** Of these rungs, another change is watched for than before. */
static void watch_anew(bri_state *state, int32_t first, int32_t last) {
    for (int32_t i = first < 0 ? 0 : first; i <= last; i++) state->rung_is_dirty[i] = 1;
}

void bri_ladder_settle(bri_state *state) {
    int32_t count = (int32_t)state->plan->rung_count, was = state->rung;
    state->ladder_is_dirty = 0;
    for (int32_t i = 0; i < count; i++)
        if (state->rung_look[i] <= state->now) state->rung_is_dirty[i] = 1;
    int32_t rung = highest(state);
    if (rung != was) reach(state, rung);
    if (rung != was) watch_anew(state, rung < was ? rung : was, rung < was ? was : rung);
    double look = INFINITY;
    for (int32_t i = 0; i < count; i++) {
        if (state->rung_is_dirty[i]) {
            int is_watched = i >= rung && state->plan->rungs[i].moves; /* below the current rung nothing matters until it is left */
            state->rung_look[i] = is_watched ? next_look(state, (uint32_t)i, i == rung) : INFINITY;
            state->rung_is_dirty[i] = 0;
        }
        look = fmin(look, state->rung_look[i]);
    }
    bri_queue_move(&state->queue, BRI_LEAF_WATCH, look);
}
