/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Precedence climbing (Pratt 1973, "Top down operator precedence"). Every piece read is checked at once (checker.c), so that the tree that comes
 * out is typed; a piece that was complained about fits everywhere, and reading goes on to find what else is wrong. A mistake of syntax ends it. */
#include "lang/parser.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/types.h"

/* How tightly operators bind. A prefix binds less than ^, so that -x^2 is -(x^2). */
enum { LOOSEST, CHOOSES, ORS, ANDS, EQUALS, COMPARES, ADDS, MULTIPLIES, PREFIXES, RAISES };

static const struct infix {
    int power;
    bri_op op;
} infixes[BRI_SYMBOL_COUNT] = {
    [BRI_SYMBOL_QUESTION] = {CHOOSES, BRI_OP_SELECT},
    [BRI_SYMBOL_OR] = {ORS, BRI_OP_OR},
    [BRI_SYMBOL_AND] = {ANDS, BRI_OP_AND},
    [BRI_SYMBOL_EQUAL] = {EQUALS, BRI_OP_EQUAL},
    [BRI_SYMBOL_NOT_EQUAL] = {EQUALS, BRI_OP_NOT_EQUAL},
    [BRI_SYMBOL_LESS] = {COMPARES, BRI_OP_LESS},
    [BRI_SYMBOL_LESS_EQUAL] = {COMPARES, BRI_OP_LESS_EQUAL},
    [BRI_SYMBOL_GREATER] = {COMPARES, BRI_OP_GREATER},
    [BRI_SYMBOL_GREATER_EQUAL] = {COMPARES, BRI_OP_GREATER_EQUAL},
    [BRI_SYMBOL_PLUS] = {ADDS, BRI_OP_ADD},
    [BRI_SYMBOL_MINUS] = {ADDS, BRI_OP_SUBTRACT},
    [BRI_SYMBOL_STAR] = {MULTIPLIES, BRI_OP_MULTIPLY},
    [BRI_SYMBOL_SLASH] = {MULTIPLIES, BRI_OP_DIVIDE},
    [BRI_SYMBOL_PERCENT] = {MULTIPLIES, BRI_OP_MOD},
    [BRI_SYMBOL_CARET] = {RAISES, BRI_OP_POWER},
};

static bri_piece expression(bri_parser *parser, int minimum);

static void advance(bri_parser *parser) {
    parser->token = bri_token_next(parser->text, parser->length, parser->token.end);
}

static bool at(const bri_parser *parser, bri_symbol symbol) {
    return parser->token.kind == BRI_TOKEN_SYMBOL && parser->token.symbol == symbol;
}

/* The mistake in the token in hand; `expected` says what could have stood there. */
static void complain_of_token(bri_parser *parser, const char *expected) {
    bri_token token = parser->token;
    if (parser->is_broken) return;
    if (token.kind == BRI_TOKEN_WRONG)
        bri_parser_complain(parser, token.begin, token.end, token.hint, "%s", token.problem);
    else if (token.kind == BRI_TOKEN_END)
        bri_parser_complain(parser, token.begin, token.end, NULL, "the expression ends where %s is expected", expected);
    else
        bri_parser_complain(parser, token.begin, token.end, NULL, "unexpected %s%.*s%s where %s is expected",
                            token.kind == BRI_TOKEN_STRING ? "" : "\"", (int)(token.end - token.begin), parser->text + token.begin,
                            token.kind == BRI_TOKEN_STRING ? "" : "\"", expected);
    parser->is_broken = true;
}

/* Steps over a symbol that must stand here; the byte after it. */
static size_t expect(bri_parser *parser, bri_symbol symbol, const char *expected) {
    size_t end = parser->token.end;
    if (at(parser, symbol))
        advance(parser);
    else
        complain_of_token(parser, expected);
    return end;
}

/* 3, or 3 d: a name right after a number must be a unit. */
static bri_piece number(bri_parser *parser) {
    bri_token token = parser->token;
    double value = token.number;
    bri_type type = {.is_any = value == 0.0};
    advance(parser);
    bri_token unit = parser->token;
    if (unit.kind == BRI_TOKEN_NAME) {
        double days = bri_unit_days(bri_parser_text(parser, unit.begin, unit.end));
        if (days == 0.0) {
            bri_complain_unknown_unit(parser, unit);
            advance(parser);
            return bri_parser_wrong(token.begin, unit.end);
        }
        value *= days;
        type = BRI_DURATION;
        token.end = unit.end;
        advance(parser);
        if (at(parser, BRI_SYMBOL_CARET)) /* (16 d)^2 is not 16 (d^2) */
            bri_parser_complain(parser, token.begin, parser->token.end, "write (3 d)^2 or 3*d^2", "it is unclear what the power applies to");
    }
    return bri_parser_piece(parser, bri_expr_constant(parser->arena, value, type), token.begin, token.end);
}

