/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What names mean: the language's own words first, then the scope's; and what was perhaps meant where neither knows a name. */
#include "lang/parser.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "lang/types.h"

static bool is_constant_word(const char *name, double *value, bri_type *type) {
    static const struct {
        const char *name;
        double value;
        bri_type type;
    } constants[] = {{"true", 1.0, {.is_boolean = true}},
                     {"false", 0.0, {.is_boolean = true}},
                     {"pi", 3.14159265358979323846, {.time_power = 0}},
                     {"inf", INFINITY, {.is_any = true}}};
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++)
        if (strcmp(constants[i].name, name) == 0) {
            *value = constants[i].value;
            *type = constants[i].type;
            return true;
        }
    *value = bri_unit_days(name);
    *type = BRI_DURATION;
    return *value != 0.0;
}

/* "did you mean …?" over some names, or NULL. The buffer holds it. */
static const char *suggestion(const char *word, const char *const *names, size_t count, char buffer[200]) {
    const char *nearest = bri_nearest(word, names, count);
    if (!nearest) return NULL;
    snprintf(buffer, 200, "did you mean \"%s\"?", nearest);
    return buffer;
}

typedef struct name_list {
    const char **names;
    size_t count;
} name_list;

/* The names that could have stood here: the scope's, and the language's own that are used in the same way. */
static name_list candidates(const bri_parser *parser, bool is_call) {
    size_t function_count, word_count, scope_count = 0;
    const bri_function_doc *docs = bri_function_docs(&function_count);
    const char *const *words = bri_words(&word_count);
    const bri_scope *scope = parser->scope;
    const char *const *scope_names = !is_call && scope && scope->names ? scope->names(scope->self, &scope_count) : NULL;
    name_list list = {.names = malloc((function_count + word_count + scope_count) * sizeof *list.names)};
    if (!list.names) return list;
    for (size_t i = 0; i < scope_count; i++) list.names[list.count++] = scope_names[i];
    for (size_t i = 0; i < function_count; i++)
        if (is_call == (bri_function_find(docs[i].name)->kind != BRI_FUNCTION_NAME)) list.names[list.count++] = docs[i].name;
    for (size_t i = 0; !is_call && i < word_count; i++) list.names[list.count++] = words[i];
    return list;
}

static const char *suggest(const bri_parser *parser, const char *word, bool is_call, char buffer[200]) {
    name_list list = candidates(parser, is_call);
    const char *hint = suggestion(word, list.names, list.count, buffer);
    free(list.names);
    return hint;
}

/* A word for a unit is none of the file's names, however near one is. */
static const char *suggest_name(const bri_parser *parser, const char *name, char buffer[200]) {
    const char *unit = bri_unit_of_word(name);
    if (!unit) return suggest(parser, name, false, buffer);
    snprintf(buffer, 200, "write the unit %s", unit);
    return buffer;
}

static void complain_unknown_name(bri_parser *parser, const char *name, bri_token token) {
    const bri_function *function = bri_function_find(name);
    char hint[200];
    if (function && function->kind == BRI_FUNCTION_NAME)
        bri_parser_complain(parser, token.begin, token.end, NULL, "\"%s\" has no meaning in %s", name, parser->want->what);
    else if (function) {
        snprintf(hint, sizeof hint, "write %s(%s)", name, function->arguments);
        bri_parser_complain(parser, token.begin, token.end, hint, "\"%s\" is a function", name);
    } else
        bri_parser_complain(parser, token.begin, token.end, suggest_name(parser, name, hint), "unknown name \"%s\"", name);
}

static bri_piece leaf_piece(bri_parser *parser, bri_leaf leaf, const char *name, size_t begin, size_t end) {
    bri_piece piece = bri_parser_piece(parser, bri_expr_leaf(parser->arena, leaf), begin, end);
    bri_check_permitted(parser, piece.node, begin, end, name);
    return piece;
}

bri_piece bri_resolve_name(bri_parser *parser, bri_token token) {
    const char *name = bri_parser_text(parser, token.begin, token.end);
    double value;
    bri_type type;
    if (is_constant_word(name, &value, &type)) return bri_parser_piece(parser, bri_expr_constant(parser->arena, value, type), token.begin, token.end);
    const bri_expr *local;
    if (bri_resolve_local(parser, name, &local)) return bri_parser_piece(parser, local, token.begin, token.end);
    const bri_scope *scope = parser->scope;
    bri_leaf leaf = {0};
    bri_found found = scope && scope->name ? scope->name(scope->self, name, parser->places[token.begin], &leaf) : BRI_NOT_FOUND;
    if (found == BRI_FOUND) return leaf_piece(parser, leaf, name, token.begin, token.end);
    if (found == BRI_NOT_FOUND) complain_unknown_name(parser, name, token);
    parser->has_failed = true;
    return bri_parser_wrong(token.begin, token.end);
}

bool bri_is_reference(const bri_parser *parser, const char *function) {
    const bri_scope *scope = parser->scope;
    return scope && scope->is_reference && scope->is_reference(scope->self, function);
}

