/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects. Each is a string of one of the forms
 *     x = e   x += e   x -= e   x *= e   x /= e   (x a variable, or self.x, target.x, DEU.x, each(NETWORK).x)
 *     posture(ACTOR) = name   start(decision)   cancel(decision)   restart(decision)   end(action)   (start(d[target]), start(d[self,target]) …)
 * perhaps after `if (condition)`, whose left side is read here, byte by byte, and whose right side and condition are formulas. */
#include <ctype.h>
#include <string.h>

#include "lang/types.h"
#include "plan/action.h"
#include "plan/dyad.h"
#include "plan/member.h"
#include "plan/scope.h"
#include "plan/setting.h"

#define FORMS                                                                                                                                        \
    "write x = e, x += e, x -= e, x *= e, x /= e, posture(ACTOR) = name, start(d), cancel(d), restart(d), end(action) or "                           \
    "end(action, source, target), perhaps after if (condition)"

/* An effect in hand. */
typedef struct effect_scan {
    bri_build *build;
    const bri_tree_node *node;
    size_t at; /* the next byte */
    const char *what;
    bri_effect *effect;
} effect_scan;

/* A word of the text. */
typedef struct span {
    const char *text;
    size_t begin, end;
} span;

static void complain(const effect_scan *scan, size_t begin, size_t end, const char *hint, const char *format, const char *word) {
    bri_diag_error(scan->build->diagnostics, bri_place_within(scan->node, begin, end), hint, format, word);
}

static char byte_at(const effect_scan *scan) {
    return scan->at < scan->node->string_length ? scan->node->string[scan->at] : '\0';
}

static void skip_space(effect_scan *scan) {
    while (isspace((unsigned char)byte_at(scan))) scan->at++;
}

static bool take(effect_scan *scan, char c) {
    skip_space(scan);
    if (byte_at(scan) != c) return false;
    scan->at++;
    return true;
}

static bool take_word(effect_scan *scan, span *word) {
    skip_space(scan);
    word->begin = scan->at;
    while (isalnum((unsigned char)byte_at(scan)) || byte_at(scan) == '_') scan->at++;
    word->end = scan->at;
    word->text = bri_build_text(scan->build, "%.*s", (int)(word->end - word->begin), scan->node->string + word->begin);
    return word->end > word->begin;
}

static bool is_at_end(effect_scan *scan) {
    skip_space(scan);
    return scan->at == scan->node->string_length;
}

static bool complain_form(const effect_scan *scan) {
    complain(scan, 0, scan->node->string_length, FORMS, "this is no effect%s", "");
    return false;
}

/* ---- x = e ---- */

static const char *hint_of(const effect_scan *scan, const char *word, const bri_names *names) {
    return bri_build_hint(scan->build, word, names->names, names->count);
}

/* What an assignment changes: a slot, or that of actor 0 where it is whose. */
typedef struct changed {
    const char *owner; /* NULL: a plain variable */
    bri_who who;
    uint32_t slot, network; /* network: of each(); else BRI_NONE */
} changed;

static bool is_changeable(const effect_scan *scan, const span *name, uint32_t slot) {
    const bri_slot_def *def = (const bri_slot_def *)scan->build->slots.items + slot;
    if (def->role == BRI_ROLE_CALENDAR)
        complain(scan, name->begin, name->end, NULL, "variable \"%s\" follows the calendar: nothing can change it", name->text);
    return def->role != BRI_ROLE_CALENDAR && !bri_type_is_wrong(def->type);
}

static void complain_no_variable(const effect_scan *scan, const span *name) {
    const bri_names *names = scan->build->names;
    uint32_t number;
    if (bri_names_find(&names[BRI_NAME_PARAMETER], name->text, &number))
        complain(scan, name->begin, name->end, NULL, "\"%s\" is a parameter: an effect changes variables", name->text);
    else if (bri_names_find(&names[BRI_NAME_DERIVED], name->text, &number))
        complain(scan, name->begin, name->end, NULL, "\"%s\" is derived from others: an effect changes variables", name->text);
    else if (bri_names_find(&names[BRI_NAME_MARK], name->text, &number))
        complain(scan, name->begin, name->end, "a mark is drawn, in \"marks\" of its action, and stays; declare a variable for what changes",
                 "\"%s\" is a mark: an effect changes variables", name->text);
    else
        complain(scan, name->begin, name->end, hint_of(scan, name->text, &names[BRI_NAME_VARIABLE]), "unknown variable \"%s\"", name->text);
}

