/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table's points come from two arrays, or from two columns of a file; each point knows its place in either. Where a table says nothing of what
 * holds outside of it, every formula that reads it must be known to stay inside: a check over all that its argument may be (plan/check.c), so that no
 * replication ever finds out. */
#include "plan/table_section.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "lang/csv.h"
#include "plan/datafile.h"
#include "plan/member.h"
#include "plan/parameter.h"
#include "plan/setting.h"
#include "plan/tables.h"

static const brink_setting settings[] = {
    {.name = "x", .kind = BRINK_SETTING_RAW,
     .doc = "where the points lie: [0, 10, 20], numbers or dates, ascending; or the name of a column of `file`, by default its first"},
    {.name = "y", .kind = BRINK_SETTING_RAW, .doc = "the value at each; or the name of a column, by default the second"},
    {.name = "file", .kind = BRINK_SETTING_RAW, .doc = "a CSV file, beside the one that names it"},
    {.name = "x_unit", .kind = BRINK_SETTING_TEXT, .doc = "such as \"d\"; of dates it is known"},
    {.name = "unit", .kind = BRINK_SETTING_TEXT, .doc = "of the values, such as \"1/yr\""},
    {.name = "between", .kind = BRINK_SETTING_WORD, .words = "linear|step", .fallback = "linear", .doc = "step: a value holds up to the next point"},
    {.name = "outside",
     .kind = BRINK_SETTING_WORD,
     .words = "error|hold|none",
     .fallback = "error",
     .doc = "before the first point and after the last: formulas must stay inside; the nearest point's value; no value"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it is"},
};
const brink_table bri_curve_table = {settings, sizeof settings / sizeof *settings};

/* A table in hand. */
typedef struct reading {
    bri_build *build;
    bri_curve *curve;
    const char *subject;
    const bri_csv *csv;               /* NULL: its points are in the scenario */
    uint32_t column[2];               /* of the file: x, y */
    const bri_tree_node *node[2];     /* else: arrays */
    double *value[2];
    bri_place place; /* of the table as a whole */
} reading;

static bri_place place_of(const reading *r, int which, uint32_t point) {
    return r->csv ? bri_csv_place(r->csv, point, r->column[which]) : r->node[which]->children[point]->value_place;
}

/* ---- points ---- */

static const char *const axis_names[] = {"x", "y"};

static bool read_element(const reading *r, int which, const bri_tree_node *node, bool are_dates, double *value) {
    bool is_number = node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL;
    if (are_dates ? node->kind == BRI_TREE_STRING && bri_date_parse(node->string, value) : is_number && isfinite(node->number)) {
        if (!are_dates) *value = node->number;
        return true;
    }
    bri_diag_error(r->build->diagnostics, node->value_place, NULL, "\"%s\" of %s must hold %s, not %s", axis_names[which], r->subject,
                   are_dates ? "dates such as \"2017-07-31\"" : "finite numbers",
                   is_number && !are_dates ? "infinity" : node->kind == BRI_TREE_STRING ? bri_build_text(r->build, "\"%s\"", node->string)
                                                                                      : bri_tree_kind_name(node->kind));
    return false;
}

static bool read_array(reading *r, int which, bool are_dates) {
    const bri_tree_node *node = r->node[which];
    bool is_good = true;
    for (size_t i = 0; i < node->child_count; i++) is_good &= read_element(r, which, node->children[i], are_dates, &r->value[which][i]);
    return is_good;
}

static bool read_column(reading *r, int which, bool are_dates) {
    const char *what = bri_build_text(r->build, "the %s", axis_names[which]);
    return are_dates ? bri_csv_dates(r->csv, r->column[which], what, r->value[which], r->build->diagnostics)
                     : bri_csv_numbers(r->csv, r->column[which], what, r->value[which], r->build->diagnostics);
}

static bool has_dates(const reading *r) {
    if (r->csv) return bri_csv_has_dates(r->csv, r->column[0]);
    return r->node[0]->child_count > 0 && r->node[0]->children[0]->kind == BRI_TREE_STRING;
}

static bool read_axis(reading *r, int which, bool are_dates) {
    r->value[which] = bri_build_alloc(r->build, r->curve->count, sizeof(double));
    return r->value[which] && (r->csv ? read_column(r, which, are_dates) : read_array(r, which, are_dates));
}

/* ---- is it a function? ---- */

static const char *told(const reading *r, double x) {
    char date[BRI_DATE_SIZE];
    if (!has_dates(r)) return bri_build_text(r->build, "%.15g", x);
    bri_date_format(x, x != floor(x), date);
    return bri_build_text(r->build, "%s", date);
}

static bool is_ascending(const reading *r) {
    const double *x = r->value[0];
    unsigned complaints = 0;
    for (uint32_t i = 1; i < r->curve->count && complaints < BRI_CSV_COMPLAINTS; i++) {
        if (x[i] > x[i - 1]) continue;
        complaints++;
        if (x[i] == x[i - 1])
            bri_diag_error(r->build->diagnostics, place_of(r, 0, i), NULL, "%s: x is %s twice", r->subject, told(r, x[i]));
        else
            bri_diag_error(r->build->diagnostics, place_of(r, 0, i), "sort the points by x", "%s: x must rise, and %s comes after %s", r->subject,
                           told(r, x[i]), told(r, x[i - 1]));
    }
    return complaints == 0;
}

static bool is_tame(const reading *r) {
    for (uint32_t i = 0; i < r->curve->count; i++)
        if (!isfinite(r->curve->slope[i]) || !isfinite(r->curve->x[i]) || !isfinite(r->curve->y[i])) {
            bri_diag_error(r->build->diagnostics, place_of(r, 1, i), NULL, "%s: from here to the next point the values change too steeply",
                           r->subject);
            return false;
        }
    return true;
}

/* From what was read to internal units. */
static bool finish(reading *r, bool are_dates) {
    bri_curve *curve = r->curve;
    for (uint32_t i = 0; i < curve->count; i++) {
        r->value[0][i] = are_dates ? r->value[0][i] - r->build->scope.start : r->value[0][i] * curve->x_unit;
        r->value[1][i] *= curve->y_unit;
    }
    curve->x = r->value[0];
    curve->y = r->value[1];
    if (bri_curve_finish(r->build->arena, curve)) return is_tame(r);
    r->build->is_out_of_memory = true;
    return false;
}

static bool read_points(reading *r, bool has_x_unit) {
    bri_curve *curve = r->curve;
    if (curve->count < 2) {
        bri_diag_error(r->build->diagnostics, r->place, NULL, "%s needs at least two points, and has %u", r->subject, (unsigned)curve->count);
        return false;
    }
    bool are_dates = has_dates(r);
    if (are_dates && has_x_unit) {
        bri_diag_error(r->build->diagnostics, r->place, NULL, "%s: x is of dates, which have no \"x_unit\"", r->subject);
        return false;
    }
    if (are_dates) curve->x_type = BRI_DURATION;
    if (are_dates) curve->x_unit_name = "d";
    if (!(read_axis(r, 0, are_dates) & read_axis(r, 1, false))) return false;
    return is_ascending(r) && finish(r, are_dates);
}

/* ---- where the points are ---- */

static bool has_two_columns(reading *r) {
    bool is_good = bri_csv_columns(r->csv) >= 2;
    if (!is_good)
        bri_diag_error(r->build->diagnostics, bri_csv_place(r->csv, BRI_CSV_HEADER, 0), NULL, "a table needs two columns, and \"%s\" has one",
                       bri_csv_name(r->csv));
    return is_good;
}

static bool find_column(reading *r, const bri_value *value, int which) {
    r->column[which] = (uint32_t)which;
    if (!value->node) return true;
    if (value->node->kind == BRI_TREE_STRING) return bri_data_column(r->build, r->csv, value->node, &r->column[which]);
    bri_diag_error(r->build->diagnostics, value->node->value_place, NULL, "\"%s\" of %s must be the name of a column of \"%s\", not %s",
                   axis_names[which], r->subject, bri_csv_name(r->csv), bri_tree_kind_name(value->node->kind));
    return false;
}

static bool open_file(reading *r, const brink_group *group, const bri_tree_node *file) {
    r->csv = bri_data_csv_of(r->build, file, bri_build_text(r->build, "\"file\" of %s", r->subject));
    if (!r->csv || !has_two_columns(r)) return false;
    r->curve->count = bri_csv_rows(r->csv);
    return find_column(r, bri_group_value(group, "x"), 0) & find_column(r, bri_group_value(group, "y"), 1);
}

static bool find_array(reading *r, const brink_group *group, int which) {
    const bri_tree_node *node = r->node[which] = bri_group_value(group, axis_names[which])->node;
    if (node && (node->kind == BRI_TREE_ARRAY || node->kind == BRI_TREE_LIST)) return true;
    bri_diag_error(r->build->diagnostics, node ? node->value_place : r->place, NULL,
                   node ? "\"%s\" of %s must be an array, not %s" : "%s%s needs arrays \"x\" and \"y\", or \"file\"", node ? axis_names[which] : "",
                   r->subject, node ? bri_tree_kind_name(node->kind) : "");
    return false;
}

static bool open_arrays(reading *r, const brink_group *group) {
    if (!find_array(r, group, 0) || !find_array(r, group, 1)) return false;
    if (r->node[0]->child_count == r->node[1]->child_count) {
        r->curve->count = (uint32_t)r->node[0]->child_count;
        return true;
    }
    bri_diag_error(r->build->diagnostics, r->node[1]->value_place, NULL, "%s has %zu x and %zu y", r->subject, r->node[0]->child_count,
                   r->node[1]->child_count);
    return false;
}

/* ---- tables ---- */

static bool read_units(reading *r, const brink_group *group) {
    bri_curve *curve = r->curve;
    const char *x = bri_group_value(group, "x_unit")->text, *y = bri_group_value(group, "unit")->text;
    curve->x_unit_name = x ? x : "";
    curve->y_unit_name = y ? y : "";
    return bri_unit_read(r->build, bri_group_value(group, "x_unit")->node, bri_build_text(r->build, "\"x_unit\" of %s", r->subject), &curve->x_unit,
                         &curve->x_type) &
           bri_unit_read(r->build, bri_group_value(group, "unit")->node, bri_build_text(r->build, "\"unit\" of %s", r->subject), &curve->y_unit,
                         &curve->y_type);
}

static bool read_table(bri_build *build, const bri_tree_node *node, bri_curve *curve) {
    reading r = {.build = build, .curve = curve, .subject = bri_build_text(build, "table \"%s\"", node->name), .place = node->name_place};
    const brink_group *group = bri_group_read(build, &bri_curve_table, node, r.subject, NULL);
    if (!group || group->is_wrong) return false;
    const bri_tree_node *file = bri_group_value(group, "file")->node;
    curve->is_step = bri_group_value(group, "between")->word == 1;
    curve->outside = (bri_outside)bri_group_value(group, "outside")->word;
    bool has_units = read_units(&r, group);
    bool is_open = file ? open_file(&r, group, file) : open_arrays(&r, group);
    return has_units && is_open && read_points(&r, bri_group_value(group, "x_unit")->node != NULL);
}

void bri_tables_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_CURVES];
    for (size_t i = 0; section && i < section->child_count && !build->is_out_of_memory; i++) {
        const bri_tree_node *node = section->children[i];
        bri_curve *curve = bri_build_alloc(build, 1, sizeof *curve);
        bri_named_curve *entry = bri_list_add(build, &build->curves, sizeof *entry);
        if (!curve || !entry) return;
        *curve = (bri_curve){.name = node->name};
        *entry = (bri_named_curve){.name = node->name, .curve = read_table(build, node, curve) ? curve : NULL, .place = node->name_place};
    }
}

