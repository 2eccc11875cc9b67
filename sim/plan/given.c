/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/override.h"

/* The text of the first complaint, without its place and its picture. */
static void first_complaint(const brink_diagnostics *diagnostics, char *text, size_t size) {
    char *all = brink_diagnostics_render(diagnostics, 1);
    char *start = all != NULL ? strstr(all, "error: ") : NULL;
    snprintf(text, size, "%s", start != NULL ? start + strlen("error: ") : "not a value");
    text[strcspn(text, "\n")] = '\0';
    free(all);
}

uint32_t bri_variant_of_point(const brink_scenario *scenario, const char *point) {
    size_t length = strcspn(point, ",");
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        if (strlen(scenario->variants[i].name) == length && strncmp(scenario->variants[i].name, point, length) == 0) return i;
    return BRI_NONE;
}

brink_status bri_given_value(const brink_scenario *scenario, uint32_t parameter, const char *text, double *value, brink_error *error) {
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

enum { LISTED = 10 }; /* names that a message may hold */

/* "; it has silent, loud", or nothing where there are none. */
static void list_names(const char *const *names, size_t count, char *text, size_t size) {
    size_t shown = count < LISTED ? count : LISTED, used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < shown && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i == 0 ? "; it has " : ", ", names[i]);
    if (shown < count && used < size) snprintf(text + used, size - used, " and %zu more", count - shown);
}

brink_status bri_given_unknown(const char *what, const char *word, const char *const *names, size_t count, brink_error *error) {
    const char *near = bri_nearest(word, names, count);
    if (near != NULL)
        return brink_error_set(error, BRINK_E_USAGE, "no %s \"%s\"; did you mean \"%s\"?", what, word, near);
    char listed[300];
    list_names(names, count, listed, sizeof listed);
    return brink_error_set(error, BRINK_E_USAGE, "the scenario has no %s \"%s\"%s", what, word, listed);
}

brink_status bri_given_parameter(const brink_scenario *scenario, const char *name, size_t length, uint32_t *parameter, brink_error *error) {
    char *copy = strndup(name, length);
    if (copy == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = BRINK_OK;
    if (!bri_names_find(scenario->parameter_names, copy, parameter))
        status = bri_given_unknown("parameter", copy, scenario->parameter_names->names, scenario->parameter_names->count, error);
    free(copy);
    return status;
}

brink_status bri_given_variant(const brink_scenario *scenario, const char *name, uint32_t *variant, brink_error *error) {
    const char **names = malloc((scenario->variant_count + (size_t)1) * sizeof *names);
    if (names == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    bool is_found = false;
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        names[i] = scenario->variants[i].name;
        if (strcmp(names[i], name) != 0) continue;
        *variant = i;
        is_found = true;
    }
    brink_status status = is_found ? BRINK_OK : bri_given_unknown("variant", name, names, scenario->variant_count, error);
    free(names);
    return status;
}
