/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One walk over the instructions. A register moves if it is computed from something that does. A slot that moves may be read by a comparison alone,
 * and the other side must stand still; what comes of comparisons may go anywhere, since it stands still between their changes. */
#include "lang/threshold.h"

#include "lang/instruction.h"

/* A walk in hand. */
typedef struct walk {
    const bri_code *code;
    const bri_binding *binding;
    const bool *is_moving; /* [slot] */
    bool *moves;           /* [register] */
    bri_threshold *list;
    uint32_t count;
} walk;

static bool is_moving_slot(const walk *w, const bri_instruction *instruction, unsigned n) {
    uint32_t slot;
    return bri_operand_slot(instruction, n, w->binding, &slot) && w->is_moving[slot];
}

static bool is_moving_register(const walk *w, const bri_instruction *instruction, unsigned n) {
    return instruction->space[n] == BRI_SPACE_REGISTER && w->moves[instruction->index[n]];
}

static void add(walk *w, const bri_instruction *instruction, unsigned slot) {
    unsigned limit = 1 - slot;
    uint32_t number = 0;
    bri_operand_slot(instruction, slot, w->binding, &number);
    w->list[w->count++] = (bri_threshold){.slot = number,
                                          .is_below = slot == 0,
                                          .is_strict = instruction->op == BRI_OP_LESS,
                                          .limit_space = instruction->space[limit],
                                          .limit_index = instruction->index[limit]};
}

static bool is_moving_pair(const walk *w, const bri_instruction *instruction) {
    if (instruction->op != BRI_OP_PAIR) return false;
    uint32_t slot = bri_code_pair_slot(&w->code->pairs[instruction->index[0]], w->binding);
    return slot != BRI_NO_PAIR && w->is_moving[slot];
}

/* False: the instruction reads a moving slot in another way than by a comparison with what stands still. */
static bool visit(walk *w, uint32_t index) {
    const bri_instruction *instruction = &w->code->instruction[index];
    unsigned count = bri_op_operands((bri_op)instruction->op), slots = 0, slot = 0, registers = 0;
    for (unsigned n = 0; n < count; n++) {
        registers += is_moving_register(w, instruction, n);
        if (!is_moving_slot(w, instruction, n)) continue;
        slots++;
        slot = n;
    }
    if (is_moving_pair(w, instruction)) return false;
    w->moves[index] = slots + registers > 0;
    if (slots == 0) return true;
    bool is_comparison = instruction->op == BRI_OP_LESS || instruction->op == BRI_OP_LESS_EQUAL;
    if (!is_comparison || slots + registers > 1) return false;
    add(w, instruction, slot);
    return true;
}

bool bri_thresholds_find(bri_arena *arena, const bri_code *code, const bri_binding *binding, const bool *is_moving, const bri_threshold **list,
                         uint32_t *count, bool *is_closed) {
    walk w = {.code = code, .binding = binding, .is_moving = is_moving};
    w.moves = bri_arena_alloc(arena, code->count, sizeof *w.moves);
    w.list = bri_arena_alloc(arena, code->count, sizeof *w.list);
    if (!w.moves || !w.list) return false;
    *is_closed = !code->has_draws && code->sum_count == 0;
    for (uint32_t i = 0; i < code->count && *is_closed; i++) *is_closed = visit(&w, i);
    *list = w.list;
    *count = w.count;
    return true;
}

static const double *compared_with(const bri_code *code, const bri_instruction *instruction, unsigned slot) {
    static const uint8_t is_comparison[BRI_OP_COUNT] = {
        [BRI_OP_LESS] = 1, [BRI_OP_LESS_EQUAL] = 1, [BRI_OP_EQUAL] = 1, [BRI_OP_NOT_EQUAL] = 1};
    if (!is_comparison[instruction->op] || instruction->space[1 - slot] != BRI_SPACE_CONSTANT) return NULL;
    return &code->constant[instruction->index[1 - slot]];
}

/* A reading that is no comparison. */
typedef struct other_readings {
    void (*note)(void *context, uint32_t slot, const double *number);
    void *context;
} other_readings;

static void note_other(void *context, uint32_t slot) {
    const other_readings *r = context;
    r->note(r->context, slot, NULL);
}

void bri_code_visit_readings(const bri_code *code, const bri_binding *binding, const bri_network *networks,
                             void (*note)(void *context, uint32_t slot, const double *number), void *context) {
    uint32_t slot;
    for (uint32_t i = 0; i < code->count; i++) {
        const bri_instruction *instruction = &code->instruction[i];
        unsigned count = bri_op_operands((bri_op)instruction->op);
        for (unsigned n = 0; n < count; n++)
            if (bri_operand_slot(instruction, n, binding, &slot)) note(context, slot, compared_with(code, instruction, n));
    }
    /* What stands in sums, or is about pairs, is no operand of these. */
    if (code->sum_count > 0 || code->pair_count > 0) bri_code_visit_slots(code, *binding, networks, note_other, &(other_readings){note, context});
}

double bri_threshold_limit(const bri_code *code, const bri_threshold *threshold, const bri_env *env) {
    return bri_operand_value(code, env, env->scratch, (bri_space)threshold->limit_space, (int32_t)threshold->limit_index);
}
