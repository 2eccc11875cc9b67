/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A granule's rows, aggregate and place in the file are the same whether it comes from a worker or from a block: both ways append the same rows in
 * the same steps, so that chunks are written in the same order. */
#include "batch/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "batch/catalogue.h"
#include "batch/feed.h"
#include "batch/table.h"
#include "batch/timegrid.h"
#include "brink/version.h"

struct bri_writer {
    bri_writer_plan plan;
    bri_h5out *out; /* NULL: no file */
    bri_press *press;
    bri_table *replications, *events;
    bri_aggregate *total;  /* of the point in hand */
    double *held;          /* [variable][point] */
    bri_failure *failures; /* the first ones */
    uint64_t failure_count, held_total;
    bri_block_sums sums, ended; /* so far; up to the end of the last granule that ended */
    bri_journal *journal; /* NULL: none */
    bool is_short_of_memory;
    bri_feed feed;
};

static uint64_t granules_in(const bri_request *request, uint64_t replications) {
    uint64_t size = bri_granule_size(request);
    return (replications + size - 1) / size;
}

uint64_t bri_granules_of_point(const bri_request *request) {
    return granules_in(request, request->replications);
}

uint64_t bri_row_of_granule(const bri_request *request, uint64_t granule) {
    uint64_t of_point = bri_granules_of_point(request);
    return granule / of_point * request->replications + granule % of_point * bri_granule_size(request);
}

uint64_t bri_granules_of_run(const bri_request *request, const bri_design *design) {
    return bri_granules_of_point(request) * design->point_count;
}

/* Replications of a point by which blocks are numbered. */
static uint64_t numbered_for(const bri_writer_plan *plan) {
    return plan->numbered_for > 0 ? plan->numbered_for : plan->request->replications;
}

uint64_t bri_writer_renumber(const bri_writer_plan *plan, uint64_t granule) {
    uint64_t there = granules_in(plan->request, numbered_for(plan));
    return granule / there * bri_granules_of_point(plan->request) + granule % there;
}

static void write_root(bri_h5out *out, const bri_writer_plan *plan) {
    char text[64], start[BRI_DATE_SIZE];
    size_t points = plan->design->point_count;
    bool is_swept = plan->design->points[points - 1].is_swept;
    bri_h5out_text_attribute(out, "/", "Conventions", "CF-1.12 brink-1.0");
    bri_h5out_text_attribute(out, "/", "title", plan->scenario->title);
    snprintf(text, sizeof text, "brink %s", brink_version());
    bri_h5out_text_attribute(out, "/", "source", text);
    bri_h5out_text_attribute(out, "/", "brink_format", "1.0");
    bri_h5out_text_attribute(out, "/", "brink_kind", is_swept ? "sweep" : points > 1 ? "variants" : "ensemble");
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
    snprintf(text, sizeof text, "%.17g", plan->scenario->warm_up);
    bri_h5out_text_attribute(out, "/", "warm_up", plan->scenario->warm_up > 0.0 ? text : NULL);
    bri_h5out_text_attribute(out, "/", "precision", plan->precision);
    if (plan->precision != NULL)
        bri_h5out_text_attribute(out, "/", "precision_reached", plan->precision_reached ? "yes" : "no");
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
    bri_h5out_page(out, "provenance", "identity", plan->identity);
}

static bool prepare(bri_writer *writer) {
    const bri_schema *schema = writer->plan.schema;
    size_t variables = schema->scenario->recorded_count;
    writer->total = bri_aggregate_new(writer->plan.layout);
    writer->held = calloc(variables * schema->points.count + 1, sizeof *writer->held);
    writer->press = bri_press_new();
    if (writer->press == NULL)
        return false;
    writer->replications = bri_table_new(writer->out, writer->press, "replications", "replication", schema->replication, schema->replication_count);
    writer->events = bri_table_new(writer->out, writer->press, "events", "event", schema->event, schema->event_count);
    return writer->total != NULL && writer->held != NULL && writer->replications != NULL && writer->events != NULL;
}

static void write_beginning(bri_h5out *out, const bri_writer_plan *plan) {
    write_root(out, plan);
    bri_catalogue_write(out, plan->schema, plan->design);
    bri_h5out_group(out, "replications");
    bri_h5out_group(out, "events");
    bri_timegrid_create(out, plan->schema, plan->layout);
    write_provenance(out, plan);
}

brink_status bri_writer_open(bri_writer **writer, const bri_writer_plan *plan, const char *path, bool force, brink_error *error) {
    bri_writer *made = calloc(1, sizeof *made);
    if (made == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    made->plan = *plan;
    brink_status status = path != NULL ? bri_h5out_open(&made->out, path, force, error) : BRINK_OK;
    if (status == BRINK_OK && !prepare(made))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status != BRINK_OK) {
        bri_writer_discard(made);
        return status;
    }
    if (made->out != NULL)
        write_beginning(made->out, plan);
    *writer = made;
    return BRINK_OK;
}

