/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Plain decisions: what their events do is known beforehand, slot by slot.
 */
#ifndef BRI_PUSHES_H
#define BRI_PUSHES_H

#include "plan/plan.h"

/** Set is_plain and pushes of each of the plan's decisions, after bri_needs_find. False: memory is out. */
bool bri_pushes_find(const bri_plan *plan, bri_plan_decision *decisions);

#endif
