/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lang/diag.h"

static const bri_source *source_of(brink_diagnostics *diagnostics, const char *name, const char *text) {
    const bri_source *source = bri_diag_source(diagnostics, name, text, strlen(text));
    assert_non_null(source);
    return source;
}

static void assert_rendered(const brink_diagnostics *diagnostics, size_t limit, const char *expected) {
    char *text = brink_diagnostics_render(diagnostics, limit);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

static void test_diag__nothing_is_an_empty_text(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    source_of(d, "a.cfg", "brink = 1;\n");
    assert_rendered(d, 0, "");
    assert_int_equal(brink_diagnostics_error_count(d), 0);
    brink_diagnostics_free(d);
    brink_diagnostics_free(NULL);
}

static void test_diag__a_complaint_shows_line_caret_and_hint(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "cuba.cfg", "brink = 1;\n    horizen = 3;\nend = 2;\n");
    bri_diag_error(d, (bri_place){s, 2, 5, 7}, "did you mean \"horizon\"?", "unknown setting \"%s\"", "horizen");
    assert_rendered(d, 0,
                    "cuba.cfg:2:5: error: unknown setting \"horizen\"\n"
                    "    2 |     horizen = 3;\n"
                    "      |     ^~~~~~~\n"
                    "      = did you mean \"horizon\"?\n"
                    "1 error\n");
    brink_diagnostics_free(d);
}

static void test_diag__order_is_that_of_files_lines_columns_and_making(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *a = source_of(d, "z.cfg", "one\ntwo");
    const bri_source *b = source_of(d, "a.cfg", "three");
    bri_diag_error(d, (bri_place){b, 1, 1, 5}, NULL, "sixth");
    bri_diag_warning(d, (bri_place){a, 2, 3, 1}, NULL, "fifth");
    bri_diag_error(d, (bri_place){a, 2, 1, 1}, NULL, "third");
    bri_diag_error(d, (bri_place){a, 2, 1, 1}, NULL, "fourth");
    bri_diag_error(d, (bri_place){a, 0, 0, 0}, "hint", "second");
    bri_diag_error(d, (bri_place){0}, NULL, "first");
    assert_rendered(d, 0,
                    "error: first\n"
                    "z.cfg: error: second\n"
                    "      = hint\n"
                    "z.cfg:2:1: error: third\n"
                    "    2 | two\n"
                    "      | ^\n"
                    "z.cfg:2:1: error: fourth\n"
                    "    2 | two\n"
                    "      | ^\n"
                    "z.cfg:2:3: warning: fifth\n"
                    "    2 | two\n"
                    "      |   ^\n"
                    "a.cfg:1:1: error: sixth\n"
                    "    1 | three\n"
                    "      | ^~~~~\n"
                    "5 errors, 1 warning\n");
    brink_diagnostics_free(d);
}

static void test_diag__the_same_complaint_counts_once(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a.cfg", "x\n");
    for (int i = 0; i < 3; i++) {
        bri_diag_error(d, (bri_place){s, 1, 1, 1}, NULL, "wrong %d", 7);
        bri_diag_warning(d, (bri_place){s, 1, 1, 1}, NULL, "wrong %d", 7);
        bri_diag_error(d, (bri_place){s, 1, 1, 1}, NULL, "wrong %d", 8);
    }
    assert_int_equal(brink_diagnostics_error_count(d), 2);
    assert_int_equal(brink_diagnostics_warning_count(d), 1);
    brink_diagnostics_free(d);
}

static void test_diag__a_limit_says_what_it_leaves_out(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a.cfg", "x y z\n");
    bri_diag_error(d, (bri_place){s, 1, 1, 1}, NULL, "one");
    bri_diag_error(d, (bri_place){s, 1, 3, 1}, NULL, "two");
    assert_rendered(d, 1, "a.cfg:1:1: error: one\n    1 | x y z\n      | ^\n… and 1 more error\n2 errors\n");
    bri_diag_warning(d, (bri_place){s, 1, 5, 1}, NULL, "three");
    bri_diag_warning(d, (bri_place){s, 1, 5, 1}, NULL, "four");
    assert_rendered(d, 1, "a.cfg:1:1: error: one\n    1 | x y z\n      | ^\n… and 1 more error, 2 more warnings\n2 errors, 2 warnings\n");
    char *all = brink_diagnostics_render(d, 0), *four = brink_diagnostics_render(d, 4);
    assert_string_equal(all, four);
    free(all);
    free(four);
    brink_diagnostics_free(d);
}

static void test_diag__only_warnings_are_counted_as_such(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    bri_diag_warning(d, (bri_place){0}, NULL, "held");
    assert_rendered(d, 0, "warning: held\n1 warning\n");
    assert_int_equal(brink_diagnostics_error_count(d), 0);
    brink_diagnostics_free(d);
}

