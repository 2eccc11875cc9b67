/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rank 0 looks at what is there and what is missing; all ranks, rank 0 too, compute what they are handed, and leave blocks as shards do; when all is
 * computed, rank 0 joins the blocks. So everything that can befall a rank has befallen a shard before: what is in a closed block is safe, and
 * resuming, with any number of ranks or none, computes the rest. */
#include "../cli/ranks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../cli/terminal.h"
#include "service.h"

#define TELL_SECONDS 1.0 /* between two notes of progress */

static bool has_agreed; /* all ranks have said whether they can begin */

/* One rank's part of a run. */
typedef struct part {
    const brink_run_options *asked;
    service *service; /* rank 0's; else NULL */
    const brink_outstanding *outstanding;
    volatile sig_atomic_t stop;
    bool is_asking;
    uint64_t threads;
    double began, told;
} part;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- beginning ---- */

brink_status cli_ranks_begin(int *argc, char ***argv) {
    brink_error error;
    brink_status status = door_open(argc, argv, &error);
    if (status != BRINK_OK) return cli_fail(&error);
    if (!cli_ranks_is_first()) cli_mute();
    return BRINK_OK;
}

bool cli_ranks_is_first(void) {
    return door_rank() == 0;
}

/* What a rank has to say before the run. */
typedef struct standing {
    brink_status status;
    uint64_t threads;
    char host[DOOR_HOST_SIZE], message[300];
} standing;

/* All ranks: can everybody begin? The status is the first that is not OK, and error then says whose it is, in rank 0. *threads: of all ranks. */
static brink_status agree(brink_status own, const char *message, uint64_t *threads, brink_error *error) {
    standing mine = {.status = own, .threads = *threads}, *all = calloc((size_t)door_size(), sizeof *all);
    if (all == NULL) {
        cli_fail_memory();
        door_break(brink_status_exit_code(BRINK_E_MEMORY));
        return BRINK_E_MEMORY;
    }
    snprintf(mine.message, sizeof mine.message, "%s", message);
    door_host(mine.host);
    has_agreed = true;
    door_gather(&mine, all, sizeof mine);
    brink_status status = own;
    for (int rank = 0; door_rank() == 0 && rank < door_size(); rank++) {
        *threads += rank > 0 ? all[rank].threads : 0;
        if (status == BRINK_OK && all[rank].status != BRINK_OK)
            status = brink_error_set(error, all[rank].status, "rank %d on %s: %s", rank, all[rank].host, all[rank].message);
    }
    free(all);
    door_share(&status, sizeof status);
    return status;
}

/* ---- while it runs ---- */

static brink_lease lease_of_first(void *context, brink_pieces *pieces) {
    part *own = context;
    return service_next(own->service, own->threads, pieces) ? BRINK_LEASE_GIVEN : BRINK_LEASE_NONE;
}

static brink_lease lease_of_other(void *context, brink_pieces *pieces) {
    part *own = context;
    answer given;
    if (!own->is_asking) {
        const note asked = {.kind = NOTE_ASK, .threads = own->threads};
        door_send(0, DOOR_NOTE, &asked, sizeof asked);
        own->is_asking = true;
    }
    if (!door_receive(0, DOOR_ANSWER, &given, sizeof given, NULL)) return BRINK_LEASE_LATER;
    own->is_asking = false;
    *pieces = given.pieces;
    return given.is_given ? BRINK_LEASE_GIVEN : BRINK_LEASE_NONE;
}

static void look_in_first(void *context, const brink_progress *here) {
    part *own = context;
    if (*own->asked->interrupt != 0) service_stop(own->service);
    own->stop = service_is_stopping(own->service);
    uint64_t done, events, failed;
    service_add_up(own->service, &done, &events, &failed);
    const brink_progress progress = {.done = own->outstanding->kept + here->done + done, .total = own->outstanding->replications,
                                     .kept = own->outstanding->kept, .events = here->events + events, .failed = here->failed + failed,
                                     .seconds = now() - own->began, .failure = here->failure};
    own->asked->progress(own->asked->context, &progress);
}

static void look_in_other(void *context, const brink_progress *here) {
    part *own = context;
    char nothing;
    if (*own->asked->interrupt != 0 || door_receive(0, DOOR_STOP, &nothing, sizeof nothing, NULL)) own->stop = 1;
    if (own->stop || here->seconds - own->told < TELL_SECONDS) return;
    own->told = here->seconds;
    const note told = {.kind = NOTE_PROGRESS, .done = here->done, .events = here->events, .failed = here->failed};
    door_send(0, DOOR_NOTE, &told, sizeof told);
}

static brink_status compute(part *own, const brink_scenario *scenario, brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error) {
    brink_run_options options = *own->asked;
    bool is_first = own->service != NULL;
    options.has_seed = true;
    options.seed = own->outstanding->seed;
    options.resume = options.force = false;
    options.threads = own->threads;
    options.lease = is_first ? lease_of_first : lease_of_other;
    options.lease_context = options.context = own;
    options.progress = is_first ? look_in_first : look_in_other;
    options.interrupt = &own->stop;
    brink_status status = brink_run(scenario, &options, report, diagnostics, error);
    return status == BRINK_E_REPLICATIONS ? BRINK_OK : status; /* they are counted when all is joined */
}

/* ---- rank 0 ---- */

