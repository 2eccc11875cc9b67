/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The table of functions that drives the parser, the checks and the reference page.
 */
#ifndef BRI_FUNCTIONS_H
#define BRI_FUNCTIONS_H

#include "lang/expr.h"
#include "lang/ops.h"

typedef enum bri_function_kind {
    BRI_FUNCTION_CALL,      /* arguments are expressions */
    BRI_FUNCTION_REFERENCE, /* arguments are names, which the scope reads */
    BRI_FUNCTION_NAME,      /* no arguments: a name, which the scope knows */
    BRI_FUNCTION_OVER,      /* the first argument is a network or group, the second an expression of `other` */
    BRI_FUNCTION_TABLE,     /* the first argument is a table's name or a file's in a string, the second an expression */
    BRI_FUNCTION_DATE       /* its argument is a string */
} bri_function_kind;

/** A function. Its signature has a letter for each argument, then `>` and the result: n number, t duration, r rate, b boolean, x any one
 *  power of time (all x alike), i the inverse of x; `*` repeats the last argument. `^` and `q` stand for the rules of pow and sqrt.
 *  domains has a letter for each argument: - any, + above 0, 0 not below 0, p probability, P probability above 0, w whole and not below 0,
 *  u not below the argument before it, U above it; the last letter repeats. */
typedef struct bri_function {
    const char *name, *arguments, *signature, *domains;
    bri_function_kind kind;
    bri_op op;
    int draw; /* a bri_draw_kind, where op is DRAW or DRAW_MANY */
} bri_function;

/** The function of a name, or NULL. */
const bri_function *bri_function_find(const char *name);

/** The name of argument number index, as the reference has it ("sd"); the buffer holds it. */
const char *bri_function_argument(const bri_function *function, size_t index, char buffer[24]);

/** Fewest and most arguments (SIZE_MAX: any number) that a call may have. */
void bri_function_arity(const bri_function *function, size_t *fewest, size_t *most);

/** The names of units, constants and other words that are no functions. */
const char *const *bri_words(size_t *count);

#endif