/* A part counts its events from 0, the file from its first. */
static void shift_event_starts(bri_rows *rows, uint64_t by) {
    int64_t *start = rows->data[BRI_REPLICATION_EVENT_START];
    for (size_t i = 0; i < rows->count; i++)
        start[i] += (int64_t)by;
}

static bool keep_failures(bri_writer *writer, const bri_failure *failures, uint64_t count) {
    uint64_t kept = writer->failure_count < BRI_MOST_FAILURES ? writer->failure_count : BRI_MOST_FAILURES, room = BRI_MOST_FAILURES - kept;
    uint64_t more = count < room ? count : room;
    if (more == 0)
        return true;
    bri_failure *bigger = realloc(writer->failures, (kept + more) * sizeof *bigger);
    if (bigger == NULL)
        return false;
    memcpy(bigger + kept, failures, more * sizeof *bigger);
    writer->failures = bigger;
    return true;
}

static void fail_memory(bri_writer *writer) {
    writer->is_short_of_memory = true;
    if (writer->out != NULL)
        bri_h5out_no_memory(writer->out);
}

/* ---- points and granules ---- */

static size_t point_of(const bri_writer *writer, uint64_t granule) {
    return (size_t)(granule / bri_granules_of_point(writer->plan.request));
}

static void add_held(bri_writer *writer, size_t point, const bri_aggregate *aggregate) {
    uint32_t variables = writer->plan.layout->variables;
    for (uint32_t v = 0; v < variables; v++) {
        uint64_t held = bri_aggregate_held(aggregate, v);
        writer->held[v * writer->plan.design->point_count + point] += (double)held;
        writer->held_total += held;
    }
}

static bool ends_point(const bri_writer *writer, uint64_t granule) {
    return (granule + 1) % bri_granules_of_point(writer->plan.request) == 0;
}

static void end_granule(bri_writer *writer, uint64_t granule) {
    writer->ended = writer->sums;
    if (!ends_point(writer, granule) || writer->out == NULL)
        return;
    size_t point = point_of(writer, granule);
    add_held(writer, point, writer->total);
    bri_timegrid_put(writer->out, writer->plan.schema, writer->plan.layout, point, writer->total);
    bri_aggregate_reset(writer->total);
}

/* ---- from a worker ---- */

static void add_sums(bri_writer *writer, const bri_part *part) {
    const int32_t *events = part->replications.data[BRI_REPLICATION_EVENTS_TOTAL];
    for (size_t i = 0; i < part->replications.count; i++)
        writer->sums.events += (uint64_t)events[i];
    writer->sums.replications += part->replications.count;
    writer->sums.failed += part->failure_count;
    writer->sums.granules += part->ends_granule;
}

/* Before the first part of a block. */
static void begin_block(bri_writer *writer, uint64_t granule) {
    if (writer->out == NULL) {
        bri_table_aim(writer->replications, bri_row_of_granule(writer->plan.request, granule));
        bri_table_aim(writer->events, 0);
    }
    if (!bri_journal_begin(writer->journal, granule, bri_table_length(writer->events)))
        fail_memory(writer);
    bri_table_follow(writer->replications, bri_journal_block(writer->journal), BRI_BLOCK_REPLICATIONS);
    bri_table_follow(writer->events, bri_journal_block(writer->journal), BRI_BLOCK_EVENTS);
}

bri_press *bri_writer_press(const bri_writer *writer) {
    return writer->press;
}

void bri_writer_follow(bri_writer *writer, bri_journal *journal) {
    writer->journal = journal;
    if (journal != NULL && writer->out != NULL)
        bri_journal_count_for(journal, writer->total);
}

/* Counts come by way of the journal, where there is one: several granules' at once. */
static void add_aggregate(bri_writer *writer, uint64_t granule, bri_aggregate *aggregate) {
    bri_aggregate_merge_moments(writer->total, aggregate);
    if (writer->journal == NULL) {
        if (!bri_aggregate_merge_counts(writer->total, aggregate))
            fail_memory(writer);
    } else if (ends_point(writer, granule)) {
        bri_journal_give_counts(writer->journal);
    }
}

void bri_writer_take(bri_writer *writer, uint64_t granule, bri_part *part) {
    if (writer->journal != NULL && bri_journal_block(writer->journal) == NULL)
        begin_block(writer, granule);
    shift_event_starts(&part->replications, bri_table_length(writer->events));
    bri_table_append(writer->replications, &part->replications, 0, part->replications.count);
    bri_table_append(writer->events, &part->events, 0, part->events.count);
    if (!keep_failures(writer, part->failures, part->failure_count))
        fail_memory(writer);
    writer->failure_count += part->failure_count;
    add_sums(writer, part);
    if (writer->journal != NULL)
        bri_journal_part(writer->journal, point_of(writer, granule), granule, part);
    if (part->ends_granule) {
        if (writer->out != NULL)
            add_aggregate(writer, granule, part->aggregate);
        end_granule(writer, granule);
    }
    if (writer->journal != NULL)
        bri_journal_relieve(writer->journal);
}

