/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/decision.h"

#include <limits.h>
#include <math.h>

#include "plan/builder.h"
#include "plan/library.h"
#include "plan/setting.h"
#include "plan/tables.h"
#include "plan/template.h"
#include "plan/variant.h"

static const brink_setting settings[] = {
    {.name = "action", .kind = BRINK_SETTING_ACTION, .doc = "what is done"},
    {.name = "on", .kind = BRINK_SETTING_ACTIONS, .doc = "the actions that trigger it"},
    {.name = "crossing", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_BOOLEAN, .doc = "a condition that triggers it whenever it becomes true"},
    {.name = "when", .kind = BRINK_SETTING_RAW, .doc = "guard: false means that nothing is done"},
    {.name = "model", .kind = BRINK_SETTING_RAW, .doc = "{ kind = \"…\"; … }"},
    {.name = "for_each", .kind = BRINK_SETTING_TEXT, .doc = "\"GROUP\" or \"dyad in NETWORK\": one for each member or link"},
    {.name = "self", .kind = BRINK_SETTING_TEXT, .doc = "of a triggered template: whose instance it is for"},
    {.name = "target", .kind = BRINK_SETTING_RAW, .doc = "instead of the action's own target: an actor, or { from = \"…\"; weight = \"…\"; }"},
    {.name = "priority",
     .kind = BRINK_SETTING_COUNT,
     .minimum = -1000000,
     .maximum = 1000000,
     .fallback = "0",
     .doc = "the greater goes first at equal times"},
    {.name = "limit", .kind = BRINK_SETTING_COUNT, .minimum = 1, .maximum = 1e12, .doc = "at most so many times"},
    {.name = "active", .kind = BRINK_SETTING_FLAG, .fallback = "true", .doc = "false: asleep until an effect starts it"},
    {.name = "field_rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "height of the lowest strip of its field"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it means"},
};
const brink_table bri_decision_table = {settings, sizeof settings / sizeof *settings};

/* A decision in hand. */
typedef struct reading {
    bri_build *build;
    bri_decision *decision;
    uint32_t index;
    const brink_group *group;
    const char *subject;
} reading;

static const bri_tree_node *node_of(const reading *r, const char *name) {
    return bri_group_value(r->group, name)->node;
}

static void complain_unknown_model(const reading *r, const bri_tree_node *kind) {
    const char *hint = bri_model_hint(r->build, kind->string);
    bri_diag_error(r->build->diagnostics, kind->value_place, hint ? hint : "`brink models` lists them", "unknown model \"%s\"", kind->string);
}

/* The model that `model = { kind = … }` names; without `model`, a triggered decision is a plain response. */
static const brink_model *find_model(const reading *r, const bri_tree_node *node) {
    brink_diagnostics *diagnostics = r->build->diagnostics;
    if (!node) {
        if (node_of(r, "on") || node_of(r, "crossing")) return brink_model_find("response");
        bri_diag_error(diagnostics, r->group->place, NULL, "%s needs \"model\", or \"on\" with the actions that trigger it, or \"crossing\"",
                       r->subject);
        return NULL;
    }
    if (node->kind != BRI_TREE_GROUP) {
        bri_diag_error(diagnostics, node->value_place, "write model = { kind = \"…\"; … }", "\"model\" of %s must be a group, not %s", r->subject,
                       bri_tree_kind_name(node->kind));
        return NULL;
    }
    const bri_tree_node *kind = bri_tree_child(node, "kind");
    if (!kind || kind->kind != BRI_TREE_STRING) {
        bri_diag_error(diagnostics, kind ? kind->value_place : node->name_place, "`brink models` lists them",
                       "\"model\" of %s needs \"kind\", the name of a model", r->subject);
        return NULL;
    }
    const brink_model *model = bri_model_find(r->build, kind->string);
    if (!model) complain_unknown_model(r, kind);
    return model;
}

