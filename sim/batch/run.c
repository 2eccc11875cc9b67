/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work is points x granules; the workers of a crew take one granule after another, the writer takes what comes out in order. What an interrupted run
 * has left in its folder of blocks is fed to the writer in its place. */
#define _GNU_SOURCE
#include "brink/run.h"

#include <inttypes.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "batch/course.h"
#include "batch/done.h"
#include "batch/manifest.h"
#include "batch/pilot.h"
#include "batch/pursuit.h"
#include "batch/sink.h"

typedef struct batch {
    const brink_scenario *scenario;
    const brink_run_options *options;
    brink_run_report *report;
    bri_request request;
    bri_design design;
    bri_schema schema;
    bri_aggregate_layout layout;
    uint32_t *held_slots, *held_spans;
    bri_identity identity;
    char *manifest;
    bri_range range; /* of granules: all, or the shard's */
    bri_folder folder;
    bri_kept_blocks blocks;
    bri_writer *writer;
    bri_journal *journal;
    bri_goals goals;       /* a precision that is pursued; count 0: none */
    bri_pursued pursued;
    bri_crew_count before; /* computed while it was */
    bri_crew_count count;  /* computed since */
    uint64_t wanted;      /* replications in all, or in the shard */
    uint64_t kept;        /* replications in blocks of an earlier process */
    double began;
    bool is_part; /* a shard, or one of several that share the work: no results file is made here */
    bool interrupted;
} batch;

#define BLOCK_SECONDS 10
#define LEAST_REPLICATIONS 4096 /* of a run to a precision, where it does not say */
#define MOST_REPLICATIONS 10000000

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
    if (run->options->resume && bri_done_seed(run->options->output, &run->folder, &run->request.seed))
        return BRINK_OK;
    /* 53 bits: a number that every reader can hold, and that is not too long to type. */
    uint64_t drawn;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn)
        return brink_error_set(error, BRINK_E_IO, "the system gives no random seed; choose one");
    run->request.seed = drawn >> 11;
    return BRINK_OK;
}

uint64_t brink_processors(void) {
    cpu_set_t allowed;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : (int)online; /* a set too small for the machine */
    return count < 1 ? 1 : count < BRI_CREW_MOST ? (uint64_t)count : BRI_CREW_MOST;
}

/* By global number, so that a slice holds the same replications wherever it runs. */
static void choose_range(batch *run) {
    uint64_t granules = bri_granules_of_run(&run->request, &run->design), index = run->options->shard_index, count = run->options->shard_count;
    run->range = (bri_range){0, run->options->lease != NULL ? 0 : granules};
    if (count > 0)
        run->range = (bri_range){.first = (uint64_t)((unsigned __int128)granules * (index - 1) / count),
                                 .end = (uint64_t)((unsigned __int128)granules * index / count)};
}

/* No more threads than there are granules. */
static void choose_threads(batch *run) {
    uint64_t wanted = run->options->threads > 0 ? run->options->threads : brink_processors(), granules = run->range.end - run->range.first;
    granules = run->options->lease != NULL ? bri_granules_of_run(&run->request, &run->design) : granules;
    run->report->threads = wanted < granules ? wanted : granules > 0 ? granules : 1;
}

static brink_status refuse_division(brink_error *error) {
    return brink_error_set(error, BRINK_E_USAGE, "a run to a precision cannot be divided: when it ends hangs on all that was found");
}

/* How many replications there may be, where a precision says how many there are. */
static brink_status resolve_precision(batch *run, brink_error *error) {
    const brink_run_options *options = run->options;
    bri_request *request = &run->request;
    uint64_t room = INT32_MAX / run->design.point_count;
    brink_status status = bri_goals_init(&run->goals, run->scenario, options->precisions, options->precision_count, error);
    if (status != BRINK_OK || run->goals.count == 0)
        return status;
    request->precision = run->goals.text;
    request->least = options->least > 0 ? options->least : LEAST_REPLICATIONS;
    request->most = options->most > 0 ? options->most : room < MOST_REPLICATIONS ? room : MOST_REPLICATIONS;
    request->replications = request->most;
    if (options->replications > 0)
        return brink_error_set(error, BRINK_E_USAGE, "a number of replications and a precision at once: give the least and the most instead");
    if (request->least > request->most)
        return brink_error_set(error, BRINK_E_USAGE, "the least number of replications (%" PRIu64 ") is above the most (%" PRIu64 ")", request->least,
                               request->most);
    return run->is_part ? refuse_division(error) : BRINK_OK;
}

