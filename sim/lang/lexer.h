/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The words of an expression.
 */
#ifndef BRI_LEXER_H
#define BRI_LEXER_H

#include <stdbool.h>
#include <stddef.h>

typedef enum bri_token_kind {
    BRI_TOKEN_END,
    BRI_TOKEN_NUMBER,      /* number */
    BRI_TOKEN_NAME,        /* tension, cause.range_km */
    BRI_TOKEN_STRING,      /* '…' or "…"; begin and end lie within the quotes' outer edges */
    BRI_TOKEN_PLACEHOLDER, /* $1; number holds 1 */
    BRI_TOKEN_SYMBOL,      /* an operator or a mark of punctuation */
    BRI_TOKEN_WRONG        /* no word of the language; problem says why */
} bri_token_kind;

/** One- and two-letter symbols; the words and, or, not come as their symbols. */
typedef enum bri_symbol {
    BRI_SYMBOL_NONE,
    BRI_SYMBOL_PLUS,
    BRI_SYMBOL_MINUS,
    BRI_SYMBOL_STAR,
    BRI_SYMBOL_SLASH,
    BRI_SYMBOL_PERCENT,
    BRI_SYMBOL_CARET,
    BRI_SYMBOL_LESS,
    BRI_SYMBOL_LESS_EQUAL,
    BRI_SYMBOL_GREATER,
    BRI_SYMBOL_GREATER_EQUAL,
    BRI_SYMBOL_EQUAL,
    BRI_SYMBOL_NOT_EQUAL,
    BRI_SYMBOL_AND,
    BRI_SYMBOL_OR,
    BRI_SYMBOL_NOT,
    BRI_SYMBOL_QUESTION,
    BRI_SYMBOL_COLON,
    BRI_SYMBOL_OPEN,
    BRI_SYMBOL_CLOSE,
    BRI_SYMBOL_COMMA,
    BRI_SYMBOL_COUNT
} bri_symbol;

typedef struct bri_token {
    bri_token_kind kind;
    bri_symbol symbol;
    double number;
    size_t begin, end;   /* bytes of the text */
    const char *problem; /* WRONG only: a whole message; static */
    const char *hint;    /* WRONG only; may be NULL */
} bri_token;

/** The token at or after byte `from`. */
bri_token bri_token_next(const char *text, size_t length, size_t from);

/** How a symbol is written. */
const char *bri_symbol_text(bri_symbol symbol);

#endif
