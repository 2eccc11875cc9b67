/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The queue: a winner tree with one leaf per clock. Taking the earliest is free; moving one costs the depth of the tree at most. Equal times leave
 * in the order of the leaves. Times are never NaN nor negative; a sleeping clock stands at infinity.
 *
 * Who wins a match cannot be predicted, so that it is decided without a branch: times are held as their bits, which are ordered as the numbers
 * are, and the winner is carried upwards in registers.
 */
#ifndef BRI_QUEUE_H
#define BRI_QUEUE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/elementary.h"

typedef struct bri_queue_node {
    int64_t key;  /* the time's bits */
    uint64_t who; /* the leaf, and above it, from bit 32, what it belongs to */
} bri_queue_node;

typedef struct bri_queue {
    bri_queue_node *node; /* node[1] is the winner, node[size + leaf] the leaves */
    uint32_t size;        /* a power of two */
    uint32_t is_open;     /* leaves are set without playing their matches */
} bri_queue;

/** Room for count leaves, all at infinity. 0: memory is out. */
int bri_queue_init(bri_queue *queue, bri_arena *arena, uint32_t count);

static inline int64_t bri_queue_key(double time) { return (int64_t)bri_to_bits(time + 0.0); /* no negative zero */ }
static inline double bri_queue_time_of(int64_t key) { return bri_from_bits((uint64_t)key); }

/** The winner of two siblings, `mine` at place `at`: of equals the left one. */
static inline bri_queue_node bri_queue_match(bri_queue_node mine, bri_queue_node other, uint32_t at) {
    uint64_t mask = -(uint64_t)(other.key < mine.key + (int64_t)(at & 1));
    return (bri_queue_node){.key = mine.key ^ ((mine.key ^ other.key) & (int64_t)mask), .who = mine.who ^ ((mine.who ^ other.who) & mask)};
}

/** Say whose a leaf is: a number that comes out with it, so that nobody need look it up. Before the queue is built. */
void bri_queue_give(bri_queue *queue, uint32_t leaf, uint32_t owner);

/** Put all leaves at infinity, and play no match until bri_queue_build plays all: filling a queue costs no more than it has leaves. */
void bri_queue_open(bri_queue *queue);
void bri_queue_build(bri_queue *queue);

/** Set a leaf and replay its matches, up to where nothing changes. */
static inline void bri_queue_move(bri_queue *queue, uint32_t leaf, double time) {
    uint32_t at = queue->size + leaf;
    bri_queue_node *node = queue->node, winner = {.key = bri_queue_key(time), .who = node[at].who};
    node[at] = winner;
    if (queue->is_open) return;
    while (at > 1) {
        winner = bri_queue_match(winner, node[at ^ 1], at);
        at >>= 1;
        if (node[at].key == winner.key && node[at].who == winner.who) return;
        node[at] = winner;
    }
}

/** Set the winner's leaf: all its matches are played anew. */
static inline void bri_queue_move_first(bri_queue *queue, double time) {
    bri_queue_node *node = queue->node, winner = {.key = bri_queue_key(time), .who = node[1].who};
    uint32_t at = queue->size + (uint32_t)winner.who;
    node[at] = winner;
    while (at > 1) {
        winner = bri_queue_match(winner, node[at ^ 1], at);
        at >>= 1;
        node[at] = winner;
    }
}

static inline double bri_queue_time(const bri_queue *queue, uint32_t leaf) { return bri_queue_time_of(queue->node[queue->size + leaf].key); }
/** The earliest time, and whose it is. */
static inline double bri_queue_first_time(const bri_queue *queue) { return bri_queue_time_of(queue->node[1].key); }
static inline uint32_t bri_queue_first(const bri_queue *queue) { return (uint32_t)queue->node[1].who; }
static inline uint32_t bri_queue_first_owner(const bri_queue *queue) { return (uint32_t)(queue->node[1].who >> 32); }

#endif
