/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong words and characters, beside what is said about them, word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wrong_text.h"

static void test_words__an_unclosed_string_ends_in_its_line(void **state) {
    (void)state;
    assert_text_refused("a = \"abc;\n"
                        "b = \"def\";\n"
                        "c = 3;\n",
                        "t.cfg:1:5: error: a string without a closing quote\n"
                        "    1 | a = \"abc;\n"
                        "      |     ^~~~\n"
                        "      = end it with \"\n"
                        "1 error\n");
}

static void test_words__an_unclosed_string_does_not_swallow_the_lists_end(void **state) {
    (void)state;
    assert_text_refused("effects = ( \"tension += 0.05*(1 + x) );\n"
                        "b = \"x\";\n",
                        "t.cfg:1:13: error: a string without a closing quote\n"
                        "    1 | effects = ( \"tension += 0.05*(1 + x) );\n"
                        "      |             ^~~~~~~~~~~~~~~~~~~~~~~~\n"
                        "      = end it with \"\n"
                        "1 error\n");
}

static void test_words__an_unclosed_string_at_the_end(void **state) {
    (void)state;
    assert_text_refused("a = \"abc", "t.cfg:1:5: error: a string without a closing quote\n"
                                     "    1 | a = \"abc\n"
                                     "      |     ^~~~\n"
                                     "      = end it with \"\n"
                                     "1 error\n");
}

static void test_words__an_unclosed_string_before_another_in_its_line(void **state) {
    (void)state;
    assert_text_refused("title = \"Korea, 2017; start = \"2017-01-01\"; n = 3;\n", "t.cfg:1:9: error: a string without a closing quote\n"
                                                                                   "    1 | title = \"Korea, 2017; start = \"2017-01-01\"; n = 3;\n"
                                                                                   "      |         ^~~~~~~~~~~~\n"
                                                                                   "      = end it with \"\n"
                                                                                   "1 error\n");
}

static void test_words__an_unclosed_comment_is_shown_where_it_begins(void **state) {
    (void)state;
    assert_text_refused("a = 1; /* comment\n"
                        "b = 2;\n",
                        "t.cfg:1:8: error: a comment without an end\n"
                        "    1 | a = 1; /* comment\n"
                        "      |        ^~\n"
                        "      = end it with \"*/\"\n"
                        "1 error\n");
}

static void test_words__numbers_out_of_range(void **state) {
    (void)state;
    assert_text_refused("a = 9223372036854775808;\n"
                        "b = -9223372036854775809;\n"
                        "c = 0x8000000000000000;\n"
                        "d = 1e400;\n"
                        "e = -1e400;\n"
                        "f = 1e-400;\n",
                        "t.cfg:1:5: error: the integer 9223372036854775808 does not fit in 64 bits\n"
                        "    1 | a = 9223372036854775808;\n"
                        "      |     ^~~~~~~~~~~~~~~~~~~\n"
                        "      = the largest is 9223372036854775807; a real has a point or an exponent\n"
                        "t.cfg:2:5: error: the integer -9223372036854775809 does not fit in 64 bits\n"
                        "    2 | b = -9223372036854775809;\n"
                        "      |     ^~~~~~~~~~~~~~~~~~~~\n"
                        "      = the largest is 9223372036854775807; a real has a point or an exponent\n"
                        "t.cfg:3:5: error: the integer 0x8000000000000000 does not fit in 64 bits\n"
                        "    3 | c = 0x8000000000000000;\n"
                        "      |     ^~~~~~~~~~~~~~~~~~\n"
                        "      = the largest is 9223372036854775807; a real has a point or an exponent\n"
                        "t.cfg:4:5: error: the number 1e400 is too large\n"
                        "    4 | d = 1e400;\n"
                        "      |     ^~~~~\n"
                        "      = the largest is about 1.8e308\n"
                        "t.cfg:5:5: error: the number -1e400 is too large\n"
                        "    5 | e = -1e400;\n"
                        "      |     ^~~~~~\n"
                        "      = the largest is about 1.8e308\n"
                        "t.cfg:6:5: error: the number 1e-400 is so small that it would become 0\n"
                        "    6 | f = 1e-400;\n"
                        "      |     ^~~~~~\n"
                        "6 errors\n");
}

