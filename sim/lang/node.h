/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of an expression's tree. Only lang/ looks in here.
 */
#ifndef BRI_NODE_H
#define BRI_NODE_H

#include "lang/expr.h"
#include "lang/ops.h"

struct bri_function;

/** A node; immutable once made. Parts may be shared (templates), so that the tree is an acyclic graph; size counts shared parts each time. */
struct bri_expr {
    bri_op op;
    bri_type type;
    bool has_draws;   /* somewhere in it */
    bool has_state;   /* slots or marks somewhere in it */
    bool has_members; /* self, target, an instance's own, or a sum over a network somewhere in it */
    bool is_constant; /* no draw and no leaf, but constant ones: then value is its value */
    uint32_t size;    /* nodes */
    double value;
    bri_leaf leaf;                       /* op LEAF */
    const struct bri_function *function; /* NULL for operators */
    uint32_t argument_count;
    const bri_expr *argument[];
};

/** A node of an operation; all but the type is found out from the arguments. NULL: memory is out. */
const bri_expr *bri_expr_new(bri_arena *arena, bri_op op, const struct bri_function *function, bri_type type, const bri_expr *const *arguments,
                             uint32_t count);

/** A sum or mean of `body` over a network. NULL: memory is out. */
const bri_expr *bri_expr_over(bri_arena *arena, const struct bri_function *function, uint32_t network, const bri_expr *body);

/** The value of a curve at `argument`. NULL: memory is out. */
const bri_expr *bri_expr_table(bri_arena *arena, const struct bri_function *function, const struct bri_curve *curve, const bri_expr *argument);

/** The part that was already complained about: of type BRI_TYPE_WRONG. It never leaves the parser. */
const bri_expr *bri_expr_wrong(void);

#endif
