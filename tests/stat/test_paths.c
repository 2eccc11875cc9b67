/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rates that move between events. Without feedback the events are a Poisson process of known compensator L: the count is Poisson(L), L(t)/L(end) of
 * all times is uniform, and the compensator grows from one event to the next by unit exponentials (Brown et al. 2002). With feedback the same holds
 * of a compensator that depends on the events, and count minus compensator is a martingale. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "trial.h"

#define DECAY(half_life) (M_LN2 / (half_life))
#define PULSE "actions = { pulse = { actor = `A`; }; }; "
#define BY_HAZARD(rate) "decisions = { pulses = { action = `pulse`; model = { kind = `hazard`; rate = `" rate "`; }; }; };"

/* ---- without feedback ---- */

typedef double (*compensator)(double t);

typedef struct inhomogeneous {
    compensator of;
    double whole;    /* by the end */
    snapshot *count; /* NULL where counts are too large for a law */
    double n, events, none;
    uniforms gaps, all;
} inhomogeneous;

static void visit_times(void *context, const bri_record *record) {
    inhomogeneous *p = context;
    p->n += 1.0;
    p->events += (double)record->event_count;
    p->none += record->event_count == 0;
    if (p->count != NULL) snapshot_add(p->count, (double)record->event_count);
    double before = 0.0;
    for (uint64_t i = 0; i < record->event_count; i++) {
        double now = p->of(record->events[i].time);
        uniforms_add(&p->all, now / p->whole);
        uniforms_add(&p->gaps, expm1(before - now) / expm1(before - p->whole)); /* given that it ends by the end */
        before = now;
    }
}

/** Five comparisons of many events a replication: their number, and where they lie. */
static void verdict_of_many(inhomogeneous *p) {
    verdict_z("number of events", p->n, p->events / p->n, p->whole, sqrt(p->whole));
    verdict_uniform_cells(&p->all, "times of events (cells)", 200);
    verdict_uniform(&p->all, "times of events (KS)");
    verdict_uncorrelated(&p->gaps, "neighbouring residuals");
    verdict_uniform(&p->gaps, "residuals (KS)");
    uniforms_clear(&p->all);
    uniforms_clear(&p->gaps);
}

static void poisson_law(double *p, size_t cells, double mean) {
    for (size_t k = 0; k < cells; k++) p[k] = exp(-mean + (double)k * log(mean) - lgamma((double)k + 1.0));
}

/** x relaxes from 3 to 0.5 with a half-life of 2 d; the rate is 0.05/d exp(1.2 x). */
static double relaxing(double t) {
    return 0.05 * exp(0.6) * ref_exp_exp(1.2 * 2.5, DECAY(2.0), t);
}

static void test_paths__log_linear_hazard_of_a_decaying_variable(uint64_t seed) {
    enum { CELLS = 30 };
    static const trial setup = {
        .text = "variables = { x = { initial = 3; baseline = 0.5; half_life = `2 d`; }; }; " PULSE BY_HAZARD("0.05/d * exp(1.2 * x)"),
        .days = 7,
        .keeps_events = true,
        .replications = 300000};
    double law[CELLS], whole = relaxing(7.0);
    poisson_law(law, CELLS, whole);
    snapshot count = snapshot_new(law, CELLS);
    inhomogeneous p = {.of = relaxing, .whole = whole, .count = &count};
    trial_run(&setup, seed, visit_times, &p);
    snapshot_verdict(&count, "count by 7 d");
    verdict_proportion("no event by 7 d", p.n, p.none, exp(-whole));
    verdict_of_many(&p);
}

