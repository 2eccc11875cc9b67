/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Things that are due later and come and go: triggered occurrences, ends of episodes, events that leave a counting window.
 * A pool of items, each with room for one event's marks, and binary heaps of items by (time, order of entry).
 * The pool grows when it must and is kept from one replication to the next: beside it only the lists of strips and a trace can grow during one.
 */
#ifndef BRI_PENDING_H
#define BRI_PENDING_H

#include <stddef.h>
#include <stdint.h>

typedef enum bri_item_kind { BRI_ITEM_OCCURRENCE, BRI_ITEM_EPISODE, BRI_ITEM_WINDOW } bri_item_kind;

typedef struct bri_item {
    double time;
    uint64_t order;    /* of entry: breaks ties */
    uint64_t identity; /* of the occurrence, or of the episode's event */
    bri_item_kind kind;
    uint32_t subject;  /* decision, action or slot */
    uint32_t depth;    /* of the cascade it belongs to */
    int32_t cause;     /* event that caused it, -1 for none; an episode's own event */
    uint32_t number;   /* of a dated occurrence: its date; of a phase: its place */
    uint32_t source, target; /* of an occurrence's or episode's event, where it has them */
    uint8_t is_ending;       /* an episode that an effect closes */
} bri_item;

#define BRI_POOL_CHUNK 64

typedef struct bri_pool {
    bri_item *items;
    double **marks; /* a chunk for every BRI_POOL_CHUNK items: marks stay where they are when the pool grows */
    uint32_t *free; /* stack of free items */
    uint32_t capacity, free_count, mark_count;
    uint64_t next_order;
} bri_pool;

/** A heap of item numbers. */
typedef struct bri_heap {
    uint32_t *item;
    uint32_t count, capacity;
} bri_heap;

void bri_pool_init(bri_pool *pool, uint32_t mark_count);
void bri_pool_clear(bri_pool *pool);
/** Make all items free and start the order of entry anew. */
void bri_pool_reset(bri_pool *pool);
/** A free item's number, its order set; UINT32_MAX: memory is out. */
uint32_t bri_pool_take(bri_pool *pool);
void bri_pool_give(bri_pool *pool, uint32_t number);
static inline double *bri_pool_marks(const bri_pool *pool, uint32_t number) {
    return pool->marks[number / BRI_POOL_CHUNK] + (size_t)(number % BRI_POOL_CHUNK) * pool->mark_count;
}

/** Of two items, is the first due before the second: by time, then by order of entry? */
int bri_item_is_before(const bri_pool *pool, uint32_t a, uint32_t b);

void bri_heap_clear(bri_heap *heap);
/** 0: memory is out. */
int bri_heap_push(bri_heap *heap, const bri_pool *pool, uint32_t number);
/** The earliest item leaves; the heap must not be empty. */
uint32_t bri_heap_pop(bri_heap *heap, const bri_pool *pool);
/** The item at a place of the heap leaves. */
void bri_heap_remove(bri_heap *heap, const bri_pool *pool, uint32_t place);
/** The time of the earliest, or infinity. */
double bri_heap_time(const bri_heap *heap, const bri_pool *pool);

#endif
