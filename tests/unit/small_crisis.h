/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A small scenario for tests of batches, and files for them to write.
 */
#ifndef SMALL_CRISIS_H
#define SMALL_CRISIS_H

#include "brink/run.h"

/** Read it; asserts that it is accepted. `more` (may be "") stands behind its text. */
brink_scenario *small_crisis_read(const char *more);

/** A new folder under /tmp; small_crisis_path gives a name in it, which lives until the next but three such calls. */
void small_crisis_folder(void);
const char *small_crisis_path(const char *name);
/** Remove the folder; asserts that nothing but the named files (NULL ends the list) is in it. */
void small_crisis_remove(const char *const *names);

/** Both at once: a new folder, and the scenario; and the end of both, with the named files and what is left of their parts. */
brink_scenario *small_crisis_open(void);
void small_crisis_close(brink_scenario *scenario, const char *const *names);

/** brink_run, whose complaints nobody hears. */
brink_status small_crisis_run(const brink_scenario *scenario, brink_run_options options, brink_run_report *report, brink_error *error);

/** Remove NAME.parts and what it holds, if it is there. */
void small_crisis_remove_parts(const char *name);

#endif
