/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink run: simulate a scenario into a results file, then print its summary. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "brink/run.h"
#include "brink/scenario.h"
#include "commands.h"
#include "progress.h"
#include "ranks.h"
#include "report.h"
#include "terminal.h"

#define SHOWN 20 /* complaints about the scenario */

enum {
    REPLICATIONS, PRECISION, MIN, MAX, OUTPUT, SEED, SET, VARIANT, SWEEP, DESIGN, INDEPENDENT, TRACE, JOBS,
    RESUME, SHARD, CHECKPOINT, DRY_RUN, FORCE, PROGRESS, QUIET, OPTION_COUNT
};

static const char *const trace_words[] = {"none", "all", NULL};

static const cli_option options[OPTION_COUNT] = {
    [REPLICATIONS] = {.name = "replications", .letter = 'n', .kind = CLI_COUNT, .argument = "N",
                      .doc = "how many replications of each variant (default: as the scenario says)"},
    [PRECISION] = {.name = "precision", .kind = CLI_TEXT, .is_repeated = true, .argument = "OUTCOME=W",
                   .doc = "run until the 95% interval of an outcome is +-W at every point, or +-W%; commas for more; may be repeated"},
    [MIN] = {.name = "min", .kind = CLI_COUNT, .argument = "N", .doc = "with --precision: at least N replications of each variant (default: 4096)"},
    [MAX] = {.name = "max", .kind = CLI_COUNT, .argument = "N", .doc = "with --precision: at most N, and then exit 5 (default: 10000000)"},
    [OUTPUT] = {.name = "output", .letter = 'o', .kind = CLI_FILE, .argument = "OUT.h5",
                .doc = "the results file (default: the scenario file's name with .h5, in this directory)"},
    [SEED] = {.name = "seed", .letter = 's', .kind = CLI_NUMBER, .argument = "S",
              .doc = "seed of all random numbers (default: the scenario's; else one is drawn)"},
    [SET] = {.name = "set", .kind = CLI_TEXT, .is_repeated = true, .argument = "NAME=VALUE",
             .doc = "replace a parameter's value; VALUE may carry a unit: 20/yr; may be repeated"},
    [VARIANT] = {.name = "variant", .letter = 'v', .kind = CLI_TEXT, .is_repeated = true, .argument = "NAME",
                 .doc = "run this variant beside the base, or all of them: all; may be repeated"},
    [SWEEP] = {.name = "sweep", .kind = CLI_TEXT, .argument = "SPEC",
               .doc = "run more points: \"NAME=1,2,5, NAME=LOW:HIGH:COUNT\", \"lhs:N NAME, NAME=LOW:HIGH\", \"sobol:N ...\" or none"},
    [DESIGN] = {.name = "design", .kind = CLI_FILE, .argument = "FILE",
                .doc = "run the points in a CSV or HDF5 file: a column a parameter, a row a point"},
    [INDEPENDENT] = {.name = "independent", .kind = CLI_FLAG, .doc = "random numbers of its own for each point, not the same for all"},
    [TRACE] = {.name = "trace", .letter = 't', .kind = CLI_CHOICE, .takes_number = true, .argument = "none|all|K", .choices = trace_words,
               .doc = "keep the events of no, all or the first K replications (default: as the scenario says)"},
    [JOBS] = {.name = "jobs", .letter = 'j', .kind = CLI_COUNT, .argument = "N",
              .doc = "how many threads work (default: SLURM_CPUS_PER_TASK, else one per processor); the results are the same"},
    [RESUME] = {.name = "resume", .letter = 'r', .kind = CLI_FLAG,
                .doc = "go on where an interrupted run left off; where it was finished, do nothing; else begin"},
    [SHARD] = {.name = "shard", .kind = CLI_TEXT, .argument = "I/N",
               .doc = "run part I of N, into OUT.h5.parts; brink merge joins the parts"},
    [CHECKPOINT] = {.name = "checkpoint", .kind = CLI_REAL, .argument = "SECONDS",
                    .doc = "how much work a killed run may lose (default: 10, or a twentieth of the time so far)"},
    [DRY_RUN] = {.name = "dry-run", .kind = CLI_FLAG, .doc = "say how many replications would run, and about how long; write nothing"},
    [FORCE] = {.name = "force", .letter = 'f', .kind = CLI_FLAG, .doc = "replace a results file that exists, and what an interrupted run left"},
    [PROGRESS] = {.name = "progress", .kind = CLI_CHOICE, .argument = "MODE", .choices = cli_progress_words,
                  .doc = "auto (a line on a terminal, the default), line, plain (a line every 10 s), json (one every second) or none"},
    [QUIET] = {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .doc = "write the file and print nothing but what --progress asks for"},
};

