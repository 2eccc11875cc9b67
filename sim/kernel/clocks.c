/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clocks. A hazard fires at the points of its field that lie under its rate (thinning by a Poisson random measure): the bound over the boxes decides
 * which strips are awake and which points are looked at, the rate itself decides which count. */
#include <stdlib.h>

#include "base/elementary.h"
#include "kernel/state.h"

/* A bound this many times the rate and the field's base is narrowed. */
#define WASTE 64.0

void bri_clock_mark_dirty(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    if (clock->is_dirty || !clock->is_running) return;
    clock->is_dirty = 1;
    state->dirty_clocks[state->dirty_clock_count++] = decision;
}

/** Move a clock's lanes to where there is room for one more; 0: memory is out. */
static int move_lanes(bri_state *state, bri_clock *clock) {
    bri_lane *lane;
    if (posix_memalign((void **)&lane, sizeof *lane, (clock->lane_count + 1) * bri_lane_size(state)) != 0) return 0;
    for (uint32_t i = 0; i < clock->lane_count; i++) {
        lane[i] = clock->lane[i];
        bri_strip_move(&lane[i].strip, bri_lane_room(state, lane, clock->lane_count + 1, i));
    }
    bri_clock_free_lanes(clock);
    clock->lane = lane;
    return 1;
}

/** One lane more; 0: memory is out. */
static int add_lane(bri_state *state, bri_clock *clock, double base) {
    uint32_t number = clock->lane_count;
    if (number > 0 && !move_lanes(state, clock)) return 0;
    double *room = bri_lane_room(state, clock->lane, number + 1, number);
    bri_strip_init(&clock->lane[number].strip, base, number, room, state->strip_capacity);
    clock->lane_count++;
    return 1;
}

/** Room for lanes 0 .. count - 1; those that are new stand at the start. */
static int have_lanes(bri_state *state, uint32_t decision, uint32_t count) {
    bri_clock *clock = &state->clock[decision];
    while (clock->lane_count < count)
        if (!add_lane(state, clock, state->plan->decisions[decision].field_base)) {
            const bri_decision *written = bri_written(state, decision);
            bri_fail(state, BRI_RUN_MEMORY, NULL, "out of memory for the field of decision %s", written->name);
            return 0;
        }
    return 1;
}

/** Choose the strip whose point comes first (at equal times the lowest); its time. */
static double find_earliest(bri_clock *clock) {
    double time = INFINITY;
    for (uint32_t i = 0; i < clock->awake; i++) {
        if (clock->lane[i].time >= time) continue;
        time = clock->lane[i].time;
        clock->best = i;
    }
    return time;
}

/** How many strips begin below a height: exactly, since the top one alone may have points that were passed over. */
static uint32_t strips_below(double high, double base) {
    if (!(high > 0.0)) return 0;
    if (high <= base) return 1;
    uint64_t doublings = (bri_to_bits(high) >> 52) - (bri_to_bits(base) >> 52);
    return (uint32_t)(doublings + (high > bri_from_bits(bri_to_bits(base) + (doublings << 52))) + 1);
}

static void fail_rate(bri_state *state, uint32_t decision, double rate) {
    const bri_decision *written = bri_written(state, decision);
    if (isnan(rate))
        bri_fail(state, BRI_RUN_NAN, &written->rate_place, "the rate of decision %s has no value", written->name);
    else
        bri_fail(state, BRI_RUN_BAD_RATE, &written->rate_place, "the rate of decision %s is %g per day", written->name, rate);
}

/** Can a rate be this high? Neither what has no value, nor what is so high that the field's points could not be told apart. */
static int is_possible(const bri_state *state, const bri_plan_decision *plan, double rate) {
    double base = plan->field_base, greatest = rate > base ? rate : base;
    return !isnan(rate) && greatest < base * 0x1p62 && greatest * state->plan->horizon < BRI_MOST_POINTS;
}

