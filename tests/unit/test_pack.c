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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack__stock_filters_give_back_every_byte),
        cmocka_unit_test(test_pack__slow_columns_shrink),
    };
    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
