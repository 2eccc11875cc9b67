/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "brink/status.h"

static void test_error__statuses_have_texts_and_exit_codes(void **state) {
    (void)state;
    for (int status = 0; status < BRINK_STATUS_COUNT; status++) {
        assert_true(strlen(brink_status_text((brink_status)status)) > 0);
        int code = brink_status_exit_code((brink_status)status);
        assert_true((code == 0) == (status == BRINK_OK));
    }
    assert_int_equal(brink_status_exit_code(BRINK_E_SCENARIO), 3);
    assert_int_equal(brink_status_exit_code(BRINK_E_INTERRUPTED), 75);
    assert_string_equal(brink_status_text((brink_status)99), "unknown status");
    assert_int_equal(brink_status_exit_code((brink_status)-1), 1);
}

static void test_error__set_fills_and_returns(void **state) {
    (void)state;
    brink_error error = {0};
    assert_int_equal(brink_error_set(&error, BRINK_E_IO, "cannot write %s: %d", "x.h5", 28), BRINK_E_IO);
    assert_int_equal(error.status, BRINK_E_IO);
    assert_string_equal(error.message, "cannot write x.h5: 28");
    assert_int_equal(brink_error_set(NULL, BRINK_E_MEMORY, "nobody listens"), BRINK_E_MEMORY);
}

static void test_error__a_message_is_one_line(void **state) {
    (void)state;
    brink_error error;
    brink_error_set(&error, BRINK_E_IO, "first\nsecond\r\nthird");
    assert_string_equal(error.message, "first second  third");
}

static void test_error__a_long_message_is_cut_between_characters(void **state) {
    (void)state;
    brink_error error;
    char text[1200];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'x', shift);
        for (size_t i = shift; i + 3 < sizeof text; i += 3) {
            memcpy(text + i, "\xE2\x82\xAC", 4); /* the euro sign */
        }
        brink_error_set(&error, BRINK_E_IO, "%s", text);
        size_t length = strlen(error.message);
        assert_true(length < sizeof error.message && length > sizeof error.message - 4);
        assert_int_equal((length - shift) % 3, 0);
    }
    memset(text, 'y', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    brink_error_set(&error, BRINK_E_IO, "%s", text);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__statuses_have_texts_and_exit_codes),
        cmocka_unit_test(test_error__set_fills_and_returns),
        cmocka_unit_test(test_error__a_message_is_one_line),
        cmocka_unit_test(test_error__a_long_message_is_cut_between_characters),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
