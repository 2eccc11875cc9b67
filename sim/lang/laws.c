/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazard functions. A quotient f / (1 - F) dies in the tail, where both underflow; so each is brought to a form in which the vanishing factor
 * has cancelled:
 *
 *  - normal: lambda(z) = phi(z) / Q(z) by Laplace's continued fraction  z + 1/(z + 2/(z + 3/(z + ...)))  for z above 5, by erfc below;
 *  - lognormal: lambda(z) / (sigma t), z = log(t / median) / sigma;
 *  - gamma: with x = t / scale, 1 / (scale x g) where Gamma(a, x) = x^a exp(-x) g, and g is Legendre's continued fraction; below
 *    x = a + 1 by the series of P(a, x);
 *  - inverse Gaussian: with R = 1 / lambda, s = sqrt(shape / t), u = s (t / mean - 1), v = s (t / mean + 1), both normal terms of the survivor
 *    function are phi(u) times R, so that h = s / t / (R(u) - R(v)); where the difference would cancel it is the integral of -R' = 1 - z R(z).
 *
 * Check values: lambda(0) = sqrt(2 / pi); the gamma of shape 1 is the exponential; the inverse Gaussian tends to shape / (2 mean^2).
 * Relative errors stay below BRI_LAW_ERROR (tests/unit/test_laws.c). */
#include "lang/laws.h"

#include <math.h>
#include <stdbool.h>

#define SQRT_HALF 0.70710678118654752440
#define SQRT_2_OVER_PI 0.79788456080286535588
#define EULER_GAMMA 0.57721566490153286061
#define FRACTION_FROM 5.0   /* where the continued fraction of the normal takes over */
#define FRACTION_DEPTH 120  /* enough there for full precision */
#define ITERATION_LIMIT 100000
#define EPSILON 0x1p-53

static bool is_positive(double x) {
    return x > 0.0 && isfinite(x);
}

/* 1/(z + 2/(z + 3/(z + ...))), for z >= FRACTION_FROM: evaluated from a fixed depth upwards. */
static double normal_fraction(double z) {
    double depth = ceil(FRACTION_DEPTH * (FRACTION_FROM * FRACTION_FROM) / (z * z)) + 4.0;
    double value = z;
    for (double n = depth < FRACTION_DEPTH ? depth : FRACTION_DEPTH; n >= 2.0; n -= 1.0)
        value = z + n / value;
    return 1.0 / value;
}

/* phi(z) / Q(z). */
static double normal_hazard(double z) {
    if (z >= FRACTION_FROM)
        return z + normal_fraction(z);
    return SQRT_2_OVER_PI * exp(-0.5 * z * z) / erfc(z * SQRT_HALF);
}

/* -R'(z) = 1 - z R(z), R = 1 / lambda. */
static double mills_slope(double z) {
    if (z < FRACTION_FROM)
        return 1.0 - z / normal_hazard(z);
    double fraction = normal_fraction(z);
    return fraction / (z + fraction);
}

static double exponential(double age, double mean, double unused) {
    (void)age, (void)unused;
    return is_positive(mean) ? 1.0 / mean : NAN;
}

static double weibull(double age, double k, double scale) {
    if (!is_positive(k) || !is_positive(scale))
        return NAN;
    return k / scale * pow(age / scale, k - 1.0);
}

/* log(Gamma(1 + a)) for a in (0, 1), to full relative precision near 0. */
static double log_gamma_1p(double a) {
    static const double zeta_over_n[] = {0.82246703342411321824, 0.40068563438653142847, 0.27058080842778454788,
                                         0.20738555102867398527, 0.16955717699740818995, 0.14404989676884611812};
    int sign;
    if (a > 0.01)
        return lgamma_r(1.0 + a, &sign);
    double sum = 0.0;
    for (int n = 5; n >= 0; n--) /* -gamma a + zeta(2)/2 a^2 - zeta(3)/3 a^3 + ... */
        sum = zeta_over_n[n] - a * sum;
    return a * (a * sum - EULER_GAMMA);
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
        if (fabs(factor - 1.0) <= 2.0 * EPSILON)
            break;
    }
    return g;
}

/* mu - log(1 + mu), without cancellation near 0: by the series in r = mu / (2 + mu), log(1 + mu) = 2 (r + r^3/3 + r^5/5 + ...), mu = 2 r / (1 - r). */
static double excess(double mu) {
    double r = mu / (2.0 + mu), square = r * r, power = square * r, sum = 0.0;
    if (fabs(r) > 0.2)
        return mu - log1p(mu);
    for (double n = 3.0; n < 31.0; n += 2.0, power *= square)
        sum += power / n;
    return r * mu - 2.0 * sum;
}

