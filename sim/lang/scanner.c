/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over the text, byte by byte, with line and column kept on the way; never back, so that a text costs its length.
 * After a wrong character or word the scanner goes on with the next one. */
#define _GNU_SOURCE /* newlocale */
#include "lang/scanner.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lang/number.h"
#include "lang/reading.h"

brink_status bri_scanner_init(bri_scanner *scanner, bri_arena *arena, brink_diagnostics *diagnostics) {
    *scanner = (bri_scanner){.c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0)};
    bri_sources_init(&scanner->sources, arena, diagnostics);
    return scanner->c_locale != (locale_t)0 ? BRINK_OK : BRINK_E_MEMORY;
}

void bri_scanner_clear(bri_scanner *scanner) {
    if (scanner->c_locale != (locale_t)0) {
        freelocale(scanner->c_locale);
    }
    free(scanner->decoded.text);
    free(scanner->raw.text);
    free(scanner->places);
}

bool bri_bytes_add(bri_bytes *bytes, const char *text, size_t length) {
    if (bytes->capacity - bytes->length < length) {
        size_t capacity = bytes->capacity < 64 ? 64 : 2 * bytes->capacity;
        capacity = capacity < bytes->length + length ? bytes->length + length : capacity;
        char *grown = realloc(bytes->text, capacity);
        if (grown == NULL) {
            return false;
        }
        bytes->text = grown;
        bytes->capacity = capacity;
    }
    if (length > 0) {
        memcpy(bytes->text + bytes->length, text, length);
        bytes->length += length;
    }
    return true;
}

static brink_diagnostics *complaints(bri_scanner *scanner) {
    return scanner->sources.diagnostics;
}

// ---- blanks, comments, includes

static void skip_line(bri_cursor *cursor) {
    const char *end = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
    bri_step_to(cursor, end != NULL ? end : cursor->end);
}

static void skip_comment(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_place opening = bri_place_here(cursor, 2);
    bri_step_to(cursor, cursor->at + 2);
    while (cursor->at < cursor->end && !(cursor->at[0] == '*' && cursor->at[1] == '/')) {
        bri_step(cursor);
    }
    if (cursor->at == cursor->end) {
        bri_diag_error(complaints(scanner), opening, "end it with \"*/\"", "a comment without an end");
    } else {
        bri_step_to(cursor, cursor->at + 2);
    }
}

static bool is_inline_blank(char c) {
    return c == ' ' || c == '\t';
}

static void skip_inline_blanks(bri_cursor *cursor) {
    while (is_inline_blank(*cursor->at)) {
        bri_step(cursor);
    }
}

/** The path between the quotes at hand, or NULL; the cursor goes behind it. */
static const char *read_path(bri_scanner *scanner, bri_place *place) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    *place = bri_place_here(cursor, 1);
    const char *start = cursor->at + 1, *close = start;
    while (*cursor->at == '"' && close < cursor->end && *close != '"' && *close != '\n') {
        close += *close == '\\' && (close[1] == '\\' || close[1] == '"') ? 2 : 1;
    }
    if (*cursor->at != '"' || *close != '"' || close == start) {
        return NULL;
    }
    char *path = bri_arena_alloc(scanner->sources.arena, (size_t)(close - start) + 1, 1);
    if (path == NULL) {
        scanner->status = BRINK_E_MEMORY;
        return NULL;
    }
    char *to = path;
    for (const char *from = start; from < close; from++) {
        from += *from == '\\' && (from[1] == '\\' || from[1] == '"');
        *to++ = *from;
    }
    bri_step_to(cursor, close + 1);
    *place = bri_place_to_here(*place, cursor);
    return path;
}

static bool is_include(const bri_cursor *cursor) {
    static const char word[] = "@include";
    return strncmp(cursor->at, word, sizeof word - 1) == 0 && !bri_is_name_part(cursor->at[sizeof word - 1]);
}

