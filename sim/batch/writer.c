/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "batch/catalogue.h"
#include "batch/table.h"
#include "batch/timegrid.h"
#include "brink/version.h"

/* Messages of failures that the file keeps; /replications/status marks all. */
#define MOST_FAILURES 10000

struct bri_writer {
    bri_writer_plan plan;
    bri_h5out *out;
    bri_table *replications, *events;
    bri_aggregate *total;  /* of the point in hand */
    double *held;          /* [variable][point] */
    bri_failure *failures; /* the first ones */
    uint64_t failure_count, held_total;
};

static void write_root(bri_h5out *out, const bri_writer_plan *plan) {
    char text[64], start[BRI_DATE_SIZE];
    bri_h5out_text_attribute(out, "/", "Conventions", "CF-1.12 brink-1.0");
    bri_h5out_text_attribute(out, "/", "title", plan->scenario->title);
    snprintf(text, sizeof text, "brink %s", brink_version());
    bri_h5out_text_attribute(out, "/", "source", text);
    bri_h5out_text_attribute(out, "/", "brink_format", "1.0");
    bri_h5out_text_attribute(out, "/", "brink_kind", plan->design->point_count > 1 ? "variants" : "ensemble");
    snprintf(text, sizeof text, "%" PRIu64, plan->request->seed);
    bri_h5out_text_attribute(out, "/", "seed", text);
    bri_h5out_text_attribute(out, "/", "rng", "threefry4x64-20");
    bri_h5out_text_attribute(out, "/", "rng_key", "seed,replication,stream,branch");
    bri_h5out_text_attribute(out, "/", "scenario_sha256", plan->scenario->sha256);
    bri_date_format(plan->scenario->start, true, start);
    bri_h5out_text_attribute(out, "/", "time_epoch", start);
    bri_date_format(plan->scenario->end, true, start);
    bri_h5out_text_attribute(out, "/", "time_end", start);
    bri_h5out_text_attribute(out, "/", "time_units", "days");
    bri_h5out_integer_attribute(out, "/", "complete", BRI_CELL_I8, 1);
}

static void write_page(bri_h5out *out, const char *name, char *text) {
    if (text == NULL)
        bri_h5out_no_memory(out);
    else
        bri_h5out_page(out, "provenance", name, text);
    free(text);
}

static void write_provenance(bri_h5out *out, const bri_writer_plan *plan) {
    bri_h5out_group(out, "provenance");
    write_page(out, "scenario_text", bri_page_scenario(plan->scenario));
    write_page(out, "scenario_resolved", bri_page_resolved(plan->scenario, plan->design, plan->request));
    write_page(out, "invocation", bri_page_invocation(plan->design, plan->request));
    write_page(out, "build", bri_page_build());
}

static bool prepare(bri_writer *writer) {
    const bri_schema *schema = writer->plan.schema;
    size_t variables = schema->scenario->declared_variable_count;
    writer->total = bri_aggregate_new(writer->plan.layout);
    writer->held = calloc(variables * schema->points.count + 1, sizeof *writer->held);
    writer->failures = malloc(MOST_FAILURES * sizeof *writer->failures);
    writer->replications = bri_table_new(writer->out, "replications", "replication", schema->replication, schema->replication_count);
    writer->events = bri_table_new(writer->out, "events", "event", schema->event, schema->event_count);
    return writer->total != NULL && writer->held != NULL && writer->failures != NULL && writer->replications != NULL && writer->events != NULL;
}

brink_status bri_writer_open(bri_writer **writer, const bri_writer_plan *plan, const char *path, bool force, brink_error *error) {
    bri_writer *made = calloc(1, sizeof *made);
    if (made == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    made->plan = *plan;
    brink_status status = bri_h5out_open(&made->out, path, force, error);
    if (status == BRINK_OK && !prepare(made))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status != BRINK_OK) {
        bri_writer_discard(made);
        return status;
    }
    write_root(made->out, plan);
    bri_catalogue_write(made->out, plan->schema, plan->design);
    bri_h5out_group(made->out, "replications");
    bri_h5out_group(made->out, "events");
    bri_timegrid_create(made->out, plan->schema, plan->layout);
    write_provenance(made->out, plan);
    *writer = made;
    return BRINK_OK;
}

