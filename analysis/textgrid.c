/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "textgrid.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void bri_textgrid_init(bri_textgrid *grid, const char *alignment) {
    *grid = (bri_textgrid){.alignment = alignment, .column_count = strlen(alignment)};
}

void bri_textgrid_clear(bri_textgrid *grid) {
    for (size_t i = 0; i < grid->cell_count; i++)
        free(grid->cells[i]);
    free(grid->cells);
    *grid = (bri_textgrid){.cells = NULL};
}

void bri_textgrid_add(bri_textgrid *grid, const char *format, ...) {
    if (grid->cell_count == grid->capacity) {
        size_t capacity = grid->capacity > 0 ? 2 * grid->capacity : 64;
        char **more = realloc(grid->cells, capacity * sizeof *more);
        if (more == NULL) {
            grid->failed = true;
            return;
        }
        grid->cells = more;
        grid->capacity = capacity;
    }
    char text[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *kept = strdup(text);
    if (kept == NULL)
        grid->failed = true;
    else
        grid->cells[grid->cell_count++] = kept;
}

/* Ranges of characters that take two columns, or none. */
static const struct {
    uint32_t first, last;
    size_t width;
} odd_widths[] = {
    {0x0300, 0x036F, 0}, {0x1100, 0x115F, 2}, {0x200B, 0x200F, 0}, {0x2E80, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},
    {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0}, {0xFE30, 0xFE6F, 2}, {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},
    {0x1F300, 0x1FAFF, 2},
};

static size_t character_width(uint32_t character) {
    for (size_t i = 0; i < sizeof odd_widths / sizeof *odd_widths; i++)
        if (character >= odd_widths[i].first && character <= odd_widths[i].last)
            return odd_widths[i].width;
    return 1;
}

/* The character at *text, which goes on behind it. A byte that begins none counts as one. */
static uint32_t next_character(const unsigned char **text) {
    uint32_t first = *(*text)++;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    uint32_t character = more == 0 ? first : first & (0x3Fu >> more);
    for (; more > 0 && (**text & 0xC0) == 0x80; more--)
        character = character << 6 | (*(*text)++ & 0x3F);
    return character;
}

size_t bri_text_width(const char *text) {
    size_t width = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';)
        width += character_width(next_character(&at));
    return width;
}

/* The least that the first column is shortened to. */
#define LEAST_WIDTH 8

static void measure(const bri_textgrid *grid, size_t limit, size_t width[BRI_TEXTGRID_COLUMNS]) {
    size_t total = 0;
    memset(width, 0, BRI_TEXTGRID_COLUMNS * sizeof *width);
    for (size_t i = 0; i < grid->cell_count; i++) {
        size_t own = bri_text_width(grid->cells[i]), column = i % grid->column_count;
        width[column] = own > width[column] ? own : width[column];
    }
    for (size_t c = 0; c < grid->column_count; c++)
        total += width[c] > 0 ? width[c] + (c > 0 ? 2 : 0) : 0;
    size_t excess = limit > 0 && total > limit ? total - limit : 0;
    size_t spare = width[0] > LEAST_WIDTH ? width[0] - LEAST_WIDTH : 0;
    width[0] -= excess < spare ? excess : spare;
}

/* Print as much of a text as fits into room, with an ellipsis where it does not; the width printed. */
static size_t print_shortened(FILE *stream, const char *text, size_t room) {
    size_t all = bri_text_width(text), width = 0;
    const unsigned char *at = (const unsigned char *)text, *next = at;
    if (all <= room) {
        fputs(text, stream);
        return all;
    }
    while (*at != '\0') {
        size_t own = character_width(next_character(&next));
        if (width + own + 1 > room)
            break;
        width += own;
        at = next;
    }
    fprintf(stream, "%.*s…", (int)(at - (const unsigned char *)text), text);
    return width + 1;
}

static void print_row(const bri_textgrid *grid, FILE *stream, char *const *cells, const size_t *width) {
    size_t owed = 0; /* blanks that are printed only before a text */
    for (size_t c = 0; c < grid->column_count; c++) {
        size_t own = bri_text_width(cells[c]), pad = width[c] > own ? width[c] - own : 0;
        if (cells[c][0] == '\0') {
            owed += width[c];
        } else if (grid->alignment[c] == 'r') {
            fprintf(stream, "%*s%s", (int)(owed + pad), "", cells[c]);
            owed = 0;
        } else {
            fprintf(stream, "%*s", (int)owed, "");
            owed = width[c] - print_shortened(stream, cells[c], width[c]);
        }
        owed += width[c] > 0 ? 2 : 0;
    }
    fputc('\n', stream);
}

bool bri_textgrid_print(const bri_textgrid *grid, FILE *stream, size_t limit) {
    size_t width[BRI_TEXTGRID_COLUMNS];
    measure(grid, limit, width);
    for (size_t first = 0; first + grid->column_count <= grid->cell_count; first += grid->column_count)
        print_row(grid, stream, grid->cells + first, width);
    return !grid->failed;
}
