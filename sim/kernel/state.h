/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of the kernel: the state of one replication, shared by the kernel's files.
 *
 * Leaves of the queue, in the order in which equal times leave it:
 *   one        bookkeeping: ends of episodes, events leaving a counting window (the heap `books`)
 *   one        the next change of a rung's condition (ladder.c)
 *   each       a moving slot leaves its box (boxes.c); never bends a history
 *   each       the next change of a condition that a decision waits for (crossing.c), in file order
 *   each       decisions, by falling priority, then position in the file
 *   one        the next sample on the time grid: it sees all events of its instant
 * What a plan has no use for has no leaf: the fewer there are, the less an event costs.
 */
#ifndef BRI_STATE_H
#define BRI_STATE_H

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/elementary.h"
#include "base/field.h"
#include "kernel/kernel.h"
#include "kernel/pending.h"
#include "kernel/queue.h"

/** An instant may be off by less than this, in days, when it is turned into a date. */
#define BRI_DATE_MARGIN 1e-8

/** Days that a wave of the year is boxed for, by unit of its width. */
#define BRI_WAVE_DAYS 20.0

#define BRI_NO_LEAF UINT32_MAX

/** A slot's present path, and the box around it. */
typedef struct bri_slot_state {
    double value, anchor; /* the path starts at `value` at time `anchor`: set by effects only, never by a box */
    double width;         /* half the width of its next box */
    double boxed;         /* of its present one; infinite where it has none that could be changed */
    double stamp;         /* the time that `now[slot]` belongs to */
    uint64_t evaluations_seen; /* of its clocks' rates, when the width was last thought over */
    uint32_t boxings, exits;   /* since then: new boxes, and those made because a box was left */
    uint32_t leaf;             /* of its box; BRI_NO_LEAF: it has none that it leaves by itself */
    uint8_t is_dirty;
    uint8_t exits_later; /* since it became dirty, effects only pushed it away from where its path leads: it leaves its box later, if at all */
    uint8_t is_early;    /* its leaf stands before it leaves its box */
} bri_slot_state;
_Static_assert(sizeof(bri_slot_state) == 64, "a line of memory");

/** A strip of a hazard's field that is, or was, awake. */
typedef struct bri_lane {
    bri_strip strip;
    double time, y; /* its next point, or when to look for one again: then y is infinite */
} bri_lane;
_Static_assert(sizeof(bri_lane) == 64, "a line of memory");

/** A decision's clock. What a hazard's event needs fills the first line. */
typedef struct bri_clock {
    double low, high;          /* hazard: bounds of the rate over the boxes */
    bri_lane *lane;            /* hazard: the strips made so far, from the lowest, then their buffers; one alone stands in the state's arena */
    double last_point;         /* hazard: time of the last point that fired */
    uint64_t evaluations;      /* rates computed so far */
    uint64_t fired;
    uint32_t leaf;
    uint16_t awake, best, lane_count;
    uint8_t is_running, is_dirty;
    uint8_t is_doubtful;       /* it is in doubtful_clocks */
    uint64_t stops;
    uint64_t occurrence;       /* renewal: number of the gap in hand; dates: of the next date, or one more than that of the last to happen */
    bri_heap pending;          /* triggered and jittered occurrences */
} __attribute__((aligned(64))) bri_clock;

/** Plans of more clocks than this have strips with the smallest buffers: points made ahead that nobody asks for are then most of a state. */
#define BRI_MANY_CLOCKS 2000

/** A watched condition (plan->watches). */
typedef struct bri_watch {
    double look;      /* when to look at it again if nothing happens */
    int64_t span;     /* quanta of the stretch that the next search begins with */
    uint8_t is_dirty; /* it may have changed, or its time to look again has come */
    uint8_t holds;    /* a decision's: its value when it was last looked at */
} bri_watch;

/** What last stirred the state: a condition that becomes true now was made so by it. */
typedef struct bri_stir {
    uint64_t identity;
    int32_t event;  /* -1: none did; time alone */
    uint32_t depth;
} bri_stir;

/** What is going on while one event is made: where marks are found and where draws are read. */
typedef struct bri_context {
    uint64_t identity;
    int32_t cause;             /* event that caused it, -1 for none */
    uint32_t depth;
    const double *trigger;     /* marks of that event; all NaN where there is none */
    bri_binding binding;       /* whom member leaves mean: self decides or has acted, target is whom it is about */
    double link;               /* weight of the link from self to target, where there is one in hand */
} bri_context;

