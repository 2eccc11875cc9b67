/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bin is the upper half of a single-precision number ("bfloat16"), put in ascending order: negative numbers have their bits turned over. The
 * idea of relative-accuracy bins is DDSketch's (Masson, Rim & Lee 2019); taking them from the number's own bits costs no logarithm.
 * Keys 0 … 65535, pages of 128 keys: the keys of one power of two. */
#include "batch/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 65536u

bool bri_histograms_init(bri_histograms *set, size_t count) {
    *set = (bri_histograms){.count = count};
    set->list = calloc(count > 0 ? count : 1, sizeof *set->list);
    return set->list != NULL;
}

void bri_histograms_clear(bri_histograms *set) {
    for (size_t i = 0; set->list != NULL && i < set->count; i++)
        free(set->list[i].page);
    free(set->list);
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

/* Widen a histogram's table of pages so that it covers page number `wanted`. */
static bool cover(bri_histogram *histogram, uint32_t wanted) {
    uint32_t first = histogram->count == 0 || wanted < histogram->first ? wanted : histogram->first;
    uint32_t end = histogram->count == 0 || wanted >= (uint32_t)histogram->first + histogram->count ? wanted + 1
                                                                                                    : (uint32_t)histogram->first + histogram->count;
    uint32_t *page = calloc(end - first, sizeof *page);
    if (page == NULL)
        return false;
    if (histogram->count > 0)
        memcpy(page + (histogram->first - first), histogram->page, histogram->count * sizeof *page);
    free(histogram->page);
    *histogram = (bri_histogram){.page = page, .first = (uint16_t)first, .count = (uint16_t)(end - first)};
    return true;
}

/* A page of a histogram, made when it is not there; NULL: memory is out. */
static uint32_t *page_of(bri_histograms *set, bri_histogram *histogram, uint32_t number) {
    uint32_t place = number - histogram->first; /* wraps where it lies before the first */
    if (place >= histogram->count) {
        if (!cover(histogram, number))
            return NULL;
        place = number - histogram->first;
    }
    if (histogram->page[place] == 0) {
        if (set->page_count == set->page_capacity) {
            size_t capacity = set->page_capacity > 0 ? 2 * set->page_capacity : 64;
            void *bigger = realloc(set->pages, capacity * sizeof *set->pages);
            if (bigger == NULL)
                return NULL;
            set->pages = bigger;
            set->page_capacity = capacity;
        }
        memset(set->pages[set->page_count], 0, sizeof *set->pages);
        histogram->page[place] = (uint32_t)++set->page_count;
    }
    return set->pages[histogram->page[place] - 1];
}

void bri_histogram_keys(const double *value, size_t count, uint16_t *key) {
    for (size_t i = 0; i < count; i++)
        key[i] = (uint16_t)(value[i] == value[i] ? key_of(value[i]) : BRI_NO_KEY);
}

/* That a page is there is the rule: it is found without a call, and which it is without a branch. */
bool bri_histograms_add_keys(bri_histograms *set, size_t index, const uint16_t *key, size_t count, size_t stride) {
    bri_histogram *histogram = &set->list[index];
    for (size_t i = 0; i < count; i++, key += stride) {
        uint32_t number = *key / BRI_PAGE_BINS, place = number - histogram->first, bin = *key % BRI_PAGE_BINS;
        if (*key == BRI_NO_KEY)
            continue;
        if (place < histogram->count && histogram->page[place] != 0) {
            set->pages[histogram->page[place] - 1][bin]++;
            continue;
        }
        uint32_t *page = page_of(set, histogram, number);
        if (page == NULL)
            return false;
        page[bin]++;
    }
    return true;
}

bool bri_histograms_merge(bri_histograms *set, const bri_histograms *from) {
    for (size_t i = 0; i < from->count; i++) {
        const bri_histogram *source = &from->list[i];
        for (uint32_t p = 0; p < source->count; p++) {
            if (source->page[p] == 0)
                continue;
            uint32_t *page = page_of(set, &set->list[i], source->first + p);
            if (page == NULL)
                return false;
            const uint32_t *added = from->pages[source->page[p] - 1];
            for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++)
                page[bin] += added[bin];
        }
    }
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

/* Write the bins to image, where it is not NULL; their size. */
static size_t walk_bins(const bri_histograms *set, uint8_t *image) {
    size_t size = 0;
    uint64_t last = 0;
    for (size_t i = 0; i < set->count; i++) {
        const bri_histogram *histogram = &set->list[i];
        for (uint32_t p = 0; p < histogram->count; p++) {
            if (histogram->page[p] == 0)
                continue;
            const uint32_t *bins = set->pages[histogram->page[p] - 1];
            uint64_t first = i * KEYS + (uint64_t)(histogram->first + p) * BRI_PAGE_BINS;
            for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++) {
                if (bins[bin] == 0)
                    continue;
                size += put_number(image != NULL ? image + size : NULL, first + bin - last);
                size += put_number(image != NULL ? image + size : NULL, bins[bin]);
                last = first + bin;
            }
        }
    }
    return size;
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
        uint32_t key = (uint32_t)(place % KEYS), *bins = page_of(set, &set->list[place / KEYS], key / BRI_PAGE_BINS);
        if (bins == NULL)
            return BRINK_E_MEMORY;
        bins[key % BRI_PAGE_BINS] += (uint32_t)count;
    }
    return BRINK_OK;
}

uint64_t bri_histograms_total(const bri_histograms *set, size_t index) {
    const bri_histogram *histogram = &set->list[index];
    uint64_t total = 0;
    for (uint32_t p = 0; p < histogram->count; p++)
        for (uint32_t bin = 0; histogram->page[p] != 0 && bin < BRI_PAGE_BINS; bin++)
            total += set->pages[histogram->page[p] - 1][bin];
    return total;
}

void bri_histograms_quantiles(const bri_histograms *set, size_t index, const double *probabilities, size_t count, double *values) {
    const bri_histogram *histogram = &set->list[index];
    uint64_t total = bri_histograms_total(set, index), below = 0;
    size_t next = 0;
    for (uint32_t p = 0; p < histogram->count && next < count; p++)
        for (uint32_t bin = 0; histogram->page[p] != 0 && bin < BRI_PAGE_BINS && next < count; bin++) {
            uint32_t here = set->pages[histogram->page[p] - 1][bin];
            below += here;
            while (here > 0 && next < count && (double)below >= probabilities[next] * (double)total)
                values[next++] = value_of((uint32_t)(histogram->first + p) * BRI_PAGE_BINS + bin);
        }
    while (next < count)
        values[next++] = NAN;
}
