/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as people write it, and what is said where they err. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/csv.h"

typedef struct world {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
} world;

static int set_up(void **state) {
    static world w;
    w = (world){.arena = bri_arena_new(), .diagnostics = brink_diagnostics_new()};
    *state = &w;
    return w.arena == NULL || w.diagnostics == NULL;
}

static int tear_down(void **state) {
    world *w = *state;
    bri_arena_free(w->arena);
    brink_diagnostics_free(w->diagnostics);
    return 0;
}

static const bri_csv *read(world *w, const char *text) {
    return bri_csv_read(w->arena, w->diagnostics, "t.csv", text, strlen(text));
}

static void assert_cell(world *w, const bri_csv *csv, uint32_t row, uint32_t column, const char *text) {
    assert_string_equal(bri_csv_text(w->arena, csv, row, column), text);
}

static void test_csv__cells_rows_and_names(void **state) {
    world *w = *state;
    const bri_csv *csv = read(w, "\xEF\xBB\xBF# a comment, with commas\r\n\r\n name ,\"full, name\",x\r\n"
                               " A , \"one \"\"two\"\"\" ,3\r\n\"B\nC\",,\t4 \r\n\r\n# end\r\nD,é,5");
    assert_non_null(csv);
    assert_int_equal(bri_csv_columns(csv), 3);
    assert_int_equal(bri_csv_rows(csv), 3);
    uint32_t column;
    assert_true(bri_csv_find(csv, "full, name", &column) && column == 1);
    assert_false(bri_csv_find(csv, "full", &column));
    assert_cell(w, csv, BRI_CSV_HEADER, 0, "name");
    assert_cell(w, csv, 0, 0, "A");
    assert_cell(w, csv, 0, 1, "one \"two\"");
    assert_cell(w, csv, 0, 2, "3");
    assert_cell(w, csv, 1, 0, "B\nC");
    assert_cell(w, csv, 1, 1, "");
    assert_cell(w, csv, 2, 1, "é");
    double x[3];
    assert_true(bri_csv_numbers(csv, 2, "x", x, w->diagnostics));
    assert_true(x[0] == 3 && x[1] == 4 && x[2] == 5);
    bri_place place = bri_csv_place(csv, 0, 1);
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 7);
    place = bri_csv_place(csv, 1, 2);
    assert_int_equal(place.line, 6); /* a cell of two lines lies before it */
    place = bri_csv_place(csv, 2, 2);
    assert_int_equal(place.line, 9);
    assert_int_equal(place.column, 5);
    assert_int_equal(brink_diagnostics_error_count(w->diagnostics), 0);
}

static void assert_refused(const char *text, const char *complaints) {
    void *state;
    set_up(&state);
    world *w = state;
    assert_null(read(w, text));
    char *rendered = brink_diagnostics_render(w->diagnostics, 0);
    size_t length = strlen(complaints); /* then comes the line, or how many complaints there are */
    if (strncmp(rendered, complaints, length) != 0) fail_msg("%s", rendered);
    free(rendered);
    tear_down(&state);
}

