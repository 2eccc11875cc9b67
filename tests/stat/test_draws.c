/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every draw of the language, as marks of events. Continuous laws: mean and variance from their density by quadrature, and the distribution by
 * chi-squared on 100 equally likely bins and by Kolmogorov-Smirnov. Whole-numbered ones: the law, its mean and its variance.
 * Parameters are such that even x^2 has tails light enough for the normal approximation of a mean. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lang/draws.h"
#include "trial.h"

/** About 1000 events a replication, whose only mark is the draw. */
static void run_marked(const char *draw, uint64_t seed, trial_visit visit, void *context) {
    char text[400];
    snprintf(text, sizeof text,
             "actions = { draw = { actor = `A`; marks = { x = `%s`; }; }; }; "
             "decisions = { draws = { action = `draw`; model = { kind = `poisson`; rate = `1000/d`; }; }; };",
             draw);
    trial setup = {.text = text, .days = 1, .keeps_events = true, .replications = 200};
    trial_run(&setup, seed, visit, context);
}

/* ---- continuous laws ---- */

typedef double (*law_function)(double x, double a, double b);

typedef struct continuous {
    const char *text;
    law_function cdf, pdf;
    double a, b;
    double low, high;
    bool has_no_moments;
} continuous;

/** GSL's functions of one parameter, or of other ones, as functions of two. */
#define ONE(name)                                                                                                                                    \
    static double name##_cdf(double x, double a, double b) {                                                                                         \
        (void)b;                                                                                                                                     \
        return gsl_cdf_##name##_P(x, a);                                                                                                             \
    }                                                                                                                                                \
    static double name##_pdf(double x, double a, double b) {                                                                                         \
        (void)b;                                                                                                                                     \
        return gsl_ran_##name##_pdf(x, a);                                                                                                           \
    }
ONE(exponential)
ONE(cauchy)
ONE(chisq)
ONE(tdist)
ONE(laplace)
ONE(logistic)
ONE(rayleigh)

static double normal_cdf(double x, double mean, double sd) {
    return gsl_cdf_gaussian_P(x - mean, sd);
}
static double normal_pdf(double x, double mean, double sd) {
    return gsl_ran_gaussian_pdf(x - mean, sd);
}

static double inverse_gaussian_pdf(double x, double mean, double shape) {
    return x <= 0.0 ? 0.0 : sqrt(shape / (2.0 * M_PI * x * x * x)) * exp(-shape * (x - mean) * (x - mean) / (2.0 * mean * mean * x));
}

static double loglogistic_pdf(double x, double shape, double scale) {
    double f = ref_loglogistic_cdf(x, shape, scale);
    return x <= 0.0 ? 0.0 : shape / x * f * (1.0 - f);
}

static const continuous laws[] = {
    {"normal(2, 3)", normal_cdf, normal_pdf, 2.0, 3.0, -INFINITY, INFINITY, false},
    {"lognormal(0.3, 0.5)", gsl_cdf_lognormal_P, gsl_ran_lognormal_pdf, 0.3, 0.5, 0.0, INFINITY, false},
    {"gamma(2.5, 1.5)", gsl_cdf_gamma_P, gsl_ran_gamma_pdf, 2.5, 1.5, 0.0, INFINITY, false},
    {"gamma(0.4, 2)", gsl_cdf_gamma_P, gsl_ran_gamma_pdf, 0.4, 2.0, 0.0, INFINITY, false},
    {"weibull(2, 1.6)", gsl_cdf_weibull_P, gsl_ran_weibull_pdf, 2.0, 1.6, 0.0, INFINITY, false},
    {"exponential(1.7)", exponential_cdf, exponential_pdf, 1.7, 0.0, 0.0, INFINITY, false},
    {"uniform(-1, 4)", gsl_cdf_flat_P, gsl_ran_flat_pdf, -1.0, 4.0, -1.0, 4.0, false},
    {"beta(2, 3.5)", gsl_cdf_beta_P, gsl_ran_beta_pdf, 2.0, 3.5, 0.0, 1.0, false},
    {"beta(0.5, 0.7)", gsl_cdf_beta_P, gsl_ran_beta_pdf, 0.5, 0.7, 0.0, 1.0, false},
    {"pareto(12, 2)", gsl_cdf_pareto_P, gsl_ran_pareto_pdf, 12.0, 2.0, 2.0, INFINITY, false},
    {"cauchy(1.5)", cauchy_cdf, cauchy_pdf, 1.5, 0.0, -INFINITY, INFINITY, true},
    {"chisq(3)", chisq_cdf, chisq_pdf, 3.0, 0.0, 0.0, INFINITY, false},
    {"tdist(14)", tdist_cdf, tdist_pdf, 14.0, 0.0, -INFINITY, INFINITY, false},
    {"laplace(1.3)", laplace_cdf, laplace_pdf, 1.3, 0.0, -INFINITY, INFINITY, false},
    {"logistic_draw(0.8)", logistic_cdf, logistic_pdf, 0.8, 0.0, -INFINITY, INFINITY, false},
    {"rayleigh(1.4)", rayleigh_cdf, rayleigh_pdf, 1.4, 0.0, 0.0, INFINITY, false},
    {"gumbel1(1.5, 2)", gsl_cdf_gumbel1_P, gsl_ran_gumbel1_pdf, 1.5, 2.0, -INFINITY, INFINITY, false},
    {"inverse_gaussian(3, 5)", ref_inverse_gaussian_cdf, inverse_gaussian_pdf, 3.0, 5.0, 0.0, INFINITY, false},
    {"loglogistic(14, 2)", ref_loglogistic_cdf, loglogistic_pdf, 14.0, 2.0, 0.0, INFINITY, false},
};

