/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts an expression into words. Stateless: the next word is a function of the text and a position, so that looking ahead costs nothing
 * but a second call. Character classes are spelled out because those of <ctype.h> depend on the host program's locale. */
#define _GNU_SOURCE /* strtod_l */
#include "lang/lexer.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const symbol_texts[BRI_SYMBOL_COUNT] = {
    [BRI_SYMBOL_NONE] = "",        [BRI_SYMBOL_PLUS] = "+",           [BRI_SYMBOL_MINUS] = "-",
    [BRI_SYMBOL_STAR] = "*",       [BRI_SYMBOL_SLASH] = "/",          [BRI_SYMBOL_PERCENT] = "%",
    [BRI_SYMBOL_CARET] = "^",      [BRI_SYMBOL_LESS] = "<",           [BRI_SYMBOL_LESS_EQUAL] = "<=",
    [BRI_SYMBOL_GREATER] = ">",    [BRI_SYMBOL_GREATER_EQUAL] = ">=", [BRI_SYMBOL_EQUAL] = "==",
    [BRI_SYMBOL_NOT_EQUAL] = "!=", [BRI_SYMBOL_AND] = "&&",           [BRI_SYMBOL_OR] = "||",
    [BRI_SYMBOL_NOT] = "!",        [BRI_SYMBOL_QUESTION] = "?",       [BRI_SYMBOL_COLON] = ":",
    [BRI_SYMBOL_OPEN] = "(",       [BRI_SYMBOL_CLOSE] = ")",          [BRI_SYMBOL_COMMA] = ","};

const char *bri_symbol_text(bri_symbol symbol) {
    return symbol_texts[symbol];
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bri_token wrong(size_t begin, size_t end, const char *problem, const char *hint) {
    return (bri_token){.kind = BRI_TOKEN_WRONG, .begin = begin, .end = end, .problem = problem, .hint = hint};
}

static size_t skip_digits(const char *text, size_t length, size_t at) {
    while (at < length && is_digit(text[at])) at++;
    return at;
}

#define LONGEST_NUMBER 511 /* characters */

/* The C library reads decimals in the host's locale; ours always have a point. */
static double decimal(const char *text, size_t length) {
    char buffer[LONGEST_NUMBER + 1];
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c_locale || length >= sizeof buffer) return NAN;
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    double number = strtod_l(buffer, NULL, c_locale);
    freelocale(c_locale);
    return number;
}

/* A digit other than 0 before the exponent? */
static bool has_value(const char *text, size_t length) {
    for (size_t i = 0; i < length && (text[i] | 0x20) != 'e'; i++)
        if (text[i] >= '1' && text[i] <= '9') return true;
    return false;
}

static bri_token number_token(const char *text, size_t length, size_t from) {
    size_t end = skip_digits(text, length, from);
    if (end < length && text[end] == '.') end = skip_digits(text, length, end + 1);
    if (end < length && (text[end] == 'e' || text[end] == 'E')) {
        size_t digits = end + 1;
        if (digits < length && (text[digits] == '+' || text[digits] == '-')) digits++;
        if (digits < length && is_digit(text[digits])) end = skip_digits(text, length, digits);
    }
    bri_token token = {.kind = BRI_TOKEN_NUMBER, .begin = from, .end = end, .number = decimal(text + from, end - from)};
    if (end - from > LONGEST_NUMBER) return wrong(from, end, "this number has more than 511 characters", NULL);
    if (!isfinite(token.number)) return wrong(from, end, "this number is too large", "write inf for infinity");
    if (token.number == 0.0 && has_value(text + from, end - from)) return wrong(from, end, "this number is so small that it would become 0", NULL);
    return token;
}

/* and, or, not are symbols in disguise. */
static bri_symbol word_symbol(const char *text, size_t length) {
    if (length == 3 && memcmp(text, "and", 3) == 0) return BRI_SYMBOL_AND;
    if (length == 2 && memcmp(text, "or", 2) == 0) return BRI_SYMBOL_OR;
    if (length == 3 && memcmp(text, "not", 3) == 0) return BRI_SYMBOL_NOT;
    return BRI_SYMBOL_NONE;
}

