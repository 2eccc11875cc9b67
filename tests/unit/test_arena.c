/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"

static void test_arena__objects_are_zeroed_and_aligned(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    assert_non_null(arena);
    for (size_t bytes = 1; bytes < 20000; bytes += 1 + bytes / 7) {
        unsigned char *object = bri_arena_alloc(arena, 1, bytes);
        assert_non_null(object);
        assert_int_equal((uintptr_t)object % (bytes >= 64 ? 64 : 16), 0);
        for (size_t i = 0; i < bytes; i++) {
            assert_int_equal(object[i], 0);
        }
        memset(object, 0xA5, bytes);
    }
    bri_arena_free(arena);
}

static void test_arena__objects_do_not_overlap(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    bri_arena *arena = bri_arena_new();
    unsigned char *objects[COUNT];
    size_t sizes[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = i % 97 == 0 ? 3000 * (1 + i % 11) : 1 + i * 31 % 90;
        objects[i] = bri_arena_alloc(arena, sizes[i], 1);
        memset(objects[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_equal(objects[i][j], i % 251);
        }
    }
    bri_arena_free(arena);
}

static void test_arena__small_objects_survive_a_large_one(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    char *before = bri_arena_text(arena, "before", 6);
    char *large = bri_arena_alloc(arena, 10 << 20, 1);
    char *after = bri_arena_text(arena, "after", 5);
    assert_non_null(large);
    memset(large, 'x', 10 << 20);
    assert_string_equal(before, "before");
    assert_string_equal(after, "after");
    assert_true(after > before && after < before + 4096); /* the large one did not end the block in use */
    bri_arena_free(arena);
}

static void test_arena__nothing_is_a_valid_pointer(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    assert_non_null(bri_arena_alloc(arena, 0, 8));
    assert_non_null(bri_arena_alloc(arena, 8, 0));
    bri_arena_free(arena);
    bri_arena_free(NULL);
}

static void test_arena__overflow_and_excess_give_null(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    assert_null(bri_arena_alloc(arena, SIZE_MAX, 2));
    assert_null(bri_arena_alloc(arena, SIZE_MAX / 2, 1));
    assert_null(bri_arena_alloc(arena, SIZE_MAX, 1));
    assert_non_null(bri_arena_alloc(arena, 1, 1)); /* and the arena goes on */
    bri_arena_free(arena);
}

static void test_arena__texts_are_copied_and_ended(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    char source[] = "pressure";
    char *copy = bri_arena_text(arena, source, 5);
    source[0] = 'X';
    assert_string_equal(copy, "press");
    assert_string_equal(bri_arena_text(arena, "", 0), "");
    assert_string_equal(bri_arena_text(arena, NULL, 0), "");
    assert_string_equal(bri_arena_format(arena, "%s-%d", "korea", 2017), "korea-2017");
    char *wide = bri_arena_format(arena, "%*d", 100000, 7);
    assert_int_equal(strlen(wide), 100000);
    assert_int_equal(wide[99999], '7');
    bri_arena_free(arena);
}

static void test_arena__size_is_what_was_handed_out(void **state) {
    (void)state;
    bri_arena *arena = bri_arena_new();
    assert_int_equal(bri_arena_size(arena), 0);
    bri_arena_alloc(arena, 10, 8);
    bri_arena_text(arena, "abc", 3);
    assert_int_equal(bri_arena_size(arena), 84);
    bri_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__objects_are_zeroed_and_aligned),    cmocka_unit_test(test_arena__objects_do_not_overlap),
        cmocka_unit_test(test_arena__small_objects_survive_a_large_one), cmocka_unit_test(test_arena__nothing_is_a_valid_pointer),
        cmocka_unit_test(test_arena__overflow_and_excess_give_null),     cmocka_unit_test(test_arena__texts_are_copied_and_ended),
        cmocka_unit_test(test_arena__size_is_what_was_handed_out),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
