/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of FIPS 180-4 (the examples that NIST publishes with it). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void test_digest__known_texts(void **state) {
    (void)state;
    char hex[BRI_DIGEST_SIZE];
    bri_digest_text("abc", 3, hex);
    assert_string_equal(hex, ABC);
    bri_digest_text("", 0, hex);
    assert_string_equal(hex, EMPTY);
    char *million = malloc(1000000);
    memset(million, 'a', 1000000);
    bri_digest_text(million, 1000000, hex);
    assert_string_equal(hex, MILLION);
    free(million);
}

static void test_digest__a_word_is_the_first_eight_bytes(void **state) {
    (void)state;
    assert_true(bri_digest_word("abc", 3) == UINT64_C(0xeacf018fbf1678ba));
    assert_true(bri_digest_word("", 0) == UINT64_C(0x141cfc9842c4b0e3));
}

static void test_digest__a_file_is_its_bytes(void **state) {
    (void)state;
    char path[] = "/tmp/brink-digest-XXXXXX";
    int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "wb");
    for (int i = 0; i < 1000000; i++) {
        fputc('a', file);
    }
    fclose(file);
    char hex[BRI_DIGEST_SIZE];
    assert_int_equal(bri_digest_file(path, hex, NULL), BRINK_OK);
    assert_string_equal(hex, MILLION);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(bri_digest_file(path, hex, NULL), BRINK_OK);
    assert_string_equal(hex, EMPTY);
    unlink(path);
}

static void test_digest__what_cannot_be_read_is_an_error(void **state) {
    (void)state;
    char hex[BRI_DIGEST_SIZE] = "untouched";
    brink_error error;
    assert_int_equal(bri_digest_file("/nowhere/at/all", hex, &error), BRINK_E_IO);
    assert_string_equal(error.message, "cannot open /nowhere/at/all: No such file or directory");
    assert_int_equal(error.status, BRINK_E_IO);
    assert_int_equal(bri_digest_file("/tmp", hex, &error), BRINK_E_IO);
    assert_string_equal(error.message, "cannot read /tmp: Is a directory");
    assert_string_equal(hex, "untouched");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest__known_texts),
        cmocka_unit_test(test_digest__a_word_is_the_first_eight_bytes),
        cmocka_unit_test(test_digest__a_file_is_its_bytes),
        cmocka_unit_test(test_digest__what_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
