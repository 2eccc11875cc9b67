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

/** Memory for packing chunks, reused; grows to the largest chunk. Serves one thread. */
typedef struct bri_packer {
    uint8_t *shuffled, *packed;
    size_t shuffled_size, packed_size;
    struct libdeflate_compressor *compressor;
    struct libdeflate_decompressor *decompressor;
    bri_packed_constant constants[BRI_PACKED_CONSTANTS]; /* the last ones */
    size_t next_constant;
} bri_packer;

void bri_packer_init(bri_packer *packer);
void bri_packer_clear(bri_packer *packer);

/** Pack count elements (1 at least) of size bytes (8 at most); *length bytes at the returned place, which live until the next call. What comes out
 *  depends on what goes in alone. NULL: memory is out. */
const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length);

/** Undo bri_pack: count elements of size bytes into raw. False: these bytes are no such elements, or memory is out. */
bool bri_unpack(bri_packer *packer, const void *packed, size_t length, void *raw, size_t count, size_t size);

/** CRC-32 of data that follow those whose checksum is `before` (0: none). */
uint32_t bri_checksum(uint32_t before, const void *data, size_t length);

/** "libdeflate 1.14". */
const char *bri_pack_library(void);

#endif