/* How the computing ended, from rank 0's own end and the others'. */
static brink_status judge(const part *own, brink_status status, const brink_run_report *report, brink_error *error) {
    const service *others = own->service;
    uint64_t kept = own->outstanding->kept + report->replications;
    for (int rank = 1; rank < door_size(); rank++) kept += others->notes[rank].kind == NOTE_END ? others->notes[rank].done : 0;
    if (status != BRINK_OK && status != BRINK_E_INTERRUPTED) return status;
    if (others->bad >= 0) return brink_error_set(error, others->notes[others->bad].status, "%s", others->notes[others->bad].message);
    if (status == BRINK_OK && !others->is_interrupted && others->lost == 0) return BRINK_OK;
    const char *blanks = others->lost > 0 ? ", and what ranks have kept that do not answer" : "";
    return brink_error_set(error, BRINK_E_INTERRUPTED, "interrupted; %" PRIu64 " of %" PRIu64 " replications%s are kept in \"%s.parts\"", kept,
                           own->outstanding->replications, blanks, own->asked->output);
}

static brink_status join(const part *own, const brink_scenario *scenario, brink_run_report *report, brink_diagnostics *diagnostics,
                         brink_error *error) {
    brink_run_options options = *own->asked;
    uint64_t done, events, failed;
    const brink_run_report computed = *report;
    options.has_seed = true;
    options.seed = own->outstanding->seed;
    options.resume = options.only_merge = true;
    brink_status status = brink_run(scenario, &options, report, diagnostics, error);
    service_add_up(own->service, &done, &events, &failed);
    report->computed = computed.computed + done;
    report->computed_events = computed.computed_events + events;
    return status;
}

static brink_status lead(part *own, const brink_scenario *scenario, uint64_t all_threads, brink_run_report *report, brink_diagnostics *diagnostics,
                         brink_error *error) {
    service others;
    brink_status status = service_begin(&others, own->outstanding, all_threads, error);
    if (status != BRINK_OK) {
        cli_fail(error);
        door_break(brink_status_exit_code(status)); /* the others wait for answers that nobody gives */
        return status;
    }
    own->service = &others;
    status = compute(own, scenario, report, diagnostics, error);
    if (status != BRINK_OK) service_stop(&others);
    service_end(&others);
    status = judge(own, status, report, error);
    if (status == BRINK_OK) status = join(own, scenario, report, diagnostics, error);
    report->threads = all_threads;
    report->seconds = now() - own->began;
    if (others.lost > 0) {
        cli_fail(error);
        door_break(brink_status_exit_code(status));
    }
    service_clear(&others);
    return status;
}

/* ---- the others ---- */

static void follow(part *own, const brink_scenario *scenario, brink_run_report *report, brink_diagnostics *diagnostics) {
    brink_error error = {.status = BRINK_OK};
    char host[DOOR_HOST_SIZE];
    note told = {.kind = NOTE_END};
    told.status = compute(own, scenario, report, diagnostics, &error);
    told.done = report->replications;
    told.events = report->events;
    told.failed = report->failed;
    door_host(host);
    if (told.status != BRINK_OK) snprintf(told.message, sizeof told.message, "rank %d on %s: %s", door_rank(), host, error.message);
    door_send(0, DOOR_NOTE, &told, sizeof told);
}

/* ---- all ---- */

/* Rank 0 looks at what is there; everybody learns what it found but for the pieces. */
static brink_status find_outstanding(brink_outstanding *found, const brink_scenario *scenario, const brink_run_options *options,
                                     brink_run_report *report, brink_diagnostics *diagnostics, brink_error *error) {
    struct {
        brink_status status;
        brink_outstanding found;
    } shared = {.status = BRINK_OK};
    if (door_rank() == 0 && options->shard_count > 0)
        shared.status = brink_error_set(error, BRINK_E_USAGE, "a shard is for one process; the ranks of a job share the work anyway");
    else if (door_rank() == 0)
        shared.status = brink_run_outstanding(&shared.found, scenario, options, report, diagnostics, error);
    *found = shared.found;
    door_share(&shared, sizeof shared);
    if (door_rank() > 0) {
        *found = shared.found;
        found->pieces = NULL;
    }
    return shared.status;
}

brink_status cli_ranks_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                           brink_diagnostics *diagnostics, brink_error *error) {
    if (door_size() == 1) return brink_run(scenario, options, report, diagnostics, error);
    brink_outstanding found;
    part own = {.asked = options, .outstanding = &found, .threads = options->threads > 0 ? options->threads : brink_processors(), .began = now()};
    uint64_t all_threads = own.threads;
    *report = (brink_run_report){.seed = 0};
    brink_status status = agree(BRINK_OK, "", &all_threads, error);
    if (status == BRINK_OK) status = find_outstanding(&found, scenario, options, report, diagnostics, error);
    if (status != BRINK_OK || found.was_done) return status;
    const brink_run_report damage = *report;
    if (door_rank() == 0)
        status = lead(&own, scenario, all_threads, report, diagnostics, error);
    else
        follow(&own, scenario, report, diagnostics);
    report->damaged_blocks = damage.damaged_blocks;
    memcpy(report->first_damage, damage.first_damage, sizeof report->first_damage);
    brink_outstanding_clear(&found);
    door_share(&status, sizeof status);
    return status;
}

brink_status cli_ranks_end(brink_status status) {
    brink_error error;
    uint64_t threads = 0;
    if (!has_agreed) {
        brink_status all = agree(status, cli_muted_message(), &threads, &error);
        if (status == BRINK_OK && all != BRINK_OK && door_rank() == 0) cli_fail(&error);
        status = all;
    }
    door_close();
    return status;
}