bri_piece bri_resolve_reference(bri_parser *parser, const char *function, bri_token name, const bri_token *words, size_t word_count,
                                const bri_expr *window, size_t end) {
    const char *texts[8];
    bri_place places[8];
    for (size_t i = 0; i < word_count; i++) {
        texts[i] = bri_parser_text(parser, words[i].begin, words[i].end);
        places[i] = parser->places[words[i].begin];
        places[i].length = (int)(words[i].end - words[i].begin);
    }
    if (parser->is_broken) return bri_parser_wrong(name.begin, end);
    bri_place place = parser->places[name.begin];
    place.length = (int)(name.end - name.begin);
    bri_leaf leaf = {0};
    bri_found found = BRI_NOT_FOUND;
    if (bri_is_reference(parser, function))
        found = parser->scope->reference(parser->scope->self, function, place, texts, places, word_count, window, &leaf);
    if (found == BRI_FOUND) return leaf_piece(parser, leaf, bri_parser_text(parser, name.begin, end), name.begin, end);
    if (found == BRI_NOT_FOUND) bri_complain_unknown_function(parser, function, name);
    parser->has_failed = true;
    return bri_parser_wrong(name.begin, end);
}

bool bri_resolve_network(bri_parser *parser, bri_token network, uint32_t *index) {
    const bri_scope *scope = parser->scope;
    bri_place place = parser->places[network.begin];
    place.length = (int)(network.end - network.begin);
    const char *name = bri_parser_text(parser, network.begin, network.end);
    bri_found found = scope && scope->enter ? scope->enter(scope->self, name, place, index) : BRI_NOT_FOUND;
    if (found == BRI_NOT_FOUND) bri_parser_complain(parser, network.begin, network.end, NULL, "unknown network \"%s\"", name);
    parser->has_failed |= found != BRI_FOUND;
    return found == BRI_FOUND;
}

const struct bri_curve *bri_resolve_curve(bri_parser *parser, bri_token which) {
    const bri_scope *scope = parser->scope;
    bool is_file = which.kind == BRI_TOKEN_STRING;
    bri_place place = parser->places[which.begin];
    place.length = (int)(which.end - which.begin);
    const char *name = bri_parser_text(parser, which.begin + is_file, which.end - is_file);
    const struct bri_curve *curve = NULL;
    if (parser->is_broken) return NULL;
    if (scope && scope->curve)
        curve = scope->curve(scope->self, name, is_file, place);
    else
        bri_parser_complain(parser, which.begin, which.end, NULL, "table() has no meaning in %s", parser->want->what);
    parser->has_failed |= !curve;
    return curve;
}

bri_piece bri_resolve_date(bri_parser *parser, bri_token name, bri_token string, size_t end) {
    if (parser->is_broken) return bri_parser_wrong(name.begin, end);
    const char *text = bri_parser_text(parser, string.begin + 1, string.end - 1);
    double days;
    if (!bri_date_parse(text, &days)) {
        bri_parser_complain(parser, string.begin, string.end, NULL, "\"%s\" is not a date (YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss]Z, in UTC)", text);
        return bri_parser_wrong(name.begin, end);
    }
    double start = parser->scope ? parser->scope->start : 0.0;
    return bri_parser_piece(parser, bri_expr_constant(parser->arena, days - start, BRI_DURATION), name.begin, end);
}

bri_piece bri_resolve_placeholder(bri_parser *parser, bri_token token) {
    size_t number = token.number >= 1 && token.number <= (double)parser->argument_count ? (size_t)token.number : 0;
    if (number == 0) {
        bri_parser_complain(parser, token.begin, token.end, NULL, "there is no argument %.*s here", (int)(token.end - token.begin),
                            parser->text + token.begin);
        return bri_parser_wrong(token.begin, token.end);
    }
    bri_piece piece = bri_parser_piece(parser, parser->arguments[number - 1], token.begin, token.end);
    bri_check_permitted(parser, piece.node, token.begin, token.end, bri_parser_text(parser, token.begin, token.end));
    return piece;
}

static bool is_known_name(const bri_parser *parser, const char *name) {
    size_t count = 0;
    double value;
    bri_type type;
    const bri_scope *scope = parser->scope;
    const char *const *names = scope && scope->names ? scope->names(scope->self, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) return true;
    return is_constant_word(name, &value, &type);
}

void bri_complain_unknown_function(bri_parser *parser, const char *function, bri_token name) {
    const bri_function *known = bri_function_find(function);
    char hint[200];
    if (known && known->kind == BRI_FUNCTION_NAME)
        bri_parser_complain(parser, name.begin, name.end, "write it without parentheses", "\"%s\" is not a function", function);
    else if (known)
        bri_parser_complain(parser, name.begin, name.end, NULL, "%s() has no meaning in %s", function, parser->want->what);
    else if (is_known_name(parser, function))
        bri_parser_complain(parser, name.begin, name.end, NULL, "\"%s\" is not a function", function);
    else
        bri_parser_complain(parser, name.begin, name.end, suggest(parser, function, true, hint), "unknown function \"%s\"", function);
}

void bri_complain_unknown_unit(bri_parser *parser, bri_token name) {
    const char *text = bri_parser_text(parser, name.begin, name.end), *unit = bri_unit_of_word(text);
    char hint[40];
    if (unit) snprintf(hint, sizeof hint, "write the unit %s", unit);
    bri_parser_complain(parser, name.begin, name.end, unit ? hint : "the units are ms, s, min, h, d, wk, mo (30.4375 d) and yr (365.25 d)",
                        "\"%s\" is not a unit: an operator is missing, or the unit is wrong", text);
}
