/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strings. libconfig lets a string run over line ends, so a forgotten quote swallows the text up to the next one and the error shows up
 * somewhere else. Therefore a string is looked at twice: if what it would end with or what would follow it makes no sense (both, for a string
 * of one line), its quote was forgotten in its first line; it is then taken to end there, before the ");" or the like that belongs to the
 * syntax, and reading goes on with everything in step. */
#include <stdlib.h>
#include <string.h>

#include "lang/reading.h"

/** The quote that closes the string which begins at start. A search in vain is remembered, for it reads to the end of the file. */
static const char *closing_quote(bri_scanner *scanner, const char *start, const char *end) {
    if (scanner->quoteless_end == end && start >= scanner->quoteless) {
        return NULL;
    }
    const char *at = start;
    while (at < end && *at != '"') {
        at += *at == '\\' && at + 1 < end ? 2 : 1;
    }
    if (at < end) {
        return at;
    }
    scanner->quoteless = start;
    scanner->quoteless_end = end;
    return NULL;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/** Does the inside of a string end like what stands before one: `effects = (`? In a line of its own also with a comma, as between elements. */
static bool ends_like_syntax(const char *start, const char *close, bool is_one_line) {
    while (close > start && (is_blank(close[-1]) || close[-1] == '(' || close[-1] == '[')) {
        close--;
    }
    return close > start && (close[-1] == '=' || close[-1] == ':' || (is_one_line && close[-1] == ','));
}

/** May this follow a string: what ends or separates, or the next setting's name? */
static bool can_follow(const char *at, const char *end) {
    const char *first = at;
    while (at < end && is_blank(*at)) {
        at++;
    }
    if (at == end || strchr(";,)]}#/", *at) != NULL) {
        return true;
    }
    if (*at == '"') {
        return at > first; /* two in a row are the end of one string and the beginning of the next, at the wrong places */
    }
    if (!bri_is_name_start(*at)) {
        return false;
    }
    while (bri_is_name_part(*at)) {
        at++;
    }
    while (is_blank(*at)) {
        at++;
    }
    return *at == '=' || *at == ':';
}

static bool is_unclosed(const char *start, const char *close, const char *end) {
    if (close == NULL) {
        return true;
    }
    const char *line_end = memchr(start, '\n', (size_t)(close - start));
    bool is_syntax = ends_like_syntax(line_end != NULL ? line_end : start, close, line_end == NULL);
    bool is_followed = can_follow(close + 1, end);
    return line_end != NULL ? is_syntax || !is_followed : is_syntax && !is_followed;
}

/** Where an unclosed string ends: in its line, before the separator in front of the next string's name, or else before the closers and
 *  separators that are not its own. */
static const char *unclosed_end(const char *start, const char *close) {
    const char *line_end = start + strcspn(start, "\n");
    if (close != NULL && close < line_end) {
        while (close > start && *close != ';' && *close != ',') {
            close--;
        }
        if (close > start) {
            return close;
        }
    }
    const char *tail = line_end;
    while (tail > start && (is_blank(tail[-1]) || strchr(";,)]}", tail[-1]) != NULL)) {
        tail--;
    }
    int depth = 0;
    for (const char *at = start; at < tail; at++) {
        depth += (*at == '(' || *at == '[' || *at == '{') - (*at == ')' || *at == ']' || *at == '}');
    }
    while (tail < line_end && depth > 0 && *tail != ';' && *tail != ',') {
        depth -= !is_blank(*tail);
        tail++;
    }
    return tail;
}

// ---- decoding

/** Add decoded bytes, all of one place, and leave room for one place more. */
static void add_decoded(bri_scanner *scanner, const char *bytes, size_t length, bri_place place) {
    bri_bytes *decoded = &scanner->decoded;
    if (decoded->length + length + 1 > scanner->place_capacity) {
        size_t capacity = scanner->place_capacity < 64 ? 64 : 2 * scanner->place_capacity;
        bri_place *places = reallocarray(scanner->places, capacity, sizeof *places);
        if (places == NULL) {
            scanner->status = BRINK_E_MEMORY;
            return;
        }
        scanner->places = places;
        scanner->place_capacity = capacity;
    }
    for (size_t i = 0; i < length; i++) {
        scanner->places[decoded->length + i] = place;
    }
    if (!bri_bytes_add(decoded, bytes, length)) {
        scanner->status = BRINK_E_MEMORY;
    }
}

static void complain(bri_scanner *scanner, bri_place place, const char *hint, const char *message) {
    scanner->token.is_wrong = true;
    bri_diag_error(scanner->sources.diagnostics, place, hint, "%s", message);
}

static bool is_hexadecimal(char c) {
    return bri_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/** \xHH at hand. */
static void decode_hexadecimal(bri_scanner *scanner, bri_cursor *cursor) {
    bri_place place = bri_place_here(cursor, 2);
    char digits[3] = {cursor->at[2], '\0', '\0'};
    digits[1] = is_hexadecimal(digits[0]) ? cursor->at[3] : '\0';
    if (!is_hexadecimal(digits[1])) {
        complain(scanner, place, NULL, "\"\\x\" needs two hexadecimal digits");
        bri_step_to(cursor, cursor->at + 2);
        return;
    }
    place.length = 4;
    char byte = (char)strtol(digits, NULL, 16);
    if (byte == '\0') {
        complain(scanner, place, NULL, "a string cannot hold the character 0");
    }
    add_decoded(scanner, &byte, 1, place);
    bri_step_to(cursor, cursor->at + 4);
}

/** The escape at hand. */
static void decode_escape(bri_scanner *scanner, bri_cursor *cursor) {
    static const char letters[] = "nrtf\\\"", meanings[] = "\n\r\t\f\\\"";
    char letter = cursor->at[1];
    if ((letter | 0x20) == 'x') {
        decode_hexadecimal(scanner, cursor);
        return;
    }
    const char *found = letter != '\0' ? strchr(letters, letter) : NULL;
    bri_place place = bri_place_here(cursor, 2);
    if (found == NULL) {
        complain(scanner, place,
                 letter == 'u' ? "write the character itself" : "a backslash is written \\\\; the escapes are \\n \\r \\t \\f \\\" \\xHH",
                 "unknown escape");
        bri_step(cursor);
        return;
    }
    add_decoded(scanner, &meanings[found - letters], 1, place);
    bri_step_to(cursor, cursor->at + 2);
}

/** The inside of a string, up to its closing quote. */
static void decode(bri_scanner *scanner, bri_cursor *cursor, const char *close) {
    if (!bri_bytes_add(&scanner->raw, cursor->at, (size_t)(close - cursor->at))) {
        scanner->status = BRINK_E_MEMORY;
    }
    while (cursor->at < close && scanner->status == BRINK_OK) {
        if (scanner->decoded.length >= BRI_STRING_LIMIT) {
            complain(scanner, scanner->token.place, NULL, "a string longer than 1,048,576 bytes");
            bri_step_to(cursor, close);
        } else if (*cursor->at == '\\') {
            decode_escape(scanner, cursor);
        } else {
            const char *start = cursor->at;
            bri_place place = bri_place_here(cursor, 1);
            do {
                bri_step(cursor);
            } while (((unsigned char)*cursor->at & 0xC0) == 0x80);
            add_decoded(scanner, start, (size_t)(cursor->at - start), place);
        }
    }
}

/** Read one string; false if its quote is missing. */
static bool read_one(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_place opening = bri_place_here(cursor, 1);
    const char *start = cursor->at + 1;
    const char *close = closing_quote(scanner, start, cursor->end);
    if (is_unclosed(start, close, cursor->end)) {
        bri_step_to(cursor, unclosed_end(start, close));
        complain(scanner, bri_place_to_here(opening, cursor), "end it with \"", "a string without a closing quote");
        return false;
    }
    bri_step(cursor);
    decode(scanner, cursor, close);
    add_decoded(scanner, "", 0, bri_place_here(cursor, 1));
    if (scanner->status != BRINK_OK) {
        return false;
    }
    scanner->places[scanner->decoded.length] = bri_place_here(cursor, 1);
    bri_step(cursor);
    return true;
}

/** \x escapes can make bytes that are no UTF-8. */
static void check_utf8(bri_scanner *scanner) {
    size_t valid = bri_text_utf8_length(scanner->decoded.text, scanner->decoded.length);
    if (valid < scanner->decoded.length && !scanner->token.is_wrong) {
        complain(scanner, scanner->places[valid], "write the character itself", "this byte makes the string invalid UTF-8");
    }
}

/** In UTF-8: C0 but for blanks and line ends, DEL, C1. They would command the terminal on which a title or a name is shown. */
static bool is_control(const char *at) {
    unsigned char first = (unsigned char)at[0];
    return (first < 0x20 && !is_blank(at[0])) || first == 0x7F || (first == 0xC2 && (unsigned char)at[1] < 0xA0);
}

static void check_controls(bri_scanner *scanner) {
    const bri_bytes *decoded = &scanner->decoded;
    for (size_t i = 0; i < decoded->length && !scanner->token.is_wrong; i++) {
        if (is_control(&decoded->text[i])) {
            complain(scanner, scanner->places[i], NULL, "a string cannot hold control characters");
        }
    }
}

void bri_read_string(bri_scanner *scanner) {
    bri_token *token = &scanner->token;
    token->kind = BRI_TOKEN_STRING;
    scanner->decoded.length = scanner->raw.length = 0;
    bool is_complete;
    bool is_first = true;
    do {
        is_complete = read_one(scanner);
        const bri_cursor *cursor = bri_cursor_of(scanner);
        if (is_first) {
            token->place = bri_place_to_here(token->place, cursor);
            is_first = false;
        }
        token->end_line = cursor->line;
        if (is_complete) {
            bri_skip_blanks(scanner);
        }
    } while (is_complete && scanner->status == BRINK_OK && *bri_cursor_of(scanner)->at == '"');
    check_utf8(scanner);
    check_controls(scanner);
    token->text = scanner->raw.text;
    token->length = scanner->raw.length;
}
