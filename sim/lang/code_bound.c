/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of code: the same walk as for values, over intervals. */
#include "base/elementary.h"
#include "lang/curve.h"
#include "lang/instruction.h"
#include "lang/interval.h"

/* A walk in hand. */
typedef struct walk {
    const bri_code *code;
    const bri_bounding *given;
    const bri_interval *base[BRI_SPACE_COUNT]; /* where the operands of a space lie; NULL: nowhere, as intervals */
} walk;

static bri_interval point(double value) {
    return (bri_interval){value, value};
}

static void find_bases(walk *w, const bri_interval *scratch) {
    const bri_interval *boxes = w->given->boxes;
    const bri_binding *binding = &w->given->binding;
    w->base[BRI_SPACE_REGISTER] = scratch;
    w->base[BRI_SPACE_CONSTANT] = w->code->constant_bound;
    w->base[BRI_SPACE_SLOT] = boxes;
    if (!w->code->is_bound) return;
    w->base[BRI_SPACE_SELF_SLOT] = boxes + binding->self;
    w->base[BRI_SPACE_TARGET_SLOT] = boxes + binding->target;
    w->base[BRI_SPACE_OTHER_SLOT] = boxes + binding->other;
    w->base[BRI_SPACE_OWN_SLOT] = boxes + binding->own;
}

/* Of an operand that is a single number, and no constant. */
static bri_interval number_bound(const bri_bounding *given, bri_space space, int32_t index) {
    switch (space) {
    case BRI_SPACE_PARAMETER: return point(given->parameters[index]);
    case BRI_SPACE_SELF_PARAMETER: return point((given->parameters + given->binding.self)[index]);
    case BRI_SPACE_TARGET_PARAMETER: return point((given->parameters + given->binding.target)[index]);
    case BRI_SPACE_OTHER_PARAMETER: return point((given->parameters + given->binding.other)[index]);
    case BRI_SPACE_LINK: return point(given->link);
    default: return BRI_INTERVAL_UNDEFINED; /* a mark may be missing, and is NaN then */
    }
}

static inline bri_interval operand_bound(const walk *w, const bri_instruction *instruction, unsigned n) {
    const bri_interval *base = w->base[instruction->space[n]];
    const int32_t index = (int32_t)instruction->index[n];
    return base ? base[index] : number_bound(w->given, instruction->space[n], index);
}

static bool is_square(const bri_instruction *instruction) {
    return instruction->space[0] == instruction->space[1] && instruction->index[0] == instruction->index[1];
}

/* Ends are added in the order in which values are, so that they enclose every computed sum. */
static bri_interval sum_bound(const walk *w, const bri_instruction *instruction, bri_interval *scratch) {
    const bri_code_sum *sum = &w->code->sums[instruction->index[0]];
    uint32_t count;
    const double *weight;
    const uint32_t *row = bri_network_row(&w->given->networks[sum->network], w->given->binding.self, &count, &weight);
    bri_bounding within = *w->given;
    bri_interval total = {0.0, 0.0};
    for (uint32_t i = 0; i < count; i++) {
        within.binding.other = row[i];
        within.link = weight ? weight[i] : 1.0;
        bri_interval term = bri_code_bound_for(sum->body, &within, scratch);
        total = bri_interval_apply(BRI_OP_ADD, (bri_interval[3]){total, term}, false);
    }
    if (instruction->op == BRI_OP_SUM || count == 0) return total;
    return bri_interval_apply(BRI_OP_DIVIDE, (bri_interval[3]){total, point(count)}, false);
}

static bri_interval pair_bound(const walk *w, const bri_instruction *instruction) {
    const bri_code_pair *pair = &w->code->pairs[instruction->index[0]];
    uint32_t slot = bri_code_pair_slot(pair, &w->given->binding);
    return slot == BRI_NO_PAIR ? point(pair->pairs->absent) : w->given->boxes[slot];
}

static bri_interval table_bound(const bri_code *code, const bri_instruction *instruction, bri_interval argument) {
    return bri_interval_is_undefined(argument) ? argument : bri_curve_bound(code->curves[instruction->index[1]], argument);
}

static inline bool is_finite(bri_interval x) {
    return (x.low - x.low) + (x.high - x.high) == 0.0;
}

