/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statuses and the plain-data error. A message must stay one line of valid UTF-8 whatever it quotes, so line breaks in it become
 * blanks and a message too long for its field is cut between characters. */
#include "brink/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef struct status_row {
    const char *text;
    int exit_code;
} status_row;

#define STATUS_ROW(suffix, code, words) [BRINK_##suffix] = {.text = (words), .exit_code = (code)},
static const status_row status_rows[BRINK_STATUS_COUNT] = {BRINK_STATUS_LIST(STATUS_ROW)};
#undef STATUS_ROW

static const status_row unknown_status = {.text = "unknown status", .exit_code = 1};

static const status_row *row_of(brink_status status) {
    return (unsigned)status < BRINK_STATUS_COUNT ? &status_rows[status] : &unknown_status;
}

const char *brink_status_text(brink_status status) {
    return row_of(status)->text;
}

int brink_status_exit_code(brink_status status) {
    return row_of(status)->exit_code;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/** Where a text of `length` bytes must be cut so that no character is split: the start of its last character if bytes are missing from it. */
static size_t whole_characters(const char *text, size_t length) {
    size_t start = length;
    while (start > 0 && is_continuation(text[start - 1])) {
        start--;
    }
    if (start == 0) {
        return length;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return length - (start - 1) < needed ? start - 1 : length;
}

brink_status brink_error_set(brink_error *error, brink_status status, const char *format, ...) {
    if (error == NULL) {
        return status;
    }
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length < 0) {
        snprintf(error->message, sizeof error->message, "%s", brink_status_text(status));
    } else if ((size_t)length >= sizeof error->message) {
        error->message[whole_characters(error->message, sizeof error->message - 1)] = '\0';
    }
    for (char *c = error->message; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r') {
            *c = ' ';
        }
    }
    return status;
}
