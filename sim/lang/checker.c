/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meaning: types of operators and calls, ranges of constant arguments, and what may stand where. Each function takes checked pieces,
 * complains where they do not fit, and gives the piece they make. */
#include "lang/parser.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lang/curve.h"
#include "lang/truncated.h"
#include "lang/types.h"

static const char *type_text(bri_piece piece, char buffer[32]) {
    return bri_type_name(piece.node->type, buffer);
}

static bool is_wrong(bri_piece piece) {
    return bri_type_is_wrong(piece.node->type);
}

/* Constant parts must have a value: log(-1) is a mistake that can be seen now. */
static bri_piece made(bri_parser *parser, bri_op op, const bri_function *function, bri_type type, const bri_expr *const *nodes, uint32_t count,
                      size_t begin, size_t end) {
    for (uint32_t i = 0; i < count; i++)
        if (bri_type_is_wrong(nodes[i]->type)) return bri_parser_wrong(begin, end);
    bri_piece piece = bri_parser_piece(parser, bri_expr_new(parser->arena, op, function, type, nodes, count), begin, end);
    if (piece.node->is_constant && isnan(piece.node->value)) {
        bri_parser_complain(parser, begin, end, NULL, "this has no value");
        return bri_parser_wrong(begin, end);
    }
    return piece;
}

/* What to write instead of a number where a truth value must stand. A rung's or a posture's index is compared with the one in hand. */
static const char *hint_boolean(const bri_parser *parser, bri_piece piece, char hint[120]) {
    int length = (int)(piece.end - piece.begin);
    const char *text = parser->text + piece.begin;
    if (length > 60)
        snprintf(hint, 120, "write x != 0");
    else if (length > 5 && memcmp(text, "rung(", 5) == 0)
        snprintf(hint, 120, "write rung >= %.*s, or rung == %.*s", length, text, length, text);
    else if (length > 9 && memcmp(text, "posture(", 8) == 0)
        snprintf(hint, 120, "write %.*s, NAME)", length - 1, text);
    else if (piece.node->type.time_power != 0)
        snprintf(hint, 120, "write a comparison, such as %.*s < 3%s", length, text, piece.node->type.time_power > 0 ? " d" : "/d");
    else
        snprintf(hint, 120, "write %.*s != 0", length, text);
    return hint;
}

/* A number where a truth value must stand. */
static bool demand_boolean(bri_parser *parser, bri_piece piece) {
    char buffer[32], hint[120];
    if (piece.node->type.is_boolean) return true;
    hint_boolean(parser, piece, hint);
    bri_parser_complain(parser, piece.begin, piece.end, hint, "a boolean is expected here, and this is %s", type_text(piece, buffer));
    return false;
}

bri_piece bri_check_unary(bri_parser *parser, bri_op op, size_t begin, bri_piece operand) {
    bri_type type = operand.node->type;
    if (op == BRI_OP_NOT && !demand_boolean(parser, operand)) return bri_parser_wrong(begin, operand.end);
    if (!is_wrong(operand)) type.is_boolean = op == BRI_OP_NOT;
    return made(parser, op, NULL, type, &operand.node, 1, begin, operand.end);
}

/* "a duration cannot be added to a rate" */
static void complain_of_kinds(bri_parser *parser, bri_op op, bri_piece a, bri_piece b) {
    char first[32], second[32];
    const char *left = type_text(a, first), *right = type_text(b, second), *verb = "compared with";
    if (op == BRI_OP_ADD) verb = "added to";
    if (op == BRI_OP_MOD) verb = "divided with a remainder by";
    if (op == BRI_OP_SUBTRACT)
        bri_parser_complain(parser, a.begin, b.end, NULL, "%s cannot be subtracted from %s", right, left);
    else
        bri_parser_complain(parser, a.begin, b.end, NULL, "%s cannot be %s %s", left, verb, right);
}

