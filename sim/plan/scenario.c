/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/scenario.h"

#include <assert.h>
#include <string.h>

#include "plan/library.h"
#include "plan/reader.h"

static brink_status from_tree(brink_scenario **scenario, bri_tree *tree, const char *name, brink_diagnostics *diagnostics, brink_error *error) {
    brink_status status = bri_scenario_new(scenario, tree, name, diagnostics, error);
    if (status != BRINK_OK) bri_tree_free(tree);
    return status;
}

brink_status brink_scenario_read(brink_scenario **scenario, const char *path, brink_diagnostics *diagnostics, brink_error *error) {
    bri_tree *tree;
    brink_status status = bri_tree_read(&tree, path, diagnostics, error);
    return status == BRINK_OK ? from_tree(scenario, tree, path, diagnostics, error) : status;
}

brink_status brink_scenario_parse(brink_scenario **scenario, const char *name, const char *text, size_t length, brink_diagnostics *diagnostics,
                                  brink_error *error) {
    bri_tree *tree;
    brink_status status = bri_tree_parse(&tree, name, text, length, diagnostics, error);
    return status == BRINK_OK ? from_tree(scenario, tree, name, diagnostics, error) : status;
}

void brink_scenario_free(brink_scenario *scenario) {
    if (!scenario) return;
    bri_libraries_close(scenario);
    bri_tree_free(scenario->tree);
    bri_arena_free(scenario->arena); /* the scenario lies in it */
}

const char *brink_scenario_title(const brink_scenario *scenario) {
    return scenario->title;
}

double brink_scenario_start(const brink_scenario *scenario) {
    return scenario->start;
}

double brink_scenario_end(const brink_scenario *scenario) {
    return scenario->end;
}

size_t brink_scenario_actor_count(const brink_scenario *scenario) {
    return scenario->actor_count;
}

size_t brink_scenario_action_count(const brink_scenario *scenario) {
    return scenario->action_count - brink_scenario_added_action_count(scenario);
}

size_t brink_scenario_added_action_count(const brink_scenario *scenario) {
    size_t count = 0;
    for (uint32_t i = 0; i < scenario->action_count; i++) count += scenario->actions[i].is_absent;
    return count;
}

size_t brink_scenario_decision_count(const brink_scenario *scenario) {
    return scenario->decision_count - brink_scenario_added_decision_count(scenario);
}

size_t brink_scenario_added_decision_count(const brink_scenario *scenario) {
    size_t count = 0;
    for (uint32_t i = 0; i < scenario->decision_count; i++) count += scenario->decisions[i].is_absent;
    return count;
}

size_t brink_scenario_variable_count(const brink_scenario *scenario) {
    return scenario->declared_variable_count;
}

size_t brink_scenario_variant_count(const brink_scenario *scenario) {
    return scenario->variant_count;
}

const char *brink_scenario_variant_name(const brink_scenario *scenario, size_t index) {
    assert(index < scenario->variant_count);
    return scenario->variants[index].name;
}

const brink_scenario *brink_scenario_variant_scenario(const brink_scenario *scenario, size_t variant) {
    return bri_scenario_of(scenario, variant < scenario->variant_count ? &scenario->variants[variant] : NULL);
}

bool brink_scenario_variant_find(const brink_scenario *scenario, const char *name, size_t *index) {
    for (uint32_t i = 0; i < scenario->variant_count; i++)
        if (strcmp(scenario->variants[i].name, name) == 0) {
            *index = i;
            return true;
        }
    return false;
}

size_t brink_scenario_parameter_count(const brink_scenario *scenario) {
    return scenario->parameter_count;
}

static const bri_parameter *parameter_at(const brink_scenario *scenario, size_t index) {
    assert(index < scenario->parameter_count);
    return &scenario->parameters[index];
}

const char *brink_scenario_parameter_name(const brink_scenario *scenario, size_t index) {
    return parameter_at(scenario, index)->name;
}

const char *brink_scenario_parameter_unit(const brink_scenario *scenario, size_t index) {
    return parameter_at(scenario, index)->unit;
}

const char *brink_scenario_parameter_doc(const brink_scenario *scenario, size_t index) {
    return parameter_at(scenario, index)->doc;
}

double brink_scenario_parameter_value(const brink_scenario *scenario, size_t index) {
    const bri_parameter *p = parameter_at(scenario, index);
    return p->value / p->unit_value;
}

double brink_scenario_parameter_scale(const brink_scenario *scenario, size_t index) {
    return parameter_at(scenario, index)->unit_value;
}

bool brink_scenario_parameter_find(const brink_scenario *scenario, const char *name, size_t *index) {
    uint32_t number;
    if (!bri_names_find(scenario->parameter_names, name, &number)) return false;
    *index = number;
    return true;
}
