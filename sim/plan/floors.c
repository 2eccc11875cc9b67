/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A floor is an invariant, proven by induction over what happens. It is assumed of all slots: a variable that relaxes is not below its baseline,
 * one that stands still is not below its start. Where a start or an effect might break it, given all floors that are still assumed, it is given up
 * for the slot's range; so on until nothing is given up. Computed values keep it too: rounding is monotone, so that a baseline plus something that
 * is not negative is not below the baseline. A path that relaxes upwards has no floor but its range: rounding might take it below its start. */
#include "plan/floors.h"

#include <math.h>

#include "plan/check.h"

#define MOST_ROUNDS 8 /* after so many, formulas are no longer trusted */

typedef struct floors {
    const bri_plan *plan;
    bri_plan_slot *slots;
    bri_interval *box; /* [slot]: from its floor to the end of its range */
    bri_interval *whole;
    bri_interval *scratch;
    bool gave_up; /* in this round */
    int round;
} floors;

/* Of what is about nobody. */
static bri_interval bound(const floors *f, const bri_code *code) {
    const bri_bounding bounding = {
        .boxes = f->box, .parameters = f->plan->parameters, .binding = BRI_NOBODY, .link = 1, .networks = f->plan->networks};
    return bri_code_bound_for(code, &bounding, f->scratch);
}

static bool is_variable(const floors *f, uint32_t slot) {
    return slot < f->plan->slot_count && f->plan->slots[slot].role == BRI_ROLE_VARIABLE;
}

/* ---- starts ---- */

static void assume(floors *f, uint32_t number) {
    const bri_plan_slot *slot = &f->plan->slots[number];
    double start = slot->initial ? bound(f, slot->initial).low : slot->start, least = f->whole[number].low;
    if (slot->kind == BRI_SLOT_CONSTANT) least = fmax(least, start);
    if (slot->kind == BRI_SLOT_RELAXING && start >= slot->baseline) least = fmax(least, slot->baseline);
    f->box[number].low = least;
}

/* ---- effects ---- */

/* What an effect sets a slot to is at least this. Its own increments it keeps. */
static double least_value(const floors *f, const bri_plan_effect *effect) {
    if (effect->form == BRI_FORM_CONSTANT) return effect->amount;
    if (effect->form == BRI_FORM_INCREMENT) return effect->amount >= 0 ? INFINITY : -INFINITY;
    if (f->round > MOST_ROUNDS || bri_code_is_about_somebody(effect->value)) return -INFINITY;
    return bound(f, effect->value).low;
}

static void note_jump(bri_plan_slot *slot, const bri_plan_effect *effect) {
    double jump = effect->form == BRI_FORM_INCREMENT ? effect->amount : effect->form == BRI_FORM_CONSTANT ? effect->amount - slot->baseline : 0;
    slot->jump = fmax(slot->jump, fabs(jump));
}

static void hold_to(floors *f, uint32_t slot, double least, const bri_plan_effect *effect) {
    if (!is_variable(f, slot)) return;
    if (f->round == 0) note_jump(&f->slots[slot], effect);
    if (least >= f->box[slot].low || f->box[slot].low == f->whole[slot].low) return;
    f->box[slot].low = f->whole[slot].low;
    f->gave_up = true;
}

/* Every slot that the effect may be about; more do no harm but to the proof. Where it says whose, the target is the slot of number 0, modulo 2^32. */
static void look_at_effect(floors *f, const bri_plan_effect *effect) {
    if (!effect->value) return;
    double least = least_value(f, effect);
    if (effect->who == BRI_WHO_NONE)
        hold_to(f, effect->target, least, effect);
    else if (effect->who == BRI_WHO_OWN)
        for (uint32_t i = 0; i < f->plan->decision_count; i++) hold_to(f, effect->target + f->plan->decisions[i].binding.own, least, effect);
    else
        for (uint32_t i = 0; i < f->plan->scenario->actor_count; i++) hold_to(f, effect->target + i, least, effect);
}

static void look_at_effects(floors *f, const bri_plan_effect *effects, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) look_at_effect(f, &effects[i]);
}

static void look_at_all_effects(floors *f) {
    const bri_plan *plan = f->plan;
    for (uint32_t i = 0; i < plan->action_count; i++) {
        look_at_effects(f, plan->actions[i].effects, plan->actions[i].effect_count);
        look_at_effects(f, plan->actions[i].end_effects, plan->actions[i].end_effect_count);
    }
    for (uint32_t i = 0; i < plan->decision_count; i += plan->decisions[i].instances)
        for (uint32_t j = 0; j < plan->decisions[i].option_count; j++)
            look_at_effects(f, plan->decisions[i].options[j].effects, plan->decisions[i].options[j].effect_count);
}

/* ---- rates ---- */

/* A rate that is NaN is an error of its own, whenever it is found. */
static bool can_be_negative(const floors *f, const bri_plan_decision *decision) {
    const bri_bounding bounding = {.boxes = f->box,
                                   .parameters = f->plan->parameters,
                                   .binding = decision->binding,
                                   .link = decision->link,
                                   .networks = f->plan->networks,
                                   .of_numbers = true};
    return decision->rate && !(bri_code_bound_for(decision->rate, &bounding, f->scratch).low >= 0);
}

static bool find_boxes(floors *f, bri_arena *room) {
    const bri_plan *plan = f->plan;
    bri_boxes boxes;
    f->scratch = bri_arena_alloc(room, plan->scratch, sizeof *f->scratch);
    f->box = bri_arena_alloc(room, plan->slot_count, sizeof *f->box);
    if (!f->scratch || !f->box || !bri_boxes_find(&boxes, room, plan->scenario, plan->parameters, NULL)) return false;
    f->whole = boxes.whole;
    for (uint32_t i = 0; i < plan->slot_count; i++) f->box[i] = boxes.whole[i];
    for (uint32_t i = 0; i < plan->slot_count; i++)
        if (is_variable(f, i)) assume(f, i);
    return true;
}

bool bri_floors_find(const bri_plan *plan, bri_plan_decision *decisions, bri_plan_slot *slots) {
    floors f = {.plan = plan, .slots = slots, .gave_up = true};
    bri_arena *room = bri_arena_new();
    bool found = room && find_boxes(&f, room);
    for (; found && f.gave_up; f.round++) {
        f.gave_up = false;
        look_at_all_effects(&f);
    }
    for (uint32_t i = 0; found && i < plan->decision_count; i++) decisions[i].can_be_negative = can_be_negative(&f, &decisions[i]);
    if (room) bri_arena_free(room);
    return found;
}