typedef struct power {
    const continuous *law;
    int exponent;
    double side; /* -1: the half line below 0 */
} power;

static double weighted_density(double x, const void *context) {
    const power *p = context;
    double at = p->side * x;
    return pow(at, p->exponent) * p->law->pdf(at, p->law->a, p->law->b);
}

static double raw_moment(const continuous *law, int exponent) {
    power up = {law, exponent, 1.0}, down = {law, exponent, -1.0};
    if (isinf(law->low)) return ref_integral(weighted_density, &up, 0.0, law->high) + ref_integral(weighted_density, &down, 0.0, INFINITY);
    return ref_integral(weighted_density, &up, law->low, law->high);
}

typedef struct drawn {
    const continuous *law;
    tally moments;
    uniforms ranks;
} drawn;

static void visit_continuous(void *context, const bri_record *record) {
    drawn *d = context;
    for (uint64_t i = 0; i < record->event_count; i++) {
        tally_add(&d->moments, record->marks[i]);
        uniforms_add(&d->ranks, d->law->cdf(record->marks[i], d->law->a, d->law->b));
    }
}

static void compare_continuous(const continuous *law, uint64_t seed) {
    char what[80];
    double raw[4];
    drawn d = {.law = law};
    for (int k = 1; k <= 4 && !law->has_no_moments; k++) raw[k - 1] = raw_moment(law, k);
    if (!law->has_no_moments) d.moments.reference = ref_moments_of_raw(raw);
    verdict_require(fabs(raw_moment(law, 0) - 1.0) < 1e-8, "the density of %s does not integrate to 1", law->text);
    run_marked(law->text, seed, visit_continuous, &d);
    if (!law->has_no_moments) verdict_moments(&d.moments, law->text);
    snprintf(what, sizeof what, "bins of %s", law->text);
    verdict_uniform_cells(&d.ranks, what, 100);
    snprintf(what, sizeof what, "distribution of %s", law->text);
    verdict_uniform(&d.ranks, what);
    uniforms_clear(&d.ranks);
}

static void test_draws__continuous_laws(uint64_t seed) {
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) compare_continuous(&laws[i], seed);
}

/* ---- whole numbers ---- */

static double poisson_pmf(unsigned k, const double *c) {
    return gsl_ran_poisson_pdf(k, c[0]);
}
static double binomial_pmf(unsigned k, const double *c) {
    return gsl_ran_binomial_pdf(k, c[0], (unsigned)c[1]);
}
static double geometric_pmf(unsigned k, const double *c) {
    return gsl_ran_geometric_pdf(k, c[0]);
}
static double negative_binomial_pmf(unsigned k, const double *c) {
    return gsl_ran_negative_binomial_pdf(k, c[0], c[1]);
}
static double table_pmf(unsigned k, const double *c) {
    return k < 5 ? c[k] : 0.0;
}

