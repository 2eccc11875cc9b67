/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shuffle filter writes the first byte of every element, then every second byte, and so on: the bytes of slowly changing numbers
 * then stand in long equal runs. Deflate follows, by ISA-L's igzip where it was there at build time (20 times zlib's speed at the same
 * size), else by zlib; both give a zlib stream (RFC 1950), which any reader's stock gzip filter inflates. */
#include "batch/pack.h"

#include <stdlib.h>
#include <string.h>

#ifdef BRINK_HAVE_ISAL
#include <isa-l.h>
#endif
#include <zlib.h>

void bri_packer_init(bri_packer *packer) {
    *packer = (bri_packer){.work = NULL};
}

void bri_packer_clear(bri_packer *packer) {
    free(packer->shuffled);
    free(packer->packed);
    free(packer->work);
    bri_packer_init(packer);
}

static int reserve(uint8_t **buffer, size_t *size, size_t wanted) {
    if (*size >= wanted)
        return 1;
    uint8_t *bigger = realloc(*buffer, wanted);
    if (bigger == NULL)
        return 0;
    *buffer = bigger;
    *size = wanted;
    return 1;
}

static void shuffle(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    for (size_t byte = 0; byte < size; byte++)
        for (size_t i = 0; i < count; i++)
            out[byte * count + i] = in[i * size + byte];
}

static void unshuffle(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    for (size_t byte = 0; byte < size; byte++)
        for (size_t i = 0; i < count; i++)
            out[i * size + byte] = in[byte * count + i];
}

/* Deflate's worst case is stored blocks of at most 65,535 bytes with 5 bytes of header each; igzip's are smaller. */
static size_t bound(size_t length) {
    return length + length / 1024 * 8 + 4096;
}

#ifdef BRINK_HAVE_ISAL

/* Equal runs must be equal bytes, which ISA-L 2.30 does not make easy. Level 3: levels 1 and 2 give other bytes for the same input in one process of
 * a hundred or so, as its addresses happen to be laid out (where there is AVX-512). It is a third as fast as level 1, still faster than zlib, and
 * packs no worse. The stream is cleared first: isal_deflate_stateless_init leaves hist_bits, the limit of looking back, to what the stack held. */
static size_t deflate_all(bri_packer *packer, const uint8_t *in, size_t length) {
    if (packer->work == NULL && (packer->work = malloc(ISAL_DEF_LVL3_DEFAULT)) == NULL)
        return 0;
    struct isal_zstream stream;
    memset(&stream, 0, sizeof stream);
    isal_deflate_stateless_init(&stream);
    stream.next_in = (uint8_t *)(uintptr_t)in;
    stream.avail_in = (uint32_t)length;
    stream.next_out = packer->packed;
    stream.avail_out = (uint32_t)packer->packed_size;
    stream.level = 3;
    stream.level_buf = packer->work;
    stream.level_buf_size = ISAL_DEF_LVL3_DEFAULT;
    stream.gzip_flag = IGZIP_ZLIB;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    return isal_deflate_stateless(&stream) == COMP_OK ? stream.total_out : 0;
}

static bool inflate_all(const void *packed, size_t length, uint8_t *out, size_t size) {
    struct inflate_state state;
    isal_inflate_init(&state);
    state.next_in = (uint8_t *)(uintptr_t)packed;
    state.avail_in = (uint32_t)length;
    state.next_out = out;
    state.avail_out = (uint32_t)size;
    state.crc_flag = ISAL_ZLIB;
    return isal_inflate_stateless(&state) == ISAL_DECOMP_OK && state.total_out == size;
}

#define TEXT_OF(x) #x
#define VERSION_TEXT(major, minor, patch) "isa-l " TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *bri_pack_library(void) {
    return VERSION_TEXT(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

#else

static size_t deflate_all(bri_packer *packer, const uint8_t *in, size_t length) {
    uLongf packed = packer->packed_size;
    return compress2(packer->packed, &packed, in, length, 1) == Z_OK ? packed : 0;
}

static bool inflate_all(const void *packed, size_t length, uint8_t *out, size_t size) {
    uLongf unpacked = size;
    return uncompress(out, &unpacked, packed, length) == Z_OK && unpacked == size;
}

const char *bri_pack_library(void) {
    return "zlib " ZLIB_VERSION;
}

#endif

const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length) {
    size_t total = count * size;
    if (!reserve(&packer->packed, &packer->packed_size, bound(total)))
        return NULL;
    const uint8_t *in = raw;
    if (size > 1) {
        if (!reserve(&packer->shuffled, &packer->shuffled_size, total))
            return NULL;
        shuffle(packer->shuffled, raw, count, size);
        in = packer->shuffled;
    }
    *length = deflate_all(packer, in, total);
    return *length > 0 ? packer->packed : NULL;
}

bool bri_unpack(bri_packer *packer, const void *packed, size_t length, void *raw, size_t count, size_t size) {
    if (size == 1)
        return inflate_all(packed, length, raw, count);
    if (!reserve(&packer->shuffled, &packer->shuffled_size, count * size) || !inflate_all(packed, length, packer->shuffled, count * size))
        return false;
    unshuffle(raw, packer->shuffled, count, size);
    return true;
}

uint32_t bri_checksum(uint32_t before, const void *data, size_t length) {
    return (uint32_t)crc32_z(before, data, length);
}
