/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COUNT actors that act by Poisson clocks of their own, as actors do in any model that has more to it: each has its next time in a winner tree.
 * (One exponential of the summed rate and a lot for who it was would do for this law, and no other: actors that schedule themselves are meant.) */
#include "common.h"
#include "winner_tree.h"

#ifndef COUNT
#define COUNT 20
#endif
#define HORIZON (20000.0 / COUNT)
#define SIZE (COUNT <= 32 ? 32 : 1024) /* leaves, a power of two */

static tree_node tree[2 * SIZE];
static uint64_t acted[COUNT];

static double rate_of(unsigned actor) { return 0.5 + (double)(actor % 5) * 0.25; }

static void start(xoshiro *g, const double *mean) {
    for (unsigned i = 0; i < SIZE; i++) tree_put(tree, SIZE, i, i < COUNT ? next_exponential(g) * mean[i] : INFINITY);
    tree_build(tree, SIZE);
    memset(acted, 0, sizeof acted);
}

static uint64_t replicate(xoshiro g, const double *mean) {
    uint64_t events = 0;
    start(&g, mean);
    for (double time; (time = tree_time(tree)) < HORIZON; events++) {
        unsigned actor = tree_first(tree);
        acted[actor]++;
        tree_play(tree, SIZE, actor, time + next_exponential(&g) * mean[actor]);
    }
    return events;
}

int main(int count, char **words) {
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0, mean[COUNT];
    moments total = {0}, first = {0}, last = {0};
    for (unsigned i = 0; i < COUNT; i++) mean[i] = 1.0 / rate_of(i);
    for (uint64_t i = 0; i < replications; i++) {
        uint64_t n = replicate(seed_generator(seed, i), mean);
        events += (double)n;
        moments_add(&total, (double)n);
        moments_add(&first, (double)acted[0]);
        moments_add(&last, (double)acted[COUNT - 1]);
    }
    report(began, events);
    moments_print("events_total", &total);
    moments_print("count_act_0", &first);
    moments_print("count_act_last", &last);
    return 0;
}
