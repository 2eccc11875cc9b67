/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A chunk of a column as HDF5's stock filters would leave it: bytes shuffled, then deflated into a zlib stream.
 */
#ifndef BRI_PACK_H
#define BRI_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A column of one value, and what it was packed into. */
typedef struct bri_packed_constant {
    size_t count, size, length;
    uint8_t value[8], packed[1024];
} bri_packed_constant;

#define BRI_PACKED_CONSTANTS 8

/** A plane of one byte's value, and the piece of a stream that it was packed into; length 0: none. */
#define BRI_PACKED_PLANE_BYTES 512
typedef struct bri_packed_plane {
    size_t count, length;
    uint8_t value, packed[BRI_PACKED_PLANE_BYTES];
} bri_packed_plane;

#define BRI_PACKED_PLANES 8

/** Memory for packing chunks, reused; grows to the largest chunk. Serves one thread. */
typedef struct bri_packer {
    uint8_t *shuffled, *packed, *inflated;
    size_t shuffled_size, packed_size, inflated_size;
    struct libdeflate_compressor *compressor, *runner; /* runner: for planes of long runs */
    struct libdeflate_decompressor *decompressor;
    bri_packed_constant constants[BRI_PACKED_CONSTANTS]; /* the last ones */
    size_t next_constant;
    bri_packed_plane planes[BRI_PACKED_PLANES]; /* the last ones */
    size_t next_plane;
} bri_packer;

void bri_packer_init(bri_packer *packer);
void bri_packer_clear(bri_packer *packer);

/** Pack count elements (1 at least) of size bytes (8 at most); *length bytes at the returned place, which live until the next call. What comes out
 *  depends on what goes in alone. NULL: memory is out. */
const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length);

/** The same, into memory of the caller's (*capacity bytes at *out), which is replaced by more where that is needed. The length; 0: memory is out. */
size_t bri_pack_into(bri_packer *packer, const void *raw, size_t count, size_t size, uint8_t **out, size_t *capacity);

/** Undo bri_pack: count elements of size bytes into raw. False: these bytes are no such elements, or memory is out. */
bool bri_unpack(bri_packer *packer, const void *packed, size_t length, void *raw, size_t count, size_t size);

/** CRC-32 of data that follow those whose checksum is `before` (0: none). */
uint32_t bri_checksum(uint32_t before, const void *data, size_t length);

/** "libdeflate 1.14". */
const char *bri_pack_library(void);

#endif