/** The directive at hand: open what it names. Whatever is wrong with it, reading goes on. */
static void include(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_place word = bri_place_here(cursor, 8);
    if (!cursor->is_line_start) {
        bri_diag_error(complaints(scanner), word, NULL, "@include must be the first word of its line");
        skip_line(cursor);
        return;
    }
    bri_step_to(cursor, cursor->at + word.length);
    skip_inline_blanks(cursor);
    cursor->is_line_start = false;
    bri_place place;
    const char *path = read_path(scanner, &place);
    if (path == NULL) {
        bri_diag_error(complaints(scanner), word, "write @include \"actors.cfg\"", "@include needs a file name in quotes");
        skip_line(cursor);
        return;
    }
    skip_inline_blanks(cursor);
    if (*cursor->at == ';' || *cursor->at == ',') {
        bri_diag_error(complaints(scanner), bri_place_here(cursor, 1), NULL, "no \"%c\" after @include", *cursor->at);
        bri_step(cursor);
    }
    if (bri_sources_include(&scanner->sources, path, place) == BRINK_E_MEMORY) {
        scanner->status = BRINK_E_MEMORY;
    }
}

/** A no-break space looks like a blank and is none. */
static bool skip_no_break_space(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    if (strncmp(cursor->at, "\xC2\xA0", 2) != 0) {
        return false;
    }
    bri_diag_error(complaints(scanner), bri_place_here(cursor, 1), "replace it by a blank", "a no-break space");
    bri_step_to(cursor, cursor->at + 2);
    return true;
}

/** Over one blank, comment or directive at hand; false where there is none. */
static bool skip_one(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    switch (*cursor->at) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case '\f': bri_step(cursor); return true;
    case '#': skip_line(cursor); return true;
    case '/':
        if (cursor->at[1] == '/') {
            skip_line(cursor);
            return true;
        }
        if (cursor->at[1] == '*') {
            skip_comment(scanner);
            return true;
        }
        return false;
    case '@':
        if (is_include(cursor)) {
            include(scanner);
            return true;
        }
        return false;
    default: return skip_no_break_space(scanner);
    }
}

void bri_skip_blanks(bri_scanner *scanner) {
    while (scanner->status == BRINK_OK) {
        if (skip_one(scanner)) {
            continue;
        }
        bri_cursor *cursor = bri_cursor_of(scanner);
        if (cursor->at < cursor->end || scanner->sources.depth == 1) {
            return;
        }
        bri_sources_leave(&scanner->sources);
    }
}

// ---- words

static void read_name(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_token *token = &scanner->token;
    token->kind = BRI_TOKEN_NAME;
    while (bri_is_name_part(*cursor->at)) {
        bri_step(cursor);
    }
    token->place = bri_place_to_here(token->place, cursor);
    token->length = (size_t)(cursor->at - token->text);
    bool is_true = token->length == 4 && strncasecmp(token->text, "true", 4) == 0;
    if (is_true || (token->length == 5 && strncasecmp(token->text, "false", 5) == 0)) {
        token->kind = BRI_TOKEN_BOOLEAN;
        token->integer = is_true;
        token->real = is_true;
    }
    if (*token->text == '_') {
        bri_diag_error(complaints(scanner), token->place, NULL, "a name begins with a letter, not with \"_\"");
        token->is_wrong = true;
    }
}

static const char *text_of(bri_scanner *scanner, const char *text, size_t length) {
    const char *copy = bri_arena_text(scanner->sources.arena, text, length);
    return copy != NULL ? copy : "";
}

static void complain_about_number(bri_scanner *scanner, bri_number_kind kind) {
    static const struct {
        const char *before, *after, *hint;
    } rows[] = {
        [BRI_NUMBER_MALFORMED] = {"", " is not a number", "a text, a quantity with its unit, a date or a formula stands in quotes"},
        [BRI_NUMBER_OVER_64_BITS] = {"the integer ", " does not fit in 64 bits",
                                     "the largest is 9223372036854775807; a real has a point or an exponent"},
        [BRI_NUMBER_OVERFLOW] = {"the number ", " is too large", "the largest is about 1.8e308"},
        [BRI_NUMBER_UNDERFLOW] = {"the number ", " is so small that it would become 0", NULL},
    };
    bri_token *token = &scanner->token;
    const char *text = text_of(scanner, token->text, token->length < 60 ? token->length : 60);
    token->is_wrong = true;
    bri_diag_error(complaints(scanner), token->place, rows[kind].hint, "%s%s%s", rows[kind].before, text, rows[kind].after);
}

