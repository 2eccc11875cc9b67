/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The operations of the expression language: one list for trees and for code, so that a node and its instruction bear the same name.
 */
#ifndef BRI_OPS_H
#define BRI_OPS_H

#include <stddef.h>

/** Operations with a value. Those up to SELECT are operators, then come the functions of the table in lang/functions.c. */
#define BRI_VALUE_OPS(X) \
    X(NEGATE) X(NOT) X(ADD) X(SUBTRACT) X(MULTIPLY) X(DIVIDE) X(MOD) X(POWER) \
    X(LESS) X(LESS_EQUAL) X(EQUAL) X(NOT_EQUAL) X(AND) X(OR) X(SELECT) \
    X(ABS) X(MIN) X(MAX) X(EXP) X(LOG) X(LOG10) X(LOG1P) X(EXPM1) X(SQRT) X(SIN) X(COS) X(TAN) X(TANH) X(ATAN) \
    X(FLOOR) X(CEIL) X(ROUND) X(SIGN) X(LOGISTIC) X(HYPOT) X(ERF) X(LGAMMA) X(CLAMP) X(STEP) X(LOGIT) \
    X(EXPONENTIAL_HAZARD) X(WEIBULL_HAZARD) X(GAMMA_HAZARD) X(LOGNORMAL_HAZARD) X(LOGLOGISTIC_HAZARD) X(INVERSE_GAUSSIAN_HAZARD) \
    X(UNIFORM_HAZARD) \
    X(DRAW)      /* code: index[2] is the number of the draw in lang/draws.c */ \
    X(DRAW_MANY) /* code: the arguments are registers index[0] .. index[0] + index[1] - 1 */

/** Operations of code alone. */
#define BRI_CODE_OPS(X) \
    X(COPY) \
    X(TRUTH)       /* a boolean input that may be NaN (a mark the event does not have) as 0 or 1 */ \
    X(JUMP)        /* index[1] instructions ahead */ \
    X(JUMP_IF)     /* ... where operand 0 is true */ \
    X(JUMP_UNLESS) /* ... where operand 0 is false */ \
    X(END)         /* the value is operand 0 */

/** Operations of trees alone. */
#define BRI_TREE_OPS(X) X(CONSTANT) X(LEAF) X(GREATER) X(GREATER_EQUAL)

#define BRI_OP_ENUM(name) BRI_OP_##name,
typedef enum bri_op { BRI_VALUE_OPS(BRI_OP_ENUM) BRI_CODE_OPS(BRI_OP_ENUM) BRI_TREE_OPS(BRI_OP_ENUM) BRI_OP_COUNT } bri_op;
#undef BRI_OP_ENUM

/** How many operands an instruction of the operation reads through its spaces and indices. */
unsigned bri_op_operands(bri_op op);

/** The value of an operation other than a draw on up to three numbers (unused ones are ignored): the very arithmetic of bri_code_value. */
double bri_op_apply(bri_op op, const double argument[3]);

#endif
