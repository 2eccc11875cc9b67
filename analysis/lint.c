/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is allowed and was hardly meant. That something never happens is judged by interval bounds over all that variables may ever be, for the file's
 * own values and those of every variant, so that such a warning is right whatever happens in a replication; what it does not warn of may still never
 * happen. What would end a replication is looked for by lint_limits.c. */
#include "brink/explain.h"

#include <math.h>
#include <string.h>

#include "lint.h"

static bool has_links(const bri_linting *lint, bri_link_kind kind, uint32_t object) {
    size_t count;
    bri_relations_of(&lint->relations, kind, object, &count);
    return count > 0;
}

/* Where a formula stays whatever happens, in the base and every variant; false: memory is out, or there is none. One that reads marks is
 * bounded by nothing. */
static bool bound_ever(const bri_linting *lint, const bri_expr *expr, bri_interval *ever) {
    *ever = (bri_interval){INFINITY, -INFINITY};
    for (size_t i = 0; expr != NULL && i < lint->point_count; i++) {
        bri_interval bound;
        const bri_bounding bounding = {.boxes = lint->points[i].boxes.whole, .parameters = lint->points[i].parameters, .networks = lint->networks};
        if (!bri_expr_bound_for(lint->arena, expr, &bounding, &bound)) return false;
        *ever = (bri_interval){fmin(ever->low, bound.low), fmax(ever->high, bound.high)};
    }
    return expr != NULL;
}

static bool is_never_above_zero(const bri_linting *lint, const bri_expr *expr) {
    bri_interval ever;
    return bound_ever(lint, expr, &ever) && ever.high <= 0.0;
}

static bool is_always_above_zero(const bri_linting *lint, const bri_expr *expr) {
    bri_interval ever;
    return bound_ever(lint, expr, &ever) && ever.low > 0.0;
}

/* The same of a template's formula, for each of its instances. */
static bool is_never_true_for(const bri_linting *lint, const bri_decision *leader, const bri_expr *expr) {
    if (expr == NULL || !bri_expr_has_members(expr) || leader->range == BRI_NONE) return is_never_above_zero(lint, expr);
    for (size_t i = 0; i < lint->point_count; i++)
        for (uint32_t k = 0; k < leader->instances; k++) {
            bri_interval bound;
            const bri_bounding bounding = {.boxes = lint->points[i].boxes.whole,
                                           .parameters = lint->points[i].parameters,
                                           .binding = leader[k].binding,
                                           .link = leader[k].link,
                                           .networks = lint->networks};
            if (leader->target_is != BRI_REACT_ANY || !bri_expr_bound_for(lint->arena, expr, &bounding, &bound) || bound.high > 0.0) return false;
        }
    return true;
}

static bool has_trigger(const bri_linting *lint, const bri_decision *decision) {
    for (uint32_t i = 0; i < decision->trigger_count; i++)
        if (has_links(lint, BRI_DOES_ACTION, decision->triggers[i]))
            return true;
    return decision->clock != BRI_CLOCK_TRIGGERED || decision->crossing != NULL;
}

static bool does_something(const bri_decision *decision) {
    for (uint32_t i = 0; i < decision->option_count; i++)
        if (decision->options[i].action != BRI_NONE)
            return true;
    return false;
}

/* Does what a leaf reads move by itself? */
static bool is_moving(const void *context, const bri_leaf *leaf) {
    const brink_scenario *scenario = context;
    if (leaf->kind != BRI_LEAF_SLOT) return false;
    bri_slot_kind kind = scenario->slots[bri_slot_of_leaf(scenario, leaf)].kind;
    return kind == BRI_SLOT_RELAXING || kind == BRI_SLOT_DRIFTING;
}

/* A condition that is followed between events: what holds for an instant alone never comes to hold. */
static void lint_instant(bri_linting *lint, const bri_expr *condition, bri_place place, const char *what, const char *name) {
    if (condition != NULL && bri_expr_equates(condition, is_moving, lint->scenario))
        BRI_LINT_WARN(lint, place, "write >= or <=",
                      "%s \"%s\" asks whether a moving value equals another: what holds for an instant alone never comes to hold", what, name);
}