/** Is the sign at `at` that of an exponent: "1.5e-3"? The number began at `start`. */
static bool is_exponent_sign(const char *start, const char *at) {
    return (*at == '+' || *at == '-') && (at[-1] | 0x20) == 'e' && !(start[0] == '0' && (start[1] | 0x20) == 'x');
}

static void read_number(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_token *token = &scanner->token;
    do {
        bri_step(cursor);
    } while (bri_is_digit(*cursor->at) || *cursor->at == '.' || *cursor->at == '_' || (bri_is_name_start(*cursor->at) && *cursor->at != '*') ||
             is_exponent_sign(token->text, cursor->at));
    token->place = bri_place_to_here(token->place, cursor);
    token->length = (size_t)(cursor->at - token->text);
    bri_number_kind kind = bri_number_read(token->text, token->length, scanner->c_locale, &token->integer, &token->real);
    token->kind = kind == BRI_NUMBER_INTEGER ? BRI_TOKEN_INTEGER : BRI_TOKEN_REAL;
    if (kind != BRI_NUMBER_INTEGER && kind != BRI_NUMBER_REAL) {
        complain_about_number(scanner, kind);
    }
}

/** Quotes that libconfig does not know: 'text', “text” and the like. */
static const char *foreign_quote(const char *at, const char **closing) {
    static const char *const quotes[][2] = {{"'", "'"},
                                            {"\xE2\x80\x9C", "\xE2\x80\x9D"},
                                            {"\xE2\x80\x9D", "\xE2\x80\x9D"},
                                            {"\xE2\x80\x9E", "\xE2\x80\x9C"},
                                            {"\xE2\x80\x98", "\xE2\x80\x99"},
                                            {"\xC2\xAB", "\xC2\xBB"}};
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
        if (strncmp(at, quotes[i][0], strlen(quotes[i][0])) == 0) {
            *closing = quotes[i][1];
            return quotes[i][0];
        }
    }
    return NULL;
}

/** A text in foreign quotes, to its end or to where a bare text would end: one complaint for all of it. */
static void read_foreign_string(bri_scanner *scanner, const char *opening, const char *closing) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_token *token = &scanner->token;
    const char *start = cursor->at + strlen(opening);
    const char *line_end = start + strcspn(start, "\n");
    const char *close = memmem(start, (size_t)(line_end - start), closing, strlen(closing));
    const char *hint = "write \"…\"";
    if (close != NULL && close - start < 60) {
        const char *whole = bri_arena_format(scanner->sources.arena, "write \"%.*s\"", (int)(close - start), start);
        hint = whole != NULL ? whole : hint;
    }
    bri_step_to(cursor, close != NULL ? close + strlen(closing) : bri_bare_end(start, line_end));
    token->place = bri_place_to_here(token->place, cursor);
    bri_diag_error(complaints(scanner), token->place, hint, "a string stands in double quotes (\")");
}

static void read_stray(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    const char *closing, *opening = foreign_quote(cursor->at, &closing);
    scanner->token.kind = BRI_TOKEN_WRONG;
    if (opening != NULL) {
        read_foreign_string(scanner, opening, closing);
        return;
    }
    const char *start = cursor->at;
    do {
        bri_step(cursor);
    } while (((unsigned char)*cursor->at & 0xC0) == 0x80);
    if ((unsigned char)*start < 0x20 || *start == 0x7F) {
        bri_diag_error(complaints(scanner), scanner->token.place, NULL, "unexpected control character 0x%02X", (unsigned char)*start);
    } else {
        const char *hint = (unsigned char)*start >= 0x80 ? "names are of ASCII letters, digits, \"_\" and \"-\"; other text stands in quotes" : NULL;
        bri_diag_error(complaints(scanner), scanner->token.place, hint, "unexpected character \"%s\"",
                       text_of(scanner, start, (size_t)(cursor->at - start)));
    }
}

static bri_token_kind punctuation(char c) {
    static const char marks[] = "=:,;{}()[]";
    static const bri_token_kind kinds[] = {BRI_TOKEN_EQUALS,     BRI_TOKEN_EQUALS,      BRI_TOKEN_COMMA,     BRI_TOKEN_SEMICOLON,
                                           BRI_TOKEN_GROUP_OPEN, BRI_TOKEN_GROUP_CLOSE, BRI_TOKEN_LIST_OPEN, BRI_TOKEN_LIST_CLOSE,
                                           BRI_TOKEN_ARRAY_OPEN, BRI_TOKEN_ARRAY_CLOSE};
    const char *found = strchr(marks, c);
    return found != NULL ? kinds[found - marks] : BRI_TOKEN_WRONG;
}

