/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Expressions as trees: parsed once, type-checked, resolved against a scope. Compiled by lang/code.h.
 */
#ifndef BRI_EXPR_H
#define BRI_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "lang/diag.h"

/** A type: boolean, or a number with a power of time (0 number, 1 duration, -1 rate). A literal 0 or inf fits any power (is_any). */
typedef struct bri_type {
    bool is_boolean;
    bool is_any;
    int8_t time_power;
} bri_type;

#define BRI_NUMBER ((bri_type){.time_power = 0})
#define BRI_DURATION ((bri_type){.time_power = 1})
#define BRI_RATE ((bri_type){.time_power = -1})
#define BRI_BOOLEAN ((bri_type){.is_boolean = true})

/** "a number", "a boolean", "a duration", "a rate", "a number per time^2" … The buffer is used for the rare ones. */
const char *bri_type_name(bri_type type, char buffer[32]);

typedef enum bri_leaf_kind {
    BRI_LEAF_PARAMETER, /* index into the parameters */
    BRI_LEAF_SLOT,      /* index into the plan's slots: anything that has a value at an instant */
    BRI_LEAF_MARK,      /* index into the scenario's marks: of the event in hand */
    BRI_LEAF_CAUSE,     /* index into the scenario's marks: of the event that caused it */
    BRI_LEAF_CONSTANT,  /* a value known now, of something that has a name: index is a rung's */
    BRI_LEAF_NETWORK,   /* no value: what a sum goes over; index of the network */
    BRI_LEAF_LINK,      /* the weight of the link in hand: from self to target, or from self to the member that a sum is at */
    BRI_LEAF_PAIR,      /* a slot of a pair of actors, of whom one at least is known only when it is used; they are `from` and `to` */
    BRI_LEAF_ALIAS      /* stands for another expression, which bri_expr_leaf gives; no tree holds it */
} bri_leaf_kind;

/** Of whom a leaf speaks. A formula of a template is shared by all its instances: the index of such a leaf is that of actor (or instance) 0, and
 *  the number of whoever is meant is added to it. Such an index may wrap around 0: it is added modulo 2^32. */
typedef enum bri_who {
    BRI_WHO_NONE, /* index is what it says */
    BRI_WHO_SELF,
    BRI_WHO_TARGET,
    BRI_WHO_OTHER, /* the member that a sum over a network is at */
    BRI_WHO_OWN    /* the instance itself: its age, its model's variables */
} bri_who;

/** One of a pair of actors. */
typedef struct bri_end {
    bri_who who;
    uint32_t actor; /* BRI_WHO_NONE: this one */
} bri_end;

typedef struct bri_leaf {
    bri_leaf_kind kind;
    bri_type type;
    bri_who who; /* parameters and slots */
    uint32_t index;
    double value; /* BRI_LEAF_CONSTANT: its value; a test: what the slot is compared with */
    const struct bri_expr *expr; /* BRI_LEAF_ALIAS */
    const struct bri_pairs *pairs; /* BRI_LEAF_PAIR (lang/pairs.h); complete before any code is compiled */
    bri_end from, to;
    const struct bri_curve *curve; /* of a table() (lang/curve.h), in place of a leaf's own meaning */
    bool is_test; /* BRI_LEAF_SLOT: stands for `slot == value`, a boolean (posture(PRK, talks)); bri_expr_leaf makes the comparison */
} bri_leaf;

typedef enum bri_found { BRI_FOUND, BRI_NOT_FOUND, BRI_FOUND_WRONG /* a complaint was made */ } bri_found;

typedef struct bri_expr bri_expr; /* a node; lives in the arena it was parsed into */

/** A user's function: what its parameters are called, and its body. */
typedef struct bri_user_function {
    const char *name;
    const char *const *parameters; /* at most 64 */
    size_t count;
    const char *body; /* `length` bytes, byte i at places[i]; places has length + 1 entries */
    size_t length;
    const bri_place *places;
} bri_user_function;

/** How names get their meaning: given by the plan room, called by the parser. A name here is `tension`, `cause.range_km`, or a call of a
 *  history function, `since(missile_test)`, whose arguments are names: those functions are known to the scope, not to the parser. */
typedef struct bri_scope {
    void *self;
    /** A plain name. */
    bri_found (*name)(void *self, const char *name, bri_place place, bri_leaf *leaf);
    /** Is this function one whose arguments the scope reads (since, count, active, first, rung, posture, season)? */
    bool (*is_reference)(void *self, const char *function);
    /** A call of such a function: `words` are its arguments that are bare names; `window` is the constant value of a second argument that is
     *  an expression (`count(x, 30 d)`; NULL where there is none). Complaints (unknown action, wrong count) are made by the callee. */
    bri_found (*reference)(void *self, const char *function, bri_place place, const char *const *words, const bri_place *word_places,
                           size_t word_count, const bri_expr *window, bri_leaf *leaf);
    /** Go into the second argument of sum(NETWORK, …): from now on "other" is a member of the network. May be NULL. */
    bri_found (*enter)(void *self, const char *network, bri_place place, uint32_t *index);
    void (*leave)(void *self);
    /** The table that table() reads: of a name, or of a file's; NULL: a complaint was made. May be NULL itself. */
    const struct bri_curve *(*curve)(void *self, const char *name, bool is_file, bri_place place);
    /** A formula reads the curve at `argument`, which stands at `place`. NULL with `curve`. */
    void (*reads)(void *self, const struct bri_curve *curve, const bri_expr *argument, bri_place place);
    /** All names that a plain name could have meant, for "did you mean"; the array lives until the next call. */
    const char *const *(*names)(void *self, size_t *count);
    /** The user's function of a name, or NULL. May be NULL itself. */
    const bri_user_function *(*function)(void *self, const char *name);
    /** `date('…')` needs the scenario's start, in days since 1970. */
    double start;
} bri_scope;