/* Effects that start the decision, as they are mostly written. */
static bool has_start(const bri_tree_node *action, const char *list, const char *decision) {
    const bri_tree_node *effects = action->kind == BRI_TREE_GROUP ? bri_tree_child(action, list) : NULL;
    for (size_t i = 0; effects && i < effects->child_count; i++) {
        const char *text = effects->children[i]->kind == BRI_TREE_STRING ? strstr(effects->children[i]->string, "start(") : NULL;
        size_t length = strlen(decision);
        if (text && strncmp(text + 6, decision, length) == 0 && (text[6 + length] == ')' || text[6 + length] == '[')) return true;
    }
    return false;
}

/* An action that does; NULL: none. */
static const char *find_starter(const reading *r) {
    const bri_tree_node *actions = r->build->sections[BRI_SECTION_ACTIONS];
    const char *decision = r->group->node->name;
    for (size_t i = 0; actions && i < actions->child_count; i++)
        if (has_start(actions->children[i], "effects", decision) || has_start(actions->children[i], "end_effects", decision))
            return actions->children[i]->name;
    return NULL;
}

/* What start() does for a clock it does not do for what waits for a trigger. */
static void complain_untriggered(const reading *r, const brink_model *model) {
    const char *starter = find_starter(r), *hint = "on = [\"ACTION\"] stands beside \"model\", not in it";
    if (starter)
        hint = bri_build_text(r->build, "start() wakes it and triggers nothing: give it on = [\"%s\"]; for what happens when an episode ends, "
                              "crossing = \"count(%s) > 0 && active(%s) == 0\"", starter, starter, starter);
    bri_diag_error(r->build->diagnostics, r->group->place, hint, "%s needs \"on\" or \"crossing\": model \"%s\" must be triggered", r->subject,
                   model->name);
}

/* Does the model go with `on` and `action`? */
static bool is_fit(const reading *r, const brink_model *model) {
    brink_diagnostics *diagnostics = r->build->diagnostics;
    const bri_tree_node *on = node_of(r, "on") ? node_of(r, "on") : node_of(r, "crossing"), *action = node_of(r, "action");
    if (on && model->trigger == BRINK_TRIGGER_FORBIDDEN)
        bri_diag_error(diagnostics, on->name_place, NULL, "%s has \"%s\", but model \"%s\" runs by its own clock", r->subject, on->name,
                       model->name);
    if (!on && model->trigger == BRINK_TRIGGER_REQUIRED) complain_untriggered(r, model);
    if (action && model->names_actions)
        bri_diag_error(diagnostics, action->name_place, NULL, "%s has \"action\", but model \"%s\" names actions itself", r->subject, model->name);
    if (!action && !model->names_actions) bri_diag_error(diagnostics, r->group->place, NULL, "%s needs \"action\"", r->subject);
    return !(on && model->trigger == BRINK_TRIGGER_FORBIDDEN) && !(!on && model->trigger == BRINK_TRIGGER_REQUIRED);
}

static void read_guard(const reading *r) {
    const bri_tree_node *when = node_of(r, "when");
    brink_setting setting = {.dimension = BRINK_BOOLEAN};
    if (when) r->decision->guard = bri_formula_read(r->build, when, &setting, bri_build_text(r->build, "\"when\" of %s", r->subject));
}

/* What nothing can change is never crossed. */
static void read_crossing(const reading *r) {
    const bri_value *crossing = bri_group_value(r->group, "crossing");
    double value;
    r->decision->crossing = crossing->is_wrong ? NULL : crossing->expr;
    if (!r->decision->crossing || bri_expr_has_state(r->decision->crossing)) return;
    bool is_known = bri_expr_is_constant(r->decision->crossing, NULL, &value);
    bri_diag_error(r->build->diagnostics, crossing->node->value_place, NULL, "\"crossing\" of %s depends on nothing that changes%s", r->subject,
                   !is_known ? "" : value > 0 ? ": it is always true" : ": it is always false");
}

