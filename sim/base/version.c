/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Makefile hands over flags and libraries; a build without it says so. */
#include "brink/version.h"

#ifndef BRINK_BUILD_FLAGS
#define BRINK_BUILD_FLAGS "unknown"
#endif
#ifndef BRINK_BUILD_LIBRARIES
#define BRINK_BUILD_LIBRARIES "unknown"
#endif

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

const char *brink_version(void) {
    return BRINK_VERSION;
}

const char *brink_build_compiler(void) {
    return COMPILER;
}

const char *brink_build_flags(void) {
    return BRINK_BUILD_FLAGS;
}

const char *brink_build_libraries(void) {
    return BRINK_BUILD_LIBRARIES;
}
