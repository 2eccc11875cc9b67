/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink replay: one replication again, as a narrative. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/replay.h"
#include "brink/results.h"
#include "commands.h"
#include "terminal.h"

#define SHOWN 20 /* complaints about the embedded scenario */

enum { VARIANT, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [VARIANT] = {.name = "variant", .letter = 'v', .kind = CLI_TEXT, .argument = "NAME", .doc = "a replication of this variant (default: base)"},
};

/** context is the results file: the names of its points. */
static const char *point_name(const void *context, size_t index) {
    const brink_results *results = context;
    return index < brink_results_point_count(results) ? brink_results_point_name(results, index) : NULL;
}

static brink_status find_point(const brink_results *results, const char *name, size_t *point) {
    const char *candidate;
    for (size_t i = 0; (candidate = point_name(results, i)) != NULL; i++) {
        if (strcmp(candidate, name) == 0) {
            *point = i;
            return BRINK_OK;
        }
    }
    char hint[CLI_HINT_SIZE];
    cli_suggest(name, (cli_candidates){.name = point_name, .context = results}, hint);
    cli_message("replay: no variant \"%s\" in %s%s", name, brink_results_path(results), hint);
    return BRINK_E_USAGE;
}

static brink_status tell(brink_results *results, const brink_replay_options *which, brink_diagnostics *diagnostics) {
    brink_error error;
    char *text = NULL;
    bool agrees = false;
    brink_status status = brink_replay(results, which, &text, &agrees, diagnostics, &error);
    if (status != BRINK_OK) {
        if (status == BRINK_E_SCENARIO) cli_print_diagnostics(diagnostics, SHOWN);
        return cli_fail(&error);
    }
    fputs(text, stdout);
    free(text);
    if (agrees) return BRINK_OK;
    cli_message("replay: this history is not the one in %s: the file was changed, or made by another version of brink or of the C library",
                brink_results_path(results));
    return BRINK_E_NUMERIC;
}

/** A row of /replications is easily taken for a replication's number. */
static void warn_of_absent(const brink_results *results, const brink_replay_options *which) {
    uint64_t count = brink_results_row_count(results, which->point);
    if (which->replication < count) return;
    cli_message("replay: %s holds %" PRIu64 " replications of %s, counted from 0; this one is told, and there is nothing to compare it with",
                brink_results_path(results), count, brink_results_point_name(results, which->point));
    for (size_t p = 0; p < brink_results_point_count(results); p++) {
        uint64_t first = brink_results_first_row(results, p);
        if (which->replication >= first && which->replication - first < brink_results_row_count(results, p))
            cli_message("replay: (row %" PRIu64 " of /replications is replication %" PRIu64 " of %s)", which->replication, which->replication - first,
                        brink_results_point_name(results, p));
    }
}

static brink_status replay_from(brink_results *results, const cli_arguments *arguments) {
    brink_replay_options which = {.point = 0};
    if (!cli_number_parse(arguments->operands[1], &which.replication)) {
        cli_message("replay: a replication is a whole number, not \"%s\"", arguments->operands[1]);
        return BRINK_E_USAGE;
    }
    if (arguments->value[VARIANT].count > 0) {
        brink_status status = find_point(results, arguments->value[VARIANT].text, &which.point);
        if (status != BRINK_OK) return status;
    }
    warn_of_absent(results, &which);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL) return cli_fail_memory();
    brink_status status = tell(results, &which, diagnostics);
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status run_replay(const cli_arguments *arguments) {
    brink_error error;
    brink_results *results;
    if (brink_results_open(&results, arguments->operands[0], &error) != BRINK_OK) return cli_fail(&error);
    brink_status status = replay_from(results, arguments);
    brink_results_close(results);
    return status;
}

const cli_command cli_command_replay = {
    .name = "replay",
    .operands = "OUT.h5 R",
    .summary = "Tell replication R of a results file again: what happened, and what caused it",
    .text = "Replications count from 0. The file alone is needed: it holds the scenario, the seed and the parameters.\n",
    .operand_kind = CLI_RESULTS_FILES,
    .operand_min = 2,
    .operand_max = 2,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_replay,
};
