/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Selection against sorting. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../analysis/selection.h"
#include "base/estimate.h"
#include "base/stream.h"

enum { N = 20000 };

static bri_selection *selection;
static double values[N], sorted[N];
static int passes;

/* Numbers of many kinds: few and many different ones, of both signs, tiny, huge, infinite, and whole sets of neighbours. */
static double draw(int kind, uint64_t i) {
    uint64_t word = bri_mix((uint64_t)kind, i);
    double u = bri_uniform(word);
    switch (kind) {
    case 0: return floor(10 * u);
    case 1: return u - 0.5;
    case 2: return ldexp(u - 0.5, (int)(word % 2000) - 1000);
    case 3: return u < 0.4 ? INFINITY : 365 * u;
    case 4: return u < 0.01 ? -INFINITY : -u;
    case 5: return 1 + 2.220446049250313e-16 * (double)(word % 1000);
    case 6: return word % 2 == 0 ? 0.0 : -0.0;
    default: return 4711;
    }
}

static void assert_quantiles(size_t n, const double p[3]) {
    passes = 0;
    bri_selection_begin(selection, n, p, 3);
    for (; bri_selection_wants_pass(selection); passes++) {
        for (size_t first = 0; first < n; first += 777) /* in pieces, as they come */
            bri_selection_add(selection, values + first, n - first < 777 ? n - first : 777);
        bri_selection_end_pass(selection);
    }
    for (size_t i = 0; i < 3; i++) {
        double got = bri_selection_value(selection, i), wanted = bri_quantile(sorted, n, p[i]);
        if (!(got == wanted))
            fail_msg("quantile %g of %zu: %.17g instead of %.17g", p[i], n, got, wanted);
    }
}

static void test_selection__gives_what_sorting_gives(void **state) {
    (void)state;
    static const double p[][3] = {{0.05, 0.5, 0.95}, {0, 0.25, 1}, {0.5, 0.5, 0.5}, {1e-5, 0.9999, 0.75}};
    static const size_t sizes[] = {1, 2, 3, 100, N};
    for (int kind = 0; kind <= 7; kind++) {
        for (size_t i = 0; i < N; i++)
            values[i] = draw(kind, i);
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            memcpy(sorted, values, sizes[s] * sizeof *sorted);
            bri_sort(sorted, sizes[s]);
            for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
                assert_quantiles(sizes[s], p[i]);
                assert_true(passes >= 1 && passes <= 4);
            }
        }
    }
}

static void test_selection__small_whole_numbers_take_one_pass(void **state) {
    (void)state;
    static const double p[] = {0.05, 0.5, 0.95};
    for (size_t i = 0; i < N; i++)
        values[i] = sorted[i] = draw(0, i);
    bri_sort(sorted, N);
    assert_quantiles(N, p);
    assert_int_equal(passes, 1);
}

static void test_selection__of_nothing_there_is_no_quantile(void **state) {
    (void)state;
    static const double p[] = {0.05, 0.5, 0.95};
    bri_selection_begin(selection, 0, p, 3);
    assert_false(bri_selection_wants_pass(selection));
    assert_true(isnan(bri_selection_value(selection, 1)));
}

static int set_up(void **state) {
    (void)state;
    selection = bri_selection_new();
    return selection != NULL ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    bri_selection_free(selection);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_selection__gives_what_sorting_gives),
        cmocka_unit_test(test_selection__small_whole_numbers_take_one_pass),
        cmocka_unit_test(test_selection__of_nothing_there_is_no_quantile),
    };
    return cmocka_run_group_tests_name("selection", tests, set_up, tear_down);
}
