/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink models: the decision models, or all about one; of libraries too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brink/model.h"
#include "commands.h"
#include "terminal.h"

enum { LIBRARY, NAMES, OPTION_COUNT };

static const cli_option options[OPTION_COUNT] = {
    [LIBRARY] = {.name = "library",
                 .letter = 'l',
                 .kind = CLI_FILE,
                 .is_repeated = true,
                 .argument = "FILE",
                 .doc = "the models of a shared object, which is run, instead of brink's own; may be repeated"},
    [NAMES] = {.name = "names", .kind = CLI_FLAG, .doc = "print the names alone, one a line"},
};

/* Models to choose from: those of libraries, or of the registry where there is none. */
typedef struct choice {
    brink_library **libraries;
    size_t library_count;
} choice;

static const brink_model *model_at(const choice *from, size_t index) {
    if (from->library_count == 0) return index < brink_model_count() ? brink_model_at(index) : NULL;
    for (size_t i = 0; i < from->library_count; i++) {
        size_t count = brink_library_model_count(from->libraries[i]);
        if (index < count) return brink_library_model_at(from->libraries[i], index);
        index -= count;
    }
    return NULL;
}

static const char *model_name(const void *context, size_t index) {
    const brink_model *model = model_at(context, index);
    return model != NULL ? model->name : NULL;
}

static void print_list(const choice *from, bool only_names) {
    const brink_model *model;
    for (size_t i = 0; (model = model_at(from, i)) != NULL; i++) {
        if (only_names) {
            puts(model->name);
        } else {
            printf("%-12s %s\n", model->name, model->summary != NULL ? model->summary : "");
        }
    }
}

static brink_status print_model(const choice *from, const char *name) {
    size_t i = 0;
    while (model_at(from, i) != NULL && strcmp(model_name(from, i), name) != 0) i++;
    if (model_at(from, i) == NULL) {
        char hint[CLI_HINT_SIZE];
        cli_message("models: unknown model \"%s\"%s", name, cli_suggest(name, (cli_candidates){.name = model_name, .context = from}, hint));
        if (from->library_count == 0) fputs("`brink models` lists them.\n", cli_errors());
        return BRINK_E_USAGE;
    }
    char *text = brink_model_page(model_at(from, i));
    if (text == NULL) return cli_fail_memory();
    fputs(text, stdout);
    free(text);
    return BRINK_OK;
}

static brink_status open_all(choice *from, const cli_value *paths) {
    for (; from->library_count < paths->count; from->library_count++) {
        brink_error error;
        brink_status status = brink_library_open(&from->libraries[from->library_count], paths->texts[from->library_count], &error);
        if (status == BRINK_OK) continue;
        cli_message("models: %s", error.message);
        return status;
    }
    return BRINK_OK;
}

static brink_status run_models(const cli_arguments *arguments) {
    const cli_value *paths = &arguments->value[LIBRARY];
    choice from = {.libraries = calloc(paths->count + 1, sizeof *from.libraries)};
    if (from.libraries == NULL) return cli_fail_memory();
    brink_status status = open_all(&from, paths);
    if (status == BRINK_OK && arguments->operand_count > 0)
        status = print_model(&from, arguments->operands[0]);
    else if (status == BRINK_OK)
        print_list(&from, arguments->value[NAMES].count > 0);
    for (size_t i = 0; i < from.library_count; i++) brink_library_close(from.libraries[i]);
    free(from.libraries);
    return status;
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
