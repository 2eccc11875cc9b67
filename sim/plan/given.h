/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Values of parameters that a user gives as text, and complaints about them.
 */
#ifndef BRI_GIVEN_H
#define BRI_GIVEN_H

#include "plan/scenario.h"

/** The parameter of a name (length bytes of it). BRINK_E_USAGE: there is none, with the nearest one. */
brink_status bri_given_parameter(const brink_scenario *scenario, const char *name, size_t length, uint32_t *parameter, brink_error *error);

/** The variant of a name. BRINK_E_USAGE: there is none. */
brink_status bri_given_variant(const brink_scenario *scenario, const char *name, uint32_t *variant, brink_error *error);

/** The variant that a point of a run is of, by its name: the variant's own, or one that begins with it and a comma. BRI_NONE: it is the base's. */
uint32_t bri_variant_of_point(const brink_scenario *scenario, const char *point);

/** The value that a text gives to a parameter: a number in its own unit, or a constant expression. BRINK_E_USAGE: a wrong text, or out of range. */
brink_status bri_given_value(const brink_scenario *scenario, uint32_t parameter, const char *text, double *value, brink_error *error);

/** BRINK_E_USAGE: there is no such thing; did you mean …? */
brink_status bri_given_unknown(const char *what, const char *word, const char *const *names, size_t count, brink_error *error);

#endif
