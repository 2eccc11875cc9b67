/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Includes are made safe by three limits (depth, number, bytes in all), since a few small files that include one another twice would
 * otherwise unfold without end; a cycle is found by the files' identities and not by their names, so that links and "./" do not hide it. */
#include "lang/sources.h"

#include <stdlib.h>
#include <string.h>

void bri_sources_init(bri_sources *sources, bri_arena *arena, brink_diagnostics *diagnostics) {
    *sources = (bri_sources){.arena = arena, .diagnostics = diagnostics};
}

void bri_sources_clear(bri_sources *sources) {
    for (size_t i = 0; i < sources->file_count; i++) {
        free(sources->files[i]->text.text);
    }
    free(sources->files);
    *sources = (bri_sources){0};
}

/** Add a file to the list, which then owns the text; NULL, and the text still the caller's, when memory is out. */
static bri_file *add_file(bri_sources *sources, const char *name, const bri_textfile *text) {
    if (sources->file_count == sources->file_capacity) {
        size_t capacity = sources->file_capacity == 0 ? 8 : 2 * sources->file_capacity;
        bri_file **files = reallocarray(sources->files, capacity, sizeof(bri_file *));
        if (files == NULL) {
            return NULL;
        }
        sources->files = files;
        sources->file_capacity = capacity;
    }
    bri_file *file = bri_arena_alloc(sources->arena, 1, sizeof *file);
    const bri_source *source = bri_diag_source(sources->diagnostics, name, text->text, text->length);
    if (file == NULL || source == NULL) {
        return NULL;
    }
    *file = (bri_file){.name = bri_source_name(source), .text = *text, .source = source};
    file->name = bri_arena_text(sources->arena, name, strlen(name)); /* the sources may outlive the diagnostics */
    if (file->name == NULL) {
        return NULL;
    }
    sources->files[sources->file_count++] = file;
    return file;
}

