/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An override changes the base; a variant's own values lie on top of it, at the variant's point; a sweep's on top of the base and of each variant. */
#include "batch/design.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "batch/sweep_table.h"
#include "plan/given.h"
#include "plan/parameter.h"

/* ---- overrides ---- */

/* One "NAME=VALUE" into the base's values. */
static brink_status apply_override(const brink_scenario *scenario, const char *text, double *values, bool *is_set, brink_error *error) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" is not NAME=VALUE", text);
    uint32_t index;
    brink_status status = bri_given_parameter(scenario, text, (size_t)(equals - text), &index, error);
    if (status != BRINK_OK)
        return status;
    is_set[index] = true;
    status = bri_given_value(scenario, index, equals + 1, &values[index], error);
    if (status == BRINK_OK) bri_parameter_spread(scenario->parameters, index, scenario->groups, values, is_set);
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

/* is_set: what the overrides set; a formula of the file is worked out anew from what is set here and there. */
static brink_status set_variant(const brink_scenario *scenario, const bri_variant *variant, const double *base, const bool *is_set,
                                bri_design_point *point, brink_error *error) {
    bool *fixed = malloc((scenario->parameter_count + 1) * sizeof *fixed);
    if (fixed == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    point->name = variant->name;
    point->variant = variant;
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
            status = bri_given_variant(scenario, options->variants[i], &index, error);
        }
        if (status == BRINK_OK)
            status = set_variant(scenario, &scenario->variants[index], design->points[0].parameters, is_set,
                                 &design->points[design->point_count++], error);
        if (status != BRINK_OK)
            return status;
    }
    return BRINK_OK;
}

/* ---- sweeps ---- */

/* A sweep's point on top of another one: what the sweep sets stays, and formulas follow it. */
static brink_status set_swept(bri_design *design, const brink_scenario *scenario, const bri_sweep *sweep, size_t number, const bool *is_set,
                              const bri_design_point *under, bri_design_point *point, brink_error *error) {
    bool *fixed = malloc((scenario->parameter_count + 1) * sizeof *fixed);
    bool is_named = under == &design->points[0] || sweep->variants != NULL;
    point->name = is_named ? sweep->names[number] : bri_arena_format(design->arena, "%s,%s", under->name, sweep->names[number]);
    if (fixed == NULL || point->name == NULL) {
        free(fixed);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        fixed[i] = is_set[i] || (under->variant != NULL && under->variant->overrides[i]);
        point->parameters[i] = under->parameters[i];
    }
    for (size_t a = 0; a < sweep->axis_count; a++) {
        fixed[sweep->parameters[a]] = true;
        point->parameters[sweep->parameters[a]] = sweep->values[number * sweep->axis_count + a];
        bri_parameter_spread(scenario->parameters, sweep->parameters[a], scenario->groups, point->parameters, fixed);
    }
    bri_parameters_derive(scenario, point->parameters, fixed);
    point->is_swept = true;
    point->variant = under->variant;
    free(fixed);
    return BRINK_OK;
}

/* A sweep lies on top of a variant. Where it sets all that the variant does, points of the variant would be those of the base under another name. */
static brink_status refuse_void(const brink_scenario *scenario, const bri_sweep *sweep, const bri_variant *variant, brink_error *error) {
    if (variant == NULL || variant->scenario != NULL)
        return BRINK_OK;
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        bool is_swept = !variant->overrides[i] || scenario->parameters[i].is_member; /* these follow what all of them have */
        for (size_t a = 0; a < sweep->axis_count && !is_swept; a++)
            is_swept = sweep->parameters[a] == i;
        if (!is_swept)
            return BRINK_OK;
    }
    return brink_error_set(error, BRINK_E_USAGE, "the sweep sets all that variant \"%s\" sets: leave one of them out", variant->name);
}

/* A design says of each point of which variant it is. */
static brink_status add_named_variants(bri_design *design, const brink_scenario *scenario, const bri_sweep *sweep, const bool *is_set,
                                       brink_error *error) {
    bri_design_point under = {.parameters = bri_arena_alloc(design->arena, design->parameter_count + 1, sizeof *under.parameters)};
    if (design->point_count > 1)
        return brink_error_set(error, BRINK_E_USAGE, "the design names the variants of its points: leave out --variant");
    brink_status status = under.parameters != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t i = 0; i < sweep->point_count && status == BRINK_OK; i++) {
        const bri_variant *variant = sweep->variants[i] != BRI_NONE ? &scenario->variants[sweep->variants[i]] : NULL;
        if (variant != NULL)
            status = set_variant(scenario, variant, design->points[0].parameters, is_set, &under, error);
        if (status == BRINK_OK)
            status = set_swept(design, scenario, sweep, i, is_set, variant != NULL ? &under : &design->points[0],
                               &design->points[design->point_count++], error);
    }
    return status;
}

