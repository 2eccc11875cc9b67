/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario as read and elaborated: names, and expressions as trees that still hold parameters. Immutable once read.
 * A plan (plan/plan.h) is this scenario compiled for one set of parameter values.
 */
#ifndef BRI_SCENARIO_H
#define BRI_SCENARIO_H

#include "base/digest.h"
#include "brink/model.h"
#include "brink/scenario.h"
#include "lang/code.h"
#include "lang/tree.h"
#include "plan/names.h"

#define BRI_NONE UINT32_MAX
/** In place of an actor: whoever decides, or whom the decision is about. */
#define BRI_ACTOR_SELF (UINT32_MAX - 1)
#define BRI_ACTOR_TARGET (UINT32_MAX - 2)
/** A binding of nobody. */
#define BRI_NOBODY ((bri_binding){.self = BRI_NONE, .target = BRI_NONE})

typedef struct bri_parameter {
    const char *name, *unit, *doc; /* unit as written; "" where none */
    bri_type type;
    double value;        /* in internal units (days) */
    double unit_value;   /* one of its unit in internal units: value = written * unit_value */
    double minimum, maximum; /* internal units; -inf, inf where no range is given */
    const bri_expr *expr;    /* a formula of other parameters; NULL: `value` stands by itself */
    bri_place place, value_place;
    uint32_t group; /* of a parameter that each member of a group has one of, and of each of these; BRI_NONE: a plain one */
    bool is_member; /* one member's own, called DEU.resolve */
    uint32_t base;  /* not a member's: index of the parameter of actor 0, which may wrap around 0 */
} bri_parameter;

/** A group of actors. Networks and groups stand in one list: what a sum can go over. */
typedef struct bri_group {
    const char *name;
    uint32_t group; /* of a network: the group among whose members it is; of a group: itself */
    bri_network links;
    const uint32_t *position; /* [actor]: its place among the members; BRI_NONE where it is none */
    uint32_t member_count;
    const uint32_t *members; /* actors, ascending */
    uint32_t link_count;
    const struct bri_csv *rows; /* of the file that made it; NULL: none did */
    uint32_t id_column;         /* where its members' names stand there */
    bool is_network;
    bool is_wrong; /* something was complained about: what it lacks is not */
} bri_group;

typedef struct bri_actor {
    const char *name, *title, *iso3, *type;
    int cow; /* 0: none */
    const char *const *postures;
    uint32_t posture_count, posture_initial;
    uint32_t posture_slot; /* BRI_NONE when it has no postures */
    uint32_t group;        /* the counted group that made it; BRI_NONE: it is declared by itself */
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
    BRI_ROLE_REACHED,  /* argument = rung: when the ladder first stood there or above, inf before */
    BRI_ROLE_TIME,     /* days since start */
    BRI_ROLE_CALENDAR  /* month, season, cos_year, sin_year */
} bri_slot_role;

/** Whose events a slot of history is about. */
typedef enum bri_side {
    BRI_SIDE_ALL,    /* everybody's */
    BRI_SIDE_SOURCE, /* those of one source */
    BRI_SIDE_TARGET, /* those at one target */
    BRI_SIDES,       /* these have slots in a row, one for each actor */
    BRI_SIDE_PAIR = BRI_SIDES /* those from one actor to another; slots for some pairs */
} bri_side;

/** Instead of a window: a count, a first or a reached of an outcome, which begins with the warm-up's end. */
#define BRI_AFTER_WARM_UP (-1.0)

typedef struct bri_slot_def {
    bri_slot_kind kind;
    bri_slot_role role;
    uint32_t argument;
    bri_side side;
    uint32_t member; /* an actor, where side is not ALL; of a PAIR, the source */
    uint32_t target; /* of a PAIR */
    double window;   /* of a count: its length, 0 without one; or BRI_AFTER_WARM_UP, of a first and a reached too */
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
    uint32_t group;     /* each member of this group has one of its own; BRI_NONE: there is one */
    uint32_t base;      /* of such a one: slot of actor 0, which may wrap around 0 */
    uint32_t family;    /* of one member's own: the declared variable that it belongs to; else BRI_NONE */
    bool keeps_members; /* the results hold each member's, not only the mean */
} bri_variable;

/** What the time grid holds: a variable, one member's, or the mean over a group. */
typedef struct bri_series {
    const char *name;
    uint32_t variable; /* declared one */
    uint32_t slot;     /* BRI_NONE: the mean over the members of the variable's group */
} bri_series;

/** A mark's name is shared by all actions that have it. */
typedef struct bri_mark {
    const char *name;
    bri_type type;
    bri_place place;
    bool is_absent; /* actions of other variants alone have it: it never has a value */
} bri_mark;

typedef struct bri_mark_draw {
    uint32_t mark;
    const bri_expr *value;
} bri_mark_draw;

/** Which instances of a template an effect is about, by whom they are about: of a group by self, of a network by both ends. An end that is not
 *  given may be anybody. */
