/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The scenario file as a tree of settings, each with its exact place. Values come from libconfig (this is its only door);
 * places come from a scanner of our own that reads the same text, since libconfig 1.5 knows no columns and errs on lines.
 */
#ifndef BRI_TREE_H
#define BRI_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"
#include "lang/diag.h"

typedef enum bri_tree_kind {
    BRI_TREE_GROUP, /* { name = value; } and the root */
    BRI_TREE_LIST,  /* ( … ) */
    BRI_TREE_ARRAY, /* [ … ] */
    BRI_TREE_INTEGER,
    BRI_TREE_REAL,
    BRI_TREE_BOOLEAN,
    BRI_TREE_STRING
} bri_tree_kind;

/** A setting. Plain data, owned by its tree. */
typedef struct bri_tree_node {
    bri_tree_kind kind;
    const char *name;       /* NULL for the root and for elements of lists and arrays */
    bri_place name_place;   /* of the name; of the value where there is no name */
    bri_place value_place;  /* of the value's first character (a string: its opening quote) */
    double number;          /* integer and real; boolean as 0 or 1 */
    long long integer;      /* integer only */
    const char *string;     /* string only; decoded, NUL-terminated, UTF-8 */
    size_t string_length;
    const bri_place *string_places; /* string only: the place of each decoded byte, and one for the end */
    const struct bri_tree_node *parent;
    const struct bri_tree_node *const *children; /* group, list, array: in file order */
    size_t child_count;
} bri_tree_node;

typedef struct bri_tree bri_tree;

/** Read a file and all it includes. Wrong syntax, an unreadable or binary file, a directory, cyclic includes, duplicate names:
 *  BRINK_E_SCENARIO, with the complaints in diagnostics. Memory: BRINK_E_MEMORY. *tree is set only on success; the caller frees it. */
brink_status bri_tree_read(bri_tree **tree, const char *path, brink_diagnostics *diagnostics, brink_error *error);

/** The same from a text already in memory; includes are looked for beside `name`. */
brink_status bri_tree_parse(bri_tree **tree, const char *name, const char *text, size_t length, brink_diagnostics *diagnostics,
                            brink_error *error);
void bri_tree_free(bri_tree *tree);

const bri_tree_node *bri_tree_root(const bri_tree *tree);

/** The child of a group by name, or NULL. */
const bri_tree_node *bri_tree_child(const bri_tree_node *node, const char *name);

/** The files read, in order of first opening (0 is the scenario itself): names and texts as given. */
size_t bri_tree_file_count(const bri_tree *tree);
const char *bri_tree_file_name(const bri_tree *tree, size_t index);
const char *bri_tree_file_text(const bri_tree *tree, size_t index, size_t *length);

/** "a group", "a list", "a string" … for messages. */
const char *bri_tree_kind_name(bri_tree_kind kind);

#endif
