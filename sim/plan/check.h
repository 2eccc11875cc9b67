/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What must hold for given values of the parameters: ranges of formulas, demands of models, rates that are finite and not negative.
 * Also the boxes that those checks need: what every slot is at the start, and where it may ever be.
 */
#ifndef BRI_CHECK_H
#define BRI_CHECK_H

#include "lang/code.h"
#include "plan/scenario.h"

/** A value (internal units) as text in a unit that is `scale` internal ones: "-3 d", "2/yr". In the arena ("" when memory is out). */
const char *bri_quantity_text(bri_arena *arena, double value, double scale, const char *unit);

/** "at least 0", "above 0 d", "from 0 to 1" …, likewise. */
const char *bri_range_text(bri_arena *arena, double minimum, double maximum, bool excludes_minimum, double scale, const char *unit);

/** The unit in which values of a type are told ("", "d", "1/yr", …), and one of it in internal units. */
const char *bri_type_unit(bri_type type, double *scale);

/** Where the slots are. All arrays are by slot. */
typedef struct bri_boxes {
    bri_interval *start;  /* at the start: one point, or a range where the initial value draws */
    bri_interval *whole;  /* wherever it may be */
    bri_interval *modest; /* likewise, but a side without bounds stays at the start */
} bri_boxes;

/** The boxes for parameters' values; false: memory is out. changes: by slot, may an effect change it? Then a drawn start is bounded by what can be
 *  drawn, and what stands still and is never changed by where it starts. NULL: declared ranges alone bound them. So it must be for the heights of
 *  fields, on which all histories hang, and for complaints that refuse a scenario. */
bool bri_boxes_find(bri_boxes *boxes, bri_arena *arena, const brink_scenario *scenario, const double *parameters, const bool *changes);

/** Bounds of a formula over boxes (of slots; NULL where it reads none); false: memory is out. */
bool bri_expr_bound(bri_arena *arena, const bri_expr *expr, const double *parameters, const bri_interval *boxes, bri_interval *bound);

/** The same of a formula that speaks of members. */
bool bri_expr_bound_for(bri_arena *arena, const bri_expr *expr, const bri_bounding *bounding, bri_interval *bound);

/** The scenario's networks and groups, in order, as code reads them. NULL: memory is out. */
const bri_network *bri_networks_of(bri_arena *arena, const brink_scenario *scenario);

/** What a slot is called in formulas: "tension", "since(test)". In the arena ("" when memory is out). */
const char *bri_slot_text(bri_arena *arena, const brink_scenario *scenario, uint32_t slot);
/** What a slot of history is called, of events from and to whoever these words mean (NULL: anybody): "count(test, self)". Likewise. */
const char *bri_history_text(bri_arena *arena, const brink_scenario *scenario, const bri_slot_def *def, const char *from, const char *to);

/** Does a formula read a parameter that is itself a formula and has no finite value? What is wrong with it was said of that one. */
bool bri_reads_lost(const bri_expr *expr, const bri_parameter *parameters, const double *values);

/** All that must hold, for parameters' values (in internal units). Complaints go to diagnostics; `variant` (NULL: none) is named in them.
 *  Formulas that are NULL (they were wrong) are passed over. BRINK_E_SCENARIO: there were complaints. */
brink_status bri_scenario_check(const brink_scenario *scenario, const double *parameters, const char *variant, brink_diagnostics *diagnostics,
                                brink_error *error);

/** Warn where the models' branching ratios make events breed events for ever; `suffix` ends the message. False: memory is out. */
bool bri_branching_check(bri_arena *arena, const brink_scenario *scenario, const double *parameters, const char *suffix,
                         brink_diagnostics *diagnostics);

/** The height of the lowest strip of each hazard's field, for the file's own values, into bases[] by decision (1 where it is no hazard): the
 *  model's or the file's formula; else the rate at the start; where that is 0, its upper bound over the variables' whole ranges where that is
 *  finite; else 1 per day. False: memory is out. */
bool bri_field_bases(bri_arena *arena, const brink_scenario *scenario, double *bases);

#endif
