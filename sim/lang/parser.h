/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of the parser: what its parts (syntax in parser.c, names in resolver.c, meaning in checker.c) share.
 */
#ifndef BRI_PARSER_H
#define BRI_PARSER_H

#include "lang/functions.h"
#include "lang/lexer.h"
#include "lang/node.h"

#define BRI_DEPTH_LIMIT 256
#define BRI_NODE_LIMIT 10000

struct bri_parser;

/** A call of a user's function, whose body is being parsed. */
typedef struct bri_user_call {
    const bri_user_function *function;
    const bri_expr *const *arguments;
    unsigned *uses; /* how often each argument stands in the body */
    const struct bri_parser *caller;
    const char *text; /* the call as written; length 0: there is none */
    size_t length;
    bri_place place;
} bri_user_call;

typedef struct bri_parser {
    bri_arena *arena;
    const char *text;
    size_t length;
    const bri_place *places;
    const bri_scope *scope;
    const bri_expr_want *want;
    const bri_expr *const *arguments;
    size_t argument_count;
    brink_diagnostics *diagnostics;
    bri_token token; /* the one in hand */
    int depth;
    bool has_failed; /* a complaint was made */
    bool is_broken;  /* reading on makes no sense */
    const bri_user_call *call; /* NULL: this is no function's body */
} bri_parser;

/** A part of the text that has been read. */
typedef struct bri_piece {
    const bri_expr *node; /* never NULL */
    size_t begin, end;    /* bytes of the text */
    bool is_comparison;   /* bare, not in parentheses */
} bri_piece;

/** Complain of the bytes [begin, end); parsing may go on. */
void bri_parser_complain(bri_parser *parser, size_t begin, size_t end, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** A piece from a node that may be NULL (memory is out: said so, and broken). */
bri_piece bri_parser_piece(bri_parser *parser, const bri_expr *node, size_t begin, size_t end);

/** The piece that stands for a part that was complained about. */
bri_piece bri_parser_wrong(size_t begin, size_t end);

/** The text of a token in the arena; "" where memory is out (said so, and broken). */
const char *bri_parser_text(bri_parser *parser, size_t begin, size_t end);

/** Parse the whole text; NULL: complaints were made. */
const bri_expr *bri_parser_run(bri_parser *parser);

/* user_call.c */

/** A parameter of the function whose body this is. */
bool bri_resolve_local(const bri_parser *parser, const char *name, const bri_expr **node);
/** The user's function of a name, or NULL. */
const bri_user_function *bri_user_function_of(const bri_parser *parser, const char *name);
bri_piece bri_check_user_call(bri_parser *parser, const bri_user_function *function, bri_token name, const bri_piece *arguments, size_t count,
                              size_t end);
/** ", in severity(range_km) of line 12", for the end of a complaint about a body. */
void bri_user_call_tell(const bri_user_call *call, char buffer[200]);

/* resolver.c */

/** A name that is no call. */
bri_piece bri_resolve_name(bri_parser *parser, bri_token name);
/** Does the scope read this function's arguments? */
bool bri_is_reference(const bri_parser *parser, const char *function);
/** A call of a function whose arguments are names. */
bri_piece bri_resolve_reference(bri_parser *parser, const char *function, bri_token name, const bri_token *words, size_t word_count,
                                const bri_expr *window, size_t end);
/** The network that a sum goes over; the scope then knows `other`. False: a complaint was made. */
bool bri_resolve_network(bri_parser *parser, bri_token network, uint32_t *index);
/** The table that a word or a string names; NULL: a complaint was made. */
const struct bri_curve *bri_resolve_curve(bri_parser *parser, bri_token which);
/** date('…'). */
bri_piece bri_resolve_date(bri_parser *parser, bri_token name, bri_token string, size_t end);
/** $1, $2, … */
bri_piece bri_resolve_placeholder(bri_parser *parser, bri_token token);
void bri_complain_unknown_function(bri_parser *parser, const char *function, bri_token name);
void bri_complain_unknown_unit(bri_parser *parser, bri_token name);

/* checker.c */

bri_piece bri_check_unary(bri_parser *parser, bri_op op, size_t begin, bri_piece operand);
bri_piece bri_check_binary(bri_parser *parser, bri_op op, bri_token token, bri_piece a, bri_piece b);
bri_piece bri_check_select(bri_parser *parser, bri_piece condition, bri_piece yes, bri_piece no);
bri_piece bri_check_call(bri_parser *parser, const bri_function *function, bri_token name, const bri_piece *arguments, size_t count, size_t end);
/** table(…, x). */
bri_piece bri_check_table(bri_parser *parser, const bri_function *function, const struct bri_curve *curve, bri_piece x, size_t begin, size_t end);
/** Is the whole what was wanted? */
void bri_check_result(bri_parser *parser, bri_piece whole);
/** May a part that draws, or has state, stand in this expression? Complains where not. */
void bri_check_permitted(bri_parser *parser, const bri_expr *node, size_t begin, size_t end, const char *name);

#endif
