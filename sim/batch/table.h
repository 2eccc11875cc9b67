/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A growing table of a results file: columns along one dimension, flushed chunk by chunk, so that memory is bounded whatever its length.
 * What is flushed goes to the file, into the journal's block, or both.
 */
#ifndef BRI_TABLE_H
#define BRI_TABLE_H

#include "batch/block.h"
#include "batch/h5out.h"
#include "batch/press.h"
#include "batch/rows.h"

/** Rows of a chunk. Fewer (a power of two, at least BRI_CHUNK_ROWS_LEAST) where rows are so wide that a chunk of all columns would pass
 *  BRI_CHUNK_BYTES. */
#define BRI_CHUNK_ROWS 65536
#define BRI_CHUNK_ROWS_LEAST 1024
#define BRI_CHUNK_BYTES (64 << 20)

typedef struct bri_table bri_table;

/** A table in `group` (which exists) of out along `dimension`; out NULL: no file. Where a column has the dimension's name it is the dimension's
 *  coordinate and stands first; else the dimension has none. Full chunks are packed by `press`. Columns, names, out and press are borrowed. NULL:
 *  memory is out. */
bri_table *bri_table_new(bri_h5out *out, bri_press *press, const char *group, const char *dimension, const bri_column *columns,
                         size_t column_count);
void bri_table_free(bri_table *table);

/** False: memory is out, or the file has failed. */
bool bri_table_is_good(const bri_table *table);
bool bri_table_is_short_of_memory(const bri_table *table);

/** Append rows (of the same columns), from number `first` on, `count` of them. Failures of the file are kept in out. */
void bri_table_append(bri_table *table, const bri_rows *rows, size_t first, size_t count);

/** Write what is in hand. Nothing may be appended after it. */
void bri_table_finish(bri_table *table);

/** Rows appended so far (where it was aimed: plus those before). */
uint64_t bri_table_length(const bri_table *table);

/* ---- chunks that are packed already ---- */

/** Could a chunk of so many rows be taken as it is? */
bool bri_table_takes_chunk(const bri_table *table, uint64_t rows);

/** Take a chunk as it is: all its columns, packed. bri_table_skip then counts its rows in. */
void bri_table_adopt(bri_table *table, const uint8_t *const packed[], const size_t lengths[]);
bool bri_table_has_adopted(const bri_table *table);
void bri_table_skip(bri_table *table, size_t count);

/* ---- the journal ---- */

/** The next row to be appended is this one: what is in hand is forgotten. Only where there is no file. */
void bri_table_aim(bri_table *table, uint64_t row);

/** From here on rows also go into this block, in sections of this kind; NULL: into none. */
void bri_table_follow(bri_table *table, bri_block_out *block, bri_block_kind kind);

/** Put what is in hand, and in no block yet, into the block. */
void bri_table_save(bri_table *table);

/** The chunk's rows for rows of so many bytes. */
size_t bri_table_chunk_rows(size_t row_bytes);

#endif
