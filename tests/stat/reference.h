/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What must come out: closed forms, quadrature and uniformisation, all without simulation. test_reference.c checks them against each other.
 * Numerics that do not converge end the test program: a reference is right or there is none.
 */
#ifndef STAT_REFERENCE_H
#define STAT_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

/** A function of one number; context is the caller's. */
typedef double (*ref_function)(double x, const void *context);

/** Mean, variance and fourth central moment: what a comparison of a mean and of a variance needs. */
typedef struct ref_moments {
    double mean, variance, fourth;
} ref_moments;

ref_moments ref_moments_of_pmf(const double *p, size_t count);
/** From the raw moments E X, E X^2, E X^3, E X^4. */
ref_moments ref_moments_of_raw(const double raw[4]);

/* ---- numerics (GSL) ---- */

/** Adaptive quadrature over [a, b], b may be infinite; relative accuracy about 1e-10. */
double ref_integral(ref_function f, const void *context, double a, double b);

/** dy/dt of a system of count equations. */
typedef void (*ref_derivative)(double t, const double *y, double *dydt, const void *context);
/** Carry y from time a to b (Runge-Kutta-Prince-Dormand 8, relative accuracy about 1e-12). */
void ref_ode(ref_derivative f, const void *context, size_t count, double *y, double a, double b);

/** Kolmogorov's limit law: P(sqrt(n) D > x). */
double ref_kolmogorov_tail(double x);

/* ---- Markov chains on 0 .. states-1 ---- */

/** From state n a jump to n + step happens at rate(n); jumps that would leave the states do not happen (choose states so wide that it does not
 *  matter). */
typedef struct ref_jump {
    int step;
    double (*rate)(size_t n, const void *context);
} ref_jump;

/** Carry the law p over a time t by uniformisation (Jensen 1953); what is cut off is below 1e-14. */
void ref_chain(double *p, size_t states, const ref_jump *jumps, size_t jump_count, const void *context, double t);

/** The law at t of a linear birth-death process (rates birth n, death n; birth != death) that starts at n0 (Kendall 1948), into p[states]. */
void ref_birth_death(double *p, size_t states, double birth, double death, size_t n0, double t);
/** The chance that it is extinct by t. */
double ref_extinction(double birth, double death, size_t n0, double t);
/** With immigration, from 0: negative binomial (Kendall 1949). */
void ref_immigration(double *p, size_t states, double immigration, double birth, double death, double t);
/** The law at t of the number alive, where births take effect after a time `delay` (t below 8 of them); at most 256 states, beyond which the law must
 *  have nothing. By the delay equation of its generating function. */
void ref_delayed_births(double *p, size_t states, double birth, double death, double delay, size_t n0, double t);
/** M/M/1 at t from n0 by Bessel functions (Clarke 1956). */
double ref_mm1(double arrival, double service, size_t n0, size_t n, double t);

/* ---- renewal processes ---- */

/** A distribution function on [0, inf). */
typedef struct ref_law {
    ref_function cdf;
    const void *context;
} ref_law;

/** P(N(t) = k), k = 0 .. count-1, of renewals by t, the first after a time of law `first`, the others after gaps of law `gap`. Convolution by the
 *  trapezoid rule on `steps` and 2 `steps` cells, extrapolated (the law must be smooth); the last element takes the rest. */
void ref_renewal(double *p, size_t count, ref_law first, ref_law gap, double t, size_t steps);
/** Renewal function m(t) by Volterra's equation m = F + m * dF, the same way: an independent check of ref_renewal. */
double ref_renewal_mean(ref_law gap, double t, size_t steps);

/* ---- laws ---- */

/** The laws of the language that GSL has no distribution function for. */
double ref_inverse_gaussian_cdf(double x, double mean, double shape);
double ref_loglogistic_cdf(double x, double shape, double scale);

/** Integral over [0, t] of exp(a exp(-decay s)): the compensator of a log-linear hazard of a relaxing variable, by the exponential integral. */
double ref_exp_exp(double a, double decay, double t);

/* ---- point processes with memory ---- */

/** Counts by t of a Hawkes process from an empty history: rate mu + y, y decays at rate beta and jumps by alpha beta at each event. Moments by the
 *  closed system of all joint moments up to order 4 (a polynomial process: Cuchiero, Keller-Ressel & Teichmann 2012). */
ref_moments ref_hawkes(double mu, double alpha, double beta, double t);
/** The same where each jump is multiplied by an exponential number of mean 1, perhaps. */
typedef struct ref_hawkes_process {
    double mu, alpha, beta;
    bool has_exponential_impact;
} ref_hawkes_process;
/** Counts over (from, from + t], the history being empty at 0. */
ref_moments ref_hawkes_window(const ref_hawkes_process *process, double from, double t);
/** Variance of the count over a time t of the stationary process, without impact (Hawkes 1971; Da Fonseca & Zaatour 2014). */
double ref_hawkes_stationary_variance(double mu, double alpha, double beta, double t);
/** E N(t) of the process from an empty history in closed form. */
double ref_hawkes_mean(double mu, double alpha, double beta, double t);

/** Shot noise: x decays at rate `decay` and jumps by exponentials of mean `jump` at rate `rate`. */
typedef struct ref_shot_noise {
    double rate, decay, jump;
} ref_shot_noise;

/** Mean and second moment of the time at which it, started at x0 < level, first exceeds `level` (by a jump). */
void ref_shot_noise_up(const ref_shot_noise *noise, double x0, double level, double *mean, double *second);
/** Mean of the time at which it, started at x0 > level, first comes down to `level` (by its decay). */
double ref_shot_noise_down(const ref_shot_noise *noise, double x0, double level);

#endif
