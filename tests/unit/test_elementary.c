/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exp, log and cos of fixed arithmetic, against long double, and a few of their bits. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/elementary.h"

#define POINTS 300000
#define ALLOWED 3.0 /* units in the last place, as the header says */
#define PI_LONG 3.14159265358979323846264338327950288L

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static double uniform(uint64_t *s) {
    return (double)(next(s) >> 11) * 0x1p-53;
}

/** Distance in units of the last place of the exact value. */
static double ulps(double value, long double exact) {
    int exponent;
    frexpl(exact, &exponent);
    long double unit = exponent < -1021 ? 0x1p-1074L : ldexpl(1.0L, exponent - 53);
    return (double)(fabsl((long double)value - exact) / unit);
}

static void test_elementary__exp_is_close_over_the_whole_range(void **state) {
    (void)state;
    uint64_t s = 1;
    for (int i = 0; i < POINTS; i++) {
        double wide = -745.0 + uniform(&s) * (745.0 + 709.78), narrow = ldexp(2.0 * uniform(&s) - 1.0, -(i % 60));
        assert_true(ulps(bri_exp(wide), expl(wide)) <= ALLOWED);
        assert_true(ulps(bri_exp(narrow), expl(narrow)) <= ALLOWED);
    }
}

static void test_elementary__log_is_close_over_the_whole_range(void **state) {
    (void)state;
    uint64_t s = 2;
    for (int i = 0; i < POINTS; i++) {
        double any = bri_from_bits(next(&s) >> 1); /* every exponent alike, subnormals too */
        if (isfinite(any) && any > 0.0) assert_true(ulps(bri_log(any), logl(any)) <= ALLOWED);
        double near = 1.0 + ldexp(2.0 * uniform(&s) - 1.0, -1 - i % 51);
        assert_true(ulps(bri_log(near), logl(near)) <= ALLOWED);
    }
}

static void test_elementary__neglog_of_uniforms_is_positive_and_falls(void **state) {
    (void)state;
    uint64_t s = 3;
    for (int i = 0; i < POINTS; i++) {
        double u = ((double)(next(&s) >> 12) + 0.5) * 0x1p-52;
        assert_true(bri_neglog(u) > 0.0);
        assert_true(ulps(bri_neglog(u), -logl(u)) <= ALLOWED);
    }
    assert_true(bri_neglog(0x1p-53) > 36.7 && bri_neglog(0x1p-53) < 36.8);
    assert_true(bri_neglog(1.0 - 0x1p-53) == 0x1p-53);
}

static void test_elementary__cos_is_close_and_its_quarters_are_exact(void **state) {
    (void)state;
    uint64_t s = 4;
    for (int i = 0; i < POINTS; i++) {
        double turns = 4.0 * uniform(&s) - 2.0;
        long double exact = cosl(2.0L * PI_LONG * (long double)turns);
        assert_true(fabsl(bri_cos_turns(turns) - exact) < 3e-16L);
        assert_true(fabs(bri_cos_turns(turns)) <= 1.0);
    }
    for (int quarter = -8; quarter <= 8; quarter++) {
        static const double expected[] = {1.0, 0.0, -1.0, 0.0};
        assert_true(bri_cos_turns(0.25 * quarter) == expected[quarter & 3]);
    }
}

static void test_elementary__special_values_are_those_of_the_library(void **state) {
    (void)state;
    assert_true(bri_exp(0.0) == 1.0 && bri_exp(-0.0) == 1.0);
    assert_true(bri_exp(INFINITY) == INFINITY && bri_exp(-INFINITY) == 0.0 && isnan(bri_exp(NAN)));
    assert_true(isfinite(bri_exp(709.782712893384)));
    assert_true(bri_exp(709.79) == INFINITY && bri_exp(1e300) == INFINITY);
    assert_true(bri_exp(-745.0) == 0x1p-1074 && bri_exp(-745.14) == 0.0 && bri_exp(-1e300) == 0.0);
    assert_true(bri_log(1.0) == 0.0 && !signbit(bri_log(1.0)));
    assert_true(bri_log(0.0) == -INFINITY && bri_log(-0.0) == -INFINITY && bri_log(INFINITY) == INFINITY);
    assert_true(isnan(bri_log(-1.0)) && isnan(bri_log(-INFINITY)) && isnan(bri_log(NAN)) && isnan(bri_log(-DBL_TRUE_MIN)));
    assert_true(bri_log(2.0) == 0x1.62e42fefa39efp-1);
}

/** The arithmetic is fixed: these are the same on every machine. Changing one changes every result (CHANGELOG: "Changed results"). */
static void test_elementary__bits_are_fixed(void **state) {
    (void)state;
    assert_true(bri_exp(1.0) == 0x1.5bf0a8b14576ap+1);
    assert_true(bri_exp(-0.5) == 0x1.368b2fc6f960ap-1);
    assert_true(bri_exp(-700.25) == 0x1.af5fe9a485c8ep-1011);
    assert_true(bri_exp(709.78) == 0x1.fe9ce5c4c52b4p+1023);
    assert_true(bri_log(0.1) == -0x1.26bb1bbb55515p+1);
    assert_true(bri_log(1e300) == 0x1.5963447f87fb5p+9);
    assert_true(bri_log(0x1p-1074) == -0x1.74385446d71c3p+9);
    assert_true(bri_cos_turns(0.1) == 0x1.9e3779b97f4a8p-1);
    assert_true(bri_cos_turns(0.7) == -0x1.3c6ef372fe954p-2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elementary__exp_is_close_over_the_whole_range),
        cmocka_unit_test(test_elementary__log_is_close_over_the_whole_range),
        cmocka_unit_test(test_elementary__neglog_of_uniforms_is_positive_and_falls),
        cmocka_unit_test(test_elementary__cos_is_close_and_its_quarters_are_exact),
        cmocka_unit_test(test_elementary__special_values_are_those_of_the_library),
        cmocka_unit_test(test_elementary__bits_are_fixed),
    };
    return cmocka_run_group_tests_name("elementary", tests, NULL, NULL);
}
