/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * From a tree to a scenario.
 */
#ifndef BRI_READER_H
#define BRI_READER_H

#include "lang/tree.h"
#include "plan/scenario.h"

/** Read a tree into a scenario, which then owns it (on success only). Complaints go to diagnostics: BRINK_E_SCENARIO if any is an error. */
brink_status bri_scenario_new(brink_scenario **scenario, bri_tree *tree, const char *path, brink_diagnostics *diagnostics, brink_error *error);

#endif
