/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What a worker hands to the writer: some replications of one granule, as rows ready to be appended. A granule (some replications
 * of a point) belongs to one worker; it comes in one part, or in several where traced events would take too much memory.
 */
#ifndef BRI_PART_H
#define BRI_PART_H

#include "batch/aggregate.h"
#include "batch/rows.h"
#include "batch/schema.h"
#include "kernel/record.h"

/** Traced events that a part holds before it is handed over in the middle of its granule. A worker may be a few parts ahead of the thread that takes
 *  them in order (crew.c): so many that a granule of most scenarios fits, else workers wait for one another's granules. */
#define BRI_PART_EVENTS 65536

typedef struct bri_failure {
    int64_t replication; /* row of /replications */
    bri_run_status status;
    char message[sizeof((bri_record *)NULL)->message];
} bri_failure;

void bri_failure_note(bri_failure *failure, const bri_record *record, uint64_t row);

typedef struct bri_part {
    const bri_schema *schema; /* borrowed */
    bri_rows replications, events;
    bri_failure *failures;
    size_t failure_count, failure_capacity;
    bri_aggregate *aggregate; /* borrowed; of the granule so far, shared by its parts: to be read with the last one only */
    bool ends_granule;
} bri_part;

/** An empty part of a granule whose aggregate is that. False: memory is out, and nothing need be cleared. */
bool bri_part_init(bri_part *part, const bri_schema *schema, bri_aggregate *aggregate);
void bri_part_clear(bri_part *part);

/** Forget the rows and failures (they have been handed over), and the aggregate too where the granule ended. */
void bri_part_reset(bri_part *part);

/** Put a replication's record into the rows: replication number `index` of point `point`, row `row` of /replications. event_start counts from this
 *  part's first event. False: memory is out. */
bool bri_part_put(bri_part *part, const bri_record *record, size_t point, uint64_t index, uint64_t row);

/** The same, and into the aggregate. */
bool bri_part_add(bri_part *part, const bri_record *record, size_t point, uint64_t index, uint64_t row);

#endif
