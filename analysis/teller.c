/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "teller.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lang/pairs.h"

#define DRAWS 64   /* of an effect's marks, to see which way it goes */
#define STEPS 16   /* of a slot over its range, to see which way a formula goes */
#define SPAN 365.0 /* of a slot without bounds */

bool bri_teller_init(bri_teller *teller, const brink_scenario *scenario, const double *parameters) {
    *teller = (bri_teller){.scenario = scenario, .parameters = parameters, .arena = bri_arena_new()};
    if (teller->arena == NULL)
        return false;
    const bool *changes =
        bri_relations_find(&teller->relations, scenario, false) ? bri_relations_changes(&teller->relations, teller->arena, scenario) : NULL;
    teller->networks = bri_networks_of(teller->arena, scenario);
    if (changes != NULL && teller->networks != NULL && bri_boxes_find(&teller->boxes, teller->arena, scenario, parameters, changes))
        return true;
    bri_teller_clear(teller);
    return false;
}

void bri_teller_clear(bri_teller *teller) {
    bri_relations_clear(&teller->relations);
    bri_arena_free(teller->arena);
    teller->arena = NULL;
}

char *bri_teller_tell(const brink_scenario *scenario, const double *parameters, void (*tell)(const bri_teller *teller)) {
    char *text = NULL;
    size_t length;
    bri_teller teller;
    FILE *to = open_memstream(&text, &length);
    if (to == NULL)
        return NULL;
    bool worked = bri_teller_init(&teller, scenario, parameters);
    if (worked) {
        teller.to = to;
        tell(&teller);
        bri_teller_clear(&teller);
    }
    worked = !ferror(to) && worked;
    worked = fclose(to) == 0 && worked;
    if (worked)
        return text;
    free(text);
    return NULL;
}

/* ---- texts ---- */

const char *bri_teller_slot(const bri_teller *teller, uint32_t slot) {
    const brink_scenario *scenario = teller->scenario;
    const bri_slot_def *def = &scenario->slots[slot];
    uint32_t family = def->role == BRI_ROLE_VARIABLE ? scenario->variables[def->argument].family : BRI_NONE;
    return family != BRI_NONE ? scenario->variables[family].name : bri_slot_text(teller->arena, scenario, slot);
}

const char *bri_teller_actor(const bri_teller *teller, uint32_t actor) {
    return actor == BRI_ACTOR_SELF ? "self" : actor == BRI_ACTOR_TARGET ? "target" : teller->scenario->actors[actor].name;
}

/* The declared parameter that a member's leaf is of. */
static const char *family_parameter(const brink_scenario *scenario, uint32_t base) {
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        if (scenario->parameters[i].group != BRI_NONE && !scenario->parameters[i].is_member && scenario->parameters[i].base == base)
            return scenario->parameters[i].name;
    return "?";
}

static const char *const whos[] = {[BRI_WHO_SELF] = "self", [BRI_WHO_TARGET] = "target", [BRI_WHO_OTHER] = "other", [BRI_WHO_OWN] = ""};

static const char *end_name(const bri_teller *teller, bri_end end) {
    return end.who == BRI_WHO_NONE ? teller->scenario->actors[end.actor].name : whos[end.who];
}

/* count(test, self, DEU); where there are no such two, the value. */
static const char *pair_name(const bri_teller *teller, const bri_leaf *leaf) {
    if (!bri_pairs_any(leaf->pairs)) return bri_teller_value(teller, leaf->pairs->absent, BRI_NUMBER);
    return bri_history_text(teller->arena, teller->scenario, &teller->scenario->slots[leaf->pairs->slot[0]], end_name(teller, leaf->from),
                            end_name(teller, leaf->to));
}

