/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points are made eight blocks at a time: by vectors of eight words, which the compiler spreads over the widest registers that there are (chosen
 * at run time), and by loops that it vectorises. Wide and scalar code do the same operations in the same order, and no multiplication is fused with
 * an addition (-ffp-contract=off), so that all give the same bits. Threefry4x64-20: Salmon, Moraes, Dror & Shaw 2011. */
#include "base/points.h"

#include "base/elementary.h"

#define LANES BRI_FIELD_LANES
#define ROTATE(x, n) ((x) << (n) | (x) >> (64 - (n)))

#define INLINE static inline __attribute__((always_inline))

INLINE double uniform_of(uint64_t word) { /* bri_uniform without an integer conversion: exact, hence equal */
    return (bri_from_bits((word >> 12) | 0x4330000000000000u) - (0x1p52 - 0.5)) * 0x1p-52;
}

/** One word of each lane: as wide as need be, whatever registers there are. */
typedef uint64_t word_lanes __attribute__((vector_size(8 * LANES)));

INLINE void mix_lanes(word_lanes *x, word_lanes *y, int rotation) {
    *x += *y;
    *y = ROTATE(*y, rotation) ^ *x;
}

/** Threefry4x64-20 of LANES counters w, in place; of the key's words the fifth is last_word. */
INLINE void threefry_lanes(const word_lanes k[5], word_lanes w[4]) {
    static const int rotation[8][2] = {{14, 16}, {52, 57}, {23, 40}, {5, 37}, {25, 33}, {46, 12}, {58, 22}, {32, 32}};
    for (int i = 0; i < 4; i++) w[i] += k[i];
#pragma GCC unroll 20
    for (int round = 0; round < 20; round++) {
        int odd = round & 1; /* odd rounds pair (0, 3) and (2, 1) */
        mix_lanes(&w[0], &w[odd ? 3 : 1], rotation[round % 8][0]);
        mix_lanes(&w[2], &w[odd ? 1 : 3], rotation[round % 8][1]);
        if (round % 4 != 3) continue;
        int d = round / 4 + 1;
        for (int i = 0; i < 4; i++) w[i] += k[(d + i) % 5];
        w[3] += (uint64_t)d;
    }
}

/** Of the key schedule. */
INLINE uint64_t last_word(const bri_key *key) { return 0x1BD11BDAA9FC1A22u ^ key->seed ^ key->replication ^ key->stream ^ key->branch; }

/** Unit gaps and heights of the two points of each lane. */
INLINE void draw_lanes(const word_lanes k[5], word_lanes counter[4], double gap[2][LANES], double height[2][LANES]) {
    uint64_t w[4][LANES];
    threefry_lanes(k, counter);
    memcpy(w, counter, sizeof w);
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < LANES; j++) gap[i][j] = bri_neglog(uniform_of(w[2 * i][j]));
        for (int j = 0; j < LANES; j++) height[i][j] = uniform_of(w[2 * i + 1][j]);
    }
}

/** From unit gaps (in points->tau) and unit heights (in points->y) to points, count of them. The sum runs in order; the rest is wide. */
INLINE void place_points(const bri_strip *strip, unsigned count, bri_points *points) {
    double base = (double)strip->cell * BRI_FIELD_CELL, tau = strip->tau;
    for (unsigned i = 0; i < count; i++) points->tau[i] = tau += points->tau[i];
    for (unsigned i = 0; i < count; i++) points->time[i] = (base + points->tau[i]) / strip->height;
    for (unsigned i = 0; i < count; i++) points->y[i] = bri_strip_low(strip) + strip->height * points->y[i];
}

INLINE void make_wide(const bri_strip *strip, const bri_key *key, bri_points *points) {
    const word_lanes none = {0}, number = {0, 1, 2, 3, 4, 5, 6, 7};
    const word_lanes k[5] = {none + key->seed, none + key->replication, none + key->stream, none + key->branch, none + last_word(key)};
    word_lanes w[4] = {number + strip->made / 2, none + strip->cell, none + strip->sub, none + (uint64_t)BRI_FOR_FIELD};
    double gap[2][LANES], height[2][LANES];
    draw_lanes(k, w, gap, height);
    for (int j = 0; j < BRI_FIELD_BATCH; j++) points->tau[j] = gap[j % 2][j / 2];
    for (int j = 0; j < BRI_FIELD_BATCH; j++) points->y[j] = height[j % 2][j / 2];
    place_points(strip, BRI_FIELD_BATCH, points);
}

