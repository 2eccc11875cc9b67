/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The plan: a scenario compiled for one set of parameter values. Flat, immutable, shared by threads: arrays and indices, no names.
 * It knows four primitives: slots (variables), clocks, choices, effects.
 */
#ifndef BRI_PLAN_H
#define BRI_PLAN_H

#include <stddef.h>

#include "lang/pairs.h"
#include "lang/threshold.h"
#include "plan/scenario.h"

/** What is read at every assignment stands together, at the beginning, and fills a line of memory: so it does in all that there may be many of. */
typedef struct bri_plan_slot {
    bri_slot_kind kind;
    uint32_t clock_count, watch_count;
    uint32_t argument;
    double baseline, decay;  /* relaxing: decay = ln 2 / half-life */
    double blur;             /* and how much of its way to the baseline it goes in a time's rounding, or more */
    double minimum, maximum;
    const uint32_t *clocks;  /* decisions whose rate reads this slot */
    const uint32_t *watches; /* watched conditions that read it */
    double slope;            /* drifting */
    bri_slot_role role;
    bool is_read;            /* by formulas that events wait for: not only by outcomes and what is recorded */
    const bri_code *initial; /* variables only; NULL: by role (since, first: inf; time, age: 0 drifting; counts 0; posture its initial index) */
    double start;            /* the initial value where `initial` is NULL or constant */
    double window;
    double jump;     /* the greatest amount that an effect changes it by, where that is known; else 0 */
    uint64_t stream; /* for an initial value that draws */
} bri_plan_slot;
_Static_assert(sizeof(bri_plan_slot) == 128, "two lines of memory");

/** How an assigned value is found: most effects need no code to run. */
typedef enum bri_effect_form {
    BRI_FORM_CODE,
    BRI_FORM_CONSTANT, /* `amount` */
    BRI_FORM_INCREMENT /* the target's own value plus `amount` */
} bri_effect_form;

typedef struct bri_plan_effect {
    bri_effect_kind kind;
    bri_who who;
    uint32_t target, network, leader;
    bri_selector selector;
    const bri_code *condition, *value; /* may be NULL */
    bri_effect_form form;
    double amount;
    bool draws; /* condition or value reads random numbers */
} bri_plan_effect;

/** The slot that an effect is about. */
static inline uint32_t bri_effect_slot(const bri_plan_effect *effect, const bri_binding *binding) {
    if (effect->who == BRI_WHO_NONE) return effect->target;
    const uint32_t added[] = {
        [BRI_WHO_SELF] = binding->self, [BRI_WHO_TARGET] = binding->target, [BRI_WHO_OTHER] = binding->other, [BRI_WHO_OWN] = binding->own};
    return effect->target + added[effect->who];
}

typedef struct bri_plan_mark {
    uint32_t mark;
    const bri_code *value;
    uint64_t sub; /* hash of the mark's name: where its draws are read */
} bri_plan_mark;

/** Slots of an action's history; BRI_NONE where nothing reads them. Of one source or target, a slot is that of actor 0: the actor is added. */
typedef struct bri_plan_history {
    uint32_t since, count, active, first;
    uint32_t late_count, late_first; /* of events after the warm-up */
} bri_plan_history;

/** A slot that counts the events of a time. */
typedef struct bri_plan_window {
    bri_side side;
    uint32_t slot; /* likewise */
} bri_plan_window;

typedef struct bri_plan_action {
    uint32_t actor, target;
    uint64_t stream;
    const bri_plan_mark *marks;
    const bri_code *value, *duration; /* may be NULL */
    const bri_plan_effect *effects, *end_effects;
    const bri_plan_window *windows;
    const uint32_t *triggers; /* decisions that its events trigger (of a template, its leader), in file order */
    uint32_t mark_count, effect_count, end_effect_count, window_count, trigger_count;
    bri_plan_history history[BRI_SIDES];
    bri_pairs dyads; /* slots of history by who did it to whom */
} bri_plan_action;

typedef struct bri_plan_option {
    uint32_t action, effect_count;
    const bri_code *weight;
    const bri_plan_effect *effects;
    bool is_vetoable;
} bri_plan_option;

typedef struct bri_plan_vote {
    uint32_t actor;
    const bri_code *consent, *abstention; /* abstention may be NULL */
    bool has_veto;
} bri_plan_vote;

typedef struct bri_plan_phase {
    const bri_code *delay, *probability; /* may be NULL */
    uint32_t success, failure;
} bri_plan_phase;

/** What an event of a plain decision does to a slot. */
typedef struct bri_plan_push {
    uint32_t slot;
    uint32_t adds : 1; /* the slot's value changes by the amount; else it becomes the amount */
    uint32_t is_late : 1; /* only after the warm-up */
    uint32_t effect : 30; /* its number, for messages: history makes none */
    double amount;
} bri_plan_push;

/** Points that a strip may have before the horizon: more could not be told apart. */
#define BRI_MOST_POINTS 0x1p48

