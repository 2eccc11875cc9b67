/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Complaints about a scenario file, each with its place.
 *
 * A collector takes every complaint, so that one `brink check` shows them all:
 *
 *     cuba.cfg:22:5: error: unknown setting "horizen"
 *        22 |     horizen = 3;
 *           |     ^~~~~~~
 *           = did you mean "horizon"?
 */
#ifndef BRINK_DIAGNOSTICS_H
#define BRINK_DIAGNOSTICS_H

#include <stddef.h>

typedef struct brink_diagnostics brink_diagnostics;

/** An empty collector, or NULL when memory is out. Freed with brink_diagnostics_free. */
brink_diagnostics *brink_diagnostics_new(void);
void brink_diagnostics_free(brink_diagnostics *diagnostics);

/** How many errors and warnings were collected (all, also those that a rendering leaves out). */
size_t brink_diagnostics_error_count(const brink_diagnostics *diagnostics);
size_t brink_diagnostics_warning_count(const brink_diagnostics *diagnostics);

/** All complaints as text, ordered by file and place, at most `limit` of them (0: all), then a count line ("2 errors").
 *  Equal complaints at one place are shown once. The caller frees the string with free(); NULL when memory is out.
 *  No complaints: an empty string. */
char *brink_diagnostics_render(const brink_diagnostics *diagnostics, size_t limit);

#endif
