/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: find the command, parse its options, do it, close standard output. A client of the public headers alone. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "ranks.h"
#include "terminal.h"
#include "usage.h"

static brink_status run_command(const cli_command *command, int argc, char **argv) {
    cli_arguments arguments;
    brink_error error;
    if (cli_arguments_init(&arguments, command, argc, argv, &error) != BRINK_OK) {
        cli_message("%s: %s", command->name, error.message);
        if (error.status == BRINK_E_USAGE) fprintf(cli_errors(), "`brink help %s` shows its options.\n", command->name);
        return error.status;
    }
    brink_status status = BRINK_OK;
    if (arguments.wants_help) {
        cli_usage_print_command(stdout, command);
    } else {
        status = command->run(&arguments);
    }
    cli_arguments_clear(&arguments);
    return status;
}

static brink_status complain_unknown(const char *word) {
    char hint[CLI_HINT_SIZE];
    cli_message("unknown %s \"%s\"%s", word[0] == '-' ? "option" : "command", word, cli_suggest(word, cli_command_names(), hint));
    fputs("`brink help` lists the commands.\n", cli_errors());
    return BRINK_E_USAGE;
}

static brink_status print_completion(int argc, char **argv) {
    if (argc == 3 && cli_completion_print(stdout, argv[2])) return BRINK_OK;
    cli_message("--completion wants the name of a shell: bash, zsh or fish");
    return BRINK_E_USAGE;
}

static brink_status dispatch(int argc, char **argv) {
    if (argc < 2) {
        cli_usage_print(cli_errors());
        return BRINK_E_USAGE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--completion") == 0) return print_completion(argc, argv);
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) word = "version";
    const cli_command *command = cli_command_find(word);
    if (!cli_ranks_is_first() && command != &cli_command_run) return BRINK_OK; /* one process does the rest */
    return command != NULL ? run_command(command, argc - 2, argv + 2) : complain_unknown(word);
}

int main(int argc, char **argv) {
    cli_streams_init();
    brink_status status = cli_ranks_begin(&argc, &argv);
    cli_signals_init();
    if (status == BRINK_OK) status = cli_ranks_end(dispatch(argc, argv));
    brink_status closing = cli_close_stdout();
    return brink_status_exit_code(status != BRINK_OK ? status : closing);
}
