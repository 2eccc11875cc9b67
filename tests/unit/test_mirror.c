/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random texts read both by libconfig itself and as scenarios are, and what happens when the two disagree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/mirror.h"
#include "lang/tree.h"

typedef struct fixture {
    brink_diagnostics *diagnostics;
    bri_tree *tree;
} fixture;

static brink_status parse(fixture *f, const char *text) {
    *f = (fixture){.diagnostics = brink_diagnostics_new()};
    return bri_tree_parse(&f->tree, "t.cfg", text, strlen(text), f->diagnostics, NULL);
}

static void clear(fixture *f) {
    bri_tree_free(f->tree);
    brink_diagnostics_free(f->diagnostics);
}

/** A small generator of texts that libconfig itself can read too: xorshift, seeded by the test. */
typedef struct writer {
    char text[60000];
    size_t length;
    uint64_t random;
} writer;

static unsigned pick(writer *w, unsigned below) {
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (unsigned)((w->random >> 20) % below);
}

static void put(writer *w, const char *text) {
    w->length += (size_t)sprintf(w->text + w->length, "%s", text);
}

static void put_blank(writer *w) {
    static const char *const blanks[] = {" ", "\n", "\t", " # c = 1;\n", " /* } \" */ ", "\r\n", " // x\n", ""};
    put(w, blanks[pick(w, 8)]);
}

static void put_scalar(writer *w, unsigned type) {
    static const char *const integers[] = {"0", "-1", "+42", "007", "2147483647", "-2147483648", "0x7f", "0x7FFFFFFF"};
    static const char *const reals[] = {"0.5", "-.25", "3.", "1e10", "1E-5", "+2.5e+3", "123456789.123456789", "1.7976931348623157e308"};
    static const char *const strings[] = {"\"\"",        "\"a\"",          "\"a b; c = {\"", "\"\\\"\\\\\\n\\x41\"",
                                          "\"é\" \"x\"", "\"p\"\n  \"q\"", "\"# no\"",       "\"/* no */\""};
    static const char *const booleans[] = {"true", "FALSE", "True", "false", "tRUE", "fALSE", "true", "false"};
    static const char *const *const all[] = {integers, reals, strings, booleans};
    put(w, all[type][pick(w, 8)]);
}

static void put_value(writer *w, int depth);

static void put_settings(writer *w, int depth) {
    for (unsigned i = 0, count = pick(w, 6); i < count; i++) {
        static const char *const separators[] = {";", ",", "\n"};
        w->length += (size_t)sprintf(w->text + w->length, "n%u-%c", i, 'a' + (int)pick(w, 26));
        put_blank(w);
        put(w, pick(w, 2) ? "=" : ":");
        put_blank(w);
        put_value(w, depth);
        put(w, separators[pick(w, 3)]);
        put_blank(w);
    }
}

static void put_value(writer *w, int depth) {
    unsigned kind = pick(w, depth < 5 && w->length < 40000 ? 8 : 4);
    if (kind < 4) {
        put_scalar(w, kind);
    } else if (kind == 4) {
        put(w, "{");
        put_settings(w, depth + 1);
        put(w, "}");
    } else {
        bool is_array = kind == 5;
        unsigned type = pick(w, 4);
        put(w, is_array ? "[" : "(");
        for (unsigned i = 0, count = pick(w, 6); i < count; i++) {
            put(w, i > 0 ? "," : "");
            put_blank(w);
            if (is_array) {
                put_scalar(w, type);
            } else {
                put_value(w, depth + 1);
            }
        }
        put(w, is_array ? "]" : ")");
    }
}

static void write_random(writer *w, uint64_t seed) {
    w->length = 0;
    w->random = seed * UINT64_C(0x9E3779B97F4A7C15);
    put(w, "first = 1;\n");
    put_settings(w, 0);
    put(w, "\n");
}

/** What libconfig gives for an integer: 32 bits of a hexadecimal one, and 64 of a decimal one if it needs them. */
static void assert_same_integer(const bri_tree_node *node, const config_setting_t *setting) {
    if (config_setting_type(setting) == CONFIG_TYPE_INT) {
        assert_int_equal(config_setting_get_int(setting), (int)node->integer);
    } else {
        assert_int_equal(config_setting_type(setting), CONFIG_TYPE_INT64);
        assert_true(config_setting_get_int64(setting) == node->integer);
    }
}

