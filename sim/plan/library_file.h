/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A shared object with models: is it there, is it one of ours, and are its models whole?
 */
#ifndef BRI_LIBRARY_FILE_H
#define BRI_LIBRARY_FILE_H

#include "plan/scenario.h"

/** What is wrong with one: "library \"x\" " and this. */
typedef struct bri_library_flaw {
    const char *hint; /* NULL: none */
    char text[1200];
} bri_library_flaw;

/** Load the file at `path` (with a slash, or it would be looked for elsewhere) into the digest, handle and models of `library`. False: *flaw says
 *  why; the handle is set where there is something to close. */
bool bri_library_load(bri_library *library, const char *path, bri_library_flaw *flaw);

/** Is model `index` whole, and its name neither one of the registry nor of a model before it? Else *flaw says why not. */
bool bri_library_model_is_good(const brink_model_library *models, size_t index, bri_library_flaw *flaw);

#endif
