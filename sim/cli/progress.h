/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * How far a run is, on stderr: one line that is written over on a terminal, a plain line now and then in a log, or lines of JSON for programs.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "brink/run.h"

typedef enum cli_progress_mode { CLI_PROGRESS_NONE, CLI_PROGRESS_LINE, CLI_PROGRESS_PLAIN, CLI_PROGRESS_JSON } cli_progress_mode;

typedef struct cli_progress {
    cli_progress_mode mode;
    uint64_t told; /* the last time as JSON: how many were done */
    double next_plain; /* seconds: when the next line of its own is due */
    bool tells_failures; /* once, whatever the mode, when the first replications have failed */
} cli_progress;

/** "auto", "line", "plain", "json" or "none": auto is a line on a terminal, else nothing. */
cli_progress cli_progress_of(const char *word);

/** The words of --progress, NULL-terminated. */
extern const char *const cli_progress_words[];

/** brink_run's callback; context is the cli_progress. */
void cli_progress_show(void *context, const brink_progress *progress);

/** Take the line away. */
void cli_progress_end(const cli_progress *progress);

/** Sizes that fit any 64-bit number with its separators or unit. */
#define CLI_NUMBER_SIZE 32

/** "1,234,567". Gives text back. */
const char *cli_format_count(uint64_t number, char text[CLI_NUMBER_SIZE]);
/** "12.3 MB". */
const char *cli_format_bytes(uint64_t bytes, char text[CLI_NUMBER_SIZE]);
/** "8.3 s", "4 min 10 s", "2 h 5 min". */
const char *cli_format_seconds(double seconds, char text[CLI_NUMBER_SIZE]);

#endif
