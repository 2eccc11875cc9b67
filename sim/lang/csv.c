/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the text notes where each cell lies; what a cell says is taken out when it is asked for, and its column in the line counted when it
 * is complained about. */
#include "lang/csv.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "lang/number.h"
#include "lang/textfile.h"

typedef struct cell {
    uint32_t begin, length; /* within its quotation marks */
    uint32_t line;          /* from 1 */
    bool is_quoted;
} cell;

struct bri_csv {
    const char *name, *text;
    const bri_source *source;
    const char **header;
    const cell *cells; /* row after row, the header first */
    uint32_t column_count, row_count;
};

/* A text being read. */
typedef struct reading {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    bri_csv *csv;
    const char *text;
    size_t length, at;
    uint32_t line;
    cell *cells;
    size_t count, room;
    unsigned complaints;
    bool is_broken; /* reading on makes no sense */
    bool is_out_of_memory;
} reading;

/* ---- places ---- */

static bri_place place_at(const bri_csv *csv, size_t begin, size_t end, uint32_t line) {
    bri_place place = {.source = csv->source, .line = (int)line, .column = 1};
    size_t start = begin;
    while (start > 0 && csv->text[start - 1] != '\n') start--;
    if (start == 0 && strncmp(csv->text, "\xEF\xBB\xBF", 3) == 0) start = begin < 3 ? begin : 3;
    for (size_t i = start; i < begin; i++) place.column += ((unsigned char)csv->text[i] & 0xC0) != 0x80;
    for (size_t i = begin; i < end && csv->text[i] != '\n'; i++) place.length += ((unsigned char)csv->text[i] & 0xC0) != 0x80;
    return place;
}

static void complain(reading *r, size_t begin, size_t end, const char *hint, const char *message) {
    if (r->complaints++ < BRI_CSV_COMPLAINTS) bri_diag_error(r->diagnostics, place_at(r->csv, begin, end, r->line), hint, "%s", message);
}

/* ---- cells ---- */

static char byte_at(const reading *r) {
    return r->at < r->length ? r->text[r->at] : '\0';
}

static bool is_line_end(const reading *r) {
    return r->at >= r->length || r->text[r->at] == '\n' || (r->text[r->at] == '\r' && (r->at + 1 == r->length || r->text[r->at + 1] == '\n'));
}

static void skip_blanks(reading *r) {
    while (byte_at(r) == ' ' || byte_at(r) == '\t') r->at++;
}

static void skip_line(reading *r) {
    while (!is_line_end(r)) r->at++;
    r->at += byte_at(r) == '\r';
    r->at += byte_at(r) == '\n';
    r->line++;
}

static void keep(reading *r, cell found) {
    if (r->count == r->room) {
        r->room = r->room ? 2 * r->room : 256;
        cell *grown = reallocarray(r->cells, r->room, sizeof *grown);
        if (!grown) {
            r->is_broken = r->is_out_of_memory = true;
            return;
        }
        r->cells = grown;
    }
    r->cells[r->count++] = found;
}

/* A cell whose opening mark is at hand. It may go over lines. */
static void read_quoted(reading *r) {
    size_t opening = r->at++, begin = r->at, end;
    uint32_t line = r->line, lines = 0;
    for (;; r->at++) {
        if (r->at >= r->length) {
            complain(r, opening, r->length, NULL, "this quotation mark is never closed");
            r->is_broken = true;
            return;
        }
        lines += r->text[r->at] == '\n';
        if (r->text[r->at] != '"') continue;
        if (r->at + 1 < r->length && r->text[r->at + 1] == '"')
            r->at++;
        else
            break;
    }
    end = r->at++;
    keep(r, (cell){(uint32_t)begin, (uint32_t)(end - begin), line, true});
    skip_blanks(r);
    if (byte_at(r) != ',' && !is_line_end(r)) {
        size_t wrong = r->at;
        while (byte_at(r) != ',' && !is_line_end(r)) r->at++;
        complain(r, wrong, r->at, "write \"\" for a quotation mark within", "this stands behind a cell's closing quotation mark");
    }
    r->line += lines;
}

static void read_cell(reading *r) {
    skip_blanks(r);
    if (byte_at(r) == '"') {
        read_quoted(r);
        return;
    }
    size_t begin = r->at;
    while (byte_at(r) != ',' && !is_line_end(r)) r->at++;
    size_t end = r->at;
    while (end > begin && (r->text[end - 1] == ' ' || r->text[end - 1] == '\t')) end--;
    keep(r, (cell){(uint32_t)begin, (uint32_t)(end - begin), r->line, false});
}

/* A row, with the end of its line; its number of cells. */
static size_t read_row(reading *r) {
    size_t before = r->count;
    read_cell(r);
    while (!r->is_broken && byte_at(r) == ',' && r->at < r->length) {
        r->at++;
        read_cell(r);
    }
    return r->count - before;
}

static bool is_empty_line(reading *r) {
    skip_blanks(r);
    return is_line_end(r) || byte_at(r) == '#';
}

/* ---- rows ---- */

