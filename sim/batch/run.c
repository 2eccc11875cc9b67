/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work is points x granules; the workers of a crew take one granule after another, the writer takes what comes out in order. */
#define _GNU_SOURCE
#include "brink/run.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "batch/crew.h"
#include "batch/writer.h"

typedef struct batch {
    const brink_scenario *scenario;
    const brink_run_options *options;
    brink_run_report *report;
    bri_request request;
    bri_design design;
    bri_schema schema;
    bri_aggregate_layout layout;
    uint32_t *held_slots, *held_spans;
    bri_writer *writer;
    bri_crew_count count;
    double began;
    bool interrupted;
} batch;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- what is asked ---- */

static uint64_t trace_count(const brink_scenario *scenario, const brink_run_options *options) {
    switch (options->trace) {
    case BRINK_TRACE_NONE: return 0;
    case BRINK_TRACE_ALL: return UINT64_MAX;
    case BRINK_TRACE_FIRST: return options->trace_count;
    case BRINK_TRACE_SCENARIO: break;
    }
    if (scenario->trace == NULL || strcmp(scenario->trace, "none") == 0)
        return 0;
    return strcmp(scenario->trace, "all") == 0 ? UINT64_MAX : strtoull(scenario->trace, NULL, 10);
}

static brink_status choose_seed(batch *run, brink_error *error) {
    run->request.seed = run->options->has_seed ? run->options->seed : run->scenario->seed;
    if (run->options->has_seed || run->scenario->has_seed)
        return BRINK_OK;
    /* 53 bits: a number that every reader can hold, and that is not too long to type. */
    uint64_t drawn;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn)
        return brink_error_set(error, BRINK_E_IO, "the system gives no random seed; choose one");
    run->request.seed = drawn >> 11;
    return BRINK_OK;
}

/* That this process may use. */
static size_t processors(void) {
    cpu_set_t allowed;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : (int)online; /* a set too small for the machine */
    return count < 1 ? 1 : count < BRI_CREW_MOST ? (size_t)count : BRI_CREW_MOST;
}

static brink_status resolve(batch *run, brink_error *error) {
    const brink_run_options *options = run->options;
    if (options->output == NULL || options->output[0] == '\0')
        return brink_error_set(error, BRINK_E_USAGE, "no output file is named");
    run->request.replications = options->replications > 0 ? options->replications : run->scenario->replications;
    run->request.trace_count = trace_count(run->scenario, options);
    run->request.overrides = options->overrides;
    run->request.override_count = options->override_count;
    brink_status status = choose_seed(run, error);
    if (status == BRINK_OK)
        status = bri_design_init(&run->design, run->scenario, options, error);
    if (status != BRINK_OK)
        return status;
    /* Rows and events are numbered by 32 bits in the file. */
    if (run->request.replications > INT32_MAX / run->design.point_count)
        return brink_error_set(error, BRINK_E_USAGE, "more than %d replications in all points", INT32_MAX);
    if (run->scenario->event_limit > INT32_MAX)
        return brink_error_set(error, BRINK_E_USAGE, "the scenario's event_limit is beyond %d", INT32_MAX);
    if (options->threads > BRI_CREW_MOST)
        return brink_error_set(error, BRINK_E_USAGE, "more than %d threads", BRI_CREW_MOST);
    run->report->threads = bri_crew_threads(&run->request, &run->design, options->threads > 0 ? options->threads : processors());
    return BRINK_OK;
}

/* Every point's plan must work before the first is run. */
static brink_status check_points(const batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    for (size_t p = 1; p < run->design.point_count; p++) {
        bri_plan *plan;
        brink_status status = bri_plan_new(&plan, run->scenario, run->design.points[p].parameters, diagnostics, error);
        if (status != BRINK_OK)
            return status;
        bri_plan_free(plan);
    }
    return BRINK_OK;
}