static bri_piece check_power(bri_parser *parser, const bri_function *function, bri_piece a, bri_piece b, size_t begin, size_t end) {
    char buffer[32];
    bri_type type;
    if (!bri_type_fits(b.node->type, BRI_NUMBER)) {
        bri_parser_complain(parser, b.begin, b.end, NULL, "an exponent must be a number, and this is %s", type_text(b, buffer));
        return bri_parser_wrong(begin, end);
    }
    bool is_number = a.node->type.time_power == 0;
    if (!is_number && !b.node->is_constant && !is_wrong(b)) {
        bri_parser_complain(parser, a.begin, b.end, NULL, "%s can only be raised to a constant power", type_text(a, buffer));
        return bri_parser_wrong(begin, end);
    }
    if (is_number)
        type = is_wrong(a) ? BRI_TYPE_WRONG : BRI_NUMBER;
    else if (!bri_type_power(a.node->type, b.node->value, &type)) {
        bri_parser_complain(parser, a.begin, b.end, NULL, "%s cannot be raised to this power: no whole power of time comes out",
                            type_text(a, buffer));
        return bri_parser_wrong(begin, end);
    }
    return made(parser, BRI_OP_POWER, function, type, (const bri_expr *[]){a.node, b.node}, 2, begin, end);
}

static bri_piece check_product(bri_parser *parser, bri_op op, bri_piece a, bri_piece b) {
    bri_type type;
    if (!bri_type_product(a.node->type, b.node->type, op == BRI_OP_MULTIPLY ? 1 : -1, &type)) {
        bri_parser_complain(parser, a.begin, b.end, NULL, "the power of time goes beyond %d", BRI_TIME_POWER_LIMIT);
        return bri_parser_wrong(a.begin, b.end);
    }
    if (op == BRI_OP_DIVIDE && b.node->is_constant && b.node->value == 0.0) {
        bri_parser_complain(parser, b.begin, b.end, NULL, "division by zero");
        return bri_parser_wrong(a.begin, b.end);
    }
    return made(parser, op, NULL, type, (const bri_expr *[]){a.node, b.node}, 2, a.begin, b.end);
}

static bool is_ordering(bri_op op) {
    return op == BRI_OP_LESS || op == BRI_OP_LESS_EQUAL || op == BRI_OP_GREATER || op == BRI_OP_GREATER_EQUAL;
}

static bri_piece check_comparison(bri_parser *parser, bri_op op, bri_token token, bri_piece a, bri_piece b) {
    bri_type type;
    if (is_ordering(op) && a.is_comparison) {
        bri_parser_complain(parser, token.begin, token.end, "write a < b && b < c", "comparisons cannot be chained");
        return bri_parser_wrong(a.begin, b.end);
    }
    if (!bri_type_join(a.node->type, b.node->type, &type)) {
        complain_of_kinds(parser, op, a, b);
        return bri_parser_wrong(a.begin, b.end);
    }
    bri_piece piece = made(parser, op, NULL, BRI_BOOLEAN, (const bri_expr *[]){a.node, b.node}, 2, a.begin, b.end);
    piece.is_comparison = is_ordering(op);
    return piece;
}

bri_piece bri_check_binary(bri_parser *parser, bri_op op, bri_token token, bri_piece a, bri_piece b) {
    bri_type type;
    switch (op) {
    case BRI_OP_POWER: return check_power(parser, NULL, a, b, a.begin, b.end);
    case BRI_OP_MULTIPLY:
    case BRI_OP_DIVIDE: return check_product(parser, op, a, b);
    case BRI_OP_ADD:
    case BRI_OP_SUBTRACT:
    case BRI_OP_MOD:
        if (!bri_type_join(a.node->type, b.node->type, &type)) {
            complain_of_kinds(parser, op, a, b);
            return bri_parser_wrong(a.begin, b.end);
        }
        return made(parser, op, NULL, type, (const bri_expr *[]){a.node, b.node}, 2, a.begin, b.end);
    case BRI_OP_AND:
    case BRI_OP_OR:
        if (!demand_boolean(parser, a) | !demand_boolean(parser, b)) /* both complaints */
            return bri_parser_wrong(a.begin, b.end);
        return made(parser, op, NULL, BRI_BOOLEAN, (const bri_expr *[]){a.node, b.node}, 2, a.begin, b.end);
    default: return check_comparison(parser, op, token, a, b);
    }
}

