/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of the lints (`brink check --strict`).
 */
#ifndef BRI_LINT_H
#define BRI_LINT_H

#include "plan/check.h"
#include "relations.h"

/** One set of parameter values: the base, or a variant. */
typedef struct bri_lint_point {
    const double *parameters;
    bri_boxes boxes;
} bri_lint_point;

typedef struct bri_linting {
    const brink_scenario *scenario;
    bri_arena *arena;
    bri_relations relations, base; /* with what variants replace, and without */
    bri_lint_point *points;
    size_t point_count;
    const bri_network *networks;
    brink_diagnostics *diagnostics;
    size_t count;
} bri_linting;

#define BRI_LINT_WARN(lint, place, hint, ...) (bri_diag_warning((lint)->diagnostics, place, hint, __VA_ARGS__), (lint)->count++)

/** Warn of a decision's probabilities that can leave 0 to 1, and of its delays that can be negative: a replication that comes there fails. */
void bri_lint_limits(bri_linting *lint, uint32_t decision);
/** Warn of an action that, by its answers, calls itself again at once, without end: of one such circle. */
void bri_lint_cascades(bri_linting *lint);

#endif
