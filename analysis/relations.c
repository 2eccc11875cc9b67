/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relations.h"

#include <stdlib.h>

#include "lang/pairs.h"

/* A party whose formulas are being looked through. */
typedef struct looking {
    bri_relations *relations;
    const brink_scenario *scenario;
    bri_party_kind party;
    uint32_t index;
    uint32_t changed; /* the slot that the effect in hand assigns: to add to itself is no reading; BRI_NONE: none */
} looking;

static void add(looking *at, bri_link_kind kind, uint32_t object) {
    bri_relations *to = at->relations;
    if (to->count == to->capacity) {
        size_t capacity = to->capacity > 0 ? 2 * to->capacity : 256;
        bri_link *more = realloc(to->link, capacity * sizeof *more);
        to->is_out_of_memory |= more == NULL;
        if (more == NULL)
            return;
        to->link = more;
        to->capacity = capacity;
    }
    to->link[to->count++] = (bri_link){kind, object, at->party, at->index};
}

uint32_t bri_slot_of_family(const brink_scenario *scenario, uint32_t slot) {
    if (scenario->slots[slot].role != BRI_ROLE_VARIABLE) return slot;
    uint32_t family = scenario->variables[scenario->slots[slot].argument].family;
    return family != BRI_NONE ? scenario->variables[family].slot : slot;
}

/* The posture of the first who has postures among all members of groups: whom else a leaf about a member may mean is not known. */
static uint32_t member_posture(const brink_scenario *scenario, uint32_t otherwise) {
    for (uint32_t i = 0; i < scenario->group_count; i++) {
        const bri_actor *first = &scenario->actors[scenario->groups[i].members[0]];
        if (first->posture_count > 0) return first->posture_slot;
    }
    return otherwise;
}

uint32_t bri_slot_of_leaf(const brink_scenario *scenario, const bri_leaf *leaf) {
    for (uint32_t i = 0; leaf->who != BRI_WHO_NONE && leaf->who != BRI_WHO_OWN && i < scenario->declared_variable_count; i++)
        if (scenario->variables[i].group != BRI_NONE && scenario->variables[i].base == leaf->index) return scenario->variables[i].slot;
    if (leaf->who != BRI_WHO_NONE && scenario->slots[leaf->index].role == BRI_ROLE_POSTURE) return member_posture(scenario, leaf->index);
    return bri_slot_of_family(scenario, leaf->index);
}

/* Of a member's own parameter, the one that the file declares. */
static uint32_t parameter_of_leaf(const brink_scenario *scenario, const bri_leaf *leaf) {
    bool is_own = leaf->who == BRI_WHO_NONE && scenario->parameters[leaf->index].is_member;
    for (uint32_t i = 0; i < scenario->parameter_count && !scenario->parameters[i].is_member; i++) {
        const bri_parameter *p = &scenario->parameters[i];
        uint32_t number = leaf->index - p->base;
        if (p->group == BRI_NONE) continue;
        if (leaf->who != BRI_WHO_NONE ? number == 0
                                      : is_own && number < scenario->actor_count && scenario->parameters[leaf->index].place.line == p->place.line)
            return i;
    }
    return leaf->index;
}

static void add_leaf(void *context, const bri_leaf *leaf) {
    looking *at = context;
    uint32_t slot;
    switch (leaf->kind) {
    case BRI_LEAF_SLOT:
        slot = bri_slot_of_leaf(at->scenario, leaf);
        if (slot != at->changed) add(at, BRI_READS_SLOT, slot);
        break;
    case BRI_LEAF_PAIR: /* the first stands for all, as of members */
        if (bri_pairs_any(leaf->pairs)) add(at, BRI_READS_SLOT, leaf->pairs->slot[0]);
        break;
    case BRI_LEAF_PARAMETER: add(at, BRI_READS_PARAMETER, parameter_of_leaf(at->scenario, leaf)); break;
    case BRI_LEAF_MARK:
    case BRI_LEAF_CAUSE: add(context, BRI_READS_MARK, leaf->index); break;
    default: break;
    }
}

static void look_through(void *context, const char *what, const bri_expr *expr) {
    (void)what;
    if (expr != NULL)
        bri_expr_leaves(expr, add_leaf, context);
}

