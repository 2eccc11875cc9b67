/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elementary and special functions by reduction of the argument and a series that is cut where its rest is below 1e-17. */
#include "lang/fixed.h"

#include <math.h>

#include "base/elementary.h"
#include "lang/normal.h"

#define TURN_LIMIT 1e6
#define TWO_OVER_PI 0.63661977236758134308
#define ONE_OVER_SQRT_2PI 0.39894228040143267794
#define HALF_LOG_2PI 0.91893853320467274178

/* The Taylor series near 0, where exp(x) - 1 would cancel. */
double bri_expm1(double x) {
    if (!(fabs(x) < 0.7)) return bri_exp(x) - 1.0;
    double sum = 1.0;
    for (double n = 19.0; n >= 2.0; n -= 1.0) sum = 1.0 + x / n * sum;
    return x * sum;
}

/* expm1(2x) / (expm1(2x) + 2). */
double bri_tanh(double x) {
    if (isnan(x)) return x;
    double t = bri_expm1(2.0 * fmin(fabs(x), 25.0));
    return copysign(t / (t + 2.0), x);
}

/* x - k pi/2 with pi/2 in three parts, the first two of 33 bits, so that their products with k are exact (Cody & Waite 1980). */
static double reduced(double x, double *k) {
    const double shift = 0x1.8p52;
    *k = (x * TWO_OVER_PI + shift) - shift;
    return ((x - *k * 0x1.921fb544p+0) - *k * 0x1.0b4611a6p-34) - *k * 0x1.3198a2e037073p-69;
}

/* sin r and cos r for |r| <= pi/4. */
static double sine(double r) {
    double square = r * r, sum = 1.0;
    for (double n = 18.0; n >= 2.0; n -= 2.0) sum = 1.0 - square / (n * (n + 1.0)) * sum;
    return r * sum;
}

static double cosine(double r) {
    double square = r * r, sum = 1.0;
    for (double n = 17.0; n >= 3.0; n -= 2.0) sum = 1.0 - square / (n * (n + 1.0)) * sum;
    return 1.0 - 0.5 * square * sum;
}

/* sin(x + quarters pi/2). */
static double turned_sine(double x, double quarters) {
    double k, r = reduced(x, &k), quadrant = fmod(k + quarters, 4.0);
    if (quadrant < 0.0) quadrant += 4.0;
    double value = quadrant == 0.0 || quadrant == 2.0 ? sine(r) : cosine(r);
    return quadrant >= 2.0 ? -value : value;
}

double bri_sin(double x) {
    return fabs(x) <= TURN_LIMIT ? turned_sine(x, 0.0) : sin(x);
}

double bri_cos(double x) {
    return fabs(x) <= TURN_LIMIT ? turned_sine(x, 1.0) : cos(x);
}

double bri_tan(double x) {
    if (!(fabs(x) <= TURN_LIMIT)) return tan(x);
    double k, r = reduced(x, &k);
    return fmod(k, 2.0) == 0.0 ? sine(r) / cosine(r) : -cosine(r) / sine(r);
}

/* atan x = pi/2 - atan(1/x) = 2 atan(x / (1 + sqrt(1 + x^2))), until x < 0.2. */
double bri_atan(double x) {
    double a = fabs(x), scale = 1.0, square, sum = 1.0 / 25.0;
    if (isnan(x)) return x;
    if (a > 1.0) a = 1.0 / a;
    for (; a >= 0.2; scale *= 2.0) a = a / (1.0 + sqrt(1.0 + a * a));
    square = a * a;
    for (double n = 23.0; n >= 1.0; n -= 2.0) sum = 1.0 / n - square * sum;
    a *= scale * sum;
    return copysign(fabs(x) > 1.0 ? M_PI_2 - a : a, x);
}

/* The series 2/sqrt(pi) (x - x^3/(1! 3) + x^5/(2! 5) - ...) below 1, else 1 - 2 phi(z) R(z), z = x sqrt 2. */
double bri_erf(double x) {
    double a = fabs(x), square = x * x, power = 1.0, sum = 1.0;
    if (isnan(x)) return x;
    if (a >= 1.0) {
        double tail = a > 6.0 ? 0.0 : 2.0 * ONE_OVER_SQRT_2PI * bri_exp(-square) * bri_mills_ratio(a * M_SQRT2);
        return copysign(1.0 - tail, x);
    }
    for (double n = 1.0; n < 20.0; n += 1.0) {
        power *= -square / n;
        sum += power / (2.0 * n + 1.0);
    }
    return M_2_SQRTPI * x * sum;
}

double bri_hypot(double x, double y) {
    double a = fmax(fabs(x), fabs(y)), b = fmin(fabs(x), fabs(y));
    if (isinf(a)) return a;
    if (isnan(x) || isnan(y)) return NAN;
    return b == 0.0 ? a : a * sqrt(1.0 + (b / a) * (b / a));
}

/* log Gamma(2 + b) = (1 - gamma) b + sum (-1)^n (zeta(n) - 1) b^n / n, for |b| <= 1/2. */
static double log_gamma_about_2(double b) {
    static const double coefficients[] = {0.32246703342411321824,    0.067352301053198095133,  0.020580808427784547879,   0.0073855510286739852663,
                                          0.0028905103307415232858,  0.0011927539117032609771, 0.00050966952474304242234, 0.00022315475845357937976,
                                          9.9457512781808533715e-5,  4.49262367381331417e-5,   2.0507212775670691553e-5,  9.439488275268395904e-6,
                                          4.3748667899074878042e-6,  2.0392157538013662368e-6, 9.5514121304074198329e-7,  4.4924691987645660433e-7,
                                          2.1207184805554665869e-7,  1.0043224823968099609e-7, 4.7698101693639805658e-8,  2.271109460894316491e-8,
                                          1.0838659214896954091e-8,  5.1834750419700466551e-9, 2.4836745438024783172e-9,  1.1921401405860912074e-9,
                                          5.7313672416788620133e-10, 2.7595228851242331452e-10};
    double sum = 0.0;
    for (int n = (int)(sizeof coefficients / sizeof coefficients[0]) - 1; n >= 0; n--) sum = coefficients[n] - b * sum;
    return b * (0.42278433509846713939 + b * sum);
}

/* Stirling's series, for x >= 10. */
static double log_gamma_stirling(double x) {
    static const double coefficients[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    double r = 1.0 / (x * x), sum = 0.0;
    for (int n = 6; n >= 0; n--) sum = coefficients[n] + r * sum;
    return (x - 0.5) * bri_log(x) - x + (HALF_LOG_2PI + sum / x);
}

double bri_lgamma1p(double a) {
    return a < 0.5 ? log_gamma_about_2(a) - bri_log1p(a) : log_gamma_about_2(a - 1.0);
}

double bri_lgamma(double x) {
    if (!(x > 0.0)) return NAN;
    if (x >= 10.0) return isinf(x) ? x : log_gamma_stirling(x);
    if (x < 0.5) return log_gamma_about_2(x) - bri_log(x * (x + 1.0));
    if (x < 1.5) return log_gamma_about_2(x - 1.0) - bri_log1p(x - 1.0);
    double product = 1.0;
    for (; x > 2.5; product *= x) x -= 1.0;
    return log_gamma_about_2(x - 2.0) + bri_log(product);
}