static void test_diag__carets_stand_right_behind_tabs_and_wide_characters(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a.cfg", "\tx\t= \"é€😀\"; y = 1\r\n");
    bri_diag_error(d, (bri_place){s, 1, 2, 1}, NULL, "x");
    bri_diag_error(d, (bri_place){s, 1, 3, 2}, NULL, "tab and sign");
    bri_diag_error(d, (bri_place){s, 1, 13, 5}, NULL, "y");
    bri_diag_error(d, (bri_place){s, 1, 99, 5}, NULL, "behind the line");
    assert_rendered(d, 0,
                    "a.cfg:1:2: error: x\n"
                    "    1 |     x   = \"é€😀\"; y = 1\n"
                    "      |     ^\n"
                    "a.cfg:1:3: error: tab and sign\n"
                    "    1 |     x   = \"é€😀\"; y = 1\n"
                    "      |      ^~~~\n"
                    "a.cfg:1:13: error: y\n"
                    "    1 |     x   = \"é€😀\"; y = 1\n"
                    "      |                  ^~~~~\n"
                    "a.cfg:1:99: error: behind the line\n"
                    "    1 |     x   = \"é€😀\"; y = 1\n"
                    "      |                       ^\n"
                    "4 errors\n");
    brink_diagnostics_free(d);
}

static void test_diag__a_byte_order_mark_is_no_column(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a.cfg", "\xEF\xBB\xBFx = 1;");
    bri_diag_error(d, (bri_place){s, 1, 1, 1}, NULL, "x");
    assert_rendered(d, 0, "a.cfg:1:1: error: x\n    1 | x = 1;\n      | ^\n1 error\n");
    brink_diagnostics_free(d);
}

