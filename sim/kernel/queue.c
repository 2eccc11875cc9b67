/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel/queue.h"

#include <math.h>

int bri_queue_init(bri_queue *queue, bri_arena *arena, uint32_t count) {
    uint32_t size = 1;
    while (size < count) size *= 2;
    queue->size = size;
    queue->node = bri_arena_alloc(arena, 2 * (size_t)size, sizeof *queue->node);
    if (queue->node == NULL) return 0;
    for (uint32_t leaf = 0; leaf < size; leaf++) queue->node[size + leaf].who = leaf;
    bri_queue_open(queue);
    bri_queue_build(queue);
    return 1;
}

void bri_queue_give(bri_queue *queue, uint32_t leaf, uint32_t owner) {
    queue->node[queue->size + leaf].who = leaf | (uint64_t)owner << 32;
}

void bri_queue_open(bri_queue *queue) {
    for (uint32_t leaf = 0; leaf < queue->size; leaf++) queue->node[queue->size + leaf].key = bri_queue_key(INFINITY);
    queue->is_open = 1;
}

void bri_queue_build(bri_queue *queue) {
    bri_queue_node *node = queue->node;
    for (uint32_t at = queue->size - 1; at > 0; at--) node[at] = bri_queue_match(node[2 * at], node[2 * at + 1], 2 * at);
    queue->is_open = 0;
}
