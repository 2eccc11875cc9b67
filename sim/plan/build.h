/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario while it is being read: what the readers of sections share.
 *
 * Reading goes in two passes. The first enters the names of everything (build_names), so that the order of sections does not matter; the second
 * reads the settings, where formulas find those names through a scope. Types of parameters and marks come from their formulas, so these are
 * parsed when first needed.
 */
#ifndef BRI_BUILD_H
#define BRI_BUILD_H

#include "brink/model.h"
#include "lang/tree.h"
#include "plan/names.h"
#include "plan/scenario.h"

/** A growing array in an arena. Plain data; zeroed is empty. */
typedef struct bri_list {
    void *items;
    uint32_t count, capacity;
} bri_list;

/** The sections of a file. */
typedef enum bri_section {
    BRI_SECTION_BRINK,
    BRI_SECTION_SCENARIO,
    BRI_SECTION_PARAMETERS,
    BRI_SECTION_ACTORS,
    BRI_SECTION_NETWORKS,
    BRI_SECTION_VARIABLES,
    BRI_SECTION_DERIVED,
    BRI_SECTION_FUNCTIONS,
    BRI_SECTION_ACTIONS,
    BRI_SECTION_DECISIONS,
    BRI_SECTION_LADDER,
    BRI_SECTION_OUTCOMES,
    BRI_SECTION_VARIANTS,
    BRI_SECTION_BATCH,
    BRI_SECTION_LIBRARIES,
    BRI_SECTION_CURVES,
    BRI_SECTION_DATA,
    BRI_SECTION_COUNT
} bri_section;

typedef enum bri_name_kind {
    BRI_NAME_PARAMETER,
    BRI_NAME_VARIABLE,
    BRI_NAME_DERIVED,
    BRI_NAME_MARK, /* these four share one space: any of them can be a plain name in a formula */
    BRI_NAME_ACTOR,
    BRI_NAME_ACTION,
    BRI_NAME_DECISION,
    BRI_NAME_KINDS
} bri_name_kind;

/** Which marks a formula may read. */
typedef enum bri_mark_use {
    BRI_MARKS_NONE,
    BRI_MARKS_OWN,    /* of the action's event, and of its cause */
    BRI_MARKS_TRIGGER /* of the event that triggers the decision */
} bri_mark_use;

/** Where the formula in hand stands. */
typedef struct bri_context {
    bri_mark_use marks;
    uint32_t action;          /* BRI_MARKS_OWN: the action */
    uint32_t mark_limit;      /* BRI_MARKS_OWN: only so many of its marks, from the first, are known yet */
    const uint32_t *triggers; /* BRI_MARKS_TRIGGER */
    uint32_t trigger_count;
    uint32_t decision; /* whose `age` it is; BRI_NONE: no age here */
    bool is_ladder;    /* `rung` would depend on itself */
    bool is_outcome;   /* counts and firsts begin with the warm-up's end */
    uint32_t over; /* one more than the group or network that `other` is of */
    uint32_t self, target, other; /* one more than the group that they are of; 0: nobody is called so here */
    bool has_link;                /* `link` is known */
    bool outer_link;              /* within a sum: it was before */
    bool is_family;               /* the setting of a variable or parameter that each member of a group has */
    bool is_gap;                  /* a gap as it is, beside a law that would draw it */
} bri_context;

/** What an action's formulas ask of whoever acts, or is acted on: to be of a group. */
typedef struct bri_need {
    uint32_t action, group;
    bri_who who;
    bri_place place;
    const char *name; /* what only members of the group have */
} bri_need;

/** A formula reads the history of pairs of actors, of whom one at least is known only when it is used. */
typedef struct bri_dyad_use {
    bri_slot_def def;
    bri_end from, to;
    bri_context context; /* where it stands: it says who may be meant */
    bri_place place;
    struct bri_pairs *pairs; /* filled when everything is read */
} bri_dyad_use;

/** A formula reads the history of an action's events at somebody. */
typedef struct bri_target_use {
    uint32_t action;
    bri_place place;
} bri_target_use;

