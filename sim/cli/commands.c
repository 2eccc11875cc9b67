/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands, made from commands.def. */
#include "commands.h"

#include <string.h>

#define COMMAND(name) &cli_command_##name,
static const cli_command *const commands[] = {
#include "commands.def"
};
#undef COMMAND

const cli_command *cli_command_at(size_t index) {
    return index < CLI_COUNT_OF(commands) ? commands[index] : NULL;
}

const cli_command *cli_command_find(const char *name) {
    for (size_t i = 0; i < CLI_COUNT_OF(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    return NULL;
}

static const char *command_name(const void *context, size_t index) {
    (void)context;
    return index < CLI_COUNT_OF(commands) ? commands[index]->name : NULL;
}

cli_candidates cli_command_names(void) {
    return (cli_candidates){.name = command_name};
}