static brink_status add_sweep(bri_design *design, const brink_scenario *scenario, const bri_sweep *sweep, const bool *is_set,
                              brink_error *error) {
    if (sweep->variants != NULL)
        return add_named_variants(design, scenario, sweep, is_set, error);
    size_t under_count = design->point_count;
    for (size_t u = 0; u < under_count; u++)
        for (size_t i = 0; i < sweep->point_count; i++) {
            brink_status status = refuse_void(scenario, sweep, design->points[u].variant, error);
            if (status == BRINK_OK)
                status = set_swept(design, scenario, sweep, i, is_set, &design->points[u], &design->points[design->point_count], error);
            if (status != BRINK_OK)
                return status;
            design->point_count++;
        }
    return BRINK_OK;
}

/* ---- the whole ---- */

static void note_variation(bri_design *design) {
    for (size_t p = 1; p < design->point_count; p++)
        for (size_t i = 0; i < design->parameter_count; i++)
            if (design->points[p].parameters[i] != design->points[0].parameters[i])
                design->varies[i] = true;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name is what summaries, tables and independent random numbers tell points apart by. */
static brink_status refuse_namesakes(const bri_design *design, brink_error *error) {
    const char **names = malloc(design->point_count * sizeof *names), *twice = NULL;
    if (names == NULL) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t p = 0; p < design->point_count; p++) names[p] = design->points[p].name;
    qsort(names, design->point_count, sizeof *names, compare_names);
    for (size_t p = 1; p < design->point_count && twice == NULL; p++) twice = strcmp(names[p - 1], names[p]) == 0 ? names[p] : NULL;
    free(names);
    return twice == NULL ? BRINK_OK : brink_error_set(error, BRINK_E_USAGE, "two points have the name \"%s\"", twice);
}

/* Points that draw the same random numbers share the seed; else each has its own, that hangs on its name alone. */
static brink_status set_seeds(bri_design *design, uint64_t seed, bool is_independent, brink_error *error) {
    design->is_independent = is_independent;
    for (size_t p = 0; p < design->point_count; p++) {
        design->points[p].seed = seed;
        if (!is_independent || p == 0) continue;
        const char *text = bri_arena_format(design->arena, "%" PRIu64 " %s", seed, design->points[p].name);
        if (text == NULL) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        design->points[p].seed = bri_digest_word(text, strlen(text)) >> 11;
    }
    return BRINK_OK;
}

static brink_status make_room(bri_design *design, size_t most, brink_error *error) {
    size_t parameters = design->parameter_count;
    design->points = calloc(most, sizeof *design->points);
    design->values = most < SIZE_MAX / 16 / (parameters + 1) ? calloc(most * parameters + 1, sizeof *design->values) : NULL;
    design->varies = calloc(parameters + 1, sizeof *design->varies);
    if (design->points == NULL || design->values == NULL || design->varies == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (size_t p = 0; p < most; p++)
        design->points[p].parameters = design->values + p * parameters;
    return BRINK_OK;
}

static brink_status read_sweep(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, uint64_t seed,
                               bri_sweep *sweep, brink_error *error) {
    if (options->sweep != NULL && options->design != NULL)
        return brink_error_set(error, BRINK_E_USAGE, "a sweep and a design at once");
    if (options->design != NULL || options->design_text != NULL) {
        brink_status status = options->design != NULL ? bri_sweep_read(sweep, design->arena, scenario, options->design, error)
                                                      : bri_sweep_reread(sweep, design->arena, scenario, options->design_text, error);
        if (status == BRINK_OK && (design->table = bri_sweep_text(sweep, design->arena, scenario)) == NULL)
            status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        return status;
    }
    const char *text = options->sweep != NULL ? options->sweep : scenario->sweep;
    if (text == NULL || strcmp(text, "none") == 0) return BRINK_OK;
    return bri_sweep_parse(sweep, design->arena, scenario, text, seed, error);
}

brink_status bri_design_init(bri_design *design, const brink_scenario *scenario, const brink_run_options *options, uint64_t seed,
                             brink_error *error) {
    bri_design made = {.arena = bri_arena_new(), .parameter_count = scenario->parameter_count, .point_count = 1};
    bri_sweep sweep = {.point_count = 0};
    size_t under = 1 + (options->all_variants ? scenario->variant_count : options->variant_count);
    bool *is_set = calloc(scenario->parameter_count + (size_t)1, sizeof *is_set);
    brink_status status = made.arena != NULL && is_set != NULL ? read_sweep(&made, scenario, options, seed, &sweep, error)
                                                               : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status == BRINK_OK)
        status = make_room(&made, under * (1 + sweep.point_count), error);
    if (status == BRINK_OK)
        status = set_base(&made, scenario, options, is_set, error);
    if (status == BRINK_OK)
        status = add_variants(&made, scenario, options, is_set, error);
    if (status == BRINK_OK)
        status = add_sweep(&made, scenario, &sweep, is_set, error);
    if (status == BRINK_OK) status = refuse_namesakes(&made, error);
    if (status == BRINK_OK) status = set_seeds(&made, seed, options->independent, error);
    if (status == BRINK_OK) {
        note_variation(&made);
        *design = made;
    } else {
        bri_design_clear(&made);
    }
    free(is_set);
    return status;
}

void bri_design_clear(bri_design *design) {
    free(design->points);
    free(design->values);
    free(design->varies);
    bri_arena_free(design->arena);
    *design = (bri_design){.point_count = 0};
}
