/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strips are read in order through a small buffer of points made ahead. A strip that must go back (its decision's bound rose, and points that
 * were passed over count again) looks in the buffer first and remakes its cell from the start otherwise: the field is a function of the
 * address alone, so nothing but time is lost. Making points eight blocks at a time is left to the compiler: the loops below vectorise, and
 * the widest registers that the processor has are chosen at run time. Wide and scalar code do the same operations in the same order. */
#include "base/field.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

#define LANES (BRI_FIELD_BATCH / 2)
#define ROTATE(x, n) ((x) << (n) | (x) >> (64 - (n)))

#define INLINE static inline __attribute__((always_inline))

INLINE double uniform_of(uint64_t word) { /* bri_uniform without an integer conversion: exact, hence equal */
    return (bri_from_bits((word >> 12) | 0x4330000000000000u) - (0x1p52 - 0.5)) * 0x1p-52;
}

INLINE void mix_lanes(uint64_t x[restrict LANES], uint64_t y[restrict LANES], int rotation) {
    for (int j = 0; j < LANES; j++) {
        x[j] += y[j];
        y[j] = ROTATE(y[j], rotation) ^ x[j];
    }
}

/** Threefry4x64-20 of LANES counters that differ in their first word: w[word][lane]. */
INLINE void threefry_lanes(const bri_key *key, uint64_t index, uint64_t place, uint64_t sub, uint64_t purpose, uint64_t w[4][LANES]) {
    static const int rotation[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}};
    const uint64_t k[5] = {key->seed, key->replication, key->stream, key->branch,
                           0x1BD11BDAA9FC1A22u ^ key->seed ^ key->replication ^ key->stream ^ key->branch};
    for (int j = 0; j < LANES; j++) {
        w[0][j] = index + (uint64_t)j + k[0];
        w[1][j] = place + k[1];
        w[2][j] = sub + k[2];
        w[3][j] = purpose + k[3];
    }
#pragma GCC unroll 20
    for (int round = 0; round < 20; round++) {
        int odd = round & 1; /* odd rounds pair (0, 3) and (2, 1) */
        mix_lanes(w[0], w[odd ? 3 : 1], rotation[round % 8][0]);
        mix_lanes(w[2], w[odd ? 1 : 3], rotation[round % 8][1]);
        if (round % 4 != 3) continue;
        int d = round / 4 + 1;
        for (int j = 0; j < LANES; j++) {
            w[0][j] += k[d % 5];
            w[1][j] += k[(d + 1) % 5];
            w[2][j] += k[(d + 2) % 5];
            w[3][j] += k[(d + 3) % 5] + (uint64_t)d;
        }
    }
}

/** A batch of points of one cell: tau (not cut at the cell's end), times and heights. */
typedef struct batch {
    double tau[BRI_FIELD_BATCH], time[BRI_FIELD_BATCH], y[BRI_FIELD_BATCH];
} batch;

/** From unit gaps (in batch->tau) and unit heights (in batch->y) to points, count of them. The sum runs in order; the rest is wide. */
INLINE void place_points(const bri_strip *strip, unsigned count, batch *points) {
    double base = (double)strip->cell * BRI_FIELD_CELL, tau = strip->tau;
    for (unsigned i = 0; i < count; i++) points->tau[i] = tau += points->tau[i];
    for (unsigned i = 0; i < count; i++) points->time[i] = (base + points->tau[i]) / strip->height;
    for (unsigned i = 0; i < count; i++) points->y[i] = strip->low + strip->height * points->y[i];
}

INLINE void make_wide(const bri_strip *strip, const bri_key *key, batch *points) {
    uint64_t w[4][LANES];
    double gap[2][LANES], height[2][LANES];
    threefry_lanes(key, strip->made / 2, strip->cell, strip->sub, BRI_FOR_FIELD, w);
    for (int j = 0; j < LANES; j++) gap[0][j] = bri_neglog(uniform_of(w[0][j]));
    for (int j = 0; j < LANES; j++) gap[1][j] = bri_neglog(uniform_of(w[2][j]));
    for (int j = 0; j < LANES; j++) height[0][j] = uniform_of(w[1][j]);
    for (int j = 0; j < LANES; j++) height[1][j] = uniform_of(w[3][j]);
    for (int j = 0; j < BRI_FIELD_BATCH; j++) points->tau[j] = gap[j % 2][j / 2];
    for (int j = 0; j < BRI_FIELD_BATCH; j++) points->y[j] = height[j % 2][j / 2];
    place_points(strip, BRI_FIELD_BATCH, points);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl"))) static void make_avx512(const bri_strip *strip, const bri_key *key, batch *points) {
    make_wide(strip, key, points);
}

