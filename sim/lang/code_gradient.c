/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Value and gradient in one walk (forward mode): register i has its value at scratch[i] and its derivatives in a row behind all values. An
 * operation needs only its own partial derivatives by its operands. Where it has none (a comparison, a rounding, a corner of abs) the one-sided
 * or zero derivative is taken; what does not depend on an operand is never multiplied by it, so that no 0 inf comes about. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "lang/curve.h"
#include "lang/fixed.h"
#include "lang/instruction.h"
#include "lang/laws.h"

static double power_by_exponent(double base, double value) {
    return value == 0.0 ? 0.0 : value * bri_log(base);
}

static double digamma(double x) {
    gsl_sf_result result;
    return x > 0.0 && gsl_sf_psi_e(x, &result) == GSL_SUCCESS ? result.val : NAN;
}

/* Of one operand; v is the operation's value. */
static double unary_partial(bri_op op, double a, double v) {
    switch (op) {
    case BRI_OP_NEGATE: return -1.0;
    case BRI_OP_ABS: return a < 0.0 ? -1.0 : 1.0;
    case BRI_OP_EXP: return v;
    case BRI_OP_LOG: return 1.0 / a;
    case BRI_OP_LOG10: return 1.0 / (a * M_LN10);
    case BRI_OP_LOG1P: return 1.0 / (1.0 + a);
    case BRI_OP_EXPM1: return v + 1.0;
    case BRI_OP_SQRT: return 0.5 / v;
    case BRI_OP_SIN: return bri_cos(a);
    case BRI_OP_COS: return -bri_sin(a);
    case BRI_OP_TAN: return 1.0 + v * v;
    case BRI_OP_TANH: return 1.0 - v * v;
    case BRI_OP_ATAN: return 1.0 / (1.0 + a * a);
    case BRI_OP_LOGISTIC: return v * (1.0 / (1.0 + bri_exp(a)));
    case BRI_OP_ERF: return M_2_SQRTPI * bri_exp(-a * a);
    case BRI_OP_LGAMMA: return digamma(a);
    case BRI_OP_LOGIT: return 1.0 / (a * (1.0 - a));
    case BRI_OP_COPY:
    case BRI_OP_AT_LEAST:
    case BRI_OP_AT_MOST: return 1.0;
    default: return 0.0; /* what compares and rounds is flat */
    }
}

static void partials(bri_op op, const double x[3], double v, double d[3]) {
    d[0] = d[1] = d[2] = 0.0;
    switch (op) {
    case BRI_OP_ADD: d[0] = d[1] = 1.0; break;
    case BRI_OP_SUBTRACT:
        d[0] = 1.0;
        d[1] = -1.0;
        break;
    case BRI_OP_MULTIPLY:
        d[0] = x[1];
        d[1] = x[0];
        break;
    case BRI_OP_DIVIDE:
        d[0] = 1.0 / x[1];
        d[1] = -v / x[1];
        break;
    case BRI_OP_MOD:
        d[0] = 1.0;
        d[1] = -floor(x[0] / x[1]);
        break;
    case BRI_OP_POWER:
        d[0] = x[1] == 0.0 ? 0.0 : x[1] * bri_pow(x[0], x[1] - 1.0);
        d[1] = power_by_exponent(x[0], v);
        break;
    case BRI_OP_SELECT: d[x[0] != 0.0 ? 1 : 2] = 1.0; break;
    case BRI_OP_MIN:
    case BRI_OP_MAX: d[v == x[0] ? 0 : 1] = 1.0; break;
    case BRI_OP_HYPOT:
        d[0] = v == 0.0 ? 0.0 : x[0] / v;
        d[1] = v == 0.0 ? 0.0 : x[1] / v;
        break;
    case BRI_OP_CLAMP: d[x[0] < x[1] ? 1 : x[0] > x[2] ? 2 : 0] = 1.0; break;
    case BRI_OP_EXPONENTIAL_HAZARD:
    case BRI_OP_WEIBULL_HAZARD:
    case BRI_OP_GAMMA_HAZARD:
    case BRI_OP_LOGNORMAL_HAZARD:
    case BRI_OP_LOGLOGISTIC_HAZARD:
    case BRI_OP_INVERSE_GAUSSIAN_HAZARD:
    case BRI_OP_UNIFORM_HAZARD: bri_law_partials(op, x[0], x[1], x[2], d); break;
    default: d[0] = unary_partial(op, x[0], v); break;
    }
}