/** "dir/korea-2017.cfg" to "korea-2017.h5"; the caller frees it. */
static char *default_output(const char *path) {
    const char *base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    const char *dot = strrchr(base, '.');
    size_t length = dot != NULL && dot > base ? (size_t)(dot - base) : strlen(base);
    char *output = malloc(length + sizeof ".h5");
    if (output != NULL) sprintf(output, "%.*s.h5", (int)length, base);
    return output;
}

/** "3/8". */
static brink_status set_shard(brink_run_options *to, const cli_value *given) {
    char index[24];
    const char *slash = given->text != NULL ? strchr(given->text, '/') : NULL;
    if (given->text == NULL) return BRINK_OK;
    if (slash != NULL && (size_t)(slash - given->text) < sizeof index) {
        snprintf(index, sizeof index, "%.*s", (int)(slash - given->text), given->text);
        if (cli_number_parse(index, &to->shard_index) && cli_number_parse(slash + 1, &to->shard_count) && to->shard_index > 0 &&
            to->shard_index <= to->shard_count) return BRINK_OK;
    }
    cli_message("run: --shard wants I/N, such as 3/8, not \"%s\"", given->text);
    return BRINK_E_USAGE;
}

static void set_trace(brink_run_options *to, const cli_value *given) {
    if (given->count == 0) return;
    if (strcmp(given->text, "none") == 0) {
        to->trace = BRINK_TRACE_NONE;
    } else if (strcmp(given->text, "all") == 0) {
        to->trace = BRINK_TRACE_ALL;
    } else {
        to->trace = BRINK_TRACE_FIRST;
        to->trace_count = given->number;
    }
}

/** As asked; else as Slurm has granted; else 0, one thread per processor. */
static uint64_t thread_count(const cli_value *given) {
    const char *granted = getenv("SLURM_CPUS_PER_TASK");
    uint64_t count = 0;
    if (given->count > 0) return given->number;
    return granted != NULL && cli_number_parse(granted, &count) ? count : 0;
}

static brink_run_options run_options(const cli_arguments *arguments, const char *output, cli_progress *progress) {
    const cli_value *value = arguments->value;
    brink_run_options to = BRINK_RUN_OPTIONS_DEFAULT;
    to.output = output;
    to.force = value[FORCE].count > 0;
    to.resume = value[RESUME].count > 0;
    to.block_seconds = value[CHECKPOINT].real;
    to.replications = value[REPLICATIONS].number;
    to.precisions = value[PRECISION].texts;
    to.precision_count = value[PRECISION].count;
    to.least = value[MIN].number;
    to.most = value[MAX].number;
    to.has_seed = value[SEED].count > 0;
    to.seed = value[SEED].number;
    to.overrides = value[SET].texts;
    to.override_count = value[SET].count;
    to.variants = value[VARIANT].texts;
    to.variant_count = value[VARIANT].count;
    for (size_t i = 0; i < value[VARIANT].count; i++) {
        if (strcmp(value[VARIANT].texts[i], "all") == 0) to.all_variants = true;
    }
    if (to.all_variants) to.variant_count = 0;
    to.sweep = value[SWEEP].text;
    to.design = value[DESIGN].text;
    to.independent = value[INDEPENDENT].count > 0;
    set_trace(&to, &value[TRACE]);
    to.threads = thread_count(&value[JOBS]);
    to.progress = cli_progress_show;
    to.context = progress;
    return to;
}

static bool is_file(const char *path, const char *suffix) {
    struct stat found;
    char *whole = malloc(strlen(path) + strlen(suffix) + 1);
    if (whole == NULL) return false;
    sprintf(whole, "%s%s", path, suffix);
    bool is = stat(whole, &found) == 0 && S_ISREG(found.st_mode);
    free(whole);
    return is;
}

