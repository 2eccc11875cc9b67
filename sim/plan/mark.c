/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks. A name is shared by all actions that have it, and has one type: that of its first definition. Definitions are parsed when first needed,
 * since a formula may name `cause.x` of an action further down. A mark whose formula leads back to its own type (a statement as harsh as the one it
 * answers) is taken for a number there, and must then be one. */
#include <string.h>

#include "lang/types.h"
#include "plan/action.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/variant.h"

enum { DEEPEST = 100 };

/* The number of a mark's name, entered if it is new. */
static uint32_t enter(bri_build *build, const bri_tree_node *node) {
    bri_names *names = &build->names[BRI_NAME_MARK];
    uint32_t number = names->count, other;
    if (bri_names_find(names, node->name, &number)) return number;
    bri_name_is_good(build, node->name, node->name_place, "mark");
    if (bri_names_find(&build->names[BRI_NAME_PARAMETER], node->name, &other))
        bri_diag_error(build->diagnostics, node->name_place, NULL, "mark \"%s\": there is a parameter of this name", node->name);
    if (bri_names_find(&build->names[BRI_NAME_VARIABLE], node->name, &other))
        bri_diag_error(build->diagnostics, node->name_place, NULL, "mark \"%s\": there is a variable of this name", node->name);
    if (bri_names_find(&build->names[BRI_NAME_DERIVED], node->name, &other))
        bri_diag_error(build->diagnostics, node->name_place, NULL, "mark \"%s\": there is a derived quantity of this name", node->name);
    const bri_tree_node **kept = bri_list_add(build, &build->mark_nodes, sizeof *kept);
    if (kept) *kept = node;
    if (!bri_names_add(build->arena, names, node->name)) build->is_out_of_memory = true;
    return number;
}

static void declare(bri_build *build, uint32_t action, const bri_tree_node *node) {
    build->action_first_def[action] = build->mark_defs.count;
    if (node->kind != BRI_TREE_GROUP) return;
    build->action_has_duration[action] = bri_tree_child(node, "duration") != NULL;
    const bri_tree_node *marks = bri_tree_child(node, "marks");
    if (!marks || marks->kind != BRI_TREE_GROUP) return;
    for (uint32_t i = 0; i < marks->child_count && !build->is_out_of_memory; i++) {
        uint32_t mark = enter(build, marks->children[i]);
        bri_mark_def *def = bri_list_add(build, &build->mark_defs, sizeof *def);
        if (def) *def = (bri_mark_def){.node = marks->children[i], .action = action, .position = i, .mark = mark};
    }
    build->action_mark_count[action] = (uint32_t)marks->child_count;
}

static void enter_only(bri_build *build, const bri_tree_node *mark) {
    enter(build, mark);
}

void bri_marks_declare(bri_build *build) {
    bri_variant_marks(build, enter_only);
    const bri_tree_node *section = build->sections[BRI_SECTION_ACTIONS];
    uint32_t count = build->names[BRI_NAME_ACTION].count;
    build->action_first_def = bri_build_alloc(build, count, sizeof *build->action_first_def);
    build->action_mark_count = bri_build_alloc(build, count, sizeof *build->action_mark_count);
    build->action_has_duration = bri_build_alloc(build, count, sizeof *build->action_has_duration);
    for (uint32_t i = 0; i < count && !build->is_out_of_memory; i++) declare(build, i, section->children[i]);
    uint32_t marks = build->names[BRI_NAME_MARK].count;
    build->mark_first_def = bri_build_alloc(build, marks, sizeof *build->mark_first_def);
    build->marks = bri_build_alloc(build, marks, sizeof *build->marks);
    if (build->is_out_of_memory) return;
    const bri_mark_def *defs = build->mark_defs.items;
    for (uint32_t i = 0; i < marks; i++) build->mark_first_def[i] = BRI_NONE;
    for (uint32_t i = build->mark_defs.count; i-- > 0;) build->mark_first_def[defs[i].mark] = i;
}

const bri_mark_def *bri_mark_parse(bri_build *build, uint32_t index) {
    bri_mark_def *def = (bri_mark_def *)build->mark_defs.items + index;
    if (def->progress != BRI_TO_DO) return def;
    def->progress = BRI_IN_HAND;
    build->mark_depth++;
    bri_context context = build->context;
    build->context = (bri_context){.marks = BRI_MARKS_OWN, .action = def->action, .mark_limit = def->position, .decision = BRI_NONE};
    brink_setting setting = {.dimension = BRINK_ANY, .allows_draws = true};
    const char *what = bri_build_text(build, "mark \"%s\" of action \"%s\"", def->node->name, build->names[BRI_NAME_ACTION].names[def->action]);
    def->expr = bri_formula_read(build, def->node, &setting, what);
    build->context = context;
    build->mark_depth--;
    def->progress = BRI_DONE;
    return def;
}

static bri_type plain(bri_type type) {
    return (bri_type){.is_boolean = type.is_boolean, .time_power = type.time_power};
}

/* The type that a mark has where other variants' actions have it: here it never has a value, and its formula is looked at for its type alone. One
 * that cannot be read here, since it speaks of what those actions have, may be a number of any dimension. */
static bri_type type_elsewhere(bri_build *build, uint32_t mark) {
    bri_mark *m = &build->marks[mark];
    if (m->is_absent) return m->type;
    *m = (bri_mark){.name = build->names[BRI_NAME_MARK].names[mark], .type = {.is_any = true}, .is_absent = true};
    const bri_tree_node *node = ((const bri_tree_node *const *)build->mark_nodes.items)[mark];
    brink_diagnostics *told = build->diagnostics;
    bri_context context = build->context;
    uint32_t needs = build->needs.count, dyads = build->dyad_uses.count, targets = build->target_uses.count, checks = build->checks.count;
    if (!(build->diagnostics = brink_diagnostics_new())) build->is_out_of_memory = true;
    build->context = (bri_context){.marks = BRI_MARKS_OWN, .decision = BRI_NONE};
    const brink_setting setting = {.dimension = BRINK_ANY, .allows_draws = true};
    const bri_expr *expr = build->diagnostics ? bri_formula_read(build, node, &setting, "") : NULL;
    if (expr) m->type = plain(bri_expr_type(expr));
    brink_diagnostics_free(build->diagnostics);
    build->diagnostics = told;
    build->context = context;
    build->needs.count = needs;
    build->dyad_uses.count = dyads;
    build->target_uses.count = targets;
    build->checks.count = checks;
    return m->type;
}

bri_type bri_mark_type(bri_build *build, uint32_t mark) {
    if (build->mark_first_def[mark] == BRI_NONE) return type_elsewhere(build, mark);
    bri_mark_def *def = (bri_mark_def *)build->mark_defs.items + build->mark_first_def[mark];
    if (def->progress == BRI_TO_DO && build->mark_depth < DEEPEST) bri_mark_parse(build, build->mark_first_def[mark]);
    if (def->progress != BRI_DONE) {
        def->is_circular = true;
        return BRI_NUMBER;
    }
    return def->expr ? plain(bri_expr_type(def->expr)) : BRI_TYPE_WRONG;
}
