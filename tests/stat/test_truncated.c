/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws kept between two ends, as marks of events: of continuous laws the rank within the interval is uniform (chi-squared on 100 equally likely
 * bins, and Kolmogorov-Smirnov); of whole numbers the law is compared. Ends lie about the middle, to one side, and far out in a tail. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

#include "trial.h"

/** About 1000 events a replication, whose only mark is the draw. */
static void run_marked(const char *draw, uint64_t seed, trial_visit visit, void *context) {
    char text[400];
    snprintf(text, sizeof text,
             "actions = { draw = { actor = `A`; marks = { x = `%s`; }; }; }; "
             "decisions = { draws = { action = `draw`; model = { kind = `poisson`; rate = `1000/d`; }; }; };",
             draw);
    trial setup = {.text = text, .days = 1, .keeps_events = true, .replications = 100};
    trial_run(&setup, seed, visit, context);
}

/* ---- continuous laws ---- */

/** A tail of a law: probability of what is above x, or below it. */
typedef double (*tail)(double x, double a, double b);

#define ONE(name, side)                                                                                                                              \
    static double name##_##side(double x, double a, double b) {                                                                                      \
        (void)b;                                                                                                                                     \
        return gsl_cdf_##name##_##side(x, a);                                                                                                        \
    }
ONE(exponential, Q)
ONE(cauchy, Q)
ONE(chisq, P)
ONE(tdist, Q)
ONE(laplace, P)
ONE(logistic, P)
ONE(rayleigh, Q)

static double normal_P(double x, double mean, double sd) { return gsl_cdf_gaussian_P(x - mean, sd); }
static double normal_Q(double x, double mean, double sd) { return gsl_cdf_gaussian_Q(x - mean, sd); }

static const struct truncated {
    const char *text;
    tail tail; /* the one that keeps its digits */
    double a, b, low, high;
} laws[] = {
    {"truncated(normal(0, 1), -1, 2)", normal_P, 0.0, 1.0, -1.0, 2.0},
    {"truncated(normal(2, 3), 38, 41)", normal_Q, 2.0, 3.0, 38.0, 41.0}, /* 12 standard deviations out */
    {"truncated(normal(2, 3), -inf, -30)", normal_P, 2.0, 3.0, -INFINITY, -30.0},
    {"truncated(lognormal(0.3, 0.5), 1, 2)", gsl_cdf_lognormal_P, 0.3, 0.5, 1.0, 2.0},
    {"truncated(exponential(1.7), 300, inf)", exponential_Q, 1.7, 0.0, 300.0, INFINITY},
    {"truncated(exponential(1.7), -1, 1)", exponential_Q, 1.7, 0.0, 0.0, 1.0},
    {"truncated(weibull(2, 1.6), 1, 3)", gsl_cdf_weibull_Q, 2.0, 1.6, 1.0, 3.0},
    {"truncated(rayleigh(1.4), 1, 2)", rayleigh_Q, 1.4, 0.0, 1.0, 2.0},
    {"truncated(pareto(12, 2), 2.5, 4)", gsl_cdf_pareto_Q, 12.0, 2.0, 2.5, 4.0},
    {"truncated(cauchy(1.5), 3, 50)", cauchy_Q, 1.5, 0.0, 3.0, 50.0},
    {"truncated(laplace(1.3), -90, -70)", laplace_P, 1.3, 0.0, -90.0, -70.0},
    {"truncated(logistic_draw(0.8), -1, 9)", logistic_P, 0.8, 0.0, -1.0, 9.0},
    {"truncated(gumbel1(1.5, 2), 0, 1)", gsl_cdf_gumbel1_P, 1.5, 2.0, 0.0, 1.0},
    {"truncated(loglogistic(14, 2), 2.2, 3)", ref_loglogistic_cdf, 14.0, 2.0, 2.2, 3.0},
    {"truncated(uniform(-1, 4), 0, 9)", gsl_cdf_flat_P, -1.0, 4.0, 0.0, 4.0},
    {"truncated(gamma(2.5, 1.5), 1, 2)", gsl_cdf_gamma_P, 2.5, 1.5, 1.0, 2.0},
    {"truncated(beta(2, 3.5), 0.5, 1)", gsl_cdf_beta_Q, 2.0, 3.5, 0.5, 1.0},
    {"truncated(chisq(3), 0, 1)", chisq_P, 3.0, 0.0, 0.0, 1.0},
    {"truncated(tdist(14), 1, inf)", tdist_Q, 14.0, 0.0, 1.0, INFINITY},
    {"truncated(inverse_gaussian(3, 5), 4, 9)", ref_inverse_gaussian_cdf, 3.0, 5.0, 4.0, 9.0},
};