typedef struct walk {
    const bri_code *code;
    const bri_env *env;
    size_t parameter_count;
    double *value; /* one a register */
    double *row;   /* parameter_count a register */
} walk;

static double operand_value(const walk *w, const bri_instruction *instruction, unsigned n) {
    return bri_operand_value(w->code, w->env, w->value, (bri_space)instruction->space[n], (int32_t)instruction->index[n]);
}

/* gradient += factor * (gradient of the operand). */
static void add_operand(const walk *w, const bri_instruction *instruction, unsigned n, double factor, double *gradient) {
    uint32_t index = instruction->index[n];
    if (factor == 0.0) return;
    if (instruction->space[n] == BRI_SPACE_SELF_PARAMETER) index += w->env->binding.self;
    if (instruction->space[n] == BRI_SPACE_TARGET_PARAMETER) index += w->env->binding.target;
    if (instruction->space[n] == BRI_SPACE_OTHER_PARAMETER) index += w->env->binding.other;
    bool is_parameter = instruction->space[n] == BRI_SPACE_PARAMETER ||
                        (instruction->space[n] >= BRI_SPACE_SELF_PARAMETER && instruction->space[n] <= BRI_SPACE_OTHER_PARAMETER);
    if (is_parameter && index < w->parameter_count) gradient[index] += factor;
    if (instruction->space[n] != BRI_SPACE_REGISTER) return;
    const double *row = w->row + index * w->parameter_count;
    for (size_t p = 0; p < w->parameter_count; p++)
        if (row[p] != 0.0) gradient[p] += factor * row[p];
}

/* Value of a sum or mean, its gradient into the row. scratch: a row, and what the body needs. */
static double sum_gradient(const walk *w, const bri_instruction *instruction, double *gradient, double *scratch) {
    const bri_code_sum *sum = &w->code->sums[instruction->index[0]];
    uint32_t count;
    const double *weight;
    const uint32_t *members = bri_network_row(&w->env->networks[sum->network], w->env->binding.self, &count, &weight);
    bri_env within = *w->env;
    double total = 0.0, scale = instruction->op == BRI_OP_MEAN && count > 0 ? count : 1.0;
    memset(gradient, 0, w->parameter_count * sizeof *gradient);
    for (uint32_t i = 0; i < count; i++) {
        within.binding.other = members[i];
        within.link = weight ? weight[i] : 1.0;
        total += bri_code_gradient(sum->body, &within, w->parameter_count, scratch, scratch + w->parameter_count);
        for (size_t p = 0; p < w->parameter_count; p++) gradient[p] += scratch[p] / scale;
    }
    return total / scale;
}

double bri_code_gradient(const bri_code *code, const bri_env *env, size_t parameter_count, double *gradient, double *scratch) {
    if (code->has_draws) {
        for (size_t p = 0; p < parameter_count; p++) gradient[p] = NAN;
        return NAN;
    }
    walk w = {.code = code, .env = env, .parameter_count = parameter_count, .value = scratch, .row = scratch + code->count};
    for (uint32_t i = 0;; i++) {
        const bri_instruction *instruction = &code->instruction[i];
        bri_op op = (bri_op)instruction->op;
        bool is_end = op == BRI_OP_END;
        double *row = is_end ? gradient : w.row + i * parameter_count;
        double x[3] = {0, 0, 0}, d[3] = {1.0, 0, 0};
        if (op == BRI_OP_SUM || op == BRI_OP_MEAN) {
            w.value[i] = sum_gradient(&w, instruction, row, w.row + code->count * parameter_count);
            continue;
        }
        for (unsigned n = 0; n < bri_op_operands(op); n++) x[n] = operand_value(&w, instruction, n);
        if (op == BRI_OP_PAIR) {
            w.value[i] = bri_code_pair_value(&code->pairs[instruction->index[0]], env);
        } else if (op == BRI_OP_TABLE) {
            w.value[i] = bri_curve_value(code->curves[instruction->index[1]], x[0]);
            d[0] = bri_curve_slope(code->curves[instruction->index[1]], x[0]);
        } else if (!is_end) {
            w.value[i] = bri_op_apply(op, x);
            partials(op, x, w.value[i], d);
        }
        memset(row, 0, parameter_count * sizeof *row);
        for (unsigned n = 0; n < bri_op_operands(op); n++) add_operand(&w, instruction, n, d[n], row);
        if (is_end) return x[0];
    }
}