static bri_piece parenthesis(bri_parser *parser) {
    size_t begin = parser->token.begin;
    advance(parser);
    bri_piece piece = expression(parser, LOOSEST);
    piece.end = expect(parser, BRI_SYMBOL_CLOSE, "\")\"");
    piece.begin = begin;
    piece.is_comparison = false;
    return piece;
}

static bri_piece prefixed(bri_parser *parser, bri_op op) {
    size_t begin = parser->token.begin;
    advance(parser);
    bri_piece operand = expression(parser, PREFIXES);
    return op == BRI_OP_COUNT ? operand : bri_check_unary(parser, op, begin, operand);
}

/* date('2017-07-31'): the one place for a string. */
static bri_piece date(bri_parser *parser, bri_token name) {
    bri_token string = parser->token;
    if (string.kind != BRI_TOKEN_STRING) {
        complain_of_token(parser, "a date in quotation marks, such as '2017-07-31',");
        return bri_parser_wrong(name.begin, string.end);
    }
    advance(parser);
    return bri_resolve_date(parser, name, string, expect(parser, BRI_SYMBOL_CLOSE, "\")\""));
}

/* A bare name that is a whole argument. */
static bool is_word(const bri_parser *parser) {
    if (parser->token.kind != BRI_TOKEN_NAME) return false;
    bri_token next = bri_token_next(parser->text, parser->length, parser->token.end);
    return next.kind == BRI_TOKEN_SYMBOL && (next.symbol == BRI_SYMBOL_COMMA || next.symbol == BRI_SYMBOL_CLOSE);
}

#define WORD_LIMIT 8

/* since(test), count(test, 30 d): names, and at most one expression. */
static bri_piece reference(bri_parser *parser, const char *function, bri_token name) {
    bri_token words[WORD_LIMIT];
    size_t word_count = 0;
    bri_piece window = {0};
    while (!at(parser, BRI_SYMBOL_CLOSE) && !parser->is_broken) {
        if (is_word(parser) && word_count < WORD_LIMIT) {
            words[word_count++] = parser->token;
            advance(parser);
        } else if (!window.node) {
            window = expression(parser, LOOSEST);
        } else {
            complain_of_token(parser, "a name");
        }
        if (!at(parser, BRI_SYMBOL_COMMA)) break;
        advance(parser);
    }
    size_t end = expect(parser, BRI_SYMBOL_CLOSE, "\",\" or \")\"");
    if (parser->is_broken || (window.node && bri_type_is_wrong(window.node->type))) return bri_parser_wrong(name.begin, end);
    return bri_resolve_reference(parser, function, name, words, word_count, window.node, end);
}

/* The arguments of a call, as many as there are; the list is the caller's to free. */
static bri_piece *call_arguments(bri_parser *parser, size_t *count, size_t *end) {
    bri_piece *list = NULL;
    size_t room = 0;
    while (!at(parser, BRI_SYMBOL_CLOSE) && !parser->is_broken) {
        if (*count == room) {
            room = room ? 2 * room : 4;
            bri_piece *grown = realloc(list, room * sizeof *list);
            if (!grown) {
                bri_parser_piece(parser, NULL, parser->token.begin, parser->token.end);
                break;
            }
            list = grown;
        }
        list[(*count)++] = expression(parser, LOOSEST);
        if (!at(parser, BRI_SYMBOL_COMMA)) break;
        advance(parser);
        if (at(parser, BRI_SYMBOL_CLOSE)) complain_of_token(parser, "an argument");
    }
    *end = expect(parser, BRI_SYMBOL_CLOSE, "\",\" or \")\"");
    return list;
}

/* sum(x): who knows no network or group of that name says what it is. */
static bri_piece over_nothing(bri_parser *parser, bri_token network, bri_token name) {
    uint32_t index;
    size_t end = parser->token.end;
    if (bri_resolve_network(parser, network, &index)) {
        parser->scope->leave(parser->scope->self);
        complain_of_token(parser, "\",\" and what to add up, such as other.x,");
    }
    parser->is_broken = true;
    return bri_parser_wrong(name.begin, end);
}

