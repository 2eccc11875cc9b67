/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/scope.h"

#include <math.h>
#include <string.h>

#include "lang/types.h"
#include "plan/derived.h"
#include "plan/dyad.h"
#include "plan/function.h"
#include "plan/member.h"
#include "plan/setting.h"
#include "plan/table_section.h"

static const char *const seasons[] = {"winter", "spring", "summer", "autumn"};

static bool is_same_slot(const bri_slot_def *a, const bri_slot_def *b) {
    return a->kind == b->kind && a->role == b->role && a->argument == b->argument && a->window == b->window && a->side == b->side &&
           a->member == b->member && a->target == b->target;
}

static uint32_t hash_of(const bri_slot_def *def) {
    uint64_t window;
    memcpy(&window, &def->window, sizeof window);
    uint64_t hash = (uint64_t)def->role << 40 ^ (uint64_t)def->kind << 36 ^ (uint64_t)def->side << 34 ^ def->argument;
    hash = (hash ^ window ^ (uint64_t)def->member << 20) * 0x9E3779B97F4A7C15u;
    hash = (hash ^ hash >> 29 ^ def->target) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(hash >> 32);
}

/* The cell of a definition's number, or the empty one where it belongs. */
static uint32_t *cell_of(const bri_build *build, const bri_slot_def *def) {
    const bri_slot_def *slots = build->slots.items;
    uint32_t cell = hash_of(def) & (build->slot_table_size - 1);
    while (build->slot_table[cell] && !is_same_slot(&slots[build->slot_table[cell] - 1], def)) cell = (cell + 1) & (build->slot_table_size - 1);
    return &build->slot_table[cell];
}

/* Room for one more in the table, which stays half empty. */
static bool grow_table(bri_build *build) {
    if (2 * (build->slot_table_count + 1) <= build->slot_table_size) return true;
    uint32_t old_size = build->slot_table_size, *old = build->slot_table;
    build->slot_table_size = old_size ? 2 * old_size : 64;
    build->slot_table = bri_build_alloc(build, build->slot_table_size, sizeof *build->slot_table);
    for (uint32_t i = 0; build->slot_table && i < old_size; i++)
        if (old[i]) *cell_of(build, (const bri_slot_def *)build->slots.items + old[i] - 1) = old[i];
    return build->slot_table != NULL;
}

uint32_t bri_slots_get(bri_build *build, bri_slot_def def, uint32_t count) {
    if (!grow_table(build)) return BRI_NONE;
    uint32_t *cell = cell_of(build, &def);
    if (*cell) return *cell - 1;
    uint32_t first = build->slots.count;
    for (uint32_t i = 0; i < count; i++) {
        bri_slot_def *slot = bri_list_add(build, &build->slots, sizeof *slot);
        if (!slot) return BRI_NONE;
        *slot = def;
        if (def.role == BRI_ROLE_AGE || def.role == BRI_ROLE_POSTURE)
            slot->argument += i;
        else
            slot->member += i;
    }
    *cell = first + 1;
    build->slot_table_count++;
    return first;
}

uint32_t bri_slot_get(bri_build *build, bri_slot_def def) {
    return bri_slots_get(build, def, 1);
}

bri_leaf bri_slot_leaf(const bri_build *build, uint32_t slot) {
    return (bri_leaf){.kind = BRI_LEAF_SLOT, .type = ((const bri_slot_def *)build->slots.items)[slot].type, .index = slot};
}

static bri_found give_slot(bri_build *build, bri_slot_def def, bri_leaf *leaf) {
    uint32_t slot = bri_slot_get(build, def);
    if (slot == BRI_NONE) return BRI_FOUND_WRONG;
    *leaf = bri_slot_leaf(build, slot);
    return BRI_FOUND;
}

/* ---- marks ---- */

/* The number of a mark's definition in an action, or BRI_NONE. */
static uint32_t mark_def_of(const bri_build *build, uint32_t action, uint32_t mark) {
    const bri_mark_def *defs = build->mark_defs.items;
    uint32_t first = build->action_first_def[action];
    for (uint32_t i = first; i < first + build->action_mark_count[action]; i++)
        if (defs[i].mark == mark) return i;
    return BRI_NONE;
}

