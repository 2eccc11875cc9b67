/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * How to write a decision model.
 *
 * A model is a recipe: it reads its settings from the scenario and *elaborates* them into what the kernel knows: a clock, options, hidden
 * variables, effects. It is one file that defines one constant brink_model, and one line in models/registry.def. The table of settings
 * alone drives reading, range checks, complaints and `brink models NAME`.
 *
 *     static const brink_setting settings[] = {
 *         {.name = "rate", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_RATE, .is_required = true, .doc = "how often it happens"},
 *     };
 *
 *     static void elaborate(brink_builder *builder, const brink_group *group) {
 *         brink_builder_hazard(builder, brink_group_formula(group, "rate"), NULL);
 *     }
 *
 *     const brink_model brink_model_hazard = {.name = "hazard", .settings = settings, .setting_count = 1, .elaborate = elaborate, …};
 *
 * A model must set exactly one clock (brink_builder_hazard, _renewal, _dates or _triggered). If it sets no option, the decision's own action is
 * the only one. It need not check for failure: a setting that is wrong or missing reads as a stand-in of the right kind (the complaint has been
 * made), and when memory is out every function accepts the NULL that an earlier one gave.
 */
#ifndef BRINK_MODEL_H
#define BRINK_MODEL_H

#include <math.h> /* INFINITY, for ranges in tables */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "brink/status.h"

/** No action, no actor. */
#define BRINK_NONE UINT32_MAX

typedef struct bri_expr brink_expr;         /**< a formula, parsed and checked; immutable */
typedef struct brink_group brink_group;     /**< the settings of one group, as read */
typedef struct brink_builder brink_builder; /**< a decision while it is being elaborated */

/** What a formula is measured in. */
typedef enum brink_dimension {
    BRINK_NUMBER,   /**< no dimension */
    BRINK_DURATION, /**< time */
    BRINK_RATE,     /**< 1/time */
    BRINK_BOOLEAN,
    BRINK_ANY /**< whatever it turns out to be */
} brink_dimension;

/** What may stand behind a setting's name. */
typedef enum brink_setting_kind {
    BRINK_SETTING_TEXT,     /**< any string */
    BRINK_SETTING_WORD,     /**< one of `words` */
    BRINK_SETTING_FLAG,     /**< true or false */
    BRINK_SETTING_COUNT,    /**< a whole number */
    BRINK_SETTING_NUMBER,   /**< a plain number, no formula */
    BRINK_SETTING_FORMULA,  /**< an expression of `dimension`, or a plain number where that is a number */
    BRINK_SETTING_FORMULAS, /**< an array or list of them */
    BRINK_SETTING_DATE,     /**< "2017-07-31" */
    BRINK_SETTING_DATES,    /**< an array or list of them, or one */
    BRINK_SETTING_ACTOR,    /**< an actor's name */
    BRINK_SETTING_ACTORS,   /**< an array or list of them, or one */
    BRINK_SETTING_ACTION,   /**< an action's name */
    BRINK_SETTING_ACTIONS,  /**< an array or list of them, or one */
    BRINK_SETTING_GROUP,    /**< a group with settings of its own: `group` */
    BRINK_SETTING_GROUPS,   /**< a list of such groups */
    BRINK_SETTING_RAW       /**< kept as it stands, for the reader of sections; not for models */
} brink_setting_kind;

struct brink_table;

/** One setting: a row of a table. Use designated initialisers; what is left out is 0. */
typedef struct brink_setting {
    const char *name;
    brink_setting_kind kind;
    brink_dimension dimension; /**< formulas */
    bool is_required;
    bool is_fittable;                /**< can be estimated from data, if it is a parameter */
    bool allows_draws;               /**< formulas: random draws may stand in it */
    bool only_parameters;            /**< formulas: variables, history and marks may not stand in it */
    bool allows_members;             /**< BRINK_SETTING_ACTOR: "self" and "target" too; not for models */
    bool allows_none;                /**< BRINK_SETTING_ACTION: the word "none" too (reads as BRINK_NONE) */
    const char *marks_of;            /**< formulas: marks of the action that this setting of the same group names may stand in it, as in an
                                          effect of that action; `age` may not */
    bool excludes_minimum;           /**< the minimum itself is not allowed */
    double minimum, maximum;         /**< of numbers and formulas, in days where time is in it; both 0: unlimited */
    const char *fallback;            /**< the default, as it would be written in a file; NULL: none */
    const char *words;               /**< BRINK_SETTING_WORD: "many|keep|replace" */
    const struct brink_table *group; /**< BRINK_SETTING_GROUP and _GROUPS: their settings */
    const char *doc;                 /**< one line */
} brink_setting;

