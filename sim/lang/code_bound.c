/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds of code: the same walk as for values, over intervals. */
#include "lang/instruction.h"
#include "lang/interval.h"

static bri_interval operand_bound(const bri_code *code, const bri_instruction *instruction, unsigned n, const bri_interval *boxes,
                                  const double *parameters, const bri_interval *scratch) {
    uint32_t index = instruction->index[n];
    switch (instruction->space[n]) {
    case BRI_SPACE_REGISTER: return scratch[index];
    case BRI_SPACE_CONSTANT: return (bri_interval){code->constant[index], code->constant[index]};
    case BRI_SPACE_SLOT: return boxes[index];
    case BRI_SPACE_PARAMETER: return (bri_interval){parameters[index], parameters[index]};
    default: return BRI_INTERVAL_UNDEFINED; /* a mark may be missing, and is NaN then */
    }
}

static bool is_square(const bri_instruction *instruction) {
    return instruction->space[0] == instruction->space[1] && instruction->index[0] == instruction->index[1];
}

bri_interval bri_code_bound(const bri_code *code, const bri_interval *boxes, const double *parameters, bri_interval *scratch) {
    if (code->has_draws) return BRI_INTERVAL_WHOLE;
    for (uint32_t i = 0;; i++) {
        const bri_instruction *instruction = &code->instruction[i];
        bri_interval argument[3] = {{0, 0}, {0, 0}, {0, 0}};
        for (unsigned n = 0, count = bri_op_operands((bri_op)instruction->op); n < count; n++)
            argument[n] = operand_bound(code, instruction, n, boxes, parameters, scratch);
        if (instruction->op == BRI_OP_END) return bri_interval_is_undefined(argument[0]) ? BRI_INTERVAL_WHOLE : argument[0];
        scratch[i] = bri_interval_apply((bri_op)instruction->op, argument, is_square(instruction));
    }
}
