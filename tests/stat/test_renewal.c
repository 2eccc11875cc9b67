/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renewal counts: P(N(t) = k) from convolutions of the gap's law (Cox 1962), for every law of the model renewal; a clock that has already run; a
 * refractory time; and the same law through its hazard, which must give the same counts. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "trial.h"

enum { COUNTS = 24, DAYS = 40, STEPS = 2000 };

#define CLOCK(model) "actions = { tick = { actor = `A`; }; }; decisions = { ticks = { action = `tick`; model = { " model " }; }; };"

static double exponential_cdf(double x, const void *context) {
    return -expm1(-x / *(const double *)context);
}
static double weibull_cdf(double x, const void *c) {
    return gsl_cdf_weibull_P(x, ((const double *)c)[0], ((const double *)c)[1]);
}
static double gamma_cdf(double x, const void *c) {
    return gsl_cdf_gamma_P(x, ((const double *)c)[0], ((const double *)c)[1]);
}
static double lognormal_cdf(double x, const void *c) {
    return x > 0.0 ? gsl_cdf_lognormal_P(x, log(((const double *)c)[0]), ((const double *)c)[1]) : 0.0;
}
static double loglogistic_cdf(double x, const void *c) {
    return ref_loglogistic_cdf(x, ((const double *)c)[0], ((const double *)c)[1]);
}
static double inverse_gaussian_cdf(double x, const void *c) {
    return ref_inverse_gaussian_cdf(x, ((const double *)c)[0], ((const double *)c)[1]);
}
static double uniform_cdf(double x, const void *c) {
    const double *range = c;
    return fmin(fmax((x - range[0]) / (range[1] - range[0]), 0.0), 1.0);
}

static void visit_count(void *context, const bri_record *record) {
    snapshot_add(context, (double)record->event_count);
}

/** Three comparisons of the count by the end. */
static void compare(const char *text, uint64_t n, uint64_t seed, ref_law first, ref_law gap, const char *what) {
    double p[COUNTS];
    ref_renewal(p, COUNTS, first, gap, DAYS, STEPS);
    snapshot count = snapshot_new(p, COUNTS);
    trial setup = {.text = text, .days = DAYS, .replications = n};
    trial_run(&setup, seed, visit_count, &count);
    snapshot_verdict(&count, what);
}

static void test_renewal__counts_of_every_law(uint64_t seed) {
    static const struct {
        const char *text, *what;
        ref_function cdf;
        double c[2];
    } laws[] = {
        {CLOCK("kind = `renewal`; law = `exponential`; mean = `6 d`;"), "exponential", exponential_cdf, {6.0, 0.0}},
        {CLOCK("kind = `renewal`; law = `weibull`; shape = 1.6; scale = `7 d`;"), "weibull", weibull_cdf, {7.0, 1.6}},
        {CLOCK("kind = `renewal`; law = `gamma`; shape = 2.5; scale = `3 d`;"), "gamma", gamma_cdf, {2.5, 3.0}},
        {CLOCK("kind = `renewal`; law = `lognormal`; median = `5 d`; sigma = 0.8;"), "lognormal", lognormal_cdf, {5.0, 0.8}},
        {CLOCK("kind = `renewal`; law = `loglogistic`; shape = 3; scale = `6 d`;"), "loglogistic", loglogistic_cdf, {3.0, 6.0}},
        {CLOCK("kind = `renewal`; law = `inverse_gaussian`; mean = `6 d`; shape = `9 d`;"), "inverse Gaussian", inverse_gaussian_cdf, {6.0, 9.0}},
        {CLOCK("kind = `renewal`; law = `uniform`; low = `2 d`; high = `12 d`;"), "uniform", uniform_cdf, {2.0, 12.0}},
    };
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        ref_law law = {laws[i].cdf, laws[i].c};
        compare(laws[i].text, 150000, seed, law, law, laws[i].what);
    }
}

/* ---- variations on the lognormal ---- */

static const double lognormal[2] = {5.0, 0.8};
static const ref_law lognormal_law = {lognormal_cdf, lognormal};

/** Given that more than 6 d have passed since the last renewal. */
static double elapsed_cdf(double x, const void *c) {
    double before = lognormal_cdf(6.0, c);
    return (lognormal_cdf(x + 6.0, c) - before) / (1.0 - before);
}

static void test_renewal__clock_that_has_run_for_some_time(uint64_t seed) {
    compare(CLOCK("kind = `renewal`; law = `lognormal`; median = `5 d`; sigma = 0.8; elapsed = `6 d`;"), 300000, seed,
            (ref_law){elapsed_cdf, lognormal}, lognormal_law, "count with 6 d elapsed");
}

/** A gap is the refractory time and a draw more. */
static double refractory_cdf(double x, const void *c) {
    return lognormal_cdf(x - 2.0, c);
}

