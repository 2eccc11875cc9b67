/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template is read once, as its first instance: its formulas speak of self and target, and the instances differ in whom these are. What is wrong in
 * a template's body is therefore said once. */
#include "plan/template.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "plan/member.h"

static const bri_group *group_at(const bri_build *build, uint32_t index) {
    return (const bri_group *)build->groups.items + index;
}

static const bri_tree_node *text_child(const bri_tree_node *node, const char *name) {
    const bri_tree_node *child = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, name) : NULL;
    return child && child->kind == BRI_TREE_STRING ? child : NULL;
}

/* ---- how many ---- */

/* What "dyad in NETWORK" or "GROUP" names; *is_dyad says which it is. */
static const char *range_name(const char *text, bool *is_dyad) {
    *is_dyad = strncmp(text, "dyad", 4) == 0 && isspace((unsigned char)text[4]);
    if (!*is_dyad) return text;
    text += 4 + strspn(text + 4, " \t");
    if (strncmp(text, "in", 2) == 0 && isspace((unsigned char)text[2])) return text + 2 + strspn(text + 2, " \t");
    return "";
}

static uint32_t instances_in(const bri_group *range) {
    return range->is_network ? range->link_count : range->member_count;
}

/* The range of a decision's for_each where it makes sense, else BRI_NONE. */
static uint32_t range_of(const bri_build *build, const bri_tree_node *node) {
    const bri_tree_node *for_each = text_child(node, "for_each");
    bool is_dyad;
    uint32_t range;
    if (!for_each || !bri_names_find(&build->group_names, range_name(for_each->string, &is_dyad), &range)) return BRI_NONE;
    const bri_group *group = group_at(build, range);
    return group->is_network == is_dyad && instances_in(group) ? range : BRI_NONE;
}

void bri_templates_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_DECISIONS];
    uint32_t count = build->names[BRI_NAME_DECISION].count;
    uint64_t total = 0;
    build->decision_leaders = bri_build_alloc(build, count, sizeof *build->decision_leaders);
    for (uint32_t i = 0; build->decision_leaders && i < count; i++) {
        uint32_t range = range_of(build, section->children[i]), instances = range == BRI_NONE ? 1 : instances_in(group_at(build, range));
        if (total + instances > BRI_MOST_DECISIONS) {
            bri_diag_error(build->diagnostics, section->children[i]->name_place, NULL,
                           "decision \"%s\" would be %u, and %llu with those before it: a scenario may have %d at most", section->children[i]->name,
                           (unsigned)instances, (unsigned long long)(total + instances), BRI_MOST_DECISIONS);
            build->has_too_many = true;
            break;
        }
        build->decision_leaders[i] = (uint32_t)total;
        total += instances;
    }
    for (uint32_t i = 0; build->has_too_many && i < count; i++) build->decision_leaders[i] = i; /* one of each goes on to be checked */
    build->decision_count = build->has_too_many ? count : (uint32_t)total;
    build->decisions = bri_build_alloc(build, build->decision_count, sizeof *build->decisions);
}

/* ---- instances ---- */

const char *bri_template_name(bri_build *build, uint32_t leader, uint32_t number) {
    const char *const *actors = build->names[BRI_NAME_ACTOR].names;
    const bri_decision *d = &build->decisions[leader];
    const bri_binding *binding = &build->decisions[leader + number].binding;
    if (d->range == BRI_NONE) return d->name;
    return binding->target == BRI_NONE ? bri_build_text(build, "%s[%s]", d->name, actors[binding->self])
                                       : bri_build_text(build, "%s[%s,%s]", d->name, actors[binding->self], actors[binding->target]);
}

/* Whom each instance is about. */
static void bind_instances(bri_build *build, uint32_t leader) {
    const bri_group *range = group_at(build, build->decisions[leader].range);
    bri_decision *d = &build->decisions[leader];
    for (uint32_t i = 0; !range->is_network && i < d->instances; i++)
        d[i].binding = (bri_binding){.self = range->members[i], .target = BRI_NONE, .own = i};
    for (uint32_t a = 0; range->is_network && a < build->names[BRI_NAME_ACTOR].count; a++)
        for (uint32_t i = range->links.first[a]; i < range->links.first[a + 1] && i < d->instances; i++) {
            d[i].binding = (bri_binding){.self = a, .target = range->links.member[i], .own = i};
            d[i].link = range->links.weight ? range->links.weight[i] : 1;
        }
}