static void read_model(const reading *r) {
    const bri_tree_node *node = node_of(r, "model");
    const brink_model *model = find_model(r, node);
    if (!model || !is_fit(r, model)) return;
    r->decision->model = model->name;
    bri_model_elaborate(r->build, model, node, r->index, bri_group_value(r->group, "action")->name);
    const bri_tree_node *field_rate = node_of(r, "field_rate");
    if (!field_rate) return;
    if (r->decision->clock != BRI_CLOCK_HAZARD)
        bri_diag_error(r->build->diagnostics, field_rate->name_place, NULL, "%s has no rate: \"field_rate\" has no place in it", r->subject);
    r->decision->field_rate = bri_group_value(r->group, "field_rate")->expr;
}

/* What is absent is there by name alone: nothing triggers it, and it has no time of its own. */
static void put_to_rest(bri_decision *d) {
    d->is_absent = true;
    d->is_active = false;
    d->clock = BRI_CLOCK_TRIGGERED;
    d->rate = d->field_rate = d->gap = d->first_beyond = d->crossing = NULL;
    d->probability = d->delay = d->guard = d->rationality = d->draw_weight = NULL;
    d->draw_from = BRI_NONE;
    d->trigger_count = d->date_count = d->option_count = d->vote_count = d->phase_count = 0;
}

/* Which actions trigger it; their marks are to be had in what follows. */
static void read_triggers(const reading *r) {
    const bri_value *on = bri_group_value(r->group, "on");
    if (!on->node) return;
    r->build->context.marks = BRI_MARKS_TRIGGER;
    if (on->is_wrong) return;
    r->decision->triggers = r->build->context.triggers = on->names;
    r->decision->trigger_count = r->build->context.trigger_count = (uint32_t)on->count;
}

static void read_decision(bri_build *build, const bri_tree_node *node, uint32_t index) {
    uint32_t checks = build->checks.count;
    bri_decision *d = &build->decisions[index];
    reading r = {.build = build, .decision = d, .index = index, .subject = bri_build_text(build, "decision \"%s\"", node->name)};
    *d = (bri_decision){.name = node->name,
                        .title = node->name,
                        .model = "",
                        .doc = "",
                        .place = node->name_place,
                        .rate_place = node->name_place,
                        .age_slot = BRI_NONE,
                        .target = BRI_NONE,
                        .rejection = BRI_NONE,
                        .limit = UINT64_MAX,
                        .is_active = true,
                        .binding = BRI_NOBODY,
                        .link = 1,
                        .leader = index,
                        .instances = 1,
                        .range = BRI_NONE,
                        .reaction_network = BRI_NONE,
                        .draw_from = BRI_NONE};
    build->context = (bri_context){.decision = index};
    bri_template_read(build, d, node);
    r.group = bri_group_read(build, &bri_decision_table, node, r.subject, NULL);
    if (!r.group) return;
    const char *doc = bri_group_value(r.group, "doc")->text;
    double limit = bri_group_value(r.group, "limit")->number, priority = bri_group_value(r.group, "priority")->number;
    d->doc = doc ? doc : "";
    d->priority = isnan(priority) ? 0 : (int)priority;
    d->limit = limit >= 1 ? (uint64_t)limit : UINT64_MAX;
    d->is_active = bri_group_value(r.group, "active")->number != 0;
    read_triggers(&r);
    if (!r.group->node) return;
    read_crossing(&r);
    bri_template_read_draw(build, d, node);
    read_guard(&r);
    read_model(&r);
    if (bri_is_absent(build, BRI_NAME_DECISION, node->name)) {
        put_to_rest(d);
        build->checks.count = checks; /* what it would do need not hold here */
    }
    bri_template_finish(build, index, node);
}

void bri_decisions_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_DECISIONS];
    uint32_t count = build->names[BRI_NAME_DECISION].count;
    for (uint32_t i = 0; i < count && !build->is_out_of_memory; i++) read_decision(build, section->children[i], build->decision_leaders[i]);
    for (uint32_t i = 0; i < build->decision_count && !build->is_out_of_memory; i++)
        for (uint32_t j = 0; j < build->decisions[i].option_count; j++) {
            bri_option *option = (bri_option *)&build->decisions[i].options[j]; /* instances share it */
            if (option->action != BRI_NONE && build->actions[option->action].is_absent) option->action = BRI_NONE;
        }
}
