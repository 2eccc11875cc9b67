/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A file that appears under its name whole or not at all: written under a temporary name beside it, then synced and renamed.
 *
 * Writes never fail at the call: the first failure is kept, and what is written after it goes to memory, so that a library that must
 * write in order to close (HDF5) closes in good order. bri_sink_commit reports the failure and leaves nothing behind.
 */
#ifndef BRI_SINK_H
#define BRI_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef struct bri_sink bri_sink;

/** Begin a file. BRINK_E_USAGE: path exists and force is false, or it is no regular file; BRINK_E_IO: the folder takes no file. */
brink_status bri_sink_open(bri_sink **sink, const char *path, bool force, brink_error *error);

/** Give it another name to appear under, in the same folder. False: memory is out. */
bool bri_sink_aim(bri_sink *sink, const char *path);

/** Remove what killed processes have left of the temporary files of path: those that no process has open. Is there one that a process has open? */
bool bri_sink_sweep(const char *path);

/** Sync, close and rename; free the sink whether that works or not. *size is the file's length. Where it does not work, the
 *  temporary file is gone. */
brink_status bri_sink_commit(bri_sink *sink, uint64_t *size, brink_error *error);

/** Remove the temporary file, and free the sink. */
void bri_sink_discard(bri_sink *sink);

/** Remove the temporary file, but keep the sink in memory for ever: for a writer that would not let go of it. Writes then go to memory. */
void bri_sink_abandon(bri_sink *sink);

/** False once a write has failed. */
bool bri_sink_is_good(const bri_sink *sink);

const char *bri_sink_path(const bri_sink *sink);

/** Write and read at an offset; what was never written reads as zeros. False: memory is out after a failure, or a read failed. */
bool bri_sink_write(bri_sink *sink, uint64_t offset, const void *data, size_t size);
bool bri_sink_read(bri_sink *sink, uint64_t offset, void *data, size_t size);

/** Set the length. */
void bri_sink_truncate(bri_sink *sink, uint64_t length);
uint64_t bri_sink_length(const bri_sink *sink);

#endif
