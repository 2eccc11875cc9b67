/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "terminal.h"

#define SHOWN 20 /* complaints about the scenario */

const cli_option cli_told_options[CLI_TOLD_OPTION_COUNT] = {
    [CLI_TOLD_SET] = {.name = "set", .kind = CLI_TEXT, .is_repeated = true, .argument = "NAME=VALUE",
                      .doc = "replace a parameter's value; VALUE may carry a unit: 20/yr; may be repeated"},
    [CLI_TOLD_VARIANT] = {.name = "variant", .letter = 'v', .kind = CLI_TEXT, .argument = "NAME", .doc = "with this variant's values"},
};

static const char *variant_name(const void *context, size_t index) {
    const brink_scenario *scenario = context;
    return index < brink_scenario_variant_count(scenario) ? brink_scenario_variant_name(scenario, index) : NULL;
}

/** One that is near, or else all there are. */
static void complain_variant(const cli_arguments *arguments, const brink_scenario *scenario, const char *name) {
    char hint[CLI_HINT_SIZE];
    size_t count = brink_scenario_variant_count(scenario);
    cli_message("%s: no variant \"%s\"%s", arguments->command->name, name,
                cli_suggest(name, (cli_candidates){.name = variant_name, .context = scenario}, hint));
    if (hint[0] != '\0') return;
    FILE *out = cli_errors();
    if (count == 0) fputs("The scenario has no variants.\n", out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%s%s", i == 0 ? "The scenario's variants: " : ", ", variant_name(scenario, i), i + 1 == count ? ".\n" : "");
}

static brink_status find_variant(const cli_arguments *arguments, const brink_scenario *scenario, size_t *variant) {
    const char *name = arguments->value[CLI_TOLD_VARIANT].text;
    *variant = BRINK_BASE;
    if (name == NULL || strcmp(name, "base") == 0 || brink_scenario_variant_find(scenario, name, variant)) return BRINK_OK;
    complain_variant(arguments, scenario, name);
    return BRINK_E_USAGE;
}

/** "NAME=VALUE" cut in two; the names live in `texts`, which the caller frees with the array. NULL: memory is out. */
static brink_override *cut(const cli_value *set, char **texts) {
    size_t length = 1;
    for (size_t i = 0; i < set->count; i++) length += strlen(set->texts[i]) + 1;
    brink_override *made = calloc(set->count + 1, sizeof *made);
    char *text = *texts = malloc(length);
    for (size_t i = 0; made != NULL && text != NULL && i < set->count; i++) {
        made[i].name = strcpy(text, set->texts[i]);
        text += strlen(text) + 1;
        char *equals = strchr(made[i].name, '=');
        made[i].value = equals != NULL ? equals + 1 : "";
        if (equals != NULL) *equals = '\0';
    }
    if (made != NULL && *texts != NULL) return made;
    free(made);
    free(*texts);
    return NULL;
}

static brink_status tell_at(const cli_arguments *arguments, const brink_scenario *scenario, double *values, brink_diagnostics *diagnostics,
                            char *(*tell)(const brink_scenario *scenario, const double *parameters)) {
    size_t variant;
    char *texts;
    brink_error error;
    const cli_value *set = &arguments->value[CLI_TOLD_SET];
    brink_status status = find_variant(arguments, scenario, &variant);
    if (status != BRINK_OK) return status;
    brink_override *overrides = cut(set, &texts);
    if (overrides == NULL) return cli_fail_memory();
    status = brink_scenario_values(scenario, variant, overrides, set->count, values, diagnostics, &error);
    free(overrides);
    free(texts);
    if (status == BRINK_E_SCENARIO) cli_print_diagnostics(diagnostics, SHOWN);
    if (status != BRINK_OK) return status == BRINK_E_SCENARIO ? status : cli_fail(&error);
    char *text = tell(brink_scenario_variant_scenario(scenario, variant), values);
    if (text == NULL) return cli_fail_memory();
    fputs(text, stdout);
    free(text);
    return BRINK_OK;
}

static brink_status tell_of(const cli_arguments *arguments, brink_diagnostics *diagnostics,
                            char *(*tell)(const brink_scenario *scenario, const double *parameters)) {
    brink_error error;
    brink_scenario *scenario;
    brink_status status = brink_scenario_read(&scenario, arguments->operands[0], diagnostics, &error);
    if (status != BRINK_OK && status != BRINK_E_SCENARIO) return cli_fail(&error);
    cli_print_diagnostics(diagnostics, SHOWN);
    if (status != BRINK_OK) return status;
    double *values = calloc(brink_scenario_parameter_count(scenario) + 1, sizeof *values);
    status = values != NULL ? tell_at(arguments, scenario, values, diagnostics, tell) : cli_fail_memory();
    free(values);
    brink_scenario_free(scenario);
    return status;
}

brink_status cli_tell(const cli_arguments *arguments, char *(*tell)(const brink_scenario *scenario, const double *parameters)) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL) return cli_fail_memory();
    brink_status status = tell_of(arguments, diagnostics, tell);
    brink_diagnostics_free(diagnostics);
    return status;
}
