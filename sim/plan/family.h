/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Variables and parameters that each member of a group has one of (`for_each = "states"`): their places, and what each member's own is.
 */
#ifndef BRI_FAMILY_H
#define BRI_FAMILY_H

#include "plan/build.h"

/** First pass, after the groups: enter the names of members' own parameters ("DEU.resolve") behind those of the file. */
void bri_families_declare(bri_build *build);

/** The group that a variable or parameter is for each member of; BRI_NONE where it is a plain one, or what is written is no group (a complaint is
 *  made if `complains`). */
uint32_t bri_family_group(bri_build *build, const bri_tree_node *node, bool complains);

/** The values of a list, one for each member, or of a column of a file, in the unit; NULL: a complaint was made. */
const double *bri_family_values(bri_build *build, const bri_tree_node *node, uint32_t group, double unit_value, const char *what);

/** The place of actor 0 in a parameter's row, which is laid at *next; *next goes on behind it. */
uint32_t bri_family_take(bri_build *build, const bri_tree_node *node, uint32_t *next);

/** Make each member's own of a parameter that has just been read; `values` (may be NULL) are by member. */
void bri_family_parameters(bri_build *build, uint32_t parameter, const double *values);
/** Likewise of a variable, with its slots: members' variables go to the end of the list. */
void bri_family_variables(bri_build *build, uint32_t variable, bri_slot_kind kind, const double *initials);

#endif
