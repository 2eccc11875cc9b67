/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complaints as text. They are sorted by file, line and column, so that one walk over each file finds all their lines: rendering costs the
 * sort and one reading of the texts, however many complaints there are and however long the lines. A long line is shown as a window around
 * the caret, found by steps from the caret and never from the line's start. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/complaint.h"
#include "lang/textfile.h"

enum { WINDOW = 160, TAB = 4, NUMBER_WIDTH = 5, MESSAGE_LIMIT = 1000 };

/** Where a walk over a text has come to. */
typedef struct walk {
    const bri_source *source;
    size_t offset;
    int line, column;
} walk;

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t next_character(const bri_source *source, size_t offset) {
    do {
        offset++;
    } while (offset < source->length && is_continuation(source->text[offset]));
    return offset;
}

static size_t previous_character(const bri_source *source, size_t offset) {
    do {
        offset--;
    } while (offset > 0 && is_continuation(source->text[offset]));
    return offset;
}

static bool ends_line(const bri_source *source, size_t offset) {
    const char *c = source->text + offset;
    return offset >= source->length || c[0] == '\n' || (c[0] == '\r' && (offset + 1 == source->length || c[1] == '\n'));
}

/** Move on to a place, which is not before the walk's; stop at the line's end where the column lies behind it. False: no such line. */
static bool walk_to(walk *at, const bri_place *place) {
    const bri_source *source = place->source;
    if (at->source != source) {
        *at = (walk){.source = source, .line = 1, .column = 1};
    }
    while (at->line < place->line) {
        const char *end = memchr(source->text + at->offset, '\n', source->length - at->offset);
        if (end == NULL) {
            return false;
        }
        at->offset = (size_t)(end - source->text) + 1;
        at->line++;
        at->column = 1;
    }
    while (at->column < place->column && !ends_line(source, at->offset)) {
        at->offset = next_character(source, at->offset);
        at->column++;
    }
    return true;
}

/** Bytes of the character at text, if it is well-formed UTF-8 and may be shown on a terminal; else 0. */
static size_t printable(const char *text, size_t length) {
    const unsigned char *c = (const unsigned char *)text;
    bool is_control = c[0] < 0x20 || c[0] == 0x7F || (c[0] == 0xC2 && length > 1 && c[1] < 0xA0);
    return is_control ? 0 : bri_text_character(text, length);
}

/** Put one character that is no tab; what cannot be shown becomes U+FFFD. Return the bytes it took from the text. */
static size_t put_character(FILE *out, const char *text, size_t length) {
    size_t bytes = printable(text, length);
    if (bytes > 0) {
        fwrite(text, 1, bytes, out);
        return bytes;
    }
    fputs("\xEF\xBF\xBD", out);
    for (bytes = 1; bytes < length && is_continuation(text[bytes]);) {
        bytes++;
    }
    return bytes;
}

/** Put a message on one line, whatever it quotes; one that quotes a name of a megabyte is cut. */
static void put_message(FILE *out, const char *text) {
    size_t length = strlen(text);
    for (int characters = 0; length > 0; characters++) {
        if (characters == MESSAGE_LIMIT) {
            fputs("\xE2\x80\xA6", out);
            return;
        }
        size_t taken = 1;
        if (*text == '\n' || *text == '\t') {
            fputc(' ', out);
        } else {
            taken = put_character(out, text, length);
        }
        text += taken;
        length -= taken;
    }
}

static void put_blanks(FILE *out, int count) {
    fprintf(out, "%*s", count, "");
}

/** The part of the caret's line that is shown: bytes from start to end, whether something is left out on either side. */
typedef struct window {
    size_t start, end;
    bool cut_left, cut_right;
} window;

static window window_around(const bri_source *source, size_t caret) {
    window shown = {.start = caret, .end = caret};
    int before = 0, after = 0;
    for (size_t o = caret; before < WINDOW && o > 0 && source->text[o - 1] != '\n'; before++) {
        o = previous_character(source, o);
    }
    while (after < WINDOW && !ends_line(source, shown.end)) {
        shown.end = next_character(source, shown.end);
        after++;
    }
    int keep = WINDOW - after > WINDOW / 2 ? WINDOW - after : WINDOW / 2;
    for (int i = 0; i < before && i < keep; i++) {
        shown.start = previous_character(source, shown.start);
    }
    for (int over = (before < keep ? before : keep) + after - WINDOW; over > 0; over--) {
        shown.end = previous_character(source, shown.end);
    }
    shown.cut_left = shown.start > 0 && source->text[shown.start - 1] != '\n';
    shown.cut_right = !ends_line(source, shown.end);
    return shown;
}

