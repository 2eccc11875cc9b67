/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop that evaluates code, and the one place where an operation's arithmetic is written: constants are folded by it and bounds of single
 * points computed by it, so that no value ever depends on how it was come by.
 *
 * Dispatch is by computed goto: every operation ends in a jump of its own, which the processor predicts by the operation before it. */
#include <math.h>

#include "base/elementary.h"
#include "lang/curve.h"
#include "lang/draws.h"
#include "lang/fixed.h"
#include "lang/instruction.h"
#include "lang/laws.h"
#include "lang/truncated.h"

/* The remainder with the sign of the divisor. */
static double floored_mod(double a, double b) {
    double r = fmod(a, b);
    return r != 0.0 && (r < 0.0) != (b < 0.0) ? r + b : r;
}

static void find_bound_spaces(const bri_env *env, const double *base[BRI_SPACE_COUNT]) {
    const bri_binding *binding = &env->binding;
    base[BRI_SPACE_SELF_SLOT] = env->slot + binding->self;
    base[BRI_SPACE_TARGET_SLOT] = env->slot + binding->target;
    base[BRI_SPACE_OTHER_SLOT] = env->slot + binding->other;
    base[BRI_SPACE_OWN_SLOT] = env->slot + binding->own;
    base[BRI_SPACE_SELF_PARAMETER] = env->parameter + binding->self;
    base[BRI_SPACE_TARGET_PARAMETER] = env->parameter + binding->target;
    base[BRI_SPACE_OTHER_PARAMETER] = env->parameter + binding->other;
    base[BRI_SPACE_LINK] = &env->link;
}

/* clang-format off */

#define OPERAND(n) (base[ip->space[n]][(int32_t)ip->index[n]])
#define A OPERAND(0)
#define B OPERAND(1)
#define C OPERAND(2)
#define NEXT            \
    do {                \
        ip++;           \
        out++;          \
        goto *labels[ip->op]; \
    } while (0)
#define RESULT(value)   \
    do {                \
        *out = (value); \
        NEXT;           \
    } while (0)
