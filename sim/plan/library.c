/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library is a shared object that defines `brink_models` (brink/model.h). Its path is relative to the file that names it; where it is not there,
 * it is looked for in the folders of BRINK_LIBRARY_PATH, so that results can be replayed away from their scenario. Its SHA-256 stands for it in
 * results. */
#include "plan/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan/library_file.h"

/* ---- finding it ---- */

/* The folder of the file that a setting stands in, with its slash. "./" where neither has one, for a bare name would be looked for elsewhere. */
static const char *folder_of(bri_build *build, const bri_tree_node *node) {
    const char *name = node->value_place.source ? bri_source_name(node->value_place.source) : "";
    const char *slash = strrchr(name, '/');
    return slash ? bri_build_text(build, "%.*s", (int)(slash + 1 - name), name) : strchr(node->string, '/') ? "" : "./";
}

static const char *find_path(bri_build *build, const bri_tree_node *node) {
    const char *name = node->string, *beside = name[0] == '/' ? name : bri_build_text(build, "%s%s", folder_of(build, node), name);
    const char *folders = getenv("BRINK_LIBRARY_PATH");
    if (name[0] == '/' || access(beside, F_OK) == 0) return beside;
    while (folders && *folders) {
        size_t length = strcspn(folders, ":");
        const char *path = bri_build_text(build, "%.*s/%s", (int)length, folders, name);
        if (length && access(path, F_OK) == 0) return path;
        folders += length + (folders[length] == ':');
    }
    return beside;
}

/* ---- is it one of ours? ---- */

static bool complain(bri_build *build, const bri_tree_node *node, const bri_library_flaw *flaw, const char *hint) {
    bri_diag_error(build->diagnostics, node->value_place, hint, "library \"%s\" %s", node->string, flaw->text);
    return false;
}

/* Is there a model of this name in a library before? */
static bool is_taken(const bri_build *build, const char *name) {
    return !brink_model_find(name) && bri_model_find(build, name);
}

static bool check_models(bri_build *build, const bri_tree_node *node, const brink_model_library *models) {
    bool is_good = true;
    for (size_t i = 0; i < models->count; i++) {
        bri_library_flaw flaw = {.hint = NULL};
        if (!bri_library_model_is_good(models, i, &flaw)) {
            is_good = complain(build, node, &flaw, flaw.hint);
        } else if (is_taken(build, models->models[i]->name)) {
            snprintf(flaw.text, sizeof flaw.text, "has a model \"%s\", and there is one already", models->models[i]->name);
            is_good = complain(build, node, &flaw, NULL);
        }
    }
    return is_good;
}

/* ---- loading ---- */

static void read_library(bri_build *build, const bri_tree_node *node) {
    brink_scenario *scenario = build->scenario;
    bri_library *library = &scenario->libraries[scenario->library_count];
    if (node->kind != BRI_TREE_STRING) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "a library must be a path in a string, not %s", bri_tree_kind_name(node->kind));
        return;
    }
    bri_library_flaw flaw = {.hint = NULL};
    *library = (bri_library){.name = node->string};
    bool is_good = bri_library_load(library, find_path(build, node), &flaw);
    const brink_model_library *models = library->models;
    const char *where = "it is looked for beside the scenario, then in the folders of BRINK_LIBRARY_PATH";
    if (!is_good) complain(build, node, &flaw, *library->sha256 ? flaw.hint : where);
    library->models = NULL; /* until they are known to be good: names are looked up meanwhile */
    if (!library->handle) return;
    if (is_good && check_models(build, node, models)) library->models = models;
    scenario->library_count++; /* open: to be closed, models or not */
}

void bri_libraries_read(bri_build *build) {
    const bri_tree_node *section = build->sections[BRI_SECTION_LIBRARIES];
    if (!section || build->variant) return; /* a variant's scenario has the base's */
    build->scenario->libraries = bri_build_alloc(build, section->child_count, sizeof *build->scenario->libraries);
    for (size_t i = 0; build->scenario->libraries && i < section->child_count; i++) read_library(build, section->children[i]);
}

void bri_libraries_close(brink_scenario *scenario) {
    for (uint32_t i = scenario->library_count; i-- > 0;) dlclose(scenario->libraries[i].handle);
    scenario->library_count = 0;
}

/* ---- models by name ---- */

const brink_model *bri_model_find(const bri_build *build, const char *name) {
    const brink_model *model = brink_model_find(name);
    for (uint32_t i = 0; !model && i < build->scenario->library_count; i++) {
        const brink_model_library *models = build->scenario->libraries[i].models;
        for (size_t j = 0; models && j < models->count; j++)
            if (strcmp(models->models[j]->name, name) == 0) model = models->models[j];
    }
    return model;
}

const char *bri_model_hint(bri_build *build, const char *name) {
    size_t count = brink_model_count(), total = count;
    for (uint32_t i = 0; i < build->scenario->library_count; i++)
        if (build->scenario->libraries[i].models) total += build->scenario->libraries[i].models->count;
    const char **names = bri_build_alloc(build, total, sizeof *names);
    if (!names) return NULL;
    for (size_t i = 0; i < count; i++) names[i] = brink_model_at(i)->name;
    for (uint32_t i = 0; i < build->scenario->library_count; i++) {
        const brink_model_library *models = build->scenario->libraries[i].models;
        for (size_t j = 0; models && j < models->count; j++) names[count++] = models->models[j]->name;
    }
    return bri_build_hint(build, name, names, count);
}
