/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of blocks, each handed out from its front. Blocks grow geometrically up to a limit, so that a small scenario costs one small
 * block and a large one few calls; a request that would waste much of a block gets a block of its own, behind the one in use.
 * Blocks come from calloc: large ones are zeroed by the system, when first touched. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer whoever reads beyond an object is found, as he would be in memory from malloc: what is not handed out may not be touched,
 * and behind each object some bytes never are. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GUARD = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(from, bytes) ((void)(from), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(from, bytes) ((void)(from), (void)(bytes))
enum { GUARD = 0 };
#endif

enum { LINE = 64, SMALL = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

typedef struct block {
    struct block *next;
    char *free; /* first byte not handed out */
    char *end;
} block;

struct bri_arena {
    block *blocks; /* the first one is in use; the others are full or hold one large object */
    size_t next_size;
    size_t handed_out;
};

bri_arena *bri_arena_new(void) {
    bri_arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL) {
        arena->next_size = FIRST_BLOCK;
    }
    return arena;
}

void bri_arena_free(bri_arena *arena) {
    if (arena == NULL) {
        return;
    }
    for (block *b = arena->blocks; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

static char *aligned(char *pointer, size_t alignment) {
    size_t over = (uintptr_t)pointer % alignment;
    return over == 0 ? pointer : pointer + (alignment - over);
}

static block *new_block(size_t room) {
    if (room > PTRDIFF_MAX - sizeof(block)) {
        return NULL;
    }
    block *b = calloc(1, sizeof *b + room);
    if (b != NULL) {
        b->free = (char *)(b + 1);
        b->end = b->free + room;
        ASAN_POISON_MEMORY_REGION(b->free, room);
    }
    return b;
}

/** Make the room that `bytes` need at this alignment, in the block in use or in one of their own. */
static block *block_for(bri_arena *arena, size_t bytes, size_t alignment) {
    block *current = arena->blocks;
    if (current != NULL) {
        char *start = aligned(current->free, alignment);
        if (start <= current->end && bytes <= (size_t)(current->end - start)) {
            return current;
        }
    }
    bool is_large = bytes > arena->next_size / 4;
    block *fresh = new_block(is_large ? bytes + alignment : arena->next_size);
    if (fresh == NULL) {
        return NULL;
    }
    if (is_large && current != NULL) {
        fresh->next = current->next;
        current->next = fresh;
        return fresh;
    }
    fresh->next = current;
    arena->blocks = fresh;
    if (!is_large && arena->next_size < LARGEST_BLOCK) {
        arena->next_size *= 2;
    }
    return fresh;
}

static void *take(bri_arena *arena, size_t bytes, size_t alignment) {
    if (bytes > PTRDIFF_MAX - LINE - GUARD) {
        return NULL;
    }
    block *b = block_for(arena, bytes + GUARD, alignment);
    if (b == NULL) {
        return NULL;
    }
    char *start = aligned(b->free, alignment);
    b->free = start + bytes + GUARD;
    ASAN_UNPOISON_MEMORY_REGION(start, bytes);
    arena->handed_out += bytes;
    return start;
}

void *bri_arena_alloc(bri_arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    return take(arena, bytes > 0 ? bytes : 1, bytes >= LINE ? LINE : SMALL);
}

char *bri_arena_text(bri_arena *arena, const char *text, size_t length) {
    char *copy = length < SIZE_MAX ? take(arena, length + 1, alignof(char)) : NULL;
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

/* Most texts are short, and are then formatted once. */
char *bri_arena_vformat(bri_arena *arena, const char *format, va_list arguments) {
    char few[256];
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(few, sizeof few, format, arguments);
    char *text = length < 0 ? NULL : take(arena, (size_t)length + 1, alignof(char));
    if (text != NULL && (size_t)length < sizeof few) {
        memcpy(text, few, (size_t)length + 1);
    } else if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *bri_arena_format(bri_arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = bri_arena_vformat(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t bri_arena_size(const bri_arena *arena) {
    return arena->handed_out;
}