static void test_diag__terminal_codes_and_line_breaks_are_not_passed_on(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a\x1B[31m.cfg", "x = \x1B[31m\xC2\x9B\xFF\xE2\x82 y\n");
    bri_diag_error(d, (bri_place){s, 1, 1, 1}, "a\nb", "quoting \"\x1B[0m\nnew\tline\x7F\"");
    assert_rendered(d, 0,
                    "a\xEF\xBF\xBD[31m.cfg:1:1: error: quoting \"\xEF\xBF\xBD[0m new line\xEF\xBF\xBD\"\n"
                    "    1 | x = \xEF\xBF\xBD[31m\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD y\n"
                    "      | ^\n"
                    "      = a b\n"
                    "1 error\n");
    brink_diagnostics_free(d);
}

/** A line of `length` characters, '.' but for "ab" at the 0-based column. */
static const bri_source *dotted(brink_diagnostics *d, size_t length, size_t column) {
    char *line = malloc(length + 1);
    memset(line, '.', length);
    line[column] = 'a';
    line[column + 1] = 'b';
    line[length] = '\0';
    const bri_source *source = source_of(d, "a.cfg", line);
    free(line);
    return source;
}

static void assert_window(size_t length, size_t column, size_t shown_before, size_t shown_after, bool cut_left, bool cut_right) {
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = dotted(d, length, column);
    bri_diag_error(d, (bri_place){s, 1, (int)column + 1, 2}, NULL, "long");
    char *expected = malloc(3000), *at = expected;
    at += sprintf(at, "a.cfg:1:%zu: error: long\n    1 | %s", column + 1, cut_left ? "…" : "");
    memset(at, '.', shown_before);
    at += shown_before;
    at += sprintf(at, "ab");
    memset(at, '.', shown_after);
    at += shown_after;
    sprintf(at, "%s\n      | %*s^~\n1 error\n", cut_right ? "…" : "", (int)(shown_before + cut_left), "");
    assert_rendered(d, 0, expected);
    free(expected);
    brink_diagnostics_free(d);
}

static void test_diag__long_lines_are_shown_as_a_window(void **state) {
    (void)state;
    assert_window(160, 100, 100, 58, false, false); /* just short enough */
    assert_window(161, 2, 2, 156, false, true);
    assert_window(1000, 500, 80, 78, true, true);
    assert_window(1000, 998, 158, 0, true, false);
    assert_window(1000, 80, 80, 78, false, true);
}

static void test_diag__line_numbers_of_any_width_keep_the_margin(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    char *text = malloc(1234570);
    memset(text, '\n', 1234566);
    memcpy(text + 1234566, "x", 2);
    const bri_source *s = source_of(d, "a.cfg", text);
    bri_diag_error(d, (bri_place){s, 1234567, 1, 1}, NULL, "far");
    assert_rendered(d, 0, "a.cfg:1234567:1: error: far\n1234567 | x\n        | ^\n1 error\n");
    free(text);
    brink_diagnostics_free(d);
}

static void test_diag__a_line_that_is_not_there_is_not_shown(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    const bri_source *s = source_of(d, "a.cfg", "x");
    bri_diag_error(d, (bri_place){s, 7, 1, 1}, NULL, "nowhere");
    assert_rendered(d, 0, "a.cfg:7:1: error: nowhere\n1 error\n");
    brink_diagnostics_free(d);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** A thousand times slower than it is would still pass: this catches a loop over the text for each complaint, not a busy machine. */
static void test_diag__thousands_of_complaints_in_one_huge_line_take_no_time(void **state) {
    (void)state;
    enum { LENGTH = 20000000, COUNT = 5000 };
    brink_diagnostics *d = brink_diagnostics_new();
    char *text = malloc(LENGTH + 1);
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    const bri_source *s = source_of(d, "a.cfg", text);
    double start = seconds_now();
    for (int i = COUNT; i > 0; i--) {
        bri_diag_error(d, (bri_place){s, 1, i * (LENGTH / COUNT), 3}, NULL, "complaint %d", i);
    }
    char *rendered = brink_diagnostics_render(d, 0);
    assert_true(seconds_now() - start < 20);
    assert_int_equal(brink_diagnostics_error_count(d), COUNT);
    assert_non_null(strstr(rendered, "a.cfg:1:20000000: error: complaint 5000\n"));
    assert_non_null(strstr(rendered, "\n5000 errors\n"));
    free(rendered);
    free(text);
    brink_diagnostics_free(d);
}

static void test_diag__the_nearest_name_is_found(void **state) {
    (void)state;
    static const char *const names[] = {"horizon", "tension", "pressure", "USA", "initial", "half_life", "x", "missile_test", "nuclear_test"};
    static const struct {
        const char *word, *nearest;
    } rows[] = {
        {"horizen", "horizon"},
        {"tensoin", "tension"},
        {"Pressure", "pressure"},
        {"usa", "USA"},
        {"half-life", "half_life"},
        {"halflife", "half_life"},
        {"X", "x"},
        {"inital", "initial"},
        {"missle_test", "missile_test"},
        {"missile", NULL},
        {"y", NULL},
        {"", NULL},
        {"peace", NULL},
        {"USSR", NULL},
        {"nucular_test", "nuclear_test"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *nearest = bri_nearest(rows[i].word, names, sizeof names / sizeof names[0]);
        if (rows[i].nearest == NULL ? nearest != NULL : nearest == NULL || strcmp(nearest, rows[i].nearest) != 0) {
            fail_msg("nearest to \"%s\" is %s", rows[i].word, nearest != NULL ? nearest : "nothing");
        }
    }
    assert_null(bri_nearest("x", NULL, 0));
}

static void test_diag__the_nearer_of_two_wins_and_the_first_of_equals(void **state) {
    (void)state;
    static const char *const names[] = {"launches", "launch_a", "launch_b", "LAUNCH"};
    assert_string_equal(bri_nearest("launch", names, 4), "LAUNCH");
    assert_string_equal(bri_nearest("launch_c", names, 4), "launch_a");
    assert_string_equal(bri_nearest("launchs", names, 4), "launches");
}

static void test_diag__distances_count_swaps_once_and_edit_no_part_twice(void **state) {
    (void)state;
    const char *swapped[] = {"abdcef"};
    assert_string_equal(bri_nearest("abcdef", swapped, 1), "abdcef"); /* 1 by a swap, 2 without; the limit for 6 letters is 2 */
    const char *two_swaps[] = {"badcef"};
    assert_string_equal(bri_nearest("abcdef", two_swaps, 1), "badcef"); /* 2 by swaps, 4 without */
    const char *restricted[] = {"xyzabcxy"};
    assert_null(bri_nearest("xyzcaxy", restricted, 1)); /* ca -> abc is 3, and the limit 2 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diag__nothing_is_an_empty_text),
        cmocka_unit_test(test_diag__a_complaint_shows_line_caret_and_hint),
        cmocka_unit_test(test_diag__order_is_that_of_files_lines_columns_and_making),
        cmocka_unit_test(test_diag__the_same_complaint_counts_once),
        cmocka_unit_test(test_diag__a_limit_says_what_it_leaves_out),
        cmocka_unit_test(test_diag__only_warnings_are_counted_as_such),
        cmocka_unit_test(test_diag__carets_stand_right_behind_tabs_and_wide_characters),
        cmocka_unit_test(test_diag__a_byte_order_mark_is_no_column),
        cmocka_unit_test(test_diag__terminal_codes_and_line_breaks_are_not_passed_on),
        cmocka_unit_test(test_diag__long_lines_are_shown_as_a_window),
        cmocka_unit_test(test_diag__line_numbers_of_any_width_keep_the_margin),
        cmocka_unit_test(test_diag__a_line_that_is_not_there_is_not_shown),
        cmocka_unit_test(test_diag__thousands_of_complaints_in_one_huge_line_take_no_time),
        cmocka_unit_test(test_diag__the_nearest_name_is_found),
        cmocka_unit_test(test_diag__the_nearer_of_two_wins_and_the_first_of_equals),
        cmocka_unit_test(test_diag__distances_count_swaps_once_and_edit_no_part_twice),
    };
    return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
