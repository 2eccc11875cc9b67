/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Writing a results file: groups, columns with their dimension scales, attributes. The HDF5 door, outward; no HDF5 type leaves it.
 *
 * The first failure is kept: every later call does nothing, and bri_h5out_commit reports it. So a caller writes on without looking,
 * and may look (bri_h5out_is_good) where it could save work.
 */
#ifndef BRI_H5OUT_H
#define BRI_H5OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

/** What a column holds. Text is variable-length UTF-8 (const char *). */
typedef enum bri_cell { BRI_CELL_I8, BRI_CELL_I16, BRI_CELL_I32, BRI_CELL_I64, BRI_CELL_F32, BRI_CELL_F64, BRI_CELL_TEXT } bri_cell;

size_t bri_cell_size(bri_cell cell);

/** Meanings of codes 0 … count-1; with has_none also of -1. */
typedef struct bri_flags {
    const char *const *names;
    uint32_t count;
    bool has_none;
} bri_flags;

/** The narrowest type for codes up to count, -1 included. */
bri_cell bri_code_cell(uint32_t count);

/** An attribute of a column: a text, or where that is NULL a number. */
typedef struct bri_note {
    const char *name, *text;
    double number;
} bri_note;

/** A column: name, type, and what stands in its attributes (NULL: none). */
typedef struct bri_column {
    const char *name;
    bri_cell cell;
    const char *long_name, *units, *calendar;
    const bri_flags *flags;
    const bri_note *notes; /* attributes more */
    uint32_t note_count;
} bri_column;

typedef struct bri_h5out bri_h5out;

/** Begin a file (batch/sink.h). */
brink_status bri_h5out_open(bri_h5out **out, const char *path, bool force, brink_error *error);

/** Close, sync, rename; free out whether that works or not. *size is the file's length. */
brink_status bri_h5out_commit(bri_h5out *out, uint64_t *size, brink_error *error);

/** Close and leave nothing behind. NULL is fine. */
void bri_h5out_discard(bri_h5out *out);

bool bri_h5out_is_good(const bri_h5out *out);

/** Memory was out in the caller: counts as a failure. */
void bri_h5out_no_memory(bri_h5out *out);

void bri_h5out_group(bri_h5out *out, const char *name);

/** An attribute of the object at path ("/" or "events/time"). An empty text, like NULL, leaves the attribute out. */
void bri_h5out_text_attribute(bri_h5out *out, const char *path, const char *name, const char *text);
void bri_h5out_integer_attribute(bri_h5out *out, const char *path, const char *name, bri_cell cell, int64_t value);

/** A scalar text. */
void bri_h5out_page(bri_h5out *out, const char *group, const char *name, const char *text);

/** An array of fixed shape. Its dimensions are named; each must exist in the group, but for a 1-D array that carries its dimension's
 *  name: that becomes the dimension. NULL data leaves room for bri_h5out_slab. A length 0 writes nothing at all. */
void bri_h5out_array(bri_h5out *out, const char *group, const bri_column *column, unsigned rank, const char *const *dimensions,
                     const uint64_t *shape, const void *data);

/** Fill the part of an array whose first index is `index`. */
void bri_h5out_slab(bri_h5out *out, const char *group, const char *name, uint64_t index, const void *data);

/** A growing column in chunks of chunk_rows along `dimension` (see bri_h5out_array); its number for the calls below, or -1 after a failure. */
int bri_h5out_grow(bri_h5out *out, const char *group, const bri_column *column, const char *dimension, size_t chunk_rows);

/** A growing dimension without a column. */
int bri_h5out_grow_dimension(bri_h5out *out, const char *group, const char *dimension, size_t chunk_rows);

/** Set a growing column's length. */
void bri_h5out_length(bri_h5out *out, int column, uint64_t rows);

/** Append chunk number `index`, packed as by bri_pack; the column must be long enough. */
void bri_h5out_chunk(bri_h5out *out, int column, uint64_t index, const void *packed, size_t length);

#endif
