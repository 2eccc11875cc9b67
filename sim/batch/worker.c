/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/worker.h"

bool bri_worker_init(bri_worker *worker, const bri_plan *plan, const bri_schema *schema, const bri_aggregate_layout *layout) {
    *worker = (bri_worker){.state = bri_state_new(plan, BRI_TUNING_DEFAULT), .record = bri_record_new(plan)};
    if (worker->state != NULL && worker->record != NULL && bri_part_init(&worker->part, schema, layout))
        return true;
    bri_state_free(worker->state);
    bri_record_free(worker->record);
    return false;
}

void bri_worker_clear(bri_worker *worker) {
    bri_part_clear(&worker->part);
    bri_state_free(worker->state);
    bri_record_free(worker->record);
    *worker = (bri_worker){.state = NULL};
}

brink_status bri_worker_run(bri_worker *worker, const bri_work *work, const bri_worker_calls *calls) {
    for (uint64_t i = 0; i < work->count; i++) {
        uint64_t index = work->first + i;
        worker->record->keep_events = index < work->trace_count;
        bri_replicate(worker->state, work->seed, index, worker->record);
        if (!bri_part_add(&worker->part, worker->record, work->point, index, work->first_row + index))
            return BRINK_E_MEMORY;
        if (!calls->after(calls->context, work, worker->record))
            return BRINK_E_INTERRUPTED;
        worker->part.ends_granule = i + 1 == work->count;
        if (!worker->part.ends_granule && worker->part.events.count < BRI_PART_EVENTS)
            continue;
        if (!calls->hand_over(calls->context, work, &worker->part))
            return BRINK_E_INTERRUPTED;
        bri_part_reset(&worker->part);
    }
    return BRINK_OK;
}
