/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes whose next event can also be had by inverting the integral of its rate, sampled so with another generator (the Mersenne twister of GSL)
 * and compared with what thinning gives: joint laws of counts and laws of times, of which no closed form is known. */
#include <gsl/gsl_rng.h>
#include <math.h>

#include "trial.h"

enum { CELLS = 20, REPLICATIONS = 150000 };

/** Counts of two actions, jointly, and when one of the first events came. */
typedef struct sample {
    double joint[CELLS * CELLS];
    uniforms time; /* any numbers */
} sample;

typedef struct history {
    double count[2], time;
} history;

static void sample_add(sample *s, const history *h) {
    int a = (int)fmin(h->count[0], CELLS - 1.0), b = (int)fmin(h->count[1], CELLS - 1.0);
    s->joint[a * CELLS + b] += 1.0;
    if (h->time > 0.0) uniforms_add(&s->time, h->time);
}

enum { TIMED = 4 }; /* the event whose time is compared */

static void visit_sample(void *context, const bri_record *record) {
    history h = {{(double)record->count[0], (double)record->count[1]}, 0.0};
    if (record->event_count >= TIMED) h.time = record->events[TIMED - 1].time;
    sample_add(context, &h);
}

/** A step of the process: the time from now to the next event, and which it is; moves the state. */
typedef double (*next_event)(double *state, gsl_rng *rng, int *which);

static history one_history(next_event next, const double *begin, double days, gsl_rng *rng) {
    history h = {.time = 0.0};
    double state[3] = {begin[0], begin[1], begin[2]}, now = 0.0;
    int which, events = 0;
    for (;;) {
        now += next(state, rng, &which);
        if (!(now < days)) return h;
        h.count[which] += 1.0;
        if (++events == TIMED) h.time = now;
    }
}

static void compare(const trial *setup, next_event next, const double begin[3], uint64_t seed, const char *const names[2]) {
    static sample ours, theirs;
    ours = theirs = (sample){.joint = {0.0}};
    trial_run(setup, seed, visit_sample, &ours);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, (unsigned long)(seed ^ 0x5bd1e995u));
    uint64_t n = verdict_count(setup->replications);
    for (uint64_t i = 0; i < n; i++) {
        history h = one_history(next, begin, setup->days, rng);
        sample_add(&theirs, &h);
    }
    gsl_rng_free(rng);
    verdict_same_counts(names[0], ours.joint, theirs.joint, CELLS * CELLS);
    verdict_same_law(&ours.time, &theirs.time, names[1]);
    uniforms_clear(&ours.time);
    uniforms_clear(&theirs.time);
}

static double exponential(gsl_rng *rng) {
    return -log(gsl_rng_uniform_pos(rng));
}

/* ---- two actors and a ramp ---- */

/** When the integral of rate exp(slope s) reaches e; never, perhaps, where the rate falls. */
static double invert_exponential(double rate, double slope, double e) {
    double inside = 1.0 + slope * e / rate;
    return inside > 0.0 ? log(inside) / slope : INFINITY;
}

/** state: y, which grows by 0.2 a day. */
static double next_on_ramp(double *state, gsl_rng *rng, int *which) {
    double a = invert_exponential(0.3 * exp(0.8 * state[0]), 0.8 * 0.2, exponential(rng));
    double b = invert_exponential(0.5 * exp(-0.6 * state[0]), -0.6 * 0.2, exponential(rng)), time = fmin(a, b);
    *which = b < a;
    state[0] += 0.2 * time + (*which == 0 ? -0.4 : 0.15);
    return time;
}

static void test_inverse__two_actors_on_a_ramp(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { y = { initial = 0.3; slope = `0.2/d`; range = [-20, 20]; }; }; "
                "actions = { slip = { actor = `A`; effects = (`y -= 0.4`); }; push = { actor = `B`; effects = (`y += 0.15`); }; }; "
                "decisions = { slips = { action = `slip`; model = { kind = `hazard`; rate = `0.3/d * exp(0.8*y)`; }; }; "
                "pushes = { action = `push`; model = { kind = `hazard`; rate = `0.5/d * exp(-0.6*y)`; }; }; };",
        .days = 12,
        .keeps_events = true,
        .replications = REPLICATIONS};
    compare(&setup, next_on_ramp, (double[3]){0.3}, seed, (const char *[]){"counts of both by 12 d", "time of the fourth event"});
}

/* ---- self-excitation ---- */

/** state: excitation. The base's and the excitation's next event are independent, and both integrals can be inverted (Dassios & Zhao 2013). */
static double next_of_hawkes(double *state, gsl_rng *rng, int *which) {
    double of_base = exponential(rng) / 1.5, of_past = state[0] > 0.0 ? invert_exponential(state[0], -2.0, exponential(rng)) : INFINITY;
    double time = fmin(of_base, of_past);
    *which = 0;
    state[0] = state[0] * exp(-2.0 * time) + 1.2;
    return time;
}

static void test_inverse__self_excitation(uint64_t seed) {
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; }; none_such = { actor = `B`; }; }; "
                                        "decisions = { pulses = { action = `pulse`; model = { kind = `hawkes`; baseline = `1.5/d`; "
                                        "kernels = ( { of = `pulse`; alpha = 0.6; mean = `0.5 d`; } ); }; }; };",
                                .days = 3,
                                .keeps_events = true,
                                .replications = REPLICATIONS};
    compare(&setup, next_of_hawkes, (double[3]){0.0}, seed, (const char *[]){"law of the count by 3 d", "time of the fourth event of pulses"});
}

/* ---- a renewal that shocks hold back ---- */

/** state: age, shocks since the last event. Rate of A: that of a Weibull law (exponent 1.7, scale 3 d) at its age, times exp(-0.4) for each shock. */
static double next_held_back(double *state, gsl_rng *rng, int *which) {
    double quota = pow(state[0] / 3.0, 1.7) + exponential(rng) * exp(0.4 * state[1]);
    double a = 3.0 * pow(quota, 1.0 / 1.7) - state[0], b = exponential(rng) / 0.5, time = fmin(a, b);
    *which = b < a;
    state[0] = *which == 0 ? 0.0 : state[0] + time;
    state[1] = *which == 0 ? 0.0 : state[1] + 1.0;
    return time;
}

static void test_inverse__renewal_that_shocks_hold_back(uint64_t seed) {
    static const trial setup = {
        .text =
            "variables = { shocks = 0; }; "
            "actions = { test = { actor = `A`; effects = (`shocks = 0`); }; shock = { actor = `B`; effects = (`shocks += 1`); }; }; "
            "decisions = { tests = { action = `test`; model = { kind = `hazard`; rate = `weibull_hazard(age, 1.7, 3 d) * exp(-0.4*shocks)`; }; }; "
            "strikes = { action = `shock`; model = { kind = `poisson`; rate = `0.5/d`; }; }; };",
        .days = 14,
        .keeps_events = true,
        .replications = REPLICATIONS};
    compare(&setup, next_held_back, (double[3]){0.0}, seed, (const char *[]){"tests and shocks by 14 d", "time of the fourth event of both"});
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_inverse__two_actors_on_a_ramp, "inverse transform sampling, another generator: joint counts, a time"),
        STAT_CASE(test_inverse__self_excitation, "the same by Dassios & Zhao 2013: law of the count"),
        STAT_CASE(test_inverse__renewal_that_shocks_hold_back, "the same for a Weibull hazard of age in steps"),
    };
    return verdict_main("inverse", cases, sizeof cases / sizeof cases[0]);
}