/** The same decay through the model loglinear. */
static void test_paths__model_loglinear_is_the_same(uint64_t seed) {
    static const trial setup = {.text = "variables = { x = { initial = 3; baseline = 0.5; half_life = `2 d`; }; }; " PULSE
                                        "decisions = { pulses = { action = `pulse`; "
                                        "model = { kind = `loglinear`; baseline = `0.05/d`; terms = ( { of = `x`; weight = 1.2; } ); }; }; };",
                                .days = 7,
                                .keeps_events = true,
                                .replications = 200000};
    inhomogeneous p = {.of = relaxing, .whole = relaxing(7.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

/* A rate that falls, or rises, by a thousand times: from the first strip of its field to ten strips above, and back. */
#define THOUSAND 6.907755278982137
static double falling(double t) {
    return 0.5 * ref_exp_exp(THOUSAND, DECAY(1.5), t);
}

/** exp(THOUSAND - THOUSAND 2^(-t/1.5)) */
static double rising(double t) {
    return 0.5 * 1000.0 * ref_exp_exp(-THOUSAND, DECAY(1.5), t);
}

static void test_paths__rate_falls_by_a_thousand(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = { initial = 6.907755278982137; baseline = 0; half_life = `1.5 d`; }; }; " PULSE BY_HAZARD("0.5/d * exp(x)"),
        .days = 20,
        .keeps_events = true,
        .replications = 4000};
    inhomogeneous p = {.of = falling, .whole = falling(20.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

static void test_paths__rate_rises_by_a_thousand(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = { initial = 0; baseline = 6.907755278982137; half_life = `1.5 d`; }; }; " PULSE BY_HAZARD("0.5/d * exp(x)"),
        .days = 6,
        .keeps_events = true,
        .replications = 1200};
    inhomogeneous p = {.of = rising, .whole = rising(6.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

static double ramp(double t) {
    return 0.2 * t + 0.5 * 0.3 * t * t;
}

static void test_paths__drifting_variable(uint64_t seed) {
    static const trial setup = {.text = "variables = { y = { initial = 0.2; slope = `0.3/d`; }; }; " PULSE BY_HAZARD("1/d * y"),
                                .days = 10,
                                .keeps_events = true,
                                .replications = 70000};
    inhomogeneous p = {.of = ramp, .whole = ramp(10.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

/** y rises by 0.3 a day from 0.5: a log-linear ramp (Gompertz 1825). */
static double gompertz(double t) {
    return 0.2 * exp(0.4 * 0.5) * expm1(0.4 * 0.3 * t) / (0.4 * 0.3);
}

static void test_paths__log_linear_hazard_of_a_ramp(uint64_t seed) {
    static const trial setup = {.text =
                                    "variables = { y = { initial = 0.5; slope = `0.3/d`; }; }; " PULSE "decisions = { pulses = { action = `pulse`; "
                                    "model = { kind = `loglinear`; baseline = `0.2/d`; terms = ( { of = `y`; weight = 0.4; } ); }; }; };",
                                .days = 20,
                                .keeps_events = true,
                                .replications = 30000};
    inhomogeneous p = {.of = gompertz, .whole = gompertz(20.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

/* ---- effects at instants that are known ---- */

/** x halves every 2 d; on day 2 it is raised by 1, on day 5 by another 1.5. */
static double dated(double t) {
    double x1 = 0.5 + 1.0, x2 = x1 * exp2(-1.5) + 1.5;
    double sum = ref_exp_exp(1.0, DECAY(2.0), fmin(t, 2.0));
    if (t > 2.0) sum += ref_exp_exp(x1, DECAY(2.0), fmin(t, 5.0) - 2.0);
    if (t > 5.0) sum += ref_exp_exp(x2, DECAY(2.0), t - 5.0);
    return 0.8 * sum;
}

static void visit_pulses(void *context, const bri_record *record) {
    bri_record pulses = *record;
    bri_event *kept = malloc((record->event_count + 1) * sizeof *kept);
    verdict_require(kept != NULL, "out of memory");
    pulses.event_count = 0;
    for (uint64_t i = 0; i < record->event_count; i++)
        if (record->events[i].action == 0) kept[pulses.event_count++] = record->events[i];
    pulses.events = kept;
    visit_times(context, &pulses);
    free(kept);
}

static void test_paths__effects_on_fixed_dates(uint64_t seed) {
    static const trial setup = {.text =
                                    "variables = { x = { initial = 1; baseline = 0; half_life = `2 d`; }; }; actions = { pulse = { actor = `A`; }; "
                                    "raise = { actor = `B`; effects = (`x += count(raise) > 1 ? 1.5 : 1`); }; }; "
                                    "decisions = { pulses = { action = `pulse`; model = { kind = `hazard`; rate = `0.8/d * exp(x)`; }; }; "
                                    "raises = { action = `raise`; model = { kind = `schedule`; on = [`2017-01-03`, `2017-01-06`]; }; }; };",
                                .days = 9,
                                .keeps_events = true,
                                .replications = 50000};
    inhomogeneous p = {.of = dated, .whole = dated(9.0)};
    trial_run(&setup, seed, visit_pulses, &p);
    verdict_of_many(&p);
}

/** x halves every 1.5 d, and is set back to 2 whenever it comes down to 0.5: every 3 d. */
static double relapsing(double t) {
    double whole = floor(t / 3.0), rest = t - 3.0 * whole;
    return 0.8 * (whole * ref_exp_exp(2.0, DECAY(1.5), 3.0) + ref_exp_exp(2.0, DECAY(1.5), rest));
}

static void test_paths__effects_at_threshold_crossings(uint64_t seed) {
    static const trial setup = {.text = "variables = { x = { initial = 2; baseline = 0; half_life = `1.5 d`; }; }; "
                                        "actions = { pulse = { actor = `A`; }; relapse = { actor = `B`; effects = (`x = 2`); }; }; "
                                        "decisions = { pulses = { action = `pulse`; model = { kind = `hazard`; rate = `0.8/d * exp(x)`; }; }; "
                                        "relapses = { action = `relapse`; crossing = `x < 0.5`; }; };",
                                .days = 10,
                                .keeps_events = true,
                                .replications = 30000};
    inhomogeneous p = {.of = relapsing, .whole = relapsing(10.0)};
    trial_run(&setup, seed, visit_pulses, &p);
    verdict_of_many(&p);
}

/* ---- the calendar of 2017 ---- */

static double wave(double t) {
    return 2.0 * t + 1.5 * 365.0 / (2.0 * M_PI) * sin(2.0 * M_PI * t / 365.0);
}

static void test_paths__cosine_of_the_year(uint64_t seed) {
    static const trial setup = {.text = PULSE BY_HAZARD("2/d + 1.5/d * cos_year"), .days = 300, .keeps_events = true, .replications = 1600};
    inhomogeneous p = {.of = wave, .whole = wave(300.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

/** Winter (until 1 March, day 59, and from 1 December, day 334) has 3 a day, October (days 273 to 304) has 5 more, all other days 1. */
static double seasons(double t) {
    double winter = fmin(t, 59.0) + fmax(t - 334.0, 0.0), october = fmin(fmax(t - 273.0, 0.0), 31.0);
    return t + 2.0 * winter + 5.0 * october;
}

static void test_paths__seasons_and_months(uint64_t seed) {
    static const trial setup = {
        .text = PULSE BY_HAZARD("(season(winter) ? 3/d : 1/d) + (month == 10 ? 5/d : 0)"), .days = 365, .keeps_events = true, .replications = 1300};
    inhomogeneous p = {.of = seasons, .whole = seasons(365.0)};
    trial_run(&setup, seed, visit_times, &p);
    verdict_of_many(&p);
}

/* ---- with feedback ---- */

/** Residuals of two decisions, and what their compensators add up to. */
typedef struct feedback {
    uniforms gap[2];
    double compensator[2], events[2];
} feedback;

/** What is known between two events: variables at the beginning of the stretch, and the age of a clock there. */
typedef struct stretch {
    double u, v, age;
    int which; /* decision whose rate is meant */
    double (*rate)(double s, const struct stretch *at);
    void (*jump)(struct stretch *at, double passed, uint32_t action);
} stretch;

/** Gauss-Legendre, 12 points on pieces of at most half a day: the rate is smooth between events. */
static double integrate_stretch(const stretch *at, double length) {
    static const double x[6] = {0.1252334085114689, 0.3678314989981802, 0.5873179542866175,
                                0.7699026741943047, 0.9041172563704749, 0.9815606342467193};
    static const double w[6] = {0.2491470458134028, 0.2334925365383548, 0.2031674267230659,
                                0.1600783285433462, 0.1069393259953184, 0.0471753363865118};
    double sum = 0.0, pieces = ceil(length / 0.5), half = 0.5 * length / pieces;
    for (double k = 0.0; k < pieces; k += 1.0)
        for (int i = 0; i < 6; i++) sum += w[i] * half * (at->rate((2.0 * k + 1.0 - x[i]) * half, at) + at->rate((2.0 * k + 1.0 + x[i]) * half, at));
    return sum;
}

/** The stretches of a history, one after the other. */
static void follow(feedback *f, stretch at, const bri_record *record) {
    double before = 0.0, since[2] = {0.0, 0.0};
    for (uint64_t i = 0; i <= record->event_count; i++) {
        double time = i < record->event_count ? record->events[i].time : record->end_time;
        for (at.which = 0; at.which < 2; at.which++) since[at.which] += time > before ? integrate_stretch(&at, time - before) : 0.0;
        if (i == record->event_count) break;
        uint32_t action = record->events[i].action;
        uniforms_add(&f->gap[action], -expm1(-since[action]));
        f->compensator[action] += since[action];
        f->events[action] += 1.0;
        since[action] = 0.0;
        at.jump(&at, time - before, action);
        before = time;
    }
    for (int which = 0; which < 2; which++) f->compensator[which] += since[which]; /* of the last, censored stretch */
}

static void verdict_of_residuals(feedback *f, int which, const char *const names[3]) {
    verdict_uncorrelated(&f->gap[which], names[0]);
    verdict_uniform(&f->gap[which], names[1]);
    verdict_z(names[2], f->compensator[which], f->events[which] / f->compensator[which], 1.0, 1.0);
}

/** Two decisions that read two relaxing variables, each of which both move. */
static double coupled_rate(double s, const stretch *at) {
    double u = at->u * exp(-DECAY(3.0) * s), v = 0.2 + (at->v - 0.2) * exp(-DECAY(1.0) * s);
    return at->which == 0 ? 0.6 * exp(0.9 * u - 0.7 * v) : 0.4 * exp(0.5 * v);
}

static void coupled_jump(stretch *at, double passed, uint32_t action) {
    at->u = at->u * exp(-DECAY(3.0) * passed) + (action == 0 ? 0.15 : -0.2);
    at->v = 0.2 + (at->v - 0.2) * exp(-DECAY(1.0) * passed);
    at->v = action == 0 ? at->v + 0.8 : at->v * 0.5;
}

static void visit_coupled(void *context, const bri_record *record) {
    follow(context, (stretch){.v = 0.2, .rate = coupled_rate, .jump = coupled_jump}, record);
}

/** Events of long histories: the one stretch that the end of each cuts off does not matter to the law of the others. */
static void test_paths__residuals_with_feedback_are_exponential(uint64_t seed) {
    static const char *const names[2][3] = {{"one: neighbouring residuals", "one: residuals (KS)", "one: events minus compensator"},
                                            {"other: neighbouring residuals", "other: residuals (KS)", "other: events minus compensator"}};
    static const trial setup = {
        .text = "variables = { u = { initial = 0; half_life = `3 d`; baseline = 0; }; v = { initial = 0.2; baseline = 0.2; half_life = `1 d`; }; }; "
                "actions = { one = { actor = `A`; effects = (`u += 0.15`, `v += 0.8`); }; "
                "other = { actor = `B`; effects = (`u -= 0.2`, `v *= 0.5`); }; }; "
                "decisions = { ones = { action = `one`; model = { kind = `hazard`; rate = `0.6/d * exp(0.9*u - 0.7*v)`; }; }; "
                "others = { action = `other`; model = { kind = `hazard`; rate = `0.4/d * exp(0.5*v)`; }; }; };",
        .days = 20000,
        .keeps_events = true,
        .replications = 110};
    feedback f = {.compensator = {0.0}};
    trial_run(&setup, seed, visit_coupled, &f);
    for (int which = 0; which < 2; which++) {
        verdict_of_residuals(&f, which, names[which]);
        uniforms_clear(&f.gap[which]);
    }
}

/** A lognormal renewal of mean 6 d, sigma 0.8, quickened by a variable that another decision shakes: rate h(age) exp(0.8 u). */
static double modulated_rate(double s, const stretch *at) {
    if (at->which == 1) return 0.3;
    double zeta = log(6.0) - 0.32, age = at->age + s;
    if (age <= 0.0) return 0.0;
    return gsl_ran_lognormal_pdf(age, zeta, 0.8) / gsl_cdf_lognormal_Q(age, zeta, 0.8) * exp(0.8 * at->u * exp(-DECAY(4.0) * s));
}

static void modulated_jump(stretch *at, double passed, uint32_t action) {
    at->u = at->u * exp(-DECAY(4.0) * passed) + (action == 1 ? 0.5 : 0.0);
    at->age = action == 0 ? 0.0 : at->age + passed;
}

static void visit_modulated(void *context, const bri_record *record) {
    follow(context, (stretch){.rate = modulated_rate, .jump = modulated_jump}, record);
}

static void test_paths__modulated_renewal_by_loglinear(uint64_t seed) {
    static const char *const names[3] = {"neighbouring residuals", "residuals (KS)", "events minus compensator"};
    static const trial setup = {.text = "variables = { u = { initial = 0; half_life = `4 d`; baseline = 0; }; }; "
                                        "actions = { test = { actor = `A`; }; shake = { actor = `B`; effects = (`u += 0.5`); }; }; "
                                        "decisions = { tests = { action = `test`; model = { kind = `loglinear`; baseline = `1/(6 d)`; age = { kind = "
                                        "`lognormal`; sigma = 0.8; }; "
                                        "terms = ( { of = `u`; weight = 0.8; } ); }; }; "
                                        "shakes = { action = `shake`; model = { kind = `poisson`; rate = `0.3/d`; }; }; };",
                                .days = 20000,
                                .keeps_events = true,
                                .replications = 140};
    feedback f = {.compensator = {0.0}};
    trial_run(&setup, seed, visit_modulated, &f);
    verdict_of_residuals(&f, 0, names);
    uniforms_clear(&f.gap[0]);
    uniforms_clear(&f.gap[1]);
}

/** Strain grows by 0.25 a day and every event releases 0.5 of it: rate 0.4/d exp(strain) (self-correcting, Isham & Westcott 1979). */
static double strained_rate(double s, const stretch *at) {
    return at->which == 1 ? 0.3 : 0.4 * exp(at->u + 0.25 * s);
}

static void strained_jump(stretch *at, double passed, uint32_t action) {
    at->u += 0.25 * passed - (action == 0 ? 0.5 : -0.1);
}

static void visit_strained(void *context, const bri_record *record) {
    follow(context, (stretch){.rate = strained_rate, .jump = strained_jump}, record);
}

static void test_paths__ramp_that_its_events_set_back(uint64_t seed) {
    static const char *const names[3] = {"neighbouring residuals", "residuals (KS)", "events minus compensator"};
    static const trial setup = {
        .text = "variables = { y = { initial = 0; slope = `0.25/d`; range = [-20, 20]; }; }; "
                "actions = { slip = { actor = `A`; effects = (`y -= 0.5`); }; shake = { actor = `B`; effects = (`y += 0.1`); }; }; "
                "decisions = { slips = { action = `slip`; "
                "model = { kind = `loglinear`; baseline = `0.4/d`; terms = ( { of = `y`; weight = 1; } ); }; }; "
                "shakes = { action = `shake`; model = { kind = `poisson`; rate = `0.3/d`; }; }; };",
        .days = 20000,
        .keeps_events = true,
        .replications = 70};
    feedback f = {.compensator = {0.0}};
    trial_run(&setup, seed, visit_strained, &f);
    verdict_of_residuals(&f, 0, names);
    uniforms_clear(&f.gap[0]);
    uniforms_clear(&f.gap[1]);
}

/* ---- Hawkes, from relaxing variable and linear rate ---- */

static void visit_count(void *context, const bri_record *record) {
    tally_add(context, (double)record->event_count);
}

/** mu = 1.5, alpha = 0.6, beta = 2: each event adds alpha beta = 1.2 to what decays at rate 2, a half-life of ln 2 / 2. */
static void test_paths__self_excitation_from_an_empty_history(uint64_t seed) {
    static const trial setup = {.text = "variables = { y = { initial = 0; baseline = 0; half_life = `0.34657359027997265 d`; }; }; "
                                        "actions = { pulse = { actor = `A`; effects = (`y += 1.2`); }; }; " BY_HAZARD("1.5/d + y/(1 d)"),
                                .days = 7,
                                .replications = 200000};
    tally count = {.reference = ref_hawkes(1.5, 0.6, 2.0, 7.0)};
    trial_run(&setup, seed, visit_count, &count);
    verdict_moments(&count, "count by 7 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_paths__log_linear_hazard_of_a_decaying_variable,
                  "compensator by the exponential integral: count Poisson, times and residuals uniform (Brown et al. 2002)"),
        STAT_CASE(test_paths__model_loglinear_is_the_same, "the same compensator"),
        STAT_CASE(test_paths__rate_falls_by_a_thousand, "the same, over ten strips of the field downwards"),
        STAT_CASE(test_paths__rate_rises_by_a_thousand, "the same, upwards"),
        STAT_CASE(test_paths__drifting_variable, "quadratic compensator"),
        STAT_CASE(test_paths__log_linear_hazard_of_a_ramp, "compensator of an exponential (Gompertz 1825)"),
        STAT_CASE(test_paths__effects_on_fixed_dates, "exponential integrals between the dates"),
        STAT_CASE(test_paths__effects_at_threshold_crossings, "exponential integrals between the instants of crossing, which are known"),
        STAT_CASE(test_paths__cosine_of_the_year, "compensator of a cosine; 365 days"),
        STAT_CASE(test_paths__seasons_and_months, "piecewise linear compensator, dates of 2017"),
        STAT_CASE(test_paths__residuals_with_feedback_are_exponential,
                  "compensator of the events by Gauss-Legendre: residuals exponential, count minus compensator a martingale"),
        STAT_CASE(test_paths__modulated_renewal_by_loglinear, "the same for lognormal_hazard(age) exp(0.8 u)"),
        STAT_CASE(test_paths__ramp_that_its_events_set_back, "self-correcting process (Isham & Westcott 1979): residuals, martingale"),
        STAT_CASE(test_paths__self_excitation_from_an_empty_history,
                  "Hawkes process: count's mean and variance from the closed system of joint moments"),
    };
    return verdict_main("paths", cases, sizeof cases / sizeof cases[0]);
}
