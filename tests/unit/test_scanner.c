/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* newlocale */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "lang/number.h"
#include "lang/scanner.h"

typedef struct fixture {
    bri_arena *arena;
    brink_diagnostics *diagnostics;
    bri_scanner scanner;
} fixture;

static void open_text(fixture *f, const char *text) {
    f->arena = bri_arena_new();
    f->diagnostics = brink_diagnostics_new();
    assert_int_equal(bri_scanner_init(&f->scanner, f->arena, f->diagnostics), BRINK_OK);
    assert_int_equal(bri_sources_open_text(&f->scanner.sources, "t.cfg", text, strlen(text)), BRINK_OK);
}

static void close_text(fixture *f) {
    bri_sources_clear(&f->scanner.sources);
    bri_scanner_clear(&f->scanner);
    brink_diagnostics_free(f->diagnostics);
    bri_arena_free(f->arena);
}

static const bri_token *next(fixture *f) {
    bri_scanner_next(&f->scanner);
    return &f->scanner.token;
}

static void assert_next(fixture *f, bri_token_kind kind, const char *text, int line, int column, int length) {
    const bri_token *token = next(f);
    assert_int_equal(token->kind, kind);
    assert_int_equal(token->length, strlen(text));
    assert_memory_equal(token->text, text, token->length);
    assert_int_equal(token->place.line, line);
    assert_int_equal(token->place.column, column);
    assert_int_equal(token->place.length, length);
    assert_false(token->is_wrong);
}

static void assert_end(fixture *f) {
    assert_int_equal(next(f)->kind, BRI_TOKEN_END);
    assert_int_equal(next(f)->kind, BRI_TOKEN_END); /* and it stays there */
    assert_int_equal(f->scanner.status, BRINK_OK);
}

static void test_scanner__words_and_their_places(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "a-b_1* : {\n\t*x=TRUE,falsey;} ( [0x1fL -3LL]).5e+3 // 1\n# 2\n /* 3\n*/ z");
    assert_next(&f, BRI_TOKEN_NAME, "a-b_1*", 1, 1, 6);
    assert_next(&f, BRI_TOKEN_EQUALS, ":", 1, 8, 1);
    assert_next(&f, BRI_TOKEN_GROUP_OPEN, "{", 1, 10, 1);
    assert_next(&f, BRI_TOKEN_NAME, "*x", 2, 2, 2);
    assert_next(&f, BRI_TOKEN_EQUALS, "=", 2, 4, 1);
    assert_next(&f, BRI_TOKEN_BOOLEAN, "TRUE", 2, 5, 4);
    assert_next(&f, BRI_TOKEN_COMMA, ",", 2, 9, 1);
    assert_next(&f, BRI_TOKEN_NAME, "falsey", 2, 10, 6);
    assert_next(&f, BRI_TOKEN_SEMICOLON, ";", 2, 16, 1);
    assert_next(&f, BRI_TOKEN_GROUP_CLOSE, "}", 2, 17, 1);
    assert_next(&f, BRI_TOKEN_LIST_OPEN, "(", 2, 19, 1);
    assert_next(&f, BRI_TOKEN_ARRAY_OPEN, "[", 2, 21, 1);
    assert_next(&f, BRI_TOKEN_INTEGER, "0x1fL", 2, 22, 5);
    assert_int_equal(f.scanner.token.integer, 31);
    assert_next(&f, BRI_TOKEN_INTEGER, "-3LL", 2, 28, 4);
    assert_int_equal(f.scanner.token.integer, -3);
    assert_next(&f, BRI_TOKEN_ARRAY_CLOSE, "]", 2, 32, 1);
    assert_next(&f, BRI_TOKEN_LIST_CLOSE, ")", 2, 33, 1);
    assert_next(&f, BRI_TOKEN_REAL, ".5e+3", 2, 34, 5);
    assert_true(f.scanner.token.real == 500);
    assert_next(&f, BRI_TOKEN_NAME, "z", 5, 4, 1);
    assert_end(&f);
    close_text(&f);
}

static void test_scanner__columns_count_characters(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "\xEF\xBB\xBF\"é€😀\" x\r\n\t\ty /* é */ z");
    assert_next(&f, BRI_TOKEN_STRING, "é€😀", 1, 1, 5);
    assert_next(&f, BRI_TOKEN_NAME, "x", 1, 7, 1);
    assert_next(&f, BRI_TOKEN_NAME, "y", 2, 3, 1);
    assert_next(&f, BRI_TOKEN_NAME, "z", 2, 13, 1);
    assert_end(&f);
    close_text(&f);
}

