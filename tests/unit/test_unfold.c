/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/unfold.h"

static char folder[] = "/tmp/brink-unfold-XXXXXX";

static void put(const char *name, const char *text) {
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static char *unfold(const char *name) {
    char path[64], *text = NULL;
    size_t length;
    bri_tree *tree;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(bri_tree_read(&tree, path, diagnostics, NULL), BRINK_OK);
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    bri_unfold(stream, tree);
    fclose(stream);
    bri_tree_free(tree);
    brink_diagnostics_free(diagnostics);
    return text;
}

/* The unfolded text reads as the same tree, from anywhere. */
static size_t count_settings(const char *text) {
    bri_tree *tree;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(bri_tree_parse(&tree, "/elsewhere/all.cfg", text, strlen(text), diagnostics, NULL), BRINK_OK);
    size_t count = bri_tree_root(tree)->child_count;
    bri_tree_free(tree);
    brink_diagnostics_free(diagnostics);
    return count;
}

static void test_unfold__a_file_alone_stays_as_it_is(void **state) {
    (void)state;
    const char *text = "a = 1; # @include \"b\"\ns = \"@include \\\" x\";\n/*\n@include \"c\"\n*/\n";
    put("alone.cfg", text);
    char *found = unfold("alone.cfg");
    assert_string_equal(found, text);
    free(found);
}

static void test_unfold__includes_are_put_in_their_places(void **state) {
    (void)state;
    put("main.cfg", "a = 1;\n@include \"inner.cfg\"\nd = 4;\n  @include \"last.cfg\"\n");
    put("inner.cfg", "\xEF\xBB\xBF" "b = 2;\n@include \"last.cfg\"\n");
    put("last.cfg", "/* nothing */");
    char *found = unfold("main.cfg");
    assert_string_equal(found, "a = 1;\n# >>> inner.cfg\nb = 2;\n# >>> last.cfg\n/* nothing */\n# <<< last.cfg\n\n\n# <<< inner.cfg\n\nd = 4;\n"
                               "  # >>> last.cfg\n/* nothing */\n# <<< last.cfg\n\n");
    assert_int_equal(count_settings(found), 3);
    free(found);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state) {
    (void)state;
    const char *names[] = {"alone.cfg", "main.cfg", "inner.cfg", "last.cfg"};
    for (int i = 0; i < 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unfold__a_file_alone_stays_as_it_is),
        cmocka_unit_test(test_unfold__includes_are_put_in_their_places),
    };
    return cmocka_run_group_tests_name("unfold", tests, set_up, tear_down);
}
