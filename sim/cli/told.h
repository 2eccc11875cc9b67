/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What `explain` and `graph` share: read a scenario, take --set and --variant, print a text made of both.
 */
#ifndef CLI_TOLD_H
#define CLI_TOLD_H

#include "brink/scenario.h"
#include "options.h"

enum { CLI_TOLD_SET, CLI_TOLD_VARIANT, CLI_TOLD_OPTION_COUNT };

extern const cli_option cli_told_options[CLI_TOLD_OPTION_COUNT];

/** Read the first operand, and print what `tell` makes of it at the parameters' values that the options give. */
brink_status cli_tell(const cli_arguments *arguments, char *(*tell)(const brink_scenario *scenario, const double *parameters));

#endif