static void test_scanner__the_first_word_of_a_line_is_known_with_its_indent(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "a = {\n   b = 3 }");
    static const struct {
        bool is_first;
        int indent;
    } rows[] = {{true, 1}, {false, 1}, {false, 1}, {true, 4}, {false, 4}, {false, 4}, {false, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const bri_token *token = next(&f);
        assert_int_equal(token->is_first, rows[i].is_first);
        assert_int_equal(token->indent, rows[i].indent);
    }
    close_text(&f);
}

/** The decoded string and the column of each of its bytes (all of line 1), the end's last. */
static void assert_string(const char *text, const char *decoded, const int *columns) {
    fixture f;
    open_text(&f, text);
    const bri_token *token = next(&f);
    assert_int_equal(token->kind, BRI_TOKEN_STRING);
    assert_int_equal(f.scanner.decoded.length, strlen(decoded));
    assert_memory_equal(f.scanner.decoded.text, decoded, strlen(decoded));
    for (size_t i = 0; i <= strlen(decoded); i++) {
        assert_int_equal(f.scanner.places[i].line, 1);
        assert_int_equal(f.scanner.places[i].column, columns[i]);
    }
    assert_end(&f);
    assert_int_equal(brink_diagnostics_error_count(f.diagnostics), 0);
    close_text(&f);
}

static void test_scanner__each_byte_of_a_string_has_its_place(void **state) {
    (void)state;
    assert_string("\"abc\"", "abc", (const int[]){2, 3, 4, 5});
    assert_string("\"aéb\"", "aéb", (const int[]){2, 3, 3, 4, 5});
    assert_string("\"a\\nb\\\"\\\\\\r\\t\\f\"", "a\nb\"\\\r\t\f", (const int[]){2, 3, 5, 6, 8, 10, 12, 14, 16});
    assert_string("\"\\x41\\XC3\\xa9z\"", "Aéz", (const int[]){2, 6, 10, 14, 15});
    assert_string("\"ab\"  \"cd\" /* x */ \"e\"", "abcde", (const int[]){2, 3, 8, 9, 21, 22});
    assert_string("\"\" \"a\" \"\"", "a", (const int[]){5, 9});
}

static void test_scanner__an_empty_string_has_an_end(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "  \"\"");
    assert_int_equal(next(&f)->kind, BRI_TOKEN_STRING);
    assert_int_equal(f.scanner.decoded.length, 0);
    assert_int_equal(f.scanner.places[0].column, 4);
    close_text(&f);
}

static void test_scanner__escapes_are_as_long_as_they_are_written(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "\"a\\n\\x41\"");
    next(&f);
    static const int lengths[] = {1, 2, 4, 1};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(f.scanner.places[i].length, lengths[i]);
    }
    close_text(&f);
}

static void test_scanner__a_string_may_run_over_lines(void **state) {
    (void)state;
    fixture f;
    open_text(&f, "doc = \"first\n  second\"\n  # comment\n  \"third\"; x = \"a\n\n\n\"\ny = 1");
    next(&f);
    next(&f);
    const bri_token *token = next(&f);
    assert_int_equal(token->kind, BRI_TOKEN_STRING);
    assert_int_equal(f.scanner.decoded.length, 19);
    assert_memory_equal(f.scanner.decoded.text, "first\n  secondthird", 19);
    assert_int_equal(f.scanner.places[5].line, 1); /* the line end */
    assert_int_equal(f.scanner.places[8].line, 2);
    assert_int_equal(f.scanner.places[8].column, 3);
    assert_int_equal(f.scanner.places[14].line, 4);
    assert_int_equal(f.scanner.places[14].column, 4);
    assert_int_equal(f.scanner.places[19].column, 9);
    assert_int_equal(token->end_line, 4);
    assert_next(&f, BRI_TOKEN_SEMICOLON, ";", 4, 10, 1);
    next(&f);
    next(&f);
    assert_int_equal(next(&f)->kind, BRI_TOKEN_STRING);
    assert_next(&f, BRI_TOKEN_NAME, "y", 8, 1, 1);
    assert_int_equal(brink_diagnostics_error_count(f.diagnostics), 0);
    close_text(&f);
}

