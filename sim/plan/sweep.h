/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Sweeps: many points at once, by a grid, a Latin hypercube, a Sobol sequence, or a table of one's own.
 *
 *     test_rate=10:40:7, russian_help=0,0.5,1      a grid: all combinations, the last parameter fastest
 *     lhs:200 test_rate, russian_help=0:1          200 points of a Latin hypercube over the parameters' ranges, or those given
 *     sobol:256 test_rate=1:60:log                 256 points of Sobol's sequence, here over the logarithm
 *     lhs:200                                      over all parameters that have a range
 */
#ifndef BRI_SWEEP_H
#define BRI_SWEEP_H

#include "base/arena.h"
#include "plan/scenario.h"

typedef struct bri_sweep {
    size_t point_count, axis_count;
    const uint32_t *parameters; /* [axis] */
    const double *values;       /* [point][axis], internal units */
    const char **names;         /* [point] */
    const uint32_t *variants;   /* [point]: of a design; BRI_NONE: the base. NULL: it says nothing of variants */
} bri_sweep;

/** Work out a sweep that is written as above; memory is the arena's. The seed is that of the hypercube's own random numbers. BRINK_E_USAGE: what is
 *  written is wrong. */
brink_status bri_sweep_parse(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *text, uint64_t seed,
                             brink_error *error);

/** Most points of a sweep. */
#define BRI_SWEEP_MOST 1000000

#endif
