/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The journal of a run: what the writer takes also goes into blocks, from time to time one is closed, and what it holds is safe from then on.
 */
#ifndef BRI_JOURNAL_H
#define BRI_JOURNAL_H

#include "batch/folder.h"
#include "batch/goals.h"
#include "batch/part.h"
#include "batch/table.h"

typedef struct bri_journal bri_journal;

/** A journal in folder (borrowed, as the rest); run is the text of its file "run", sha256 the hash of the run's identity. NULL: memory is out. */
bri_journal *bri_journal_new(bri_folder *folder, const char *run, const char *sha256, const bri_aggregate_layout *layout);

/** Count what granules say of goals (borrowed), and keep it in the blocks. */
void bri_journal_tally(bri_journal *journal, bri_goals *goals, size_t first_outcome);

/** Counts of granules are to be added to those of their point (borrowed): when a block is closed, and when bri_journal_give_counts is called. */
void bri_journal_count_for(bri_journal *journal, bri_aggregate *whole);

/** What is not in a closed block is lost. NULL is fine. */
void bri_journal_free(bri_journal *journal);

/** The block that is open, for the tables' rows; NULL: none. */
bri_block_out *bri_journal_block(const bri_journal *journal);

/** Open a block that begins with this granule, where the count of events stands at first_event. False: memory is out. */
bool bri_journal_begin(bri_journal *journal, uint64_t granule, uint64_t first_event);

/** Granules in the open block that have ended. */
uint64_t bri_journal_granules(const bri_journal *journal);

/** Note a part that has been appended to the tables, and its granule's aggregate where it ends one. */
void bri_journal_part(bri_journal *journal, size_t point, uint64_t granule, const bri_part *part);

/** All granules of the point in hand have ended: its counts must be whole now. */
void bri_journal_give_counts(bri_journal *journal);

/** After a part: send what is large to disk. False: that failed, and bri_journal_close will say how. */
bool bri_journal_relieve(bri_journal *journal);

/** Close the open block: what it holds is on disk, safe. The tables' last rows must be in it. */
brink_status bri_journal_close(bri_journal *journal, brink_error *error);

/** Failures that a file keeps the messages of; /replications/status marks all. */
#define BRI_MOST_FAILURES 10000

#endif
