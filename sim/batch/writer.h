/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What becomes of a run's parts: one writer, fed in order of points and granules, puts them into the results file, into the journal, or both.
 */
#ifndef BRI_WRITER_H
#define BRI_WRITER_H

#include "batch/journal.h"
#include "batch/part.h"
#include "batch/provenance.h"
#include "plan/plan.h"

typedef struct bri_writer bri_writer;

/** What a writer must know; all borrowed for its life. */
typedef struct bri_writer_plan {
    const brink_scenario *scenario;
    const bri_design *design;
    const bri_schema *schema;
    const bri_request *request;
    const bri_aggregate_layout *layout;
    const char *identity; /* batch/identity.h */
    uint64_t numbered_for; /* replications of a point by which blocks number their granules and rows; 0: the request's own */
    const char *precision; /* that was asked for; NULL: none */
    bool precision_reached;
} bri_writer_plan;

/** Begin the file, and write all that is known beforehand. path NULL: there is no file, only a journal. */
brink_status bri_writer_open(bri_writer **writer, const bri_writer_plan *plan, const char *path, bool force, brink_error *error);

/** From here on what is taken is also kept in this journal (borrowed). */
void bri_writer_follow(bri_writer *writer, bri_journal *journal);

/** Where its columns wait to be packed: others may help while they lend it parts. */
bri_press *bri_writer_press(const bri_writer *writer);

/** Take a part of granule number `granule` (counted through all points): parts of a granule in order, granules in order. The part is the caller's
 *  again afterwards. Where it ends its point, the point's aggregates are written. */
void bri_writer_take(bri_writer *writer, uint64_t granule, bri_part *part);

/** Take all of a block instead, which begins with the next granule. BRINK_E_FORMAT: it is not what it should be; BRINK_E_IO, BRINK_E_MEMORY. */
brink_status bri_writer_feed(bri_writer *writer, const bri_block_in *block, brink_error *error);

/** Put all rows that were taken into the journal's block, which may then be closed; the next part begins another one. False: memory is out. */
bool bri_writer_settle(bri_writer *writer);
/** The same, and close the block: what was taken is safe. */
brink_status bri_writer_save(bri_writer *writer, brink_error *error);

/** False: the file or the journal has failed already, and bri_writer_commit or bri_writer_save will say so. */
bool bri_writer_is_good(const bri_writer *writer);
bool bri_writer_file_is_good(const bri_writer *writer);

/** Sums up to the end of the last granule that ended: what is in a block, or will be when it is closed. */
const bri_block_sums *bri_writer_sums(const bri_writer *writer);
/** The first failed replication's row and message; false where there is none. */
bool bri_writer_first_failure(const bri_writer *writer, bri_failure *failure);
/** "replication 17 of base: more than 1,000 events". */
void bri_failure_tell(const bri_failure *failure, const bri_design *design, const bri_request *request, char *text, size_t size);
uint64_t bri_writer_traced_events(const bri_writer *writer);
uint64_t bri_writer_held(const bri_writer *writer);

/** The number that a block's granule has in this file. */
uint64_t bri_writer_renumber(const bri_writer_plan *plan, uint64_t granule);

/** Granules of a point, and of all points. */
uint64_t bri_granules_of_point(const bri_request *request);
uint64_t bri_granules_of_run(const bri_request *request, const bri_design *design);

/** The first row of a granule in /replications; past the last one, the number of rows. */
uint64_t bri_row_of_granule(const bri_request *request, uint64_t granule);

/** Complete the file, and free the writer whether that works or not. */
brink_status bri_writer_commit(bri_writer *writer, uint64_t *bytes, brink_error *error);
void bri_writer_discard(bri_writer *writer);

#endif
