/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The compiler: one walk over the tree. Constant parts are folded away, equal parts are computed once (local value numbering by hashing), and
 * only what stands around a draw needs jumps: elsewhere both branches are cheap and without effects, and a select beats a branch. What was
 * computed within a branch with jumps is forgotten at its end, since it may not have been computed at all.
 *
 * Within `x > 0 ? log(x) : 0` the x of the first branch is known to be positive. Values have no use for that, but bounds do: without it the bound
 * of a box about 0 would be infinite. So a slot that a condition compares is read there through AT_LEAST or AT_MOST. */
#include "lang/code.h"

#include <stdlib.h>
#include <string.h>

#include "lang/curve.h"
#include "lang/functions.h"
#include "lang/instruction.h"
#include "lang/node.h"

#define BUCKETS 1024
#define NO_ENTRY UINT32_MAX

typedef struct operand {
    bri_space space;
    uint32_t index;
} operand;

#define NOTHING ((operand){BRI_SPACE_CONSTANT, 0}) /* when memory is out, and all that is made will be thrown away */

/* What the condition of a branch says of a slot. */
typedef struct guard {
    bri_who who;
    uint32_t slot;
    bri_op op; /* AT_LEAST or AT_MOST */
    operand limit;
} guard;

#define GUARD_LIMIT 8 /* more are not used */
#define GUARD_SIZE 8  /* nor are limits of more nodes: each is compiled again for each branch */

typedef struct entry {
    bri_instruction instruction;
    uint32_t next; /* chain of a bucket, newest first */
} entry;

typedef struct compiler {
    const double *parameters;
    bri_slot_moves *moves; /* NULL: any may */
    const void *context;   /* of `moves` */
    entry *entry;
    double *constant;
    bri_arena *arena;
    bri_code_sum *sum;
    const bri_curve **curve;
    bri_code_pair *pair;
    uint32_t count, room, constant_count, constant_room, sum_count, sum_room, curve_count, curve_room, pair_count, pair_room;
    bool has_draws;
    bool is_broken;           /* memory is out */
    guard guard[GUARD_LIMIT]; /* those that hold where the compiler is */
    unsigned guard_count;
    uint32_t bucket[BUCKETS];
} compiler;

static operand compile(compiler *c, const bri_expr *expr, bool as_boolean);

/* Room for one more of an array that holds `count` of `*room`; false where memory is out: then nothing is written any more. */
static bool has_place(compiler *c, void **array, uint32_t *room, uint32_t count, size_t size) {
    if (count == *room) {
        uint32_t more = *room ? 2 * *room : 64;
        void *grown = reallocarray(*array, more, size);
        if (grown) {
            *array = grown;
            *room = more;
        }
    }
    c->is_broken |= count == *room;
    return !c->is_broken;
}

static operand constant(compiler *c, double value) {
    for (uint32_t i = 0; i < c->constant_count; i++)
        if (memcmp(&c->constant[i], &value, sizeof value) == 0) /* by bits: -0 is not 0 */
            return (operand){BRI_SPACE_CONSTANT, i};
    if (!has_place(c, (void **)&c->constant, &c->constant_room, c->constant_count, sizeof *c->constant)) return NOTHING;
    c->constant[c->constant_count] = value;
    return (operand){BRI_SPACE_CONSTANT, c->constant_count++};
}

static uint32_t bucket_of(const bri_instruction *instruction) {
    uint32_t hash = instruction->op;
    for (int i = 0; i < 3; i++) hash = (hash ^ instruction->index[i] ^ (uint32_t)instruction->space[i] << 24) * 0x9E3779B1u;
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
    if (!has_place(c, (void **)&c->entry, &c->room, c->count, sizeof *c->entry)) return 0;
    c->entry[c->count] = (entry){instruction, NO_ENTRY};
    return c->count++;
}

