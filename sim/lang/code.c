/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compiler: one walk over the tree. Constant parts are folded away, equal parts are computed once (local value numbering by hashing), and
 * only what stands around a draw needs jumps: elsewhere both branches are cheap and without effects, and a select beats a branch.
 * What was computed within a branch is forgotten at its end, since it may not have been computed at all. */
#include "lang/code.h"

#include <stdlib.h>
#include <string.h>

#include "lang/functions.h"
#include "lang/instruction.h"
#include "lang/node.h"

#define BUCKETS 1024
#define NO_ENTRY UINT32_MAX

typedef struct operand {
    bri_space space;
    uint32_t index;
} operand;

typedef struct compiler {
    const double *parameters;
    bri_instruction *instruction;
    uint32_t *next; /* chain of a bucket, newest first */
    uint32_t count;
    double *constant;
    uint32_t constant_count;
    bool has_draws;
    bool is_broken; /* memory is out */
    uint32_t bucket[BUCKETS];
} compiler;

static operand compile(compiler *c, const bri_expr *expr, bool as_boolean);

static operand constant(compiler *c, double value) {
    for (uint32_t i = 0; i < c->constant_count; i++)
        if (memcmp(&c->constant[i], &value, sizeof value) == 0) /* by bits: -0 is not 0 */
            return (operand){BRI_SPACE_CONSTANT, i};
    c->constant[c->constant_count] = value;
    return (operand){BRI_SPACE_CONSTANT, c->constant_count++};
}

static uint32_t bucket_of(const bri_instruction *instruction) {
    uint32_t hash = instruction->op;
    for (int i = 0; i < 3; i++)
        hash = (hash ^ instruction->index[i] ^ (uint32_t)instruction->space[i] << 24) * 0x9E3779B1u;
    return hash >> 22;
}

static bri_instruction instruction_of(bri_op op, const operand *operands, unsigned count) {
    bri_instruction instruction = {.op = (uint8_t)op};
    for (unsigned i = 0; i < count; i++) {
        instruction.space[i] = (uint8_t)operands[i].space;
        instruction.index[i] = operands[i].index;
    }
    return instruction;
}

/* Adds an instruction that is never shared. */
static uint32_t append(compiler *c, bri_instruction instruction) {
    c->instruction[c->count] = instruction;
    c->next[c->count] = NO_ENTRY;
    return c->count++;
}

/* The register that holds an operation's value: one that is there already, or a new one. Constants are folded. */
static operand emit(compiler *c, bri_op op, const operand *operands, unsigned count) {
    double value[3] = {0, 0, 0};
    bool is_constant = true;
    for (unsigned i = 0; i < count; i++) {
        is_constant &= operands[i].space == BRI_SPACE_CONSTANT;
        value[i] = operands[i].space == BRI_SPACE_CONSTANT ? c->constant[operands[i].index] : 0;
    }
    if (is_constant)
        return constant(c, bri_op_apply(op, value));
    bri_instruction instruction = instruction_of(op, operands, count);
    uint32_t bucket = bucket_of(&instruction);
    for (uint32_t i = c->bucket[bucket]; i != NO_ENTRY; i = c->next[i])
        if (memcmp(&c->instruction[i], &instruction, sizeof instruction) == 0)
            return (operand){BRI_SPACE_REGISTER, i};
    uint32_t index = append(c, instruction);
    c->next[index] = c->bucket[bucket];
    c->bucket[bucket] = index;
    return (operand){BRI_SPACE_REGISTER, index};
}

/* Forgets what instructions from `from` on have computed. */
static void forget(compiler *c, uint32_t from) {
    for (uint32_t i = c->count; i-- > from;) {
        uint32_t *head = &c->bucket[bucket_of(&c->instruction[i])];
        if (*head == i)
            *head = c->next[i];
    }
}

static uint32_t jump(compiler *c, bri_op op, operand condition) {
    return append(c, instruction_of(op, &condition, 1));
}

static void land(compiler *c, uint32_t jump) {
    c->instruction[jump].index[1] = c->count - jump;
}

static bool is_known(const compiler *c, operand o, double *value) {
    if (o.space == BRI_SPACE_CONSTANT)
        *value = c->constant[o.index];
    return o.space == BRI_SPACE_CONSTANT;
}

