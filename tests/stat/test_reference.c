/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The references against each other: each is computed in two independent ways. Nothing random is in here. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "reference.h"
#include "verdict.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>

static void require_close(double a, double b, double tolerance, const char *what) {
    if (!(fabs(a - b) <= tolerance)) fail_msg("%s: %.17g and %.17g differ by more than %g", what, a, b, tolerance);
}

static void require_equal_laws(const double *p, const double *q, size_t count, double tolerance, const char *what) {
    for (size_t i = 0; i < count; i++) require_close(p[i], q[i], tolerance, what);
}

typedef struct rates {
    double immigration, birth, death;
} rates;

static double up_rate(size_t n, const void *context) {
    const rates *r = context;
    return r->immigration + r->birth * (double)n;
}

static double down_rate(size_t n, const void *context) {
    return ((const rates *)context)->death * (double)n;
}

static const ref_jump linear_jumps[] = {{1, up_rate}, {-1, down_rate}};

static void test_reference__birth_death_is_uniformised_chain(void **state) {
    (void)state;
    enum { STATES = 400 };
    rates r = {0.0, 0.5, 0.4};
    double closed[STATES], chain[STATES] = {[10] = 1.0};
    ref_birth_death(closed, STATES, r.birth, r.death, 10, 3.0);
    ref_chain(chain, STATES, linear_jumps, 2, &r, 3.0);
    require_equal_laws(closed, chain, STATES, 1e-11, "birth and death");
    require_close(closed[0], ref_extinction(r.birth, r.death, 10, 3.0), 1e-13, "extinction");
    ref_moments m = ref_moments_of_pmf(closed, STATES);
    double e = exp((r.birth - r.death) * 3.0);
    require_close(m.mean, 10.0 * e, 1e-8, "mean");
    require_close(m.variance, 10.0 * (r.birth + r.death) / (r.birth - r.death) * e * (e - 1.0), 1e-6, "variance");
}

static void test_reference__immigration_is_uniformised_chain(void **state) {
    (void)state;
    enum { STATES = 300 };
    rates r = {2.0, 0.3, 0.5};
    double closed[STATES], chain[STATES] = {[0] = 1.0};
    ref_immigration(closed, STATES, r.immigration, r.birth, r.death, 4.0);
    ref_chain(chain, STATES, linear_jumps, 2, &r, 4.0);
    require_equal_laws(closed, chain, STATES, 1e-11, "immigration");
}

static double queue_up(size_t n, const void *context) {
    (void)n;
    return ((const double *)context)[0];
}

static double queue_down(size_t n, const void *context) {
    return n > 0 ? ((const double *)context)[1] : 0.0;
}

static void test_reference__mm1_by_bessel_functions_is_uniformised_chain(void **state) {
    (void)state;
    enum { STATES = 200 };
    static const ref_jump jumps[] = {{1, queue_up}, {-1, queue_down}};
    double rate[2] = {0.8, 1.0}, chain[STATES] = {[2] = 1.0};
    ref_chain(chain, STATES, jumps, 2, rate, 5.0);
    for (size_t n = 0; n < 30; n++) require_close(ref_mm1(0.8, 1.0, 2, n, 5.0), chain[n], 1e-10, "M/M/1");
}

/** Before the first delay has passed all births are to come; the mean m' = birth m(t - delay) - death m is known for the second. */
static void test_reference__delayed_births_begin_as_deaths_and_have_the_mean_of_their_equation(void **state) {
    (void)state;
    enum { STATES = 60 };
    double p[STATES], binomial[STATES], birth = 0.6, death = 0.4, delay = 1.5, t = 2.7;
    ref_delayed_births(p, STATES, birth, death, delay, 6, 1.0);
    for (unsigned n = 0; n < STATES; n++) binomial[n] = gsl_ran_binomial_pdf(n, exp(-death), 6);
    require_equal_laws(p, binomial, STATES, 1e-12, "deaths alone");
    ref_delayed_births(p, STATES, birth, death, delay, 6, t);
    require_close(ref_moments_of_pmf(p, STATES).mean, 6.0 * exp(-death * t) * (1.0 + birth * (t - delay) * exp(death * delay)), 1e-9, "delayed mean");
    double whole = 0.0;
    for (int n = 0; n < STATES; n++) whole += p[n];
    require_close(whole, 1.0, 1e-11, "whole law");
    /* A short delay takes from the mean in proportion to itself. */
    double missing[2];
    for (int i = 0; i < 2; i++) {
        ref_delayed_births(p, STATES, birth, death, 0.5 / (i == 0 ? 3.9 : 7.8), 6, 0.5);
        missing[i] = 6.0 * exp((birth - death) * 0.5) - ref_moments_of_pmf(p, STATES).mean;
    }
    require_close(missing[0] / missing[1], 2.0, 0.1, "short delays");
}

