/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COUNT Hawkes processes on a ring, each excited by itself and by two neighbours on either side (of 5, all excite all), with kernels of one
 * exponential decay: Ogata's thinning (1981) of the whole. All excitation is held in units that grow as it decays, so that a candidate costs the same
 * however many nodes there are; nodes stand in blocks, so that finding the one that acts costs their root. */
#include "common.h"

#ifndef COUNT
#define COUNT 5
#endif
#define HORIZON (4000.0 / COUNT)
#define MU 0.5
#define DECAY (M_LN2 / 0.5)
#define JUMP (0.12 * DECAY) /* in each node's rate, by an event in reach: 0.12 * 5 events are begotten by one */
#define REACH 2
#define BLOCK (COUNT <= 5 ? COUNT : 10)
#define BLOCKS (COUNT / BLOCK)

static double excitation[COUNT], block_sum[BLOCKS]; /* times scale: their rates now */

/** The node that a share of the whole excitation belongs to. */
INLINE unsigned find(double share) {
    unsigned block = 0, node;
    while (block + 1 < BLOCKS && share >= block_sum[block]) share -= block_sum[block++];
    node = block * BLOCK;
    while (node < block * BLOCK + BLOCK - 1 && share >= excitation[node]) share -= excitation[node++];
    return node;
}

INLINE void excite(unsigned node, double jump) {
    for (unsigned i = 0; i <= 2 * REACH; i++) {
        unsigned to = node + COUNT - REACH + i;
        while (to >= COUNT) to -= COUNT;
        excitation[to] += jump;
        block_sum[to / BLOCK] += jump;
    }
}

static double rescale(double scale) {
    for (unsigned i = 0; i < COUNT; i++) excitation[i] *= scale;
    for (unsigned i = 0; i < BLOCKS; i++) {
        block_sum[i] = 0.0;
        for (unsigned j = 0; j < BLOCK; j++) block_sum[i] += excitation[i * BLOCK + j];
    }
    return 1.0;
}

static uint64_t replicate(xoshiro g, uint64_t *first) {
    double scale = 1.0, rate = 0.0, time = 0.0; /* rate: of all excitation */
    uint64_t events = 0;
    *first = 0;
    memset(excitation, 0, sizeof excitation);
    memset(block_sum, 0, sizeof block_sum);
    for (;;) {
        double bound = COUNT * MU + rate, wait = next_exponential(&g) / bound, left = exp(-DECAY * wait);
        time += wait;
        if (time >= HORIZON) return events;
        rate *= left;
        scale *= left;
        double height = next_uniform(&g) * bound;
        if (height >= COUNT * MU + rate) continue;
        unsigned node = height < COUNT * MU ? (unsigned)(height * (1.0 / MU)) : find((height - COUNT * MU) / scale);
        if (scale < 1e-100) scale = rescale(scale);
        excite(node, JUMP / scale);
        rate += (2 * REACH + 1) * JUMP;
        *first += node == 0;
        events++;
    }
}

int main(int count, char **words) {
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0;
    moments total = {0}, first = {0};
    for (uint64_t i = 0; i < replications; i++) {
        uint64_t of_first, n = replicate(seed_generator(seed, i), &of_first);
        events += (double)n;
        moments_add(&total, (double)n);
        moments_add(&first, (double)of_first);
    }
    report(began, events);
    moments_print("events_total", &total);
    moments_print("count_act_0", &first);
    return 0;
}