typedef struct bri_selector {
    bool has_self, has_target;
    bri_who self_who, target_who;         /* SELF: the event's source; TARGET: its target; NONE: the actor */
    uint32_t self_actor, target_actor;
} bri_selector;

typedef enum bri_effect_kind {
    BRI_EFFECT_ASSIGN,  /* target = slot; value = the new value (for += and so on, the sum is in the expression) */
    BRI_EFFECT_EACH,    /* the same for everybody in `network` that the event's source has a link to, who is OTHER */
    BRI_EFFECT_OWN,     /* target = slot of instance 0 of decision `leader`: the same for the instances of `selector`, whose own it is */
    BRI_EFFECT_START,   /* target = decision: its clock starts (no effect on a running one) */
    BRI_EFFECT_CANCEL,  /* target = decision: its clock stops; pending triggered occurrences of it are dropped */
    BRI_EFFECT_RESTART, /* cancel, then start */
    BRI_EFFECT_END      /* target = action: its open episodes close now, of those that the selector means */
} bri_effect_kind;

typedef struct bri_effect {
    bri_effect_kind kind;
    bri_who who; /* an assignment: whose slot it is */
    uint32_t target;
    uint32_t network; /* EACH */
    uint32_t leader;  /* OWN */
    bri_selector selector; /* OWN, START, CANCEL, RESTART: which instances; END: whose episodes; none given: all */
    const bri_expr *condition; /* without it the effect does not happen; NULL: always */
    const bri_expr *value;
    bri_place place;
} bri_effect;

typedef struct bri_action {
    const char *name, *doc, *cameo, *plover;
    uint32_t actor, target;   /* target: BRI_NONE where none; both may be BRI_ACTOR_SELF or BRI_ACTOR_TARGET */
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
    bool is_absent; /* it is another variant's: nothing ever does it */
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
    bool is_vetoable;         /* it is put to the vote */
    const bri_effect *effects; /* of this option alone, after the action's own */
    uint32_t effect_count;
} bri_option;

/** A player who is heard on an option that is put to the vote. */
typedef struct bri_vote {
    uint32_t actor;
    const bri_expr *consent;    /* probability of a yes, 0..1 */
    const bri_expr *abstention; /* probability that who does not say yes abstains; NULL is 0 */
    bool has_veto;              /* its no stops the option */
} bri_vote;

/** A step of a deliberation: it takes a time and then succeeds or fails. */
typedef struct bri_phase {
    const bri_expr *delay, *probability; /* looked at when it begins and when it ends; NULL is 0, 1 */
    uint32_t success, failure;           /* options; BRI_NONE: nothing is done */
} bri_phase;

/** Which instances of a template an event triggers: those whose self, or target, is … */
typedef enum bri_reaction {
    BRI_REACT_ANY,
    BRI_REACT_SOURCE,          /* the event's source */
    BRI_REACT_TARGET,          /* the event's target */
    BRI_REACT_LINKS_OF_SOURCE, /* whomever the source has links to, in a network */
    BRI_REACT_LINKS_OF_TARGET
} bri_reaction;

/** A decision, or one instance of a template: instances lie together, in order of the actors or links that the template ranges over. */
typedef struct bri_decision {
    const char *name, *model, *doc;
    const char *title; /* as the file has it: of a template's instance, the template's name */
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
    const bri_vote *votes;
    uint32_t vote_count, quorum;  /* quorum: so many must say yes */
    uint32_t rejection;           /* the option that is done where the vote fails; BRI_NONE */
    const bri_phase *phases;      /* triggered, instead of delay and probability; the last to succeed ends it */
    uint32_t phase_count;
    uint32_t age_slot;            /* BRI_NONE where age is not used */
    uint32_t target;              /* overrides the action's target; BRI_NONE: the action's */
    bri_binding binding;          /* own: number of the instance */
    double link;                  /* weight of the link from self to target; 1 where there is none */
    uint32_t leader;              /* first instance; itself where it is no template */
    uint32_t instances;           /* of the leader: how many */
    uint32_t range;               /* group or network that the template ranges over; BRI_NONE: no template */
    bri_reaction self_is, target_is; /* triggered templates */
    uint32_t reaction_network;       /* of BRI_REACT_LINKS_… */
    uint32_t draw_from;              /* the target is drawn from this group or network; BRI_NONE: it is not */
    const bri_expr *draw_weight;     /* of `other`; NULL: all alike */
    int priority;                 /* greater goes first at equal times */
    uint64_t limit;               /* UINT64_MAX: none */
    bool is_active;               /* at the start */
    bool is_absent;               /* it is another variant's: it never happens */
    bri_place place, rate_place;  /* rate_place: of the formula that the rate came from */
} bri_decision;

typedef struct bri_rung {
    const char *name, *slug; /* slug: lower case, other characters as '_' */
    const bri_expr *when;
    bool stops;
    bri_place place;
} bri_rung;

