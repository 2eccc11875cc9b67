/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most pairs of actors have nothing to do with one another: only those have slots that a formula may mean where it stands. In a decision these are
 * whom its instances are about; in an action, from whom to whom its events go by the decisions that do it. Both are known when everything is read. */
#include "plan/dyad.h"

#include <math.h>
#include <stdlib.h>

#include "plan/scope.h"

enum { LAST_USES = 16 };

/* A slot of a pair. */
typedef struct entry {
    uint32_t from, to, slot;
} entry;

/* The pairs that a use may mean, in the making. */
typedef struct search {
    bri_build *build;
    const bri_dyad_use *use;
    entry *list;
    size_t count, room;
    bool only_counts; /* nothing is made yet */
    bool is_full, is_out_of_memory;
    uint32_t action; /* of whose events the ends are; BRI_NONE: they are those of a decision */
} search;

static const bri_group *group_at(const bri_build *build, uint32_t index) {
    return (const bri_group *)build->groups.items + index;
}

bool bri_dyad_needs_target(bri_build *build, uint32_t action, bri_place place) {
    bri_target_use *use = bri_list_add(build, &build->target_uses, sizeof *use);
    if (use) *use = (bri_target_use){action, place};
    return use != NULL;
}

static bool is_same_end(bri_end a, bri_end b) {
    return a.who == b.who && a.actor == b.actor;
}

/* May the same be meant in both? */
static bool is_same_use(const bri_dyad_use *a, const bri_dyad_use *b) {
    bool is_same_slot = a->def.role == b->def.role && a->def.argument == b->def.argument && a->def.window == b->def.window;
    bool is_in_action = a->context.marks == BRI_MARKS_OWN, is_same_kind = is_in_action == (b->context.marks == BRI_MARKS_OWN);
    bool is_same_place = is_in_action ? a->context.action == b->context.action : a->context.decision == b->context.decision;
    return is_same_slot && is_same_kind && is_same_place && a->context.over == b->context.over && is_same_end(a->from, b->from) &&
           is_same_end(a->to, b->to);
}

/* The pairs of a use like it among the last ones: a formula often says the same twice. NULL: there is none. */
static bri_pairs *find_use(const bri_build *build, const bri_dyad_use *use) {
    const bri_dyad_use *uses = build->dyad_uses.items;
    uint32_t count = build->dyad_uses.count;
    for (uint32_t i = count; i > 0 && i + LAST_USES > count; i--)
        if (is_same_use(&uses[i - 1], use)) return uses[i - 1].pairs;
    return NULL;
}

static bri_pairs *add_use(bri_build *build, bri_dyad_use use) {
    bool is_time = use.def.role == BRI_ROLE_SINCE || use.def.role == BRI_ROLE_FIRST;
    bri_dyad_use *added = bri_list_add(build, &build->dyad_uses, sizeof *added);
    use.pairs = bri_build_alloc(build, 1, sizeof *use.pairs);
    if (!added || !use.pairs) return NULL;
    *use.pairs = (bri_pairs){.absent = is_time ? INFINITY : 0};
    *added = use;
    return use.pairs;
}

bri_found bri_dyad_leaf(bri_build *build, bri_slot_def def, bri_end from, bri_end to, bri_place place, bri_leaf *leaf) {
    def.side = BRI_SIDE_PAIR;
    if (from.who == BRI_WHO_NONE && to.who == BRI_WHO_NONE) {
        def.member = from.actor;
        def.target = to.actor;
        uint32_t slot = bri_slot_get(build, def);
        if (slot == BRI_NONE) return BRI_FOUND_WRONG;
        *leaf = bri_slot_leaf(build, slot);
        return BRI_FOUND;
    }
    bri_dyad_use use = {.def = def, .from = from, .to = to, .context = build->context, .place = place};
    bri_pairs *pairs = find_use(build, &use);
    if (!pairs) pairs = add_use(build, use);
    if (!pairs) return BRI_FOUND_WRONG;
    *leaf = (bri_leaf){.kind = BRI_LEAF_PAIR, .type = def.type, .pairs = pairs, .from = from, .to = to};
    return BRI_FOUND;
}

/* ---- pairs in rows ---- */

static int by_pair(const void *a, const void *b) {
    const entry *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

/* Into pairs, each entry once. False: memory is out. */
static bool fill(bri_arena *arena, bri_pairs *pairs, entry *list, size_t count, uint32_t actors) {
    size_t unique = 0;
    if (count == 0) return true;
    qsort(list, count, sizeof *list, by_pair);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_pair(&list[i], &list[unique - 1]) != 0) list[unique++] = list[i];
    uint32_t *first = bri_arena_alloc(arena, (size_t)actors + 1, sizeof *first);
    uint32_t *to = bri_arena_alloc(arena, unique, sizeof *to), *slot = bri_arena_alloc(arena, unique, sizeof *slot);
    if (!first || !to || !slot) return false;
    for (size_t i = 0; i < unique; i++) {
        first[list[i].from + 1]++;
        to[i] = list[i].to;
        slot[i] = list[i].slot;
    }
    for (uint32_t a = 0; a < actors; a++) first[a + 1] += first[a];
    *pairs = (bri_pairs){.first = first, .to = to, .slot = slot, .actor_count = actors, .absent = pairs->absent};
    return true;
}

