/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What the reference programs share: a fast generator (xoshiro256++, Blackman & Vigna 2021), exponentials by a ziggurat (Marsaglia & Tsang 2000), and
 * the report. Each program is otherwise written for its one model: constants are compiled in, and nothing is general.
 *
 * usage of each: PROGRAM REPLICATIONS SEED
 * It prints `events N`, `ns_an_event X` (CPU time), and a line `mean NAME MEAN SD N` for each number that brink's results have by the same name.
 */
#ifndef REFERENCE_COMMON_H
#define REFERENCE_COMMON_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INLINE static inline __attribute__((always_inline, unused))

typedef struct xoshiro {
    uint64_t s[4];
} xoshiro;

INLINE uint64_t rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

INLINE uint64_t next_word(xoshiro *g) {
    uint64_t *s = g->s, result = rotate(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

INLINE double next_uniform(xoshiro *g) { return (double)(next_word(g) >> 11) * 0x1p-53; }

/** Seeded by SplitMix64. */
INLINE xoshiro seed_generator(uint64_t seed, uint64_t replication) {
    xoshiro g;
    uint64_t x = seed * 0xd1342543de82ef95u + replication;
    for (int i = 0; i < 4; i++) {
        uint64_t z = x += 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        g.s[i] = z ^ (z >> 31);
    }
    return g;
}

static double ziggurat_x[257], ziggurat_f[257];

/** 256 layers of equal area under exp(-x). */
static inline void make_ziggurat(void) {
    const double r = 7.69711747013104972, area = 0.0039496598225815571993;
    ziggurat_x[0] = area * exp(r);
    ziggurat_x[1] = r;
    for (int i = 1; i < 255; i++) ziggurat_x[i + 1] = -log(area / ziggurat_x[i] + exp(-ziggurat_x[i]));
    ziggurat_x[256] = 0.0;
    for (int i = 0; i <= 256; i++) ziggurat_f[i] = exp(-ziggurat_x[i]);
}

INLINE double next_exponential(xoshiro *g) {
    for (double beyond = 0.0;;) {
        uint64_t word = next_word(g);
        unsigned layer = word & 255;
        double x = (double)(word >> 11) * 0x1p-53 * ziggurat_x[layer];
        if (__builtin_expect(x < ziggurat_x[layer + 1], 1)) return beyond + x;
        if (layer == 0) {
            beyond += ziggurat_x[1];
        } else if (ziggurat_f[layer] + next_uniform(g) * (ziggurat_f[layer + 1] - ziggurat_f[layer]) < exp(-x)) {
            return beyond + x;
        }
    }
}

/** A mean and its spread, over replications. */
typedef struct moments {
    double n, mean, squares;
} moments;

static inline void moments_add(moments *m, double x) {
    double off = x - m->mean;
    m->n += 1.0;
    m->mean += off / m->n;
    m->squares += off * (x - m->mean);
}

static inline void moments_print(const char *name, const moments *m) {
    printf("mean %s %.17g %.17g %.0f\n", name, m->mean, m->n > 1.0 ? sqrt(m->squares / (m->n - 1.0)) : 0.0, m->n);
}

INLINE double cpu_seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/** REPLICATIONS and SEED from the command line; the clock's time now. */
static inline double begin(int count, char **words, uint64_t *replications, uint64_t *seed) {
    if (count != 3) {
        fprintf(stderr, "usage: %s REPLICATIONS SEED\n", words[0]);
        exit(2);
    }
    *replications = strtoull(words[1], NULL, 10);
    *seed = strtoull(words[2], NULL, 10);
    make_ziggurat();
    return cpu_seconds();
}

static inline void report(double began, double events) {
    double seconds = cpu_seconds() - began;
    printf("events %.0f\nns_an_event %.2f\n", events, 1e9 * seconds / events);
}

#endif
