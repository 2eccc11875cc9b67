/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most events of most models change some variables by fixed amounts. Whose variables they are is known when the plan is made, down to those of
 * everybody whom the source has a link to: the kernel need not find out again at each event. */
#include "plan/pushes.h"

#include "plan/needs.h"

static bool has_history(const bri_plan_action *action) {
    bool has = action->window_count > 0 || bri_pairs_any(&action->dyads);
    for (int side = 0; side < BRI_SIDES; side++) {
        const bri_plan_history *h = &action->history[side];
        has |= h->since != BRI_NONE || h->count != BRI_NONE || h->active != BRI_NONE || h->first != BRI_NONE || h->late_count != BRI_NONE ||
               h->late_first != BRI_NONE;
    }
    return has;
}

/* For all of a large group there would be too many pushes: one for each member and each decision. */
static bool is_push(const bri_plan *plan, const bri_plan_effect *effect) {
    bool has_links = effect->kind == BRI_EFFECT_EACH && plan->networks[effect->network].first;
    return (effect->kind == BRI_EFFECT_ASSIGN || has_links) && !effect->condition && effect->form != BRI_FORM_CODE;
}

static bool is_plain(const bri_plan *plan, const bri_plan_decision *decision) {
    const bri_plan_option *option = decision->options;
    if (decision->clock != BRI_CLOCK_HAZARD || decision->identity_is_read || decision->guard) return false;
    if (decision->option_count != 1 || option->action == BRI_NONE || option->effect_count > 0) return false;
    const bri_plan_action *action = &plan->actions[option->action];
    bool is = !action->value && !has_history(action);
    for (uint32_t i = 0; i < action->effect_count; i++) is = is && is_push(plan, &action->effects[i]);
    return is;
}

/* Whom an effect of an event is for: its binding, or with each a list of others. */
static const uint32_t *others_of(const bri_plan *plan, const bri_plan_effect *effect, const bri_binding *event, uint32_t *count) {
    const double *weight;
    *count = 1;
    return effect->kind == BRI_EFFECT_EACH ? bri_network_row(&plan->networks[effect->network], event->self, count, &weight) : &event->other;
}

static uint32_t count_pushes(const bri_plan *plan, const bri_plan_action *action, const bri_binding *event) {
    uint32_t total = 0, count;
    for (uint32_t i = 0; i < action->effect_count; i++) {
        others_of(plan, &action->effects[i], event, &count);
        total += count;
    }
    return total;
}

static void put_pushes(const bri_plan *plan, const bri_plan_action *action, const bri_binding *event, bri_plan_push *to) {
    uint32_t count;
    for (uint32_t i = 0; i < action->effect_count; i++) {
        const bri_plan_effect *effect = &action->effects[i];
        const uint32_t *others = others_of(plan, effect, event, &count);
        for (uint32_t k = 0; k < count; k++) {
            bri_binding binding = *event;
            binding.other = others[k];
            *to++ = (bri_plan_push){
                .slot = bri_effect_slot(effect, &binding), .adds = effect->form == BRI_FORM_INCREMENT, .effect = i, .amount = effect->amount};
        }
    }
}

bool bri_pushes_find(const bri_plan *plan, bri_plan_decision *decisions) {
    for (uint32_t i = 0; i < plan->decision_count; i++) {
        bri_plan_decision *decision = &decisions[i];
        decision->is_plain = is_plain(plan, decision);
        if (!decision->is_plain) continue;
        decision->action = decision->options->action;
        const bri_plan_action *action = &plan->actions[decision->action];
        const bri_binding event = bri_event_binding(decision, action, &decision->binding);
        decision->push_count = count_pushes(plan, action, &event);
        bri_plan_push *pushes = bri_arena_alloc(plan->arena, decision->push_count, sizeof *pushes);
        if (!pushes) return false;
        put_pushes(plan, action, &event, pushes);
        decision->pushes = pushes;
    }
    return true;
}
