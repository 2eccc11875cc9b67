/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decision fires: the guard is looked at, one option is chosen, vetoes are heard, and the action happens: marks, books, effects, triggers. */
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "kernel/state.h"
#include "plan/needs.h"

static const bri_action *action_of(const bri_state *state, uint32_t action) { return &state->plan->scenario->actions[action]; }

/** Weights of the options into state->weight; their sum, or -1 where the replication failed. */
static double weigh(bri_state *state, uint32_t decision, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    double *weight = state->weight, greatest = -INFINITY, sum = 0.0, lambda = 1.0;
    if (plan->rationality != NULL) lambda = bri_value(state, plan->rationality, mark, NULL);
    for (uint32_t i = 0; i < plan->option_count; i++) {
        weight[i] = lambda * bri_value(state, plan->options[i].weight, mark, NULL);
        greatest = fmax(greatest, weight[i]);
        if (isfinite(weight[i]) && (weight[i] >= 0.0 || plan->rationality != NULL)) continue;
        const bri_decision *written = bri_written(state, decision);
        bri_fail_value(state, &written->place, weight[i], "the %s of option %u of decision %s", plan->rationality != NULL ? "utility" : "weight",
                       (unsigned)i + 1, written->name);
        return -1.0;
    }
    for (uint32_t i = 0; i < plan->option_count; i++) {
        if (plan->rationality != NULL) weight[i] = bri_exp(weight[i] - greatest); /* logit choice (McKelvey & Palfrey 1995) */
        sum += weight[i];
    }
    return sum;
}

/** A probability that a player gives; -1 where it is none and the replication failed. */
static double probability_of(bri_state *state, uint32_t decision, const bri_code *code, uint32_t actor, const char *what, const double *mark) {
    double p = code == NULL ? 0.0 : bri_value(state, code, mark, NULL);
    if (p >= 0.0 && p <= 1.0) return p;
    const bri_decision *written = bri_written(state, decision);
    bri_fail_value(state, &written->place, p, "the %s of %s to decision %s", what, state->plan->scenario->actors[actor].name, written->name);
    return -1.0;
}

static void bind_context(bri_state *state, const bri_context *context) {
    state->env.binding = context->binding;
    state->env.link = context->link;
}

/** The weight of the target in hand; below 0: the replication failed. */
static double target_weight(bri_state *state, uint32_t decision, const bri_context *context) {
    const bri_code *code = state->plan->decisions[decision].draw_weight;
    double weight = code == NULL ? 1.0 : bri_value(state, code, context->trigger, NULL);
    if (weight >= 0.0 && weight < INFINITY) return weight;
    const bri_decision *written = bri_written(state, decision);
    bri_fail_value(state, &written->place, weight, "the weight of %s as target of decision %s",
                   state->plan->scenario->actors[state->env.binding.target].name, written->name);
    return -1.0;
}

/** A target by weights, into the context's binding; 0: there is none, or the replication failed. The candidates run a race of exponential times, each
 *  with a number of its own name's: whoever comes or goes, or changes weight, leaves the others' numbers as they are. */
static int draw_target(bri_state *state, uint32_t decision, bri_context *context) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    uint32_t count, self = context->binding.self;
    const double *link;
    const uint32_t *row = bri_network_row(&state->plan->networks[plan->draw_from], self, &count, &link);
    double first = INFINITY;
    bri_key key = bri_clock_key(state, decision);
    bri_context drawn = *context;
    for (uint32_t i = 0; i < count; i++) {
        if (row[i] == self) continue;
        drawn.binding.target = row[i];
        drawn.link = link != NULL ? link[i] : 1.0;
        bind_context(state, &drawn);
        double weight = target_weight(state, decision, context);
        if (weight < 0.0) return 0;
        if (weight == 0.0) continue;
        bri_reader_seek(&state->reader, &key, bri_mix(context->identity, state->plan->actor_streams[row[i]]), 1, BRI_FOR_CHOICE);
        double time = bri_neglog(gsl_rng_uniform(&state->reader.rng)) / weight;
        if (time >= first) continue;
        first = time;
        *context = drawn;
    }
    return first < INFINITY;
}

