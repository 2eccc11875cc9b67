/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Decisions whose events concern nobody.
 */
#ifndef BRI_DECOUPLED_H
#define BRI_DECOUPLED_H

#include "plan/plan.h"

/** Set is_decoupled of each of the plan's decisions, when all else about them is known. False: memory is out. */
bool bri_decoupled_find(const bri_plan *plan, bri_plan_decision *decisions);

#endif