/** How far a formula that gives a name its type has come. */
typedef enum bri_progress { BRI_TO_DO, BRI_IN_HAND, BRI_DONE } bri_progress;

/** The definition of a mark in an action. */
typedef struct bri_mark_def {
    const bri_tree_node *node;
    uint32_t action, position, mark;
    bri_progress progress;
    bool is_circular; /* its type was asked for while it was in hand: a number was assumed */
    const bri_expr *expr;
} bri_mark_def;

/** A derived quantity. */
typedef struct bri_derived {
    bri_progress progress;
    const bri_expr *expr; /* NULL: wrong */
    const char *doc;
} bri_derived;

/** An effect that a model adds to an action. */
typedef struct bri_added_effect {
    uint32_t action;
    bri_effect effect;
} bri_added_effect;

typedef struct bri_build {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    brink_scenario *scenario; /* being filled */
    bool is_out_of_memory;
    size_t errors_before;      /* complaints that were there already */
    uint32_t variant;          /* whose decisions and actions are read: one more than its index; 0: the base's */
    const bri_tree_node *file; /* the root as written, with the variants; NULL: there are none */
    bri_names absent[BRI_NAME_KINDS]; /* decisions and actions that are not to be */
    const bri_tree_node *sections[BRI_SECTION_COUNT]; /* NULL: left out, or of the wrong kind */
    bri_names names[BRI_NAME_KINDS];
    bri_names rung_slugs;
    const char *const *plain_names; /* all of the first four kinds, for "did you mean" */
    size_t plain_name_count;
    bri_scope scope;
    bri_context context;

    bri_parameter *parameters;
    bri_progress *parameter_progress;
    uint32_t *parameter_order;
    uint32_t parameters_done, parameters_in_hand;
    uint32_t *path; /* parameters in hand, outermost first */
    bri_derived *derived; /* NULL until variables are read */
    uint32_t *derived_path, derived_in_hand;

    bri_list groups; /* groups and networks */
    bri_names group_names;
    bri_list needs, dyad_uses, target_uses;
    const bri_tree_node **actor_nodes; /* [actor] */
    uint32_t *actor_numbers;           /* [actor]: its number in its group, from 1; 0: it is declared by itself */
    uint32_t *decision_leaders;        /* [decision of the file]: its first instance */
    uint32_t decision_count;           /* with all instances */
    bool has_too_many;                 /* more than there may be: templates have one instance each, for the checks */

    bri_list functions; /* bri_user_function */
    bri_list data, curves; /* bri_data_file, bri_named_curve */
    bri_list variables, slots, checks, branchings, mark_defs, added_effects;
    uint32_t *slot_table; /* open addressing by definition: number + 1, or 0 */
    uint32_t slot_table_size, slot_table_count;
    uint32_t *mark_first_def;                       /* [mark]: its first definition */
    uint32_t *action_first_def, *action_mark_count; /* [action]: its definitions, which lie together */
    bool *action_has_duration;                      /* [action] */
    bri_list mark_nodes;                            /* [mark]: const bri_tree_node *, where its name first stands */
    unsigned mark_depth;
    bri_actor *actors;
    bri_mark *marks;
    bri_action *actions;
    bri_decision *decisions;
} bri_build;

/* ---- memory ---- */

/** Arena memory; NULL, and is_out_of_memory, when there is none. */
void *bri_build_alloc(bri_build *build, size_t count, size_t size);
/** A new zeroed item at the end of a list of items of `size` bytes; NULL as above. */
void *bri_list_add(bri_build *build, bri_list *list, size_t size);
/** A printf-like text in the arena; never NULL ("" when memory is out). */
const char *bri_build_text(bri_build *build, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The unit in which numbers of a type are recorded: "" of a plain number, else "d", "1/d", "d^2"; never NULL. */
const char *bri_build_unit(bri_build *build, bri_type type);

/* ---- complaints ---- */

/** "did you mean "x"?" for the nearest of names, or NULL. */
const char *bri_build_hint(bri_build *build, const char *word, const char *const *names, size_t count);
/** The place of bytes [begin, end) of a string setting. */
bri_place bri_place_within(const bri_tree_node *node, size_t begin, size_t end);

#endif