static void check_header(reading *r) {
    for (uint32_t i = 0; i < r->csv->column_count; i++) {
        const cell *c = &r->cells[i];
        const char *name = r->csv->header[i] = bri_csv_text(r->arena, r->csv, BRI_CSV_HEADER, i);
        r->is_out_of_memory |= !name;
        if (!name) return;
        if (!*name) complain(r, c->begin, c->begin + c->length, NULL, "a column without a name");
        for (uint32_t j = 0; *name && j < i; j++)
            if (strcmp(r->csv->header[j], name) == 0) complain(r, c->begin, c->begin + c->length, NULL, "there are two columns of this name");
    }
}

static void read_header(reading *r) {
    size_t begin = r->at;
    r->csv->column_count = (uint32_t)read_row(r);
    size_t end = r->at;
    bool is_one = r->csv->column_count == 1 && !r->is_broken;
    bool has_other = is_one && (memchr(r->text + begin, ';', end - begin) || memchr(r->text + begin, '\t', end - begin));
    if (has_other) complain(r, begin, end, "export it as CSV with commas", "cells are separated by commas, and this line has none");
    r->is_broken |= has_other;
    r->csv->header = bri_arena_alloc(r->arena, r->csv->column_count, sizeof *r->csv->header);
    r->csv->cells = r->cells;
    r->is_out_of_memory |= !r->csv->header;
    if (!r->is_broken && !r->is_out_of_memory) check_header(r);
}

static void read_data_row(reading *r) {
    char message[100];
    size_t begin = r->at, count = read_row(r);
    if (!r->is_broken && count != r->csv->column_count) {
        snprintf(message, sizeof message, "this row has %zu cell%s, and the line of names has %u", count, count == 1 ? "" : "s",
                 (unsigned)r->csv->column_count);
        complain(r, begin, r->at, NULL, message);
        r->count -= count;
    } else {
        r->csv->row_count++;
    }
}

static void read_all(reading *r) {
    if (r->length >= 3 && memcmp(r->text, "\xEF\xBB\xBF", 3) == 0) r->at = 3;
    while (r->at < r->length && !r->is_broken) {
        if (!is_empty_line(r)) {
            if (r->csv->header)
                read_data_row(r);
            else
                read_header(r);
        }
        if (!r->is_broken) skip_line(r);
    }
}

/* ---- the whole ---- */

static void check_utf8(reading *r) {
    size_t valid = bri_text_utf8_length(r->text, r->length);
    char message[60];
    if (valid == r->length) return;
    for (size_t i = 0; i < valid; i++) r->line += r->text[i] == '\n';
    snprintf(message, sizeof message, "byte 0x%02X is not UTF-8", (unsigned char)r->text[valid]);
    complain(r, valid, valid, "save the file as UTF-8", message);
    r->is_broken = true;
}

/* C0 but for blanks and line ends, DEL, C1: no string of a scenario may hold them either, and data may come to stand in one. */
static void check_controls(reading *r) {
    for (size_t i = 0; i < r->length && !r->is_broken; i++) {
        unsigned char byte = (unsigned char)r->text[i], next = i + 1 < r->length ? (unsigned char)r->text[i + 1] : 0;
        bool is_blank = byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
        if ((byte < 0x20 && !is_blank) || byte == 0x7F || (byte == 0xC2 && next < 0xA0)) {
            complain(r, i, i + 1, NULL, "a table cannot hold control characters");
            r->is_broken = true;
        }
        r->line += byte == '\n';
    }
    if (!r->is_broken) r->line = 1;
}

static bool keep_cells(reading *r) {
    cell *cells = bri_arena_alloc(r->arena, r->count, sizeof *cells);
    if (cells && r->count > 0) memcpy(cells, r->cells, r->count * sizeof *cells);
    r->csv->cells = cells;
    return cells != NULL;
}

const bri_csv *bri_csv_read(bri_arena *arena, brink_diagnostics *diagnostics, const char *name, const char *text, size_t length) {
    reading r = {.arena = arena, .diagnostics = diagnostics, .text = text, .length = length, .line = 1};
    r.csv = bri_arena_alloc(arena, 1, sizeof *r.csv);
    if (!r.csv) return NULL;
    size_t mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    *r.csv = (bri_csv){.name = name, .text = text, .source = bri_diag_source(diagnostics, name, text + mark, length - mark)};
    check_utf8(&r);
    if (!r.is_broken) check_controls(&r);
    if (!r.is_broken) read_all(&r);
    if (!r.is_broken && !r.csv->header) bri_diag_error(diagnostics, (bri_place){.source = r.csv->source}, NULL, "the file is empty");
    bool is_good = !r.is_broken && r.csv->header && r.complaints == 0 && !r.is_out_of_memory && keep_cells(&r);
    free(r.cells);
    if (r.is_out_of_memory) bri_diag_error(diagnostics, (bri_place){.source = r.csv->source}, NULL, "memory is out");
    return is_good ? r.csv : NULL;
}

const char *bri_csv_name(const bri_csv *csv) {
    return csv->name;
}

uint32_t bri_csv_rows(const bri_csv *csv) {
    return csv->row_count;
}