/* sum(NETWORK, x): x may speak of `other`. */
static bri_piece over(bri_parser *parser, const bri_function *function, bri_token name) {
    bri_token network = parser->token;
    if (!is_word(parser)) {
        complain_of_token(parser, "the name of a network or group");
        return bri_parser_wrong(name.begin, network.end);
    }
    advance(parser);
    if (at(parser, BRI_SYMBOL_CLOSE)) return over_nothing(parser, network, name);
    expect(parser, BRI_SYMBOL_COMMA, "\",\"");
    uint32_t index = 0;
    bool is_known = !parser->is_broken && bri_resolve_network(parser, network, &index);
    bri_piece body = expression(parser, LOOSEST);
    if (is_known) parser->scope->leave(parser->scope->self);
    size_t end = expect(parser, BRI_SYMBOL_CLOSE, "\")\"");
    if (!is_known || parser->is_broken || bri_type_is_wrong(body.node->type)) return bri_parser_wrong(name.begin, end);
    bri_piece piece = bri_parser_piece(parser, bri_expr_over(parser->arena, function, index, body.node), name.begin, end);
    bri_check_permitted(parser, piece.node, name.begin, end, function->name);
    return piece;
}

/* table(NAME, x), table('FILE', x). */
static bri_piece table(bri_parser *parser, const bri_function *function, bri_token name) {
    bri_token which = parser->token;
    if (!is_word(parser) && which.kind != BRI_TOKEN_STRING) {
        complain_of_token(parser, "the name of a table, or of a file in quotation marks,");
        return bri_parser_wrong(name.begin, which.end);
    }
    advance(parser);
    expect(parser, BRI_SYMBOL_COMMA, "\",\"");
    if (parser->token.kind == BRI_TOKEN_STRING && !parser->is_broken) {
        bri_parser_complain(parser, parser->token.begin, parser->token.end, "as in tables = { prices = { file = \"…\"; x = \"…\"; y = \"…\"; }; };",
                            "columns are named in the section \"tables\"");
        parser->is_broken = true;
    }
    const struct bri_curve *curve = parser->is_broken ? NULL : bri_resolve_curve(parser, which);
    bri_piece x = expression(parser, LOOSEST);
    size_t end = expect(parser, BRI_SYMBOL_CLOSE, "\")\"");
    if (!curve || parser->is_broken || bri_type_is_wrong(x.node->type)) return bri_parser_wrong(name.begin, end);
    return bri_check_table(parser, function, curve, x, name.begin, end);
}

static bri_piece call(bri_parser *parser, bri_token name) {
    const char *text = bri_parser_text(parser, name.begin, name.end);
    const bri_function *function = bri_function_find(text);
    advance(parser);
    if (bri_is_reference(parser, text) || (function && function->kind == BRI_FUNCTION_REFERENCE)) return reference(parser, text, name);
    if (function && function->kind == BRI_FUNCTION_DATE) return date(parser, name);
    if (function && function->kind == BRI_FUNCTION_OVER) return over(parser, function, name);
    if (function && function->kind == BRI_FUNCTION_TABLE) return table(parser, function, name);
    size_t count = 0, end = name.end;
    bri_piece *arguments = call_arguments(parser, &count, &end);
    bri_piece piece = bri_parser_wrong(name.begin, end);
    const bri_user_function *user = function ? NULL : bri_user_function_of(parser, text);
    if (user && !parser->is_broken) {
        piece = bri_check_user_call(parser, user, name, arguments, count, end);
    } else if (parser->is_broken || !function || function->kind != BRI_FUNCTION_CALL) {
        if (!parser->is_broken) bri_complain_unknown_function(parser, text, name);
    } else {
        piece = bri_check_call(parser, function, name, arguments, count, end);
    }
    free(arguments);
    return piece;
}

static bri_piece prefix(bri_parser *parser) {
    bri_token token = parser->token;
    switch (token.kind) {
    case BRI_TOKEN_NUMBER: return number(parser);
    case BRI_TOKEN_NAME: advance(parser); return at(parser, BRI_SYMBOL_OPEN) ? call(parser, token) : bri_resolve_name(parser, token);
    case BRI_TOKEN_PLACEHOLDER: advance(parser); return bri_resolve_placeholder(parser, token);
    case BRI_TOKEN_SYMBOL:
        if (token.symbol == BRI_SYMBOL_OPEN) return parenthesis(parser);
        if (token.symbol == BRI_SYMBOL_MINUS) return prefixed(parser, BRI_OP_NEGATE);
        if (token.symbol == BRI_SYMBOL_PLUS) return prefixed(parser, BRI_OP_COUNT);
        if (token.symbol == BRI_SYMBOL_NOT) return prefixed(parser, BRI_OP_NOT);
        break;
    default: break;
    }
    complain_of_token(parser, "a value");
    return bri_parser_wrong(token.begin, token.end);
}

