/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/action.h"

#include <math.h>
#include <string.h>

#include "lang/types.h"
#include "plan/scope.h"
#include "plan/setting.h"
#include "plan/tables.h"
#include "plan/variant.h"

static const brink_setting settings[] = {
    {.name = "actor", .kind = BRINK_SETTING_ACTOR, .is_required = true, .allows_members = true, .doc = "who acts"},
    {.name = "target", .kind = BRINK_SETTING_ACTOR, .allows_members = true, .doc = "towards whom"},
    {.name = "with", .kind = BRINK_SETTING_ACTORS, .doc = "together with whom"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what it means"},
    {.name = "cameo", .kind = BRINK_SETTING_TEXT, .doc = "CAMEO event code"},
    {.name = "plover", .kind = BRINK_SETTING_TEXT, .doc = "PLOVER event type"},
    {.name = "mid_action", .kind = BRINK_SETTING_COUNT, .minimum = 0, .maximum = 99, .doc = "MID action code"},
    {.name = "goldstein", .kind = BRINK_SETTING_NUMBER, .minimum = -10, .maximum = 10, .doc = "Goldstein scale, conflict < 0 < cooperation"},
    {.name = "marks", .kind = BRINK_SETTING_RAW, .doc = "numbers drawn when it happens"},
    {.name = "value", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_ANY, .doc = "the event's number in the results; the first mark by default"},
    {.name = "duration",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .doc = "how long its episode lasts"},
    {.name = "effects", .kind = BRINK_SETTING_RAW, .doc = "what it changes"},
    {.name = "end_effects", .kind = BRINK_SETTING_RAW, .doc = "what the end of its episode changes"},
};
const brink_table bri_action_table = {settings, sizeof settings / sizeof *settings};

/* All definitions of a mark must be alike. */
static void check_mark_type(bri_build *build, const bri_mark_def *def) {
    char here[32], there[32];
    bri_type type = bri_expr_type(def->expr), common = bri_mark_type(build, def->mark);
    bool is_alike = type.is_any || bri_type_is_wrong(common) || type.time_power == common.time_power;
    const bri_mark_def *first = (const bri_mark_def *)build->mark_defs.items + build->mark_first_def[def->mark];
    if (def->is_circular && !type.is_any && type.time_power != 0)
        bri_diag_error(build->diagnostics, def->node->value_place, NULL, "mark \"%s\" depends on itself: it must be a number, and is %s",
                       def->node->name, bri_type_name(type, here));
    else if (!is_alike)
        bri_diag_error(build->diagnostics, def->node->value_place, NULL, "mark \"%s\" is %s here, but %s in action \"%s\"", def->node->name,
                       bri_type_name(type, here), bri_type_name(common, there), build->names[BRI_NAME_ACTION].names[first->action]);
}

static void read_marks(bri_build *build, bri_action *action, uint32_t index, const bri_tree_node *node) {
    if (node && node->kind != BRI_TREE_GROUP) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"marks\" of action \"%s\" must be a group { … }, not %s", action->name,
                       bri_tree_kind_name(node->kind));
        return;
    }
    uint32_t count = build->action_mark_count[index];
    bri_mark_draw *draws = bri_build_alloc(build, count, sizeof *draws);
    for (uint32_t i = 0; draws && i < count; i++) {
        const bri_mark_def *def = bri_mark_parse(build, build->action_first_def[index] + i);
        if (def->expr) check_mark_type(build, def);
        draws[i] = (bri_mark_draw){.mark = def->mark, .value = def->expr};
    }
    action->marks = draws;
    action->mark_count = draws ? count : 0;
}

/* The event's number: what the file says, else its first mark. */
static const bri_expr *value_of(bri_build *build, const bri_action *action, const bri_value *value) {
    if (value->node || !action->mark_count) return value->expr;
    uint32_t mark = action->marks[0].mark;
    return bri_expr_leaf(build->arena, (bri_leaf){.kind = BRI_LEAF_MARK, .type = bri_mark_type(build, mark), .index = mark});
}

