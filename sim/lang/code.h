/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Compiled expressions: straight-line register code that can be evaluated, bounded over boxes, and differentiated.
 *
 * Bounds hold for the *computed* value: +, -, *, / and sqrt are monotone under round-to-nearest, so that their end points computed the same way
 * enclose every computed value; other functions are monotone but for their rounding errors (lang/fixed.h), so their end points are widened by
 * twice these, except over a box of one point, whose bound is the computed value itself. Hence low <= value <= high for every point of the box,
 * exactly. Values are the same bits on every machine: no function of the C library that is not exact stands behind them.
 */
#ifndef BRI_CODE_H
#define BRI_CODE_H

#include <gsl/gsl_rng.h>

#include "lang/expr.h"

typedef struct bri_code bri_code; /* immutable; lives in the arena it was compiled into; shared by threads */

typedef struct bri_interval {
    double low, high;
} bri_interval;

/** Who has links to whom, as numbers of actors. Without `first` it is a group: everybody has all of its members. */
typedef struct bri_network {
    const uint32_t *first;  /* [actor]: where its links begin; one more than there are actors. NULL: a group */
    const uint32_t *member; /* [link] */
    const double *weight;   /* [link]; NULL: all 1 */
    uint32_t count;         /* of members */
} bri_network;

/** Whom somebody has links to, in order; *weight is NULL where all are 1. */
static inline const uint32_t *bri_network_row(const bri_network *network, uint32_t self, uint32_t *count, const double **weight) {
    uint32_t from = network->first ? network->first[self] : 0;
    *count = network->first ? network->first[self + 1] - from : network->count;
    *weight = network->weight ? network->weight + from : NULL;
    return network->member + from;
}

/** Where code finds its inputs. Slots are indexed by plan slot; only those in bri_code_slots() are read. Any pointer the code does not need may
 *  be NULL. */
typedef struct bri_env {
    const double *slot;
    const double *parameter;
    const double *mark;
    const double *cause;
    gsl_rng *rng;
    double *scratch; /* at least bri_code_scratch(code) doubles */
    bri_binding binding; /* of member leaves */
    double link;         /* the weight of the link in hand */
    const bri_network *networks;
} bri_env;

/** Compile; where parameters are given they are folded in, and constants are folded. `a ? b : c` and && || evaluate without branches
 *  except around draws: a draw in the branch not taken is not drawn. NULL: memory is out. */
const bri_code *bri_code_compile(bri_arena *arena, const bri_expr *expr, const double *parameters);

/** The same for code that is asked for its moving slots: does a slot move between events? */
typedef bool bri_slot_moves(const void *context, uint32_t slot);
const bri_code *bri_code_compile_for(bri_arena *arena, const bri_expr *expr, const double *parameters, bri_slot_moves *moves, const void *context);

/** The value; booleans are 0 or 1. NaN where the mathematics has none (log(-1), a draw with an impossible parameter). */
double bri_code_value(const bri_code *code, const bri_env *env);

/** Bounds of the value while every slot stays within its box. scratch: bri_code_scratch(code) intervals. Marks may be anything. A draw
 *  is bounded by where its law has values; an impossible one, which is NaN, is left out. Bounds may be infinite. Any other NaN somewhere in the box
 *  makes the bound [-inf, inf]. A boolean's bound is [0,0], [1,1] or [0,1]. */
bri_interval bri_code_bound(const bri_code *code, const bri_interval *boxes, const double *parameters, bri_interval *scratch);

/** The same for code with member leaves. */
typedef struct bri_bounding {
    const bri_interval *boxes;
    const double *parameters;
    bri_binding binding;
    double link;
    const bri_network *networks;
    bool of_numbers; /* bounds of the value where it is not NaN: 0 times infinity is left out of products of what is not negative */
} bri_bounding;
bri_interval bri_code_bound_for(const bri_code *code, const bri_bounding *bounding, bri_interval *scratch);

/** Value, and its derivative by each of parameter_count parameters into gradient[] (forward mode; code must have been compiled without folding
 *  parameters; where it draws, all is NaN). At a corner the derivative of one side. scratch: (1 + parameter_count) * (1 + bri_code_scratch(code))
 *  doubles. */
double bri_code_gradient(const bri_code *code, const bri_env *env, size_t parameter_count, double *gradient, double *scratch);

size_t bri_code_scratch(const bri_code *code);
/** The slots that the value depends on, each once; those of members, which depend on the binding, are not among them. */
const uint32_t *bri_code_slots(const bri_code *code, size_t *count);
/** Those of them that move between events (bri_code_compile: all). */
const uint32_t *bri_code_moving_slots(const bri_code *code, size_t *count);
/** Visit every slot that the value depends on for a binding, once or more. */
void bri_code_visit_slots(const bri_code *code, bri_binding binding, const bri_network *networks, void (*visit)(void *context, uint32_t slot),
                          void *context);
/** Does it read slots of members or of pairs, or sum over a network? */
bool bri_code_has_members(const bri_code *code);
/** Does it depend on the binding or the link in hand at all, by slots or by parameters? */
bool bri_code_is_about_somebody(const bri_code *code);
/** Is it a slot's value (of member number 0, and who is meant) plus a constant? True and *amount: the sum of both is the code's value to the last
 *  bit. */
bool bri_code_is_increment(const bri_code *code, bri_who who, uint32_t slot, double *amount);
/** Does it read random numbers? */
bool bri_code_draws(const bri_code *code);
/** A constant code's value (folded away altogether): true and *value. */
bool bri_code_is_constant(const bri_code *code, double *value);

#endif
