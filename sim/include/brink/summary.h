/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Answers from a results file alone: outcomes, counts, ladder, comparisons of points, each with its uncertainty.
 *
 * Intervals, all of 95%:
 *  - a probability: Wilson's score interval. It stays within 0 and 1 and covers well even where nothing or everything happened;
 *    Clopper and Pearson's is wider than it need be.
 *  - a mean: Student's, mean +- t(0.975, n-1) s/sqrt(n).
 *  - a difference from another point: replications are paired by their number, which share their random numbers; Student's interval of the mean of
 *    the paired differences. For probabilities that of Agresti & Min (2005), which does not shrink to nothing where no pair differs.
 * A point is compared with its reference. That is the base, but for a variant's point of a sweep ("hawk,pressure=0.5"), which is compared with the
 * base's point of the same swept values ("pressure=0.5") where there is one, so that the difference is the variant's alone. Points whose replications
 * have not the same numbers are not compared.
 *
 * The spread of a number across replications is its 5th to 95th percentile: not the uncertainty of a mean, but of a single future.
 *
 * First passages: a replication that ends without having come to a rung, at the horizon or in an absorbing rung, is one that never arrives. All
 * replications have the same horizon, so nothing is lost to follow-up, and shares and quantiles need no correction (Kaplan and Meier's would be
 * equal at a common horizon, and wrong where absorption ends a replication, since that is an end and not a loss).
 *
 * Failed replications are left out of everything but their own counts. Those in which an outcome has no value are left out of that outcome, and pairs
 * in which it has none on one side are left out of its difference: that is then of the others, and need not be the difference of the two estimates.
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
    const char *units;        /**< "d", "1/d" …; "" of a plain number */
    const char *given;        /**< its condition: replications in which that is false have no value; NULL: it has none */
    bool is_probability;      /**< a yes-or-no outcome: mean is the share of yes */
    brink_interval mean;      /**< with its 95% interval */
    double sd, p05, median, p95; /**< across replications */
    uint64_t n;               /**< replications that have a value */
    double observed;          /**< what really happened, where the scenario says it; else NaN */
    bool has_difference;      /**< false for the base */
    brink_interval difference; /**< from the point's reference, paired, with its 95% interval */
    uint64_t paired;          /**< pairs behind it */
    double gain;              /**< variance of an unpaired difference over that of the paired one; NaN where the latter is 0 */
    bool can_be_infinite;     /**< it is, in some replication, here or at the reference: "never". Its mean then says nothing, its quantiles do */
    brink_interval finite;    /**< share of replications where it is finite, with its 95% interval */
    brink_interval finite_difference; /**< of that share, from the reference, paired; where has_difference */
} brink_summary_item;

typedef struct brink_summary_rung {
    const char *name;
    brink_interval reached;   /**< share of replications that come to it, or to a rung above it, by the end, with its 95% interval */
    uint64_t n, observed;     /**< replications, and those of them that do */
    /** First passage in days, over all replications; those that never arrive count as later than any time: NaN where fewer than that share arrive. */
    double quartile1, median, quartile3;
    double mean_observed;     /**< mean time of those that arrive; NaN where none does */
    bool has_difference;
    brink_interval difference; /**< of the share, from the reference, paired */
} brink_summary_rung;

typedef struct brink_summary_named {
    const char *name;
    uint64_t count;
} brink_summary_named;

typedef struct brink_summary_point {
    const char *name;
    size_t reference;         /**< the point that differences are from; its own number where it has none */
    uint64_t replications, failed, events;
    double mean_events, mean_end; /**< days */
    const brink_summary_item *outcomes, *counts;
    size_t outcome_count, count_count;
    const brink_summary_rung *rungs;
    size_t rung_count;
    const brink_summary_named *stops, *statuses, *held; /**< those that occur */
    size_t stop_count, status_count, held_count;
} brink_summary_point;

/** A parameter that has not the same value at all points. */
typedef struct brink_summary_parameter {
    const char *name, *units; /**< units: "" of a plain number */
    const double *values;     /**< [point], in these units */
} brink_summary_parameter;

typedef struct brink_summary {
    const char *title, *path;
    uint64_t seed;
    double start, horizon;
    const brink_summary_point *points;
    size_t point_count;
    const brink_summary_parameter *varied;
    size_t varied_count;
    const char *const *failures; /**< the first few: "replication 17 (event_limit): …" */
    size_t failure_count;
} brink_summary;

/** Compute. *summary is set only on success; free it with brink_summary_free. Its texts are the results', which must stay open as long. */
brink_status brink_summary_new(brink_summary **summary, brink_results *results, brink_error *error);
void brink_summary_free(brink_summary *summary);

/** Tables for people (UTF-8). Names are shortened where a table would else be wider than `width` columns (0: never). The caller frees the
 *  text; NULL when memory is out. */
char *brink_summary_text(const brink_summary *summary, unsigned width);

/** A table for each outcome, a row a point: the estimate (of an outcome that is infinite in some replications the share that is finite, and the
 *  median), and its change from the reference. outcomes: names, perhaps several to a text with commas between; count 0: all. Width as above.
 *  *text is set on success alone; the caller frees it. BRINK_E_USAGE: there is no such outcome; BRINK_E_MEMORY. */
brink_status brink_summary_table(char **text, const brink_summary *summary, const char *const *outcomes, size_t count, unsigned width,
                                 brink_error *error);

/** The same as CSV, a row for each point and outcome, in full precision; what does not exist is empty. */
brink_status brink_summary_csv(char **text, const brink_summary *summary, const char *const *outcomes, size_t count, brink_error *error);

/** Everything as JSON; numbers that do not exist are null. The caller frees the text; NULL when memory is out. */
char *brink_summary_json(const brink_summary *summary);

#endif
