/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words in the wrong order beside what is said about them, word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wrong_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/syntax.h"
#include "lang/tree.h"

static void test_syntax__missing_values(void **state) {
    (void)state;
    assert_text_refused("a = ;\n"
                        "b =\n"
                        "c = 3;\n"
                        "d\n"
                        "e = 4;\n",
                        "t.cfg:1:3: error: \"a\" has no value\n"
                        "    1 | a = ;\n"
                        "      |   ^\n"
                        "t.cfg:2:3: error: \"b\" has no value\n"
                        "    2 | b =\n"
                        "      |   ^\n"
                        "t.cfg:4:1: error: \"d\" has no value\n"
                        "    4 | d\n"
                        "      | ^\n"
                        "      = a setting is written d = value;\n"
                        "3 errors\n");
}

static void test_syntax__a_missing_value_at_the_end(void **state) {
    (void)state;
    assert_text_refused("a =", "t.cfg:1:3: error: \"a\" has no value\n"
                               "    1 | a =\n"
                               "      |   ^\n"
                               "1 error\n");
}

static void test_syntax__missing_equals_signs(void **state) {
    (void)state;
    assert_text_refused("model { kind = \"x\"; };\n"
                        "b 3;\n"
                        "c \"d\";\n",
                        "t.cfg:1:7: error: \"=\" is missing after \"model\"\n"
                        "    1 | model { kind = \"x\"; };\n"
                        "      |       ^\n"
                        "t.cfg:2:3: error: \"=\" is missing after \"b\"\n"
                        "    2 | b 3;\n"
                        "      |   ^\n"
                        "t.cfg:3:3: error: \"=\" is missing after \"c\"\n"
                        "    3 | c \"d\";\n"
                        "      |   ^~~\n"
                        "3 errors\n");
}

static void test_syntax__two_equals_signs(void **state) {
    (void)state;
    assert_text_refused("a == 3;\n", "t.cfg:1:4: error: unexpected \"=\"\n"
                                     "    1 | a == 3;\n"
                                     "      |    ^\n"
                                     "      = one \"=\" is enough\n"
                                     "1 error\n");
}

static void test_syntax__a_missing_brace_names_what_it_would_close(void **state) {
    (void)state;
    assert_text_refused("actions = {\n"
                        "  a = { b = 1; };\n",
                        "t.cfg:1:11: error: this group \"actions\" is never closed\n"
                        "    1 | actions = {\n"
                        "      |           ^\n"
                        "      = \"}\" is missing\n"
                        "1 error\n");
}

static void test_syntax__a_missing_brace_is_guessed_from_indentation(void **state) {
    (void)state;
    assert_text_refused("actions = {\n"
                        "  test = {\n"
                        "    actor = \"PRK\";\n"
                        "  call = { actor = \"USA\"; };\n"
                        "};\n"
                        "decisions = { };\n",
                        "t.cfg:1:11: error: this group \"actions\" is never closed\n"
                        "    1 | actions = {\n"
                        "      |           ^\n"
                        "      = is one missing before line 5? the \"}\" there closes the group \"test\" of line 2, but is not indented like it\n"
                        "1 error\n");
}

static void test_syntax__a_brace_too_many(void **state) {
    (void)state;
    assert_text_refused("a = { b = 1; }; };\n"
                        "c = 2;\n",
                        "t.cfg:1:17: error: unexpected \"}\"\n"
                        "    1 | a = { b = 1; }; };\n"
                        "      |                 ^\n"
                        "      = nothing is open here\n"
                        "1 error\n");
}

static void test_syntax__wrong_closers(void **state) {
    (void)state;
    assert_text_refused("a = (1, 2];\n"
                        "b = [1, 2);\n"
                        "c = { d = 1; );\n"
                        "};\n",
                        "t.cfg:1:10: error: \")\" is expected, not \"]\"\n"
                        "    1 | a = (1, 2];\n"
                        "      |          ^\n"
                        "      = the list \"a\" begins at t.cfg:1:5\n"
                        "t.cfg:2:10: error: \"]\" is expected, not \")\"\n"
                        "    2 | b = [1, 2);\n"
                        "      |          ^\n"
                        "      = the array \"b\" begins at t.cfg:2:5\n"
                        "t.cfg:3:14: error: unexpected \")\"\n"
                        "    3 | c = { d = 1; );\n"
                        "      |              ^\n"
                        "3 errors\n");
}