static void test_renewal__refractory_time(uint64_t seed) {
    ref_law gap = {refractory_cdf, lognormal};
    compare(CLOCK("kind = `renewal`; law = `lognormal`; median = `5 d`; sigma = 0.8; refractory = `2 d`;"), 300000, seed, gap, gap,
            "count with 2 d refractory");
}

/** The same law through its hazard: hazard by formula, and loglinear with age. */
static void test_renewal__hazard_of_age_is_the_same_law(uint64_t seed) {
    compare(CLOCK("kind = `hazard`; rate = `lognormal_hazard(age, 5 d, 0.8)`;"), 300000, seed, lognormal_law, lognormal_law, "count by hazard");
    compare(CLOCK("kind = `loglinear`; baseline = `1/(5 d * exp(0.8^2/2))`; age = { kind = `lognormal`; sigma = 0.8; };"), 300000, seed,
            lognormal_law, lognormal_law, "count by loglinear with age");
}

#define AGING(age) CLOCK("kind = `loglinear`; baseline = `1/(6 d)`; age = { " age " };")

/** 2 d, in which nothing happens, and 4 d on average. */
static double late_gamma_cdf(double x, const void *c) {
    return x > 2.0 ? gamma_cdf(x - 2.0, c) : 0.0;
}

/** loglinear scales each law of age so that the mean gap is 6 d. */
static void test_renewal__loglinear_with_every_law_of_age(uint64_t seed) {
    const struct {
        const char *text, *what;
        ref_function cdf;
        double c[2];
    } laws[] = {
        {AGING("kind = `exponential`;"), "age: exponential", exponential_cdf, {6.0, 0.0}},
        {AGING("kind = `weibull`; shape = 1.7;"), "age: weibull", weibull_cdf, {6.0 / tgamma(1.0 + 1.0 / 1.7), 1.7}},
        {AGING("kind = `gamma`; shape = 2.2;"), "age: gamma", gamma_cdf, {2.2, 6.0 / 2.2}},
        {AGING("kind = `loglogistic`; shape = 3;"), "age: loglogistic", loglogistic_cdf, {3.0, 6.0 * sin(M_PI / 3.0) / (M_PI / 3.0)}},
        {AGING("kind = `inverse_gaussian`; cv = 0.8;"), "age: inverse Gaussian", inverse_gaussian_cdf, {6.0, 6.0 / (0.8 * 0.8)}},
        {CLOCK("kind = `loglinear`; baseline = `1/(6 d)`; refractory = `2 d`; age = { kind = `gamma`; shape = 2.2; };"),
         "age: gamma after 2 d",
         late_gamma_cdf,
         {2.2, 4.0 / 2.2}},
    };
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        ref_law law = {laws[i].cdf, laws[i].c};
        compare(laws[i].text, 60000, seed, law, law, laws[i].what);
    }
}

/* ---- gaps on a lattice ---- */

/** Gaps of 2, 3 or 7 days, each alike: counts by the end by dynamic programming. */
static void lattice_counts(double *p) {
    static const int gap[3] = {2, 3, 7};
    double at[DAYS][COUNTS] = {{1.0}}; /* a renewal on this day is the k-th */
    for (size_t k = 0; k < COUNTS; k++) p[k] = 0.0;
    for (int day = 0; day < DAYS; day++) {
        for (size_t k = 0; k < COUNTS; k++) {
            for (int g = 0; g < 3; g++) {
                if (day + gap[g] >= DAYS)
                    p[k] += at[day][k] / 3.0;
                else if (k + 1 < COUNTS)
                    at[day + gap[g]][k + 1] += at[day][k] / 3.0;
            }
        }
    }
}

static void test_renewal__empirical_gaps(uint64_t seed) {
    static const trial setup = {
        .text = CLOCK("kind = `renewal`; law = `empirical`; gaps = [`2 d`, `3 d`, `7 d`];"), .days = DAYS, .replications = 300000};
    double p[COUNTS];
    lattice_counts(p);
    snapshot count = snapshot_new(p, COUNTS);
    trial_run(&setup, seed, visit_count, &count);
    snapshot_verdict(&count, "count of empirical gaps");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_renewal__counts_of_every_law,
                  "P(N(t) = k) by numerical convolution (Cox 1962), checked with gamma sums and Volterra's equation"),
        STAT_CASE(test_renewal__clock_that_has_run_for_some_time, "the same, the first gap conditioned on 6 d having passed"),
        STAT_CASE(test_renewal__refractory_time, "the same, gaps shifted"),
        STAT_CASE(test_renewal__hazard_of_age_is_the_same_law, "the renewal law again, by lognormal_hazard(age) and by loglinear with age"),
        STAT_CASE(test_renewal__loglinear_with_every_law_of_age, "the same for each law of loglinear's age, scaled to its mean"),
        STAT_CASE(test_renewal__empirical_gaps, "dynamic programming on the lattice of days"),
    };
    return verdict_main("renewal", cases, sizeof cases / sizeof cases[0]);
}