/** What a formula may hold, and what it must be. */
typedef struct bri_expr_want {
    bri_type type;
    bool any_type;        /* the type is whatever it turns out to be */
    bool allow_draws;     /* random draws may stand in it */
    bool only_parameters; /* slots and marks may not */
    const char *what;     /* "the rate of decision \"launch\"", for messages */
    const char *(*instead)(const char *draw); /* where draws may not: how this one is said otherwise (the draw's name, or NULL for one that a function
                                                 makes); NULL: no way to say it */
} bri_expr_want;

/** Parse text (length bytes) whose byte i stands at places[i] (places has length + 1 entries). NULL: complaints were made, or memory is out
 *  (then an error complaint says so). `arguments` replaces $1, $2, … (templates of models; may be NULL).
 *  Depth beyond 256 and more than 10,000 nodes are complaints. */
const bri_expr *bri_expr_parse(bri_arena *arena, const char *text, size_t length, const bri_place *places, const bri_scope *scope,
                               const bri_expr_want *want, const bri_expr *const *arguments, size_t argument_count, brink_diagnostics *diagnostics);

/** Look over a function's body without a call: its parameters fit everywhere. False: complaints were made. */
bool bri_user_function_check(bri_arena *arena, const bri_user_function *function, const bri_scope *scope, brink_diagnostics *diagnostics);

const bri_expr *bri_expr_constant(bri_arena *arena, double value, bri_type type);
const bri_expr *bri_expr_leaf(bri_arena *arena, bri_leaf leaf);

/** Who is meant by self, target, the instance itself, and other. */
typedef struct bri_binding {
    uint32_t self, target, own, other;
} bri_binding;

/** A binding put together in registers and stored at once. Stored part by part and then copied as a whole, as bindings are for every event, it would
 *  make the processor wait until the parts have left its store buffer: half the time of a simple event went into that. */
static inline bri_binding bri_bind(uint32_t self, uint32_t target, uint32_t own, uint32_t other) {
    const uint32_t four __attribute__((vector_size(16))) = {self, target, own, other};
    bri_binding made;
    memcpy(&made, &four, sizeof made);
    return made;
}

/** The expression with its member leaves made plain ones: `self.x` is the slot of this very member. A sum over a network stays as it is. The same
 *  expression where there is nothing to bind; NULL: memory is out. */
const bri_expr *bri_expr_bind(bri_arena *arena, const bri_expr *expr, const bri_binding *binding);
/** Does it speak of members (self, target, the instance, sums over networks)? */
bool bri_expr_has_members(const bri_expr *expr);

bri_type bri_expr_type(const bri_expr *expr);
bool bri_expr_has_draws(const bri_expr *expr);
/** Does it hold slots or marks: something that changes within a replication? */
bool bri_expr_has_state(const bri_expr *expr);
/** True, and its value, where it holds no leaf but parameters (at the given values; NULL: holds no parameter either) and no draw. */
bool bri_expr_is_constant(const bri_expr *expr, const double *parameters, double *value);
/** Call visit for every leaf, in order of appearance. */
void bri_expr_leaves(const bri_expr *expr, void (*visit)(void *context, const bri_leaf *leaf), void *context);

/** Does a formula ask somewhere whether two things are equal (or not), of which one reads a leaf that `is_meant` says, and neither is infinite? */
bool bri_expr_equates(const bri_expr *expr, bool (*is_meant)(const void *context, const bri_leaf *leaf), const void *context);

/** Are both the same formula of parameters alone, written alike? False also where one reads slots, members or random numbers. */
bool bri_expr_is_same(const bri_expr *a, const bri_expr *b);

/** Canonical text of an expression, in the arena; leaves are named by the callback. For brink explain, messages and tests. It is asked for
 *  `slot == value` too, by a leaf that is a test: NULL where that has no name of its own. */
const char *bri_expr_text(bri_arena *arena, const bri_expr *expr, const char *(*leaf_name)(void *context, const bri_leaf *leaf), void *context);

/** A duration as a formula has it, exactly, in the unit that makes it shortest: "10 min", "45 d"; returns text. */
const char *bri_duration_text(double days, char text[40]);

/** Is this word taken by the language (function, unit, constant)? Names of a scenario may not be. */
bool bri_word_is_taken(const char *word);

/** The value of a unit word in days ("wk" is 7), or 0 when it is none; `1/yr` and such are expressions, not units. */
double bri_unit_days(const char *word);
/** The unit that a common word for one ("years", "Hour") means: "yr"; NULL: the word is none of these. */
const char *bri_unit_of_word(const char *word);

/** One function of the language: the table drives the parser, `brink explain`, and the reference page. */
typedef struct bri_function_doc {
    const char *name, *arguments, *doc;
    const char *group; /* usual, shaping, calendar, history, actors, hazards, draws */
} bri_function_doc;
const bri_function_doc *bri_function_docs(size_t *count);

#endif
