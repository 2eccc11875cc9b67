/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Designs of one's own, read from a file.
 */
#ifndef BRI_SWEEP_TABLE_H
#define BRI_SWEEP_TABLE_H

#include "plan/sweep.h"

/** Read a sweep from a file, CSV or HDF5: a column a parameter, a row a point. BRINK_E_IO, BRINK_E_USAGE. */
brink_status bri_sweep_read(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, brink_error *error);

/** A sweep as a CSV text that gives it back to the last bit: its numbers are hexadecimal, in internal units. NULL: memory is out. */
char *bri_sweep_text(const bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario);
brink_status bri_sweep_reread(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *text, brink_error *error);

#endif
