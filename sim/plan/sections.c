/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/sections.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"

#define TABLE(settings)                                                                                                                              \
    { settings, sizeof(settings) / sizeof *(settings) }

/* ---- scenario ---- */

static const brink_setting header_settings[] = {
    {.name = "title", .kind = BRINK_SETTING_TEXT, .fallback = "", .doc = "one line"},
    {.name = "start", .kind = BRINK_SETTING_DATE, .is_required = true, .doc = "first instant, UTC"},
    {.name = "end", .kind = BRINK_SETTING_DATE, .is_required = true, .doc = "first instant after the simulated time, UTC"},
    {.name = "warm_up", .kind = BRINK_SETTING_RAW, .doc = "a duration from the start before statistics begin"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .fallback = "", .doc = "what it is about"},
};
const brink_table bri_header_table = TABLE(header_settings);

/* Read before parameters are: a plain duration. */
static void read_warm_up(bri_build *build, const bri_tree_node *node) {
    brink_scenario *scenario = build->scenario;
    bri_expr_want want = {.type = BRI_DURATION, .only_parameters = true, .what = "\"warm_up\""};
    double length = 0, days = scenario->end - scenario->start;
    if (!node) return;
    if (node->kind != BRI_TREE_STRING) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"warm_up\" must be a duration such as \"30 d\", not %s",
                       bri_tree_kind_name(node->kind));
        return;
    }
    const bri_expr *expr =
        bri_expr_parse(build->arena, node->string, node->string_length, node->string_places, NULL, &want, NULL, 0, build->diagnostics);
    if (!expr || !bri_expr_is_constant(expr, NULL, &length)) return;
    if (length >= 0 && length < days)
        scenario->warm_up = length;
    else
        bri_diag_error(build->diagnostics, node->value_place, NULL,
                       "\"warm_up\" must be at least 0 d, and end before the scenario does, after %.10g d", days);
}

void bri_header_read(bri_build *build) {
    brink_scenario *scenario = build->scenario;
    const brink_group *group = bri_group_read(build, &bri_header_table, build->sections[BRI_SECTION_SCENARIO], "the section \"scenario\"", NULL);
    if (!group) return;
    const bri_value *start = bri_group_value(group, "start"), *end = bri_group_value(group, "end");
    scenario->title = bri_group_value(group, "title")->text;
    scenario->doc = bri_group_value(group, "doc")->text;
    scenario->start = start->is_wrong ? 0 : start->number;
    scenario->end = end->is_wrong ? scenario->start + 365 : end->number;
    build->scope.start = scenario->start;
    if (!start->is_wrong && !end->is_wrong && !(scenario->end > scenario->start)) {
        bri_diag_error(build->diagnostics, end->node->value_place, NULL, "the end (%s) must be after the start (%s)", end->node->string,
                       start->node->string);
        scenario->end = scenario->start + 365;
    }
    read_warm_up(build, bri_group_value(group, "warm_up")->node);
}

/* ---- ladder ---- */

static const brink_setting rung_settings[] = {
    {.name = "rung", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "its name"},
    {.name = "when", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_BOOLEAN, .is_required = true, .doc = "it holds while this is true"},
    {.name = "stop", .kind = BRINK_SETTING_FLAG, .fallback = "false", .doc = "the replication ends when it is reached"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it means"},
};
const brink_table bri_rung_table = TABLE(rung_settings);

static const char *slug_of(bri_build *build, const char *name) {
    char *slug = bri_arena_text(build->arena, name, strlen(name));
    for (char *c = slug; c && *c; c++) *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
    if (!slug) build->is_out_of_memory = true;
    return slug ? slug : "";
}

/* Enter the name of an element of a list; complain where it is there already. */
static void enter_name(bri_build *build, bri_names *names, const char *name, const bri_tree_node *node, const char *noun) {
    uint32_t number;
    if (bri_names_find(names, name, &number))
        bri_diag_error(build->diagnostics, node->value_place, NULL, "there are two %s called \"%s\"", noun, name);
    else if (!bri_names_add(build->arena, names, name))
        build->is_out_of_memory = true;
}

void bri_ladder_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_LADDER];
    for (size_t i = 0; section && i < section->child_count; i++) {
        const bri_tree_node *node = section->children[i];
        const bri_tree_node *name = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "rung") : NULL;
        if (!name || name->kind != BRI_TREE_STRING) continue;
        const char *slug = slug_of(build, name->string);
        if (strspn(slug, "_") == strlen(slug))
            bri_diag_error(build->diagnostics, name->value_place, NULL, "the name of a rung must hold a letter or digit");
        enter_name(build, &build->rung_slugs, slug, name, "rungs");
    }
}

void bri_ladder_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_LADDER];
    uint32_t count = section ? (uint32_t)section->child_count : 0;
    bri_rung *rungs = bri_build_alloc(build, count, sizeof *rungs);
    build->context = (bri_context){.decision = BRI_NONE, .is_ladder = true};
    for (uint32_t i = 0; rungs && i < count; i++) {
        const bri_tree_node *name = bri_tree_child(section->children[i], "rung");
        const char *subject =
            name && name->kind == BRI_TREE_STRING ? bri_build_text(build, "rung \"%s\"", name->string) : bri_build_text(build, "rung %u", i + 1);
        const brink_group *group = bri_group_read(build, &bri_rung_table, section->children[i], subject, NULL);
        if (!group) return;
        const char *text = bri_group_value(group, "rung")->text;
        rungs[i] = (bri_rung){.name = text,
                              .slug = slug_of(build, text),
                              .when = bri_group_value(group, "when")->expr,
                              .stops = bri_group_value(group, "stop")->number == 1,
                              .place = group->place};
    }
    build->scenario->rungs = rungs;
    build->scenario->rung_count = rungs ? count : 0;
}

