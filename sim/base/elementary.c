/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/elementary.h"

#include <math.h>

double bri_log(double x) {
    if (!(x > 0.0)) return x == 0.0 ? -INFINITY : NAN;
    if (x == INFINITY) return x;
    if (x < 0x1p-1022) return -bri_neglog(x * 0x1p54) - 54.0 * 0x1.62e42fefa39efp-1;
    return -bri_neglog(x);
}

double bri_exp_far(double x) {
    if (!(x >= -745.2)) return x != x ? x : 0.0;
    if (x > 709.8) return INFINITY;
    const double shift = 0x1.8p52;
    double k = (x * 0x1.71547652b82fep+0 + shift) - shift;
    double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    /* Two factors, so that results below the normal range and just under the greatest double come out right. */
    int64_t whole = (int64_t)k, half = whole / 2;
    double first = bri_from_bits((uint64_t)(half + 1023) << 52), second = bri_from_bits((uint64_t)(whole - half + 1023) << 52);
    return bri_exp_reduced(r) * first * second;
}

/** sin a for |a| <= pi/4. */
static double sin_reduced(double a) {
    double z = a * a;
    double series = 1.0 / 355687428096000 * z - 1.0 / 1307674368000;
    series = series * z + 1.0 / 6227020800;
    series = series * z - 1.0 / 39916800;
    series = series * z + 1.0 / 362880;
    series = series * z - 1.0 / 5040;
    series = series * z + 1.0 / 120;
    series = series * z - 1.0 / 6;
    return a + a * z * series;
}

/** cos a for |a| <= pi/4. */
static double cos_reduced(double a) {
    double z = a * a;
    double series = 1.0 / 20922789888000 * z - 1.0 / 87178291200;
    series = series * z + 1.0 / 479001600;
    series = series * z - 1.0 / 3628800;
    series = series * z + 1.0 / 40320;
    series = series * z - 1.0 / 720;
    series = series * z + 1.0 / 24;
    return 1.0 - (0.5 * z - z * z * series);
}

double bri_cos_turns(double turns) {
    const double shift = 0x1.8p52;
    double quarter = (4.0 * turns + shift) - shift;
    double angle = 6.283185307179586 * (turns - 0.25 * quarter);
    switch ((int)quarter & 3) {
    case 0: return cos_reduced(angle);
    case 1: return -sin_reduced(angle);
    case 2: return -cos_reduced(angle);
    default: return sin_reduced(angle);
    }
}
