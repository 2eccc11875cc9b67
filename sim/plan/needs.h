/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What the kernel need not do: it would compute what nobody reads.
 */
#ifndef BRI_NEEDS_H
#define BRI_NEEDS_H

#include "plan/plan.h"

/** Set constant_rate, is_steady, rate_moves and identity_is_read of each of the plan's decisions. */
void bri_needs_find(const bri_plan *plan, bri_plan_decision *decisions);

/** Whom an event's formulas mean by self and target, for whom the decision means by them. */
bri_binding bri_event_binding(const bri_plan_decision *decision, const bri_plan_action *action, const bri_binding *decides);

#endif
