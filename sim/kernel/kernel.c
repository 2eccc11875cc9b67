/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One replication: take the earliest leaf of the queue, let it happen, settle what changed, until the horizon. */
#include "kernel/kernel.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "kernel/state.h"

/** ", at day 7.4, 2024-01-08T22:46:48Z (small.cfg:14:3)": the file by its own name, since results must not hang on where it lies. */
static void append_where(const bri_state *state, const bri_place *place, char *message, size_t size) {
    char date[BRI_DATE_SIZE];
    bri_date_format(state->plan->epoch + state->now, true, date);
    size_t length = strlen(message);
    snprintf(message + length, size - length, ", at day %g, %s", state->now, date);
    if (place == NULL || place->source == NULL) return;
    const char *name = bri_source_name(place->source), *slash = strrchr(name, '/');
    length = strlen(message);
    snprintf(message + length, size - length, " (%s:%d:%d)", slash != NULL ? slash + 1 : name, place->line, place->column);
}

void bri_fail(bri_state *state, bri_run_status status, const bri_place *place, const char *format, ...) {
    bri_record *record = state->record;
    if (record->status != BRI_RUN_OK) return;
    record->status = status;
    record->stop = BRI_STOP_FAILED;
    state->is_over = 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(record->message, sizeof record->message, format, arguments);
    va_end(arguments);
    append_where(state, place, record->message, sizeof record->message);
}

static void mark_watches(bri_state *state, const bri_plan_slot *slot) {
    for (uint32_t i = 0; i < slot->watch_count; i++) {
        if (slot->watches[i] >= state->plan->rung_count) {
            bri_crossing_mark_dirty(state, slot->watches[i]);
        } else {
            state->watch[slot->watches[i]].is_dirty = 1;
            state->ladder_is_dirty = 1;
        }
    }
}

void bri_fail_value(bri_state *state, const bri_place *place, double value, const char *what, ...) {
    char text[150];
    va_list arguments;
    va_start(arguments, what);
    vsnprintf(text, sizeof text, what, arguments);
    va_end(arguments);
    if (isnan(value))
        bri_fail(state, BRI_RUN_NAN, place, "%s has no value", text);
    else
        bri_fail(state, BRI_RUN_BAD_VALUE, place, "%s is %g", text, value);
}

int bri_note_flip(bri_state *state, const bri_place *place) {
    if (++state->flips <= state->plan->event_limit) return 1;
    bri_fail(state, BRI_RUN_EVENT_LIMIT, place, "conditions have changed more than %llu times", (unsigned long long)state->plan->event_limit);
    return 0;
}

/** Does anything that changed ask for settling? */
static inline int is_stirred(const bri_state *state) {
    return (state->dirty_slot_count | state->dirty_clock_count | state->dirty_crossing_count | state->ladder_is_dirty) != 0;
}

/** Ladder, boxes, conditions that decisions wait for, and bounds of all that became dirty. */
static void settle(bri_state *state) {
    while (state->dirty_slot_count > 0 || state->ladder_is_dirty) {
        while (state->dirty_slot_count > 0) {
            uint32_t slot = state->dirty_slots[--state->dirty_slot_count];
            state->slot[slot].is_dirty = 0;
            mark_watches(state, &state->plan->slots[slot]);
            if (state->plan->slots[slot].clock_count > 0) bri_box_follow(state, slot);
        }
        if (state->ladder_is_dirty && !state->is_over) bri_ladder_settle(state);
        state->ladder_is_dirty = 0;
    }
    bri_crossings_settle(state);
    while (state->dirty_clock_count > 0 && !state->is_over) {
        uint32_t decision = state->dirty_clocks[--state->dirty_clock_count];
        state->clock[decision].is_dirty = 0;
        if (state->clock[decision].is_running) bri_clock_bound(state, decision);
    }
}

/** Negative rates are looked for at the start, at the end, and when something has happened: then of those that it concerns. */
static void look_at_rates(bri_state *state, int looks_at_all) {
    if (state->doubtful_count > 0 && !state->is_over) bri_clocks_look_at_doubtful(state, looks_at_all);
}

static double value_now(const bri_state *state, uint32_t slot) {
    return bri_path_value(state->plan, &state->plan->slots[slot], &state->slot[slot], state->now);
}

/** The mean of a variable over the members of its group. */
static double group_mean(const bri_state *state, uint32_t variable) {
    const bri_variable *v = &state->plan->scenario->variables[variable];
    const bri_group *group = &state->plan->scenario->groups[v->group];
    double sum = 0.0;
    for (uint32_t i = 0; i < group->member_count; i++) sum += value_now(state, v->base + group->members[i]);
    return sum / group->member_count;
}

