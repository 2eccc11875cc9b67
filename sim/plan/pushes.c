/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most events of most models change some variables by fixed amounts. Whose variables they are is known when the plan is made, down to those of
 * everybody whom the source has a link to: the kernel need not find out again at each event. */
#include "plan/pushes.h"

#include <string.h>

#include "plan/needs.h"

/* Counts, and times since, are as good as effects. Is there more that formulas may read of what an action did? */
static bool has_more_history(const bri_plan_action *action) {
    bool has = action->window_count > 0 || bri_pairs_any(&action->dyads);
    for (int side = 0; side < BRI_SIDES; side++) {
        const bri_plan_history *h = &action->history[side];
        has |= h->active != BRI_NONE || h->first != BRI_NONE || h->late_first != BRI_NONE;
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
    bool is = !action->value && !has_more_history(action);
    for (uint32_t i = 0; i < action->effect_count; i++) is = is && is_push(&action->effects[i]);
    return is;
}

/* Whom an effect of an event is for: its binding, or with each a list of others. */
static const uint32_t *others_of(const bri_plan *plan, const bri_plan_effect *effect, const bri_binding *event, uint32_t *count) {
    const double *weight;
    *count = 1;
    return effect->kind == BRI_EFFECT_EACH ? bri_network_row(&plan->networks[effect->network], event->self, count, &weight) : &event->other;
}

/* Those of one decision. */
typedef struct pushes {
    bri_plan_push list[MOST_PUSHES];
    size_t count; /* more than there is room for: there are too many */
} pushes;

static void add(pushes *p, bri_plan_push push) {
    if (p->count < MOST_PUSHES) p->list[p->count] = push;
    p->count++;
}

static void add_history(pushes *p, const bri_plan_action *action, const bri_binding *event) {
    const uint32_t added[] = {[BRI_SIDE_ALL] = 0, [BRI_SIDE_SOURCE] = event->self, [BRI_SIDE_TARGET] = event->target};
    for (int side = 0; side < BRI_SIDES; side++) {
        const bri_plan_history *h = &action->history[side];
        if (added[side] == BRI_NONE) continue;
        if (h->count != BRI_NONE) add(p, (bri_plan_push){.slot = h->count + added[side], .adds = 1, .amount = 1.0});
        if (h->since != BRI_NONE) add(p, (bri_plan_push){.slot = h->since + added[side]});
        if (h->late_count != BRI_NONE) add(p, (bri_plan_push){.slot = h->late_count + added[side], .adds = 1, .is_late = 1, .amount = 1.0});
    }
}

static void add_effects(pushes *p, const bri_plan *plan, const bri_plan_action *action, const bri_binding *event) {
    uint32_t count;
    for (uint32_t i = 0; i < action->effect_count; i++) {
        const bri_plan_effect *effect = &action->effects[i];
        const uint32_t *others = others_of(plan, effect, event, &count);
        for (uint32_t k = 0; k < count; k++) {
            bri_binding binding = *event;
            binding.other = others[k];
            add(p, (bri_plan_push){
                       .slot = bri_effect_slot(effect, &binding), .adds = effect->form == BRI_FORM_INCREMENT, .effect = i, .amount = effect->amount});
        }
    }
}

/* False: memory is out. */
static bool find_pushes(const bri_plan *plan, bri_plan_decision *decision) {
    const bri_plan_action *action = &plan->actions[decision->options->action];
    const bri_binding event = bri_event_binding(decision, action, &decision->binding);
    pushes found = {.count = 0};
    add_history(&found, action, &event);
    add_effects(&found, plan, action, &event);
    if (found.count > MOST_PUSHES) return true;
    bri_plan_push *list = bri_arena_alloc(plan->arena, found.count, sizeof *list);
    if (!list) return false;
    memcpy(list, found.list, found.count * sizeof *list);
    decision->is_plain = true;
    decision->action = decision->options->action;
    decision->pushes = list;
    decision->push_count = (uint32_t)found.count;
    return true;
}

bool bri_pushes_find(const bri_plan *plan, bri_plan_decision *decisions) {
    for (uint32_t i = 0; i < plan->decision_count; i++)
        if (is_simple(plan, &decisions[i]) && !find_pushes(plan, &decisions[i])) return false;
    return true;
}
