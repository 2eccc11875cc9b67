/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The section `tables`, and files that formulas read as tables.
 */
#ifndef BRI_TABLE_SECTION_H
#define BRI_TABLE_SECTION_H

#include "lang/curve.h"
#include "plan/build.h"

/** Names, since formulas may come before; then the tables, before any formula. */
void bri_tables_read(bri_build *build);

/** How formulas find tables: for the scope (lang/expr.h). */
const bri_curve *bri_table_find(void *build, const char *name, bool is_file, bri_place place);
void bri_table_read_at(void *build, const bri_curve *curve, const bri_expr *argument, bri_place place);

#endif
