/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The results file of a run, written as its parts come in: one writer, fed in order of points and granules.
 */
#ifndef BRI_WRITER_H
#define BRI_WRITER_H

#include "batch/part.h"
#include "batch/provenance.h"
#include "plan/plan.h"

typedef struct bri_writer bri_writer;

/** What a writer must know; all borrowed for its life. */
typedef struct bri_writer_plan {
    const brink_scenario *scenario;
    const bri_design *design;
    const bri_schema *schema;
    const bri_request *request;
    const bri_aggregate_layout *layout;
} bri_writer_plan;

/** Begin the file, and write all that is known beforehand. */
brink_status bri_writer_open(bri_writer **writer, const bri_writer_plan *plan, const char *path, bool force, brink_error *error);

/** Take a part of a point: parts of a granule in order, granules in order, points in order. The part is the caller's again afterwards. */
void bri_writer_take(bri_writer *writer, size_t point, bri_part *part);

/** All parts of the point have come. */
void bri_writer_end_point(bri_writer *writer, size_t point);

/** False: the file has failed already, and bri_writer_commit will say so. */
bool bri_writer_is_good(const bri_writer *writer);

/** Sums so far. */
uint64_t bri_writer_traced_events(const bri_writer *writer);
uint64_t bri_writer_held(const bri_writer *writer);

/** Complete the file, and free the writer whether that works or not. */
brink_status bri_writer_commit(bri_writer *writer, uint64_t *bytes, brink_error *error);
void bri_writer_discard(bri_writer *writer);

#endif
