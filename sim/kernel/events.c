/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decision fires: the guard is looked at, one option is chosen, vetoes are heard, and the action happens: marks, books, effects, triggers. */
#include <stdlib.h>

#include "base/elementary.h"
#include "kernel/state.h"

static const bri_action *action_of(const bri_state *state, uint32_t action) { return &state->plan->scenario->actions[action]; }

static const char *decision_name(const bri_state *state, uint32_t decision) { return state->plan->scenario->decisions[decision].name; }

/** Weights of the options into state->weight; their sum, or -1 where the replication failed. */
static double weigh(bri_state *state, uint32_t decision, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    double *weight = state->weight, greatest = -INFINITY, sum = 0.0, lambda = 1.0;
    if (plan->rationality != NULL) lambda = bri_value(state, plan->rationality, mark, NULL, NULL);
    for (uint32_t i = 0; i < plan->option_count; i++) {
        weight[i] = lambda * bri_value(state, plan->options[i].weight, mark, NULL, NULL);
        greatest = fmax(greatest, weight[i]);
        if (isfinite(weight[i]) && (weight[i] >= 0.0 || plan->rationality != NULL)) continue;
        bri_fail_value(state, weight[i], "the %s of option %u of decision %s", plan->rationality != NULL ? "utility" : "weight", (unsigned)i + 1,
                       decision_name(state, decision));
        return -1.0;
    }
    for (uint32_t i = 0; i < plan->option_count; i++) {
        if (plan->rationality != NULL) weight[i] = bri_exp(weight[i] - greatest); /* logit choice (McKelvey & Palfrey 1995) */
        sum += weight[i];
    }
    return sum;
}

/** Does every player that could veto consent? Each one's number is drawn whatever the others say, so that a change of one leaves the rest. */
static int is_consented(bri_state *state, uint32_t decision, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    int consented = 1;
    for (uint32_t i = 0; i < plan->veto_count; i++) {
        double consent = bri_value(state, plan->vetoes[i].consent, mark, NULL, NULL);
        if (!(consent >= 0.0 && consent <= 1.0)) {
            bri_fail_value(state, consent, "the consent of %s to decision %s", state->plan->scenario->actors[plan->vetoes[i].actor].name,
                           decision_name(state, decision));
            return 0;
        }
        if (gsl_rng_uniform(&state->reader.rng) >= consent) consented = 0;
    }
    return consented;
}

/** The action chosen, or BRI_NONE. */
static uint32_t choose(bri_state *state, uint32_t decision, const bri_context *context) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    uint32_t chosen = 0;
    bri_reader_seek(&state->reader, &state->clock[decision].key, context->identity, 0, BRI_FOR_CHOICE);
    if (plan->option_count > 1 || plan->options[0].weight != NULL) {
        double sum = weigh(state, decision, context->trigger);
        if (!(sum > 0.0)) return BRI_NONE;
        double left = gsl_rng_uniform(&state->reader.rng) * sum;
        while (chosen + 1 < plan->option_count && left >= state->weight[chosen]) left -= state->weight[chosen++];
        while (state->weight[chosen] == 0.0) chosen--; /* rounding may have carried it past the last one that has a weight */
    }
    const bri_plan_option *option = &plan->options[chosen];
    if (option->action == BRI_NONE || !option->is_vetoable || plan->veto_count == 0) return option->action;
    return is_consented(state, decision, context->trigger) ? option->action : BRI_NONE;
}

/** The event's marks into state->mark; 0: the replication failed. */
static int draw_marks(bri_state *state, uint32_t action, const bri_context *context) {
    const bri_plan_action *plan = &state->plan->actions[action];
    bri_key key = bri_state_key(state, plan->stream);
    for (uint32_t i = 0; i < state->plan->mark_count; i++) state->mark[i] = NAN;
    for (uint32_t i = 0; i < plan->mark_count; i++) {
        bri_reader_seek(&state->reader, &key, context->identity, plan->marks[i].sub, BRI_FOR_MARK);
        double value = bri_value(state, plan->marks[i].value, state->mark, context->trigger, &state->reader.rng);
        state->mark[plan->marks[i].mark] = value;
        if (!isnan(value)) continue;
        bri_fail_value(state, value, "mark %s of action %s", state->plan->scenario->marks[plan->marks[i].mark].name, action_of(state, action)->name);
        return 0;
    }
    return 1;
}