/* ---- outcomes ---- */

static const brink_setting outcome_settings[] = {
    {.name = "name", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "its name"},
    {.name = "when", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_BOOLEAN, .doc = "whether it came about"},
    {.name = "value", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_ANY, .doc = "a number"},
    {.name = "given", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_BOOLEAN,
     .doc = "a condition, looked at when the replication ends: where it is false, the outcome has no value"},
    {.name = "observed", .kind = BRINK_SETTING_RAW,
     .doc = "what happened: true or false (1 or 0) beside when; beside value a number, or a constant such as \"20 d\" or \"date('2017-07-28')\""},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .fallback = "", .doc = "what it means"},
};
const brink_table bri_outcome_table = TABLE(outcome_settings);

/* What was observed of a duration or a date: "20 d", "date('2017-07-28')". */
static double read_observed_quantity(bri_build *build, const bri_tree_node *node, bri_type type, const char *subject) {
    const bri_expr_want want = {.type = type, .only_parameters = true, .what = bri_build_text(build, "\"observed\" of %s", subject)};
    const bri_expr *expr = bri_formula_parse(build, node, 0, node->string_length, &want);
    double value = NAN;
    if (expr && !(bri_expr_is_constant(expr, NULL, &value) && isfinite(value)))
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be a finite constant", want.what);
    return value;
}

/* A yes or no is set beside a share of yes: another number than 0 or 1 would be shown as a yes that nobody wrote. */
static double read_observed(bri_build *build, const bri_tree_node *node, const bri_outcome *outcome, const char *subject) {
    if (!node || !outcome->value) return NAN;
    const bool is_boolean = outcome->is_boolean;
    if (node->kind == BRI_TREE_STRING && !is_boolean) return read_observed_quantity(build, node, bri_expr_type(outcome->value), subject);
    bool is_value = node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL || node->kind == BRI_TREE_BOOLEAN;
    bool is_number = is_value && node->kind != BRI_TREE_BOOLEAN && isfinite(node->number);
    if (is_boolean && is_number && node->number != 0 && node->number != 1)
        bri_diag_error(build->diagnostics, node->value_place, "write true or false; a number is observed of an outcome with \"value\"",
                       "\"observed\" of %s must be true or false, not %.15g: the outcome has \"when\"", subject, node->number);
    else if (!is_value || !isfinite(node->number))
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"observed\" of %s must be %strue or false, not %s", subject,
                       is_boolean ? "" : "a number, or ", is_value ? "infinity" : bri_tree_kind_name(node->kind));
    return node->number;
}

static const char *text_of_condition(const bri_tree_node *node) {
    if (!node) return NULL;
    return node->kind == BRI_TREE_STRING ? node->string : node->number != 0 ? "true" : "false";
}

static void read_outcome(bri_build *build, bri_outcome *outcome, const bri_tree_node *node, uint32_t index, bri_names *names) {
    const bri_tree_node *name = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "name") : NULL;
    bool has_name = name && name->kind == BRI_TREE_STRING;
    const char *subject = has_name ? bri_build_text(build, "outcome \"%s\"", name->string) : bri_build_text(build, "outcome %u", index + 1);
    const brink_group *group = bri_group_read(build, &bri_outcome_table, node, subject, NULL);
    if (!group) return;
    const bri_value *when = bri_group_value(group, "when"), *value = bri_group_value(group, "value"), *given = bri_group_value(group, "given");
    if (has_name && bri_name_is_good(build, name->string, name->value_place, "outcome")) enter_name(build, names, name->string, name, "outcomes");
    if (group->node && (when->node != NULL) == (value->node != NULL))
        bri_diag_error(build->diagnostics, when->node ? value->node->name_place : group->place, NULL, "%s needs either \"when\" or \"value\"%s",
                       subject, when->node ? ", not both" : "");
    *outcome = (bri_outcome){.name = bri_group_value(group, "name")->text,
                             .doc = bri_group_value(group, "doc")->text,
                             .value = when->node ? when->expr : value->expr,
                             .given = given->expr,
                             .given_text = text_of_condition(given->node),
                             .unit = value->expr ? bri_build_unit(build, bri_expr_type(value->expr)) : "",
                             .is_boolean = when->node != NULL};
    outcome->observed = read_observed(build, bri_group_value(group, "observed")->node, outcome, subject);
}

void bri_outcomes_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_OUTCOMES];
    uint32_t count = section ? (uint32_t)section->child_count : 0;
    bri_outcome *outcomes = bri_build_alloc(build, count, sizeof *outcomes);
    bri_names names = {0};
    build->context = (bri_context){.decision = BRI_NONE, .is_outcome = true};
    for (uint32_t i = 0; outcomes && i < count; i++) read_outcome(build, &outcomes[i], section->children[i], i, &names);
    build->scenario->outcomes = outcomes;
    build->scenario->outcome_count = outcomes ? count : 0;
}