static bool find_variable(const effect_scan *scan, const span *name, changed *c) {
    bri_build *build = scan->build;
    uint32_t number;
    bri_place place = bri_place_within(scan->node, name->begin, name->end);
    if (c->owner) return bri_member_variable(build, c->owner, name->text, place, &c->who, &c->slot);
    if (bri_member_is_family(build, name->text)) return bri_member_complain_plain(build, name->text, place) == BRI_FOUND;
    if (!bri_names_find(&build->names[BRI_NAME_VARIABLE], name->text, &number)) {
        complain_no_variable(scan, name);
        return false;
    }
    c->slot = ((const bri_variable *)build->variables.items)[number].slot;
    return c->slot != BRI_NONE && is_changeable(scan, name, c->slot);
}

/* The variable itself, as it stands in `x += e`. */
static bri_leaf leaf_of(const bri_build *build, const span *name, const changed *c) {
    if (!c->owner) return bri_slot_leaf(build, c->slot);
    uint32_t number = 0;
    bri_names_find(&build->names[BRI_NAME_VARIABLE], name->text, &number);
    bri_type type = ((const bri_variable *)build->variables.items)[number].type;
    return (bri_leaf){.kind = BRI_LEAF_SLOT, .type = type, .who = c->who, .index = c->slot};
}

/* The operation of an assignment, or 0 where there is none; `=` is '='. */
static char take_operation(effect_scan *scan) {
    skip_space(scan);
    char operation = byte_at(scan);
    if (operation && strchr("+-*/", operation)) {
        scan->at++;
        return byte_at(scan) == '=' ? (scan->at++, operation) : '\0';
    }
    if (operation != '=') return '\0';
    scan->at++;
    return byte_at(scan) == '=' ? '\0' : '=';
}

static bool read_assignment(effect_scan *scan, const span *name, changed c) {
    bri_build *build = scan->build;
    size_t begin = scan->at;
    char operation = take_operation(scan);
    if (!operation) {
        complain(scan, begin, scan->node->string_length, FORMS, "an effect must go on with =, +=, -=, *= or /= after \"%s\"", name->text);
        return false;
    }
    bool is_known = find_variable(scan, name, &c);
    bri_leaf leaf = is_known ? leaf_of(build, name, &c) : (bri_leaf){.type = BRI_NUMBER};
    bri_type type = leaf.type;
    bool is_scaling = operation == '*' || operation == '/';
    bri_expr_want want = {.type = is_scaling ? BRI_NUMBER : type, .any_type = !is_known, .allow_draws = true, .what = scan->what};
    const bri_expr *value = bri_formula_parse(build, scan->node, scan->at, scan->node->string_length, &want);
    if (!value || !is_known) return false;
    if (operation != '=') {
        const bri_expr *arguments[] = {bri_expr_leaf(build->arena, leaf), value};
        bri_expr_want sum = {.type = type, .allow_draws = true, .what = scan->what};
        value = bri_formula_make(build, bri_build_text(build, "$1 %c ($2)", operation), bri_place_within(scan->node, name->begin, name->end), &sum,
                                 arguments, 2);
    }
    *scan->effect = (bri_effect){
        .kind = c.network == BRI_NONE ? BRI_EFFECT_ASSIGN : BRI_EFFECT_EACH, .who = c.who, .target = c.slot, .network = c.network, .value = value};
    return value != NULL;
}

/* ---- calls ---- */

static bool find_name(const effect_scan *scan, const span *word, bri_name_kind kind, const char *format, uint32_t *number) {
    const bri_names *names = &scan->build->names[kind];
    if (bri_names_find(names, word->text, number)) return true;
    complain(scan, word->begin, word->end, hint_of(scan, word->text, names), format, word->text);
    return false;
}

static bool read_posture(effect_scan *scan, const span *word) {
    uint32_t actor;
    bri_who who;
    span posture;
    if (!take(scan, '=') || !take_word(scan, &posture) || !is_at_end(scan)) return complain_form(scan);
    if (!bri_member_posture(scan->build, word->text, bri_place_within(scan->node, word->begin, word->end), &who, &actor)) return false;
    const bri_actor *a = &scan->build->actors[actor];
    for (uint32_t i = 0; i < a->posture_count; i++)
        if (strcmp(a->postures[i], posture.text) == 0) {
            *scan->effect = (bri_effect){.kind = BRI_EFFECT_ASSIGN,
                                         .who = who,
                                         .target = who == BRI_WHO_NONE ? a->posture_slot : a->posture_slot - actor,
                                         .network = BRI_NONE,
                                         .value = bri_expr_constant(scan->build->arena, i, BRI_NUMBER)};
            return true;
        }
    bri_diag_error(scan->build->diagnostics, bri_place_within(scan->node, posture.begin, posture.end),
                   bri_build_hint(scan->build, posture.text, a->postures, a->posture_count), "actor \"%s\" has no posture \"%s\"", a->name,
                   posture.text);
    return false;
}