/** Better refused before the run than after it; the library refuses it too, and does not know what the options are called. */
static bool is_in_the_way(const brink_run_options *to) {
    if (to->force || to->resume || to->shard_count > 0) return false;
    if (is_file(to->output, "")) {
        cli_message("run: \"%s\" exists; --force replaces it", to->output);
        return true;
    }
    if (is_file(to->output, ".parts/run")) {
        cli_message("run: \"%s.parts\" is left of an interrupted run; --resume goes on with it, --force begins anew", to->output);
        return true;
    }
    return false;
}

/** The closing line: what this process did, and what it found done. */
static void print_report(const brink_run_report *report, const char *output) {
    char replications[CLI_NUMBER_SIZE], events[CLI_NUMBER_SIZE], seconds[CLI_NUMBER_SIZE], rate[CLI_NUMBER_SIZE];
    char threads[CLI_NUMBER_SIZE], bytes[CLI_NUMBER_SIZE];
    uint64_t per_second = report->seconds > 0.0 ? (uint64_t)((double)report->computed_events / report->seconds) : 0;
    cli_message("%s replication%s, %s events in %s (%s events/s), %s thread%s; %s, %s", cli_format_count(report->replications, replications),
                report->replications == 1 ? "" : "s",
                cli_format_count(report->events, events), cli_format_seconds(report->seconds, seconds), cli_format_count(per_second, rate),
                cli_format_count(report->threads, threads), report->threads == 1 ? "" : "s", output, cli_format_bytes(report->bytes, bytes));
}

static void print_resumed(const brink_run_report *report, const char *output) {
    char kept[CLI_NUMBER_SIZE];
    if (report->was_done)
        cli_message("%s is finished; nothing was run", output);
    else if (report->computed < report->replications)
        cli_message("resumed: %s replications were done before", cli_format_count(report->replications - report->computed, kept));
}

static void print_shard(const brink_run_options *to, const brink_run_report *report) {
    char computed[CLI_NUMBER_SIZE], seconds[CLI_NUMBER_SIZE];
    cli_message("shard %" PRIu64 " of %" PRIu64 ": %s replications in %s, kept in %s.parts; `brink merge %s` joins them", to->shard_index,
                to->shard_count, cli_format_count(report->computed, computed), cli_format_seconds(report->seconds, seconds), to->output, to->output);
}

static void print_damage(const brink_run_report *report) {
    char blocks[CLI_NUMBER_SIZE];
    if (report->damaged_blocks > 0)
        cli_message("%s damaged block file%s left out, and computed again; the first: %s", cli_format_count(report->damaged_blocks, blocks),
                    report->damaged_blocks == 1 ? " was" : "s were", report->first_damage);
}

static void print_precision(const brink_run_report *report) {
    char each[CLI_NUMBER_SIZE];
    if (!report->has_precision) return;
    cli_format_count(report->points > 0 ? report->replications / report->points : 0, each);
    cli_message("the precision was %s with %s replications of each point%s; %s", report->precision_reached ? "reached" : "not reached", each,
                report->precision_reached || report->precision_is_hopeless ? "" : ", the most that were allowed (--max)", report->precision);
}

static void print_failures(const brink_run_report *report) {
    char failed[CLI_NUMBER_SIZE], replications[CLI_NUMBER_SIZE];
    cli_message("%s of %s replications failed; the first: %s", cli_format_count(report->failed, failed),
                cli_format_count(report->replications, replications), report->first_failure);
}

static brink_status dry_run(const brink_scenario *scenario, brink_run_options *to, brink_diagnostics *diagnostics) {
    brink_error error;
    brink_run_report report;
    char points[CLI_NUMBER_SIZE], replications[CLI_NUMBER_SIZE], events[CLI_NUMBER_SIZE], seconds[CLI_NUMBER_SIZE], bytes[CLI_NUMBER_SIZE];
    to->dry_run = true;
    brink_status status = brink_run(scenario, to, &report, diagnostics, &error);
    if (status == BRINK_E_SCENARIO) cli_print_diagnostics(diagnostics, SHOWN);
    if (status != BRINK_OK) return cli_fail(&error);
    printf("points        %s\nreplications  %s\nevents        about %s\nthreads       %d\ntime          about %s\nfile          about %s\n",
           cli_format_count(report.points, points), cli_format_count(report.replications, replications),
           cli_format_count(report.estimated_events, events), (int)report.threads, cli_format_seconds(report.estimated_seconds, seconds),
           cli_format_bytes(report.estimated_bytes, bytes));
    if (report.failed > 0)
        cli_message("%s of the %s replications that were tried failed; the first: %s", cli_format_count(report.failed, replications),
                    cli_format_count(report.computed, events), report.first_failure);
    return BRINK_OK;
}

