/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deliberations: an occurrence that goes through phases. Each waits, succeeds or fails, does what is to be done then, and begins the next. All draws
 * of phase k are read at the identity of the whole: its delay at place 2 k + 1, whether it succeeds at 2 k; what it does is an event of its own. */
#include "kernel/state.h"

void bri_phase_begin(bri_state *state, uint32_t decision, bri_item item, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    const bri_code *code = plan->phases[item.number].delay;
    const bri_decision *written = bri_written(state, decision);
    double delay = 0.0;
    bri_state_bind(state, plan);
    state->env.binding = bri_bind(plan->binding.self, item.target, plan->binding.own, plan->binding.other);
    if (code != NULL) {
        bri_key key = bri_clock_key(state, decision);
        bri_reader_seek(&state->reader, &key, item.identity, 2 * item.number + 1, BRI_FOR_TRIGGER);
        delay = bri_value(state, code, mark, NULL);
    }
    if (!(delay >= 0.0)) {
        bri_fail_value(state, &written->place, delay, "the delay of phase %u of decision %s", (unsigned)item.number + 1, written->name);
        return;
    }
    item.time = state->now + delay;
    item.depth = item.time > state->now ? 0 : item.depth + 1;
    if (item.depth <= state->plan->cascade_limit)
        bri_clock_push(state, decision, item, mark);
    else
        bri_fail(state, BRI_RUN_CASCADE_LIMIT, &written->place, "more than %llu reactions at one instant, the last to decision %s",
                 (unsigned long long)state->plan->cascade_limit, written->name);
}

static int succeeds(bri_state *state, uint32_t decision, const bri_item *item) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    const bri_code *code = plan->phases[item->number].probability;
    if (code == NULL) return 1;
    bri_state_bind(state, plan);
    state->env.binding = bri_bind(plan->binding.self, item->target, plan->binding.own, plan->binding.other);
    double p = bri_value(state, code, state->trigger, NULL);
    if (!(p >= 0.0 && p <= 1.0)) {
        const bri_decision *written = bri_written(state, decision);
        bri_fail_value(state, &written->place, p, "the probability of phase %u of decision %s", (unsigned)item->number + 1, written->name);
        return 0;
    }
    bri_key key = bri_clock_key(state, decision);
    bri_reader_seek(&state->reader, &key, item->identity, 2 * item->number, BRI_FOR_TRIGGER);
    return gsl_rng_uniform(&state->reader.rng) < p;
}

void bri_phase_end(bri_state *state, uint32_t decision, bri_item item, bri_context *context) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    const bri_plan_phase *phase = &plan->phases[item.number];
    const bri_clock *clock = &state->clock[decision];
    int success = succeeds(state, decision, &item);
    uint64_t stops = clock->stops;
    int32_t event = (int32_t)state->record->event_count;
    context->identity = bri_mix(item.identity, item.number);
    bri_do(state, decision, success ? phase->success : phase->failure, context);
    /* What is done may stop the clock, and the deliberation with it. */
    if (state->is_over || !success || item.number + 1 == plan->phase_count || clock->stops != stops) return;
    if ((int32_t)state->record->event_count > event) item.cause = event;
    item.number++;
    bri_phase_begin(state, decision, item, state->trigger);
}