/* The operations that rates are mostly made of, over finite ends: what bri_interval_apply comes to by more steps. False: it is asked for. */
static inline bool apply_plain(bri_op op, bri_interval a, bri_interval b, bri_interval *result) {
    if (!is_finite(a)) return false;
    if (op == BRI_OP_EXP) {
        *result = bri_interval_is_point(a) ? point(bri_exp(a.low)) : bri_interval_exponential(a);
        return true;
    }
    if (!is_finite(b)) return false;
    if (op == BRI_OP_ADD) {
        *result = (bri_interval){a.low + b.low, a.high + b.high};
        return true;
    }
    if (op == BRI_OP_SUBTRACT) {
        *result = (bri_interval){a.low - b.high, a.high - b.low};
        return true;
    }
    double p = a.low * b.low, q = a.low * b.high, r = a.high * b.low, s = a.high * b.high;
    *result = (bri_interval){bri_lesser(bri_lesser(p, q), bri_lesser(r, s)), bri_greater(bri_greater(p, q), bri_greater(r, s))};
    return true;
}

static bri_interval draw_bound(const walk *w, const bri_instruction *instruction, const bri_interval *scratch) {
    bri_draw_kind kind = (bri_draw_kind)instruction->index[2];
    const bri_interval *row = scratch + instruction->index[0];
    if (instruction->op == BRI_OP_DRAW_MANY) return bri_draw_many_bound(kind, row, instruction->index[1]);
    if (instruction->op == BRI_OP_DRAW_TRUNCATED) return bri_draw_truncated_bound(kind, row, instruction->index[1]);
    return bri_draw_bound(kind, operand_bound(w, instruction, 0), operand_bound(w, instruction, 1));
}

/* Of jumps nothing is made: what both branches come to is put together where they meet. */
static bri_interval apply(const walk *w, const bri_instruction *instruction, bri_interval *scratch) {
    bri_op op = (bri_op)instruction->op;
    if (op == BRI_OP_JUMP || op == BRI_OP_JUMP_IF || op == BRI_OP_JUMP_UNLESS) return BRI_INTERVAL_UNDEFINED;
    if (op == BRI_OP_DRAW || op == BRI_OP_DRAW_MANY || op == BRI_OP_DRAW_TRUNCATED) return draw_bound(w, instruction, scratch);
    if (op == BRI_OP_SUM || op == BRI_OP_MEAN) return sum_bound(w, instruction, scratch + w->code->count);
    if (op == BRI_OP_PAIR) return pair_bound(w, instruction);
    bri_interval argument[3] = {{0, 0}, {0, 0}, {0, 0}};
    for (unsigned n = 0, count = bri_op_operands(op); n < count; n++) argument[n] = operand_bound(w, instruction, n);
    if (op == BRI_OP_TABLE) return table_bound(w->code, instruction, argument[0]);
    bri_interval result = bri_interval_apply(op, argument, is_square(instruction));
    bool is_left_out = w->given->of_numbers && op == BRI_OP_MULTIPLY && bri_interval_is_undefined(result);
    return is_left_out && argument[0].low >= 0.0 && argument[1].low >= 0.0 ? (bri_interval){0.0, INFINITY} : result;
}

bri_interval bri_code_bound_for(const bri_code *code, const bri_bounding *bounding, bri_interval *scratch) {
    walk w = {.code = code, .given = bounding};
    find_bases(&w, scratch);
    const bri_instruction *instruction = code->instruction;
    bri_interval *out = scratch;
    for (;; instruction++, out++) {
        bri_op op = (bri_op)instruction->op;
        if (op == BRI_OP_END) break;
        bool is_plain = op == BRI_OP_ADD || op == BRI_OP_SUBTRACT || op == BRI_OP_EXP || (op == BRI_OP_MULTIPLY && !is_square(instruction));
        if (is_plain) {
            bri_interval a = operand_bound(&w, instruction, 0), b = op == BRI_OP_EXP ? a : operand_bound(&w, instruction, 1);
            if (apply_plain(op, a, b, out)) continue;
        }
        *out = apply(&w, instruction, scratch);
    }
    bri_interval found = operand_bound(&w, instruction, 0);
    return bri_interval_is_undefined(found) ? BRI_INTERVAL_WHOLE : found;
}

bri_interval bri_code_bound(const bri_code *code, const bri_interval *boxes, const double *parameters, bri_interval *scratch) {
    return bri_code_bound_for(code, &(bri_bounding){.boxes = boxes, .parameters = parameters}, scratch);
}
