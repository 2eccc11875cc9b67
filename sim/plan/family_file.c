/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are found by the members' names, so that a file may have them in any order, and rows of other actors besides. */
#include "plan/family_file.h"

#include <math.h>

#include "plan/datafile.h"
#include "plan/setting.h"
#include "plan/tables.h"

static const brink_setting settings[] = {
    {.name = "column", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "the column of the values"},
    {.name = "file", .kind = BRINK_SETTING_TEXT, .doc = "the CSV file; by default the one that made the group"},
    {.name = "key", .kind = BRINK_SETTING_TEXT, .doc = "the column of the members' names; by default the first, or the group's own"},
};
const brink_table bri_column_table = {settings, sizeof settings / sizeof *settings};

/* A column in hand. */
typedef struct reading {
    bri_build *build;
    const bri_group *group;
    const bri_csv *csv;
    uint32_t key, column;
    const char *what;
    double unit_value;
    double *values; /* [member]; NaN: no row yet */
    unsigned complaints;
} reading;

static bool open_file(reading *r, const brink_group *settings_read) {
    const bri_value *file = bri_group_value(settings_read, "file"), *key = bri_group_value(settings_read, "key");
    r->csv = file->node ? bri_data_csv(r->build, file->text, file->node->value_place) : r->group->rows;
    if (!r->csv && !file->node)
        bri_diag_error(r->build->diagnostics, settings_read->place, NULL, "%s needs \"file\": group \"%s\" was not made from one", r->what,
                       r->group->name);
    if (!r->csv) return false;
    r->key = r->csv == r->group->rows ? r->group->id_column : 0;
    bool has_key = !key->node || bri_data_column(r->build, r->csv, key->node, &r->key);
    return bri_data_column(r->build, r->csv, bri_group_value(settings_read, "column")->node, &r->column) && has_key;
}

static void complain(reading *r, uint32_t row, const char *hint, const char *format, const char *name) {
    r->complaints++;
    bri_diag_error(r->build->diagnostics, bri_csv_place(r->csv, row, r->key), hint, format, name);
}

static void read_row(reading *r, uint32_t row) {
    const bri_names *names = &r->build->names[BRI_NAME_ACTOR];
    const char *name = bri_csv_text(r->build->arena, r->csv, row, r->key);
    uint32_t actor, member;
    double value;
    if (!name)
        r->build->is_out_of_memory = true;
    else if (!bri_names_find(names, name, &actor))
        complain(r, row, bri_build_hint(r->build, name, names->names, names->count), "unknown actor \"%s\"", name);
    else if ((member = r->group->position[actor]) == BRI_NONE)
        return;
    else if (!isnan(r->values[member]))
        complain(r, row, NULL, "there are two rows of \"%s\"", name);
    else if (bri_csv_number(r->csv, row, r->column, bri_csv_header(r->csv)[r->column], &value, r->build->diagnostics))
        r->values[member] = value * r->unit_value;
    else {
        r->values[member] = 0;
        r->complaints++;
    }
}

/* Members without a row: the first few are named. */
static void find_missing(reading *r) {
    const char *const *names = r->build->names[BRI_NAME_ACTOR].names;
    const char *list = "";
    uint32_t missing = 0;
    for (uint32_t i = 0; i < r->group->member_count; i++) {
        if (!isnan(r->values[i])) continue;
        if (missing++ < 5) list = bri_build_text(r->build, "%s%s%s", list, missing > 1 ? ", " : "", names[r->group->members[i]]);
    }
    if (!missing) return;
    r->complaints++;
    bri_diag_error(r->build->diagnostics, bri_csv_place(r->csv, BRI_CSV_HEADER, r->key), NULL, "%s: there is no row of %s%s (%u of %u members)",
                   r->what, list, missing > 5 ? ", …" : "", (unsigned)missing, (unsigned)r->group->member_count);
}

const double *bri_family_column(bri_build *build, const bri_tree_node *node, uint32_t index, double unit_value, const char *what) {
    reading r = {.build = build, .group = (const bri_group *)build->groups.items + index, .what = what, .unit_value = unit_value};
    const brink_group *group = bri_group_read(build, &bri_column_table, node, what, NULL);
    if (!group || group->is_wrong || !open_file(&r, group)) return NULL;
    r.values = bri_build_alloc(build, r.group->member_count, sizeof *r.values);
    for (uint32_t i = 0; r.values && i < r.group->member_count; i++) r.values[i] = NAN;
    for (uint32_t row = 0; r.values && row < bri_csv_rows(r.csv) && r.complaints < BRI_CSV_COMPLAINTS && !build->is_out_of_memory; row++)
        read_row(&r, row);
    if (r.values && r.complaints == 0) find_missing(&r);
    return r.complaints == 0 ? r.values : NULL;
}
