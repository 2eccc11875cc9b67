/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The smaller sections of a scenario file, and the names of all.
 */
#ifndef BRI_SECTIONS_H
#define BRI_SECTIONS_H

#include "plan/build.h"

/** First pass: find the sections, complain of unknown and missing ones, enter all names. */
void bri_sections_declare(bri_build *build, const bri_tree_node *root);

/** Title and dates; sets scope.start, so it is read first. */
void bri_header_read(bri_build *build);
/** Names of the rungs: before any formula, since it may name them. */
void bri_ladder_declare(bri_build *build);
void bri_ladder_read(bri_build *build);
void bri_outcomes_read(bri_build *build);
void bri_batch_read(bri_build *build);

#endif
