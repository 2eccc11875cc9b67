/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The hazard of the standard normal law, lambda(z) = phi(z) / Q(z), the reciprocal of Mills's ratio R. To full precision in both tails.
 */
#ifndef BRI_NORMAL_H
#define BRI_NORMAL_H

/** lambda(z). */
double bri_normal_hazard(double z);

/** lambda(z) - z, which falls from infinity to 0. Then lambda' = lambda (lambda - z). */
double bri_normal_excess(double z);

/** -R'(z) = 1 - z R(z). */
double bri_mills_slope(double z);

#endif