/* ---- who may be meant ---- */

static void add(search *s, const bri_binding *binding) {
    uint32_t from = bri_end_actor(s->use->from, binding), to = bri_end_actor(s->use->to, binding);
    if (from == BRI_NONE || to == BRI_NONE || s->is_full || s->is_out_of_memory) return;
    if (s->only_counts) {
        s->is_full = ++s->count > BRI_MOST_PAIRS;
        return;
    }
    if (s->count == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        entry *grown = reallocarray(s->list, room, sizeof *grown);
        s->is_out_of_memory |= !grown;
        if (!grown) return;
        s->list = grown;
        s->room = room;
    }
    bri_slot_def def = s->use->def;
    def.member = from;
    def.target = to;
    uint32_t slot = bri_slot_get(s->build, def);
    s->is_out_of_memory |= slot == BRI_NONE;
    s->list[s->count++] = (entry){from, to, slot};
}

/* Whoever decides, and whom it is about; of an action, its event's ends by them. Then everybody who may be `other`. */
static void visit(search *s, uint32_t self, uint32_t target) {
    const bri_dyad_use *use = s->use;
    bri_binding binding = {.self = self, .target = target, .other = BRI_NONE};
    uint32_t count;
    const double *weight;
    if (use->from.who != BRI_WHO_OTHER && use->to.who != BRI_WHO_OTHER) {
        add(s, &binding);
        return;
    }
    const bri_network *over = &group_at(s->build, use->context.over - 1)->links;
    if (over->first && self == BRI_NONE) return;
    const uint32_t *row = bri_network_row(over, self, &count, &weight);
    for (uint32_t i = 0; i < count && !s->is_full; i++) {
        binding.other = row[i];
        add(s, &binding);
    }
}

static uint32_t event_end(uint32_t actor, uint32_t self, uint32_t target) {
    return actor == BRI_ACTOR_SELF ? self : actor == BRI_ACTOR_TARGET ? target : actor;
}

/* One instance of a decision, with one of those who may be its target. */
static void visit_instance(search *s, const bri_decision *d, uint32_t self, uint32_t target) {
    if (s->action == BRI_NONE) {
        visit(s, self, target);
        return;
    }
    const bri_action *action = &s->build->actions[s->action];
    visit(s, event_end(action->actor, self, target), event_end(d->target != BRI_NONE ? d->target : action->target, self, target));
}

/* Does it matter whom the decision is about? */
static bool needs_target(const search *s) {
    bool is_end = s->use->from.who == BRI_WHO_TARGET || s->use->to.who == BRI_WHO_TARGET;
    return is_end || (s->action != BRI_NONE && s->build->actions[s->action].actor == BRI_ACTOR_TARGET);
}

/* A member of a group with all who may be the target. */
static void visit_member(search *s, const bri_decision *d, uint32_t self) {
    bool is_drawn = d->draw_from != BRI_NONE, is_answer = d->target_is != BRI_REACT_ANY;
    uint32_t count;
    const double *weight;
    if ((!is_drawn && !is_answer) || !needs_target(s)) {
        visit_instance(s, d, self, BRI_NONE);
        return;
    }
    const bri_network *from = &group_at(s->build, is_drawn ? d->draw_from : d->range)->links;
    if (from->first && self == BRI_NONE) return;
    const uint32_t *row = bri_network_row(from, self, &count, &weight);
    for (uint32_t i = 0; i < count && !s->is_full; i++)
        if (row[i] != self) visit_instance(s, d, self, row[i]);
}

static void visit_decision(search *s, const bri_decision *d) {
    const bri_group *range = d->range == BRI_NONE ? NULL : group_at(s->build, d->range);
    if (!range) {
        visit_member(s, d, BRI_NONE);
        return;
    }
    for (uint32_t i = 0; !range->is_network && i < range->member_count; i++) visit_member(s, d, range->members[i]);
    for (uint32_t a = 0; range->is_network && a < s->build->names[BRI_NAME_ACTOR].count; a++)
        for (uint32_t i = range->links.first[a]; i < range->links.first[a + 1] && !s->is_full; i++) {
            visit_instance(s, d, a, range->links.member[i]);
            if (!needs_target(s)) break; /* one of them stands for all */
        }
}

static bool does(const bri_decision *d, uint32_t action) {
    for (uint32_t i = 0; i < d->option_count; i++)
        if (d->options[i].action == action) return true;
    return false;
}