static brink_status resolve(batch *run, brink_error *error) {
    const brink_run_options *options = run->options;
    if (options->output == NULL || options->output[0] == '\0')
        return brink_error_set(error, BRINK_E_USAGE, "no output file is named");
    run->request.replications = options->replications > 0 ? options->replications : run->scenario->replications;
    run->request.trace_count = trace_count(run->scenario, options);
    run->request.overrides = options->overrides;
    run->request.override_count = options->override_count;
    run->request.has_design_file = options->design != NULL || options->design_text != NULL;
    run->request.sweep = run->request.has_design_file ? NULL : options->sweep != NULL ? options->sweep : run->scenario->sweep;
    brink_status status = bri_folder_init(&run->folder, options->output, run->is_part) ? choose_seed(run, error)
                                                                                : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status == BRINK_OK)
        status = bri_design_init(&run->design, run->scenario, options, run->request.seed, error);
    if (status != BRINK_OK)
        return status;
    /* Rows and events are numbered by 32 bits in the file. */
    status = resolve_precision(run, error);
    if (status != BRINK_OK)
        return status;
    if (run->request.replications > INT32_MAX / run->design.point_count)
        return brink_error_set(error, BRINK_E_USAGE, "more than %d replications in all points", INT32_MAX);
    if (run->scenario->event_limit > INT32_MAX)
        return brink_error_set(error, BRINK_E_USAGE, "the scenario's event_limit is beyond %d", INT32_MAX);
    if (options->threads > BRI_CREW_MOST)
        return brink_error_set(error, BRINK_E_USAGE, "more than %d threads", BRI_CREW_MOST);
    if (options->shard_count > 0 && (options->shard_index == 0 || options->shard_index > options->shard_count))
        return brink_error_set(error, BRINK_E_USAGE, "there is no shard %" PRIu64 " of %" PRIu64, options->shard_index, options->shard_count);
    if (run->is_part && !options->has_seed && !run->scenario->has_seed)
        return brink_error_set(error, BRINK_E_USAGE, "a shard needs a seed: all shards must have the same");
    if (run->is_part && options->force)
        return brink_error_set(error, BRINK_E_USAGE, "a shard replaces nothing: it must not be forced");
    if (options->shard_count > 0 && options->lease != NULL)
        return brink_error_set(error, BRINK_E_USAGE, "a shard's pieces are its own: they cannot be handed out");
    choose_range(run);
    choose_threads(run);
    return BRINK_OK;
}

/* Every point's plan must work before the first is run. */
static brink_status check_points(const batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    for (size_t p = 1; p < run->design.point_count; p++) {
        bri_plan *plan;
        brink_status status = bri_plan_new(&plan, bri_scenario_of(run->scenario, run->design.points[p].variant), run->design.points[p].parameters,
                                           diagnostics, error);
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
                                         .variables = scenario->recorded_count,
                                         .rungs = scenario->rung_count,
                                         .actions = scenario->action_count,
                                         .start = base->warm_up,
                                         .step = base->grid_step};
    bri_plan_free(base);
    run->held_slots = malloc((scenario->recorded_count + (size_t)1) * sizeof *run->held_slots);
    run->held_spans = malloc((scenario->recorded_count + (size_t)1) * sizeof *run->held_spans);
    if (run->held_slots == NULL || run->held_spans == NULL || !bri_schema_init(&run->schema, scenario, &run->design))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t v = 0; v < scenario->recorded_count; v++) {
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
    const bri_crew_count *before = &run->before, *failing = before->failed > 0 ? before : count;
    char failure[sizeof run->report->first_failure] = "";
    if (failing->failed > 0)
        bri_failure_tell(&failing->failure, &run->design, &run->request, failure, sizeof failure);
    const brink_progress progress = {.done = run->kept + before->done + count->done, .total = run->wanted, .kept = run->kept,
                                     .events = before->events + count->events, .failed = before->failed + count->failed,
                                     .seconds = now() - run->began, .failure = failure};
    run->options->progress(run->options->context, &progress);
}

static bool look(void *context, const bri_crew_count *count) {
    batch *run = context;
    show_progress(run, count);
    run->interrupted = run->options->interrupt != NULL && *run->options->interrupt != 0;
    return !run->interrupted;
}

/* ---- what is there already ---- */