static bri_found own_mark(bri_build *build, uint32_t mark, bri_place place, bri_leaf *leaf) {
    const char *name = build->names[BRI_NAME_MARK].names[mark];
    uint32_t def = mark_def_of(build, build->context.action, mark);
    const char *action = build->names[BRI_NAME_ACTION].names[build->context.action];
    if (def == BRI_NONE) {
        bri_diag_error(build->diagnostics, place, bri_build_text(build, "the mark of the event that caused this one is cause.%s", name),
                       "action \"%s\" has no mark \"%s\"", action, name);
        return BRI_FOUND_WRONG;
    }
    if (def - build->action_first_def[build->context.action] >= build->context.mark_limit) {
        bri_diag_error(build->diagnostics, place, NULL, "mark \"%s\" is not drawn yet: a mark may use marks above it", name);
        return BRI_FOUND_WRONG;
    }
    *leaf = (bri_leaf){.kind = BRI_LEAF_MARK, .type = bri_mark_type(build, mark), .index = mark};
    return BRI_FOUND;
}

static bri_found trigger_mark(bri_build *build, uint32_t mark, bri_place place, bri_leaf *leaf) {
    const bri_context *context = &build->context;
    bool is_had = false;
    if (!context->trigger_count) return BRI_FOUND_WRONG; /* "on" is wrong, which has been said */
    for (uint32_t i = 0; i < context->trigger_count; i++) is_had |= mark_def_of(build, context->triggers[i], mark) != BRI_NONE;
    if (!is_had) {
        bri_diag_error(build->diagnostics, place, NULL, "no action in \"on\" has the mark \"%s\"", build->names[BRI_NAME_MARK].names[mark]);
        return BRI_FOUND_WRONG;
    }
    /* For the decision, the triggering event is the one in hand; `cause.x` and `x` are the same. */
    *leaf = (bri_leaf){.kind = BRI_LEAF_MARK, .type = bri_mark_type(build, mark), .index = mark};
    return BRI_FOUND;
}

static bri_found find_mark(bri_build *build, uint32_t mark, bool is_cause, bri_place place, bri_leaf *leaf) {
    switch (build->context.marks) {
    case BRI_MARKS_NONE:
        bri_diag_error(build->diagnostics, place, NULL, "the mark \"%s\" has no value here: there is no event in hand",
                       build->names[BRI_NAME_MARK].names[mark]);
        return BRI_FOUND_WRONG;
    case BRI_MARKS_TRIGGER: return trigger_mark(build, mark, place, leaf);
    default:
        if (!is_cause) return own_mark(build, mark, place, leaf);
        *leaf = (bri_leaf){.kind = BRI_LEAF_CAUSE, .type = bri_mark_type(build, mark), .index = mark};
        return BRI_FOUND;
    }
}

/* ---- plain names ---- */

typedef struct calendar_name {
    const char *name;
    bri_slot_def def;
} calendar_name;

static const calendar_name calendar_names[] = {
    {"month", {.kind = BRI_SLOT_MONTH, .role = BRI_ROLE_CALENDAR}},
    {"cos_year", {.kind = BRI_SLOT_COS_YEAR, .role = BRI_ROLE_CALENDAR}},
    {"sin_year", {.kind = BRI_SLOT_SIN_YEAR, .role = BRI_ROLE_CALENDAR}},
    {"time", {.kind = BRI_SLOT_DRIFTING, .role = BRI_ROLE_TIME, .type = {.time_power = 1}}},
};

static bri_found find_age(bri_build *build, bri_place place, bri_leaf *leaf) {
    uint32_t decision = build->context.decision;
    if (decision != BRI_NONE) {
        const bri_decision *d = &build->decisions[decision];
        uint32_t slot = bri_slots_get(
            build, (bri_slot_def){.kind = BRI_SLOT_DRIFTING, .role = BRI_ROLE_AGE, .argument = decision, .type = BRI_DURATION}, d->instances);
        if (slot == BRI_NONE) return BRI_FOUND_WRONG;
        *leaf = bri_slot_leaf(build, slot);
        leaf->who = d->range != BRI_NONE ? BRI_WHO_OWN : BRI_WHO_NONE;
        return BRI_FOUND;
    }
    bri_diag_error(build->diagnostics, place, NULL, "\"age\" belongs to a decision's own clock: it has no meaning here");
    return BRI_FOUND_WRONG;
}

