/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks. A hazard fires at the points of its field that lie under its rate (thinning by a Poisson random measure): the bound over the boxes decides
 * which strips are awake and which points are looked at, the rate itself decides which count. */
#include <stdlib.h>

#include "kernel/state.h"

/* A bound this many times the rate and the field's base is narrowed. */
#define WASTE 64.0

void bri_clock_mark_dirty(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    if (clock->is_dirty || !clock->is_running) return;
    clock->is_dirty = 1;
    state->dirty_clocks[state->dirty_clock_count++] = decision;
}

static const char *name_of(const bri_state *state, uint32_t decision) { return state->plan->scenario->decisions[decision].name; }

/** Room for strips 0 .. count - 1; those that are new stand at the start. */
static int have_strips(bri_state *state, uint32_t decision, uint32_t count) {
    bri_clock *clock = &state->clock[decision];
    if (count <= clock->strip_count) return 1;
    bri_strip *strip = realloc(clock->strip, count * sizeof *strip);
    if (strip != NULL) clock->strip = strip;
    double *time = realloc(clock->strip_time, count * sizeof *time);
    if (time != NULL) clock->strip_time = time;
    double *y = realloc(clock->strip_y, count * sizeof *y);
    if (y != NULL) clock->strip_y = y;
    if (strip == NULL || time == NULL || y == NULL) {
        bri_fail(state, BRI_RUN_MEMORY, "out of memory for the field of decision %s", name_of(state, decision));
        return 0;
    }
    for (uint32_t i = clock->strip_count; i < count; i++) bri_strip_init(&strip[i], state->plan->decisions[decision].field_base, i);
    clock->strip_count = count;
    return 1;
}

static void scan(bri_clock *clock, uint32_t strip) {
    if (!bri_strip_scan(&clock->strip[strip], &clock->key, clock->high, &clock->strip_time[strip], &clock->strip_y[strip]))
        clock->strip_y[strip] = INFINITY;
}

/** Choose the strip whose point comes first (at equal times the lowest), and put its time into the queue. */
static void show_earliest(bri_state *state, bri_clock *clock) {
    double time = INFINITY;
    for (uint32_t i = 0; i < clock->awake; i++) {
        if (clock->strip_time[i] >= time) continue;
        time = clock->strip_time[i];
        clock->best = i;
    }
    bri_queue_move(&state->queue, clock->leaf, time);
}

/** How many strips begin below a height: exactly, since the top one alone may have points that were passed over. */
static uint32_t strips_below(double high, double base) {
    if (!(high > 0.0)) return 0;
    if (high <= base) return 1;
    int doublings = ilogb(high) - ilogb(base);
    return (uint32_t)(doublings + (high > ldexp(base, doublings)) + 1);
}

static void fail_rate(bri_state *state, uint32_t decision, double rate) {
    if (isnan(rate))
        bri_fail(state, BRI_RUN_NAN, "the rate of decision %s has no value", name_of(state, decision));
    else
        bri_fail(state, BRI_RUN_BAD_RATE, "the rate of decision %s is %g per day", name_of(state, decision), rate);
}

/** Is a bound of no use? A rate that is negative for certain, or a bound so high that the field's points could not be told apart. */
static int is_bad_bound(bri_state *state, uint32_t decision, bri_interval bound) {
    double base = state->plan->decisions[decision].field_base, greatest = fmax(bound.high, base);
    if (bound.high >= 0.0 && greatest < base * 0x1p62 && greatest * state->plan->horizon < 0x1p48) return 0;
    double rate = bri_value(state, state->plan->decisions[decision].rate, NULL, NULL, NULL);
    if (!(rate >= 0.0 && rate < INFINITY))
        fail_rate(state, decision, rate);
    else
        bri_fail(state, BRI_RUN_BAD_RATE, "the rate of decision %s may reach %g per day", name_of(state, decision), greatest);
    return 1;
}

/** Would a narrower box pay? Every point below the bound costs time; a bound may even be infinite where the rate is not. */
static int is_wasteful(bri_state *state, const bri_plan_decision *plan, double high) {
    if (high <= WASTE * plan->field_base) return 0;
    return !(high < INFINITY && high <= WASTE * (plan->field_base + bri_value(state, plan->rate, NULL, NULL, NULL)));
}

/** Narrower boxes for all slots of a rate; 0: none became narrower. */
static int narrow_boxes(bri_state *state, const bri_plan_decision *plan) {
    size_t count;
    const uint32_t *slots = bri_code_slots(plan->rate, &count);
    int is_any = 0;
    for (size_t i = 0; i < count; i++)
        if (bri_box_narrow(state, slots[i])) is_any = 1;
    return is_any;
}

