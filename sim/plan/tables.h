/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The tables of settings that drive the reading of a scenario file, section by section; the reference page is made of them too.
 */
#ifndef BRI_TABLES_H
#define BRI_TABLES_H

#include "brink/model.h"
#include "lang/tree.h"

extern const brink_table bri_header_table, bri_parameter_table, bri_actor_table, bri_counted_table,
    bri_filed_table, bri_column_table, bri_listed_table, bri_network_table,
    bri_variable_table, bri_derived_table, bri_action_table, bri_curve_table, bri_data_table, bri_decision_table,
    bri_rung_table, bri_outcome_table, bri_batch_table;

enum { BRI_SECTION_TABLES = 4 };

/** A section of a scenario file. */
typedef struct bri_section_def {
    const char *name;
    bri_tree_kind kind;
    bool is_required;
    const char *noun; /* of what its members are, where they are names */
    int names;        /* a bri_name_kind, or -1 */
    const brink_table *tables[BRI_SECTION_TABLES]; /* of the section itself, or of each of its members, which may be of several kinds; then NULL */
    const char *doc; /* for the reference page */
} bri_section_def;

/** All of them, by bri_section (plan/build.h). */
const bri_section_def *bri_section_defs(void);

#endif