static void lint_decision(bri_linting *lint, uint32_t index) {
    const bri_decision *decision = &lint->scenario->decisions[index];
    const char *why = NULL;
    if (decision->leader != index || decision->is_absent) return;
    if (is_never_true_for(lint, decision, decision->rate))
        why = "its rate is always 0";
    else if (is_never_true_for(lint, decision, decision->probability))
        why = "its probability is 0";
    else if (is_never_true_for(lint, decision, decision->guard))
        why = "its condition never holds";
    else if (is_never_true_for(lint, decision, decision->crossing) && decision->trigger_count == 0)
        why = "the condition that triggers it never holds";
    else if (!has_trigger(lint, decision))
        why = "no decision takes an action that triggers it";
    else if (!decision->is_active && !has_links(lint, BRI_STARTS_CLOCK, index))
        why = "it is asleep at the start and no effect starts it";
    else if (decision->limit == 0)
        why = "its limit is 0";
    if (why != NULL)
        BRI_LINT_WARN(lint, decision->place, NULL, "decision \"%s\" can never fire: %s", decision->title, why);
    else if (!does_something(decision))
        BRI_LINT_WARN(lint, decision->place, NULL, "decision \"%s\" does nothing: its only action is none", decision->title);
    lint_instant(lint, decision->crossing, decision->place, "the crossing of decision", decision->title);
}

static void lint_rung(bri_linting *lint, uint32_t index) {
    const bri_rung *rung = &lint->scenario->rungs[index], *above = rung + 1;
    if (index + 1 < lint->scenario->rung_count && is_always_above_zero(lint, above->when))
        BRI_LINT_WARN(lint, above->place, "the lowest rung comes first",
                      "rung \"%s\" always holds: the rungs below it, such as \"%s\", are never where things stand", above->name, rung->name);
    if (is_never_above_zero(lint, rung->when))
        BRI_LINT_WARN(lint, rung->place, NULL, "rung \"%s\" cannot be reached: its condition never holds", rung->name);
    lint_instant(lint, rung->when, rung->place, "the condition of rung", rung->name);
}

static void lint_action(bri_linting *lint, uint32_t index) {
    const bri_action *action = &lint->scenario->actions[index];
    if (!has_links(lint, BRI_DOES_ACTION, index) && !action->is_absent)
        BRI_LINT_WARN(lint, action->place, NULL, "no decision takes action \"%s\"", action->name);
}

/* A value that is drawn beyond the range is held at its end: the variable then has another law than the one that stands there. */
static void lint_start(bri_linting *lint, const bri_variable *variable) {
    bri_interval ever;
    if (variable->family != BRI_NONE || variable->initial == NULL || !bri_expr_has_draws(variable->initial)) return;
    if (bri_expr_has_members(variable->initial) || !bound_ever(lint, variable->initial, &ever)) return;
    if (ever.low >= variable->minimum && ever.high <= variable->maximum) return;
    BRI_LINT_WARN(lint, variable->place, "truncated(…, low, high) draws within the range",
                  "the initial value of variable \"%s\" may be drawn beyond its range, at whose end it is then held", variable->name);
}

static void lint_variable(bri_linting *lint, uint32_t index) {
    const bri_variable *variable = &lint->scenario->variables[index];
    lint_start(lint, variable);
    if (!variable->is_hidden && variable->derived == NULL && variable->slot != BRI_NONE && !has_links(lint, BRI_READS_SLOT, variable->slot))
        BRI_LINT_WARN(lint, variable->place, NULL, "nothing reads variable \"%s\"", variable->name);
}

static void lint_parameter(bri_linting *lint, uint32_t index) {
    const bri_parameter *parameter = &lint->scenario->parameters[index];
    if (!parameter->is_member && !has_links(lint, BRI_READS_PARAMETER, index))
        BRI_LINT_WARN(lint, parameter->place, NULL, "nothing reads parameter \"%s\"", parameter->name);
}

