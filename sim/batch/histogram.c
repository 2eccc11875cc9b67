/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bin is the upper half of a single-precision number ("bfloat16"), put in ascending order: negative numbers have their bits turned over. The
 * idea of relative-accuracy bins is DDSketch's (Masson, Rim & Lee 2019); taking them from the number's own bits costs no logarithm.
 * Keys 0 … 65535, pages of 128 keys: the keys of one power of two. */
#include "batch/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* An image is a list of pages that hold something, each with its place. */
typedef struct page_image {
    uint32_t histogram, number;
    uint32_t bins[BRI_PAGE_BINS];
} page_image;

static bool is_empty(const uint32_t bins[BRI_PAGE_BINS]) {
    uint32_t any = 0;
    for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++)
        any |= bins[bin];
    return any == 0;
}

/* Write the pages to image, where it is not NULL; their size. */
static size_t walk_pages(const bri_histograms *set, uint8_t *image) {
    size_t size = 0;
    for (size_t i = 0; i < set->count; i++) {
        const bri_histogram *histogram = &set->list[i];
        for (uint32_t p = 0; p < histogram->count; p++) {
            if (histogram->page[p] == 0 || is_empty(set->pages[histogram->page[p] - 1]))
                continue;
            page_image page = {.histogram = (uint32_t)i, .number = histogram->first + p};
            memcpy(page.bins, set->pages[histogram->page[p] - 1], sizeof page.bins);
            if (image != NULL)
                memcpy(image + size, &page, sizeof page);
            size += sizeof page;
        }
    }
    return size;
}

size_t bri_histograms_image_size(const bri_histograms *set) {
    return walk_pages(set, NULL);
}

void bri_histograms_save(const bri_histograms *set, uint8_t *image) {
    walk_pages(set, image);
}

brink_status bri_histograms_add_image(bri_histograms *set, const uint8_t *image, size_t size) {
    page_image page;
    if (size % sizeof page != 0)
        return BRINK_E_FORMAT;
    for (; size > 0; image += sizeof page, size -= sizeof page) {
        memcpy(&page, image, sizeof page);
        if (page.histogram >= set->count || page.number > UINT16_MAX / BRI_PAGE_BINS)
            return BRINK_E_FORMAT;
        uint32_t *bins = page_of(set, &set->list[page.histogram], page.number);
        if (bins == NULL)
            return BRINK_E_MEMORY;
        for (uint32_t bin = 0; bin < BRI_PAGE_BINS; bin++)
            bins[bin] += page.bins[bin];
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
