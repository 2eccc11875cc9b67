/* SPDX-License-Identifier: GPL-3.0-or-later */
/* R(z) from 0 to 5 by its Chebyshev series in u = 3.8 - 33.6 / (z + 7), which takes [0, 5] to [-1, 1], written out in powers of u (the rest is below
 * 3e-18); beyond, by Laplace's continued fraction 1/(z + 1/(z + 2/(z + 3/(z + ...)))); below 0, by R(z) + R(-z) = sqrt(2 pi) exp(z^2/2).
 * The inverse is Wichura's algorithm AS 241 (1988, "The percentage points of the normal distribution", Applied Statistics 37).
 * Check values: lambda(0) = sqrt(2 / pi), lambda(10) = 10.09809323396246; the inverse of 0.975 is 1.959963984540054. */
#include "lang/normal.h"

#include <math.h>

#include "base/elementary.h"

#define SQRT_2PI 2.50662827463100050242
#define FRACTION_FROM 5.0
#define FRACTION_DEPTH 24

/* 1/(z + 2/(z + 3/(z + ...))), which is lambda(z) - z. */
static double fraction(double z) {
    double value = z;
    for (double n = FRACTION_DEPTH; n >= 2.0; n -= 1.0) value = z + n / value;
    return 1.0 / value;
}

static double polynomial(const double *coefficient, int degree, double x) {
    double sum = coefficient[degree];
    for (int i = degree - 1; i >= 0; i--) sum = coefficient[i] + x * sum;
    return sum;
}

/* Even and odd powers apart: two short chains instead of a long one. */
static double middle_ratio(double z) {
    static const double even[] = {0.44760124837919006077,    0.22922763518509079193,     0.042063264311836269807,
                                  0.0039781340099404032903,  0.00018742816790278324883,  3.4211189908761582353e-6,
                                  -9.8714854239885073802e-9, -2.9189240341109885833e-10, 5.8346508967619541439e-12};
    static const double odd[] = {-0.40829906657702466664,   -0.10693194459814684792,   -0.014043094429789688949, -0.00094915090484853240354,
                                 -2.9545600057241777345e-5, -2.1810363691372833826e-7, 3.9401489344608434353e-9, -2.6737286187970612851e-11};
    double u = 3.8 - 33.6 / (z + 7.0), square = u * u;
    return polynomial(even, 8, square) + u * polynomial(odd, 7, square);
}

double bri_mills_ratio(double z) {
    if (z >= FRACTION_FROM) return 1.0 / (z + fraction(z));
    return z >= 0.0 ? middle_ratio(z) : SQRT_2PI * bri_exp(0.5 * z * z) - bri_mills_ratio(-z);
}

double bri_mills_slope(double z) {
    if (z < FRACTION_FROM) return 1.0 - z * bri_mills_ratio(z);
    double excess = fraction(z);
    return excess / (z + excess);
}

double bri_normal_hazard(double z) {
    return z >= FRACTION_FROM ? z + fraction(z) : 1.0 / bri_mills_ratio(z);
}

double bri_normal_excess(double z) {
    return z >= FRACTION_FROM ? fraction(z) : 1.0 / bri_mills_ratio(z) - z;
}

static double middle_inverse(double q) {
    static const double top[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                                 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double bottom[] = {1.0,
                                    4.2313330701600911252e1,
                                    6.8718700749205790830e2,
                                    5.3941960214247511077e3,
                                    2.1213794301586595867e4,
                                    3.9307895800092710610e4,
                                    2.8729085735721942674e4,
                                    5.2264952788528545610e3};
    double r = 0.180625 - q * q;
    return q * polynomial(top, 7, r) / polynomial(bottom, 7, r);
}

/* r = sqrt(-log p) for the smaller tail p. */
static double tail_inverse(double r) {
    static const double near_top[] = {1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
                                      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double near_bottom[] = {1.0,
                                         2.05319162663775882187e0,
                                         1.67638483018380384940e0,
                                         6.89767334985100004550e-1,
                                         1.48103976427480074590e-1,
                                         1.51986665636164571966e-2,
                                         5.47593808499534494600e-4,
                                         1.05075007164441684324e-9};
    static const double far_top[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double far_bottom[] = {1.0,
                                        5.99832206555887937690e-1,
                                        1.36929880922735805310e-1,
                                        1.48753612908506148525e-2,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};
    return r <= 5.0 ? polynomial(near_top, 7, r - 1.6) / polynomial(near_bottom, 7, r - 1.6)
                    : polynomial(far_top, 7, r - 5.0) / polynomial(far_bottom, 7, r - 5.0);
}

double bri_normal_inverse(double p) {
    double q = p - 0.5;
    if (fabs(q) <= 0.425) return middle_inverse(q);
    double z = tail_inverse(sqrt(-bri_log(q < 0.0 ? p : 1.0 - p)));
    return q < 0.0 ? -z : z;
}
