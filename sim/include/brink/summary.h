/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Answers from a results file alone: outcomes, counts, ladder, comparisons with the base, each with its uncertainty.
 *
 * Intervals: a probability has Wilson's 95% interval; a mean has mean +- t 0.975 s/sqrt(n) (Student); the spread of a count is its 5th to 95th percentile across
 * replications (no uncertainty of the mean, but of the future); a difference is the mean of paired differences, replication by
 * replication, with Student's interval. Failed replications are left out everywhere, and counted.
 */
#ifndef BRINK_SUMMARY_H
#define BRINK_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/results.h"

typedef struct brink_interval {
    double estimate, low, high;
} brink_interval;

/** A number per replication: an outcome or the count of an action's events. */
typedef struct brink_summary_item {
    const char *name, *doc;
    bool is_probability;      /**< a yes-or-no outcome: mean is the share of yes */
    brink_interval mean;      /**< with its 95% interval */
    double sd, p05, median, p95; /**< across replications */
    uint64_t n;               /**< replications that have a value */
    bool has_difference;      /**< false for the base */
    brink_interval difference; /**< from the base, paired, with its 95% interval */
    uint64_t paired;          /**< pairs behind it */
    double gain;              /**< variance of an unpaired difference over that of the paired one; NaN where the latter is 0 */
} brink_summary_item;

typedef struct brink_summary_rung {
    const char *name;
    brink_interval reached;   /**< share of replications that reach it by the end, with its 95% interval */
    uint64_t n, observed;
    /** First passage over all replications, those that never arrive counted as later than any time: NaN where fewer than that share arrive. In days. */
    double quartile1, median, quartile3;
    double mean_observed;     /**< mean time of those that arrive; NaN where none does */
    bool has_difference;
    brink_interval difference; /**< of the share, from the base, paired */
} brink_summary_rung;

typedef struct brink_summary_named {
    const char *name;
    uint64_t count;
} brink_summary_named;

typedef struct brink_summary_point {
    const char *name;
    uint64_t replications, failed, events;
    double mean_events, mean_end; /**< days */
    const brink_summary_item *outcomes, *counts;
    size_t outcome_count, count_count;
    const brink_summary_rung *rungs;
    size_t rung_count;
    const brink_summary_named *stops, *statuses, *held; /**< those that occur */
    size_t stop_count, status_count, held_count;
} brink_summary_point;

typedef struct brink_summary {
    const char *title, *path;
    uint64_t seed;
    double start, horizon;
    const brink_summary_point *points;
    size_t point_count;
    const char *const *failures; /**< the first few: "replication 17 (event_limit): …" */
    size_t failure_count;
} brink_summary;

/** Compute. *summary is set only on success; free it with brink_summary_free. */
brink_status brink_summary_new(brink_summary **summary, brink_results *results, brink_error *error);
void brink_summary_free(brink_summary *summary);

/** Tables for people (UTF-8, at most `width` columns where that is possible; 0: 100), and the same as JSON. The caller frees the text;
 *  NULL when memory is out. */
char *brink_summary_text(const brink_summary *summary, unsigned width);
char *brink_summary_json(const brink_summary *summary);

#endif