/** The settings of a group. */
typedef struct brink_table {
    const brink_setting *settings;
    size_t count;
} brink_table;

/** May, must or must not the decision have `on`? */
typedef enum brink_trigger_use { BRINK_TRIGGER_FORBIDDEN, BRINK_TRIGGER_OPTIONAL, BRINK_TRIGGER_REQUIRED } brink_trigger_use;

typedef struct brink_model {
    const char *name;
    const char *summary;     /**< one line */
    const char *formula;     /**< the mathematics, as text */
    const char *conventions; /**< what the words mean, what happens at the edges */
    const char *example;     /**< sections `parameters`, `variables`, `actions`, `decisions` as needed, by actors A and B, in the year 2017;
                                  a test reads it */
    brink_table table;
    brink_trigger_use trigger;
    bool names_actions; /**< the model's settings name the actions: the decision has no `action` */
    void (*elaborate)(brink_builder *builder, const brink_group *group);
} brink_model;

/* ---- models from outside ----
 *
 * A shared object that uses the public headers alone can bring models: a scenario names it, libraries = ["./attrition.so"], and its models are then
 * there like ours. It ends with
 *
 *     BRINK_MODEL_LIBRARY(&attrition, &another)
 *
 * and is built by  cc -shared -fPIC -o attrition.so attrition.c $(pkg-config --cflags brink) . A program that links libbrink.a must export its
 * symbols (-rdynamic), as brink itself does. */

/** Counts changes of what stands in this header: a library built for another version is refused. */
#define BRINK_MODEL_ABI 1u

/** What a library defines under the name BRINK_MODEL_LIBRARY_SYMBOL. */
typedef struct brink_model_library {
    uint32_t abi, model_size, setting_size;
    size_t count;
    const brink_model *const *models;
} brink_model_library;

#define BRINK_MODEL_LIBRARY_SYMBOL "brink_models"
#define BRINK_MODEL_LIBRARY(...)                                                                                                                     \
    static const brink_model *const brink_models_listed[] = {__VA_ARGS__};                                                                           \
    extern const brink_model_library brink_models;                                                                                                   \
    __attribute__((visibility("default"))) const brink_model_library brink_models = {                                                                \
        .abi = BRINK_MODEL_ABI,                                                                                                                      \
        .model_size = (uint32_t)sizeof(brink_model),                                                                                                 \
        .setting_size = (uint32_t)sizeof(brink_setting),                                                                                             \
        .count = sizeof brink_models_listed / sizeof *brink_models_listed,                                                                           \
        .models = brink_models_listed,                                                                                                               \
    };

/* ---- the registry ---- */

size_t brink_model_count(void);
/** Model index (0 .. count-1), in order of the registry. */
const brink_model *brink_model_at(size_t index);
/** By name, or NULL. */
const brink_model *brink_model_find(const char *name);
/** All that `brink models NAME` prints, from the model's table; the caller frees it with free(). NULL: no such model, or memory is out. */
char *brink_model_describe(const char *name);
/** The same of any model, of a library too. NULL: memory is out. */
char *brink_model_page(const brink_model *model);

/** A shared object with models, outside of any scenario: to tell what is in it. Opening it runs code of its own. */
typedef struct brink_library brink_library;

/** Open the file at `path`. BRINK_E_IO: it cannot be read or loaded, or its models are not what they should be; *library is set only on success.
 *  Freed with brink_library_close, and all its models with it. */
brink_status brink_library_open(brink_library **library, const char *path, brink_error *error);
size_t brink_library_model_count(const brink_library *library);
/** Model index (0 .. count-1), in the order in which the library lists them. */
const brink_model *brink_library_model_at(const brink_library *library, size_t index);
void brink_library_close(brink_library *library);

/** What may stand in a setting, on one line without its end: "formula: rate, such as "16/yr"; at least 0; required". */
void brink_setting_write(FILE *out, const brink_setting *setting);

/* ---- reading settings; naming one that is not in the table, or with the wrong function, is a programmer's mistake ---- */

/** Was it written in the file? (A default does not count.) */
bool brink_group_has(const brink_group *group, const char *name);
/** A formula; NULL where it was left out and has no default. */
const brink_expr *brink_group_formula(const brink_group *group, const char *name);
/** A number, count (rounded into a double) or flag (0, 1). Left out without a default: NaN. A date: days since the scenario's start. */
double brink_group_number(const brink_group *group, const char *name);
/** A word, as its position in `words`; SIZE_MAX where it was left out and has no default. */
size_t brink_group_word(const brink_group *group, const char *name);
/** A text; NULL where it was left out and has no default. */
const char *brink_group_text(const brink_group *group, const char *name);
/** An actor or action; BRINK_NONE where it was left out, or is "none". */
uint32_t brink_group_name(const brink_group *group, const char *name);
/** A group; NULL where it was left out. */
const brink_group *brink_group_group(const brink_group *group, const char *name);

