/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/estimate.h"

#define close_to(a, b, within) assert_true(fabs((a) - (b)) <= (within))

static void test_estimate__wilson_gives_the_published_intervals(void **state) {
    (void)state;
    /* Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29 */
    brink_interval a = bri_share_interval(81, 263), b = bri_share_interval(15, 148), c = bri_share_interval(0, 20), d = bri_share_interval(1, 29);
    close_to(a.low, 0.2553, 5e-5);
    close_to(a.high, 0.3662, 5e-5);
    close_to(b.low, 0.0624, 5e-5);
    close_to(b.high, 0.1605, 5e-5);
    assert_true(c.low == 0);
    close_to(c.high, 0.1611, 5e-5);
    close_to(d.low, 0.0061, 5e-5);
    close_to(d.high, 0.1718, 5e-5);
    assert_true(bri_share_interval(20, 20).high == 1);
    assert_true(isnan(bri_share_interval(0, 0).estimate));
}

static void test_estimate__the_mean_has_students_interval(void **state) {
    (void)state;
    const double sample[] = {1, 2, 3, 4, 5};
    brink_interval it = bri_mean_interval(bri_moments_of(sample, 5));
    /* t(0.975, 4) = 2.776445, s = sqrt(2.5) */
    close_to(it.estimate, 3, 1e-15);
    close_to(it.high - 3, 2.776445105 * sqrt(2.5 / 5), 1e-8);
    close_to(3 - it.low, 2.776445105 * sqrt(2.5 / 5), 1e-8);
    assert_true(isnan(bri_mean_interval(bri_moments_of(sample, 1)).low));
    assert_true(isnan(bri_moments_of(sample, 0).mean));
}

static void test_estimate__moments_survive_a_large_offset(void **state) {
    (void)state;
    double sample[1000];
    for (int i = 0; i < 1000; i++)
        sample[i] = 1e12 + i % 2;
    bri_moments moments = bri_moments_of(sample, 1000);
    close_to(moments.mean, 1e12 + 0.5, 1e-3);
    close_to(moments.variance, 250.0 / 999, 1e-6);
}

static void test_estimate__paired_shares_keep_a_width_where_no_pair_differs(void **state) {
    (void)state;
    brink_interval none = bri_paired_share_interval(0, 0, 1000), some = bri_paired_share_interval(10, 30, 1000);
    assert_true(none.estimate == 0 && none.low < 0 && none.high > 0);
    close_to(none.high, 1.96 / 1002, 1e-5);
    /* b* = 30.5, c* = 10.5, n* = 1002 */
    close_to(some.estimate, 0.02, 1e-15);
    close_to(some.high, 20.0 / 1002 + 1.959964 * sqrt(41 - 400.0 / 1002) / 1002, 1e-7);
    assert_true(isnan(bri_paired_share_interval(0, 0, 0).estimate));
}

static void test_estimate__a_quantile_is_one_of_the_values(void **state) {
    (void)state;
    double sample[] = {5, 1, INFINITY, 3, 2};
    bri_sort(sample, 5);
    assert_true(bri_quantile(sample, 5, 0) == 1);
    assert_true(bri_quantile(sample, 5, 0.2) == 1);
    assert_true(bri_quantile(sample, 5, 0.21) == 2);
    assert_true(bri_quantile(sample, 5, 0.5) == 3);
    assert_true(bri_quantile(sample, 5, 1) == INFINITY);
    assert_true(isnan(bri_quantile(sample, 0, 0.5)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_estimate__wilson_gives_the_published_intervals),
        cmocka_unit_test(test_estimate__the_mean_has_students_interval),
        cmocka_unit_test(test_estimate__moments_survive_a_large_offset),
        cmocka_unit_test(test_estimate__paired_shares_keep_a_width_where_no_pair_differs),
        cmocka_unit_test(test_estimate__a_quantile_is_one_of_the_values),
    };
    return cmocka_run_group_tests_name("estimate", tests, NULL, NULL);
}
