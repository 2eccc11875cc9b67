/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A scenario of several files as one text.
 */
#ifndef BRI_UNFOLD_H
#define BRI_UNFOLD_H

#include <stdio.h>

#include "lang/tree.h"
#include "plan/scenario.h"

/** Write the tree's first file with every @include replaced by the included file's text, between comment lines that name it. */
void bri_unfold(FILE *stream, const bri_tree *tree);

/** Write the files with data that the scenario reads as a section `data`, so that the text can be read without them; nothing where it reads none,
 * or has  such a section itself. */
void bri_unfold_data(FILE *stream, const brink_scenario *scenario);

#endif
