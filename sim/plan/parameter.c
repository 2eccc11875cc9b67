/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters. A parameter may be a formula of others, in any order: each is parsed when something first names it, and one that is named while it is
 * itself being parsed closes a circle. The order in which they are done is one in which every formula comes after what it uses. */
#include "plan/parameter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lang/types.h"
#include "plan/check.h"
#include "plan/family.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"

enum { DEEPEST = 200 };

static const brink_setting settings[] = {
    {.name = "value",
     .kind = BRINK_SETTING_RAW,
     .is_required = true,
     .doc = "a number, in the unit; or a formula of other parameters; with `for_each`, also a list, or { column = \"…\"; } of a CSV file"},
    {.name = "unit", .kind = BRINK_SETTING_TEXT, .doc = "such as \"d\" or \"1/yr\""},
    {.name = "range", .kind = BRINK_SETTING_RAW, .doc = "[low, high], in the unit"},
    {.name = "for_each", .kind = BRINK_SETTING_TEXT, .doc = "a group: each member has one of its own"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it means"},
};
const brink_table bri_parameter_table = {settings, sizeof settings / sizeof *settings};

/* ---- units ---- */

/* Words that are letters in a unit's text must be units. */
static bool has_unknown_unit(bri_build *build, const bri_tree_node *node, const char *what) {
    static const char *const units[] = {"ms", "s", "min", "h", "d", "wk", "mo", "yr"};
    const char *text = node->string;
    for (size_t i = 0; i < node->string_length;) {
        size_t length = strspn(text + i, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        const char *word = bri_build_text(build, "%.*s", (int)length, text + i);
        if (length && bri_unit_days(word) == 0) {
            const char *unit = bri_unit_of_word(word);
            const char *hint = unit ? bri_build_text(build, "write the unit %s", unit)
                                    : bri_build_hint(build, word, units, sizeof units / sizeof *units);
            bri_diag_error(build->diagnostics, bri_place_within(node, i, i + length), hint ? hint : "units are ms s min h d wk mo yr",
                           "unknown unit \"%s\" in %s", word, what);
            return true;
        }
        i += length ? length : 1;
    }
    return false;
}

bool bri_unit_read(bri_build *build, const bri_tree_node *node, const char *what, double *value, bri_type *type) {
    *value = 1;
    *type = BRI_NUMBER;
    if (!node || node->kind != BRI_TREE_STRING || !node->string_length) return true;
    if (has_unknown_unit(build, node, what)) return false;
    bri_expr_want want = {.any_type = true, .only_parameters = true, .what = what};
    const bri_expr *expr = bri_formula_parse(build, node, 0, node->string_length, &want);
    if (!expr) return false;
    *type = bri_expr_type(expr);
    if (bri_expr_is_constant(expr, NULL, value) && !type->is_boolean && *value > 0 && isfinite(*value)) return true;
    bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be a unit such as \"d\" or \"1/yr\"", what);
    return false;
}

/* The unit of a formula that is one number with a unit, "16/yr" or "3 d": then results may be told in it. */
static const char *unit_within(bri_build *build, const char *text, double *unit_value) {
    char *rest;
    strtod(text, &rest);
    if (rest == text) return NULL;
    rest += strspn(rest, " ");
    bool is_rate = *rest == '/';
    rest += is_rate;
    rest += strspn(rest, " ");
    size_t length = strcspn(rest, " ");
    const char *word = bri_build_text(build, "%.*s", (int)length, rest);
    double days = bri_unit_days(word);
    if (days == 0 || rest[length + strspn(rest + length, " ")]) return NULL;
    *unit_value = is_rate ? 1 / days : days;
    return is_rate ? bri_build_text(build, "1/%s", word) : word;
}

static const char *plain_unit(bri_build *build, bri_type type) {
    switch (type.time_power) {
    case 0: return "";
    case 1: return "d";
    case -1: return "1/d";
    default: return bri_build_text(build, "d^%d", type.time_power);
    }
}

/* ---- one parameter ---- */

static bool is_bare_number(const bri_tree_node *node) {
    return node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL;
}

static void read_value(bri_build *build, bri_parameter *p, const bri_tree_node *node, bool has_unit, const char *what) {
    brink_setting setting = {.dimension = BRINK_ANY, .only_parameters = true};
    p->value_place = node->value_place;
    if (is_bare_number(node) && isfinite(node->number)) {
        p->value = node->number * p->unit_value;
        return;
    }
    p->expr = bri_formula_read(build, node, &setting, what);
    if (!p->expr) {
        p->type = BRI_TYPE_WRONG;
        return;
    }
    bri_type type = bri_expr_type(p->expr);
    char wanted[32], given[32];
    if (has_unit && !type.is_any && (type.is_boolean || type.time_power != p->type.time_power))
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s is %s, but its unit \"%s\" is that of %s", what, bri_type_name(type, given),
                       p->unit, bri_type_name(p->type, wanted));
    if (!has_unit) {
        p->type = type.is_boolean ? BRI_NUMBER : (bri_type){.time_power = type.time_power};
        const char *unit = node->kind == BRI_TREE_STRING ? unit_within(build, node->string, &p->unit_value) : NULL;
        p->unit = unit ? unit : plain_unit(build, p->type);
    }
    double value;
    if (bri_expr_is_constant(p->expr, NULL, &value)) {
        p->value = value;
        p->expr = NULL;
    }
}

