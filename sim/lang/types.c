/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A type is a power of time, so that types form a group under multiplication; booleans are numbers with a promise, and "any" is the type
 * of a literal 0 or inf, which are the same in every unit. */
#include "lang/types.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *bri_type_name(bri_type type, char buffer[32]) {
    if (type.is_boolean) return "a boolean";
    if (type.is_any || type.time_power == 0) return "a number";
    if (type.time_power == 1) return "a duration";
    if (type.time_power == -1) return "a rate";
    snprintf(buffer, 32, "a number %s time^%d", type.time_power > 0 ? "times" : "per", abs(type.time_power));
    return buffer;
}

bool bri_type_is_wrong(bri_type type) {
    return type.is_boolean && type.is_any;
}

bool bri_type_fits(bri_type given, bri_type wanted) {
    if (bri_type_is_wrong(given)) return true;
    if (wanted.is_boolean) return given.is_boolean;
    return given.is_any || wanted.is_any || given.time_power == wanted.time_power;
}

bool bri_type_join(bri_type a, bri_type b, bri_type *joined) {
    if (bri_type_is_wrong(a) || bri_type_is_wrong(b)) {
        *joined = BRI_TYPE_WRONG;
        return true;
    }
    if (!a.is_any && !b.is_any && a.time_power != b.time_power) return false;
    *joined = a.is_any ? b : a;
    joined->is_boolean = false;
    return true;
}

static bool of_power(double power, bool is_any, bri_type *type) {
    if (power != floor(power) || fabs(power) > BRI_TIME_POWER_LIMIT) return false;
    *type = (bri_type){.is_any = is_any, .time_power = (int8_t)power};
    return true;
}

bool bri_type_product(bri_type a, bri_type b, int sign, bri_type *product) {
    if (bri_type_is_wrong(a) || bri_type_is_wrong(b)) {
        *product = BRI_TYPE_WRONG;
        return true;
    }
    return of_power(a.time_power + sign * b.time_power, a.is_any || b.is_any, product);
}

bool bri_type_power(bri_type a, double exponent, bri_type *power) {
    if (bri_type_is_wrong(a)) {
        *power = a;
        return true;
    }
    return of_power(a.time_power * exponent, a.is_any && exponent > 0, power);
}
