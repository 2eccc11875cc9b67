/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The standard normal law in fixed arithmetic: Mills's ratio R(z) = Q(z) / phi(z) and the hazard lambda = 1 / R to full precision in both tails,
 * and the inverse of the distribution function.
 */
#ifndef BRI_NORMAL_H
#define BRI_NORMAL_H

/** R(z). */
double bri_mills_ratio(double z);

/** -R'(z) = 1 - z R(z). */
double bri_mills_slope(double z);

/** lambda(z). */
double bri_normal_hazard(double z);

/** lambda(z) - z, which falls from infinity to 0. Then lambda' = lambda (lambda - z). */
double bri_normal_excess(double z);

/** The z below which a normal number lies with probability p in (0, 1). */
double bri_normal_inverse(double p);

#endif