/* self.x, count(test, self), posture(self), an instance's age. */
static const char *member_name(const bri_teller *teller, const bri_leaf *leaf) {
    const brink_scenario *scenario = teller->scenario;
    const char *text, *who = whos[leaf->who];
    if (leaf->kind == BRI_LEAF_PARAMETER) {
        text = bri_arena_format(teller->arena, "%s.%s", who, family_parameter(scenario, leaf->index));
        return text != NULL ? text : "";
    }
    uint32_t slot = bri_slot_of_leaf(scenario, leaf);
    const char *name = bri_teller_slot(teller, slot);
    const bri_slot_def *def = &scenario->slots[slot];
    bri_slot_role role = def->role;
    if (leaf->who == BRI_WHO_OWN) return name;
    if (role == BRI_ROLE_VARIABLE)
        text = bri_arena_format(teller->arena, "%s.%s", who, name);
    else if (role == BRI_ROLE_POSTURE)
        text = bri_arena_format(teller->arena, "posture(%s)", who);
    else
        text = bri_history_text(teller->arena, scenario, def, def->side == BRI_SIDE_SOURCE ? who : NULL, def->side == BRI_SIDE_TARGET ? who : NULL);
    return text != NULL ? text : "";
}

static const char *posture_of(const bri_actor *actor, double value) {
    return value >= 0.0 && value < actor->posture_count && value == floor(value) ? actor->postures[(uint32_t)value] : NULL;
}

/* What a posture is called of everybody in groups; NULL: they do not agree. */
static const char *members_posture(const brink_scenario *scenario, double value) {
    const char *name = NULL;
    for (uint32_t i = 0; i < scenario->group_count; i++) {
        const bri_actor *first = &scenario->actors[scenario->groups[i].members[0]];
        const char *own = posture_of(first, value);
        if (first->posture_count == 0) continue;
        if (own == NULL || (name != NULL && strcmp(name, own) != 0)) return NULL;
        name = own;
    }
    return name;
}

/* The name of the posture that a leaf's slot has at a value; NULL: it is none. */
static const char *posture_name(const bri_teller *teller, const bri_leaf *leaf, double value) {
    const bri_slot_def *def = &teller->scenario->slots[bri_slot_of_leaf(teller->scenario, leaf)];
    if (def->role != BRI_ROLE_POSTURE) return NULL;
    return leaf->who != BRI_WHO_NONE ? members_posture(teller->scenario, value) : posture_of(&teller->scenario->actors[def->argument], value);
}

/* posture(PRK, talks), for posture(PRK) == 1. */
static const char *test_name(const bri_teller *teller, const bri_leaf *leaf) {
    const char *posture = posture_name(teller, leaf, leaf->value);
    if (posture == NULL) return NULL;
    const char *who = leaf->who != BRI_WHO_NONE ? whos[leaf->who] : teller->scenario->actors[teller->scenario->slots[leaf->index].argument].name;
    const char *text = bri_arena_format(teller->arena, "posture(%s, %s)", who, posture);
    return text != NULL ? text : "";
}

static const char *leaf_name(void *context, const bri_leaf *leaf) {
    const bri_teller *teller = context;
    const brink_scenario *scenario = teller->scenario;
    const char *text = NULL;
    if (leaf->is_test) return test_name(teller, leaf);
    if (leaf->who != BRI_WHO_NONE) return member_name(teller, leaf);
    switch (leaf->kind) {
    case BRI_LEAF_PARAMETER: return scenario->parameters[leaf->index].name;
    case BRI_LEAF_SLOT: return bri_slot_text(teller->arena, scenario, leaf->index);
    case BRI_LEAF_NETWORK: return scenario->groups[leaf->index].name;
    case BRI_LEAF_PAIR: return pair_name(teller, leaf);
    case BRI_LEAF_LINK: return "link";
    case BRI_LEAF_MARK: return scenario->marks[leaf->index].name;
    case BRI_LEAF_CAUSE: text = bri_arena_format(teller->arena, "cause.%s", scenario->marks[leaf->index].name); break;
    case BRI_LEAF_CONSTANT: text = bri_arena_format(teller->arena, "rung(%s)", scenario->rungs[leaf->index].slug); break;
    case BRI_LEAF_ALIAS: break; /* in no tree */
    }
    return text != NULL ? text : "";
}

const char *bri_teller_leaf(const bri_teller *teller, const bri_leaf *leaf) {
    return leaf_name((void *)teller, leaf);
}

const char *bri_teller_formula(const bri_teller *teller, const bri_expr *expr) {
    const char *text = bri_expr_text(teller->arena, expr, leaf_name, (void *)teller);
    return text != NULL ? text : "";
}

