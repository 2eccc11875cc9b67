/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Derived quantities: formulas with a name.
 */
#ifndef BRI_DERIVED_H
#define BRI_DERIVED_H

#include "plan/build.h"

/** Read the section: each becomes a bri_variable without a slot, behind the declared ones. */
void bri_derived_read(bri_build *build);

/** The leaf that stands for one; its formula is parsed first if it is not yet. */
bri_found bri_derived_leaf(bri_build *build, uint32_t derived, bri_place place, bri_leaf *leaf);

#endif