/* A part counts its events from 0, the file from its first. */
static void shift_event_starts(bri_rows *rows, uint64_t by) {
    int64_t *start = rows->data[BRI_REPLICATION_EVENT_START];
    for (size_t i = 0; i < rows->count; i++)
        start[i] += (int64_t)by;
}

static void keep_failures(bri_writer *writer, const bri_part *part) {
    for (size_t i = 0; i < part->failure_count; i++, writer->failure_count++)
        if (writer->failure_count < MOST_FAILURES)
            writer->failures[writer->failure_count] = part->failures[i];
}

void bri_writer_take(bri_writer *writer, size_t point, bri_part *part) {
    shift_event_starts(&part->replications, bri_table_length(writer->events));
    bri_table_append(writer->replications, &part->replications);
    bri_table_append(writer->events, &part->events);
    keep_failures(writer, part);
    if (!part->ends_granule)
        return;
    uint32_t variables = writer->plan.layout->variables;
    for (uint32_t v = 0; v < variables; v++) {
        uint64_t held = bri_aggregate_held(part->aggregate, v);
        writer->held[v * writer->plan.design->point_count + point] += (double)held;
        writer->held_total += held;
    }
    if (!bri_aggregate_merge(writer->total, part->aggregate))
        bri_h5out_no_memory(writer->out);
}

void bri_writer_end_point(bri_writer *writer, size_t point) {
    bri_timegrid_put(writer->out, writer->plan.schema, writer->plan.layout, point, writer->total);
    bri_aggregate_reset(writer->total);
}

bool bri_writer_is_good(const bri_writer *writer) {
    return bri_h5out_is_good(writer->out);
}

uint64_t bri_writer_traced_events(const bri_writer *writer) {
    return bri_table_length(writer->events);
}

uint64_t bri_writer_held(const bri_writer *writer) {
    return writer->held_total;
}

/* /failures: empty where nothing failed. */
static void write_failures(bri_writer *writer) {
    const char *dimension = "failure";
    uint64_t kept = writer->failure_count < MOST_FAILURES ? writer->failure_count : MOST_FAILURES;
    int32_t *replication = malloc((kept + 1) * sizeof *replication), *number = malloc((kept + 1) * sizeof *number);
    int8_t *status = malloc(kept + 1);
    const char **message = malloc((kept + 1) * sizeof *message);
    if (replication == NULL || number == NULL || status == NULL || message == NULL) {
        bri_h5out_no_memory(writer->out);
    } else {
        for (uint64_t i = 0; i < kept; i++) {
            number[i] = (int32_t)i;
            replication[i] = (int32_t)writer->failures[i].replication;
            status[i] = (int8_t)writer->failures[i].status;
            message[i] = writer->failures[i].message;
        }
        const bri_column columns[] = {
            {.name = "failure", .cell = BRI_CELL_I32},
            {.name = "replication", .cell = BRI_CELL_I32, .long_name = "row of /replications"},
            {.name = "status", .cell = bri_code_cell(writer->plan.schema->statuses.count), .flags = &writer->plan.schema->statuses},
            {.name = "message", .cell = BRI_CELL_TEXT, .long_name = "what went wrong"},
        };
        const void *data[] = {number, replication, status, message};
        bri_h5out_group(writer->out, "failures");
        bri_h5out_integer_attribute(writer->out, "failures", "count", BRI_CELL_I32, (int64_t)writer->failure_count);
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
            bri_h5out_array(writer->out, "failures", &columns[c], 1, &dimension, &kept, data[c]);
    }
    free(replication);
    free(number);
    free(status);
    free(message);
}

static void free_parts(bri_writer *writer) {
    bri_table_free(writer->replications);
    bri_table_free(writer->events);
    bri_aggregate_free(writer->total);
    free(writer->held);
    free(writer->failures);
}

brink_status bri_writer_commit(bri_writer *writer, uint64_t *bytes, brink_error *error) {
    bri_table_finish(writer->replications);
    bri_table_finish(writer->events);
    bri_catalogue_held(writer->out, writer->plan.schema, writer->held);
    write_failures(writer);
    brink_status status = bri_h5out_commit(writer->out, bytes, error);
    free_parts(writer);
    free(writer);
    return status;
}

void bri_writer_discard(bri_writer *writer) {
    if (writer == NULL)
        return;
    bri_h5out_discard(writer->out);
    free_parts(writer);
    free(writer);
}
