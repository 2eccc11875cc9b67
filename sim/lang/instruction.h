/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of compiled code: instructions in static single assignment. Instruction i writes register i, so that none names its result.
 */
#ifndef BRI_INSTRUCTION_H
#define BRI_INSTRUCTION_H

#include "lang/code.h"
#include "lang/ops.h"
#include "lang/pairs.h"

/** Where an operand lies. Inputs are read in place: no instruction is spent on loading one. */
typedef enum bri_space {
    BRI_SPACE_REGISTER,
    BRI_SPACE_CONSTANT,
    BRI_SPACE_SLOT,
    BRI_SPACE_PARAMETER,
    BRI_SPACE_MARK,
    BRI_SPACE_CAUSE,
    BRI_SPACE_SELF_SLOT, /* these and what follows: the number of whoever is meant is added to the index, which is signed */
    BRI_SPACE_TARGET_SLOT,
    BRI_SPACE_OTHER_SLOT,
    BRI_SPACE_OWN_SLOT,
    BRI_SPACE_SELF_PARAMETER,
    BRI_SPACE_TARGET_PARAMETER,
    BRI_SPACE_OTHER_PARAMETER,
    BRI_SPACE_LINK,
    BRI_SPACE_COUNT
} bri_space;

typedef struct bri_instruction {
    uint8_t op; /* a bri_op with a value, or one of code alone */
    uint8_t space[3];
    uint32_t index[3];
} bri_instruction;

/** A sum or mean over a network: the code of what is added up, with scratch of its own behind that of the code that it stands in. */
typedef struct bri_code_sum {
    uint32_t network;
    const bri_code *body;
} bri_code_sum;

/** A slot of a member: that of number 0, and who it is. */
typedef struct bri_code_member {
    bri_who who;
    uint32_t index;
} bri_code_member;

/** A slot of a pair of actors. */
typedef struct bri_code_pair {
    const bri_pairs *pairs;
    bri_end from, to;
} bri_code_pair;

static inline uint32_t bri_code_pair_slot(const bri_code_pair *pair, const bri_binding *binding) {
    return bri_pairs_slot(pair->pairs, bri_end_actor(pair->from, binding), bri_end_actor(pair->to, binding));
}

struct bri_code {
    const bri_instruction *instruction; /* the last is END */
    const double *constant;
    const bri_interval *constant_bound; /* each as an interval of one point */
    const uint32_t *slots; /* those that move first */
    const bri_code_member *members;
    const bri_code_sum *sums;
    const bri_code_pair *pairs;
    const struct bri_curve *const *curves;
    uint32_t count; /* instructions with END: one register each */
    uint32_t slot_count, moving_count, member_count, sum_count, pair_count, curve_count;
    uint32_t scratch; /* with that of the sums */
    bool has_draws;
    bool is_bound; /* some operand lies in a space of whoever is meant */
};

/** Run instructions up to END. */
double bri_instructions_run(const bri_code *code, const bri_env *env);

/** The value of a pair's slot, or of one that is not there. */
static inline double bri_code_pair_value(const bri_code_pair *pair, const bri_env *env) {
    uint32_t slot = bri_code_pair_slot(pair, &env->binding);
    return slot == BRI_NO_PAIR ? pair->pairs->absent : env->slot[slot];
}

/** The value of an operand, where registers are known. */
static inline double bri_operand_value(const bri_code *code, const bri_env *env, const double *registers, bri_space space, int32_t index) {
    switch (space) {
    case BRI_SPACE_REGISTER: return registers[index];
    case BRI_SPACE_CONSTANT: return code->constant[index];
    case BRI_SPACE_SLOT: return env->slot[index];
    case BRI_SPACE_PARAMETER: return env->parameter[index];
    case BRI_SPACE_MARK: return env->mark[index];
    case BRI_SPACE_SELF_SLOT: return (env->slot + env->binding.self)[index];
    case BRI_SPACE_TARGET_SLOT: return (env->slot + env->binding.target)[index];
    case BRI_SPACE_OTHER_SLOT: return (env->slot + env->binding.other)[index];
    case BRI_SPACE_OWN_SLOT: return (env->slot + env->binding.own)[index];
    case BRI_SPACE_SELF_PARAMETER: return (env->parameter + env->binding.self)[index];
    case BRI_SPACE_TARGET_PARAMETER: return (env->parameter + env->binding.target)[index];
    case BRI_SPACE_OTHER_PARAMETER: return (env->parameter + env->binding.other)[index];
    case BRI_SPACE_LINK: return env->link;
    default: return env->cause[index];
    }
}

/** The slot that an operand is, for a binding; false: it is none. */
static inline bool bri_operand_slot(const bri_instruction *instruction, unsigned n, const bri_binding *binding, uint32_t *slot) {
    const uint32_t added[BRI_SPACE_COUNT] = {[BRI_SPACE_SELF_SLOT] = binding->self,
                                             [BRI_SPACE_TARGET_SLOT] = binding->target,
                                             [BRI_SPACE_OTHER_SLOT] = binding->other,
                                             [BRI_SPACE_OWN_SLOT] = binding->own};
    bri_space space = (bri_space)instruction->space[n];
    *slot = instruction->index[n] + added[space];
    return space == BRI_SPACE_SLOT || (space >= BRI_SPACE_SELF_SLOT && space <= BRI_SPACE_OWN_SLOT);
}

/** The value of a sum or mean; `scratch` is the body's. */
double bri_sum_value(const bri_code_sum *sum, bool is_mean, const bri_env *env, double *scratch);

#endif