/** Bounds of a rate, with narrower boxes as long as its upper bound is far above it. They are narrower than the present ones, whoever made those: two
 *  clocks must not undo each other's boxes in turn. */
static bri_interval bound_rate(bri_state *state, const bri_plan_decision *plan) {
    bri_interval bound = bri_code_bound(plan->rate, state->box, NULL, state->bound_scratch);
    while (is_wasteful(state, plan, bound.high) && narrow_boxes(state, plan))
        bound = bri_code_bound(plan->rate, state->box, NULL, state->bound_scratch);
    return bound;
}

void bri_clock_bound(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    bri_interval bound = bound_rate(state, plan);
    if (is_bad_bound(state, decision, bound)) return;
    uint32_t awake = strips_below(bound.high, plan->field_base), was_awake = clock->awake;
    if (!have_strips(state, decision, awake)) return;
    double was_high = clock->high;
    clock->low = bound.low;
    clock->high = bound.high;
    clock->awake = awake;
    /* Where the bound rose, points that were passed over count again; where a strip slept, its first point from now on is sought. A point at
     * this very instant is still to come, unless the queue has passed the clock's leaf. */
    uint32_t stale = bound.high > was_high && was_awake > 0 ? was_awake - 1 : was_awake;
    double after = clock->leaf > state->fired_leaf ? nextafter(state->now, -INFINITY) : state->now;
    for (uint32_t i = stale; i < awake; i++) {
        bri_strip_seek(&clock->strip[i], &clock->key, after);
        scan(clock, i);
    }
    if (stale < awake || awake < was_awake) show_earliest(state, clock);
}

/** Does a point of height y lie under the rate? */
static int is_under_rate(bri_state *state, uint32_t decision, double y) {
    bri_clock *clock = &state->clock[decision];
    if (y >= clock->high) return 0;
    if (y < clock->low) return 1;
    clock->evaluations++;
    double rate = bri_value(state, state->plan->decisions[decision].rate, NULL, NULL, NULL);
    if (!(rate >= 0.0 && rate < INFINITY)) {
        fail_rate(state, decision, rate);
        return 0;
    }
    if (rate >= clock->low && rate <= clock->high) return y < rate;
    bri_fail(state, BRI_RUN_BAD_BOUND, "the rate of decision %s, %.17g, is outside its bound [%.17g, %.17g]", name_of(state, decision), rate,
             clock->low, clock->high);
    return 0;
}

/** A decision does something at this instant: those whose leaves come before its own have had their turn. */
static void note_turn(bri_state *state, const bri_clock *clock) {
    if (clock->leaf > state->fired_leaf) state->fired_leaf = clock->leaf;
}

static void hazard_due(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    uint32_t strip = clock->best;
    double y = clock->strip_y[strip];
    bri_point point;
    int fires = 0;
    if (y < INFINITY) {
        bri_strip_pass(&clock->strip[strip], &point);
        /* Of two points at one computed instant, one alone can fire: whether the other is looked at may depend on the boxes. */
        fires = point.time > clock->last_point && is_under_rate(state, decision, y);
    }
    scan(clock, strip);
    show_earliest(state, clock);
    if (!fires) return;
    clock->last_point = point.time;
    note_turn(state, clock);
    bri_context context = {bri_point_identity(state->plan->decisions[decision].stream, &point), -1, 0, state->no_marks};
    bri_fire(state, decision, &context, 1);
}

/** A renewal's next gap, drawn when the last occurrence has done its effects; the first of a replication is one longer than the time that has
 *  already passed, less that time. */
static void draw_gap(bri_state *state, uint32_t decision, double beyond) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    bri_reader_seek(&state->reader, &clock->key, clock->occurrence, 0, BRI_FOR_GAP);
    double gap;
    int attempts = 0;
    do {
        gap = bri_value(state, plan->gap, NULL, NULL, &state->reader.rng);
        if (!(gap >= 0.0)) {
            bri_fail_value(state, gap, "a gap of decision %s", name_of(state, decision));
            return;
        }
        if (++attempts > 100000) {
            bri_fail(state, BRI_RUN_BAD_VALUE, "no gap of decision %s is longer than the %g days that have passed", name_of(state, decision), beyond);
            return;
        }
    } while (gap <= beyond && beyond > 0.0);
    bri_queue_move(&state->queue, clock->leaf, state->now + (beyond > 0.0 ? gap - beyond : gap));
}

