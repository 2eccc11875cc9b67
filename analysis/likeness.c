/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record becomes rows as a worker would have made them, and these are compared to the file's, column by column. */
#include "likeness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/part.h"

/* What was found so far. */
typedef struct finding {
    char *words;
    size_t columns; /* that differ */
} finding;

static double cell(const bri_rows *rows, size_t column, size_t row) {
    const void *data = rows->data[column];
    switch (rows->columns[column].cell) {
    case BRI_CELL_I8: return ((const int8_t *)data)[row];
    case BRI_CELL_I16: return ((const int16_t *)data)[row];
    case BRI_CELL_I32: return ((const int32_t *)data)[row];
    case BRI_CELL_I64: return (double)((const int64_t *)data)[row];
    case BRI_CELL_F32: return ((const float *)data)[row];
    case BRI_CELL_F64: return ((const double *)data)[row];
    case BRI_CELL_TEXT: break;
    }
    return NAN;
}

static bool is_equal(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static void note(finding *found, const char *path, bool has_rows, size_t row, double there, double here) {
    char which[40] = "";
    if (has_rows)
        snprintf(which, sizeof which, " of event %zu", row);
    if (found->columns++ == 0)
        snprintf(found->words, BRI_DIFFERENCE_SIZE, "%.300s%s is %.17g there, %.17g here", path, which, there, here);
}

/* Columns from `first_column` on of a table's rows, which stand in the file from `first` on. */
static brink_status compare_rows(finding *found, brink_results *results, const char *group, const bri_rows *rows, size_t first_column, uint64_t first,
                                 brink_error *error) {
    double *there = malloc((rows->count + 1) * sizeof *there);
    brink_status status = there != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t c = first_column; c < rows->column_count && status == BRINK_OK; c++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", group, rows->columns[c].name);
        status = brink_results_read(results, path, first, rows->count, there, error);
        for (size_t i = 0; i < rows->count && status == BRINK_OK; i++) {
            if (is_equal(there[i], cell(rows, c, i)))
                continue;
            note(found, path, rows->count > 1, i, there[i], cell(rows, c, i));
            break;
        }
    }
    free(there);
    return status;
}

/* A replication that was not traced has no rows of /events. */
static brink_status compare_events(finding *found, brink_results *results, const bri_rows *events, uint64_t row, brink_error *error) {
    double count, start;
    brink_status status = brink_results_read(results, "replications/event_count", row, 1, &count, error);
    if (status == BRINK_OK)
        status = brink_results_read(results, "replications/event_start", row, 1, &start, error);
    if (status != BRINK_OK || count == 0.0)
        return status;
    if (count != (double)events->count) {
        note(found, "replications/event_count", false, 0, count, (double)events->count);
        return BRINK_OK;
    }
    return compare_rows(found, results, "events", events, BRI_EVENT_TIME, (uint64_t)start, error);
}

static brink_status compare(finding *found, brink_results *results, const bri_part *part, uint64_t row, brink_error *error) {
    /* What stands before events_total says where the row is, not what happened. */
    brink_status status = compare_rows(found, results, "replications", &part->replications, BRI_REPLICATION_EVENTS_TOTAL, row, error);
    return status == BRINK_OK ? compare_events(found, results, &part->events, row, error) : status;
}

brink_status bri_history_difference(char words[BRI_DIFFERENCE_SIZE], brink_results *results, const brink_scenario *scenario, size_t point,
                                    uint64_t replication, const bri_record *record, brink_error *error) {
    bri_schema schema;
    bri_part part;
    bri_design_point alone = {.name = brink_results_point_name(results, point)};
    finding found = {.words = words};
    uint64_t row = brink_results_first_row(results, point) + replication;
    words[0] = '\0';
    if (!bri_schema_init(&schema, scenario, &(bri_design){.points = &alone, .point_count = 1}))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = bri_part_init(&part, &schema, NULL) ? BRINK_OK : BRINK_E_MEMORY;
    if (status == BRINK_OK) {
        status = bri_part_put(&part, record, 0, replication, row) ? compare(&found, results, &part, row, error) : BRINK_E_MEMORY;
        bri_part_clear(&part);
    }
    bri_schema_clear(&schema);
    size_t length = strlen(words);
    if (found.columns > 1)
        snprintf(words + length, BRI_DIFFERENCE_SIZE - length, "; %zu columns differ", found.columns);
    return status == BRINK_E_MEMORY ? brink_error_set(error, BRINK_E_MEMORY, "out of memory") : status;
}