static void visit_whole(void *context, const bri_record *record) {
    for (uint64_t i = 0; i < record->event_count; i++) snapshot_add(context, record->marks[i]);
}

static const struct {
    const char *text;
    double (*pmf)(unsigned k, const double *c);
    double c[5];
} whole[] = {
    {"poisson(0.6)", poisson_pmf, {0.6}},
    {"poisson(31.5)", poisson_pmf, {31.5}},
    {"bernoulli(0.3)", table_pmf, {0.7, 0.3}},
    {"binomial(0.3, 12)", binomial_pmf, {0.3, 12.0}},
    {"binomial(0.55, 90)", binomial_pmf, {0.55, 90.0}},
    {"geometric(0.2)", geometric_pmf, {0.2}},
    {"negative_binomial(0.4, 2.5)", negative_binomial_pmf, {0.4, 2.5}},
    {"discrete(1, 2, 0, 3, 4)", table_pmf, {0.1, 0.2, 0.0, 0.3, 0.4}},
    {"pick(0, 4, 1, 4, 3)", table_pmf, {0.2, 0.2, 0.0, 0.2, 0.4}},
};

/** Is a draw function among the laws? */
static bool is_tested(const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++)
        if (strncmp(laws[i].text, name, length) == 0 && laws[i].text[length] == '(') return true;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        if (strncmp(whole[i].text, name, length) == 0 && whole[i].text[length] == '(') return true;
    return false;
}

static void test_draws__whole_numbers(uint64_t seed) {
    enum { CELLS = 200 };
    static const char *const names[] = {
#define NAME(name) #name,
        BRI_DRAWS(NAME)
#undef NAME
            "discrete",
        "pick"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) verdict_require(is_tested(names[i]), "no test of the draw %s", names[i]);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        double p[CELLS];
        for (unsigned k = 0; k < CELLS; k++) p[k] = whole[i].pmf(k, whole[i].c);
        snapshot s = snapshot_new(p, CELLS);
        run_marked(whole[i].text, seed, visit_whole, &s);
        snapshot_verdict(&s, whole[i].text);
    }
}

/* ---- draws are independent of each other, and of when and how often they happen ---- */

typedef struct pairs {
    uniforms in_order;
    tally marks, with_gap;
} pairs;

static void visit_pairs(void *context, const bri_record *record) {
    pairs *p = context;
    double before = 0.0;
    for (uint64_t i = 0; i < record->event_count; i++) {
        double u = record->marks[2 * i], v = record->marks[2 * i + 1], gap = 1000.0 * (record->events[i].time - before);
        uniforms_add(&p->in_order, u);
        tally_add(&p->marks, (u - 0.5) * (v - 0.5));
        tally_add(&p->with_gap, (u - 0.5) * (gap - 1.0));
        before = record->events[i].time;
    }
}

static void test_draws__marks_are_independent(uint64_t seed) {
    static const trial setup = {.text = "actions = { draw = { actor = `A`; marks = { u = `uniform(0, 1)`; v = `uniform(0, 1)`; }; }; }; "
                                        "decisions = { draws = { action = `draw`; model = { kind = `poisson`; rate = `1000/d`; }; }; };",
                                .days = 1,
                                .keeps_events = true,
                                .replications = 500};
    pairs p = {.marks = {.reference = {0.0, 1.0 / 144.0, 0.0}}, .with_gap = {.reference = {0.0, 1.0 / 12.0, 0.0}}};
    trial_run(&setup, seed, visit_pairs, &p);
    verdict_mean(&p.marks, "two marks of an event");
    verdict_mean(&p.with_gap, "mark and waiting time");
    verdict_uncorrelated(&p.in_order, "marks of neighbouring events");
    uniforms_clear(&p.in_order);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_draws__continuous_laws, "densities and distribution functions of GSL; inverse Gaussian and log-logistic in closed form"),
        STAT_CASE(test_draws__whole_numbers, "probabilities of GSL, tables"),
        STAT_CASE(test_draws__marks_are_independent, "covariances 0: marks of an event, of neighbours, mark and waiting time"),
    };
    return verdict_main("draws", cases, sizeof cases / sizeof cases[0]);
}
