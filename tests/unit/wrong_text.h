/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Texts that are no scenario files, and what is said about them.
 */
#ifndef TEST_WRONG_TEXT_H
#define TEST_WRONG_TEXT_H

/** The text, read under the name t.cfg, is refused with exactly these complaints. */
void assert_text_refused(const char *text, const char *complaints);

/** The same of the file at path. */
void assert_file_refused(const char *path, const char *complaints);

#endif
