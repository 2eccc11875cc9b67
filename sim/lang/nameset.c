/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hash table for all groups, by open addressing with steps of one, at most half full; the group's address is hashed with the name. */
#include "lang/nameset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

typedef struct bri_nameset_entry {
    uint64_t hash;
    const bri_tree_node *setting; /* NULL: empty */
} entry;

static uint64_t hash_of(const bri_tree_node *setting) {
    uint64_t hash = (uint64_t)(uintptr_t)setting->parent * 0x9E3779B97F4A7C15u;
    for (const char *c = setting->name; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 0x100000001B3u; /* FNV-1a, seeded by the group */
    }
    return hash ^ hash >> 29;
}

/** The entry of this name in this group, or the empty one where it belongs. */
static entry *entry_of(entry *entries, size_t capacity, uint64_t hash, const bri_tree_node *setting) {
    size_t at = hash & (capacity - 1);
    for (;; at = (at + 1) & (capacity - 1)) {
        const entry *e = &entries[at];
        if (e->setting == NULL || (e->hash == hash && e->setting->parent == setting->parent && strcmp(e->setting->name, setting->name) == 0)) {
            return &entries[at];
        }
    }
}

static bool make_room(bri_nameset *set) {
    if (2 * set->count < set->capacity) {
        return true;
    }
    size_t capacity = set->capacity == 0 ? FIRST_CAPACITY : 2 * set->capacity;
    entry *grown = calloc(capacity, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->entries[i].setting != NULL) {
            *entry_of(grown, capacity, set->entries[i].hash, set->entries[i].setting) = set->entries[i];
        }
    }
    free(set->entries);
    set->entries = grown;
    set->capacity = capacity;
    return true;
}

bool bri_nameset_add(bri_nameset *set, const bri_tree_node *setting, const bri_tree_node **earlier) {
    if (!make_room(set)) {
        return false;
    }
    uint64_t hash = hash_of(setting);
    entry *e = entry_of(set->entries, set->capacity, hash, setting);
    *earlier = e->setting;
    if (e->setting == NULL) {
        *e = (entry){.hash = hash, .setting = setting};
        set->count++;
    }
    return true;
}

void bri_nameset_clear(bri_nameset *set) {
    free(set->entries);
    *set = (bri_nameset){0};
}
