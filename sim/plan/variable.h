/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Variables: numbers with a closed-form path between events.
 */
#ifndef BRI_VARIABLE_H
#define BRI_VARIABLE_H

#include "plan/build.h"

/** Read the section. */
void bri_variables_read(bri_build *build);

#endif
