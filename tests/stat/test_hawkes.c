/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Model hawkes: counts of a self-exciting process from an empty history and when it has become stationary, with impacts by marks, and of two that
 * excite each other over a baseline that follows the year. */
#include <math.h>
#include <string.h>

#include "trial.h"

static void visit_count(void *context, const bri_record *record) {
    tally_add(context, (double)record->event_count);
}

/* mu = 1.5 per day, alpha = 0.6, beta = 2 per day. */
#define SELF(more)                                                                                                                                   \
    "decisions = { pulses = { action = `pulse`; model = { kind = `hawkes`; baseline = `1.5/d`; "                                                     \
    "kernels = ( { of = `pulse`; alpha = 0.6; mean = `0.5 d`; " more " } ); }; }; };"

static void test_hawkes__from_an_empty_history(uint64_t seed) {
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; }; }; " SELF(""), .days = 7, .replications = 200000};
    tally count = {.reference = ref_hawkes(1.5, 0.6, 2.0, 7.0)};
    trial_run(&setup, seed, visit_count, &count);
    verdict_moments(&count, "count by 7 d");
}

static void test_hawkes__impact_of_marks(uint64_t seed) {
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; marks = { size = `exponential(1)`; }; }; }; " SELF("impact = `size`;"),
                                .days = 7,
                                .replications = 200000};
    tally count = {.reference = ref_hawkes_window(&(ref_hawkes_process){1.5, 0.6, 2.0, true}, 0.0, 7.0)};
    trial_run(&setup, seed, visit_count, &count);
    verdict_moments(&count, "count by 7 d, impacts exponential");
}

/** The last 3 of 18 days; exp(-15 beta (1 - alpha)) is 6e-6. */
static void visit_last_days(void *context, const bri_record *record) {
    double count = 0.0;
    for (size_t i = 0; i < record->event_count; i++) count += record->events[i].time >= 15.0;
    tally_add(context, count);
}

static void test_hawkes__when_it_is_stationary(uint64_t seed) {
    static const trial setup = {
        .text = "actions = { pulse = { actor = `A`; }; }; " SELF(""), .days = 18, .keeps_events = true, .replications = 200000};
    tally count = {.reference = ref_hawkes_window(&(ref_hawkes_process){.mu = 1.5, .alpha = 0.6, .beta = 2.0}, 15.0, 3.0)};
    count.reference.mean = 1.5 / 0.4 * 3.0;
    count.reference.variance = ref_hawkes_stationary_variance(1.5, 0.6, 2.0, 3.0);
    trial_run(&setup, seed, visit_last_days, &count);
    verdict_moments(&count, "count over 3 d, stationary");
}

/* ---- two that excite each other ----
 * State z: two counts, then the excitation of each kernel. Decision k has rate base_k(t) + the sum of its excitations; its events add jump[k] to z,
 * which decays by decay. First and second moments of such a process solve linear equations of their own. */

enum { SIZE = 6 };

typedef struct linear {
    double decay[SIZE];
    double jump[2][SIZE];
    double weight[2][SIZE]; /* of z in the rate */
} linear;

/* Kernels: x by x 0.3 with mean 2 d, x by y 0.2 with mean 1 d and 0.25 with mean 8 d, y by x 0.5 with mean 3 d. */
static const linear mutual = {
    .decay = {0.0, 0.0, 1.0 / 2.0, 1.0, 1.0 / 8.0, 1.0 / 3.0},
    .jump = {{1.0, 0.0, 0.3 / 2.0, 0.0, 0.0, 0.5 / 3.0}, {0.0, 1.0, 0.0, 0.2, 0.25 / 8.0, 0.0}},
    .weight = {{0.0, 0.0, 1.0, 1.0, 1.0, 0.0}, {0.0, 0.0, 0.0, 0.0, 0.0, 1.0}},
};

/** 1 January 2017 is 0; a year of 365 days. */
static double base_rate(int k, double t) {
    return k == 0 ? 0.8 * (1.0 + 0.5 * cos(2.0 * M_PI * t / 365.0)) : 0.3;
}

/** m: SIZE means, then SIZE x SIZE second moments. */
static void linear_moments(double t, const double *m, double *dmdt, const void *context) {
    const linear *l = context;
    const double *second = m + SIZE;
    double *change = dmdt + SIZE;
    for (int i = 0; i < SIZE; i++) dmdt[i] = -l->decay[i] * m[i];
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) change[i * SIZE + j] = -(l->decay[i] + l->decay[j]) * second[i * SIZE + j];
    for (int k = 0; k < 2; k++) {
        double rate = base_rate(k, t), with[SIZE]; /* E rate, E rate z */
        for (int i = 0; i < SIZE; i++) {
            rate += l->weight[k][i] * m[i];
            with[i] = base_rate(k, t) * m[i];
            for (int j = 0; j < SIZE; j++) with[i] += l->weight[k][j] * second[i * SIZE + j];
        }
        for (int i = 0; i < SIZE; i++) {
            dmdt[i] += l->jump[k][i] * rate;
            for (int j = 0; j < SIZE; j++)
                change[i * SIZE + j] += l->jump[k][i] * with[j] + with[i] * l->jump[k][j] + l->jump[k][i] * l->jump[k][j] * rate;
        }
    }
}

typedef struct pair {
    tally count[2];
    double product;
} pair;

static void visit_pair(void *context, const bri_record *record) {
    pair *p = context;
    double x[2];
    for (int k = 0; k < 2; k++) {
        x[k] = (double)record->count[k];
        tally_add(&p->count[k], x[k]);
    }
    p->product += x[0] * x[1];
}

