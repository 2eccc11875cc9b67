/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The door to libconfig. While the syntax reads a scenario, it writes each word into a mirror, as written; libconfig then reads that text, the two
 * trees are walked in step, and a value stands only where both agree on it.
 */
#ifndef BRI_MIRROR_H
#define BRI_MIRROR_H

#include "lang/scanner.h"
#include "lang/tree.h"

/** Groups, lists and arrays may be nested so deep. */
enum { BRI_NESTING_LIMIT = 200 };

typedef struct bri_mirror {
    bri_bytes text;
    struct {
        bool is_group;
        size_t count;
    } levels[BRI_NESTING_LIMIT + 1]; /* the root is one */
    size_t depth;
    bool is_out_of_memory;
} bri_mirror;

/** All zero is an empty mirror. */
void bri_mirror_clear(bri_mirror *mirror);

/** A group, list or array begins or ends. */
void bri_mirror_open(bri_mirror *mirror, bool is_group);
void bri_mirror_close(bri_mirror *mirror);

/** The next member of what was opened last; name is NULL in lists and arrays. Its value must follow. */
void bri_mirror_member(bri_mirror *mirror, const char *name);

/** A boolean, number or string. */
void bri_mirror_scalar(bri_mirror *mirror, const bri_token *token);

/** Have libconfig read the mirror, compare with the tree, and take its values. BRINK_E_SCENARIO: they disagree, and the complaints call it
 *  an internal error. */
brink_status bri_mirror_compare(bri_mirror *mirror, bri_tree_node *root, brink_diagnostics *diagnostics);

#endif
