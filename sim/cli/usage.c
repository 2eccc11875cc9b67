/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help texts from the command and option tables. */
#include "usage.h"

#include <string.h>

#define LEFT_COLUMN 26 /* where the descriptions begin, and what a longer left side breaks at */

void cli_usage_print(FILE *to) {
    const cli_command *command;
    fputs("usage: brink COMMAND [OPTION]... [FILE]...\n\n"
          "Simulate how crises escalate: a scenario file in, exact histories out.\n\n",
          to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) fprintf(to, "  %-10s %s\n", command->name, command->summary);
    fputs("\n`brink help COMMAND` tells more of one; `brink --version` how this program was built.\n"
          "Exit codes: 0 done, 1 could not do it, 2 wrong usage, 3 wrong scenario, 4 some replications failed,\n"
          "5 the precision was not reached, 75 interrupted.\n",
          to);
}

static void print_option(FILE *to, const cli_option *option) {
    char left[80];
    int length = snprintf(left, sizeof left, "  %c%c%c --%s%s%s", option->letter != 0 ? '-' : ' ', option->letter != 0 ? option->letter : ' ',
                          option->letter != 0 ? ',' : ' ', option->name, option->argument != NULL ? " " : "",
                          option->argument != NULL ? option->argument : "");
    if (length >= LEFT_COLUMN) {
        fprintf(to, "%s\n%*s%s\n", left, LEFT_COLUMN, "", option->doc);
    } else {
        fprintf(to, "%-*s%s\n", LEFT_COLUMN, left, option->doc);
    }
}

void cli_usage_print_command(FILE *to, const cli_command *command) {
    static const cli_option help = {.name = "help", .letter = 'h', .doc = "show this text"};
    fprintf(to, "usage: brink %s%s%s%s\n\n%s.\n", command->name, command->option_count > 0 ? " [OPTION]..." : "",
            *command->operands != '\0' ? " " : "", command->operands, command->summary);
    if (command->text != NULL) fprintf(to, "\n%s", command->text);
    fputc('\n', to);
    for (size_t i = 0; i < command->option_count; i++) print_option(to, &command->options[i]);
    print_option(to, &help);
}
