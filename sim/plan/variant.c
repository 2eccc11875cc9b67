/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A variant that replaces decisions or actions is a scenario of its own, read from the same tree with other nodes in their places. So that results
 * have the same columns whatever the variant, all of these scenarios and the base know the same names in the same order: a decision or action that
 * only another variant has is read there too, and then put to rest (is_absent). What is left of a file is thus the same in all, down to the
 * streams. */
#include "plan/variant.h"

#include <string.h>

#include "plan/check.h"
#include "plan/override.h"
#include "plan/parameter.h"

static bool override_value(bri_build *build, uint32_t parameter, const bri_tree_node *node, double *value) {
    if (node->kind == BRI_TREE_INTEGER || node->kind == BRI_TREE_REAL) {
        *value = node->number * build->parameters[parameter].unit_value;
        return true;
    }
    if (node->kind == BRI_TREE_STRING) {
        bri_phrase phrase = {node->string, node->string_length, node->string_places};
        return bri_override_read(build, parameter, phrase, value);
    }
    bri_diag_error(build->diagnostics, node->value_place, NULL, "a variant gives parameter \"%s\" a number or a formula, not %s", node->name,
                   bri_tree_kind_name(node->kind));
    return false;
}

static void read_override(bri_build *build, const bri_variant *variant, const bri_tree_node *node, double *values, bool *overrides) {
    uint32_t parameter;
    const bri_names *names = &build->names[BRI_NAME_PARAMETER];
    if (!bri_names_find(names, node->name, &parameter)) {
        bri_diag_error(build->diagnostics, node->name_place, bri_build_hint(build, node->name, names->names, names->count),
                       "unknown parameter \"%s\" in variant \"%s\"", node->name, variant->name);
        return;
    }
    if (overrides[parameter]) {
        bri_diag_error(build->diagnostics, node->name_place, NULL, "variant \"%s\" sets parameter \"%s\" twice", variant->name, node->name);
        return;
    }
    overrides[parameter] =
        override_value(build, parameter, node, &values[parameter]) &&
        bri_override_fits(build->arena, &build->parameters[parameter], values[parameter], node->value_place, variant->name, build->diagnostics);
    if (overrides[parameter]) bri_parameter_spread(build->parameters, parameter, build->groups.items, values, overrides);
}

static void check_derived(bri_build *build, const bri_variant *variant, const double *values, const bool *overrides, bri_place place) {
    for (uint32_t i = 0; i < build->scenario->parameter_count; i++)
        if (build->parameters[i].expr && !overrides[i] && !bri_reads_lost(build->parameters[i].expr, build->parameters, values))
            bri_override_fits(build->arena, &build->parameters[i], values[i], place, variant->name, build->diagnostics);
}

/* ---- one variant ---- */

static bool is_parameter(const bri_build *build, const char *name) {
    uint32_t number;
    return bri_names_find(&build->names[BRI_NAME_PARAMETER], name, &number);
}

/* Is it a group of what the variant sets or replaces, and not the value of a parameter that happens to be called so? */
static bool is_part(const bri_tree_node *node, const char *name) {
    return strcmp(node->name, name) == 0 && node->kind == BRI_TREE_GROUP;
}

static void read_member(bri_build *build, bri_variant *variant, const bri_tree_node *node, double *values, bool *overrides) {
    bool is_structure = strcmp(node->name, "decisions") == 0 || strcmp(node->name, "actions") == 0 || strcmp(node->name, "parameters") == 0;
    if (is_part(node, "decisions") || is_part(node, "actions")) return; /* bri_variants_restructure */
    if (is_part(node, "parameters")) {
        for (size_t i = 0; i < node->child_count; i++) read_override(build, variant, node->children[i], values, overrides);
    } else if (strcmp(node->name, "doc") == 0 && node->kind == BRI_TREE_STRING) {
        variant->doc = node->string;
    } else if (strcmp(node->name, "doc") == 0) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"doc\" of variant \"%s\" must be a string", variant->name);
    } else if (is_structure && !is_parameter(build, node->name)) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"%s\" of variant \"%s\" must be a group { … }, not %s", node->name,
                       variant->name, bri_tree_kind_name(node->kind));
    } else {
        read_override(build, variant, node, values, overrides);
    }
}

