/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An override changes the base; a variant's own values lie on top of it, at the variant's point. */
#include "batch/design.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/expr.h"

/* ---- the value of an override ---- */

static bri_found find_no_name(void *self, const char *name, bri_place place, bri_leaf *leaf) {
    (void)self;
    (void)name;
    (void)place;
    (void)leaf;
    return BRI_NOT_FOUND;
}

static bool is_no_reference(void *self, const char *function) {
    (void)self;
    (void)function;
    return false;
}

static bri_found find_no_reference(void *self, const char *function, bri_place place, const char *const *words, const bri_place *word_places,
                                   size_t word_count, const bri_expr *window, bri_leaf *leaf) {
    (void)words;
    (void)word_places;
    (void)word_count;
    (void)window;
    return find_no_name(self, function, place, leaf);
}

static const char *const *no_names(void *self, size_t *count) {
    (void)self;
    *count = 0;
    return NULL;
}

/* The text of the first complaint, without its place and its picture. */
static void first_complaint(const brink_diagnostics *diagnostics, char *text, size_t size) {
    char *all = brink_diagnostics_render(diagnostics, 1);
    char *start = all != NULL ? strstr(all, "error: ") : NULL;
    snprintf(text, size, "%s", start != NULL ? start + strlen("error: ") : "not a value");
    text[strcspn(text, "\n")] = '\0';
    free(all);
}

/* Parse a constant expression of a type. */
static brink_status parse_value(const char *name, const char *text, bri_type type, double start, double *value, brink_error *error) {
    brink_status status = BRINK_E_MEMORY;
    size_t length = strlen(text);
    bri_arena *arena = bri_arena_new();
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    bri_place *places = calloc(length + 1, sizeof *places);
    if (arena == NULL || diagnostics == NULL || places == NULL) {
        brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        goto done;
    }
    const bri_source *source = bri_diag_source(diagnostics, name, text, length);
    for (size_t i = 0; i <= length; i++)
        places[i] = (bri_place){.source = source, .line = 1, .column = (int)i + 1, .length = 1};
    char what[200];
    snprintf(what, sizeof what, "the value of %s", name);
    bri_scope scope = {.name = find_no_name, .is_reference = is_no_reference, .reference = find_no_reference, .names = no_names, .start = start};
    bri_expr_want want = {.type = type, .only_parameters = true, .what = what};
    const bri_expr *expr = bri_expr_parse(arena, text, length, places, &scope, &want, NULL, 0, diagnostics);
    if (expr != NULL && bri_expr_is_constant(expr, NULL, value)) {
        status = BRINK_OK;
    } else {
        char complaint[300];
        first_complaint(diagnostics, complaint, sizeof complaint);
        status = brink_error_set(error, BRINK_E_USAGE, "\"%s=%s\": %s", name, text, complaint);
    }
done:
    free(places);
    brink_diagnostics_free(diagnostics);
    bri_arena_free(arena);
    return status;
}

/* A bare number counts in the parameter's own unit. */
static brink_status read_value(const bri_parameter *parameter, const char *text, double start, double *value, brink_error *error) {
    char *end;
    double number = strtod(text, &end);
    bool is_bare = end != text && *end == '\0';
    if (is_bare && !isfinite(number))
        return brink_error_set(error, BRINK_E_USAGE, "\"%s=%s\": not a finite number", parameter->name, text);
    if (is_bare && parameter->type.time_power != 0 && parameter->unit[0] == '\0' && number != 0.0)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s=%s\": give it a unit, such as \"%s%s\"", parameter->name, text, text,
                               parameter->type.time_power > 0 ? " d" : "/yr");
    if (is_bare && !parameter->type.is_boolean) {
        *value = number * parameter->unit_value;
        return BRINK_OK;
    }
    return parse_value(parameter->name, text, parameter->type, start, value, error);
}

static brink_status unknown(const char *what, const char *word, const char *const *names, size_t count, brink_error *error) {
    const char *near = bri_nearest(word, names, count);
    if (near != NULL)
        return brink_error_set(error, BRINK_E_USAGE, "no %s \"%s\"; did you mean \"%s\"?", what, word, near);
    return brink_error_set(error, BRINK_E_USAGE, "the scenario has no %s \"%s\"", what, word);
}

static brink_status find_parameter(const brink_scenario *scenario, const char *name, uint32_t *index, brink_error *error) {
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        if (strcmp(scenario->parameters[i].name, name) == 0) {
            *index = i;
            return BRINK_OK;
        }
    const char **names = malloc((scenario->parameter_count + 1) * sizeof *names);
    if (names == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        names[i] = scenario->parameters[i].name;
    brink_status status = unknown("parameter", name, names, scenario->parameter_count, error);
    free(names);
    return status;
}

/* One "NAME=VALUE" into the base's values. */
static brink_status apply_override(const brink_scenario *scenario, const char *text, double *values, brink_error *error) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" is not NAME=VALUE", text);
    char *name = strndup(text, (size_t)(equals - text));
    if (name == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    uint32_t index = 0;
    brink_status status = find_parameter(scenario, name, &index, error);
    free(name);
    double value = 0;
    if (status == BRINK_OK)
        status = read_value(&scenario->parameters[index], equals + 1, scenario->start, &value, error);
    if (status != BRINK_OK)
        return status;
    const bri_parameter *parameter = &scenario->parameters[index];
    if (!(value >= parameter->minimum && value <= parameter->maximum))
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\": must lie within %g and %g%s%s", text, parameter->minimum / parameter->unit_value,
                               parameter->maximum / parameter->unit_value, parameter->unit[0] != '\0' ? " " : "", parameter->unit);
    values[index] = value;
    return BRINK_OK;
}

/* ---- the points ---- */

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

static void set_variant(const brink_scenario *scenario, const bri_variant *variant, const double *base, bri_design_point *point) {
    point->name = variant->name;
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        point->parameters[i] = variant->parameters[i] != scenario->parameters[i].value ? variant->parameters[i] : base[i];
}

/* Variants asked for, each once, in the order asked; "base" is there anyway. */
static brink_status add_variants(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, brink_error *error) {
    size_t asked = options->all_variants ? scenario->variant_count : options->variant_count;
    for (size_t i = 0; i < asked; i++) {
        uint32_t index = (uint32_t)i;
        if (!options->all_variants) {
            if (strcmp(options->variants[i], "base") == 0)
                continue;
            brink_status status = find_variant(scenario, options->variants[i], &index, error);
            if (status != BRINK_OK)
                return status;
        }
        bool is_new = true;
        for (size_t p = 1; p < design->point_count; p++)
            is_new = is_new && strcmp(design->points[p].name, scenario->variants[index].name) != 0;
        if (is_new)
            set_variant(scenario, &scenario->variants[index], design->points[0].parameters, &design->points[design->point_count++]);
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
    brink_status status = BRINK_OK;
    if (made.points == NULL || made.values == NULL || made.varies == NULL) {
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        goto done;
    }
    for (size_t p = 0; p < most; p++)
        made.points[p].parameters = made.values + p * parameters;
    made.points[0].name = "base";
    for (size_t i = 0; i < parameters; i++)
        made.values[i] = scenario->parameters[i].value;
    for (size_t i = 0; i < options->override_count && status == BRINK_OK; i++)
        status = apply_override(scenario, options->overrides[i], made.values, error);
    if (status == BRINK_OK)
        status = add_variants(&made, scenario, options, error);
    if (status == BRINK_OK)
        note_variation(&made);
done:
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
