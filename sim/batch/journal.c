/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small things (parts, failures, counts) are gathered until the block closes. A granule that has not ended when it does leaves rows in the block
 * that no part counts: they are computed again. */
#include "batch/journal.h"

#include <stdlib.h>
#include <string.h>

#include "batch/pack.h"

/* What a block keeps in memory before it goes to disk: a short run never makes a folder. */
#define BLOCK_BYTES (8 << 20)

struct bri_journal {
    bri_folder *folder;
    const char *run, *sha256;
    bri_block_out *block;
    bri_block_part *parts;
    size_t part_count, part_capacity, ended_parts; /* ended_parts: up to the end of the last granule that ended */
    bri_failure *failures;
    size_t failure_capacity;
    uint64_t failure_count, ended_failures;
    bri_block_sums sums, ended; /* so far; up to the end of the last granule that ended */
    bri_aggregate *point;       /* counts of the point's granules in this block */
    bri_aggregate *whole;       /* those of the point so far; NULL: nobody asks */
    bool has_point, is_given;   /* is_given: whole has them */
    size_t point_number;
    bri_goals *goals; /* NULL: none */
    size_t first_outcome;
    bri_packer packer;
    brink_error error; /* of the first failure that is not the block's */
    bool failed;
};

bri_journal *bri_journal_new(bri_folder *folder, const char *run, const char *sha256, const bri_aggregate_layout *layout) {
    bri_journal *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    *made = (bri_journal){.folder = folder, .run = run, .sha256 = sha256, .point = bri_aggregate_new(layout)};
    bri_packer_init(&made->packer);
    if (made->point != NULL)
        return made;
    bri_journal_free(made);
    return NULL;
}

void bri_journal_tally(bri_journal *journal, bri_goals *goals, size_t first_outcome) {
    journal->goals = goals;
    journal->first_outcome = first_outcome;
}

void bri_journal_count_for(bri_journal *journal, bri_aggregate *whole) {
    journal->whole = whole;
}

void bri_journal_free(bri_journal *journal) {
    if (journal == NULL)
        return;
    bri_block_discard(journal->block);
    bri_aggregate_free(journal->point);
    bri_packer_clear(&journal->packer);
    free(journal->parts);
    free(journal->failures);
    free(journal);
}

static void fail(bri_journal *journal, brink_status status, const char *message) {
    if (!journal->failed)
        brink_error_set(&journal->error, status, "%s", message);
    journal->failed = true;
}

bri_block_out *bri_journal_block(const bri_journal *journal) {
    return journal->block;
}

bool bri_journal_begin(bri_journal *journal, uint64_t granule, uint64_t first_event) {
    journal->block = bri_block_new(journal->sha256, granule, first_event);
    journal->part_count = journal->ended_parts = 0;
    journal->failure_count = journal->ended_failures = 0;
    journal->sums = journal->ended = (bri_block_sums){.granules = 0};
    return journal->block != NULL;
}

uint64_t bri_journal_granules(const bri_journal *journal) {
    return journal->ended.granules;
}

/* ---- notes ---- */

static void note_part(bri_journal *journal, const bri_part *part) {
    if (journal->part_count == journal->part_capacity) {
        size_t capacity = 2 * journal->part_capacity + 64;
        bri_block_part *more = realloc(journal->parts, capacity * sizeof *more);
        if (more == NULL) {
            fail(journal, BRINK_E_MEMORY, "out of memory");
            return;
        }
        journal->parts = more;
        journal->part_capacity = capacity;
    }
    journal->parts[journal->part_count++] =
        (bri_block_part){.replications = part->replications.count, .events = part->events.count, .ends_granule = part->ends_granule};
}

static void note_failures(bri_journal *journal, const bri_part *part) {
    for (size_t i = 0; i < part->failure_count; i++, journal->failure_count++) {
        if (journal->failure_count >= BRI_MOST_FAILURES)
            continue;
        if (journal->failure_count == journal->failure_capacity) {
            size_t capacity = 2 * journal->failure_capacity + 16;
            bri_failure *more = realloc(journal->failures, capacity * sizeof *more);
            if (more == NULL) {
                fail(journal, BRINK_E_MEMORY, "out of memory");
                return;
            }
            journal->failures = more;
            journal->failure_capacity = capacity;
        }
        journal->failures[journal->failure_count] = part->failures[i];
    }
}