__attribute__((target("avx2"))) static void make_avx2(const bri_strip *strip, const bri_key *key, batch *points) {
    make_wide(strip, key, points);
}
#endif

static void make_plain(const bri_strip *strip, const bri_key *key, batch *points) { make_wide(strip, key, points); }

static void make_batch(const bri_strip *strip, const bri_key *key, batch *points) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        make_avx512(strip, key, points);
        return;
    }
    if (__builtin_cpu_supports("avx2")) {
        make_avx2(strip, key, points);
        return;
    }
#endif
    make_plain(strip, key, points);
}

/** Two points by the scalar library: all that a short replication may need. */
static void make_pair(const bri_strip *strip, const bri_key *key, batch *points) {
    uint64_t w[4];
    bri_block(key, strip->made / 2, strip->cell, strip->sub, BRI_FOR_FIELD, w);
    points->tau[0] = bri_neglog(bri_uniform(w[0]));
    points->y[0] = bri_uniform(w[1]);
    points->tau[1] = bri_neglog(bri_uniform(w[2]));
    points->y[1] = bri_uniform(w[3]);
    place_points(strip, 2, points);
}

static double cell_start(const bri_strip *strip, uint64_t cell) { return (double)cell * BRI_FIELD_CELL / strip->height; }

static void enter_cell(bri_strip *strip, uint64_t cell) {
    strip->cell = cell;
    strip->made = 0;
    strip->tau = 0.0;
    strip->count = strip->next = 0;
    strip->ended = 0;
}

void bri_strip_init(bri_strip *strip, double base, uint32_t sub) {
    strip->sub = sub;
    strip->height = sub == 0 ? base : ldexp(base, (int)sub - 1);
    strip->low = sub == 0 ? 0.0 : strip->height;
    strip->batch = 2;
    enter_cell(strip, 0);
}

/** Fill the buffer with the next points of the cell in hand. */
static void make_points(bri_strip *strip, const bri_key *key) {
    batch points;
    unsigned made = strip->batch, count = 0;
    if (made == 2)
        make_pair(strip, key, &points);
    else
        make_batch(strip, key, &points);
    strip->batch = BRI_FIELD_BATCH;
    while (count < made && points.tau[count] < BRI_FIELD_CELL) count++;
    memcpy(strip->time, points.time, count * sizeof *strip->time);
    memcpy(strip->y, points.y, count * sizeof *strip->y);
    strip->ended = count < made;
    strip->tau = points.tau[made - 1];
    strip->made += count;
    strip->count = (uint16_t)count;
    strip->next = 0;
}

/** Is the first point after now in the buffer, or behind it in the same cell? */
static int is_ahead(const bri_strip *strip, double now) {
    if (now < cell_start(strip, strip->cell) || now >= cell_start(strip, strip->cell + 1)) return 0;
    return strip->made == strip->count || (strip->count > 0 && strip->time[0] <= now);
}

void bri_strip_seek(bri_strip *strip, const bri_key *key, double now) {
    if (is_ahead(strip, now)) {
        strip->next = 0;
    } else {
        uint64_t cell = now > 0.0 ? (uint64_t)(now * strip->height / BRI_FIELD_CELL) : 0;
        while (cell > 0 && cell_start(strip, cell) > now) cell--;
        while (cell_start(strip, cell + 1) <= now) cell++;
        enter_cell(strip, cell);
    }
    for (;;) {
        while (strip->next < strip->count && strip->time[strip->next] <= now) strip->next++;
        if (strip->next < strip->count || strip->ended) return;
        make_points(strip, key);
    }
}

int bri_strip_scan(bri_strip *strip, const bri_key *key, double high, double *time, double *y) {
    for (;;) {
        for (; strip->next < strip->count; strip->next++) {
            if (strip->y[strip->next] > high) continue;
            *time = strip->time[strip->next];
            *y = strip->y[strip->next];
            return 1;
        }
        if (strip->ended) break;
        make_points(strip, key);
    }
    *time = cell_start(strip, strip->cell + 1);
    enter_cell(strip, strip->cell + 1);
    return 0;
}

void bri_strip_pass(bri_strip *strip, bri_point *point) {
    unsigned at = strip->next++;
    *point = (bri_point){.time = strip->time[at],
                         .y = strip->y[at],
                         .cell = strip->cell,
                         .index = strip->made - strip->count + at,
                         .strip = strip->sub};
}

uint64_t bri_point_identity(uint64_t stream, const bri_point *point) {
    return bri_mix(bri_mix(stream, point->strip), bri_mix(point->cell, point->index));
}