static void test_syntax__closers_missing_before_outer_ones(void **state) {
    (void)state;
    assert_text_refused("a = { b = ( 1, 2; c = 3; };\n"
                        "d = { e = [1, 2 };\n",
                        "t.cfg:1:17: error: \")\" is missing before \";\"\n"
                        "    1 | a = { b = ( 1, 2; c = 3; };\n"
                        "      |                 ^\n"
                        "      = the list \"b\" begins at t.cfg:1:11\n"
                        "t.cfg:2:17: error: \"]\" is missing before \"}\"\n"
                        "    2 | d = { e = [1, 2 };\n"
                        "      |                 ^\n"
                        "      = the array \"e\" begins at t.cfg:2:11\n"
                        "2 errors\n");
}

static void test_syntax__a_list_ends_at_the_next_setting(void **state) {
    (void)state;
    assert_text_refused("a = {\n"
                        "  effects = ( \"x += 1\"\n"
                        "  marks = { y = 1; };\n"
                        "};\n",
                        "t.cfg:3:3: error: \")\" is missing before \"marks\"\n"
                        "    3 |   marks = { y = 1; };\n"
                        "      |   ^~~~~\n"
                        "      = the list \"effects\" begins at t.cfg:2:13\n"
                        "1 error\n");
}

static void test_syntax__duplicates_name_the_earlier_place(void **state) {
    (void)state;
    assert_text_refused("a = 1;\n"
                        "b = { a = 2; a = 3; };\n"
                        "a = \"x\";\n",
                        "t.cfg:2:14: error: \"a\" is set twice\n"
                        "    2 | b = { a = 2; a = 3; };\n"
                        "      |              ^\n"
                        "      = first set at t.cfg:2:7\n"
                        "t.cfg:3:1: error: \"a\" is set twice\n"
                        "    3 | a = \"x\";\n"
                        "      | ^\n"
                        "      = first set at t.cfg:1:1\n"
                        "2 errors\n");
}

static void test_syntax__arrays_do_not_mix(void **state) {
    (void)state;
    assert_text_refused("a = [1, 2.5, \"x\", true];\n"
                        "b = [\"x\", 1];\n"
                        "c = [(1), {d=2;}, [3]];\n"
                        "d = [true, 1];\n",
                        "t.cfg:1:14: error: this is a string, but the array's first element is a number\n"
                        "    1 | a = [1, 2.5, \"x\", true];\n"
                        "      |              ^~~\n"
                        "      = the elements of an array are alike; use a list, ( … ), to mix them\n"
                        "t.cfg:2:11: error: this is a number, but the array's first element is a string\n"
                        "    2 | b = [\"x\", 1];\n"
                        "      |           ^\n"
                        "      = the elements of an array are alike; use a list, ( … ), to mix them\n"
                        "t.cfg:3:6: error: an array holds numbers, strings or booleans only\n"
                        "    3 | c = [(1), {d=2;}, [3]];\n"
                        "      |      ^\n"
                        "      = use a list: ( … )\n"
                        "t.cfg:3:11: error: an array holds numbers, strings or booleans only\n"
                        "    3 | c = [(1), {d=2;}, [3]];\n"
                        "      |           ^\n"
                        "      = use a list: ( … )\n"
                        "t.cfg:3:19: error: an array holds numbers, strings or booleans only\n"
                        "    3 | c = [(1), {d=2;}, [3]];\n"
                        "      |                   ^\n"
                        "      = use a list: ( … )\n"
                        "t.cfg:4:12: error: this is a number, but the array's first element is a boolean\n"
                        "    4 | d = [true, 1];\n"
                        "      |            ^\n"
                        "      = the elements of an array are alike; use a list, ( … ), to mix them\n"
                        "6 errors\n");
}

