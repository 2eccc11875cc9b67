/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Competing clocks: a Weibull, a gamma and a lognormal run against each other; the first stops the others. Who is first, by quadrature of
 * f_i times the survivors of the others; the law of the minimum, 1 - S1 S2 S3. Once with clocks whose times are drawn, once by the laws' hazards. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "trial.h"

/* Weibull: exponent 1.7, scale 9 d. Gamma: shape 2.2, scale 4 d. Lognormal: median 8 d, sigma 0.8. */
static double survivor(int who, double t) {
    if (t <= 0.0) return 1.0;
    if (who == 0) return gsl_cdf_weibull_Q(t, 9.0, 1.7);
    if (who == 1) return gsl_cdf_gamma_Q(t, 2.2, 4.0);
    return gsl_cdf_lognormal_Q(t, log(8.0), 0.8);
}

static double density(int who, double t) {
    if (t <= 0.0) return 0.0;
    if (who == 0) return gsl_ran_weibull_pdf(t, 9.0, 1.7);
    if (who == 1) return gsl_ran_gamma_pdf(t, 2.2, 4.0);
    return gsl_ran_lognormal_pdf(t, log(8.0), 0.8);
}

static double all_survive(double t) {
    return survivor(0, t) * survivor(1, t) * survivor(2, t);
}

static double first_density(double t, const void *context) {
    int who = *(const int *)context;
    return density(who, t) * survivor((who + 1) % 3, t) * survivor((who + 2) % 3, t);
}

enum { HORIZON = 12 };

typedef struct race {
    double winner[4]; /* the last: nobody by the end */
    uniforms minimum;
} race;

static void visit_race(void *context, const bri_record *record) {
    race *r = context;
    verdict_require(record->event_count <= 1, "%llu clocks fired; the first should have stopped the others", (unsigned long long)record->event_count);
    if (record->event_count == 0) {
        r->winner[3] += 1.0;
        return;
    }
    r->winner[record->events[0].action] += 1.0;
    uniforms_add(&r->minimum, (1.0 - all_survive(record->events[0].time)) / (1.0 - all_survive(HORIZON)));
}

static void run_race(const char *text, uint64_t seed) {
    trial setup = {.text = text, .days = HORIZON, .keeps_events = true, .replications = 700000};
    race r = {.winner = {0.0}};
    trial_run(&setup, seed, visit_race, &r);
    double n = (double)verdict_count(setup.replications), expected[4];
    for (int who = 0; who < 3; who++) expected[who] = n * ref_integral(first_density, &who, 0.0, HORIZON);
    expected[3] = n * all_survive(HORIZON);
    verdict_counts("who is first", r.winner, expected, 4);
    verdict_proportion("nobody by the end", n, r.winner[3], all_survive(HORIZON));
    verdict_uniform_cells(&r.minimum, "time of the first (cells)", 100);
    verdict_uniform(&r.minimum, "time of the first (KS)");
    uniforms_clear(&r.minimum);
}

#define STOP_ALL "effects = (`cancel(weibulls)`, `cancel(gammas)`, `cancel(lognormals)`); "
#define RUNNERS "actions = { w = { actor = `A`; " STOP_ALL "}; g = { actor = `A`; " STOP_ALL "}; l = { actor = `B`; " STOP_ALL "}; }; "

static void test_race__drawn_times(uint64_t seed) {
    run_race(RUNNERS "decisions = { "
                     "weibulls = { action = `w`; model = { kind = `renewal`; law = `weibull`; shape = 1.7; scale = `9 d`; }; }; "
                     "gammas = { action = `g`; model = { kind = `renewal`; law = `gamma`; shape = 2.2; scale = `4 d`; }; }; "
                     "lognormals = { action = `l`; model = { kind = `renewal`; law = `lognormal`; median = `8 d`; sigma = 0.8; }; }; };",
             seed);
}

static void test_race__hazards(uint64_t seed) {
    run_race(RUNNERS "decisions = { "
                     "weibulls = { action = `w`; model = { kind = `hazard`; rate = `weibull_hazard(age, 1.7, 9 d)`; }; }; "
                     "gammas = { action = `g`; model = { kind = `hazard`; rate = `gamma_hazard(age, 2.2, 4 d)`; }; }; "
                     "lognormals = { action = `l`; model = { kind = `hazard`; rate = `lognormal_hazard(age, 8 d, 0.8)`; }; }; };",
             seed);
}

/* ---- a deadline that a Poisson process keeps pushing back ---- */

typedef struct deadline {
    tally time;
    double at_once, n;
} deadline;

static void visit_deadline(void *context, const bri_record *record) {
    deadline *d = context;
    double time = record->first_rung[1];
    verdict_require(isfinite(time), "no run of 2 d without an event");
    tally_add(&d->time, time);
    d->at_once += time == 2.0;
    d->n += 1.0;
}

/** The first run of D = 2 d without an event of rate 0.7/d ends at a time of mean (e - 1)/rate and variance (e^2 - 2 rate D e - 1)/rate^2, where
 *  e = exp(rate D) (Feller 1957, XIII; the same as a type II counter). */
static void test_race__restarted_deadline(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { done = 0; }; "
                "actions = { push = { actor = `A`; effects = (`restart(clock)`); }; bell = { actor = `B`; effects = (`done = 1`); }; }; "
                "decisions = { pushes = { action = `push`; model = { kind = `poisson`; rate = `0.7/d`; }; }; "
                "clock = { action = `bell`; model = { kind = `renewal`; law = `deterministic`; gap = `2 d`; }; }; }; "
                "ladder = ( { rung = `waiting`; when = `true`; }, { rung = `rung`; when = `done > 0`; stop = true; } );",
        .days = 2000,
        .replications = 300000};
    double rate = 0.7, e = exp(2.0 * rate);
    deadline d = {.time = {.reference = {(e - 1.0) / rate, (e * e - 4.0 * rate * e - 1.0) / (rate * rate), 0.0}}};
    trial_run(&setup, seed, visit_deadline, &d);
    verdict_mean(&d.time, "first run without an event");
    verdict_proportion("no event before the deadline", d.n, d.at_once, 1.0 / e);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_race__drawn_times, "f_i times the survivors of the others, by quadrature; law of the minimum 1 - S1 S2 S3"),
        STAT_CASE(test_race__hazards, "the same, by the laws' hazards of age"),
        STAT_CASE(test_race__restarted_deadline, "first run of D without an event: mean (exp(rD) - 1)/r and its variance (Feller 1957)"),
    };
    return verdict_main("race", cases, sizeof cases / sizeof cases[0]);
}
