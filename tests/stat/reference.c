/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numerics, chains and laws of the references; point processes are in reference_process.c. */
#include "reference.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_expint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what) {
    fprintf(stderr, "reference: %s\n", what);
    exit(EXIT_FAILURE);
}

static double *numbers(size_t count) {
    double *array = calloc(count, sizeof *array);
    if (array == NULL) die("out of memory");
    return array;
}

/* ---- moments ---- */

ref_moments ref_moments_of_pmf(const double *p, size_t count) {
    ref_moments m = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < count; i++) m.mean += p[i] * (double)i;
    for (size_t i = 0; i < count; i++) {
        double d2 = ((double)i - m.mean) * ((double)i - m.mean);
        m.variance += p[i] * d2;
        m.fourth += p[i] * d2 * d2;
    }
    return m;
}

ref_moments ref_moments_of_raw(const double raw[4]) {
    double m = raw[0];
    return (ref_moments){m, raw[1] - m * m, raw[3] - 4.0 * m * raw[2] + 6.0 * m * m * raw[1] - 3.0 * m * m * m * m};
}

/* ---- numerics ---- */

typedef struct integrand {
    ref_function f;
    const void *context;
} integrand;

static double call_integrand(double x, void *self) {
    const integrand *of = self;
    return of->f(x, of->context);
}

double ref_integral(ref_function f, const void *context, double a, double b) {
    integrand self = {f, context};
    gsl_function function = {call_integrand, &self};
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(2000);
    double result = 0.0, error = 0.0;
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int status = isinf(b) ? gsl_integration_qagiu(&function, a, 1e-13, 1e-10, 2000, workspace, &result, &error)
                          : gsl_integration_qags(&function, a, b, 1e-13, 1e-10, 2000, workspace, &result, &error);
    gsl_set_error_handler(handler);
    gsl_integration_workspace_free(workspace);
    if (status != GSL_SUCCESS && !(error <= 1e-9 * fabs(result))) die("a quadrature does not converge");
    return result;
}

typedef struct system_of {
    ref_derivative f;
    const void *context;
} system_of;

static int call_derivative(double t, const double y[], double dydt[], void *self) {
    const system_of *of = self;
    of->f(t, y, dydt, of->context);
    return GSL_SUCCESS;
}

void ref_ode(ref_derivative f, const void *context, size_t count, double *y, double a, double b) {
    system_of self = {f, context};
    gsl_odeiv2_system system = {call_derivative, NULL, count, &self};
    gsl_odeiv2_driver *driver = gsl_odeiv2_driver_alloc_y_new(&system, gsl_odeiv2_step_rk8pd, 1e-6, 1e-14, 1e-12);
    if (gsl_odeiv2_driver_apply(driver, &a, b, y) != GSL_SUCCESS) die("a differential equation does not converge");
    gsl_odeiv2_driver_free(driver);
}

double ref_kolmogorov_tail(double x) {
    if (x < 0.3) return 1.0;
    double sum = 0.0, sign = 1.0;
    for (int k = 1; k < 100; k++, sign = -sign) sum += sign * exp(-2.0 * k * k * x * x);
    return fmin(2.0 * sum, 1.0);
}

/* ---- Markov chains ---- */

/** Each jump's rate in each state; jumps out of the states have rate 0. The greatest total rate is returned. */
static double tabulate_rates(double *rate, size_t states, const ref_jump *jumps, size_t jump_count, const void *context) {
    double greatest = 0.0;
    for (size_t n = 0; n < states; n++) {
        double total = 0.0;
        for (size_t j = 0; j < jump_count; j++) {
            long long to = (long long)n + jumps[j].step;
            double *entry = &rate[n * jump_count + j];
            *entry = to >= 0 && to < (long long)states ? jumps[j].rate(n, context) : 0.0;
            total += *entry;
        }
        greatest = fmax(greatest, total);
    }
    return greatest;
}

/** One step of the uniformised chain. */
static void uniform_step(double *to, const double *from, const double *rate, size_t states, const ref_jump *jumps, size_t jump_count,
                         double uniform) {
    memset(to, 0, states * sizeof *to);
    for (size_t n = 0; n < states; n++) {
        double stays = 1.0;
        for (size_t j = 0; j < jump_count; j++) {
            double chance = rate[n * jump_count + j] / uniform;
            if (chance == 0.0) continue;
            to[(size_t)((long long)n + jumps[j].step)] += chance * from[n];
            stays -= chance;
        }
        to[n] += stays * from[n];
    }
}

