/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What many replications look like on the time grid: means, standard deviations, quantiles, shares of rungs, rates of actions.
 *
 * The result is a function of the replications alone, to the last bit, however they are spread over workers: replications are added in
 * order within a granule (so many of them, counted from 0), granules are merged in order of their number, and everything else is integers.
 * Failed replications are left out, but for held.
 */
#ifndef BRI_AGGREGATE_H
#define BRI_AGGREGATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"
#include "kernel/record.h"

/** Replications of a granule: a constant of the file format. Where a point has fewer than BRI_GRANULE_FEW, the few have smaller granules, so that
 *  several threads find work in them. */
#define BRI_GRANULE 1024
#define BRI_GRANULE_SMALL 64
#define BRI_GRANULE_FEW 4096

typedef struct bri_aggregate_layout {
    uint32_t times, series, rungs, actions;    /* as in bri_record's grids */
    uint32_t variables;                        /* whose held effects are counted */
    double start, step;                        /* the first time, and between times; days */
    const uint32_t *held_slots, *held_spans;   /* [variables]: where record->held has each, in how many places (NULL: one; derived: none); borrowed */
} bri_aggregate_layout;

typedef struct bri_aggregate bri_aggregate;

/** Empty; NULL: memory is out. */
bri_aggregate *bri_aggregate_new(const bri_aggregate_layout *layout);
void bri_aggregate_free(bri_aggregate *aggregate);
void bri_aggregate_reset(bri_aggregate *aggregate);

/** Add one replication. False: memory is out. */
bool bri_aggregate_add(bri_aggregate *aggregate, const bri_record *record);

/** Add the moments of from, which came after all that is in aggregate. */
void bri_aggregate_merge_moments(bri_aggregate *aggregate, const bri_aggregate *from);

/** Add all that is counted in from: whole numbers and histograms, in any order. False: memory is out.
 *  What bri_aggregate_add has added is whole in counts and quantiles only after that, in those of both. */
bool bri_aggregate_merge_counts(bri_aggregate *aggregate, bri_aggregate *from);

/** An aggregate as bytes, in two images: moments, which must be merged granule by granule in order, and counts, which add up in any order and
 *  may be those of several granules. bri_aggregate_save_… write exactly as many bytes as bri_aggregate_…_size says. */
size_t bri_aggregate_moments_size(const bri_aggregate *aggregate);
void bri_aggregate_save_moments(const bri_aggregate *aggregate, uint8_t *image);
size_t bri_aggregate_counts_size(const bri_aggregate *aggregate);
void bri_aggregate_save_counts(const bri_aggregate *aggregate, uint8_t *image);

/** Merge an image, of the same layout, into aggregate. BRINK_E_FORMAT: it is none; BRINK_E_MEMORY. */
brink_status bri_aggregate_feed_moments(bri_aggregate *aggregate, const uint8_t *image, size_t size);
brink_status bri_aggregate_feed_counts(bri_aggregate *aggregate, const uint8_t *image, size_t size);

/** Replications added that did not fail. */
uint64_t bri_aggregate_replications(const bri_aggregate *aggregate);

/** Effects that a variable's range held back. */
uint64_t bri_aggregate_held(const bri_aggregate *aggregate, uint32_t variable);

/** mean[time] and sd[time] (of a replication, with n - 1) of a series; NaN where there is none. */
void bri_aggregate_moments(const bri_aggregate *aggregate, uint32_t series, double *mean, double *sd);

/** values[time][count]: quantiles of a series at ascending probabilities (batch/histogram.h). */
void bri_aggregate_quantiles(const bri_aggregate *aggregate, uint32_t series, const double *probabilities, size_t count, double *values);

/** share[time][rung]: replications whose current rung is this or a higher one. */
void bri_aggregate_rungs(const bri_aggregate *aggregate, double *share);

/** rate[time][action]: events per day since the grid time before, per replication; NaN at the first time, which has none before it. */
void bri_aggregate_rates(const bri_aggregate *aggregate, double *rate);

#endif