struct bri_state {
    const bri_plan *plan;
    bri_tuning tuning;
    bri_arena *arena;
    bri_record *record;
    uint64_t seed, replication;
    double now;
    uint32_t turn;             /* leaves below it have had theirs at `now`: a decision did something whose leaf is one less; 0: none did */
    uint64_t idle;             /* how often decisions came up at `now` since the last event */
    uint64_t flips;            /* how often a watched condition has changed */
    bri_queue queue;
    bri_slot_state *slot;
    double *current;           /* [slot]: values at `now`, where fresh */
    bri_interval *box;         /* [slot] */
    unsigned strip_capacity;   /* of every strip's buffer */
    bri_clock *clock;          /* [decision] */
    uint32_t books_leaf, ladder_leaf, first_box_leaf, first_crossing_leaf, first_decision_leaf, grid_leaf;
    bri_pool pool;
    bri_heap books;
    uint32_t *dirty_slots, *dirty_clocks;
    uint32_t dirty_slot_count, dirty_clock_count;
    uint32_t *doubtful_clocks, doubtful_count; /* hazards whose bounds leave room for a negative rate, and some that did */
    int32_t rung;              /* the highest that holds; -1 where there is no ladder or none holds */
    bri_watch *watch;          /* [watch] */
    uint32_t *dirty_crossings; /* watches of decisions */
    uint32_t dirty_crossing_count;
    uint8_t ladder_is_dirty;   /* some rung's watch is, or the ladder's leaf came up */
    double watch_quantum;      /* conditions change at multiples of it */
    bri_stir stir;             /* its marks are in `mark` */
    double *mark;              /* marks of the event in hand */
    double *trigger;           /* marks of the occurrence in hand */
    double *no_marks;          /* all NaN */
    double *weight;            /* [most options of a decision] */
    uint8_t *is_ending;        /* [action]: its episodes are being closed by an effect */
    bri_interval *bound_scratch;
    bri_env env; /* of the code that is evaluated next: whoever evaluates one sets its binding and link */
    bri_interval *watch_box;   /* [slot] */
    bri_reader reader;
    uint32_t grid_next;
    int is_warm;               /* the warm-up is over */
    int is_over;
    const atomic_bool *stop; /* looked at before each step */
    int was_stopped;
    int in_order;              /* every event has its turn, also of decoupled decisions */
    uint32_t *decoupled, decoupled_count; /* decisions that stand outside the queue in this replication */
    int is_large;              /* foresight pays */
    uint64_t foreseen[4];      /* who was first of a part of the queue after each of the last steps, the last one first */
};


/** Has somebody asked the replication to end? */
static inline int bri_is_stopped(const bri_state *state) { return atomic_load_explicit(state->stop, memory_order_relaxed); }

/* paths.c */

/** The same as bri_path_value for slots that drift or follow the calendar. */
double bri_path_elsewhere(const bri_plan *plan, const bri_plan_slot *slot, const bri_slot_state *state, double time);

/** The value of a slot's path at a time >= its anchor. */
static inline double bri_path_value(const bri_plan *plan, const bri_plan_slot *slot, const bri_slot_state *state, double time) {
    double passed = time - state->anchor;
    if (slot->kind == BRI_SLOT_CONSTANT) return state->value;
    if (slot->kind != BRI_SLOT_RELAXING) return bri_path_elsewhere(plan, slot, state, time);
    return passed == 0.0 ? state->value : slot->baseline + (state->value - slot->baseline) * bri_exp(-slot->decay * passed);
}

/** The size of the numbers that a path is computed from: its rounding is a small part of 1e-12 of it (or of its value, where that is greater). */
double bri_path_scale(const bri_plan_slot *slot, const bri_slot_state *state);
/** Bounds of the path's computed values over [from, to]. */
bri_interval bri_path_range(const bri_plan *plan, const bri_plan_slot *slot, const bri_slot_state *state, double from, double to);
/** Give a slot a new path from now on, keeping its range (counted in record->held) and marking it dirty. */
void bri_slot_assign(bri_state *state, uint32_t slot, double value);
/** Bring current[] up to date for one slot; its value. */
static inline double bri_slot_refresh(bri_state *state, uint32_t number) {
    bri_slot_state *slot = &state->slot[number];
    if (slot->stamp != state->now) {
        slot->stamp = state->now;
        state->current[number] = bri_path_value(state->plan, &state->plan->slots[number], slot, state->now);
    }
    return state->current[number];
}
/** Bring current[] up to date for all slots that a code reads: those that stand still always are. */
void bri_slots_refresh(bri_state *state, const bri_code *code);
/** A code's value now, for state->env.binding; marks may be NULL where the code reads none. Draws come from where the reader stands. */
double bri_value(bri_state *state, const bri_code *code, const double *mark, const double *cause);

