/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Designs of one's own, read from a file.
 */
#ifndef BRI_SWEEP_TABLE_H
#define BRI_SWEEP_TABLE_H

#include "plan/sweep.h"

/** Read a sweep from a file, CSV or HDF5: a column a parameter, a row a point. BRINK_E_IO, BRINK_E_USAGE. */
brink_status bri_sweep_read(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, brink_error *error);

#endif