bri_piece bri_check_select(bri_parser *parser, bri_piece condition, bri_piece yes, bri_piece no) {
    char first[32], second[32];
    bri_type type = BRI_TYPE_WRONG;
    bool is_fit = demand_boolean(parser, condition);
    if (!bri_type_join(yes.node->type, no.node->type, &type)) {
        bri_parser_complain(parser, yes.begin, no.end, NULL, "the two branches must be alike, and are %s and %s", type_text(yes, first),
                            type_text(no, second));
        is_fit = false;
    }
    if (!is_fit) return bri_parser_wrong(condition.begin, no.end);
    if (!bri_type_is_wrong(type)) type.is_boolean = yes.node->type.is_boolean && no.node->type.is_boolean;
    return made(parser, BRI_OP_SELECT, NULL, type, (const bri_expr *[]){condition.node, yes.node, no.node}, 3, condition.begin, no.end);
}

/* How a letter of domains is said, and whether a value lies in it. */
static const char *domain_breach(char domain, double value, double before) {
    switch (domain) {
    case '+': return value > 0 ? NULL : "must be greater than 0";
    case '0': return value >= 0 ? NULL : "must not be negative";
    case 'w': return value >= 0 && value == floor(value) && value <= UINT32_MAX ? NULL : "must be a whole number, not negative";
    case 'P': return value > 0 && value <= 1 ? NULL : "must be above 0 and not above 1";
    case 'u': return value >= before ? NULL : "must not be below the argument before it";
    case 'U': return value > before ? NULL : "must be above the argument before it";
    default: return NULL;
    }
}

static bool check_domains(bri_parser *parser, const bri_function *function, const bri_piece *arguments, size_t count) {
    size_t last = strlen(function->domains) - 1;
    bool is_fit = true;
    char buffer[24];
    for (size_t i = 0; i < count; i++) {
        char domain = function->domains[i < last ? i : last];
        const bri_expr *node = arguments[i].node;
        double before = i > 0 && arguments[i - 1].node->is_constant ? arguments[i - 1].node->value : -INFINITY;
        if (!node->is_constant || bri_type_is_wrong(node->type)) continue;
        const char *breach = domain_breach(domain, node->value, before);
        bool is_improbable = domain == 'p' && !(node->value >= 0 && node->value <= 1);
        if (is_improbable)
            bri_parser_complain(parser, arguments[i].begin, arguments[i].end, NULL, "probability %.15g is outside 0..1", node->value);
        else if (breach)
            bri_parser_complain(parser, arguments[i].begin, arguments[i].end, NULL, "%s(): %s %s, and is %.15g", function->name,
                                bri_function_argument(function, i, buffer), breach, node->value);
        is_fit &= !is_improbable && !breach;
    }
    return is_fit;
}

static bool check_arity(bri_parser *parser, const bri_function *function, bri_token name, size_t count, size_t end) {
    size_t fewest, most;
    char hint[200];
    bri_function_arity(function, &fewest, &most);
    if (count >= fewest && count <= most) return true;
    snprintf(hint, sizeof hint, "write %s(%s)", function->name, function->arguments);
    bri_parser_complain(parser, name.begin, end, hint, "%s() takes %s%zu argument%s, and has %zu", function->name, most > fewest ? "at least " : "",
                        fewest, fewest == 1 ? "" : "s", count);
    return false;
}

/* What an argument of a letter must be, once x is known. */
static bri_type letter_type(char letter, bri_type x) {
    switch (letter) {
    case 't': return BRI_DURATION;
    case 'r': return BRI_RATE;
    case 'b': return BRI_BOOLEAN;
    case 'x': return x;
    case 'i': return (bri_type){.is_any = x.is_any, .time_power = (int8_t)-x.time_power};
    default: return BRI_NUMBER;
    }
}

static void complain_of_argument(bri_parser *parser, const bri_function *function, bri_piece piece, size_t index, char letter, bri_type wanted) {
    char buffer[32], other[32], name[24];
    const char *hint = NULL;
    if (piece.node->type.time_power == 0 && wanted.time_power == 1) hint = "give it a unit: 3 d";
    bri_parser_complain(parser, piece.begin, piece.end, hint, "%s(): %s must be %s%s, and is %s", function->name,
                        bri_function_argument(function, index, name), bri_type_name(wanted, other), letter == 'x' ? " like the other arguments" : "",
                        type_text(piece, buffer));
}