/* The others are as the leader is, but for that. */
static void make_instances(bri_build *build, uint32_t leader) {
    bri_decision *d = &build->decisions[leader];
    for (uint32_t i = 1; i < d->instances; i++) {
        bri_decision own = *d;
        own.binding = d[i].binding;
        own.link = group_at(build, d->range)->is_network ? d[i].link : 1;
        own.name = bri_template_name(build, leader, i);
        d[i] = own;
    }
    d->name = bri_template_name(build, leader, 0);
}

/* ---- who it is about ---- */

static void read_range(bri_build *build, bri_decision *leader, const bri_tree_node *node) {
    const bri_tree_node *for_each = bri_tree_child(node, "for_each");
    bool is_dyad = false;
    uint32_t index;
    if (!for_each || for_each->kind != BRI_TREE_STRING) return;
    leader->range = range_of(build, node);
    if (leader->range != BRI_NONE) return;
    const char *name = range_name(for_each->string, &is_dyad);
    if (!*name)
        bri_diag_error(build->diagnostics, for_each->value_place, NULL, "write for_each = \"GROUP\" or \"dyad in NETWORK\"");
    else if (bri_group_find(build, name, for_each->value_place, &index)) {
        bool is_network = group_at(build, index)->is_network;
        if (is_network != is_dyad)
            bri_diag_error(build->diagnostics, for_each->value_place,
                           bri_build_text(build, is_network ? "write \"dyad in %s\"" : "write \"%s\"", name), "\"%s\" is a %s", name,
                           is_network ? "network" : "group");
        else if (!group_at(build, index)->is_wrong)
            bri_diag_error(build->diagnostics, for_each->value_place, NULL, "network \"%s\" has no links: there is nothing to decide", name);
    }
}

/* "cause.source", "cause.target", or "NETWORK of cause.source"; false: it is none of them. */
static bool read_reaction(bri_build *build, const bri_tree_node *node, bri_reaction *reaction, uint32_t *network) {
    const char *text = node->string, *of = strstr(text, " of ");
    const char *actor = of ? of + 4 : text;
    bool is_source = strcmp(actor, "cause.source") == 0;
    if (!is_source && strcmp(actor, "cause.target") != 0) return false;
    *reaction = is_source ? BRI_REACT_SOURCE : BRI_REACT_TARGET;
    if (!of) return true;
    *reaction = is_source ? BRI_REACT_LINKS_OF_SOURCE : BRI_REACT_LINKS_OF_TARGET;
    const char *name = bri_build_text(build, "%.*s", (int)(of - text), text);
    if (bri_group_find(build, name, node->value_place, network) && !group_at(build, *network)->is_network)
        bri_diag_error(build->diagnostics, node->value_place, NULL, "\"%s\" is a group, not a network", name);
    return true;
}

static void read_self(bri_build *build, bri_decision *leader, const bri_tree_node *node) {
    const bri_tree_node *self = text_child(node, "self");
    if (!self) return;
    if (leader->range == BRI_NONE || !bri_tree_child(node, "on"))
        bri_diag_error(build->diagnostics, self->name_place, NULL, "\"self\" says which instances of a template (for_each) a trigger (on) is for");
    else if (!read_reaction(build, self, &leader->self_is, &leader->reaction_network))
        bri_diag_error(build->diagnostics, self->value_place, NULL, "\"self\" is \"cause.source\", \"cause.target\" or \"NETWORK of\" one of them");
    if (leader->reaction_network != BRI_NONE && !group_at(build, leader->reaction_network)->is_network) leader->self_is = BRI_REACT_ANY;
}

static void read_target_reaction(bri_build *build, bri_decision *leader, const bri_tree_node *node, const bri_tree_node *target) {
    uint32_t network = BRI_NONE;
    bool is_good = leader->range != BRI_NONE && bri_tree_child(node, "on") && !bri_tree_child(node, "crossing") && !strstr(target->string, " of ");
    if (is_good) is_good = read_reaction(build, target, &leader->target_is, &network);
    if (is_good && leader->self_is == BRI_REACT_ANY) is_good = false;
    if (!is_good)
        bri_diag_error(build->diagnostics, target->value_place, NULL,
                       "\"target\" may be \"cause.source\" or \"cause.target\" in a template with \"on\" and \"self\"");
    else if (leader->self_is == leader->target_is)
        bri_diag_error(build->diagnostics, target->value_place, "leave it out; an action may have target = \"self\"",
                       "\"target\" of decision \"%s\" is always its \"self\", and nobody reacts to himself", leader->name);
}

