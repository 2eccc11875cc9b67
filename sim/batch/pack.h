/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A chunk of a column as HDF5's stock filters would leave it: bytes shuffled, then deflated into a zlib stream.
 */
#ifndef BRI_PACK_H
#define BRI_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Memory for packing chunks, reused; grows to the largest chunk. Serves one thread. */
typedef struct bri_packer {
    uint8_t *shuffled, *packed, *work;
    size_t shuffled_size, packed_size;
} bri_packer;

void bri_packer_init(bri_packer *packer);
void bri_packer_clear(bri_packer *packer);

/** Pack count elements of size bytes; *length bytes at the returned place, which live until the next call. NULL: memory is out. */
const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length);

/** Undo bri_pack: count elements of size bytes into raw. False: these bytes are no such elements, or memory is out. */
bool bri_unpack(bri_packer *packer, const void *packed, size_t length, void *raw, size_t count, size_t size);

/** CRC-32 of data that follow those whose checksum is `before` (0: none). */
uint32_t bri_checksum(uint32_t before, const void *data, size_t length);

/** "isa-l 2.30.0" or "zlib 1.2.13": what deflates. */
const char *bri_pack_library(void);

#endif
