/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Parameters: all that may be overridden, varied, swept or fitted. Also units and ranges, which variables share.
 */
#ifndef BRI_PARAMETER_H
#define BRI_PARAMETER_H

#include "plan/build.h"

/** Read the section; each parameter's value is then the file's own. */
void bri_parameters_read(bri_build *build);

/** Recompute those parameters that are formulas, except those in is_set (NULL: none). values[] is by parameter. */
void bri_parameters_derive(const brink_scenario *scenario, double *values, const bool *is_set);

/** A parameter has got a value from outside: where each member of a group has one of it, so have those of all members. */
void bri_parameter_spread(const bri_parameter *parameters, uint32_t parameter, const bri_group *groups, double *values, bool *is_set);

/** The unit in a text node (NULL: none): one of it in internal units, and its type. False: a complaint was made. */
bool bri_unit_read(bri_build *build, const bri_tree_node *node, const char *what, double *value, bri_type *type);

/** A range [low, high] (NULL: none, -inf and inf); bare numbers are in the unit of `like`. */
void bri_range_read(bri_build *build, const bri_tree_node *node, const bri_parameter *like, const char *what, double *minimum, double *maximum);

#endif