static bool begins_number(const char *at) {
    at += *at == '+' || *at == '-';
    at += *at == '.';
    return bri_is_digit(*at);
}

static void read_word(bri_scanner *scanner) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_token *token = &scanner->token;
    token->kind = punctuation(*cursor->at);
    if (token->kind != BRI_TOKEN_WRONG) {
        bri_step(cursor);
    } else if (bri_is_name_start(*cursor->at) || *cursor->at == '_') {
        read_name(scanner);
    } else if (begins_number(cursor->at)) {
        read_number(scanner);
    } else if (*cursor->at == '"') {
        bri_read_string(scanner);
    } else {
        read_stray(scanner);
    }
}

void bri_scanner_next(bri_scanner *scanner) {
    bri_skip_blanks(scanner);
    bri_cursor *cursor = bri_cursor_of(scanner);
    if (cursor->is_line_start) {
        cursor->indent = cursor->column;
    }
    bri_token *token = &scanner->token;
    *token = (bri_token){
        .kind = BRI_TOKEN_END,
        .place = bri_place_here(cursor, 1),
        .indent = cursor->indent,
        .is_first = cursor->is_line_start,
        .text = cursor->at,
        .length = 1,
        .end_line = cursor->line,
    };
    cursor->is_line_start = false;
    if (cursor->at < cursor->end && scanner->status == BRINK_OK) {
        read_word(scanner);
        if (token->kind != BRI_TOKEN_STRING) { /* whose end is behind other strings, perhaps in another file */
            token->end_line = cursor->line;
        }
    }
}

bool bri_scanner_is_assignment(const bri_scanner *scanner) {
    const bri_cursor *cursor = &scanner->sources.stack[scanner->sources.depth - 1];
    const char *at = cursor->at + strspn(cursor->at, " \t\r\n\f");
    return *at == '=' || *at == ':';
}

// ---- texts without quotes

const char *bri_bare_end(const char *at, const char *end) {
    const char *last = at;
    int depth = 0;
    for (; at < end && *at != '\n' && *at != ';' && *at != '#' && !(at[0] == '/' && (at[1] == '/' || at[1] == '*')); at++) {
        depth += *at == '(' || *at == '[' || *at == '{';
        if (depth == 0 && (*at == ',' || *at == ')' || *at == ']' || *at == '}')) {
            break;
        }
        depth -= *at == ')' || *at == ']' || *at == '}';
        if (!is_inline_blank(*at) && *at != '\r') {
            last = at + 1;
        }
    }
    return last;
}

size_t bri_scanner_take_bare(bri_scanner *scanner, const char *start) {
    bri_cursor *cursor = bri_cursor_of(scanner);
    bri_step_to(cursor, bri_bare_end(start, cursor->end));
    scanner->token.place = bri_place_to_here(scanner->token.place, cursor);
    scanner->token.length = (size_t)(cursor->at - scanner->token.text);
    return (size_t)(cursor->at - start);
}

const char *bri_bare_hint(bri_arena *arena, const char *start, size_t length) {
    /* Which setting wants a truth is not known here: a word for one may be meant as such. */
    static const char *const truths[] = {"yes", "no", "on", "off", "y", "n"};
    if (length == 3 && strncasecmp(start, "nan", 3) == 0) {
        return "a value that is not a number says nothing; leave the setting out for its default";
    }
    if (length >= 60) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) {
        if (strlen(truths[i]) == length && strncasecmp(start, truths[i], length) == 0) {
            return bri_arena_format(arena, "write true or false; where a text is meant, \"%.*s\"", (int)length, start);
        }
    }
    char *text = bri_arena_format(arena, "write \"%.*s\"", (int)length, start);
    for (char *c = text != NULL ? text + 7 : NULL; c != NULL && *c != '\0'; c++) {
        *c = *c == '"' && c[1] != '\0' ? '\'' : *c; /* inside a formula, strings have single quotes */
    }
    return text;
}
