/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What a scenario says, as brink understood it: told in full, drawn as a graph, and searched for what was hardly meant.
 */
#ifndef BRINK_EXPLAIN_H
#define BRINK_EXPLAIN_H

#include "brink/scenario.h"

/** The whole scenario as text (UTF-8): every parameter, variable, action, decision, rung and outcome with its values, units and place in the file,
 *  the bounds of each rate over all that the variables may be, and who reads and changes what. `parameters` holds
 *  brink_scenario_parameter_count() values in internal units (as brink_scenario_values gives them). The caller frees the text; NULL when memory
 *  is out. */
char *brink_explain_text(const brink_scenario *scenario, const double *parameters);

/** Who excites or dampens whom, in Graphviz's language. Nodes are actions and variables; an edge says that an act, or a higher value, makes
 *  another act more or less likely, or changes a variable, judged at the start of the scenario. The caller frees the text; NULL when memory is
 *  out. */
char *brink_graph_dot(const brink_scenario *scenario, const double *parameters);

/** Warn of what is allowed and was hardly meant: a decision that can never fire, a rate that is always zero, a rung that cannot hold, an action
 *  that nobody takes, a variable or a parameter that nothing reads. Judged for the file's own values and every variant's. Warnings go to
 *  diagnostics; *count (may be NULL) becomes their number. */
brink_status brink_scenario_lint(const brink_scenario *scenario, brink_diagnostics *diagnostics, size_t *count, brink_error *error);

#endif
