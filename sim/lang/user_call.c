/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of a user's function is its body with the arguments in place of the parameters: parsed anew for each call by a parser of its own, which
 * knows who called it. So the body takes the types of the call, and a complaint about it points into the body and names the call. */
#include <stdio.h>
#include <string.h>

#include "lang/parser.h"
#include "lang/types.h"

enum { MOST_ARGUMENTS = 64, SHOWN = 60 };

bool bri_resolve_local(const bri_parser *parser, const char *name, const bri_expr **node) {
    const bri_user_call *call = parser->call;
    for (size_t i = 0; call && i < call->function->count; i++)
        if (strcmp(call->function->parameters[i], name) == 0) {
            call->uses[i]++;
            *node = call->arguments[i];
            return true;
        }
    return false;
}

const bri_user_function *bri_user_function_of(const bri_parser *parser, const char *name) {
    const bri_scope *scope = parser->scope;
    return scope && scope->function ? scope->function(scope->self, name) : NULL;
}

/* "a -> b -> a", where the function is being parsed already. */
static bool is_circular(bri_parser *parser, const bri_user_function *function, bri_token name, size_t end) {
    char path[400] = "";
    bool is_found = false;
    for (const bri_parser *p = parser; p->call && !is_found; p = p->call->caller) {
        char longer[400];
        int length = snprintf(longer, sizeof longer, " -> %s%s", p->call->function->name, path);
        if (length < (int)sizeof longer) memcpy(path, longer, (size_t)length + 1);
        is_found = p->call->function == function;
    }
    if (is_found) bri_parser_complain(parser, name.begin, end, NULL, "functions go in a circle: %s -> %s", path + 4, function->name);
    return is_found;
}

static bool has_arity(bri_parser *parser, const bri_user_function *function, bri_token name, size_t count, size_t end) {
    char hint[400];
    size_t used = (size_t)snprintf(hint, sizeof hint, "write %.60s(", function->name);
    for (size_t i = 0; i < function->count && used < sizeof hint - 30; i++)
        used += (size_t)snprintf(hint + used, sizeof hint - used, "%s%.20s", i ? ", " : "", function->parameters[i]);
    snprintf(hint + used, sizeof hint - used, ")");
    if (count == function->count) return true;
    bri_parser_complain(parser, name.begin, end, hint, "%s() takes %zu argument%s, and has %zu", function->name, function->count,
                        function->count == 1 ? "" : "s", count);
    return false;
}

/* The body as an expression of the call; NULL: it is wrong. */
static const bri_expr *parse_body(bri_parser *caller, const bri_user_call *call) {
    bri_expr_want want = *caller->want;
    want.any_type = true;
    bri_parser inner = {.arena = caller->arena,
                        .text = call->function->body,
                        .length = call->function->length,
                        .places = call->function->places,
                        .scope = caller->scope,
                        .want = &want,
                        .diagnostics = caller->diagnostics,
                        .depth = caller->depth,
                        .call = call};
    return bri_parser_run(&inner);
}

/* What is drawn is drawn once: an argument that draws may stand in the body once. */
static bool has_single_draws(bri_parser *parser, const bri_user_call *call, const bri_piece *arguments) {
    bool is_good = true;
    for (size_t i = 0; i < call->function->count; i++) {
        if (!arguments[i].node->has_draws || call->uses[i] < 2) continue;
        bri_parser_complain(parser, arguments[i].begin, arguments[i].end, "let a mark draw it, and give the mark",
                            "this draws, and function \"%s\" uses \"%s\" %u times", call->function->name, call->function->parameters[i],
                            call->uses[i]);
        is_good = false;
    }
    return is_good;
}

bri_piece bri_check_user_call(bri_parser *parser, const bri_user_function *function, bri_token name, const bri_piece *arguments, size_t count,
                              size_t end) {
    const bri_expr *nodes[MOST_ARGUMENTS];
    unsigned uses[MOST_ARGUMENTS] = {0};
    if (!has_arity(parser, function, name, count, end) || is_circular(parser, function, name, end)) return bri_parser_wrong(name.begin, end);
    for (size_t i = 0; i < count; i++) nodes[i] = arguments[i].node;
    bri_user_call call = {.function = function,
                          .arguments = nodes,
                          .uses = uses,
                          .caller = parser,
                          .text = parser->text + name.begin,
                          .length = end - name.begin,
                          .place = parser->places[name.begin]};
    const bri_expr *body = parse_body(parser, &call);
    parser->has_failed |= !body;
    if (!body || !has_single_draws(parser, &call, arguments)) return bri_parser_wrong(name.begin, end);
    return bri_parser_piece(parser, body, name.begin, end);
}

void bri_user_call_tell(const bri_user_call *call, char buffer[200]) {
    int length = call->length <= SHOWN ? (int)call->length : SHOWN;
    if (call->length == 0)
        buffer[0] = '\0';
    else
        snprintf(buffer, 200, ", in %.*s%s of line %d", length, call->text, call->length > SHOWN ? "…" : "", call->place.line);
}

bool bri_user_function_check(bri_arena *arena, const bri_user_function *function, const bri_scope *scope, brink_diagnostics *diagnostics) {
    const bri_expr *nodes[MOST_ARGUMENTS];
    unsigned uses[MOST_ARGUMENTS] = {0};
    char what[120];
    snprintf(what, sizeof what, "function \"%.80s\"", function->name);
    bri_expr_want want = {.any_type = true, .allow_draws = true, .what = what};
    bri_parser outside = {.arena = arena, .scope = scope, .want = &want, .diagnostics = diagnostics};
    for (size_t i = 0; i < function->count; i++) nodes[i] = bri_expr_wrong(); /* fits everywhere */
    bri_user_call call = {.function = function, .arguments = nodes, .uses = uses, .caller = &outside};
    return parse_body(&outside, &call) != NULL;
}
