/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario as read and elaborated: names, and expressions as trees that still hold parameters. Immutable once read.
 * A plan (plan/plan.h) is this scenario compiled for one set of parameter values.
 */
#ifndef BRI_SCENARIO_H
#define BRI_SCENARIO_H

#include "brink/scenario.h"
#include "lang/expr.h"
#include "lang/tree.h"
#include "plan/names.h"

#define BRI_NONE UINT32_MAX

typedef struct bri_parameter {
    const char *name, *unit, *doc; /* unit as written; "" where none */
    bri_type type;
    double value;        /* in internal units (days) */
    double unit_value;   /* one of its unit in internal units: value = written * unit_value */
    double minimum, maximum; /* internal units; -inf, inf where no range is given */
    const bri_expr *expr;    /* a formula of other parameters; NULL: `value` stands by itself */
    bri_place place;
} bri_parameter;

typedef struct bri_actor {
    const char *name, *title, *iso3, *type;
    int cow; /* 0: none */
    const char *const *postures;
    uint32_t posture_count, posture_initial;
    uint32_t posture_slot; /* BRI_NONE when it has no postures */
} bri_actor;

/** A slot is anything with a value at an instant. */
typedef enum bri_slot_kind {
    BRI_SLOT_CONSTANT,  /* changes only by effects and bookkeeping: plain variables, counts, postures, the rung, firsts */
    BRI_SLOT_RELAXING,  /* baseline + (value - baseline) exp(-decay (t - anchor)) */
    BRI_SLOT_DRIFTING,  /* value + slope (t - anchor), held at minimum and maximum; since(), age, time */
    BRI_SLOT_MONTH,     /* calendar month of the instant, 1..12 */
    BRI_SLOT_SEASON,    /* 1 in the meteorological season `argument` (0 winter DJF, 1 spring, 2 summer, 3 autumn), else 0 */
    BRI_SLOT_COS_YEAR,  /* cos(2 pi fraction of the year) */
    BRI_SLOT_SIN_YEAR
} bri_slot_kind;

/** What a slot stands for: who updates it. */
typedef enum bri_slot_role {
    BRI_ROLE_VARIABLE, /* declared in the file (or by a model): argument = variable index */
    BRI_ROLE_SINCE,    /* argument = action; inf before the first event; drifts with slope 1 after it */
    BRI_ROLE_COUNT,    /* argument = action */
    BRI_ROLE_WINDOW,   /* argument = action, window = its length in days */
    BRI_ROLE_ACTIVE,   /* argument = action: open episodes */
    BRI_ROLE_FIRST,    /* argument = action: time of the first event, inf before */
    BRI_ROLE_POSTURE,  /* argument = actor */
    BRI_ROLE_AGE,      /* argument = decision: set to 0 when it fires; drifts with slope 1 */
    BRI_ROLE_RUNG,     /* index of the highest rung that holds */
    BRI_ROLE_TIME,     /* days since start */
    BRI_ROLE_CALENDAR  /* month, season, cos_year, sin_year */
} bri_slot_role;

typedef struct bri_slot_def {
    bri_slot_kind kind;
    bri_slot_role role;
    uint32_t argument;
    double window;
    bri_type type;
} bri_slot_def;

typedef struct bri_variable {
    const char *name, *unit, *doc;
    bool is_hidden; /* made by a model: not recorded */
    bri_type type;
    uint32_t slot;
    const bri_expr *initial, *baseline, *half_life, *slope; /* NULL where the kind has none */
    double minimum, maximum;                                /* -inf, inf where no range */
    double unit_value;                                      /* one of its unit in internal units */
    const bri_expr *derived;                                /* a derived quantity's formula: it has no slot, and none of the above */
    bri_place place;
} bri_variable;

/** A mark's name is shared by all actions that have it. */
typedef struct bri_mark {
    const char *name;
    bri_type type;
} bri_mark;

typedef struct bri_mark_draw {
    uint32_t mark;
    const bri_expr *value;
} bri_mark_draw;

typedef enum bri_effect_kind {
    BRI_EFFECT_ASSIGN,  /* target = slot; value = the new value (for += and so on, the sum is in the expression) */
    BRI_EFFECT_START,   /* target = decision: its clock starts (no effect on a running one) */
    BRI_EFFECT_CANCEL,  /* target = decision: its clock stops; pending triggered occurrences of it are dropped */
    BRI_EFFECT_RESTART, /* cancel, then start */
    BRI_EFFECT_END      /* target = action: its open episodes close now */
} bri_effect_kind;

typedef struct bri_effect {
    bri_effect_kind kind;
    uint32_t target;
    const bri_expr *condition; /* without it the effect does not happen; NULL: always */
    const bri_expr *value;
    bri_place place;
} bri_effect;

typedef struct bri_action {
    const char *name, *doc, *cameo, *plover;
    uint32_t actor, target; /* target: BRI_NONE where none */
    const uint32_t *partners; /* the actors in `with` */
    uint32_t partner_count;
    double goldstein;       /* NaN where none */
    int mid_action;         /* -1 where none */
    const bri_mark_draw *marks;
    uint32_t mark_count;
    const bri_expr *value;    /* NULL: NaN */
    const bri_expr *duration; /* NULL: no episode */
    const bri_effect *effects, *end_effects;
    uint32_t effect_count, end_effect_count;
    bri_place place;
} bri_action;

