/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * HDF5 writing into a sink (batch/sink.h): a virtual file driver. Part of the HDF5 door.
 */
#ifndef BRI_H5SINK_H
#define BRI_H5SINK_H

#include <hdf5.h>
#include <stdbool.h>

#include "batch/sink.h"

/** What the driver writes to; lives as long as the HDF5 file is open. */
typedef struct bri_h5sink {
    bri_sink *sink;
    bool is_open; /* kept by the driver: HDF5 still holds the file */
} bri_h5sink;

/** A file access property list that sends H5Fcreate into target; the caller closes it, and gives *driver to H5FDunregister when the
 *  file is closed. Negative when HDF5 fails. */
hid_t bri_h5sink_access(bri_h5sink *target, hid_t *driver);

#endif
