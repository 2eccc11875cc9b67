/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4). Check value: "abc" is ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad, so that its
 * word is 0xeacf018fbf1678ba. */
#include "base/digest.h"

#include <errno.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

_Static_assert(BRI_DIGEST_SIZE == SHA256_DIGEST_STRING_LENGTH, "hexadecimal digits of SHA-256");

void bri_digest_text(const void *text, size_t length, char hex[BRI_DIGEST_SIZE]) {
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, text, length);
    SHA256End(&context, hex);
}

brink_status bri_digest_file(const char *path, char hex[BRI_DIGEST_SIZE], brink_error *error) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return brink_error_set(error, BRINK_E_IO, "cannot open %s: %s", path, strerror(errno));
    }
    SHA2_CTX context;
    SHA256Init(&context);
    unsigned char part[8192];
    for (size_t length; (length = fread(part, 1, sizeof part, file)) > 0;) {
        SHA256Update(&context, part, length);
    }
    int trouble = ferror(file) ? errno : 0;
    fclose(file);
    if (trouble != 0) {
        return brink_error_set(error, BRINK_E_IO, "cannot read %s: %s", path, strerror(trouble));
    }
    SHA256End(&context, hex);
    return BRINK_OK;
}

uint64_t bri_digest_word(const void *text, size_t length) {
    SHA2_CTX context;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Init(&context);
    SHA256Update(&context, text, length);
    SHA256Final(digest, &context);
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--) {
        word = word << 8 | digest[i];
    }
    return word;
}