void ref_chain(double *p, size_t states, const ref_jump *jumps, size_t jump_count, const void *context, double t) {
    double *rate = numbers(states * jump_count), *now = numbers(states), *next = numbers(states);
    double uniform = tabulate_rates(rate, states, jumps, jump_count, context);
    memcpy(now, p, states * sizeof *p);
    memset(p, 0, states * sizeof *p);
    unsigned last = (unsigned)(uniform * t + 9.0 * sqrt(uniform * t) + 40.0);
    for (unsigned k = 0; k <= last; k++) {
        double weight = gsl_ran_poisson_pdf(k, uniform * t);
        for (size_t n = 0; n < states; n++) p[n] += weight * now[n];
        uniform_step(next, now, rate, states, jumps, jump_count, uniform);
        double *swap = now;
        now = next;
        next = swap;
    }
    free(rate);
    free(now);
    free(next);
}

/** One ancestor's line: extinct with chance `extinct`, else geometric with quotient `quotient`. */
static void one_line(double birth, double death, double t, double *extinct, double *quotient) {
    double e = exp((birth - death) * t);
    *extinct = death * (e - 1.0) / (birth * e - death);
    *quotient = birth * (e - 1.0) / (birth * e - death);
}

void ref_birth_death(double *p, size_t states, double birth, double death, size_t n0, double t) {
    double extinct, quotient;
    one_line(birth, death, t, &extinct, &quotient);
    for (size_t n = 0; n < states; n++) {
        p[n] = 0.0;
        for (size_t alive = 0; alive <= n0 && alive <= n; alive++) {
            double lines = gsl_ran_binomial_pdf((unsigned)alive, 1.0 - extinct, (unsigned)n0);
            if (alive == 0)
                p[n] += n == 0 ? lines : 0.0;
            else
                p[n] += lines * gsl_ran_negative_binomial_pdf((unsigned)(n - alive), 1.0 - quotient, (double)alive);
        }
    }
}

double ref_extinction(double birth, double death, size_t n0, double t) {
    double extinct, quotient;
    one_line(birth, death, t, &extinct, &quotient);
    return pow(extinct, (double)n0);
}

void ref_immigration(double *p, size_t states, double immigration, double birth, double death, double t) {
    double extinct, quotient;
    one_line(birth, death, t, &extinct, &quotient);
    for (size_t n = 0; n < states; n++) p[n] = gsl_ran_negative_binomial_pdf((unsigned)n, 1.0 - quotient, immigration / birth);
}

double ref_mm1(double arrival, double service, size_t n0, size_t n, double t) {
    double rho = arrival / service, x = 2.0 * t * sqrt(arrival * service);
    double damp = exp(-(arrival + service) * t + x); /* the Bessel functions are scaled by exp(-x) */
    int i = (int)n0, m = (int)n;
    double sum =
        pow(rho, (m - i) / 2.0) * gsl_sf_bessel_In_scaled(abs(m - i), x) + pow(rho, (m - i - 1) / 2.0) * gsl_sf_bessel_In_scaled(m + i + 1, x);
    double tail = 0.0, term = 1.0;
    for (int j = m + i + 2; j < x || term > 1e-18; j++) tail += term = pow(rho, -j / 2.0) * gsl_sf_bessel_In_scaled(j, x);
    return damp * (sum + (1.0 - rho) * pow(rho, m) * tail);
}

/* ---- laws ---- */

double ref_inverse_gaussian_cdf(double x, double mean, double shape) {
    if (x <= 0.0) return 0.0;
    double root = sqrt(shape / x);
    double log_second = 2.0 * shape / mean + log(gsl_cdf_ugaussian_P(-root * (x / mean + 1.0)));
    return gsl_cdf_ugaussian_P(root * (x / mean - 1.0)) + exp(log_second);
}

double ref_loglogistic_cdf(double x, double shape, double scale) {
    return x <= 0.0 ? 0.0 : 1.0 / (1.0 + pow(x / scale, -shape));
}

double ref_exp_exp(double a, double decay, double t) {
    /* With u = a exp(-decay s): the integral of exp(u) / u. */
    if (a == 0.0) return t;
    return (gsl_sf_expint_Ei(a) - gsl_sf_expint_Ei(a * exp(-decay * t))) / decay;
}