/** The same as place_points, of the first two points of a field's first cell: sums with 0 are left out. */
INLINE void open_wide(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[], bri_openings *openings) {
    const word_lanes none = {0};
    word_lanes k[5] = {none + key->seed, none + key->replication, none, none + key->branch, none};
    word_lanes w[4] = {none, none, none, none + (uint64_t)BRI_FOR_FIELD};
    double gap[2][LANES], height[2][LANES], low[LANES], whole[LANES];
    memcpy(&k[2], stream, sizeof k[2]);
    k[4] = k[2] ^ (last_word(key) ^ key->stream);
    for (int j = 0; j < LANES; j++) {
        w[1][j] = strip[j]->cell;
        w[2][j] = strip[j]->sub;
        low[j] = bri_strip_low(strip[j]);
        whole[j] = strip[j]->height;
    }
    draw_lanes(k, w, gap, height);
    for (int j = 0; j < LANES; j++) openings->tau[0][j] = gap[0][j];
    for (int j = 0; j < LANES; j++) openings->tau[1][j] = gap[0][j] + gap[1][j];
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < LANES; j++) openings->time[i][j] = openings->tau[i][j] / whole[j];
        for (int j = 0; j < LANES; j++) openings->y[i][j] = low[j] + whole[j] * height[i][j];
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq,avx512vl"))) static void make_avx512(const bri_strip *strip, const bri_key *key, bri_points *points) {
    make_wide(strip, key, points);
}

__attribute__((target("avx512f,avx512dq,avx512vl"))) static void open_avx512(const bri_strip *const strip[], const bri_key *key,
                                                                            const uint64_t stream[], bri_openings *openings) {
    open_wide(strip, key, stream, openings);
}

__attribute__((target("avx2"))) static void make_avx2(const bri_strip *strip, const bri_key *key, bri_points *points) {
    make_wide(strip, key, points);
}

__attribute__((target("avx2"))) static void open_avx2(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[],
                                                          bri_openings *openings) {
    open_wide(strip, key, stream, openings);
}

static int has_avx512(void) { return __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"); }

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }
#endif

static void make_plain(const bri_strip *strip, const bri_key *key, bri_points *points) { make_wide(strip, key, points); }

static void open_plain(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[], bri_openings *openings) {
    open_wide(strip, key, stream, openings);
}

static int has_plain(void) { return 1; }

const bri_points_way bri_points_ways[] = {
#if defined(__x86_64__)
    {"avx512", has_avx512, make_avx512, open_avx512},
    {"avx2", has_avx2, make_avx2, open_avx2},
#endif
    {"plain", has_plain, make_plain, open_plain},
};
const unsigned bri_points_way_count = sizeof bri_points_ways / sizeof *bri_points_ways;

static const bri_points_way *best_way(void) {
    const bri_points_way *way = bri_points_ways;
    while (!way->is_supported()) way++;
    return way;
}

void bri_points_batch(const bri_strip *strip, const bri_key *key, bri_points *points) { best_way()->make(strip, key, points); }

void bri_points_open(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[], bri_openings *openings) {
    best_way()->open(strip, key, stream, openings);
}

void bri_points_pair(const bri_strip *strip, const bri_key *key, bri_points *points) {
    uint64_t w[4];
    bri_block(key, strip->made / 2, strip->cell, strip->sub, BRI_FOR_FIELD, w);
    points->tau[0] = bri_neglog(bri_uniform(w[0]));
    points->y[0] = bri_uniform(w[1]);
    points->tau[1] = bri_neglog(bri_uniform(w[2]));
    points->y[1] = bri_uniform(w[3]);
    place_points(strip, 2, points);
}