typedef struct drawn {
    const struct truncated *law;
    uniforms ranks;
} drawn;

static void visit_continuous(void *context, const bri_record *record) {
    drawn *d = context;
    const struct truncated *law = d->law;
    double from = isinf(law->low) ? 0.0 : law->tail(law->low, law->a, law->b), to = isinf(law->high) ? 0.0 : law->tail(law->high, law->a, law->b);
    for (uint64_t i = 0; i < record->event_count; i++) {
        double x = record->marks[i];
        verdict_require(x >= law->low && x <= law->high, "%s gave %.17g", law->text, x);
        uniforms_add(&d->ranks, (law->tail(x, law->a, law->b) - from) / (to - from));
    }
}

static void test_truncated__continuous_laws(uint64_t seed) {
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        char what[80];
        drawn d = {.law = &laws[i]};
        run_marked(laws[i].text, seed, visit_continuous, &d);
        snprintf(what, sizeof what, "bins of %s", laws[i].text);
        verdict_uniform_cells(&d.ranks, what, 100);
        snprintf(what, sizeof what, "distribution of %s", laws[i].text);
        verdict_uniform(&d.ranks, what);
        uniforms_clear(&d.ranks);
    }
}

/* ---- whole numbers ---- */

static void visit_whole(void *context, const bri_record *record) {
    for (uint64_t i = 0; i < record->event_count; i++) histogram_add(context, record->marks[i]);
}

static void test_truncated__whole_numbers(uint64_t seed) {
    enum { CELLS = 12 };
    static const struct {
        const char *text;
        unsigned low, high;
        double table[5];
    } whole[] = {
        {"truncated(geometric(0.2), 2.5, 6)", 3, 6, {0}},
        {"truncated(poisson(4), 2, 5)", 2, 5, {0}},
        {"truncated(binomial(0.3, 11), 4, 20)", 4, 11, {0}},
        {"truncated(negative_binomial(0.4, 2.5), 0, 1.5)", 0, 1, {0}},
        {"truncated(discrete(1, 2, 0, 3, 4), 1, 3)", 1, 3, {0.0, 2.0, 0.0, 3.0, 0.0}},
        {"truncated(pick(0, 4, 1, 4, 3), 1, 9)", 1, 9, {0.0, 1.0, 0.0, 1.0, 2.0}},
    };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        double p[CELLS] = {0}, sum = 0.0;
        for (unsigned k = whole[i].low; k <= whole[i].high; k++) {
            const double pmf[] = {gsl_ran_geometric_pdf(k, 0.2), gsl_ran_poisson_pdf(k, 4.0), gsl_ran_binomial_pdf(k, 0.3, 11),
                                  gsl_ran_negative_binomial_pdf(k, 0.4, 2.5)};
            p[k] = i < 4 ? pmf[i] : k < 5 ? whole[i].table[k] : 0.0;
            sum += p[k];
        }
        for (unsigned k = 0; k < CELLS; k++) p[k] /= sum;
        histogram h = histogram_new(CELLS);
        run_marked(whole[i].text, seed, visit_whole, &h);
        verdict_histogram(&h, whole[i].text, p);
    }
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_truncated__continuous_laws, "rank within the interval by distribution functions of GSL: uniform"),
        STAT_CASE(test_truncated__whole_numbers, "probabilities of GSL and tables, cut and scaled"),
    };
    return verdict_main("truncated", cases, sizeof cases / sizeof cases[0]);
}
