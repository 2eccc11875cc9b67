/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion scripts from the command and option tables. Names, choices and documentation hold no quotes or shell characters that
 * single quotes would not shelter; `make check` has each shell parse its script. */
#include <string.h>

#include "usage.h"

typedef struct shell {
    const char *name;
    void (*print)(FILE *to);
} shell;

static bool is_file(const cli_option *option) {
    return option->kind == CLI_FILE;
}

static const char *file_pattern(const cli_command *command) {
    switch (command->operand_kind) {
    case CLI_SCENARIO_FILES: return "*.cfg";
    case CLI_RESULTS_FILES: return "*.h5";
    case CLI_MODEL_NAMES:
    case CLI_COMMAND_NAMES:
    case CLI_NO_OPERANDS: return NULL;
    }
    return NULL;
}

/** A command whose output lists the operands, or NULL. */
static const char *operand_words(const cli_command *command) {
    if (command->operand_kind == CLI_MODEL_NAMES) return "brink models --names 2>/dev/null";
    if (command->operand_kind == CLI_COMMAND_NAMES) return "brink help --names 2>/dev/null";
    return NULL;
}

static void print_choices(FILE *to, const cli_option *option, const char *separator) {
    for (size_t i = 0; option->choices[i] != NULL; i++) fprintf(to, "%s%s", i > 0 ? separator : "", option->choices[i]);
}

/* ---- bash -------------------------------------------------------------------------------------------------------- */

static void print_bash_command(FILE *to, const cli_command *command) {
    fprintf(to, "    %s)\n        case $previous in\n", command->name);
    for (size_t i = 0; i < command->option_count; i++) {
        const cli_option *option = &command->options[i];
        if (option->kind == CLI_FLAG) continue;
        fprintf(to, "        --%s", option->name);
        if (option->letter != 0) fprintf(to, "|-%c", option->letter);
        if (option->kind == CLI_CHOICE) {
            fputs(") COMPREPLY=($(compgen -W '", to);
            print_choices(to, option, " ");
            fputs("' -- \"$word\")); return ;;\n", to);
        } else {
            fputs(is_file(option) ? ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n" : ") return ;;\n", to);
        }
    }
    fputs("        esac\n        options='--help", to);
    for (size_t i = 0; i < command->option_count; i++) fprintf(to, " --%s", command->options[i].name);
    fputs("'\n", to);
    if (file_pattern(command) != NULL) fprintf(to, "        pattern='%s'\n", file_pattern(command));
    if (operand_words(command) != NULL) fprintf(to, "        words=$(%s)\n", operand_words(command));
    fputs("        ;;\n", to);
}

static void print_bash(FILE *to) {
    const cli_command *command;
    fputs("# bash completion for brink; made by `brink --completion bash`\n_brink() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options='' pattern='' words=''\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W '--help --version",
          to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) fprintf(to, " %s", command->name);
    fputs("' -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) print_bash_command(to, command);
    fputs("    esac\n    case $word in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")); return ;;\n    esac\n"
          "    if [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$word\")); return; fi\n"
          "    if [ -n \"$pattern\" ]; then COMPREPLY=($(compgen -f -X \"!$pattern\" -- \"$word\") $(compgen -d -- \"$word\")); fi\n"
          "}\ncomplete -o filenames -F _brink brink\n",
          to);
}

/* ---- zsh --------------------------------------------------------------------------------------------------------- */

/** Text inside [...] of an _arguments specification within single quotes. */
static void print_zsh_text(FILE *to, const char *text) {
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'') {
            fputs("'\\''", to);
        } else {
            if (strchr("[]:\\", *c) != NULL) fputc('\\', to);
            fputc(*c, to);
        }
    }
}

static void print_zsh_value(FILE *to, const cli_option *option) {
    if (option->kind == CLI_FLAG) return;
    fprintf(to, ":%s:", option->argument);
    if (option->kind == CLI_CHOICE) {
        fputc('(', to);
        print_choices(to, option, " ");
        fputc(')', to);
    } else if (is_file(option)) {
        fputs("_files", to);
    } else {
        fputc(' ', to);
    }
}

