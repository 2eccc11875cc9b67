/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions between events: those of rungs, and those that decisions wait for. They may read moving variables, and so change between two events.
 * Time is cut into quanta (2^-50 of the horizon or less); a condition changes at the first multiple of the quantum at which its computed value
 * differs.
 *
 * Where a condition compares paths with what stands still alone, a closed form tells when a comparison changes, but for rounding: before that time it
 * need not be looked at, and then a few values do. For all other conditions the instant is searched for: interval arithmetic over the paths passes
 * over stretches where the condition cannot differ, so that the instant found depends on the paths alone. Where that cannot tell (a path that creeps
 * to a baseline which is the threshold itself), the values at the ends of ever longer stretches must do: up to 1/STRIDES of the horizon, so that
 * the search ends. */
#include "kernel/state.h"

enum {
    ENOUGH_TESTS = 2, /* and a stride is passed: the rest is left for later, when events may have changed it all */
    PATIENCE = 64,    /* tests after which a stretch is not cut any more */
    SHORTEST = 1 << 16, /* quanta of the shortest stretch that is tested: ends closer than this differ by rounding */
    STRIDES = 4096
};

/* Boxes for the slots of a condition over a time. */
typedef struct stretch {
    bri_state *state;
    double from, to;
} stretch;

static void box_over(void *context, uint32_t slot) {
    const stretch *s = context;
    s->state->watch_box[slot] = bri_path_range(s->state->plan, &s->state->plan->slots[slot], &s->state->slot[slot], s->from, s->to);
}

static void box_at(void *context, uint32_t slot) {
    const stretch *s = context;
    double value = bri_path_value(s->state->plan, &s->state->plan->slots[slot], &s->state->slot[slot], s->from);
    s->state->watch_box[slot] = (bri_interval){value, value};
}

static bri_interval truth_over(bri_state *state, const bri_plan_watch *watch, void (*box)(void *context, uint32_t slot), double from, double to) {
    stretch s = {state, from, to};
    const bri_bounding bounding = {.boxes = state->watch_box,
                                   .parameters = state->plan->parameters,
                                   .binding = watch->binding,
                                   .link = watch->link,
                                   .networks = state->plan->networks};
    bri_code_visit_slots(watch->when, watch->binding, state->plan->networks, box, &s);
    return bri_code_bound_for(watch->when, &bounding, state->bound_scratch);
}

/** The condition's value over quanta first .. last, or -1 where it may change there. */
static int settled_value(bri_state *state, const bri_plan_watch *when, int64_t first, int64_t last) {
    bri_interval truth = truth_over(state, when, box_over, (double)first * state->watch_quantum, (double)last * state->watch_quantum);
    return truth.low == truth.high ? truth.low > 0.0 : -1;
}

/** The condition's value at a quantum. */
static int value_at(bri_state *state, const bri_plan_watch *when, int64_t quantum) {
    double time = (double)quantum * state->watch_quantum;
    return truth_over(state, when, box_at, time, time).low > 0.0;
}

/** The first quantum of first .. last whose value is not `truth`, given that the last one's is not. */
static int64_t bisect(bri_state *state, const bri_plan_watch *when, int truth, int64_t first, int64_t last) {
    while (first < last) {
        int64_t middle = first + (last - first) / 2;
        if (value_at(state, when, middle) == truth)
            first = middle + 1;
        else
            last = middle;
    }
    return last;
}

/** The search; the first stretch tested is twice the last one that was settled: that saves tests. */
static double search(bri_state *state, uint32_t watch, int truth) {
    const bri_plan_watch *when = &state->plan->watches[watch];
    int64_t first = (int64_t)(state->now / state->watch_quantum) + 1, end = (int64_t)(state->plan->horizon / state->watch_quantum);
    int64_t at = first, span = state->watch[watch].span, stride = end / STRIDES + 1, shortest = SHORTEST;
    for (int tests = 0; at <= end; tests++) {
        if (span > end - at + 1) span = end - at + 1;
        int value = settled_value(state, when, at, at + span - 1), is_settled = value >= 0;
        if (!is_settled && tests >= ENOUGH_TESTS && at - first >= stride) return (double)at * state->watch_quantum;
        if (!is_settled && tests < PATIENCE && span > shortest) {
            span /= 2;
            continue;
        }
        if ((is_settled ? value : value_at(state, when, at + span - 1)) != truth)
            return (double)bisect(state, when, truth, at, at + span - 1) * state->watch_quantum;
        at += span;
        span *= 2;
        state->watch[watch].span = span;
        if (!is_settled && shortest < stride) shortest *= 2;
    }
    return INFINITY;
}

