/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* asprintf */
#include "plan/library_file.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool find_flaw(bri_library_flaw *flaw, const char *hint, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool find_flaw(bri_library_flaw *flaw, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(flaw->text, sizeof flaw->text, format, arguments);
    va_end(arguments);
    flaw->hint = hint;
    return false;
}

static bool open_file(bri_library *library, const char *path, bri_library_flaw *flaw) {
    brink_error error;
    if (bri_digest_file(path, library->sha256, &error) != BRINK_OK) return find_flaw(flaw, NULL, "cannot be read: %s", error.message);
    dlerror();
    library->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const char *why = library->handle ? NULL : dlerror();
    return library->handle || find_flaw(flaw, NULL, "cannot be loaded: %s", why ? why : "no reason is given");
}

bool bri_library_load(bri_library *library, const char *path, bri_library_flaw *flaw) {
    if (!open_file(library, path, flaw)) return false;
    const brink_model_library *models = dlsym(library->handle, BRINK_MODEL_LIBRARY_SYMBOL);
    if (!models) return find_flaw(flaw, "brink/model.h tells how to write one", "does not define \"" BRINK_MODEL_LIBRARY_SYMBOL "\"");
    bool is_right = models->abi == BRINK_MODEL_ABI && models->model_size == sizeof(brink_model) && models->setting_size == sizeof(brink_setting);
    if (!is_right)
        return find_flaw(flaw, "build it again with the headers of this version of brink",
                         "was built for version %u of the model interface, and this is version %u", models->abi, BRINK_MODEL_ABI);
    if (!models->count || !models->models) return find_flaw(flaw, NULL, "holds no model");
    library->models = models;
    return true;
}

bool bri_library_model_is_good(const brink_model_library *models, size_t index, bri_library_flaw *flaw) {
    const brink_model *model = models->models[index];
    bool is_whole = model && model->name && model->elaborate && (!model->table.count || model->table.settings);
    if (!is_whole) return find_flaw(flaw, NULL, "has a model %zu without a name, settings or a function", index + 1);
    bool is_taken = brink_model_find(model->name) != NULL;
    for (size_t i = 0; i < index; i++)
        is_taken |= models->models[i] && models->models[i]->name && strcmp(models->models[i]->name, model->name) == 0;
    return !is_taken || find_flaw(flaw, NULL, "has a model \"%s\", and there is one already", model->name);
}

/* ---- the public calls ---- */

struct brink_library {
    bri_library file;
};

/* A name without a slash would be looked for in the system's folders. */
static bool load(brink_library *library, const char *path, bri_library_flaw *flaw) {
    char *beside = NULL;
    if (!strchr(path, '/') && asprintf(&beside, "./%s", path) < 0) return find_flaw(flaw, NULL, "cannot be read: out of memory");
    bool is_good = bri_library_load(&library->file, beside ? beside : path, flaw);
    for (size_t i = 0; is_good && i < library->file.models->count; i++) is_good = bri_library_model_is_good(library->file.models, i, flaw);
    free(beside);
    return is_good;
}

brink_status brink_library_open(brink_library **library, const char *path, brink_error *error) {
    bri_library_flaw flaw;
    brink_library *made = calloc(1, sizeof *made);
    if (!made) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (load(made, path, &flaw)) {
        *library = made;
        return BRINK_OK;
    }
    brink_library_close(made);
    return brink_error_set(error, BRINK_E_IO, "library \"%s\" %s%s%s", path, flaw.text, flaw.hint ? "; " : "", flaw.hint ? flaw.hint : "");
}

size_t brink_library_model_count(const brink_library *library) {
    return library->file.models->count;
}

const brink_model *brink_library_model_at(const brink_library *library, size_t index) {
    return library->file.models->models[index];
}

void brink_library_close(brink_library *library) {
    if (library && library->file.handle) dlclose(library->file.handle);
    free(library);
}
