/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of code: the same walk as for values, over intervals. */
#include "lang/curve.h"
#include "lang/instruction.h"
#include "lang/interval.h"

/* A walk in hand. */
typedef struct walk {
    const bri_code *code;
    const bri_bounding *given;
    const bri_interval *scratch;
} walk;

static bri_interval point(double value) {
    return (bri_interval){value, value};
}

static bri_interval operand_bound(const walk *w, const bri_instruction *instruction, unsigned n) {
    const bri_bounding *given = w->given;
    const int32_t index = (int32_t)instruction->index[n];
    switch (instruction->space[n]) {
    case BRI_SPACE_REGISTER: return w->scratch[index];
    case BRI_SPACE_CONSTANT: return point(w->code->constant[index]);
    case BRI_SPACE_SLOT: return given->boxes[index];
    case BRI_SPACE_SELF_SLOT: return (given->boxes + given->binding.self)[index];
    case BRI_SPACE_TARGET_SLOT: return (given->boxes + given->binding.target)[index];
    case BRI_SPACE_OTHER_SLOT: return (given->boxes + given->binding.other)[index];
    case BRI_SPACE_OWN_SLOT: return (given->boxes + given->binding.own)[index];
    case BRI_SPACE_PARAMETER: return point(given->parameters[index]);
    case BRI_SPACE_SELF_PARAMETER: return point((given->parameters + given->binding.self)[index]);
    case BRI_SPACE_TARGET_PARAMETER: return point((given->parameters + given->binding.target)[index]);
    case BRI_SPACE_OTHER_PARAMETER: return point((given->parameters + given->binding.other)[index]);
    case BRI_SPACE_LINK: return point(given->link);
    default: return BRI_INTERVAL_UNDEFINED; /* a mark may be missing, and is NaN then */
    }
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

static bri_interval table_bound(const bri_code *code, const bri_instruction *instruction, bri_interval argument) {
    return bri_interval_is_undefined(argument) ? argument : bri_curve_bound(code->curves[instruction->index[1]], argument);
}

bri_interval bri_code_bound_for(const bri_code *code, const bri_bounding *bounding, bri_interval *scratch) {
    const walk w = {code, bounding, scratch};
    if (code->has_draws) return BRI_INTERVAL_WHOLE;
    for (uint32_t i = 0;; i++) {
        const bri_instruction *instruction = &code->instruction[i];
        bri_op op = (bri_op)instruction->op;
        bri_interval argument[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (unsigned n = 0, count = bri_op_operands(op); n < count; n++) argument[n] = operand_bound(&w, instruction, n);
        if (op == BRI_OP_END) return bri_interval_is_undefined(argument[0]) ? BRI_INTERVAL_WHOLE : argument[0];
        if (op == BRI_OP_SUM || op == BRI_OP_MEAN)
            scratch[i] = sum_bound(&w, instruction, scratch + code->count);
        else if (op == BRI_OP_TABLE)
            scratch[i] = table_bound(code, instruction, argument[0]);
        else
            scratch[i] = bri_interval_apply(op, argument, is_square(instruction));
    }
}

bri_interval bri_code_bound(const bri_code *code, const bri_interval *boxes, const double *parameters, bri_interval *scratch) {
    return bri_code_bound_for(code, &(bri_bounding){.boxes = boxes, .parameters = parameters}, scratch);
}