/* boxes.c */

/** The box of a slot that stands still is its plateau; its clocks become dirty. */
void bri_box_set(bri_state *state, uint32_t slot, double value);
/** A box for a slot as it stands; its clocks become dirty. */
void bri_box_renew(bri_state *state, uint32_t slot);
/** A slot's leaf came up: its path leaves the box. */
void bri_box_leave(bri_state *state, uint32_t slot);
/** Can a slot's box be narrower than it is? */
int bri_box_can_narrow(const bri_state *state, uint32_t slot);
/** A narrower box for once, which leaves the width of the next ones alone; 0: it cannot be narrower. */
int bri_box_narrow(bri_state *state, uint32_t slot);
/** After an assignment: keep the box where the slot is still in it, else renew it. */
void bri_box_follow(bri_state *state, uint32_t slot);

/* widths.c */

/** Adapt the width of a slot's next box to what its boxes cost so far. */
void bri_width_think_over(bri_state *state, uint32_t slot);

/* clocks.c */

/** Bytes of a lane and its strip's buffer. */
static inline size_t bri_lane_size(const bri_state *state) { return sizeof(bri_lane) + 2 * state->strip_capacity * sizeof(double); }
/** Of `count` lanes, where the buffer of one stands. */
static inline double *bri_lane_room(const bri_state *state, bri_lane *lane, uint32_t count, uint32_t number) {
    return (double *)(lane + count) + 2 * (size_t)state->strip_capacity * number;
}
static inline void bri_clock_free_lanes(bri_clock *clock) {
    if (clock->lane_count > 1) free(clock->lane);
}

/** What is evaluated next is about this decision. */
static inline void bri_state_bind(bri_state *state, const bri_plan_decision *decision) {
    state->env.binding = decision->binding;
    state->env.link = decision->link;
}
/** Bounds of a decision's rate over the boxes as they are. */
bri_interval bri_clock_rate_bound(bri_state *state, const bri_plan_decision *decision);
/** Start a decision's clock now (first_time: at the start of the replication). */
void bri_clock_start(bri_state *state, uint32_t decision, int first_time);
void bri_clock_stop(bri_state *state, uint32_t decision);
/** Bound a hazard anew and find its next candidate. */
void bri_clock_bound(bri_state *state, uint32_t decision);
/** Fail where a rate is negative now, of all or of those whose slots have got new paths at this instant: never when a box alone calls for it. */
void bri_clocks_look_at_doubtful(bri_state *state, int looks_at_all);
void bri_clock_mark_dirty(bri_state *state, uint32_t decision);
/** An event triggers one decision: guard, probability, delay. `event` is its context, bound to its source and target; `cause` is its index, `mark`
 *  its marks. */
void bri_clock_trigger(bri_state *state, uint32_t decision, const bri_context *event, int32_t cause, const double *mark);
/** The same of a template: those of its instances that the event is for. */
void bri_clocks_trigger(bri_state *state, uint32_t leader, const bri_context *event, int32_t cause, const double *mark);
/** A decision's leaf came up. */
void bri_clock_due(bri_state *state, uint32_t decision);
/** Put a decision's earliest pending occurrence into the queue. */
void bri_clock_show_pending(bri_state *state, uint32_t decision);

/** An occurrence of a decision is due later; 0: the replication failed. */
int bri_clock_push(bri_state *state, uint32_t decision, bri_item item, const double *mark);

/* tally.c */

/** Count the events of decoupled decisions up to a time, and at that time those of leaves below `leaf`. */
void bri_decoupled_count(bri_state *state, double time, uint32_t leaf);

/* foresight.c */

/** A leaf has had its turn: ask the processor for the memory of those that come up soon. */
void bri_foresee(bri_state *state, uint32_t leaf);

/* opening.c */

/** Before a replication: all clocks are as if they had never run. */
void bri_clocks_reset(bri_state *state);
/** At the start of a replication: start the clocks that are active. */
void bri_clocks_open(bri_state *state);

/* phases.c */

/** A phase of a deliberation begins: `item` holds its identity, cause, depth and number, `mark` the trigger's marks. */
void bri_phase_begin(bri_state *state, uint32_t decision, bri_item item, const double *mark);
/** A phase ends; the context is that of the occurrence, whose trigger's marks lie in state->trigger. It is spent. */
void bri_phase_end(bri_state *state, uint32_t decision, bri_item item, bri_context *context);

/* events.c */

