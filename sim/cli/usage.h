/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Help texts and shell completions, made from the tables.
 */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include <stdio.h>

#include "commands.h"

/** The overview of all commands. */
void cli_usage_print(FILE *to);

/** Usage line, text and options of one command. */
void cli_usage_print_command(FILE *to, const cli_command *command);

/** The completion script for "bash", "zsh" or "fish"; false where the shell is another. */
bool cli_completion_print(FILE *to, const char *shell);

#endif
