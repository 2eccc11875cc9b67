/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Actions: marks, durations, effects.
 */
#ifndef BRI_ACTION_H
#define BRI_ACTION_H

#include "plan/build.h"

/** Enter the marks of every action into build->names and build->mark_defs, and note which actions have a duration. */
void bri_marks_declare(bri_build *build);

/** Read the section. */
void bri_actions_read(bri_build *build);

/** Read a list of effects (NULL: none) of an action in build->context. noun: "effect" or "end effect". */
void bri_effects_read(bri_build *build, const bri_tree_node *node, const char *noun, const char *action, const bri_effect **effects, uint32_t *count);

/** When all is read: effects that models have added go behind an action's own. */
void bri_actions_finish(bri_build *build);

#endif
