/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "brink/model.h"

#define MODEL(name) extern const brink_model brink_model_##name;
#include "registry.def"
#undef MODEL

#define MODEL(name) &brink_model_##name,
static const brink_model *const models[] = {
#include "registry.def"
};
#undef MODEL

size_t brink_model_count(void) {
    return sizeof models / sizeof *models;
}

const brink_model *brink_model_at(size_t index) {
    assert(index < brink_model_count());
    return models[index];
}

const brink_model *brink_model_find(const char *name) {
    for (size_t i = 0; i < brink_model_count(); i++)
        if (strcmp(models[i]->name, name) == 0) return models[i];
    return NULL;
}
