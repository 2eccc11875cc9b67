/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../analysis/textgrid.h"

static void check_print(const bri_textgrid *grid, size_t width, const char *expected) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    assert_true(bri_textgrid_print(grid, stream, width));
    fclose(stream);
    assert_string_equal(text, expected);
    free(text);
}

static void test_textgrid__columns_line_up(void **state) {
    (void)state;
    bri_textgrid grid;
    bri_textgrid_init(&grid, "lrl");
    const char *cells[] = {"name", "n", "note", "a", "1,000", "", "long name", "7", "x"};
    for (int i = 0; i < 9; i++)
        bri_textgrid_add(&grid, "%s", cells[i]);
    check_print(&grid, 0, "name           n  note\na          1,000\nlong name      7  x\n");
    bri_textgrid_clear(&grid);
}

static void test_textgrid__empty_columns_are_left_out(void **state) {
    (void)state;
    bri_textgrid grid;
    bri_textgrid_init(&grid, "lrr");
    const char *cells[] = {"a", "", "1", "b", "", "22"};
    for (int i = 0; i < 6; i++)
        bri_textgrid_add(&grid, "%s", cells[i]);
    check_print(&grid, 0, "a   1\nb  22\n");
    bri_textgrid_clear(&grid);
}

static void test_textgrid__any_script_lines_up(void **state) {
    (void)state;
    assert_int_equal(bri_text_width("Кризис"), 6);
    assert_int_equal(bri_text_width("危機"), 4);
    assert_int_equal(bri_text_width("e\xCC\x81"), 1); /* e and a combining accent */
    bri_textgrid grid;
    bri_textgrid_init(&grid, "lr");
    const char *cells[] = {"危機", "1", "Кризис", "2"};
    for (int i = 0; i < 4; i++)
        bri_textgrid_add(&grid, "%s", cells[i]);
    check_print(&grid, 0, "危機    1\nКризис  2\n");
    bri_textgrid_clear(&grid);
}

static void test_textgrid__names_are_shortened_to_fit(void **state) {
    (void)state;
    bri_textgrid grid;
    bri_textgrid_init(&grid, "lr");
    bri_textgrid_add(&grid, "%s", "очень длинное имя");
    bri_textgrid_add(&grid, "%s", "12");
    check_print(&grid, 14, "очень дли…  12\n");
    check_print(&grid, 3, "очень д…  12\n");
    bri_textgrid_clear(&grid);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textgrid__columns_line_up),
        cmocka_unit_test(test_textgrid__empty_columns_are_left_out),
        cmocka_unit_test(test_textgrid__any_script_lines_up),
        cmocka_unit_test(test_textgrid__names_are_shortened_to_fit),
    };
    return cmocka_run_group_tests_name("textgrid", tests, NULL, NULL);
}