static bri_token name_token(const char *text, size_t length, size_t from) {
    size_t end = from + 1;
    while (end < length &&
           (is_name_start(text[end]) || is_digit(text[end]) || (text[end] == '.' && end + 1 < length && is_name_start(text[end + 1]))))
        end++;
    bri_symbol symbol = word_symbol(text + from, end - from);
    return (bri_token){.kind = symbol ? BRI_TOKEN_SYMBOL : BRI_TOKEN_NAME, .symbol = symbol, .begin = from, .end = end};
}

static bri_token string_token(const char *text, size_t length, size_t from) {
    const char *close = memchr(text + from + 1, text[from], length - from - 1);
    if (!close) return wrong(from, length, "this quotation mark is never closed", NULL);
    return (bri_token){.kind = BRI_TOKEN_STRING, .begin = from, .end = (size_t)(close - text) + 1};
}

static bri_token placeholder_token(const char *text, size_t length, size_t from) {
    size_t end = skip_digits(text, length, from + 1);
    if (end == from + 1) return wrong(from, end, "unexpected \"$\"", NULL);
    return (bri_token){.kind = BRI_TOKEN_PLACEHOLDER, .begin = from, .end = end, .number = decimal(text + from + 1, end - from - 1)};
}

/* What word processors and mathematicians write, and what is meant. */
static const char *meant(const char *text, size_t width) {
    static const char *const rows[][2] = {{"\u00D7", "write * to multiply"}, {"\u00B7", "write * to multiply"}, {"\u22C5", "write * to multiply"},
                                          {"\u00F7", "write / to divide"},   {"\u2212", "write -"},             {"\u2013", "write -"},
                                          {"\u2014", "write -"},             {"\u2264", "write <="},            {"\u2265", "write >="},
                                          {"\u2260", "write !="},            {"\u2018", "write '"},             {"\u2019", "write '"},
                                          {"\u201C", "write '"},             {"\u201D", "write '"},             {"\u00A0", "write a space"},
                                          {"\u221E", "write inf"},           {"\u00B2", "write ^2"},            {"\u00B3", "write ^3"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i][0]) == width && memcmp(text, rows[i][0], width) == 0) return rows[i][1];
    return NULL;
}

static bri_token symbol_token(const char *text, size_t length, size_t from) {
    for (size_t width = length - from < 2 ? 1 : 2; width > 0; width--)
        for (int s = 1; s < BRI_SYMBOL_COUNT; s++)
            if (strlen(symbol_texts[s]) == width && memcmp(text + from, symbol_texts[s], width) == 0)
                return (bri_token){.kind = BRI_TOKEN_SYMBOL, .symbol = (bri_symbol)s, .begin = from, .end = from + width};
    switch (text[from]) {
    case '=': return wrong(from, from + 1, "\"=\" cannot stand in an expression", "write == to compare");
    case '&': return wrong(from, from + 1, "\"&\" is not an operator", "write && for \"and\"");
    case '|': return wrong(from, from + 1, "\"|\" is not an operator", "write || for \"or\"");
    default: break;
    }
    size_t end = from + 1;
    while (end < length && ((unsigned char)text[end] & 0xC0) == 0x80) /* a UTF-8 character whole */
        end++;
    return wrong(from, end, "this character has no meaning here", meant(text + from, end - from));
}

bri_token bri_token_next(const char *text, size_t length, size_t from) {
    while (from < length && is_space(text[from])) from++;
    if (from >= length) return (bri_token){.kind = BRI_TOKEN_END, .begin = length, .end = length};
    char c = text[from];
    if (is_digit(c) || (c == '.' && from + 1 < length && is_digit(text[from + 1]))) return number_token(text, length, from);
    if (is_name_start(c)) return name_token(text, length, from);
    if (c == '\'' || c == '"') return string_token(text, length, from);
    if (c == '$') return placeholder_token(text, length, from);
    return symbol_token(text, length, from);
}
