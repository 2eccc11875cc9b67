/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator against the known-answer vectors of Random123, uniforms, identities, and the reader behind gsl_ran_*. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>

#include "base/stream.h"

/** Words of Random123's kat_vectors, threefry4x64 with 20 rounds. */
typedef struct known_answer {
    uint64_t counter[4], key[4], word[4];
} known_answer;

static const known_answer known_answers[] = {
    {{0, 0, 0, 0}, {0, 0, 0, 0}, {0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b}},
    {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {0x29c24097942bba1b, 0x0371bbfb0f6f4e11, 0x3c231ffa33f83a1c, 0xcd29113fde32d168}},
    {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {0x452821e638d01377, 0xbe5466cf34e90c6c, 0xbe5466cf34e90c6c, 0xc0ac29b7c97c50dd},
     {0xa7e8fde591651bd9, 0xbaafd0c30138319b, 0x84a5c1a729e685b9, 0x901d406ccebc1ba4}},
};

static void test_stream__blocks_are_the_known_answers(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known_answers / sizeof *known_answers; i++) {
        const known_answer *k = &known_answers[i];
        bri_key key = {k->key[0], k->key[1], k->key[2], k->key[3]};
        uint64_t word[4];
        bri_block(&key, k->counter[0], k->counter[1], k->counter[2], k->counter[3], word);
        for (int j = 0; j < 4; j++) assert_int_equal(word[j], k->word[j]);
    }
}

static void test_stream__uniforms_reach_neither_zero_nor_one(void **state) {
    (void)state;
    assert_true(bri_uniform(0) == 0x1p-53);
    assert_true(bri_uniform(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(bri_uniform(0x8000000000000000) == 0.5 + 0x1p-53);
    assert_true(bri_uniform(0xfff) == bri_uniform(0)); /* 52 bits count */
    assert_true(bri_uniform(0x1000) == 3 * 0x1p-53);
}

static void test_stream__names_have_fixed_streams(void **state) {
    (void)state;
    assert_int_equal(bri_stream_of("abc"), 0xeacf018fbf1678ba); /* SHA-256 starts with ba7816bf 8f01cfea */
    assert_int_not_equal(bri_stream_of("launch"), bri_stream_of("launch2"));
}

static void test_stream__mixing_is_fixed_and_not_symmetric(void **state) {
    (void)state;
    /* From the definition, by a program of its own in Python. */
    assert_int_equal(bri_mix(0, 0), 0x6393d51c06c618dc);
    assert_int_equal(bri_mix(1, 2), 0xc7eafba733477d2c);
    assert_int_equal(bri_mix(2, 1), 0x8c7572048831a3af);
    assert_int_equal(bri_mix(0xeacf018fbf1678ba, 41), 0xa7886390a244b876);
}

static void test_stream__a_reader_gives_the_words_of_its_address_in_order(void **state) {
    (void)state;
    bri_key key = {11, 22, 33, 0};
    bri_reader reader;
    bri_reader_init(&reader);
    for (int pass = 0; pass < 2; pass++) {
        bri_reader_seek(&reader, &key, 5, 6, BRI_FOR_MARK);
        for (uint64_t index = 0; index < 3; index++) {
            uint64_t word[4];
            bri_block(&key, index, 5, 6, BRI_FOR_MARK, word);
            for (int j = 0; j < 4; j++) {
                if (j % 2 == 0)
                    assert_int_equal(gsl_rng_get(&reader.rng), word[j]);
                else
                    assert_true(gsl_rng_uniform(&reader.rng) == bri_uniform(word[j]));
            }
        }
    }
}

static void test_stream__a_reader_can_be_left_in_the_middle(void **state) {
    (void)state;
    bri_key key = {1, 2, 3, 4};
    bri_reader reader;
    bri_reader_init(&reader);
    uint64_t word[4];
    bri_block(&key, 0, 9, 0, BRI_FOR_GAP, word);
    for (int used = 0; used < 6; used++) {
        bri_reader_seek(&reader, &key, 8, 0, BRI_FOR_GAP);
        for (int i = 0; i < used; i++) gsl_rng_get(&reader.rng);
        bri_reader_seek(&reader, &key, 9, 0, BRI_FOR_GAP);
        assert_int_equal(gsl_rng_get(&reader.rng), word[0]);
    }
}

static void test_stream__every_part_of_the_address_counts(void **state) {
    (void)state;
    uint64_t base[4], other[4];
    for (int part = 0; part < 8; part++) {
        uint64_t a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
        bri_block(&(bri_key){a[0], a[1], a[2], a[3]}, a[4], a[5], a[6], a[7], base);
        a[part]++;
        bri_block(&(bri_key){a[0], a[1], a[2], a[3]}, a[4], a[5], a[6], a[7], other);
        for (int j = 0; j < 4; j++) assert_int_not_equal(base[j], other[j]);
    }
}

static void test_stream__it_serves_gsl(void **state) {
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(bri_rng_threefry);
    assert_non_null(rng);
    gsl_rng_set(rng, 42);
    double sum = 0.0, square = 0.0;
    enum { DRAWS = 200000 };
    for (int i = 0; i < DRAWS; i++) {
        double x = gsl_ran_gaussian(rng, 1.0);
        sum += x;
        square += x * x;
    }
    /* The mean of n draws has standard deviation 1/sqrt n, their mean square sqrt(2/n); 5 of them are passed in 6e-7 of all seeds. */
    assert_true(fabs(sum / DRAWS) < 5.0 / sqrt(DRAWS));
    assert_true(fabs(square / DRAWS - 1.0) < 5.0 * sqrt(2.0 / DRAWS));
    gsl_rng *twin = gsl_rng_clone(rng);
    assert_int_equal(gsl_rng_get(rng), gsl_rng_get(twin));
    gsl_rng_free(twin);
    gsl_rng_free(rng);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream__blocks_are_the_known_answers),
        cmocka_unit_test(test_stream__uniforms_reach_neither_zero_nor_one),
        cmocka_unit_test(test_stream__names_have_fixed_streams),
        cmocka_unit_test(test_stream__mixing_is_fixed_and_not_symmetric),
        cmocka_unit_test(test_stream__a_reader_gives_the_words_of_its_address_in_order),
        cmocka_unit_test(test_stream__a_reader_can_be_left_in_the_middle),
        cmocka_unit_test(test_stream__every_part_of_the_address_counts),
        cmocka_unit_test(test_stream__it_serves_gsl),
    };
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
