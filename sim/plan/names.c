/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear probing, at most half full; FNV-1a as the hash. Growth leaves the old arrays in the arena: their sum is below
 * the size of the last. */
#include "plan/names.h"

#include <string.h>

static uint32_t hash_of(const char *name) {
    uint32_t hash = 2166136261u;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) hash = (hash ^ *c) * 16777619u;
    return hash;
}

/* The place of a name in the table, or of the empty cell where it belongs. */
static uint32_t probe(const bri_names *set, const char *name) {
    uint32_t cell = hash_of(name) & (set->table_size - 1);
    while (set->table[cell] && strcmp(set->names[set->table[cell] - 1], name) != 0) cell = (cell + 1) & (set->table_size - 1);
    return cell;
}

static bool grow(bri_arena *arena, bri_names *set) {
    uint32_t capacity = set->capacity ? 2 * set->capacity : 16;
    const char **names = bri_arena_alloc(arena, capacity, sizeof *names);
    uint32_t *table = bri_arena_alloc(arena, (size_t)2 * capacity, sizeof *table);
    if (!names || !table) return false;
    if (set->count) memcpy(names, set->names, set->count * sizeof *names);
    set->names = names;
    set->table = table;
    set->capacity = capacity;
    set->table_size = 2 * capacity;
    for (uint32_t i = 0; i < set->count; i++) set->table[probe(set, names[i])] = i + 1;
    return true;
}

bool bri_names_add(bri_arena *arena, bri_names *set, const char *name) {
    if (set->count == set->capacity && !grow(arena, set)) return false;
    set->names[set->count] = name;
    set->table[probe(set, name)] = set->count + 1;
    set->count++;
    return true;
}

bool bri_names_find(const bri_names *set, const char *name, uint32_t *number) {
    if (!set->count) return false;
    uint32_t cell = probe(set, name);
    if (!set->table[cell]) return false;
    *number = set->table[cell] - 1;
    return true;
}
