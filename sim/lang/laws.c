/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazard functions. A quotient f / (1 - F) dies in the tail, where both underflow; so each is brought to a form in which the vanishing factor
 * has cancelled:
 *
 *  - lognormal: lambda(z) / (sigma t), z = log(t / median) / sigma, with lambda the hazard of the normal law (normal.c);
 *  - gamma: with x = t / scale, 1 / (scale x g) where Gamma(a, x) = x^a exp(-x) g, and g is Legendre's continued fraction; below
 *    x = a + 1 by the series of P(a, x);
 *  - inverse Gaussian: with R = 1 / lambda, s = sqrt(shape / t), u = s (t / mean - 1), v = s (t / mean + 1), both normal terms of the survivor
 *    function are phi(u) times R, so that h = s / t / (R(u) - R(v)); where the difference would cancel it is the integral of -R' = 1 - z R(z).
 *
 * Check values: the gamma of shape 1 is the exponential; the inverse Gaussian tends to shape / (2 mean^2).
 * Relative errors stay below BRI_LAW_ERROR (tests/unit/test_laws.c). */
#include "lang/laws.h"

#include <math.h>
#include <stdbool.h>

#include "base/elementary.h"
#include "lang/fixed.h"
#include "lang/normal.h"

#define ITERATION_LIMIT 100000
#define EPSILON 0x1p-53

static bool is_positive(double x) {
    return x >= BRI_LAW_LEAST && x <= BRI_LAW_GREATEST;
}

static bool is_shape(double x) {
    return x >= BRI_LAW_SHAPE_LEAST && x <= BRI_LAW_SHAPE_GREATEST;
}

/* Ages so far from the scale that their ratio would overflow count as just not so far: hazards stay monotone where they should be. */
double bri_law_ratio(double age, double scale) {
    double ratio = age / scale;
    if (age == 0.0 || isinf(age)) return ratio;
    return ratio < BRI_LAW_LEAST ? BRI_LAW_LEAST : ratio > BRI_LAW_GREATEST ? BRI_LAW_GREATEST : ratio;
}

double bri_law_log_ratio(double age, double scale) {
    double ratio = age / scale;
    return isnormal(ratio) ? bri_log(ratio) : bri_log(age) - bri_log(scale);
}

static double exponential(double age, double mean, double unused) {
    (void)age, (void)unused;
    return is_positive(mean) ? 1.0 / mean : NAN;
}

static double weibull(double age, double k, double scale) {
    if (!is_shape(k) || !is_positive(scale)) return NAN;
    return k / scale * bri_pow(bri_law_ratio(age, scale), k - 1.0);
}

/* g of Gamma(a, x) = x^a exp(-x) g, by the continued fraction 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))), modified Lentz. */
static double gamma_fraction(double a, double x) {
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, g = d;
    for (double n = 1.0; n < ITERATION_LIMIT; n += 1.0) {
        double numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        double factor = c * d;
        g *= factor;
        if (fabs(factor - 1.0) <= 2.0 * EPSILON) break;
    }
    return g;
}

/* mu - log(1 + mu) for mu = (x - a) / a: near 0 by the series in r = mu / (2 + mu), log(1 + mu) = 2 (r + r^3/3 + r^5/5 + ...). */
static double excess(double x, double a) {
    double mu = (x - a) / a, r = (x - a) / (x + a), power = r * r * r, sum = 0.0;
    if (fabs(r) > 0.2) return mu - bri_log(x / a);
    for (double n = 3.0; n < 31.0; n += 2.0, power *= r * r) sum += power / n;
    return r * mu - 2.0 * sum;
}

/* x^(a - 1) exp(-x) / Gamma(a), the density. Large a by Stirling about the peak, where the powers would cancel. */
static double gamma_density(double a, double x) {
    if (a < 10.0) return bri_exp((a - 1.0) * bri_log(x) - x - bri_lgamma(a));
    double r = 1.0 / (a * a);
    double stirling = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / a;
    double poisson = bri_exp(-a * excess(x, a) - stirling) / sqrt(2.0 * M_PI * a);
    return poisson > 0.0 ? poisson * (a / x) : 0.0;
}

/* By the series P(a, x) = density x/a (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...). */
static double gamma_by_series(double a, double x) {
    double term = 1.0, sum = 1.0;
    for (double n = 1.0; n < ITERATION_LIMIT && term > EPSILON * sum; n += 1.0) {
        term *= x / (a + n);
        sum += term;
    }
    double density = gamma_density(a, x);
    return density / (1.0 - density * (x / a) * sum);
}

