/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What commands that write results say of them at their end.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <stdint.h>

#include "brink/status.h"

/** The summary on stdout, as `brink summary` prints it, or how to see it where there are too many points to look at. Complaints go to stderr. */
brink_status cli_sum_up_run(const char *path, uint64_t points);

#endif
