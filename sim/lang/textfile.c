/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as texts. A user may name anything: a directory, a results file of many gigabytes, a pipe, /dev/zero. So nothing is read beyond the
 * limit, and a binary file is known by its first bytes, before the rest is read. */
#include "lang/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_PART = 4096 };

static brink_status wrong(bri_text_trouble *trouble, const char *what, const char *hint) {
    snprintf(trouble->what, sizeof trouble->what, "%s", what);
    trouble->hint = hint;
    return BRINK_E_SCENARIO;
}

static brink_status wrong_errno(bri_text_trouble *trouble, int code) {
    return wrong(trouble, code == ENOENT ? "no such file" : code == EACCES ? "permission denied" : strerror(code), NULL);
}

bool bri_text_is_text(const char *text, size_t length, bri_text_trouble *trouble) {
    if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        wrong(trouble, "the file is UTF-16, not UTF-8", "save it as UTF-8");
        return false;
    }
    if (memchr(text, '\0', length) == NULL) {
        return true;
    }
    bool is_hdf5 = length >= 8 && memcmp(text, "\x89HDF\r\n\x1A\n", 8) == 0;
    wrong(trouble, "a binary file, not a text", is_hdf5 ? "this is an HDF5 file; a scenario is a text" : NULL);
    return false;
}

/** By table 3-7 of the Unicode standard (15.0), which leaves out overlong forms and surrogates. */
size_t bri_text_character(const char *text, size_t length) {
    static const struct {
        unsigned char first, last, second_low, second_high, bytes;
    } rows[] = {{0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3},
                {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
    const unsigned char *c = (const unsigned char *)text;
    if (length > 0 && c[0] < 0x80) {
        return 1;
    }
    for (size_t r = 0; length > 0 && r < sizeof rows / sizeof rows[0]; r++) {
        if (c[0] < rows[r].first || c[0] > rows[r].last) {
            continue;
        }
        if (rows[r].bytes > length || c[1] < rows[r].second_low || c[1] > rows[r].second_high) {
            return 0;
        }
        for (size_t i = 2; i < rows[r].bytes; i++) {
            if (c[i] < 0x80 || c[i] > 0xBF) {
                return 0;
            }
        }
        return rows[r].bytes;
    }
    return 0;
}

size_t bri_text_utf8_length(const char *text, size_t length) {
    size_t offset = 0;
    for (size_t bytes = 1; bytes > 0 && offset < length; offset += bytes) {
        bytes = (unsigned char)text[offset] < 0x80 ? 1 : bri_text_character(text + offset, length - offset);
    }
    return offset;
}

/** Read to the end, or a little over the limit, or just the first part if that is binary. */
static brink_status read_all(bri_textfile *file, FILE *stream, size_t expected, size_t limit) {
    size_t capacity = expected + 2;
    char *text = malloc(capacity);
    size_t part = FIRST_PART;
    file->length = 0;
    for (size_t got = 1; text != NULL && got > 0 && file->length <= limit; part = SIZE_MAX) {
        size_t room = capacity - 1 - file->length;
        got = fread(text + file->length, 1, room < part ? room : part, stream);
        file->length += got;
        if (part == FIRST_PART && memchr(text, '\0', got) != NULL) {
            break;
        }
        if (file->length + 1 == capacity) {
            capacity = 2 * capacity < limit + 2 ? 2 * capacity : limit + 2;
            char *grown = realloc(text, capacity);
            if (grown == NULL) {
                free(text);
            }
            text = grown;
        }
    }
    if (text == NULL) {
        return BRINK_E_MEMORY;
    }
    text[file->length] = '\0';
    file->text = text;
    return BRINK_OK;
}

static brink_status read_stream(bri_textfile *file, FILE *stream, bri_text_trouble *trouble) {
    struct stat about;
    if (fstat(fileno(stream), &about) != 0) {
        return wrong_errno(trouble, errno);
    }
    if (S_ISDIR(about.st_mode)) {
        return wrong(trouble, "a directory, not a file", NULL);
    }
    size_t size = S_ISREG(about.st_mode) ? (size_t)about.st_size : 0;
    size_t limit = size > BRI_TEXT_LIMIT ? FIRST_PART : BRI_TEXT_LIMIT;
    bri_textfile got = {.has_identity = true, .device = about.st_dev, .inode = about.st_ino};
    brink_status status = read_all(&got, stream, size > FIRST_PART && size <= limit ? size : FIRST_PART, limit);
    if (status != BRINK_OK) {
        return status;
    }
    if (ferror(stream)) {
        status = wrong_errno(trouble, errno);
    } else if (!bri_text_is_text(got.text, got.length, trouble)) {
        status = BRINK_E_SCENARIO;
    } else if (got.length > limit) {
        status = wrong(trouble, "longer than 256 MB", NULL);
    }
    if (status == BRINK_OK) {
        *file = got;
    } else {
        free(got.text);
    }
    return status;
}

/** Opening a pipe that nobody writes to would wait for ever, even through a signal: it is opened without waiting, and is then empty. */
static FILE *open_stream(const char *path) {
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        return NULL;
    }
    int flags = fcntl(descriptor, F_GETFL);
    FILE *stream = flags >= 0 && fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) >= 0 ? fdopen(descriptor, "rb") : NULL;
    if (stream == NULL) {
        close(descriptor);
    }
    return stream;
}

brink_status bri_textfile_read(bri_textfile *file, const char *path, bri_text_trouble *trouble) {
    FILE *stream = open_stream(path);
    if (stream == NULL) {
        return wrong_errno(trouble, errno);
    }
    brink_status status = read_stream(file, stream, trouble);
    fclose(stream);
    return status;
}

void bri_textfile_identify(bri_textfile *file, const char *path) {
    struct stat about;
    file->has_identity = stat(path, &about) == 0;
    if (file->has_identity) {
        file->device = about.st_dev;
        file->inode = about.st_ino;
    }
}
