/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A pilot: a few replications, to say beforehand what a run will take.
 */
#ifndef BRI_PILOT_H
#define BRI_PILOT_H

#include "batch/writer.h"

typedef struct bri_pilot {
    double seconds_per_replication;        /* of one thread */
    double bytes_per_replication;          /* packed, without its events */
    double bytes_per_traced_replication;   /* packed, its events alone */
    double events_per_replication;
    uint64_t tried, failed;                /* replications */
    bri_failure failure;                   /* the first, where some failed */
} bri_pilot;

/** Run replications of the base for half a second, at least one. BRINK_E_MEMORY; BRINK_E_SCENARIO. */
brink_status bri_pilot_run(bri_pilot *pilot, const bri_writer_plan *what, brink_diagnostics *diagnostics, brink_error *error);

#endif