static const brink_setting draw_settings[] = {
    {.name = "from", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "group or network"},
    {.name = "weight", .kind = BRINK_SETTING_RAW, .doc = "of target: its chance is in proportion; 1 by default"},
};
static const brink_table draw_table = {draw_settings, sizeof draw_settings / sizeof *draw_settings};

/* target = { from = "NETWORK"; weight = "target.x"; }: in the weight alone the target is known before the event. */
void bri_template_read_draw(bri_build *build, bri_decision *leader, const bri_tree_node *node) {
    const bri_tree_node *target = bri_tree_child(node, "target"), *from = target ? text_child(target, "from") : NULL;
    bool is_dyad = leader->range != BRI_NONE && group_at(build, leader->range)->is_network;
    uint32_t index;
    if (!target || target->kind != BRI_TREE_GROUP || is_dyad) return;
    if (from && bri_group_find(build, from->string, from->value_place, &index)) {
        const bri_group *group = group_at(build, index);
        if (group->is_network && leader->range == BRI_NONE)
            bri_diag_error(build->diagnostics, from->value_place, NULL, "a network's links are somebody's: the decision needs for_each");
        leader->draw_from = group->is_network && leader->range == BRI_NONE ? BRI_NONE : index;
        build->context.target = group->group + 1;
        build->context.has_link = group->is_network;
    }
    const char *subject = bri_build_text(build, "\"target\" of decision \"%s\"", leader->name);
    const brink_group *group = bri_group_read(build, &draw_table, target, subject, NULL);
    const bri_tree_node *weight = group ? bri_group_value(group, "weight")->node : NULL;
    if (weight) leader->draw_weight = bri_formula_read(build, weight, &(brink_setting){.dimension = BRINK_NUMBER}, "\"weight\" of a target");
    build->context.target = 0;
    build->context.has_link = false;
}

static void read_target(bri_build *build, bri_decision *leader, const bri_tree_node *node) {
    const bri_tree_node *target = bri_tree_child(node, "target");
    const char *subject = bri_build_text(build, "decision \"%s\"", leader->name);
    bool is_dyad = leader->range != BRI_NONE && group_at(build, leader->range)->is_network;
    if (!target) return;
    if (target->kind == BRI_TREE_STRING && strncmp(target->string, "cause.", 6) == 0) {
        read_target_reaction(build, leader, node, target);
        if (leader->range != BRI_NONE) build->context.target = group_at(build, leader->range)->group + 1;
    } else if (target->kind != BRI_TREE_STRING) {
        if (target->kind == BRI_TREE_GROUP && !is_dyad) return;
        bri_diag_error(build->diagnostics, target->value_place, NULL,
                       is_dyad ? "%s is about a dyad: it has its target" : "\"target\" of %s must be an actor, or { from = \"…\"; weight = \"…\"; }",
                       subject);
    } else if (strcmp(target->string, "target") != 0 || !is_dyad) {
        const bri_names *names = &build->names[BRI_NAME_ACTOR];
        const char *hint = strcmp(target->string, "self") == 0 ? "leave it out; an action may have target = \"self\""
                                                              : bri_build_hint(build, target->string, names->names, names->count);
        if (!bri_names_find(names, target->string, &leader->target))
            bri_diag_error(build->diagnostics, target->value_place, hint, "unknown actor \"%s\"", target->string);
    }
}

void bri_template_read(bri_build *build, bri_decision *leader, const bri_tree_node *node) {
    if (node->kind != BRI_TREE_GROUP) return;
    read_range(build, leader, node);
    if (leader->range != BRI_NONE) {
        const bri_group *range = group_at(build, leader->range);
        leader->instances = build->has_too_many ? 1 : instances_in(range);
        build->context.self = range->group + 1;
        build->context.target = range->is_network ? range->group + 1 : 0;
        build->context.has_link = range->is_network;
        bind_instances(build, (uint32_t)(leader - build->decisions));
    }
    read_self(build, leader, node);
    read_target(build, leader, node);
}

/* ---- needs ---- */

/* Actors that may be meant. */
typedef struct meant {
    const uint32_t *actors;
    uint32_t count, one;
} meant;

static void mean_group(const bri_build *build, uint32_t index, meant *m) {
    const bri_group *group = group_at(build, group_at(build, index)->group);
    *m = (meant){.actors = group->members, .count = group->member_count};
}

