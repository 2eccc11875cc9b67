/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * HDF5's own words about a failure. Part of the HDF5 door.
 */
#ifndef BRI_H5ERROR_H
#define BRI_H5ERROR_H

#include <stddef.h>

/** HDF5 prints no errors from now on. */
void bri_h5_hush(void);

/** The innermost message of the last failure ("unknown" where there is none), and forget it. */
void bri_h5_reason(char *text, size_t size);

#endif
