/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Values of a group's members from a column of a CSV file: { file = "states.csv"; column = "gdp"; key = "iso3"; }.
 */
#ifndef BRI_FAMILY_FILE_H
#define BRI_FAMILY_FILE_H

#include "plan/build.h"

/** One value for each member of the group, in internal units; NULL: complaints were made. */
const double *bri_family_column(bri_build *build, const bri_tree_node *node, uint32_t group, double unit_value, const char *what);

#endif