/* Blocks of an earlier process: resumed where they are of this run, in the way where that was not asked for. */
static brink_status look_at_folder(batch *run, brink_error *error) {
    brink_run_report *report = run->report;
    char words[300];
    if (!bri_folder_exists(&run->folder) || !bri_folder_is_begun(&run->folder))
        return BRINK_OK;
    bool resumes = run->options->resume || run->is_part;
    if (!resumes && !run->options->force)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" is left of an interrupted run; resume it, or force a new one", run->folder.path);
    brink_status status = bri_folder_open(&run->folder, error);
    if (status != BRINK_OK)
        return status;
    if (!resumes) {
        bri_folder_remove(&run->folder);
        return BRINK_OK;
    }
    if (bri_identity_difference(run->folder.run, run->identity.text, words, sizeof words))
        return brink_error_set(error, BRINK_E_USAGE, "cannot resume \"%s\": %s", run->folder.path, words);
    if (run->options->lease != NULL)
        return BRINK_OK; /* who hands out the pieces knows what is there */
    status = bri_folder_list(&run->folder, run->identity.sha256, &run->blocks, error);
    report->damaged_blocks = run->blocks.damaged;
    snprintf(report->first_damage, sizeof report->first_damage, "%s", run->blocks.first_damage);
    return status;
}

/* ---- the run itself ---- */

static void fill_report(batch *run) {
    brink_run_report *report = run->report;
    const bri_block_sums *sums = bri_writer_sums(run->writer);
    bri_failure failure;
    report->replications = sums->replications;
    report->events = sums->events;
    report->failed = sums->failed;
    report->traced_events = bri_writer_traced_events(run->writer);
    report->held = bri_writer_held(run->writer);
    report->computed = run->before.done + run->count.done;
    report->computed_events = run->before.events + run->count.events;
    if (bri_writer_first_failure(run->writer, &failure))
        bri_failure_tell(&failure, &run->design, &run->request, report->first_failure, sizeof report->first_failure);
}

/* Why a course ended that nobody had asked to end: the file has failed, or the journal, or memory is out. */
static brink_status end_failed_file(batch *run, brink_error *error) {
    bool is_the_file = !bri_writer_file_is_good(run->writer);
    if (is_the_file)
        return bri_writer_commit(run->writer, &run->report->bytes, error);
    bri_writer_discard(run->writer);
    return BRINK_OK;
}

static void tell_interrupted(const batch *run, const bri_block_sums *sums, bool is_kept, brink_error *error) {
    if (is_kept)
        brink_error_set(error, BRINK_E_INTERRUPTED, "interrupted; %" PRIu64 " of %" PRIu64 " replications are kept in \"%s\"", sums->replications,
                        run->wanted, run->folder.path);
    else
        brink_error_set(error, BRINK_E_INTERRUPTED, "interrupted; nothing was written");
}

/* Not all was done: keep what was. The file goes first, for its room on the disk. */
static brink_status keep_what_is_done(batch *run, brink_status status, brink_error *error) {
    brink_error trouble;
    bool is_settled = bri_writer_settle(run->writer), has_failed = status == BRINK_E_INTERRUPTED && !run->interrupted;
    bri_block_sums sums = *bri_writer_sums(run->writer);
    if (has_failed)
        status = end_failed_file(run, error);
    else
        bri_writer_discard(run->writer);
    run->writer = NULL;
    brink_status saved = is_settled ? bri_journal_close(run->journal, &trouble) : brink_error_set(&trouble, BRINK_E_MEMORY, "out of memory");
    bri_folder_tidy(&run->folder);
    if (status == BRINK_OK)
        status = brink_error_set(error, saved != BRINK_OK ? saved : BRINK_E_MEMORY, "%s", saved != BRINK_OK ? trouble.message : "out of memory");
    else if (status == BRINK_E_INTERRUPTED)
        tell_interrupted(run, &sums, saved == BRINK_OK && bri_folder_exists(&run->folder), error);
    return status;
}

static bri_writer_plan writer_plan(const batch *run) {
    return (bri_writer_plan){.scenario = run->scenario, .design = &run->design, .schema = &run->schema, .request = &run->request,
                             .layout = &run->layout, .identity = run->identity.text, .numbered_for = run->request.most,
                             .precision = run->request.precision, .precision_reached = run->report->precision_reached};
}

