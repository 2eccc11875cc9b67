/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Tables in comma-separated values (RFC 4180): a line of names, then rows. Each cell knows its place.
 *
 * Lines end with LF or CR LF; a byte order mark, empty lines and lines that begin with # are passed over; blanks around a cell without quotation
 * marks do not count; within quotation marks "" stands for one.
 */
#ifndef BRI_CSV_H
#define BRI_CSV_H

#include "base/arena.h"
#include "lang/diag.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct bri_csv bri_csv; /* immutable; lives in its arena */

/** How much is said of one file before the rest goes unsaid. */
enum { BRI_CSV_COMPLAINTS = 10 };

/** Read a text (borrowed: it must live as long as the table) that is called `name` in complaints. NULL: complaints were made, or memory is out (then
 *  an error complaint says so). */
const bri_csv *bri_csv_read(bri_arena *arena, brink_diagnostics *diagnostics, const char *name, const char *text, size_t length);

const char *bri_csv_name(const bri_csv *csv);
uint32_t bri_csv_rows(const bri_csv *csv); /* without the line of names */
uint32_t bri_csv_columns(const bri_csv *csv);
/** The names of the columns, in order. */
const char *const *bri_csv_header(const bri_csv *csv);
/** The number of a column; false: there is none of this name. */
bool bri_csv_find(const bri_csv *csv, const char *name, uint32_t *column);

/** The place of a cell; of a column's name where row is BRI_CSV_HEADER. */
#define BRI_CSV_HEADER UINT32_MAX
bri_place bri_csv_place(const bri_csv *csv, uint32_t row, uint32_t column);
/** The text of a cell in the arena; NULL: memory is out. */
const char *bri_csv_text(bri_arena *arena, const bri_csv *csv, uint32_t row, uint32_t column);

/** A cell that must hold a finite number; `what` is "the weight", for the complaint. False: one was made. */
bool bri_csv_number(const bri_csv *csv, uint32_t row, uint32_t column, const char *what, double *value, brink_diagnostics *diagnostics);
/** A column of finite numbers into values[row]. False: complaints were made. */
bool bri_csv_numbers(const bri_csv *csv, uint32_t column, const char *what, double *values, brink_diagnostics *diagnostics);
/** A column of dates, in days since 1970. */
bool bri_csv_dates(const bri_csv *csv, uint32_t column, const char *what, double *values, brink_diagnostics *diagnostics);
/** Is the column's first cell a date? */
bool bri_csv_has_dates(const bri_csv *csv, uint32_t column);

#endif
