/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Models from outside: shared objects that a scenario names in `libraries`.
 */
#ifndef BRI_LIBRARY_H
#define BRI_LIBRARY_H

#include "plan/build.h"

/** Load all libraries that the file names, into build->scenario. What cannot be loaded is complained about. */
void bri_libraries_read(bri_build *build);

/** A model by its name, from the registry or from a library; NULL: there is none. */
const brink_model *bri_model_find(const bri_build *build, const char *name);

/** The nearest of all models' names, as a hint; NULL: none is near. */
const char *bri_model_hint(bri_build *build, const char *name);

/** Unload them: when the scenario goes, since its models' texts lie in them. */
void bri_libraries_close(brink_scenario *scenario);

#endif
