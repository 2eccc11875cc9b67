/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process, which is the first. */
#include "ranks.h"

brink_status cli_ranks_begin(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    return BRINK_OK;
}

bool cli_ranks_is_first(void) {
    return true;
}

brink_status cli_ranks_run(const brink_scenario *scenario, const brink_run_options *options, brink_run_report *report,
                           brink_diagnostics *diagnostics, brink_error *error) {
    return brink_run(scenario, options, report, diagnostics, error);
}

brink_status cli_ranks_end(brink_status status) {
    return status;
}
