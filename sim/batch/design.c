/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An override changes the base; a variant's own values lie on top of it, at the variant's point. */
#include "batch/design.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/override.h"
#include "plan/parameter.h"

/* ---- overrides ---- */

/* The text of the first complaint, without its place and its picture. */
static void first_complaint(const brink_diagnostics *diagnostics, char *text, size_t size) {
    char *all = brink_diagnostics_render(diagnostics, 1);
    char *start = all != NULL ? strstr(all, "error: ") : NULL;
    snprintf(text, size, "%s", start != NULL ? start + strlen("error: ") : "not a value");
    text[strcspn(text, "\n")] = '\0';
    free(all);
}

/* The value that "NAME=VALUE" gives; `text` is its VALUE. */
static brink_status read_value(const brink_scenario *scenario, uint32_t parameter, const char *text, double *value, brink_error *error) {
    const bri_parameter *named = &scenario->parameters[parameter];
    brink_status status = BRINK_OK;
    size_t length = strlen(text);
    bri_arena *arena = bri_arena_new();
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    bri_place *places = arena != NULL ? bri_arena_alloc(arena, length + 1, sizeof *places) : NULL;
    if (diagnostics == NULL || places == NULL) {
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        goto done;
    }
    const bri_source *source = bri_diag_source(diagnostics, named->name, text, length);
    for (size_t i = 0; i <= length; i++)
        places[i] = (bri_place){.source = source, .line = 1, .column = (int)i + 1, .length = 1};
    bri_phrase phrase = {.text = text, .length = length, .places = places};
    if (!bri_override_parse(arena, scenario, parameter, phrase, value, diagnostics) ||
        !bri_override_fits(arena, named, *value, places[0], NULL, diagnostics)) {
        char complaint[400];
        first_complaint(diagnostics, complaint, sizeof complaint);
        status = brink_error_set(error, BRINK_E_USAGE, "\"%s=%s\": %s", named->name, text, complaint);
    }
done:
    brink_diagnostics_free(diagnostics);
    bri_arena_free(arena);
    return status;
}

static brink_status unknown(const char *what, const char *word, const char *const *names, size_t count, brink_error *error) {
    const char *near = bri_nearest(word, names, count);
    if (near != NULL)
        return brink_error_set(error, BRINK_E_USAGE, "no %s \"%s\"; did you mean \"%s\"?", what, word, near);
    return brink_error_set(error, BRINK_E_USAGE, "the scenario has no %s \"%s\"", what, word);
}

/* One "NAME=VALUE" into the base's values. */
static brink_status apply_override(const brink_scenario *scenario, const char *text, double *values, bool *is_set, brink_error *error) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" is not NAME=VALUE", text);
    char *name = strndup(text, (size_t)(equals - text));
    if (name == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    uint32_t index;
    brink_status status;
    if (bri_names_find(scenario->parameter_names, name, &index)) {
        status = read_value(scenario, index, equals + 1, &values[index], error);
        is_set[index] = true;
    } else {
        status = unknown("parameter", name, scenario->parameter_names->names, scenario->parameter_names->count, error);
    }
    free(name);
    return status;
}

/* The base: the file's own values, the overrides over them, and what follows from them. */
static brink_status set_base(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, bool *is_set,
                             brink_error *error) {
    double *values = design->points[0].parameters;
    design->points[0].name = "base";
    for (size_t i = 0; i < design->parameter_count; i++)
        values[i] = scenario->parameters[i].value;
    for (size_t i = 0; i < options->override_count; i++) {
        brink_status status = apply_override(scenario, options->overrides[i], values, is_set, error);
        if (status != BRINK_OK)
            return status;
    }
    bri_parameters_derive(scenario, values, is_set);
    return BRINK_OK;
}

/* ---- variants ---- */

static brink_status find_variant(const brink_scenario *scenario, const char *name, uint32_t *index, brink_error *error) {
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        if (strcmp(scenario->variants[i].name, name) == 0) {
            *index = i;
            return BRINK_OK;
        }
    const char **names = malloc((scenario->variant_count + 1) * sizeof *names);
    if (names == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        names[i] = scenario->variants[i].name;
    brink_status status = unknown("variant", name, names, scenario->variant_count, error);
    free(names);
    return status;
}

/* is_set: what the overrides set; a formula of the file is worked out anew from what is set here and there. */
static brink_status set_variant(const brink_scenario *scenario, const bri_variant *variant, const double *base, const bool *is_set,
                                bri_design_point *point, brink_error *error) {
    bool *fixed = malloc((scenario->parameter_count + 1) * sizeof *fixed);
    if (fixed == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    point->name = variant->name;
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        fixed[i] = is_set[i] || variant->overrides[i];
        point->parameters[i] = variant->overrides[i] ? variant->parameters[i] : base[i];
    }
    bri_parameters_derive(scenario, point->parameters, fixed);
    free(fixed);
    return BRINK_OK;
}

static bool has_point(const bri_design *design, const char *name) {
    for (size_t p = 0; p < design->point_count; p++)
        if (strcmp(design->points[p].name, name) == 0)
            return true;
    return false;
}

/* Variants asked for, each once, in the order asked; "base" is there anyway. */
static brink_status add_variants(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, const bool *is_set,
                                 brink_error *error) {
    size_t asked = options->all_variants ? scenario->variant_count : options->variant_count;
    for (size_t i = 0; i < asked; i++) {
        uint32_t index = (uint32_t)i;
        brink_status status = BRINK_OK;
        if (!options->all_variants) {
            if (has_point(design, options->variants[i]))
                continue;
            status = find_variant(scenario, options->variants[i], &index, error);
        }
        if (status == BRINK_OK)
            status = set_variant(scenario, &scenario->variants[index], design->points[0].parameters, is_set,
                                 &design->points[design->point_count++], error);
        if (status != BRINK_OK)
            return status;
    }
    return BRINK_OK;
}

static void note_variation(bri_design *design) {
    for (size_t p = 1; p < design->point_count; p++)
        for (size_t i = 0; i < design->parameter_count; i++)
            if (design->points[p].parameters[i] != design->points[0].parameters[i])
                design->varies[i] = true;
}

brink_status bri_design_init(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, brink_error *error) {
    size_t parameters = scenario->parameter_count;
    size_t most = 1 + (options->all_variants ? scenario->variant_count : options->variant_count);
    bri_design made = {.parameter_count = parameters, .point_count = 1};
    made.points = calloc(most, sizeof *made.points);
    made.values = calloc(most * parameters + 1, sizeof *made.values);
    made.varies = calloc(parameters + 1, sizeof *made.varies);
    bool *is_set = calloc(parameters + 1, sizeof *is_set);
    brink_status status = BRINK_E_MEMORY;
    if (made.points == NULL || made.values == NULL || made.varies == NULL || is_set == NULL) {
        brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        goto done;
    }
    for (size_t p = 0; p < most; p++)
        made.points[p].parameters = made.values + p * parameters;
    status = set_base(&made, scenario, options, is_set, error);
    if (status == BRINK_OK)
        status = add_variants(&made, scenario, options, is_set, error);
    if (status == BRINK_OK)
        note_variation(&made);
done:
    free(is_set);
    if (status == BRINK_OK)
        *design = made;
    else
        bri_design_clear(&made);
    return status;
}

void bri_design_clear(bri_design *design) {
    free(design->points);
    free(design->values);
    free(design->varies);
    *design = (bri_design){.point_count = 0};
}
