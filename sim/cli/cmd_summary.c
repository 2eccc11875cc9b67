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

enum { TABLE, CSV, JSON, OUTCOME, OPTION_COUNT };
enum { MOST_POINTS = 100 }; /* that are told of without being asked */

static const cli_option options[OPTION_COUNT] = {
    [TABLE] = {.name = "table", .letter = 't', .kind = CLI_FLAG, .doc = "print a table for each outcome, a line a point: for sweeps"},
    [CSV] = {.name = "csv", .letter = 'c', .kind = CLI_FLAG, .doc = "print CSV, a line for each point and outcome"},
    [JSON] = {.name = "json", .letter = 'j', .kind = CLI_FLAG, .doc = "print everything as JSON"},
    [OUTCOME] = {.name = "outcome", .letter = 'o', .kind = CLI_TEXT, .is_repeated = true, .argument = "NAME",
                 .doc = "with --table and --csv: of this outcome alone; commas for more; may be repeated"},
};

/** How a summary is told: text is set, or error says why not. */
typedef brink_status (*telling)(char **text, const brink_summary *summary, const cli_value *outcomes, brink_error *error);

static brink_status tell_all(char **text, const brink_summary *summary, const cli_value *outcomes, brink_error *error) {
    (void)outcomes;
    *text = brink_summary_text(summary, cli_terminal_width(stdout));
    return *text != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

static brink_status tell_json(char **text, const brink_summary *summary, const cli_value *outcomes, brink_error *error) {
    (void)outcomes;
    *text = brink_summary_json(summary);
    return *text != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

static brink_status tell_table(char **text, const brink_summary *summary, const cli_value *outcomes, brink_error *error) {
    return brink_summary_table(text, summary, outcomes->texts, outcomes->count, cli_terminal_width(stdout), error);
}

static brink_status tell_csv(char **text, const brink_summary *summary, const cli_value *outcomes, brink_error *error) {
    return brink_summary_csv(text, summary, outcomes->texts, outcomes->count, error);
}

static brink_status print_summary(const char *path, telling tell, const cli_value *outcomes) {
    brink_error error;
    brink_results *results;
    brink_summary *summary = NULL;
    char *text = NULL;
    if (brink_results_open(&results, path, &error) != BRINK_OK) return cli_fail(&error);
    brink_status status = brink_summary_new(&summary, results, &error);
    if (status == BRINK_OK) status = tell(&text, summary, outcomes, &error);
    if (status == BRINK_OK)
        fputs(text, stdout);
    else
        cli_fail(&error);
    free(text);
    brink_summary_free(summary);
    brink_results_close(results);
    return status;
}

brink_status cli_sum_up_run(const char *path, uint64_t points) {
    char count[CLI_NUMBER_SIZE];
    if (points <= MOST_POINTS) return print_summary(path, tell_all, NULL);
    printf("%s points: `brink summary --table %s` has a line for each (-o NAME: of one outcome alone), `brink summary %s` tells all;\n"
           "docs/format.md says how Python and R read them\n", cli_format_count(points, count), path, path);
    return BRINK_OK;
}

static brink_status run_summary(const cli_arguments *arguments) {
    const cli_value *value = arguments->value;
    bool as_table = value[TABLE].count > 0, as_csv = value[CSV].count > 0, as_json = value[JSON].count > 0;
    if (as_table + as_csv + as_json > 1) {
        cli_message("summary: --table, --csv and --json exclude one another; choose one");
        return BRINK_E_USAGE;
    }
    if (value[OUTCOME].count > 0 && !as_table && !as_csv) {
        cli_message("summary: --outcome is for --table and --csv");
        return BRINK_E_USAGE;
    }
    return print_summary(arguments->operands[0], as_table ? tell_table : as_csv ? tell_csv : as_json ? tell_json : tell_all, &value[OUTCOME]);
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
