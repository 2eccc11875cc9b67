/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * How precise a run is to be, and how precise it is so far: for each outcome that is named, the half width of its 95% interval at every point.
 *
 * What is known of a granule is the same whoever computed it, and granules are joined in order: so is the answer.
 */
#ifndef BRI_GOALS_H
#define BRI_GOALS_H

#include "batch/design.h"
#include "batch/rows.h"

/** "war=0.001", "losses=1%". */
typedef struct bri_goal {
    uint32_t outcome;
    bool is_relative; /* the width is a share of the estimate */
    double width;     /* above 0 */
} bri_goal;

/** What a granule's replications say of one outcome; those that failed are left out. */
typedef struct bri_tally_cell {
    uint64_t n, yes;      /* yes: not 0 */
    double mean, squares; /* squares: summed squared deviations from the mean */
} bri_tally_cell;

typedef struct bri_goals {
    const brink_scenario *scenario;
    bri_goal *list;
    size_t count;
    char *text; /* canonical: "war=0.001,losses=1%" */
    uint64_t points, granules_per_point;
    bri_tally_cell *cells; /* [point][granule][goal], by numbers under the most replications */
} bri_goals;

/** Read goals, each text one or more, with commas. None: count is 0. BRINK_E_USAGE: a text is no goal, an outcome is unknown or named twice.
 *  bri_goals_clear must follow in any case. */
brink_status bri_goals_init(bri_goals *goals, const brink_scenario *scenario, const char *const *texts, size_t text_count, brink_error *error);
void bri_goals_clear(bri_goals *goals);

/** Make room for what granules say. False: memory is out. */
bool bri_goals_make_room(bri_goals *goals, uint64_t points, uint64_t granules_per_point);

/** Count rows of granule number `granule` in (more may follow); first_outcome: the column of the scenario's first outcome. */
void bri_goals_count(bri_goals *goals, uint64_t granule, const bri_rows *rows, size_t first_outcome);

/** An outcome that is given a condition is not precise before it has so many values: replications may be many, and these few and alike. */
enum { BRI_LEAST_GIVEN = 100 };

/** What is known of a granule: goals->count cells. Set: what a block kept of it. */
bri_tally_cell *bri_goals_cells(const bri_goals *goals, uint64_t granule);

/** Where the goals stand after the first `granules` of each point: the worst point and goal, that is, the one with the largest width beside what it
 *  should be. */
typedef struct bri_standing {
    size_t goal, point;
    uint64_t n;             /* replications that have a value */
    double estimate, half;
    double ratio; /* half over the half that is wanted; at most 1: all goals are reached; infinite: nothing can be said yet */
    bool is_hopeless; /* some replications have an infinite value, so that there is no mean, however many more there are */
} bri_standing;

bri_standing bri_goals_judge(const bri_goals *goals, uint64_t granules);

#endif