/* For a < 1 and small x, where 1 - P cancels: Q = -expm1(u) - exp(u) a s with u = log(x^a / Gamma(1+a)), s = sum (-x)^n / (n! (a+n)). */
static double gamma_by_small_series(double a, double x) {
    double power = 1.0, s = 0.0;
    for (double n = 1.0; n < 40.0; n += 1.0) {
        power *= -x / n;
        s += power / (a + n);
    }
    double u = a * bri_log(x) - bri_lgamma1p(a);
    double survivor = -bri_expm1(u) - bri_exp(u) * a * s;
    return a * bri_exp(u - bri_log(x) - x) / survivor;
}

static double gamma_law(double age, double shape, double scale) {
    if (!is_shape(shape) || !is_positive(scale)) return NAN;
    double x = bri_law_ratio(age, scale);
    if (x == 0.0) return shape > 1.0 ? 0.0 : shape < 1.0 ? INFINITY : 1.0 / scale;
    if (isinf(x) || shape == 1.0) return 1.0 / scale;
    if (x > shape + 1.0 || (shape < 1.0 && x > 1.1)) return 1.0 / (scale * x * gamma_fraction(shape, x));
    return (shape < 1.0 ? gamma_by_small_series(shape, x) : gamma_by_series(shape, x)) / scale;
}

static double lognormal(double age, double median, double sigma) {
    if (!is_positive(median) || !is_shape(sigma)) return NAN;
    if (age == 0.0 || isinf(age)) return 0.0;
    return bri_normal_hazard(bri_law_log_ratio(age, median) / sigma) / sigma / age;
}

static double loglogistic(double age, double shape, double scale) {
    if (!is_shape(shape) || !is_positive(scale)) return NAN;
    double x = bri_law_ratio(age, scale);
    if (x > 1.0) return shape / (age * (1.0 + bri_pow(x, -shape)));
    return shape / scale * bri_pow(x, shape - 1.0) / (1.0 + bri_pow(x, shape));
}

/* The integral of -R' over middle -+ half by the Gauss-Legendre rule of ten points. */
static double mills_difference(double middle, double half) {
    static const double node[] = {0.14887433898163121088, 0.43339539412924719080, 0.67940956829902440623, 0.86506336668898451073,
                                  0.97390652851717172008};
    static const double weight[] = {0.29552422471475287017, 0.26926671930999635509, 0.21908636251598204400, 0.14945134915058059315,
                                    0.06667134430868813759};
    double sum = 0.0;
    for (int i = 0; i < 5; i++) sum += weight[i] * (bri_mills_slope(middle - half * node[i]) + bri_mills_slope(middle + half * node[i]));
    return half * sum;
}

static double inverse_gaussian(double age, double mean, double shape) {
    double rigidity = shape / mean;
    if (!is_positive(mean) || !is_positive(shape) || !(rigidity >= BRI_LAW_SHAPE_LEAST && rigidity <= BRI_LAW_RIGIDITY_GREATEST)) return NAN;
    if (age == 0.0) return 0.0;
    double ratio = bri_law_ratio(age, mean);
    if (ratio > 1e9 && ratio * rigidity > 1e18) /* h = limit (1 + 3 mean^2 / (shape age) - (mean / age)^2 + ...) */
        return rigidity / (2.0 * mean);
    double s = sqrt(bri_law_ratio(rigidity, ratio)), low = s * (ratio - 1.0), high = s * (ratio + 1.0);
    bool is_near = s < 0.5 || (low > 4.0 && high < 1.5 * low);
    double difference = is_near ? mills_difference(s * ratio, s) : 1.0 / bri_normal_hazard(low) - 1.0 / bri_normal_hazard(high);
    return isinf(difference) ? 0.0 : s / ratio / difference / mean;
}

static double uniform(double age, double low, double high) {
    if (!(low >= 0.0) || !(high > low)) return NAN;
    return age >= low && age < high ? 1.0 / (high - age) : 0.0;
}

double bri_law_hazard(bri_op law, double age, double a, double b) {
    static double (*const hazards[])(double age, double a, double b) = {exponential, weibull,          gamma_law, lognormal,
                                                                        loglogistic, inverse_gaussian, uniform};
    if (!(age >= 0.0)) return isnan(age) ? NAN : 0.0;
    return hazards[law - BRI_OP_EXPONENTIAL_HAZARD](age, a, b);
}
