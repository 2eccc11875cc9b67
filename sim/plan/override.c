/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/override.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lang/curve.h"
#include "plan/check.h"
#include "plan/parameter.h"

/* A scope of parameters, and of the file's own functions and tables. */
typedef struct scoped {
    const brink_scenario *scenario;
    brink_diagnostics *diagnostics;
    bri_named_curve *curves; /* to be marked as read; NULL: they are not */
} scoped;

/* A variable is known, so that the complaint is that it changes in time: no formula over a parameter may read one. */
static bri_found scope_name(void *self, const char *name, bri_place place, bri_leaf *leaf) {
    const brink_scenario *scenario = ((const scoped *)self)->scenario;
    uint32_t number;
    (void)place;
    if (bri_names_find(scenario->parameter_names, name, &number)) {
        *leaf = (bri_leaf){.kind = BRI_LEAF_PARAMETER, .type = scenario->parameters[number].type, .index = number};
        return BRI_FOUND;
    }
    for (uint32_t i = 0; i < scenario->variable_count; i++) {
        if (strcmp(scenario->variables[i].name, name) != 0) continue;
        *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .type = scenario->variables[i].type, .index = scenario->variables[i].slot};
        return BRI_FOUND;
    }
    return BRI_NOT_FOUND;
}

static bool scope_is_reference(void *self, const char *function) {
    (void)self;
    (void)function;
    return false;
}

static bri_found scope_reference(void *self, const char *function, bri_place place, const char *const *words, const bri_place *word_places,
                                 size_t word_count, const bri_expr *window, bri_leaf *leaf) {
    (void)self;
    (void)function;
    (void)place;
    (void)words;
    (void)word_places;
    (void)word_count;
    (void)window;
    (void)leaf;
    return BRI_NOT_FOUND;
}

static const char *const *scope_names(void *self, size_t *count) {
    const brink_scenario *scenario = ((const scoped *)self)->scenario;
    *count = scenario->parameter_names->count;
    return scenario->parameter_names->names;
}

static const bri_user_function *scope_function(void *self, const char *name) {
    const brink_scenario *scenario = ((const scoped *)self)->scenario;
    for (uint32_t i = 0; i < scenario->function_count; i++)
        if (strcmp(scenario->functions[i].name, name) == 0) return &scenario->functions[i];
    return NULL;
}

static const bri_curve *scope_curve(void *self, const char *name, bool is_file, bri_place place) {
    const scoped *in = self;
    for (uint32_t i = 0; i < in->scenario->curve_count; i++) {
        const bri_named_curve *curve = &in->scenario->curves[i];
        if (is_file != (curve->csv != NULL) || strcmp(curve->name, name) != 0) continue;
        if (in->curves) in->curves[i].is_read = true;
        return curve->curve;
    }
    bri_diag_error(in->diagnostics, place, "tables are declared in the section \"tables\"", "unknown table \"%s\"", name);
    return NULL;
}

/* What lies outside a table has no value here: the complaint is that the parameter has none. */
static void scope_reads(void *self, const bri_curve *curve, const bri_expr *argument, bri_place place) {
    (void)self;
    (void)curve;
    (void)argument;
    (void)place;
}

static double *own_values(bri_arena *arena, const brink_scenario *scenario) {
    double *values = bri_arena_alloc(arena, scenario->parameter_count, sizeof *values);
    for (uint32_t i = 0; values && i < scenario->parameter_count; i++) values[i] = scenario->parameters[i].value;
    return values;
}

static bool is_bare_number(bri_phrase phrase, double *number) {
    char *end;
    *number = strtod(phrase.text, &end);
    return phrase.length && strspn(phrase.text, "+-.0123456789eE") == phrase.length && end == phrase.text + phrase.length && isfinite(*number);
}

static bool parse(bri_arena *arena, scoped self, uint32_t parameter, bri_phrase phrase, double *value) {
    const brink_scenario *scenario = self.scenario;
    const bri_parameter *p = &scenario->parameters[parameter];
    double number;
    if (is_bare_number(phrase, &number)) {
        *value = number * p->unit_value;
        return true;
    }
    const char *what = bri_arena_format(arena, "the value of parameter \"%s\"", p->name);
    double *values = own_values(arena, scenario);
    if (!what || !values) return false;
    bri_expr_want want = {.type = p->type, .only_parameters = true, .what = what};
    bri_scope scope = {.self = &self,
                       .name = scope_name,
                       .is_reference = scope_is_reference,
                       .reference = scope_reference,
                       .names = scope_names,
                       .function = scope_function,
                       .curve = scope_curve,
                       .reads = scope_reads,
                       .start = scenario->start};
    const bri_expr *expr = bri_expr_parse(arena, phrase.text, phrase.length, phrase.places, &scope, &want, NULL, 0, self.diagnostics);
    return expr && bri_expr_is_constant(expr, values, value);
}

bool bri_override_parse(bri_arena *arena, const brink_scenario *scenario, uint32_t parameter, bri_phrase phrase, double *value,
                        brink_diagnostics *diagnostics) {
    return parse(arena, (scoped){scenario, diagnostics, NULL}, parameter, phrase, value);
}

bool bri_override_read(bri_build *build, uint32_t parameter, bri_phrase phrase, double *value) {
    return parse(build->arena, (scoped){build->scenario, build->diagnostics, build->curves.items}, parameter, phrase, value);
}