#define HAZARD(name) \
    name:            \
    RESULT(bri_law_hazard(BRI_OP_##name, A, B, C))

double bri_instructions_run(const bri_code *code, const bri_env *env) {
#define LABEL(name, operands) [BRI_OP_##name] = &&name,
    static const void *const labels[] = {BRI_VALUE_OPS(LABEL) BRI_CODE_OPS(LABEL)};
#undef LABEL
    const double *base[BRI_SPACE_COUNT];
    base[BRI_SPACE_REGISTER] = env->scratch;
    base[BRI_SPACE_CONSTANT] = code->constant;
    base[BRI_SPACE_SLOT] = env->slot;
    base[BRI_SPACE_PARAMETER] = env->parameter;
    base[BRI_SPACE_MARK] = env->mark;
    base[BRI_SPACE_CAUSE] = env->cause;
    if (code->is_bound) find_bound_spaces(env, base);
    const bri_instruction *ip = code->instruction;
    double *out = env->scratch;
    goto *labels[ip->op];
NEGATE: RESULT(-A);
NOT: RESULT(A != 0.0 ? 0.0 : 1.0);
ADD: RESULT(A + B);
SUBTRACT: RESULT(A - B);
MULTIPLY: RESULT(A * B);
DIVIDE: RESULT(A / B);
MOD: RESULT(floored_mod(A, B));
POWER: RESULT(bri_pow(A, B));
LESS: RESULT(A < B);
LESS_EQUAL: RESULT(A <= B);
EQUAL: RESULT(A == B);
NOT_EQUAL: RESULT(A < B || A > B); /* false for NaN, as every comparison */
AND: RESULT(A != 0.0 && B != 0.0);  /* B is not read where A decides: it may be what a jump has left out */
OR: RESULT(A != 0.0 || B != 0.0);
SELECT: RESULT(*(A != 0.0 ? &B : &C));
ABS: RESULT(fabs(A));
MIN: RESULT(A < B || A != A ? A : B); /* NaN where either is */
MAX: RESULT(A > B || A != A ? A : B);
EXP: RESULT(bri_exp(A)); /* this and what follows in fixed arithmetic: the same on every machine */
LOG: RESULT(bri_log(A));
LOG10: RESULT(bri_log10(A));
LOG1P: RESULT(bri_log1p(A));
EXPM1: RESULT(bri_expm1(A));
SQRT: RESULT(sqrt(A));
SIN: RESULT(bri_sin(A));
COS: RESULT(bri_cos(A));
TAN: RESULT(bri_tan(A));
TANH: RESULT(bri_tanh(A));
ATAN: RESULT(bri_atan(A));
FLOOR: RESULT(floor(A));
CEIL: RESULT(ceil(A));
ROUND: RESULT(round(A));
SIGN: RESULT(A > 0.0 ? 1.0 : A < 0.0 ? -1.0 : A);
LOGISTIC: RESULT(1.0 / (1.0 + bri_exp(-A)));
HYPOT: RESULT(bri_hypot(A, B));
ERF: RESULT(bri_erf(A));
LGAMMA: RESULT(bri_lgamma(A));
CLAMP: RESULT(A < B ? B : A > C ? C : A);
STEP: RESULT(A >= 0.0);
LOGIT: RESULT(bri_log(A / (1.0 - A)));
TABLE: RESULT(bri_curve_value(code->curves[ip->index[1]], A));
HAZARD(EXPONENTIAL_HAZARD);
HAZARD(WEIBULL_HAZARD);
HAZARD(GAMMA_HAZARD);
HAZARD(LOGNORMAL_HAZARD);
HAZARD(LOGLOGISTIC_HAZARD);
HAZARD(INVERSE_GAUSSIAN_HAZARD);
HAZARD(UNIFORM_HAZARD);
SUM: RESULT(bri_sum_value(&code->sums[ip->index[0]], false, env, env->scratch + code->count));
MEAN: RESULT(bri_sum_value(&code->sums[ip->index[0]], true, env, env->scratch + code->count));
DRAW: RESULT(bri_draw((bri_draw_kind)ip->index[2], env->rng, A, B));
DRAW_MANY: RESULT(bri_draw_many((bri_draw_kind)ip->index[2], env->rng, env->scratch + ip->index[0], ip->index[1]));
DRAW_TRUNCATED: RESULT(bri_draw_truncated((bri_draw_kind)ip->index[2], env->rng, env->scratch + ip->index[0], ip->index[1]));
COPY: RESULT(A);
AT_LEAST: RESULT(A);
AT_MOST: RESULT(A);
PAIR: RESULT(bri_code_pair_value(&code->pairs[ip->index[0]], env));
TRUTH: RESULT(A > 0.0);
JUMP_UNLESS:
    if (A != 0.0)
        NEXT;
    goto JUMP;
JUMP_IF:
    if (!(A != 0.0))
        NEXT;
JUMP:
    out += ip->index[1];
    ip += ip->index[1];
    goto *labels[ip->op];
END:
    return A;
}

/* clang-format on */

double bri_code_value(const bri_code *code, const bri_env *env) {
    return bri_instructions_run(code, env);
}

/* Added up in the order of the links, so that the same happens to bounds. */
double bri_sum_value(const bri_code_sum *sum, bool is_mean, const bri_env *env, double *scratch) {
    uint32_t count;
    const double *weight;
    const uint32_t *row = bri_network_row(&env->networks[sum->network], env->binding.self, &count, &weight);
    bri_env within = *env;
    double total = 0.0;
    within.scratch = scratch;
    for (uint32_t i = 0; i < count; i++) {
        within.binding.other = row[i];
        within.link = weight ? weight[i] : 1.0;
        total += bri_instructions_run(sum->body, &within);
    }
    return is_mean && count > 0 ? total / count : total;
}

double bri_op_apply(bri_op op, const double argument[3]) {
    double scratch[1];
    bool is_greater = op == BRI_OP_GREATER || op == BRI_OP_GREATER_EQUAL; /* trees alone have these */
    if (is_greater) op = op == BRI_OP_GREATER ? BRI_OP_LESS : BRI_OP_LESS_EQUAL;
    const bri_instruction program[2] = {{.op = (uint8_t)op,
                                         .space = {BRI_SPACE_CONSTANT, BRI_SPACE_CONSTANT, BRI_SPACE_CONSTANT},
                                         .index = {is_greater ? 1 : 0, is_greater ? 0 : 1, 2}},
                                        {.op = BRI_OP_END, .space = {BRI_SPACE_REGISTER}}};
    return bri_instructions_run(&(bri_code){.instruction = program, .constant = argument}, &(bri_env){.scratch = scratch});
}
