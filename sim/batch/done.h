/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What an earlier process of a run has left under the results file's name: a finished run need not be run again.
 */
#ifndef BRI_DONE_H
#define BRI_DONE_H

#include "batch/folder.h"
#include "batch/identity.h"
#include "brink/run.h"

/** Is the results file there, and of this very run? *is_done says so, and report then holds what the file holds. A file of another run, or none of
 *  ours: BRINK_E_USAGE, with what differs. */
brink_status bri_done_check(const char *output, const bri_identity *identity, bool *is_done, brink_run_report *report, brink_error *error);

/** The seed that was drawn for an interrupted or finished run; false where there is none. */
bool bri_done_seed(const char *output, const bri_folder *folder, uint64_t *seed);

#endif