/** The first line of memory is read when a rate is bounded, the second when the decision fires. */
typedef struct bri_plan_decision {
    bri_clock_kind clock;
    bool is_plain;         /* all that its events do is to be counted, and to push slots */
    bool identity_is_read; /* by a draw, or by what an event leads to: else only a trace asks for it */
    bool rate_moves;       /* the rate changes between events */
    bool can_be_negative;  /* it was not proven that the rate never is (plan/floors.h) */
    const bri_code *rate;
    double constant_rate;  /* NaN: it is none */
    double field_base;     /* b > 0: the height of the field's lowest strip, from the base values of the parameters (bri_field_base) */
    bri_binding binding;
    double link;
    uint64_t stream;
    const bri_plan_push *pushes; /* is_plain: in the order of the effects */
    uint32_t push_count, age_slot;
    uint64_t limit;
    uint32_t action;       /* is_plain */
    bri_pending pending;
    const bri_plan_option *options;
    const bri_code *gap;
    double first_beyond;
    const double *dates;
    const bri_code *probability, *delay, *guard, *rationality; /* may be NULL */
    const bri_plan_vote *votes;
    const bri_plan_phase *phases;
    uint32_t date_count, option_count, vote_count, quorum, rejection, phase_count;
    uint32_t target;
    uint32_t leader, instances, range; /* as in bri_decision */
    bri_reaction self_is, target_is;
    uint32_t reaction_network, draw_from;
    const bri_code *draw_weight;
    bool is_active;
    bool is_steady;    /* a hazard whose rate is constant, above 0 and within the lowest strip */
    bool is_decoupled; /* a steady one whose events are counted and do nothing else, from the start to the end */
} __attribute__((aligned(64))) bri_plan_decision;
_Static_assert(offsetof(bri_plan_decision, pushes) == 64, "a line of memory");

typedef struct bri_plan_rung {
    bool stops;
    uint32_t reached, late_reached; /* slots; late: from the end of the warm-up on; BRI_NONE where nothing reads them */
} bri_plan_rung;

/** A condition whose changes matter even between events: a rung's, or what a decision waits for to be crossed. */
typedef struct bri_plan_watch {
    const bri_code *when;
    const bri_threshold *thresholds; /* is_closed: all ways in which it reads slots that move */
    uint32_t threshold_count;
    uint32_t decision; /* BRI_NONE: it is a rung's */
    bri_binding binding;
    double link;
    bool moves;        /* it reads a slot that changes between events */
    bool is_closed;    /* and reads such slots by thresholds alone */
} bri_plan_watch;

/** What is recorded over time: a variable, one member's, the mean of a group's, or a derived quantity. */
typedef struct bri_plan_series {
    uint32_t variable;    /* of the scenario */
    uint32_t slot;        /* BRI_NONE: a mean, or derived */
    const bri_code *code; /* a derived quantity's; else NULL */
} bri_plan_series;

typedef struct bri_plan {
    bri_arena *arena;
    const brink_scenario *scenario; /* borrowed; outlives the plan */
    double epoch;                   /* the start, days since 1970: for the calendar */
    double horizon;                 /* end - start, days */
    double warm_up;                 /* statistics begin then */
    const bri_plan_slot *slots;
    const bri_plan_action *actions;
    const bri_plan_decision *decisions;
    const bri_plan_rung *rungs;
    const bri_plan_watch *watches; /* one a rung, then those of decisions in file order */
    const bri_code *const *outcomes;
    const bri_code *const *givens; /* [outcome]; NULL: always counted */
    const uint32_t *order; /* decisions by falling priority, then position: rank of ties */
    uint32_t slot_count, action_count, decision_count, rung_count, watch_count, outcome_count, mark_count;
    uint32_t rung_slot;    /* BRI_NONE where nothing reads it */
    const uint32_t *moving; /* slots that are not constant and that some clock's rate or watched condition reads */
    uint32_t moving_count;
    const double *cuts;        /* what rates compare slots with that they read in no other way (plan/plateaus.h): of a slot, in ascending order, */
    const uint32_t *first_cut; /* [slot + 1] those from first_cut[slot] on; NULL: no slot has any */
    size_t scratch;        /* the greatest bri_code_scratch of all codes */
    double grid_step;      /* 0: none */
    uint32_t grid_count;   /* samples at warm_up, warm_up + step, … <= horizon */
    const bri_plan_series *series; /* what the grid holds: declared variables (of members, or their mean), then derived quantities */
    uint32_t series_count, derived_count;
    const double *parameters; /* values */
    const bri_network *networks;
    const uint64_t *actor_streams; /* hashes of the actors' names */
    uint64_t event_limit, cascade_limit;
} bri_plan;

/** The values around that of a slot which stands still, between which no rate can tell: itself alone, where rates do more than compare it. */
bri_interval bri_plan_plateau(const bri_plan *plan, uint32_t slot, double value);

/** Compile a scenario for parameter values (parameter_count of them, internal units; NULL: the file's own). *plan is set only on success;
 *  free it with bri_plan_free. BRINK_E_SCENARIO: a value makes no sense (a half-life <= 0, a rate whose bound is infinite or below 0 at the start):
 *  the complaint is in diagnostics. */
brink_status bri_plan_new(bri_plan **plan, const brink_scenario *scenario, const double *parameters, brink_diagnostics *diagnostics,
                          brink_error *error);
void bri_plan_free(bri_plan *plan);

#endif
