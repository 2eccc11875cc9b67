/* SPDX-License-Identifier: GPL-3.0-or-later */
/* References of renewal processes, Hawkes processes and first passages of shot noise. */
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"

/* ---- renewal counts ----
 * F_k(x), the law of the k-th renewal, by F_k(x_i) = sum over cells of dF(cell) (F_(k-1)(x_i - left) + F_(k-1)(x_i - right)) / 2. */

static double *increments(ref_law law, double t, size_t steps) {
    double *d = malloc((steps + 1) * sizeof *d);
    if (d == NULL) abort();
    double before = law.cdf(0.0, law.context);
    d[0] = before;
    for (size_t i = 1; i <= steps; i++) {
        double value = law.cdf(t * (double)i / (double)steps, law.context);
        d[i] = value - before;
        before = value;
    }
    return d;
}

/** to = from * dF on the grid. */
static void convolve(double *to, const double *from, const double *d, size_t steps) {
    for (size_t i = 0; i <= steps; i++) {
        double sum = d[0] * from[i];
        for (size_t j = 1; j <= i; j++) sum += d[j] * 0.5 * (from[i - j] + from[i - j + 1]);
        to[i] = sum;
    }
}

/** tail[k] = P(N(t) >= k), k = 0 .. count. */
static void renewal_tails(double *tail, size_t count, ref_law first, ref_law gap, double t, size_t steps) {
    double *d = increments(gap, t, steps), *now = malloc((steps + 1) * sizeof *now), *next = malloc((steps + 1) * sizeof *next);
    if (now == NULL || next == NULL) abort();
    for (size_t i = 0; i <= steps; i++) now[i] = first.cdf(t * (double)i / (double)steps, first.context);
    tail[0] = 1.0;
    for (size_t k = 1; k <= count; k++) {
        tail[k] = now[steps];
        convolve(next, now, d, steps);
        double *swap = now;
        now = next;
        next = swap;
    }
    free(d);
    free(now);
    free(next);
}

void ref_renewal(double *p, size_t count, ref_law first, ref_law gap, double t, size_t steps) {
    double *coarse = malloc((count + 1) * sizeof *coarse), *fine = malloc((count + 1) * sizeof *fine);
    if (coarse == NULL || fine == NULL) abort();
    renewal_tails(coarse, count, first, gap, t, steps);
    renewal_tails(fine, count, first, gap, t, 2 * steps);
    for (size_t k = 0; k <= count; k++) fine[k] += (fine[k] - coarse[k]) / 3.0;
    for (size_t k = 0; k < count; k++) p[k] = fine[k] - (k + 1 < count ? fine[k + 1] : 0.0);
    free(coarse);
    free(fine);
}

static double volterra(ref_law gap, double t, size_t steps) {
    double *d = increments(gap, t, steps), *m = calloc(steps + 1, sizeof *m);
    if (m == NULL) abort();
    double cdf = 0.0;
    for (size_t i = 1; i <= steps; i++) {
        cdf += d[i];
        double sum = cdf + d[1] * 0.5 * m[i - 1];
        for (size_t j = 2; j <= i; j++) sum += d[j] * 0.5 * (m[i - j] + m[i - j + 1]);
        m[i] = sum / (1.0 - 0.5 * d[1]);
    }
    double result = m[steps];
    free(d);
    free(m);
    return result;
}

double ref_renewal_mean(ref_law gap, double t, size_t steps) {
    double coarse = volterra(gap, t, steps), fine = volterra(gap, t, 2 * steps);
    return fine + (fine - coarse) / 3.0;
}

/* ---- Hawkes ----
 * Joint moments E N^i y^j with i + j <= 4, y the excess of the rate over mu. The generator maps the monomial N^i y^j to
 *   -beta j N^i y^j + (mu + y) ((N + 1)^i (y + a)^j - N^i y^j),   a = alpha beta,
 * whose terms are of no higher order, so that the system is closed. Where a random impact Z scales the jump, powers of a are multiplied by the
 * moments of Z. */

enum { ORDER = 4, SIDE = ORDER + 1 };

typedef struct hawkes {
    double mu, beta;
    double jump[SIDE]; /* moments of the jump */
} hawkes;

static void hawkes_moment(double *dydt, const double *m, const hawkes *h, unsigned i, unsigned j) {
    double sum = -h->beta * j * m[i * SIDE + j];
    for (unsigned a = 0; a <= i; a++) {
        for (unsigned b = 0; b <= j; b++) {
            if (a == i && b == j) continue;
            double factor = gsl_sf_choose(i, a) * gsl_sf_choose(j, b) * h->jump[j - b];
            sum += factor * (h->mu * m[a * SIDE + b] + m[a * SIDE + b + 1]);
        }
    }
    dydt[i * SIDE + j] = sum;
}

static void hawkes_moments(double t, const double *m, double *dydt, const void *context) {
    (void)t;
    memset(dydt, 0, SIDE * SIDE * sizeof *dydt);
    for (unsigned i = 0; i <= ORDER; i++)
        for (unsigned j = 0; i + j <= ORDER; j++)
            if (i + j > 0) hawkes_moment(dydt, m, context, i, j);
}

