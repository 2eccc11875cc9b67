/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A winner tree of next times, by arrays of a size that the compiler knows. Matches are decided without a branch, since nobody could predict
 * them; the winner is carried upwards in registers, so that each level loads the other one alone.
 */
#ifndef REFERENCE_TREE_H
#define REFERENCE_TREE_H

#include "common.h"

typedef struct tree_node {
    int64_t time; /* the bits of a double that is not negative: they are ordered as the numbers are */
    uint64_t number;
} tree_node;

INLINE int64_t tree_key(double time) {
    int64_t key;
    memcpy(&key, &time, sizeof key);
    return key;
}

INLINE tree_node tree_lesser(tree_node a, tree_node b) {
    int64_t mask = -(int64_t)(b.time < a.time);
    return (tree_node){a.time ^ ((a.time ^ b.time) & mask), a.number ^ ((a.number ^ b.number) & (uint64_t)mask)};
}

INLINE void tree_put(tree_node *tree, unsigned size, unsigned number, double time) { tree[size + number] = (tree_node){tree_key(time), number}; }

INLINE void tree_build(tree_node *tree, unsigned size) {
    for (unsigned i = size - 1; i > 0; i--) tree[i] = tree_lesser(tree[2 * i], tree[2 * i + 1]);
}

INLINE void tree_play(tree_node *tree, unsigned size, unsigned number, double time) {
    unsigned at = size + number;
    tree_node winner = tree[at] = (tree_node){tree_key(time), number};
    for (; at > 1; at >>= 1) tree[at >> 1] = winner = tree_lesser(winner, tree[at ^ 1]);
}

INLINE unsigned tree_first(const tree_node *tree) { return (unsigned)tree[1].number; }

INLINE double tree_time(const tree_node *tree) {
    double time;
    memcpy(&time, &tree[1].time, sizeof time);
    return time;
}

#endif
