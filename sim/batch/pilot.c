/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that the pilot makes are packed like those of a run, so that the size is measured too and not guessed. */
#include "batch/pilot.h"

#include <time.h>

#include "batch/pack.h"
#include "kernel/kernel.h"

#define PILOT_SECONDS 0.5
#define MOST_REPLICATIONS 1024

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Bytes of all columns, packed. */
static double packed_size(const bri_rows *rows) {
    bri_packer packer;
    double sum = 0;
    bri_packer_init(&packer);
    for (size_t c = 0; c < rows->column_count && rows->count > 0; c++) {
        size_t length = 0;
        if (bri_pack(&packer, rows->data[c], rows->count, bri_cell_size(rows->columns[c].cell), &length) != NULL)
            sum += (double)length;
    }
    bri_packer_clear(&packer);
    return sum;
}

static bool replicate(bri_pilot *pilot, const bri_writer_plan *what, bri_state *state, bri_record *record, bri_part *part) {
    double began = now(), events = 0, working = 0;
    uint64_t done = 0;
    while (done < MOST_REPLICATIONS && done < what->request->replications && (done == 0 || now() - began < PILOT_SECONDS)) {
        double from = now();
        record->keep_events = 1;
        bri_replicate(state, what->design->points[0].seed, done, record);
        working += now() - from;
        events += (double)record->event_count;
        if (!bri_part_add(part, record, 0, done, done))
            return false;
        if (record->status != BRI_RUN_OK && pilot->failed++ == 0)
            bri_failure_note(&pilot->failure, record, done);
        done++;
    }
    pilot->tried = done;
    pilot->seconds_per_replication = working / (double)done;
    pilot->events_per_replication = events / (double)done;
    pilot->bytes_per_replication = packed_size(&part->replications) / (double)done;
    pilot->bytes_per_traced_replication = packed_size(&part->events) / (double)done;
    return true;
}

brink_status bri_pilot_run(bri_pilot *pilot, const bri_writer_plan *what, brink_diagnostics *diagnostics, brink_error *error) {
    bri_plan *plan;
    bri_part part = {.schema = NULL};
    brink_status status = bri_plan_new(&plan, what->scenario, what->design->points[0].parameters, diagnostics, error);
    if (status != BRINK_OK)
        return status;
    bri_state *state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record *record = bri_record_new(plan);
    bri_aggregate *aggregate = bri_aggregate_new(what->layout);
    bool ready = state != NULL && record != NULL && aggregate != NULL && bri_part_init(&part, what->schema, aggregate);
    if (!ready || !replicate(pilot, what, state, record, &part))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (ready)
        bri_part_clear(&part);
    bri_aggregate_free(aggregate);
    bri_record_free(record);
    bri_state_free(state);
    bri_plan_free(plan);
    return status;
}
