/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bin is the upper half of a single-precision number ("bfloat16"), put in ascending order: negative numbers have their bits turned over. The
 * idea of relative-accuracy bins is DDSketch's (Masson, Rim & Lee 2019); taking them from the number's own bits costs no logarithm.
 * Keys 0 … 65535; 128 of them are an octave, the keys of one power of two. */
#include "batch/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OCTAVE_KEYS (BRI_PAGE_BINS * BRI_OCTAVE_PAGES)
#define KEYS 65536u
#define OCTAVES (KEYS / OCTAVE_KEYS)

bool bri_histograms_init(bri_histograms *set, size_t count) {
    *set = (bri_histograms){.count = count};
    set->first = calloc(count > 0 ? count : 1, sizeof *set->first);
    return set->first != NULL;
}

void bri_histograms_clear(bri_histograms *set) {
    free(set->first);
    free(set->octaves);
    free(set->pages);
    *set = (bri_histograms){.count = 0};
}

void bri_histograms_reset(bri_histograms *set) {
    if (set->page_count > 0)
        memset(set->pages, 0, set->page_count * sizeof *set->pages);
}

static uint32_t key_of(double value) {
    float single = (float)(value + 0.0); /* + 0.0: the negative zero is zero */
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    uint32_t half = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16; /* to nearest, ties to even */
    return half & 0x8000 ? 0xFFFF - half : half | 0x8000;
}

static double value_of(uint32_t key) {
    uint32_t half = key & 0x8000 ? key & 0x7FFF : 0xFFFF - key;
    uint32_t bits = half << 16;
    float single;
    memcpy(&single, &bits, sizeof single);
    return single;
}

/* Room for one more in a list of `count`, of which each has `size` bytes; false: memory is out. */
static bool have_room(void **list, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return true;
    size_t more = *capacity > 0 ? 2 * *capacity : 64;
    void *bigger = realloc(*list, more * size);
    if (bigger == NULL)
        return false;
    *list = bigger;
    *capacity = more;
    return true;
}

/* An octave of a histogram, made when it is not there: its number in the set's, plus 1; 0: memory is out. Those that came first are the first of
 * their chain: they are the likeliest to be wanted again. */
static uint32_t octave_of(bri_histograms *set, size_t index, uint32_t number) {
    uint32_t at = set->first[index], last = 0;
    for (; at != 0; last = at, at = set->octaves[at - 1].next)
        if (set->octaves[at - 1].number == number)
            return at;
    if (!have_room((void **)&set->octaves, set->octave_count, &set->octave_capacity, sizeof *set->octaves))
        return 0;
    set->octaves[set->octave_count++] = (bri_octave){.number = number};
    *(last == 0 ? &set->first[index] : &set->octaves[last - 1].next) = (uint32_t)set->octave_count;
    return (uint32_t)set->octave_count;
}

/* A page of an octave, made when it is not there; NULL: memory is out. */
static uint32_t *page_of(bri_histograms *set, uint32_t octave, uint32_t number) {
    uint32_t *page = &set->octaves[octave - 1].page[number];
    if (*page == 0) {
        if (!have_room((void **)&set->pages, set->page_count, &set->page_capacity, sizeof *set->pages))
            return NULL;
        memset(set->pages[set->page_count], 0, sizeof *set->pages);
        *page = (uint32_t)++set->page_count;
    }
    return set->pages[*page - 1];
}

/* The octaves of a histogram in ascending order; how many there are. */
static uint32_t sort_octaves(const bri_histograms *set, size_t index, const bri_octave *sorted[OCTAVES]) {
    uint32_t count = 0;
    for (uint32_t at = set->first[index]; at != 0; at = set->octaves[at - 1].next) {
        uint32_t place = count++;
        for (; place > 0 && sorted[place - 1]->number > set->octaves[at - 1].number; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = &set->octaves[at - 1];
    }
    return count;
}

void bri_histogram_keys(const double *value, size_t count, uint16_t *key) {
    for (size_t i = 0; i < count; i++)
        key[i] = (uint16_t)(value[i] == value[i] ? key_of(value[i]) : BRI_NO_KEY);
}

/* That a page is there is the rule: it is found without a call. Octaves are looked for once. */
bool bri_histograms_add_keys(bri_histograms *set, size_t index, const uint16_t *key, size_t count, size_t stride) {
    uint32_t octaves[OCTAVES] = {0};
    for (size_t i = 0; i < count; i++, key += stride) {
        uint32_t *octave = &octaves[*key / OCTAVE_KEYS], number = *key / BRI_PAGE_BINS % BRI_OCTAVE_PAGES, bin = *key % BRI_PAGE_BINS;
        if (*key == BRI_NO_KEY)
            continue;
        if (*octave == 0)
            *octave = octave_of(set, index, *key / OCTAVE_KEYS);
        if (*octave == 0)
            return false;
        uint32_t page = set->octaves[*octave - 1].page[number], *bins = page != 0 ? set->pages[page - 1] : page_of(set, *octave, number);
        if (bins == NULL)
            return false;
        bins[bin]++;
    }
    return true;
}

static bool merge_octave(bri_histograms *set, size_t index, const bri_histograms *from, const bri_octave *source) {
    uint32_t octave = octave_of(set, index, source->number);
    for (uint32_t p = 0; octave != 0 && p < BRI_OCTAVE_PAGES; p++) {
        if (source->page[p] == 0)
            continue;
        const uint32_t *added = from->pages[source->page[p] - 1];
        uint32_t *page = page_of(set, octave, p);
        if (page == NULL)
            return false;
        for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++)
            page[bin] += added[bin];
    }
    return octave != 0;
}