static void test_syntax__commas_in_lists(void **state) {
    (void)state;
    assert_text_refused("a = (1, 2,);\n"
                        "b = (, 1);\n"
                        "c = (1 2);\n"
                        "d = (1; 2);\n"
                        "e = (1,, 2);\n",
                        "t.cfg:1:10: error: no \",\" before \")\"\n"
                        "    1 | a = (1, 2,);\n"
                        "      |          ^\n"
                        "t.cfg:2:6: error: unexpected \",\"\n"
                        "    2 | b = (, 1);\n"
                        "      |      ^\n"
                        "      = an element is missing before it\n"
                        "t.cfg:3:8: error: \",\" is missing before \"2\"\n"
                        "    3 | c = (1 2);\n"
                        "      |        ^\n"
                        "t.cfg:4:7: error: unexpected \";\"\n"
                        "    4 | d = (1; 2);\n"
                        "      |       ^\n"
                        "      = elements are separated by \",\"\n"
                        "t.cfg:5:8: error: unexpected \",\"\n"
                        "    5 | e = (1,, 2);\n"
                        "      |        ^\n"
                        "      = an element is missing before it\n"
                        "5 errors\n");
}

static void test_syntax__elements_have_no_names(void **state) {
    (void)state;
    assert_text_refused("a = ( b = 1, c = 2 );\n", "t.cfg:1:7: error: the elements of a list have no names\n"
                                                   "    1 | a = ( b = 1, c = 2 );\n"
                                                   "      |       ^\n"
                                                   "      = named values stand in a group: { name = value; }\n"
                                                   "t.cfg:1:14: error: the elements of a list have no names\n"
                                                   "    1 | a = ( b = 1, c = 2 );\n"
                                                   "      |              ^\n"
                                                   "      = named values stand in a group: { name = value; }\n"
                                                   "2 errors\n");
}

static void test_syntax__what_should_stand_in_quotes(void **state) {
    (void)state;
    assert_text_refused("a = USA;\n"
                        "b = 45 d;\n"
                        "c = 2017-01-01;\n"
                        "d = 3 * x + y(1, 2); e = [USA, KOR];\n"
                        "f = (45 d, 2);\n"
                        "g = date(\"2017-01-01\");\n"
                        "h = nan;\n",
                        "t.cfg:1:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    1 | a = USA;\n"
                        "      |     ^~~\n"
                        "      = write \"USA\"\n"
                        "t.cfg:2:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    2 | b = 45 d;\n"
                        "      |     ^~~~\n"
                        "      = write \"45 d\"\n"
                        "t.cfg:3:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    3 | c = 2017-01-01;\n"
                        "      |     ^~~~~~~~~~\n"
                        "      = write \"2017-01-01\"\n"
                        "t.cfg:4:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    4 | d = 3 * x + y(1, 2); e = [USA, KOR];\n"
                        "      |     ^~~~~~~~~~~~~~~\n"
                        "      = write \"3 * x + y(1, 2)\"\n"
                        "t.cfg:4:27: error: a text, quantity, date or formula must stand in quotes\n"
                        "    4 | d = 3 * x + y(1, 2); e = [USA, KOR];\n"
                        "      |                           ^~~\n"
                        "      = write \"USA\"\n"
                        "t.cfg:4:32: error: a text, quantity, date or formula must stand in quotes\n"
                        "    4 | d = 3 * x + y(1, 2); e = [USA, KOR];\n"
                        "      |                                ^~~\n"
                        "      = write \"KOR\"\n"
                        "t.cfg:5:6: error: a text, quantity, date or formula must stand in quotes\n"
                        "    5 | f = (45 d, 2);\n"
                        "      |      ^~~~\n"
                        "      = write \"45 d\"\n"
                        "t.cfg:6:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    6 | g = date(\"2017-01-01\");\n"
                        "      |     ^~~~~~~~~~~~~~~~~~\n"
                        "      = write \"date('2017-01-01')\"\n"
                        "t.cfg:7:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    7 | h = nan;\n"
                        "      |     ^~~\n"
                        "      = a value that is not a number says nothing; leave the setting out for its default\n"
                        "9 errors\n");
}