typedef struct bri_outcome {
    const char *name, *doc, *unit; /* unit: of time, "" for a plain number */
    const bri_expr *value;
    const bri_expr *given;  /* where it is false, the outcome has no value; NULL: it always has one */
    const char *given_text; /* as it is written; NULL where there is none */
    bool is_boolean;
    double observed; /* what really happened, for the summary to set beside; NaN where it is not given */
} bri_outcome;

typedef struct bri_variant {
    const char *name, *doc;
    const double *parameters; /* all parameters' values, the overridden ones replaced, derived ones recomputed */
    const bool *overrides;    /* which parameters it sets */
    const struct brink_scenario *scenario; /* with the decisions and actions that it replaces; NULL: it replaces none */
} bri_variant;

/** Something that must hold whatever the parameters are set to: a formula's value lies in a range, or a condition is true. */
typedef struct bri_check {
    const bri_expr *expr;
    double minimum, maximum; /* internal units; a condition: 1, 1 */
    bool excludes_minimum;
    uint32_t group;    /* it must hold for each member of this group; BRI_NONE: it is about no member */
    uint32_t decision; /* it must hold for each instance of this template; BRI_NONE likewise */
    bool is_everywhere; /* wherever its variables may be, not only somewhere */
    bri_place place;
    const char *what;    /* "probability of decision \"council\"" */
    const char *message; /* of a condition; NULL: made from the range */
} bri_check;

/** An event of `action` is expected to have `ratio` direct children among the events of `decision`; of a template, among those of each instance whose
 *  `by` is its source and whose `at` is its target. */
typedef struct bri_branching {
    uint32_t decision, action;
    brink_party by, at;
    const bri_expr *ratio; /* of parameters */
    bri_place place;
} bri_branching;

/** A file with data that the scenario names (plan/datafile.h). */
typedef struct bri_data_file {
    const char *name, *path; /* as written; as opened */
    const char *text;        /* as given; NULL: it could not be read */
    size_t length;
    bool is_within; /* it stands in the section `data` */
    bool is_named;  /* something reads it */
    bri_place place;
    const struct bri_csv *csv; /* NULL: it is wrong */
} bri_data_file;

/** A table that formulas may read. */
typedef struct bri_named_curve {
    const char *name;
    const struct bri_csv *csv;     /* of the file's first two columns; NULL: it is declared in `tables` */
    const struct bri_curve *curve; /* NULL: it is wrong */
    bri_place place;               /* of a declared one */
    bool is_read;                  /* some formula reads it */
} bri_named_curve;

/** A shared object with models. */
typedef struct bri_library {
    const char *name; /* as written */
    char sha256[BRI_DIGEST_SIZE];
    void *handle;
    const struct brink_model_library *models; /* NULL: a complaint was made */
} bri_library;

struct brink_scenario {
    const brink_scenario *base; /* of a variant's own: the scenario of the file; else NULL */
    bri_arena *arena;
    bri_tree *tree;
    const char *path, *title, *doc;
    char sha256[65];
    double start, end; /* days since 1970 */
    double warm_up;    /* days from the start before statistics begin */
    const bri_parameter *parameters; /* declared ones first, then the members' own */
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
    const bri_group *groups; /* groups and networks */
    const bri_series *series;
    const bri_data_file *data_files; /* in order of first naming */
    uint32_t data_file_count;
    const bri_named_curve *curves;
    const bri_user_function *functions;
    uint32_t function_count;
    uint32_t curve_count;
    bri_library *libraries; /* open until the scenario is freed */
    uint32_t library_count;
    const uint32_t *parameter_order; /* one in which every formula comes after what it uses */
    const bri_names *parameter_names; /* name to index */
    uint32_t parameter_count, actor_count, variable_count, declared_variable_count, mark_count, action_count, decision_count, rung_count,
        outcome_count, variant_count, slot_count, check_count, branching_count, group_count, series_count;
    uint32_t recorded_count; /* declared variables and derived quantities: the first so many of variables */
    uint64_t replications, seed, event_limit, cascade_limit;
    bool has_seed;
    const char *sweep;        /* plan/sweep.h; NULL: none */
    bri_place sweep_place;
    const char *trace;        /* "none", "all" or a number */
    double series_step;       /* 0: no time grid */
    const double *quantiles;
    uint32_t quantile_count;
};

/** The scenario as a variant (NULL: the base) has it. */
static inline const brink_scenario *bri_scenario_of(const brink_scenario *scenario, const bri_variant *variant) {
    return variant && variant->scenario ? variant->scenario : scenario;
}

/** How many slots a declared variable has, from its first one on; a derived quantity has none. */
static inline uint32_t bri_variable_span(const brink_scenario *scenario, uint32_t variable) {
    const bri_variable *v = &scenario->variables[variable];
    if (v->group == BRI_NONE) return v->derived == NULL;
    const bri_group *group = &scenario->groups[v->group];
    return group->members[group->member_count - 1] - group->members[0] + 1;
}

#endif