/** Is the option carried? Each player's number is drawn whatever the others say, so that a change of one leaves the rest. */
static int is_carried(bri_state *state, uint32_t decision, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    uint32_t yes = 0;
    int vetoed = 0;
    for (uint32_t i = 0; i < plan->vote_count; i++) {
        const bri_plan_vote *vote = &plan->votes[i];
        double consent = probability_of(state, decision, vote->consent, vote->actor, "consent", mark);
        double abstention = probability_of(state, decision, vote->abstention, vote->actor, "abstention", mark);
        double u = gsl_rng_uniform(&state->reader.rng);
        if (u < consent)
            yes++;
        else if (u >= consent + (1.0 - consent) * abstention && vote->has_veto)
            vetoed = 1;
    }
    return !vetoed && yes >= plan->quorum && !state->is_over;
}

/** The option chosen, or BRI_NONE. */
static uint32_t choose(bri_state *state, uint32_t decision, const bri_context *context) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    uint32_t chosen = 0;
    if (plan->option_count == 1 && plan->options[0].weight == NULL && plan->vote_count == 0) return chosen;
    bri_key key = bri_clock_key(state, decision);
    bri_reader_seek(&state->reader, &key, context->identity, 0, BRI_FOR_CHOICE);
    if (plan->option_count > 1 || plan->options[0].weight != NULL) {
        double sum = weigh(state, decision, context->trigger);
        if (!(sum > 0.0)) return BRI_NONE;
        double left = gsl_rng_uniform(&state->reader.rng) * sum;
        while (chosen + 1 < plan->option_count && left >= state->weight[chosen]) left -= state->weight[chosen++];
        while (state->weight[chosen] == 0.0) chosen--; /* rounding may have carried it past the last one that has a weight */
    }
    const bri_plan_option *option = &plan->options[chosen];
    if (option->action == BRI_NONE || !option->is_vetoable || plan->vote_count == 0) return chosen;
    return is_carried(state, decision, context->trigger) ? chosen : plan->rejection;
}

/** The event's marks into state->mark; 0: the replication failed. */
static int draw_marks(bri_state *state, uint32_t action, const bri_context *context) {
    const bri_plan_action *plan = &state->plan->actions[action];
    bind_context(state, context);
    memcpy(state->mark, state->no_marks, state->plan->mark_count * sizeof *state->mark);
    if (plan->mark_count == 0) return 1;
    bri_key key = bri_state_key(state, plan->stream);
    for (uint32_t i = 0; i < plan->mark_count; i++) {
        bri_reader_seek(&state->reader, &key, context->identity, plan->marks[i].sub, BRI_FOR_MARK);
        double value = bri_value(state, plan->marks[i].value, state->mark, context->trigger);
        state->mark[plan->marks[i].mark] = value;
        if (!isnan(value)) continue;
        const bri_mark *mark = &state->plan->scenario->marks[plan->marks[i].mark];
        bri_fail_value(state, &mark->place, value, "mark %s of action %s", mark->name, action_of(state, action)->name);
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
        bri_fail(state, BRI_RUN_MEMORY, NULL, "out of memory for the trace after %llu events", (unsigned long long)record->event_count);
        return 0;
    }
    record->event_capacity = capacity;
    return 1;
}

/** 0: there are too many events, and the replication failed. */
static int may_happen(bri_state *state) {
    if (state->record->event_count < state->plan->event_limit) return 1;
    bri_fail(state, BRI_RUN_EVENT_LIMIT, NULL, "more than %llu events", (unsigned long long)state->plan->event_limit);
    return 0;
}

/** Note an event in the record; 0: the replication failed. */
static int note_event(bri_state *state, uint32_t decision, uint32_t action, const bri_context *context, double duration) {
    const bri_plan_action *plan = &state->plan->actions[action];
    bri_record *record = state->record;
    double value = plan->value == NULL ? NAN : bri_value(state, plan->value, state->mark, context->trigger);
    if (record->keep_events) {
        if (!have_event_room(state)) return 0;
        record->events[record->event_count] = (bri_event){.time = state->now,
                                                          .identity = context->identity,
                                                          .value = value,
                                                          .end_time = plan->duration == NULL ? NAN : state->now + duration,
                                                          .decision = decision,
                                                          .action = action,
                                                          .source = context->binding.self,
                                                          .target = context->binding.target,
                                                          .cause = context->cause,
                                                          .rung_before = state->rung,
                                                          .rung_after = state->rung};
        for (uint32_t i = 0; i < state->plan->mark_count; i++)
            record->marks[record->event_count * state->plan->mark_count + i] = state->mark[i];
    }
    bri_count_events(state, action, 1);
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
            bri_queue_move(&state->queue, state->books_leaf, bri_heap_time(&state->books, &state->pool));
            return 1;
        }
        bri_pool_give(&state->pool, number);
    }
    bri_fail(state, BRI_RUN_MEMORY, NULL, "out of memory for open episodes and counting windows");
    return 0;
}

