/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * History of dyads: an action's events from one actor to another, count(strike, self, target).
 */
#ifndef BRI_DYAD_H
#define BRI_DYAD_H

#include "lang/pairs.h"
#include "plan/build.h"

/** Pairs of actors whose history formulas may read. */
#define BRI_MOST_PAIRS 10000000

/** The leaf of the history of `def`'s action from one actor to another. */
bri_found bri_dyad_leaf(bri_build *build, bri_slot_def def, bri_end from, bri_end to, bri_place place, bri_leaf *leaf);

/** A formula at `place` reads the history of an action's events at somebody: they must have a target. False: memory is out. */
bool bri_dyad_needs_target(bri_build *build, uint32_t action, bri_place place);

/** When everything is read: find the pairs that formulas may mean, and give them their slots. */
void bri_dyads_finish(bri_build *build);

/** The slots of pairs that an action's events are counted in, all of one pair together, into pairs[] by action. False: memory is out. */
bool bri_dyads_link(bri_arena *arena, const brink_scenario *scenario, bri_pairs *pairs);

#endif
