/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How wide a slot's box should be. A narrow box is left often, and each time the clocks that read the slot are bounded anew; a wide one makes their
 * bounds loose, and rates are computed for points in between. Per unit of time the first costs X n p / w and the second E s w: X exits of the box,
 * n clocks, p the price of a bound in rates computed, E rates computed for the slot's clocks, s the share of their bounds' looseness that is this
 * slot's. The sum is least where both are equal, so the width is moved by sqrt(X n p / (E s)), at most twofold at a time. All of it is a
 * matter of speed: no history depends on a box. */
#include "kernel/state.h"

enum { THINK_EVERY = 32, CLOCKS_ASKED = 4 };

#define PRICE_OF_BOUND 6.0
#define WIDEST 1e12 /* a width stays a number, whatever a path does */

/** The greatest share that this slot's box has in the looseness of its clocks' bounds: what would be left of it if the box were a point. */
static double share_of_looseness(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_interval box = state->box[number];
    double share = 0.0, middle = 0.5 * (box.low + box.high);
    if (!isfinite(middle)) return 0.0;
    state->box[number] = (bri_interval){middle, middle};
    for (uint32_t i = 0; i < plan->clock_count && i < CLOCKS_ASKED; i++) {
        const bri_clock *clock = &state->clock[plan->clocks[i]];
        double looseness = clock->high - clock->low;
        /* Clocks that do not run have the bounds of when they last did: at the start of a replication, those of the one before. */
        if (!(looseness > 0.0 && looseness < INFINITY)) continue;
        bri_interval pinned = bri_clock_rate_bound(state, &state->plan->decisions[plan->clocks[i]]);
        share = bri_greater(share, 1.0 - (pinned.high - pinned.low) / looseness);
    }
    state->box[number] = box;
    return share;
}

void bri_width_think_over(bri_state *state, uint32_t number) {
    const bri_plan_slot *plan = &state->plan->slots[number];
    bri_slot_state *slot = &state->slot[number];
    if (!state->tuning.adaptive || ++slot->boxings < THINK_EVERY) return;
    uint64_t evaluations = 0;
    for (uint32_t i = 0; i < plan->clock_count; i++) evaluations += state->clock[plan->clocks[i]].evaluations;
    double looked_up = (double)(evaluations - slot->evaluations_seen) * share_of_looseness(state, number);
    double bounded = PRICE_OF_BOUND * slot->exits * plan->clock_count;
    double factor = sqrt((bounded + 1.0) / (looked_up + 1.0));
    slot->width = bri_lesser(slot->width * bri_lesser(bri_greater(factor, 0.5), 2.0), WIDEST); /* a box that is not left does not grow */
    slot->evaluations_seen = evaluations;
    slot->boxings = slot->exits = 0;
}