void bri_decision_formulas(const bri_decision *decision, void (*visit)(void *context, const char *what, const bri_expr *expr), void *context) {
    const struct {
        const char *what;
        const bri_expr *expr;
    } formulas[] = {
        {"rate", decision->rate},
        {"gap", decision->gap},
        {"first gap beyond", decision->first_beyond},
        {"whenever", decision->crossing},
        {"when", decision->guard},
        {"probability", decision->probability},
        {decision->clock == BRI_CLOCK_DATES ? "jitter" : "delay", decision->delay},
        {"rationality", decision->rationality},
        {"field rate", decision->field_rate},
    };
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        if (formulas[i].expr != NULL)
            visit(context, formulas[i].what, formulas[i].expr);
}

static void look_at_effects(looking *at, const bri_effect *effects, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const bri_effect *effect = &effects[i];
        bool changes = effect->kind == BRI_EFFECT_ASSIGN || effect->kind == BRI_EFFECT_EACH;
        uint32_t changed = effect->kind == BRI_EFFECT_OWN ? effect->target
                           : changes                     ? bri_slot_of_leaf(at->scenario, &(bri_leaf){.who = effect->who, .index = effect->target})
                                                          : BRI_NONE;
        at->changed = changed;
        look_through(at, NULL, effect->value);
        look_through(at, NULL, effect->condition);
        at->changed = BRI_NONE;
        switch (effect->kind) {
        case BRI_EFFECT_ASSIGN:
        case BRI_EFFECT_OWN:
        case BRI_EFFECT_EACH: add(at, BRI_CHANGES_SLOT, changed); break;
        case BRI_EFFECT_START: add(at, BRI_STARTS_CLOCK, effect->target); break;
        case BRI_EFFECT_CANCEL: add(at, BRI_STOPS_CLOCK, effect->target); break;
        case BRI_EFFECT_RESTART:
            add(at, BRI_STARTS_CLOCK, effect->target);
            add(at, BRI_STOPS_CLOCK, effect->target);
            break;
        case BRI_EFFECT_END: add(at, BRI_ENDS_ACTION, effect->target); break;
        }
    }
}

static void look_at_decision(looking *at, const bri_decision *decision) {
    bri_decision_formulas(decision, look_through, at);
    for (uint32_t i = 0; i < decision->option_count; i++) {
        look_through(at, NULL, decision->options[i].weight);
        if (decision->options[i].action != BRI_NONE)
            add(at, BRI_DOES_ACTION, decision->options[i].action);
        look_at_effects(at, decision->options[i].effects, decision->options[i].effect_count);
    }
    for (uint32_t i = 0; i < decision->vote_count; i++) {
        look_through(at, NULL, decision->votes[i].consent);
        look_through(at, NULL, decision->votes[i].abstention);
    }
    for (uint32_t i = 0; i < decision->phase_count; i++) {
        look_through(at, NULL, decision->phases[i].delay);
        look_through(at, NULL, decision->phases[i].probability);
    }
    look_through(at, NULL, decision->draw_weight);
}

static void look_at_action(looking *at, const bri_action *action) {
    for (uint32_t i = 0; i < action->mark_count; i++)
        look_through(at, NULL, action->marks[i].value);
    look_through(at, NULL, action->value);
    look_through(at, NULL, action->duration);
    look_at_effects(at, action->effects, action->effect_count);
    look_at_effects(at, action->end_effects, action->end_effect_count);
}

static void look_at_variable(looking *at, const bri_variable *variable) {
    const bri_expr *const formulas[] = {variable->initial, variable->baseline, variable->half_life, variable->slope,
                                        variable->derived};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        look_through(at, NULL, formulas[i]);
}

/* Triggers stand with the decision; told the other way round, like all else that an action does. */
static void look_at_triggers(bri_relations *relations, const brink_scenario *scenario) {
    for (uint32_t d = 0; d < scenario->decision_count; d += scenario->decisions[d].instances)
        for (uint32_t i = 0; i < scenario->decisions[d].trigger_count; i++)
            add(&(looking){relations, scenario, BRI_PARTY_ACTION, scenario->decisions[d].triggers[i], BRI_NONE}, BRI_TRIGGERS_CLOCK, d);
}

