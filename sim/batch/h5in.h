/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Reading HDF5 files: the HDF5 door, inward. Nothing in a file is believed: what is not as expected is BRINK_E_FORMAT.
 */
#ifndef BRI_H5IN_H
#define BRI_H5IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "brink/status.h"

typedef struct bri_h5in bri_h5in;

/** Open for reading. BRINK_E_IO: no such file, or it cannot be read; BRINK_E_FORMAT: no HDF5 file, or a damaged one. */
brink_status bri_h5in_open(bri_h5in **in, const char *path, brink_error *error);
void bri_h5in_close(bri_h5in *in);

/** BRINK_E_FORMAT: something that is there could not be read so far, and a function below that says whether it is there said no. */
brink_status bri_h5in_check(const bri_h5in *in, brink_error *error);

/** The text of an attribute of the object at path, in the arena; NULL where there is none. A number is given in decimal. */
const char *bri_h5in_attribute(bri_h5in *in, const char *path, const char *name, bri_arena *arena);

/** A scalar text at path; the caller frees it. */
brink_status bri_h5in_page(bri_h5in *in, const char *path, char **text, brink_error *error);

/** Is there an object at path? */
bool bri_h5in_has(bri_h5in *in, const char *path);

/** The name of member number index of a group, in order of creation, in the arena; NULL past the end. */
const char *bri_h5in_member(bri_h5in *in, const char *group, size_t index, bri_arena *arena);

/** Rank and shape (up to 4) of the dataset at path; false where there is none, or of higher rank. */
bool bri_h5in_shape(bri_h5in *in, const char *path, int *rank, uint64_t shape[4]);

/** Elements first … first + count - 1 of a numeric dataset, row by row. */
brink_status bri_h5in_numbers(bri_h5in *in, const char *path, uint64_t first, uint64_t count, double *values, brink_error *error);

/** All texts of a 1-D dataset of texts: an array of *count texts, all in one block that free() frees. NULL texts read as "". */
brink_status bri_h5in_texts(bri_h5in *in, const char *path, char ***texts, size_t *count, brink_error *error);

#endif