/* Walks the signature; x is learned from the first argument of that letter that is not a bare 0 or inf. */
static bool check_signature(bri_parser *parser, const bri_function *function, const bri_piece *arguments, size_t count, bri_type *result) {
    const char *letter = function->signature;
    bri_type x = {.is_any = true};
    bool is_fit = true;
    for (size_t i = 0; i < count; i++) {
        bri_type given = arguments[i].node->type;
        bri_type wanted = letter_type(*letter, x);
        bool is_free = (*letter == 'x' || *letter == 'i') && x.is_any;
        if (is_wrong(arguments[i]))
            is_fit = false;
        else if (is_free && !given.is_any)
            x = *letter == 'x' ? (bri_type){.time_power = given.time_power} : (bri_type){.time_power = (int8_t)-given.time_power};
        else if (!bri_type_fits(given, wanted)) {
            complain_of_argument(parser, function, arguments[i], i, *letter, wanted);
            is_fit = false;
        }
        if (letter[1] != '*' && letter[1] != '>') letter++;
    }
    *result = letter_type(strchr(function->signature, '>')[1], x);
    return is_fit;
}

static bri_piece check_sqrt(bri_parser *parser, const bri_function *function, bri_piece a, size_t begin, size_t end) {
    char buffer[32];
    bri_type type = a.node->type;
    if (type.time_power % 2 != 0) {
        bri_parser_complain(parser, a.begin, a.end, NULL, "the square root of %s has no whole power of time", type_text(a, buffer));
        return bri_parser_wrong(begin, end);
    }
    if (!is_wrong(a)) type = (bri_type){.is_any = type.is_any, .time_power = (int8_t)(type.time_power / 2)};
    return made(parser, BRI_OP_SQRT, function, type, &a.node, 1, begin, end);
}

static bri_piece make_call(bri_parser *parser, const bri_function *function, bri_type type, const bri_piece *arguments, size_t count, size_t begin,
                           size_t end) {
    const bri_expr **nodes = bri_arena_alloc(parser->arena, count, sizeof *nodes);
    if (!nodes) return bri_parser_piece(parser, NULL, begin, end);
    for (size_t i = 0; i < count; i++) nodes[i] = arguments[i].node;
    return made(parser, function->op, function, type, nodes, (uint32_t)count, begin, end);
}

/* A draw with nothing around it, but of true or false, whose ends do not draw and leave something of the law, as far as that is known now. */
static bool is_truncatable(bri_parser *parser, const bri_piece arguments[3], size_t begin, size_t end) {
    const bri_expr *draw = arguments[0].node;
    bool is_draw = draw->op == BRI_OP_DRAW || draw->op == BRI_OP_DRAW_MANY;
    if (!is_draw || draw->type.is_boolean) {
        bri_parser_complain(parser, arguments[0].begin, arguments[0].end, "write truncated(normal(0, 1), -1, 2)",
                            is_draw ? "truncated(): a draw of true or false has no ends" : "truncated(): this is no draw");
        return false;
    }
    for (int i = 1; i < 3; i++)
        if (arguments[i].node->has_draws) {
            bri_parser_complain(parser, arguments[i].begin, arguments[i].end, "let a mark draw it, and give the mark",
                                "truncated(): an end may not draw");
            return false;
        }
    if (bri_draw_is_possible(draw, arguments[1].node, arguments[2].node)) return true;
    bri_parser_complain(parser, begin, end, NULL, "%s() has no part between these ends", draw->function->name);
    return false;
}

/* Gaps are not among the places: what draws them is the law that a model names. */
static void complain_draw(bri_parser *parser, size_t begin, size_t end, const char *draw) {
    const bri_expr_want *want = parser->want;
    bri_parser_complain(parser, begin, end, want->instead ? want->instead(draw) : NULL,
                        "a random draw cannot stand in %s: draws belong in marks, durations, delays, jitters, initial values and effects",
                        want->what);
}

