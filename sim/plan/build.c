/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/build.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *bri_build_alloc(bri_build *build, size_t count, size_t size) {
    void *memory = bri_arena_alloc(build->arena, count, size);
    if (!memory) build->is_out_of_memory = true;
    return memory;
}

void *bri_list_add(bri_build *build, bri_list *list, size_t size) {
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : 8;
        void *items = bri_build_alloc(build, capacity, size);
        if (!items) return NULL;
        if (list->count) memcpy(items, list->items, list->count * size);
        list->items = items;
        list->capacity = capacity;
    }
    return (char *)list->items + size * list->count++;
}

const char *bri_build_text(bri_build *build, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = bri_arena_vformat(build->arena, format, arguments);
    va_end(arguments);
    if (!text) build->is_out_of_memory = true;
    return text ? text : "";
}

const char *bri_build_unit(bri_build *build, bri_type type) {
    if (type.is_boolean || type.time_power == 0) return "";
    if (type.time_power == 1) return "d";
    return type.time_power == -1 ? "1/d" : bri_build_text(build, "d^%d", type.time_power);
}

const char *bri_build_hint(bri_build *build, const char *word, const char *const *names, size_t count) {
    const char *nearest = bri_nearest(word, names, count);
    return nearest ? bri_build_text(build, "did you mean \"%s\"?", nearest) : NULL;
}

bri_place bri_place_within(const bri_tree_node *node, size_t begin, size_t end) {
    bri_place place = node->string_places[begin];
    place.length = 0;
    if (end > begin) {
        bri_place last = node->string_places[end - 1];
        place.length = last.line == place.line && last.column >= place.column ? last.column - place.column + 1 : 1;
    }
    return place;
}
