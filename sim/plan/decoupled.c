/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many scenarios have events that are background: they come at a rate that never changes, and are counted. Nothing hangs on when they come, so that
 * the kernel may count them a year at a time. */
#include "plan/decoupled.h"

static void mark_changed(const bri_plan_effect *effects, uint32_t count, bool *is_changed) {
    for (uint32_t i = 0; i < count; i++) {
        bri_effect_kind kind = effects[i].kind;
        if (kind == BRI_EFFECT_START || kind == BRI_EFFECT_CANCEL || kind == BRI_EFFECT_RESTART) is_changed[effects[i].target] = true;
    }
}

/* Decisions, of templates the first instance, whose clocks some effect starts or stops. */
static void find_changed(const bri_plan *plan, bool *is_changed) {
    for (uint32_t i = 0; i < plan->action_count; i++) {
        mark_changed(plan->actions[i].effects, plan->actions[i].effect_count, is_changed);
        mark_changed(plan->actions[i].end_effects, plan->actions[i].end_effect_count, is_changed);
    }
    for (uint32_t i = 0; i < plan->decision_count; i++)
        for (uint32_t k = 0; k < plan->decisions[i].option_count; k++)
            mark_changed(plan->decisions[i].options[k].effects, plan->decisions[i].options[k].effect_count, is_changed);
}

/* A rate that becomes negative between two events is told of at the next one, whichever it is. */
static bool is_any_event_looked_at(const bri_plan *plan) {
    bool is = false;
    for (uint32_t i = 0; i < plan->decision_count; i++) is |= plan->decisions[i].rate && plan->decisions[i].can_be_negative;
    return is;
}

/* Whole numbers may be added in any order. */
static bool is_mere_count(const bri_plan *plan, const bri_plan_push *push) {
    const bri_plan_slot *slot = &plan->slots[push->slot];
    return slot->role == BRI_ROLE_COUNT && plan->scenario->slots[push->slot].side == BRI_SIDE_ALL && !slot->is_read;
}

/* At each sample of the time grid all are counted: where hardly any event comes between two, each had better have its turn. */
static bool pays(const bri_plan *plan, const bri_plan_decision *decision) {
    double step = plan->scenario->series_step;
    return !(step > 0.0) || decision->constant_rate * step >= 0.25;
}

static bool is_decoupled(const bri_plan *plan, const bri_plan_decision *decision) {
    bool is = decision->is_plain && decision->is_steady && decision->is_active && decision->age_slot == BRI_NONE && decision->limit == UINT64_MAX;
    is = is && pays(plan, decision);
    for (uint32_t i = 0; i < decision->push_count; i++) is = is && is_mere_count(plan, &decision->pushes[i]);
    return is;
}

bool bri_decoupled_find(const bri_plan *plan, bri_plan_decision *decisions) {
    bool *is_changed = bri_arena_alloc(plan->arena, plan->decision_count, sizeof *is_changed);
    if (!is_changed) return false;
    find_changed(plan, is_changed);
    bool may_be = !is_any_event_looked_at(plan);
    for (uint32_t i = 0; i < plan->decision_count; i++)
        decisions[i].is_decoupled = may_be && is_decoupled(plan, &decisions[i]) && !is_changed[decisions[i].leader];
    return true;
}
