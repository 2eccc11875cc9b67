/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The order of the words: from the scanner's tokens to the tree of settings.
 */
#ifndef BRI_SYNTAX_H
#define BRI_SYNTAX_H

#include "lang/mirror.h"
#include "lang/scanner.h"
#include "lang/tree.h"

/** After so many errors the rest of the text is not read. */
enum { BRI_SYNTAX_ERROR_LIMIT = 1000 };

/** Read all that the scanner's sources hold into a tree in their arena, and into the mirror. The tree is complete, and *root set, on BRINK_OK
 *  only; BRINK_E_SCENARIO: complaints were made (by the scanner or here); BRINK_E_MEMORY. */
brink_status bri_syntax_read(bri_tree_node **root, bri_scanner *scanner, bri_mirror *mirror);

#endif