/** A recorded quantity's value now. */
static double series_value(bri_state *state, uint32_t index) {
    const bri_plan_series *series = &state->plan->series[index];
    if (series->code != NULL) return bri_value(state, series->code, NULL, NULL);
    return series->slot != BRI_NONE ? value_now(state, series->slot) : group_mean(state, series->variable);
}

static void sample(bri_state *state, uint32_t index) {
    const bri_plan *plan = state->plan;
    double *row = state->record->grid + (size_t)index * plan->series_count;
    for (uint32_t i = 0; i < plan->series_count; i++) row[i] = series_value(state, i);
    state->record->grid_rung[index] = state->rung;
}

static double grid_time(const bri_state *state) {
    const bri_plan *plan = state->plan;
    return state->grid_next < plan->grid_count ? plan->warm_up + state->grid_next * plan->grid_step : INFINITY;
}

static void grid_due(bri_state *state) {
    bri_decoupled_count(state, state->now, state->grid_leaf);
    sample(state, state->grid_next++);
    bri_queue_move(&state->queue, state->grid_leaf, grid_time(state));
}

static void take(bri_state *state, uint32_t leaf) {
    if (leaf >= state->first_decision_leaf && leaf < state->grid_leaf)
        bri_clock_due(state, bri_queue_first_owner(&state->queue));
    else if (leaf == state->books_leaf)
        bri_books_due(state);
    else if (leaf == state->ladder_leaf)
        state->ladder_is_dirty = 1;
    else if (leaf == state->grid_leaf)
        grid_due(state);
    else if (leaf >= state->first_crossing_leaf)
        bri_crossing_mark_dirty(state, state->plan->rung_count + leaf - state->first_crossing_leaf);
    else
        bri_box_leave(state, bri_queue_first_owner(&state->queue));
}

/** The warm-up is over: what is counted begins anew, before the events of that instant. The state itself goes on as it is. */
static void begin_statistics(bri_state *state) {
    const bri_plan *plan = state->plan;
    bri_record *record = state->record;
    state->is_warm = 1;
    for (uint32_t i = 0; i < plan->action_count; i++) record->count[i] = 0;
    for (size_t i = 0; i < (size_t)plan->grid_count * plan->action_count; i++) record->grid_action[i] = 0;
    for (uint32_t i = 0; i < plan->slot_count; i++) record->held[i] = 0;
    for (int32_t i = 0; i < (int32_t)plan->rung_count; i++) {
        record->first_rung[i] = i <= state->rung ? plan->warm_up : INFINITY;
        if (plan->rungs[i].late_reached != BRI_NONE) bri_slot_assign(state, plan->rungs[i].late_reached, record->first_rung[i]);
    }
    record->max_rung = state->rung;
}

/** The leaf that had the last turn before the end. */
static uint32_t run(bri_state *state) {
    bri_record *record = state->record;
    uint32_t leaf = 0;
    while (!state->is_over) {
        double time = bri_queue_first_time(&state->queue);
        if (bri_is_stopped(state)) {
            state->was_stopped = 1;
            return 0;
        }
        if (!state->is_warm && time >= state->plan->warm_up) {
            bri_decoupled_count(state, state->plan->warm_up, 0);
            begin_statistics(state);
        }
        if (!(time < state->plan->horizon)) {
            state->now = state->plan->horizon;
            look_at_rates(state, 1);
            return 0;
        }
        if (time > state->now) state->turn = state->idle = 0;
        state->now = time;
        state->stir.event = -1;
        uint64_t events = record->event_count;
        leaf = bri_queue_first(&state->queue);
        take(state, leaf);
        if (is_stirred(state)) settle(state);
        if (state->is_large) bri_foresee(state, leaf);
        if (record->event_count > events || leaf == state->books_leaf) look_at_rates(state, 0);
        if (record->event_count > events) state->idle = 0;
        if (record->keep_events && record->event_count > events) record->events[events].rung_after = state->rung;
    }
    return leaf;
}

static double slot_start(bri_state *state, const bri_plan_slot *plan) {
    if (plan->initial == NULL) return plan->start;
    bri_key key = bri_state_key(state, plan->stream);
    bri_reader_seek(&state->reader, &key, 0, 0, BRI_FOR_INITIAL);
    return bri_value(state, plan->initial, NULL, NULL);
}

static void fail_start(bri_state *state, uint32_t slot, double value) {
    const bri_plan *plan = state->plan;
    const bri_variable *variable = plan->slots[slot].role == BRI_ROLE_VARIABLE ? &plan->scenario->variables[plan->slots[slot].argument] : NULL;
    bri_fail_value(state, variable != NULL ? &variable->place : NULL, value, "the initial value of %s", variable != NULL ? variable->name : "a slot");
}

