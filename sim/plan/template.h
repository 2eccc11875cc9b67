/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Decisions of templates: `for_each = "GROUP"` makes one for each member, `for_each = "dyad in NETWORK"` one for each link.
 */
#ifndef BRI_TEMPLATE_H
#define BRI_TEMPLATE_H

#include "plan/setting.h"

/** Decisions that a scenario may have, with all instances. */
#define BRI_MOST_DECISIONS 10000000

/** First pass, after the networks: how many instances each decision of the file has, and where they begin. */
void bri_templates_declare(bri_build *build);

/** What a decision's `for_each`, `self` and `target` say, into the leader and the context of its formulas; leader->range is BRI_NONE where it is no
 *  template. */
void bri_template_read(bri_build *build, bri_decision *leader, const bri_tree_node *node);
/** A target that is drawn; later, since its weights may read marks of the trigger. */
void bri_template_read_draw(bri_build *build, bri_decision *leader, const bri_tree_node *node);

/** What an instance is called: "launch[DEU,FRA]"; of a plain decision, its name. */
const char *bri_template_name(bri_build *build, uint32_t leader, uint32_t number);

/** Make the other instances of a leader that has been read, and hold its actions' needs against whom it is about. */
void bri_template_finish(bri_build *build, uint32_t leader, const bri_tree_node *node);

#endif