static operand compile_leaf(compiler *c, const bri_leaf *leaf, bool as_boolean) {
    static const bri_space spaces[] = {[BRI_LEAF_PARAMETER] = BRI_SPACE_PARAMETER,
                                       [BRI_LEAF_SLOT] = BRI_SPACE_SLOT,
                                       [BRI_LEAF_MARK] = BRI_SPACE_MARK,
                                       [BRI_LEAF_CAUSE] = BRI_SPACE_CAUSE};
    if (leaf->kind == BRI_LEAF_CONSTANT)
        return constant(c, leaf->value);
    if (leaf->kind == BRI_LEAF_PARAMETER && c->parameters)
        return constant(c, c->parameters[leaf->index]);
    operand input = {spaces[leaf->kind], leaf->index};
    bool may_be_missing = leaf->kind == BRI_LEAF_MARK || leaf->kind == BRI_LEAF_CAUSE;
    return as_boolean && may_be_missing ? emit(c, BRI_OP_TRUTH, &input, 1) : input;
}

/* && and ||: the right side is left out where the left side decides, which matters if it draws. */
static operand compile_logic(compiler *c, const bri_expr *expr) {
    bool is_and = expr->op == BRI_OP_AND;
    double value;
    operand operands[2] = {compile(c, expr->argument[0], true)};
    if (is_known(c, operands[0], &value) && (value != 0.0) != is_and)
        return constant(c, is_and ? 0.0 : 1.0);
    if (!expr->argument[1]->has_draws) {
        operands[1] = compile(c, expr->argument[1], true);
        return emit(c, expr->op, operands, 2);
    }
    uint32_t skip = jump(c, is_and ? BRI_OP_JUMP_UNLESS : BRI_OP_JUMP_IF, operands[0]);
    operands[1] = compile(c, expr->argument[1], true);
    forget(c, skip);
    land(c, skip);
    return emit(c, expr->op, operands, 2);
}

static operand compile_select(compiler *c, const bri_expr *expr, bool as_boolean) {
    const bri_expr *yes = expr->argument[1], *no = expr->argument[2];
    double value;
    operand operands[3] = {compile(c, expr->argument[0], true)};
    if (is_known(c, operands[0], &value))
        return compile(c, value != 0.0 ? yes : no, as_boolean);
    if (!yes->has_draws && !no->has_draws) {
        operands[1] = compile(c, yes, as_boolean);
        operands[2] = compile(c, no, as_boolean);
        return emit(c, BRI_OP_SELECT, operands, 3);
    }
    uint32_t to_no = jump(c, BRI_OP_JUMP_UNLESS, operands[0]);
    operands[1] = compile(c, yes, as_boolean);
    forget(c, to_no);
    uint32_t to_end = jump(c, BRI_OP_JUMP, (operand){BRI_SPACE_REGISTER, 0});
    land(c, to_no);
    operands[2] = compile(c, no, as_boolean);
    forget(c, to_end);
    land(c, to_end);
    return emit(c, BRI_OP_SELECT, operands, 3);
}

static operand compile_draw(compiler *c, const bri_expr *expr) {
    operand operands[2] = {{0}, constant(c, 0.0)};
    for (uint32_t i = 0; i < expr->argument_count; i++)
        operands[i] = compile(c, expr->argument[i], false);
    bri_instruction instruction = instruction_of(BRI_OP_DRAW, operands, 2);
    instruction.index[2] = (uint32_t)expr->function->draw;
    c->has_draws = true;
    return (operand){BRI_SPACE_REGISTER, append(c, instruction)};
}

/* A draw of any number of arguments reads them from registers in a row. */
static operand compile_draw_many(compiler *c, const bri_expr *expr) {
    operand *operands = malloc(expr->argument_count * sizeof *operands);
    if (!operands) {
        c->is_broken = true;
        return constant(c, 0.0);
    }
    for (uint32_t i = 0; i < expr->argument_count; i++)
        operands[i] = compile(c, expr->argument[i], false);
    uint32_t first = c->count;
    for (uint32_t i = 0; i < expr->argument_count; i++)
        append(c, instruction_of(BRI_OP_COPY, &operands[i], 1));
    free(operands);
    bri_instruction instruction = {.op = BRI_OP_DRAW_MANY,
                                   .index = {first, expr->argument_count, (uint32_t)expr->function->draw}};
    c->has_draws = true;
    return (operand){BRI_SPACE_REGISTER, append(c, instruction)};
}

/* min and max of many go by pairs. */
static operand compile_chain(compiler *c, const bri_expr *expr) {
    operand operands[2] = {compile(c, expr->argument[0], false)};
    for (uint32_t i = 1; i < expr->argument_count; i++) {
        operands[1] = compile(c, expr->argument[i], false);
        operands[0] = emit(c, expr->op, operands, 2);
    }
    return operands[0];
}

/* x^2 is x x, and x^1 is x: exact, fast, and tight in bounds. */
static operand compile_power(compiler *c, const bri_expr *expr) {
    operand operands[2] = {compile(c, expr->argument[0], false), compile(c, expr->argument[1], false)};
    double exponent;
    if (is_known(c, operands[1], &exponent) && exponent == 1.0)
        return operands[0];
    if (is_known(c, operands[1], &exponent) && exponent == 2.0)
        return emit(c, BRI_OP_MULTIPLY, (operand[]){operands[0], operands[0]}, 2);
    return emit(c, BRI_OP_POWER, operands, 2);
}

