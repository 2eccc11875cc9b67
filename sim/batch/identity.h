/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What makes two runs the same run: lines "name: value" on which every number of the results depends, and their hash.
 */
#ifndef BRI_IDENTITY_H
#define BRI_IDENTITY_H

#include "base/digest.h"
#include "batch/design.h"
#include "batch/provenance.h"

typedef struct bri_identity {
    char *text;
    char sha256[BRI_DIGEST_SIZE];
} bri_identity;

/** False: memory is out. */
bool bri_identity_init(bri_identity *identity, const brink_scenario *scenario, const bri_design *design, const bri_request *request);
void bri_identity_clear(bri_identity *identity);

/** Where two texts of identities, or of manifests that begin with them, differ, in words ("seed: 1 there, 2 here"), into `words`; false: they are
 *  equal. */
bool bri_identity_difference(const char *there, const char *here, char *words, size_t size);

/** The seed that a text names; false where it names none. */
bool bri_identity_seed(const char *text, uint64_t *seed);

#endif