static void assert_same(const bri_tree_node *node, const config_setting_t *setting) {
    static const int types[] = {[BRI_TREE_GROUP] = CONFIG_TYPE_GROUP, [BRI_TREE_LIST] = CONFIG_TYPE_LIST,    [BRI_TREE_ARRAY] = CONFIG_TYPE_ARRAY,
                                [BRI_TREE_REAL] = CONFIG_TYPE_FLOAT,  [BRI_TREE_BOOLEAN] = CONFIG_TYPE_BOOL, [BRI_TREE_STRING] = CONFIG_TYPE_STRING};
    assert_non_null(setting);
    if (node->name != NULL) {
        assert_string_equal(config_setting_name(setting), node->name);
    }
    if (node->kind == BRI_TREE_INTEGER) {
        assert_same_integer(node, setting);
        return;
    }
    assert_int_equal(config_setting_type(setting), types[node->kind]);
    if (node->kind <= BRI_TREE_ARRAY) {
        assert_int_equal(config_setting_length(setting), node->child_count);
        for (size_t i = 0; i < node->child_count; i++) {
            assert_same(node->children[i], config_setting_get_elem(setting, (unsigned)i));
        }
    } else if (node->kind == BRI_TREE_STRING) {
        assert_string_equal(config_setting_get_string(setting), node->string);
    } else {
        assert_true((node->kind == BRI_TREE_REAL ? config_setting_get_float(setting) : config_setting_get_bool(setting)) == node->number);
    }
}

static void test_mirror__reads_what_libconfig_reads(void **state) {
    (void)state;
    writer *w = malloc(sizeof *w);
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        write_random(w, seed);
        config_t config;
        config_init(&config);
        if (config_read_string(&config, w->text) != CONFIG_TRUE) {
            fail_msg("seed %d, line %d: %s\n%s", (int)seed, config_error_line(&config), config_error_text(&config), w->text);
        }
        fixture f;
        assert_int_equal(parse(&f, w->text), BRINK_OK);
        assert_same(bri_tree_root(f.tree), config_root_setting(&config));
        clear(&f);
        config_destroy(&config);
    }
    free(w);
}

/** Put in or leave out one character. */
static void spoil(writer *w) {
    static const char marks[] = "{}()[]=:;,\"#/*\\ab1.-+@\n '";
    char *at = w->text + pick(w, (unsigned)w->length);
    if (pick(w, 2)) {
        *at = marks[pick(w, sizeof marks - 1)];
    } else {
        memmove(at, at + 1, strlen(at));
    }
}

/** A text that is read means what it means to libconfig, if that reads it (it does not where an array mixes integers and reals); and what is not
 *  read is complained about. */
static void test_mirror__spoilt_texts_are_refused_or_read_alike(void **state) {
    (void)state;
    writer *w = malloc(sizeof *w);
    size_t refused = 0, alike = 0, beyond = 0;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        write_random(w, seed);
        spoil(w);
        fixture f;
        brink_status status = parse(&f, w->text);
        char *rendered = brink_diagnostics_render(f.diagnostics, 0);
        assert_null(strstr(rendered, "internal error"));
        free(rendered);
        assert_int_equal(status == BRINK_OK, brink_diagnostics_error_count(f.diagnostics) == 0);
        config_t config;
        config_init(&config);
        if (status != BRINK_OK) {
            refused++;
        } else if (config_read_string(&config, w->text) == CONFIG_TRUE) {
            assert_same(bri_tree_root(f.tree), config_root_setting(&config));
            alike++;
        } else {
            beyond++;
        }
        config_destroy(&config);
        clear(&f);
    }
    assert_true(refused > 500 && alike > 500 && beyond < 50);
    free(w);
}

static void test_mirror__arrays_may_mix_integers_and_reals(void **state) {
    (void)state;
    fixture f;
    assert_int_equal(parse(&f, "range = [0, 0.5, 3000000000, 0xFFFFFFFFFF];"), BRINK_OK);
    const bri_tree_node *range = bri_tree_child(bri_tree_root(f.tree), "range");
    static const double numbers[] = {0, 0.5, 3e9, 0xFFFFFFFFFFp0};
    for (size_t i = 0; i < 4; i++) {
        assert_true(range->children[i]->number == numbers[i]);
    }
    clear(&f);
}

