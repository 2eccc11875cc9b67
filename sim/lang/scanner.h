/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The words of a scenario file (libconfig's grammar), each with its exact place; includes are followed on the way.
 *
 * The scanner makes the complaints about words (an unknown escape, a number out of range, a comment without end); the syntax (lang/syntax.h)
 * makes those about their order.
 */
#ifndef BRI_SCANNER_H
#define BRI_SCANNER_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>

#include "lang/sources.h"

/** No string may be longer, decoded. */
enum { BRI_STRING_LIMIT = 1 << 20 };

typedef enum bri_token_kind {
    BRI_TOKEN_END,
    BRI_TOKEN_WRONG, /* a complaint was made about it */
    BRI_TOKEN_NAME,
    BRI_TOKEN_BOOLEAN,
    BRI_TOKEN_INTEGER,
    BRI_TOKEN_REAL,
    BRI_TOKEN_STRING, /* adjacent strings are one */
    BRI_TOKEN_EQUALS, /* = or : */
    BRI_TOKEN_COMMA,
    BRI_TOKEN_SEMICOLON,
    BRI_TOKEN_GROUP_OPEN,
    BRI_TOKEN_GROUP_CLOSE,
    BRI_TOKEN_LIST_OPEN,
    BRI_TOKEN_LIST_CLOSE,
    BRI_TOKEN_ARRAY_OPEN,
    BRI_TOKEN_ARRAY_CLOSE
} bri_token_kind;

typedef struct bri_token {
    bri_token_kind kind;
    bool is_wrong; /* it has its kind, but a complaint was made about it: its value means nothing */
    bri_place place;
    int end_line;     /* the line it ends in */
    int indent;       /* column of the first word of its line */
    bool is_first;    /* it is that word */
    const char *text; /* as written, not NUL-terminated; a string's lies in the scanner's buffers */
    size_t length;
    long long integer; /* integer; boolean: 0 or 1 */
    double real;       /* real, and integer too */
} bri_token;

/** A buffer that grows. */
typedef struct bri_bytes {
    char *text;
    size_t length, capacity;
} bri_bytes;

/** Append; false when memory is out (and then nothing is appended). */
bool bri_bytes_add(bri_bytes *bytes, const char *text, size_t length);

typedef struct bri_scanner {
    bri_sources sources;
    locale_t c_locale;
    bri_token token;   /* the word at hand */
    bri_bytes decoded; /* of the string at hand: its bytes, */
    bri_bytes raw;     /* its characters as written between the quotes, */
    bri_place *places; /* and the place of each decoded byte and of the end */
    size_t place_capacity;
    const char *quoteless, *quoteless_end; /* no quote closes a string here, up to the file's end */
    brink_status status;                   /* not BRINK_OK: BRINK_E_MEMORY, and the next word is the end */
} bri_scanner;

/** scanner->sources must then be opened (bri_sources_open_file), and bri_scanner_next called for the first word. */
brink_status bri_scanner_init(bri_scanner *scanner, bri_arena *arena, brink_diagnostics *diagnostics);

/** Free all but the sources, which the caller takes over. */
void bri_scanner_clear(bri_scanner *scanner);

/** The next word, in scanner->token. */
void bri_scanner_next(bri_scanner *scanner);

/** Is the word at hand, a name, followed by = or :? */
bool bri_scanner_is_assignment(const bri_scanner *scanner);

/** What was written, without quotes, from `start` (in the file and line of the word at hand, which must not be a string) up to where a text
 *  there would end; the word at hand then reaches to that end. The length of the text is given. */
size_t bri_scanner_take_bare(bri_scanner *scanner, const char *start);

/** Of such a text: how it is written; NULL: there is nothing to say. */
const char *bri_bare_hint(bri_arena *arena, const char *start, size_t length);

#endif