static void add_one(bri_state *state, uint32_t slot) {
    bri_slot_assign(state, slot, state->slot[slot].value + 1.0);
}

/** What is added to the slots of a side of an event's history; BRI_NONE: it has no such side. */
static uint32_t side_of(const bri_binding *event, bri_side side) {
    return side == BRI_SIDE_SOURCE ? event->self : side == BRI_SIDE_TARGET ? event->target : 0;
}

static void note_first(bri_state *state, uint32_t slot) {
    if (state->slot[slot].value == INFINITY) bri_slot_assign(state, slot, state->now);
}

static void note_history(bri_state *state, const bri_plan_history *history, uint32_t added) {
    if (history->count != BRI_NONE) add_one(state, history->count + added);
    if (history->since != BRI_NONE) bri_slot_assign(state, history->since + added, 0.0);
    if (history->first != BRI_NONE) note_first(state, history->first + added);
    if (state->is_warm && history->late_count != BRI_NONE) add_one(state, history->late_count + added);
    if (state->is_warm && history->late_first != BRI_NONE) note_first(state, history->late_first + added);
}

/** A window over the events that `slot` counts opens for one; 0: memory is out. */
static int open_window(bri_state *state, uint32_t slot, int32_t event) {
    add_one(state, slot);
    bri_item item = {.time = state->now + state->plan->slots[slot].window, .kind = BRI_ITEM_WINDOW, .subject = slot, .cause = event};
    return push_book(state, item, state->mark);
}

/** What formulas may read of an event from somebody to somebody; 0: memory is out. */
static int note_dyad(bri_state *state, uint32_t slot, int32_t event) {
    const bri_plan_slot *plan = &state->plan->slots[slot];
    if (plan->window == BRI_AFTER_WARM_UP && !state->is_warm) return 1;
    switch (plan->role) {
    case BRI_ROLE_COUNT: add_one(state, slot); break;
    case BRI_ROLE_SINCE: bri_slot_assign(state, slot, 0.0); break;
    case BRI_ROLE_FIRST: note_first(state, slot); break;
    case BRI_ROLE_WINDOW: return open_window(state, slot, event);
    default: break; /* open episodes: count_active */
    }
    return 1;
}

static int note_dyads(bri_state *state, const bri_pairs *dyads, const bri_binding *event, int32_t number) {
    uint32_t end, first = bri_pairs_find(dyads, event->self, event->target, &end);
    if (first == BRI_NO_PAIR) return 1;
    for (uint32_t i = first; i < end && dyads->to[i] == event->target; i++)
        if (!note_dyad(state, dyads->slot[i], number)) return 0;
    return 1;
}

static void count_active_dyads(bri_state *state, const bri_pairs *dyads, const bri_binding *event, double change) {
    uint32_t end, first = bri_pairs_find(dyads, event->self, event->target, &end);
    if (first == BRI_NO_PAIR) return;
    for (uint32_t i = first; i < end && dyads->to[i] == event->target; i++) {
        uint32_t slot = dyads->slot[i];
        if (state->plan->slots[slot].role == BRI_ROLE_ACTIVE) bri_slot_assign(state, slot, state->slot[slot].value + change);
    }
}

/** Count the open episodes of an event's action up or down. */
static void count_active(bri_state *state, uint32_t action, const bri_binding *event, double change) {
    for (int side = 0; side < BRI_SIDES; side++) {
        uint32_t slot = state->plan->actions[action].history[side].active, added = side_of(event, side);
        if (slot != BRI_NONE && added != BRI_NONE) bri_slot_assign(state, slot + added, state->slot[slot + added].value + change);
    }
    count_active_dyads(state, &state->plan->actions[action].dyads, event, change);
}

void bri_episode_count_down(bri_state *state, uint32_t action, const bri_binding *event) {
    count_active(state, action, event, -1.0);
}