/* May a formula read how high the ladder stands, or stood? */
static bool may_read_ladder(const bri_build *build, const char *name, bri_place place) {
    if (!build->context.is_ladder && build->rung_slugs.count) return true;
    const char *message = build->context.is_ladder ? "the condition of a rung may not depend on \"%s\"" : "\"%s\": the scenario has no ladder";
    bri_diag_error(build->diagnostics, place, NULL, message, name);
    return false;
}

static bri_found find_rung(bri_build *build, bri_place place, bri_leaf *leaf) {
    if (!may_read_ladder(build, "rung", place)) return BRI_FOUND_WRONG;
    return give_slot(build, (bri_slot_def){.kind = BRI_SLOT_CONSTANT, .role = BRI_ROLE_RUNG}, leaf);
}

static bri_found find_language_name(bri_build *build, const char *name, bri_place place, bri_leaf *leaf) {
    if (strcmp(name, "age") == 0) return find_age(build, place, leaf);
    if (strcmp(name, "link") == 0) return bri_member_link(build, place, leaf);
    if (strcmp(name, "rung") == 0) return find_rung(build, place, leaf);
    for (size_t i = 0; i < sizeof calendar_names / sizeof *calendar_names; i++)
        if (strcmp(name, calendar_names[i].name) == 0) return give_slot(build, calendar_names[i].def, leaf);
    return BRI_NOT_FOUND;
}

static bri_found find_variable(bri_build *build, uint32_t variable, bri_leaf *leaf) {
    const bri_variable *v = (const bri_variable *)build->variables.items + variable;
    /* Not read yet: a parameter or an initial value names it, where only parameters may stand. The parser says so. */
    if (variable >= build->variables.count || v->slot == BRI_NONE) {
        *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .type = BRI_TYPE_WRONG};
        return BRI_FOUND;
    }
    *leaf = bri_slot_leaf(build, v->slot);
    return bri_type_is_wrong(leaf->type) ? BRI_FOUND_WRONG : BRI_FOUND;
}

static bri_found find_cause(bri_build *build, const char *mark, bri_place place, bri_leaf *leaf) {
    const bri_names *marks = &build->names[BRI_NAME_MARK];
    uint32_t number;
    if (bri_names_find(marks, mark, &number)) return find_mark(build, number, true, place, leaf);
    const char *nearest = bri_nearest(mark, marks->names, marks->count);
    const char *hint = nearest ? bri_build_text(build, "did you mean \"cause.%s\"?", nearest) : "what follows \"cause.\" is a mark of an action";
    bri_diag_error(build->diagnostics, place, hint, "no action has the mark \"%s\"", mark);
    return BRI_FOUND_WRONG;
}

/* Rungs and postures are no numbers: a formula names them beside what they are compared with. */
static bri_found complain_level(bri_build *build, const char *name, bri_place place) {
    uint32_t number;
    const char *hint = bri_names_find(&build->rung_slugs, name, &number) ? bri_build_text(build, "the rung is rung(%s)", name) : NULL;
    for (uint32_t i = 0; !hint && build->actors && i < build->names[BRI_NAME_ACTOR].count; i++)
        for (uint32_t p = 0; !hint && p < build->actors[i].posture_count; p++)
            if (strcmp(build->actors[i].postures[p], name) == 0)
                hint = bri_build_text(build, "to ask for a posture, write posture(%s, %s)", build->names[BRI_NAME_ACTOR].names[i], name);
    if (!hint) return BRI_NOT_FOUND;
    bri_diag_error(build->diagnostics, place, hint, "unknown name \"%s\"", name);
    return BRI_FOUND_WRONG;
}

