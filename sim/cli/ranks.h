/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The processes that do a run together. brink is always one alone (alone.c); brink-mpi is linked with those of an MPI job instead (sim/mpi).
 */
#ifndef CLI_RANKS_H
#define CLI_RANKS_H

#include <stdbool.h>

#include "brink/run.h"

/** Before anything else. A process that is not the first says nothing from then on, and does nothing but its part of runs. */
brink_status cli_ranks_begin(int *argc, char ***argv);

/** Is this the process that speaks? */
bool cli_ranks_is_first(void);

/** As brink_run, by all processes together: each calls it with the same options, once. In the first, report and error tell of the whole run, and what
 *  went wrong in another process is told with its number and its host; in the others they tell nothing, but the status is the same. */
brink_status cli_ranks_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                           brink_diagnostics *diagnostics, brink_error *error);

/** At the end, with what this process has come to; gives the status that it is to exit with. A process that failed before it came to cli_ranks_run
 *  makes the others fail, and the first one says why. */
brink_status cli_ranks_end(brink_status status);

#endif
