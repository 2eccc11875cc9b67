/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of a right file, and all that can be wrong with files as such. The tests work in a directory of their own. */
#define _GNU_SOURCE /* newlocale */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lang/sources.h"
#include "lang/tree.h"
#include "wrong_text.h"

typedef struct fixture {
    brink_diagnostics *diagnostics;
    bri_tree *tree;
} fixture;

static const bri_tree_node *parsed(fixture *f, const char *text) {
    f->diagnostics = brink_diagnostics_new();
    brink_error error = {0};
    if (bri_tree_parse(&f->tree, "t.cfg", text, strlen(text), f->diagnostics, &error) != BRINK_OK) {
        char *rendered = brink_diagnostics_render(f->diagnostics, 0);
        fail_msg("%s\n%s", error.message, rendered);
    }
    assert_int_equal(brink_diagnostics_error_count(f->diagnostics), 0);
    return bri_tree_root(f->tree);
}

static const bri_tree_node *read_file(fixture *f, const char *path) {
    f->diagnostics = brink_diagnostics_new();
    brink_error error = {0};
    if (bri_tree_read(&f->tree, path, f->diagnostics, &error) != BRINK_OK) {
        char *rendered = brink_diagnostics_render(f->diagnostics, 0);
        fail_msg("%s\n%s", error.message, rendered);
    }
    return bri_tree_root(f->tree);
}

static void clear(fixture *f) {
    bri_tree_free(f->tree);
    brink_diagnostics_free(f->diagnostics);
}

