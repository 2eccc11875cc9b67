/* SPDX-License-Identifier: GPL-3.0-or-later */
/* brink graph: who excites or dampens whom, for Graphviz. */
#include "brink/explain.h"
#include "commands.h"
#include "told.h"

static brink_status run_graph(const cli_arguments *arguments) {
    return cli_tell(arguments, brink_graph_dot);
}

const cli_command cli_command_graph = {
    .name = "graph",
    .operands = "FILE",
    .summary = "Draw who excites or dampens whom, for Graphviz: brink graph FILE | dot -Tsvg",
    .text = "Nodes are actions (boxes, by actor) and variables. Orange edges make more likely or raise, blue ones make\n"
            "less likely or lower, grey ones do both or it depends; black ones bring about. Directions are judged at the\n"
            "start of the scenario.\n",
    .operand_kind = CLI_SCENARIO_FILES,
    .operand_min = 1,
    .operand_max = 1,
    .options = cli_told_options,
    .option_count = CLI_TOLD_OPTION_COUNT,
    .run = run_graph,
};