static void start_slots(bri_state *state) {
    const bri_plan *plan = state->plan;
    state->dirty_slot_count = state->dirty_clock_count = state->doubtful_count = 0;
    for (uint32_t i = 0; i < plan->slot_count; i++) {
        state->slot[i].is_dirty = 0;
        state->slot[i].stamp = NAN; /* the last replication's is nothing to this one */
        state->record->held[i] = 0;
        double value = slot_start(state, &plan->slots[i]);
        if (!bri_slot_can_be(&plan->slots[i], value)) fail_start(state, i, value);
        bri_slot_assign(state, i, value);
        if (plan->slots[i].kind >= BRI_SLOT_MONTH) state->current[i] = bri_path_value(plan, &plan->slots[i], &state->slot[i], 0.0);
    }
    while (state->dirty_slot_count > 0) {
        uint32_t slot = state->dirty_slots[--state->dirty_slot_count];
        state->slot[slot].is_dirty = 0;
        if (plan->slots[slot].clock_count > 0) bri_box_renew(state, slot);
    }
}

/** Before the clocks: a first gap may ask for the rung. */
static void start_ladder(bri_state *state) {
    bri_watches_start(state);
    if (state->plan->rung_count > 0 && !state->is_over) bri_ladder_settle(state);
}

static void start(bri_state *state) {
    state->now = 0.0;
    state->is_over = state->was_stopped = 0;
    state->is_warm = !(state->plan->warm_up > 0.0);
    state->turn = state->idle = state->flips = 0;
    state->rung = -1;
    state->grid_next = 0;
    state->env.binding = BRI_NOBODY;
    state->books.count = 0;
    state->stir.event = -1;
    state->decoupled_count = 0;
    if (state->pool.free_count < state->pool.capacity) bri_pool_reset(&state->pool);
    bri_clocks_reset(state);
    bri_queue_open(&state->queue);
    if (state->plan->grid_count > 0) bri_queue_move(&state->queue, state->grid_leaf, grid_time(state));
    start_slots(state);
    start_ladder(state);
    bri_clocks_open(state);
    settle(state);
    look_at_rates(state, 1);
    bri_queue_build(&state->queue);
}

/** Samples after the end: an absorbed replication stands still; a failed one has none. */
static void finish_grid(bri_state *state) {
    const bri_plan *plan = state->plan;
    bri_record *record = state->record;
    while (state->grid_next < plan->grid_count) {
        uint32_t index = state->grid_next++;
        if (record->status == BRI_RUN_OK) {
            sample(state, index);
            continue;
        }
        for (uint32_t i = 0; i < plan->series_count; i++) record->grid[(size_t)index * plan->series_count + i] = NAN;
        record->grid_rung[index] = -1;
    }
}

/* Of a replication that went well; NaN where the outcome's condition does not hold. */
static double outcome_value(bri_state *state, uint32_t outcome) {
    const bri_code *given = state->plan->givens[outcome];
    if (given != NULL && !(bri_value(state, given, NULL, NULL) > 0.0)) return NAN;
    return bri_value(state, state->plan->outcomes[outcome], NULL, NULL);
}

static void finish(bri_state *state) {
    bri_record *record = state->record;
    int is_told = record->status == BRI_RUN_OK;
    record->end_time = state->now;
    for (uint32_t i = 0; i < state->plan->derived_count; i++)
        record->derived[i] = is_told ? series_value(state, state->plan->series_count - state->plan->derived_count + i) : NAN;
    for (uint32_t i = 0; i < state->plan->outcome_count; i++) record->outcome[i] = is_told ? outcome_value(state, i) : NAN;
    finish_grid(state);
}

/** From the start to the end of a replication; false: it was stopped. */
static bool go(bri_state *state, int in_order) {
    state->in_order = in_order;
    bri_record_reset(state->record, state->plan);
    start(state);
    bri_decoupled_count(state, state->now, run(state));
    return !state->was_stopped;
}

bool bri_replicate(bri_state *state, uint64_t seed, uint64_t replication, bri_record *record) {
    state->record = record;
    state->seed = seed;
    state->replication = replication;
    record->replication = replication;
    if (!go(state, record->keep_events)) return false;
    if (record->event_count > state->plan->event_limit && !go(state, 1)) return false; /* in order: which one was too many? */
    if (!state->is_warm && record->status == BRI_RUN_OK) begin_statistics(state); /* it ended before: absorbed, it stands still */
    finish(state);
    return true;
}