static void test_words__what_is_no_number(void **state) {
    (void)state;
    assert_text_refused("g = 12abc;\n"
                        "h = 1.2.3;\n"
                        "i = 0x;\n"
                        "j = 1e;\n"
                        "k = -0x10;\n"
                        "l = 5l;\n",
                        "t.cfg:1:5: error: 12abc is not a number\n"
                        "    1 | g = 12abc;\n"
                        "      |     ^~~~~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "t.cfg:2:5: error: 1.2.3 is not a number\n"
                        "    2 | h = 1.2.3;\n"
                        "      |     ^~~~~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "t.cfg:3:5: error: 0x is not a number\n"
                        "    3 | i = 0x;\n"
                        "      |     ^~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "t.cfg:4:5: error: 1e is not a number\n"
                        "    4 | j = 1e;\n"
                        "      |     ^~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "t.cfg:5:5: error: -0x10 is not a number\n"
                        "    5 | k = -0x10;\n"
                        "      |     ^~~~~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "t.cfg:6:5: error: 5l is not a number\n"
                        "    6 | l = 5l;\n"
                        "      |     ^~\n"
                        "      = a text, a quantity with its unit, a date or a formula stands in quotes\n"
                        "6 errors\n");
}

static void test_words__escapes(void **state) {
    (void)state;
    assert_text_refused("a = \"x\\qy\";\n"
                        "b = \"\\x4g\";\n"
                        "c = \"\\xff\";\n"
                        "d = \"\\x00\";\n"
                        "e = \"\\u00e9\";\n"
                        "f = \"C:\\dir\";\n",
                        "t.cfg:1:7: error: unknown escape\n"
                        "    1 | a = \"x\\qy\";\n"
                        "      |       ^~\n"
                        "      = a backslash is written \\\\; the escapes are \\n \\r \\t \\f \\\" \\xHH\n"
                        "t.cfg:2:6: error: \"\\x\" needs two hexadecimal digits\n"
                        "    2 | b = \"\\x4g\";\n"
                        "      |      ^~\n"
                        "t.cfg:3:6: error: this byte makes the string invalid UTF-8\n"
                        "    3 | c = \"\\xff\";\n"
                        "      |      ^~~~\n"
                        "      = write the character itself\n"
                        "t.cfg:4:6: error: a string cannot hold the character 0\n"
                        "    4 | d = \"\\x00\";\n"
                        "      |      ^~~~\n"
                        "t.cfg:5:6: error: unknown escape\n"
                        "    5 | e = \"\\u00e9\";\n"
                        "      |      ^~\n"
                        "      = write the character itself\n"
                        "t.cfg:6:8: error: unknown escape\n"
                        "    6 | f = \"C:\\dir\";\n"
                        "      |        ^~\n"
                        "      = a backslash is written \\\\; the escapes are \\n \\r \\t \\f \\\" \\xHH\n"
                        "6 errors\n");
}

static void test_words__stray_characters(void **state) {
    (void)state;
    assert_text_refused("a = 3 $ 4;\n"
                        "@b = 3;\n"
                        "c.d = 4;\n"
                        "_e = 5;\n"
                        "-k = 3;\n"
                        "é = 4;\n"
                        "l\302\240= 5;\n"
                        "m = \001;\n",
                        "t.cfg:1:7: error: unexpected character \"$\"\n"
                        "    1 | a = 3 $ 4;\n"
                        "      |       ^\n"
                        "t.cfg:2:1: error: unexpected character \"@\"\n"
                        "    2 | @b = 3;\n"
                        "      | ^\n"
                        "t.cfg:3:2: error: unexpected character \".\"\n"
                        "    3 | c.d = 4;\n"
                        "      |  ^\n"
                        "t.cfg:4:1: error: a name begins with a letter, not with \"_\"\n"
                        "    4 | _e = 5;\n"
                        "      | ^~\n"
                        "t.cfg:5:1: error: unexpected character \"-\"\n"
                        "    5 | -k = 3;\n"
                        "      | ^\n"
                        "t.cfg:6:1: error: unexpected character \"é\"\n"
                        "    6 | é = 4;\n"
                        "      | ^\n"
                        "      = names are of ASCII letters, digits, \"_\" and \"-\"; other text stands in quotes\n"
                        "t.cfg:7:2: error: a no-break space\n"
                        "    7 | l\302\240= 5;\n"
                        "      |  ^\n"
                        "      = replace it by a blank\n"
                        "t.cfg:8:5: error: unexpected control character 0x01\n"
                        "    8 | m = \357\277\275;\n"
                        "      |     ^\n"
                        "8 errors\n");
}

