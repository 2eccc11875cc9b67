/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Memory that is freed all at once: scenario, plan and replication state each live in one arena.
 */
#ifndef BRI_ARENA_H
#define BRI_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct bri_arena bri_arena;

/** An empty arena, or NULL when memory is out. */
bri_arena *bri_arena_new(void);
void bri_arena_free(bri_arena *arena);

/** count objects of size bytes, zeroed, aligned to 64 bytes where count*size >= 64, else to 16. NULL when memory is out
 *  or the product overflows; count 0 gives a valid pointer that must not be read. */
void *bri_arena_alloc(bri_arena *arena, size_t count, size_t size);

/** A copy of length bytes of text, NUL-terminated; NULL when memory is out. */
char *bri_arena_text(bri_arena *arena, const char *text, size_t length);

/** A printf-like text in the arena; NULL when memory is out. */
char *bri_arena_vformat(bri_arena *arena, const char *format, va_list arguments);
char *bri_arena_format(bri_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Bytes handed out so far. */
size_t bri_arena_size(const bri_arena *arena);

#endif