static double gamma_cdf(double x, const void *context) {
    const double *shape = context;
    return gsl_cdf_gamma_P(x, *shape, 1.0);
}

static void test_reference__renewal_counts_of_a_gamma_law_are_exact(void **state) {
    (void)state;
    enum { COUNTS = 12 };
    double shape = 2.5, p[COUNTS], exact[COUNTS], t = 8.0, mean = 0.0;
    ref_law law = {gamma_cdf, &shape};
    ref_renewal(p, COUNTS, law, law, t, 800);
    for (size_t k = 0; k < COUNTS; k++) {
        double here = k == 0 ? 1.0 : gsl_cdf_gamma_P(t, (double)k * shape, 1.0);
        exact[k] = here - (k + 1 < COUNTS ? gsl_cdf_gamma_P(t, (double)(k + 1) * shape, 1.0) : 0.0);
        mean += (double)k * exact[k];
    }
    require_equal_laws(p, exact, COUNTS, 1e-7, "renewal counts");
    require_close(ref_renewal_mean(law, t, 800), mean, 1e-5, "renewal function");
}

static double exp_exp(double s, const void *context) {
    const double *a = context;
    return exp(a[0] * exp(-a[1] * s));
}

static void test_reference__compensator_by_exponential_integral_is_quadrature(void **state) {
    (void)state;
    static const double cases[][2] = {{2.0, 0.3}, {-3.0, 1.0}, {6.9, 0.5}, {1e-3, 2.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double exact = ref_integral(exp_exp, cases[i], 0.0, 7.0);
        require_close(ref_exp_exp(cases[i][0], cases[i][1], 7.0), exact, 1e-8 * exact, "exp exp");
    }
}

static void test_reference__hawkes_mean_by_moments_is_closed_form(void **state) {
    (void)state;
    ref_moments m = ref_hawkes(1.5, 0.6, 2.0, 7.0);
    require_close(m.mean, ref_hawkes_mean(1.5, 0.6, 2.0, 7.0), 1e-8, "Hawkes mean");
    ref_moments poisson = ref_hawkes(1.5, 0.0, 2.0, 4.0);
    require_close(poisson.variance, 6.0, 1e-8, "variance without excitation");
    require_close(poisson.fourth, 3.0 * 36.0 + 6.0, 1e-6, "fourth moment without excitation");
}

/** Clusters (Hawkes & Oakes 1974): the log of E exp(theta N) is the integral of mu (F - 1), where F = exp(theta + G) is the transform of a cluster of
 *  age s and G' = alpha beta (F - 1) - beta G; with exponential impacts F = exp(theta) / (1 - G). */
static void clusters(double s, const double *y, double *dyds, const void *context) {
    const double *c = context; /* mu, alpha, beta, theta, is the impact exponential */
    (void)s;
    double excess = c[4] > 0.0 ? exp(c[3]) / (1.0 - y[0]) - 1.0 : expm1(c[3] + y[0]);
    dyds[0] = c[1] * c[2] * excess - c[2] * y[0];
    dyds[1] = c[0] * excess;
}

static double cumulants(double theta, double t, bool has_impact) {
    double c[5] = {1.5, 0.6, 2.0, theta, has_impact}, y[2] = {0.0, 0.0};
    ref_ode(clusters, c, 2, y, 0.0, t);
    return y[1];
}

static void test_reference__hawkes_variance_by_moments_is_that_of_clusters(void **state) {
    (void)state;
    double t = 7.0;
    for (int has_impact = 0; has_impact < 2; has_impact++) {
        double h = has_impact ? 0.003 : 0.006;
        ref_moments m = ref_hawkes_window(&(ref_hawkes_process){1.5, 0.6, 2.0, has_impact}, 0.0, t);
        double even1 = (cumulants(h, t, has_impact) + cumulants(-h, t, has_impact)) / (h * h);
        double even2 = (cumulants(2 * h, t, has_impact) + cumulants(-2 * h, t, has_impact)) / (4 * h * h);
        require_close(m.variance, (4.0 * even1 - even2) / 3.0, 1e-5 * m.variance, "Hawkes variance");
        double cumulant = m.fourth - 3.0 * m.variance * m.variance;
        require_close(cumulant, 4.0 * (even2 - even1) / (h * h), 0.02 * cumulant, "Hawkes fourth cumulant");
    }
}

static void test_reference__hawkes_after_a_long_time_is_stationary(void **state) {
    (void)state;
    ref_moments m = ref_hawkes_window(&(ref_hawkes_process){.mu = 1.5, .alpha = 0.6, .beta = 2.0}, 40.0, 3.0);
    require_close(m.mean, 1.5 / 0.4 * 3.0, 1e-8, "stationary mean");
    require_close(m.variance, ref_hawkes_stationary_variance(1.5, 0.6, 2.0, 3.0), 1e-7, "stationary variance");
}

typedef struct backward {
    const ref_shot_noise *noise;
    double x, level;
    int moment;
} backward;

static double up_moment(const backward *b, double x) {
    double mean, second;
    ref_shot_noise_up(b->noise, x, b->level, &mean, &second);
    return b->moment == 1 ? mean : second;
}

static double after_jump(double j, const void *context) {
    const backward *b = context;
    double density = exp(-j / b->noise->jump) / b->noise->jump;
    if (b->moment == 0) return density * ref_shot_noise_down(b->noise, b->x + j, b->level);
    return density * up_moment(b, b->x + j);
}

/** The generator applied to T at x. */
static double generator(const backward *b, double value, double slope) {
    double until = b->moment == 0 ? 40.0 * b->noise->jump : b->level - b->x;
    return -b->noise->decay * b->x * slope + b->noise->rate * (ref_integral(after_jump, b, 0.0, until) - value);
}

static void test_reference__first_passages_solve_the_backward_equation(void **state) {
    (void)state;
    ref_shot_noise noise = {.rate = 1.2, .decay = 0.7, .jump = 0.5};
    double h = 1e-4;
    for (double x = 0.3; x < 1.5; x += 0.9) {
        backward first = {&noise, x, 1.6, 1}, second = {&noise, x, 1.6, 2}, down = {&noise, x + 1.6, 1.6, 0};
        double slope = (up_moment(&first, x + h) - up_moment(&first, x - h)) / (2.0 * h);
        require_close(generator(&first, up_moment(&first, x), slope), -1.0, 1e-6, "upwards, mean");
        slope = (up_moment(&second, x + h) - up_moment(&second, x - h)) / (2.0 * h);
        require_close(generator(&second, up_moment(&second, x), slope), -2.0 * up_moment(&first, x), 1e-5, "upwards, second moment");
        slope = (ref_shot_noise_down(&noise, down.x + h, 1.6) - ref_shot_noise_down(&noise, down.x - h, 1.6)) / (2.0 * h);
        require_close(generator(&down, ref_shot_noise_down(&noise, down.x, 1.6), slope), -1.0, 1e-6, "downwards, mean");
    }
}

static double ig_pdf(double x, const void *context) {
    const double *c = context;
    return x <= 0.0 ? 0.0 : sqrt(c[1] / (2.0 * M_PI * x * x * x)) * exp(-c[1] * (x - c[0]) * (x - c[0]) / (2.0 * c[0] * c[0] * x));
}

static void test_reference__inverse_gaussian_law_is_integral_of_its_density(void **state) {
    (void)state;
    double c[2] = {3.0, 5.0};
    for (double x = 0.5; x < 12.0; x *= 1.7)
        require_close(ref_inverse_gaussian_cdf(x, c[0], c[1]), ref_integral(ig_pdf, c, 0.0, x), 1e-9, "inverse Gaussian");
}

static void test_reference__kolmogorov_tail_has_known_quantiles(void **state) {
    (void)state;
    require_close(ref_kolmogorov_tail(1.3581), 0.05, 1e-5, "5%");
    require_close(ref_kolmogorov_tail(1.6276), 0.01, 1e-5, "1%");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference__birth_death_is_uniformised_chain),
        cmocka_unit_test(test_reference__immigration_is_uniformised_chain),
        cmocka_unit_test(test_reference__mm1_by_bessel_functions_is_uniformised_chain),
        cmocka_unit_test(test_reference__delayed_births_begin_as_deaths_and_have_the_mean_of_their_equation),
        cmocka_unit_test(test_reference__renewal_counts_of_a_gamma_law_are_exact),
        cmocka_unit_test(test_reference__compensator_by_exponential_integral_is_quadrature),
        cmocka_unit_test(test_reference__hawkes_mean_by_moments_is_closed_form),
        cmocka_unit_test(test_reference__hawkes_variance_by_moments_is_that_of_clusters),
        cmocka_unit_test(test_reference__hawkes_after_a_long_time_is_stationary),
        cmocka_unit_test(test_reference__first_passages_solve_the_backward_equation),
        cmocka_unit_test(test_reference__inverse_gaussian_law_is_integral_of_its_density),
        cmocka_unit_test(test_reference__kolmogorov_tail_has_known_quantiles),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
