/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What slots never fall below, and which rates can therefore not be negative.
 *
 * The kernel must look for negative rates wherever bounds leave room for them, and a box around a variable's path reaches below what the variable
 * can be: an excitation that relaxes to 0 and is only ever pushed up is never below 0. What can be proven of the whole scenario need not be looked
 * at in each replication.
 */
#ifndef BRI_FLOORS_H
#define BRI_FLOORS_H

#include "plan/plan.h"

/** Set can_be_negative of each hazard among the plan's decisions, and the slots' jumps; all else is known. False: memory is out. */
bool bri_floors_find(const bri_plan *plan, bri_plan_decision *decisions, bri_plan_slot *slots);

#endif