/** Events of an action have happened since the last sample of the time grid. */
static inline void bri_count_events(bri_state *state, uint32_t action, uint64_t count) {
    bri_record *record = state->record;
    record->event_count += count;
    record->count[action] += count;
    if (state->grid_next < state->plan->grid_count)
        record->grid_action[(size_t)state->grid_next * state->plan->action_count + action] += count;
}

/** A decision fires: guard (unless it was looked at before), choice, vetoes, and the action. The context is spent: it becomes the event's. */
void bri_fire(bri_state *state, uint32_t decision, bri_context *context, int look_at_guard);
/** An option of a decision is done (BRI_NONE: nothing is). The context is spent. */
void bri_do(bri_state *state, uint32_t decision, uint32_t option, bri_context *context);
/** An episode of an action closes: it counts no more. */
void bri_episode_count_down(bri_state *state, uint32_t action, const bri_binding *event);
/** A decision that is plain does what it does, where no trace is kept: the same as bri_fire, by fewer steps. */
void bri_do_plainly(bri_state *state, uint32_t decision);
/** The earliest of the books is due. */
void bri_books_due(bri_state *state);

/* effects.c */

/** The effects of a list, in order, numbered from `first` for their draws; context is bound to the event's source and target. */
void bri_effects_apply(bri_state *state, uint32_t action, const bri_plan_effect *effects, uint32_t count, uint32_t first,
                       const bri_context *context, const double *mark);
/** What an event of a plain decision does to slots. */
void bri_pushes_apply(bri_state *state, const bri_plan_decision *decision);
/** Can a slot have this value? Not NaN; and a path that relaxes comes back from no infinity. */
static inline int bri_slot_can_be(const bri_plan_slot *slot, double value) {
    return slot->kind == BRI_SLOT_RELAXING ? isfinite(value) : !isnan(value);
}
/** Close an episode that has left the books: the end effects happen, the item becomes free. */
void bri_episode_close(bri_state *state, uint32_t item);

/* watch.c */

/** Make all watches ready for a replication. */
void bri_watches_start(bri_state *state);
/** Does a watched condition hold now? */
int bri_watch_holds(bri_state *state, uint32_t watch);
/** A time at which to look at a condition again, whose value now is `truth`: its next change, or a time before it; infinity where it does not change
 *  before the horizon unless something happens. */
double bri_watch_next(bri_state *state, uint32_t watch, int truth);

/* ladder.c */

/** Find the highest rung that holds now, note first passages, and when to look again. */
void bri_ladder_settle(bri_state *state);

/* crossing.c */

/** A decision's condition may have changed. */
void bri_crossing_mark_dirty(bri_state *state, uint32_t watch);
/** Look at all conditions that may have changed; those that have become true trigger their decisions. */
void bri_crossings_settle(bri_state *state);

/* kernel.c */

/** End the replication as failed, because of what stands at a place of the scenario (NULL: of no one place); the first failure stays. */
void bri_fail(bri_state *state, bri_run_status status, const bri_place *place, const char *format, ...) __attribute__((format(printf, 4, 5)));
/** The same for a value that cannot be: "WHAT has no value" or "WHAT is VALUE". */
void bri_fail_value(bri_state *state, const bri_place *place, double value, const char *what, ...) __attribute__((format(printf, 4, 5)));
/** A watched condition has changed: time alone may make it do so without end. 0: it was once too often, and the replication failed. */
int bri_note_flip(bri_state *state, const bri_place *place);
/** A decision as the file has it: its name and place, for messages. */
static inline const bri_decision *bri_written(const bri_state *state, uint32_t decision) {
    return &state->plan->scenario->decisions[decision];
}
/** The key of a stream in this replication. */
static inline bri_key bri_state_key(const bri_state *state, uint64_t stream) {
    return (bri_key){.seed = state->seed, .replication = state->replication, .stream = stream, .branch = 0};
}

/** The key of a decision in this replication. */
static inline bri_key bri_clock_key(const bri_state *state, uint32_t decision) {
    return bri_state_key(state, state->plan->decisions[decision].stream);
}

/** The next point of a lane that must be looked at: below the bound; in the lowest strip any, where the bound leaves room for a negative rate. */
static inline void bri_clock_scan(const bri_state *state, uint32_t decision, const bri_clock *clock, uint32_t number) {
    bri_lane *lane = &clock->lane[number];
    if (!bri_strip_is_ready(&lane->strip)) {
        bri_key key = bri_clock_key(state, decision);
        bri_strip_make(&lane->strip, &key);
    }
    double high = number == 0 && clock->low < 0.0 ? INFINITY : clock->high;
    if (!bri_strip_scan_made(&lane->strip, high, &lane->time, &lane->y)) lane->y = INFINITY;
}

#endif
