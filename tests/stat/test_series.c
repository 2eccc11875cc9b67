/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time grid and what is made of it: a sample sees all events of its instant, and the means, standard deviations, rates and shares of rungs over
 * replications are those of the law. */
#include <math.h>

#include "batch/aggregate.h"
#include "trial.h"

/* ---- ties: events at the very instant of a sample ---- */

typedef struct ties {
    double happened[3], n, first_rung;
} ties;

static void visit_ties(void *context, const bri_record *record) {
    ties *t = context;
    t->n += 1.0;
    for (int day = 1; day <= 3; day++) {
        double seen = record->grid[day] - record->grid[day - 1];
        t->happened[day - 1] += seen;
        verdict_require(seen == (double)record->grid_action[day], "sample of day %d sees %g events; %llu happened", day, seen,
                        (unsigned long long)record->grid_action[day]);
        verdict_require(record->grid_rung[day] == (record->grid[day] > 0.0), "sample of day %d: rung %d", day, (int)record->grid_rung[day]);
    }
}

/** Each midnight an event happens with a chance of 0.3, 0.5, 0.3; the sample of that midnight counts it. */
static void test_series__sample_sees_the_events_of_its_instant(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = 0; }; actions = { strike = { actor = `A`; effects = (`x += 1`); }; }; "
                "decisions = { odd = { action = `strike`; model = { kind = `schedule`; on = [`2017-01-02`, `2017-01-04`]; probability = 0.3; }; }; "
                "even = { action = `strike`; model = { kind = `schedule`; on = [`2017-01-03`]; probability = 0.5; }; }; }; "
                "ladder = ( { rung = `none`; when = `true`; }, { rung = `some`; when = `x > 0`; } );",
        .days = 4,
        .grid = 1.0,
        .replications = 100000};
    ties t = {.n = 0.0};
    trial_run(&setup, seed, visit_ties, &t);
    verdict_proportion("event of day 1 in its sample", t.n, t.happened[0], 0.3);
    verdict_proportion("event of day 2 in its sample", t.n, t.happened[1], 0.5);
    verdict_proportion("event of day 3 in its sample", t.n, t.happened[2], 0.3);
}

/* ---- aggregates ---- */

enum { DAYS = 3, TIMES = DAYS + 1, VARIABLES = 1, RUNGS = 2, ACTIONS = 1, GRANULES = 200 };

typedef struct series {
    bri_aggregate *whole, *granule;
} series;

static void visit_series(void *context, const bri_record *record) {
    series *s = context;
    verdict_require(bri_aggregate_add(s->granule, record), "out of memory");
    if ((record->replication + 1) % BRI_GRANULE != 0) return;
    bri_aggregate_merge_moments(s->whole, s->granule);
    verdict_require(bri_aggregate_merge_counts(s->whole, s->granule), "out of memory");
    bri_aggregate_reset(s->granule);
}

static const char *const SHOT_NOISE =
    "variables = { x = { initial = 0; baseline = 0; half_life = `1 d`; }; }; actions = { shot = { actor = `A`; effects = (`x += 1`); }; }; "
    "decisions = { shots = { action = `shot`; model = { kind = `poisson`; rate = `3/d`; }; }; }; "
    "ladder = ( { rung = `none`; when = `true`; }, { rung = `some`; when = `count(shot) > 0`; } );";

/** Cumulants of shot noise of unit shots (Campbell): rate times the integral of exp(-k decay s). */
static double shot_noise_cumulant(int k, double t) {
    double decay = k * M_LN2;
    return 3.0 * -expm1(-decay * t) / decay;
}

static void compare_times(const bri_aggregate *whole, double n) {
    static const char *const names[TIMES][4] = {{""},
                                                {"mean on day 1", "sd on day 1", "rate on day 1", "rung on day 1"},
                                                {"mean on day 2", "sd on day 2", "rate on day 2", "rung on day 2"},
                                                {"mean on day 3", "sd on day 3", "rate on day 3", "rung on day 3"}};
    double mean[TIMES], sd[TIMES], rate[TIMES * ACTIONS], share[TIMES * RUNGS];
    bri_aggregate_moments(whole, 0, mean, sd);
    bri_aggregate_rates(whole, rate);
    bri_aggregate_rungs(whole, share);
    for (int day = 1; day <= DAYS; day++) {
        double variance = shot_noise_cumulant(2, day), excess = shot_noise_cumulant(4, day), some = -expm1(-3.0 * day);
        verdict_z(names[day][0], n, mean[day], shot_noise_cumulant(1, day), sqrt(variance));
        verdict_z(names[day][1], n, sd[day] * sd[day], variance, sqrt(excess + 2.0 * variance * variance));
        verdict_z(names[day][2], n, rate[day], 3.0, sqrt(3.0));
        verdict_z(names[day][3], n, share[day * RUNGS + 1], some, sqrt(some * (1.0 - some)));
    }
}

static void test_series__aggregates_of_shot_noise(uint64_t seed) {
    trial setup = {.text = SHOT_NOISE, .days = DAYS, .grid = 1.0, .replications = GRANULES * BRI_GRANULE};
    uint32_t slot = 0;
    bri_aggregate_layout layout = {.times = TIMES,   .series = VARIABLES, .variables = VARIABLES, .rungs = RUNGS,
                                   .actions = ACTIONS, .step = 1.0,          .held_slots = &slot};
    series s = {bri_aggregate_new(&layout), bri_aggregate_new(&layout)};
    verdict_require(s.whole != NULL && s.granule != NULL, "out of memory");
    trial_run(&setup, seed, visit_series, &s);
    compare_times(s.whole, (double)bri_aggregate_replications(s.whole));
    bri_aggregate_free(s.whole);
    bri_aggregate_free(s.granule);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_series__sample_sees_the_events_of_its_instant, "probabilities of events at the very instants of samples"),
        STAT_CASE(test_series__aggregates_of_shot_noise, "Campbell's cumulants of shot noise; Poisson counts"),
    };
    return verdict_main("series", cases, sizeof cases / sizeof cases[0]);
}