/* ---- as formulas find them ---- */

/* A file's first two columns. */
static const bri_curve *read_plain(bri_build *build, const char *name, bri_place place) {
    bri_curve *curve = bri_build_alloc(build, 1, sizeof *curve);
    if (!curve) return NULL;
    reading r = {.build = build, .curve = curve, .subject = bri_build_text(build, "table \"%s\"", name), .place = place, .column = {0, 1}};
    r.csv = bri_data_csv(build, name, place);
    if (!r.csv || !has_two_columns(&r)) return NULL;
    *curve = (bri_curve){.name = name, .is_file = true, .count = bri_csv_rows(r.csv), .x_unit = 1, .y_unit = 1, .x_unit_name = "", .y_unit_name = ""};
    if (curve->count < 2) r.place = bri_csv_place(r.csv, BRI_CSV_HEADER, 0);
    return read_points(&r, false) ? curve : NULL;
}

static const bri_curve *find_file(bri_build *build, const char *name, bri_place place) {
    const bri_named_curve *curves = build->curves.items;
    const bri_csv *csv = bri_data_csv(build, name, place);
    for (uint32_t i = 0; i < build->curves.count; i++)
        if (curves[i].csv && curves[i].csv == csv) return curves[i].curve;
    bri_named_curve *entry = csv ? bri_list_add(build, &build->curves, sizeof *entry) : NULL;
    if (!entry) return NULL;
    *entry = (bri_named_curve){.name = name, .csv = csv};
    const bri_curve *curve = read_plain(build, name, place);
    ((bri_named_curve *)build->curves.items)[build->curves.count - 1].curve = curve;
    return curve;
}

