/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What `brink explain`, `brink graph` and the lints share: a scenario with parameter values, its relations and boxes, and how its things are called.
 */
#ifndef BRI_TELLER_H
#define BRI_TELLER_H

#include <stdio.h>

#include "plan/check.h"
#include "relations.h"

typedef struct bri_teller {
    const brink_scenario *scenario;
    const double *parameters; /* borrowed, internal units */
    bri_arena *arena;
    bri_relations relations;
    bri_boxes boxes;
    const bri_network *networks;
    FILE *to; /* what is told goes there; NULL for the lints */
} bri_teller;

/** False: memory is out, and nothing need be cleared. */
bool bri_teller_init(bri_teller *teller, const brink_scenario *scenario, const double *parameters);
void bri_teller_clear(bri_teller *teller);

/** The text that `tell` writes to teller->to. The caller frees it; NULL when memory is out. */
char *bri_teller_tell(const brink_scenario *scenario, const double *parameters, void (*tell)(const bri_teller *teller));

/** A formula as the language writes it, names and all. */
const char *bri_teller_formula(const bri_teller *teller, const bri_expr *expr);

/** A number with its unit, one in which it is easy to read: "45 d", "16/yr", "0.3". */
const char *bri_teller_value(const bri_teller *teller, double value, bri_type type);
/** Several, all in the same unit. */
void bri_teller_values(const bri_teller *teller, const double *values, size_t count, bri_type type, const char **texts);

/** What a party is called: "decision launch", "rung crisis". */
const char *bri_teller_party(const bri_teller *teller, bri_party_kind party, uint32_t index);

/** A leaf as the language writes it: "self.x". */
const char *bri_teller_leaf(const bri_teller *teller, const bri_leaf *leaf);

/** A value that is given to a leaf's slot: a posture by its name. */
const char *bri_teller_given(const bri_teller *teller, const bri_leaf *leaf, const bri_expr *value);

/** What a slot is called, be it one that stands for those of all members of a group. */
const char *bri_teller_slot(const bri_teller *teller, uint32_t slot);

/** What an action's actor or target is called: "self" too. */
const char *bri_teller_actor(const bri_teller *teller, uint32_t actor);

/** Which way an effect moves its slot at the start, over several draws of the marks: 1 up, -1 down, 0 both or neither. */
int bri_teller_effect_sign(const bri_teller *teller, const bri_action *action, const bri_effect *effect);

/** Does a formula of a decision rise (1), fall (-1), or neither for certain (0) with a slot, all others standing as at the start? */
int bri_teller_slope_sign(const bri_teller *teller, const bri_decision *decision, const bri_expr *expr, uint32_t slot);

#endif