bool bri_override_fits(bri_arena *arena, const bri_parameter *parameter, double value, bri_place place, const char *variant,
                       brink_diagnostics *diagnostics) {
    if (isfinite(value) && value >= parameter->minimum && value <= parameter->maximum) return true;
    const char *in = variant ? bri_arena_format(arena, " in variant \"%s\"", variant) : "";
    if (!isfinite(value))
        bri_diag_error(diagnostics, place, NULL, "parameter \"%s\" has no finite value%s", parameter->name, in ? in : "");
    else
        bri_diag_error(diagnostics, place, NULL, "parameter \"%s\" must be %s, not %s%s", parameter->name,
                       bri_range_text(arena, parameter->minimum, parameter->maximum, false, parameter->unit_value, parameter->unit),
                       bri_quantity_text(arena, value, parameter->unit_value, parameter->unit), in ? in : "");
    return false;
}

/* ---- the public call ---- */

/* A --set as it would be typed, so that a complaint can show it. */
typedef struct typing {
    bri_place *places; /* of each byte of "name=value", and of the end */
    size_t name_length;
} typing;

static bool type_out(typing *typed, bri_arena *arena, const brink_override *override, brink_diagnostics *diagnostics) {
    char *text = bri_arena_format(arena, "%s=%s", override->name, override->value);
    if (!text) return false;
    size_t length = strlen(text);
    const bri_source *source = bri_diag_source(diagnostics, "--set", text, length);
    typed->places = bri_arena_alloc(arena, length + 1, sizeof *typed->places);
    typed->name_length = strlen(override->name);
    if (!source || !typed->places) return false;
    int column = 0;
    for (size_t i = 0; i <= length; i++) {
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
        typed->places[i] = (bri_place){.source = source, .line = 1, .column = column, .length = 1};
    }
    return true;
}

static void complain_unknown(bri_arena *arena, const brink_scenario *scenario, const typing *typed, const char *name,
                             brink_diagnostics *diagnostics) {
    const bri_names *names = scenario->parameter_names;
    const char *nearest = bri_nearest(name, names->names, names->count);
    bri_place place = typed->places[0];
    place.length = typed->places[typed->name_length].column - place.column;
    bri_diag_error(diagnostics, place, nearest ? bri_arena_format(arena, "did you mean \"%s\"?", nearest) : NULL, "unknown parameter \"%s\"", name);
}

/* One override into values and is_set. False: memory is out. */
static bool put(bri_arena *arena, const brink_scenario *scenario, const brink_override *override, double *values, bool *is_set, bool *is_wrong,
                brink_diagnostics *diagnostics) {
    typing typed;
    uint32_t parameter;
    if (!type_out(&typed, arena, override, diagnostics)) return false;
    if (!bri_names_find(scenario->parameter_names, override->name, &parameter)) {
        complain_unknown(arena, scenario, &typed, override->name, diagnostics);
        *is_wrong = true;
        return true;
    }
    bri_phrase phrase = {override->value, strlen(override->value), typed.places + typed.name_length + 1};
    bri_place place = phrase.places[0];
    place.length = (int)phrase.length;
    if (bri_override_parse(arena, scenario, parameter, phrase, &values[parameter], diagnostics) &&
        bri_override_fits(arena, &scenario->parameters[parameter], values[parameter], place, NULL, diagnostics)) {
        is_set[parameter] = true;
        bri_parameter_spread(scenario->parameters, parameter, scenario->groups, values, is_set);
    } else {
        *is_wrong = true;
    }
    return true;
}

/* Parameters that are formulas of changed ones may have left their ranges. */
static bool derived_fit(bri_arena *arena, const brink_scenario *scenario, const double *values, const bool *is_set, brink_diagnostics *diagnostics) {
    bool do_fit = true;
    for (uint32_t i = 0; i < scenario->parameter_count; i++)
        if (!is_set[i] && scenario->parameters[i].expr && !bri_reads_lost(scenario->parameters[i].expr, scenario->parameters, values))
            do_fit &= bri_override_fits(arena, &scenario->parameters[i], values[i], scenario->parameters[i].place, NULL, diagnostics);
    return do_fit;
}

static brink_status find_values(bri_arena *arena, const brink_scenario *scenario, size_t variant, const brink_override *overrides, size_t count,
                                double *values, brink_diagnostics *diagnostics, brink_error *error) {
    bool is_wrong = false;
    bool *is_set = bri_arena_alloc(arena, scenario->parameter_count, sizeof *is_set);
    double *found = variant == BRINK_BASE ? own_values(arena, scenario) : bri_arena_alloc(arena, scenario->parameter_count, sizeof *found);
    if (!is_set || !found) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (variant != BRINK_BASE && scenario->parameter_count) {
        memcpy(found, scenario->variants[variant].parameters, scenario->parameter_count * sizeof *found);
        memcpy(is_set, scenario->variants[variant].overrides, scenario->parameter_count * sizeof *is_set);
    }
    for (size_t i = 0; i < count; i++)
        if (!put(arena, scenario, &overrides[i], found, is_set, &is_wrong, diagnostics))
            return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    bri_parameters_derive(scenario, found, is_set);
    if (!derived_fit(arena, scenario, found, is_set, diagnostics) || is_wrong)
        return brink_error_set(error, BRINK_E_SCENARIO, "the parameters cannot be set so");
    if (scenario->parameter_count) memcpy(values, found, scenario->parameter_count * sizeof *found);
    return BRINK_OK;
}

brink_status brink_scenario_values(const brink_scenario *scenario, size_t variant, const brink_override *overrides, size_t count, double *values,
                                   brink_diagnostics *diagnostics, brink_error *error) {
    bri_arena *arena = bri_arena_new();
    if (!arena) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = find_values(arena, scenario, variant, overrides, count, values, diagnostics, error);
    bri_arena_free(arena);
    return status;
}