/** Grow a record's list of events; 0: memory is out. */
static int have_event_room(bri_state *state) {
    bri_record *record = state->record;
    if (record->event_count < record->event_capacity) return 1;
    size_t capacity = record->event_capacity == 0 ? 256 : 2 * record->event_capacity;
    bri_event *events = realloc(record->events, capacity * sizeof *events);
    if (events != NULL) record->events = events;
    double *marks = realloc(record->marks, capacity * state->plan->mark_count * sizeof *marks + 1);
    if (marks != NULL) record->marks = marks;
    if (events == NULL || marks == NULL) {
        bri_fail(state, BRI_RUN_MEMORY, "out of memory for the trace after %llu events", (unsigned long long)record->event_count);
        return 0;
    }
    record->event_capacity = capacity;
    return 1;
}

/** Note an event in the record; 0: the replication failed. */
static int note_event(bri_state *state, uint32_t decision, uint32_t action, const bri_context *context, double duration) {
    const bri_plan_action *plan = &state->plan->actions[action];
    bri_record *record = state->record;
    double value = plan->value == NULL ? NAN : bri_value(state, plan->value, state->mark, context->trigger, NULL);
    if (record->keep_events) {
        if (!have_event_room(state)) return 0;
        uint32_t target = state->plan->decisions[decision].target;
        record->events[record->event_count] = (bri_event){.time = state->now,
                                                          .identity = context->identity,
                                                          .value = value,
                                                          .end_time = plan->duration == NULL ? NAN : state->now + duration,
                                                          .decision = decision,
                                                          .action = action,
                                                          .source = plan->actor,
                                                          .target = target != BRI_NONE ? target : plan->target,
                                                          .cause = context->cause,
                                                          .rung_before = state->rung,
                                                          .rung_after = state->rung};
        for (uint32_t i = 0; i < state->plan->mark_count; i++)
            record->marks[record->event_count * state->plan->mark_count + i] = state->mark[i];
    }
    record->event_count++;
    record->count[action]++;
    if (state->grid_next < state->plan->grid_count)
        record->grid_action[(size_t)state->grid_next * state->plan->action_count + action]++;
    return 1;
}

/** Put an item into the books; 0: memory is out. */
static int push_book(bri_state *state, bri_item item, const double *mark) {
    uint32_t number = bri_pool_take(&state->pool);
    if (number != UINT32_MAX) {
        item.order = state->pool.items[number].order;
        state->pool.items[number] = item;
        for (uint32_t i = 0; i < state->plan->mark_count; i++) bri_pool_marks(&state->pool, number)[i] = mark[i];
        if (bri_heap_push(&state->books, &state->pool, number)) {
            bri_queue_move(&state->queue, BRI_LEAF_BOOKS, bri_heap_time(&state->books, &state->pool));
            return 1;
        }
        bri_pool_give(&state->pool, number);
    }
    bri_fail(state, BRI_RUN_MEMORY, "out of memory for open episodes and counting windows");
    return 0;
}

static void add_one(bri_state *state, uint32_t slot) {
    if (slot != BRI_NONE) bri_slot_assign(state, slot, state->slot[slot].value + 1.0);
}