static int compare(const void *a, const void *b) {
    const bri_link *x = a, *y = b;
    const int64_t differences[] = {(int64_t)x->kind - y->kind, (int64_t)x->object - y->object, (int64_t)x->party - y->party,
                                   (int64_t)x->index - y->index};
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
        if (differences[i] != 0)
            return differences[i] < 0 ? -1 : 1;
    return 0;
}

static void keep_each_once(bri_relations *relations) {
    size_t kept = 0;
    if (relations->count == 0)
        return;
    qsort(relations->link, relations->count, sizeof *relations->link, compare);
    for (size_t i = 0; i < relations->count; i++)
        if (i == 0 || compare(&relations->link[i], &relations->link[kept - 1]) != 0)
            relations->link[kept++] = relations->link[i];
    relations->count = kept;
}

/* What decisions and actions do: those of the file, or of a variant that replaces some. */
static void look_at_acts(bri_relations *relations, const brink_scenario *scenario) {
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances)
        look_at_decision(&(looking){relations, scenario, BRI_PARTY_DECISION, i, BRI_NONE}, &scenario->decisions[i]);
    for (uint32_t i = 0; i < scenario->action_count; i++)
        if (!scenario->actions[i].is_absent)
            look_at_action(&(looking){relations, scenario, BRI_PARTY_ACTION, i, BRI_NONE}, &scenario->actions[i]);
    look_at_triggers(relations, scenario);
}

bool bri_relations_find(bri_relations *relations, const brink_scenario *scenario, bool with_variants) {
    *relations = (bri_relations){.link = NULL};
    look_at_acts(relations, scenario);
    for (uint32_t i = 0; with_variants && i < scenario->variant_count; i++)
        if (scenario->variants[i].scenario != NULL)
            look_at_acts(relations, scenario->variants[i].scenario);
    for (uint32_t i = 0; i < scenario->rung_count; i++)
        look_through(&(looking){relations, scenario, BRI_PARTY_RUNG, i, BRI_NONE}, NULL, scenario->rungs[i].when);
    for (uint32_t i = 0; i < scenario->outcome_count; i++) {
        looking outcome = {relations, scenario, BRI_PARTY_OUTCOME, i, BRI_NONE};
        look_through(&outcome, NULL, scenario->outcomes[i].value);
        look_through(&outcome, NULL, scenario->outcomes[i].given);
    }
    for (uint32_t i = 0; i < scenario->variable_count; i++)
        if (scenario->variables[i].family == BRI_NONE)
            look_at_variable(&(looking){relations, scenario, BRI_PARTY_VARIABLE, i, BRI_NONE}, &scenario->variables[i]);
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        if (!scenario->parameters[i].is_member)
            look_through(&(looking){relations, scenario, BRI_PARTY_PARAMETER, i, BRI_NONE}, NULL, scenario->parameters[i].expr);
    if (relations->is_out_of_memory) {
        bri_relations_clear(relations);
        return false;
    }
    keep_each_once(relations);
    return true;
}

void bri_relations_clear(bri_relations *relations) {
    free(relations->link);
    *relations = (bri_relations){.link = NULL};
}

const bri_link *bri_relations_of(const bri_relations *relations, bri_link_kind kind, uint32_t object, size_t *count) {
    size_t low = 0, high = relations->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const bri_link *link = &relations->link[middle];
        if (link->kind < kind || (link->kind == kind && link->object < object))
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < relations->count && relations->link[end].kind == kind && relations->link[end].object == object)
        end++;
    *count = end - low;
    return relations->link + low;
}

/* A hidden variable of a model has a slot for each instance, of which the first stands for all. */
static bool is_changed(const bri_relations *relations, const brink_scenario *scenario, uint32_t slot) {
    if (scenario->slots[slot].role != BRI_ROLE_VARIABLE) return true;
    const bri_variable *variable = &scenario->variables[scenario->slots[slot].argument];
    size_t count;
    bri_relations_of(relations, BRI_CHANGES_SLOT, bri_slot_of_family(scenario, slot), &count);
    return count > 0 || (variable->is_hidden && variable->family == BRI_NONE);
}

const bool *bri_relations_changes(const bri_relations *relations, bri_arena *arena, const brink_scenario *scenario) {
    bool *changes = bri_arena_alloc(arena, scenario->slot_count, sizeof *changes);
    for (uint32_t i = 0; changes != NULL && i < scenario->slot_count; i++)
        changes[i] = is_changed(relations, scenario, i);
    return changes;
}