static void note_sums(bri_journal *journal, const bri_part *part) {
    const int32_t *events = part->replications.data[BRI_REPLICATION_EVENTS_TOTAL];
    for (size_t i = 0; i < part->replications.count; i++)
        journal->sums.events += (uint64_t)events[i];
    journal->sums.replications += part->replications.count;
    journal->sums.failed += part->failure_count;
    journal->sums.granules += part->ends_granule;
}

static void end_granule(bri_journal *journal, uint64_t granule, const bri_part *part) {
    size_t size = bri_aggregate_moments_size(part->aggregate);
    uint8_t *image = malloc(size + 1);
    if (image == NULL || !bri_aggregate_merge_counts(journal->point, part->aggregate)) {
        fail(journal, BRINK_E_MEMORY, "out of memory");
    } else {
        bri_aggregate_save_moments(part->aggregate, image);
        bri_block_put(journal->block, BRI_BLOCK_MOMENTS, granule, 0, image, size);
    }
    free(image);
    if (journal->goals != NULL)
        bri_block_put(journal->block, BRI_BLOCK_TALLY, granule, 0, bri_goals_cells(journal->goals, granule),
                      journal->goals->count * sizeof(bri_tally_cell));
    journal->has_point = true;
    journal->is_given = false;
    journal->ended = journal->sums;
    journal->ended_parts = journal->part_count;
    journal->ended_failures = journal->failure_count;
}

void bri_journal_give_counts(bri_journal *journal) {
    if (journal->whole == NULL || !journal->has_point || journal->is_given || journal->failed)
        return;
    if (!bri_aggregate_merge_counts(journal->whole, journal->point))
        fail(journal, BRINK_E_MEMORY, "out of memory");
    journal->is_given = true;
}

static void end_point(bri_journal *journal) {
    bri_journal_give_counts(journal);
    if (!journal->has_point || journal->failed)
        return;
    size_t size = bri_aggregate_counts_size(journal->point), length;
    uint8_t *image = malloc(size + 1);
    const uint8_t *packed = NULL;
    if (image != NULL) {
        bri_aggregate_save_counts(journal->point, image);
        packed = bri_pack(&journal->packer, image, size, 1, &length);
    }
    if (packed == NULL)
        fail(journal, BRINK_E_MEMORY, "out of memory");
    else
        bri_block_put(journal->block, BRI_BLOCK_COUNTS, journal->point_number, size, packed, length);
    free(image);
    bri_aggregate_reset(journal->point);
    journal->has_point = false;
}

void bri_journal_part(bri_journal *journal, size_t point, uint64_t granule, const bri_part *part) {
    if (journal->failed || journal->block == NULL)
        return;
    if (journal->point_number != point)
        end_point(journal);
    journal->point_number = point;
    note_part(journal, part);
    note_failures(journal, part);
    note_sums(journal, part);
    if (journal->goals != NULL)
        bri_goals_count(journal->goals, granule, &part->replications, journal->first_outcome);
    if (part->ends_granule)
        end_granule(journal, granule, part);
}

/* ---- to disk ---- */

static brink_status open_folder(bri_journal *journal) {
    brink_error error;
    brink_status status = bri_folder_ensure(journal->folder, journal->run, &error);
    if (status != BRINK_OK)
        fail(journal, status, error.message);
    return status;
}

bool bri_journal_relieve(bri_journal *journal) {
    if (journal->block != NULL && !journal->failed && bri_block_pending(journal->block) > BLOCK_BYTES && open_folder(journal) == BRINK_OK)
        bri_block_spill(journal->block, journal->folder->path);
    return !journal->failed && (journal->block == NULL || bri_block_is_good(journal->block));
}

brink_status bri_journal_close(bri_journal *journal, brink_error *error) {
    bri_block_out *block = journal->block;
    journal->block = NULL;
    if (block == NULL || (journal->ended.granules == 0 && !journal->failed)) {
        bri_block_discard(block);
        return BRINK_OK;
    }
    journal->block = block;
    end_point(journal);
    journal->block = NULL;
    bri_block_put(block, BRI_BLOCK_PARTS, 0, 0, journal->parts, journal->ended_parts * sizeof *journal->parts);
    uint64_t failures = journal->ended_failures < BRI_MOST_FAILURES ? journal->ended_failures : BRI_MOST_FAILURES;
    bri_block_put(block, BRI_BLOCK_FAILURES, journal->ended_failures, 0, journal->failures, failures * sizeof *journal->failures);
    if (journal->failed || open_folder(journal) != BRINK_OK) {
        bri_block_discard(block);
        return brink_error_set(error, journal->error.status, "%s", journal->error.message);
    }
    return bri_block_close(block, journal->folder->path, &journal->ended, error);
}