/** Where a path goes in the end. */
static double path_end(const bri_plan_slot *slot) {
    if (slot->kind == BRI_SLOT_RELAXING) return slot->baseline;
    return slot->slope > 0.0 ? slot->maximum : slot->minimum;
}

/** When the comparison of a path with a limit changes by itself, give or take what rounding may do; {inf, inf} where it does not, and all of time
 *  where rounding blurs it. */
static bri_interval change_of(const bri_state *state, const bri_threshold *threshold, double limit) {
    static const bri_interval never = {INFINITY, INFINITY}, blurred = {-INFINITY, INFINITY};
    const bri_plan_slot *plan = &state->plan->slots[threshold->slot];
    const bri_slot_state *slot = &state->slot[threshold->slot];
    if (plan->kind != BRI_SLOT_RELAXING && plan->kind != BRI_SLOT_DRIFTING) return blurred;
    if (!isfinite(slot->value) || !isfinite(limit) || (plan->kind == BRI_SLOT_DRIFTING && plan->slope == 0.0)) return never;
    double value = state->current[threshold->slot], last = path_end(plan);
    double slack = 1e-12 * bri_greater(bri_path_scale(plan, slot), bri_greater(fabs(limit), fabs(value)));
    if (plan->kind == BRI_SLOT_RELAXING && fabs(last - limit) <= 4.0 * slack) return blurred;
    if (bri_threshold_holds(threshold, value, limit) == bri_threshold_holds(threshold, last, limit)) return never;
    double time, speed;
    if (plan->kind == BRI_SLOT_RELAXING) {
        time = slot->anchor + log((slot->value - last) / (limit - last)) / plan->decay;
        speed = plan->decay * fabs(limit - last);
    } else {
        time = slot->anchor + (limit - slot->value) / plan->slope;
        speed = fabs(plan->slope);
    }
    double error = slack / speed + 1e-13 * time + 4.0 * state->watch_quantum;
    return (bri_interval){time - error, time + error};
}

/** When comparisons of a closed condition change: those of which one may be due now, and the first after that. */
typedef struct changes {
    unsigned due_count;
    double due_by, next;
} changes;

static double watch_value(bri_state *state, const bri_plan_watch *watch) {
    state->env.binding = watch->binding;
    state->env.link = watch->link;
    return bri_value(state, watch->when, NULL, NULL);
}

static changes find_changes(bri_state *state, const bri_plan_watch *watch) {
    changes found = {0, -INFINITY, INFINITY};
    watch_value(state, watch);
    for (uint32_t i = 0; i < watch->threshold_count; i++) {
        const bri_threshold *threshold = &watch->thresholds[i];
        bri_interval change = change_of(state, threshold, bri_threshold_limit(watch->when, threshold, &state->env));
        if (change.low > state->now) {
            found.next = bri_lesser(found.next, change.low);
        } else {
            found.due_count++;
            found.due_by = change.high;
        }
    }
    return found;
}

double bri_watch_next(bri_state *state, uint32_t number, int truth) {
    const bri_plan_watch *watch = &state->plan->watches[number];
    if (!watch->moves) return INFINITY;
    if (!watch->is_closed) return search(state, number, truth);
    changes found = find_changes(state, watch);
    double next = found.next < state->plan->horizon ? found.next : INFINITY;
    if (found.due_count == 0) return next;
    double soon = bri_lesser(found.next, state->now + 1.0);
    if (found.due_count > 1 || found.due_by <= state->now || found.due_by >= soon) return search(state, number, truth);
    int64_t first = (int64_t)(state->now / state->watch_quantum) + 1, last = (int64_t)(found.due_by / state->watch_quantum) + 1;
    if (value_at(state, watch, last) == truth) return next; /* another comparison decides */
    return (double)bisect(state, watch, truth, first, last) * state->watch_quantum;
}

int bri_watch_holds(bri_state *state, uint32_t watch) {
    return watch_value(state, &state->plan->watches[watch]) > 0.0;
}

void bri_watches_start(bri_state *state) {
    state->ladder_is_dirty = 0;
    state->dirty_crossing_count = 0;
    for (uint32_t i = 0; i < state->plan->watch_count; i++) {
        /* The span is not what the last replication left: where rounding blurs a change, the instant hangs on it. What holds at the start does not
         * become true then. */
        state->watch[i] = (bri_watch){.look = INFINITY, .span = INT64_MAX / 4, .is_dirty = i < state->plan->rung_count, .holds = 1};
        if (i >= state->plan->rung_count) bri_crossing_mark_dirty(state, i);
    }
}
