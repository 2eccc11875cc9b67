/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * exp, log and cos of fixed arithmetic: additions, multiplications, divisions and bit moves in a fixed order, no table, no branch on the value.
 *
 * The C library picks among several versions of these by processor, and they differ in the last bit. Histories may not: the same
 * seed gives the same bytes on every machine, and scalar and wide code agree. All are within 3 units in the last place.
 */
#ifndef BRI_ELEMENTARY_H
#define BRI_ELEMENTARY_H

#include <float.h>
#include <stdint.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0, "doubles are computed as doubles: histories would differ otherwise");

static inline double bri_from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t bri_to_bits(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/** The lesser and the greater of two numbers that are not NaN: fmin and fmax are calls of the C library. */
static inline double bri_lesser(double a, double b) { return a < b ? a : b; }
static inline double bri_greater(double a, double b) { return a > b ? a : b; }

/** -log(u) for normal u > 0 (for u in (0, 1): positive). u = 2^k m with m in [sqrt 1/2, sqrt 2), log m = 2 artanh s, s = (m - 1)/(m + 1), by
 *  its series in z = s^2 <= 0.02944: the term left out is z^11/23 < 1e-18. The integer tricks avoid conversions that AVX2 lacks. */
static inline double bri_neglog(double u) {
    const uint64_t root_half = 0x3fe6a09e667f3bcdu, one = 0x3ff0000000000000u, magic = 0x4330000000000000u;
    uint64_t bits = bri_to_bits(u) + (one - root_half);
    double k = bri_from_bits((bits >> 52) | magic) - (0x1p52 + 1023.0);
    double m = bri_from_bits((bits & 0x000fffffffffffffu) + root_half);
    double f = m - 1.0;
    double s = f / (2.0 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
    double low = (1.0 / 3 + z * (1.0 / 5)) + z2 * (1.0 / 7 + z * (1.0 / 9));
    double middle = (1.0 / 11 + z * (1.0 / 13)) + z2 * (1.0 / 15 + z * (1.0 / 17));
    double high = 1.0 / 19 + z * (1.0 / 21);
    double series = low + z4 * (middle + z4 * high);
    double head = 2.0 * s, tail = head * (z * series);
    return -(k * 0x1.62e42fefa3800p-1 + (head + (tail + k * 0x1.ef35793c76730p-45)));
}

/** log x for every double, with the C library's special values. */
double bri_log(double x);

/** exp r for |r| <= 0.347, as 1 + (r + r^2 q(r)): Taylor to r^13 (left out: 5e-18). */
static inline double bri_exp_reduced(double r) {
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    double b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    double c = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
    return 1.0 + (r + r2 * (a + (r4 * b + r8 * c)));
}

/** exp x where it may leave the range of normal numbers, or x is none. */
double bri_exp_far(double x);

/** exp x for every double, with the C library's special values. x = k ln 2 + r, |r| <= 0.347; k stands in the low bits of `shifted`. */
static inline double bri_exp(double x) {
    if (!(x >= -700.0 && x <= 700.0)) return bri_exp_far(x);
    const double shift = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep+0 + shift;
    double k = shifted - shift;
    double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    return bri_exp_reduced(r) * bri_from_bits((bri_to_bits(shifted) << 52) + 0x3ff0000000000000u);
}

/** The next double below x >= 0. */
static inline double bri_just_before(double x) { return x > 0.0 ? bri_from_bits(bri_to_bits(x) - 1) : -0x1p-1074; }

/** cos(2 pi turns) for |turns| <= 1000; the quarters are exact. Taylor on an eighth of a turn to either side (left out: 1e-19). */
double bri_cos_turns(double turns);

#endif
