/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The pages of /provenance: what is needed to run again, and to know what was run. No date, no host, no path.
 */
#ifndef BRI_PROVENANCE_H
#define BRI_PROVENANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "batch/design.h"
#include "plan/plan.h"

/** What a run was asked for, resolved: the scenario's choices filled in. */
typedef struct bri_request {
    uint64_t seed, replications;
    uint64_t trace_count; /* of each point; UINT64_MAX: all */
    const char *const *overrides; /* as given */
    size_t override_count;
    const char *precision; /* canonical; NULL: none, else replications is the most that is allowed until it is known, and these are: */
    uint64_t least, most;
    const char *sweep;    /* as given; NULL: none */
    bool has_design_file;
} bri_request;

/** Replications of a granule of this run. It hangs on how many replications a point has, or may have, and on nothing else. */
uint64_t bri_granule_size(const bri_request *request);

/* Each gives a text that the caller frees; NULL: memory is out. */

/** The scenario's text with its includes put in their places, between "# >>> NAME" and "# <<< NAME", and the files
 *  that it reads in a section `data`: one text that can be read alone. */
char *bri_page_scenario(const brink_scenario *scenario);

/** Parameters as used, at every point, and the settings of the run, in the scenario's own syntax. */
char *bri_page_resolved(const brink_scenario *scenario, const bri_design *design, const bri_request *request);

/** The part of it that tells of the libraries with models: a name and a SHA-256 each; nothing where there is none. A replay compares it. */
void bri_put_libraries(FILE *stream, const brink_scenario *scenario);

/** The command line that gives the same results. */
char *bri_page_invocation(const bri_design *design, const bri_request *request);

/** Version, compiler, flags and libraries. */
char *bri_page_build(void);

#endif
