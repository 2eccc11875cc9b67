/* SPDX-License-Identifier: GPL-3.0-or-later */
/* COUNT nodes on a ring lattice, eight neighbours each: a node's rate is log-linear in a decaying variable of its own, and what it does raises the
 * variables of its neighbours. Each node's next candidate stands in a winner tree, drawn under the rate that it has now, which can only fall until a
 * neighbour raises it; then the time that is left is drawn anew. */
#include "common.h"
#include "winner_tree.h"

#ifndef COUNT
#define COUNT 1000
#endif
#define HORIZON 20.0
#define SIZE 1024
#define RATE 1.0
#define WEIGHT 0.5
#define JUMP 0.1
#define DECAY (M_LN2 / 0.5)
#define REACH 4

typedef struct place {
    double value, anchor, bound; /* the variable at its anchor, and the rate there */
} place;

static tree_node tree[2 * SIZE];
static place at[COUNT];
static uint64_t acted;

/** Bring a node's variable to a time, raise it, and draw its next candidate. */
INLINE void renew(xoshiro *g, unsigned number, double time, double jump) {
    place *p = &at[number];
    p->value = p->value * exp(-DECAY * (time - p->anchor)) + jump;
    p->anchor = time;
    p->bound = RATE * exp(WEIGHT * p->value);
    tree_play(tree, SIZE, number, time + next_exponential(g) / p->bound);
}

static void start(xoshiro *g) {
    for (unsigned i = 0; i < SIZE; i++) {
        if (i < COUNT) at[i] = (place){0.0, 0.0, RATE};
        tree_put(tree, SIZE, i, i < COUNT ? next_exponential(g) / RATE : INFINITY);
    }
    tree_build(tree, SIZE);
    acted = 0;
}

static uint64_t replicate(xoshiro g) {
    uint64_t events = 0;
    start(&g);
    for (double time; (time = tree_time(tree)) < HORIZON;) {
        unsigned number = tree_first(tree);
        double bound = at[number].bound;
        renew(&g, number, time, 0.0);
        if (next_uniform(&g) * bound >= at[number].bound) continue;
        for (unsigned i = 0; i <= 2 * REACH; i++) {
            unsigned to = number + COUNT - REACH + i;
            while (to >= COUNT) to -= COUNT;
            if (i != REACH) renew(&g, to, time, JUMP);
        }
        acted += number == 0;
        events++;
    }
    return events;
}

int main(int count, char **words) {
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0;
    moments total = {0}, first = {0}, end = {0};
    for (uint64_t i = 0; i < replications; i++) {
        uint64_t n = replicate(seed_generator(seed, i));
        events += (double)n;
        moments_add(&total, (double)n);
        moments_add(&first, (double)acted);
        moments_add(&end, at[0].value * exp(-DECAY * (HORIZON - at[0].anchor)));
    }
    report(began, events);
    moments_print("events_total", &total);
    moments_print("count_act_0", &first);
    moments_print("x_end", &end);
    return 0;
}