static operand compile_operation(compiler *c, const bri_expr *expr) {
    bool wants_booleans = expr->op == BRI_OP_NOT;
    operand operands[3];
    for (uint32_t i = 0; i < expr->argument_count; i++)
        operands[i] = compile(c, expr->argument[i], wants_booleans);
    if (expr->op == BRI_OP_GREATER || expr->op == BRI_OP_GREATER_EQUAL)
        return emit(c, expr->op == BRI_OP_GREATER ? BRI_OP_LESS : BRI_OP_LESS_EQUAL, (operand[]){operands[1], operands[0]}, 2);
    return emit(c, expr->op, operands, expr->argument_count);
}

/* as_boolean: what a missing mark is worth, NaN or false. */
static operand compile(compiler *c, const bri_expr *expr, bool as_boolean) {
    if (expr->is_constant)
        return constant(c, expr->value);
    switch (expr->op) {
    case BRI_OP_LEAF: return compile_leaf(c, &expr->leaf, as_boolean);
    case BRI_OP_AND: case BRI_OP_OR: return compile_logic(c, expr);
    case BRI_OP_SELECT: return compile_select(c, expr, as_boolean);
    case BRI_OP_DRAW: return compile_draw(c, expr);
    case BRI_OP_DRAW_MANY: return compile_draw_many(c, expr);
    case BRI_OP_MIN: case BRI_OP_MAX: return compile_chain(c, expr);
    case BRI_OP_POWER: return compile_power(c, expr);
    default: return compile_operation(c, expr);
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The slots that the instructions read, sorted, each once. */
static bool collect_slots(bri_arena *arena, bri_code *code) {
    uint32_t count = 0, unique = 0;
    uint32_t *slots = bri_arena_alloc(arena, 3 * (size_t)code->count, sizeof *slots);
    if (!slots)
        return false;
    for (uint32_t i = 0; i < code->count; i++)
        for (unsigned k = 0; k < bri_op_operands((bri_op)code->instruction[i].op); k++)
            if (code->instruction[i].space[k] == BRI_SPACE_SLOT)
                slots[count++] = code->instruction[i].index[k];
    qsort(slots, count, sizeof *slots, by_number);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || slots[i] != slots[i - 1])
            slots[unique++] = slots[i];
    code->slots = slots;
    code->slot_count = unique;
    return true;
}

static const bri_code *finish(bri_arena *arena, const compiler *c) {
    bri_code *code = bri_arena_alloc(arena, 1, sizeof *code);
    bri_instruction *instruction = bri_arena_alloc(arena, c->count, sizeof *instruction);
    double *constants = bri_arena_alloc(arena, c->constant_count, sizeof *constants);
    if (!code || !instruction || !constants)
        return NULL;
    memcpy(instruction, c->instruction, c->count * sizeof *instruction);
    memcpy(constants, c->constant, c->constant_count * sizeof *constants);
    *code = (bri_code){.instruction = instruction, .constant = constants, .count = c->count, .has_draws = c->has_draws};
    return collect_slots(arena, code) ? code : NULL;
}

const bri_code *bri_code_compile(bri_arena *arena, const bri_expr *expr, const double *parameters) {
    size_t room = 3 * (size_t)expr->size + 2; /* a node makes three instructions at most: two jumps and a select, or a draw and a copy of it */
    const bri_code *code = NULL;
    compiler *c = malloc(sizeof *c);
    if (!c)
        return NULL;
    *c = (struct compiler){.parameters = parameters,
                                  .instruction = malloc(room * sizeof *c->instruction),
                                  .next = malloc(room * sizeof *c->next),
                                  .constant = malloc(room * sizeof *c->constant)};
    memset(c->bucket, 0xFF, sizeof c->bucket);
    if (c->instruction && c->next && c->constant) {
        operand result = compile(c, expr, expr->type.is_boolean);
        append(c, instruction_of(BRI_OP_END, &result, 1));
        code = c->is_broken ? NULL : finish(arena, c);
    }
    free(c->instruction);
    free(c->next);
    free(c->constant);
    free(c);
    return code;
}

size_t bri_code_scratch(const bri_code *code) {
    return code->count;
}

const uint32_t *bri_code_slots(const bri_code *code, size_t *count) {
    *count = code->slot_count;
    return code->slots;
}

bool bri_code_is_constant(const bri_code *code, double *value) {
    if (code->count != 1 || code->instruction[0].space[0] != BRI_SPACE_CONSTANT)
        return false;
    *value = code->constant[code->instruction[0].index[0]];
    return true;
}