/** A string of so many bytes. */
static size_t errors_of_string(size_t length) {
    char *text = malloc(length + 3);
    memset(text, 'x', length + 2);
    text[0] = text[length + 1] = '"';
    text[length + 2] = '\0';
    fixture f;
    open_text(&f, text);
    free(text);
    const bri_token *token = next(&f);
    size_t errors = brink_diagnostics_error_count(f.diagnostics);
    assert_int_equal(token->kind, BRI_TOKEN_STRING);
    assert_int_equal(token->is_wrong, errors > 0);
    assert_end(&f);
    close_text(&f);
    return errors;
}

static void test_scanner__a_string_has_a_longest(void **state) {
    (void)state;
    assert_int_equal(errors_of_string(BRI_STRING_LIMIT), 0);
    assert_int_equal(errors_of_string(BRI_STRING_LIMIT + 1), 1);
    assert_int_equal(errors_of_string(20 * (size_t)BRI_STRING_LIMIT), 1);
}

static void test_scanner__an_assignment_is_seen_ahead(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool is_assignment;
    } rows[] = {{"a = 1", true}, {"a\n\t :", true}, {"a", false}, {"a b = 1", false}, {"a;", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        open_text(&f, rows[i].text);
        next(&f);
        assert_int_equal(bri_scanner_is_assignment(&f.scanner), rows[i].is_assignment);
        close_text(&f);
    }
}