/* Whoever an action's actor or target may be in a decision; false: nobody. */
static bool find_meant(const bri_build *build, const bri_decision *d, uint32_t actor, meant *m) {
    *m = (meant){.one = actor, .count = 1};
    if (actor == BRI_NONE) return false;
    if (actor != BRI_ACTOR_SELF && actor != BRI_ACTOR_TARGET) {
        m->actors = &m->one;
        return true;
    }
    bool has_target = d->range != BRI_NONE && (group_at(build, d->range)->is_network || d->target_is != BRI_REACT_ANY);
    if (actor == BRI_ACTOR_SELF && d->range == BRI_NONE) return false;
    if (actor == BRI_ACTOR_TARGET && d->draw_from == BRI_NONE && !has_target) return false;
    mean_group(build, actor == BRI_ACTOR_TARGET && d->draw_from != BRI_NONE ? d->draw_from : d->range, m);
    return true;
}

static void complain_need(bri_build *build, const bri_decision *d, const bri_need *need, const meant *m, uint32_t missing) {
    const char *word = need->who == BRI_WHO_SELF ? "source" : "target";
    const char *action = build->names[BRI_NAME_ACTION].names[need->action];
    if (m)
        bri_diag_error(build->diagnostics, d->place, NULL,
                       "action \"%s\" needs \"%s\" of its %s, which only members of \"%s\" have, and here it may be %s", action, need->name, word,
                       group_at(build, need->group)->name, build->names[BRI_NAME_ACTOR].names[missing]);
    else
        bri_diag_error(build->diagnostics, d->place, NULL, "action \"%s\" needs \"%s\" of its %s, and has none here", action, need->name, word);
}

/* Does the decision say whom the action's `self` and `target` are? */
static void check_action(bri_build *build, const bri_decision *d, uint32_t index) {
    const bri_action *action = &build->actions[index];
    uint32_t target = d->target != BRI_NONE ? d->target : action->target;
    meant source_meant, target_meant;
    bool has_source = find_meant(build, d, action->actor, &source_meant), has_target = find_meant(build, d, target, &target_meant);
    if (!has_source && action->actor >= BRI_ACTOR_TARGET && action->actor != BRI_NONE)
        bri_diag_error(build->diagnostics, d->place, action->actor == BRI_ACTOR_SELF ? "give it for_each" : NULL,
                       "action \"%s\" is done by \"%s\", and this decision has none", action->name,
                       action->actor == BRI_ACTOR_SELF ? "self" : "target");
    if (!has_target && target != BRI_NONE)
        bri_diag_error(build->diagnostics, d->place,
                       d->range != BRI_NONE && d->trigger_count
                           ? "give it target = \"cause.source\" or \"cause.target\", beside \"self\", or target = { from = \"…\"; }"
                           : "give it for_each = \"dyad in NETWORK\", or target = { from = \"…\"; }",
                       "action \"%s\" is done to \"%s\", and this decision has none", action->name, target == BRI_ACTOR_SELF ? "self" : "target");
    if ((!has_source && action->actor != BRI_NONE) || (!has_target && target != BRI_NONE)) return;
    const bri_need *needs = build->needs.items;
    for (uint32_t i = 0; i < build->needs.count; i++) {
        bool is_source = needs[i].who == BRI_WHO_SELF;
        const meant *m = is_source ? &source_meant : &target_meant;
        uint32_t missing = 0;
        if (needs[i].action != index) continue;
        if (!(is_source ? has_source : has_target))
            complain_need(build, d, &needs[i], NULL, 0);
        else if (!bri_group_holds(build, needs[i].group, m->actors, m->count, &missing))
            complain_need(build, d, &needs[i], m, missing);
    }
}

/* Whom it is about was said, and wrongly: that complaint is enough. */
static bool is_about_nobody(const bri_decision *d, const bri_tree_node *node) {
    const bri_tree_node *for_each = bri_tree_child(node, "for_each"), *target = bri_tree_child(node, "target");
    return (for_each && d->range == BRI_NONE) || (target && target->kind == BRI_TREE_GROUP && d->draw_from == BRI_NONE);
}

void bri_template_finish(bri_build *build, uint32_t leader, const bri_tree_node *node) {
    const bri_decision *d = &build->decisions[leader];
    for (uint32_t i = 0; i < d->option_count && !is_about_nobody(d, node); i++)
        if (d->options[i].action != BRI_NONE) check_action(build, d, d->options[i].action);
    if (d->range != BRI_NONE) make_instances(build, leader);
}
