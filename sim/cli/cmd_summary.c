/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink summary: what a results file says. */
#include <stdio.h>
#include <stdlib.h>

#include "brink/results.h"
#include "brink/summary.h"
#include "commands.h"
#include "progress.h"
#include "report.h"
#include "terminal.h"

enum { JSON, OPTION_COUNT };
enum { MOST_POINTS = 100 }; /* that are told of without being asked */

static const cli_option options[OPTION_COUNT] = {
    [JSON] = {.name = "json", .letter = 'j', .kind = CLI_FLAG, .doc = "print JSON instead of tables"},
};

static brink_status print_text(char *text) {
    if (text == NULL) return cli_fail_memory();
    fputs(text, stdout);
    free(text);
    return BRINK_OK;
}

brink_status cli_print_summary(const char *path, bool as_json) {
    brink_error error;
    brink_results *results;
    brink_summary *summary = NULL;
    if (brink_results_open(&results, path, &error) != BRINK_OK) return cli_fail(&error);
    brink_status status = brink_summary_new(&summary, results, &error);
    if (status != BRINK_OK) {
        cli_fail(&error);
    } else {
        status = print_text(as_json ? brink_summary_json(summary) : brink_summary_text(summary, cli_terminal_width(stdout)));
        brink_summary_free(summary);
    }
    brink_results_close(results);
    return status;
}

brink_status cli_sum_up_run(const char *path, uint64_t points) {
    char count[CLI_NUMBER_SIZE];
    if (points <= MOST_POINTS) return cli_print_summary(path, false);
    printf("%s points: `brink summary %s` tells of each; docs/format.md says how Python and R read them\n", cli_format_count(points, count), path);
    return BRINK_OK;
}

static brink_status run_summary(const cli_arguments *arguments) {
    return cli_print_summary(arguments->operands[0], arguments->value[JSON].count > 0);
}

const cli_command cli_command_summary = {
    .name = "summary",
    .operands = "OUT.h5",
    .summary = "Print outcomes, counts and the ladder of a results file, with intervals",
    .text = "A probability has Wilson's 95% interval, a mean Student's; the spread of a count is its 5th to\n"
            "95th percentile. Differences from the base (of a variant's swept points:\n"
            "from the base's of the same values) are paired, replication by replication.\n",
    .operand_kind = CLI_RESULTS_FILES,
    .operand_min = 1,
    .operand_max = 1,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_summary,
};