static void print_zsh_option(FILE *to, const cli_option *option) {
    const char *star = option->is_repeated ? "*" : "";
    for (int form = 0; form < (option->letter != 0 ? 2 : 1); form++) {
        fprintf(to, " \\\n            '%s", star);
        if (form == 0) {
            fprintf(to, "--%s%s", option->name, option->kind != CLI_FLAG ? "=" : "");
        } else {
            fprintf(to, "-%c%s", option->letter, option->kind != CLI_FLAG ? "+" : "");
        }
        fputc('[', to);
        print_zsh_text(to, option->doc);
        fputc(']', to);
        print_zsh_value(to, option);
        fputc('\'', to);
    }
}

static void print_zsh_command(FILE *to, const cli_command *command) {
    fprintf(to, "        %s)\n            _arguments '--help[show help]'", command->name);
    for (size_t i = 0; i < command->option_count; i++) print_zsh_option(to, &command->options[i]);
    if (file_pattern(command) != NULL) fprintf(to, " \\\n            '*:file:_files -g \"%s\"'", file_pattern(command));
    if (operand_words(command) != NULL) fprintf(to, " \\\n            '*:name:($(%s))'", operand_words(command));
    fputs(" ;;\n", to);
}

static void print_zsh(FILE *to) {
    const cli_command *command;
    fputs("#compdef brink\n# zsh completion for brink; made by `brink --completion zsh`\n_brink() {\n    local -a commands\n    commands=(\n", to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
        fprintf(to, "        '%s:", command->name);
        print_zsh_text(to, command->summary);
        fputs("'\n", to);
    }
    fputs("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
          "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n",
          to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) print_zsh_command(to, command);
    fputs("    esac\n}\n_brink \"$@\"\n", to);
}

/* ---- fish -------------------------------------------------------------------------------------------------------- */

static void print_fish_text(FILE *to, const char *text) {
    fputc('\'', to);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\') fputc('\\', to);
        fputc(*c, to);
    }
    fputc('\'', to);
}

static void print_fish_option(FILE *to, const cli_command *command, const cli_option *option) {
    fprintf(to, "complete -c brink -n '__fish_seen_subcommand_from %s' -l %s", command->name, option->name);
    if (option->letter != 0) fprintf(to, " -s %c", option->letter);
    if (option->kind == CLI_CHOICE) {
        fputs(" -x -a '", to);
        print_choices(to, option, " ");
        fputc('\'', to);
    } else if (option->kind != CLI_FLAG) {
        fputs(is_file(option) ? " -r -F" : " -x", to);
    }
    fputs(" -d ", to);
    print_fish_text(to, option->doc);
    fputc('\n', to);
}

static void print_fish(FILE *to) {
    const cli_command *command;
    fputs("# fish completion for brink; made by `brink --completion fish`\ncomplete -c brink -f\n", to);
    for (size_t i = 0; (command = cli_command_at(i)) != NULL; i++) {
        fprintf(to, "complete -c brink -n __fish_use_subcommand -a %s -d ", command->name);
        print_fish_text(to, command->summary);
        fputc('\n', to);
        for (size_t j = 0; j < command->option_count; j++) print_fish_option(to, command, &command->options[j]);
        if (file_pattern(command) != NULL) fprintf(to, "complete -c brink -n '__fish_seen_subcommand_from %s' -F\n", command->name);
        if (operand_words(command) != NULL) {
            fprintf(to, "complete -c brink -n '__fish_seen_subcommand_from %s' -a '(%s)'\n", command->name, operand_words(command));
        }
    }
}

bool cli_completion_print(FILE *to, const char *name) {
    static const shell shells[] = {{.name = "bash", .print = print_bash}, {.name = "zsh", .print = print_zsh}, {.name = "fish", .print = print_fish}};
    for (size_t i = 0; i < CLI_COUNT_OF(shells); i++) {
        if (strcmp(shells[i].name, name) != 0) continue;
        shells[i].print(to);
        return true;
    }
    return false;
}
