/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool bri_part_init(bri_part *part, const bri_schema *schema, bri_aggregate *aggregate) {
    *part = (bri_part){.schema = schema, .aggregate = aggregate};
    bool ready = bri_rows_init(&part->replications, schema->replication, schema->replication_count);
    ready = bri_rows_init(&part->events, schema->event, schema->event_count) && ready;
    if (!ready)
        bri_part_clear(part);
    return ready;
}

void bri_part_clear(bri_part *part) {
    bri_rows_clear(&part->replications);
    bri_rows_clear(&part->events);
    free(part->failures);
    *part = (bri_part){.schema = NULL};
}

void bri_part_reset(bri_part *part) {
    part->replications.count = part->events.count = part->failure_count = 0;
    if (part->ends_granule)
        bri_aggregate_reset(part->aggregate);
    part->ends_granule = false;
}

/* ---- events ---- */

/* Where a column of /events comes from: a double or a 32-bit integer of bri_event. */
typedef struct origin {
    size_t offset;
    bool is_double;
} origin;

#define DOUBLE_AT(member) {.offset = offsetof(bri_event, member), .is_double = true}
#define INTEGER_AT(member) {.offset = offsetof(bri_event, member)}

static const struct {
    bri_event_column column;
    origin from;
} copied[] = {
    {BRI_EVENT_TIME, DOUBLE_AT(time)},
    {BRI_EVENT_DECISION, INTEGER_AT(decision)},
    {BRI_EVENT_SOURCE, INTEGER_AT(source)},
    {BRI_EVENT_TARGET, INTEGER_AT(target)}, /* UINT32_MAX becomes -1 */
    {BRI_EVENT_ACTION, INTEGER_AT(action)},
    {BRI_EVENT_CAUSE, INTEGER_AT(cause)},
    {BRI_EVENT_RUNG_BEFORE, INTEGER_AT(rung_before)},
    {BRI_EVENT_RUNG_AFTER, INTEGER_AT(rung_after)},
    {BRI_EVENT_VALUE, DOUBLE_AT(value)},
    {BRI_EVENT_END_TIME, DOUBLE_AT(end_time)},
};

#define COPY(out_type, in_type)                                                                                                            \
    for (size_t i = 0; i < count; i++, in += stride) {                                                                                     \
        in_type value;                                                                                                                     \
        memcpy(&value, in, sizeof value);                                                                                                  \
        ((out_type *)out)[i] = (out_type)value;                                                                                            \
    }

/* Numbers `stride` bytes apart into a column. */
static void copy_doubles(void *out, bri_cell cell, const char *in, size_t stride, size_t count) {
    if (cell == BRI_CELL_F64)
        COPY(double, double)
    else
        COPY(float, double)
}

static void copy_integers(void *out, bri_cell cell, const char *in, size_t stride, size_t count) {
    if (cell == BRI_CELL_I8)
        COPY(int8_t, int32_t)
    else if (cell == BRI_CELL_I16)
        COPY(int16_t, int32_t)
    else
        COPY(int32_t, int32_t)
}

static void *cells(bri_rows *rows, size_t column) {
    return (char *)rows->data[column] + rows->count * bri_cell_size(rows->columns[column].cell);
}

static bool add_events(bri_part *part, const bri_record *record, uint64_t row) {
    bri_rows *rows = &part->events;
    size_t count = record->event_count, marks = part->schema->event_count - BRI_EVENT_FIXED;
    if (!bri_rows_reserve(rows, count))
        return false;
    for (size_t c = 0; c < sizeof copied / sizeof *copied; c++) {
        bri_event_column column = copied[c].column;
        const char *in = (const char *)record->events + copied[c].from.offset;
        if (copied[c].from.is_double)
            copy_doubles(cells(rows, column), rows->columns[column].cell, in, sizeof(bri_event), count);
        else
            copy_integers(cells(rows, column), rows->columns[column].cell, in, sizeof(bri_event), count);
    }
    int32_t *replication = cells(rows, BRI_EVENT_REPLICATION);
    double *id = cells(rows, BRI_EVENT_ID);
    for (size_t i = 0; i < count; i++) {
        replication[i] = (int32_t)row;
        id[i] = (double)(record->events[i].identity >> 11);
    }
    for (size_t m = 0; m < marks; m++)
        copy_doubles(cells(rows, BRI_EVENT_FIXED + m), BRI_CELL_F32, (const char *)(record->marks + m), marks * sizeof(double), count);
    rows->count += count;
    return true;
}