static void test_syntax__what_is_no_name(void **state) {
    (void)state;
    assert_text_refused("5 = 6;\n"
                        "\"f\" = 7;\n"
                        "true = 8;\n"
                        "{ g = 9; };\n"
                        "= 10;\n"
                        "h = 11;;\n",
                        "t.cfg:1:1: error: the name of a setting is expected, not \"5\"\n"
                        "    1 | 5 = 6;\n"
                        "      | ^\n"
                        "      = a setting is written name = value;\n"
                        "t.cfg:2:1: error: the name of a setting is expected, not a string\n"
                        "    2 | \"f\" = 7;\n"
                        "      | ^~~\n"
                        "      = a setting is written name = value;\n"
                        "t.cfg:3:1: error: the name of a setting is expected, not \"true\"\n"
                        "    3 | true = 8;\n"
                        "      | ^~~~\n"
                        "      = a setting is written name = value;\n"
                        "t.cfg:4:1: error: the name of a setting is expected, not \"{\"\n"
                        "    4 | { g = 9; };\n"
                        "      | ^\n"
                        "      = a setting is written name = value;\n"
                        "t.cfg:5:1: error: the name of a setting is expected, not \"=\"\n"
                        "    5 | = 10;\n"
                        "      | ^\n"
                        "      = a setting is written name = value;\n"
                        "t.cfg:6:8: error: unexpected \";\"\n"
                        "    6 | h = 11;;\n"
                        "      |        ^\n"
                        "6 errors\n");
}

static void test_syntax__words_after_a_value(void **state) {
    (void)state;
    assert_text_refused("a = 1 2;\n"
                        "b = \"x\" 3;\n"
                        "c = { } 4;\n"
                        "d = true false;\n"
                        "e = (1) (2);\n",
                        "t.cfg:1:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    1 | a = 1 2;\n"
                        "      |     ^~~\n"
                        "      = write \"1 2\"\n"
                        "t.cfg:2:9: error: unexpected \"3\"\n"
                        "    2 | b = \"x\" 3;\n"
                        "      |         ^\n"
                        "      = a value ends with \";\" or \",\"\n"
                        "t.cfg:3:9: error: unexpected \"4\"\n"
                        "    3 | c = { } 4;\n"
                        "      |         ^\n"
                        "      = a value ends with \";\" or \",\"\n"
                        "t.cfg:4:5: error: a text, quantity, date or formula must stand in quotes\n"
                        "    4 | d = true false;\n"
                        "      |     ^~~~~~~~~~\n"
                        "      = write \"true false\"\n"
                        "t.cfg:5:9: error: unexpected \"(\"\n"
                        "    5 | e = (1) (2);\n"
                        "      |         ^\n"
                        "      = a value ends with \";\" or \",\"\n"
                        "5 errors\n");
}

/** Read a text that is wrong; how many complaints, and does the rendering hold these words? */
static size_t errors_in(const char *text, const char *words) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    bri_tree *tree;
    assert_int_equal(bri_tree_parse(&tree, "t.cfg", text, strlen(text), diagnostics, NULL), BRINK_E_SCENARIO);
    size_t errors = brink_diagnostics_error_count(diagnostics);
    char *rendered = brink_diagnostics_render(diagnostics, 0);
    assert_non_null(strstr(rendered, words));
    free(rendered);
    brink_diagnostics_free(diagnostics);
    return errors;
}

/** `a = ` with so many pairs of parentheses. */
static char *nested(size_t depth) {
    char *text = malloc(2 * depth + 6);
    memset(text, ' ', 4);
    text[0] = 'a';
    text[2] = '=';
    memset(text + 4, '(', depth);
    memset(text + 4 + depth, ')', depth);
    text[4 + 2 * depth] = ';';
    text[5 + 2 * depth] = '\0';
    return text;
}

static void test_syntax__nesting_has_a_limit(void **state) {
    (void)state;
    char *text = nested(BRI_NESTING_LIMIT);
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    bri_tree *tree = NULL;
    assert_int_equal(bri_tree_parse(&tree, "t.cfg", text, strlen(text), diagnostics, NULL), BRINK_OK);
    bri_tree_free(tree);
    brink_diagnostics_free(diagnostics);
    free(text);
    text = nested(BRI_NESTING_LIMIT + 1);
    assert_int_equal(errors_in(text, "t.cfg:1:205: error: nested more than 200 deep\n"), 1);
    free(text);
    text = nested(2000000);
    assert_int_equal(errors_in(text, "t.cfg:1:205: error: nested more than 200 deep\n"), 1);
    text[2000000] = '\0';
    assert_int_equal(errors_in(text, "t.cfg:1:204: error: this list is never closed\n"), 2);
    free(text);
}