ref_moments ref_hawkes_window(const ref_hawkes_process *process, double from, double t) {
    hawkes h = {.mu = process->mu, .beta = process->beta};
    for (unsigned k = 0; k < SIDE; k++) h.jump[k] = pow(process->alpha * process->beta, k) * (process->has_exponential_impact ? gsl_sf_fact(k) : 1.0);
    double m[SIDE * SIDE] = {1.0};
    if (from > 0.0) ref_ode(hawkes_moments, &h, SIDE * SIDE, m, 0.0, from);
    memset(m + SIDE, 0, SIDE * ORDER * sizeof *m); /* counting begins here: N is 0, the excitation is what it is */
    ref_ode(hawkes_moments, &h, SIDE * SIDE, m, 0.0, t);
    return ref_moments_of_raw((double[4]){m[1 * SIDE], m[2 * SIDE], m[3 * SIDE], m[4 * SIDE]});
}

ref_moments ref_hawkes(double mu, double alpha, double beta, double t) {
    return ref_hawkes_window(&(ref_hawkes_process){.mu = mu, .alpha = alpha, .beta = beta}, 0.0, t);
}

double ref_hawkes_stationary_variance(double mu, double alpha, double beta, double t) {
    double kappa = 1.0 / (1.0 - alpha), decay = beta * (1.0 - alpha);
    return mu * kappa * (t * kappa * kappa + (1.0 - kappa * kappa) * (1.0 - exp(-decay * t)) / decay);
}

double ref_hawkes_mean(double mu, double alpha, double beta, double t) {
    double k = beta * (1.0 - alpha);
    return mu / (1.0 - alpha) * (t - alpha * (1.0 - exp(-k * t)) / k);
}

/* ---- first passages of shot noise ----
 * With jumps exponential of mean 1/a, T(x) = E(time | x) solves -decay x T' + rate (integral of T(x + j) a exp(-a j) dj - T) = -1. Differentiated
 * once the integral goes away: w = T' solves x w' + (1 + kappa - a x) w = r(x), kappa = rate/decay, with r = -a/decay. The second moment T2
 * solves the same with -2 T in the place of -1, so r = 2 (w - a T)/decay. The solution is
 * w = weight(x) (constant + integral of r(s) / (s weight(s)) ds) with weight(x) = x^-(1 + kappa) exp(a x). */

typedef struct passage {
    const ref_shot_noise *noise;
    double level;
} passage;

static double gamma_kernel(double s, const void *context) {
    const passage *p = context;
    return pow(s, p->noise->rate / p->noise->decay) * exp(-s / p->noise->jump);
}

/** Upwards, w is finite at 0: minus a/decay weight(x) times the integral of s^kappa exp(-a s) over [0, x]. */
static double up_slope(double x, const void *context) {
    const passage *p = context;
    double kappa = p->noise->rate / p->noise->decay, a = 1.0 / p->noise->jump;
    if (x < 1e-9) return -a / p->noise->decay / (1.0 + kappa);
    double integral = pow(a, -(1.0 + kappa)) * gsl_sf_gamma(1.0 + kappa) * gsl_sf_gamma_inc_P(1.0 + kappa, a * x);
    return -a / p->noise->decay * pow(x, -(1.0 + kappa)) * exp(a * x) * integral;
}

/** At the level no jump stays below it: -decay b T'(b) - rate T(b) = -1. */
static double up_mean(double x, const void *context) {
    const passage *p = context;
    double at_level = (1.0 - p->noise->decay * p->level * up_slope(p->level, p)) / p->noise->rate;
    return at_level - ref_integral(up_slope, p, x, p->level);
}

static double second_kernel(double s, const void *context) {
    const passage *p = context;
    double right = 2.0 * (up_slope(s, p) - up_mean(s, p) / p->noise->jump) / p->noise->decay;
    return right * gamma_kernel(s, p);
}

static double second_slope(double x, const void *context) {
    const passage *p = context;
    double kappa = p->noise->rate / p->noise->decay;
    if (x < 1e-6) {
        double right = 2.0 * (up_slope(0.0, p) - up_mean(0.0, p) / p->noise->jump) / p->noise->decay;
        return right / (1.0 + kappa);
    }
    return pow(x, -(1.0 + kappa)) * exp(x / p->noise->jump) * ref_integral(second_kernel, p, 0.0, x);
}

void ref_shot_noise_up(const ref_shot_noise *noise, double x0, double level, double *mean, double *second) {
    passage p = {noise, level};
    *mean = up_mean(x0, &p);
    double at_level = (2.0 * up_mean(level, &p) - noise->decay * level * second_slope(level, &p)) / noise->rate;
    *second = at_level - ref_integral(second_slope, &p, x0, level);
}

/** Downwards, w must not grow like exp(a x): a/decay weight(x) times the integral over [x, inf). */
static double down_slope(double x, const void *context) {
    const passage *p = context;
    double kappa = p->noise->rate / p->noise->decay, a = 1.0 / p->noise->jump;
    double integral = pow(a, -(1.0 + kappa)) * gsl_sf_gamma_inc(1.0 + kappa, a * x);
    return a / p->noise->decay * pow(x, -(1.0 + kappa)) * exp(a * x) * integral;
}

double ref_shot_noise_down(const ref_shot_noise *noise, double x0, double level) {
    passage p = {noise, level};
    return ref_integral(down_slope, &p, level, x0);
}
