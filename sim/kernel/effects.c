/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an action changes, at once or when its episode closes. Each effect sees what those before it did. */
#include "kernel/state.h"

/* ---- instances ---- */

/** Whom a selector's end means. */
static uint32_t meant(bri_who who, uint32_t actor, const bri_binding *event) {
    return who == BRI_WHO_SELF ? event->self : who == BRI_WHO_TARGET ? event->target : actor;
}

typedef struct selection {
    uint32_t self, target; /* BRI_NONE: nobody */
    bool has_self, has_target;
} selection;

static selection select_parties(const bri_selector *selector, const bri_context *context) {
    return (selection){.self = meant(selector->self_who, selector->self_actor, &context->binding),
                       .target = meant(selector->target_who, selector->target_actor, &context->binding),
                       .has_self = selector->has_self,
                       .has_target = selector->has_target};
}

static int is_selected(const selection *s, const bri_binding *binding) {
    return (!s->has_self || binding->self == s->self) && (!s->has_target || binding->target == s->target);
}

/** Instances first .. end - 1 of a template hold all that are selected: of a member its own, of an end its links'. */
static void find_instances(const bri_state *state, const bri_plan_decision *plan, const selection *s, uint32_t *first, uint32_t *end) {
    *first = 0;
    *end = plan->instances;
    if (plan->range == BRI_NONE || !s->has_self) return;
    const bri_group *range = &state->plan->scenario->groups[plan->range];
    *end = 0;
    if (s->self == BRI_NONE || range->position[s->self] == BRI_NONE) return;
    *first = range->is_network ? range->links.first[s->self] : range->position[s->self];
    *end = range->is_network ? range->links.first[s->self + 1] : *first + 1;
}

/** Visit the instances of a decision that a selector means for an event. */
static void visit_instances(bri_state *state, uint32_t leader, const bri_selector *selector, const bri_context *context,
                            void (*visit)(void *at, uint32_t decision), void *at) {
    const bri_plan_decision *plan = &state->plan->decisions[leader];
    const selection s = select_parties(selector, context);
    uint32_t first, end;
    find_instances(state, plan, &s, &first, &end);
    for (uint32_t i = first; i < end && !state->is_over; i++)
        if (is_selected(&s, &plan[i].binding)) visit(at, leader + i);
}

/* ---- episodes ---- */

/** The place in the books of the action's ending episode that would end first; BRI_NONE: none is left. */
static uint32_t find_ending(const bri_state *state, uint32_t action) {
    uint32_t found = BRI_NONE;
    for (uint32_t place = 0; place < state->books.count; place++) {
        const bri_item *item = &state->pool.items[state->books.item[place]];
        if (item->kind != BRI_ITEM_EPISODE || item->subject != action || !item->is_ending) continue;
        if (found == BRI_NONE || bri_item_is_before(&state->pool, state->books.item[place], state->books.item[found])) found = place;
    }
    return found;
}

/** Close the open episodes of an action that are selected, in the order in which they would end. End effects that ask for the same once more are
 *  served by the loop that runs already: they must not nest as deep as there are episodes. */
static void end_episodes(bri_state *state, const bri_plan_effect *effect, const bri_context *context) {
    const selection s = select_parties(&effect->selector, context);
    const uint32_t action = effect->target;
    for (uint32_t place = 0; place < state->books.count; place++) {
        bri_item *item = &state->pool.items[state->books.item[place]];
        if (item->kind != BRI_ITEM_EPISODE || item->subject != action) continue;
        item->is_ending |= is_selected(&s, &(bri_binding){.self = item->source, .target = item->target});
    }
    if (state->is_ending[action]) return;
    state->is_ending[action] = 1;
    for (uint32_t place = find_ending(state, action); place != BRI_NONE; place = find_ending(state, action)) {
        uint32_t number = state->books.item[place];
        bri_heap_remove(&state->books, &state->pool, place);
        bri_episode_close(state, number);
    }
    state->is_ending[action] = 0;
    bri_queue_move(&state->queue, state->books_leaf, bri_heap_time(&state->books, &state->pool));
}

/** Does an effect happen? Its draws begin here: first the condition's, then the value's. */
static int is_met(bri_state *state, uint32_t action, const bri_plan_effect *effect, uint32_t number, const bri_context *context,
                  const double *mark) {
    if (effect->condition == NULL && effect->kind != BRI_EFFECT_ASSIGN && effect->kind != BRI_EFFECT_EACH) return 1;
    if (effect->draws) {
        bri_key key = bri_state_key(state, state->plan->actions[action].stream);
        bri_reader_seek(&state->reader, &key, context->identity, number, BRI_FOR_EFFECT);
    }
    state->env.binding = context->binding;
    state->env.link = context->link;
    return effect->condition == NULL || bri_value(state, effect->condition, mark, context->trigger) > 0.0;
}

static double effect_value(bri_state *state, const bri_plan_effect *effect, uint32_t slot, const double *mark, const double *cause) {
    switch (effect->form) {
    case BRI_FORM_CONSTANT: return effect->amount;
    case BRI_FORM_INCREMENT: return bri_slot_refresh(state, slot) + effect->amount;
    default: return bri_value(state, effect->value, mark, cause);
    }
}