static void renewal_due(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    bri_context context = {bri_mix(state->plan->decisions[decision].stream, clock->occurrence), -1, 0, state->no_marks};
    clock->occurrence++;
    bri_queue_move(&state->queue, clock->leaf, INFINITY);
    bri_fire(state, decision, &context, 1);
    /* The effects may have stopped the clock, or started it anew. */
    if (clock->is_running && bri_queue_time(&state->queue, clock->leaf) == INFINITY) draw_gap(state, decision, 0.0);
}

void bri_clock_show_pending(bri_state *state, uint32_t decision) {
    const bri_clock *clock = &state->clock[decision];
    bri_queue_move(&state->queue, clock->leaf, bri_heap_time(&clock->pending, &state->pool));
}

/** Is a dated occurrence, or a triggered one, to happen at all? */
static int passes_probability(bri_state *state, uint32_t decision, uint64_t place, bri_purpose purpose, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    if (plan->probability == NULL) return 1;
    double p = bri_value(state, plan->probability, mark, NULL, NULL);
    if (!(p >= 0.0 && p <= 1.0)) {
        bri_fail_value(state, p, "the probability of decision %s", name_of(state, decision));
        return 0;
    }
    bri_reader_seek(&state->reader, &state->clock[decision].key, place, 0, purpose);
    return gsl_rng_uniform(&state->reader.rng) < p;
}

static void date_due(bri_state *state, uint32_t decision, uint64_t number) {
    bri_context context = {bri_mix(state->plan->decisions[decision].stream, number), -1, 0, state->no_marks};
    if (passes_probability(state, decision, number, BRI_FOR_DATE, NULL)) bri_fire(state, decision, &context, 1);
}

/** Put an item into a decision's heap and the queue; 0: memory is out. */
static int push_pending(bri_state *state, uint32_t decision, bri_item item, const double *mark) {
    uint32_t number = bri_pool_take(&state->pool);
    if (number != UINT32_MAX) {
        item.order = state->pool.items[number].order;
        state->pool.items[number] = item;
        for (uint32_t i = 0; i < state->plan->mark_count; i++) bri_pool_marks(&state->pool, number)[i] = mark[i];
        if (bri_heap_push(&state->clock[decision].pending, &state->pool, number)) {
            bri_clock_show_pending(state, decision);
            return 1;
        }
        bri_pool_give(&state->pool, number);
    }
    bri_fail(state, BRI_RUN_MEMORY, "out of memory for pending occurrences of decision %s", name_of(state, decision));
    return 0;
}

/** Dates that jitter are all drawn at the start: they may change places. One that falls before the start does not happen, nor does one again that
 *  has just happened and started its own clock anew. */
static void push_dates(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    const bri_clock *clock = &state->clock[decision];
    for (uint32_t i = 0; i < plan->date_count; i++) {
        bri_reader_seek(&state->reader, &clock->key, i, 1, BRI_FOR_DATE);
        double time = plan->dates[i] + bri_value(state, plan->delay, NULL, NULL, &state->reader.rng);
        if (isnan(time)) {
            bri_fail_value(state, time, "a jitter of decision %s", name_of(state, decision));
            return;
        }
        if (time < state->now || (time == state->now && i < clock->occurrence)) continue;
        bri_item item = {.time = time, .kind = BRI_ITEM_OCCURRENCE, .subject = decision, .cause = -1, .number = i};
        if (!push_pending(state, decision, item, state->no_marks)) return;
    }
}

/** The first date at or after now, without jitter. */
static void show_date(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    while (clock->occurrence < plan->date_count && plan->dates[clock->occurrence] < state->now) clock->occurrence++;
    bri_queue_move(&state->queue, clock->leaf, clock->occurrence < plan->date_count ? plan->dates[clock->occurrence] : INFINITY);
}

static void pending_due(bri_state *state, uint32_t decision) {
    uint32_t number = bri_heap_pop(&state->clock[decision].pending, &state->pool);
    bri_item item = state->pool.items[number];
    const double *mark = bri_pool_marks(&state->pool, number);
    for (uint32_t i = 0; i < state->plan->mark_count; i++) state->trigger[i] = mark[i];
    bri_pool_give(&state->pool, number);
    bri_clock_show_pending(state, decision);
    if (state->plan->decisions[decision].clock == BRI_CLOCK_DATES) {
        state->clock[decision].occurrence = item.number + 1;
        date_due(state, decision, item.number);
        return;
    }
    bri_context context = {item.identity, item.cause, item.depth, state->trigger};
    bri_fire(state, decision, &context, 0);
}

