/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shuffle filter writes the first byte of every element, then every second byte, and so on: the bytes of slowly changing numbers
 * then stand in long equal runs. Deflate follows, by libdeflate, whose bytes do not depend on the processor, into a zlib stream (RFC 1950), which any
 * reader's stock gzip filter inflates. (ISA-L's igzip gives other bytes on other processors, and at its fast levels in other processes of one.)
 *
 * libdeflate takes one to three nanoseconds for a byte, even where there is nothing to find. So it is spared what can be known beforehand of planes,
 * those of the first bytes, the second bytes and so on. The lowest bytes of measured numbers are noise: such planes, and those that would hardly
 * shrink, go into stored blocks. The lowest bytes of small numbers are zeros: what a plane of one value became once, it becomes again; so do columns
 * of one value. */
#include "batch/pack.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LEVEL 1
#define LEVEL_OF_RUNS 2 /* it passes over long runs twice as fast, and is slower in all else */
#define RUNS_LEAST 90   /* of a hundred bytes, equal to the one before */
#define STORED_MOST 65535 /* bytes of a stored block */

void bri_packer_init(bri_packer *packer) {
    *packer = (bri_packer){.packed = NULL};
}

void bri_packer_clear(bri_packer *packer) {
    free(packer->shuffled);
    free(packer->packed);
    free(packer->inflated);
    if (packer->compressor != NULL)
        libdeflate_free_compressor(packer->compressor);
    if (packer->runner != NULL)
        libdeflate_free_compressor(packer->runner);
    if (packer->decompressor != NULL)
        libdeflate_free_decompressor(packer->decompressor);
    bri_packer_init(packer);
}

