/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The groups of a results file that say what the scenario consists of: /actors, /actions, /variables, /decisions, /ladder, /design.
 */
#ifndef BRI_CATALOGUE_H
#define BRI_CATALOGUE_H

#include "batch/schema.h"

/** Write them all, but for /variables/held_count. */
void bri_catalogue_write(bri_h5out *out, const bri_schema *schema, const bri_design *design);

/** Write /variables/held_count: counts[variable][point]. */
void bri_catalogue_held(bri_h5out *out, const bri_schema *schema, const double *counts);

#endif
