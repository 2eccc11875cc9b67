/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario and replications made by hand, for tests of what comes after the kernel.
 */
#ifndef FAKE_BATCH_H
#define FAKE_BATCH_H

#include "batch/writer.h"

typedef struct fake_batch {
    brink_scenario scenario;
    bri_design design;
    bri_schema schema;
    bri_request request;
    bri_aggregate_layout layout;
    bri_record record;
} fake_batch;

/** Asserts that it works. The points are "base" and "tough"; replication numbers of fake_batch_replicate may be any. */
void fake_batch_init(fake_batch *fake);
void fake_batch_clear(fake_batch *fake);

/** Make fake->record: a function of point and index alone. Replications whose index is 7 modulo 100 fail. */
void fake_batch_replicate(fake_batch *fake, size_t point, uint64_t index);

/** Write a results file of so many replications a point, the first `traced` of each traced. */
brink_status fake_batch_write(fake_batch *fake, const char *path, bool force, uint64_t replications, uint64_t traced, brink_error *error);

#endif
