/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The summary of a results file on stdout, as `brink summary` and `brink run` print it.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "brink/status.h"

/** Tables for people, or JSON. Complaints go to stderr. */
brink_status cli_print_summary(const char *path, bool as_json);
/** After a run: its summary, or how to see it where there are too many points to look at. */
brink_status cli_sum_up_run(const char *path, uint64_t points);

#endif