const bri_curve *bri_table_find(void *self, const char *name, bool is_file, bri_place place) {
    bri_build *build = self;
    bri_named_curve *curves = build->curves.items;
    const char **names = bri_build_alloc(build, build->curves.count, sizeof *names);
    uint32_t count = 0;
    if (is_file) return find_file(build, name, place);
    for (uint32_t i = 0; names && i < build->curves.count; i++) {
        if (curves[i].csv) continue;
        if (strcmp(curves[i].name, name) == 0) {
            curves[i].is_read = true;
            return curves[i].curve;
        }
        names[count++] = curves[i].name;
    }
    const char *hint = names ? bri_build_hint(build, name, names, count) : NULL;
    bri_diag_error(build->diagnostics, place, hint ? hint : "tables are declared in the section \"tables\"; a file's name stands in quotation marks",
                   "unknown table \"%s\"", name);
    return NULL;
}

/* ---- do they stay inside? ---- */

/* What of an argument is known only when it is used. */
typedef struct unknowns {
    const bri_build *build;
    const char *why; /* NULL: nothing */
} unknowns;

static bool is_known_member(const bri_build *build, bri_who who) {
    if (build->context.is_family) return who == BRI_WHO_SELF;
    if (!bri_context_is_bound(build)) return false;
    if (who == BRI_WHO_OTHER) return !build->context.other; /* it is that of a sum within */
    const bri_group *range = (const bri_group *)build->groups.items + build->decisions[build->context.decision].range;
    return who != BRI_WHO_TARGET || range->is_network;
}