/** How many elements a list setting has (0 where it was left out), and element index of each kind. */
size_t brink_group_count(const brink_group *group, const char *name);
const brink_expr *brink_group_formula_at(const brink_group *group, const char *name, size_t index);
double brink_group_number_at(const brink_group *group, const char *name, size_t index);
uint32_t brink_group_name_at(const brink_group *group, const char *name, size_t index);
const brink_group *brink_group_group_at(const brink_group *group, const char *name, size_t index);

/* ---- formulas ---- */

/** A formula made from a text in which $1, $2, … stand for `arguments`. The text sees the language's functions and `age`, the time since
 *  the decision last fired; it may hold draws where the place it is put allows them. It must be well typed for every
 *  setting that the table lets through. */
const brink_expr *brink_builder_expr(brink_builder *builder, const char *text, const brink_expr *const *arguments, size_t count);
/** The call of a function with any number of arguments: brink_builder_call(b, "pick", gaps, n). NULL: memory is
 *  out, as it is where `arguments` is. */
const brink_expr *brink_builder_call(brink_builder *builder, const char *function, const brink_expr *const *arguments, size_t count);
/** A number, in days to the power that its dimension has. */
const brink_expr *brink_builder_constant(brink_builder *builder, double value, brink_dimension dimension);
/** True, and its value, where the formula depends on nothing, not even on a parameter. */
bool brink_builder_is_constant(const brink_builder *builder, const brink_expr *expr, double *value);
/** Does it speak of self, target or other? */
bool brink_expr_speaks_of_members(const brink_expr *expr);
/** Are both the same formula of parameters alone, written alike? False also where that cannot be seen, and where one is NULL. */
bool brink_expr_is_same(const brink_expr *a, const brink_expr *b);
/** Is it of this dimension? (A bare 0 is of any.) */
bool brink_expr_has_dimension(const brink_expr *expr, brink_dimension dimension);
/** Length of the simulated time, in days. */
double brink_builder_horizon(const brink_builder *builder);
/** Does the decision have `on` or `crossing`? */
bool brink_builder_is_triggered(const brink_builder *builder);

/* ---- complaints ---- */

