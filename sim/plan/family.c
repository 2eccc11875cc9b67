/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A family lies in a row, from the lowest actor of its group to the highest: actors between them who are no members leave places that nobody reads.
 * So the place of a member's own is that of actor 0 plus the actor, whoever the members are. */
#include "plan/family.h"

#include <math.h>
#include <string.h>

#include "plan/family_file.h"
#include "plan/member.h"
#include "plan/scope.h"
#include "plan/setting.h"

static const bri_group *group_at(const bri_build *build, uint32_t index) {
    return (const bri_group *)build->groups.items + index;
}

static uint32_t lowest(const bri_group *group) {
    return group->members[0];
}

static uint32_t span_of(const bri_group *group) {
    return group->members[group->member_count - 1] - group->members[0] + 1;
}

static const char *actor_name(const bri_build *build, uint32_t actor) {
    return build->names[BRI_NAME_ACTOR].names[actor];
}

uint32_t bri_family_group(bri_build *build, const bri_tree_node *node, bool complains) {
    uint32_t index;
    const bri_tree_node *for_each = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "for_each") : NULL;
    if (!for_each) return BRI_NONE;
    bool is_found = for_each->kind == BRI_TREE_STRING && bri_names_find(&build->group_names, for_each->string, &index);
    if (is_found && !group_at(build, index)->is_network) return index;
    if (complains && for_each->kind == BRI_TREE_STRING) {
        const bri_names *names = &build->group_names;
        const char *hint =
            is_found ? "a variable or parameter is of one member each" : bri_build_hint(build, for_each->string, names->names, names->count);
        bri_diag_error(build->diagnostics, for_each->value_place, hint, is_found ? "\"%s\" is a network, not a group" : "unknown group \"%s\"",
                       for_each->string);
    }
    return BRI_NONE;
}

void bri_families_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_PARAMETERS];
    bri_names *names = &build->names[BRI_NAME_PARAMETER];
    for (size_t i = 0; section && i < section->child_count; i++) {
        uint32_t index = bri_family_group(build, section->children[i], false);
        const bri_group *group = index == BRI_NONE ? NULL : group_at(build, index);
        for (uint32_t j = 0; group && j < span_of(group); j++) {
            const char *name = bri_build_text(build, "%s.%s", actor_name(build, lowest(group) + j), section->children[i]->name);
            if (!bri_names_add(build->arena, names, name)) build->is_out_of_memory = true;
        }
    }
}

uint32_t bri_family_take(bri_build *build, const bri_tree_node *node, uint32_t *next) {
    uint32_t index = bri_family_group(build, node, false);
    if (index == BRI_NONE) return 0;
    const bri_group *group = group_at(build, index);
    uint32_t first = *next;
    *next += span_of(group);
    return first - lowest(group);
}

const double *bri_family_values(bri_build *build, const bri_tree_node *node, uint32_t index, double unit_value, const char *what) {
    if (node->kind == BRI_TREE_GROUP) return bri_family_column(build, node, index, unit_value, what);
    const bri_group *group = group_at(build, index);
    double *values = bri_build_alloc(build, group->member_count, sizeof *values);
    if (node->child_count != group->member_count) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s has %zu values, and group \"%s\" %u members", what, node->child_count,
                       group->name, (unsigned)group->member_count);
        return NULL;
    }
    for (uint32_t i = 0; values && i < group->member_count; i++) {
        const bri_tree_node *child = node->children[i];
        bool is_number = child->kind == BRI_TREE_INTEGER || child->kind == BRI_TREE_REAL;
        if (!is_number || !isfinite(child->number)) {
            bri_diag_error(build->diagnostics, child->value_place, NULL, "%s must hold finite numbers", what);
            return NULL;
        }
        values[i] = child->number * unit_value;
    }
    return values;
}

static const bri_expr *bound(bri_build *build, const bri_expr *expr, uint32_t actor) {
    if (!expr) return NULL;
    const bri_expr *made = bri_expr_bind(build->arena, expr, &(bri_binding){.self = actor, .target = BRI_NONE});
    build->is_out_of_memory |= !made;
    return made;
}

void bri_family_parameters(bri_build *build, uint32_t parameter, const double *values) {
    const bri_parameter *family = &build->parameters[parameter];
    const bri_group *group = group_at(build, family->group);
    for (uint32_t i = 0; i < span_of(group); i++) {
        uint32_t actor = lowest(group) + i, index = family->base + actor, member = group->position[actor];
        bri_parameter *own = &build->parameters[index];
        *own = *family;
        own->name = build->names[BRI_NAME_PARAMETER].names[index];
        own->is_member = true;
        own->expr = member == BRI_NONE ? NULL : bound(build, family->expr, actor);
        if (member == BRI_NONE)
            own->value = fmax(fmin(0, own->maximum), own->minimum);
        else if (values)
            own->value = values[member];
        build->parameter_progress[index] = BRI_DONE;
        build->parameter_order[build->parameters_done++] = index;
    }
}

/* One member's own; `slot` is its place. */
static bri_variable member_variable(bri_build *build, uint32_t variable, const bri_variable *family, uint32_t actor, uint32_t slot) {
    bri_variable own = *family;
    own.name = bri_build_text(build, "%s.%s", actor_name(build, actor), family->name);
    own.is_hidden = true;
    own.group = BRI_NONE;
    own.slot = slot;
    own.family = variable;
    if (group_at(build, family->group)->position[actor] == BRI_NONE) { /* a place that nobody reads */
        own.initial = bri_expr_constant(build->arena, fmax(fmin(0, own.maximum), own.minimum), family->type);
        own.baseline = own.half_life = own.slope = NULL;
        return own;
    }
    own.initial = bound(build, family->initial, actor);
    own.baseline = bound(build, family->baseline, actor);
    own.half_life = bound(build, family->half_life, actor);
    own.slope = bound(build, family->slope, actor);
    return own;
}

void bri_family_variables(bri_build *build, uint32_t variable, bri_slot_kind kind, const double *initials) {
    const bri_variable family = ((const bri_variable *)build->variables.items)[variable];
    const bri_group *group = group_at(build, family.group);
    uint32_t first = build->slots.count;
    for (uint32_t i = 0; i < span_of(group) && !build->is_out_of_memory; i++) {
        uint32_t actor = lowest(group) + i, member = group->position[actor];
        bri_slot_def def = {.kind = member == BRI_NONE ? BRI_SLOT_CONSTANT : kind,
                            .role = BRI_ROLE_VARIABLE,
                            .argument = build->variables.count,
                            .type = family.type};
        bri_variable own = member_variable(build, variable, &family, actor, bri_slot_get(build, def));
        if (member != BRI_NONE && initials) own.initial = bri_expr_constant(build->arena, initials[member], family.type);
        bri_variable *place = bri_list_add(build, &build->variables, sizeof *place);
        if (place) *place = own;
    }
    bri_variable *entry = (bri_variable *)build->variables.items + variable;
    entry->slot = first;
    entry->base = first - lowest(group);
}
