/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making a state: everything that a replication needs is allocated here, once. */
#include <stdlib.h>

#include "kernel/state.h"

enum {
    LINE = 64,  /* bytes of memory that come together */
    LARGE = 8192 /* places for leaves, from which on foresight pays: measured */
};

/** Half the width of a slot's first box: a guess that adapts. Drifting slots (ages, times since) start at a sixty-fourth of the horizon, relaxing
 *  ones at a twentieth of the greatest number in sight, or at the greatest jump that is known, waves of the year at ten days. */
static double first_width(const bri_plan *plan, const bri_plan_slot *slot) {
    if (slot->kind == BRI_SLOT_DRIFTING) return fmax(fabs(slot->slope) * plan->horizon / 64.0, 1e-9);
    if (slot->kind >= BRI_SLOT_MONTH) return 10.0 / BRI_WAVE_DAYS;
    double scale = fmax(fabs(slot->start), fabs(slot->baseline));
    if (slot->minimum > -INFINITY && slot->maximum < INFINITY) scale = fmax(scale, 0.5 * (slot->maximum - slot->minimum));
    return fmax(fmax(0.05 * scale, isfinite(slot->jump) ? slot->jump : 0.0), 1e-3);
}

static int alloc_arrays(bri_state *state) {
    const bri_plan *plan = state->plan;
    bri_arena *arena = state->arena;
    uint32_t most_options = 1;
    for (uint32_t i = 0; i < plan->decision_count; i++)
        if (plan->decisions[i].option_count > most_options) most_options = plan->decisions[i].option_count;
    return (state->slot = bri_arena_alloc(arena, plan->slot_count, sizeof *state->slot)) &&
           (state->current = bri_arena_alloc(arena, plan->slot_count, sizeof *state->current)) &&
           (state->box = bri_arena_alloc(arena, plan->slot_count, sizeof *state->box)) &&
           (state->watch_box = bri_arena_alloc(arena, plan->slot_count, sizeof *state->watch_box)) &&
           (state->dirty_slots = bri_arena_alloc(arena, plan->slot_count, sizeof *state->dirty_slots)) &&
           (state->clock = bri_arena_alloc(arena, plan->decision_count, sizeof *state->clock)) &&
           (state->dirty_clocks = bri_arena_alloc(arena, plan->decision_count, sizeof *state->dirty_clocks)) &&
           (state->doubtful_clocks = bri_arena_alloc(arena, plan->decision_count, sizeof *state->doubtful_clocks)) &&
           (state->decoupled = bri_arena_alloc(arena, plan->decision_count, sizeof *state->decoupled)) &&
           (state->watch = bri_arena_alloc(arena, plan->watch_count, sizeof *state->watch)) &&
           (state->dirty_crossings = bri_arena_alloc(arena, plan->watch_count, sizeof *state->dirty_crossings)) &&
           (state->mark = bri_arena_alloc(arena, plan->mark_count, sizeof *state->mark)) &&
           (state->trigger = bri_arena_alloc(arena, plan->mark_count, sizeof *state->trigger)) &&
           (state->no_marks = bri_arena_alloc(arena, plan->mark_count, sizeof *state->no_marks)) &&
           (state->weight = bri_arena_alloc(arena, most_options, sizeof *state->weight)) &&
           (state->is_ending = bri_arena_alloc(arena, plan->action_count, sizeof *state->is_ending)) &&
           (state->env.scratch = bri_arena_alloc(arena, plan->scratch, sizeof *state->env.scratch)) &&
           (state->bound_scratch = bri_arena_alloc(arena, plan->scratch, sizeof *state->bound_scratch));
}

/** Each hazard's lowest strip stands beside that of the next one. */
static int make_lanes(bri_state *state) {
    const bri_plan *plan = state->plan;
    size_t size = (bri_lane_size(state) + LINE - 1) / LINE * LINE;
    char *place = bri_arena_alloc(state->arena, plan->decision_count, size);
    for (uint32_t i = 0; place != NULL && i < plan->decision_count; i++) {
        if (plan->decisions[i].clock != BRI_CLOCK_HAZARD) continue;
        state->clock[i].lane = (bri_lane *)(void *)place;
        place += size;
    }
    return place != NULL;
}