static void test_csv__what_is_wrong_has_its_place(void **state) {
    (void)state;
    assert_refused("", "t.csv: error: the file is empty\n");
    assert_refused("\n\n# x\n", "t.csv: error: the file is empty\n");
    assert_refused("a;b\n1;2\n", "t.csv:1:1: error: cells are separated by commas, and this line has none\n    1 | a;b\n      | ^~~\n"
                                 "      = export it as CSV with commas\n");
    assert_refused("a,b,a\n1,2,3\n", "t.csv:1:5: error: there are two columns of this name\n    1 | a,b,a\n      |     ^\n");
    assert_refused("a,\n1,2\n", "t.csv:1:3: error: a column without a name\n    1 | a,\n      |   ^\n");
    assert_refused("a,b\n1\n1,2,3\n", "t.csv:2:1: error: this row has 1 cell, and the line of names has 2\n    2 | 1\n      | ^\n"
                                      "t.csv:3:1: error: this row has 3 cells, and the line of names has 2\n    3 | 1,2,3\n      | ^~~~~\n");
    assert_refused("a,b\n1,\"2\n", "t.csv:2:3: error: this quotation mark is never closed\n    2 | 1,\"2\n      |   ^~\n");
    assert_refused("a,b\n1,\"2\"3\n", "t.csv:2:6: error: this stands behind a cell's closing quotation mark\n    2 | 1,\"2\"3\n      |      ^\n"
                                     "      = write \"\" for a quotation mark within\n");
    assert_refused("a,b\n\n1,\x07 x\n", "t.csv:3:3: error: a table cannot hold control characters\n");
    assert_refused("a,b\n1,\xE9\n",
                   "t.csv:2:3: error: byte 0xE9 is not UTF-8\n    2 | 1,\xEF\xBF\xBD\n      |   ^\n      = save the file as UTF-8\n");
}

static void test_csv__no_more_is_said_than_is_read(void **state) {
    world *w = *state;
    char text[400] = "a,b\n";
    for (int i = 0; i < 100; i++) strcat(text, "1\n");
    assert_null(read(w, text));
    assert_int_equal(brink_diagnostics_error_count(w->diagnostics), BRI_CSV_COMPLAINTS);
}

static void test_csv__numbers_are_decimal_and_finite(void **state) {
    static const struct {
        const char *text, *complaint;
    } wrong[] = {{"x1", "x \"x1\" is no number"},       {"", "x is empty"},           {"nan", "x \"nan\" is no finite number"},
                 {"-inf", "is no finite number"},       {"Infinity", "is no finite"}, {"1e999", "x \"1e999\" is too large"},
                 {"1e-999", "x \"1e-999\" is too small"}, {"0x10", "is no number"},     {"12L", "is no number"},
                 {"1-2", "is no number"},               {"1.2.3", "is no number"},    {"\"1,5\"", "x \"1,5\" is no number"}};
    static const struct {
        const char *text;
        double value;
    } right[] = {{"-3", -3}, {"+0.5", 0.5}, {"1e3", 1000}, {".5", 0.5}, {"7.", 7}, {"\"8\"", 8}, {"0", 0}};
    world *w = *state;
    char text[100];
    double value[1];
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        snprintf(text, sizeof text, "x,y\n%s,1\n", right[i].text);
        assert_true(bri_csv_numbers(read(w, text), 0, "x", value, w->diagnostics));
        assert_true(value[0] == right[i].value);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        brink_diagnostics *diagnostics = brink_diagnostics_new();
        snprintf(text, sizeof text, "x,y\n%s,1\n", wrong[i].text);
        assert_false(bri_csv_numbers(read(w, text), 0, "x", value, diagnostics));
        char *rendered = brink_diagnostics_render(diagnostics, 0);
        if (!strstr(rendered, wrong[i].complaint)) fail_msg("%s: %s", wrong[i].text, rendered);
        free(rendered);
        brink_diagnostics_free(diagnostics);
    }
}

static void test_csv__dates(void **state) {
    world *w = *state;
    double days[2];
    const bri_csv *csv = read(w, "when,x\n1970-01-03,1\n1970-01-01T12:00Z,1970-01-01\n");
    assert_true(bri_csv_has_dates(csv, 0));
    assert_false(bri_csv_has_dates(csv, 1));
    assert_true(bri_csv_dates(csv, 0, "x", days, w->diagnostics));
    assert_true(days[0] == 2 && days[1] == 0.5);
    assert_false(bri_csv_dates(csv, 1, "x", days, w->diagnostics));
    assert_int_equal(brink_diagnostics_error_count(w->diagnostics), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv__cells_rows_and_names, set_up, tear_down),
        cmocka_unit_test(test_csv__what_is_wrong_has_its_place),
        cmocka_unit_test_setup_teardown(test_csv__no_more_is_said_than_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csv__numbers_are_decimal_and_finite, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csv__dates, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
