/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes of expressions: how they are made, and what can be asked of them. */
#include "lang/expr.h"

#include <math.h>
#include <string.h>

#include "lang/curve.h"
#include "lang/functions.h"
#include "lang/node.h"
#include "lang/pairs.h"
#include "lang/types.h"

static const bri_expr wrong_node = {.op = BRI_OP_CONSTANT, .type = BRI_TYPE_WRONG, .size = 1};

const bri_expr *bri_expr_wrong(void) {
    return &wrong_node;
}

static bri_expr *node_alloc(bri_arena *arena, uint32_t count) {
    bri_expr *node = bri_arena_alloc(arena, 1, sizeof *node + count * sizeof node->argument[0]);
    if (node) {
        node->argument_count = count;
        node->size = 1;
    }
    return node;
}

/* The value of an expression of constants and parameters. */
static double value_with(const bri_expr *expr, const double *parameters) {
    if (expr->is_constant) return expr->value;
    if (expr->op == BRI_OP_LEAF) return parameters[expr->leaf.index];
    double argument[3] = {0, 0, 0};
    for (uint32_t i = 0; i < expr->argument_count && i < 3; i++) argument[i] = value_with(expr->argument[i], parameters);
    if (expr->op == BRI_OP_TABLE) return bri_curve_value(expr->leaf.curve, argument[0]);
    double value = bri_op_apply(expr->op, argument);
    bool chains = expr->op == BRI_OP_MIN || expr->op == BRI_OP_MAX; /* the only ones of any number of arguments */
    for (uint32_t i = 2; chains && i < expr->argument_count; i++)
        value = bri_op_apply(expr->op, (double[3]){value, value_with(expr->argument[i], parameters), 0});
    return value;
}

/* `node` has its operation and type; the rest follows from the arguments. */
static const bri_expr *operation(bri_expr *node, const bri_expr *const *arguments, uint32_t count) {
    bri_op op = node->op;
    node->has_draws = op == BRI_OP_DRAW || op == BRI_OP_DRAW_MANY || op == BRI_OP_DRAW_TRUNCATED;
    bool is_constant = !node->has_draws;
    for (uint32_t i = 0; i < count; i++) {
        const bri_expr *argument = arguments[i];
        node->argument[i] = argument;
        node->has_draws |= argument->has_draws;
        node->has_state |= argument->has_state;
        node->has_members |= argument->has_members;
        is_constant &= argument->is_constant;
        node->size = node->size > UINT32_MAX - argument->size ? UINT32_MAX : node->size + argument->size;
    }
    if (is_constant) { /* keeps its value, so that nothing is ever folded twice */
        node->value = value_with(node, NULL);
        node->is_constant = true;
    }
    return node;
}

const bri_expr *bri_expr_new(bri_arena *arena, bri_op op, const struct bri_function *function, bri_type type, const bri_expr *const *arguments,
                             uint32_t count) {
    bri_expr *node = node_alloc(arena, count);
    if (!node) return NULL;
    node->op = op;
    node->function = function;
    node->type = type;
    return operation(node, arguments, count);
}

const bri_expr *bri_expr_table(bri_arena *arena, const struct bri_function *function, const bri_curve *curve, const bri_expr *argument) {
    bri_expr *node = node_alloc(arena, 1);
    if (!node) return NULL;
    node->op = BRI_OP_TABLE;
    node->function = function;
    node->type = curve->y_type;
    node->leaf.curve = curve;
    return operation(node, &argument, 1);
}

const bri_expr *bri_expr_constant(bri_arena *arena, double value, bri_type type) {
    bri_expr *node = node_alloc(arena, 0);
    if (!node) return NULL;
    node->op = BRI_OP_CONSTANT;
    node->type = type;
    node->value = value;
    node->is_constant = true;
    return node;
}

/* A test of a slot is spelled out, so that code, bounds and text know nothing of it. */
static const bri_expr *leaf_test(bri_arena *arena, bri_leaf leaf) {
    const bri_expr *value = bri_expr_constant(arena, leaf.value, BRI_NUMBER);
    leaf.is_test = false;
    leaf.type = BRI_NUMBER;
    const bri_expr *slot = bri_expr_leaf(arena, leaf);
    return value && slot ? bri_expr_new(arena, BRI_OP_EQUAL, NULL, BRI_BOOLEAN, (const bri_expr *[]){slot, value}, 2) : NULL;
}

const bri_expr *bri_expr_leaf(bri_arena *arena, bri_leaf leaf) {
    if (leaf.kind == BRI_LEAF_SLOT && leaf.is_test) return leaf_test(arena, leaf);
    if (leaf.kind == BRI_LEAF_ALIAS) return leaf.expr;
    bri_expr *node = node_alloc(arena, 0);
    if (!node) return NULL;
    node->op = BRI_OP_LEAF;
    node->type = leaf.type;
    node->leaf = leaf;
    node->is_constant = leaf.kind == BRI_LEAF_CONSTANT;
    node->value = leaf.value;
    node->has_state = leaf.kind != BRI_LEAF_CONSTANT && leaf.kind != BRI_LEAF_PARAMETER;
    bool is_open = leaf.kind == BRI_LEAF_PAIR && (leaf.from.who != BRI_WHO_NONE || leaf.to.who != BRI_WHO_NONE);
    node->has_members = leaf.who != BRI_WHO_NONE || leaf.kind == BRI_LEAF_LINK || is_open;
    return node;
}

bri_type bri_expr_type(const bri_expr *expr) {
    return expr->type;
}