/** Does a slot have boxes that it leaves by itself? */
static int has_boxes(const bri_plan *plan, uint32_t slot) { return plan->slots[slot].clock_count > 0; }

/** Do events leave anything behind that is due later? */
static int has_books(const bri_plan *plan) {
    int has = 0;
    for (uint32_t i = 0; i < plan->action_count; i++) {
        const bri_plan_action *action = &plan->actions[i];
        has |= action->duration != NULL || action->window_count > 0 || bri_pairs_any(&action->dyads);
    }
    return has;
}

/** The number of leaves. */
static uint32_t place_leaves(bri_state *state) {
    const bri_plan *plan = state->plan;
    uint32_t leaf = 0;
    state->books_leaf = has_books(plan) ? leaf++ : BRI_NO_LEAF;
    state->ladder_leaf = plan->rung_count > 0 ? leaf++ : BRI_NO_LEAF;
    state->first_box_leaf = leaf;
    for (uint32_t i = 0; i < plan->slot_count; i++) state->slot[i].leaf = BRI_NO_LEAF;
    for (uint32_t i = 0; i < plan->moving_count; i++)
        if (has_boxes(plan, plan->moving[i])) state->slot[plan->moving[i]].leaf = leaf++;
    state->first_crossing_leaf = leaf;
    state->first_decision_leaf = leaf += plan->watch_count - plan->rung_count;
    for (uint32_t i = 0; i < plan->decision_count; i++) state->clock[plan->order[i]].leaf = leaf++;
    state->grid_leaf = leaf;
    return leaf + (plan->grid_count > 0);
}

/** Give every clock and every moving slot its leaf, in the order of state.h. */
static int make_leaves(bri_state *state) {
    const bri_plan *plan = state->plan;
    if (!bri_queue_init(&state->queue, state->arena, place_leaves(state))) return 0;
    for (uint32_t i = 0; i < plan->moving_count; i++)
        if (has_boxes(plan, plan->moving[i])) bri_queue_give(&state->queue, state->slot[plan->moving[i]].leaf, plan->moving[i]);
    for (uint32_t i = 0; i < plan->decision_count; i++) bri_queue_give(&state->queue, state->clock[i].leaf, i);
    return 1;
}

static const atomic_bool never;

bri_state *bri_state_new(const bri_plan *plan, bri_tuning tuning) {
    bri_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    state->plan = plan;
    state->tuning = tuning;
    state->stop = &never;
    state->strip_capacity = plan->decision_count > BRI_MANY_CLOCKS ? 2 : BRI_FIELD_BATCH;
    state->arena = bri_arena_new();
    bri_pool_init(&state->pool, plan->mark_count);
    if (state->arena == NULL || !alloc_arrays(state) || !make_lanes(state) || !make_leaves(state)) {
        bri_state_free(state);
        return NULL;
    }
    for (uint32_t i = 0; i < plan->slot_count; i++) state->slot[i].width = first_width(plan, &plan->slots[i]) * tuning.box_scale;
    for (uint32_t i = 0; i < plan->mark_count; i++) state->no_marks[i] = NAN;
    state->watch_quantum = ldexp(1.0, ilogb(plan->horizon) - 50);
    state->is_large = state->queue.size >= LARGE;
    bri_reader_init(&state->reader);
    state->env.slot = state->current;
    state->env.parameter = plan->parameters;
    state->env.networks = plan->networks;
    state->env.rng = &state->reader.rng;
    return state;
}

void bri_state_heed(bri_state *state, const atomic_bool *stop) {
    state->stop = stop;
}

void bri_state_free(bri_state *state) {
    if (state == NULL) return;
    if (state->clock != NULL)
        for (uint32_t i = 0; i < state->plan->decision_count; i++) {
            bri_clock_free_lanes(&state->clock[i]);
            bri_heap_clear(&state->clock[i].pending);
        }
    bri_pool_clear(&state->pool);
    bri_heap_clear(&state->books);
    bri_arena_free(state->arena);
    free(state);
}