/** Put the shown part, tabs as blanks; find the caret's cell and the width of `length` characters from it, as far as they are shown. */
static void put_window(FILE *out, const bri_source *source, const window *shown, size_t caret, int length, int *cell, int *width) {
    int column = shown->cut_left;
    fputs(shown->cut_left ? "\xE2\x80\xA6" : "", out);
    *cell = -1;
    *width = 0;
    for (size_t o = shown->start; o < shown->end;) {
        int cells = source->text[o] == '\t' ? TAB - column % TAB : 1;
        if (o == caret) {
            *cell = column;
        }
        if (o >= caret && length-- > 0) {
            *width += cells;
        }
        if (source->text[o] == '\t') {
            put_blanks(out, cells);
            o++;
        } else {
            o += put_character(out, source->text + o, shown->end - o);
        }
        column += cells;
    }
    *cell = *cell < 0 ? column : *cell;
    fputs(shown->cut_right ? "\xE2\x80\xA6" : "", out);
}

static void put_line(FILE *out, const bri_complaint *complaint, walk *at) {
    const bri_place *place = &complaint->place;
    if (!walk_to(at, place)) {
        return;
    }
    char number[16];
    int margin = snprintf(number, sizeof number, "%*d", NUMBER_WIDTH, place->line);
    int cell, width;
    window shown = window_around(place->source, at->offset);
    fprintf(out, "%s | ", number);
    put_window(out, place->source, &shown, at->offset, place->length, &cell, &width);
    fprintf(out, "\n%*s | ", margin, "");
    put_blanks(out, cell);
    fputc('^', out);
    for (int i = 1; i < width; i++) {
        fputc('~', out);
    }
    fputc('\n', out);
}

static void put_complaint(FILE *out, const bri_complaint *complaint, walk *at) {
    const bri_place *place = &complaint->place;
    bool has_line = place->source != NULL && place->line > 0;
    if (place->source != NULL) {
        put_message(out, place->source->name);
        fputs(has_line ? ":" : ": ", out);
    }
    if (has_line) {
        fprintf(out, "%d:%d: ", place->line, place->column);
    }
    fputs(complaint->is_warning ? "warning: " : "error: ", out);
    put_message(out, complaint->message);
    fputc('\n', out);
    if (has_line) {
        put_line(out, complaint, at);
    }
    if (complaint->hint != NULL) {
        fprintf(out, "%*s = ", NUMBER_WIDTH, "");
        put_message(out, complaint->hint);
        fputc('\n', out);
    }
}

static int compare_numbers(size_t a, size_t b) {
    return (a > b) - (a < b);
}

/** By file, line, column; complaints about one place stay in the order in which they were made (that of their addresses). */
static int compare(const void *left, const void *right) {
    const bri_complaint *a = *(const bri_complaint *const *)left, *b = *(const bri_complaint *const *)right;
    size_t rank_a = a->place.source == NULL ? 0 : a->place.source->rank + 1;
    size_t rank_b = b->place.source == NULL ? 0 : b->place.source->rank + 1;
    int order = compare_numbers(rank_a, rank_b);
    if (order == 0) {
        order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    }
    if (order == 0) {
        order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
    }
    return order != 0 ? order : compare_numbers((size_t)(uintptr_t)a, (size_t)(uintptr_t)b);
}

static const bri_complaint **sorted(const brink_diagnostics *diagnostics) {
    const bri_complaint **order = reallocarray(NULL, diagnostics->count + 1, sizeof(const bri_complaint *));
    for (size_t i = 0; order != NULL && i < diagnostics->count; i++) {
        order[i] = &diagnostics->complaints[i];
    }
    if (order != NULL) {
        qsort(order, diagnostics->count, sizeof(const bri_complaint *), compare);
    }
    return order;
}

/** "3 errors", "1 error, 2 warnings"; `more` goes between number and word. */
static void put_counts(FILE *out, size_t errors, size_t warnings, const char *more) {
    if (errors > 0) {
        fprintf(out, "%zu %serror%s", errors, more, errors == 1 ? "" : "s");
    }
    if (warnings > 0) {
        fprintf(out, "%s%zu %swarning%s", errors > 0 ? ", " : "", warnings, more, warnings == 1 ? "" : "s");
    }
    fputc('\n', out);
}

static void put_all(FILE *out, const brink_diagnostics *diagnostics, const bri_complaint *const *order, size_t shown) {
    walk at = {0};
    size_t errors = diagnostics->errors, warnings = diagnostics->warnings;
    for (size_t i = 0; i < shown; i++) {
        put_complaint(out, order[i], &at);
        *(order[i]->is_warning ? &warnings : &errors) -= 1;
    }
    if (errors + warnings > 0) {
        fputs("\xE2\x80\xA6 and ", out);
        put_counts(out, errors, warnings, "more ");
    }
    if (diagnostics->errors + diagnostics->warnings > 0) {
        put_counts(out, diagnostics->errors, diagnostics->warnings, "");
    }
}

char *brink_diagnostics_render(const brink_diagnostics *diagnostics, size_t limit) {
    const bri_complaint **order = sorted(diagnostics);
    if (order == NULL) {
        return NULL;
    }
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) {
        free(order);
        return NULL;
    }
    put_all(out, diagnostics, order, limit > 0 && limit < diagnostics->count ? limit : diagnostics->count);
    bool failed = ferror(out) != 0;
    failed |= fclose(out) != 0;
    free(order);
    if (failed) {
        free(text);
        return NULL;
    }
    return text;
}
