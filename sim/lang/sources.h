/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The files that a scenario is read from: the scenario itself and what it includes. A file is opened once however often it is included;
 * a stack of cursors says which files are being read, the innermost include on top.
 */
#ifndef BRI_SOURCES_H
#define BRI_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "brink/status.h"
#include "lang/diag.h"
#include "lang/textfile.h"

/** Files open within one another, the scenario included; and inclusions in all, so that ten files of ten includes each do end. */
enum { BRI_INCLUDE_DEPTH = 16, BRI_INCLUDE_COUNT = 1000 };

typedef struct bri_file {
    const char *name;
    bri_textfile text; /* as given: with a byte order mark if there is one */
    const bri_source *source;
} bri_file;

/** A place of reading. `at` points to a NUL byte at `end`. */
typedef struct bri_cursor {
    const bri_file *file;
    const char *at, *end;
    int line, column;
    int indent;         /* column of the line's first character that is no blank, once it was reached */
    bool is_line_start; /* nothing but blanks so far in this line */
} bri_cursor;

typedef struct bri_sources {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    bri_file **files; /* in order of first opening */
    size_t file_count, file_capacity;
    bri_cursor stack[BRI_INCLUDE_DEPTH];
    size_t depth;
    size_t inclusions, bytes; /* so far, repetitions counted */
} bri_sources;

void bri_sources_init(bri_sources *sources, bri_arena *arena, brink_diagnostics *diagnostics);
void bri_sources_clear(bri_sources *sources);

/** Open the scenario: a file, or a text (copied) that stands under a name. BRINK_E_SCENARIO: a complaint was made. */
brink_status bri_sources_open_file(bri_sources *sources, const char *path);
brink_status bri_sources_open_text(bri_sources *sources, const char *name, const char *text, size_t length);

/** Open what the file on top of the stack includes: `path` as written there, relative to that file; place is the path's.
 *  BRINK_E_SCENARIO: a complaint was made, and the stack is as before. */
brink_status bri_sources_include(bri_sources *sources, const char *path, bri_place place);

/** Leave the file on top of the stack. */
void bri_sources_leave(bri_sources *sources);

#endif
