/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/stream.h"
#include "batch/histogram.h"

/* A uniform of a number. */
static double draw(uint64_t number) {
    return bri_uniform(bri_mix(number, 99));
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool add(bri_histograms *set, size_t index, double value) {
    uint16_t key;
    bri_histogram_keys(&value, 1, &key);
    return bri_histograms_add_keys(set, index, &key, 1, 1);
}

/* Quantiles of samples over many powers of two, both signs and zero, against the sorted sample. */
static void test_histogram__quantiles_are_within_the_stated_accuracy(void **state) {
    (void)state;
    enum { N = 5000 };
    static double sample[N];
    const double probabilities[] = {0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0};
    for (int spread = 0; spread < 40; spread += 3) {
        bri_histograms set;
        double found[9];
        assert_true(bri_histograms_init(&set, 1));
        for (uint64_t i = 0; i < N; i++) {
            sample[i] = (draw(3 * i) < 0.5 ? -1 : 1) * exp2(spread * (draw(3 * i + 1) - 0.5));
            if (i % 10 == 0)
                sample[i] = 0;
            assert_true(add(&set, 0, sample[i]));
        }
        qsort(sample, N, sizeof *sample, compare);
        bri_histograms_quantiles(&set, 0, probabilities, 9, found);
        for (int q = 0; q < 9; q++) {
            double rank = ceil(probabilities[q] * N);
            double exact = sample[rank < 1 ? 0 : (size_t)rank - 1];
            assert_true(fabs(found[q] - exact) <= fabs(exact) * (0x1p-8 + 0x1p-20));
        }
        bri_histograms_clear(&set);
    }
}

static void test_histogram__small_whole_numbers_are_exact(void **state) {
    (void)state;
    bri_histograms set;
    assert_true(bri_histograms_init(&set, 1));
    for (int i = -256; i <= 256; i++)
        assert_true(add(&set, 0, i));
    for (int i = -256; i <= 256; i++) {
        double p = (i + 257) / 513.0, found;
        bri_histograms_quantiles(&set, 0, &p, 1, &found);
        assert_true(found == i);
    }
    bri_histograms_clear(&set);
}

static void test_histogram__order_does_not_matter(void **state) {
    (void)state;
    enum { N = 3000, SETS = 3, PARTS = 5 };
    const double probabilities[] = {0.1, 0.5, 0.9};
    bri_histograms forward, backward, part[PARTS];
    assert_true(bri_histograms_init(&forward, SETS) && bri_histograms_init(&backward, SETS));
    for (int p = 0; p < PARTS; p++)
        assert_true(bri_histograms_init(&part[p], SETS));
    for (uint64_t i = 0; i < N; i++)
        assert_true(add(&forward, i % SETS, -log(draw(i)) - 1) && add(&part[i % PARTS], i % SETS, -log(draw(i)) - 1));
    for (int p = PARTS; p-- > 0;)
        assert_true(bri_histograms_merge(&backward, &part[p]));
    for (size_t s = 0; s < SETS; s++) {
        double a[3], b[3];
        assert_int_equal(bri_histograms_total(&forward, s), N / SETS);
        assert_int_equal(bri_histograms_total(&backward, s), N / SETS);
        bri_histograms_quantiles(&forward, s, probabilities, 3, a);
        bri_histograms_quantiles(&backward, s, probabilities, 3, b);
        assert_memory_equal(a, b, sizeof a);
    }
    bri_histograms_clear(&forward);
    bri_histograms_clear(&backward);
    for (int p = 0; p < PARTS; p++)
        bri_histograms_clear(&part[p]);
}

static void test_histogram__a_reset_one_is_empty(void **state) {
    (void)state;
    bri_histograms set;
    double p = 0.5, found;
    assert_true(bri_histograms_init(&set, 1));
    assert_true(add(&set, 0, 3));
    bri_histograms_reset(&set);
    assert_int_equal(bri_histograms_total(&set, 0), 0);
    bri_histograms_quantiles(&set, 0, &p, 1, &found);
    assert_true(isnan(found));
    bri_histograms_clear(&set);
}

static void test_histogram__infinities_and_the_negative_zero_have_their_place(void **state) {
    (void)state;
    bri_histograms set;
    const double sample[] = {INFINITY, -INFINITY, -0.0, 0.0, 1e300}, probabilities[] = {0.2, 0.4, 0.6, 0.8, 1};
    double found[5];
    assert_true(bri_histograms_init(&set, 1));
    for (int i = 0; i < 5; i++)
        assert_true(add(&set, 0, sample[i]));
    bri_histograms_quantiles(&set, 0, probabilities, 5, found);
    assert_true(found[0] == -INFINITY && found[1] == 0 && found[2] == 0 && found[4] == INFINITY);
    bri_histograms_clear(&set);
}

/* Read into a set that holds something already, an image adds up as a merge does; cut short or gone wrong it is refused. */
static void test_histogram__an_image_adds_up(void **state) {
    (void)state;
    enum { N = 400, SETS = 3 };
    bri_histograms from, merged, read;
    assert_true(bri_histograms_init(&from, SETS) && bri_histograms_init(&merged, SETS) && bri_histograms_init(&read, SETS));
    for (uint64_t i = 0; i < N; i++)
        assert_true(add(&from, i % 2 * 2, i % 7 == 0 ? -300.0 : i % 5 == 0 ? 0.0 : -log(draw(i)))); /* one of them stays empty */
    const double probabilities[] = {0.0, 0.2, 0.4, 0.6, 0.8, 1.0};
    assert_true(add(&merged, 0, 1.5) && add(&read, 0, 1.5) && bri_histograms_merge(&merged, &from));
    size_t size = bri_histograms_image_size(&from);
    uint8_t *image = malloc(size);
    assert_true(image != NULL && size > 0 && size < 8 * N);
    bri_histograms_save(&from, image);
    assert_int_equal(bri_histograms_add_image(&read, image, size), BRINK_OK);
    for (size_t s = 0; s < SETS; s++) {
        double a[6], b[6];
        assert_int_equal(bri_histograms_total(&read, s), bri_histograms_total(&merged, s));
        bri_histograms_quantiles(&merged, s, probabilities, 6, a);
        bri_histograms_quantiles(&read, s, probabilities, 6, b);
        assert_memory_equal(a, b, sizeof a);
    }
    assert_int_equal(bri_histograms_add_image(&read, image, size - 1), BRINK_E_FORMAT);
    const uint8_t beyond[] = {0xff, 0xff, 0x7f, 1}, endless[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
    const uint8_t too_many[] = {1, 0xff, 0xff, 0xff, 0xff, 0x7f};
    assert_int_equal(bri_histograms_add_image(&read, beyond, sizeof beyond), BRINK_E_FORMAT);
    assert_int_equal(bri_histograms_add_image(&read, endless, sizeof endless), BRINK_E_FORMAT);
    assert_int_equal(bri_histograms_add_image(&read, too_many, sizeof too_many), BRINK_E_FORMAT);
    free(image);
    bri_histograms_clear(&from);
    bri_histograms_clear(&merged);
    bri_histograms_clear(&read);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histogram__quantiles_are_within_the_stated_accuracy),
        cmocka_unit_test(test_histogram__small_whole_numbers_are_exact),
        cmocka_unit_test(test_histogram__order_does_not_matter),
        cmocka_unit_test(test_histogram__a_reset_one_is_empty),
        cmocka_unit_test(test_histogram__an_image_adds_up),
        cmocka_unit_test(test_histogram__infinities_and_the_negative_zero_have_their_place),
    };
    return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
