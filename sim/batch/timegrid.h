/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The group /timegrid of a results file: what the replications of each point look like over time.
 */
#ifndef BRI_TIMEGRID_H
#define BRI_TIMEGRID_H

#include "batch/aggregate.h"
#include "batch/schema.h"

/** Create the group with room for every point. Without grid times it stays empty. */
void bri_timegrid_create(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout);

/** Fill in a point. */
void bri_timegrid_put(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout, size_t point,
                      const bri_aggregate *aggregate);

#endif
