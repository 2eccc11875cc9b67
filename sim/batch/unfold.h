/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario of several files as one text.
 */
#ifndef BRI_UNFOLD_H
#define BRI_UNFOLD_H

#include <stdio.h>

#include "lang/tree.h"

/** Write the tree's first file with every @include replaced by the included file's text, between comment lines that name it. */
void bri_unfold(FILE *stream, const bri_tree *tree);

#endif
