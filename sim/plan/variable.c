/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/variable.h"

#include <math.h>
#include <string.h>

#include "lang/types.h"
#include "plan/check.h"
#include "plan/family.h"
#include "plan/parameter.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"

static const brink_setting settings[] = {
    {.name = "initial", .kind = BRINK_SETTING_RAW, .doc = "value at the start; with `for_each`, also a list, or { column = \"…\"; } of a CSV file"},
    {.name = "baseline", .kind = BRINK_SETTING_RAW, .doc = "what it relaxes to"},
    {.name = "half_life",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "time in which the distance to the baseline halves"},
    {.name = "slope", .kind = BRINK_SETTING_RAW, .doc = "change per time"},
    {.name = "calendar", .kind = BRINK_SETTING_WORD, .words = "month|cos_year|sin_year|winter|spring|summer|autumn", .doc = "it follows the date"},
    {.name = "range", .kind = BRINK_SETTING_RAW, .doc = "[low, high]"},
    {.name = "unit", .kind = BRINK_SETTING_TEXT, .doc = "what bare numbers are in"},
    {.name = "for_each", .kind = BRINK_SETTING_TEXT, .doc = "a group: each member has one of its own"},
    {.name = "record", .kind = BRINK_SETTING_WORD, .words = "mean|members", .fallback = "mean", .doc = "what the results hold of it over time"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it means"},
};
const brink_table bri_variable_table = {settings, sizeof settings / sizeof *settings};

static const bri_slot_def calendars[] = {
    {.kind = BRI_SLOT_MONTH, .role = BRI_ROLE_CALENDAR},
    {.kind = BRI_SLOT_COS_YEAR, .role = BRI_ROLE_CALENDAR},
    {.kind = BRI_SLOT_SIN_YEAR, .role = BRI_ROLE_CALENDAR},
    {.kind = BRI_SLOT_SEASON, .role = BRI_ROLE_CALENDAR, .argument = 0, .type = {.is_boolean = true}},
    {.kind = BRI_SLOT_SEASON, .role = BRI_ROLE_CALENDAR, .argument = 1, .type = {.is_boolean = true}},
    {.kind = BRI_SLOT_SEASON, .role = BRI_ROLE_CALENDAR, .argument = 2, .type = {.is_boolean = true}},
    {.kind = BRI_SLOT_SEASON, .role = BRI_ROLE_CALENDAR, .argument = 3, .type = {.is_boolean = true}},
};

/* A variable in hand. */
typedef struct reading {
    bri_build *build;
    const brink_group *group;
    bri_variable variable;
    const char *subject;
    bool has_unit, is_wrong;
    bri_slot_kind kind;     /* of a group's */
    const double *initials; /* of the members of a group, where they are listed */
} reading;

static const char *what_of(const reading *r, const char *name) {
    return bri_build_text(r->build, "\"%s\" of %s", name, r->subject);
}

/* A slope is a change per time: "3/d", in a unit "3 d^2/d", or "3/yr/d"; of a duration it is a plain number. */
static const bri_expr *complain_bare_slope(const reading *r, const bri_tree_node *node) {
    const char *unit = r->has_unit ? r->variable.unit : "";
    bool is_per = strncmp(unit, "1/", 2) == 0;
    const char *hint = bri_build_text(r->build, "it is a change per time: write \"%.10g%s%s/d\"", node->number, is_per || !*unit ? "" : " ",
                                      is_per ? unit + 1 : unit);
    bri_diag_error(r->build->diagnostics, node->value_place, hint, "%s needs a unit of time", what_of(r, "slope"));
    return NULL;
}

/* A formula of the variable's own dimension times time^power; a bare number is in its unit. */
static const bri_expr *read_formula(reading *r, const bri_tree_node *node, const char *name, int power, bool may_draw, bool any_type) {
    bri_type type = r->variable.type;
    type.time_power = (int8_t)(type.time_power + power);
    bool is_number = node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL;
    if (is_number && isfinite(node->number) && power == 0 && r->has_unit)
        return bri_expr_constant(r->build->arena, node->number * r->variable.unit_value, type);
    if (is_number && power == -1 && type.time_power != 0 && node->number != 0) return complain_bare_slope(r, node);
    const char *what = what_of(r, name);
    if (is_number || node->kind == BRI_TREE_BOOLEAN) {
        brink_setting setting = {.dimension = any_type || type.time_power == 0 ? BRINK_NUMBER : type.time_power > 0 ? BRINK_DURATION : BRINK_RATE};
        return bri_formula_read(r->build, node, &setting, what);
    }
    if (node->kind != BRI_TREE_STRING) {
        bri_diag_error(r->build->diagnostics, node->value_place, NULL, "%s must be a number or a formula in a string, not %s", what,
                       bri_tree_kind_name(node->kind));
        return NULL;
    }
    bri_expr_want want = {.type = type, .any_type = any_type, .allow_draws = may_draw, .only_parameters = true, .what = what};
    return bri_formula_parse(r->build, node, 0, node->string_length, &want);
}

/* The initial value gives the variable its type, unless a unit has. */
static void read_initial(reading *r, const bri_tree_node *node) {
    r->variable.initial = read_formula(r, node, "initial", 0, true, !r->has_unit);
    if (!r->variable.initial) {
        r->is_wrong = true;
        return;
    }
    bri_type type = bri_expr_type(r->variable.initial);
    if (!r->has_unit) r->variable.type = (bri_type){.time_power = type.is_boolean ? 0 : type.time_power};
}

/* One value for each member of the group. */
static void read_initials(reading *r, const bri_tree_node *node) {
    r->initials = bri_family_values(r->build, node, r->variable.group, r->variable.unit_value, what_of(r, "initial"));
    r->variable.initial = bri_expr_constant(r->build->arena, r->initials ? r->initials[0] : 0, r->variable.type);
    r->is_wrong |= !r->initials;
}

static const bri_tree_node *node_of(const reading *r, const char *name) {
    return r->group ? bri_group_value(r->group, name)->node : NULL;
}

static const bri_expr *read_part(reading *r, const char *name, int power) {
    const bri_tree_node *node = node_of(r, name);
    if (!node || r->is_wrong) return NULL;
    const bri_expr *expr = read_formula(r, node, name, power, false, false);
    r->is_wrong |= !expr;
    return expr;
}

/* The value at the start, and what it relaxes to, must lie in the range. */
static void check_in_range(reading *r, const bri_expr *expr, const char *name) {
    const bri_tree_node *node = node_of(r, name);
    brink_setting range = {.dimension = BRINK_NUMBER, .minimum = r->variable.minimum, .maximum = r->variable.maximum};
    if (expr && node) bri_check_add(r->build, expr, &range, node->value_place, what_of(r, name));
}

static void check_finite(reading *r, const bri_expr *expr, const char *name) {
    const bri_tree_node *node = node_of(r, name);
    brink_setting any = {.dimension = BRINK_ANY, .minimum = -INFINITY, .maximum = INFINITY};
    if (expr && node) bri_check_add(r->build, expr, &any, node->value_place, what_of(r, name));
}

/* The same of values that are listed for the members of a group. */
static void check_initials(reading *r) {
    const bri_variable *v = &r->variable;
    const bri_tree_node *node = node_of(r, "initial");
    if (!r->initials) return;
    const bri_group *group = (const bri_group *)r->build->groups.items + v->group;
    for (uint32_t i = 0; i < group->member_count; i++)
        if (r->initials[i] < v->minimum || r->initials[i] > v->maximum) {
            bool is_file = node->kind == BRI_TREE_GROUP;
            const char *name = r->build->names[BRI_NAME_ACTOR].names[group->members[i]];
            bri_diag_error(r->build->diagnostics, is_file ? node->value_place : node->children[i]->value_place, NULL, "%s must be %s%s",
                           what_of(r, "initial"), bri_range_text(r->build->arena, v->minimum, v->maximum, false, v->unit_value, v->unit),
                           is_file ? bri_build_text(r->build, ", and is %s for %s",
                                                    bri_quantity_text(r->build->arena, r->initials[i], v->unit_value, v->unit), name)
                                   : "");
            return;
        }
}

static void complain(reading *r, const char *name, const char *format) {
    const bri_tree_node *node = node_of(r, name);
    bri_diag_error(r->build->diagnostics, node->name_place, NULL, format, r->subject);
    r->is_wrong = true;
}

static bri_slot_kind read_path(reading *r) {
    bri_variable *v = &r->variable;
    v->baseline = read_part(r, "baseline", 0);
    v->slope = read_part(r, "slope", -1);
    v->half_life = node_of(r, "half_life") ? bri_group_value(r->group, "half_life")->expr : NULL;
    if (node_of(r, "slope") && node_of(r, "half_life"))
        complain(r, "slope", "%s cannot both drift (\"slope\") and relax (\"half_life\")");
    else if (node_of(r, "half_life") && !node_of(r, "baseline"))
        complain(r, "half_life", "%s has a \"half_life\": it needs a \"baseline\" too");
    else if (node_of(r, "baseline") && !node_of(r, "half_life"))
        complain(r, "baseline", "%s has a \"baseline\": it needs a \"half_life\" too");
    return v->half_life ? BRI_SLOT_RELAXING : v->slope ? BRI_SLOT_DRIFTING : BRI_SLOT_CONSTANT;
}

static void read_calendar(reading *r) {
    static const char *const others[] = {"initial", "baseline", "half_life", "slope", "range", "unit", "for_each"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (node_of(r, others[i]))
            bri_diag_error(r->build->diagnostics, node_of(r, others[i])->name_place, NULL, "%s follows the calendar: \"%s\" has no place in it",
                           r->subject, others[i]);
    size_t word = bri_group_value(r->group, "calendar")->word;
    r->variable.group = BRI_NONE;
    r->variable.slot = bri_slot_get(r->build, calendars[word]);
    r->variable.type = calendars[word].type;
}

static void read_full(reading *r, uint32_t index) {
    bri_variable *v = &r->variable;
    bri_parameter like = {.unit_value = 1};
    const bri_tree_node *unit = node_of(r, "unit");
    if (unit && unit->kind == BRI_TREE_STRING) {
        r->has_unit = true;
        v->unit = unit->string;
        r->is_wrong |= !bri_unit_read(r->build, unit, what_of(r, "unit"), &v->unit_value, &v->type);
    }
    const bri_tree_node *initial = node_of(r, "initial");
    bool is_list = initial && (initial->kind == BRI_TREE_ARRAY || initial->kind == BRI_TREE_LIST || initial->kind == BRI_TREE_GROUP);
    if (is_list && v->group != BRI_NONE)
        read_initials(r, initial);
    else if (initial)
        read_initial(r, initial);
    else
        bri_diag_error(r->build->diagnostics, v->place, NULL, "%s needs \"initial\"", r->subject);
    r->is_wrong |= !initial;
    like.unit_value = v->unit_value;
    like.type = v->type;
    bri_range_read(r->build, node_of(r, "range"), &like, what_of(r, "range"), &v->minimum, &v->maximum);
    bri_slot_kind kind = read_path(r);
    if (!r->initials) check_in_range(r, v->initial, "initial");
    check_in_range(r, v->baseline, "baseline");
    check_finite(r, v->slope, "slope");
    if (v->group != BRI_NONE) {
        check_initials(r);
        r->kind = kind;
        return;
    }
    v->slot = bri_slot_get(
        r->build, (bri_slot_def){.kind = kind, .role = BRI_ROLE_VARIABLE, .argument = index, .type = r->is_wrong ? BRI_TYPE_WRONG : v->type});
}

static void read_variable(bri_build *build, const bri_tree_node *node, uint32_t index) {
    reading r = {.build = build, .subject = bri_build_text(build, "variable \"%s\"", node->name)};
    r.variable = (bri_variable){.name = node->name,
                                .unit = "",
                                .doc = "",
                                .slot = BRI_NONE,
                                .minimum = -INFINITY,
                                .maximum = INFINITY,
                                .unit_value = 1,
                                .place = node->name_place,
                                .family = BRI_NONE,
                                .group = bri_family_group(build, node, true)};
    build->context = (bri_context){.decision = BRI_NONE, .self = r.variable.group + 1, .is_family = r.variable.group != BRI_NONE};
    if (node->kind == BRI_TREE_GROUP) {
        r.group = bri_group_read(build, &bri_variable_table, node, r.subject, NULL);
        if (!r.group) return;
        const char *doc = bri_group_value(r.group, "doc")->text;
        r.variable.doc = doc ? doc : "";
        r.variable.keeps_members = bri_group_value(r.group, "record")->word == 1;
        if (node_of(&r, "calendar"))
            read_calendar(&r);
        else
            read_full(&r, index);
    } else {
        read_initial(&r, node);
        r.variable.slot = bri_slot_get(build, (bri_slot_def){.kind = BRI_SLOT_CONSTANT,
                                                             .role = BRI_ROLE_VARIABLE,
                                                             .argument = index,
                                                             .type = r.is_wrong ? BRI_TYPE_WRONG : r.variable.type});
    }
    ((bri_variable *)build->variables.items)[index] = r.variable;
    if (r.variable.group != BRI_NONE && !r.is_wrong && r.variable.initial) bri_family_variables(build, index, r.kind, r.initials);
}

void bri_variables_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_VARIABLES];
    uint32_t count = build->names[BRI_NAME_VARIABLE].count, derived = build->names[BRI_NAME_DERIVED].count;
    for (uint32_t i = 0; i < count + derived; i++) { /* derived quantities have their places before those that members have of their own */
        bri_variable *variable = bri_list_add(build, &build->variables, sizeof *variable);
        if (!variable) return;
        variable->slot = variable->family = BRI_NONE;
        variable->group = i < count ? bri_family_group(build, section->children[i], false) : BRI_NONE;
    }
    for (uint32_t i = 0; i < count && !build->is_out_of_memory; i++) read_variable(build, section->children[i], i);
    build->scenario->declared_variable_count = count;
}