/* The register that holds what an instruction gives: one that is there already, or a new one. */
static operand share(compiler *c, bri_instruction instruction) {
    uint32_t bucket = bucket_of(&instruction);
    for (uint32_t i = c->bucket[bucket]; i != NO_ENTRY; i = c->entry[i].next)
        if (memcmp(&c->entry[i].instruction, &instruction, sizeof instruction) == 0) return (operand){BRI_SPACE_REGISTER, i};
    uint32_t index = append(c, instruction);
    if (c->is_broken) return NOTHING;
    c->entry[index].next = c->bucket[bucket];
    c->bucket[bucket] = index;
    return (operand){BRI_SPACE_REGISTER, index};
}

/* The register that holds an operation's value. Constants are folded. */
static operand emit(compiler *c, bri_op op, const operand *operands, unsigned count) {
    double value[3] = {0, 0, 0};
    bool is_constant = true;
    if (c->is_broken) return NOTHING;
    for (unsigned i = 0; i < count; i++) {
        is_constant &= operands[i].space == BRI_SPACE_CONSTANT;
        value[i] = operands[i].space == BRI_SPACE_CONSTANT ? c->constant[operands[i].index] : 0;
    }
    return is_constant ? constant(c, bri_op_apply(op, value)) : share(c, instruction_of(op, operands, count));
}

/* Forgets what instructions from `from` on have computed. */
static void forget(compiler *c, uint32_t from) {
    for (uint32_t i = c->count; i-- > from;) {
        uint32_t *head = &c->bucket[bucket_of(&c->entry[i].instruction)];
        if (*head == i) *head = c->entry[i].next;
    }
}

static uint32_t jump(compiler *c, bri_op op, operand condition) {
    return append(c, instruction_of(op, &condition, 1));
}

static void land(compiler *c, uint32_t jump) {
    if (!c->is_broken) c->entry[jump].instruction.index[1] = c->count - jump;
}

static bool is_known(const compiler *c, operand o, double *value) {
    if (c->is_broken || o.space != BRI_SPACE_CONSTANT) return false;
    *value = c->constant[o.index];
    return true;
}

/* Where a leaf lies. */
static bri_space space_of(const bri_leaf *leaf) {
    static const bri_space spaces[] = {[BRI_LEAF_PARAMETER] = BRI_SPACE_PARAMETER,
                                       [BRI_LEAF_SLOT] = BRI_SPACE_SLOT,
                                       [BRI_LEAF_MARK] = BRI_SPACE_MARK,
                                       [BRI_LEAF_CAUSE] = BRI_SPACE_CAUSE,
                                       [BRI_LEAF_LINK] = BRI_SPACE_LINK};
    static const bri_space member_slots[] = {[BRI_WHO_SELF] = BRI_SPACE_SELF_SLOT,
                                             [BRI_WHO_TARGET] = BRI_SPACE_TARGET_SLOT,
                                             [BRI_WHO_OTHER] = BRI_SPACE_OTHER_SLOT,
                                             [BRI_WHO_OWN] = BRI_SPACE_OWN_SLOT};
    static const bri_space member_parameters[] = {
        [BRI_WHO_SELF] = BRI_SPACE_SELF_PARAMETER, [BRI_WHO_TARGET] = BRI_SPACE_TARGET_PARAMETER, [BRI_WHO_OTHER] = BRI_SPACE_OTHER_PARAMETER};
    if (leaf->who == BRI_WHO_NONE) return spaces[leaf->kind];
    return leaf->kind == BRI_LEAF_SLOT ? member_slots[leaf->who] : member_parameters[leaf->who];
}

static bool is_same_end(bri_end a, bri_end b) {
    return a.who == b.who && a.actor == b.actor;
}