static const char *text_or_empty(const brink_group *group, const char *name) {
    const char *text = bri_group_value(group, name)->text;
    return text ? text : "";
}

static void read_action(bri_build *build, const bri_tree_node *node, uint32_t index) {
    bri_action *action = &build->actions[index];
    uint32_t checks = build->checks.count;
    const char *subject = bri_build_text(build, "action \"%s\"", node->name);
    build->context = (bri_context){.marks = BRI_MARKS_OWN, .action = index, .mark_limit = build->action_mark_count[index], .decision = BRI_NONE};
    *action = (bri_action){.name = node->name, .place = node->name_place};
    const brink_group *group = bri_group_read(build, &bri_action_table, node, subject, NULL);
    if (!group) return;
    read_marks(build, action, index, bri_group_value(group, "marks")->node);
    double mid_action = bri_group_value(group, "mid_action")->number;
    const bri_value *partners = bri_group_value(group, "with");
    action->doc = text_or_empty(group, "doc");
    action->cameo = text_or_empty(group, "cameo");
    action->plover = text_or_empty(group, "plover");
    action->actor = bri_group_value(group, "actor")->name;
    action->target = bri_group_value(group, "target")->name;
    action->partners = partners->names;
    action->partner_count = (uint32_t)partners->count;
    action->goldstein = bri_group_value(group, "goldstein")->number;
    action->mid_action = isnan(mid_action) ? -1 : (int)mid_action;
    action->duration = bri_group_value(group, "duration")->expr;
    action->value = value_of(build, action, bri_group_value(group, "value"));
    bri_effects_read(build, bri_group_value(group, "effects")->node, "effect", action->name, &action->effects, &action->effect_count);
    bri_effects_read(build, bri_group_value(group, "end_effects")->node, "end effect", action->name, &action->end_effects, &action->end_effect_count);
    if (action->end_effect_count && !action->duration)
        bri_diag_error(build->diagnostics, bri_group_value(group, "end_effects")->node->name_place, NULL,
                       "%s has no duration: its \"end_effects\" never happen", subject);
    action->is_absent = bri_is_absent(build, BRI_NAME_ACTION, node->name);
    if (action->is_absent) build->checks.count = checks; /* what it would do need not hold here */
}

void bri_actions_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_ACTIONS];
    uint32_t count = build->names[BRI_NAME_ACTION].count;
    build->actions = bri_build_alloc(build, count, sizeof *build->actions);
    for (uint32_t i = 0; i < count && !build->is_out_of_memory; i++) read_action(build, section->children[i], i);
    for (uint32_t i = 0; i < build->names[BRI_NAME_MARK].count && !build->is_out_of_memory; i++)
        build->marks[i] = (bri_mark){.name = build->names[BRI_NAME_MARK].names[i],
                                     .type = bri_mark_type(build, i),
                                     .place = ((const bri_tree_node *const *)build->mark_nodes.items)[i]->name_place,
                                     .is_absent = build->mark_first_def[i] == BRI_NONE};
}

/* Effects of one action with those that models have added behind them. */
static void append(bri_build *build, bri_action *action, uint32_t index, uint32_t added) {
    const bri_added_effect *list = build->added_effects.items;
    bri_effect *effects = bri_build_alloc(build, action->effect_count + added, sizeof *effects);
    if (!effects) return;
    if (action->effect_count) memcpy(effects, action->effects, action->effect_count * sizeof *effects);
    for (uint32_t i = 0; i < build->added_effects.count; i++)
        if (list[i].action == index) effects[action->effect_count++] = list[i].effect;
    action->effects = effects;
}

void bri_actions_finish(bri_build *build) {
    const bri_added_effect *list = build->added_effects.items;
    uint32_t count = build->names[BRI_NAME_ACTION].count;
    uint32_t *added = bri_build_alloc(build, count, sizeof *added);
    for (uint32_t i = 0; added && i < build->added_effects.count; i++) added[list[i].action]++;
    for (uint32_t i = 0; added && i < count; i++)
        if (added[i]) append(build, &build->actions[i], i, added[i]);
}
