/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/worker.h"

bool bri_worker_init(bri_worker *worker, const bri_plan *plan) {
    worker->state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    worker->record = bri_record_new(plan);
    if (worker->state != NULL && worker->record != NULL)
        return true;
    bri_worker_clear(worker);
    return false;
}

void bri_worker_clear(bri_worker *worker) {
    bri_state_free(worker->state);
    bri_record_free(worker->record);
    worker->state = NULL;
    worker->record = NULL;
}

static void add(atomic_uint_least64_t *sum, uint64_t more) {
    atomic_store_explicit(sum, atomic_load_explicit(sum, memory_order_relaxed) + more, memory_order_release);
}

static void count(bri_tally *tally, const bri_record *record, uint64_t row) {
    add(&tally->events, record->event_count);
    add(&tally->done, 1);
    if (record->status == BRI_RUN_OK)
        return;
    if (atomic_load_explicit(&tally->failed, memory_order_relaxed) == 0)
        bri_failure_note(&tally->failure, record, row);
    add(&tally->failed, 1);
}

brink_status bri_worker_run(bri_worker *worker, const bri_work *work, bri_part *part, const bri_worker_calls *calls) {
    bri_state_heed(worker->state, calls->stop);
    for (uint64_t i = 0; i < work->count; i++) {
        uint64_t index = work->first + i;
        worker->record->keep_events = index < work->trace_count;
        if (!bri_replicate(worker->state, work->seed, index, worker->record))
            return BRINK_E_INTERRUPTED;
        if (!bri_part_add(part, worker->record, work->point, index, work->first_row + index))
            return BRINK_E_MEMORY;
        count(&worker->tally, worker->record, work->first_row + index);
        part->ends_granule = i + 1 == work->count;
        if (!part->ends_granule && part->events.count < BRI_PART_EVENTS)
            continue;
        bool ends = part->ends_granule;
        part = calls->hand_over(calls->context, part);
        if (part == NULL && !ends)
            return BRINK_E_INTERRUPTED;
    }
    return BRINK_OK;
}
