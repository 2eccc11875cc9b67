/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The file "run" of a folder of blocks: the run's identity, and all that is needed to put its results together without its scenario file.
 */
#ifndef BRI_MANIFEST_H
#define BRI_MANIFEST_H

#include "batch/identity.h"

/** The text; the caller frees it. NULL: memory is out. */
char *bri_manifest_text(const bri_identity *identity, const brink_scenario *scenario, const bri_design *design, const bri_request *request);

/** A text taken apart. The options point into it, and it is changed. */
typedef struct bri_manifest {
    char *text;
    const char *scenario; /* its text */
    char sha256[BRI_DIGEST_SIZE];
    char *design;       /* text of a design of one's own; "" where there is none */
    size_t design_length;
    const char **words; /* of the options' lists */
    const char *precision;
    brink_run_options options;
} bri_manifest;

/** BRINK_E_FORMAT: it is no such text; BRINK_E_MEMORY. The copy of the text is freed by bri_manifest_clear, which must follow in any case. */
brink_status bri_manifest_read(bri_manifest *manifest, const char *text, brink_error *error);
void bri_manifest_clear(bri_manifest *manifest);

#endif
