/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a state is far larger than the processor's caches, an event's time goes into waiting for memory: for one line after the other, since where
 * to look next stands in what has just come. But who comes up soon is known: the first of each small part of the queue. So every step
 * looks at the part that its own leaf is in, and whoever is first there now, some hundred steps before its turn, is noted. In the steps
 * that follow what it will need is asked for, in stages, each of which finds what the one before it asked for. Nothing changes but the time. */
#include "kernel/state.h"

enum {
    LINE = 64,
    PARTS = 128, /* of the queue: the winners of as many subtrees */
    STAGES = 4,
    FEW = 4 /* readers of a slot that are looked at: more would push one another out */
};

static inline void ask_for(const void *at, size_t bytes) {
    for (size_t i = 0; i < bytes; i += LINE) __builtin_prefetch((const char *)at + i, 1);
}

static void ask_for_matches(const bri_queue *queue, uint32_t leaf) {
    for (uint32_t at = queue->size + leaf; at > 16 * PARTS; at >>= 1) ask_for(&queue->node[at], 1);
}

static void ask_for_slot(const bri_state *state, uint32_t slot) {
    ask_for(&state->slot[slot], 1);
    ask_for(&state->plan->slots[slot], 1);
    ask_for(&state->current[slot], 1);
    ask_for(&state->box[slot], 1);
}

static void ask_for_clock(const bri_state *state, uint32_t decision) {
    ask_for(&state->clock[decision], 1);
    ask_for(&state->plan->decisions[decision], 2 * LINE);
}

static void ask_for_lanes(const bri_state *state, uint32_t decision) {
    const bri_clock *clock = &state->clock[decision];
    ask_for(clock->lane, clock->awake * bri_lane_size(state));
}

static void foresee_decision(const bri_state *state, uint32_t decision, int stage) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (stage == 1) ask_for_clock(state, decision);
    if (stage == 2) {
        ask_for_lanes(state, decision);
        ask_for(plan->pushes, 1);
    }
    for (uint32_t i = 0; stage == 3 && i < plan->push_count; i++) ask_for_slot(state, plan->pushes[i].slot);
    for (uint32_t i = 0; stage == 4 && i < plan->push_count; i++) ask_for(state->plan->slots[plan->pushes[i].slot].clocks, 1);
}

static void foresee_box(const bri_state *state, uint32_t slot, int stage) {
    const bri_plan_slot *plan = &state->plan->slots[slot];
    if (stage == 1) ask_for_slot(state, slot);
    if (stage == 2) ask_for(plan->clocks, 1);
    if (stage < 3) return;
    for (uint32_t i = 0; i < plan->clock_count && i < FEW; i++) (stage == 3 ? ask_for_clock : ask_for_lanes)(state, plan->clocks[i]);
}

static void foresee(const bri_state *state, uint64_t who, int stage) {
    uint32_t leaf = (uint32_t)who, owner = (uint32_t)(who >> 32);
    if (leaf >= state->first_decision_leaf && leaf < state->grid_leaf) foresee_decision(state, owner, stage);
    if (leaf >= state->first_box_leaf && leaf < state->first_crossing_leaf) foresee_box(state, owner, stage);
}

/* Not a part of the loop: small states never come here. */
__attribute__((noinline)) void bri_foresee(bri_state *state, uint32_t leaf) {
    const bri_queue *queue = &state->queue;
    uint32_t part = queue->size + leaf;
    while (part >= 2 * PARTS) part >>= 1;
    uint64_t first = queue->node[part].who;
    ask_for_matches(queue, (uint32_t)first);
    for (int stage = STAGES; stage >= 1; stage--) {
        foresee(state, state->foreseen[stage - 1], stage);
        if (stage > 1) state->foreseen[stage - 1] = state->foreseen[stage - 2];
    }
    state->foreseen[0] = first;
}
