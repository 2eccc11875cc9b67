/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of reading: all names first; then parameters, since everything may name them and takes its dimension from them; actors and variables,
 * since actions change them; derived quantities; actions, then decisions, whose models may add variables and effects; the rest. At the end all that
 * can be computed is checked, for the file's own values and for each variant's. */
#include "plan/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "plan/action.h"
#include "plan/actor.h"
#include "plan/check.h"
#include "plan/datafile.h"
#include "plan/decision.h"
#include "plan/derived.h"
#include "plan/dyad.h"
#include "plan/function.h"
#include "plan/library.h"
#include "plan/parameter.h"
#include "plan/scope.h"
#include "plan/sections.h"
#include "plan/sweep.h"
#include "plan/table_section.h"
#include "plan/variable.h"
#include "plan/variant.h"

/* How many series of the time grid a variable has. */
static uint32_t series_of(const bri_build *build, const bri_variable *v) {
    return v->group == BRI_NONE || !v->keeps_members ? 1 : ((const bri_group *)build->groups.items)[v->group].member_count;
}

/* What the time grid holds: variables, of those that a group's members have the mean, or each; then derived quantities. */
static void make_series(bri_build *build) {
    brink_scenario *scenario = build->scenario;
    const bri_variable *variables = build->variables.items;
    uint32_t total = 0, count = 0;
    for (uint32_t v = 0; v < scenario->recorded_count; v++) total += series_of(build, &variables[v]);
    bri_series *series = bri_build_alloc(build, total, sizeof *series);
    for (uint32_t v = 0; series && v < scenario->recorded_count; v++)
        for (uint32_t i = 0; i < series_of(build, &variables[v]); i++) {
            const bri_variable *variable = &variables[v];
            bool is_member = variable->group != BRI_NONE && variable->keeps_members;
            uint32_t actor = is_member ? ((const bri_group *)build->groups.items)[variable->group].members[i] : 0;
            series[count++] = (bri_series){
                .name = is_member ? bri_build_text(build, "%s_%s", variable->name, build->names[BRI_NAME_ACTOR].names[actor]) : variable->name,
                .variable = v,
                .slot = is_member                     ? variable->base + actor
                        : variable->group == BRI_NONE ? variable->slot
                                                      : BRI_NONE};
        }
    scenario->series = series;
    scenario->series_count = count;
}

static void finish(bri_build *build) {
    brink_scenario *scenario = build->scenario;
    bri_actions_finish(build);
    bri_dyads_finish(build);
    scenario->variables = build->variables.items;
    scenario->variable_count = build->variables.count;
    scenario->marks = build->marks;
    scenario->mark_count = build->names[BRI_NAME_MARK].count;
    scenario->actions = build->actions;
    scenario->action_count = build->names[BRI_NAME_ACTION].count;
    scenario->decisions = build->decisions;
    scenario->decision_count = build->decision_count;
    scenario->slots = build->slots.items;
    scenario->slot_count = build->slots.count;
    scenario->checks = build->checks.items;
    scenario->check_count = build->checks.count;
    scenario->branchings = build->branchings.items;
    scenario->branching_count = build->branchings.count;
    scenario->groups = build->groups.items;
    scenario->group_count = build->groups.count;
    scenario->data_files = build->data.items;
    scenario->data_file_count = build->data.count;
    scenario->curves = build->curves.items;
    scenario->curve_count = build->curves.count;
    make_series(build);
    for (uint32_t i = 0; i < scenario->slot_count; i++)
        if (scenario->slots[i].role == BRI_ROLE_AGE) build->decisions[scenario->slots[i].argument].age_slot = i;
}

static void read_sections(bri_build *build, const bri_tree_node *root) {
    static void (*const readers[])(bri_build *) = {
        bri_libraries_read,
        bri_header_read,    bri_tables_read,     bri_parameters_read, bri_actors_read,   bri_variables_read, bri_derived_read, bri_functions_check,
        bri_actions_read, bri_decisions_read, bri_ladder_read,     bri_outcomes_read, bri_variants_read,  bri_batch_read,
    };
    build->errors_before = brink_diagnostics_error_count(build->diagnostics);
    bri_scope_init(build);
    bri_sections_declare(build, root);
    for (size_t i = 0; i < sizeof readers / sizeof *readers && !build->is_out_of_memory; i++) readers[i](build);
    if (!build->is_out_of_memory) finish(build);
}

static void check_sweep(bri_build *build) {
    const brink_scenario *scenario = build->scenario;
    bri_sweep sweep;
    brink_error error;
    if (!scenario->sweep || brink_diagnostics_error_count(build->diagnostics) > 0) return;
    brink_status status = bri_sweep_parse(&sweep, build->arena, scenario, scenario->sweep, 0, &error);
    if (status == BRINK_E_USAGE) bri_diag_error(build->diagnostics, scenario->sweep_place, NULL, "%s", error.message);
    build->is_out_of_memory |= status == BRINK_E_MEMORY;
}

