/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Run a scenario: replications of its base and of its variants, into one results file.
 *
 *     brink_run_options options = BRINK_RUN_OPTIONS_DEFAULT;
 *     options.output = "cuba.h5";
 *     options.replications = 10000;
 *     status = brink_run(scenario, &options, &report, diagnostics, &error);
 */
#ifndef BRINK_RUN_H
#define BRINK_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/scenario.h"
#include "brink/status.h"

/** Which replications leave their events in the file. */
typedef enum brink_trace {
    BRINK_TRACE_SCENARIO, /**< as the scenario's batch.trace says */
    BRINK_TRACE_NONE,
    BRINK_TRACE_ALL,
    BRINK_TRACE_FIRST /**< the first trace_count of each point */
} brink_trace;

/** How far a run is. The numbers count over all points. */
typedef struct brink_progress {
    uint64_t done, total; /**< replications */
    uint64_t kept;        /**< of done: by an earlier process that was interrupted */
    uint64_t events;      /**< of what this process has done */
    uint64_t failed;      /**< likewise */
    double seconds;       /**< since this process began */
    const char *failure;  /**< "" where none is known to have failed: the number and message of one that has; lives for the call */
} brink_progress;

/** Pieces first … end - 1 of a run's work. A piece is 1,024 replications of a point (64 where each point has fewer than 4,096), or the rest of the
 *  point's; pieces are numbered through all points. */
typedef struct brink_pieces {
    uint64_t first, end;
} brink_pieces;

/** What somebody who hands out pieces says. */
typedef enum brink_lease {
    BRINK_LEASE_GIVEN, /**< here are some */
    BRINK_LEASE_LATER, /**< ask again */
    BRINK_LEASE_NONE   /**< there will be no more */
} brink_lease;

/** Zero (or BRINK_RUN_OPTIONS_DEFAULT) means the scenario's own choice. All pointers are borrowed for the call. */
typedef struct brink_run_options {
    const char *output;      /**< the results file; needed */
    bool force;              /**< replace an output that exists and is a results file, and what an interrupted run left; else they are refused */
    /** Go on where an interrupted run of the same scenario, seed, version and options left off (OUTPUT.parts); a run that is finished is left as it
     *  is, and what is not there is begun. */
    bool resume;
    /** A slice of the run's work, number shard_index (from 1) of shard_count; 0: all of it. It makes no results file: its blocks are left in
     *  OUTPUT.parts, beside those of other shards; brink_merge joins them. A shard that was interrupted is resumed by running it again. */
    uint64_t shard_index, shard_count;
    /** For one of several processes that do a run together, each the pieces that somebody hands out while they work. As with a shard, no results file
     *  is made, the blocks are left in OUTPUT.parts, and a seed is needed. What is there already is not looked at: brink_run_outstanding tells it.
     *  Called from the calling thread when less is left than there are threads, and then every few milliseconds until it gives some, which must
     *  come after all those it gave before, or says that there are none. NULL: the process does all of the run, or the shard. */
    brink_lease (*lease)(void *lease_context, brink_pieces *pieces);
    void *lease_context;
    bool dry_run;            /**< simulate for half a second, and say in the report what the run would take, and how that went; nothing is written */
    bool only_merge;         /**< compute nothing: what no block holds is an error (brink_merge sets it) */
    double block_seconds;    /**< of work that a killed run may lose; 0: 10. After a while it is a twentieth of the time so far */
    uint64_t replications;   /**< of each point; 0: as the scenario says */
    /** Run until the 95% intervals of these outcomes are narrow enough at every point, instead of a given number of replications: "NAME=WIDTH" is
     *  half the width that is wanted, "NAME=PERCENT%" the same as a share of the estimate; more than one with commas. All points get the same
     *  number, at least `least` and at most `most` (0: 4,096 and 10,000,000). It depends on scenario, seed and these options alone. */
    const char *const *precisions;
    size_t precision_count;
    uint64_t least, most;
    bool has_seed;           /**< false: the scenario's seed; where it has none either, one is drawn and stored in the file */
    uint64_t seed;
    /** "NAME=VALUE" each: replaces a parameter's base value in every point. VALUE is a number in the parameter's own unit, or a
     *  constant expression with units ("20/yr", "2*3 d", "true"). What a variant sets of itself stays as the variant sets it. */
    const char *const *overrides;
    size_t override_count;
    /** Points to run beside the base, which is always point 0. */
    const char *const *variants;
    size_t variant_count;
    bool all_variants;       /**< all of the scenario's, in its order */
    /** More points: a grid, a Latin hypercube or a Sobol sequence over parameters, written as brink-run(1) says, on top of the base and of each
     *  variant. NULL: the scenario's own; "" or "none": none. */
    const char *sweep;
    const char *design;      /**< or a file, CSV or HDF5: a column a parameter, a row a point */
    const char *design_text; /**< or that as a CSV text whose numbers are in internal units (brink_merge sets it) */
    bool independent;        /**< each point draws random numbers of its own, instead of the same ones */
    brink_trace trace;
    uint64_t trace_count;    /**< BRINK_TRACE_FIRST only */
    /** That work at a time; 0: as many as there are processors that the process may use. Never more than there are pieces of work, which are
     *  1,024 replications of a point, or 64 where it has fewer than 4,096. The results are the same bytes for any number. */
    uint64_t threads;
    /** Called about ten times a second, from the calling thread, and once at the end. May be NULL. */
    void (*progress)(void *context, const brink_progress *progress);
    void *context;
    /** Looked at about ten times a second, from the calling thread (a signal handler sets it; the other threads block all signals). When not 0, the
     *  run ends with BRINK_E_INTERRUPTED when what is in hand is done, or seconds later; what is done is kept in OUTPUT.parts. May be NULL. */
    const volatile sig_atomic_t *interrupt;
} brink_run_options;