/** Is a bound of no use? Then the replication has failed. */
static int is_bad_bound(bri_state *state, uint32_t decision, bri_interval bound) {
    if (is_possible(state, &state->plan->decisions[decision], bound.high)) return 0;
    bri_state_bind(state, &state->plan->decisions[decision]);
    double rate = bri_value(state, state->plan->decisions[decision].rate, NULL, NULL);
    const bri_decision *written = bri_written(state, decision);
    if (!(rate >= 0.0 && rate < INFINITY))
        fail_rate(state, decision, rate);
    else if (!is_possible(state, &state->plan->decisions[decision], rate))
        bri_fail(state, BRI_RUN_BAD_RATE, &written->rate_place, "the rate of decision %s is too high: %g per day", written->name, rate);
    else
        bri_fail(state, BRI_RUN_BAD_RATE, &written->rate_place, "the rate of decision %s may reach %g per day", written->name, bound.high);
    return 1;
}

/* Negative rates. Bounds tell where a rate may be negative, but not whether it is, and they depend on the boxes. So such a rate is looked at at
 * instants that do not: at the start and the end, when effects have set what it reads, and at all points of its lowest strip. */

static void note_doubt(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    if (!(clock->low < 0.0) || clock->is_doubtful) return;
    clock->is_doubtful = 1;
    state->doubtful_clocks[state->doubtful_count++] = decision;
}

/** Has a slot of a rate got a new path at this instant? */
static int is_stirred(const bri_state *state, const bri_code *rate) {
    size_t count;
    const uint32_t *slots = bri_code_slots(rate, &count);
    if (bri_code_has_members(rate)) return 1;
    for (size_t i = 0; i < count; i++)
        if (state->slot[slots[i]].anchor == state->now) return 1;
    return 0;
}

void bri_clocks_look_at_doubtful(bri_state *state, int looks_at_all) {
    uint32_t first = BRI_NONE; /* of several at one instant the first of the file is told */
    for (uint32_t i = 0; i < state->doubtful_count;) {
        uint32_t decision = state->doubtful_clocks[i];
        bri_clock *clock = &state->clock[decision];
        if (!clock->is_running || !(clock->low < 0.0)) {
            clock->is_doubtful = 0;
            state->doubtful_clocks[i] = state->doubtful_clocks[--state->doubtful_count];
            continue;
        }
        const bri_plan_decision *plan = &state->plan->decisions[decision];
        i++;
        if (decision > first || !(looks_at_all || is_stirred(state, plan->rate))) continue;
        bri_state_bind(state, plan);
        if (bri_value(state, plan->rate, NULL, NULL) < 0.0) first = decision;
    }
    if (first == BRI_NONE) return;
    bri_state_bind(state, &state->plan->decisions[first]);
    fail_rate(state, first, bri_value(state, state->plan->decisions[first].rate, NULL, NULL));
}

/** Would a narrower box pay? Every point below the bound costs time; a bound may even be infinite where the rate is not, and one that cannot be must
 *  not end a replication whose rate can. */
static int is_wasteful(bri_state *state, const bri_plan_decision *plan, double high) {
    if (high <= WASTE * plan->field_base) return 0;
    bri_state_bind(state, plan);
    double rate = bri_value(state, plan->rate, NULL, NULL);
    if (!(high < INFINITY && high <= WASTE * (plan->field_base + rate))) return 1;
    return !is_possible(state, plan, high) && is_possible(state, plan, rate);
}

/* Boxes being made narrower: those that are the widest, of what their slots' boxes are at first. Else a box that is made anew would have the others
 * of its rate, which are narrow enough, made narrower each time, until all are left all the time. */
typedef struct narrowing {
    bri_state *state;
    double widest;
    int is_any;
} narrowing;

static double width_of(const bri_slot_state *slot) {
    return slot->boxed / slot->width;
}

static void find_widest(void *context, uint32_t slot) {
    narrowing *n = context;
    if (bri_box_can_narrow(n->state, slot)) n->widest = fmax(n->widest, width_of(&n->state->slot[slot]));
}

