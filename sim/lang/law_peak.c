/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where hazards are greatest. With h = f / S, (log h)' = (log f)' + h. */
#include <math.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/laws.h"
#include "lang/normal.h"

#define STEPS 60

/* d log h / d log t = (lambda(z) - z) / sigma - 1 = 0, z = log(t / median) / sigma. The excess lambda - z is convex and falls, and exceeds
 * (sqrt(z^2 + 8) - z) / 4 for z > -1 (Sampford 1953) and -z everywhere, so that it exceeds sigma at z = 1 / sigma - 2 sigma: from there Newton's
 * steps never overshoot. */
double bri_lognormal_peak(double median, double sigma) {
    double z = 1.0 / sigma - 2.0 * sigma;
    for (int i = 0; i < STEPS; i++) {
        double excess = bri_normal_excess(z), lambda = z + excess;
        double step = (excess - sigma) / (1.0 - lambda * excess);
        if (!(step > 1e-10 * fabs(z))) break;
        z += step;
    }
    return median * bri_exp(sigma * z);
}

/* h falls where shape <= 1, else (t / scale)^shape = shape - 1. */
double bri_loglogistic_peak(double shape, double scale) {
    return shape > 1.0 ? scale * bri_pow(shape - 1.0, 1.0 / shape) : 0.0;
}

/* The sign of (log h)' = h - 3/(2t) - shape/(2 mean^2) + shape/(2t^2). */
static double slope(double t, double mean, double shape) {
    double h = bri_law_hazard(BRI_OP_INVERSE_GAUSSIAN_HAZARD, t, mean, shape);
    return h - 1.5 / t - shape / (2.0 * mean * mean) + shape / (2.0 * t * t);
}

/* The peak lies between the mode of the density and 2/3 of the shape (Chhikara & Folks 1977, "The inverse Gaussian distribution as a lifetime
 * model", Technometrics 19). Halving is done on a logarithmic scale. */
double bri_inverse_gaussian_peak(double mean, double shape, double low, double high) {
    double q = 1.5 * mean / shape;
    low = fmax(low, mean / (q + sqrt(1.0 + q * q)));
    high = fmin(high, shape / 1.5);
    if (low >= high || slope(low, mean, shape) <= 0.0) return low;
    if (slope(high, mean, shape) >= 0.0) return high;
    for (int i = 0; i < STEPS && high > low * (1.0 + 1e-9); i++) {
        double middle = sqrt(low) * sqrt(high);
        if (slope(middle, mean, shape) > 0.0)
            low = middle;
        else
            high = middle;
    }
    return low;
}
