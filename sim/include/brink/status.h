/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What a call of libbrink can end in.
 *
 * Three kinds of trouble, three mechanisms (docs/ARCHITECTURE.md):
 *  - a programmer's mistake is an assertion;
 *  - the world failing (memory, disk) is a brink_status, with a brink_error filled by the callee;
 *  - a wrong scenario is a list of complaints (brink/diagnostics.h) and BRINK_E_SCENARIO.
 * The library never prints, never exits and never jumps.
 */
#ifndef BRINK_STATUS_H
#define BRINK_STATUS_H

/** X(suffix, exit code of the program, text): the one list of statuses. */
#define BRINK_STATUS_LIST(X)                                                   \
    X(OK, 0, "done")                                                           \
    X(E_IO, 1, "input or output failed")                                       \
    X(E_MEMORY, 1, "out of memory")                                            \
    X(E_FORMAT, 1, "not a brink results file")                                 \
    X(E_NUMERIC, 1, "a computation failed")                                    \
    X(E_USAGE, 2, "wrong usage")                                               \
    X(E_SCENARIO, 3, "the scenario is wrong")                                  \
    X(E_REPLICATIONS, 4, "some replications failed")                           \
    X(E_PRECISION, 5, "the precision was not reached")                         \
    X(E_INTERRUPTED, 75, "interrupted; can be resumed")

#define BRINK_STATUS_ENUM(suffix, code, text) BRINK_##suffix,
typedef enum brink_status { BRINK_STATUS_LIST(BRINK_STATUS_ENUM) BRINK_STATUS_COUNT } brink_status;
#undef BRINK_STATUS_ENUM

/** Plain data, owned by the caller, nothing to free. Filled only when a call fails. A NULL pointer is accepted everywhere. */
typedef struct brink_error {
    brink_status status;
    char message[1000]; /**< one line, UTF-8, without a final newline */
} brink_error;

/** The status's one-line text ("out of memory"). Never NULL. */
const char *brink_status_text(brink_status status);

/** The exit code that the program gives for a status. */
int brink_status_exit_code(brink_status status);

/** Fill error (if not NULL) with status and a printf-like message; return status. */
brink_status brink_error_set(brink_error *error, brink_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
