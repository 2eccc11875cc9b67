/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Pursue a precision: compute replications of all points, into blocks alone, stage by stage, until the goals are reached or no more are allowed.
 */
#ifndef BRI_PURSUIT_H
#define BRI_PURSUIT_H

#include "batch/course.h"
#include "batch/goals.h"

typedef struct bri_pursuit {
    bri_course_plan course; /* what and how: without a writer, a range, and leases; what->request->replications is the most that is allowed */
    bri_goals *goals;       /* with room made for all granules */
    uint64_t least;         /* replications */
    void (*begin)(void *context, uint64_t replications); /* a stage begins; the context is the course's */
    bool computes;          /* false: what no block holds is an error */
} bri_pursuit;

typedef struct bri_pursued {
    uint64_t replications; /* of each point */
    bri_standing standing;
    bri_block_sums sums;   /* of what was computed */
} bri_pursued;

/** The size of a stage after `before` replications of each point (0: the first), at the standing's ratio: between least and most. */
uint64_t bri_pursuit_stage(uint64_t before, double ratio, uint64_t least, uint64_t most);

/** Go; all is in closed blocks afterwards, also where it fails. *count: what was computed. BRINK_E_INTERRUPTED: look said stop (error is not filled);
 *  BRINK_E_IO: blocks are missing, or cannot be written; else as bri_course_run. */
brink_status bri_pursuit_run(const bri_pursuit *pursuit, bri_pursued *pursued, bri_crew_count *count, brink_diagnostics *diagnostics,
                             brink_error *error);

#endif
