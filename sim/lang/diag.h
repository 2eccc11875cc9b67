/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Inside of the complaints: places, and how to add a complaint.
 */
#ifndef BRI_DIAG_H
#define BRI_DIAG_H

#include "brink/diagnostics.h"

/** One source file as read: the text of its lines is needed to show a complaint. Owned by the diagnostics collector,
 *  which outlives every place that points to it. */
typedef struct bri_source bri_source;

/** A place in a source: line and column from 1 (columns count bytes' characters: UTF-8 sequences count once; a tab counts once),
 *  length in characters (0: a caret alone). A NULL source means the file as a whole. */
typedef struct bri_place {
    const bri_source *source;
    int line;
    int column;
    int length;
} bri_place;

/** Add an error. hint may be NULL; it is shown on a line of its own ("did you mean ..."). Both are copied. */
void bri_diag_error(brink_diagnostics *diagnostics, bri_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void bri_diag_warning(brink_diagnostics *diagnostics, bri_place place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Register a file's text (copied) under its name; the source lives as long as the collector. NULL when memory is out. */
const bri_source *bri_diag_source(brink_diagnostics *diagnostics, const char *name, const char *text, size_t length);
const char *bri_source_name(const bri_source *source);

/** The nearest of `count` names to `word` by edit distance (transpositions count once), or NULL when none is near enough
 *  (distance over a third of the longer name, at least 1). Case-insensitive equality counts as near. */
const char *bri_nearest(const char *word, const char *const *names, size_t count);

#endif