#define BRINK_RUN_OPTIONS_DEFAULT ((brink_run_options){.output = NULL})

/** What a run did. Filled also when replications failed. */
typedef struct brink_run_report {
    uint64_t seed;
    uint64_t points;       /**< the base and its variants */
    uint64_t replications; /**< of all points together */
    uint64_t failed;       /**< of them */
    uint64_t events;
    uint64_t traced_events; /**< events that are in the file */
    uint64_t held;         /**< effects that a variable's range held back */
    uint64_t computed, computed_events; /**< of them, by this process; the others were kept by one that was interrupted */
    /* With dry_run: computed were tried, failed of them have failed, and first_failure is the first of these. */
    double estimated_seconds; /**< dry_run: what the run would take, with its threads; replications is what it would run */
    uint64_t estimated_events, estimated_bytes;
    bool was_done;         /**< the run was finished already */
    uint64_t damaged_blocks; /**< files of OUTPUT.parts that were damaged, and whose replications were computed again */
    char first_damage[400]; /**< what the first of them had */
    bool has_precision, precision_reached; /**< asked for; reached */
    bool precision_is_hopeless; /**< an outcome is infinite in some replications: it has no mean, and no more of them were run */
    char precision[256];   /**< the outcome that is furthest from it, or was the last to reach it: "war at base: 0.0312 +- 0.00098 (asked: 0.001)" */
    uint64_t threads;      /**< that worked */
    uint64_t bytes;        /**< size of the file */
    double seconds;
    char first_failure[400]; /**< "" where none failed: the first one's number and message */
} brink_run_report;

/** Processors that this process may use: how many threads work where options do not say. */
uint64_t brink_processors(void);

/** Run, and write the results file. The file appears under its name whole or not at all.
 *
 *  BRINK_OK; BRINK_E_REPLICATIONS: some replications failed, the file is complete and says which; BRINK_E_PRECISION: the file is complete, and less
 *  precise than was asked for; BRINK_E_USAGE: an option that makes no
 *  sense (an unknown parameter or variant, a value out of range, an output that exists); BRINK_E_SCENARIO: a parameter value that the
 *  scenario cannot take (complaints in diagnostics); BRINK_E_IO: no file; BRINK_E_MEMORY: memory is out or a thread cannot be started, no
 *  file; BRINK_E_INTERRUPTED: no file. In the last three cases what was done is kept in OUTPUT.parts, where that could be written, and can be
 *  resumed. */
brink_status brink_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                       brink_diagnostics *diagnostics, brink_error *error);

/** What a run has still to do, for those who hand out its pieces. */
typedef struct brink_outstanding {
    uint64_t seed;         /**< the run's; where it was drawn, those who do the run must be given it */
    uint64_t replications; /**< of all points */
    uint64_t kept;         /**< of them, by blocks that are in OUTPUT.parts */
    bool was_done;         /**< the results file is there already, and of this very run */
    brink_pieces *pieces;  /**< that no block holds, in order */
    size_t count;
} brink_outstanding;

/** Look at what is there, and find what is not; options as brink_run would be given them by a process alone. What an interrupted run has left is
 *  kept where options.resume is set, removed where options.force is, and else refused. On success free with brink_outstanding_clear. Errors as
 *  brink_run; of the report, what was found damaged is filled in, or all where the run is done. */
brink_status brink_run_outstanding(brink_outstanding *outstanding, const brink_scenario *scenario, const brink_run_options *options,
                                   brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error);
void brink_outstanding_clear(brink_outstanding *outstanding);

/** Join the blocks in OUTPUT.parts, of shards or of an interrupted run, into the results file. Of options, output, force, progress, context and
 *  interrupt count. As brink_run; BRINK_E_USAGE: there are no blocks, or others are at work on them; BRINK_E_IO: some are missing, and error says
 *  which. */
brink_status brink_merge(const brink_run_options *options, brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error);

#endif
