/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Tables of text whose columns line up, whatever the script.
 */
#ifndef BRI_TEXTGRID_H
#define BRI_TEXTGRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define BRI_TEXTGRID_COLUMNS 12

typedef struct bri_textgrid {
    const char *alignment; /* one letter a column: 'l' or 'r' */
    char **cells;          /* [row][column] */
    size_t column_count, cell_count, capacity;
    bool failed;           /* memory was out */
} bri_textgrid;

/** An empty grid; as many columns as letters, at most BRI_TEXTGRID_COLUMNS. */
void bri_textgrid_init(bri_textgrid *grid, const char *alignment);
void bri_textgrid_clear(bri_textgrid *grid);

/** Add a cell: they fill row after row. */
void bri_textgrid_add(bri_textgrid *grid, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Print the rows: columns two blanks apart, no blanks at the end of a line; columns without text are left out. Where a row would be wider than
 *  `width` (0: no limit), texts of the first column are shortened. False: memory was out. */
bool bri_textgrid_print(const bri_textgrid *grid, FILE *stream, size_t width);

/** Columns that a UTF-8 text takes on a terminal. */
size_t bri_text_width(const char *text);

#endif
