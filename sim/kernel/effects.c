/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an action changes, at once or when its episode closes. Each effect sees what those before it did. */
#include "kernel/state.h"

/** The place in the books of the action's episode that would end first; BRI_NONE: none is open. */
static uint32_t find_episode(const bri_state *state, uint32_t action) {
    uint32_t found = BRI_NONE;
    for (uint32_t place = 0; place < state->books.count; place++) {
        const bri_item *item = &state->pool.items[state->books.item[place]];
        if (item->kind != BRI_ITEM_EPISODE || item->subject != action) continue;
        if (found == BRI_NONE || bri_item_is_before(&state->pool, state->books.item[place], state->books.item[found])) found = place;
    }
    return found;
}

/** Close every open episode of an action, in the order in which they would end. End effects that ask for the same once more are served by the
 *  loop that runs already: they must not nest as deep as there are episodes. */
static void end_episodes(bri_state *state, uint32_t action) {
    if (state->is_ending[action]) return;
    state->is_ending[action] = 1;
    for (uint32_t place = find_episode(state, action); place != BRI_NONE; place = find_episode(state, action)) {
        uint32_t number = state->books.item[place];
        bri_heap_remove(&state->books, &state->pool, place);
        bri_episode_close(state, number);
    }
    state->is_ending[action] = 0;
    bri_queue_move(&state->queue, BRI_LEAF_BOOKS, bri_heap_time(&state->books, &state->pool));
}

/** Does an effect happen? Its draws begin here: first the condition's, then the value's. */
static int is_met(bri_state *state, uint32_t action, const bri_plan_effect *effect, uint32_t number, const bri_context *context,
                  const double *mark) {
    if (effect->condition == NULL && effect->kind != BRI_EFFECT_ASSIGN) return 1;
    bri_key key = bri_state_key(state, state->plan->actions[action].stream);
    bri_reader_seek(&state->reader, &key, context->identity, number, BRI_FOR_EFFECT);
    return effect->condition == NULL || bri_value(state, effect->condition, mark, context->trigger, &state->reader.rng) > 0.0;
}

static void assign(bri_state *state, uint32_t action, const bri_plan_effect *effect, uint32_t number, const bri_context *context,
                   const double *mark) {
    double value = bri_value(state, effect->value, mark, context->trigger, &state->reader.rng);
    if (!bri_slot_can_be(&state->plan->slots[effect->target], value)) {
        bri_fail_value(state, value, "effect %u of action %s", (unsigned)number + 1, state->plan->scenario->actions[action].name);
        return;
    }
    bri_slot_assign(state, effect->target, value);
}

void bri_effects_apply(bri_state *state, uint32_t action, const bri_plan_effect *effects, uint32_t count, uint32_t first,
                       const bri_context *context, const double *mark) {
    for (uint32_t i = 0; i < count && !state->is_over; i++) {
        const bri_plan_effect *effect = &effects[i];
        if (!is_met(state, action, effect, first + i, context, mark)) continue;
        switch (effect->kind) {
        case BRI_EFFECT_ASSIGN: assign(state, action, effect, first + i, context, mark); break;
        case BRI_EFFECT_START: bri_clock_start(state, effect->target, 0); break;
        case BRI_EFFECT_CANCEL: bri_clock_stop(state, effect->target); break;
        case BRI_EFFECT_RESTART:
            bri_clock_stop(state, effect->target);
            bri_clock_start(state, effect->target, 0);
            break;
        case BRI_EFFECT_END: end_episodes(state, effect->target); break;
        }
    }
}

void bri_episode_close(bri_state *state, uint32_t number) {
    bri_item item = state->pool.items[number];
    const bri_plan_action *action = &state->plan->actions[item.subject];
    if (action->active_slot != BRI_NONE) bri_slot_assign(state, action->active_slot, state->slot[action->active_slot].value - 1.0);
    if (state->record->keep_events) state->record->events[item.cause].end_time = state->now;
    bri_context context = {item.identity, item.cause, 0, state->no_marks};
    bri_effects_apply(state, item.subject, action->end_effects, action->end_effect_count, action->effect_count, &context,
                      bri_pool_marks(&state->pool, number));
    bri_pool_give(&state->pool, number);
}
