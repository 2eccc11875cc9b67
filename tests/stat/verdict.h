/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Comparisons of what was simulated with what must come out, under one false-alarm rate for the whole suite.
 *
 * Every comparison gives a p-value. Seeds are fixed and a comparison fails when its p is below VERDICT_FALSE_ALARM / (sum of shares.def): a
 * correct library passes for ever once it has passed, and a seed that is chosen blindly fails with probability 1e-6 at most (Bonferroni).
 *
 * BRINK_STAT_SOAK=SEED (0: a fresh one, printed) makes the seeds fresh and tests in two stages: a comparison that is below VERDICT_STAGE / (sum) is
 * made again with another seed, and fails only if it fails twice, which a correct library does with probability 1e-6 at most.
 * BRINK_STAT_SCALE=X multiplies all sample sizes. BRINK_STAT_ONLY=PATTERN runs the cases that match. BRINK_STAT_REPORT=1 prints every case and every
 * comparison as a row of tabs (tests/stat/write-tables reads them).
 */
#ifndef STAT_VERDICT_H
#define STAT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reference.h"

#define VERDICT_FALSE_ALARM 1e-6
#define VERDICT_STAGE 1e-3

/** A test: a body that makes comparisons, all of whose random numbers come from seed. */
typedef struct stat_case {
    const char *name;
    void (*body)(uint64_t seed);
    const char *against; /* formula or source that it is compared with, for docs/validation.md */
} stat_case;

#define STAT_CASE(body_, against_)                                                                                                                   \
    { .name = #body_, .body = body_, .against = against_ }

/** Run the cases of a group of shares.def; the value is main's. */
int verdict_main(const char *group, const stat_case *cases, size_t count);

/** A sample size, scaled. */
uint64_t verdict_count(uint64_t n);

/** Sums of x - centre and their powers: exact enough for any number of observations. Start with {.reference = …}. */
typedef struct tally {
    ref_moments reference;
    double n, first, second;
} tally;

void tally_add(tally *t, double x);
/** Two comparisons: the mean, and the mean square about the reference's mean, both with their exact standard errors. */
void verdict_moments(const tally *t, const char *what);
/** One comparison: the mean. The reference's variance gives the standard error. */
void verdict_mean(const tally *t, const char *what);
/** One comparison: a mean of n observations against its value, sd that of one observation. */
void verdict_z(const char *what, double n, double mean, double expected, double sd);
/** One comparison: hits out of n against a probability; exact binomial tails. */
void verdict_proportion(const char *what, double n, double hits, double probability);
/** One comparison: Pearson's chi-squared of counts against expected counts; neighbours are joined until 50 are expected. */
void verdict_counts(const char *what, const double *observed, const double *expected, size_t cells);
/** One comparison of two samples: chi-squared of homogeneity; neighbours are joined until both together have 100. */
void verdict_same_counts(const char *what, const double *one, const double *other, size_t cells);
/** verdict_counts against a law on 0, 1, … whose last cell takes the rest; observations are counted by histogram_add. */
typedef struct histogram {
    double *count;
    size_t cells;
    double n;
} histogram;
histogram histogram_new(size_t cells);
void histogram_add(histogram *h, double value);
/** Compare with p[cells], and free. */
void verdict_histogram(histogram *h, const char *what, const double *p);

/** Values that must be uniform on (0, 1). */
typedef struct uniforms {
    double *u;
    size_t count, capacity;
} uniforms;
void uniforms_add(uniforms *list, double u);
/** One comparison: Kolmogorov-Smirnov. The list is sorted, and kept. */
void verdict_uniform(uniforms *list, const char *what);
/** One comparison: chi-squared on `cells` equal cells. */
void verdict_uniform_cells(const uniforms *list, const char *what, size_t cells);
/** One comparison: neighbours in the list are not correlated; call it before verdict_uniform sorts. */
void verdict_uncorrelated(const uniforms *list, const char *what);
/** One comparison of two samples, of whatever numbers: Kolmogorov-Smirnov. Both lists are sorted, and kept. */
void verdict_same_law(uniforms *one, uniforms *other, const char *what);
void uniforms_clear(uniforms *list);

/** Something that must hold exactly: the test fails at once where it does not. */
void verdict_require(bool holds, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
