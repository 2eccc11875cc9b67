/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The operations of the expression language: one list for trees and for code, so that a node and its instruction bear the same name.
 */
#ifndef BRI_OPS_H
#define BRI_OPS_H

#include <stddef.h>
#include <stdint.h>

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
static inline unsigned bri_op_operands(bri_op op) {
    static const uint8_t operands[BRI_OP_COUNT] = {
        [BRI_OP_NEGATE] = 1, [BRI_OP_NOT] = 1, [BRI_OP_ADD] = 2, [BRI_OP_SUBTRACT] = 2, [BRI_OP_MULTIPLY] = 2, [BRI_OP_DIVIDE] = 2,
        [BRI_OP_MOD] = 2, [BRI_OP_POWER] = 2, [BRI_OP_LESS] = 2, [BRI_OP_LESS_EQUAL] = 2, [BRI_OP_EQUAL] = 2, [BRI_OP_NOT_EQUAL] = 2,
        [BRI_OP_AND] = 2, [BRI_OP_OR] = 2, [BRI_OP_SELECT] = 3, [BRI_OP_ABS] = 1, [BRI_OP_MIN] = 2, [BRI_OP_MAX] = 2, [BRI_OP_EXP] = 1,
        [BRI_OP_LOG] = 1, [BRI_OP_LOG10] = 1, [BRI_OP_LOG1P] = 1, [BRI_OP_EXPM1] = 1, [BRI_OP_SQRT] = 1, [BRI_OP_SIN] = 1, [BRI_OP_COS] = 1,
        [BRI_OP_TAN] = 1, [BRI_OP_TANH] = 1, [BRI_OP_ATAN] = 1, [BRI_OP_FLOOR] = 1, [BRI_OP_CEIL] = 1, [BRI_OP_ROUND] = 1,
        [BRI_OP_SIGN] = 1, [BRI_OP_LOGISTIC] = 1, [BRI_OP_HYPOT] = 2, [BRI_OP_ERF] = 1, [BRI_OP_LGAMMA] = 1, [BRI_OP_CLAMP] = 3,
        [BRI_OP_STEP] = 1, [BRI_OP_LOGIT] = 1, [BRI_OP_EXPONENTIAL_HAZARD] = 3, [BRI_OP_WEIBULL_HAZARD] = 3, [BRI_OP_GAMMA_HAZARD] = 3,
        [BRI_OP_LOGNORMAL_HAZARD] = 3, [BRI_OP_LOGLOGISTIC_HAZARD] = 3, [BRI_OP_INVERSE_GAUSSIAN_HAZARD] = 3, [BRI_OP_UNIFORM_HAZARD] = 3,
        [BRI_OP_DRAW] = 2, [BRI_OP_COPY] = 1, [BRI_OP_TRUTH] = 1, [BRI_OP_JUMP_IF] = 1, [BRI_OP_JUMP_UNLESS] = 1, [BRI_OP_END] = 1,
        [BRI_OP_CONSTANT] = 2, [BRI_OP_LEAF] = 2, [BRI_OP_GREATER] = 2, [BRI_OP_GREATER_EQUAL] = 2};
    return operands[op];
}

/** The value of an operation other than a draw on up to three numbers (unused ones are ignored): the very arithmetic of bri_code_value. */
double bri_op_apply(bri_op op, const double argument[3]);

#endif
