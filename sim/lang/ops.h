/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The operations of the expression language: one list for trees and for code, so that a node and its instruction bear the same name.
 */
#ifndef BRI_OPS_H
#define BRI_OPS_H

#include <stddef.h>
#include <stdint.h>

/* clang-format off */

/** X(name, operands): operations with a value, and how many operands an instruction of it reads through its spaces and indices. Those up to
 *  SELECT are operators, then come the functions of the table in lang/functions.c. */
#define BRI_VALUE_OPS(X) \
    X(NEGATE, 1) X(NOT, 1) X(ADD, 2) X(SUBTRACT, 2) X(MULTIPLY, 2) X(DIVIDE, 2) X(MOD, 2) X(POWER, 2) \
    X(LESS, 2) X(LESS_EQUAL, 2) X(EQUAL, 2) X(NOT_EQUAL, 2) X(AND, 2) X(OR, 2) X(SELECT, 3) \
    X(ABS, 1) X(MIN, 2) X(MAX, 2) X(EXP, 1) X(LOG, 1) X(LOG10, 1) X(LOG1P, 1) X(EXPM1, 1) X(SQRT, 1) \
    X(SIN, 1) X(COS, 1) X(TAN, 1) X(TANH, 1) X(ATAN, 1) X(FLOOR, 1) X(CEIL, 1) X(ROUND, 1) X(SIGN, 1) \
    X(LOGISTIC, 1) X(HYPOT, 2) X(ERF, 1) X(LGAMMA, 1) X(CLAMP, 3) X(STEP, 1) X(LOGIT, 1) \
    X(TABLE, 1) /* code: index[1] is the number of the curve in its list */ \
    X(EXPONENTIAL_HAZARD, 3) X(WEIBULL_HAZARD, 3) X(GAMMA_HAZARD, 3) X(LOGNORMAL_HAZARD, 3) X(LOGLOGISTIC_HAZARD, 3) \
    X(INVERSE_GAUSSIAN_HAZARD, 3) X(UNIFORM_HAZARD, 3) \
    X(SUM, 0) X(MEAN, 0) /* over a network; code: index[0] is the number of the sum in its list */ \
    X(DRAW, 2)      /* code: index[2] is the number of the draw in lang/draws.c */ \
    X(DRAW_MANY, 0) /* code: the arguments are registers index[0] .. index[0] + index[1] - 1 */ \
    X(DRAW_TRUNCATED, 0) /* the same, low and high last; tree: the draw, low and high */

/** Operations of code alone. */
#define BRI_CODE_OPS(X) \
    X(COPY, 1) \
    X(AT_LEAST, 2)    /* operand 0 where it is known not to be below operand 1: a bound knows it too */ \
    X(AT_MOST, 2)     /* ... not above operand 1 */ \
    X(PAIR, 0)        /* the slot of a pair of actors; index[0] is its number in the list of pairs */ \
    X(TRUTH, 1)       /* a boolean input that may be NaN (a mark the event does not have) as 0 or 1 */ \
    X(JUMP, 0)        /* index[1] instructions ahead */ \
    X(JUMP_IF, 1)     /* ... where operand 0 is true */ \
    X(JUMP_UNLESS, 1) /* ... where operand 0 is false */ \
    X(END, 1)         /* the value is operand 0 */

/** Operations of trees alone. */
#define BRI_TREE_OPS(X) X(CONSTANT, 0) X(LEAF, 0) X(GREATER, 2) X(GREATER_EQUAL, 2)

#define BRI_OP_ENUM(name, operands) BRI_OP_##name,
typedef enum bri_op { BRI_VALUE_OPS(BRI_OP_ENUM) BRI_CODE_OPS(BRI_OP_ENUM) BRI_TREE_OPS(BRI_OP_ENUM) BRI_OP_COUNT } bri_op;
#undef BRI_OP_ENUM

/** The operands of an operation. */
static inline unsigned bri_op_operands(bri_op op) {
#define BRI_OP_ENTRY(name, operands) operands,
    static const uint8_t counts[BRI_OP_COUNT] = {BRI_VALUE_OPS(BRI_OP_ENTRY) BRI_CODE_OPS(BRI_OP_ENTRY) BRI_TREE_OPS(BRI_OP_ENTRY)};
#undef BRI_OP_ENTRY
    return counts[op];
}

/* clang-format on */

/** The value of an operation other than a draw on up to three numbers (unused ones are ignored): the very arithmetic of bri_code_value. */
double bri_op_apply(bri_op op, const double argument[3]);

#endif
