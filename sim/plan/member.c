/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A variable or parameter that each member of a group has lies in a row, by actor; what stands in a formula is the place of actor 0 in that row, and
 * whoever is meant is added when the formula is used. So one formula serves all members, and an event's source and target too.
 *
 * Where it is known whom "self" may mean (the group that a template ranges over), a name that not all of them have is a mistake there. In an action
 * it is not known: what its formulas need is noted, and held against every decision that does the action. */
#include "plan/member.h"

#include <string.h>

#include "lang/types.h"
#include "plan/scope.h"
#include "plan/setting.h"

static const bri_group *group_at(const bri_build *build, uint32_t index) {
    return (const bri_group *)build->groups.items + index;
}

/* Does it stand in the file, although it is none? Then what is wrong with it was said. */
static bool is_written(const bri_build *build, bri_section section, const char *name) {
    const bri_tree_node *node = build->sections[section];
    return node && bri_tree_child(node, name);
}

bool bri_group_find(bri_build *build, const char *name, bri_place place, uint32_t *index) {
    const bri_names *names = &build->group_names;
    if (bri_names_find(names, name, index)) return true;
    uint32_t actor;
    bool is_actor = bri_names_find(&build->names[BRI_NAME_ACTOR], name, &actor);
    bool is_lost = (is_written(build, BRI_SECTION_ACTORS, name) && !is_actor) || is_written(build, BRI_SECTION_NETWORKS, name);
    if (is_lost && brink_diagnostics_error_count(build->diagnostics) > 0) return false;
    uint32_t mark;
    const char *hint = bri_build_hint(build, name, names->names, names->count);
    if (bri_names_find(&build->names[BRI_NAME_MARK], name, &mark))
        hint = bri_build_text(build, "it is a mark: to add it up over events, keep a variable, and let the action's effects add to it: "
                              "\"total += %s\"", name);
    place.length = (int)strlen(name);
    bri_diag_error(build->diagnostics, place, hint, "unknown group or network \"%s\"", name);
    return false;
}

bool bri_group_holds(const bri_build *build, uint32_t group, const uint32_t *actors, uint32_t count, uint32_t *missing) {
    const uint32_t *position = group_at(build, group)->position;
    for (uint32_t i = 0; i < count; i++)
        if (position[actors[i]] == BRI_NONE) {
            *missing = actors[i];
            return false;
        }
    return true;
}

/* ---- who ---- */

static bri_who who_of(const char *word) {
    if (strcmp(word, "self") == 0) return BRI_WHO_SELF;
    if (strcmp(word, "target") == 0) return BRI_WHO_TARGET;
    return strcmp(word, "other") == 0 ? BRI_WHO_OTHER : BRI_WHO_NONE;
}

static uint32_t context_group(const bri_context *context, bri_who who) {
    return who == BRI_WHO_SELF ? context->self : who == BRI_WHO_TARGET ? context->target : context->other;
}

static bool is_in_action(const bri_build *build) {
    return build->context.marks == BRI_MARKS_OWN;
}

/* Is anybody called so here? */
static bool is_there(bri_build *build, bri_who who, const char *word, bri_place place) {
    static const char *const hints[] = {
        [BRI_WHO_SELF] = "self is the member that a template (for_each) is about, or the source of an action's event",
        [BRI_WHO_TARGET] = "target is the second of a dyad (for_each = \"dyad in NETWORK\"), a drawn target, or that of an action's event",
        [BRI_WHO_OTHER] = "other stands in the second argument of sum() and mean(), and in effects of each()",
    };
    bool is_known = context_group(&build->context, who) || (is_in_action(build) && who != BRI_WHO_OTHER);
    place.length = (int)strlen(word);
    const char *hint = who == BRI_WHO_SELF && build->context.other ? "the member in hand of a sum is other, not self" : hints[who];
    if (!is_known) bri_diag_error(build->diagnostics, place, hint, "there is no \"%s\" here", word);
    return is_known;
}

/* May whoever is meant have what only members of a group have? */
static bool fits(bri_build *build, bri_who who, const char *word, uint32_t group, const char *name, bri_place place) {
    uint32_t given = context_group(&build->context, who), missing;
    if (!given) {
        bri_need *need = bri_list_add(build, &build->needs, sizeof *need);
        if (need) *need = (bri_need){.action = build->context.action, .group = group, .who = who, .place = place, .name = name};
        return need != NULL;
    }
    const bri_group *meant = group_at(build, given - 1);
    if (bri_group_holds(build, group, meant->members, meant->member_count, &missing)) return true;
    bri_diag_error(build->diagnostics, place, NULL, "\"%s\" may be %s, who is not in group \"%s\" and has no \"%s\"", word,
                   build->names[BRI_NAME_ACTOR].names[missing], group_at(build, group)->name, name);
    return false;
}

