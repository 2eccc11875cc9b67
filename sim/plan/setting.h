/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * One reader for every group of a scenario: a table of settings (brink/model.h) says what may stand in it, and all is checked here.
 */
#ifndef BRI_SETTING_H
#define BRI_SETTING_H

#include "plan/build.h"

/** A setting as read. Which members hold something depends on its kind. */
typedef struct bri_value {
    const bri_tree_node *node; /* NULL: not written */
    bool is_wrong;             /* a complaint was made: what follows is a stand-in */
    size_t count;              /* of the elements of a list */
    double number;
    size_t word;
    const char *text;
    const bri_expr *expr;
    const bri_expr *const *exprs;
    const double *numbers;
    uint32_t name;
    const uint32_t *names;
    const brink_group *const *groups; /* BRINK_SETTING_GROUP: one */
} bri_value;

struct brink_group {
    const brink_table *table;
    const bri_tree_node *node; /* NULL: the group was left out, all is default */
    bri_place place;           /* where a complaint about the whole goes */
    const char *subject;       /* "decision "launch"", for messages */
    bri_value *values;         /* one for each setting */
    bool is_wrong;             /* some setting is */
};

/** Read a group (a complaint if the node is none). Formulas are parsed in build->context. NULL: memory is out. `ignored` (may be NULL) is a name
 *  that the table lacks and that is no mistake. */
const brink_group *bri_group_read(bri_build *build, const brink_table *table, const bri_tree_node *node, const char *subject, const char *ignored);

/** The value of a setting of the table. */
const bri_value *bri_group_value(const brink_group *group, const char *name);

/** Names of the settings of a table, for "did you mean", in the arena; NULL when memory is out. */
const char **bri_table_names(bri_build *build, const brink_table *table);

/** Parse the formula in a node: a string, or a number where one is meant. `what` names it in messages. NULL: complaints were
 *  made. A duration or rate may not be a bare number unless it is 0. */
const bri_expr *bri_formula_read(bri_build *build, const bri_tree_node *node, const brink_setting *setting, const char *what);

/** Parse bytes [begin, end) of a string node as a formula of a type. */
const bri_expr *bri_formula_parse(bri_build *build, const bri_tree_node *node, size_t begin, size_t end, const bri_expr_want *want);

/** Parse a text that is not the user's (a default, a model's template); complaints about it go to `place`. */
const bri_expr *bri_formula_make(bri_build *build, const char *text, bri_place place, const bri_expr_want *want, const bri_expr *const *arguments,
                                 size_t count);

/** A demand that `expr` lie in [minimum, maximum]: made now at the base values, and again by every plan. */
void bri_check_add(bri_build *build, const bri_expr *expr, const brink_setting *setting, bri_place place, const char *what);

/** Does the formula in hand belong to a template whose instances' self and target are known? (Not in actions, nor where a trigger gives one.) */
bool bri_context_is_bound(const bri_build *build);

/** The type that a dimension stands for (BRINK_ANY: a number). */
/** How a random draw is said as the law of a gap, where it is put into the gap itself: a hint. `draw` is its name; NULL: it has none. */
const char *bri_law_instead(const char *draw);

bri_type bri_dimension_type(brink_dimension dimension);

/** Names that formulas would take for somebody or something else, beside the words of the language. */
const char *const *bri_reserved_names(size_t *count);

/** Is the name one that an expression can hold (letters, digits, _), and not a word of the language? Else a complaint. `what`: "parameter". */
bool bri_name_is_good(bri_build *build, const char *name, bri_place place, const char *what);

#endif