/* An end of an instance or episode: self, target, or an actor. */
static bool read_party(effect_scan *scan, bri_who *who, uint32_t *actor) {
    span word;
    if (!take_word(scan, &word)) return complain_form(scan);
    return bri_member_word(scan->build, word.text, bri_place_within(scan->node, word.begin, word.end), who, actor);
}

/* The same, or any. */
static bool read_party_or_any(effect_scan *scan, bool *has, bri_who *who, uint32_t *actor) {
    const size_t begin = scan->at;
    span word;
    if (take_word(scan, &word) && strcmp(word.text, "any") == 0) return true;
    scan->at = begin;
    *has = true;
    return read_party(scan, who, actor);
}

/* end(action), end(action, source), end(action, any, target): the action's name has been read. */
static bool read_end(effect_scan *scan, const span *word) {
    uint32_t action;
    bri_selector selector = {.has_self = false};
    if (!find_name(scan, word, BRI_NAME_ACTION, "unknown action \"%s\"", &action)) return false;
    if (!scan->build->action_has_duration[action]) {
        complain(scan, word->begin, word->end, NULL, "action \"%s\" has no duration: there is nothing to end", word->text);
        return false;
    }
    if (take(scan, ',') && !read_party_or_any(scan, &selector.has_self, &selector.self_who, &selector.self_actor)) return false;
    if (take(scan, ',') && !read_party_or_any(scan, &selector.has_target, &selector.target_who, &selector.target_actor)) return false;
    if (!take(scan, ')') || !is_at_end(scan)) return complain_form(scan);
    if (selector.has_target && !bri_dyad_needs_target(scan->build, action, bri_place_within(scan->node, word->begin, word->end))) return false;
    *scan->effect = (bri_effect){.kind = BRI_EFFECT_END, .target = action, .selector = selector};
    return true;
}

/* [target] or [target,self] behind a template's name: its instance, or those of a first end's links. */
static bool read_selector(effect_scan *scan, const span *word, const char *range, bri_selector *selector) {
    bri_build *build = scan->build;
    bool is_dyad = strncmp(range, "dyad", 4) == 0;
    selector->has_self = true;
    if (!*range) {
        complain(scan, word->begin, word->end, NULL, "decision \"%s\" is no template: it has no instances", word->text);
        return false;
    }
    if (!read_party(scan, &selector->self_who, &selector->self_actor)) return false;
    if (take(scan, ',')) {
        selector->has_target = true;
        if (!is_dyad) {
            complain(scan, word->begin, scan->at, NULL, "an instance of \"%s\" is of one member, not of two", word->text);
            return false;
        }
        if (!read_party(scan, &selector->target_who, &selector->target_actor)) return false;
    }
    if (!take(scan, ']')) return complain_form(scan);
    return build->is_out_of_memory ? false : true;
}

/* What a decision's for_each says; "" where it is no template. */
static const char *range_of(const bri_build *build, uint32_t decision) {
    const bri_tree_node *node = build->sections[BRI_SECTION_DECISIONS]->children[decision];
    const bri_tree_node *for_each = node->kind == BRI_TREE_GROUP ? bri_tree_child(node, "for_each") : NULL;
    return for_each && for_each->kind == BRI_TREE_STRING ? for_each->string : "";
}

/* start(d), start(d[target]): the name has been read. */
static bool read_clock(effect_scan *scan, const span *word, bri_effect_kind kind) {
    uint32_t decision;
    bri_selector selector = {.has_self = false};
    bool is_known = find_name(scan, word, BRI_NAME_DECISION, "unknown decision \"%s\"", &decision);
    if (!is_known) return false;
    if (take(scan, '[') && !read_selector(scan, word, range_of(scan->build, decision), &selector)) return false;
    if (!take(scan, ')') || !is_at_end(scan)) return complain_form(scan);
    *scan->effect = (bri_effect){.kind = kind, .target = scan->build->decision_leaders[decision], .selector = selector};
    return true;
}

/* Has whoever acts links in a network, as far as he is known? */
static bool has_links(const effect_scan *scan, const span *name, uint32_t network) {
    bri_build *build = scan->build;
    const bri_group *group = (const bri_group *)build->groups.items + network;
    const uint32_t actor = build->actions[build->context.action].actor;
    uint32_t missing;
    if (!group->is_network || actor >= build->names[BRI_NAME_ACTOR].count || bri_group_holds(build, network, &actor, 1, &missing)) return true;
    complain(scan, name->begin, name->end, "each() is of those whom the source of the event has links to; or write a group",
             bri_build_text(build, "%s has no links in \"%%s\"", build->names[BRI_NAME_ACTOR].names[actor]), name->text);
    return false;
}