static brink_status run_into(const cli_arguments *arguments, const brink_scenario *scenario, const char *output, brink_diagnostics *diagnostics) {
    brink_error error;
    brink_run_report report;
    bool is_quiet = arguments->value[QUIET].count > 0;
    const char *mode = arguments->value[PROGRESS].text;
    cli_progress progress = cli_progress_of(mode != NULL ? mode : is_quiet ? "none" : "auto");
    progress.tells_failures = !is_quiet;
    brink_run_options to = run_options(arguments, output, &progress);
    brink_status status = set_shard(&to, &arguments->value[SHARD]);
    if (status != BRINK_OK) return status;
    if ((to.least > 0 || to.most > 0) && to.precision_count == 0) {
        cli_message("run: --min and --max are for --precision; --replications gives a number");
        return BRINK_E_USAGE;
    }
    if (to.replications > 0 && to.precision_count > 0) {
        cli_message("run: --replications and --precision at once; --min and --max are its bounds");
        return BRINK_E_USAGE;
    }
    if (arguments->value[DRY_RUN].count > 0) return dry_run(scenario, &to, diagnostics);
    if (is_in_the_way(&to)) return BRINK_E_USAGE;
    to.interrupt = cli_hear_signals();
    status = cli_ranks_run(scenario, &to, &report, diagnostics, &error);
    cli_leave_signals();
    if (!cli_ranks_is_first()) return status;
    cli_progress_end(&progress);
    if (status != BRINK_OK && status != BRINK_E_REPLICATIONS && status != BRINK_E_PRECISION) {
        if (status == BRINK_E_SCENARIO) cli_print_diagnostics(diagnostics, SHOWN);
        print_damage(&report);
        return cli_fail(&error);
    }
    print_damage(&report);
    if (to.shard_count > 0 && !report.was_done) {
        if (!is_quiet) print_shard(&to, &report);
    } else if (!is_quiet) {
        print_resumed(&report, output);
        if (!report.was_done) print_report(&report, output);
        brink_status printed = cli_sum_up_run(output, report.points);
        if (printed != BRINK_OK) return printed;
    }
    if (!is_quiet && report.replications == 1 && to.replications == 0)
        cli_message("one replication is one course of events; -n 1000 asks for more, as replications in the section batch does");
    if (!is_quiet || !report.precision_reached) print_precision(&report);
    if (report.failed > 0) print_failures(&report);
    return status;
}

static brink_status run_with(const cli_arguments *arguments, brink_diagnostics *diagnostics) {
    brink_error error;
    brink_scenario *scenario;
    const char *path = arguments->operands[0];
    brink_status status = brink_scenario_read(&scenario, path, diagnostics, &error);
    if (status != BRINK_E_SCENARIO && status != BRINK_OK) return cli_fail(&error);
    cli_print_diagnostics(diagnostics, SHOWN);
    if (status != BRINK_OK) return status;
    char *made = arguments->value[OUTPUT].count == 0 ? default_output(path) : NULL;
    const char *output = made != NULL ? made : arguments->value[OUTPUT].text;
    status = output != NULL ? run_into(arguments, scenario, output, diagnostics) : cli_fail_memory();
    free(made);
    brink_scenario_free(scenario);
    return status;
}

static brink_status run_run(const cli_arguments *arguments) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL) return cli_fail_memory();
    brink_status status = run_with(arguments, diagnostics);
    brink_diagnostics_free(diagnostics);
    return status;
}

const cli_command cli_command_run = {
    .name = "run",
    .operands = "FILE",
    .summary = "Simulate a scenario and write a results file",
    .text = "The results are HDF5 that xarray, h5py, R and ncdump open as they are. Equal scenario, seed and\n"
            "replications give equal bytes. The summary is printed when the run is done.\n",
    .operand_kind = CLI_SCENARIO_FILES,
    .operand_min = 1,
    .operand_max = 1,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_run,
};
