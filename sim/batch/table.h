/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A growing table of a results file: columns along one dimension, flushed chunk by chunk, so that memory is bounded whatever its length.
 */
#ifndef BRI_TABLE_H
#define BRI_TABLE_H

#include "batch/h5out.h"
#include "batch/rows.h"

/** Rows of a chunk. Fewer (a power of two, at least BRI_CHUNK_ROWS_LEAST) where rows are so wide that a chunk of all columns would pass
 *  BRI_CHUNK_BYTES. */
#define BRI_CHUNK_ROWS 65536
#define BRI_CHUNK_ROWS_LEAST 1024
#define BRI_CHUNK_BYTES (64 << 20)

typedef struct bri_table bri_table;

/** A table in `group` (which exists) of out along `dimension`. Where a column has the dimension's name it is the dimension's coordinate and
 *  stands first; else the dimension has none. Columns, names and out are borrowed. NULL: memory is out. */
bri_table *bri_table_new(bri_h5out *out, const char *group, const char *dimension, const bri_column *columns, size_t column_count);
void bri_table_free(bri_table *table);

/** Append rows (of the same columns). Failures of the file are kept in out. */
void bri_table_append(bri_table *table, const bri_rows *rows);

/** Write what is in hand. Nothing may be appended after it. */
void bri_table_finish(bri_table *table);

/** Rows appended so far. */
uint64_t bri_table_length(const bri_table *table);

/** The chunk's rows for rows of so many bytes. */
size_t bri_table_chunk_rows(size_t row_bytes);

#endif