const char *bri_teller_given(const bri_teller *teller, const bri_leaf *leaf, const bri_expr *value) {
    double number;
    const char *posture = bri_expr_is_constant(value, NULL, &number) ? posture_name(teller, leaf, number) : NULL;
    return posture != NULL ? posture : bri_teller_formula(teller, value);
}

/* ---- values ---- */

/* The figures of a value, and how hard they are to read. */
static const char *figures(const bri_teller *teller, double value, size_t *burden) {
    const char *text = bri_arena_format(teller->arena, "%.6g", value);
    bool is_odd = value != 0.0 && isfinite(value) && (fabs(value) < 0.1 || fabs(value) >= 1000.0);
    if (text == NULL) text = "";
    *burden += strlen(text) + (is_odd ? 2 : 0);
    return text;
}

/* The unit in which durations, or rates, are easiest to read together, and none that is far longer than the scenario; the first of those that are
 * alike. */
static const char *fit_unit(const bri_teller *teller, const double *values, size_t count, bool is_rate) {
    static const char *const units[2][6] = {{"d", "h", "min", "s", "ms", "yr"}, {"yr", "d", "h", "min", "s", "ms"}};
    const char *best = units[is_rate][0];
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < 6; i++) {
        double days = bri_unit_days(units[is_rate][i]);
        size_t burden = days > 2.0 * (teller->scenario->end - teller->scenario->start) ? 2 * count : 0;
        for (size_t k = 0; k < count; k++) figures(teller, is_rate ? values[k] * days : values[k] / days, &burden);
        if (burden >= least) continue;
        least = burden;
        best = units[is_rate][i];
    }
    return best;
}

void bri_teller_values(const bri_teller *teller, const double *values, size_t count, bri_type type, const char **texts) {
    bool is_timed = !type.is_boolean && abs(type.time_power) == 1, is_rate = type.time_power == -1;
    double scale;
    size_t unused = 0;
    const char *other = bri_type_unit(type, &scale), *unit = is_timed ? fit_unit(teller, values, count, is_rate) : NULL;
    if (is_timed) scale = is_rate ? 1.0 / bri_unit_days(unit) : bri_unit_days(unit);
    for (size_t i = 0; i < count; i++) {
        const char *text = type.is_boolean ? (values[i] != 0.0 ? "true" : "false") : figures(teller, values[i] / scale, &unused);
        if (is_timed)
            text = bri_arena_format(teller->arena, is_rate ? "%s/%s" : "%s %s", text, unit);
        else if (!type.is_boolean && other[0] != '\0')
            text = bri_arena_format(teller->arena, other[0] == '1' ? "%s%s" : "%s %s", text, other[0] == '1' ? other + 1 : other);
        texts[i] = text != NULL ? text : "";
    }
}

const char *bri_teller_value(const bri_teller *teller, double value, bri_type type) {
    const char *text;
    bri_teller_values(teller, &value, 1, type, &text);
    return text;
}

const char *bri_teller_party(const bri_teller *teller, bri_party_kind party, uint32_t index) {
    const brink_scenario *scenario = teller->scenario;
    const char *kind = NULL, *name = NULL;
    switch (party) {
    case BRI_PARTY_DECISION: kind = "decision", name = scenario->decisions[index].title; break;
    case BRI_PARTY_ACTION: kind = "action", name = scenario->actions[index].name; break;
    case BRI_PARTY_RUNG: kind = "rung", name = scenario->rungs[index].slug; break;
    case BRI_PARTY_OUTCOME: kind = "outcome", name = scenario->outcomes[index].name; break;
    case BRI_PARTY_VARIABLE: kind = "variable", name = scenario->variables[index].name; break;
    case BRI_PARTY_PARAMETER: kind = "parameter", name = scenario->parameters[index].name; break;
    }
    const char *text = bri_arena_format(teller->arena, "%s %s", kind, name);
    return text != NULL ? text : "";
}

/* ---- signs ---- */

/* The middle of a slot's box at the start; 0 where it has none. */
static double middle(bri_interval box) {
    if (box.low == box.high)
        return box.low;
    return isfinite(box.low) && isfinite(box.high) ? 0.5 * (box.low + box.high) : 0.0;
}

