/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree has read the files already, so their syntax is right and their includes end; what is left is to see which "@include" is one, and not part
 * of a comment or a string. */
#define _GNU_SOURCE
#include "batch/unfold.h"

#include <stdbool.h>
#include <string.h>

static const char directive[] = "@include";

/* A file by the name that an include in `from` gives it. */
static bool find_file(const bri_tree *tree, size_t from, const char *written, size_t length, size_t *index) {
    const char *name = bri_tree_file_name(tree, from), *slash = strrchr(name, '/');
    size_t folder = slash != NULL && written[0] != '/' ? (size_t)(slash - name) + 1 : 0;
    for (size_t i = 0; i < bri_tree_file_count(tree); i++) {
        const char *other = bri_tree_file_name(tree, i);
        if (strlen(other) == folder + length && memcmp(other, name, folder) == 0 && memcmp(other + folder, written, length) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

/* The end of what begins at text and is not code: a comment or a string; text itself where it is code. */
static const char *skip_inert(const char *text, const char *end) {
    if (text + 1 < end && text[0] == '/' && text[1] == '*') {
        const char *close = memmem(text + 2, (size_t)(end - text - 2), "*/", 2);
        return close != NULL ? close + 2 : end;
    }
    if (text[0] == '#' || (text + 1 < end && text[0] == '/' && text[1] == '/')) {
        const char *close = memchr(text, '\n', (size_t)(end - text));
        return close != NULL ? close : end;
    }
    if (text[0] != '"')
        return text;
    for (text++; text < end && *text != '"'; text++)
        if (*text == '\\')
            text++;
    return text < end ? text + 1 : end;
}

/* The quoted name after "@include" at text: *name, *length, and the place after it; NULL where there is none. */
static const char *read_directive(const char *text, const char *end, const char **name, size_t *length) {
    if ((size_t)(end - text) < sizeof directive || memcmp(text, directive, sizeof directive - 1) != 0)
        return NULL;
    text += sizeof directive - 1;
    while (text < end && (*text == ' ' || *text == '\t'))
        text++;
    const char *close = text < end && *text == '"' ? memchr(text + 1, '"', (size_t)(end - text - 1)) : NULL;
    if (close == NULL)
        return NULL;
    *name = text + 1;
    *length = (size_t)(close - text - 1);
    return close + 1;
}

static void unfold_file(FILE *stream, const bri_tree *tree, size_t index) {
    size_t length, included, name_length;
    const char *text = bri_tree_file_text(tree, index, &length), *end = text + length, *name;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    while (text < end) {
        const char *after = skip_inert(text, end);
        if (after > text) {
            fwrite(text, 1, (size_t)(after - text), stream);
        } else if ((after = read_directive(text, end, &name, &name_length)) != NULL && find_file(tree, index, name, name_length, &included)) {
            fprintf(stream, "# >>> %.*s\n", (int)name_length, name);
            unfold_file(stream, tree, included);
            fprintf(stream, "\n# <<< %.*s\n", (int)name_length, name);
        } else {
            after = text + 1;
            fputc(*text, stream);
        }
        text = after;
    }
}

void bri_unfold(FILE *stream, const bri_tree *tree) {
    unfold_file(stream, tree, 0);
}

/* ---- files with data ---- */

enum { PIECE = 1 << 16 }; /* bytes of a string, or a little more */

static void put_byte(FILE *stream, char byte) {
    static const char plain[] = "\n\r\t\f\\\"", letters[] = "nrtf\\\"";
    const char *found = strchr(plain, byte);
    if (found != NULL)
        fprintf(stream, "\\%c", letters[found - plain]);
    else if ((unsigned char)byte < 0x20 || byte == 0x7F)
        fprintf(stream, "\\x%02X", (unsigned char)byte);
    else
        fputc(byte, stream);
}

/* Strings, a line each; those of a piece are joined by whoever reads them, and no UTF-8 character is cut. */
static void put_text(FILE *stream, const char *text, size_t length) {
    size_t since = 0;
    fputs("\n    \"", stream);
    for (size_t i = 0; i < length; i++) {
        bool is_inside = ((unsigned char)text[i] & 0xC0) == 0x80;
        if (i > 0 && !is_inside && since >= PIECE) {
            fputs("\",\n    \"", stream);
            since = 0;
        } else if (i > 0 && text[i - 1] == '\n') {
            fputs("\"\n    \"", stream);
        }
        put_byte(stream, text[i]);
        since++;
    }
    fputc('"', stream);
}

/* Was it kept already, by the same name? */
static bool is_repeated(const brink_scenario *scenario, uint32_t index) {
    for (uint32_t i = 0; i < index; i++)
        if (strcmp(scenario->data_files[i].name, scenario->data_files[index].name) == 0)
            return true;
    return false;
}

void bri_unfold_data(FILE *stream, const brink_scenario *scenario) {
    bool is_first = true;
    for (uint32_t i = 0; i < scenario->data_file_count; i++) {
        const bri_data_file *file = &scenario->data_files[i];
        if (file->is_within || is_repeated(scenario, i))
            continue;
        fputs(is_first ? "\n# the files that it reads\ndata = (\n" : ",\n", stream);
        is_first = false;
        fputs("  { file = \"", stream);
        for (const char *c = file->name; *c != '\0'; c++)
            put_byte(stream, *c);
        fputs("\"; text = (", stream);
        put_text(stream, file->text, file->length);
        fputs(" ); }", stream);
    }
    if (!is_first)
        fputs("\n);\n", stream);
}
