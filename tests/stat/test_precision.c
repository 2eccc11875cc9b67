/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs that end when an interval is narrow enough: the interval at the end still holds the truth as often as it says (Chow & Robbins 1965: it does as
 * the width goes to 0; here it is held to it at the least number of replications, where it is worst). Each of many short runs goes on from where the
 * one before ended in one long list of replications, which are independent. */
#include <math.h>
#include <string.h>

#include "batch/goals.h"
#include "batch/pursuit.h"
#include "trial.h"

#define MEAN 0.3 /* events a replication */
#define MOST (1 << 20)

enum { ANY, NUMBER, OUTCOMES };

typedef struct runs {
    bri_goals goals;
    bri_rows rows;
    const double *truth;
    uint64_t granule, least, stage; /* stage: replications after which is judged */
    double count[OUTCOMES], hits[OUTCOMES], replications;
} runs;

static bool is_inside(const runs *r, size_t g, const bri_standing *standing) {
    return fabs(standing->estimate - r->truth[r->goals.list[g].outcome]) <= standing->half;
}

static void end_run(runs *r, const bri_standing *worst) {
    verdict_require(worst->ratio <= 1, "a run ended with a width of %g times what was wanted", worst->ratio);
    for (size_t g = 0; g < r->goals.count; g++) {
        bri_goals one = r->goals; /* the same cells, seen by one goal at a time */
        one.list += g;
        one.count = 1;
        bri_tally_cell cells[MOST / BRI_GRANULE];
        for (uint64_t i = 0; i < r->granule; i++) cells[i] = bri_goals_cells(&r->goals, i)[g];
        one.cells = cells;
        const bri_standing standing = bri_goals_judge(&one, r->granule);
        verdict_require(standing.ratio <= 1, "outcome %u ended with a width of %g times what was wanted", r->goals.list[g].outcome, standing.ratio);
        r->count[g]++;
        r->hits[g] += is_inside(r, g, &standing);
    }
    r->replications += (double)(r->granule * BRI_GRANULE);
    memset(r->goals.cells, 0, MOST / BRI_GRANULE * r->goals.count * sizeof *r->goals.cells);
    r->granule = 0;
    r->stage = bri_pursuit_stage(0, 0, r->least, MOST);
}

static void visit(void *context, const bri_record *record) {
    runs *r = context;
    bri_rows_put(&r->rows, ANY, r->rows.count, record->event_count > 0);
    bri_rows_put(&r->rows, NUMBER, r->rows.count++, (double)record->event_count);
    if (r->rows.count < BRI_GRANULE) return;
    bri_goals_count(&r->goals, r->granule++, &r->rows, 0);
    r->rows.count = 0;
    if (r->granule * BRI_GRANULE < r->stage) return;
    const bri_standing worst = bri_goals_judge(&r->goals, r->granule);
    if (worst.ratio <= 1) end_run(r, &worst);
    else r->stage = bri_pursuit_stage(r->stage, worst.ratio, r->least, MOST);
}

static void pursue(uint64_t seed, const char *goals, double expected, const char *const *what) {
    static const bri_outcome outcomes[OUTCOMES] = {{.name = "any", .is_boolean = true}, {.name = "number"}};
    static const bri_column columns[OUTCOMES] = {{.name = "any", .cell = BRI_CELL_F32}, {.name = "number", .cell = BRI_CELL_F64}};
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; }; }; decisions = { pulses = { action = `pulse`; model = { kind = "
                                        "`poisson`; rate = `0.3/d`; }; }; };",
                                .days = 1,
                                .replications = 6000000};
    const double truth[OUTCOMES] = {-expm1(-MEAN), MEAN};
    const brink_scenario scenario = {.outcomes = outcomes, .outcome_count = OUTCOMES};
    runs r = {.truth = truth, .least = BRI_GRANULE, .stage = BRI_GRANULE};
    verdict_require(bri_goals_init(&r.goals, &scenario, &goals, 1, NULL) == BRINK_OK && bri_goals_make_room(&r.goals, 1, MOST / BRI_GRANULE) &&
                        bri_rows_init(&r.rows, columns, OUTCOMES) && bri_rows_reserve(&r.rows, BRI_GRANULE),
                    "memory is out");
    trial_run(&setup, seed, visit, &r);
    for (size_t g = 0; g < r.goals.count; g++) verdict_proportion(what[g], r.count[g], r.hits[g], 0.95);
    double each = r.replications / r.count[0];
    verdict_require(each > expected && each < 1.5 * expected + BRI_GRANULE, "a run took %g replications, which could do with %g", each, expected);
    bri_goals_clear(&r.goals);
    bri_rows_clear(&r.rows);
}

/** The truth needs 0.192 (1.96 / 0.014)^2 = 3,764 replications for the share, and 0.3 (1.96 / 0.015)^2 = 5,122 for the mean. */
static void test_precision__intervals_hold_after_optional_stopping(uint64_t seed) {
    static const char *const share[] = {"share of any, +-0.014"}, *const both[] = {"share of any, +-0.014, with another", "mean number, +-5%"};
    static const char *const mean[] = {"mean number, +-0.018"};
    pursue(seed, "any=0.014", 3764, share);
    pursue(seed + 1, "number=0.018", 3557, mean);
    pursue(seed + 2, "any=0.014,number=5%", 5122, both);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_precision__intervals_hold_after_optional_stopping,
                  "95% of runs that stop when an interval is narrow enough hold the true value in it"),
    };
    return verdict_main("precision", cases, sizeof cases / sizeof *cases);
}
