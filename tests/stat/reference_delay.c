/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Births that take a time. One individual lives an exponential time, and lays eggs as long as it lives, each of which hatches after the fixed time
 * tau. F(t), the mean of s^(number alive at t), solves by its first event
 *     F'(t) = death (1 - F(t)) + birth F(t) (F(t - tau) - 1),  F(t - tau) = 1 before tau,
 * a delay equation, which in steps of tau is a system of ordinary ones: y_k(u) = F(k tau + u). The law is its Fourier sum over the unit circle. */
#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reference.h"

enum { STAGES = 8, POINTS = 256 };

typedef struct stages {
    double birth, death;
    size_t count;
} stages;

static void hatch(double u, const double *y, double *dydu, const void *context) {
    const stages *s = context;
    (void)u;
    for (size_t k = 0; k < s->count; k++) {
        double complex here = y[2 * k] + I * y[2 * k + 1], before = k > 0 ? y[2 * k - 2] + I * y[2 * k - 1] : 1.0;
        double complex change = s->death * (1.0 - here) + s->birth * here * (before - 1.0);
        dydu[2 * k] = creal(change);
        dydu[2 * k + 1] = cimag(change);
    }
}

/** F(t) at a point of the unit circle. */
static double complex generating(double birth, double death, double delay, double t, double complex at) {
    double begin[2 * STAGES] = {creal(at), cimag(at)}, y[2 * STAGES];
    size_t whole = (size_t)(t / delay);
    for (size_t k = 0; k <= whole; k++) {
        stages s = {birth, death, k + 1};
        for (size_t i = 0; i < 2 * k + 2; i++) y[i] = begin[i];
        ref_ode(hatch, &s, 2 * k + 2, y, 0.0, k < whole ? delay : t - delay * (double)whole);
        if (k == whole) break;
        begin[2 * k + 2] = y[2 * k];
        begin[2 * k + 3] = y[2 * k + 1];
    }
    return y[2 * whole] + I * y[2 * whole + 1];
}

void ref_delayed_births(double *p, size_t states, double birth, double death, double delay, size_t n0, double t) {
    double complex value[POINTS];
    if (t >= STAGES * delay || states > POINTS) {
        fprintf(stderr, "reference: so many delays, or states, are not foreseen\n");
        exit(EXIT_FAILURE);
    }
    for (int j = 0; j < POINTS; j++) value[j] = cpow(generating(birth, death, delay, t, cexp(2.0 * M_PI * I * j / POINTS)), (double)n0);
    for (size_t n = 0; n < states; n++) {
        double complex sum = 0.0;
        for (int j = 0; j < POINTS; j++) sum += value[j] * cexp(-2.0 * M_PI * I * (double)(j * (long)n % POINTS) / POINTS);
        p[n] = creal(sum) / POINTS;
    }
}
