/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions are strings "name(a, b) = body". The head is read here, byte by byte; the body is parsed at each call, with the arguments in place of
 * their names (lang/user_call.c), and once without a call, so that what is wrong in it is found though nothing calls it. */
#include "plan/function.h"

#include <ctype.h>
#include <string.h>

#include "plan/setting.h"

enum { MOST_PARAMETERS = 16 };

/* A head in hand. */
typedef struct scan {
    bri_build *build;
    const bri_tree_node *node;
    size_t at; /* the next byte */
} scan;

typedef struct word {
    const char *text;
    size_t begin, end;
} word;

static char byte_at(const scan *s) { return s->at < s->node->string_length ? s->node->string[s->at] : '\0'; }

static bool take(scan *s, char c) {
    while (isspace((unsigned char)byte_at(s))) s->at++;
    if (byte_at(s) != c) return false;
    s->at++;
    return true;
}

static bool take_word(scan *s, word *w) {
    while (isspace((unsigned char)byte_at(s))) s->at++;
    w->begin = s->at;
    while (isalnum((unsigned char)byte_at(s)) || byte_at(s) == '_') s->at++;
    w->end = s->at;
    w->text = bri_build_text(s->build, "%.*s", (int)(w->end - w->begin), s->node->string + w->begin);
    return w->end > w->begin;
}

static bool complain_form(const scan *s) {
    bri_diag_error(s->build->diagnostics, s->node->value_place, "write \"name(a, b) = formula of a and b\"", "this is no function");
    return false;
}

/* (a, b) */
static bool read_parameters(scan *s, bri_user_function *function) {
    const char **names = bri_build_alloc(s->build, MOST_PARAMETERS, sizeof *names);
    if (!take(s, '(')) return complain_form(s);
    if (!names) return false;
    do {
        word w;
        if (!take_word(s, &w)) return complain_form(s);
        bri_place place = bri_place_within(s->node, w.begin, w.end);
        if (!bri_name_is_good(s->build, w.text, place, "parameter")) return false;
        for (size_t i = 0; i < function->count; i++)
            if (strcmp(names[i], w.text) == 0) {
                bri_diag_error(s->build->diagnostics, place, NULL, "function \"%s\" has two parameters \"%s\"", function->name, w.text);
                return false;
            }
        if (function->count == MOST_PARAMETERS) {
            bri_diag_error(s->build->diagnostics, place, NULL, "a function has at most %d parameters", MOST_PARAMETERS);
            return false;
        }
        names[function->count++] = w.text;
    } while (take(s, ','));
    function->parameters = names;
    return take(s, ')') || complain_form(s);
}

static bool read_head(scan *s, bri_user_function *function) {
    word name;
    if (!take_word(s, &name)) return complain_form(s);
    bri_place place = bri_place_within(s->node, name.begin, name.end);
    function->name = name.text;
    if (!bri_name_is_good(s->build, name.text, place, "function")) return false;
    if (bri_user_function_find(s->build, name.text)) {
        bri_diag_error(s->build->diagnostics, place, NULL, "there are two functions \"%s\"", name.text);
        return false;
    }
    if (!read_parameters(s, function)) return false;
    if (!take(s, '=') || byte_at(s) == '=') return complain_form(s);
    function->body = s->node->string + s->at;
    function->length = s->node->string_length - s->at;
    function->places = s->node->string_places + s->at;
    return true;
}

void bri_functions_declare(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_FUNCTIONS];
    for (size_t i = 0; section && i < section->child_count; i++) {
        scan s = {.build = build, .node = section->children[i]};
        bri_user_function function = {.name = ""};
        if (s.node->kind != BRI_TREE_STRING) {
            bri_diag_error(build->diagnostics, s.node->value_place, "write \"name(a, b) = formula of a and b\"",
                           "a function must be a string, not %s", bri_tree_kind_name(s.node->kind));
            continue;
        }
        bri_user_function *entry = read_head(&s, &function) ? bri_list_add(build, &build->functions, sizeof *entry) : NULL;
        if (entry) *entry = function;
    }
}

void bri_functions_check(bri_build *build) {
    const bri_user_function *functions = build->functions.items;
    build->context = (bri_context){.decision = BRI_NONE};
    for (uint32_t i = 0; i < build->functions.count; i++)
        bri_user_function_check(build->arena, &functions[i], &build->scope, build->diagnostics);
}

const bri_user_function *bri_user_function_find(const bri_build *build, const char *name) {
    const bri_user_function *functions = build->functions.items;
    for (uint32_t i = 0; i < build->functions.count; i++)
        if (strcmp(functions[i].name, name) == 0) return &functions[i];
    return NULL;
}
