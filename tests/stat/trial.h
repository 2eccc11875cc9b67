/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Many replications of a small scenario, each handed to a visitor.
 */
#ifndef STAT_TRIAL_H
#define STAT_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/kernel.h"
#include "verdict.h"

typedef struct trial {
    const char *text; /* the scenario without `brink`, `scenario`, `actors` and `batch`; ` stands for the double quote. Actors A and B are there;
                              time starts on 1 January 2017 */
    const char *actors; /* more of them; may be NULL */
    int days;         /* from start to end */
    double grid;      /* days between samples; 0: none */
    bool keeps_events;
    uint64_t replications; /* before scaling */
} trial;

/** A replication is done: `record` is the visitor's until it returns. */
typedef void (*trial_visit)(void *context, const bri_record *record);

/** Run replications 0, 1, … of seed. The test fails where the scenario is wrong or a replication does not end well. */
void trial_run(const trial *setup, uint64_t seed, trial_visit visit, void *context);

/** The law of a whole number: its counts and moments against a reference. */
typedef struct snapshot {
    histogram counts;
    tally moments;
    const double *p;
} snapshot;

/** p[cells] is borrowed until the verdict. */
snapshot snapshot_new(const double *p, size_t cells);
void snapshot_add(snapshot *s, double value);
/** Three comparisons: the law, its mean, its variance. Frees the counts. */
void snapshot_verdict(snapshot *s, const char *what);

/** Snapshots of the first declared variable on the grid: [i] at grid time index[i]. */
typedef struct snapshots {
    snapshot *at;
    const size_t *index;
    size_t count, variables; /* variables: how many are declared */
} snapshots;
/** A trial_visit; context is a snapshots. */
void snapshots_visit(void *context, const bri_record *record);

#endif