static void narrow(void *context, uint32_t slot) {
    narrowing *n = context;
    if (width_of(&n->state->slot[slot]) >= n->widest / 4.0 && bri_box_narrow(n->state, slot)) n->is_any = 1;
}

/** Narrower boxes for the slots of a rate; 0: none became narrower. */
static int narrow_boxes(bri_state *state, const bri_plan_decision *plan) {
    narrowing n = {.state = state};
    bri_code_visit_slots(plan->rate, plan->binding, state->plan->networks, find_widest, &n);
    if (n.widest > 0.0) bri_code_visit_slots(plan->rate, plan->binding, state->plan->networks, narrow, &n);
    return n.is_any;
}

bri_interval bri_clock_rate_bound(bri_state *state, const bri_plan_decision *decision) {
    const bri_bounding bounding = {.boxes = state->box,
                                   .parameters = state->plan->parameters,
                                   .binding = decision->binding,
                                   .link = decision->link,
                                   .networks = state->plan->networks};
    bri_interval bound = bri_code_bound_for(decision->rate, &bounding, state->bound_scratch);
    if (bound.low < 0.0 && !decision->can_be_negative) bound.low = 0.0;
    return bound;
}

/** Bounds of a rate, with narrower boxes as long as its upper bound is far above it. They are narrower than the present ones, whoever made those: two
 *  clocks must not undo each other's boxes in turn. */
static bri_interval bound_rate(bri_state *state, const bri_plan_decision *plan) {
    if (!isnan(plan->constant_rate)) return (bri_interval){plan->constant_rate, plan->constant_rate};
    if (!plan->rate_moves) {
        bri_state_bind(state, plan);
        double rate = bri_value(state, plan->rate, NULL, NULL);
        if (!isnan(rate)) return (bri_interval){rate, rate};
    }
    bri_interval bound = bri_clock_rate_bound(state, plan);
    while (is_wasteful(state, plan, bound.high) && narrow_boxes(state, plan)) bound = bri_clock_rate_bound(state, plan);
    return bound;
}

void bri_clock_bound(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    bri_interval bound = bound_rate(state, plan);
    if (bound.low == clock->low && bound.high == clock->high) return;
    if (is_bad_bound(state, decision, bound)) return;
    uint32_t awake = strips_below(bound.high, plan->field_base), was_awake = clock->awake;
    if (bound.low < 0.0 && awake == 0) awake = 1;
    if (!have_lanes(state, decision, awake)) return;
    /* Where the bound rose, or has come to be in doubt, points that were passed over count again; where a strip slept, its first point from now on is
     * sought. A point at this very instant is still to come, unless the queue has passed the clock's leaf. */
    int count_again = bound.high > clock->high || (bound.low < 0.0 && !(clock->low < 0.0));
    clock->low = bound.low;
    clock->high = bound.high;
    clock->awake = awake;
    note_doubt(state, decision);
    uint32_t stale = count_again && was_awake > 0 ? was_awake - 1 : was_awake;
    bri_key key = bri_clock_key(state, decision);
    double after = clock->leaf >= state->turn ? bri_just_before(state->now) : state->now;
    for (uint32_t i = stale; i < awake; i++) {
        bri_strip_seek(&clock->lane[i].strip, &key, after);
        bri_clock_scan(state, decision, clock, i);
    }
    if (stale < awake || awake < was_awake) bri_queue_move(&state->queue, clock->leaf, find_earliest(clock));
}