static size_t byte_order_mark(const bri_textfile *text) {
    return text->length >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/** The place of an offset in a file: for what is found before the scanner has come there. */
static bri_place place_of(const bri_file *file, size_t offset) {
    bri_place place = {.source = file->source, .line = 1, .column = 1, .length = 1};
    for (size_t i = byte_order_mark(&file->text); i < offset; i++) {
        unsigned char byte = (unsigned char)file->text.text[i];
        if (byte == '\n') {
            place.line++;
            place.column = 1;
        } else {
            place.column += (byte & 0xC0) != 0x80;
        }
    }
    return place;
}

static brink_status enter(bri_sources *sources, const bri_file *file) {
    const bri_textfile *text = &file->text;
    size_t valid = bri_text_utf8_length(text->text, text->length);
    if (valid < text->length) {
        bri_diag_error(sources->diagnostics, place_of(file, valid), "save the file as UTF-8", "byte 0x%02X is not UTF-8",
                       (unsigned char)text->text[valid]);
        return BRINK_E_SCENARIO;
    }
    sources->bytes += text->length;
    sources->stack[sources->depth++] = (bri_cursor){
        .file = file,
        .at = text->text + byte_order_mark(text),
        .end = text->text + text->length,
        .line = 1,
        .column = 1,
        .indent = 1,
        .is_line_start = true,
    };
    return BRINK_OK;
}

/** Complain about the scenario's file as a whole. */
static brink_status refuse(bri_sources *sources, const char *name, const bri_text_trouble *trouble) {
    const bri_source *source = bri_diag_source(sources->diagnostics, name, "", 0);
    bri_diag_error(sources->diagnostics, (bri_place){.source = source}, trouble->hint, "%s", trouble->what);
    return source != NULL ? BRINK_E_SCENARIO : BRINK_E_MEMORY;
}

static bool is_blank(const bri_textfile *text) {
    size_t start = byte_order_mark(text);
    return start + strspn(text->text + start, " \t\r\n\f") == text->length;
}

static brink_status open_first(bri_sources *sources, const char *name, bri_textfile *text) {
    if (is_blank(text)) {
        free(text->text);
        return refuse(sources, name, &(bri_text_trouble){.what = "the file is empty"});
    }
    bri_file *file = add_file(sources, name, text);
    if (file == NULL) {
        free(text->text);
        return BRINK_E_MEMORY;
    }
    return enter(sources, file);
}

brink_status bri_sources_open_file(bri_sources *sources, const char *path) {
    bri_textfile text;
    bri_text_trouble trouble;
    brink_status status = bri_textfile_read(&text, path, &trouble);
    if (status == BRINK_E_SCENARIO) {
        return refuse(sources, path, &trouble);
    }
    return status == BRINK_OK ? open_first(sources, path, &text) : status;
}

brink_status bri_sources_open_text(bri_sources *sources, const char *name, const char *text, size_t length) {
    bri_text_trouble trouble = {.what = "longer than 256 MB"};
    if (length > BRI_TEXT_LIMIT || !bri_text_is_text(text, length, &trouble)) {
        return refuse(sources, name, &trouble);
    }
    bri_textfile copy = {.text = malloc(length + 1), .length = length};
    if (copy.text == NULL) {
        return BRINK_E_MEMORY;
    }
    memcpy(copy.text, text, length);
    copy.text[length] = '\0';
    bri_textfile_identify(&copy, name);
    return open_first(sources, name, &copy);
}

/** The path as seen from where the program runs: relative to the file that includes it. */
static const char *path_from(bri_sources *sources, const char *path) {
    const char *name = sources->stack[sources->depth - 1].file->name;
    const char *slash = strrchr(name, '/');
    if (path[0] == '/' || slash == NULL) {
        return bri_arena_text(sources->arena, path, strlen(path));
    }
    return bri_arena_format(sources->arena, "%.*s/%s", (int)(slash - name), name, path);
}

static bool is_same_file(const bri_textfile *a, const bri_textfile *b) {
    return a->has_identity && b->has_identity && a->device == b->device && a->inode == b->inode;
}

/** Complain if the file is being read already; the hint names the chain. */
static bool is_cycle(bri_sources *sources, const bri_textfile *text, const char *path, bri_place place) {
    size_t first = 0;
    while (first < sources->depth && !is_same_file(&sources->stack[first].file->text, text)) {
        first++;
    }
    if (first == sources->depth) {
        return false;
    }
    const char *chain = sources->stack[first].file->name;
    for (size_t i = first + 1; i <= sources->depth && chain != NULL; i++) {
        const char *next = i < sources->depth ? sources->stack[i].file->name : path;
        chain = bri_arena_format(sources->arena, i == first + 1 ? "%s includes %s" : "%s, which includes %s", chain, next);
    }
    bri_diag_error(sources->diagnostics, place, chain, "\"%s\" includes itself", path);
    return true;
}

static bool is_over_a_limit(bri_sources *sources, size_t length, bri_place place) {
    if (sources->depth == BRI_INCLUDE_DEPTH) {
        bri_diag_error(sources->diagnostics, place, NULL, "includes are nested more than %d deep", BRI_INCLUDE_DEPTH - 1);
    } else if (sources->inclusions >= BRI_INCLUDE_COUNT) {
        if (sources->inclusions++ == BRI_INCLUDE_COUNT) { /* said once: there may be many more */
            bri_diag_error(sources->diagnostics, place, NULL, "more than %d includes", BRI_INCLUDE_COUNT);
        }
    } else if (length > BRI_TEXT_LIMIT - sources->bytes) {
        bri_diag_error(sources->diagnostics, place, NULL, "the scenario and its includes are longer than 256 MB");
    } else {
        return false;
    }
    return true;
}

/** The entry of a file just read, which is dropped if it was read before. */
static const bri_file *file_of(bri_sources *sources, const char *name, bri_textfile *text) {
    for (size_t i = 0; i < sources->file_count; i++) {
        if (is_same_file(&sources->files[i]->text, text)) {
            free(text->text);
            return sources->files[i];
        }
    }
    const bri_file *file = add_file(sources, name, text);
    if (file == NULL) {
        free(text->text);
    }
    return file;
}

brink_status bri_sources_include(bri_sources *sources, const char *path, bri_place place) {
    const char *name = path_from(sources, path);
    if (name == NULL) {
        return BRINK_E_MEMORY;
    }
    if (is_over_a_limit(sources, 0, place)) {
        return BRINK_E_SCENARIO;
    }
    bri_textfile text;
    bri_text_trouble trouble;
    brink_status status = bri_textfile_read(&text, name, &trouble);
    if (status == BRINK_E_SCENARIO) {
        bri_diag_error(sources->diagnostics, place, trouble.hint, "cannot include \"%s\": %s", name, trouble.what);
    }
    if (status != BRINK_OK) {
        return status;
    }
    if (is_cycle(sources, &text, name, place) || is_over_a_limit(sources, text.length, place)) {
        free(text.text);
        return BRINK_E_SCENARIO;
    }
    const bri_file *file = file_of(sources, name, &text);
    sources->inclusions++;
    return file != NULL ? enter(sources, file) : BRINK_E_MEMORY;
}

void bri_sources_leave(bri_sources *sources) {
    sources->depth--;
}
