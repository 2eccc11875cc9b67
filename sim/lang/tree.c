/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From files to a tree: the scanner (lang/scanner.h) gives words, the syntax (lang/syntax.h) orders them, libconfig (lang/mirror.h) confirms. */
#include "lang/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lang/mirror.h"
#include "lang/scanner.h"
#include "lang/sources.h"
#include "lang/syntax.h"

struct bri_tree {
    bri_arena *arena;
    bri_sources sources;
    bri_tree_node *root;
};

/** Read all that was opened. */
static brink_status read_opened(bri_tree *tree, bri_scanner *scanner) {
    bri_mirror *mirror = calloc(1, sizeof *mirror);
    if (mirror == NULL) {
        return BRINK_E_MEMORY;
    }
    brink_status status = bri_syntax_read(&tree->root, scanner, mirror);
    if (status == BRINK_OK) {
        status = bri_mirror_compare(mirror, tree->root, scanner->sources.diagnostics);
    }
    bri_mirror_clear(mirror);
    free(mirror);
    return status;
}

/** Open (a text where there is one, else the file) and read. */
static brink_status open_and_read(bri_tree *tree, const char *name, const char *text, size_t length, brink_diagnostics *diagnostics) {
    bri_scanner scanner;
    brink_status status = bri_scanner_init(&scanner, tree->arena, diagnostics);
    if (status == BRINK_OK) {
        status = text != NULL ? bri_sources_open_text(&scanner.sources, name, text, length) : bri_sources_open_file(&scanner.sources, name);
    }
    if (status == BRINK_OK) {
        status = read_opened(tree, &scanner);
    }
    tree->sources = scanner.sources;
    bri_scanner_clear(&scanner);
    return status;
}

static brink_status make(bri_tree **tree, const char *name, const char *text, size_t length, brink_diagnostics *diagnostics, brink_error *error) {
    brink_status status = BRINK_E_MEMORY;
    bri_tree *made = calloc(1, sizeof *made);
    if (made != NULL && (made->arena = bri_arena_new()) != NULL) {
        status = open_and_read(made, name, text, length, diagnostics);
    }
    if (status != BRINK_OK) {
        bri_tree_free(made);
        return brink_error_set(error, status, "%s: %s", name, brink_status_text(status));
    }
    *tree = made;
    return BRINK_OK;
}

brink_status bri_tree_read(bri_tree **tree, const char *path, brink_diagnostics *diagnostics, brink_error *error) {
    return make(tree, path, NULL, 0, diagnostics, error);
}

brink_status bri_tree_parse(bri_tree **tree, const char *name, const char *text, size_t length, brink_diagnostics *diagnostics, brink_error *error) {
    return make(tree, name, text, length, diagnostics, error);
}

void bri_tree_free(bri_tree *tree) {
    if (tree == NULL) {
        return;
    }
    bri_sources_clear(&tree->sources);
    bri_arena_free(tree->arena);
    free(tree);
}

const bri_tree_node *bri_tree_root(const bri_tree *tree) {
    return tree->root;
}

const bri_tree_node *bri_tree_child(const bri_tree_node *node, const char *name) {
    for (size_t i = 0; node->kind == BRI_TREE_GROUP && i < node->child_count; i++) {
        if (strcmp(node->children[i]->name, name) == 0) {
            return node->children[i];
        }
    }
    return NULL;
}

size_t bri_tree_file_count(const bri_tree *tree) {
    return tree->sources.file_count;
}

const char *bri_tree_file_name(const bri_tree *tree, size_t index) {
    return tree->sources.files[index]->name;
}

const char *bri_tree_file_text(const bri_tree *tree, size_t index, size_t *length) {
    *length = tree->sources.files[index]->text.length;
    return tree->sources.files[index]->text.text;
}

const char *bri_tree_kind_name(bri_tree_kind kind) {
    static const char *const names[] = {
        [BRI_TREE_GROUP] = "a group",      [BRI_TREE_LIST] = "a list",       [BRI_TREE_ARRAY] = "an array",  [BRI_TREE_INTEGER] = "an integer",
        [BRI_TREE_REAL] = "a real number", [BRI_TREE_BOOLEAN] = "a boolean", [BRI_TREE_STRING] = "a string",
    };
    return names[kind];
}