bool bri_writer_settle(bri_writer *writer) {
    bri_table_save(writer->replications);
    bri_table_save(writer->events);
    bri_table_follow(writer->replications, NULL, BRI_BLOCK_REPLICATIONS);
    bri_table_follow(writer->events, NULL, BRI_BLOCK_EVENTS);
    return !writer->is_short_of_memory && !bri_table_is_short_of_memory(writer->replications) && !bri_table_is_short_of_memory(writer->events);
}

brink_status bri_writer_save(bri_writer *writer, brink_error *error) {
    if (writer->journal == NULL || bri_journal_block(writer->journal) == NULL)
        return BRINK_OK;
    return bri_writer_settle(writer) ? bri_journal_close(writer->journal, error) : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

/* ---- from a block ---- */

/* Before the last granule of a point in a block is ended, the block's counts of the point are added. */
static brink_status feed_granule(bri_writer *writer, uint64_t granule, uint64_t end, brink_error *error) {
    brink_status status = bri_feed_moments(&writer->feed, granule, writer->total, error);
    if (status == BRINK_OK && (granule + 1 == end || ends_point(writer, granule)))
        status = bri_feed_counts(&writer->feed, point_of(writer, granule), writer->total, error);
    if (status == BRINK_OK)
        end_granule(writer, granule);
    return status;
}

static brink_status feed_failures(bri_writer *writer, brink_error *error) {
    bri_failure *failures = NULL;
    uint64_t kept = 0, count = 0;
    brink_status status = bri_feed_failures(&writer->feed, &failures, &kept, &count, error);
    for (uint64_t i = 0; status == BRINK_OK && i < kept; i++)
        failures[i].replication += writer->feed.shifts.rows;
    if (status == BRINK_OK && !keep_failures(writer, failures, kept))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status == BRINK_OK)
        writer->failure_count += count;
    return status;
}

static void add_block_sums(bri_writer *writer, const bri_block_sums *more) {
    writer->sums.granules += more->granules;
    writer->sums.replications += more->replications;
    writer->sums.events += more->events;
    writer->sums.failed += more->failed;
}

brink_status bri_writer_feed(bri_writer *writer, const bri_block_in *block, brink_error *error) {
    bri_feed *feed = &writer->feed;
    const bri_writer_plan *plan = &writer->plan;
    uint64_t granule = bri_writer_renumber(plan, block->first_granule), end = granule + block->sums.granules;
    const bri_feed_shifts shifts = {
        .events = (int64_t)bri_table_length(writer->events) - (int64_t)block->first_event,
        .rows = (int64_t)point_of(writer, granule) * ((int64_t)plan->request->replications - (int64_t)numbered_for(plan)),
        .granules = (int64_t)granule - (int64_t)block->first_granule,
    };
    const bri_block_part *part;
    brink_status status = bri_feed_begin(feed, block, writer->replications, writer->events, plan->schema, &shifts, error);
    while (status == BRINK_OK && (part = bri_feed_next(feed)) != NULL) {
        status = bri_feed_rows(feed, part, error);
        if (status == BRINK_OK && part->ends_granule)
            status = feed_granule(writer, granule++, end, error);
    }
    if (status == BRINK_OK)
        status = feed_failures(writer, error);
    if (status == BRINK_OK && granule != end)
        status = brink_error_set(error, BRINK_E_FORMAT, "\"%s\" does not hold what it says", block->path);
    bri_feed_end(feed);
    add_block_sums(writer, &block->sums);
    writer->ended = writer->sums;
    return status;
}

/* ---- sums ---- */

bool bri_writer_is_good(const bri_writer *writer) {
    return !writer->is_short_of_memory && bri_table_is_good(writer->replications) && bri_table_is_good(writer->events) &&
           (writer->journal == NULL || bri_journal_relieve(writer->journal));
}

bool bri_writer_file_is_good(const bri_writer *writer) {
    return writer->out == NULL || bri_h5out_is_good(writer->out);
}

uint64_t bri_writer_traced_events(const bri_writer *writer) {
    return bri_table_length(writer->events);
}

uint64_t bri_writer_held(const bri_writer *writer) {
    return writer->held_total;
}

const bri_block_sums *bri_writer_sums(const bri_writer *writer) {
    return &writer->ended;
}

bool bri_writer_first_failure(const bri_writer *writer, bri_failure *failure) {
    if (writer->failure_count == 0 || writer->failures == NULL)
        return false;
    *failure = writer->failures[0];
    return true;
}

void bri_failure_tell(const bri_failure *failure, const bri_design *design, const bri_request *request, char *text, size_t size) {
    uint64_t row = (uint64_t)failure->replication, point = row / request->replications;
    snprintf(text, size, "replication %" PRIu64 " of %s: %s", row - point * request->replications, design->points[point].name, failure->message);
}

/* /failures: empty where nothing failed. */
static void write_failures(bri_writer *writer) {
    const char *dimension = "failure";
    uint64_t kept = writer->failure_count < BRI_MOST_FAILURES ? writer->failure_count : BRI_MOST_FAILURES;
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
    bri_press_free(writer->press);
    bri_table_free(writer->replications);
    bri_table_free(writer->events);
    if (writer->journal != NULL)
        bri_journal_count_for(writer->journal, NULL); /* it may still close a block */
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