static void read_variant(bri_build *build, bri_variant *variant, const bri_tree_node *node) {
    uint32_t count = build->scenario->parameter_count;
    double *values = bri_build_alloc(build, count, sizeof *values);
    bool *overrides = bri_build_alloc(build, count, sizeof *overrides);
    *variant = (bri_variant){.name = node->name, .doc = "", .parameters = values, .overrides = overrides};
    if (!values || !overrides) return;
    if (strcmp(node->name, "base") == 0 || strcmp(node->name, "all") == 0)
        bri_diag_error(build->diagnostics, node->name_place, NULL, "no variant may be called \"%s\": it stands for %s", node->name,
                       node->name[0] == 'b' ? "the scenario without variants" : "all variants");
    for (uint32_t i = 0; i < count; i++) values[i] = build->parameters[i].value;
    if (node->kind != BRI_TREE_GROUP) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "variant \"%s\" must be a group { … }, not %s", node->name,
                       bri_tree_kind_name(node->kind));
        return;
    }
    for (size_t i = 0; i < node->child_count; i++) read_member(build, variant, node->children[i], values, overrides);
    bri_parameters_derive(build->scenario, values, overrides);
    check_derived(build, variant, values, overrides, node->name_place);
}

/* What formulas that are put over parameters may use. */
static void share(bri_build *build) {
    build->scenario->functions = build->functions.items;
    build->scenario->function_count = build->functions.count;
    build->scenario->curves = build->curves.items;
    build->scenario->curve_count = build->curves.count;
}

void bri_variants_read(bri_build *build) {
    share(build);
    const bri_tree_node *section = build->sections[BRI_SECTION_VARIANTS];
    uint32_t count = section && build->variant == 0 ? (uint32_t)section->child_count : 0;
    bri_variant *variants = bri_build_alloc(build, count, sizeof *variants);
    for (uint32_t i = 0; variants && i < count && !build->is_out_of_memory; i++) read_variant(build, &variants[i], section->children[i]);
    build->scenario->variants = variants;
    build->scenario->variant_count = variants ? count : 0;
}

/* ---- what a variant replaces ---- */

/* The members of a section as a variant has them. */
typedef struct members {
    bri_build *build;
    const char *section, *noun;
    const bri_tree_node **list;
    bool *is_absent;
    uint32_t count;
    bri_name_kind kind;
} members;

static bool is_none(const bri_tree_node *node) {
    return node->kind == BRI_TREE_STRING && strcmp(node->string, "none") == 0;
}

static uint32_t find_member(const members *m, const char *name) {
    uint32_t i = 0;
    while (i < m->count && strcmp(m->list[i]->name, name) != 0) i++;
    return i < m->count ? i : BRI_NONE;
}

static const char *range_of(const bri_tree_node *node) {
    const bri_tree_node *for_each = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "for_each") : NULL;
    return for_each && for_each->kind == BRI_TREE_STRING ? for_each->string : "";
}

static const char *hint_of(const members *m, const char *name) {
    const char **names = bri_build_alloc(m->build, m->count, sizeof *names);
    for (uint32_t i = 0; names && i < m->count; i++) names[i] = m->list[i]->name;
    return names ? bri_build_hint(m->build, name, names, m->count) : NULL;
}

static bool is_good(const members *m, const bri_tree_node *variant, const bri_tree_node *node, uint32_t place) {
    brink_diagnostics *diagnostics = m->build->diagnostics;
    if (is_none(node) && place == BRI_NONE)
        bri_diag_error(diagnostics, node->name_place, hint_of(m, node->name), "variant \"%s\" removes %s \"%s\", which is not there", variant->name,
                       m->noun, node->name);
    else if (!is_none(node) && node->kind != BRI_TREE_GROUP)
        bri_diag_error(diagnostics, node->value_place, NULL, "%s \"%s\" of variant \"%s\" must be a group { … }, or \"none\" to remove it, not %s",
                       m->noun, node->name, variant->name, bri_tree_kind_name(node->kind));
    else if (!is_none(node) && place != BRI_NONE && strcmp(range_of(node), range_of(m->list[place])) != 0)
        bri_diag_error(diagnostics, node->name_place, "give it another name, and remove the old one",
                       "variant \"%s\" replaces %s \"%s\" by one with another \"for_each\"", variant->name, m->noun, node->name);
    else
        return true;
    return false;
}

/* One member of a variant's group; is_own: the variant is the one in hand. */
static void place_member(members *m, const bri_tree_node *variant, const bri_tree_node *node, bool is_own) {
    uint32_t place = find_member(m, node->name);
    if (!is_good(m, variant, node, place)) return;
    if (place == BRI_NONE) {
        m->is_absent[m->count] = !is_own;
        m->list[m->count++] = node;
    } else if (is_own && is_none(node)) {
        m->is_absent[place] = true;
    } else if (is_own) {
        m->is_absent[place] = false;
        m->list[place] = node;
    }
}

