/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink version: which program this is and how it was built. */
#include <stdio.h>

#include "brink/version.h"
#include "commands.h"

static brink_status run_version(const cli_arguments *arguments) {
    (void)arguments;
    printf("brink %s\n", brink_version());
    printf("compiler: %s\n", brink_build_compiler());
    printf("flags: %s\n", brink_build_flags());
    printf("libraries: %s\n", brink_build_libraries());
    puts("License GPL-3.0-or-later: free software, without warranty.");
    return BRINK_OK;
}

const cli_command cli_command_version = {
    .name = "version",
    .operands = "",
    .summary = "Show the version, the compiler, its flags and the libraries",
    .operand_kind = CLI_NO_OPERANDS,
    .run = run_version,
};
