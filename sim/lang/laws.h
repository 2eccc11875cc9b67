/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Hazard functions of the common laws of durations: h(t) = f(t) / (1 - F(t)), at an age t >= 0.
 *
 * Ages of 0 and infinity are served by the limits; before age 0 the hazard is 0. Impossible parameters give NaN.
 */
#ifndef BRI_LAWS_H
#define BRI_LAWS_H

#include "lang/ops.h"

/** The hazard; `law` is one of the operations EXPONENTIAL_HAZARD … UNIFORM_HAZARD, a and b the law's parameters in the language's order. */
double bri_law_hazard(bri_op law, double age, double a, double b);

#endif
