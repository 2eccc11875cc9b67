/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of every sort that the press tells apart, written as a growing table and read by HDF5 itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/stream.h"
#include "batch/h5in.h"
#include "batch/table.h"

static const char path[] = "test_table.h5";

static double uniform(uint64_t kind, uint64_t i) {
    return (double)(bri_mix(kind, i) >> 11) * 0x1p-53;
}

static double noise(uint64_t i) {
    return 365 * uniform(1, i);
}
static double small_number(uint64_t i) {
    return (double)(bri_mix(2, i) % 7);
}
static double seldom(uint64_t i) {
    return i / 300 % 40 == 7;
}
static double tenths(uint64_t i) {
    return (double)(float)(0.1 * (double)(bri_mix(3, i) % 11));
}
static double one_value(uint64_t i) {
    return i < UINT64_MAX ? -1 : 0;
}
static double count(uint64_t i) {
    return (double)(i / 30);
}
static double one_of_ten_thousand(uint64_t i) {
    return noise(bri_mix(4, i) % 10000);
}
static double one_of_a_hundred(uint64_t i) {
    return noise(bri_mix(5, i) % 100);
}
static double often_none(uint64_t i) {
    return bri_mix(6, i / 20) % 4 == 0 ? noise(i) : NAN;
}
static double code(uint64_t i) {
    return (double)(bri_mix(7, i) % 300) - 1;
}

static const struct {
    bri_column column;
    double (*value)(uint64_t i);
} sorts[] = {
    {{.name = "noise", .cell = BRI_CELL_F64}, noise},
    {{.name = "small", .cell = BRI_CELL_F32}, small_number},
    {{.name = "twin", .cell = BRI_CELL_F32}, small_number},
    {{.name = "seldom", .cell = BRI_CELL_F32}, seldom},
    {{.name = "tenths", .cell = BRI_CELL_F32}, tenths},
    {{.name = "one_value", .cell = BRI_CELL_F64}, one_value},
    {{.name = "one_byte", .cell = BRI_CELL_I8}, one_value},
    {{.name = "its_twin", .cell = BRI_CELL_I8}, one_value},
    {{.name = "count", .cell = BRI_CELL_I32}, count},
    {{.name = "long_count", .cell = BRI_CELL_I64}, count},
    {{.name = "of_ten_thousand", .cell = BRI_CELL_F64}, one_of_ten_thousand},
    {{.name = "of_a_hundred", .cell = BRI_CELL_F64}, one_of_a_hundred},
    {{.name = "often_none", .cell = BRI_CELL_F64}, often_none},
    {{.name = "code", .cell = BRI_CELL_I16}, code},
    {{.name = "third", .cell = BRI_CELL_F32}, small_number},
};
enum { SORTS = sizeof sorts / sizeof *sorts };

static void write_table(uint64_t rows, uint64_t at_once) {
    bri_column columns[SORTS];
    bri_rows some;
    bri_h5out *out;
    brink_error error;
    uint64_t size;
    for (size_t c = 0; c < SORTS; c++)
        columns[c] = sorts[c].column;
    assert_int_equal(bri_h5out_open(&out, path, true, &error), BRINK_OK);
    bri_h5out_group(out, "t");
    bri_press *press = bri_press_new();
    bri_table *table = bri_table_new(out, press, "t", "row", columns, SORTS);
    assert_non_null(table);
    assert_true(bri_rows_init(&some, columns, SORTS) && bri_rows_reserve(&some, at_once));
    for (uint64_t first = 0; first < rows; first += some.count) {
        some.count = rows - first < at_once ? rows - first : at_once;
        for (size_t c = 0; c < SORTS; c++)
            for (size_t i = 0; i < some.count; i++)
                bri_rows_put(&some, c, i, sorts[c].value(first + i));
        bri_table_append(table, &some, 0, some.count);
    }
    bri_table_finish(table);
    assert_true(bri_table_is_good(table));
    bri_table_free(table);
    bri_press_free(press);
    bri_rows_clear(&some);
    assert_int_equal(bri_h5out_commit(out, &size, &error), BRINK_OK);
}

static void check_column(bri_h5in *in, size_t c, uint64_t rows) {
    char name[100];
    brink_error error;
    double *values = malloc(rows * sizeof *values);
    snprintf(name, sizeof name, "t/%s", sorts[c].column.name);
    assert_int_equal(bri_h5in_numbers(in, name, 0, rows, values, &error), BRINK_OK);
    for (uint64_t i = 0; i < rows; i++) {
        double wanted = sorts[c].value(i);
        assert_true(isnan(wanted) ? isnan(values[i]) : values[i] == wanted);
    }
    free(values);
}

static void test_table__hdf5_reads_columns_of_every_sort(void **state) {
    (void)state;
    static const uint64_t rows[] = {1, 1000, 65536, 200000, 700001};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        bri_h5in *in;
        brink_error error;
        write_table(rows[r], 30011);
        assert_int_equal(bri_h5in_open(&in, path, &error), BRINK_OK);
        for (size_t c = 0; c < SORTS; c++)
            check_column(in, c, rows[r]);
        bri_h5in_close(in);
    }
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table__hdf5_reads_columns_of_every_sort),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