static bri_found scope_name(void *self, const char *name, bri_place place, bri_leaf *leaf) {
    bri_build *build = self;
    uint32_t number;
    place.length = (int)strlen(name);
    if (strncmp(name, "cause.", 6) == 0) return find_cause(build, name + 6, place, leaf);
    if (strchr(name, '.')) return bri_member_name(build, name, place, leaf);
    if (bri_member_is_family(build, name)) return bri_member_complain_plain(build, name, place);
    if (bri_names_find(&build->names[BRI_NAME_PARAMETER], name, &number)) return bri_parameter_leaf(build, number, leaf);
    if (bri_names_find(&build->names[BRI_NAME_VARIABLE], name, &number)) return find_variable(build, number, leaf);
    if (bri_names_find(&build->names[BRI_NAME_DERIVED], name, &number)) return bri_derived_leaf(build, number, place, leaf);
    if (bri_names_find(&build->names[BRI_NAME_MARK], name, &number)) return find_mark(build, number, false, place, leaf);
    bri_found found = find_language_name(build, name, place, leaf);
    return found == BRI_NOT_FOUND ? complain_level(build, name, place) : found;
}

static const char *const *scope_names(void *self, size_t *count) {
    const bri_build *build = self;
    *count = build->plain_name_count;
    return build->plain_names;
}

/* ---- functions whose arguments are names ---- */

/* A call in hand. */
typedef struct call {
    bri_build *build;
    const char *function;
    bri_place place;
    const char *const *words;
    const bri_place *places;
    size_t count;
    const bri_expr *window;
    bri_leaf *leaf;
} call;

/* The right number of names, and a window only where one may stand. */
static bool has_arguments(const call *c, size_t fewest, size_t most, bool may_have_window, const char *usage) {
    if (c->count >= fewest && c->count <= most && (!c->window || may_have_window)) return true;
    bri_diag_error(c->build->diagnostics, c->place, NULL, "\"%s\" is written %s", c->function, usage);
    return false;
}

static bool find_word(const call *c, size_t index, const bri_names *names, const char *noun, uint32_t *number) {
    if (bri_names_find(names, c->words[index], number)) return true;
    bri_diag_error(c->build->diagnostics, c->places[index], bri_build_hint(c->build, c->words[index], names->names, names->count),
                   "unknown %s \"%s\"", noun, c->words[index]);
    return false;
}

/* Does a word of a history function stand for whoever it may be? */
static bool is_any(const call *c, size_t index) {
    return index >= c->count || (c->count == 3 && strcmp(c->words[index], "any") == 0);
}

/* The slot of the history of one source, or of one target. */
static bri_found side_slot(const call *c, bri_slot_def def, bri_side side, bri_end end) {
    def.side = side;
    uint32_t first = bri_slots_get(c->build, def, c->build->names[BRI_NAME_ACTOR].count);
    if (first == BRI_NONE) return BRI_FOUND_WRONG;
    *c->leaf = bri_slot_leaf(c->build, first);
    c->leaf->index = first + end.actor;
    c->leaf->who = end.who;
    return BRI_FOUND;
}

/* The slot of an action's history: of all its events, "count(test)"; of one source's, "count(test, self)"; of those at one target,
 * "count(test, any, self)"; of those from one to another, "count(test, self, target)". */
static bri_found history_slot(const call *c, bri_slot_def def) {
    bri_end from = {0}, to = {0};
    if (!is_any(c, 1) && !bri_member_word(c->build, c->words[1], c->places[1], &from.who, &from.actor)) return BRI_FOUND_WRONG;
    if (!is_any(c, 2) && !bri_member_word(c->build, c->words[2], c->places[2], &to.who, &to.actor)) return BRI_FOUND_WRONG;
    if (!is_any(c, 2) && !bri_dyad_needs_target(c->build, def.argument, c->places[0])) return BRI_FOUND_WRONG;
    if (is_any(c, 1) && is_any(c, 2)) return give_slot(c->build, def, c->leaf);
    if (is_any(c, 2)) return side_slot(c, def, BRI_SIDE_SOURCE, from);
    if (is_any(c, 1)) return side_slot(c, def, BRI_SIDE_TARGET, to);
    return bri_dyad_leaf(c->build, def, from, to, c->place, c->leaf);
}

/* What an outcome's own formula counts begins when the warm-up is over. */
static bool begins_late(const bri_build *build) {
    return build->context.is_outcome && build->scenario->warm_up > 0;
}