/** How a decision's time comes. */
typedef enum bri_clock_kind {
    BRI_CLOCK_HAZARD,   /* rate */
    BRI_CLOCK_RENEWAL,  /* gap (draws); first_beyond: the first gap is one longer than this, less this (an elapsed time) */
    BRI_CLOCK_DATES,    /* dates[], each with probability and jitter */
    BRI_CLOCK_TRIGGERED /* by events of the actions in triggers[], and whenever `crossing` becomes true */
} bri_clock_kind;

/** What a trigger does while an occurrence is pending. */
typedef enum bri_pending { BRI_PENDING_MANY, BRI_PENDING_ONE_KEEP /* the new one is dropped */, BRI_PENDING_ONE_REPLACE } bri_pending;

typedef struct bri_option {
    uint32_t action;        /* BRI_NONE: nothing is done */
    const bri_expr *weight; /* a weight >= 0, or a utility where the choice is by softmax; NULL for an only option */
    bool is_vetoable;
} bri_option;

/** A player whose consent an option needs; without it nothing is done. */
typedef struct bri_veto {
    uint32_t actor;
    const bri_expr *consent; /* probability of consent, 0..1 */
} bri_veto;

typedef struct bri_decision {
    const char *name, *model, *doc;
    bri_clock_kind clock;
    const bri_expr *rate;         /* hazard */
    const bri_expr *field_rate;   /* hazard: base height of the field; NULL: by the rule of docs/mathematics.md */
    const bri_expr *gap, *first_beyond; /* renewal; first_beyond may be NULL (0) */
    const double *dates;          /* dates: days since start, ascending */
    uint32_t date_count;
    const bri_expr *probability;  /* dates, triggered: NULL is 1 */
    const bri_expr *delay;        /* triggered: delay; dates: jitter (may be negative). NULL is 0 */
    const uint32_t *triggers;     /* triggered: actions */
    uint32_t trigger_count;
    const bri_expr *crossing;     /* triggered: a condition; NULL where there is none */
    bri_pending pending;
    const bri_expr *guard;        /* NULL is true */
    const bri_option *options;    /* at least one */
    uint32_t option_count;
    const bri_expr *rationality;  /* softmax: lambda; NULL: weights */
    const bri_veto *vetoes;
    uint32_t veto_count;
    uint32_t age_slot;            /* BRI_NONE where age is not used */
    uint32_t target;              /* overrides the action's target; BRI_NONE: the action's */
    int priority;                 /* greater goes first at equal times */
    uint64_t limit;               /* UINT64_MAX: none */
    bool is_active;               /* at the start */
    bri_place place, rate_place;  /* rate_place: of the formula that the rate came from */
} bri_decision;

typedef struct bri_rung {
    const char *name, *slug; /* slug: lower case, other characters as '_' */
    const bri_expr *when;
    bool stops;
    bri_place place;
} bri_rung;

typedef struct bri_outcome {
    const char *name, *doc;
    const bri_expr *value;
    bool is_boolean;
    double observed; /* what really happened, for the summary to set beside; NaN where it is not given */
} bri_outcome;

typedef struct bri_variant {
    const char *name, *doc;
    const double *parameters; /* all parameters' values, the overridden ones replaced, derived ones recomputed */
    const bool *overrides;    /* which parameters it sets */
} bri_variant;

/** Something that must hold whatever the parameters are set to: a formula's value lies in a range, or a condition is true. */
typedef struct bri_check {
    const bri_expr *expr;
    double minimum, maximum; /* internal units; a condition: 1, 1 */
    bool excludes_minimum;
    bri_place place;
    const char *what;    /* "probability of decision \"council\"" */
    const char *message; /* of a condition; NULL: made from the range */
} bri_check;

/** An event of `action` is expected to have `ratio` direct children among the events of `decision`. */
typedef struct bri_branching {
    uint32_t decision, action;
    const bri_expr *ratio; /* of parameters */
    bri_place place;
} bri_branching;

struct brink_scenario {
    bri_arena *arena;
    bri_tree *tree;
    const char *path, *title, *doc;
    char sha256[65];
    double start, end; /* days since 1970 */
    const bri_parameter *parameters;
    const bri_actor *actors;
    const bri_variable *variables; /* declared ones first, then derived quantities, then the models' hidden ones */
    const bri_mark *marks;
    const bri_action *actions;
    const bri_decision *decisions;
    const bri_rung *rungs;
    const bri_outcome *outcomes;
    const bri_variant *variants; /* without the base */
    const bri_slot_def *slots;
    const bri_check *checks;
    const bri_branching *branchings;
    const uint32_t *parameter_order; /* one in which every formula comes after what it uses */
    const bri_names *parameter_names; /* name to index */
    uint32_t parameter_count, actor_count, variable_count, declared_variable_count, mark_count, action_count, decision_count, rung_count,
        outcome_count, variant_count, slot_count, check_count, branching_count;
    uint32_t series_count; /* declared variables and derived quantities: what is recorded */
    uint64_t replications, seed, event_limit, cascade_limit;
    bool has_seed;
    const char *trace;        /* "none", "all" or a number */
    double series_step;       /* 0: no time grid */
    const double *quantiles;
    uint32_t quantile_count;
};

#endif
