/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of the field: how the points of a strip are made, a few at a time. Every way gives the same bits.
 */
#ifndef BRI_POINTS_H
#define BRI_POINTS_H

#include "base/field.h"

/** Points of one cell made together: tau (not cut at the cell's end), times and heights. */
typedef struct bri_points {
    double tau[BRI_FIELD_BATCH], time[BRI_FIELD_BATCH], y[BRI_FIELD_BATCH];
} bri_points;

/** The first two points of each of several strips. */
typedef struct bri_openings {
    double tau[2][BRI_FIELD_LANES], time[2][BRI_FIELD_LANES], y[2][BRI_FIELD_LANES];
} bri_openings;

/** A way to make the BRI_FIELD_BATCH points that come after strip->made, which must be even; and to open BRI_FIELD_LANES strips,
 *  whose keys are `key` but for their streams. */
typedef struct bri_points_way {
    const char *name;
    int (*is_supported)(void); /* by this processor */
    void (*make)(const bri_strip *strip, const bri_key *key, bri_points *points);
    void (*open)(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[], bri_openings *openings);
} bri_points_way;

/** All ways that the program was built with, the widest registers first; the last one is always supported. */
extern const bri_points_way bri_points_ways[];
extern const unsigned bri_points_way_count;

/** The same by the widest registers that the processor has. */
void bri_points_batch(const bri_strip *strip, const bri_key *key, bri_points *points);

void bri_points_open(const bri_strip *const strip[], const bri_key *key, const uint64_t stream[], bri_openings *openings);

/** Two points only, by the scalar library: all that a short replication may need. */
void bri_points_pair(const bri_strip *strip, const bri_key *key, bri_points *points);

#endif
