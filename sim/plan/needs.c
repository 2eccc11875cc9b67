/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/needs.h"

#include <math.h>

static bool any_draws(const bri_plan_effect *effects, uint32_t count) {
    bool draws = false;
    for (uint32_t i = 0; i < count; i++) draws |= effects[i].draws;
    return draws;
}

/* Does what an action does hang on the event's identity? */
static bool reads_identity(const bri_plan *plan, uint32_t number) {
    if (number == BRI_NONE) return false;
    const bri_plan_action *action = &plan->actions[number];
    return action->mark_count > 0 || action->duration || action->trigger_count > 0 || any_draws(action->effects, action->effect_count);
}

/* A crossing may be made by any event, and is known by it. */
static bool is_identity_read(const bri_plan *plan, const bri_plan_decision *decision) {
    bool has_crossings = plan->watch_count > plan->rung_count;
    bool is_read = has_crossings || decision->vote_count > 0 || decision->draw_from != BRI_NONE;
    for (uint32_t i = 0; i < decision->option_count; i++)
        is_read |= decision->options[i].weight || reads_identity(plan, decision->options[i].action) ||
                   any_draws(decision->options[i].effects, decision->options[i].effect_count);
    return is_read;
}

/* It may: who knows of members. */
static bool may_move(const bri_plan *plan, const bri_code *rate) {
    size_t count;
    if (!rate) return false;
    const uint32_t *slots = bri_code_slots(rate, &count);
    bool moves = bri_code_has_members(rate);
    for (size_t i = 0; i < count; i++) moves |= plan->slots[slots[i]].kind != BRI_SLOT_CONSTANT;
    return moves;
}

/* Who acts, or at whom: an actor's name may stand for whoever decides, or whom that is about. */
static uint32_t actor_of(uint32_t actor, const bri_binding *decides) {
    return actor == BRI_ACTOR_SELF ? decides->self : actor == BRI_ACTOR_TARGET ? decides->target : actor;
}

bri_binding bri_event_binding(const bri_plan_decision *decision, const bri_plan_action *action, const bri_binding *decides) {
    uint32_t target = actor_of(decision->target != BRI_NONE ? decision->target : action->target, decides);
    return bri_bind(actor_of(action->actor, decides), target, decides->own, 0);
}

/* What the kernel would find out at every start: that the field's points can be told apart, too. */
static bool is_steady(const bri_plan *plan, const bri_plan_decision *decision) {
    double rate = decision->constant_rate, base = decision->field_base;
    return decision->clock == BRI_CLOCK_HAZARD && rate > 0.0 && rate <= base && base * plan->horizon < BRI_MOST_POINTS;
}

void bri_needs_find(const bri_plan *plan, bri_plan_decision *decisions) {
    for (uint32_t i = 0; i < plan->decision_count; i++) {
        bri_plan_decision *decision = &decisions[i];
        if (!decision->rate || !bri_code_is_constant(decision->rate, &decision->constant_rate)) decision->constant_rate = NAN;
        decision->is_steady = is_steady(plan, decision);
        decision->rate_moves = may_move(plan, decision->rate);
        decision->identity_is_read = is_identity_read(plan, decision);
    }
}