/* each(NETWORK).x += e: for everybody that the event's source has a link to, who is `other` in e. */
static bool read_each(effect_scan *scan, const span *network, const span *variable) {
    changed c = {.owner = "other", .slot = BRI_NONE};
    bri_place place = bri_place_within(scan->node, network->begin, network->end);
    if (bri_member_enter(scan->build, network->text, place, &c.network) != BRI_FOUND) return false;
    bool is_good = has_links(scan, network, c.network) && read_assignment(scan, variable, c);
    bri_member_leave(scan->build);
    return is_good;
}

static bool read_call(effect_scan *scan, const span *function) {
    static const struct {
        const char *name;
        bri_effect_kind kind;
    } calls[] = {{"start", BRI_EFFECT_START}, {"cancel", BRI_EFFECT_CANCEL}, {"restart", BRI_EFFECT_RESTART}};
    span word, variable;
    bool is_posture = strcmp(function->text, "posture") == 0;
    bool is_each = strcmp(function->text, "each") == 0;
    if (!take_word(scan, &word)) return complain_form(scan);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, function->text) == 0) return read_clock(scan, &word, calls[i].kind);
    if (strcmp(function->text, "end") == 0) return read_end(scan, &word);
    if (!take(scan, ')')) return complain_form(scan);
    if (is_each) return take(scan, '.') && take_word(scan, &variable) ? read_each(scan, &word, &variable) : complain_form(scan);
    if (!is_posture && !is_at_end(scan)) return complain_form(scan);
    if (is_posture) return read_posture(scan, &word);
    complain(scan, function->begin, function->end, FORMS, "unknown effect \"%s\"", function->text);
    return false;
}

/* ---- if (condition) ---- */

/* The byte of the parenthesis that closes the one before scan->at, or the text's end; strings in between are passed over. */
static size_t find_close(const effect_scan *scan) {
    const char *text = scan->node->string;
    size_t length = scan->node->string_length;
    int depth = 1;
    bool is_string = false;
    for (size_t i = scan->at; i < length; i++) {
        is_string ^= text[i] == '\'';
        if (is_string) continue;
        depth += (text[i] == '(') - (text[i] == ')');
        if (depth == 0) return i;
    }
    return length;
}

/* NULL: complaints were made. Reading goes on behind it. */
static const bri_expr *read_condition(effect_scan *scan) {
    bri_build *build = scan->build;
    size_t begin = scan->at, close = find_close(scan);
    bri_expr_want want = {.type = BRI_BOOLEAN, .allow_draws = true, .what = bri_build_text(build, "the condition of %s", scan->what)};
    scan->at = close < scan->node->string_length ? close + 1 : close;
    return bri_formula_parse(build, scan->node, begin, close, &want);
}

/* An assignment to `x`, or to `self.x`, whose first word has been taken. */
static bool read_changed(effect_scan *scan, const span *word) {
    span name;
    if (!take(scan, '.')) return read_assignment(scan, word, (changed){.slot = BRI_NONE, .network = BRI_NONE});
    if (!take_word(scan, &name)) return complain_form(scan);
    return read_assignment(scan, &name, (changed){.owner = word->text, .slot = BRI_NONE, .network = BRI_NONE});
}

static bool read_effect(bri_build *build, const bri_tree_node *node, const char *what, bri_effect *effect) {
    if (node->kind != BRI_TREE_STRING) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be a string, not %s", what, bri_tree_kind_name(node->kind));
        return false;
    }
    effect_scan scan = {.build = build, .node = node, .what = what, .effect = effect};
    const bri_expr *condition = NULL;
    span word;
    if (!take_word(&scan, &word)) return complain_form(&scan);
    bool is_call = take(&scan, '('), is_good = true;
    if (is_call && strcmp(word.text, "if") == 0) {
        condition = read_condition(&scan);
        is_good = condition != NULL;
        if (!take_word(&scan, &word)) return complain_form(&scan);
        is_call = take(&scan, '(');
    }
    is_good &= is_call ? read_call(&scan, &word) : read_changed(&scan, &word);
    effect->condition = condition;
    effect->place = node->value_place;
    return is_good;
}

void bri_effects_read(bri_build *build, const bri_tree_node *node, const char *noun, const char *action, const bri_effect **effects,
                      uint32_t *count) {
    *effects = NULL;
    *count = 0;
    if (!node) return;
    if (node->kind != BRI_TREE_LIST && node->kind != BRI_TREE_ARRAY) {
        bri_diag_error(build->diagnostics, node->value_place, "write ( \"x += 1\", … )",
                       "\"%s\" of action \"%s\" must be a list of strings, not %s",
                       node->name, action, bri_tree_kind_name(node->kind));
        return;
    }
    bri_effect *list = bri_build_alloc(build, node->child_count, sizeof *list);
    for (size_t i = 0; list && i < node->child_count; i++) {
        const char *what = bri_build_text(build, "%s %zu of action \"%s\"", noun, i + 1, action);
        if (read_effect(build, node->children[i], what, &list[*count])) (*count)++;
    }
    *effects = list;
}