/** Does the point of a lane in hand, of height y, lie under the rate? */
static int is_under_rate(bri_state *state, uint32_t decision, uint32_t lane, double y) {
    bri_clock *clock = &state->clock[decision];
    int is_looked_at = lane == 0 && clock->low < 0.0;
    if (!is_looked_at && y >= clock->high) return 0;
    if (y < clock->low) return 1;
    clock->evaluations++;
    bri_state_bind(state, &state->plan->decisions[decision]);
    double rate = bri_value(state, state->plan->decisions[decision].rate, NULL, NULL);
    if (isnan(rate) || rate == INFINITY || (is_looked_at && rate < 0.0)) {
        fail_rate(state, decision, rate);
        return 0;
    }
    if (rate >= clock->low && rate <= clock->high) return y < rate;
    const bri_decision *written = bri_written(state, decision);
    bri_fail(state, BRI_RUN_BAD_BOUND, &written->rate_place, "the rate of decision %s, %.17g, is outside its bound [%.17g, %.17g]", written->name,
             rate, clock->low, clock->high);
    return 0;
}

/** A decision does something at this instant: those whose leaves come before its own have had their turn. */
static void note_turn(bri_state *state, const bri_clock *clock) {
    if (clock->leaf >= state->turn) state->turn = clock->leaf + 1;
}

/** The context of a decision that fires by its own clock. */
static bri_context own_context(const bri_state *state, uint32_t decision, uint64_t identity) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    return (bri_context){.identity = identity, .cause = -1, .trigger = state->no_marks, .binding = plan->binding, .link = plan->link};
}

static uint64_t identity_of_passed(const bri_plan_decision *plan, const bri_strip *strip) {
    bri_point point = bri_strip_passed(strip);
    return bri_point_identity(plan->stream, &point);
}

static void hazard_due(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_lane *lane = &clock->lane[clock->best];
    int fires = 0;
    uint64_t identity = 0;
    if (lane->y < INFINITY) {
        bri_strip_pass(&lane->strip);
        /* Of two points at one computed instant, one alone can fire: whether the other is looked at may depend on the boxes. */
        fires = state->now > clock->last_point && is_under_rate(state, decision, clock->best, lane->y);
        if (fires && (plan->identity_is_read || state->record->keep_events)) identity = identity_of_passed(plan, &lane->strip);
    }
    bri_clock_scan(state, decision, clock, clock->best);
    bri_queue_move_first(&state->queue, find_earliest(clock));
    if (!fires) return;
    clock->last_point = state->now;
    if (!plan->is_decoupled) note_turn(state, clock); /* those are not asked whether they had theirs */
    if (plan->is_plain && !state->record->keep_events) {
        bri_do_plainly(state, decision);
        return;
    }
    bri_context context = own_context(state, decision, identity);
    bri_fire(state, decision, &context, 1);
}

/** A renewal's next gap, drawn when the last occurrence has done its effects; the first of a replication is one longer than the time that has
 *  already passed, less that time. */
static void draw_gap(bri_state *state, uint32_t decision, double beyond) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    bri_state_bind(state, plan);
    bri_key key = bri_clock_key(state, decision);
    bri_reader_seek(&state->reader, &key, clock->occurrence, 0, BRI_FOR_GAP);
    double gap;
    int attempts = 0;
    do {
        gap = bri_value(state, plan->gap, NULL, NULL);
        if (!(gap >= 0.0)) {
            const bri_decision *written = bri_written(state, decision);
            bri_fail_value(state, &written->place, gap, "a gap of decision %s", written->name);
            return;
        }
        if (++attempts > 100000) {
            const bri_decision *written = bri_written(state, decision);
            bri_fail(state, BRI_RUN_BAD_VALUE, &written->place, "no gap of decision %s is longer than the %g days that have passed", written->name,
                     beyond);
            return;
        }
    } while (gap <= beyond && beyond > 0.0);
    bri_queue_move(&state->queue, clock->leaf, state->now + (beyond > 0.0 ? gap - beyond : gap));
}

