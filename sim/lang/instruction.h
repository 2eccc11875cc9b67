/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of compiled code: instructions in static single assignment. Instruction i writes register i, so that none names its result.
 */
#ifndef BRI_INSTRUCTION_H
#define BRI_INSTRUCTION_H

#include "lang/code.h"
#include "lang/ops.h"

/** Where an operand lies. Inputs are read in place: no instruction is spent on loading one. */
typedef enum bri_space {
    BRI_SPACE_REGISTER,
    BRI_SPACE_CONSTANT,
    BRI_SPACE_SLOT,
    BRI_SPACE_PARAMETER,
    BRI_SPACE_MARK,
    BRI_SPACE_CAUSE,
    BRI_SPACE_COUNT
} bri_space;

typedef struct bri_instruction {
    uint8_t op; /* a bri_op with a value, or one of code alone */
    uint8_t space[3];
    uint32_t index[3];
} bri_instruction;

struct bri_code {
    const bri_instruction *instruction; /* the last is END */
    const double *constant;
    const uint32_t *slots;
    uint32_t count; /* instructions with END: one register each */
    uint32_t slot_count;
    bool has_draws;
};

/** The value of one instruction other than a jump or a draw, its operands taken from constants. */
double bri_instructions_run(const bri_instruction *instruction, const double *constant, const bri_env *env);

#endif
