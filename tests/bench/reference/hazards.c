/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 20 log-linear hazards of three decaying variables, all coupled: thinning of their sum. At each candidate all rates are computed, eight exponentials
 * at a time (the compiler's vector mathematics); an effect then multiplies them by factors that are known beforehand. Between events rates of
 * negative weight rise: the bound allows for as much as they can over a short stretch ahead. */
#include "common.h"

#define COUNT 20
#define WIDTH 24 /* COUNT in whole vectors */
#define HORIZON 365.0
#define AHEAD 0.2 /* days that a bound holds */

static const double half_life[3] = {10.0, 20.0, 40.0}, jump[3] = {0.02, 0.01, 0.005};

typedef struct model {
    double log_base[WIDTH] __attribute__((aligned(64))), weight[3][WIDTH], factor[3][WIDTH]; /* factor: of the rates, by an effect on a variable */
    double decay[3], steepest[3]; /* the greatest rise of a rate's logarithm as a variable falls by 1 */
} model;

typedef struct state {
    double rate[WIDTH] __attribute__((aligned(64))), value[3], sum;
} state;

static model make_model(void) {
    model m = {.decay = {0.0}};
    for (int k = 0; k < 3; k++) m.decay[k] = M_LN2 / half_life[k];
    for (int i = 0; i < WIDTH; i++) m.log_base[i] = i < COUNT ? log(0.5 + 0.05 * i) : -690.0;
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < COUNT; i++) {
            m.weight[k][i] = ((7 * i + 3 * k) % 11 - 5) / 20.0;
            m.factor[k][i] = exp(m.weight[k][i] * jump[k]);
            m.steepest[k] = fmax(m.steepest[k], -m.weight[k][i]);
        }
    return m;
}

/** exp(x) for |x| < 700, without a branch or a table, so that the compiler does eight at a time; right to a few units in the last place. */
INLINE double exp_lane(double x) {
    const double magic = 0x1.8p52;
    double shifted = x * M_LOG2E + magic, k = shifted - magic, r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    double p = 1.0 / 39916800;
    const double c[11] = {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1.0, 1.0};
    for (int i = 0; i < 11; i++) p = p * r + c[i];
    int64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    double scale;
    bits = (bits + 1023) << 52;
    memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

INLINE double sum_of(const double *x) {
    double lane[8] = {0.0};
    for (int i = 0; i < WIDTH; i += 8)
        for (int j = 0; j < 8; j++) lane[j] += x[i + j];
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

static void find_rates(const model *m, state *s) {
    double x = s->value[0], y = s->value[1], z = s->value[2];
    for (int i = 0; i < WIDTH; i++) s->rate[i] = exp_lane(m->log_base[i] + m->weight[0][i] * x + m->weight[1][i] * y + m->weight[2][i] * z);
    s->sum = sum_of(s->rate);
}

static void multiply(const double *factor, state *s) {
    for (int i = 0; i < WIDTH; i++) s->rate[i] *= factor[i];
    s->sum = sum_of(s->rate);
}

INLINE double rise(const model *m, const state *s) {
    double most = 0.0;
    for (int k = 0; k < 3; k++) most += m->steepest[k] * s->value[k] * m->decay[k] * AHEAD;
    return 1.0 / (1.0 - most); /* above exp(most) */
}

/** Bring the variables forward: most waits are so short that a few terms of the exponential's series do. */
INLINE void decay(const model *m, state *s, double wait) {
    for (int k = 0; k < 3; k++) {
        double x = -m->decay[k] * wait; /* at most 0.014: the term left out is below 3e-15 */
        s->value[k] *= 1.0 + x * (1.0 + x * (1.0 / 2 + x * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120)))));
    }
}

static uint64_t replicate(const model *m, xoshiro g, state *s) {
    double time = 0.0;
    uint64_t events = 0;
    s->value[0] = s->value[1] = s->value[2] = 1.0;
    find_rates(m, s);
    for (;;) {
        double bound = s->sum * rise(m, s), wait = next_exponential(&g) / bound;
        int is_late = wait > AHEAD;
        if (is_late) wait = AHEAD;
        if (time + wait >= HORIZON) {
            decay(m, s, HORIZON - time);
            return events;
        }
        time += wait;
        decay(m, s, wait);
        find_rates(m, s);
        double height = next_uniform(&g) * bound;
        if (is_late || height >= s->sum) continue;
        int i = 0;
        while (i < COUNT - 1 && height >= s->rate[i]) height -= s->rate[i++];
        s->value[i % 3] += jump[i % 3];
        multiply(m->factor[i % 3], s);
        events++;
    }
}

int main(int count, char **words) {
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0;
    moments total = {0}, end[3] = {{0}};
    model m = make_model();
    state s;
    for (uint64_t i = 0; i < replications; i++) {
        uint64_t n = replicate(&m, seed_generator(seed, i), &s);
        events += (double)n;
        moments_add(&total, (double)n);
        for (int k = 0; k < 3; k++) moments_add(&end[k], s.value[k]);
    }
    report(began, events);
    moments_print("events_total", &total);
    moments_print("x_end", &end[0]);
    moments_print("y_end", &end[1]);
    moments_print("z_end", &end[2]);
    return 0;
}
