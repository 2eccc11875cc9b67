/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Powers and logarithms. x^y = exp(y log x) needs log x to more than a double: as a sum of two, hi + lo, by Dekker's exact products (1971, "A
 * floating-point technique for extending the available precision"). With x = 2^k m, m in [sqrt 1/2, sqrt 2], log m = 2 (s + s (z/3 + z^2/5 + ...)),
 * s = (m - 1)/(m + 1), z = s^2 <= 0.0295; all up to z/3 is held double. Relative error of hi + lo: below 2^-64. */
#include <math.h>

#include "base/elementary.h"
#include "lang/fixed.h"

typedef struct twin {
    double hi, lo; /* |lo| <= half a unit of hi */
} twin;

static twin product(double a, double b) {
    const double splitter = 0x1p27 + 1.0;
    double p = a * b, ca = splitter * a, cb = splitter * b;
    double a1 = ca - (ca - a), a2 = a - a1, b1 = cb - (cb - b), b2 = b - b1;
    return (twin){p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* |a| >= |b|, or a = 0. */
static twin sum(double a, double b) {
    double s = a + b;
    return (twin){s, b - (s - a)};
}

/* log x for x > 0. */
static twin log_twin(double x) {
    const twin third = {0x1.5555555555555p-2, 0x1.5555555555555p-56};
    int k;
    double m = frexp(x, &k);
    if (m < 0x1.6a09e667f3bcdp-1) {
        m *= 2.0;
        k--;
    }
    double f = m - 1.0, g = 2.0 + f, g_lo = f - (g - 2.0), s = f / g;
    twin back = product(s, g);
    double s_lo = (((f - back.hi) - back.lo) - s * g_lo) / g;
    twin z = product(s, s);
    double square = z.hi, tail = 1.0 / 25;
    for (double n = 23.0; n >= 5.0; n -= 2.0) tail = 1.0 / n + square * tail;
    twin q = product(square, third.hi);
    q.lo += square * third.lo + (z.lo + 2.0 * s * s_lo) * third.hi + square * square * tail;
    twin w = product(s, q.hi);
    w.lo += s * q.lo + s_lo * q.hi;
    twin half = sum(s, w.hi);
    half.lo += s_lo + w.lo;
    twin whole = sum(k * 0x1.62e42fefa3800p-1, 2.0 * half.hi); /* ln 2 cut to 42 bits: exact times k */
    return sum(whole.hi, whole.lo + (2.0 * half.lo + k * 0x1.ef35793c76730p-45));
}

static double by_products(double x, unsigned n) {
    double power = 1.0;
    for (; n > 0; n >>= 1, x *= x)
        if (n & 1) power *= x;
    return power;
}

double bri_pow(double x, double y) {
    if (y == floor(y) && fabs(y) <= BRI_POWER_BY_PRODUCTS) return y < 0.0 ? 1.0 / by_products(x, (unsigned)-y) : by_products(x, (unsigned)y);
    if (y == 0.5) return sqrt(x) + 0.0;
    if (!isfinite(x) || !isfinite(y) || x == 0.0) return pow(x, y); /* exact on every machine */
    if (x < 0.0) {
        double magnitude = y == floor(y) ? bri_pow(-x, y) : NAN;
        return fmod(y, 2.0) == 0.0 ? magnitude : -magnitude;
    }
    twin log = log_twin(x);
    if (log.hi == 0.0) return 1.0;
    if (fabs(y * log.hi) > 800.0) return y * log.hi > 0.0 ? INFINITY : 0.0;
    twin exponent = product(y, log.hi);
    double power = bri_exp(exponent.hi), rest = exponent.lo + y * log.lo;
    return power == 0.0 || isinf(power) ? power : power + power * rest;
}

double bri_log10(double x) {
    const twin factor = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57}; /* 1 / ln 10 */
    if (!(x > 0.0) || isinf(x)) return bri_log(x);
    twin log = log_twin(x), result = product(log.hi, factor.hi);
    return result.hi + (result.lo + (log.hi * factor.lo + log.lo * factor.hi));
}

/* log(u + e) = log u + e/u for 1 + x = u + e. */
double bri_log1p(double x) {
    if (!(x > -1.0) || isinf(x)) return x == -1.0 ? -INFINITY : x > 0.0 ? x : NAN;
    double u = 1.0 + x, e = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
    twin log = log_twin(u);
    return log.hi + (log.lo + e / u);
}