static bool is_read_by(const brink_scenario *scenario, const char *table) {
    bool is_read = false;
    for (uint32_t i = 0; i < scenario->curve_count; i++)
        is_read |= scenario->curves[i].csv == NULL && scenario->curves[i].is_read && strcmp(scenario->curves[i].name, table) == 0;
    return is_read;
}

static void lint_table(bri_linting *lint, uint32_t index) {
    const bri_named_curve *table = &lint->scenario->curves[index];
    bool is_read = table->csv != NULL || table->is_read;
    for (uint32_t i = 0; i < lint->scenario->variant_count; i++)
        if (lint->scenario->variants[i].scenario != NULL) is_read |= is_read_by(lint->scenario->variants[i].scenario, table->name);
    if (!is_read) BRI_LINT_WARN(lint, table->place, NULL, "nothing reads table \"%s\"", table->name);
}

/* A mark of variants' actions alone has no value in the base: comparisons with it are false there, and what it is added to has none. */
static void lint_mark(bri_linting *lint, uint32_t index) {
    const bri_mark *mark = &lint->scenario->marks[index];
    size_t count = 0;
    if (mark->is_absent) bri_relations_of(&lint->base, BRI_READS_MARK, index, &count);
    if (count > 0)
        BRI_LINT_WARN(lint, mark->place, NULL,
                      "actions of variants alone have the mark \"%s\", and the base reads it: it has no value there, and comparisons are false",
                      mark->name);
}

static bool prepare(bri_linting *lint) {
    const brink_scenario *scenario = lint->scenario;
    lint->point_count = 1 + (size_t)scenario->variant_count;
    lint->points = lint->arena != NULL ? bri_arena_alloc(lint->arena, lint->point_count, sizeof *lint->points) : NULL;
    double *values = lint->arena != NULL ? bri_arena_alloc(lint->arena, scenario->parameter_count + 1, sizeof *values) : NULL;
    lint->networks = lint->arena != NULL ? bri_networks_of(lint->arena, scenario) : NULL;
    if (lint->points == NULL || values == NULL || lint->networks == NULL || !bri_relations_find(&lint->relations, scenario, true) ||
        !bri_relations_find(&lint->base, scenario, false))
        return false;
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        values[i] = scenario->parameters[i].value;
    const bool *changes = bri_relations_changes(&lint->relations, lint->arena, scenario);
    for (size_t i = 0; changes != NULL && i < lint->point_count; i++) {
        lint->points[i].parameters = i == 0 ? values : scenario->variants[i - 1].parameters;
        if (!bri_boxes_find(&lint->points[i].boxes, lint->arena, scenario, lint->points[i].parameters, changes))
            return false;
    }
    return changes != NULL;
}

brink_status brink_scenario_lint(const brink_scenario *scenario, brink_diagnostics *diagnostics, size_t *count, brink_error *error) {
    const struct {
        uint32_t count;
        void (*lint)(bri_linting *lint, uint32_t index);
    } passes[] = {
        {scenario->parameter_count, lint_parameter}, {scenario->variable_count, lint_variable},   {scenario->action_count, lint_action},
        {scenario->decision_count, lint_decision},   {scenario->rung_count, lint_rung},           {scenario->curve_count, lint_table},
        {scenario->mark_count, lint_mark},           {scenario->decision_count, bri_lint_limits},
    };
    bri_linting lint = {.scenario = scenario, .arena = bri_arena_new(), .diagnostics = diagnostics};
    bool is_ready = prepare(&lint);
    for (size_t p = 0; is_ready && p < sizeof passes / sizeof *passes; p++)
        for (uint32_t i = 0; i < passes[p].count; i++)
            passes[p].lint(&lint, i);
    if (is_ready) bri_lint_cascades(&lint);
    bri_relations_clear(&lint.relations);
    bri_relations_clear(&lint.base);
    bri_arena_free(lint.arena);
    if (count != NULL)
        *count = lint.count;
    return is_ready ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}
