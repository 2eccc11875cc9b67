/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The arithmetic of types: what may be added, compared, multiplied.
 */
#ifndef BRI_TYPES_H
#define BRI_TYPES_H

#include "lang/expr.h"

/** The type of a part that was already complained about: it fits everything, so that one mistake makes one complaint. */
#define BRI_TYPE_WRONG ((bri_type){.is_boolean = true, .is_any = true})

/** Powers of time beyond this are refused. */
#define BRI_TIME_POWER_LIMIT 100

bool bri_type_is_wrong(bri_type type);

/** May a value of type `given` stand where `wanted` is asked for? A boolean counts as a number; a number is never a boolean. */
bool bri_type_fits(bri_type given, bri_type wanted);

/** The common type of two parts of a sum, a comparison or two branches; false: they have none. Two booleans give a number. */
bool bri_type_join(bri_type a, bri_type b, bri_type *joined);

/** The type of a product (sign 1) or a quotient (sign -1); false: the power of time is beyond the limit. */
bool bri_type_product(bri_type a, bri_type b, int sign, bri_type *product);

/** The type of a^exponent; false: the power of time is no whole number, or beyond the limit. */
bool bri_type_power(bri_type a, double exponent, bri_type *power);

#endif