static brink_status lay_out(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    const brink_scenario *scenario = run->scenario;
    bri_plan *base;
    brink_status status = bri_plan_new(&base, scenario, run->design.points[0].parameters, diagnostics, error);
    if (status != BRINK_OK)
        return status;
    run->layout = (bri_aggregate_layout){.times = base->grid_count,
                                         .series = scenario->series_count,
                                         .variables = scenario->declared_variable_count,
                                         .rungs = scenario->rung_count,
                                         .actions = scenario->action_count,
                                         .step = base->grid_step};
    bri_plan_free(base);
    run->held_slots = malloc((scenario->declared_variable_count + (size_t)1) * sizeof *run->held_slots);
    run->held_spans = malloc((scenario->declared_variable_count + (size_t)1) * sizeof *run->held_spans);
    if (run->held_slots == NULL || run->held_spans == NULL || !bri_schema_init(&run->schema, scenario, &run->design))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t v = 0; v < scenario->declared_variable_count; v++) {
        run->held_slots[v] = scenario->variables[v].slot;
        run->held_spans[v] = bri_variable_span(scenario, v);
    }
    run->layout.held_slots = run->held_slots;
    run->layout.held_spans = run->held_spans;
    return check_points(run, diagnostics, error);
}

/* ---- while it runs ---- */

static void show_progress(batch *run, const bri_crew_count *count) {
    if (run->options->progress == NULL)
        return;
    const brink_progress progress = {.done = count->done, .total = run->request.replications * run->design.point_count,
                                     .events = count->events, .failed = count->failed, .seconds = now() - run->began};
    run->options->progress(run->options->context, &progress);
}

static bool look(void *context, const bri_crew_count *count) {
    batch *run = context;
    show_progress(run, count);
    run->interrupted = run->options->interrupt != NULL && *run->options->interrupt != 0;
    return !run->interrupted;
}

static bool take_part(void *context, const bri_work *work, bri_part *part) {
    batch *run = context;
    brink_run_report *report = run->report;
    if (part->failure_count > 0 && report->first_failure[0] == '\0') {
        uint64_t index = (uint64_t)part->failures[0].replication - work->first_row;
        snprintf(report->first_failure, sizeof report->first_failure, "replication %" PRIu64 " of %s: %s", index,
                 run->design.points[work->point].name, part->failures[0].message);
    }
    bool ends_point = part->ends_granule && work->first + work->count == run->request.replications;
    bri_writer_take(run->writer, work->point, part);
    if (ends_point)
        bri_writer_end_point(run->writer, work->point);
    return bri_writer_is_good(run->writer);
}

/* A writer that has failed stops the workers too; what went wrong is known to its commit. */
static brink_status finish(batch *run, brink_status status, brink_error *error) {
    brink_run_report *report = run->report;
    report->traced_events = bri_writer_traced_events(run->writer);
    report->held = bri_writer_held(run->writer);
    if (status == BRINK_OK || (status == BRINK_E_INTERRUPTED && !run->interrupted)) {
        status = bri_writer_commit(run->writer, &report->bytes, error);
    } else {
        bri_writer_discard(run->writer);
        if (status == BRINK_E_INTERRUPTED)
            brink_error_set(error, status, "interrupted; nothing was written");
    }
    run->writer = NULL;
    return status;
}

static brink_status run_points(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    const bri_writer_plan what = {.scenario = run->scenario, .design = &run->design, .schema = &run->schema, .request = &run->request,
                                  .layout = &run->layout};
    brink_status status = bri_writer_open(&run->writer, &what, run->options->output, run->options->force, error);
    if (status != BRINK_OK)
        return status;
    const bri_crew_task task = {.scenario = run->scenario, .design = &run->design, .schema = &run->schema, .request = &run->request,
                                .layout = &run->layout, .threads = (size_t)run->report->threads, .context = run, .take = take_part, .look = look};
    status = bri_crew_run(&task, &run->count, diagnostics, error);
    return finish(run, status, error);
}

brink_status brink_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                       brink_diagnostics *diagnostics, brink_error *error) {
    *report = (brink_run_report){.seed = 0};
    batch run = {.scenario = scenario, .options = options, .report = report, .began = now()};
    brink_status status = resolve(&run, error);
    if (status == BRINK_OK)
        status = lay_out(&run, diagnostics, error);
    if (status == BRINK_OK)
        status = run_points(&run, diagnostics, error);
    report->seed = run.request.seed;
    report->points = run.design.point_count;
    report->replications = run.count.done;
    report->events = run.count.events;
    report->failed = run.count.failed;
    report->seconds = now() - run.began;
    if (status == BRINK_OK)
        show_progress(&run, &run.count);
    bri_schema_clear(&run.schema);
    bri_design_clear(&run.design);
    free(run.held_slots);
    free(run.held_spans);
    if (status == BRINK_OK && report->failed > 0)
        status = brink_error_set(error, BRINK_E_REPLICATIONS, "%" PRIu64 " of %" PRIu64 " replications failed; %s", report->failed,
                                 report->replications, report->first_failure);
    return status;
}
