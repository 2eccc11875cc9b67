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

/* Every decision has a list of its own: where everybody is linked to everybody, long ones would fill the memory. */
enum { MOST_PUSHES = 32 };

static bool is_push(const bri_plan_effect *effect) {
    return (effect->kind == BRI_EFFECT_ASSIGN || effect->kind == BRI_EFFECT_EACH) && !effect->condition && effect->form != BRI_FORM_CODE;
}

/* But for how many pushes there are. */
static bool is_simple(const bri_plan *plan, const bri_plan_decision *decision) {
    const bri_plan_option *option = decision->options;
    if (decision->clock != BRI_CLOCK_HAZARD || decision->identity_is_read || decision->guard) return false;
    if (decision->option_count != 1 || option->action == BRI_NONE || option->effect_count > 0) return false;
    const bri_plan_action *action = &plan->actions[option->action];
    bool is = !action->value && !has_history(action);
    for (uint32_t i = 0; i < action->effect_count; i++) is = is && is_push(&action->effects[i]);
    return is;
}

/* Whom an effect of an event is for: its binding, or with each a list of others. */
static const uint32_t *others_of(const bri_plan *plan, const bri_plan_effect *effect, const bri_binding *event, uint32_t *count) {
    const double *weight;
    *count = 1;
    return effect->kind == BRI_EFFECT_EACH ? bri_network_row(&plan->networks[effect->network], event->self, count, &weight) : &event->other;
}

static size_t count_pushes(const bri_plan *plan, const bri_plan_action *action, const bri_binding *event) {
    size_t total = 0;
    uint32_t count;
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

/* False: memory is out. */
static bool find_pushes(const bri_plan *plan, bri_plan_decision *decision) {
    const bri_plan_action *action = &plan->actions[decision->options->action];
    const bri_binding event = bri_event_binding(decision, action, &decision->binding);
    size_t count = count_pushes(plan, action, &event);
    if (count > MOST_PUSHES) return true;
    bri_plan_push *pushes = bri_arena_alloc(plan->arena, count, sizeof *pushes);
    if (!pushes) return false;
    put_pushes(plan, action, &event, pushes);
    decision->is_plain = true;
    decision->action = decision->options->action;
    decision->pushes = pushes;
    decision->push_count = (uint32_t)count;
    return true;
}

bool bri_pushes_find(const bri_plan *plan, bri_plan_decision *decisions) {
    for (uint32_t i = 0; i < plan->decision_count; i++)
        if (is_simple(plan, &decisions[i]) && !find_pushes(plan, &decisions[i])) return false;
    return true;
}