static const bri_place nowhere;

/** A root group with one member, read from a mirror that holds another value: the two must be found to differ. */
static void assert_disagreement(const bri_token *token, bri_tree_node member) {
    bri_mirror *mirror = calloc(1, sizeof *mirror);
    bri_mirror_open(mirror, true);
    bri_mirror_member(mirror, "x");
    bri_mirror_scalar(mirror, token);
    bri_mirror_close(mirror);
    const bri_tree_node *children[] = {&member};
    bri_tree_node root = {.kind = BRI_TREE_GROUP, .children = children, .child_count = 1, .value_place = nowhere};
    brink_diagnostics *d = brink_diagnostics_new();
    assert_int_equal(bri_mirror_compare(mirror, &root, d), BRINK_E_SCENARIO);
    char *rendered = brink_diagnostics_render(d, 0);
    assert_string_equal(rendered, "error: internal error: libconfig reads something else here\n1 error\n");
    free(rendered);
    brink_diagnostics_free(d);
    bri_mirror_clear(mirror);
    free(mirror);
}

static void test_mirror__what_libconfig_reads_otherwise_is_an_internal_error(void **state) {
    (void)state;
    bri_token three = {.kind = BRI_TOKEN_INTEGER, .text = "3", .length = 1};
    bri_token half = {.kind = BRI_TOKEN_REAL, .text = "0.5", .length = 3};
    bri_token yes = {.kind = BRI_TOKEN_BOOLEAN, .text = "true", .length = 4};
    bri_token word = {.kind = BRI_TOKEN_STRING, .text = "word", .length = 4};
    assert_disagreement(&three, (bri_tree_node){.kind = BRI_TREE_INTEGER, .name = "x", .integer = 4});
    assert_disagreement(&three, (bri_tree_node){.kind = BRI_TREE_INTEGER, .name = "y", .integer = 3});
    assert_disagreement(&three, (bri_tree_node){.kind = BRI_TREE_REAL, .name = "x", .number = 3});
    assert_disagreement(&half, (bri_tree_node){.kind = BRI_TREE_REAL, .name = "x", .number = nextafter(0.5, 1)});
    assert_disagreement(&yes, (bri_tree_node){.kind = BRI_TREE_BOOLEAN, .name = "x", .number = 0});
    assert_disagreement(&word, (bri_tree_node){.kind = BRI_TREE_STRING, .name = "x", .string = "wood"});
    assert_disagreement(&word, (bri_tree_node){.kind = BRI_TREE_GROUP, .name = "x"});
}

static void test_mirror__what_libconfig_refuses_is_an_internal_error(void **state) {
    (void)state;
    bri_token bad = {.kind = BRI_TOKEN_REAL, .text = "$", .length = 1};
    bri_mirror *mirror = calloc(1, sizeof *mirror);
    bri_mirror_open(mirror, true);
    bri_mirror_member(mirror, "x");
    bri_mirror_scalar(mirror, &bad);
    bri_mirror_close(mirror);
    brink_diagnostics *d = brink_diagnostics_new();
    bri_tree_node root = {.kind = BRI_TREE_GROUP};
    assert_int_equal(bri_mirror_compare(mirror, &root, d), BRINK_E_SCENARIO);
    char *rendered = brink_diagnostics_render(d, 0);
    assert_string_equal(rendered, "error: internal error: libconfig does not read it: syntax error\n1 error\n");
    free(rendered);
    brink_diagnostics_free(d);
    bri_mirror_clear(mirror);
    free(mirror);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mirror__reads_what_libconfig_reads),
        cmocka_unit_test(test_mirror__spoilt_texts_are_refused_or_read_alike),
        cmocka_unit_test(test_mirror__arrays_may_mix_integers_and_reals),
        cmocka_unit_test(test_mirror__what_libconfig_reads_otherwise_is_an_internal_error),
        cmocka_unit_test(test_mirror__what_libconfig_refuses_is_an_internal_error),
    };
    return cmocka_run_group_tests_name("mirror", tests, NULL, NULL);
}