/** Complain at a setting's place (name NULL: at the group's). */
void brink_builder_complain(brink_builder *builder, const brink_group *group, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void brink_builder_warn(brink_builder *builder, const brink_group *group, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/** Demand that a boolean formula of parameters be true, for the file's values and for every variant; else `message` (copied) is a complaint there. */
void brink_builder_require(brink_builder *builder, const brink_group *group, const char *name, const brink_expr *condition, const char *message);

/* ---- clocks: exactly one ---- */

/** The decision fires with intensity `rate`. field_base is the height of its field's lowest strip (NULL: by the rule); part of the random scheme. */
void brink_builder_hazard(brink_builder *builder, const brink_expr *rate, const brink_expr *field_base);
/** Gaps between firings are drawn from `gap`. elapsed (may be NULL): the first gap is one longer than this, less this. */
void brink_builder_renewal(brink_builder *builder, const brink_expr *gap, const brink_expr *elapsed);
/** At dates (days since the start, any order; copied), each with a probability and a jitter (each may be NULL). dates NULL though count is not 0:
 *  memory is out. */
void brink_builder_dates(brink_builder *builder, const double *dates, size_t count, const brink_expr *probability, const brink_expr *jitter);

/** What a trigger does while an occurrence is pending. */
typedef enum brink_pending {
    BRINK_PENDING_MANY,   /**< both will happen */
    BRINK_PENDING_KEEP,   /**< the new one is dropped */
    BRINK_PENDING_REPLACE /**< the old one is dropped */
} brink_pending;

/** By the actions in the decision's `on` and by its `crossing`, after a delay, with a probability (each may be NULL: 0, 1). */
void brink_builder_triggered(brink_builder *builder, const brink_expr *delay, const brink_expr *probability, brink_pending pending);

/** A triggered clock goes through phases, in the order of these calls; its own delay and probability must be NULL. Each takes a time `delay`
 *  (NULL: 0; may draw; looked at when it begins), succeeds with a probability (NULL: 1; looked at when it ends), and then does `success`, or else
 *  `failure` and no more: actions, or BRINK_NONE. These are the decision's options. */
void brink_builder_phase(brink_builder *builder, const brink_expr *delay, const brink_expr *probability, uint32_t success, uint32_t failure);

/* ---- options ---- */

/** One option: an action or BRINK_NONE, with its weight, or its utility where brink_builder_rationality is called. */
void brink_builder_option(brink_builder *builder, uint32_t action, const brink_expr *weight, bool is_vetoable);
/** Options are chosen by softmax: probability proportional to exp(rationality * utility). */
void brink_builder_rationality(brink_builder *builder, const brink_expr *rationality);
/** Where the option named last is chosen, `variable` (as brink_builder_variable or _posture gave it) becomes `value`, after the effects of the
 *  action itself. */
void brink_builder_option_effect(brink_builder *builder, const brink_expr *variable, const brink_expr *value);
/** An actor without whose consent (a probability) a vetoable option is not done. */
void brink_builder_veto(brink_builder *builder, uint32_t actor, const brink_expr *consent);
/** An actor who votes on vetoable options: yes with probability `consent`; one who does not say yes abstains with probability `abstention` (NULL: 0),
 *  else says no. With has_veto a no stops the option. */
void brink_builder_vote(brink_builder *builder, uint32_t actor, const brink_expr *consent, const brink_expr *abstention, bool has_veto);
/** A vetoable option needs `yes` votes. Where the vote fails, `rejection` is done: an action or BRINK_NONE. */
void brink_builder_quorum(brink_builder *builder, uint32_t yes, uint32_t rejection);
/** The decision's own action; BRINK_NONE where it has none. */
uint32_t brink_builder_action(const brink_builder *builder);

/* ---- hidden variables ---- */

/** A variable of the decision's own: relaxing with half_life to baseline, drifting with slope, else constant. NULL formulas are 0 or none. */
typedef struct brink_variable_spec {
    const char *name; /**< unique within the decision */
    const brink_expr *initial, *baseline, *half_life, *slope;
    double minimum, maximum; /**< both 0: unlimited */
} brink_variable_spec;

/** Declare it; the result stands for its value in formulas. */
const brink_expr *brink_builder_variable(brink_builder *builder, const brink_variable_spec *spec);
/** The posture of an actor, as a number in formulas and for effects. In a template the actor may be "self" or "target" (a setting of kind ACTOR with
 *  allows_members), who must all have the same postures. NULL, with a complaint at setting `name`, where there are none. */
const brink_expr *brink_builder_posture(brink_builder *builder, const brink_group *group, const char *name, uint32_t actor);
/** The index of the posture of `actor` that a text setting names; SIZE_MAX, with a complaint there, where it names none. */
size_t brink_builder_posture_find(brink_builder *builder, const brink_group *group, const char *name, uint32_t actor);
/** How many postures an actor has. */
size_t brink_builder_posture_count(const brink_builder *builder, uint32_t actor);
/** What a decision is about: one thing, or each member of a group, or each link of a network (for_each). */
typedef enum brink_range { BRINK_RANGE_NONE, BRINK_RANGE_MEMBERS, BRINK_RANGE_LINKS } brink_range;
brink_range brink_builder_range(const brink_builder *builder);

/** Who, of those that an instance of a template is about. */
typedef enum brink_party {
    BRINK_PARTY_ANYONE, /**< whoever it is */
    BRINK_PARTY_SELF,   /**< the member, or the first end of the link */
    BRINK_PARTY_TARGET  /**< the second end of the link */
} brink_party;

/** Each time `action` happens, `variable` (as brink_builder_variable gave it) becomes `value`, after the action's own effects; in a template, that of
 *  those instances whose `by` is the event's source and whose `at` is its target. `value` sees the instance, and the event's marks. */
void brink_builder_effect_of(brink_builder *builder, uint32_t action, brink_party by, brink_party at, const brink_expr *variable,
                             const brink_expr *value);
/** The same whoever acts at whomever: in a template all instances are gone through for every such event. */
void brink_builder_effect(brink_builder *builder, uint32_t action, const brink_expr *variable, const brink_expr *value);

/** Each event of `action` is expected to bring about `ratio` (of parameters) events of this decision directly; in a template, of each of those
 *  instances whose `by` is the event's source and whose `at` is its target. All ratios of a file make a matrix from decision to decision, whose rows
 *  are instances; where its spectral radius reaches 1, events breed events for ever, and the reader warns at a setting `name`. A target that is drawn
 *  counts in equal parts for all who may be drawn, whatever their weights. */
void brink_builder_branching_of(brink_builder *builder, const brink_group *group, const char *name, uint32_t action, brink_party by, brink_party at,
                                const brink_expr *ratio);
/** The same whoever acts at whomever. */
void brink_builder_branching(brink_builder *builder, const brink_group *group, const char *name, uint32_t action, const brink_expr *ratio);

#endif