/* ---- replications ---- */

static void put_ladder(bri_rows *rows, size_t row, const bri_schema *schema, const bri_record *record) {
    for (uint32_t r = 0; r < schema->rungs.count; r++) {
        bool observed = isfinite(record->first_rung[r]);
        bri_rows_put(rows, schema->first_rung + 2 * r, row, observed ? record->first_rung[r] : NAN);
        bri_rows_put(rows, schema->first_rung + 2 * r + 1, row, observed);
    }
}

static bool add_row(bri_part *part, const bri_record *record, size_t point, uint64_t index, uint64_t number) {
    const bri_schema *schema = part->schema;
    bri_rows *rows = &part->replications;
    if (!bri_rows_reserve(rows, 1))
        return false;
    const double fixed[BRI_REPLICATION_FIXED] = {
        [BRI_REPLICATION] = (double)number,
        [BRI_REPLICATION_POINT] = (double)point,
        [BRI_REPLICATION_INDEX] = (double)index,
        [BRI_REPLICATION_EVENT_COUNT] = record->keep_events ? (double)record->event_count : 0.0,
        [BRI_REPLICATION_EVENT_START] = (double)part->events.count,
        [BRI_REPLICATION_EVENTS_TOTAL] = (double)record->event_count,
        [BRI_REPLICATION_END_TIME] = record->end_time,
        [BRI_REPLICATION_STOP_REASON] = record->stop,
        [BRI_REPLICATION_STATUS] = record->status,
        [BRI_REPLICATION_WEIGHT] = 1.0,
        [BRI_REPLICATION_MAX_RUNG] = record->max_rung,
    };
    for (size_t c = 0; c < BRI_REPLICATION_FIXED; c++)
        bri_rows_put(rows, c, rows->count, fixed[c]);
    for (size_t c = schema->first_outcome; c < schema->first_rung; c++)
        bri_rows_put(rows, c, rows->count, record->outcome[c - schema->first_outcome]);
    for (size_t c = schema->first_derived; c < schema->replication_count; c++)
        bri_rows_put(rows, c, rows->count, record->derived[c - schema->first_derived]);
    put_ladder(rows, rows->count, schema, record);
    for (size_t c = schema->first_action; c < schema->first_derived; c++)
        bri_rows_put(rows, c, rows->count, (double)record->count[c - schema->first_action]);
    rows->count++;
    return true;
}

void bri_failure_note(bri_failure *failure, const bri_record *record, uint64_t row) {
    *failure = (bri_failure){.replication = (int64_t)row, .status = record->status};
    snprintf(failure->message, sizeof failure->message, "%s", record->message);
}

static bool add_failure(bri_part *part, const bri_record *record, uint64_t row) {
    if (part->failure_count == part->failure_capacity) {
        size_t capacity = part->failure_capacity > 0 ? 2 * part->failure_capacity : 16;
        bri_failure *more = realloc(part->failures, capacity * sizeof *more);
        if (more == NULL)
            return false;
        part->failures = more;
        part->failure_capacity = capacity;
    }
    bri_failure_note(&part->failures[part->failure_count++], record, row);
    return true;
}

bool bri_part_put(bri_part *part, const bri_record *record, size_t point, uint64_t index, uint64_t row) {
    return add_row(part, record, point, index, row) && (!record->keep_events || add_events(part, record, row)) &&
           (record->status == BRI_RUN_OK || add_failure(part, record, row));
}

bool bri_part_add(bri_part *part, const bri_record *record, size_t point, uint64_t index, uint64_t row) {
    return bri_part_put(part, record, point, index, row) && bri_aggregate_add(part->aggregate, record);
}
