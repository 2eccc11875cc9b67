/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first pass over a file: which sections it has, and all names, so that formulas may come before what they name. */
#include <string.h>

#include "plan/action.h"
#include "plan/actor.h"
#include "plan/datafile.h"
#include "plan/family.h"
#include "plan/function.h"
#include "plan/network_section.h"
#include "plan/sections.h"
#include "plan/setting.h"
#include "plan/tables.h"
#include "plan/template.h"

#define KNOWN_VERSION 1

static const bri_section_def sections[BRI_SECTION_COUNT] = {
    [BRI_SECTION_BRINK] = {"brink", BRI_TREE_INTEGER, true, NULL, -1, {NULL},
                           "version of the language: 1"},
    [BRI_SECTION_SCENARIO] = {"scenario", BRI_TREE_GROUP, true, NULL, -1, {&bri_header_table},
                           "what the scenario is called, and when it plays"},
    [BRI_SECTION_PARAMETERS] = {"parameters", BRI_TREE_GROUP, false, "parameter", BRI_NAME_PARAMETER, {&bri_parameter_table},
                           "all that may be overridden, varied, swept or fitted; a member may be a number or a formula instead of a group"},
    [BRI_SECTION_ACTORS] = {"actors", BRI_TREE_GROUP, true, NULL, -1, {&bri_actor_table, &bri_counted_table, &bri_filed_table, &bri_listed_table},
                           "who acts: an actor, or a group of actors that it makes by `count` or from the rows of a CSV `file`, or one of `members` "
                           "declared elsewhere"},
    [BRI_SECTION_NETWORKS] = {"networks", BRI_TREE_GROUP, false, NULL, -1, {&bri_network_table},
                           "who is linked to whom among the members of a group"},
    [BRI_SECTION_VARIABLES] = {"variables", BRI_TREE_GROUP, false, "variable", BRI_NAME_VARIABLE, {&bri_variable_table},
                           "numbers with a path of their own between events; a member may be a plain number: a constant"},
    [BRI_SECTION_DERIVED] = {"derived", BRI_TREE_GROUP, false, "derived quantity", BRI_NAME_DERIVED, {&bri_derived_table},
                           "formulas with a name; a member may be the formula itself"},
    [BRI_SECTION_FUNCTIONS] = {"functions", BRI_TREE_LIST, false, NULL, -1, {NULL},
                           "functions of one's own, as texts: \"severity(r) = min(1, r / 1000)\""},
    [BRI_SECTION_ACTIONS] = {"actions", BRI_TREE_GROUP, true, "action", BRI_NAME_ACTION, {&bri_action_table},
                           "what can be done, and what it changes"},
    [BRI_SECTION_DECISIONS] = {"decisions", BRI_TREE_GROUP, true, "decision", BRI_NAME_DECISION, {&bri_decision_table},
                           "when it is done"},
    [BRI_SECTION_LADDER] = {"ladder", BRI_TREE_LIST, false, NULL, -1, {&bri_rung_table},
                           "rungs of escalation, lowest first"},
    [BRI_SECTION_OUTCOMES] = {"outcomes", BRI_TREE_LIST, false, NULL, -1, {&bri_outcome_table},
                           "what is told of each replication, when it ends"},
    [BRI_SECTION_VARIANTS] = {"variants", BRI_TREE_GROUP, false, "variant", -1, {NULL},
                           "named alternatives: a member is a group of parameters' new values, and of `decisions` and `actions` that replace "
                           "the file's"},
    [BRI_SECTION_BATCH] = {"batch", BRI_TREE_GROUP, false, NULL, -1, {&bri_batch_table},
                           "how many replications, from which seed, with which limits and samples"},
    [BRI_SECTION_LIBRARIES] = {"libraries", BRI_TREE_ARRAY, false, NULL, -1, {NULL},
                           "shared objects that bring models of their own (writing-models.md)"},
    [BRI_SECTION_CURVES] = {"tables", BRI_TREE_GROUP, false, "table", -1, {&bri_curve_table},
                           "functions given by points, for table() in formulas"},
    [BRI_SECTION_DATA] = {"data", BRI_TREE_LIST, false, NULL, -1, {&bri_data_table},
                           "files that the scenario carries within itself, as results files do; where it stands, no other is read"},
};

const bri_section_def *bri_section_defs(void) {
    return sections;
}