/* Room for what will be written anew. */
static bool reserve(uint8_t **buffer, size_t *size, size_t wanted) {
    if (*size >= wanted)
        return true;
    free(*buffer);
    *buffer = malloc(wanted);
    *size = *buffer != NULL ? wanted : 0;
    return *buffer != NULL;
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

/* What a sample of a plane tells: */
typedef struct sample {
    uint64_t most_alike; /* pairs of equal bytes, or of equal differences between neighbours, whichever are more */
    uint32_t repeats;    /* bytes equal to the one before */
} sample;

enum { LINE = 64, LINES = 64, SAMPLED = LINE * LINES };

static sample look_at(const uint8_t *in, size_t count) {
    uint32_t of_value[256] = {0}, of_difference[256] = {0};
    uint64_t equal = 0, alike = 0;
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
    return (sample){.most_alike = equal > alike ? equal : alike, .repeats = of_difference[0]};
}

/* Does a stretch from the middle shrink by a fifth at least? */
static bool shrinks(bri_packer *packer, const uint8_t *in, size_t count) {
    uint8_t out[SAMPLED / 5 * 4];
    return libdeflate_deflate_compress(packer->compressor, in + (count - SAMPLED) / 2, SAMPLED, out, sizeof out) > 0;
}

/* Is a plane noise, or so near to it that it is stored? Where bytes and differences are spread evenly, of n as many pairs are equal as chance makes,
 * n^2 / 256, and half as many more at most. Where four times as many are, a byte has six bits, and is worth it always; between, a try tells. */
static bool is_noise(bri_packer *packer, const uint8_t *in, size_t count) {
    const uint64_t chance = (uint64_t)SAMPLED * SAMPLED / 256, most_alike = look_at(in, count).most_alike;
    return most_alike <= chance * 3 / 2 + SAMPLED || (most_alike <= chance * 4 && !shrinks(packer, in, count));
}

/* Are these planes, on the whole, long runs of equal bytes? */
static bool are_runs(const uint8_t *in, size_t count, size_t planes) {
    size_t repeats = 0;
    for (size_t plane = 0; plane < planes; plane++)
        repeats += look_at(in + plane * count, count).repeats;
    return repeats >= planes * SAMPLED * RUNS_LEAST / 100;
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

/* ---- planes of one value ---- */

/* A plane of one value at the beginning becomes a piece of a stream that ends at a byte's border. libdeflate gives whole streams alone: its one block
 * is marked as the last (bit 0), and zeros fill the last byte. Without the mark, and with an empty stored block after it, it is such a piece. How
 * many zeros there were is not known: with three at least they are the head of the stored block, else that takes one byte more. So both are tried,
 * and what does not inflate is none. */
static bool is_piece(bri_packer *packer, const uint8_t *in, size_t count, const bri_packed_plane *plane) {
    static const uint8_t last[] = {1, 0, 0, 0xff, 0xff};
    uint8_t stream[sizeof plane->packed + sizeof last];
    size_t length = 0, used = 0;
    memcpy(stream, plane->packed, plane->length);
    memcpy(stream + plane->length, last, sizeof last);
    return libdeflate_deflate_decompress_ex(packer->decompressor, stream, plane->length + sizeof last, packer->inflated, count, &used, &length) ==
               LIBDEFLATE_SUCCESS &&
           length == count && used == plane->length + sizeof last && memcmp(packer->inflated, in, count) == 0;
}

/* length 0: there is none. */
static void make_piece(bri_packer *packer, const uint8_t *in, size_t count, bri_packed_plane *plane) {
    static const uint8_t border[] = {0, 0, 0, 0xff, 0xff};
    *plane = (bri_packed_plane){.count = count, .value = in[0]};
    size_t length = libdeflate_deflate_compress(packer->compressor, in, count, plane->packed, sizeof plane->packed - sizeof border);
    if (length == 0)
        return;
    plane->packed[0] &= 0xfe;
    for (size_t more = 0; more <= 1; more++) {
        memcpy(plane->packed + length, border + 1 - more, 4 + more);
        plane->length = length + 4 + more;
        if (is_piece(packer, in, count, plane))
            return;
    }
    plane->length = 0;
}

/* In the place of the oldest, where it is not there yet. */
static const bri_packed_plane *piece_of(bri_packer *packer, const uint8_t *in, size_t count) {
    for (size_t i = 0; i < BRI_PACKED_PLANES; i++)
        if (packer->planes[i].count == count && packer->planes[i].value == in[0])
            return &packer->planes[i];
    bri_packed_plane *plane = &packer->planes[packer->next_plane];
    packer->next_plane = (packer->next_plane + 1) % BRI_PACKED_PLANES;
    make_piece(packer, in, count, plane);
    return plane;
}

/* ---- streams ---- */

static bool is_of_one_byte(const uint8_t *in, size_t count) {
    return memcmp(in, in + 1, count - 1) == 0;
}

/* Write planes at the beginning for which libdeflate is not needed; *to moves behind them. How many there were: never the last plane, so that
 * libdeflate ends the stream. */
static size_t put_easy_planes(bri_packer *packer, const uint8_t *in, size_t count, size_t size, uint8_t **to) {
    for (size_t plane = 0; plane + 1 < size; plane++, in += count) {
        if (is_of_one_byte(in, count)) {
            const bri_packed_plane *piece = piece_of(packer, in, count);
            if (piece->length == 0)
                return plane;
            memcpy(*to, piece->packed, piece->length);
            *to += piece->length;
        } else if (is_noise(packer, in, count)) {
            *to += store(*to, in, count);
        } else {
            return plane;
        }
    }
    return size - 1;
}

static bool has_compressor(struct libdeflate_compressor **compressor, int level) {
    if (*compressor == NULL)
        *compressor = libdeflate_alloc_compressor(level);
    return *compressor != NULL;
}

static bool has_decompressor(bri_packer *packer) {
    if (packer->decompressor == NULL)
        packer->decompressor = libdeflate_alloc_decompressor();
    return packer->decompressor != NULL;
}

/* All that could be short of memory comes first: what becomes of a column must not depend on it. */
static bool get_ready(bri_packer *packer, size_t count) {
    return has_compressor(&packer->compressor, LEVEL) && has_compressor(&packer->runner, LEVEL_OF_RUNS) && has_decompressor(packer) &&
           reserve(&packer->inflated, &packer->inflated_size, count);
}

/* A zlib stream of count elements whose bytes stand plane by plane. 0: memory is out. */
static size_t deflate_all(bri_packer *packer, const uint8_t *in, size_t count, size_t size, uint8_t **out, size_t *capacity) {
    if (!get_ready(packer, count))
        return 0;
    const size_t total = count * size, of_plane = (count / STORED_MOST + 1) * 5 + BRI_PACKED_PLANE_BYTES;
    if (!reserve(out, capacity, 2 + size * of_plane + libdeflate_deflate_compress_bound(packer->compressor, total) + 4))
        return 0;
    uint8_t *to = *out;
    *to++ = 0x78; /* RFC 1950: deflate, a window of 32 kB; the fastest way */
    *to++ = 0x01;
    bool is_long = count >= 2 * SAMPLED;
    size_t easy = is_long ? put_easy_planes(packer, in, count, size, &to) : 0, left = (size - easy) * count;
    bool runs = is_long && are_runs(in + easy * count, count, size - easy);
    struct libdeflate_compressor *compressor = runs ? packer->runner : packer->compressor;
    size_t deflated = libdeflate_deflate_compress(compressor, in + easy * count, left, to, *capacity - (size_t)(to - *out) - 4);
    uint32_t sum = libdeflate_adler32(1, in, total);
    const uint8_t end[] = {(uint8_t)(sum >> 24), (uint8_t)(sum >> 16), (uint8_t)(sum >> 8), (uint8_t)sum};
    memcpy(to + deflated, end, sizeof end);
    return deflated > 0 ? (size_t)(to + deflated - *out) + sizeof end : 0;
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
static void keep_constant(bri_packer *packer, const uint8_t *raw, size_t count, size_t size, const uint8_t *packed, size_t length) {
    bri_packed_constant *it = &packer->constants[packer->next_constant];
    if (length > sizeof it->packed)
        return;
    packer->next_constant = (packer->next_constant + 1) % BRI_PACKED_CONSTANTS;
    it->count = count;
    it->size = size;
    it->length = length;
    memcpy(it->value, raw, size);
    memcpy(it->packed, packed, length);
}

size_t bri_pack_into(bri_packer *packer, const void *raw, size_t count, size_t size, uint8_t **out, size_t *capacity) {
    bool constant = is_constant(raw, count, size);
    const bri_packed_constant *known = constant ? find_constant(packer, raw, count, size) : NULL;
    if (known != NULL) {
        if (!reserve(out, capacity, known->length))
            return 0;
        memcpy(*out, known->packed, known->length);
        return known->length;
    }
    const uint8_t *in = raw;
    if (size > 1) {
        if (!reserve(&packer->shuffled, &packer->shuffled_size, count * size))
            return 0;
        shuffle(packer->shuffled, raw, count, size);
        in = packer->shuffled;
    }
    size_t length = deflate_all(packer, in, count, size, out, capacity);
    if (constant && length > 0)
        keep_constant(packer, raw, count, size, *out, length);
    return length;
}

const uint8_t *bri_pack(bri_packer *packer, const void *raw, size_t count, size_t size, size_t *length) {
    *length = bri_pack_into(packer, raw, count, size, &packer->packed, &packer->packed_size);
    return *length > 0 ? packer->packed : NULL;
}

/* ---- back ---- */

static bool inflate_all(bri_packer *packer, const void *packed, size_t length, uint8_t *out, size_t size) {
    if (!has_decompressor(packer))
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
