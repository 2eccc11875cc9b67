/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The functions of the expression language in fixed arithmetic: + - * / and sqrt in a fixed order, beside bri_exp and bri_log (base/elementary.h).
 *
 * The C library has several versions of its functions, which differ in the last bit from processor to processor; a history may not. Special
 * values are those of the C library. Each is within BRI_FIXED_ULPS units in the last place (tests/unit/test_fixed.c), so that twice as many
 * enclose what a monotone one may have computed in between.
 */
#ifndef BRI_FIXED_H
#define BRI_FIXED_H

#define BRI_FIXED_ULPS 4

/** x^y. Whole powers up to BRI_POWER_BY_PRODUCTS are products: exact where they can be, and monotone as computed. */
double bri_pow(double x, double y);
#define BRI_POWER_BY_PRODUCTS 32

double bri_log10(double x);
double bri_log1p(double x);
double bri_expm1(double x);

/** Beyond a million radians the C library's, whose last bit may vary. */
double bri_sin(double x);
double bri_cos(double x);
double bri_tan(double x);

double bri_tanh(double x);
double bri_atan(double x);
double bri_erf(double x);
double bri_hypot(double x, double y);

/** log Gamma(x) for x > 0, else NaN; relatively exact about its zeros 1 and 2 too. */
double bri_lgamma(double x);
/** log Gamma(1 + a) for 0 <= a < 1, relatively exact for small a. */
double bri_lgamma1p(double a);

#endif
