/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laplace's continued fraction  lambda(z) - z = 1/(z + 2/(z + 3/(z + ...)))  from z = 5 on; erfc below, where nothing cancels yet.
 * Check values: lambda(0) = sqrt(2 / pi), lambda(10) = 10.09809323396246. */
#include "lang/normal.h"

#include <math.h>

#define SQRT_HALF 0.70710678118654752440
#define SQRT_2_OVER_PI 0.79788456080286535588
#define FRACTION_FROM 5.0
#define FRACTION_DEPTH 120 /* enough at 5; the depth needed falls with the square of z */

static double fraction(double z) {
    double depth = 4.0 + ceil(FRACTION_DEPTH * (FRACTION_FROM * FRACTION_FROM) / (z * z));
    double value = z;
    for (double n = depth < FRACTION_DEPTH ? depth : FRACTION_DEPTH; n >= 2.0; n -= 1.0)
        value = z + n / value;
    return 1.0 / value;
}

double bri_normal_hazard(double z) {
    if (z >= FRACTION_FROM)
        return z + fraction(z);
    return SQRT_2_OVER_PI * exp(-0.5 * z * z) / erfc(z * SQRT_HALF);
}

double bri_normal_excess(double z) {
    return z >= FRACTION_FROM ? fraction(z) : bri_normal_hazard(z) - z;
}

double bri_mills_slope(double z) {
    if (z < FRACTION_FROM)
        return 1.0 - z / bri_normal_hazard(z);
    double excess = fraction(z);
    return excess / (z + excess);
}
