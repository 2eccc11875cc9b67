/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake_scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name;
    bri_leaf leaf;
} names[] = {
    {"a0", {.kind = BRI_LEAF_PARAMETER, .index = 0}},
    {"a1", {.kind = BRI_LEAF_PARAMETER, .index = 1}},
    {"a2", {.kind = BRI_LEAF_PARAMETER, .index = 2}},
    {"a3", {.kind = BRI_LEAF_PARAMETER, .index = 3}},
    {"rate", {.kind = BRI_LEAF_PARAMETER, .index = 4, .type = {.time_power = -1}}},
    {"x0", {.kind = BRI_LEAF_SLOT, .index = 0}},
    {"x1", {.kind = BRI_LEAF_SLOT, .index = 1}},
    {"x2", {.kind = BRI_LEAF_SLOT, .index = 2}},
    {"x3", {.kind = BRI_LEAF_SLOT, .index = 3}},
    {"x4", {.kind = BRI_LEAF_SLOT, .index = 4}},
    {"x5", {.kind = BRI_LEAF_SLOT, .index = 5}},
    {"age", {.kind = BRI_LEAF_SLOT, .index = 6, .type = {.time_power = 1}}},
    {"on", {.kind = BRI_LEAF_SLOT, .index = 7, .type = {.is_boolean = true}}},
    {"tension", {.kind = BRI_LEAF_SLOT, .index = 8}},
    {"range_km", {.kind = BRI_LEAF_MARK, .index = 0}},
    {"in_eez", {.kind = BRI_LEAF_MARK, .index = 1, .type = {.is_boolean = true}}},
    {"cause.range_km", {.kind = BRI_LEAF_CAUSE, .index = 0}},
    {"cause.in_eez", {.kind = BRI_LEAF_CAUSE, .index = 1, .type = {.is_boolean = true}}},
};
#define NAME_COUNT (sizeof names / sizeof names[0])

static bri_found find_name(void *self, const char *name, bri_place place, bri_leaf *leaf) {
    (void)self, (void)place;
    for (size_t i = 0; i < NAME_COUNT; i++)
        if (strcmp(names[i].name, name) == 0) {
            *leaf = names[i].leaf;
            return BRI_FOUND;
        }
    return BRI_NOT_FOUND;
}

static bool is_reference(void *self, const char *function) {
    (void)self;
    return strcmp(function, "since") == 0 || strcmp(function, "count") == 0 || strcmp(function, "posture") == 0;
}

static bri_found find_reference(void *self, const char *function, bri_place place, const char *const *words, const bri_place *word_places,
                                size_t word_count, const bri_expr *window, bri_leaf *leaf) {
    fake_world *world = self;
    (void)place;
    if (word_count < 1 || (strcmp(words[0], "test") != 0 && strcmp(words[0], "PRK") != 0)) {
        bri_diag_error(world->diagnostics, word_count ? word_places[0] : place, NULL, "unknown action");
        return BRI_FOUND_WRONG;
    }
    if (strcmp(function, "since") == 0)
        *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .index = 9, .type = BRI_DURATION};
    else if (strcmp(function, "posture") == 0)
        *leaf = (bri_leaf){.kind = BRI_LEAF_CONSTANT, .value = 1.0, .type = BRI_BOOLEAN};
    else
        *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .index = 10, .value = window ? 1.0 : 0.0};
    return BRI_FOUND;
}

static const char *const *all_names(void *self, size_t *count) {
    static const char *list[NAME_COUNT];
    (void)self;
    for (size_t i = 0; i < NAME_COUNT; i++) list[i] = names[i].name;
    *count = NAME_COUNT;
    return list;
}

static const double curve_x[] = {-1.5, -1.0, 0.0, 0.1, 0.7, 2.0, 3.0, 16.0, 400.0}, curve_y[] = {0.3, -2.0, 1.0, 1.0, 0.1, 5.0, 0.7, -0.2, 1e3};
#define CURVE_POINTS (sizeof curve_x / sizeof curve_x[0])

static void make_curves(fake_world *world) {
    static const char *const called[] = {"bent", "steps", "gap"};
    for (int i = 0; i < 3; i++) {
        world->curves[i] = (bri_curve){.name = called[i],
                                       .x = curve_x,
                                       .y = curve_y,
                                       .count = CURVE_POINTS,
                                       .x_unit = 1,
                                       .y_unit = 1,
                                       .x_unit_name = "",
                                       .y_unit_name = "",
                                       .outside = i == 2 ? BRI_OUTSIDE_NONE : BRI_OUTSIDE_HOLD,
                                       .is_step = i == 1};
        assert_true(bri_curve_finish(world->arena, &world->curves[i]));
    }
}

static const bri_curve *find_curve(void *self, const char *name, bool is_file, bri_place place) {
    fake_world *world = self;
    for (int i = 0; i < 3; i++)
        if (!is_file && strcmp(world->curves[i].name, name) == 0) return &world->curves[i];
    bri_diag_error(world->diagnostics, place, NULL, "unknown table");
    return NULL;
}

static void read_at(void *self, const bri_curve *curve, const bri_expr *argument, bri_place place) {
    (void)self, (void)curve, (void)argument, (void)place;
}

void fake_world_init(fake_world *world) {
    *world = (fake_world){.arena = bri_arena_new(), .diagnostics = brink_diagnostics_new()};
    world->scope = (bri_scope){.self = world,
                               .name = find_name,
                               .is_reference = is_reference,
                               .reference = find_reference,
                               .names = all_names,
                               .curve = find_curve,
                               .reads = read_at,
                               .start = 17167.0}; /* 2017-01-01 */
    assert_non_null(world->arena);
    assert_non_null(world->diagnostics);
    make_curves(world);
}

void fake_world_clear(fake_world *world) {
    bri_arena_free(world->arena);
    brink_diagnostics_free(world->diagnostics);
}

const bri_expr *fake_parse_as(fake_world *world, const char *text, const bri_expr_want *want) {
    size_t length = strlen(text);
    const bri_source *source = bri_diag_source(world->diagnostics, "f", text, length);
    bri_place *places = calloc(length + 1, sizeof *places);
    assert_non_null(places);
    for (size_t i = 0; i <= length; i++) places[i] = (bri_place){.source = source, .line = 1, .column = (int)i + 1};
    const bri_expr *expr = bri_expr_parse(world->arena, text, length, places, &world->scope, want, NULL, 0, world->diagnostics);
    free(places);
    return expr;
}

const bri_expr *fake_parse(fake_world *world, const char *text) {
    return fake_parse_as(world, text, &(bri_expr_want){.any_type = true, .allow_draws = true, .what = "the formula"});
}

const bri_code *fake_compile(fake_world *world, const char *text, const double *parameters) {
    const bri_expr *expr = fake_parse(world, text);
    if (!expr) {
        char *complaints = brink_diagnostics_render(world->diagnostics, 0);
        print_error("%s\n%s", text, complaints);
        free(complaints);
        fail();
    }
    const bri_code *code = bri_code_compile(world->arena, expr, parameters);
    assert_non_null(code);
    return code;
}

const char *fake_leaf_name(void *context, const bri_leaf *leaf) {
    (void)context;
    if (leaf->is_test) return leaf->index == 5 && leaf->value == 3.0 ? "fives(x5)" : NULL;
    for (size_t i = 0; i < NAME_COUNT; i++)
        if (names[i].leaf.kind == leaf->kind && names[i].leaf.index == leaf->index) return names[i].name;
    return leaf->kind == BRI_LEAF_CONSTANT ? "posture(PRK, calm)" : leaf->index == 9 ? "since(test)" : "count(test)";
}
