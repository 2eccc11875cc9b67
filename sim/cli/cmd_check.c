/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink check: read scenarios and show every complaint. */
#include <stdio.h>
#include <string.h>

#include "brink/explain.h"
#include "brink/scenario.h"
#include "commands.h"
#include "terminal.h"

#define SHOWN 20 /* complaints of one file, unless all are asked for */

enum { ALL, STRICT, QUIET, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [ALL] = {.name = "all", .letter = 'a', .kind = CLI_FLAG, .doc = "show all complaints, not the first 20"},
    [STRICT] = {.name = "strict", .letter = 's', .kind = CLI_FLAG, .doc = "warn of what was hardly meant too, and take every warning as an error"},
    [QUIET] = {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .doc = "say nothing of files without errors"},
};

static void print_count(size_t count, const char *noun) {
    printf(" %zu %s%s", count, noun, count == 1 ? "" : "s");
}

/* What variants have beside the base: " (1 action, 2 decisions more)". */
static void print_added(size_t actions, size_t decisions) {
    if (actions + decisions == 0) return;
    fputs(" (", stdout);
    if (actions > 0) printf("%zu action%s", actions, actions == 1 ? "" : "s");
    if (decisions > 0) printf("%s%zu decision%s", actions > 0 ? ", " : "", decisions, decisions == 1 ? "" : "s");
    fputs(" more)", stdout);
}

static void print_good(const char *path, const brink_scenario *scenario, size_t warnings) {
    printf("%s:", path);
    print_count(brink_scenario_actor_count(scenario), "actor");
    putchar(',');
    print_count(brink_scenario_action_count(scenario), "action");
    putchar(',');
    print_count(brink_scenario_decision_count(scenario), "decision");
    putchar(',');
    print_count(brink_scenario_variable_count(scenario), "variable");
    putchar(',');
    print_count(brink_scenario_variant_count(scenario), "variant");
    print_added(brink_scenario_added_action_count(scenario), brink_scenario_added_decision_count(scenario));
    if (warnings == 0) {
        puts(", no complaints");
    } else {
        printf(", %zu warning%s\n", warnings, warnings == 1 ? "" : "s");
    }
}

typedef struct manner {
    size_t limit; /* complaints shown; 0: all */
    bool is_strict, is_quiet;
} manner;

static brink_status check_file(const char *path, manner how) {
    brink_error error;
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL) return cli_fail_memory();
    brink_status status = brink_scenario_read(&scenario, path, diagnostics, &error);
    if (status == BRINK_OK && how.is_strict) status = brink_scenario_lint(scenario, diagnostics, NULL, &error);
    size_t warnings = brink_diagnostics_warning_count(diagnostics);
    cli_print_diagnostics(diagnostics, how.limit);
    if (status == BRINK_OK && !how.is_quiet) print_good(path, scenario, warnings);
    if (status == BRINK_OK && how.is_strict && warnings > 0) status = BRINK_E_SCENARIO;
    if (status != BRINK_OK && status != BRINK_E_SCENARIO) cli_fail(&error);
    if (scenario != NULL) brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return status;
}

static brink_status run_check(const cli_arguments *arguments) {
    brink_status worst = BRINK_OK;
    const manner how = {.limit = arguments->value[ALL].count > 0 ? 0 : SHOWN,
                        .is_strict = arguments->value[STRICT].count > 0,
                        .is_quiet = arguments->value[QUIET].count > 0};
    for (size_t i = 0; i < arguments->operand_count; i++) {
        brink_status status = check_file(arguments->operands[i], how);
        if (worst == BRINK_OK || status == BRINK_E_SCENARIO) worst = status != BRINK_OK ? status : worst;
    }
    return worst;
}

const cli_command cli_command_check = {
    .name = "check",
    .operands = "FILE...",
    .summary = "Check scenario files and show all complaints at once",
    .operand_kind = CLI_SCENARIO_FILES,
    .operand_min = 1,
    .operand_max = SIZE_MAX,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_check,
};