static double *start_values(const bri_teller *teller) {
    double *slot = bri_arena_alloc(teller->arena, teller->scenario->slot_count + 1, sizeof *slot);
    for (uint32_t i = 0; slot != NULL && i < teller->scenario->slot_count; i++)
        slot[i] = middle(teller->boxes.start[i]);
    return slot;
}

/* What an effect needs to be computed at the start of the scenario. */
typedef struct trial {
    const bri_code *effect, **marks;
    double *slot, *mark, *cause, *scratch;
    gsl_rng *rng;
    bri_binding binding; /* of some event of the action */
} trial;

static const bri_code *compile(const bri_teller *teller, const bri_expr *expr, size_t *scratch) {
    const bri_code *code = bri_code_compile(teller->arena, expr, teller->parameters);
    if (code != NULL && bri_code_scratch(code) > *scratch)
        *scratch = bri_code_scratch(code);
    return code;
}

/* Somebody whom a decision's target, or the other of a sum or an effect, may be. */
static uint32_t somebody(const brink_scenario *scenario, uint32_t from, uint32_t self) {
    const bri_group *group = &scenario->groups[from];
    if (group->is_network && self != BRI_NONE && group->links.first[self] < group->links.first[self + 1])
        return group->links.member[group->links.first[self]];
    return group->members[0];
}

/* Whom the formulas of a decision may be about: its first instance. */
static bri_binding sample_binding(const brink_scenario *scenario, const bri_decision *decision) {
    bri_binding binding = decision->binding;
    if (decision->draw_from != BRI_NONE)
        binding.target = somebody(scenario, decision->draw_from, binding.self);
    else if (decision->target_is != BRI_REACT_ANY)
        binding.target = scenario->groups[decision->range].members[0];
    return binding;
}

static bool does(const brink_scenario *scenario, const bri_decision *decision, const bri_action *action) {
    for (uint32_t k = 0; k < decision->option_count; k++)
        if (decision->options[k].action != BRI_NONE && &scenario->actions[decision->options[k].action] == action) return true;
    return false;
}

/* Whom an effect may be about; false: nobody does the action, so that it is not known. */
static bool find_binding(const brink_scenario *scenario, const bri_action *action, const bri_effect *effect, bri_binding *event) {
    uint32_t i = 0;
    while (i < scenario->decision_count && !does(scenario, &scenario->decisions[i], action)) i += scenario->decisions[i].instances;
    bri_binding by = i < scenario->decision_count ? sample_binding(scenario, &scenario->decisions[i]) : BRI_NOBODY;
    event->self = action->actor == BRI_ACTOR_SELF ? by.self : action->actor == BRI_ACTOR_TARGET ? by.target : action->actor;
    event->target = action->target == BRI_ACTOR_SELF ? by.self : action->target == BRI_ACTOR_TARGET ? by.target : action->target;
    if (i < scenario->decision_count && scenario->decisions[i].target != BRI_NONE) event->target = scenario->decisions[i].target;
    event->other = effect->kind == BRI_EFFECT_EACH && event->self != BRI_NONE ? somebody(scenario, effect->network, event->self) : BRI_NONE;
    event->own = 0;
    return i < scenario->decision_count || !(bri_expr_has_members(effect->value) || effect->who != BRI_WHO_NONE);
}

/* False: memory is out; clear it in any case. */
static bool prepare(trial *made, const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    size_t scratch = 1, marks = teller->scenario->mark_count;
    *made = (trial){.rng = gsl_rng_alloc(gsl_rng_mt19937)}; /* with its own seed: the same answer every time */
    made->marks = bri_arena_alloc(teller->arena, action->mark_count + 1, sizeof(const bri_code *));
    made->effect = compile(teller, effect->value, &scratch);
    bool is_ready = made->rng != NULL && made->marks != NULL && made->effect != NULL;
    for (uint32_t i = 0; is_ready && i < action->mark_count; i++)
        is_ready = (made->marks[i] = compile(teller, action->marks[i].value, &scratch)) != NULL;
    made->slot = start_values(teller);
    made->mark = bri_arena_alloc(teller->arena, marks + 1, sizeof *made->mark);
    made->cause = bri_arena_alloc(teller->arena, marks + 1, sizeof *made->cause);
    made->scratch = bri_arena_alloc(teller->arena, scratch, sizeof *made->scratch);
    return is_ready && made->slot != NULL && made->mark != NULL && made->cause != NULL && made->scratch != NULL;
}