static void check_values(bri_build *build) {
    const brink_scenario *scenario = build->scenario;
    double *values = bri_build_alloc(build, scenario->parameter_count, sizeof *values);
    if (!values) return;
    for (uint32_t i = 0; i < scenario->parameter_count; i++) values[i] = scenario->parameters[i].value;
    brink_status status = bri_scenario_check(scenario, values, NULL, build->diagnostics, NULL);
    /* What is wrong already would be said again for every variant. */
    for (uint32_t i = 0; i < scenario->variant_count && status == BRINK_OK; i++) {
        const bri_variant *variant = &scenario->variants[i];
        status = bri_scenario_check(bri_scenario_of(scenario, variant), variant->parameters, variant->name, build->diagnostics, NULL);
        status = status == BRINK_E_SCENARIO ? BRINK_OK : status;
    }
    build->is_out_of_memory |= status == BRINK_E_MEMORY;
}

/* SHA-256 of the files' texts, one after the other; then of the names and texts of files with data. */
static bool digest(const brink_scenario *scenario, char hex[BRI_DIGEST_SIZE]) {
    char *text = NULL;
    size_t total, length;
    FILE *stream = open_memstream(&text, &total);
    if (!stream) return false;
    for (size_t i = 0; i < bri_tree_file_count(scenario->tree); i++) {
        const char *part = bri_tree_file_text(scenario->tree, i, &length);
        fwrite(part, 1, length, stream);
    }
    for (uint32_t i = 0; i < scenario->data_file_count; i++) {
        const bri_data_file *file = &scenario->data_files[i];
        if (!file->is_within && file->text) fprintf(stream, "%c%s%c%zu%c", 0, file->name, 0, file->length, 0);
        if (!file->is_within && file->text) fwrite(file->text, 1, file->length, stream);
    }
    bool worked = !ferror(stream);
    worked = fclose(stream) == 0 && worked;
    if (worked) bri_digest_text(text, total, hex);
    free(text);
    return worked;
}

/* The scenario as a variant has it that replaces decisions or actions. It shares the base's libraries and files. */
static void read_structure(bri_build *base, uint32_t index, const bri_tree_node *root) {
    brink_scenario *made = bri_build_alloc(base, 1, sizeof *made);
    bri_build *build = bri_build_alloc(base, 1, sizeof *build);
    if (!made || !build) return;
    const brink_scenario *file = base->scenario;
    *made = (brink_scenario){.base = file,
                             .arena = file->arena,
                             .tree = file->tree,
                             .path = file->path,
                             .title = "",
                             .doc = "",
                             .libraries = file->libraries,
                             .library_count = file->library_count};
    *build = (bri_build){.arena = base->arena, .diagnostics = base->diagnostics, .scenario = made, .variant = index + 1, .data = base->data};
    size_t before = brink_diagnostics_error_count(base->diagnostics);
    read_sections(build, bri_variants_restructure(build, root));
    size_t more = brink_diagnostics_error_count(base->diagnostics) - before;
    if (more)
        bri_diag_error(base->diagnostics, base->sections[BRI_SECTION_VARIANTS]->children[index]->name_place, NULL,
                       "with what variant \"%s\" replaces, the file has %zu more error%s", file->variants[index].name, more, more == 1 ? "" : "s");
    base->is_out_of_memory |= build->is_out_of_memory;
    base->data = build->data;
    ((bri_variant *)file->variants)[index].scenario = made;
}

static void read_structures(bri_build *build, const bri_tree_node *root) {
    const bri_tree_node *section = build->sections[BRI_SECTION_VARIANTS];
    for (uint32_t i = 0; i < build->scenario->variant_count && !build->is_out_of_memory; i++)
        if (bri_variant_is_structural(section->children[i])) read_structure(build, i, root);
    build->scenario->data_files = build->data.items;
    build->scenario->data_file_count = build->data.count;
    if (!build->is_out_of_memory) bri_data_check(build);
}

static brink_status read_tree(brink_scenario **made, bri_arena *arena, bri_tree *tree, const char *path, brink_diagnostics *diagnostics,
                              brink_error *error) {
    size_t before = brink_diagnostics_error_count(diagnostics);
    brink_scenario *new = bri_arena_alloc(arena, 1, sizeof *new);
    bri_build *build = bri_arena_alloc(arena, 1, sizeof *build);
    if (!new || !build) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    *made = new;
    *new = (brink_scenario){.arena = arena, .tree = tree, .path = bri_arena_text(arena, path, strlen(path)), .title = "", .doc = ""};
    *build = (bri_build){.arena = arena, .diagnostics = diagnostics, .scenario = new};
    read_sections(build, bri_variants_restructure(build, bri_tree_root(tree)));
    if (!build->is_out_of_memory) read_structures(build, bri_tree_root(tree));
    if (!build->is_out_of_memory) check_values(build);
    if (!build->is_out_of_memory) check_sweep(build);
    if (build->is_out_of_memory || !new->path || !digest(new, new->sha256)) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    size_t errors = brink_diagnostics_error_count(diagnostics) - before;
    if (errors) return brink_error_set(error, BRINK_E_SCENARIO, "%s: %zu error%s", path, errors, errors == 1 ? "" : "s");
    return BRINK_OK;
}

brink_status bri_scenario_new(brink_scenario **scenario, bri_tree *tree, const char *path, brink_diagnostics *diagnostics, brink_error *error) {
    bri_arena *arena = bri_arena_new();
    if (!arena) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_scenario *made = NULL;
    brink_status status = read_tree(&made, arena, tree, path, diagnostics, error);
    if (status == BRINK_OK) {
        *scenario = made;
        return BRINK_OK;
    }
    if (made) bri_libraries_close(made);
    bri_arena_free(arena);
    return status;
}
