/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink merge: join what shards, or an interrupted run, have left in OUT.h5.parts. */
#include <stdio.h>
#include <string.h>

#include "brink/run.h"
#include "commands.h"
#include "progress.h"
#include "report.h"
#include "terminal.h"

#define SHOWN 20 /* complaints about the scenario */

enum { FORCE, PROGRESS, QUIET, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [FORCE] = {.name = "force", .letter = 'f', .kind = CLI_FLAG, .doc = "replace a results file that exists"},
    [PROGRESS] = {.name = "progress", .kind = CLI_CHOICE, .argument = "MODE", .choices = cli_progress_words,
                  .doc = "auto (a line on a terminal, the default), line, plain (a line every 10 s), json (one every second) or none"},
    [QUIET] = {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .doc = "write the file and print nothing"},
};

static brink_status finish(brink_status status, const brink_run_report *report, const char *output, bool is_quiet) {
    char replications[CLI_NUMBER_SIZE], bytes[CLI_NUMBER_SIZE], seconds[CLI_NUMBER_SIZE];
    if (!is_quiet) {
        cli_message("%s replications joined in %s; %s, %s", cli_format_count(report->replications, replications),
                    cli_format_seconds(report->seconds, seconds), output, cli_format_bytes(report->bytes, bytes));
        brink_status printed = cli_sum_up_run(output, report->points);
        if (printed != BRINK_OK) return printed;
    }
    if (report->failed > 0)
        cli_message("%s replications failed; the first: %s", cli_format_count(report->failed, replications), report->first_failure);
    return status;
}

static brink_status merge_with(const cli_arguments *arguments, brink_diagnostics *diagnostics) {
    brink_error error;
    brink_run_report report;
    const cli_value *value = arguments->value;
    bool is_quiet = value[QUIET].count > 0;
    cli_progress progress = cli_progress_of(is_quiet ? "none" : value[PROGRESS].text != NULL ? value[PROGRESS].text : "auto");
    brink_run_options to = BRINK_RUN_OPTIONS_DEFAULT;
    to.output = arguments->operands[0];
    to.force = value[FORCE].count > 0;
    to.progress = cli_progress_show;
    to.context = &progress;
    to.interrupt = cli_hear_signals();
    brink_status status = brink_merge(&to, &report, diagnostics, &error);
    cli_leave_signals();
    cli_progress_end(&progress);
    if (report.damaged_blocks > 0) cli_message("a damaged block file was left out: %s", report.first_damage);
    if (status == BRINK_OK || status == BRINK_E_REPLICATIONS || status == BRINK_E_PRECISION) return finish(status, &report, to.output, is_quiet);
    if (status == BRINK_E_SCENARIO) cli_print_diagnostics(diagnostics, SHOWN);
    return cli_fail(&error);
}

static brink_status run_merge(const cli_arguments *arguments) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL) return cli_fail_memory();
    brink_status status = merge_with(arguments, diagnostics);
    brink_diagnostics_free(diagnostics);
    return status;
}

const cli_command cli_command_merge = {
    .name = "merge",
    .operands = "OUT.h5",
    .summary = "Join the shards of a run into its results file",
    .text = "Reads the blocks in OUT.h5.parts; the scenario is not needed. What is missing is named. The results\n"
            "are those of one run, byte for byte.\n",
    .operand_kind = CLI_RESULTS_FILES,
    .operand_min = 1,
    .operand_max = 1,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_merge,
};
