/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Plateaus: values of a slot between which no rate can tell.
 *
 * Where all that rates do with a slot that stands still is to compare it with numbers, an event that leaves it between the same two numbers changes
 * no rate: the customers of a queue that is not empty, attempts below a limit.
 */
#ifndef BRI_PLATEAUS_H
#define BRI_PLATEAUS_H

#include "plan/plan.h"

/** Set the plan's cuts, when the clocks of its slots are known. False: memory is out. */
bool bri_plateaus_find(bri_plan *plan);

#endif