static bri_course_plan course_plan(batch *run, const bri_writer_plan *what) {
    const brink_run_options *options = run->options;
    return (bri_course_plan){.what = what, .writer = run->writer, .journal = run->journal, .blocks = &run->blocks, .feeds = !run->is_part,
                             .range = run->range, .lease = options->lease, .lease_context = options->lease_context,
                             .threads = (size_t)run->report->threads,
                             .block_seconds = options->block_seconds > 0 ? options->block_seconds : BLOCK_SECONDS,
                             .context = run, .look = look};
}

static brink_status go(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    const bri_writer_plan what = writer_plan(run);
    brink_status status = bri_writer_open(&run->writer, &what, run->is_part ? NULL : run->options->output, run->options->force, error);
    if (status != BRINK_OK)
        return status;
    bri_writer_follow(run->writer, run->journal);
    const bri_course_plan plan = course_plan(run, &what);
    status = bri_course_run(&plan, &run->count, diagnostics, error);
    fill_report(run);
    if (status != BRINK_OK || !bri_writer_is_good(run->writer))
        return keep_what_is_done(run, status == BRINK_OK ? BRINK_E_INTERRUPTED : status, error);
    if (run->is_part) {
        status = bri_writer_save(run->writer, error);
        bri_writer_discard(run->writer);
    } else {
        status = bri_writer_commit(run->writer, &run->report->bytes, error);
    }
    run->writer = NULL;
    return status;
}

static uint64_t rows_of(const batch *run, uint64_t first, uint64_t end) {
    first = first > run->range.first ? first : run->range.first;
    end = end < run->range.end ? end : run->range.end;
    return first < end ? bri_row_of_granule(&run->request, end) - bri_row_of_granule(&run->request, first) : 0;
}

/* Where nothing may be computed, all must be there. */
static brink_status check_missing(const batch *run, brink_error *error) {
    bri_range *gaps;
    size_t count;
    char words[300] = "";
    if (!bri_course_gaps(&run->blocks, run->range, &gaps, &count))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t i = 0, length = 0; i < count && i < 4 && length < sizeof words; i++)
        length += (size_t)snprintf(words + length, sizeof words - length, "%s%" PRIu64 " to %" PRIu64, i > 0 ? ", " : "",
                                   bri_row_of_granule(&run->request, gaps[i].first), bri_row_of_granule(&run->request, gaps[i].end) - 1);
    free(gaps);
    if (count == 0)
        return BRINK_OK;
    return brink_error_set(error, BRINK_E_IO, "cannot join \"%s\": of its %" PRIu64 " replications these are missing (counted from 0): %s%s",
                           run->folder.path, run->wanted, words, count > 4 ? ", ..." : "");
}

static void count_kept(batch *run) {
    for (size_t i = 0; i < run->blocks.count; i++)
        run->kept += rows_of(run, run->blocks.list[i].first, run->blocks.list[i].end);
}