static bri_piece infix(bri_parser *parser, const struct infix *operator, bri_piece left) {
    bri_token token = parser->token;
    advance(parser);
    if (operator->op == BRI_OP_SELECT) {
        bri_piece yes = expression(parser, LOOSEST);
        expect(parser, BRI_SYMBOL_COLON, "\":\"");
        if (parser->is_broken) return left;
        bri_piece no = expression(parser, CHOOSES);
        return parser->is_broken ? left : bri_check_select(parser, left, yes, no);
    }
    bool is_right = operator->op == BRI_OP_POWER;
    bri_piece right = expression(parser, is_right ? PREFIXES : operator->power + 1);
    return parser->is_broken ? left : bri_check_binary(parser, operator->op, token, left, right);
}

static bri_piece expression(bri_parser *parser, int minimum) {
    bri_token token = parser->token;
    if (parser->depth >= BRI_DEPTH_LIMIT && !parser->is_broken) {
        bri_parser_complain(parser, token.begin, token.end, NULL, "the expression is nested deeper than %d", BRI_DEPTH_LIMIT);
        parser->is_broken = true;
    }
    if (parser->is_broken) return bri_parser_wrong(token.begin, token.end);
    parser->depth++;
    bri_piece left = prefix(parser);
    while (!parser->is_broken && parser->token.kind == BRI_TOKEN_SYMBOL) {
        const struct infix *operator= & infixes[parser->token.symbol];
        if (operator->power == LOOSEST || operator->power<minimum) break;
        left = infix(parser, operator, left);
    }
    parser->depth--;
    return left;
}

/* Lines may differ where a string goes over several: then the mark ends with the first. */
static bri_place span(const bri_parser *parser, size_t begin, size_t end) {
    bri_place place = parser->places[begin];
    place.length = begin < end ? 1 : 0;
    for (size_t i = begin; i < end && parser->places[i].line == place.line && parser->places[i].source == place.source; i++)
        if (parser->places[i].column - place.column + 1 > place.length) place.length = parser->places[i].column - place.column + 1;
    return place;
}

void bri_parser_complain(bri_parser *parser, size_t begin, size_t end, const char *hint, const char *format, ...) {
    char message[1000], call[200] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (parser->call) bri_user_call_tell(parser->call, call);
    bri_diag_error(parser->diagnostics, span(parser, begin, end), hint, "%s%s", message, call);
    parser->has_failed = true;
}

bri_piece bri_parser_wrong(size_t begin, size_t end) {
    return (bri_piece){.node = bri_expr_wrong(), .begin = begin, .end = end};
}

static void run_out_of_memory(bri_parser *parser, size_t begin, size_t end) {
    if (!parser->is_broken) bri_parser_complain(parser, begin, end, NULL, "memory is out");
    parser->is_broken = true;
}

bri_piece bri_parser_piece(bri_parser *parser, const bri_expr *node, size_t begin, size_t end) {
    if (!node) {
        run_out_of_memory(parser, begin, end);
        return bri_parser_wrong(begin, end);
    }
    if (node->size > BRI_NODE_LIMIT && !parser->is_broken) {
        bri_parser_complain(parser, begin, end, NULL, "the expression has more than %d parts", BRI_NODE_LIMIT);
        parser->is_broken = true;
    }
    parser->has_failed |= bri_type_is_wrong(node->type); /* a name that was complained about where it is declared */
    return (bri_piece){.node = node, .begin = begin, .end = end};
}

const char *bri_parser_text(bri_parser *parser, size_t begin, size_t end) {
    const char *text = bri_arena_text(parser->arena, parser->text + begin, end - begin);
    if (!text) run_out_of_memory(parser, begin, end);
    return text ? text : "";
}

const bri_expr *bri_parser_run(bri_parser *parser) {
    advance(parser);
    if (parser->token.kind == BRI_TOKEN_END) {
        bri_parser_complain(parser, 0, parser->length, NULL, "%s is empty", parser->want->what);
        return NULL;
    }
    bri_piece whole = expression(parser, LOOSEST);
    if (!parser->is_broken && parser->token.kind != BRI_TOKEN_END) complain_of_token(parser, "an operator");
    if (!parser->is_broken) bri_check_result(parser, whole);
    return parser->has_failed ? NULL : whole.node;
}

const bri_expr *bri_expr_parse(bri_arena *arena, const char *text, size_t length, const bri_place *places, const bri_scope *scope,
                               const bri_expr_want *want, const bri_expr *const *arguments, size_t argument_count, brink_diagnostics *diagnostics) {
    bri_parser parser = {.arena = arena,
                         .text = text,
                         .length = length,
                         .places = places,
                         .scope = scope,
                         .want = want,
                         .arguments = arguments,
                         .argument_count = argument_count,
                         .diagnostics = diagnostics};
    return bri_parser_run(&parser);
}
