/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Block files: the results of some granules that follow one another, safe on disk before the run is done.
 *
 * A block is a list of sections, each a kind, two numbers and bytes. A file is read only after every byte of it has been checked.
 */
#ifndef BRI_BLOCK_H
#define BRI_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "brink/status.h"

typedef enum bri_block_kind {
    BRI_BLOCK_REPLICATIONS, /* rows of /replications: a the first row, b how many; bytes: the columns' lengths (u64 each), then the packed columns */
    BRI_BLOCK_EVENTS,       /* the same of /events; a counts as the writing process did */
    BRI_BLOCK_MOMENTS,      /* moments of granule a (batch/aggregate.h) */
    BRI_BLOCK_COUNTS,       /* counts of all the block's granules of point a, b bytes, packed */
    BRI_BLOCK_TALLY,        /* of granule a: bri_tally_cell of each goal (batch/goals.h), where the run has any */
    BRI_BLOCK_PARTS,        /* bri_block_part, in order */
    BRI_BLOCK_FAILURES,     /* bri_failure, in order; a: how many there were in all */
    BRI_BLOCK_END,          /* bri_block_sums: the last section */
    BRI_BLOCK_KINDS
} bri_block_kind;

/** What was appended to the tables at once: rows of /replications, then rows of /events. */
typedef struct bri_block_part {
    uint64_t replications, events, ends_granule;
} bri_block_part;

/** What a block holds. Rows beyond those that its parts count belong to a granule that was not finished. */
typedef struct bri_block_sums {
    uint64_t granules, replications, events, failed;
} bri_block_sums;

/* ---- writing ---- */

typedef struct bri_block_out bri_block_out;

/** Begin a block. It stays in memory until it is spilled or closed. first_event: where the process's own count of /events stands. NULL: memory
 *  is out. */
bri_block_out *bri_block_new(const char run[BRI_DIGEST_SIZE], uint64_t first_granule, uint64_t first_event);

/** Add a section. The first failure is kept, and bri_block_close reports it. */
void bri_block_put(bri_block_out *block, bri_block_kind kind, uint64_t a, uint64_t b, const void *data, size_t length);

typedef struct bri_block_piece {
    const void *data;
    size_t length;
} bri_block_piece;

/** The same; its bytes are those of the pieces, one after another. */
void bri_block_put_all(bri_block_out *block, bri_block_kind kind, uint64_t a, uint64_t b, const bri_block_piece *pieces, size_t count);

/** Bytes that are in memory. */
size_t bri_block_pending(const bri_block_out *block);

/** Write what is in memory to a temporary file in folder, which must exist. */
void bri_block_spill(bri_block_out *block, const char *folder);

bool bri_block_is_good(const bri_block_out *block);

/** End the block: write, sync, and give it its name in folder. Frees it in any case. */
brink_status bri_block_close(bri_block_out *block, const char *folder, const bri_block_sums *sums, brink_error *error);

/** Leave nothing of it. NULL is fine. */
void bri_block_discard(bri_block_out *block);

/** The name of a block file of granules first … end - 1. */
#define BRI_BLOCK_NAME "granules-%010" PRIu64 "-%010" PRIu64 ".block"
/** What temporary block files are called, before ".tmp-". */
#define BRI_BLOCK_STEM "block"

/* ---- reading ---- */

typedef struct bri_section {
    bri_block_kind kind;
    uint64_t a, b, offset, length;
    uint32_t checksum;
} bri_section;

typedef struct bri_block_in {
    int file;
    char *path;
    char run[BRI_DIGEST_SIZE];
    uint64_t first_granule, first_event;
    bri_block_sums sums;
    bri_section *sections; /* in the file's order, without the end */
    size_t section_count;
} bri_block_in;

/** Open a block file, and check its heads; with `wholly` every byte. BRINK_E_FORMAT: it is damaged (error says how); BRINK_E_IO. */
brink_status bri_block_open(bri_block_in *block, const char *path, bool wholly, brink_error *error);
void bri_block_clear(bri_block_in *block);

/** Read a section's bytes into *data, which is made larger where needed (*capacity bytes; realloc). They are checked. */
brink_status bri_block_read(const bri_block_in *block, const bri_section *section, uint8_t **data, size_t *capacity, brink_error *error);

#endif
