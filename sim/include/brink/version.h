/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Which libbrink this is, and how it was built. Plain words: they go into `brink --version` and into every results file.
 */
#ifndef BRINK_VERSION_H
#define BRINK_VERSION_H

/** Version of the headers; the Makefile reads it here. */
#define BRINK_VERSION "0.1.0"

/** Version of the library in use ("0.1.0"). None of these is ever NULL. */
const char *brink_version(void);

/** The compiler, with its version ("gcc 12.2.0"). */
const char *brink_build_compiler(void);

/** The compiler's flags, separated by spaces. */
const char *brink_build_flags(void);

/** The foreign libraries it was built with ("gsl 2.7.1, config 1.5, hdf5 1.10.8, …"). */
const char *brink_build_libraries(void);

#endif
