/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Derivatives of hazards by age and parameters: of log h where it has a closed form; for the gamma's shape and the inverse Gaussian, whose
 * derivatives have none worth the name, by the five-point difference of a hazard that is exact to 1e-14, which is good to 1e-9 but far out in a
 * tail. */
#include <math.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/laws.h"
#include "lang/normal.h"

#define DIFFERENCE_STEP 1e-4

/* d h / d log(argument n). */
static double difference(bri_op law, const double argument[3], int n) {
    double value[4];
    for (int i = 0; i < 4; i++) {
        static const double steps[4] = {-2.0, -1.0, 1.0, 2.0};
        double moved[3] = {argument[0], argument[1], argument[2]};
        moved[n] *= bri_exp(steps[i] * DIFFERENCE_STEP);
        value[i] = bri_law_hazard(law, moved[0], moved[1], moved[2]);
    }
    return (value[0] - 8.0 * value[1] + 8.0 * value[2] - value[3]) / (12.0 * DIFFERENCE_STEP);
}

static void weibull(double h, double t, double k, double scale, double partial[3]) {
    partial[0] = h * (k - 1.0) / t;
    partial[1] = h * (1.0 / k + bri_log(t / scale));
    partial[2] = -h * k / scale;
}

/* The scale only stretches: h = g(t / scale) / scale, g' = g ((shape - 1) / x - 1 + g). */
static void gamma_law(double h, double t, double shape, double scale, double partial[3]) {
    double slope = h * ((shape - 1.0) / t - 1.0 / scale + h);
    partial[0] = slope;
    partial[1] = difference(BRI_OP_GAMMA_HAZARD, (double[3]){t, shape, scale}, 1) / shape;
    partial[2] = -(h + t * slope) / scale;
}

static void lognormal(double h, double t, double median, double sigma, double partial[3]) {
    double z = bri_log(t / median) / sigma, excess = bri_normal_excess(z);
    partial[0] = h * (excess / sigma - 1.0) / t;
    partial[1] = -h * excess / (sigma * median);
    partial[2] = -h * (excess * z + 1.0) / sigma;
}

static void loglogistic(double h, double t, double shape, double scale, double partial[3]) {
    double alive = 1.0 / (1.0 + bri_pow(t / scale, shape));
    partial[0] = h * (shape * alive - 1.0) / t;
    partial[1] = h * (1.0 / shape + bri_log(t / scale) * alive);
    partial[2] = -h * shape / scale * alive;
}

static void inverse_gaussian(double t, double mean, double shape, double partial[3]) {
    const double argument[3] = {t, mean, shape};
    for (int n = 0; n < 3; n++) partial[n] = difference(BRI_OP_INVERSE_GAUSSIAN_HAZARD, argument, n) / argument[n];
}

double bri_law_partials(bri_op law, double age, double a, double b, double partial[3]) {
    double h = bri_law_hazard(law, age, a, b);
    partial[0] = partial[1] = partial[2] = 0.0;
    switch (law) {
    case BRI_OP_EXPONENTIAL_HAZARD: partial[1] = -h / a; break;
    case BRI_OP_UNIFORM_HAZARD:
        partial[0] = h * h;
        partial[2] = -h * h;
        break;
    default: break;
    }
    if (h == 0.0 || !isfinite(h) || isinf(age)) return h; /* flat, or without a derivative */
    switch (law) {
    case BRI_OP_WEIBULL_HAZARD: weibull(h, age, a, b, partial); break;
    case BRI_OP_GAMMA_HAZARD: gamma_law(h, age, a, b, partial); break;
    case BRI_OP_LOGNORMAL_HAZARD: lognormal(h, age, a, b, partial); break;
    case BRI_OP_LOGLOGISTIC_HAZARD: loglogistic(h, age, a, b, partial); break;
    case BRI_OP_INVERSE_GAUSSIAN_HAZARD: inverse_gaussian(age, a, b, partial); break;
    default: break;
    }
    return h;
}