/* x^a exp(-x) / Gamma(a + 1): a Poisson probability. Large a by Stirling about the peak, where the powers would cancel. */
static double poisson_term(double a, double x) {
    int sign;
    if (a < 10.0)
        return exp(a * log(x) - x - lgamma_r(a + 1.0, &sign));
    double mu = (x - a) / a;
    double stirling = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / (a * a)) / (a * a)) / (a * a)) / (a * a)) / a;
    return exp(-a * excess(mu) - stirling) / sqrt(2.0 * M_PI * a);
}

/* h by the series P(a, x) = D (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...), D the Poisson term. */
static double gamma_by_series(double a, double x) {
    double term = 1.0, sum = 1.0;
    for (double n = 1.0; n < ITERATION_LIMIT && term > EPSILON * sum; n += 1.0) {
        term *= x / (a + n);
        sum += term;
    }
    double poisson = poisson_term(a, x);
    return a / x * poisson / (1.0 - poisson * sum);
}

/* For a < 1 and small x, where 1 - P cancels: Q = -expm1(u) - exp(u) a s with u = log(x^a / Gamma(1+a)), s = sum (-x)^n / (n! (a+n)). */
static double gamma_by_small_series(double a, double x) {
    double power = 1.0, s = 0.0;
    for (double n = 1.0; n < 40.0; n += 1.0) {
        power *= -x / n;
        s += power / (a + n);
    }
    double u = a * log(x) - log_gamma_1p(a);
    double survivor = -expm1(u) - exp(u) * a * s;
    return a / x * exp(u - x) / survivor;
}

static double gamma_law(double age, double shape, double scale) {
    if (!is_positive(shape) || !is_positive(scale))
        return NAN;
    double x = age / scale;
    if (x == 0.0)
        return shape > 1.0 ? 0.0 : shape < 1.0 ? INFINITY : 1.0 / scale;
    if (isinf(x) || shape == 1.0)
        return 1.0 / scale;
    if (x > shape + 1.0 || (shape < 1.0 && x > 1.1))
        return 1.0 / (scale * x * gamma_fraction(shape, x));
    return (shape < 1.0 ? gamma_by_small_series(shape, x) : gamma_by_series(shape, x)) / scale;
}

static double lognormal(double age, double median, double sigma) {
    if (!is_positive(median) || !is_positive(sigma))
        return NAN;
    if (age == 0.0 || isinf(age))
        return 0.0;
    return normal_hazard(log(age / median) / sigma) / sigma / age;
}

static double loglogistic(double age, double shape, double scale) {
    if (!is_positive(shape) || !is_positive(scale))
        return NAN;
    double x = age / scale;
    if (x > 1.0)
        return shape / (age * (1.0 + pow(x, -shape)));
    return shape / scale * pow(x, shape - 1.0) / (1.0 + pow(x, shape));
}

/* The integral of -R' over [low, high] by the Gauss-Legendre rule of ten points. */
static double mills_difference(double low, double high) {
    static const double node[] = {0.14887433898163121088, 0.43339539412924719080, 0.67940956829902440623, 0.86506336668898451073,
                                  0.97390652851717172008};
    static const double weight[] = {0.29552422471475287017, 0.26926671930999635509, 0.21908636251598204400, 0.14945134915058059315,
                                    0.06667134430868813759};
    double middle = 0.5 * (low + high), half = 0.5 * (high - low), sum = 0.0;
    for (int i = 0; i < 5; i++)
        sum += weight[i] * (mills_slope(middle - half * node[i]) + mills_slope(middle + half * node[i]));
    return half * sum;
}

static double inverse_gaussian(double age, double mean, double shape) {
    if (!is_positive(mean) || !is_positive(shape))
        return NAN;
    if (isinf(age / mean) || age == 0.0)
        return age == 0.0 ? 0.0 : shape / (2.0 * mean * mean);
    double s = sqrt(shape / age);
    double low = s * (age / mean - 1.0), high = s * (age / mean + 1.0);
    bool is_near = high - low < 1.0 || (low > 4.0 && high < 1.5 * low);
    double difference = is_near ? mills_difference(low, high) : 1.0 / normal_hazard(low) - 1.0 / normal_hazard(high);
    return isinf(difference) ? 0.0 : s / age / difference;
}

static double uniform(double age, double low, double high) {
    if (!(low >= 0.0) || !(high > low))
        return NAN;
    return age >= low && age < high ? 1.0 / (high - age) : 0.0;
}

double bri_law_hazard(bri_op law, double age, double a, double b) {
    static double (*const hazards[])(double age, double a, double b) = {exponential, weibull,     gamma_law,       lognormal,
                                                                        loglogistic, inverse_gaussian, uniform};
    if (!(age >= 0.0))
        return isnan(age) ? NAN : 0.0;
    return hazards[law - BRI_OP_EXPONENTIAL_HAZARD](age, a, b);
}
