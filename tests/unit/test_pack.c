/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/stream.h"
#include "batch/pack.h"

/* What the stock filters do when they read. */
static void unpack(const uint8_t *packed, size_t length, uint8_t *raw, size_t count, size_t size) {
    uint8_t *shuffled = malloc(count * size);
    uLongf total = count * size;
    assert_non_null(shuffled);
    assert_int_equal(uncompress(shuffled, &total, packed, length), Z_OK);
    assert_int_equal(total, count * size);
    for (size_t i = 0; i < count; i++)
        for (size_t byte = 0; byte < size; byte++)
            raw[i * size + byte] = shuffled[byte * count + i];
    free(shuffled);
}

static void test_pack__stock_filters_give_back_every_byte(void **state) {
    (void)state;
    const size_t sizes[] = {1, 2, 4, 8}, counts[] = {1, 2, 1000, 65536};
    bri_packer packer;
    bri_packer_init(&packer);
    for (size_t s = 0; s < 4; s++)
        for (size_t c = 0; c < 4; c++)
            for (int is_random = 0; is_random < 2; is_random++) {
                size_t total = sizes[s] * counts[c], length;
                uint8_t *raw = malloc(total), *back = malloc(total);
                for (size_t i = 0; i < total; i++)
                    raw[i] = is_random ? (uint8_t)bri_mix(i, 1) : (uint8_t)(i / 100);
                const uint8_t *packed = bri_pack(&packer, raw, counts[c], sizes[s], &length);
                assert_non_null(packed);
                unpack(packed, length, back, counts[c], sizes[s]);
                assert_memory_equal(raw, back, total);
                free(raw);
                free(back);
            }
    bri_packer_clear(&packer);
}

static void test_pack__slow_columns_shrink(void **state) {
    (void)state;
    enum { N = 65536 };
    int32_t *rows = malloc(N * sizeof *rows);
    size_t length;
    bri_packer packer;
    bri_packer_init(&packer);
    for (int32_t i = 0; i < N; i++)
        rows[i] = i / 30;
    assert_non_null(bri_pack(&packer, rows, N, sizeof *rows, &length));
    assert_true(length < N * sizeof *rows / 20);
    bri_packer_clear(&packer);
    free(rows);
}

/* The lowest bytes of a counter are spread as evenly as noise, yet must not be taken for it. */
static void test_pack__counters_shrink(void **state) {
    (void)state;
    enum { N = 60000 };
    int32_t *rows = malloc(N * sizeof *rows);
    size_t length;
    bri_packer packer;
    bri_packer_init(&packer);
    for (int32_t i = 0; i < N; i++)
        rows[i] = 1000000 + i;
    assert_non_null(bri_pack(&packer, rows, N, sizeof *rows, &length));
    assert_true(length < N * sizeof *rows / 50);
    bri_packer_clear(&packer);
    free(rows);
}

enum { MOST = 140000 };

enum { KINDS = 9 };

/* Columns as they come: numbers with and without noise in their lower bytes, of one value, or nearly; lower bytes of one value, or of seven bits,
 * below others; long runs. */
static void fill(uint8_t *raw, size_t count, size_t size, int kind, uint64_t seed) {
    for (size_t i = 0; i < count; i++) {
        uint64_t noise = bri_mix(seed, i), number = kind == 0 ? noise : kind == 1 ? seed : kind == 2 ? noise % 3 : noise >> 24 | seed % 100 << 56;
        if (kind == 4)
            number = i + 1 == count ? seed + 1 : seed;
        else if (kind == 5)
            number = (noise % 5 << 8 * (size - 1)) | (seed << 24 >> (64 - 8 * size));
        else if (kind == 6)
            number = (noise & 0x7f7f7f7f7f7f7f7f) | (uint64_t)1 << 63;
        else if (kind == 7)
            number = bri_mix(seed, i / 500) % 3 << 8 * (size - 1);
        else if (kind == 8)
            number = (noise & 0x7f) << 8 * (size - 1) | 1;
        memcpy(raw + i * size, &number, size);
    }
}

static void test_pack__noise_and_constants_come_back(void **state) {
    (void)state;
    static const size_t counts[] = {1, 2, 3, 16, 17, 8191, 8192, 65535, 65536, 65537, MOST};
    uint8_t *raw = malloc(8 * MOST), *back = malloc(8 * MOST);
    bri_packer packer;
    bri_packer_init(&packer);
    for (int round = 0; round < 2; round++)
        for (int kind = 0; kind < KINDS; kind++)
            for (size_t size = 1; size <= 8; size *= 2)
                for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
                    size_t length;
                    fill(raw, counts[c], size, kind, 12345 + c % 3);
                    const uint8_t *packed = bri_pack(&packer, raw, counts[c], size, &length);
                    assert_non_null(packed);
                    assert_true(length <= counts[c] * size + counts[c] * size / 1000 + 64);
                    unpack(packed, length, back, counts[c], size);
                    assert_memory_equal(raw, back, counts[c] * size);
                    memset(back, 0, counts[c] * size);
                    assert_true(bri_unpack(&packer, packed, length, back, counts[c], size));
                    assert_memory_equal(raw, back, counts[c] * size);
                }
    bri_packer_clear(&packer);
    free(raw);
    free(back);
}