static void test_syntax__after_1000_errors_the_rest_is_not_read(void **state) {
    (void)state;
    char *text = malloc((size_t)2000 * 20), *at = text;
    for (int i = 0; i < 2000; i++) {
        at += sprintf(at, "a%d = ;\n", i);
    }
    assert_int_equal(errors_in(text, "t.cfg:1000:8: error: too many errors: the rest is not read\n"), BRI_SYNTAX_ERROR_LIMIT + 1);
    free(text);
}

static void test_syntax__a_slip_costs_one_complaint(void **state) {
    (void)state;
    /* Each text is right but for one character left out or put in; what follows must not be complained about. */
    static const char *const texts[] = {
        "a = { b = 1; c = ( \"x\", \"y\" ; };\nd = 2;\ne = ( 1 );\n",
        "a = { b = 1; c = \"x, y\"; d = \"z };\ne = \"f\";\n",
        "a = { b 1; c = ( 2 ); };\nd = 2;\n",
        "a = { b = ; c = ( 2 ); };\nd = 2;\n",
        "a = { = 1; c = ( 2 ); };\nd = 2;\n",
        "a = { b = 1 2; c = ( 2 ); };\nd = 2;\n",
        "a = { b = x + 1; c = ( 2 ); };\nd = 2;\n",
        "a = { b = 3; c = ( 2 d ); };\nd = 2;\n",
        "a = { b = [ 1, , 2 ]; };\nd = 2;\n",
        "a = { b = [ 1, 2 ; };\nd = 2;\n",
        "a = { b = 1; }}\nd = 2;\n",
        "a = ( { b = 1; }, { c = 2; );\nd = 2;\n",
        "a = ( { b = 1; } { c = 2; } );\nd = 2;\n",
        "a = ( { b = 'x'; }, { c = 2; } );\nd = 2;\n",
        "a = ( { b = 1$; }, { c = 2; } );\nd = 2;\n",
        "a = ( { $b = 1; }, { c = 2; } );\nd = 2;\n",
        "a = { effects = ( \"x += 1 );\n  b = 2; };\n",
        "a = { effects = ( \"f(x)\", \"x += 1 );\n  b = 2; };\n",
        "a = [ \"x\", \"y, \"z\" ];\nb = 2;\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t errors = errors_in(texts[i], "error");
        if (errors != 1) {
            fail_msg("%zu errors in\n%s", errors, texts[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_syntax__missing_values),
        cmocka_unit_test(test_syntax__a_missing_value_at_the_end),
        cmocka_unit_test(test_syntax__missing_equals_signs),
        cmocka_unit_test(test_syntax__two_equals_signs),
        cmocka_unit_test(test_syntax__a_missing_brace_names_what_it_would_close),
        cmocka_unit_test(test_syntax__a_missing_brace_is_guessed_from_indentation),
        cmocka_unit_test(test_syntax__a_brace_too_many),
        cmocka_unit_test(test_syntax__wrong_closers),
        cmocka_unit_test(test_syntax__closers_missing_before_outer_ones),
        cmocka_unit_test(test_syntax__a_list_ends_at_the_next_setting),
        cmocka_unit_test(test_syntax__duplicates_name_the_earlier_place),
        cmocka_unit_test(test_syntax__arrays_do_not_mix),
        cmocka_unit_test(test_syntax__commas_in_lists),
        cmocka_unit_test(test_syntax__elements_have_no_names),
        cmocka_unit_test(test_syntax__what_should_stand_in_quotes),
        cmocka_unit_test(test_syntax__what_is_no_name),
        cmocka_unit_test(test_syntax__words_after_a_value),
        cmocka_unit_test(test_syntax__nesting_has_a_limit),
        cmocka_unit_test(test_syntax__after_1000_errors_the_rest_is_not_read),
        cmocka_unit_test(test_syntax__a_slip_costs_one_complaint),
    };
    return cmocka_run_group_tests_name("syntax", tests, NULL, NULL);
}
