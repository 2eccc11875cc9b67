/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Rows of a table in memory, column by column: what a worker hands to the writer.
 */
#ifndef BRI_ROWS_H
#define BRI_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/h5out.h"

typedef struct bri_rows {
    const bri_column *columns; /* borrowed */
    size_t column_count;
    size_t count, capacity;
    void **data; /* [column], an array of its type */
} bri_rows;

/** Empty rows of these columns (borrowed; no texts). False: memory is out, and nothing need be cleared. */
bool bri_rows_init(bri_rows *rows, const bri_column *columns, size_t column_count);
void bri_rows_clear(bri_rows *rows);

/** Make room for `more` rows beyond count. False: memory is out. */
bool bri_rows_reserve(bri_rows *rows, size_t more);

/** Store one number, rounded to the column's type; codes and counts beyond the type's range are held at its end. */
void bri_rows_put(bri_rows *rows, size_t column, size_t row, double value);

/** Bytes of one row. */
size_t bri_rows_width(const bri_column *columns, size_t column_count);

#endif