/* What is there already: all, some, or nothing. */
static brink_status look_around(batch *run, bool *is_done, brink_error *error) {
    const brink_run_options *options = run->options;
    brink_status status = BRINK_OK;
    *is_done = false;
    if (!bri_identity_init(&run->identity, run->scenario, &run->design, &run->request))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    run->manifest = bri_manifest_text(&run->identity, run->scenario, &run->design, &run->request);
    run->wanted = rows_of(run, 0, UINT64_MAX);
    if (run->manifest == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if ((options->resume || options->shard_count > 0) && !options->force)
        status = bri_done_check(options->output, &run->identity, is_done, run->report, error);
    return status == BRINK_OK ? look_at_folder(run, error) : status;
}

/* ---- to a precision ---- */

static void begin_stage(void *context, uint64_t replications) {
    batch *run = context;
    run->wanted = replications * run->design.point_count;
}

/* The blocks as the file numbers them. */
static brink_status list_blocks_again(batch *run, brink_error *error) {
    const bri_writer_plan what = writer_plan(run);
    bri_kept_blocks_clear(&run->blocks);
    brink_status status = bri_folder_list(&run->folder, run->identity.sha256, &run->blocks, error);
    for (size_t i = 0; status == BRINK_OK && i < run->blocks.count; i++) {
        bri_kept_block *block = &run->blocks.list[i];
        block->end = bri_writer_renumber(&what, block->end - 1) + 1;
        block->first = bri_writer_renumber(&what, block->first);
    }
    return status;
}

static void report_precision(batch *run) {
    brink_run_report *report = run->report;
    const bri_standing *standing = &run->pursued.standing;
    const bri_goal *goal = &run->goals.list[standing->goal];
    const bri_outcome *outcome = &run->scenario->outcomes[goal->outcome];
    const char *point = run->design.points[standing->point].name;
    char given[64] = "";
    report->has_precision = true;
    report->precision_reached = standing->ratio <= 1;
    report->precision_is_hopeless = standing->is_hopeless;
    if (outcome->given != NULL)
        snprintf(given, sizeof given, " of %" PRIu64 " replications where given%s", standing->n, standing->n < BRI_LEAST_GIVEN ? ", too few" : "");
    if (standing->is_hopeless)
        snprintf(report->precision, sizeof report->precision, "%s at %s is infinite in some replications, and has no mean", outcome->name, point);
    else if (standing->n == 0)
        snprintf(report->precision, sizeof report->precision, "%s at %s has no value in any replication", outcome->name, point);
    else
        snprintf(report->precision, sizeof report->precision, "%s at %s: %.6g +- %.2g%s (asked: %g%s)", outcome->name, point, standing->estimate,
                 standing->half, given, goal->width, goal->is_relative ? "%" : "");
}

/* Compute into blocks until the precision is there; then the run is one of so many replications, which blocks hold. */
static brink_status pursue(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    const bri_writer_plan what = writer_plan(run);
    if (!bri_goals_make_room(&run->goals, run->design.point_count, bri_granules_of_point(&run->request)))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    bri_journal_tally(run->journal, &run->goals, run->schema.first_outcome);
    const bri_pursuit pursuit = {.course = course_plan(run, &what), .goals = &run->goals, .least = run->request.least, .begin = begin_stage,
                                 .computes = !run->options->only_merge};
    brink_status status = bri_pursuit_run(&pursuit, &run->pursued, &run->before, diagnostics, error);
    bri_block_sums kept = run->pursued.sums;
    kept.replications += run->kept;
    if (status == BRINK_E_INTERRUPTED)
        tell_interrupted(run, &kept, bri_folder_exists(&run->folder), error);
    if (status != BRINK_OK)
        return status;
    report_precision(run);
    run->request.replications = run->pursued.replications;
    choose_range(run);
    return list_blocks_again(run, error);
}

static brink_status run_points(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    bool is_done = false;
    brink_status status = look_around(run, &is_done, error);
    if (status == BRINK_OK && !is_done && run->options->only_merge && run->goals.count == 0)
        status = check_missing(run, error);
    if (status == BRINK_OK && !is_done && bri_sink_sweep(run->options->output) && !run->is_part)
        status = brink_error_set(error, BRINK_E_USAGE, "another process is writing \"%s\"", run->options->output);
    if (status == BRINK_OK && !is_done) {
        count_kept(run);
        run->journal = bri_journal_new(&run->folder, run->manifest, run->identity.sha256, &run->layout);
        status = run->journal != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        if (status == BRINK_OK && run->goals.count > 0)
            status = pursue(run, diagnostics, error);
        if (status == BRINK_OK)
            status = go(run, diagnostics, error);
    }
    bri_journal_free(run->journal); /* its open block is in the folder */
    run->journal = NULL;
    if (status == BRINK_OK && !run->is_part && bri_folder_exists(&run->folder))
        bri_folder_remove(&run->folder);
    return status;
}

/* What a file has beside its rows: columns and tables of names with what describes them, each some 1.3 kB; who acts, by name; the time grid, which is
 * stored as it is. */
static double bytes_beside_rows(const batch *run) {
    const brink_scenario *scenario = run->scenario;
    const bri_aggregate_layout *layout = &run->layout;
    double columns = 40.0 + (double)(run->schema.replication_count + run->schema.event_count) + 3.0 * layout->series + scenario->parameter_count;
    double cells = layout->series * (2.0 + scenario->quantile_count) + layout->rungs + layout->actions;
    return 1300.0 * columns + 1000.0 * scenario->actor_count + 8.0 * cells * layout->times * (double)run->design.point_count;
}

/* Histograms of a time grid are made, added up and written once a point: about so long for a sample of a series. */
#define SECONDS_PER_CELL 3e-6

/* What it would take. */
static brink_status estimate(batch *run, brink_diagnostics *diagnostics, brink_error *error) {
    const bri_writer_plan what = {.scenario = run->scenario, .design = &run->design, .schema = &run->schema, .request = &run->request,
                                  .layout = &run->layout};
    bri_pilot pilot = {0};
    brink_run_report *report = run->report;
    brink_status status = bri_pilot_run(&pilot, &what, diagnostics, error);
    if (status != BRINK_OK)
        return status;
    double replications = (double)rows_of(run, 0, UINT64_MAX), points = (double)run->design.point_count;
    double share = replications / ((double)run->request.replications * points);
    double traced = fmin((double)run->request.trace_count, (double)run->request.replications) * points * share;
    report->replications = (uint64_t)replications;
    report->computed = pilot.tried;
    report->failed = pilot.failed;
    if (pilot.failed > 0)
        bri_failure_tell(&pilot.failure, &run->design, &run->request, report->first_failure, sizeof report->first_failure);
    report->estimated_seconds = replications * pilot.seconds_per_replication / (double)report->threads +
                                SECONDS_PER_CELL * run->layout.times * run->layout.series * points;
    report->estimated_events = (uint64_t)(replications * pilot.events_per_replication);
    double bytes = replications * pilot.bytes_per_replication + traced * pilot.bytes_per_traced_replication;
    report->estimated_bytes = (uint64_t)(bytes_beside_rows(run) + bytes);
    return BRINK_OK;
}

static void clear(batch *run) {
    bri_journal_free(run->journal);
    bri_kept_blocks_clear(&run->blocks);
    bri_folder_clear(&run->folder);
    bri_identity_clear(&run->identity);
    free(run->manifest);
    bri_goals_clear(&run->goals);
    bri_schema_clear(&run->schema);
    bri_design_clear(&run->design);
    free(run->held_slots);
    free(run->held_spans);
}

static brink_status prepare(batch *run, const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                            brink_diagnostics *diagnostics, brink_error *error) {
    *report = (brink_run_report){.seed = 0};
    *run = (batch){.scenario = scenario, .options = options, .report = report, .folder = {.lock = -1}, .began = now(),
                   .is_part = options->shard_count > 0 || options->lease != NULL};
    brink_status status = resolve(run, error);
    return status == BRINK_OK ? lay_out(run, diagnostics, error) : status;
}

brink_status brink_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                       brink_diagnostics *diagnostics, brink_error *error) {
    batch run;
    brink_status status = prepare(&run, scenario, options, report, diagnostics, error);
    if (status == BRINK_OK)
        status = options->dry_run ? estimate(&run, diagnostics, error) : run_points(&run, diagnostics, error);
    report->seed = run.request.seed;
    report->points = run.design.point_count;
    report->seconds = now() - run.began;
    if (status == BRINK_OK && !options->dry_run)
        show_progress(&run, &run.count);
    clear(&run);
    if (status == BRINK_OK && report->failed > 0 && !options->dry_run)
        status = brink_error_set(error, BRINK_E_REPLICATIONS, "%" PRIu64 " of %" PRIu64 " replications failed; %s", report->failed,
                                 report->replications, report->first_failure);
    if (status == BRINK_OK && report->has_precision && !report->precision_reached)
        status = brink_error_set(error, BRINK_E_PRECISION, "the precision was not reached; %s", report->precision);
    return status;
}

static brink_status find_outstanding(batch *run, brink_outstanding *outstanding, brink_error *error) {
    brink_outstanding found = {.seed = run->request.seed};
    if (run->goals.count > 0)
        return refuse_division(error);
    brink_status status = look_around(run, &found.was_done, error);
    found.replications = run->wanted;
    if (status != BRINK_OK)
        return status;
    if (!found.was_done && !bri_course_gaps(&run->blocks, run->range, &found.pieces, &found.count))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    count_kept(run);
    found.kept = run->kept;
    *outstanding = found;
    return BRINK_OK;
}

brink_status brink_run_outstanding(brink_outstanding *outstanding, const brink_scenario *scenario, const brink_run_options *options,
                                   brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error) {
    batch run;
    brink_status status = prepare(&run, scenario, options, report, diagnostics, error);
    if (status == BRINK_OK)
        status = find_outstanding(&run, outstanding, error);
    report->seed = run.request.seed;
    report->points = run.design.point_count;
    clear(&run);
    return status;
}

void brink_outstanding_clear(brink_outstanding *outstanding) {
    free(outstanding->pieces);
    *outstanding = (brink_outstanding){.pieces = NULL};
}
