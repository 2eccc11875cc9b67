/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The points of a run: which parameter values are simulated. Point 0 is the base, variants follow, then the points of a sweep, over the
 * base and over each variant.
 */
#ifndef BRI_DESIGN_H
#define BRI_DESIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/run.h"
#include "plan/scenario.h"

typedef struct bri_design_point {
    const char *name;   /* "base", a variant's, or the sweep's; lives as long as scenario and design */
    const bri_variant *variant; /* NULL: none */
    uint64_t seed;      /* of its random numbers */
    bool is_swept;      /* a sweep's */
    double *parameters; /* all of the scenario's, internal units */
} bri_design_point;

typedef struct bri_design {
    bri_arena *arena; /* of names */
    size_t point_count, parameter_count;
    const char *table;   /* a design of one's own, as bri_sweep_text has it; NULL: none */
    bool is_independent; /* each point has random numbers of its own */
    bri_design_point *points;
    double *values; /* [point][parameter]: what the points' parameters point into */
    bool *varies;   /* [parameter]: not equal at all points */
} bri_design;

/** Work out the points that the options ask for. BRINK_E_USAGE: an unknown parameter or variant, a value of the wrong type or out of
 *  range. The design is set only on success; bri_design_clear frees it. */
brink_status bri_design_init(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, uint64_t seed,
                             brink_error *error);
void bri_design_clear(bri_design *design);

#endif
