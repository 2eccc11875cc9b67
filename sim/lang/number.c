/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers by libconfig's grammar, stricter in three ways, each where libconfig 1.5 gives a wrong number without a word: an integer must fit
 * 64 bits (it saturates), so must a hexadecimal one (it keeps the lower 32 bits), and a real must be finite and not lost to 0. A lone "."
 * is no number. */
#define _GNU_SOURCE /* strtod_l */
#include "lang/number.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t digits_at(const char *text, size_t length, bool is_hexadecimal) {
    size_t count = 0;
    while (count < length && (is_hexadecimal ? isxdigit((unsigned char)text[count]) : isdigit((unsigned char)text[count]))) {
        count++;
    }
    return count;
}

static int digit_value(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/** "", "L" or "LL". */
static bool is_suffix(const char *text, size_t length) {
    return length <= 2 && strspn(text, "L") >= length;
}

/** Sign and digits to a 64-bit number; down from 0, since the least number has no positive twin. */
static bool to_integer(const char *digits, size_t count, int base, bool is_negative, long long *integer) {
    long long value = 0;
    for (size_t i = 0; i < count; i++) {
        if (__builtin_mul_overflow(value, base, &value) || __builtin_sub_overflow(value, digit_value(digits[i]), &value)) {
            return false;
        }
    }
    if (!is_negative && __builtin_sub_overflow(0, value, &value)) {
        return false;
    }
    *integer = value;
    return true;
}

/** Characters of an exponent: "e-3"; 0 where there is none. */
static size_t exponent_at(const char *text, size_t length) {
    if (length < 2 || (text[0] | 0x20) != 'e') {
        return 0;
    }
    size_t sign = text[1] == '+' || text[1] == '-';
    size_t digits = digits_at(text + 1 + sign, length - 1 - sign, false);
    return digits > 0 ? 1 + sign + digits : 0;
}

static bool is_real(const char *text, size_t length) {
    size_t whole = digits_at(text, length, false);
    size_t point = whole < length && text[whole] == '.';
    size_t fraction = point > 0 ? digits_at(text + whole + 1, length - whole - 1, false) : 0;
    size_t mantissa = whole + point + fraction;
    size_t exponent = exponent_at(text + mantissa, length - mantissa);
    return whole + fraction > 0 && point + exponent > 0 && mantissa + exponent == length;
}

static bool has_value(const char *text) {
    const char *digit = text + strspn(text, "+-0.");
    return *digit >= '1' && *digit <= '9';
}

bri_number_kind bri_number_read(const char *text, size_t length, locale_t c_locale, long long *integer, double *real) {
    size_t sign = length > 0 && (text[0] == '+' || text[0] == '-');
    const char *body = text + sign;
    size_t rest = length - sign;
    bool is_hexadecimal = sign == 0 && rest > 2 && body[0] == '0' && (body[1] | 0x20) == 'x';
    size_t prefix = is_hexadecimal ? 2 : 0;
    size_t digits = digits_at(body + prefix, rest - prefix, is_hexadecimal);
    if (digits > 0 && is_suffix(body + prefix + digits, rest - prefix - digits)) {
        if (!to_integer(body + prefix, digits, is_hexadecimal ? 16 : 10, text[0] == '-', integer)) {
            return BRI_NUMBER_OVER_64_BITS;
        }
        *real = (double)*integer;
        return BRI_NUMBER_INTEGER;
    }
    if (!is_real(body, rest)) {
        return BRI_NUMBER_MALFORMED;
    }
    double value = strtod_l(text, NULL, c_locale);
    if (!isfinite(value)) {
        return BRI_NUMBER_OVERFLOW;
    }
    if (value == 0 && has_value(text)) {
        return BRI_NUMBER_UNDERFLOW;
    }
    *real = value;
    return BRI_NUMBER_REAL;
}
