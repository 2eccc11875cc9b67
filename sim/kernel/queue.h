/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The queue: a winner tree with one leaf per clock. Taking the earliest is free; moving one costs the depth of the tree. Equal times leave in
 * the order of the leaves. Times are never NaN; a sleeping clock stands at infinity.
 */
#ifndef BRI_QUEUE_H
#define BRI_QUEUE_H

#include <stdint.h>

#include "base/arena.h"

typedef struct bri_queue_node {
    double time;
    uint32_t leaf;
} bri_queue_node;

typedef struct bri_queue {
    bri_queue_node *node; /* node[1] is the winner, node[size + leaf] the leaves */
    uint32_t size;        /* a power of two */
} bri_queue;

/** Room for count leaves, all at infinity. 0: memory is out. */
int bri_queue_init(bri_queue *queue, bri_arena *arena, uint32_t count);

/** Set a leaf without playing its matches; bri_queue_build then plays all. */
static inline void bri_queue_put(bri_queue *queue, uint32_t leaf, double time) { queue->node[queue->size + leaf].time = time; }
void bri_queue_build(bri_queue *queue);

/** Set a leaf and replay its matches up to the root. */
static inline void bri_queue_move(bri_queue *queue, uint32_t leaf, double time) {
    bri_queue_node *node = queue->node;
    uint32_t at = queue->size + leaf;
    node[at].time = time;
    for (at >>= 1; at > 0; at >>= 1) {
        bri_queue_node left = node[2 * at], right = node[2 * at + 1];
        node[at] = right.time < left.time ? right : left;
    }
}

static inline double bri_queue_time(const bri_queue *queue, uint32_t leaf) { return queue->node[queue->size + leaf].time; }
static inline bri_queue_node bri_queue_first(const bri_queue *queue) { return queue->node[1]; }

#endif