static bri_found action_slot(const call *c, bri_slot_kind kind, bri_slot_role role, bri_type type) {
    uint32_t action;
    if (!find_word(c, 0, &c->build->names[BRI_NAME_ACTION], "action", &action)) return BRI_FOUND_WRONG;
    if (role == BRI_ROLE_ACTIVE && !c->build->action_has_duration[action]) {
        bri_diag_error(c->build->diagnostics, c->places[0], NULL, "action \"%s\" has no duration: it is never active", c->words[0]);
        return BRI_FOUND_WRONG;
    }
    bool can_be_late = role == BRI_ROLE_COUNT || role == BRI_ROLE_FIRST;
    double window = can_be_late && begins_late(c->build) ? BRI_AFTER_WARM_UP : 0;
    return history_slot(c, (bri_slot_def){.kind = kind, .role = role, .argument = action, .window = window, .type = type});
}

static bri_found call_since(const call *c) {
    return has_arguments(c, 1, 3, false, "since(action), since(action, source), since(action, source, target) or since(action, any, target)")
               ? action_slot(c, BRI_SLOT_DRIFTING, BRI_ROLE_SINCE, BRI_DURATION)
               : BRI_FOUND_WRONG;
}

static bri_found call_active(const call *c) {
    return has_arguments(c, 1, 3, false, "active(action), active(action, source), active(action, source, target) or active(action, any, target)")
               ? action_slot(c, BRI_SLOT_CONSTANT, BRI_ROLE_ACTIVE, BRI_NUMBER)
               : BRI_FOUND_WRONG;
}

static bri_found call_first(const call *c) {
    return has_arguments(c, 1, 3, false, "first(action), first(action, source), first(action, source, target) or first(action, any, target)")
               ? action_slot(c, BRI_SLOT_CONSTANT, BRI_ROLE_FIRST, BRI_DURATION)
               : BRI_FOUND_WRONG;
}

static bri_found call_count(const call *c) {
    double window = 0;
    if (!has_arguments(c, 1, 3, true,
                       "count(action) or count(action, window), such as count(test, 30 d); (action, source), (action, source, target) and "
                       "(action, any, target) count theirs"))
        return BRI_FOUND_WRONG;
    if (!c->window) return action_slot(c, BRI_SLOT_CONSTANT, BRI_ROLE_COUNT, BRI_NUMBER);
    bri_type type = bri_expr_type(c->window);
    if (!bri_expr_is_constant(c->window, NULL, &window) || type.is_boolean || type.time_power != 1 || !(window > 0) || !isfinite(window)) {
        bri_diag_error(c->build->diagnostics, c->place, NULL, "the window of \"count\" must be a constant duration above 0, such as 30 d");
        return BRI_FOUND_WRONG;
    }
    uint32_t action;
    if (!find_word(c, 0, &c->build->names[BRI_NAME_ACTION], "action", &action)) return BRI_FOUND_WRONG;
    return history_slot(c, (bri_slot_def){.kind = BRI_SLOT_CONSTANT, .role = BRI_ROLE_WINDOW, .argument = action, .window = window});
}

static bri_found call_rung(const call *c) {
    uint32_t rung;
    if (!has_arguments(c, 0, 1, false, "rung or rung(name)")) return BRI_FOUND_WRONG;
    if (c->count == 0) return find_rung(c->build, c->place, c->leaf);
    if (!find_word(c, 0, &c->build->rung_slugs, "rung", &rung)) return BRI_FOUND_WRONG;
    *c->leaf = (bri_leaf){.kind = BRI_LEAF_CONSTANT, .index = rung, .value = rung};
    return BRI_FOUND;
}

static bri_found call_reached(const call *c) {
    uint32_t rung;
    if (!has_arguments(c, 1, 1, false, "reached(rung)") || !may_read_ladder(c->build, "reached", c->place)) return BRI_FOUND_WRONG;
    if (!find_word(c, 0, &c->build->rung_slugs, "rung", &rung)) return BRI_FOUND_WRONG;
    double window = begins_late(c->build) ? BRI_AFTER_WARM_UP : 0;
    const bri_slot_def def = {.kind = BRI_SLOT_CONSTANT, .role = BRI_ROLE_REACHED, .argument = rung, .window = window, .type = BRI_DURATION};
    return give_slot(c->build, def, c->leaf);
}