/* One bound of a range: a bare number is in the unit. */
static double read_bound(bri_build *build, const bri_parameter *p, const bri_tree_node *node, const char *what, double otherwise) {
    if (is_bare_number(node)) return node->number * p->unit_value;
    bri_expr_want want = {.type = p->type, .only_parameters = true, .what = what};
    double value;
    const bri_expr *expr = NULL;
    if (node->kind == BRI_TREE_STRING && !(expr = bri_formula_parse(build, node, 0, node->string_length, &want))) return otherwise;
    if (expr && bri_expr_is_constant(expr, NULL, &value)) return value;
    bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must hold numbers or constant formulas", what);
    return otherwise;
}

void bri_range_read(bri_build *build, const bri_tree_node *node, const bri_parameter *like, const char *what, double *minimum, double *maximum) {
    *minimum = -INFINITY;
    *maximum = INFINITY;
    if (!node) return;
    if ((node->kind != BRI_TREE_ARRAY && node->kind != BRI_TREE_LIST) || node->child_count != 2) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be [low, high]", what);
        return;
    }
    double low = read_bound(build, like, node->children[0], what, -INFINITY);
    double high = read_bound(build, like, node->children[1], what, INFINITY);
    if (!(low <= high)) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s ends below its begin", what);
        return;
    }
    *minimum = low;
    *maximum = high;
}

/* *values: of the members, where they are listed. */
static void read_full(bri_build *build, bri_parameter *p, const bri_tree_node *node, const double **values) {
    const char *subject = bri_build_text(build, "parameter \"%s\"", p->name);
    const brink_group *group = bri_group_read(build, &bri_parameter_table, node, subject, NULL);
    if (!group) return;
    const bri_tree_node *unit = bri_group_value(group, "unit")->node;
    const char *doc = bri_group_value(group, "doc")->text;
    bool has_unit = unit && unit->kind == BRI_TREE_STRING;
    p->doc = doc ? doc : "";
    p->unit = has_unit ? unit->string : "";
    bool is_good = bri_unit_read(build, unit, bri_build_text(build, "\"unit\" of %s", subject), &p->unit_value, &p->type);
    const bri_tree_node *value = bri_group_value(group, "value")->node;
    const char *what = bri_build_text(build, "\"value\" of %s", subject);
    if (value && p->group != BRI_NONE && (value->kind == BRI_TREE_ARRAY || value->kind == BRI_TREE_LIST || value->kind == BRI_TREE_GROUP))
        *values = bri_family_values(build, value, p->group, p->unit_value, what);
    else if (value)
        read_value(build, p, value, has_unit && is_good, what);
    if (!is_good || !value) p->type = BRI_TYPE_WRONG;
    bri_range_read(build, bri_group_value(group, "range")->node, p, bri_build_text(build, "\"range\" of %s", subject), &p->minimum, &p->maximum);
}

static void read_parameter(bri_build *build, bri_parameter *p, const bri_tree_node *node) {
    bri_context context = build->context;
    const double *values = NULL;
    p->group = bri_family_group(build, node, true);
    build->context = (bri_context){.decision = BRI_NONE, .self = p->group + 1, .is_family = p->group != BRI_NONE};
    if (node->kind == BRI_TREE_GROUP)
        read_full(build, p, node, &values);
    else
        read_value(build, p, node, false, bri_build_text(build, "parameter \"%s\"", p->name));
    build->context = context;
    if (p->group != BRI_NONE) bri_family_parameters(build, (uint32_t)(p - build->parameters), values);
}

/* "a -> b -> a" */
static void complain_circle(bri_build *build, uint32_t parameter) {
    uint32_t begin = build->parameters_in_hand;
    while (build->path[--begin] != parameter)
        ;
    const char *text = "";
    for (uint32_t i = begin; i < build->parameters_in_hand; i++)
        text = bri_build_text(build, "%s%s -> ", text, build->parameters[build->path[i]].name);
    bri_diag_error(build->diagnostics, build->parameters[parameter].place, NULL, "parameters go in a circle: %s%s", text,
                   build->parameters[parameter].name);
}

/* Parse it, unless that is done. False: it is being parsed just now, or formulas are nested too deeply. */
static bool finish(bri_build *build, uint32_t parameter, const bri_tree_node *node) {
    if (build->parameter_progress[parameter] == BRI_DONE) return true;
    if (build->parameter_progress[parameter] == BRI_IN_HAND) {
        complain_circle(build, parameter);
        return false;
    }
    if (build->parameters_in_hand == DEEPEST) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "parameters depend on one another more than %d deep", DEEPEST);
        return false;
    }
    build->parameter_progress[parameter] = BRI_IN_HAND;
    build->path[build->parameters_in_hand++] = parameter;
    read_parameter(build, &build->parameters[parameter], node);
    build->parameters_in_hand--;
    build->parameter_progress[parameter] = BRI_DONE;
    build->parameter_order[build->parameters_done++] = parameter;
    return true;
}

