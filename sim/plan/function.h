/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The user's functions.
 */
#ifndef BRI_FUNCTION_H
#define BRI_FUNCTION_H

#include "plan/build.h"

/** First pass: enter the functions of the section, so that formulas may call them wherever they stand. */
void bri_functions_declare(bri_build *build);

/** Look over all bodies, called or not. After variables and derived quantities. */
void bri_functions_check(bri_build *build);

/** The function of a name, or NULL. */
const bri_user_function *bri_user_function_find(const bri_build *build, const char *name);

#endif
