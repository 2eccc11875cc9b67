/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Files with data that a scenario names: read once, kept with the scenario (its identity hangs on them, and its results carry them), and found either
 * beside the file that names them or in the scenario's own section `data`.
 */
#ifndef BRI_DATAFILE_H
#define BRI_DATAFILE_H

#include "lang/csv.h"
#include "plan/build.h"

/** All files of a scenario together may not be longer. */
#define BRI_DATA_LIMIT ((size_t)8 << 20)

/** The section `data`, before anything names a file. */
void bri_data_declare(bri_build *build);
/** After everything has: a file of the section that nothing names is a mistake. */
void bri_data_check(bri_build *build);

/** The table in a file that is called `name` at `place`. NULL: it cannot be read, or is wrong; a complaint was made, here or when it was first
 * named. */
const bri_csv *bri_data_csv(bri_build *build, const char *name, bri_place place);
/** The same of a setting that must be a file's name. */
const bri_csv *bri_data_csv_of(bri_build *build, const bri_tree_node *node, const char *what);

/** The column that a setting names, or a complaint there with what columns there are. */
bool bri_data_column(bri_build *build, const bri_csv *csv, const bri_tree_node *node, uint32_t *column);

#endif
