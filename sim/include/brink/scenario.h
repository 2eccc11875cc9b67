/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Read a scenario file. A scenario is immutable and may be shared by threads.
 */
#ifndef BRINK_SCENARIO_H
#define BRINK_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/diagnostics.h"
#include "brink/status.h"

typedef struct brink_scenario brink_scenario;

/** Read and check the file at path, with all it includes. Every complaint goes into diagnostics; if any is an error the call gives
 *  BRINK_E_SCENARIO (a file that cannot be read is one too). *scenario is set only on success; free it with brink_scenario_free.
 *  The scenario keeps places in the collector's sources: the collector must outlive it. */
brink_status brink_scenario_read(brink_scenario **scenario, const char *path, brink_diagnostics *diagnostics, brink_error *error);

/** The same from a text in memory; name stands for the file's in complaints, and includes are looked for beside it. */
brink_status brink_scenario_parse(brink_scenario **scenario, const char *name, const char *text, size_t length,
                                  brink_diagnostics *diagnostics, brink_error *error);
void brink_scenario_free(brink_scenario *scenario);

const char *brink_scenario_title(const brink_scenario *scenario);
/** Start and end in days since 1970-01-01T00:00Z. */
double brink_scenario_start(const brink_scenario *scenario);
double brink_scenario_end(const brink_scenario *scenario);
/** How many of each there are, for `brink check`. */
size_t brink_scenario_actor_count(const brink_scenario *scenario);
size_t brink_scenario_action_count(const brink_scenario *scenario);
size_t brink_scenario_decision_count(const brink_scenario *scenario);
/** Those that variants alone have, which are not among them. */
size_t brink_scenario_added_action_count(const brink_scenario *scenario);
size_t brink_scenario_added_decision_count(const brink_scenario *scenario);
size_t brink_scenario_variable_count(const brink_scenario *scenario);
size_t brink_scenario_variant_count(const brink_scenario *scenario);
/** Name of variant index (0 .. count-1), without the base. */
const char *brink_scenario_variant_name(const brink_scenario *scenario, size_t index);
/** Variant by name: true and *index. */
/** The scenario as a variant (BRINK_BASE: the base) has it: another one where the variant replaces decisions or actions. It belongs to `scenario`,
 * and  takes the same parameters. */
const brink_scenario *brink_scenario_variant_scenario(const brink_scenario *scenario, size_t variant);
bool brink_scenario_variant_find(const brink_scenario *scenario, const char *name, size_t *index);

/** Parameters, in file order. Values are the file's own, in the parameter's unit ("" where it has none: a plain number). */
size_t brink_scenario_parameter_count(const brink_scenario *scenario);
const char *brink_scenario_parameter_name(const brink_scenario *scenario, size_t index);
const char *brink_scenario_parameter_unit(const brink_scenario *scenario, size_t index);
const char *brink_scenario_parameter_doc(const brink_scenario *scenario, size_t index);
double brink_scenario_parameter_value(const brink_scenario *scenario, size_t index);
/** One of its unit in internal units (days to the power that its dimension has). */
double brink_scenario_parameter_scale(const brink_scenario *scenario, size_t index);
/** Parameter by name: true and *index. */
bool brink_scenario_parameter_find(const brink_scenario *scenario, const char *name, size_t *index);

/** Set a parameter. value is what could stand in the file: a number in the parameter's own unit, or a formula of parameters ("20/yr", "2*test_rate"),
 *  which is taken at the file's own values. */
typedef struct brink_override {
    const char *name, *value;
} brink_override;

/** No variant: the file's own values. */
#define BRINK_BASE SIZE_MAX

/** The parameters' values, in internal units, into values[brink_scenario_parameter_count()]: the file's, with a variant's on top (an index, or
 *  BRINK_BASE), and overrides on top of both; parameters that are formulas of changed ones follow them. Unknown names, wrong formulas and
 *  values out of range: BRINK_E_SCENARIO, with the complaints in diagnostics under the source name "--set". values is set only on success. */
brink_status brink_scenario_values(const brink_scenario *scenario, size_t variant, const brink_override *overrides, size_t count,
                                   double *values, brink_diagnostics *diagnostics, brink_error *error);

#endif