/** Gaps of length 0 whose guard is false would go on for ever at one instant, and no event would tell. */
static int is_stuck(bri_state *state, uint32_t decision) {
    if (++state->idle <= state->plan->event_limit + state->plan->decision_count) return 0;
    bri_fail(state, BRI_RUN_EVENT_LIMIT, "decision %s comes up again and again at one instant", name_of(state, decision));
    return 1;
}

void bri_clock_due(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    if (plan->clock != BRI_CLOCK_HAZARD) note_turn(state, clock);
    if (is_stuck(state, decision)) return;
    switch (plan->clock) {
    case BRI_CLOCK_HAZARD: hazard_due(state, decision); break;
    case BRI_CLOCK_RENEWAL: renewal_due(state, decision); break;
    case BRI_CLOCK_TRIGGERED: pending_due(state, decision); break;
    case BRI_CLOCK_DATES:
        if (plan->delay != NULL) {
            pending_due(state, decision);
        } else {
            uint64_t number = clock->occurrence++;
            show_date(state, decision);
            date_due(state, decision, number);
        }
    }
}

void bri_clock_start(bri_state *state, uint32_t decision, int first_time) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    if (clock->is_running || clock->fired >= plan->limit) return;
    clock->is_running = 1;
    if (plan->age_slot != BRI_NONE && !first_time) bri_slot_assign(state, plan->age_slot, 0.0);
    switch (plan->clock) {
    case BRI_CLOCK_HAZARD:
        clock->awake = 0;
        clock->high = -INFINITY;
        bri_clock_mark_dirty(state, decision);
        break;
    case BRI_CLOCK_RENEWAL:
        draw_gap(state, decision, first_time ? plan->first_beyond : 0.0);
        break;
    case BRI_CLOCK_DATES:
        if (plan->delay == NULL)
            show_date(state, decision);
        else
            push_dates(state, decision);
        break;
    case BRI_CLOCK_TRIGGERED: break;
    }
}

void bri_clock_stop(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    clock->is_running = 0;
    if (state->plan->decisions[decision].clock == BRI_CLOCK_RENEWAL) clock->occurrence++;
    while (clock->pending.count > 0) bri_pool_give(&state->pool, bri_heap_pop(&clock->pending, &state->pool));
    bri_queue_move(&state->queue, clock->leaf, INFINITY);
}

/** By a rule of its own, a trigger drops the new occurrence or the pending ones. */
static int has_place(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    bri_pending rule = state->plan->decisions[decision].pending;
    if (rule == BRI_PENDING_ONE_KEEP && clock->pending.count > 0) return 0;
    while (rule == BRI_PENDING_ONE_REPLACE && clock->pending.count > 0)
        bri_pool_give(&state->pool, bri_heap_pop(&clock->pending, &state->pool));
    return 1;
}

void bri_clock_trigger(bri_state *state, uint32_t decision, const bri_context *event, int32_t cause, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    if (!clock->is_running) return;
    uint64_t identity = bri_mix(event->identity, plan->stream);
    if (plan->guard != NULL && !(bri_value(state, plan->guard, mark, event->trigger, NULL) > 0.0)) return;
    if (!passes_probability(state, decision, identity, BRI_FOR_TRIGGER, mark) || !has_place(state, decision)) return;
    double delay = 0.0;
    if (plan->delay != NULL) {
        bri_reader_seek(&state->reader, &clock->key, identity, 1, BRI_FOR_TRIGGER);
        delay = bri_value(state, plan->delay, mark, event->trigger, &state->reader.rng);
    }
    if (!(delay >= 0.0)) {
        bri_fail_value(state, delay, "a delay of decision %s", name_of(state, decision));
        return;
    }
    uint32_t depth = state->now + delay > state->now ? 0 : event->depth + 1;
    if (depth > state->plan->cascade_limit) {
        bri_fail(state, BRI_RUN_CASCADE_LIMIT, "more than %llu reactions at one instant, the last to decision %s",
                 (unsigned long long)state->plan->cascade_limit, name_of(state, decision));
        return;
    }
    bri_item item = {.time = state->now + delay,
                     .identity = identity,
                     .kind = BRI_ITEM_OCCURRENCE,
                     .subject = decision,
                     .depth = depth,
                     .cause = cause};
    push_pending(state, decision, item, mark);
}
