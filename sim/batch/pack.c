/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shuffle filter writes the first byte of every element, then every second byte, and so on: the bytes of slowly changing numbers
 * then stand in long equal runs. Deflate follows, by libdeflate, whose bytes do not depend on the processor, into a zlib stream (RFC 1950), which any
 * reader's stock gzip filter inflates. (ISA-L's igzip gives other bytes on other processors, and at its fast levels in other processes of one.)
 *
 * Two things are known of columns that a library must find out byte by byte. The lowest bytes of measured numbers are noise: such planes go into
 * stored blocks, before what is deflated. And many columns hold one value alone: what such a chunk became once, it becomes again. */
#include "batch/pack.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LEVEL 1
#define STORED_MOST 65535 /* bytes of a stored block */

void bri_packer_init(bri_packer *packer) {
    *packer = (bri_packer){.packed = NULL};
}

void bri_packer_clear(bri_packer *packer) {
    free(packer->shuffled);
    free(packer->packed);
    if (packer->compressor != NULL)
        libdeflate_free_compressor(packer->compressor);
    if (packer->decompressor != NULL)
        libdeflate_free_decompressor(packer->decompressor);
    bri_packer_init(packer);
}

static bool reserve(uint8_t **buffer, size_t *size, size_t wanted) {
    if (*size >= wanted)
        return true;
    uint8_t *bigger = realloc(*buffer, wanted);
    if (bigger == NULL)
        return false;
    *buffer = bigger;
    *size = wanted;
    return true;
}

/* ---- shuffling ---- */

#ifdef __SSE2__

/* Sixteen elements of 2, 4 or 8 bytes are as many vectors of 16 bytes. Say that a byte's number among them is written in binary: the element, then
 * the byte within it. One round turns these digits by one to the left (every vector of the first half is interleaved with its like of the second);
 * four turn the element to the end, and the bytes stand plane by plane; as many as the bytes within an element have digits turn it back. */
static void turn(__m128i *vectors, size_t count) {
    __m128i turned[8];
    for (size_t i = 0; i < count / 2; i++) {
        turned[2 * i] = _mm_unpacklo_epi8(vectors[i], vectors[i + count / 2]);
        turned[2 * i + 1] = _mm_unpackhi_epi8(vectors[i], vectors[i + count / 2]);
    }
    for (size_t i = 0; i < count; i++)
        vectors[i] = turned[i];
}

static inline __attribute__((always_inline)) size_t shuffle_sixteens(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    size_t done = 0;
    for (; done + 16 <= count; done += 16) {
        __m128i vectors[8];
        for (size_t i = 0; i < size; i++)
            vectors[i] = _mm_loadu_si128((const __m128i *)(const void *)(in + done * size + 16 * i));
        for (int round = 0; round < 4; round++)
            turn(vectors, size);
        for (size_t i = 0; i < size; i++)
            _mm_storeu_si128((__m128i *)(void *)(out + i * count + done), vectors[i]);
    }
    return done;
}

static inline __attribute__((always_inline)) size_t unshuffle_sixteens(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    size_t done = 0;
    for (; done + 16 <= count; done += 16) {
        __m128i vectors[8];
        for (size_t i = 0; i < size; i++)
            vectors[i] = _mm_loadu_si128((const __m128i *)(const void *)(in + i * count + done));
        for (size_t digit = 1; digit < size; digit *= 2)
            turn(vectors, size);
        for (size_t i = 0; i < size; i++)
            _mm_storeu_si128((__m128i *)(void *)(out + done * size + 16 * i), vectors[i]);
    }
    return done;
}

/* How many elements were done so: all but the last few, where a size is one of ours. */
static size_t shuffle_most(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    switch (size) {
    case 2: return shuffle_sixteens(out, in, count, 2);
    case 4: return shuffle_sixteens(out, in, count, 4);
    case 8: return shuffle_sixteens(out, in, count, 8);
    default: return 0;
    }
}

static size_t unshuffle_most(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    switch (size) {
    case 2: return unshuffle_sixteens(out, in, count, 2);
    case 4: return unshuffle_sixteens(out, in, count, 4);
    case 8: return unshuffle_sixteens(out, in, count, 8);
    default: return 0;
    }
}

#else

static size_t shuffle_most(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    (void)out, (void)in, (void)count, (void)size;
    return 0;
}

static size_t unshuffle_most(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    (void)out, (void)in, (void)count, (void)size;
    return 0;
}

#endif

static void shuffle(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    size_t done = shuffle_most(out, in, count, size);
    for (size_t byte = 0; byte < size; byte++)
        for (size_t i = done; i < count; i++)
            out[byte * count + i] = in[i * size + byte];
}

static void unshuffle(uint8_t *out, const uint8_t *in, size_t count, size_t size) {
    size_t done = unshuffle_most(out, in, count, size);
    for (size_t byte = 0; byte < size; byte++)
        for (size_t i = done; i < count; i++)
            out[i * size + byte] = in[byte * count + i];
}

/* ---- deflating ---- */

/* Do these bytes look like noise? As far as a sample tells, they and their differences are spread about evenly: of n bytes, as many pairs are equal
 * as chance makes, n^2 / 256, and half as many more at most. */
