/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of brink_builder: a decision while its model elaborates it.
 */
#ifndef BRI_BUILDER_H
#define BRI_BUILDER_H

#include "plan/build.h"

/** Let a model elaborate decision number `index`, whose clock, options and votes are then set. `node` is the group `model` (NULL: left out). The
 *  triggers and the action (BRI_NONE: none) of the decision are set already. */
void bri_model_elaborate(bri_build *build, const brink_model *model, const bri_tree_node *node, uint32_t index, uint32_t action);

#endif
