/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The commands: one file each, one line each in commands.def. The table drives dispatch, usage, help and completion.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "options.h"

typedef enum cli_operand_kind { CLI_SCENARIO_FILES, CLI_RESULTS_FILES, CLI_MODEL_NAMES, CLI_COMMAND_NAMES, CLI_NO_OPERANDS } cli_operand_kind;

typedef struct cli_command {
    const char *name;
    const char *operands; /* as in the usage line: "FILE..." */
    const char *summary;  /* one line, begins with a verb */
    const char *text;     /* further paragraphs of `brink help NAME`; NULL: none */
    cli_operand_kind operand_kind;
    size_t operand_min, operand_max;
    const cli_option *options;
    size_t option_count;
    /** Do it. Complaints have been printed when it returns; the status becomes the exit code. */
    brink_status (*run)(const cli_arguments *arguments);
} cli_command;

#define CLI_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define COMMAND(name) extern const cli_command cli_command_##name;
#include "commands.def"
#undef COMMAND

/** Command number index in the order of commands.def; NULL at the end. */
const cli_command *cli_command_at(size_t index);

/** The command of that name; NULL where there is none. */
const cli_command *cli_command_find(const char *name);

/** The names of all commands, for cli_suggest. */
cli_candidates cli_command_names(void);

#endif