/** Counts, times and open episodes that expressions may read. */
static void keep_books(bri_state *state, uint32_t action, const bri_context *context, int32_t event, double duration) {
    const bri_plan_action *plan = &state->plan->actions[action];
    add_one(state, plan->count_slot);
    if (plan->since_slot != BRI_NONE) bri_slot_assign(state, plan->since_slot, 0.0);
    if (plan->first_slot != BRI_NONE && state->slot[plan->first_slot].value == INFINITY) bri_slot_assign(state, plan->first_slot, state->now);
    for (uint32_t i = 0; i < plan->window_count; i++) {
        uint32_t slot = plan->windows[i];
        add_one(state, slot);
        bri_item item = {.time = state->now + state->plan->slots[slot].window, .kind = BRI_ITEM_WINDOW, .subject = slot, .cause = event};
        if (!push_book(state, item, state->mark)) return;
    }
    if (plan->duration == NULL) return;
    add_one(state, plan->active_slot);
    bri_item item = {.time = state->now + duration, .identity = context->identity, .kind = BRI_ITEM_EPISODE, .subject = action, .cause = event};
    push_book(state, item, state->mark);
}

/** The duration of an episode (0 where the action has none); -1: the replication failed. */
static double draw_duration(bri_state *state, uint32_t action, const bri_context *context) {
    const bri_plan_action *plan = &state->plan->actions[action];
    if (plan->duration == NULL) return 0.0;
    bri_key key = bri_state_key(state, plan->stream);
    bri_reader_seek(&state->reader, &key, context->identity, 0, BRI_FOR_DURATION);
    double duration = bri_value(state, plan->duration, state->mark, context->trigger, &state->reader.rng);
    if (duration >= 0.0) return duration;
    bri_fail_value(state, duration, "a duration of action %s", action_of(state, action)->name);
    return -1.0;
}

static void happen(bri_state *state, uint32_t decision, uint32_t action, const bri_context *context) {
    const bri_plan_action *plan = &state->plan->actions[action];
    if (state->record->event_count >= state->plan->event_limit) {
        bri_fail(state, BRI_RUN_EVENT_LIMIT, "more than %llu events", (unsigned long long)state->plan->event_limit);
        return;
    }
    if (!draw_marks(state, action, context)) return;
    double duration = draw_duration(state, action, context);
    int32_t event = (int32_t)state->record->event_count;
    if (duration < 0.0 || !note_event(state, decision, action, context, duration)) return;
    state->stir = (bri_stir){context->identity, event, context->depth};
    keep_books(state, action, context, event, duration);
    bri_effects_apply(state, action, plan->effects, plan->effect_count, 0, context, state->mark);
    for (uint32_t i = 0; i < plan->trigger_count && !state->is_over; i++)
        bri_clock_trigger(state, plan->triggers[i], context, event, state->mark);
}

void bri_fire(bri_state *state, uint32_t decision, const bri_context *context, int look_at_guard) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    if (state->is_over) return;
    if (look_at_guard && plan->guard != NULL && !(bri_value(state, plan->guard, context->trigger, NULL, NULL) > 0.0)) return;
    uint32_t action = choose(state, decision, context);
    if (action == BRI_NONE || state->is_over) return;
    if (plan->age_slot != BRI_NONE) bri_slot_assign(state, plan->age_slot, 0.0);
    if (++clock->fired >= plan->limit) bri_clock_stop(state, decision);
    happen(state, decision, action, context);
}

void bri_books_due(bri_state *state) {
    uint32_t number = bri_heap_pop(&state->books, &state->pool);
    bri_queue_move(&state->queue, BRI_LEAF_BOOKS, bri_heap_time(&state->books, &state->pool));
    const bri_item *item = &state->pool.items[number];
    if (item->kind == BRI_ITEM_EPISODE) {
        state->stir = (bri_stir){bri_mix(item->identity, BRI_ITEM_EPISODE), item->cause, 0};
        for (uint32_t i = 0; i < state->plan->mark_count; i++) state->mark[i] = bri_pool_marks(&state->pool, number)[i];
        bri_episode_close(state, number);
        return;
    }
    bri_slot_assign(state, item->subject, state->slot[item->subject].value - 1.0);
    bri_pool_give(&state->pool, number);
}
