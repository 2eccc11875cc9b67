/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Actors, and groups of them: `states = { count = 1000; … }` makes its members, `states = { members = [ … ]; }` names them.
 */
#ifndef BRI_ACTOR_H
#define BRI_ACTOR_H

#include "plan/build.h"

/** First pass: enter the names of all actors and groups, and find the groups' members. */
void bri_actors_declare(bri_build *build);

/** A group in the making: everything but its members is set. NULL: memory is out. */
bri_group *bri_group_add(bri_build *build, const char *name, bri_place place);
/** Give it its members (which are kept), and their positions. */
void bri_group_fill(bri_build *build, uint32_t group, const uint32_t *members, uint32_t count);

/** Read the section; groups are declared already. */
void bri_actors_read(bri_build *build);

#endif
