/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink models: the decision models, or all about one. */
#include <stdio.h>
#include <stdlib.h>

#include "brink/model.h"
#include "commands.h"
#include "terminal.h"

enum { NAMES, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [NAMES] = {.name = "names", .kind = CLI_FLAG, .doc = "print the names alone, one a line"},
};

static const char *model_name(const void *context, size_t index) {
    (void)context;
    return index < brink_model_count() ? brink_model_at(index)->name : NULL;
}

static void print_list(bool only_names) {
    for (size_t i = 0; i < brink_model_count(); i++) {
        const brink_model *model = brink_model_at(i);
        if (only_names) {
            puts(model->name);
        } else {
            printf("%-12s %s\n", model->name, model->summary);
        }
    }
}

static brink_status print_model(const char *name) {
    if (brink_model_find(name) == NULL) {
        char hint[CLI_HINT_SIZE];
        cli_message("models: unknown model \"%s\"%s", name, cli_suggest(name, (cli_candidates){.name = model_name}, hint));
        fputs("`brink models` lists them.\n", cli_errors());
        return BRINK_E_USAGE;
    }
    char *text = brink_model_describe(name);
    if (text == NULL) return cli_fail_memory();
    fputs(text, stdout);
    free(text);
    return BRINK_OK;
}

static brink_status run_models(const cli_arguments *arguments) {
    if (arguments->operand_count > 0) return print_model(arguments->operands[0]);
    print_list(arguments->value[NAMES].count > 0);
    return BRINK_OK;
}

const cli_command cli_command_models = {
    .name = "models",
    .operands = "[NAME]",
    .summary = "List the decision models, or show settings, formula and an example of one",
    .operand_kind = CLI_MODEL_NAMES,
    .operand_max = 1,
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_models,
};
