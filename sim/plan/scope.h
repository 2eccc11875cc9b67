/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What names mean in the formulas of a scenario; the slots that they need are made on the way.
 */
#ifndef BRI_SCOPE_H
#define BRI_SCOPE_H

#include "plan/build.h"

/** Make build->scope ready. */
void bri_scope_init(bri_build *build);

/** The slot of a definition: found or made. BRI_NONE: memory is out. */
uint32_t bri_slot_get(bri_build *build, bri_slot_def def);

/** Slots of members or instances 0 .. count - 1, which lie together; `def` is that of the first (an age's argument, else its member, counts up).
 *  Found or made; BRI_NONE: memory is out. */
uint32_t bri_slots_get(bri_build *build, bri_slot_def def, uint32_t count);

/** The leaf that stands for a slot. */
bri_leaf bri_slot_leaf(const bri_build *build, uint32_t slot);

/** A parameter's leaf; its formula is parsed first if it is not yet. */
bri_found bri_parameter_leaf(bri_build *build, uint32_t parameter, bri_leaf *leaf);

/** The definition of a mark, parsed if it is not yet; its expression is NULL where it is wrong. */
const bri_mark_def *bri_mark_parse(bri_build *build, uint32_t def);

/** The type of a mark, found by parsing its first definition. */
bri_type bri_mark_type(bri_build *build, uint32_t mark);

#endif
