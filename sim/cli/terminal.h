/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Messages, colour, signals, and the end of standard output.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "brink/diagnostics.h"
#include "brink/status.h"

/** One line on stderr, after "brink: ". */
void cli_message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The error's message on stderr; gives its status back. */
brink_status cli_fail(const brink_error *error);

/** The same for memory that is out. */
brink_status cli_fail_memory(void);

/** From now on say nothing, neither on stdout nor on stderr: another process speaks for this one. */
void cli_mute(void);

/** The last message since then; "" where there was none. */
const char *cli_muted_message(void);

/** Where messages go: stderr, or nowhere. */
FILE *cli_errors(void);

/** Is the stream a terminal that may be coloured (NO_COLOR unset or empty, TERM not dumb)? */
bool cli_has_colour(FILE *stream);

/** Complaints on stderr, at most limit of them (0: all). */
void cli_print_diagnostics(const brink_diagnostics *diagnostics, size_t limit);

/** Descriptors 0 to 2 that came closed are opened on nothing, so that no results file gets the number that messages are written to. */
void cli_streams_init(void);

/** SIGPIPE and SIGXFSZ become failing writes. */
void cli_signals_init(void);

/** While there is something to keep, SIGINT, SIGTERM, SIGHUP and SIGUSR1 ask to stop, and a second one stops at once; before and after, they end the
 *  program as they end any. Not 0 once it was asked to stop. */
const volatile sig_atomic_t *cli_hear_signals(void);
void cli_leave_signals(void);

/** Columns of the terminal that the stream is; 0 where it is none. */
unsigned cli_terminal_width(FILE *stream);

/** Close standard output. Data that could not be written is an error (BRINK_E_IO); where the reader has gone, end by SIGPIPE without a word. */
brink_status cli_close_stdout(void);

#endif
