/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Numbers as a scenario file writes them.
 */
#ifndef BRI_NUMBER_H
#define BRI_NUMBER_H

#include <locale.h>
#include <stddef.h>

typedef enum bri_number_kind {
    BRI_NUMBER_INTEGER, /* 12, -3, 0xFF, 12L, 12LL */
    BRI_NUMBER_REAL,    /* 0.5, .5, 5., 1e-3 */
    BRI_NUMBER_MALFORMED,
    BRI_NUMBER_OVER_64_BITS, /* an integer that does not fit */
    BRI_NUMBER_OVERFLOW,     /* a real beyond the largest */
    BRI_NUMBER_UNDERFLOW     /* a real that is not 0 but would become 0 */
} bri_number_kind;

/** Read a number of length characters; what follows them must not belong to a number. integer and real are set where the kind is theirs,
 *  real also for an integer. c_locale: LC_NUMERIC is "C" in it. */
bri_number_kind bri_number_read(const char *text, size_t length, locale_t c_locale, long long *integer, double *real);

#endif