bool bri_expr_has_draws(const bri_expr *expr) {
    return expr->has_draws;
}

bool bri_expr_has_state(const bri_expr *expr) {
    return expr->has_state;
}

bool bri_expr_is_constant(const bri_expr *expr, const double *parameters, double *value) {
    if (!expr->is_constant && (!parameters || expr->has_draws || expr->has_state || expr->has_members)) return false;
    *value = value_with(expr, parameters);
    return true;
}

void bri_expr_leaves(const bri_expr *expr, void (*visit)(void *context, const bri_leaf *leaf), void *context) {
    if (expr->op == BRI_OP_LEAF) visit(context, &expr->leaf);
    for (uint32_t i = 0; i < expr->argument_count; i++) bri_expr_leaves(expr->argument[i], visit, context);
}

static bool reads(const bri_expr *expr, bool (*is_meant)(const void *context, const bri_leaf *leaf), const void *context) {
    if (expr->op == BRI_OP_LEAF && is_meant(context, &expr->leaf)) return true;
    for (uint32_t i = 0; i < expr->argument_count; i++)
        if (reads(expr->argument[i], is_meant, context)) return true;
    return false;
}

bool bri_expr_equates(const bri_expr *expr, bool (*is_meant)(const void *context, const bri_leaf *leaf), const void *context) {
    bool is_equation = expr->op == BRI_OP_EQUAL || expr->op == BRI_OP_NOT_EQUAL;
    for (uint32_t i = 0; is_equation && i < 2; i++) is_equation = !(expr->argument[i]->is_constant && isinf(expr->argument[i]->value));
    if (is_equation && reads(expr, is_meant, context)) return true;
    for (uint32_t i = 0; i < expr->argument_count; i++)
        if (bri_expr_equates(expr->argument[i], is_meant, context)) return true;
    return false;
}

/* ---- members ---- */

bool bri_expr_has_members(const bri_expr *expr) {
    return expr->has_members;
}

const bri_expr *bri_expr_over(bri_arena *arena, const struct bri_function *function, uint32_t network, const bri_expr *body) {
    bri_expr *node = node_alloc(arena, 1);
    if (!node) return NULL;
    node->op = function->op;
    node->function = function;
    node->type = body->type;
    if (!bri_type_is_wrong(node->type)) node->type.is_boolean = false;
    node->argument[0] = body;
    node->leaf = (bri_leaf){.kind = BRI_LEAF_NETWORK, .index = network};
    node->size = body->size + 1;
    node->has_draws = body->has_draws;
    node->has_state = true; /* even of parameters alone it is computed where it stands, not folded */
    node->has_members = true;
    return node;
}

static void bind_end(bri_end *end, const bri_binding *binding) {
    if (end->who != BRI_WHO_SELF && end->who != BRI_WHO_TARGET) return;
    *end = (bri_end){BRI_WHO_NONE, bri_end_actor(*end, binding)};
}

static const bri_expr *bind_leaf(bri_arena *arena, const bri_expr *expr, const bri_binding *binding) {
    const uint32_t added[] = {[BRI_WHO_SELF] = binding->self, [BRI_WHO_TARGET] = binding->target, [BRI_WHO_OWN] = binding->own};
    bri_leaf leaf = expr->leaf;
    if (leaf.kind == BRI_LEAF_PAIR) {
        bind_end(&leaf.from, binding);
        bind_end(&leaf.to, binding);
        return bri_expr_leaf(arena, leaf);
    }
    if (leaf.who == BRI_WHO_NONE || leaf.who == BRI_WHO_OTHER) return expr;
    leaf.index += added[leaf.who];
    leaf.who = BRI_WHO_NONE;
    return bri_expr_leaf(arena, leaf);
}

const bri_expr *bri_expr_bind(bri_arena *arena, const bri_expr *expr, const bri_binding *binding) {
    if (!expr->has_members || expr->op == BRI_OP_SUM || expr->op == BRI_OP_MEAN) return expr;
    if (expr->op == BRI_OP_LEAF) return bind_leaf(arena, expr, binding);
    bri_expr *node = node_alloc(arena, expr->argument_count);
    if (!node) return NULL;
    size_t size = sizeof *node + expr->argument_count * sizeof node->argument[0];
    memcpy(node, expr, size);
    node->has_members = false;
    for (uint32_t i = 0; i < expr->argument_count; i++) {
        if (!(node->argument[i] = bri_expr_bind(arena, expr->argument[i], binding))) return NULL;
        node->has_members |= node->argument[i]->has_members;
    }
    return node;
}

static bool is_same_leaf(const bri_leaf *a, const bri_leaf *b) {
    return a->kind == b->kind && a->who == b->who && a->index == b->index && a->value == b->value && a->expr == b->expr && a->curve == b->curve;
}

bool bri_expr_is_same(const bri_expr *a, const bri_expr *b) {
    if (a->has_state || a->has_members || a->has_draws || b->has_state || b->has_members || b->has_draws) return false;
    if (!bri_type_fits(a->type, b->type) || !bri_type_fits(b->type, a->type) || a->is_constant != b->is_constant) return false;
    if (a->is_constant) return a->value == b->value;
    if (a->op != b->op || a->function != b->function || a->argument_count != b->argument_count || !is_same_leaf(&a->leaf, &b->leaf)) return false;
    for (uint32_t i = 0; i < a->argument_count; i++)
        if (!bri_expr_is_same(a->argument[i], b->argument[i])) return false;
    return true;
}