static bool is_noise(const uint8_t *in, size_t count) {
    enum { LINE = 64, LINES = 64, SAMPLED = LINE * LINES };
    uint32_t of_value[256] = {0}, of_difference[256] = {0};
    uint64_t equal = 0, alike = 0;
    if (count < 2 * SAMPLED)
        return false;
    for (size_t line = 0; line < LINES; line++) {
        const uint8_t *at = in + line * (count / LINES);
        for (size_t i = 0; i < LINE; i++) {
            of_value[at[i]]++;
            of_difference[(uint8_t)(at[i + 1] - at[i])]++;
        }
    }
    for (size_t v = 0; v < 256; v++) {
        equal += (uint64_t)of_value[v] * of_value[v];
        alike += (uint64_t)of_difference[v] * of_difference[v];
    }
    const uint64_t most = (uint64_t)SAMPLED * SAMPLED / 256 * 3 / 2 + SAMPLED;
    return equal <= most && alike <= most;
}

/* Stored blocks of deflate (RFC 1951, section 3.2.4), none of them the last. */
static size_t store(uint8_t *out, const uint8_t *in, size_t length) {
    uint8_t *to = out;
    for (size_t now; length > 0; in += now, to += now, length -= now) {
        now = length < STORED_MOST ? length : STORED_MOST;
        const uint8_t head[] = {0, (uint8_t)now, (uint8_t)(now >> 8), (uint8_t)~now, (uint8_t)(~now >> 8)};
        memcpy(to, head, sizeof head);
        to += sizeof head;
        memcpy(to, in, now);
    }
    return (size_t)(to - out);
}

/* A zlib stream of count elements whose bytes stand plane by plane: planes of noise at the beginning are stored. 0: memory is out. */
static size_t deflate_all(bri_packer *packer, const uint8_t *in, size_t count, size_t size) {
    size_t total = count * size, noise = 0;
    if (packer->compressor == NULL && (packer->compressor = libdeflate_alloc_compressor(LEVEL)) == NULL)
        return 0;
    while (noise + 1 < size && is_noise(in + noise * count, count))
        noise++;
    size_t stored = noise * count, most = libdeflate_deflate_compress_bound(packer->compressor, total - stored);
    if (!reserve(&packer->packed, &packer->packed_size, 2 + stored + (stored / STORED_MOST + 1) * 5 + most + 4))
        return 0;
    uint8_t *to = packer->packed;
    *to++ = 0x78; /* RFC 1950: deflate, a window of 32 kB; the fastest way */
    *to++ = 0x01;
    to += store(to, in, stored);
    size_t deflated = libdeflate_deflate_compress(packer->compressor, in + stored, total - stored, to, most);
    uint32_t sum = libdeflate_adler32(1, in, total);
    const uint8_t end[] = {(uint8_t)(sum >> 24), (uint8_t)(sum >> 16), (uint8_t)(sum >> 8), (uint8_t)sum};
    memcpy(to + deflated, end, sizeof end);
    return deflated > 0 ? (size_t)(to + deflated - packer->packed) + sizeof end : 0;
}

/* ---- columns of one value ---- */

static bool is_constant(const uint8_t *raw, size_t count, size_t size) {
    return size <= sizeof((bri_packed_constant *)NULL)->value && memcmp(raw, raw + size, (count - 1) * size) == 0;
}

static const bri_packed_constant *find_constant(const bri_packer *packer, const uint8_t *raw, size_t count, size_t size) {
    for (size_t i = 0; i < BRI_PACKED_CONSTANTS; i++) {
        const bri_packed_constant *it = &packer->constants[i];
        if (it->count == count && it->size == size && memcmp(it->value, raw, size) == 0)
            return it;
    }
    return NULL;
}

/* In the place of the oldest. */
static void keep_constant(bri_packer *packer, const uint8_t *raw, size_t count, size_t size, size_t length) {
    bri_packed_constant *it = &packer->constants[packer->next_constant];
    if (length > sizeof it->packed)
        return;
    packer->next_constant = (packer->next_constant + 1) % BRI_PACKED_CONSTANTS;
    it->count = count;
    it->size = size;
    it->length = length;
    memcpy(it->value, raw, size);
    memcpy(it->packed, packer->packed, length);
}

const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length) {
    bool constant = is_constant(raw, count, size);
    const bri_packed_constant *known = constant ? find_constant(packer, raw, count, size) : NULL;
    if (known != NULL) {
        *length = known->length;
        return known->packed;
    }
    const uint8_t *in = raw;
    if (size > 1) {
        if (!reserve(&packer->shuffled, &packer->shuffled_size, count * size))
            return NULL;
        shuffle(packer->shuffled, raw, count, size);
        in = packer->shuffled;
    }
    *length = deflate_all(packer, in, count, size);
    if (constant && *length > 0)
        keep_constant(packer, raw, count, size, *length);
    return *length > 0 ? packer->packed : NULL;
}

/* ---- back ---- */

static bool inflate_all(bri_packer *packer, const void *packed, size_t length, uint8_t *out, size_t size) {
    if (packer->decompressor == NULL && (packer->decompressor = libdeflate_alloc_decompressor()) == NULL)
        return false;
    return libdeflate_zlib_decompress(packer->decompressor, packed, length, out, size, NULL) == LIBDEFLATE_SUCCESS;
}

bool bri_unpack(bri_packer *packer, const void *packed, size_t length, void *raw, size_t count, size_t size) {
    if (size == 1)
        return inflate_all(packer, packed, length, raw, count);
    if (!reserve(&packer->shuffled, &packer->shuffled_size, count * size) || !inflate_all(packer, packed, length, packer->shuffled, count * size))
        return false;
    unshuffle(raw, packer->shuffled, count, size);
    return true;
}

uint32_t bri_checksum(uint32_t before, const void *data, size_t length) {
    return length > 0 ? libdeflate_crc32(before, data, length) : before;
}

const char *bri_pack_library(void) {
    return "libdeflate " LIBDEFLATE_VERSION_STRING;
}
