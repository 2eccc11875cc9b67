/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What is said of members in formulas: self.x, target.x, other.x, DEU.x, and whom these words may mean where a formula stands.
 */
#ifndef BRI_MEMBER_H
#define BRI_MEMBER_H

#include "plan/build.h"

/** The leaf of "self.x", "DEU.x" and the like. */
bri_found bri_member_name(bri_build *build, const char *name, bri_place place, bri_leaf *leaf);

/** `link`: the weight of the link in hand. */
bri_found bri_member_link(bri_build *build, bri_place place, bri_leaf *leaf);

/** Is this a variable or parameter that each member of a group has? Then it cannot stand alone: the complaint. */
bool bri_member_is_family(const bri_build *build, const char *name);
bri_found bri_member_complain_plain(bri_build *build, const char *name, bri_place place);

/** Who is meant by "self", "target", "other" (*actor is 0) or by an actor's name (*who is NONE). False: a complaint was made. */
bool bri_member_word(bri_build *build, const char *word, bri_place place, bri_who *who, uint32_t *actor);

/** The same of somebody with postures; where *who is not NONE, *actor is one of those who may be meant, and all have its postures. */
bool bri_member_posture(bri_build *build, const char *word, bri_place place, bri_who *who, uint32_t *actor);

/** A variable of a member to be assigned: *slot is that of actor 0 where *who is not NONE. `owner`: "self", "DEU" …, or "other" within each().
 *  False: a complaint was made. */
bool bri_member_variable(bri_build *build, const char *owner, const char *name, bri_place place, bri_who *who, uint32_t *slot);

/** The second argument of sum(NETWORK, …) begins, ends (of bri_scope). */
bri_found bri_member_enter(void *self, const char *network, bri_place place, uint32_t *index);
void bri_member_leave(void *self);

/** Find a group or network; false: a complaint was made. */
bool bri_group_find(bri_build *build, const char *name, bri_place place, uint32_t *index);

/** Is every one of `actors` in the group? Else *missing is one who is not. */
bool bri_group_holds(const bri_build *build, uint32_t group, const uint32_t *actors, uint32_t count, uint32_t *missing);

#endif