static void write_bytes(const char *path, const char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void write_text(const char *path, const char *text) {
    write_bytes(path, text, strlen(text));
}

static void assert_place(bri_place place, int line, int column, int length) {
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    assert_int_equal(place.length, length);
}

static void test_tree__values_of_all_kinds(void **state) {
    (void)state;
    fixture f;
    const bri_tree_node *root = parsed(&f, "i = 3; h = 0x1FFFFFFFFF; l = -5L; r : 0.25, b = True\n"
                                           "s = \"a\\tb\" \"c\"; g = { x = 1; }; e = {}; n = (1, \"x\", (), [2.5, 1]);");
    assert_int_equal(root->kind, BRI_TREE_GROUP);
    assert_int_equal(root->child_count, 9);
    assert_null(root->parent);
    const bri_tree_node *i = bri_tree_child(root, "i");
    assert_int_equal(i->kind, BRI_TREE_INTEGER);
    assert_int_equal(i->integer, 3);
    assert_true(i->number == 3);
    assert_true(bri_tree_child(root, "h")->integer == 0x1FFFFFFFFF);
    assert_int_equal(bri_tree_child(root, "l")->integer, -5);
    assert_int_equal(bri_tree_child(root, "r")->kind, BRI_TREE_REAL);
    assert_true(bri_tree_child(root, "r")->number == 0.25);
    assert_int_equal(bri_tree_child(root, "b")->kind, BRI_TREE_BOOLEAN);
    assert_true(bri_tree_child(root, "b")->number == 1);
    const bri_tree_node *s = bri_tree_child(root, "s");
    assert_int_equal(s->kind, BRI_TREE_STRING);
    assert_string_equal(s->string, "a\tbc");
    assert_int_equal(s->string_length, 4);
    const bri_tree_node *g = bri_tree_child(root, "g");
    assert_int_equal(g->child_count, 1);
    assert_ptr_equal(g->children[0]->parent, g);
    assert_ptr_equal(g->parent, root);
    assert_int_equal(bri_tree_child(root, "e")->child_count, 0);
    const bri_tree_node *n = bri_tree_child(root, "n");
    assert_int_equal(n->child_count, 4);
    assert_null(n->children[0]->name);
    assert_int_equal(n->children[2]->kind, BRI_TREE_LIST);
    assert_int_equal(n->children[3]->kind, BRI_TREE_ARRAY);
    assert_true(n->children[3]->children[1]->number == 1);
    assert_null(bri_tree_child(root, "x"));
    assert_null(bri_tree_child(n, "x"));
    assert_null(bri_tree_child(i, "x"));
    clear(&f);
}

static void test_tree__places(void **state) {
    (void)state;
    fixture f;
    const bri_tree_node *root = parsed(&f, "brink = 1;\n  model = { kind = \"log\\nlinear\" \"x\";\n terms = ( -0.5, true ); };");
    const bri_tree_node *model = bri_tree_child(root, "model"), *kind = bri_tree_child(model, "kind");
    const bri_tree_node *terms = bri_tree_child(model, "terms");
    assert_place(model->name_place, 2, 3, 5);
    assert_place(model->value_place, 2, 11, 1);
    assert_place(kind->name_place, 2, 13, 4);
    assert_place(kind->value_place, 2, 20, 13);
    assert_place(kind->string_places[0], 2, 21, 1);
    assert_place(kind->string_places[3], 2, 24, 2);
    assert_place(kind->string_places[4], 2, 26, 1);
    assert_place(kind->string_places[10], 2, 35, 1);
    assert_place(kind->string_places[11], 2, 36, 1);
    assert_place(terms->children[0]->value_place, 3, 12, 4);
    assert_place(terms->children[0]->name_place, 3, 12, 4);
    assert_place(terms->children[1]->value_place, 3, 18, 4);
    assert_string_equal(bri_source_name(kind->value_place.source), "t.cfg");
    clear(&f);
}

static void test_tree__what_is_liked_in_libconfig_files_is_read(void **state) {
    (void)state;
    fixture f;
    clear((parsed(&f, "a = 1 b = 2, c : 3; d = { e = 1 f = 2 } # no line end"), &f));
    clear((parsed(&f, "\xEF\xBB\xBF"
                      "a = 1;\r\n\tb = \"x\";\r\n"),
           &f));
    clear((parsed(&f, "/* only */ # comments\n"), &f));
    clear((parsed(&f, "\f\fa = 1;\f// end"), &f));
    clear((parsed(&f, "a = \"Größe 😀\"; // é\n"), &f));
    clear((parsed(&f, "a={b:{c=({d=[1,2]},());},e=\"\"}"), &f));
}

static void test_tree__many_members_keep_their_order(void **state) {
    (void)state;
    enum { COUNT = 5000 };
    char *text = malloc((size_t)COUNT * 40), *at = text;
    at += sprintf(at, "g = {");
    for (int i = 0; i < COUNT; i++) {
        at += sprintf(at, " n%d = %d;", i, i);
    }
    at += sprintf(at, " }; l = ( 0");
    for (int i = 1; i < COUNT; i++) {
        at += sprintf(at, ", %d", i);
    }
    memcpy(at, " );", 4);
    fixture f;
    const bri_tree_node *root = parsed(&f, text);
    for (size_t c = 0; c < 2; c++) {
        assert_int_equal(root->children[c]->child_count, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assert_int_equal(root->children[c]->children[i]->integer, i);
        }
    }
    free(text);
    clear(&f);
}

static void test_tree__the_callers_locale_neither_matters_nor_changes(void **state) {
    (void)state;
    locale_t comma = newlocale(LC_NUMERIC_MASK, "de_DE.UTF-8", (locale_t)0);
    if (comma == (locale_t)0) {
        comma = newlocale(LC_NUMERIC_MASK, "C.UTF-8", (locale_t)0); /* then at least that it does not change */
    }
    locale_t before = uselocale(comma);
    fixture f;
    const bri_tree_node *root = parsed(&f, "x = 0.5;");
    assert_true(bri_tree_child(root, "x")->number == 0.5);
    assert_ptr_equal(uselocale((locale_t)0), comma);
    clear(&f);
    uselocale(before);
    freelocale(comma);
}

// ---- files

static void test_tree__files_that_are_none(void **state) {
    (void)state;
    mkdir("dir", 0700);
    assert_file_refused("none.cfg", "none.cfg: error: no such file\n1 error\n");
    assert_file_refused("dir", "dir: error: a directory, not a file\n1 error\n");
    assert_file_refused("dir/x/y", "dir/x/y: error: no such file\n1 error\n");
    write_text("file", "a = 1;");
    assert_file_refused("file/x", "file/x: error: Not a directory\n1 error\n");
    write_text("empty.cfg", "");
    assert_file_refused("empty.cfg", "empty.cfg: error: the file is empty\n1 error\n");
    write_text("blank.cfg", "\xEF\xBB\xBF \r\n\t\n");
    assert_file_refused("blank.cfg", "blank.cfg: error: the file is empty\n1 error\n");
    if (geteuid() != 0) { /* root reads everything */
        write_text("secret.cfg", "a = 1;");
        chmod("secret.cfg", 0);
        assert_file_refused("secret.cfg", "secret.cfg: error: permission denied\n1 error\n");
    }
}

static void test_tree__files_that_are_no_texts(void **state) {
    (void)state;
    write_bytes("nul.cfg", "a = 1;\0", 7);
    assert_file_refused("nul.cfg", "nul.cfg: error: a binary file, not a text\n1 error\n");
    write_bytes("out.h5", "\x89HDF\r\n\x1A\n\0\0\0", 11);
    assert_file_refused("out.h5", "out.h5: error: a binary file, not a text\n      = this is an HDF5 file; a scenario is a text\n1 error\n");
    write_bytes("utf16.cfg",
                "\xFF\xFE"
                "a\0=\0",
                6);
    assert_file_refused("utf16.cfg", "utf16.cfg: error: the file is UTF-16, not UTF-8\n      = save it as UTF-8\n1 error\n");
    write_text("latin1.cfg", "# ok é\na = \"Gr\xF6\xDF"
                             "e\";\n");
    assert_file_refused("latin1.cfg", "latin1.cfg:2:8: error: byte 0xF6 is not UTF-8\n"
                                      "    2 | a = \"Gr\xEF\xBF\xBD\xEF\xBF\xBD"
                                      "e\";\n"
                                      "      |        ^\n"
                                      "      = save the file as UTF-8\n"
                                      "1 error\n");
    write_text("surrogate.cfg", "a = \"\xED\xA0\x80\";");
    assert_file_refused("surrogate.cfg", "surrogate.cfg:1:6: error: byte 0xED is not UTF-8\n"
                                         "    1 | a = \"\xEF\xBF\xBD\";\n"
                                         "      |      ^\n"
                                         "      = save the file as UTF-8\n"
                                         "1 error\n");
    assert_file_refused("/dev/zero", "/dev/zero: error: a binary file, not a text\n1 error\n");
}

static void test_tree__huge_files_are_refused_before_they_are_read(void **state) {
    (void)state;
    write_text("huge.cfg", "a = 1;\n");
    char *padding = malloc(8192);
    memset(padding, '\n', 8192);
    write_bytes("huge.cfg", padding, 8192);
    free(padding);
    assert_int_equal(truncate("huge.cfg", (off_t)1 << 40), 0); /* a sparse file */
    assert_file_refused("huge.cfg", "huge.cfg: error: longer than 256 MB\n1 error\n");
}

static void test_tree__a_text_with_a_nul_is_refused(void **state) {
    (void)state;
    brink_diagnostics *d = brink_diagnostics_new();
    bri_tree *tree;
    assert_int_equal(bri_tree_parse(&tree, "t.cfg", "a = 1;\0b", 8, d, NULL), BRINK_E_SCENARIO);
    assert_int_equal(brink_diagnostics_error_count(d), 1);
    brink_diagnostics_free(d);
    assert_text_refused("", "t.cfg: error: the file is empty\n1 error\n");
}

static void test_tree__a_pipe_is_read_to_its_end(void **state) {
    (void)state;
    FILE *writer;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    writer = fdopen(ends[1], "w");
    for (int i = 0; i < 1000; i++) {
        fprintf(writer, "name_%d = %d;\n", i, i);
    }
    fclose(writer);
    char path[40];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    fixture f;
    assert_int_equal(read_file(&f, path)->child_count, 1000);
    clear(&f);
    close(ends[0]);
}

// ---- includes

static void test_tree__includes_are_relative_to_the_including_file(void **state) {
    (void)state;
    mkdir("inc", 0700);
    mkdir("inc/deep", 0700);
    write_text("main.cfg", "a = 1;\n@include \"inc/one.cfg\"\nz = { # c\n  @include \"inc/tail\\\\.cfg\" y = 2;\n};\n");
    write_text("inc/one.cfg", "\xEF\xBB\xBF"
                              "b = 2;\n@include \"deep/two.cfg\"\nd = \"x\" # no line end");
    write_text("inc/deep/two.cfg", "c = 3;");
    write_text("inc/tail\\.cfg", "x = (1,\n 2)");
    fixture f;
    const bri_tree_node *root = read_file(&f, "./main.cfg");
    static const char *const names[] = {"a", "b", "c", "d", "z"};
    assert_int_equal(root->child_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(root->children[i]->name, names[i]);
    }
    assert_string_equal(bri_source_name(root->children[2]->name_place.source), "./inc/deep/two.cfg");
    assert_place(root->children[3]->value_place, 3, 5, 3);
    assert_int_equal(root->children[4]->child_count, 2);
    assert_place(root->children[4]->children[1]->name_place, 4, 29, 1);
    static const char *const files[] = {"./main.cfg", "./inc/one.cfg", "./inc/deep/two.cfg", "./inc/tail\\.cfg"};
    assert_int_equal(bri_tree_file_count(f.tree), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(bri_tree_file_name(f.tree, i), files[i]);
    }
    size_t length;
    const char *text = bri_tree_file_text(f.tree, 1, &length);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(text,
                        "\xEF\xBB\xBF"
                        "b",
                        4); /* as given */
    clear(&f);
}

static void test_tree__a_file_may_be_included_twice_and_is_listed_once(void **state) {
    (void)state;
    write_text("part.cfg", "x = 1;\n");
    write_text("twice.cfg", "a = {\n@include \"part.cfg\"\n}\nb = {\n@include \"./part.cfg\"\n}\n");
    fixture f;
    const bri_tree_node *root = read_file(&f, "twice.cfg");
    assert_int_equal(root->children[1]->children[0]->integer, 1);
    assert_int_equal(bri_tree_file_count(f.tree), 2);
    clear(&f);
}

static void test_tree__a_text_includes_from_beside_its_name(void **state) {
    (void)state;
    mkdir("beside", 0700);
    write_text("beside/part.cfg", "x = 1;");
    brink_diagnostics *d = brink_diagnostics_new();
    bri_tree *tree;
    const char *text = "@include \"part.cfg\"";
    assert_int_equal(bri_tree_parse(&tree, "beside/t.cfg", text, strlen(text), d, NULL), BRINK_OK);
    assert_int_equal(bri_tree_root(tree)->child_count, 1);
    bri_tree_free(tree);
    brink_diagnostics_free(d);
}

static void test_tree__includes_that_cannot_be_read(void **state) {
    (void)state;
    mkdir("dir", 0700);
    write_text("missing.cfg", "a = ;\n@include \"nowhere.cfg\"\n  @include \"dir\"\nb = ;\n");
    write_bytes("dir/bin", "\0", 1);
    write_text("dir/sub.cfg", "@include \"bin\"\n@include \"gone.cfg\"; x = 1;\n");
    assert_file_refused("missing.cfg", "missing.cfg:1:3: error: \"a\" has no value\n"
                                       "    1 | a = ;\n"
                                       "      |   ^\n"
                                       "missing.cfg:2:10: error: cannot include \"nowhere.cfg\": no such file\n"
                                       "    2 | @include \"nowhere.cfg\"\n"
                                       "      |          ^~~~~~~~~~~~~\n"
                                       "missing.cfg:3:12: error: cannot include \"dir\": a directory, not a file\n"
                                       "    3 |   @include \"dir\"\n"
                                       "      |            ^~~~~\n"
                                       "missing.cfg:4:3: error: \"b\" has no value\n"
                                       "    4 | b = ;\n"
                                       "      |   ^\n"
                                       "4 errors\n");
    assert_file_refused("dir/sub.cfg", "dir/sub.cfg:1:10: error: cannot include \"dir/bin\": a binary file, not a text\n"
                                       "    1 | @include \"bin\"\n"
                                       "      |          ^~~~~\n"
                                       "dir/sub.cfg:2:10: error: cannot include \"dir/gone.cfg\": no such file\n"
                                       "    2 | @include \"gone.cfg\"; x = 1;\n"
                                       "      |          ^~~~~~~~~~\n"
                                       "dir/sub.cfg:2:20: error: no \";\" after @include\n"
                                       "    2 | @include \"gone.cfg\"; x = 1;\n"
                                       "      |                    ^\n"
                                       "3 errors\n");
}

static void test_tree__complaints_name_the_included_file(void **state) {
    (void)state;
    write_text("outer.cfg", "a = 1;\n@include \"inner.cfg\"\nb = ;\n");
    write_text("inner.cfg", "\n  c = USA;\n  a = 2;\n");
    assert_file_refused("outer.cfg", "outer.cfg:3:3: error: \"b\" has no value\n"
                                     "    3 | b = ;\n"
                                     "      |   ^\n"
                                     "inner.cfg:2:7: error: a text, quantity, date or formula must stand in quotes\n"
                                     "    2 |   c = USA;\n"
                                     "      |       ^~~\n"
                                     "      = write \"USA\"\n"
                                     "inner.cfg:3:3: error: \"a\" is set twice\n"
                                     "    3 |   a = 2;\n"
                                     "      |   ^\n"
                                     "      = first set at outer.cfg:1:1\n"
                                     "3 errors\n");
}

static void test_tree__cycles_are_named(void **state) {
    (void)state;
    write_text("a.cfg", "@include \"b.cfg\"\n");
    write_text("b.cfg", "@include \"c.cfg\"\n");
    write_text("c.cfg", "x = 1;\n@include \"./a.cfg\"\n");
    write_text("self.cfg", "@include \"self.cfg\"\ny = ;\n");
    assert_file_refused("a.cfg", "c.cfg:2:10: error: \"./a.cfg\" includes itself\n"
                                 "    2 | @include \"./a.cfg\"\n"
                                 "      |          ^~~~~~~~~\n"
                                 "      = a.cfg includes b.cfg, which includes c.cfg, which includes ./a.cfg\n"
                                 "1 error\n");
    assert_file_refused("self.cfg", "self.cfg:1:10: error: \"self.cfg\" includes itself\n"
                                    "    1 | @include \"self.cfg\"\n"
                                    "      |          ^~~~~~~~~~\n"
                                    "      = self.cfg includes self.cfg\n"
                                    "self.cfg:2:3: error: \"y\" has no value\n"
                                    "    2 | y = ;\n"
                                    "      |   ^\n"
                                    "2 errors\n");
}

/** d0.cfg includes d1.cfg includes … */
static void write_chain(int length) {
    for (int i = 0; i < length; i++) {
        char path[20], text[60];
        snprintf(path, sizeof path, "d%d.cfg", i);
        snprintf(text, sizeof text, i + 1 < length ? "@include \"d%d.cfg\"\n" : "x = 1;", i + 1);
        write_text(path, text);
    }
}

static void test_tree__includes_have_a_depth(void **state) {
    (void)state;
    write_chain(BRI_INCLUDE_DEPTH);
    fixture f;
    assert_int_equal(read_file(&f, "d0.cfg")->child_count, 1);
    clear(&f);
    write_chain(BRI_INCLUDE_DEPTH + 1);
    assert_file_refused("d0.cfg", "d15.cfg:1:10: error: includes are nested more than 15 deep\n"
                                  "    1 | @include \"d16.cfg\"\n"
                                  "      |          ^~~~~~~~~\n"
                                  "1 error\n");
}

static void test_tree__includes_that_would_unfold_without_end_do_end(void **state) {
    (void)state;
    for (int i = 0; i < 10; i++) {
        char path[20], text[200], *at = text;
        snprintf(path, sizeof path, "w%d.cfg", i);
        for (int j = 0; j < 8; j++) {
            at += sprintf(at, "@include \"w%d.cfg\"\n", i + 1);
        }
        write_text(path, text);
    }
    write_text("w10.cfg", "\n");
    brink_diagnostics *d = brink_diagnostics_new();
    bri_tree *tree;
    assert_int_equal(bri_tree_read(&tree, "w0.cfg", d, NULL), BRINK_E_SCENARIO);
    char *rendered = brink_diagnostics_render(d, 1);
    assert_non_null(strstr(rendered, "error: more than 1000 includes\n"));
    free(rendered);
    brink_diagnostics_free(d);
}

// ---- the directory

static char directory[] = "/tmp/brink-tree-XXXXXX";

static int enter_directory(void **state) {
    (void)state;
    return mkdtemp(directory) != NULL && chdir(directory) == 0 ? 0 : -1;
}

static int leave_directory(void **state) {
    (void)state;
    char command[80];
    snprintf(command, sizeof command, "rm -rf '%s'", directory);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree__values_of_all_kinds),
        cmocka_unit_test(test_tree__places),
        cmocka_unit_test(test_tree__what_is_liked_in_libconfig_files_is_read),
        cmocka_unit_test(test_tree__many_members_keep_their_order),
        cmocka_unit_test(test_tree__the_callers_locale_neither_matters_nor_changes),
        cmocka_unit_test(test_tree__files_that_are_none),
        cmocka_unit_test(test_tree__files_that_are_no_texts),
        cmocka_unit_test(test_tree__huge_files_are_refused_before_they_are_read),
        cmocka_unit_test(test_tree__a_text_with_a_nul_is_refused),
        cmocka_unit_test(test_tree__a_pipe_is_read_to_its_end),
        cmocka_unit_test(test_tree__includes_are_relative_to_the_including_file),
        cmocka_unit_test(test_tree__a_file_may_be_included_twice_and_is_listed_once),
        cmocka_unit_test(test_tree__a_text_includes_from_beside_its_name),
        cmocka_unit_test(test_tree__includes_that_cannot_be_read),
        cmocka_unit_test(test_tree__complaints_name_the_included_file),
        cmocka_unit_test(test_tree__cycles_are_named),
        cmocka_unit_test(test_tree__includes_have_a_depth),
        cmocka_unit_test(test_tree__includes_that_would_unfold_without_end_do_end),
    };
    return cmocka_run_group_tests_name("tree", tests, enter_directory, leave_directory);
}