/* The slot of a pair of actors, at once where both are known. */
static operand compile_pair(compiler *c, const bri_leaf *leaf) {
    const bri_code_pair pair = {leaf->pairs, leaf->from, leaf->to};
    uint32_t number = 0;
    if (leaf->from.who == BRI_WHO_NONE && leaf->to.who == BRI_WHO_NONE) {
        uint32_t slot = bri_pairs_slot(leaf->pairs, leaf->from.actor, leaf->to.actor);
        return slot == BRI_NO_PAIR ? constant(c, leaf->pairs->absent) : (operand){BRI_SPACE_SLOT, slot};
    }
    while (number < c->pair_count && !(c->pair[number].pairs == pair.pairs && is_same_end(c->pair[number].from, pair.from) &&
                                       is_same_end(c->pair[number].to, pair.to)))
        number++;
    if (number == c->pair_count) {
        if (!has_place(c, (void **)&c->pair, &c->pair_room, c->pair_count, sizeof *c->pair)) return NOTHING;
        c->pair[c->pair_count++] = pair;
    }
    return share(c, (bri_instruction){.op = BRI_OP_PAIR, .index = {number}});
}

static operand compile_leaf(compiler *c, const bri_leaf *leaf, bool as_boolean) {
    if (leaf->kind == BRI_LEAF_CONSTANT) return constant(c, leaf->value);
    if (leaf->kind == BRI_LEAF_PAIR) return compile_pair(c, leaf);
    if (leaf->kind == BRI_LEAF_PARAMETER && leaf->who == BRI_WHO_NONE && c->parameters) return constant(c, c->parameters[leaf->index]);
    operand input = {space_of(leaf), leaf->index};
    for (unsigned i = 0; leaf->kind == BRI_LEAF_SLOT && i < c->guard_count; i++)
        if (c->guard[i].who == leaf->who && c->guard[i].slot == leaf->index)
            input = emit(c, c->guard[i].op, (operand[]){input, c->guard[i].limit}, 2);
    bool may_be_missing = leaf->kind == BRI_LEAF_MARK || leaf->kind == BRI_LEAF_CAUSE;
    return as_boolean && may_be_missing ? emit(c, BRI_OP_TRUTH, &input, 1) : input;
}

