/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel/pending.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bri_pool_init(bri_pool *pool, uint32_t mark_count) {
    memset(pool, 0, sizeof *pool);
    pool->mark_count = mark_count;
}

void bri_pool_clear(bri_pool *pool) {
    for (uint32_t i = 0; i < pool->capacity / BRI_POOL_CHUNK; i++) free(pool->marks[i]);
    free(pool->items);
    free(pool->marks);
    free(pool->free);
    bri_pool_init(pool, pool->mark_count);
}

void bri_pool_reset(bri_pool *pool) {
    pool->free_count = pool->capacity;
    for (uint32_t i = 0; i < pool->capacity; i++) pool->free[i] = pool->capacity - 1 - i;
    pool->next_order = 0;
}

/** Resize one array of the pool; 0: memory is out, and the array is as it was. */
static int resize(void **array, size_t count, size_t size) {
    void *grown = realloc(*array, count * size + 1);
    if (grown == NULL) return 0;
    *array = grown;
    return 1;
}

/** One chunk more. */
static int grow(bri_pool *pool) {
    if (pool->capacity > UINT32_MAX / 2) return 0;
    uint32_t capacity = pool->capacity + BRI_POOL_CHUNK;
    void *items = pool->items, *marks = pool->marks, *spare = pool->free;
    double *chunk = malloc(BRI_POOL_CHUNK * pool->mark_count * sizeof *chunk + 1);
    int grown = chunk != NULL && resize(&items, capacity, sizeof *pool->items) &&
                resize(&marks, capacity / BRI_POOL_CHUNK, sizeof *pool->marks) && resize(&spare, capacity, sizeof *pool->free);
    pool->items = items;
    pool->marks = marks;
    pool->free = spare;
    if (!grown) {
        free(chunk);
        return 0;
    }
    pool->marks[pool->capacity / BRI_POOL_CHUNK] = chunk;
    for (uint32_t i = capacity; i > pool->capacity; i--) pool->free[pool->free_count++] = i - 1;
    pool->capacity = capacity;
    return 1;
}

uint32_t bri_pool_take(bri_pool *pool) {
    if (pool->free_count == 0 && !grow(pool)) return UINT32_MAX;
    uint32_t number = pool->free[--pool->free_count];
    pool->items[number].order = pool->next_order++;
    return number;
}

void bri_pool_give(bri_pool *pool, uint32_t number) { pool->free[pool->free_count++] = number; }

void bri_heap_clear(bri_heap *heap) {
    free(heap->item);
    *heap = (bri_heap){0};
}

int bri_item_is_before(const bri_pool *pool, uint32_t a, uint32_t b) {
    const bri_item *x = &pool->items[a], *y = &pool->items[b];
    return x->time < y->time || (x->time == y->time && x->order < y->order);
}

static void sift_up(bri_heap *heap, const bri_pool *pool, uint32_t at) {
    uint32_t moving = heap->item[at];
    for (; at > 0 && bri_item_is_before(pool, moving, heap->item[(at - 1) / 2]); at = (at - 1) / 2) heap->item[at] = heap->item[(at - 1) / 2];
    heap->item[at] = moving;
}

static void sift_down(bri_heap *heap, const bri_pool *pool, uint32_t at) {
    uint32_t moving = heap->item[at];
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= heap->count) break;
        if (child + 1 < heap->count && bri_item_is_before(pool, heap->item[child + 1], heap->item[child])) child++;
        if (!bri_item_is_before(pool, heap->item[child], moving)) break;
        heap->item[at] = heap->item[child];
        at = child;
    }
    heap->item[at] = moving;
}

int bri_heap_push(bri_heap *heap, const bri_pool *pool, uint32_t number) {
    if (heap->count == heap->capacity) {
        uint32_t capacity = heap->capacity == 0 ? 8 : 2 * heap->capacity;
        uint32_t *item = realloc(heap->item, capacity * sizeof *item);
        if (item == NULL) return 0;
        heap->item = item;
        heap->capacity = capacity;
    }
    heap->item[heap->count] = number;
    sift_up(heap, pool, heap->count++);
    return 1;
}

void bri_heap_remove(bri_heap *heap, const bri_pool *pool, uint32_t place) {
    uint32_t last = --heap->count;
    if (place == last) return;
    heap->item[place] = heap->item[last];
    sift_up(heap, pool, place);
    sift_down(heap, pool, place);
}

uint32_t bri_heap_pop(bri_heap *heap, const bri_pool *pool) {
    uint32_t first = heap->item[0];
    bri_heap_remove(heap, pool, 0);
    return first;
}

double bri_heap_time(const bri_heap *heap, const bri_pool *pool) {
    return heap->count == 0 ? INFINITY : pool->items[heap->item[0]].time;
}
