/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The collector of complaints: a growing array, and a hash set over it, so that the same complaint about the same place is taken once and a
 * million of them cost a million steps. When memory is out a complaint still counts, for a wrong file must never pass for a right one. */
#define _GNU_SOURCE /* vasprintf */
#include "lang/diag.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/complaint.h"

enum { FIRST_CAPACITY = 16 };

brink_diagnostics *brink_diagnostics_new(void) {
    brink_diagnostics *diagnostics = calloc(1, sizeof *diagnostics);
    bri_arena *arena = bri_arena_new();
    if (diagnostics == NULL || arena == NULL) {
        bri_arena_free(arena);
        free(diagnostics);
        return NULL;
    }
    diagnostics->arena = arena;
    return diagnostics;
}

void brink_diagnostics_free(brink_diagnostics *diagnostics) {
    if (diagnostics == NULL) {
        return;
    }
    bri_arena_free(diagnostics->arena);
    free(diagnostics->complaints);
    free(diagnostics->buckets);
    free(diagnostics);
}

size_t brink_diagnostics_error_count(const brink_diagnostics *diagnostics) {
    return diagnostics->errors;
}

size_t brink_diagnostics_warning_count(const brink_diagnostics *diagnostics) {
    return diagnostics->warnings;
}

const bri_source *bri_diag_source(brink_diagnostics *diagnostics, const char *name, const char *text, size_t length) {
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    if (length >= 3 && memcmp(text, byte_order_mark, 3) == 0) {
        text += 3;
        length -= 3;
    }
    bri_source *source = bri_arena_alloc(diagnostics->arena, 1, sizeof *source);
    if (source == NULL) {
        return NULL;
    }
    source->name = bri_arena_text(diagnostics->arena, name, strlen(name));
    source->text = bri_arena_text(diagnostics->arena, text, length);
    source->length = length;
    source->rank = diagnostics->sources++;
    return source->name != NULL && source->text != NULL ? source : NULL;
}

const char *bri_source_name(const bri_source *source) {
    return source->name;
}

static uint64_t mixed(uint64_t hash, uint64_t word) {
    return (hash ^ word) * 0x100000001B3u; /* FNV-1a */
}

static size_t hash_of(const bri_complaint *complaint) {
    const bri_place *place = &complaint->place;
    uint64_t hash = 0xCBF29CE484222325u;
    for (const char *c = complaint->message; *c != '\0'; c++) {
        hash = mixed(hash, (unsigned char)*c);
    }
    hash = mixed(hash, place->source == NULL ? 0 : place->source->rank + 1);
    hash = mixed(hash, (uint64_t)place->line << 32 ^ (uint64_t)place->column << 1 ^ complaint->is_warning);
    return (size_t)(hash ^ hash >> 32);
}

static bool is_equal(const bri_complaint *a, const bri_complaint *b) {
    return a->place.source == b->place.source && a->place.line == b->place.line && a->place.column == b->place.column &&
           a->is_warning == b->is_warning && strcmp(a->message, b->message) == 0;
}

/** The bucket that holds an equal complaint, or the empty one where it belongs. */
static size_t *bucket_of(const brink_diagnostics *diagnostics, const bri_complaint *complaint) {
    size_t mask = diagnostics->bucket_count - 1;
    size_t at = hash_of(complaint) & mask;
    while (diagnostics->buckets[at] != 0 && !is_equal(complaint, &diagnostics->complaints[diagnostics->buckets[at] - 1])) {
        at = (at + 1) & mask;
    }
    return &diagnostics->buckets[at];
}

/** Make room for one complaint more; the buckets stay at most half full. */
static bool make_room(brink_diagnostics *diagnostics) {
    if (diagnostics->count < diagnostics->capacity) {
        return true;
    }
    size_t capacity = diagnostics->capacity == 0 ? FIRST_CAPACITY : 2 * diagnostics->capacity;
    bri_complaint *complaints = reallocarray(diagnostics->complaints, capacity, sizeof *complaints);
    if (complaints == NULL) {
        return false;
    }
    diagnostics->complaints = complaints;
    size_t *buckets = calloc(2 * capacity, sizeof *buckets);
    if (buckets == NULL) {
        return false;
    }
    free(diagnostics->buckets);
    diagnostics->buckets = buckets;
    diagnostics->bucket_count = 2 * capacity;
    diagnostics->capacity = capacity;
    for (size_t i = 0; i < diagnostics->count; i++) {
        *bucket_of(diagnostics, &complaints[i]) = i + 1;
    }
    return true;
}

static const char *kept(bri_arena *arena, const char *text) {
    return text != NULL ? bri_arena_text(arena, text, strlen(text)) : NULL;
}

/** Take one complaint, whose message is the caller's. True: it was new (or there was no memory to tell). */
static bool take(brink_diagnostics *diagnostics, bri_complaint complaint) {
    if (!make_room(diagnostics)) {
        return true;
    }
    size_t *bucket = bucket_of(diagnostics, &complaint);
    if (*bucket != 0) {
        return false;
    }
    complaint.message = kept(diagnostics->arena, complaint.message);
    complaint.hint = kept(diagnostics->arena, complaint.hint);
    if (complaint.message != NULL) {
        diagnostics->complaints[diagnostics->count++] = complaint;
        *bucket = diagnostics->count;
    }
    return true;
}

static void add(brink_diagnostics *diagnostics, bool is_warning, bri_place place, const char *hint, const char *format, va_list arguments) {
    char *message = NULL;
    bool is_new = true;
    if (vasprintf(&message, format, arguments) >= 0) {
        is_new = take(diagnostics, (bri_complaint){.place = place, .is_warning = is_warning, .message = message, .hint = hint});
        free(message);
    }
    if (is_new) {
        *(is_warning ? &diagnostics->warnings : &diagnostics->errors) += 1;
    }
}

void bri_diag_error(brink_diagnostics *diagnostics, bri_place place, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, false, place, hint, format, arguments);
    va_end(arguments);
}

void bri_diag_warning(brink_diagnostics *diagnostics, bri_place place, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, true, place, hint, format, arguments);
    va_end(arguments);
}
