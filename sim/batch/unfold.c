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