bri_piece bri_check_call(bri_parser *parser, const bri_function *function, bri_token name, const bri_piece *arguments, size_t count, size_t end) {
    bri_type type;
    bool is_draw = function->op == BRI_OP_DRAW || function->op == BRI_OP_DRAW_MANY || function->op == BRI_OP_DRAW_TRUNCATED;
    if (is_draw && !parser->want->allow_draws) complain_draw(parser, name.begin, end, function->name);
    if (!check_arity(parser, function, name, count, end)) return bri_parser_wrong(name.begin, end);
    if (function->signature[0] == '^') return check_power(parser, function, arguments[0], arguments[1], name.begin, end);
    if (function->signature[0] == 'q') return check_sqrt(parser, function, arguments[0], name.begin, end);
    if (!check_signature(parser, function, arguments, count, &type) | !check_domains(parser, function, arguments, count))
        return bri_parser_wrong(name.begin, end);
    if (function->op == BRI_OP_DRAW_TRUNCATED && !is_truncatable(parser, arguments, name.begin, end)) return bri_parser_wrong(name.begin, end);
    return make_call(parser, function, type, arguments, count, name.begin, end);
}

bri_piece bri_check_table(bri_parser *parser, const bri_function *function, const bri_curve *curve, bri_piece x, size_t begin, size_t end) {
    char wanted[32], given[32];
    if (!bri_type_fits(x.node->type, curve->x_type)) {
        const char *hint = x.node->type.time_power == 0 && curve->x_type.time_power == 1 ? "give it a unit: 3 d" : NULL;
        bri_parser_complain(parser, x.begin, x.end, hint, "the table \"%s\" is of %s, and this is %s", curve->name,
                            bri_type_name(curve->x_type, wanted), bri_type_name(x.node->type, given));
        return bri_parser_wrong(begin, end);
    }
    if (x.node->is_constant && isnan(bri_curve_value(curve, x.node->value))) {
        const char *unit = curve->x_unit_name, *space = *unit ? " " : "";
        bri_parser_complain(parser, x.begin, x.end, NULL, "the table \"%s\" goes from %.10g to %.10g%s%s, and this is %.10g", curve->name,
                            curve->x[0] / curve->x_unit, curve->x[curve->count - 1] / curve->x_unit, space, unit, x.node->value / curve->x_unit);
        return bri_parser_wrong(begin, end);
    }
    bri_place place = parser->places[x.begin];
    place.length = (int)(x.end - x.begin);
    parser->scope->reads(parser->scope->self, curve, x.node, place);
    return bri_parser_piece(parser, bri_expr_table(parser->arena, function, curve, x.node), begin, end);
}

void bri_check_permitted(bri_parser *parser, const bri_expr *node, size_t begin, size_t end, const char *name) {
    if (node->has_draws && !parser->want->allow_draws) complain_draw(parser, begin, end, NULL);
    if (node->has_state && parser->want->only_parameters)
        bri_parser_complain(parser, begin, end, NULL, "%s can hold parameters and numbers only, and \"%s\" changes in time", parser->want->what,
                            name);
}

/* Is it a word of the text? */
static bool has_word(const bri_parser *parser, bri_piece whole, const char *word) {
    size_t length = strlen(word);
    for (size_t i = whole.begin; i + length <= whole.end; i++) {
        const char *at = parser->text + i;
        bool is_begin = i == whole.begin || !(isalnum((unsigned char)at[-1]) || at[-1] == '_' || at[-1] == '.');
        bool is_end = i + length == whole.end || !(isalnum((unsigned char)at[length]) || at[length] == '_' || at[length] == '.');
        if (is_begin && is_end && memcmp(at, word, length) == 0) return true;
    }
    return false;
}

void bri_check_result(bri_parser *parser, bri_piece whole) {
    char given[32], wanted[32], hint[120];
    const bri_expr_want *want = parser->want;
    const bri_type type = whole.node->type;
    if (want->any_type || bri_type_fits(type, want->type)) return;
    hint[0] = '\0';
    if (want->type.is_boolean)
        hint_boolean(parser, whole, hint);
    else if (type.time_power == 0 && want->type.time_power != 0 && has_word(parser, whole, "month"))
        snprintf(hint, sizeof hint, "month is the month of the year, 1 to 12; the unit is mo (30.4375 d)");
    else if (type.time_power == 0 && want->type.time_power == 1)
        snprintf(hint, sizeof hint, "give it a unit: 3 d");
    else if (type.time_power == 0 && want->type.time_power == -1)
        snprintf(hint, sizeof hint, "give it a unit: 3/yr");
    bri_parser_complain(parser, whole.begin, whole.end, hint[0] ? hint : NULL, "%s must be %s, and this is %s", want->what,
                        bri_type_name(want->type, wanted), bri_type_name(type, given));
}