bri_found bri_parameter_leaf(bri_build *build, uint32_t parameter, bri_leaf *leaf) {
    bool is_known = finish(build, parameter, build->sections[BRI_SECTION_PARAMETERS]->children[parameter]);
    *leaf = (bri_leaf){.kind = BRI_LEAF_PARAMETER, .type = build->parameters[parameter].type, .index = parameter};
    return is_known && !bri_type_is_wrong(leaf->type) ? BRI_FOUND : BRI_FOUND_WRONG;
}

/* ---- all of them ---- */

static bool is_family(const bri_parameter *p) {
    return p->group != BRI_NONE && !p->is_member;
}

static bool is_in_range(const bri_parameter *p) {
    return isfinite(p->value) && p->value >= p->minimum && p->value <= p->maximum;
}

static void check_ranges(bri_build *build) {
    const bri_parameter *last = NULL; /* a member's own that was complained about: the rest of the family is not */
    double *values = bri_build_alloc(build, build->scenario->parameter_count, sizeof *values);
    if (!values) return;
    for (uint32_t i = 0; i < build->scenario->parameter_count; i++) values[i] = build->parameters[i].value;
    for (uint32_t i = 0; i < build->scenario->parameter_count; i++) {
        const bri_parameter *p = &build->parameters[i];
        if (is_family(p) || is_in_range(p) || (p->is_member && last && p->place.line == last->place.line && p->place.source == last->place.source))
            continue;
        if (p->is_member) last = p;
        if (isfinite(p->value) && (p->value < p->minimum || p->value > p->maximum))
            bri_diag_error(build->diagnostics, p->value_place, NULL, "the value of parameter \"%s\" must be %s, not %s", p->name,
                           bri_range_text(build->arena, p->minimum, p->maximum, false, p->unit_value, p->unit),
                           bri_quantity_text(build->arena, p->value, p->unit_value, p->unit));
        else if (!isfinite(p->value) && !(p->expr && bri_reads_lost(p->expr, build->parameters, values)))
            bri_diag_error(build->diagnostics, p->value_place, NULL, "parameter \"%s\" has no finite value", p->name);
    }
}

void bri_parameters_read(bri_build *build) {
    brink_scenario *scenario = build->scenario;
    const bri_tree_node *section = build->sections[BRI_SECTION_PARAMETERS];
    uint32_t count = build->names[BRI_NAME_PARAMETER].count, declared = section ? (uint32_t)section->child_count : 0, base = declared;
    build->parameters = bri_build_alloc(build, count, sizeof *build->parameters);
    build->parameter_progress = bri_build_alloc(build, count, sizeof *build->parameter_progress);
    build->parameter_order = bri_build_alloc(build, count, sizeof *build->parameter_order);
    build->path = bri_build_alloc(build, DEEPEST, sizeof *build->path);
    double *values = bri_build_alloc(build, count, sizeof *values);
    if (build->is_out_of_memory) return;
    for (uint32_t i = 0; i < declared; i++)
        build->parameters[i] = (bri_parameter){.name = section->children[i]->name,
                                               .unit = "",
                                               .doc = "",
                                               .unit_value = 1,
                                               .minimum = -INFINITY,
                                               .maximum = INFINITY,
                                               .place = section->children[i]->name_place,
                                               .value_place = section->children[i]->value_place,
                                               .group = bri_family_group(build, section->children[i], false),
                                               .base = bri_family_take(build, section->children[i], &base)};
    for (uint32_t i = 0; i < declared; i++) finish(build, i, section->children[i]);
    scenario->parameters = build->parameters;
    scenario->parameter_order = build->parameter_order;
    scenario->parameter_count = count;
    scenario->parameter_names = &build->names[BRI_NAME_PARAMETER];
    for (uint32_t i = 0; i < count; i++) values[i] = build->parameters[i].value;
    bri_parameters_derive(scenario, values, NULL);
    for (uint32_t i = 0; i < count; i++) build->parameters[i].value = values[i];
    check_ranges(build);
}

void bri_parameters_derive(const brink_scenario *scenario, double *values, const bool *is_set) {
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        uint32_t parameter = scenario->parameter_order[i];
        const bri_parameter *p = &scenario->parameters[parameter];
        if (p->expr && !(is_set && is_set[parameter])) bri_expr_is_constant(p->expr, values, &values[parameter]);
    }
}

void bri_parameter_spread(const bri_parameter *parameters, uint32_t parameter, const bri_group *groups, double *values, bool *is_set) {
    const bri_parameter *p = &parameters[parameter];
    if (!is_family(p)) return;
    const bri_group *group = &groups[p->group];
    for (uint32_t i = 0; i < group->member_count; i++) {
        values[p->base + group->members[i]] = values[parameter];
        is_set[p->base + group->members[i]] = true;
    }
}
