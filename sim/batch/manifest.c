/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three parts: the lines of the identity, lines of options, the scenario's text with its includes in their places. */
#include "batch/manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char options_head[] = "--- options\n", scenario_head[] = "--- scenario\n";

static void put_options(FILE *stream, const bri_design *design, const bri_request *request) {
    for (size_t i = 0; i < request->override_count; i++)
        fprintf(stream, "set: %s\n", request->overrides[i]);
    for (size_t p = 1; p < design->point_count && !design->points[p].is_swept; p++)
        fprintf(stream, "variant: %s\n", design->points[p].name);
    for (const char *line = design->table; line != NULL && *line != '\0'; line += strcspn(line, "\n") + 1)
        fprintf(stream, "design: %.*s\n", (int)strcspn(line, "\n"), line);
    if (request->sweep != NULL)
        fprintf(stream, "sweep: %s\n", request->sweep);
    if (request->precision != NULL)
        fprintf(stream, "precision: %s\n", request->precision);
    if (design->is_independent)
        fputs("independent: \n", stream);
}

char *bri_manifest_text(const bri_identity *identity, const brink_scenario *scenario, const bri_design *design, const bri_request *request) {
    char *text = NULL, *page = bri_page_scenario(scenario);
    size_t length;
    FILE *stream = page != NULL ? open_memstream(&text, &length) : NULL;
    if (stream == NULL) {
        free(page);
        return NULL;
    }
    fprintf(stream, "%s%s", identity->text, options_head);
    put_options(stream, design, request);
    fprintf(stream, "%s%s", scenario_head, page);
    free(page);
    bool worked = !ferror(stream);
    if (fclose(stream) == 0 && worked)
        return text;
    free(text);
    return NULL;
}

/* ---- taken apart ---- */

static brink_status wrong(brink_error *error) {
    return brink_error_set(error, BRINK_E_FORMAT, "the file \"run\" of the blocks is damaged");
}

/* The value of a line of the identity. */
static bool find_number(const char *text, const char *name, uint64_t *number) {
    char line[64];
    snprintf(line, sizeof line, "\n%s: ", name);
    const char *found = strstr(text, line);
    return found != NULL && sscanf(found + strlen(line), "%" SCNu64, number) == 1;
}

static brink_status read_identity(bri_manifest *manifest, brink_error *error) {
    brink_run_options *options = &manifest->options;
    uint64_t trace;
    const char *hash = strstr(manifest->text, "\nscenario: ");
    if (hash == NULL || sscanf(hash, "\nscenario: %64[0-9a-f]", manifest->sha256) != 1 || !find_number(manifest->text, "seed", &options->seed) ||
        !find_number(manifest->text, "replications", &options->replications) || !find_number(manifest->text, "trace", &trace))
        return wrong(error);
    options->has_seed = true;
    options->trace = trace == UINT64_MAX ? BRINK_TRACE_ALL : trace == 0 ? BRINK_TRACE_NONE : BRINK_TRACE_FIRST;
    options->trace_count = trace;
    find_number(manifest->text, "least", &options->least);
    return BRINK_OK;
}

static brink_status read_option(bri_manifest *manifest, const char *line, size_t *sets, size_t *variants, size_t lines, brink_error *error) {
    brink_run_options *options = &manifest->options;
    if (strncmp(line, "set: ", 5) == 0)
        manifest->words[(*sets)++] = line + 5;
    else if (strncmp(line, "variant: ", 9) == 0)
        manifest->words[lines + (*variants)++] = line + 9;
    else if (strncmp(line, "sweep: ", 7) == 0)
        options->sweep = line + 7;
    else if (strncmp(line, "precision: ", 11) == 0)
        manifest->precision = line + 11;
    else if (strncmp(line, "independent: ", 13) == 0)
        options->independent = true;
    else if (strncmp(line, "design: ", 8) == 0)
        manifest->design_length += (size_t)sprintf(manifest->design + manifest->design_length, "%s\n", line + 8);
    else
        return wrong(error);
    return BRINK_OK;
}

/* The lines are cut at their ends. */
static brink_status read_options(bri_manifest *manifest, char *text, brink_error *error) {
    size_t lines = 0, sets = 0, variants = 0;
    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n';
    manifest->words = malloc((2 * lines + 1) * sizeof *manifest->words);
    manifest->design = calloc(strlen(text) + 1, 1);
    if (manifest->words == NULL || manifest->design == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = BRINK_OK;
    for (char *rest = text, *line; status == BRINK_OK && (line = strsep(&rest, "\n")) != NULL && rest != NULL;)
        status = read_option(manifest, line, &sets, &variants, lines, error);
    manifest->options.overrides = manifest->words;
    manifest->options.override_count = sets;
    manifest->options.variants = manifest->words + lines;
    manifest->options.variant_count = variants;
    manifest->options.design_text = manifest->design[0] != '\0' ? manifest->design : NULL;
    if (manifest->precision != NULL) {
        manifest->options.precisions = &manifest->precision;
        manifest->options.precision_count = 1;
        manifest->options.most = manifest->options.replications;
        manifest->options.replications = 0;
    }
    return status;
}

brink_status bri_manifest_read(bri_manifest *manifest, const char *text, brink_error *error) {
    *manifest = (bri_manifest){.text = strdup(text)};
    if (manifest->text == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    char *options = strstr(manifest->text, options_head), *scenario = options != NULL ? strstr(options, scenario_head) : NULL;
    if (scenario == NULL)
        return wrong(error);
    *options = *scenario = '\0'; /* the identity's lines end before */
    manifest->scenario = scenario + strlen(scenario_head);
    brink_status status = read_identity(manifest, error);
    return status == BRINK_OK ? read_options(manifest, options + strlen(options_head), error) : status;
}

void bri_manifest_clear(bri_manifest *manifest) {
    free(manifest->text);
    free(manifest->words);
    free(manifest->design);
    *manifest = (bri_manifest){.text = NULL};
}
