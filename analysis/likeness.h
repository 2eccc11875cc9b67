/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Is a replication that was run again the one whose rows stand in a results file?
 */
#ifndef BRI_LIKENESS_H
#define BRI_LIKENESS_H

#include "brink/results.h"
#include "kernel/record.h"
#include "plan/scenario.h"

#define BRI_DIFFERENCE_SIZE 500

/** Compare a record, with its events, to the file's row of replication `replication` of a point: all that /replications holds of its history
 *  (outcomes, counts, first passages, derived quantities, how it ended), and its rows of /events where it was traced. Numbers must be equal to
 *  the last bit. `scenario` is the base's, which laid out the file's columns. *words: the first difference, and how many columns differ; "": none. */
brink_status bri_history_difference(char words[BRI_DIFFERENCE_SIZE], brink_results *results, const brink_scenario *scenario, size_t point,
                                    uint64_t replication, const bri_record *record, brink_error *error);

#endif