/* By how much the effect changes its slot, with marks drawn anew. */
static double try_once(trial *with, const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    bri_env env = {.slot = with->slot,
                   .mark = with->mark,
                   .cause = with->cause,
                   .rng = with->rng,
                   .scratch = with->scratch,
                   .parameter = teller->parameters,
                   .binding = with->binding,
                   .link = 1.0,
                   .networks = teller->networks};
    const uint32_t added[] = {[BRI_WHO_SELF] = with->binding.self, [BRI_WHO_TARGET] = with->binding.target, [BRI_WHO_OTHER] = with->binding.other};
    for (uint32_t i = 0; i < teller->scenario->mark_count; i++)
        with->mark[i] = with->cause[i] = NAN;
    for (uint32_t i = 0; i < action->mark_count; i++)
        with->mark[action->marks[i].mark] = bri_code_value(with->marks[i], &env);
    return bri_code_value(with->effect, &env) - with->slot[effect->target + added[effect->who]];
}

static int sign_of(int rises, int falls) {
    return (rises > 0 && falls == 0) - (falls > 0 && rises == 0);
}

int bri_teller_effect_sign(const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    trial with;
    int rises = 0, falls = 0;
    bri_binding binding;
    if (!find_binding(teller->scenario, action, effect, &binding)) return 0;
    bool is_ready = prepare(&with, teller, action, effect);
    with.binding = binding;
    if (is_ready)
        for (int i = 0; i < DRAWS; i++) {
            double change = try_once(&with, teller, action, effect);
            rises += change > 0.0;
            falls += change < 0.0;
        }
    if (with.rng != NULL)
        gsl_rng_free(with.rng);
    return sign_of(rises, falls);
}

/* How many slots stand behind one: those of all members of a group, or of all whose history it is, from the first. */
static uint32_t slots_behind(const brink_scenario *scenario, uint32_t slot) {
    const bri_slot_def *def = &scenario->slots[slot];
    bool is_first_of_all = (def->side == BRI_SIDE_SOURCE || def->side == BRI_SIDE_TARGET) && def->member == 0;
    if (is_first_of_all) return scenario->actor_count;
    uint32_t family = def->role == BRI_ROLE_VARIABLE ? scenario->variables[def->argument].family : BRI_NONE;
    return family != BRI_NONE ? bri_variable_span(scenario, family) : 1;
}

/* What a formula may read of the event that it answers: 1 for each mark, since none is at hand. */
static double *typical_marks(const bri_teller *teller) {
    double *marks = bri_arena_alloc(teller->arena, teller->scenario->mark_count + 1, sizeof *marks);
    for (uint32_t i = 0; marks != NULL && i < teller->scenario->mark_count; i++)
        marks[i] = 1.0;
    return marks;
}

int bri_teller_slope_sign(const bri_teller *teller, const bri_decision *decision, const bri_expr *expr, uint32_t slot) {
    const bri_interval reach = teller->boxes.modest[slot];
    size_t scratch = 1;
    double *value = start_values(teller), *marks = typical_marks(teller), last = NAN;
    const bri_code *code = bri_expr_has_draws(expr) ? NULL : compile(teller, expr, &scratch);
    double *room = bri_arena_alloc(teller->arena, scratch, sizeof *room);
    int rises = 0, falls = 0;
    if (value == NULL || marks == NULL || code == NULL || room == NULL)
        return 0;
    double low = isfinite(reach.low) ? reach.low : 0.0, high = isfinite(reach.high) && reach.high > low ? reach.high : low + SPAN;
    for (int step = 0; step <= STEPS; step++) {
        for (uint32_t i = 0; i < slots_behind(teller->scenario, slot); i++) value[slot + i] = low + (high - low) * step / STEPS;
        double now = bri_code_value(code, &(bri_env){.slot = value,
                                                     .mark = marks,
                                                     .cause = marks,
                                                     .scratch = room,
                                                     .parameter = teller->parameters,
                                                     .link = decision->link,
                                                     .binding = sample_binding(teller->scenario, decision),
                                                     .networks = teller->networks});
        rises += now > last;
        falls += now < last;
        last = now;
    }
    return sign_of(rises, falls);
}
