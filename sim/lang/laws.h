/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Hazard functions of the common laws of durations: h(t) = f(t) / (1 - F(t)), at an age t >= 0.
 *
 * Ages of 0 and infinity are served by the limits; before age 0 the hazard is 0. Impossible parameters give NaN.
 */
#ifndef BRI_LAWS_H
#define BRI_LAWS_H

#include "lang/ops.h"

/** A computed hazard is within this of the true one, relatively, where it is no denormal number. */
#define BRI_LAW_ERROR 1e-11

/** Parameters with a unit beyond these are impossible ones. */
#define BRI_LAW_LEAST 1e-300
#define BRI_LAW_GREATEST 1e300

/** And so are shapes beyond these (for the inverse Gaussian, shape / mean beyond SHAPE_LEAST and RIGIDITY_GREATEST): a law that is
 *  all but a fixed time, or all but no law. */
#define BRI_LAW_SHAPE_LEAST 1e-6
#define BRI_LAW_SHAPE_GREATEST 1e6
#define BRI_LAW_RIGIDITY_GREATEST 1e12

/** The hazard; `law` is one of the operations EXPONENTIAL_HAZARD … UNIFORM_HAZARD, a and b the law's parameters in the language's order. */
double bri_law_hazard(bri_op law, double age, double a, double b);

/** age / scale as the laws take it. */
double bri_law_ratio(double age, double scale);
/** log(age / scale), though the quotient overflow. */
double bri_law_log_ratio(double age, double scale);

/** The age of the greatest hazard of the lognormal, log-logistic (infinity: at 0) and inverse Gaussian law; low and high: where it is worth looking
 *  for the last (the peak may be known to lie beyond: then one of them is given). */
double bri_lognormal_peak(double median, double sigma);
double bri_loglogistic_peak(double shape, double scale);
double bri_inverse_gaussian_peak(double mean, double shape, double low, double high);

/** Value, and derivatives by age, a and b. */
double bri_law_partials(bri_op law, double age, double a, double b, double partial[3]);

#endif
