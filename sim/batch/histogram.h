/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Histograms of real numbers that add up the same in any order: integer counts in bins that are fixed once for all.
 *
 * A number's bin is its sign, exponent and top 7 bits of mantissa, after rounding to the nearest such number; the bin stands for that
 * number. A quantile is therefore a number of the sample within a relative 2^-8 (0.4%), and exact where the sample holds few-digit
 * binary numbers (counts up to 256, halves, quarters). Below 1.2e-38 in absolute value the error is absolute, 5e-41.
 */
#ifndef BRI_HISTOGRAM_H
#define BRI_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

/** Bins of a page, and pages of an octave: the numbers from one power of two to the next, of one sign. */
#define BRI_PAGE_BINS 16
#define BRI_OCTAVE_PAGES 8

/** An octave of one histogram in which there is something. */
typedef struct bri_octave {
    uint32_t page[BRI_OCTAVE_PAGES]; /* number in the set's pages, plus 1; 0: none yet */
    uint32_t next;                   /* another octave of the histogram: number in the set's, plus 1; 0: there is none */
    uint32_t number;                 /* in ascending order of the values */
} bri_octave;

/** Many histograms, each a chain of octaves, which share their memory: one that holds few numbers takes some hundred bytes. */
typedef struct bri_histograms {
    uint32_t *first; /* [histogram]: an octave, plus 1; 0: it is empty */
    size_t count;
    bri_octave *octaves;
    size_t octave_count, octave_capacity;
    uint32_t (*pages)[BRI_PAGE_BINS];
    size_t page_count, page_capacity;
} bri_histograms;

/** count empty histograms; false: memory is out (clear is still allowed). */
bool bri_histograms_init(bri_histograms *set, size_t count);
void bri_histograms_clear(bri_histograms *set);

/** Empty them, keeping memory. */
void bri_histograms_reset(bri_histograms *set);

/** The key of no number: a NaN's. */
#define BRI_NO_KEY 0xFFFFu

/** The keys of numbers' bins. */
void bri_histogram_keys(const double *value, size_t count, uint16_t *key);

/** Count numbers by their keys: key[0], key[stride], … count of them. False: memory is out. */
bool bri_histograms_add_keys(bri_histograms *set, size_t index, const uint16_t *key, size_t count, size_t stride);

/** Add all of from (of equal count) to set. False: memory is out. */
bool bri_histograms_merge(bri_histograms *set, const bri_histograms *from);

/** The set as bytes that add up again: bri_histograms_save writes exactly bri_histograms_image_size of them. */
size_t bri_histograms_image_size(const bri_histograms *set);
void bri_histograms_save(const bri_histograms *set, uint8_t *image);

/** Add an image's counts to set. BRINK_E_FORMAT: it is no image of as many histograms; BRINK_E_MEMORY. */
brink_status bri_histograms_add_image(bri_histograms *set, const uint8_t *image, size_t size);

/** How many numbers a histogram holds. */
uint64_t bri_histograms_total(const bri_histograms *set, size_t index);

/** Quantiles at probabilities (ascending): the smallest number at or below which at least that share lies; at 0 the smallest number. NaN where
 *  there is none. */
void bri_histograms_quantiles(const bri_histograms *set, size_t index, const double *probabilities, size_t count, double *values);

#endif
