/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink language: the reference page. */
#include <stdio.h>
#include <stdlib.h>

#include "brink/language.h"
#include "commands.h"
#include "terminal.h"

static brink_status run_language(const cli_arguments *arguments) {
    (void)arguments;
    char *text = brink_language_reference();
    if (text == NULL) return cli_fail_memory();
    fputs(text, stdout);
    free(text);
    return BRINK_OK;
}

const cli_command cli_command_language = {
    .name = "language",
    .operands = "",
    .summary = "Print the reference of the scenario language: sections, settings, functions, models",
    .operand_kind = CLI_NO_OPERANDS,
    .run = run_language,
};
