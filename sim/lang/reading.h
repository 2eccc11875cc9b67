/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * How the scanner moves over a text. For the scanner's own files.
 */
#ifndef BRI_READING_H
#define BRI_READING_H

#include "lang/scanner.h"

static inline bri_cursor *bri_cursor_of(bri_scanner *scanner) {
    return &scanner->sources.stack[scanner->sources.depth - 1];
}

/** Over one byte, which is not the end. */
static inline void bri_step(bri_cursor *cursor) {
    char byte = *cursor->at++;
    if (byte == '\n') {
        cursor->line++;
        cursor->column = 1;
        cursor->is_line_start = true;
    } else {
        cursor->column += ((unsigned char)byte & 0xC0) != 0x80;
    }
}

static inline void bri_step_to(bri_cursor *cursor, const char *at) {
    while (cursor->at < at) {
        bri_step(cursor);
    }
}

static inline bri_place bri_place_here(const bri_cursor *cursor, int length) {
    return (bri_place){.source = cursor->file->source, .line = cursor->line, .column = cursor->column, .length = length};
}

/** From a place to here, if that is in one line; else its first character. */
static inline bri_place bri_place_to_here(bri_place place, const bri_cursor *cursor) {
    bool is_one_line = place.source == cursor->file->source && place.line == cursor->line && cursor->column > place.column;
    place.length = is_one_line ? cursor->column - place.column : 1;
    return place;
}

static inline bool bri_is_name_start(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '*';
}
static inline bool bri_is_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool bri_is_name_part(char c) {
    return bri_is_name_start(c) || bri_is_digit(c) || c == '_' || c == '-';
}

/** Over blanks and comments, into and out of included files. */
void bri_skip_blanks(bri_scanner *scanner);

/** Read the string whose opening quote is at hand, and those that follow it, into scanner->token. */
void bri_read_string(bri_scanner *scanner);

/** Where a text written without quotes ends, in its line. */
const char *bri_bare_end(const char *at, const char *end);

#endif