/* Everybody who may be meant where the use stands. */
static void visit_all(search *s) {
    const bri_context *context = &s->use->context;
    const bri_build *build = s->build;
    bool is_in_action = context->marks == BRI_MARKS_OWN;
    s->action = is_in_action ? context->action : BRI_NONE;
    if (!is_in_action && context->decision != BRI_NONE)
        visit_decision(s, &build->decisions[context->decision]);
    else if (!is_in_action)
        visit(s, BRI_NONE, BRI_NONE);
    for (uint32_t i = 0; is_in_action && i < build->decision_count; i += build->decisions[i].instances)
        if (does(&build->decisions[i], s->action)) visit_decision(s, &build->decisions[i]);
}

static void find_pairs(bri_build *build, const bri_dyad_use *use) {
    search s = {.build = build, .use = use, .only_counts = true};
    visit_all(&s);
    s.only_counts = false;
    s.count = 0;
    if (!s.is_full) visit_all(&s);
    if (s.is_full)
        bri_diag_error(build->diagnostics, use->place, "a network of those who have to do with one another has fewer pairs than a group",
                       "more than %d pairs of actors may be meant here", BRI_MOST_PAIRS);
    else if (s.is_out_of_memory || !fill(build->arena, use->pairs, s.list, s.count, build->names[BRI_NAME_ACTOR].count))
        build->is_out_of_memory = true;
    free(s.list);
}

/* ---- events without a target ---- */

static bool is_given(const bri_build *build, bri_section section, uint32_t index, const char *setting) {
    const bri_tree_node *node = build->sections[section]->children[index];
    return node->kind == BRI_TREE_GROUP && bri_tree_child(node, setting);
}

/* Where there are complaints, what a decision does may not be known: then any target will do. */
static bool has_target(const bri_build *build, uint32_t action, bool is_good) {
    if (is_given(build, BRI_SECTION_ACTIONS, action, "target") || build->actions[action].is_absent) return true;
    for (uint32_t i = 0; i < build->names[BRI_NAME_DECISION].count; i++) {
        bool may_do = !is_good || does(&build->decisions[build->decision_leaders[i]], action);
        if (may_do && is_given(build, BRI_SECTION_DECISIONS, i, "target")) return true;
    }
    return false;
}

/* The base alone is looked at: what a variant takes away may leave a count at 0. */
static void check_targets(bri_build *build, bool is_good) {
    const bri_target_use *uses = build->target_uses.items;
    bool is_whole = build->variant == 0 && build->absent[BRI_NAME_DECISION].count == 0;
    for (uint32_t i = 0; is_whole && i < build->target_uses.count; i++)
        if (!has_target(build, uses[i].action, is_good))
            bri_diag_error(build->diagnostics, uses[i].place, "give it a \"target\", in its own block or in a decision that does it",
                           "events of action \"%s\" have no target", build->names[BRI_NAME_ACTION].names[uses[i].action]);
}

void bri_dyads_finish(bri_build *build) {
    const bri_dyad_use *uses = build->dyad_uses.items;
    size_t errors = brink_diagnostics_error_count(build->diagnostics) - build->errors_before;
    check_targets(build, errors == 0);
    if (brink_diagnostics_error_count(build->diagnostics) > build->errors_before) return; /* who may be meant is not known then, nor asked */
    for (uint32_t i = 0; i < build->dyad_uses.count && !build->is_out_of_memory; i++) find_pairs(build, &uses[i]);
}

/* ---- whose events are counted where ---- */

bool bri_dyads_link(bri_arena *arena, const brink_scenario *scenario, bri_pairs *pairs) {
    size_t *counts = calloc((size_t)scenario->action_count + 1, sizeof *counts), total = 0;
    entry *list = NULL;
    bool is_done = counts != NULL;
    for (uint32_t i = 0; counts && i < scenario->slot_count; i++)
        if (scenario->slots[i].side == BRI_SIDE_PAIR) counts[scenario->slots[i].argument + 1]++;
    for (uint32_t a = 0; counts && a < scenario->action_count; a++) counts[a + 1] += counts[a];
    if (counts) total = counts[scenario->action_count];
    if (total) is_done = (list = malloc(total * sizeof *list)) != NULL;
    for (uint32_t i = 0; list && i < scenario->slot_count; i++) {
        const bri_slot_def *def = &scenario->slots[i];
        if (def->side == BRI_SIDE_PAIR) list[counts[def->argument]++] = (entry){def->member, def->target, i};
    }
    for (uint32_t a = 0; list && a < scenario->action_count && is_done; a++) { /* counts[a] is now where those of the next one begin */
        size_t first = a == 0 ? 0 : counts[a - 1];
        is_done = fill(arena, &pairs[a], list + first, counts[a] - first, scenario->actor_count);
    }
    free(counts);
    free(list);
    return is_done;
}
