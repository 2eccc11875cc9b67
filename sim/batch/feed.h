/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A block taken apart again: its rows into the tables, in the steps in which they came; its aggregates, granule by granule.
 */
#ifndef BRI_FEED_H
#define BRI_FEED_H

#include "batch/aggregate.h"
#include "batch/block.h"
#include "batch/pack.h"
#include "batch/part.h"
#include "batch/table.h"

/** The sections of one kind, one after another. */
typedef struct bri_feed_cursor {
    bri_block_kind kind;
    bri_table *table;       /* of rows */
    uint64_t rows;          /* that the block's parts count, and are to be taken */
    size_t next;            /* number of the block's section to look at next */
    uint8_t *data;          /* of the section in hand */
    size_t capacity;
    uint64_t size, taken;   /* rows of the section in hand */
    bri_rows unpacked;      /* these, where the section is not adopted as it is */
} bri_feed_cursor;

/** What is added to numbers that a block holds: rows and events that its process counted from elsewhere. */
typedef struct bri_feed_shifts {
    int64_t events, rows, granules;
} bri_feed_shifts;

/** Columns of a table that may be shifted. */
#define BRI_FEED_SHIFTED 2

typedef struct bri_feed {
    const bri_block_in *block;
    const bri_schema *schema;
    bri_feed_shifts shifts;
    bri_feed_cursor replications, events, moments;
    bri_block_part *parts;
    size_t part_count, part;
    uint8_t *data; /* of small sections */
    size_t capacity;
    bri_packer packer, shifters[BRI_FEED_SHIFTED];
} bri_feed;

/** Begin with a block; all borrowed until bri_feed_end, which must follow in any case. */
brink_status bri_feed_begin(bri_feed *feed, const bri_block_in *block, bri_table *replications, bri_table *events, const bri_schema *schema,
                            const bri_feed_shifts *shifts, brink_error *error);
void bri_feed_end(bri_feed *feed);

/** The next part; NULL where there is none left. */
const bri_block_part *bri_feed_next(bri_feed *feed);

/** Append a part's rows to the tables. */
brink_status bri_feed_rows(bri_feed *feed, const bri_block_part *part, brink_error *error);

/** Merge a granule's moments; add the counts of the block's granules of a point. */
brink_status bri_feed_moments(bri_feed *feed, uint64_t granule, bri_aggregate *aggregate, brink_error *error);
brink_status bri_feed_counts(bri_feed *feed, uint64_t point, bri_aggregate *aggregate, brink_error *error);

/** The first `kept` of `count` failures; they live until the next call. */
brink_status bri_feed_failures(bri_feed *feed, bri_failure **failures, uint64_t *kept, uint64_t *count, brink_error *error);

#endif
