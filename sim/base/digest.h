/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * SHA-256 of texts and files (by libmd: this is its only door).
 */
#ifndef BRI_DIGEST_H
#define BRI_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

/** 64 hexadecimal digits and the final NUL. */
#define BRI_DIGEST_SIZE 65

/** SHA-256 of length bytes, in lower-case hexadecimal. */
void bri_digest_text(const void *text, size_t length, char hex[BRI_DIGEST_SIZE]);

/** SHA-256 of a file's bytes. BRINK_E_IO when it cannot be read; hex is set only on success. */
brink_status bri_digest_file(const char *path, char hex[BRI_DIGEST_SIZE], brink_error *error);

/** The first 8 bytes of the SHA-256 of length bytes, taken as a little-endian number. */
uint64_t bri_digest_word(const void *text, size_t length);

#endif