/* && and ||: the right side is left out where the left side decides, which matters if it draws. */
static operand compile_logic(compiler *c, const bri_expr *expr) {
    bool is_and = expr->op == BRI_OP_AND;
    double value;
    operand operands[2] = {compile(c, expr->argument[0], true)};
    if (is_known(c, operands[0], &value) && (value != 0.0) != is_and) return constant(c, is_and ? 0.0 : 1.0);
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

static void add_guard(compiler *c, const bri_expr *slot, bri_op op, const bri_expr *limit) {
    bool is_slot = slot->op == BRI_OP_LEAF && slot->leaf.kind == BRI_LEAF_SLOT;
    if (!is_slot || limit->has_draws || limit->size > GUARD_SIZE || c->guard_count == GUARD_LIMIT) return;
    operand known = compile(c, limit, false); /* is there: the condition has computed it */
    c->guard[c->guard_count++] = (guard){slot->leaf.who, slot->leaf.index, op, known};
}

/* Learns from a condition that is true, or is false. (What is not less may also be not comparable: then the limit is NaN, and says nothing.) */
static void add_guards(compiler *c, const bri_expr *condition, bool is_true) {
    const bri_expr *a = condition->argument_count > 0 ? condition->argument[0] : NULL;
    const bri_expr *b = condition->argument_count > 1 ? condition->argument[1] : NULL;
    bool is_less = condition->op == BRI_OP_LESS || condition->op == BRI_OP_LESS_EQUAL;
    bool is_greater = condition->op == BRI_OP_GREATER || condition->op == BRI_OP_GREATER_EQUAL;
    if (condition->op == BRI_OP_NOT) add_guards(c, a, !is_true);
    if (condition->op == (is_true ? BRI_OP_AND : BRI_OP_OR)) {
        add_guards(c, a, is_true);
        add_guards(c, b, is_true);
    }
    if (is_less || is_greater) {
        bool is_above = is_greater == is_true; /* a is at least b */
        add_guard(c, a, is_above ? BRI_OP_AT_LEAST : BRI_OP_AT_MOST, b);
        add_guard(c, b, is_above ? BRI_OP_AT_MOST : BRI_OP_AT_LEAST, a);
    }
}

/* A branch of a select, under what its condition says. */
static operand compile_branch(compiler *c, const bri_expr *condition, bool is_true, const bri_expr *branch, bool as_boolean) {
    unsigned count = c->guard_count;
    add_guards(c, condition, is_true);
    operand value = compile(c, branch, as_boolean);
    c->guard_count = count;
    return value;
}

static operand compile_select(compiler *c, const bri_expr *expr, bool as_boolean) {
    const bri_expr *yes = expr->argument[1], *no = expr->argument[2];
    double value;
    operand operands[3] = {compile(c, expr->argument[0], true)};
    if (is_known(c, operands[0], &value)) return compile(c, value != 0.0 ? yes : no, as_boolean);
    if (!yes->has_draws && !no->has_draws) {
        operands[1] = compile_branch(c, expr->argument[0], true, yes, as_boolean);
        operands[2] = compile_branch(c, expr->argument[0], false, no, as_boolean);
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
    for (uint32_t i = 0; i < expr->argument_count; i++) operands[i] = compile(c, expr->argument[i], false);
    bri_instruction instruction = instruction_of(BRI_OP_DRAW, operands, 2);
    instruction.index[2] = (uint32_t)expr->function->draw;
    c->has_draws = true;
    return (operand){BRI_SPACE_REGISTER, append(c, instruction)};
}

/* A draw of any number of arguments, and perhaps two ends behind them, reads them from registers in a row. */
static operand compile_row(compiler *c, const bri_function *draw, const bri_expr *const *arguments, uint32_t count, const bri_expr *const ends[2]) {
    uint32_t all = count + (ends ? 2 : 0);
    operand *operands = malloc(all * sizeof *operands);
    if (!operands) {
        c->is_broken = true;
        return NOTHING;
    }
    for (uint32_t i = 0; i < all; i++) operands[i] = compile(c, i < count ? arguments[i] : ends[i - count], false);
    uint32_t first = c->count;
    for (uint32_t i = 0; i < all; i++) append(c, instruction_of(BRI_OP_COPY, &operands[i], 1));
    free(operands);
    bri_instruction instruction = {.op = ends ? BRI_OP_DRAW_TRUNCATED : BRI_OP_DRAW_MANY, .index = {first, all, (uint32_t)draw->draw}};
    c->has_draws = true;
    return (operand){BRI_SPACE_REGISTER, append(c, instruction)};
}

static operand compile_truncated(compiler *c, const bri_expr *expr) {
    const bri_expr *draw = expr->argument[0];
    return compile_row(c, draw->function, draw->argument, draw->argument_count, &expr->argument[1]);
}

static operand compile_over(compiler *c, const bri_expr *expr) {
    const bri_code *body = bri_code_compile_for(c->arena, expr->argument[0], c->parameters, c->moves, c->context);
    c->is_broken |= !body;
    if (c->is_broken || !has_place(c, (void **)&c->sum, &c->sum_room, c->sum_count, sizeof *c->sum)) return NOTHING;
    c->sum[c->sum_count] = (bri_code_sum){.network = expr->leaf.index, .body = body};
    c->has_draws |= body->has_draws;
    return (operand){BRI_SPACE_REGISTER, append(c, (bri_instruction){.op = (uint8_t)expr->op, .index = {c->sum_count++}})};
}

static operand compile_table(compiler *c, const bri_expr *expr) {
    operand argument = compile(c, expr->argument[0], false);
    double value;
    uint32_t number = 0;
    if (c->is_broken) return NOTHING;
    if (is_known(c, argument, &value)) return constant(c, bri_curve_value(expr->leaf.curve, value));
    while (number < c->curve_count && c->curve[number] != expr->leaf.curve) number++;
    if (number == c->curve_count) {
        if (!has_place(c, (void **)&c->curve, &c->curve_room, c->curve_count, sizeof *c->curve)) return NOTHING;
        c->curve[c->curve_count++] = expr->leaf.curve;
    }
    bri_instruction instruction = instruction_of(BRI_OP_TABLE, &argument, 1);
    instruction.index[1] = number;
    return share(c, instruction);
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
    if (is_known(c, operands[1], &exponent) && exponent == 1.0) return operands[0];
    if (is_known(c, operands[1], &exponent) && exponent == 2.0) return emit(c, BRI_OP_MULTIPLY, (operand[]){operands[0], operands[0]}, 2);
    return emit(c, BRI_OP_POWER, operands, 2);
}

static operand compile_operation(compiler *c, const bri_expr *expr) {
    bool wants_booleans = expr->op == BRI_OP_NOT;
    operand operands[3];
    for (uint32_t i = 0; i < expr->argument_count; i++) operands[i] = compile(c, expr->argument[i], wants_booleans);
    if (expr->op == BRI_OP_GREATER || expr->op == BRI_OP_GREATER_EQUAL)
        return emit(c, expr->op == BRI_OP_GREATER ? BRI_OP_LESS : BRI_OP_LESS_EQUAL, (operand[]){operands[1], operands[0]}, 2);
    return emit(c, expr->op, operands, expr->argument_count);
}

/* as_boolean: what a missing mark is worth, NaN or false. */
static operand compile(compiler *c, const bri_expr *expr, bool as_boolean) {
    if (expr->is_constant) return constant(c, expr->value);
    switch (expr->op) {
    case BRI_OP_LEAF: return compile_leaf(c, &expr->leaf, as_boolean);
    case BRI_OP_AND:
    case BRI_OP_OR: return compile_logic(c, expr);
    case BRI_OP_SELECT: return compile_select(c, expr, as_boolean);
    case BRI_OP_DRAW: return compile_draw(c, expr);
    case BRI_OP_DRAW_MANY: return compile_row(c, expr->function, expr->argument, expr->argument_count, NULL);
    case BRI_OP_DRAW_TRUNCATED: return compile_truncated(c, expr);
    case BRI_OP_MIN:
    case BRI_OP_MAX: return compile_chain(c, expr);
    case BRI_OP_SUM:
    case BRI_OP_MEAN: return compile_over(c, expr);
    case BRI_OP_TABLE: return compile_table(c, expr);
    case BRI_OP_POWER: return compile_power(c, expr);
    default: return compile_operation(c, expr);
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Those that move come first. */
static void part_slots(const compiler *c, uint32_t *slots, bri_code *code) {
    for (uint32_t i = 0; i < code->slot_count; i++) {
        if (c->moves && !c->moves(c->context, slots[i])) continue;
        uint32_t slot = slots[i];
        slots[i] = slots[code->moving_count];
        slots[code->moving_count++] = slot;
    }
}

/* The slots that the instructions read, each once. */
static bool collect_slots(bri_arena *arena, bri_code *code, const compiler *c) {
    uint32_t count = 0, unique = 0;
    uint32_t *slots = bri_arena_alloc(arena, 3 * (size_t)code->count, sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < code->count; i++)
        for (unsigned k = 0; k < bri_op_operands((bri_op)code->instruction[i].op); k++)
            if (code->instruction[i].space[k] == BRI_SPACE_SLOT) slots[count++] = code->instruction[i].index[k];
    qsort(slots, count, sizeof *slots, by_number);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || slots[i] != slots[i - 1]) slots[unique++] = slots[i];
    code->slots = slots;
    code->slot_count = unique;
    part_slots(c, slots, code);
    return true;
}

static const bri_who whos[BRI_SPACE_COUNT] = {[BRI_SPACE_SELF_SLOT] = BRI_WHO_SELF,
                                              [BRI_SPACE_TARGET_SLOT] = BRI_WHO_TARGET,
                                              [BRI_SPACE_OTHER_SLOT] = BRI_WHO_OTHER,
                                              [BRI_SPACE_OWN_SLOT] = BRI_WHO_OWN};

static bool has_member(const bri_code *code, bri_code_member member) {
    for (uint32_t i = 0; i < code->member_count; i++)
        if (code->members[i].who == member.who && code->members[i].index == member.index) return true;
    return false;
}

static bool is_bound(const bri_code *code) {
    for (uint32_t i = 0; i < code->count; i++)
        for (unsigned k = 0; k < bri_op_operands((bri_op)code->instruction[i].op); k++)
            if (code->instruction[i].space[k] >= BRI_SPACE_SELF_SLOT) return true;
    return false;
}

/* The members' slots that the instructions read, each once. */
static bool collect_members(bri_arena *arena, bri_code *code) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < code->count; i++)
        for (unsigned k = 0; k < bri_op_operands((bri_op)code->instruction[i].op); k++) count += whos[code->instruction[i].space[k]] != BRI_WHO_NONE;
    bri_code_member *members = bri_arena_alloc(arena, count, sizeof *members);
    if (!members) return false;
    code->members = members;
    for (uint32_t i = 0; i < code->count; i++)
        for (unsigned k = 0; k < bri_op_operands((bri_op)code->instruction[i].op); k++) {
            bri_code_member member = {whos[code->instruction[i].space[k]], code->instruction[i].index[k]};
            if (member.who != BRI_WHO_NONE && !has_member(code, member)) members[code->member_count++] = member;
        }
    return true;
}

static bool keep_sums(bri_arena *arena, bri_code *code, const compiler *c) {
    bri_code_sum *sums = bri_arena_alloc(arena, c->sum_count, sizeof *sums);
    if (!sums) return false;
    code->scratch = code->count;
    for (uint32_t i = 0; i < c->sum_count; i++) {
        sums[i] = c->sum[i];
        if (code->count + sums[i].body->scratch > code->scratch) code->scratch = code->count + sums[i].body->scratch;
    }
    code->sums = sums;
    code->sum_count = c->sum_count;
    return true;
}

static bool keep_curves(bri_arena *arena, bri_code *code, const compiler *c) {
    const bri_curve **curves = bri_arena_alloc(arena, c->curve_count, sizeof *curves);
    if (!curves) return false;
    for (uint32_t i = 0; i < c->curve_count; i++) curves[i] = c->curve[i];
    code->curves = curves;
    code->curve_count = c->curve_count;
    return true;
}

static bool keep_pairs(bri_arena *arena, bri_code *code, const compiler *c) {
    bri_code_pair *pairs = bri_arena_alloc(arena, c->pair_count, sizeof *pairs);
    if (!pairs) return false;
    for (uint32_t i = 0; i < c->pair_count; i++) pairs[i] = c->pair[i];
    code->pairs = pairs;
    code->pair_count = c->pair_count;
    return true;
}

static const bri_code *finish(bri_arena *arena, const compiler *c) {
    bri_code *code = bri_arena_alloc(arena, 1, sizeof *code);
    bri_instruction *instruction = bri_arena_alloc(arena, c->count, sizeof *instruction);
    double *constants = bri_arena_alloc(arena, c->constant_count, sizeof *constants);
    bri_interval *bounds = bri_arena_alloc(arena, c->constant_count, sizeof *bounds);
    if (!code || !instruction || !constants || !bounds) return NULL;
    for (uint32_t i = 0; i < c->count; i++) instruction[i] = c->entry[i].instruction;
    for (uint32_t i = 0; i < c->constant_count; i++) {
        constants[i] = c->constant[i];
        bounds[i] = (bri_interval){constants[i], constants[i]};
    }
    *code = (bri_code){
        .instruction = instruction, .constant = constants, .constant_bound = bounds, .count = c->count, .has_draws = c->has_draws};
    code->is_bound = is_bound(code);
    bool is_done = collect_slots(arena, code, c) && collect_members(arena, code) && keep_sums(arena, code, c) && keep_curves(arena, code, c) &&
                   keep_pairs(arena, code, c);
    return is_done ? code : NULL;
}

const bri_code *bri_code_compile(bri_arena *arena, const bri_expr *expr, const double *parameters) {
    return bri_code_compile_for(arena, expr, parameters, NULL, NULL);
}

const bri_code *bri_code_compile_for(bri_arena *arena, const bri_expr *expr, const double *parameters, bri_slot_moves *moves, const void *context) {
    compiler *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->moves = moves;
    c->context = context;
    c->parameters = parameters;
    c->arena = arena;
    memset(c->bucket, 0xFF, sizeof c->bucket);
    operand result = compile(c, expr, expr->type.is_boolean);
    append(c, instruction_of(BRI_OP_END, &result, 1));
    const bri_code *code = c->is_broken ? NULL : finish(arena, c);
    free(c->entry);
    free(c->constant);
    free(c->sum);
    free(c->curve);
    free(c->pair);
    free(c);
    return code;
}

size_t bri_code_scratch(const bri_code *code) {
    return code->scratch;
}

bool bri_code_has_members(const bri_code *code) {
    return code->member_count > 0 || code->sum_count > 0 || code->pair_count > 0;
}

bool bri_code_is_about_somebody(const bri_code *code) {
    return code->is_bound || bri_code_has_members(code);
}

/* A walk over the slots of a code. */
typedef struct slot_walk {
    const bri_network *networks;
    void (*visit)(void *context, uint32_t slot);
    void *context;
} slot_walk;

static void visit_slots(const slot_walk *walk, const bri_code *code, bri_binding binding) {
    const uint32_t added[] = {
        [BRI_WHO_SELF] = binding.self, [BRI_WHO_TARGET] = binding.target, [BRI_WHO_OTHER] = binding.other, [BRI_WHO_OWN] = binding.own};
    for (uint32_t i = 0; i < code->slot_count; i++) walk->visit(walk->context, code->slots[i]);
    for (uint32_t i = 0; i < code->member_count; i++) walk->visit(walk->context, code->members[i].index + added[code->members[i].who]);
    for (uint32_t i = 0; i < code->pair_count; i++) {
        uint32_t slot = bri_code_pair_slot(&code->pairs[i], &binding);
        if (slot != BRI_NO_PAIR) walk->visit(walk->context, slot);
    }
    for (uint32_t i = 0; i < code->sum_count; i++) {
        uint32_t count;
        const double *weight;
        const uint32_t *row = bri_network_row(&walk->networks[code->sums[i].network], binding.self, &count, &weight);
        for (uint32_t j = 0; j < count; j++) {
            binding.other = row[j];
            visit_slots(walk, code->sums[i].body, binding);
        }
    }
}

void bri_code_visit_slots(const bri_code *code, bri_binding binding, const bri_network *networks, void (*visit)(void *context, uint32_t slot),
                          void *context) {
    visit_slots(&(slot_walk){networks, visit, context}, code, binding);
}

const uint32_t *bri_code_slots(const bri_code *code, size_t *count) {
    *count = code->slot_count;
    return code->slots;
}

const uint32_t *bri_code_moving_slots(const bri_code *code, size_t *count) {
    *count = code->moving_count;
    return code->slots;
}

bool bri_code_is_increment(const bri_code *code, bri_who who, uint32_t slot, double *amount) {
    static const bri_space spaces[] = {[BRI_WHO_NONE] = BRI_SPACE_SLOT,
                                       [BRI_WHO_SELF] = BRI_SPACE_SELF_SLOT,
                                       [BRI_WHO_TARGET] = BRI_SPACE_TARGET_SLOT,
                                       [BRI_WHO_OTHER] = BRI_SPACE_OTHER_SLOT,
                                       [BRI_WHO_OWN] = BRI_SPACE_OWN_SLOT};
    const bri_instruction *sum = code->instruction;
    if (code->count != 2 || (sum->op != BRI_OP_ADD && sum->op != BRI_OP_SUBTRACT)) return false;
    if (sum->space[0] != spaces[who] || sum->index[0] != slot || sum->space[1] != BRI_SPACE_CONSTANT) return false;
    double constant = code->constant[sum->index[1]];
    *amount = sum->op == BRI_OP_ADD ? constant : -constant;
    return true;
}

bool bri_code_draws(const bri_code *code) {
    return code->has_draws;
}

bool bri_code_is_constant(const bri_code *code, double *value) {
    if (code->count != 1 || code->instruction[0].space[0] != BRI_SPACE_CONSTANT) return false;
    *value = code->constant[code->instruction[0].index[0]];
    return true;
}