bool bri_member_word(bri_build *build, const char *word, bri_place place, bri_who *who, uint32_t *actor) {
    const bri_names *names = &build->names[BRI_NAME_ACTOR];
    *actor = 0;
    *who = who_of(word);
    if (*who != BRI_WHO_NONE) return is_there(build, *who, word, place);
    if (bri_names_find(names, word, actor)) return true;
    uint32_t group;
    bool is_group = bri_names_find(&build->group_names, word, &group);
    bool is_parameter = bri_names_find(&build->names[BRI_NAME_PARAMETER], word, actor);
    const char *hint = is_parameter ? "a window is a constant, such as count(test, 30 d): it cannot be varied"
                       : is_group   ? bri_build_text(build, "of a group: sum(%s, …), where \"other\" is the member in hand", word)
                                    : bri_build_hint(build, word, names->names, names->count);
    place.length = (int)strlen(word);
    bri_diag_error(build->diagnostics, place, hint, is_group ? "\"%s\" is not one actor" : "unknown actor \"%s\"", word);
    return false;
}

static bool has_same_postures(const bri_actor *a, const bri_actor *b) {
    bool is_same = a->posture_count == b->posture_count;
    for (uint32_t i = 0; is_same && i < a->posture_count; i++) is_same = strcmp(a->postures[i], b->postures[i]) == 0;
    return is_same;
}

/* A group whose members all have the same postures; BRI_NONE where there is none. */
static uint32_t group_with_postures(const bri_build *build) {
    for (uint32_t i = 0; i < build->groups.count; i++) {
        const bri_group *group = group_at(build, i);
        bool is_fit = !group->is_network && group->member_count && build->actors[group->members[0]].posture_count;
        for (uint32_t j = 0; is_fit && j < group->member_count; j++)
            is_fit = has_same_postures(&build->actors[group->members[j]], &build->actors[group->members[0]]);
        if (is_fit) return i;
    }
    return BRI_NONE;
}

bool bri_member_posture(bri_build *build, const char *word, bri_place place, bri_who *who, uint32_t *actor) {
    if (!bri_member_word(build, word, place, who, actor)) return false;
    if (*who == BRI_WHO_NONE) return true;
    uint32_t given = context_group(&build->context, *who);
    uint32_t index = given ? group_at(build, given - 1)->group : group_with_postures(build);
    if (index == BRI_NONE) {
        bri_diag_error(build->diagnostics, place, NULL, "there is no group whose members have postures");
        return false;
    }
    const bri_group *group = group_at(build, index);
    *actor = group->members[0];
    for (uint32_t i = 0; i < group->member_count; i++)
        if (!has_same_postures(&build->actors[group->members[i]], &build->actors[*actor])) {
            bri_diag_error(build->diagnostics, place, NULL, "\"%s\" may be %s or %s, whose postures differ", word, build->actors[*actor].name,
                           build->actors[group->members[i]].name);
            return false;
        }
    return fits(build, *who, word, index, "posture", place);
}

/* ---- families ---- */

static const bri_parameter *family_parameter(const bri_build *build, const char *name, uint32_t *number) {
    bool is_found = build->parameters && bri_names_find(&build->names[BRI_NAME_PARAMETER], name, number);
    return is_found && build->parameters[*number].group != BRI_NONE && !build->parameters[*number].is_member ? &build->parameters[*number] : NULL;
}

static const bri_variable *family_variable(const bri_build *build, const char *name) {
    uint32_t number;
    const bri_variable *variables = build->variables.items;
    if (!bri_names_find(&build->names[BRI_NAME_VARIABLE], name, &number) || number >= build->variables.count) return NULL;
    return variables[number].group != BRI_NONE ? &variables[number] : NULL;
}

bool bri_member_is_family(const bri_build *build, const char *name) {
    uint32_t number;
    return family_parameter(build, name, &number) || family_variable(build, name);
}

bri_found bri_member_complain_plain(bri_build *build, const char *name, bri_place place) {
    uint32_t number;
    const bri_parameter *p = family_parameter(build, name, &number);
    const bri_variable *v = family_variable(build, name);
    place.length = (int)strlen(name);
    bri_diag_error(build->diagnostics, place, bri_build_text(build, "write self.%s, target.%s or a member's name before it", name, name),
                   "each member of \"%s\" has a \"%s\" of its own", group_at(build, p ? p->group : v->group)->name, name);
    return BRI_FOUND_WRONG;
}

