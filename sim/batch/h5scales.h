/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The dimensions of a results file: who lies along what, by HDF5's specification of dimension scales (HDF5 Dimension Scale Specification 1.0,
 * The HDF Group, 2005), which is also how netCDF-4 tells its dimensions. Part of the HDF5 door.
 *
 * HDF5's own H5DS functions write a scale's list anew with every array that joins it: for a file of some hundred arrays that took a third of the
 * time of writing it. Here the lists are gathered, and written once.
 */
#ifndef BRI_H5SCALES_H
#define BRI_H5SCALES_H

#include <hdf5.h>
#include <stdbool.h>

typedef struct bri_h5scales bri_h5scales;

/** For an open file, which must outlive it. NULL when memory is out or HDF5 fails. */
bri_h5scales *bri_h5scales_new(hid_t file);

/** NULL is fine. */
void bri_h5scales_free(bri_h5scales *scales);

/** The 1-D dataset at path becomes the dimension of its name; `name` is what its NAME attribute says. False: HDF5 fails or memory is out. */
bool bri_h5scales_make(bri_h5scales *scales, hid_t dataset, const char *path, const char *name);

/** The axes of a dataset lie along group/dimensions[0 … rank-1], which must have been made; each once. False as above, or where one was not made. */
bool bri_h5scales_attach(bri_h5scales *scales, hid_t dataset, const char *group, unsigned rank, const char *const *dimensions);

/** Write the lists of all scales, when everything is attached. */
bool bri_h5scales_finish(bri_h5scales *scales);

#endif
