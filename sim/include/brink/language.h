/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The scenario language as the program knows it.
 */
#ifndef BRINK_LANGUAGE_H
#define BRINK_LANGUAGE_H

/** The reference page: every section with its settings, every function, every model, in Markdown, made of the tables that read scenario files. The
 *  caller frees it; NULL when memory is out. */
char *brink_language_reference(void);

#endif