/* Whose: *added is the actor where it is a name. */
static bool find_owner(bri_build *build, const char *owner, const char *name, uint32_t group, bri_place place, bri_who *who, uint32_t *added) {
    uint32_t missing;
    if (!bri_member_word(build, owner, place, who, added)) return false;
    if (*who != BRI_WHO_NONE) return fits(build, *who, owner, group, name, place);
    if (bri_group_holds(build, group, added, 1, &missing)) return true;
    bri_diag_error(build->diagnostics, place, NULL, "%s is not in group \"%s\" and has no \"%s\"", owner, group_at(build, group)->name, name);
    return false;
}

bri_found bri_member_name(bri_build *build, const char *name, bri_place place, bri_leaf *leaf) {
    size_t length = strcspn(name, ".");
    const char *owner = bri_build_text(build, "%.*s", (int)length, name), *rest = name + length + 1;
    uint32_t number, added;
    const bri_parameter *p = family_parameter(build, rest, &number);
    const bri_variable *v = p ? NULL : family_variable(build, rest);
    if (!p && !v) {
        bool is_plain =
            bri_names_find(&build->names[BRI_NAME_PARAMETER], rest, &number) || bri_names_find(&build->names[BRI_NAME_VARIABLE], rest, &number);
        bri_diag_error(build->diagnostics, place, is_plain ? "give it for_each = \"GROUP\"" : NULL,
                       is_plain ? "\"%s\" is one for all, not each member's own" : "no member has a \"%s\"", rest);
        return BRI_FOUND_WRONG;
    }
    if (!find_owner(build, owner, rest, p ? p->group : v->group, place, &leaf->who, &added)) return BRI_FOUND_WRONG;
    if (p) {
        bri_who who = leaf->who;
        if (bri_parameter_leaf(build, number, leaf) != BRI_FOUND) return BRI_FOUND_WRONG;
        leaf->who = who;
        leaf->index = build->parameters[number].base + added;
        return BRI_FOUND;
    }
    *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .type = v->slot == BRI_NONE ? BRI_TYPE_WRONG : v->type, .who = leaf->who, .index = v->base + added};
    return v->slot == BRI_NONE ? BRI_FOUND_WRONG : BRI_FOUND;
}

bool bri_member_variable(bri_build *build, const char *owner, const char *name, bri_place place, bri_who *who, uint32_t *slot) {
    uint32_t number, added;
    const bri_variable *v = family_variable(build, name);
    if (!v) {
        const char *format =
            family_parameter(build, name, &number) ? "\"%s\" is a parameter: an effect changes variables" : "no member has a variable \"%s\"";
        bri_diag_error(build->diagnostics, place, NULL, format, name);
        return false;
    }
    if (v->slot == BRI_NONE || !find_owner(build, owner, name, v->group, place, who, &added)) return false;
    *slot = v->base + added;
    return true;
}

/* ---- links and sums ---- */

bri_found bri_member_link(bri_build *build, bri_place place, bri_leaf *leaf) {
    if (!build->context.has_link) {
        place.length = 4;
        bri_diag_error(build->diagnostics, place, NULL,
                       "there is no link in hand: \"link\" stands in decisions of dyads, in sums over networks and in each()");
        return BRI_FOUND_WRONG;
    }
    *leaf = (bri_leaf){.kind = BRI_LEAF_LINK};
    return BRI_FOUND;
}

bri_found bri_member_enter(void *self, const char *name, bri_place place, uint32_t *index) {
    bri_build *build = self;
    if (!bri_group_find(build, name, place, index)) return BRI_FOUND_WRONG;
    const bri_group *group = group_at(build, *index);
    if (build->context.other) {
        bri_diag_error(build->diagnostics, place, NULL, "a sum within a sum: \"other\" would be two at once");
        return BRI_FOUND_WRONG;
    }
    if (group->is_network && !is_there(build, BRI_WHO_SELF, "self", place)) return BRI_FOUND_WRONG;
    build->context.other = group->group + 1;
    build->context.over = *index + 1;
    build->context.outer_link = build->context.has_link;
    build->context.has_link = group->is_network;
    return BRI_FOUND;
}

void bri_member_leave(void *self) {
    bri_build *build = self;
    build->context.other = build->context.over = 0;
    build->context.has_link = build->context.outer_link;
}