static void look_at_leaf(void *context, const bri_leaf *leaf) {
    unknowns *u = context;
    if (leaf->kind == BRI_LEAF_MARK || leaf->kind == BRI_LEAF_CAUSE) u->why = "it reads a mark";
    if (leaf->who != BRI_WHO_NONE && !is_known_member(u->build, leaf->who)) u->why = "it depends on who is meant";
    if (leaf->kind == BRI_LEAF_PAIR) u->why = "it depends on who is meant";
    if (leaf->kind == BRI_LEAF_LINK && (u->build->context.other || !bri_context_is_bound(u->build))) u->why = "it depends on who is meant";
}

void bri_table_read_at(void *self, const bri_curve *curve, const bri_expr *argument, bri_place place) {
    bri_build *build = self;
    unknowns u = {.build = build};
    if (curve->outside != BRI_OUTSIDE_ERROR) return;
    bri_expr_leaves(argument, look_at_leaf, &u);
    if (bri_expr_has_draws(argument)) u.why = "it draws";
    bool is_of_instance = bri_expr_has_members(argument) && !build->context.is_family;
    if (is_of_instance && !bri_context_is_bound(build)) u.why = "it depends on who is meant";
    if (u.why) {
        bri_diag_error(build->diagnostics, place, "say in \"tables\" what holds outside: outside = \"hold\", or \"none\"",
                       "table \"%s\": it cannot be known whether this stays inside, since %s", curve->name, u.why);
        return;
    }
    bri_check *check = bri_list_add(build, &build->checks, sizeof *check);
    if (check)
        *check = (bri_check){.expr = argument,
                             .minimum = curve->x[0],
                             .maximum = curve->x[curve->count - 1],
                             .group = build->context.is_family ? build->context.self - 1 : BRI_NONE,
                             .decision = is_of_instance ? build->context.decision : BRI_NONE,
                             .place = place,
                             .what = bri_build_text(build, "what table \"%s\" is read at", curve->name),
                             .is_everywhere = true};
}
