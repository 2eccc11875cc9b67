/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink help: the overview, or the usage of one command. */
#include <stdio.h>

#include "commands.h"
#include "terminal.h"
#include "usage.h"

enum { NAMES, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [NAMES] = {.name = "names", .kind = CLI_FLAG, .doc = "print the names of the commands alone, one a line"},
};

static brink_status run_help(const cli_arguments *arguments) {
    if (arguments->value[NAMES].count > 0) {
        const cli_command *command;
        for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) puts(command->name);
        return BRINK_OK;
    }
    if (arguments->operand_count == 0) {
        cli_usage_print(stdout);
        return BRINK_OK;
    }
    const char *name = arguments->operands[0];
    const cli_command *command = cli_command_find(name);
    if (command == NULL) {
        char hint[CLI_HINT_SIZE];
        cli_message("help: unknown command \"%s\"%s", name, cli_suggest(name, cli_command_names(), hint));
        return BRINK_E_USAGE;
    }
    cli_usage_print_command(stdout, command);
    return BRINK_OK;
}

const cli_command cli_command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "Show the commands, or the options of one",
    .operand_kind = CLI_COMMAND_NAMES,
    .operand_max = 1,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_help,
};