uint32_t bri_csv_columns(const bri_csv *csv) {
    return csv->column_count;
}

const char *const *bri_csv_header(const bri_csv *csv) {
    return csv->header;
}

bool bri_csv_find(const bri_csv *csv, const char *name, uint32_t *column) {
    for (*column = 0; *column < csv->column_count; ++*column)
        if (strcmp(csv->header[*column], name) == 0) return true;
    return false;
}

static const cell *cell_at(const bri_csv *csv, uint32_t row, uint32_t column) {
    size_t first = row == BRI_CSV_HEADER ? 0 : ((size_t)row + 1) * csv->column_count;
    return &csv->cells[first + column];
}

bri_place bri_csv_place(const bri_csv *csv, uint32_t row, uint32_t column) {
    const cell *c = cell_at(csv, row, column);
    return place_at(csv, c->begin, c->begin + c->length, c->line);
}

const char *bri_csv_text(bri_arena *arena, const bri_csv *csv, uint32_t row, uint32_t column) {
    const cell *c = cell_at(csv, row, column);
    char *text = bri_arena_text(arena, csv->text + c->begin, c->length), *to = text;
    if (!text || !c->is_quoted) return text;
    for (const char *from = text; *from; from++) {
        *to++ = *from;
        from += from[0] == '"' && from[1] == '"';
    }
    *to = '\0';
    return text;
}

/* ---- columns ---- */

/* A cell's text, shortened where it is long. */
static const char *told(const bri_csv *csv, const cell *c, char buffer[64]) {
    size_t length = c->length;
    if (length > 40)
        for (length = 40; length > 0 && ((unsigned char)csv->text[c->begin + length] & 0xC0) == 0x80;) length--;
    snprintf(buffer, 64, "%.*s%s", (int)length, csv->text + c->begin, length < c->length ? "…" : "");
    return buffer;
}

/* A number as a CSV file writes it: decimal, and finite. */
static bool number_of(const bri_csv *csv, const cell *c, locale_t c_locale, double *value, const char **why) {
    const char *text = csv->text + c->begin;
    long long integer;
    *why = c->length ? "is no number" : "is empty";
    if (!c->length || strspn(text, "0123456789+-.eE") < c->length) {
        bool is_infinite = c->length && strspn(text, "+-infINFatyATYnN") >= c->length;
        if (is_infinite) *why = "is no finite number";
        return false;
    }
    bri_number_kind kind = bri_number_read(text, c->length, c_locale, &integer, value);
    if (kind == BRI_NUMBER_INTEGER || kind == BRI_NUMBER_REAL) return true;
    if (kind == BRI_NUMBER_OVERFLOW || kind == BRI_NUMBER_OVER_64_BITS) *why = "is too large";
    if (kind == BRI_NUMBER_UNDERFLOW) *why = "is too small";
    return false;
}

static void refuse(const bri_csv *csv, uint32_t row, uint32_t column, const char *what, const char *why, brink_diagnostics *diagnostics) {
    char buffer[64];
    const cell *c = cell_at(csv, row, column);
    if (c->length)
        bri_diag_error(diagnostics, bri_csv_place(csv, row, column), NULL, "%s \"%s\" %s", what, told(csv, c, buffer), why);
    else
        bri_diag_error(diagnostics, bri_csv_place(csv, row, column), NULL, "%s %s", what, why);
}

bool bri_csv_number(const bri_csv *csv, uint32_t row, uint32_t column, const char *what, double *value, brink_diagnostics *diagnostics) {
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *why = "cannot be read: memory is out";
    bool is_good = c_locale && number_of(csv, cell_at(csv, row, column), c_locale, value, &why);
    if (!is_good) refuse(csv, row, column, what, why, diagnostics);
    if (c_locale) freelocale(c_locale);
    return is_good;
}

bool bri_csv_numbers(const bri_csv *csv, uint32_t column, const char *what, double *values, brink_diagnostics *diagnostics) {
    unsigned complaints = 0;
    for (uint32_t row = 0; row < csv->row_count && complaints < BRI_CSV_COMPLAINTS; row++)
        complaints += !bri_csv_number(csv, row, column, what, &values[row], diagnostics);
    return complaints == 0;
}

static bool date_of(const bri_csv *csv, const cell *c, double *days) {
    char text[64];
    if (c->length >= sizeof text) return false;
    memcpy(text, csv->text + c->begin, c->length);
    text[c->length] = '\0';
    return bri_date_parse(text, days);
}

bool bri_csv_dates(const bri_csv *csv, uint32_t column, const char *what, double *values, brink_diagnostics *diagnostics) {
    unsigned complaints = 0;
    for (uint32_t row = 0; row < csv->row_count && complaints < BRI_CSV_COMPLAINTS; row++) {
        if (date_of(csv, cell_at(csv, row, column), &values[row])) continue;
        refuse(csv, row, column, what, "is no date (YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss]Z)", diagnostics);
        complaints++;
    }
    return complaints == 0;
}

bool bri_csv_has_dates(const bri_csv *csv, uint32_t column) {
    double days;
    return csv->row_count > 0 && date_of(csv, cell_at(csv, 0, column), &days);
}
