/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A small world for the tests of the language: names a0..a3 (parameters: numbers), rate (a rate), x0..x5 (slots: numbers), age (slot 6, a
 * duration), on (slot 7, a boolean), tension (slot 8), range_km and in_eez (marks 0 and 1), cause.range_km and cause.in_eez, and
 * since(test) (slot 9), count(test), count(test, window) (slot 10), posture(PRK, calm) (a constant). Tables of numbers: bent (linear, held outside),
 * steps (steps, held outside), gap (bent, without a value outside).
 */
#ifndef FAKE_SCOPE_H
#define FAKE_SCOPE_H

#include "lang/code.h"
#include "lang/curve.h"
#include "lang/expr.h"

#define FAKE_SLOTS 11
#define FAKE_PARAMETERS 5

/** A world with an arena and a collector of complaints. */
typedef struct fake_world {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    bri_scope scope;
    bri_curve curves[3];
} fake_world;

void fake_world_init(fake_world *world);
void fake_world_clear(fake_world *world);

/** Parse as "the formula", of any type, draws allowed; NULL where it is wrong. */
const bri_expr *fake_parse(fake_world *world, const char *text);
const bri_expr *fake_parse_as(fake_world *world, const char *text, const bri_expr_want *want);

/** Parse and compile (parameters may be NULL); fails the test where that does not go. */
const bri_code *fake_compile(fake_world *world, const char *text, const double *parameters);

/** Names of the world's leaves, for bri_expr_text. */
const char *fake_leaf_name(void *context, const bri_leaf *leaf);

#endif