static bri_found call_posture(const call *c) {
    uint32_t actor;
    bri_who who;
    if (!has_arguments(c, 1, 2, false, "posture(actor) or posture(actor, name)") ||
        !bri_member_posture(c->build, c->words[0], c->places[0], &who, &actor))
        return BRI_FOUND_WRONG;
    const bri_actor *a = &c->build->actors[actor];
    if (!a->posture_count) {
        bri_diag_error(c->build->diagnostics, c->places[0], NULL, "actor \"%s\" has no postures", c->words[0]);
        return BRI_FOUND_WRONG;
    }
    if (a->posture_slot == BRI_NONE) return BRI_FOUND_WRONG;
    *c->leaf = bri_slot_leaf(c->build, a->posture_slot);
    c->leaf->who = who;
    if (who != BRI_WHO_NONE) c->leaf->index -= actor;
    if (c->count == 1) return BRI_FOUND;
    for (uint32_t i = 0; i < a->posture_count; i++)
        if (strcmp(a->postures[i], c->words[1]) == 0) {
            c->leaf->type = BRI_BOOLEAN;
            c->leaf->is_test = true;
            c->leaf->value = i;
            return BRI_FOUND;
        }
    bri_diag_error(c->build->diagnostics, c->places[1], bri_build_hint(c->build, c->words[1], a->postures, a->posture_count),
                   "actor \"%s\" has no posture \"%s\"", c->words[0], c->words[1]);
    return BRI_FOUND_WRONG;
}

static bri_found call_season(const call *c) {
    if (!has_arguments(c, 1, 1, false, "season(winter), (spring), (summer) or (autumn)")) return BRI_FOUND_WRONG;
    for (uint32_t i = 0; i < 4; i++)
        if (strcmp(seasons[i], c->words[0]) == 0)
            return give_slot(c->build, (bri_slot_def){.kind = BRI_SLOT_SEASON, .role = BRI_ROLE_CALENDAR, .argument = i, .type = BRI_BOOLEAN},
                             c->leaf);
    bri_diag_error(c->build->diagnostics, c->places[0], bri_build_hint(c->build, c->words[0], seasons, 4),
                   "unknown season \"%s\": winter, spring, summer or autumn", c->words[0]);
    return BRI_FOUND_WRONG;
}

static const struct reference {
    const char *name;
    bri_found (*call)(const call *c);
} references[] = {
    {"since", call_since}, {"count", call_count},     {"active", call_active},   {"first", call_first},
    {"rung", call_rung},   {"reached", call_reached}, {"posture", call_posture}, {"season", call_season},
};

static const struct reference *find_reference(const char *function) {
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (strcmp(references[i].name, function) == 0) return &references[i];
    return NULL;
}

static bool scope_is_reference(void *self, const char *function) {
    (void)self;
    return find_reference(function) != NULL;
}

static bri_found scope_reference(void *self, const char *function, bri_place place, const char *const *words, const bri_place *word_places,
                                 size_t word_count, const bri_expr *window, bri_leaf *leaf) {
    const struct reference *reference = find_reference(function);
    if (!reference) return BRI_NOT_FOUND;
    call c = {.build = self,
              .function = function,
              .place = place,
              .words = words,
              .places = word_places,
              .count = word_count,
              .window = window,
              .leaf = leaf};
    return reference->call(&c);
}

static const bri_user_function *scope_function(void *self, const char *name) { return bri_user_function_find(self, name); }

void bri_scope_init(bri_build *build) {
    build->scope = (bri_scope){.self = build,
                               .name = scope_name,
                               .is_reference = scope_is_reference,
                               .reference = scope_reference,
                               .enter = bri_member_enter,
                               .leave = bri_member_leave,
                               .curve = bri_table_find,
                               .reads = bri_table_read_at,
                               .names = scope_names,
                               .function = scope_function};
    build->context = (bri_context){.decision = BRI_NONE};
}