static void renewal_due(bri_state *state, uint32_t decision) {
    bri_clock *clock = &state->clock[decision];
    bri_context context = own_context(state, decision, bri_mix(state->plan->decisions[decision].stream, clock->occurrence));
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
    double p = bri_value(state, plan->probability, mark, NULL);
    if (!(p >= 0.0 && p <= 1.0)) {
        const bri_decision *written = bri_written(state, decision);
        bri_fail_value(state, &written->place, p, "the probability of decision %s", written->name);
        return 0;
    }
    bri_key key = bri_clock_key(state, decision);
    bri_reader_seek(&state->reader, &key, place, 0, purpose);
    return gsl_rng_uniform(&state->reader.rng) < p;
}

static void date_due(bri_state *state, uint32_t decision, uint64_t number) {
    bri_context context = own_context(state, decision, bri_mix(state->plan->decisions[decision].stream, number));
    bri_state_bind(state, &state->plan->decisions[decision]);
    if (passes_probability(state, decision, number, BRI_FOR_DATE, NULL)) bri_fire(state, decision, &context, 1);
}

/** Put an item into a decision's heap and the queue; 0: memory is out. */
int bri_clock_push(bri_state *state, uint32_t decision, bri_item item, const double *mark) {
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
    bri_fail(state, BRI_RUN_MEMORY, NULL, "out of memory for pending occurrences of decision %s", bri_written(state, decision)->name);
    return 0;
}

/** Dates that jitter are all drawn at the start: they may change places. One that falls before the start does not happen, nor does one again that
 *  has just happened and started its own clock anew. */
static void push_dates(bri_state *state, uint32_t decision) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    const bri_clock *clock = &state->clock[decision];
    bri_state_bind(state, plan);
    bri_key key = bri_clock_key(state, decision);
    for (uint32_t i = 0; i < plan->date_count; i++) {
        bri_reader_seek(&state->reader, &key, i, 1, BRI_FOR_DATE);
        double time = plan->dates[i] + bri_value(state, plan->delay, NULL, NULL);
        if (isnan(time)) {
            const bri_decision *written = bri_written(state, decision);
            bri_fail_value(state, &written->place, time, "a jitter of decision %s", written->name);
            return;
        }
        if (time < state->now || (time == state->now && i < clock->occurrence)) continue;
        bri_item item = {.time = time, .kind = BRI_ITEM_OCCURRENCE, .subject = decision, .cause = -1, .number = i};
        if (!bri_clock_push(state, decision, item, state->no_marks)) return;
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
    bri_context context = own_context(state, decision, item.identity);
    context.cause = item.cause;
    context.depth = item.depth;
    context.trigger = state->trigger;
    context.binding = bri_bind(context.binding.self, item.target, context.binding.own, context.binding.other);
    if (state->plan->decisions[decision].phase_count > 0)
        bri_phase_end(state, decision, item, &context);
    else
        bri_fire(state, decision, &context, 0);
}

