/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * One replication of a results file again, told as a dated narrative that names causes. Nothing but the file is needed: it holds the
 * scenario's text, the seed and each point's parameters.
 */
#ifndef BRINK_REPLAY_H
#define BRINK_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/diagnostics.h"
#include "brink/results.h"

typedef struct brink_replay_options {
    size_t point;        /**< 0: the base */
    uint64_t replication; /**< its index within the point */
} brink_replay_options;

/** *text is the narrative; the caller frees it. *agrees: the history is the one whose numbers stand in the file: its row of
 *  /replications, and its events where they were traced, to the last bit (where not, the narrative says what differs: the file was changed, or
 *  made by another version of brink or of the C library). agrees may be NULL.
 *  A replication that failed is told up to its failure, and is no error of this call.
 *  BRINK_E_USAGE: no such point; a replication beyond the file's is run all the same (then *agrees is true: there is nothing to differ
 *  from). BRINK_E_SCENARIO: the embedded scenario is not accepted by this version; complaints in diagnostics. */
brink_status brink_replay(brink_results *results, const brink_replay_options *options, char **text, bool *agrees,
                          brink_diagnostics *diagnostics, brink_error *error);

#endif