/* Whatever was packed before, and wherever the column lies: equal columns, equal bytes. */
static void test_pack__what_comes_out_depends_on_what_goes_in_alone(void **state) {
    (void)state;
    enum { N = 65536 };
    uint8_t *raw = malloc(8 * N), *other = malloc(8 * N + 64), *first = malloc(9 * N);
    bri_packer used;
    bri_packer_init(&used);
    for (int kind = 0; kind < KINDS; kind++)
        for (uint64_t seed = 0; seed < 12; seed++) {
            size_t length, again;
            bri_packer fresh;
            bri_packer_init(&fresh);
            fill(raw, N, 8, kind, seed);
            const uint8_t *once = bri_pack(&fresh, raw, N, 8, &length);
            memcpy(first, once, length);
            fill(other, N, 4, (int)(seed % KINDS), seed + 7);
            bri_pack(&used, other, N, 4, &again);
            memcpy(other + seed, raw, 8 * N);
            const uint8_t *packed = bri_pack(&used, other + seed, N, 8, &again);
            assert_int_equal(again, length);
            assert_memory_equal(packed, first, length);
            bri_packer_clear(&fresh);
        }
    bri_packer_clear(&used);
    free(raw);
    free(other);
    free(first);
}

/* What a column of the upper bytes alone takes, and a few bytes more. */
static void test_pack__lower_bytes_of_one_value_cost_nothing(void **state) {
    (void)state;
    enum { N = 65536 };
    static float raw[N];
    static uint16_t upper[N];
    size_t length, alone;
    bri_packer packer;
    bri_packer_init(&packer);
    for (size_t i = 0; i < N; i++) {
        raw[i] = (float)(bri_mix(1, i) % 7);
        uint32_t bits;
        memcpy(&bits, &raw[i], sizeof bits);
        upper[i] = (uint16_t)(bits >> 16);
    }
    assert_non_null(bri_pack(&packer, upper, N, sizeof *upper, &alone));
    assert_non_null(bri_pack(&packer, raw, N, sizeof *raw, &length));
    assert_true(packer.planes[0].count == N && packer.planes[0].value == 0 && packer.planes[0].length > 0);
    assert_int_equal(length, alone + 2 * packer.planes[0].length);
    bri_packer_clear(&packer);
}

static size_t packed_with_lower_bytes_below(uint32_t values) {
    enum { N = 65536 };
    static uint16_t raw[N];
    size_t length;
    bri_packer packer;
    bri_packer_init(&packer);
    for (size_t i = 0; i < N; i++)
        raw[i] = (uint16_t)(bri_mix(2, i) % values);
    assert_non_null(bri_pack(&packer, raw, N, sizeof *raw, &length));
    bri_packer_clear(&packer);
    return length;
}

/* Seven bits are stored as eight, for all that could be gained by deflating them; five and a half are not. */
static void test_pack__what_gains_less_than_a_fifth_is_stored(void **state) {
    (void)state;
    assert_true(packed_with_lower_bytes_below(128) > 65536);
    assert_true(packed_with_lower_bytes_below(45) < 65536 * 3 / 4);
}

static void test_pack__wrong_bytes_are_refused(void **state) {
    (void)state;
    enum { N = 10000 };
    static int64_t raw[N], back[N];
    size_t length;
    bri_packer packer;
    bri_packer_init(&packer);
    fill((uint8_t *)raw, N, 8, 3, 5);
    const uint8_t *packed = bri_pack(&packer, raw, N, 8, &length);
    uint8_t *copy = malloc(length);
    memcpy(copy, packed, length);
    assert_false(bri_unpack(&packer, copy, length, back, N - 1, 8));
    assert_false(bri_unpack(&packer, copy, length - 1, back, N, 8));
    copy[length / 2] ^= 1;
    assert_false(bri_unpack(&packer, copy, length, back, N, 8));
    bri_packer_clear(&packer);
    free(copy);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack__stock_filters_give_back_every_byte),
        cmocka_unit_test(test_pack__slow_columns_shrink),
        cmocka_unit_test(test_pack__counters_shrink),
        cmocka_unit_test(test_pack__noise_and_constants_come_back),
        cmocka_unit_test(test_pack__what_comes_out_depends_on_what_goes_in_alone),
        cmocka_unit_test(test_pack__lower_bytes_of_one_value_cost_nothing),
        cmocka_unit_test(test_pack__what_gains_less_than_a_fifth_is_stored),
        cmocka_unit_test(test_pack__wrong_bytes_are_refused),
    };
    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