/** Gaps of length 0 whose guard is false would go on for ever at one instant, and no event would tell. */
static int is_stuck(bri_state *state, uint32_t decision) {
    if (++state->idle <= state->plan->event_limit + state->plan->decision_count) return 0;
    const bri_decision *written = bri_written(state, decision);
    bri_fail(state, BRI_RUN_EVENT_LIMIT, &written->place, "decision %s comes up again and again at one instant", written->name);
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
        clock->low = NAN; /* no bound is equal to it */
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
    clock->stops++;
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

/** Of which actor a template's triggered instances are, as its target: that of its own link, or one of the trigger's. */
static uint32_t target_of(const bri_plan_decision *plan, const bri_context *event) {
    if (plan->target_is == BRI_REACT_SOURCE) return event->binding.self;
    return plan->target_is == BRI_REACT_TARGET ? event->binding.target : plan->binding.target;
}

void bri_clock_trigger(bri_state *state, uint32_t decision, const bri_context *event, int32_t cause, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[decision];
    bri_clock *clock = &state->clock[decision];
    if (!clock->is_running) return;
    uint64_t identity = bri_mix(event->identity, plan->stream);
    bri_state_bind(state, plan);
    state->env.binding = bri_bind(plan->binding.self, target_of(plan, event), plan->binding.own, plan->binding.other);
    if (plan->guard != NULL && !(bri_value(state, plan->guard, mark, event->trigger) > 0.0)) return;
    if (!passes_probability(state, decision, identity, BRI_FOR_TRIGGER, mark) || !has_place(state, decision)) return;
    if (plan->phase_count > 0) {
        bri_item first = {.identity = identity, .kind = BRI_ITEM_OCCURRENCE, .subject = decision, .depth = event->depth, .cause = cause};
        first.target = target_of(plan, event);
        bri_phase_begin(state, decision, first, mark);
        return;
    }
    double delay = 0.0;
    if (plan->delay != NULL) {
        bri_key key = bri_clock_key(state, decision);
        bri_reader_seek(&state->reader, &key, identity, 1, BRI_FOR_TRIGGER);
        delay = bri_value(state, plan->delay, mark, event->trigger);
    }
    if (!(delay >= 0.0)) {
        const bri_decision *written = bri_written(state, decision);
        bri_fail_value(state, &written->place, delay, "a delay of decision %s", written->name);
        return;
    }
    uint32_t depth = state->now + delay > state->now ? 0 : event->depth + 1;
    if (depth > state->plan->cascade_limit) {
        const bri_decision *written = bri_written(state, decision);
        bri_fail(state, BRI_RUN_CASCADE_LIMIT, &written->place, "more than %llu reactions at one instant, the last to decision %s",
                 (unsigned long long)state->plan->cascade_limit, written->name);
        return;
    }
    bri_item item = {.time = state->now + delay,
                     .identity = identity,
                     .kind = BRI_ITEM_OCCURRENCE,
                     .subject = decision,
                     .depth = depth,
                     .cause = cause,
                     .target = target_of(plan, event)};
    bri_clock_push(state, decision, item, mark);
}

/** Trigger the instances of a template whose self is an actor: of a group one at most, of a network one for each link, or that to one. A target
 *  that the trigger gives must be another one of them. */
static void trigger_of(bri_state *state, uint32_t leader, uint32_t self, const bri_context *event, int32_t cause, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[leader];
    const bri_group *range = &state->plan->scenario->groups[plan->range];
    uint32_t target = target_of(plan, event);
    if (self == BRI_NONE || range->position[self] == BRI_NONE) return;
    if (!range->is_network) {
        if (plan->target_is != BRI_REACT_ANY && (target == BRI_NONE || target == self || range->position[target] == BRI_NONE)) return;
        bri_clock_trigger(state, leader + range->position[self], event, cause, mark);
        return;
    }
    for (uint32_t i = range->links.first[self]; i < range->links.first[self + 1]; i++)
        if (plan->target_is == BRI_REACT_ANY || range->links.member[i] == target) bri_clock_trigger(state, leader + i, event, cause, mark);
}

void bri_clocks_trigger(bri_state *state, uint32_t leader, const bri_context *event, int32_t cause, const double *mark) {
    const bri_plan_decision *plan = &state->plan->decisions[leader];
    if (plan->self_is == BRI_REACT_ANY) {
        for (uint32_t i = 0; i < plan->instances; i++) bri_clock_trigger(state, leader + i, event, cause, mark);
        return;
    }
    bool is_source = plan->self_is == BRI_REACT_SOURCE || plan->self_is == BRI_REACT_LINKS_OF_SOURCE;
    uint32_t actor = is_source ? event->binding.self : event->binding.target;
    if (plan->self_is == BRI_REACT_SOURCE || plan->self_is == BRI_REACT_TARGET) {
        trigger_of(state, leader, actor, event, cause, mark);
        return;
    }
    const bri_network *network = &state->plan->networks[plan->reaction_network];
    if (actor == BRI_NONE) return;
    for (uint32_t i = network->first[actor]; i < network->first[actor + 1]; i++) trigger_of(state, leader, network->member[i], event, cause, mark);
}