static const bri_tree_node *group_of(const bri_tree_node *variant, const char *section) {
    const bri_tree_node *group = variant->kind == BRI_TREE_GROUP ? bri_tree_child(variant, section) : NULL;
    return group && group->kind == BRI_TREE_GROUP ? group : NULL;
}

bool bri_variant_is_structural(const bri_tree_node *variant) {
    return group_of(variant, "decisions") || group_of(variant, "actions");
}

/* The section with other members; itself where no variant has any. */
static const bri_tree_node *restructure(members *m, const bri_tree_node *section, const bri_tree_node *variants) {
    size_t most = section->child_count, added = 0;
    for (size_t i = 0; i < variants->child_count; i++)
        if (group_of(variants->children[i], m->section)) added += group_of(variants->children[i], m->section)->child_count;
    if (!added) return section;
    bri_tree_node *made = bri_build_alloc(m->build, 1, sizeof *made);
    m->list = bri_build_alloc(m->build, most + added, sizeof *m->list);
    m->is_absent = bri_build_alloc(m->build, most + added, sizeof *m->is_absent);
    if (!made || !m->list || !m->is_absent) return section;
    for (size_t i = 0; i < most; i++) m->list[m->count++] = section->children[i];
    for (uint32_t i = 0; i < variants->child_count; i++) {
        const bri_tree_node *group = group_of(variants->children[i], m->section);
        for (size_t j = 0; group && j < group->child_count; j++)
            place_member(m, variants->children[i], group->children[j], i + 1 == m->build->variant);
    }
    for (uint32_t i = 0; i < m->count; i++)
        if (m->is_absent[i] && !bri_names_add(m->build->arena, &m->build->absent[m->kind], m->list[i]->name)) m->build->is_out_of_memory = true;
    *made = *section;
    made->children = m->list;
    made->child_count = m->count;
    return made;
}

const bri_tree_node *bri_variants_restructure(bri_build *build, const bri_tree_node *root) {
    const bri_tree_node *variants = bri_tree_child(root, "variants");
    bri_tree_node *made = bri_build_alloc(build, 1, sizeof *made);
    const bri_tree_node **children = bri_build_alloc(build, root->child_count, sizeof *children);
    build->file = root;
    if (!variants || variants->kind != BRI_TREE_GROUP || !made || !children) return root;
    for (size_t i = 0; i < root->child_count; i++) {
        const bri_tree_node *child = root->children[i];
        members decisions = {.build = build, .section = "decisions", .noun = "decision", .kind = BRI_NAME_DECISION};
        members actions = {.build = build, .section = "actions", .noun = "action", .kind = BRI_NAME_ACTION};
        bool is_group = child->kind == BRI_TREE_GROUP;
        children[i] = child;
        if (is_group && strcmp(child->name, "decisions") == 0) children[i] = restructure(&decisions, child, variants);
        if (is_group && strcmp(child->name, "actions") == 0) children[i] = restructure(&actions, child, variants);
    }
    *made = *root;
    made->children = children;
    return made;
}

bool bri_is_absent(const bri_build *build, bri_name_kind kind, const char *name) {
    uint32_t number;
    return bri_names_find(&build->absent[kind], name, &number);
}

void bri_variant_marks(bri_build *build, void (*enter)(bri_build *build, const bri_tree_node *mark)) {
    const bri_tree_node *variants = build->file ? bri_tree_child(build->file, "variants") : NULL;
    for (size_t v = 0; variants && variants->kind == BRI_TREE_GROUP && v <= variants->child_count; v++) {
        /* the file's own first, then those of each variant */
        const bri_tree_node *actions = v == 0 ? bri_tree_child(build->file, "actions") : group_of(variants->children[v - 1], "actions");
        for (size_t i = 0; actions && actions->kind == BRI_TREE_GROUP && i < actions->child_count; i++) {
            const bri_tree_node *action = actions->children[i];
            const bri_tree_node *marks = action->kind == BRI_TREE_GROUP ? bri_tree_child(action, "marks") : NULL;
            for (size_t j = 0; marks && marks->kind == BRI_TREE_GROUP && j < marks->child_count; j++) enter(build, marks->children[j]);
        }
    }
}