static const char *wanted(bri_tree_kind kind) {
    if (kind == BRI_TREE_ARRAY) return "an array [ … ]";
    return kind == BRI_TREE_GROUP ? "a group { … }" : kind == BRI_TREE_LIST ? "a list ( … )" : "a whole number";
}

static void find_unknown(bri_build *build, const bri_tree_node *root) {
    const char *names[BRI_SECTION_COUNT];
    for (int i = 0; i < BRI_SECTION_COUNT; i++) names[i] = sections[i].name;
    for (size_t i = 0; i < root->child_count; i++) {
        const bri_tree_node *child = root->children[i];
        bool is_known = false;
        for (int j = 0; j < BRI_SECTION_COUNT; j++) is_known |= strcmp(child->name, names[j]) == 0;
        if (!is_known)
            bri_diag_error(build->diagnostics, child->name_place, bri_build_hint(build, child->name, names, BRI_SECTION_COUNT),
                           "unknown section \"%s\"", child->name);
    }
}

static void find_section(bri_build *build, const bri_tree_node *root, int index) {
    const bri_section_def *def = &sections[index];
    const bri_tree_node *node = bri_tree_child(root, def->name);
    bri_place whole = root->value_place;
    whole.length = 0;
    if (!node) {
        if (def->is_required)
            bri_diag_error(build->diagnostics, whole, index == BRI_SECTION_BRINK ? "write brink = 1;" : NULL, "the scenario needs \"%s\"", def->name);
    } else if (node->kind != def->kind) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"%s\" must be %s, not %s", def->name, wanted(def->kind),
                       bri_tree_kind_name(node->kind));
    } else {
        build->sections[index] = node;
    }
}

/* Parameters, variables and derived quantities share the space of plain names. */
static void find_collision(bri_build *build, const bri_section_def *def, const bri_tree_node *node) {
    static const char *const nouns[] = {[BRI_NAME_PARAMETER] = "parameter", [BRI_NAME_VARIABLE] = "variable"};
    uint32_t number;
    if (def->names != BRI_NAME_VARIABLE && def->names != BRI_NAME_DERIVED) return;
    for (int kind = BRI_NAME_PARAMETER; kind < def->names; kind++)
        if (bri_names_find(&build->names[kind], node->name, &number))
            bri_diag_error(build->diagnostics, node->name_place, NULL, "%s \"%s\": there is a %s of this name", def->noun, node->name, nouns[kind]);
}

static void enter_names(bri_build *build, int index) {
    const bri_section_def *def = &sections[index];
    const bri_tree_node *section = build->sections[index];
    for (size_t i = 0; section && def->noun && i < section->child_count; i++) {
        const bri_tree_node *node = section->children[i];
        bri_name_is_good(build, node->name, node->name_place, def->noun);
        if (def->names < 0) continue;
        find_collision(build, def, node);
        if (!bri_names_add(build->arena, &build->names[def->names], node->name)) build->is_out_of_memory = true;
    }
}

static void gather_plain_names(bri_build *build) {
    size_t count = 0;
    for (int kind = BRI_NAME_PARAMETER; kind <= BRI_NAME_MARK; kind++) count += build->names[kind].count;
    const char **names = bri_build_alloc(build, count, sizeof *names);
    build->plain_name_count = 0;
    for (int kind = BRI_NAME_PARAMETER; names && kind <= BRI_NAME_MARK; kind++)
        for (uint32_t i = 0; i < build->names[kind].count; i++) names[build->plain_name_count++] = build->names[kind].names[i];
    build->plain_names = names;
}

void bri_sections_declare(bri_build *build, const bri_tree_node *root) {
    find_unknown(build, root);
    for (int i = 0; i < BRI_SECTION_COUNT; i++) find_section(build, root, i);
    const bri_tree_node *version = build->sections[BRI_SECTION_BRINK];
    if (version && version->integer != KNOWN_VERSION)
        bri_diag_error(build->diagnostics, version->value_place, NULL, "the scenario language of this program is version %d, not %lld", KNOWN_VERSION,
                       version->integer);
    for (int i = 0; i < BRI_SECTION_COUNT; i++) enter_names(build, i);
    bri_data_declare(build);
    bri_actors_declare(build);
    bri_networks_declare(build);
    bri_families_declare(build);
    bri_templates_declare(build);
    bri_functions_declare(build);
    bri_marks_declare(build);
    bri_ladder_declare(build);
    gather_plain_names(build);
}
