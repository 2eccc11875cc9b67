/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "kernel/kernel.h"

/** An array of at least one element, zeroed; NULL: memory is out. */
static void *array_of(size_t count, size_t size) { return calloc(count > 0 ? count : 1, size); }

bri_record *bri_record_new(const bri_plan *plan) {
    bri_record *record = calloc(1, sizeof *record);
    if (record == NULL) return NULL;
    record->first_rung = array_of(plan->rung_count, sizeof *record->first_rung);
    record->count = array_of(plan->action_count, sizeof *record->count);
    record->held = array_of(plan->slot_count, sizeof *record->held);
    record->outcome = array_of(plan->outcome_count, sizeof *record->outcome);
    record->derived = array_of(plan->derived_count, sizeof *record->derived);
    record->grid = array_of((size_t)plan->grid_count * plan->series_count, sizeof *record->grid);
    record->grid_rung = array_of(plan->grid_count, sizeof *record->grid_rung);
    record->grid_action = array_of((size_t)plan->grid_count * plan->action_count, sizeof *record->grid_action);
    if (record->first_rung && record->count && record->held && record->outcome && record->derived && record->grid && record->grid_rung &&
        record->grid_action)
        return record;
    bri_record_free(record);
    return NULL;
}

void bri_record_free(bri_record *record) {
    if (record == NULL) return;
    free(record->first_rung);
    free(record->count);
    free(record->held);
    free(record->outcome);
    free(record->derived);
    free(record->grid);
    free(record->grid_rung);
    free(record->grid_action);
    free(record->events);
    free(record->marks);
    free(record->changes);
    free(record);
}

void bri_record_reset(bri_record *record, const bri_plan *plan) {
    record->stop = BRI_STOP_HORIZON;
    record->status = BRI_RUN_OK;
    record->message[0] = '\0';
    record->end_time = 0.0;
    record->event_count = 0;
    record->change_count = 0;
    record->max_rung = -1;
    for (uint32_t i = 0; i < plan->rung_count; i++) record->first_rung[i] = INFINITY;
    for (uint32_t i = 0; i < plan->action_count; i++) record->count[i] = 0;
    for (uint32_t i = 0; i < plan->slot_count; i++) record->held[i] = 0;
    for (size_t i = 0; i < (size_t)plan->grid_count * plan->action_count; i++) record->grid_action[i] = 0;
}