bool bri_histograms_merge(bri_histograms *set, const bri_histograms *from) {
    for (size_t i = 0; i < from->count; i++)
        for (uint32_t at = from->first[i]; at != 0; at = from->octaves[at - 1].next)
            if (!merge_octave(set, i, from, &from->octaves[at - 1]))
                return false;
    return true;
}

/* ---- images ---- */

/* Of each bin that holds something, how far it lies behind the one before (its histogram's place, then its key), and what it holds: whole
 * numbers in base 128, the lowest digit first, all but the last with their top bit set. A time grid of few replications has few such bins. */

/* Write a number to image, where it is not NULL; its size. */
static size_t put_number(uint8_t *image, uint64_t number) {
    size_t size = 1;
    for (; number >= 128; number >>= 7, size++)
        if (image != NULL) *image++ = (uint8_t)(number | 128);
    if (image != NULL) *image = (uint8_t)number;
    return size;
}

/* Read a number; false: it does not end before `end`, or is too large. */
static bool get_number(const uint8_t **image, const uint8_t *end, uint64_t *number) {
    *number = 0;
    for (unsigned shift = 0; *image < end && shift < 63; shift += 7) {
        uint8_t digit = *(*image)++;
        *number |= (uint64_t)(digit & 127) << shift;
        if (digit < 128) return true;
    }
    return false;
}

/* An image being written, or measured where image is NULL. */
typedef struct writing {
    uint8_t *image;
    size_t size;
    uint64_t last; /* place of the last bin */
} writing;

static void walk_page(writing *w, const uint32_t *bins, uint64_t first) {
    for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++) {
        if (bins[bin] == 0)
            continue;
        w->size += put_number(w->image != NULL ? w->image + w->size : NULL, first + bin - w->last);
        w->size += put_number(w->image != NULL ? w->image + w->size : NULL, bins[bin]);
        w->last = first + bin;
    }
}

/* Write the bins to image, where it is not NULL; their size. */
static size_t walk_bins(const bri_histograms *set, uint8_t *image) {
    writing w = {.image = image};
    const bri_octave *octaves[OCTAVES];
    for (size_t i = 0; i < set->count; i++) {
        uint32_t count = sort_octaves(set, i, octaves);
        for (uint32_t p = 0; p < count * BRI_OCTAVE_PAGES; p++) {
            const bri_octave *octave = octaves[p / BRI_OCTAVE_PAGES];
            uint32_t page = octave->page[p % BRI_OCTAVE_PAGES];
            uint64_t first = i * KEYS + (uint64_t)octave->number * OCTAVE_KEYS + p % BRI_OCTAVE_PAGES * BRI_PAGE_BINS;
            if (page != 0) walk_page(&w, set->pages[page - 1], first);
        }
    }
    return w.size;
}

size_t bri_histograms_image_size(const bri_histograms *set) {
    return walk_bins(set, NULL);
}

void bri_histograms_save(const bri_histograms *set, uint8_t *image) {
    walk_bins(set, image);
}

brink_status bri_histograms_add_image(bri_histograms *set, const uint8_t *image, size_t size) {
    const uint8_t *end = image + size;
    uint64_t place = 0, further, count;
    while (image < end) {
        if (!get_number(&image, end, &further) || !get_number(&image, end, &count))
            return BRINK_E_FORMAT;
        place += further;
        if (further >= set->count * KEYS || place >= set->count * KEYS || count > UINT32_MAX)
            return BRINK_E_FORMAT;
        uint32_t key = (uint32_t)(place % KEYS), octave = octave_of(set, place / KEYS, key / OCTAVE_KEYS);
        uint32_t *bins = octave != 0 ? page_of(set, octave, key / BRI_PAGE_BINS % BRI_OCTAVE_PAGES) : NULL;
        if (bins == NULL)
            return BRINK_E_MEMORY;
        bins[key % BRI_PAGE_BINS] += (uint32_t)count;
    }
    return BRINK_OK;
}

uint64_t bri_histograms_total(const bri_histograms *set, size_t index) {
    uint64_t total = 0;
    for (uint32_t at = set->first[index]; at != 0; at = set->octaves[at - 1].next)
        for (uint32_t p = 0; p < BRI_OCTAVE_PAGES; p++) {
            uint32_t page = set->octaves[at - 1].page[p];
            for (uint32_t bin = 0; page != 0 && bin < BRI_PAGE_BINS; bin++)
                total += set->pages[page - 1][bin];
        }
    return total;
}

void bri_histograms_quantiles(const bri_histograms *set, size_t index, const double *probabilities, size_t count, double *values) {
    const bri_octave *octaves[OCTAVES];
    uint64_t total = bri_histograms_total(set, index), below = 0;
    uint32_t bins = sort_octaves(set, index, octaves) * OCTAVE_KEYS;
    size_t next = 0;
    for (uint32_t bin = 0; bin < bins && next < count; bin++) {
        const bri_octave *octave = octaves[bin / OCTAVE_KEYS];
        uint32_t page = octave->page[bin / BRI_PAGE_BINS % BRI_OCTAVE_PAGES];
        uint32_t here = page != 0 ? set->pages[page - 1][bin % BRI_PAGE_BINS] : 0;
        below += here;
        while (here > 0 && next < count && (double)below >= probabilities[next] * (double)total)
            values[next++] = value_of(octave->number * OCTAVE_KEYS + bin % OCTAVE_KEYS);
    }
    while (next < count)
        values[next++] = NAN;
}
