/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Values that are put over parameters: by variants, by --set.
 */
#ifndef BRI_OVERRIDE_H
#define BRI_OVERRIDE_H

#include "plan/build.h"

/** A text that stands in a source. */
typedef struct bri_phrase {
    const char *text;
    size_t length;
    const bri_place *places; /* of each byte, and of the end */
} bri_phrase;

/** The value that a phrase gives to a parameter: a bare number in its unit, or a formula of parameters at the scenario's own values, of its
 *  type, which may use the scenario's functions and tables.
 *  False: a complaint was made. */
bool bri_override_parse(bri_arena *arena, const brink_scenario *scenario, uint32_t parameter, bri_phrase phrase, double *value,
                        brink_diagnostics *diagnostics);

/** The same while the scenario is being read: tables that it reads are marked so. */
bool bri_override_read(bri_build *build, uint32_t parameter, bri_phrase phrase, double *value);

/** Is a value finite and in the parameter's range? Else a complaint at `place`, that names the variant (NULL: none). */
bool bri_override_fits(bri_arena *arena, const bri_parameter *parameter, double value, bri_place place, const char *variant,
                       brink_diagnostics *diagnostics);

#endif