/** Counts, times and open episodes that expressions may read. */
static void keep_books(bri_state *state, uint32_t action, const bri_context *context, int32_t event, double duration) {
    const bri_plan_action *plan = &state->plan->actions[action];
    for (int side = 0; side < BRI_SIDES; side++) {
        uint32_t added = side_of(&context->binding, side);
        if (added != BRI_NONE) note_history(state, &plan->history[side], added);
    }
    for (uint32_t i = 0; i < plan->window_count; i++) {
        uint32_t added = side_of(&context->binding, plan->windows[i].side), slot = plan->windows[i].slot + added;
        if (added != BRI_NONE && !open_window(state, slot, event)) return;
    }
    if (!note_dyads(state, &plan->dyads, &context->binding, event)) return;
    if (plan->duration == NULL) return;
    count_active(state, action, &context->binding, 1.0);
    bri_item item = {.time = state->now + duration,
                     .identity = context->identity,
                     .kind = BRI_ITEM_EPISODE,
                     .subject = action,
                     .cause = event,
                     .source = context->binding.self,
                     .target = context->binding.target};
    push_book(state, item, state->mark);
}

/** The duration of an episode (0 where the action has none); -1: the replication failed. */
static double draw_duration(bri_state *state, uint32_t action, const bri_context *context) {
    const bri_plan_action *plan = &state->plan->actions[action];
    if (plan->duration == NULL) return 0.0;
    bri_key key = bri_state_key(state, plan->stream);
    bri_reader_seek(&state->reader, &key, context->identity, 0, BRI_FOR_DURATION);
    double duration = bri_value(state, plan->duration, state->mark, context->trigger);
    if (duration >= 0.0) return duration;
    bri_fail_value(state, &action_of(state, action)->place, duration, "a duration of action %s", action_of(state, action)->name);
    return -1.0;
}

/** The effects of the option itself: they speak of whoever decides. */
static void apply_option(bri_state *state, const bri_plan_option *option, bri_context *context, const bri_binding *decides) {
    const bri_plan_action *plan = &state->plan->actions[option->action];
    uint32_t first = plan->effect_count + plan->end_effect_count;
    bri_binding event = context->binding;
    context->binding = *decides;
    bri_effects_apply(state, option->action, option->effects, option->effect_count, first, context, state->mark);
    context->binding = event;
}

/** An action is done; the context is that of who decides, and becomes the event's. */
static void happen(bri_state *state, uint32_t decision, const bri_plan_option *option, bri_context *context) {
    uint32_t action = option->action;
    const bri_plan_action *plan = &state->plan->actions[action];
    const bri_binding decides = context->binding;
    context->binding = bri_event_binding(&state->plan->decisions[decision], plan, &decides);
    if (!may_happen(state) || !draw_marks(state, action, context)) return;
    double duration = draw_duration(state, action, context);
    int32_t event = (int32_t)state->record->event_count;
    if (duration < 0.0 || !note_event(state, decision, action, context, duration)) return;
    state->stir = (bri_stir){context->identity, event, context->depth};
    keep_books(state, action, context, event, duration);
    bri_effects_apply(state, action, plan->effects, plan->effect_count, 0, context, state->mark);
    if (option->effect_count > 0) apply_option(state, option, context, &decides);
    for (uint32_t i = 0; i < plan->trigger_count && !state->is_over; i++) bri_clocks_trigger(state, plan->triggers[i], context, event, state->mark);
}

/** A decision does something, whatever it is. */
static void note_firing(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (plan->age_slot != BRI_NONE) bri_slot_assign(state, plan->age_slot, 0.0);
    if (++state->clock[decision].fired >= plan->limit) bri_clock_stop(state, decision);
}

void bri_do(bri_state *state, uint32_t decision, uint32_t option, bri_context *context) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (state->is_over || option == BRI_NONE || plan->options[option].action == BRI_NONE) return;
    note_firing(state, decision);
    happen(state, decision, &plan->options[option], context);
}

void bri_fire(bri_state *state, uint32_t decision, bri_context *context, int look_at_guard) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (state->is_over) return;
    bind_context(state, context);
    if (look_at_guard && plan->guard != NULL && !(bri_value(state, plan->guard, context->trigger, NULL) > 0.0)) return;
    if (plan->draw_from != BRI_NONE && !draw_target(state, decision, context)) return;
    bind_context(state, context);
    bri_do(state, decision, choose(state, decision, context), context);
}

void bri_do_plainly(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    note_firing(state, decision);
    if (!may_happen(state)) return;
    state->stir = (bri_stir){0, (int32_t)state->record->event_count, 0};
    bri_count_events(state, plan->action, 1);
    bri_pushes_apply(state, plan);
}

void bri_books_due(bri_state *state) {
    uint32_t number = bri_heap_pop(&state->books, &state->pool);
    bri_queue_move(&state->queue, state->books_leaf, bri_heap_time(&state->books, &state->pool));
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
