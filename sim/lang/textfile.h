/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A text file read whole into memory, or the reason why it cannot be one.
 */
#ifndef BRI_TEXTFILE_H
#define BRI_TEXTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "brink/status.h"

/** No file may be longer, nor all files of one scenario together. */
#define BRI_TEXT_LIMIT ((size_t)256 << 20)

typedef struct bri_textfile {
    char *text; /* NUL-terminated; the caller frees it */
    size_t length;
    bool has_identity;
    dev_t device; /* with inode: the file's identity, whatever its names */
    ino_t inode;
} bri_textfile;

/** What is wrong with a file or its bytes: "no such file". */
typedef struct bri_text_trouble {
    char what[200];
    const char *hint; /* NULL: none */
} bri_text_trouble;

/** Read a file. BRINK_E_SCENARIO: it cannot be read as a text, and trouble says why; BRINK_E_MEMORY. *file is set only on success. */
brink_status bri_textfile_read(bri_textfile *file, const char *path, bri_text_trouble *trouble);

/** The identity of a path, where there is such a file; else the file's has_identity becomes false. */
void bri_textfile_identify(bri_textfile *file, const char *path);

/** False, and the trouble, if this is no text but a binary file: it has a NUL byte. */
bool bri_text_is_text(const char *text, size_t length, bri_text_trouble *trouble);

/** Bytes of the well-formed UTF-8 character that text begins with; 0 if it does not begin with one, or is empty. */
size_t bri_text_character(const char *text, size_t length);

/** The offset of the first byte that is not UTF-8, or length where all are. */
size_t bri_text_utf8_length(const char *text, size_t length);

#endif
