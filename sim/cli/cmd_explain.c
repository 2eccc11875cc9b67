/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink explain: the scenario as understood. */
#include "brink/explain.h"
#include "commands.h"
#include "told.h"

static brink_status run_explain(const cli_arguments *arguments) {
    return cli_tell(arguments, brink_explain_text);
}

const cli_command cli_command_explain = {
    .name = "explain",
    .operands = "FILE",
    .summary = "Tell a scenario as it was understood: values, units, bounds, who reads and changes what",
    .operand_kind = CLI_SCENARIO_FILES,
    .operand_min = 1,
    .operand_max = 1,
    .options = cli_told_options,
    .option_count = CLI_TOLD_OPTION_COUNT,
    .run = run_explain,
};
