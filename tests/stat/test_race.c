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

/* ---- two actors on one tension ----
 * x relaxes to 0.2 with a half-life of 5 d. A acts at 0.10/d exp(1.1 x) and raises it by 0.6; B acts at 0.25/d exp(0.6 x) and lowers it by 0.5.
 * Two acts of each are looked at (without end A's would breed one another). Between acts both rates have their integrals in closed form; who is
 * first, and who second, follow by quadrature over the first act. */

enum { TENSE = 10 };
static const double scale[2] = {0.10, 0.25}, weight[2] = {1.1, 0.6}, push[2] = {0.6, -0.5};

static double tension_after(double x, double t) {
    return 0.2 + (x - 0.2) * exp(-M_LN2 / 5.0 * t);
}

static double act_rate(int who, double x) {
    return scale[who] * exp(weight[who] * x);
}

/** Integral of both rates over a time t, from tension x. */
static double both_acts(double x, double t) {
    double sum = 0.0;
    for (int who = 0; who < 2; who++) sum += act_rate(who, 0.2) * ref_exp_exp(weight[who] * (x - 0.2), M_LN2 / 5.0, t);
    return sum;
}

typedef struct duel {
    double x;    /* tension from which on */
    int acts[2]; /* who is first, and second; -1: nobody by the end */
} duel;

static double second_density(double s, const void *context) {
    const duel *d = context;
    return act_rate(d->acts[1], tension_after(d->x, s)) * exp(-both_acts(d->x, s));
}

static double duel_density(double s, const void *context) {
    const duel *d = context;
    double here = tension_after(d->x, s), left = TENSE - s;
    duel then = {here + push[d->acts[0]], {d->acts[0], d->acts[1]}};
    double rest = d->acts[1] < 0 ? exp(-both_acts(then.x, left)) : left > 0.0 ? ref_integral(second_density, &then, 0.0, left) : 0.0;
    return act_rate(d->acts[0], here) * exp(-both_acts(d->x, s)) * rest;
}

typedef struct duels {
    double order[7]; /* first and second: A alone, A A, A B, B alone, B A, B B; nobody */
    uniforms first, second;
} duels;

/** When the next act comes, given that it comes by the end. */
static double rank_of(double x, double passed, double left) {
    return expm1(-both_acts(x, passed)) / expm1(-both_acts(x, left));
}

static void visit_duel(void *context, const bri_record *record) {
    duels *d = context;
    size_t n = record->event_count;
    int one = n > 0 ? (int)record->events[0].action : 0, two = n > 1 ? (int)record->events[1].action : -1;
    d->order[n == 0 ? 6 : 3 * one + two + 1] += 1.0;
    if (n == 0) return;
    double time = record->events[0].time;
    uniforms_add(&d->first, rank_of(1.0, time, TENSE));
    if (n > 1) uniforms_add(&d->second, rank_of(tension_after(1.0, time) + push[one], record->events[1].time - time, TENSE - time));
}

static void test_race__two_actors_on_one_tension(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = { initial = 1; baseline = 0.2; half_life = `5 d`; }; }; "
                "actions = { strike = { actor = `A`; effects = (`x += 0.6`); }; soothe = { actor = `B`; effects = (`x -= 0.5`); }; }; "
                "decisions = { strikes = { action = `strike`; limit = 2; model = { kind = `loglinear`; baseline = `0.1/d`; "
                "terms = ( { of = `x`; weight = 1.1; } ); }; }; "
                "soothes = { action = `soothe`; limit = 2; model = { kind = `loglinear`; baseline = `0.25/d`; terms = ( { of = `x`; weight = 0.6; } "
                "); }; }; };",
        .days = TENSE,
        .keeps_events = true,
        .replications = 400000};
    duels d = {.order = {0.0}};
    trial_run(&setup, seed, visit_duel, &d);
    double n = (double)verdict_count(setup.replications), expected[7];
    for (int cell = 0; cell < 6; cell++) expected[cell] = n * ref_integral(duel_density, &(duel){1.0, {cell / 3, cell % 3 - 1}}, 0.0, TENSE);
    expected[6] = n * exp(-both_acts(1.0, TENSE));
    verdict_counts("who acts first and second", d.order, expected, 7);
    verdict_uniform(&d.first, "time of the first act (KS)");
    verdict_uniform(&d.second, "time of the second act (KS)");
    uniforms_clear(&d.first);
    uniforms_clear(&d.second);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_race__drawn_times, "f_i times the survivors of the others, by quadrature; law of the minimum 1 - S1 S2 S3"),
        STAT_CASE(test_race__hazards, "the same, by the laws' hazards of age"),
        STAT_CASE(test_race__restarted_deadline, "first run of D without an event: mean (exp(rD) - 1)/r and its variance (Feller 1957)"),
        STAT_CASE(test_race__two_actors_on_one_tension, "exponential integrals between acts, quadrature over the first act"),
    };
    return verdict_main("race", cases, sizeof cases / sizeof cases[0]);
}