static void test_words__foreign_quotes(void **state) {
    (void)state;
    assert_text_refused("i = 'it''s';\n"
                        "j = “x”;\n"
                        "k = «y, z»;\n"
                        "l = 'open;\n",
                        "t.cfg:1:5: error: a string stands in double quotes (\")\n"
                        "    1 | i = 'it''s';\n"
                        "      |     ^~~~\n"
                        "      = write \"it\"\n"
                        "t.cfg:1:9: error: a string stands in double quotes (\")\n"
                        "    1 | i = 'it''s';\n"
                        "      |         ^~~\n"
                        "      = write \"s\"\n"
                        "t.cfg:2:5: error: a string stands in double quotes (\")\n"
                        "    2 | j = “x”;\n"
                        "      |     ^~~\n"
                        "      = write \"x\"\n"
                        "t.cfg:3:5: error: a string stands in double quotes (\")\n"
                        "    3 | k = «y, z»;\n"
                        "      |     ^~~~~~\n"
                        "      = write \"y, z\"\n"
                        "t.cfg:4:5: error: a string stands in double quotes (\")\n"
                        "    4 | l = 'open;\n"
                        "      |     ^~~~~\n"
                        "      = write \"…\"\n"
                        "5 errors\n");
}

static void test_words__include_directives(void **state) {
    (void)state;
    assert_text_refused(" @include\n"
                        "@include actors.cfg\n"
                        "x = 1; @include \"a.cfg\"\n"
                        "@include \"\";\n",
                        "t.cfg:1:2: error: @include needs a file name in quotes\n"
                        "    1 |  @include\n"
                        "      |  ^~~~~~~~\n"
                        "      = write @include \"actors.cfg\"\n"
                        "t.cfg:2:1: error: @include needs a file name in quotes\n"
                        "    2 | @include actors.cfg\n"
                        "      | ^~~~~~~~\n"
                        "      = write @include \"actors.cfg\"\n"
                        "t.cfg:3:8: error: @include must be the first word of its line\n"
                        "    3 | x = 1; @include \"a.cfg\"\n"
                        "      |        ^~~~~~~~\n"
                        "t.cfg:4:1: error: @include needs a file name in quotes\n"
                        "    4 | @include \"\";\n"
                        "      | ^~~~~~~~\n"
                        "      = write @include \"actors.cfg\"\n"
                        "4 errors\n");
}

static void test_words__carriage_returns_and_tabs_are_blanks(void **state) {
    (void)state;
    assert_text_refused("a = 1;\r\n"
                        "\tb = ;\r\n",
                        "t.cfg:2:4: error: \"b\" has no value\n"
                        "    2 |     b = ;\n"
                        "      |       ^\n"
                        "1 error\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words__an_unclosed_string_ends_in_its_line),
        cmocka_unit_test(test_words__an_unclosed_string_does_not_swallow_the_lists_end),
        cmocka_unit_test(test_words__an_unclosed_string_at_the_end),
        cmocka_unit_test(test_words__an_unclosed_string_before_another_in_its_line),
        cmocka_unit_test(test_words__an_unclosed_comment_is_shown_where_it_begins),
        cmocka_unit_test(test_words__numbers_out_of_range),
        cmocka_unit_test(test_words__what_is_no_number),
        cmocka_unit_test(test_words__escapes),
        cmocka_unit_test(test_words__stray_characters),
        cmocka_unit_test(test_words__foreign_quotes),
        cmocka_unit_test(test_words__include_directives),
        cmocka_unit_test(test_words__carriage_returns_and_tabs_are_blanks),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