/** Effects are numbered through: those of an action, those of its end, those of options that take it. */
static __attribute__((cold)) void fail_effect(bri_state *state, uint32_t action, uint32_t number, double value) {
    const bri_action *a = &state->plan->scenario->actions[action];
    const bri_place *place = number < a->effect_count                         ? &a->effects[number].place
                             : number < a->effect_count + a->end_effect_count ? &a->end_effects[number - a->effect_count].place
                                                                              : &a->place;
    bri_fail_value(state, place, value, "effect %u of action %s", (unsigned)number + 1, a->name);
}

/** Give a slot a value; an effect's number is for the message where that is impossible. */
static inline void give(bri_state *state, uint32_t action, uint32_t number, uint32_t slot, double value) {
    if (bri_slot_can_be(&state->plan->slots[slot], value))
        bri_slot_assign(state, slot, value);
    else
        fail_effect(state, action, number, value);
}

/** Give a slot the value of an effect's formula, whose draws come from where the reader stands. */
static void assign(bri_state *state, uint32_t action, const bri_plan_effect *effect, uint32_t number, const bri_context *context,
                   const double *mark) {
    uint32_t slot = bri_effect_slot(effect, &state->env.binding);
    give(state, action, number, slot, effect_value(state, effect, slot, mark, context->trigger));
}

void bri_pushes_apply(bri_state *state, const bri_plan_decision *decision) {
    const bri_plan_push *push = decision->pushes, *end = push + decision->push_count;
    for (; push < end && !state->is_over; push++) {
        if (push->is_late && !state->is_warm) continue;
        double value = push->adds ? bri_slot_refresh(state, push->slot) + push->amount : push->amount;
        give(state, decision->action, push->effect, push->slot, value);
    }
}

/** An assignment for everybody that the source has a link to: the draws of each come from an address of its name's. */
static void assign_each(bri_state *state, uint32_t action, const bri_plan_effect *effect, uint32_t number, const bri_context *context,
                        const double *mark) {
    bri_key key = bri_state_key(state, state->plan->actions[action].stream);
    const bri_network *network = &state->plan->networks[effect->network];
    uint32_t from = network->first ? network->first[context->binding.self] : 0;
    uint32_t end = network->first ? network->first[context->binding.self + 1] : network->count;
    for (uint32_t i = from; i < end && !state->is_over; i++) {
        state->env.binding.other = network->member[i];
        if (effect->draws)
            bri_reader_seek(&state->reader, &key, bri_mix(context->identity, state->plan->actor_streams[network->member[i]]), number,
                            BRI_FOR_EFFECT);
        state->env.link = network->weight ? network->weight[i] : 1.0;
        assign(state, action, effect, number, context, mark);
    }
}

/* An effect in hand. */
typedef struct applying {
    bri_state *state;
    const bri_plan_effect *effect;
    const bri_context *context;
    const double *mark;
    uint32_t action, number;
} applying;

/** An assignment to what an instance has of its own, which sees the instance, and the event's marks. */
static void assign_own(void *at, uint32_t decision) {
    const applying *a = at;
    bri_state_bind(a->state, &a->state->plan->decisions[decision]);
    assign(a->state, a->action, a->effect, a->number, a->context, a->mark);
}

/** Do something to a decision, or to an instance of a template. */
static void change_clock(void *at, uint32_t decision) {
    const applying *a = at;
    if (a->effect->kind != BRI_EFFECT_START) bri_clock_stop(a->state, decision);
    if (a->effect->kind != BRI_EFFECT_CANCEL) bri_clock_start(a->state, decision, 0);
}

void bri_effects_apply(bri_state *state, uint32_t action, const bri_plan_effect *effects, uint32_t count, uint32_t first,
                       const bri_context *context, const double *mark) {
    for (uint32_t i = 0; i < count && !state->is_over; i++) {
        const bri_plan_effect *effect = &effects[i];
        applying a = {state, effect, context, mark, action, first + i};
        if (!is_met(state, action, effect, first + i, context, mark)) continue;
        switch (effect->kind) {
        case BRI_EFFECT_ASSIGN: assign(state, action, effect, first + i, context, mark); break;
        case BRI_EFFECT_EACH: assign_each(state, action, effect, first + i, context, mark); break;
        case BRI_EFFECT_START:
        case BRI_EFFECT_CANCEL:
        case BRI_EFFECT_RESTART: visit_instances(state, effect->target, &effect->selector, context, change_clock, &a); break;
        case BRI_EFFECT_OWN: visit_instances(state, effect->leader, &effect->selector, context, assign_own, &a); break;
        case BRI_EFFECT_END: end_episodes(state, effect, context); break;
        }
    }
}

void bri_episode_close(bri_state *state, uint32_t number) {
    bri_item item = state->pool.items[number];
    const bri_plan_action *action = &state->plan->actions[item.subject];
    bri_context context = {.identity = item.identity,
                           .cause = item.cause,
                           .trigger = state->no_marks,
                           .binding = {.self = item.source, .target = item.target},
                           .link = 1.0};
    bri_episode_count_down(state, item.subject, &context.binding);
    if (state->record->keep_events) state->record->events[item.cause].end_time = state->now;
    bri_effects_apply(state, item.subject, action->end_effects, action->end_effect_count, action->effect_count, &context,
                      bri_pool_marks(&state->pool, number));
    bri_pool_give(&state->pool, number);
}
