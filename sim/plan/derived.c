/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derived quantities. One is a formula of whatever has a value at an instant, put in place of its name wherever that stands; one may use others, in
 * any order: each is parsed when something first names it, and one that is named while it is itself being parsed closes a circle. */
#include "plan/derived.h"

#include <math.h>

#include "lang/types.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"

enum { DEEPEST = 100 };

static const brink_setting settings[] = {
    {.name = "value", .kind = BRINK_SETTING_RAW, .is_required = true, .doc = "a formula"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .fallback = "", .doc = "what it means"},
};
const brink_table bri_derived_table = {settings, sizeof settings / sizeof *settings};

static const char *name_of(const bri_build *build, uint32_t derived) { return build->names[BRI_NAME_DERIVED].names[derived]; }

/* "a -> b -> a" */
static void complain_circle(bri_build *build, uint32_t derived, bri_place place) {
    uint32_t begin = build->derived_in_hand;
    while (build->derived_path[--begin] != derived)
        ;
    const char *text = "";
    for (uint32_t i = begin; i < build->derived_in_hand; i++) text = bri_build_text(build, "%s%s -> ", text, name_of(build, build->derived_path[i]));
    bri_diag_error(build->diagnostics, place, NULL, "derived quantities go in a circle: %s%s", text, name_of(build, derived));
}

static void read_one(bri_build *build, bri_derived *derived, const bri_tree_node *node) {
    const char *subject = bri_build_text(build, "derived quantity \"%s\"", node->name);
    brink_setting setting = {.dimension = BRINK_ANY};
    bri_context context = build->context;
    build->context = (bri_context){.decision = BRI_NONE};
    if (node->kind == BRI_TREE_GROUP) {
        const brink_group *group = bri_group_read(build, &bri_derived_table, node, subject, NULL);
        node = group ? bri_group_value(group, "value")->node : NULL;
        if (group) derived->doc = bri_group_value(group, "doc")->text;
    }
    if (node) derived->expr = bri_formula_read(build, node, &setting, subject);
    build->context = context;
}

/* Parse it, unless that is done. False: it is being parsed just now, or formulas are nested too deeply. */
static bool finish(bri_build *build, uint32_t number, bri_place place) {
    bri_derived *derived = &build->derived[number];
    if (derived->progress == BRI_DONE) return true;
    if (derived->progress == BRI_IN_HAND) {
        complain_circle(build, number, place);
        return false;
    }
    if (build->derived_in_hand == DEEPEST) {
        bri_diag_error(build->diagnostics, place, NULL, "derived quantities depend on one another more than %d deep", DEEPEST);
        return false;
    }
    derived->progress = BRI_IN_HAND;
    build->derived_path[build->derived_in_hand++] = number;
    read_one(build, derived, build->sections[BRI_SECTION_DERIVED]->children[number]);
    build->derived_in_hand--;
    derived->progress = BRI_DONE;
    return true;
}

/* By which name does a formula read the ladder? */
static void find_ladder(void *context, const bri_leaf *leaf) {
    const bri_build *build = ((void **)context)[0];
    const char **name = ((void **)context)[1];
    if (leaf->kind != BRI_LEAF_SLOT || leaf->who != BRI_WHO_NONE) return;
    bri_slot_role role = ((const bri_slot_def *)build->slots.items)[leaf->index].role;
    if (role == BRI_ROLE_RUNG || role == BRI_ROLE_REACHED) *name = role == BRI_ROLE_RUNG ? "rung" : "reached";
}

bri_found bri_derived_leaf(bri_build *build, uint32_t number, bri_place place, bri_leaf *leaf) {
    if (!build->derived) {
        bri_diag_error(build->diagnostics, place, NULL, "\"%s\" is a derived quantity: it has no value here, where parameters alone have one",
                       name_of(build, number));
        return BRI_FOUND_WRONG;
    }
    if (!finish(build, number, place) || !build->derived[number].expr) return BRI_FOUND_WRONG;
    const char *read = NULL;
    if (build->context.is_ladder) bri_expr_leaves(build->derived[number].expr, find_ladder, (void *[]){build, &read});
    if (read) {
        bri_diag_error(build->diagnostics, place, NULL, "the condition of a rung may not depend on \"%s\", as \"%s\" does", read,
                       name_of(build, number));
        return BRI_FOUND_WRONG;
    }
    *leaf = (bri_leaf){.kind = BRI_LEAF_ALIAS, .expr = build->derived[number].expr};
    return BRI_FOUND;
}

void bri_derived_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_DERIVED];
    uint32_t count = build->names[BRI_NAME_DERIVED].count;
    bri_derived *derived = bri_build_alloc(build, count, sizeof *derived);
    build->derived_path = bri_build_alloc(build, DEEPEST, sizeof *build->derived_path);
    if (!derived || !build->derived_path) return;
    for (uint32_t i = 0; i < count; i++) derived[i] = (bri_derived){.doc = ""};
    build->derived = derived;
    for (uint32_t i = 0; i < count && !build->is_out_of_memory; i++) {
        const bri_tree_node *node = section->children[i];
        if (!finish(build, i, node->name_place)) continue;
        bri_type type = derived[i].expr ? bri_expr_type(derived[i].expr) : BRI_TYPE_WRONG;
        ((bri_variable *)build->variables.items)[build->scenario->declared_variable_count + i] = (bri_variable){.name = node->name,
                                   .unit = bri_build_unit(build, type),
                                   .doc = derived[i].doc,
                                   .type = type,
                                   .slot = BRI_NONE,
                                   .derived = derived[i].expr,
                                   .minimum = -INFINITY,
                                   .maximum = INFINITY,
                                   .unit_value = 1,
                                   .place = node->name_place,
                                   .group = BRI_NONE,
                                   .family = BRI_NONE};
    }
    build->scenario->recorded_count = build->scenario->declared_variable_count + count;
}
