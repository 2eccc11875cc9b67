/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Variants: what they set, and what they replace.
 */
#ifndef BRI_VARIANT_H
#define BRI_VARIANT_H

#include "plan/build.h"

/** Read the section: parameters' values. Nothing where the build is of a variant itself. */
void bri_variants_read(bri_build *build);

/** Does it replace decisions or actions? */
bool bri_variant_is_structural(const bri_tree_node *variant);

/** The file as build->variant has it (0: as the base has it): its decisions and actions in the places of those that they replace, those of
 *  other variants at the end. What is absent is noted in build->absent. */
const bri_tree_node *bri_variants_restructure(bri_build *build, const bri_tree_node *root);

/** Is a decision or action of this name not to be, in this variant? */
bool bri_is_absent(const bri_build *build, bri_name_kind kind, const char *name);

/** Visit the marks of all actions of the file and its variants, in one order for all; nothing where there are no variants. */
void bri_variant_marks(bri_build *build, void (*enter)(bri_build *build, const bri_tree_node *mark));

#endif