static void test_hawkes__two_that_excite_each_other_over_a_season(uint64_t seed) {
    static const trial setup = {
        .text =
            "actions = { x = { actor = `A`; }; y = { actor = `B`; }; }; decisions = { "
            "xs = { action = `x`; model = { kind = `hawkes`; baseline = `0.8/d*(1 + 0.5*cos_year)`; kernels = ( "
            "{ of = `x`; alpha = 0.3; mean = `2 d`; }, { of = `y`; alpha = 0.2; mean = `1 d`; }, { of = `y`; alpha = 0.25; mean = `8 d`; } ); }; }; "
            "ys = { action = `y`; model = { kind = `hawkes`; baseline = `0.3/d`; kernels = ( { of = `x`; alpha = 0.5; mean = `3 d`; } ); }; }; };",
        .days = 60,
        .replications = 30000};
    double m[SIZE + SIZE * SIZE] = {0.0};
    const double *second = m + SIZE;
    ref_ode(linear_moments, &mutual, SIZE + SIZE * SIZE, m, 0.0, setup.days);
    pair p = {.product = 0.0};
    for (int k = 0; k < 2; k++) p.count[k].reference = (ref_moments){.mean = m[k], .variance = second[k * SIZE + k] - m[k] * m[k]};
    trial_run(&setup, seed, visit_pair, &p);
    verdict_mean(&p.count[0], "mean of one");
    verdict_mean(&p.count[1], "mean of the other");
    /* The counts are near normal: the variance of a product of deviations is that of normal variables. */
    double covariance = second[1] - m[0] * m[1], v0 = p.count[0].reference.variance, v1 = p.count[1].reference.variance, n = p.count[0].n;
    double d0 = p.count[0].first / n, d1 = p.count[1].first / n;
    verdict_z("covariance", n, p.product / n - (m[0] + d0) * (m[1] + d1), covariance, 1.1 * sqrt(v0 * v1 + covariance * covariance));
}

/* ---- residuals ---- */

/** What is still to come of each kernel's children, and what one decision's integrated rate has made since its last event. */
typedef struct residuals {
    double left[3], since, compensator, events;
    uniforms gap;
} residuals;

/** Kernels of xs: x 0.3 by size with mean 2 d, y 0.2 with mean 1 d, y 0.25 with mean 8 d. */
static const double means[3] = {2.0, 1.0, 8.0};

/** The integral of the rate over a stretch without events: the base's, and what the kernels lose. */
static void pass(residuals *r, double passed) {
    r->since += 0.8 * passed;
    for (int k = 0; k < 3; k++) {
        double lost = -expm1(-passed / means[k]) * r->left[k];
        r->since += lost;
        r->left[k] -= lost;
    }
}

static void visit_residuals(void *context, const bri_record *record) {
    residuals *r = context;
    double before = 0.0;
    memset(r->left, 0, sizeof r->left);
    r->since = 0.0;
    for (size_t i = 0; i < record->event_count; i++) {
        pass(r, record->events[i].time - before);
        before = record->events[i].time;
        if (record->events[i].action == 1) {
            r->left[1] += 0.2;
            r->left[2] += 0.25;
            continue;
        }
        uniforms_add(&r->gap, -expm1(-r->since));
        r->compensator += r->since;
        r->events += 1.0;
        r->since = 0.0;
        r->left[0] += 0.3 * record->marks[i];
    }
    pass(r, record->end_time - before);
    r->compensator += r->since;
}

/** Integrated over the time between two events, the rate is exponential of mean 1 (Ogata 1988). */
static void test_hawkes__residuals_are_exponential(uint64_t seed) {
    static const trial setup = {
        .text =
            "actions = { x = { actor = `A`; marks = { size = `exponential(1)`; }; }; y = { actor = `B`; }; }; decisions = { "
            "xs = { action = `x`; model = { kind = `hawkes`; baseline = `0.8/d`; kernels = ( { of = `x`; alpha = 0.3; mean = `2 d`; impact = "
            "`size`; }, { of = `y`; alpha = 0.2; mean = `1 d`; }, { of = `y`; alpha = 0.25; mean = `8 d`; } ); }; }; "
            "ys = { action = `y`; model = { kind = `hawkes`; baseline = `0.3/d`; kernels = ( { of = `x`; alpha = 0.5; mean = `3 d`; } ); }; }; };",
        .days = 10000,
        .keeps_events = true,
        .replications = 40};
    residuals r = {.compensator = 0.0};
    trial_run(&setup, seed, visit_residuals, &r);
    verdict_uncorrelated(&r.gap, "neighbouring residuals");
    verdict_uniform(&r.gap, "residuals (KS)");
    verdict_z("events minus compensator", r.compensator, r.events / r.compensator, 1.0, 1.0);
    uniforms_clear(&r.gap);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_hawkes__from_an_empty_history, "count's mean and variance from the closed system of joint moments (Dassios & Zhao 2011)"),
        STAT_CASE(test_hawkes__impact_of_marks, "the same with exponential impacts; checked with the transform of clusters (Hawkes & Oakes 1974)"),
        STAT_CASE(test_hawkes__when_it_is_stationary, "mean mu/(1 - alpha) and variance of a window in closed form (Hawkes 1971)"),
        STAT_CASE(test_hawkes__residuals_are_exponential,
                  "compensator in closed form: residuals exponential (Ogata 1988), count minus it a martingale"),
        STAT_CASE(test_hawkes__two_that_excite_each_other_over_a_season, "linear equations of first and second moments"),
    };
    return verdict_main("hawkes", cases, sizeof cases / sizeof cases[0]);
}