static void test_scanner__a_bare_text_ends_where_its_setting_does(void **state) {
    (void)state;
    static const struct {
        const char *text, *bare;
    } rows[] = {
        {"USA", "USA"},
        {"x + 1 ; y", "x + 1"},
        {"clamp(x, 0, 1), y", "clamp(x, 0, 1)"},
        {"a) b", "a"},
        {"a[1] }", "a[1]"},
        {"x # comment", "x"},
        {"x // comment", "x"},
        {"x /* c */ y", "x"},
        {"x / y", "x / y"},
        {"x\r\ny", "x"},
        {"f(g(x), y)) z", "f(g(x), y)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f;
        open_text(&f, rows[i].text);
        const bri_token *token = next(&f);
        const char *start = token->text;
        size_t length = bri_scanner_take_bare(&f.scanner, start);
        assert_int_equal(length, strlen(rows[i].bare));
        assert_memory_equal(start, rows[i].bare, length);
        assert_int_equal(token->place.length, length);
        close_text(&f);
    }
}

typedef struct number_row {
    const char *text;
    bri_number_kind kind;
    long long integer;
    double real;
} number_row;

static const number_row numbers[] = {
    {"0", BRI_NUMBER_INTEGER, 0, 0},
    {"+7", BRI_NUMBER_INTEGER, 7, 7},
    {"-12", BRI_NUMBER_INTEGER, -12, -12},
    {"007", BRI_NUMBER_INTEGER, 7, 7},
    {"3000000000", BRI_NUMBER_INTEGER, 3000000000, 3e9},
    {"9223372036854775807", BRI_NUMBER_INTEGER, INT64_MAX, 0x1p63},
    {"-9223372036854775808", BRI_NUMBER_INTEGER, INT64_MIN, -0x1p63},
    {"0x7FFFFFFFFFFFFFFFLL", BRI_NUMBER_INTEGER, INT64_MAX, 0x1p63},
    {"0XdeadBEEF", BRI_NUMBER_INTEGER, 0xdeadbeef, 0xdeadbeef},
    {"12L", BRI_NUMBER_INTEGER, 12, 12},
    {"0.1", BRI_NUMBER_REAL, 0, 0.1},
    {"5.", BRI_NUMBER_REAL, 0, 5},
    {".5", BRI_NUMBER_REAL, 0, 0.5},
    {"-.5e1", BRI_NUMBER_REAL, 0, -5},
    {"1E5", BRI_NUMBER_REAL, 0, 1e5},
    {"+1e-05", BRI_NUMBER_REAL, 0, 1e-5},
    {"1.7976931348623157e308", BRI_NUMBER_REAL, 0, 1.7976931348623157e308},
    {"5e-324", BRI_NUMBER_REAL, 0, 5e-324},
    {"0e-999", BRI_NUMBER_REAL, 0, 0},
    {"0.000", BRI_NUMBER_REAL, 0, 0},
};

static const number_row no_numbers[] = {
    {"9223372036854775808", BRI_NUMBER_OVER_64_BITS, 0, 0},
    {"-9223372036854775809", BRI_NUMBER_OVER_64_BITS, 0, 0},
    {"99999999999999999999999999", BRI_NUMBER_OVER_64_BITS, 0, 0},
    {"0x8000000000000000", BRI_NUMBER_OVER_64_BITS, 0, 0},
    {"0x10000000000000000L", BRI_NUMBER_OVER_64_BITS, 0, 0},
    {"1e309", BRI_NUMBER_OVERFLOW, 0, 0},
    {"-1e400", BRI_NUMBER_OVERFLOW, 0, 0},
    {"1e-400", BRI_NUMBER_UNDERFLOW, 0, 0},
    {"-0.01e-350", BRI_NUMBER_UNDERFLOW, 0, 0},
    {"", BRI_NUMBER_MALFORMED, 0, 0},
    {"+", BRI_NUMBER_MALFORMED, 0, 0},
    {".", BRI_NUMBER_MALFORMED, 0, 0},
    {"-.", BRI_NUMBER_MALFORMED, 0, 0},
    {".e5", BRI_NUMBER_MALFORMED, 0, 0},
    {"1e", BRI_NUMBER_MALFORMED, 0, 0},
    {"1e+", BRI_NUMBER_MALFORMED, 0, 0},
    {"0x", BRI_NUMBER_MALFORMED, 0, 0},
    {"-0x1", BRI_NUMBER_MALFORMED, 0, 0},
    {"0x1.8p3", BRI_NUMBER_MALFORMED, 0, 0},
    {"0b11", BRI_NUMBER_MALFORMED, 0, 0},
    {"1.5L", BRI_NUMBER_MALFORMED, 0, 0},
    {"12LLL", BRI_NUMBER_MALFORMED, 0, 0},
    {"1_000", BRI_NUMBER_MALFORMED, 0, 0},
    {"1.2.3", BRI_NUMBER_MALFORMED, 0, 0},
    {"inf", BRI_NUMBER_MALFORMED, 0, 0},
    {"nan", BRI_NUMBER_MALFORMED, 0, 0},
};

static void assert_numbers(const number_row *rows, size_t count) {
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    for (size_t i = 0; i < count; i++) {
        long long integer = 0;
        double real = 0;
        bri_number_kind kind = bri_number_read(rows[i].text, strlen(rows[i].text), c_locale, &integer, &real);
        if (kind != rows[i].kind || integer != rows[i].integer || real != rows[i].real) {
            fail_msg("\"%s\" is of kind %d, %lld, %.17g", rows[i].text, (int)kind, integer, real);
        }
    }
    freelocale(c_locale);
}

static void test_scanner__numbers(void **state) {
    (void)state;
    assert_numbers(numbers, sizeof numbers / sizeof numbers[0]);
}

static void test_scanner__what_is_no_number(void **state) {
    (void)state;
    assert_numbers(no_numbers, sizeof no_numbers / sizeof no_numbers[0]);
}

static void test_scanner__a_number_ends_at_its_length(void **state) {
    (void)state;
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    long long integer;
    double real;
    assert_int_equal(bri_number_read("12;", 2, c_locale, &integer, &real), BRI_NUMBER_INTEGER);
    assert_int_equal(integer, 12);
    assert_int_equal(bri_number_read("1.5)", 3, c_locale, &integer, &real), BRI_NUMBER_REAL);
    assert_true(real == 1.5);
    freelocale(c_locale);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scanner__words_and_their_places),
        cmocka_unit_test(test_scanner__columns_count_characters),
        cmocka_unit_test(test_scanner__the_first_word_of_a_line_is_known_with_its_indent),
        cmocka_unit_test(test_scanner__each_byte_of_a_string_has_its_place),
        cmocka_unit_test(test_scanner__an_empty_string_has_an_end),
        cmocka_unit_test(test_scanner__escapes_are_as_long_as_they_are_written),
        cmocka_unit_test(test_scanner__a_string_may_run_over_lines),
        cmocka_unit_test(test_scanner__a_string_has_a_longest),
        cmocka_unit_test(test_scanner__an_assignment_is_seen_ahead),
        cmocka_unit_test(test_scanner__a_bare_text_ends_where_its_setting_does),
        cmocka_unit_test(test_scanner__numbers),
        cmocka_unit_test(test_scanner__what_is_no_number),
        cmocka_unit_test(test_scanner__a_number_ends_at_its_length),
    };
    return cmocka_run_group_tests_name("scanner", tests, NULL, NULL);
}
