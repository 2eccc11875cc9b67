/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Options of a command, driven by its table: the table alone makes the parser, the usage text and the completions.
 *
 * `--name VALUE`, `--name=VALUE`, `-x VALUE`, `-xVALUE`; options and operands in any order; `--` ends the options.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "brink/status.h"

typedef enum cli_option_kind {
    CLI_FLAG,   /* takes no value */
    CLI_TEXT,   /* any text */
    CLI_FILE,   /* the name of a file: completed as one */
    CLI_NUMBER, /* a whole number, 0 .. 2^64-1 */
    CLI_COUNT,  /* a whole number, at least 1 */
    CLI_REAL,   /* a number above 0 */
    CLI_CHOICE  /* one of choices, or a whole number where takes_number */
} cli_option_kind;

typedef struct cli_option {
    const char *name; /* long name, without dashes */
    char letter;      /* 0: none */
    cli_option_kind kind;
    bool is_repeated;           /* may be given more than once */
    bool takes_number;          /* CLI_CHOICE: a whole number will do as well */
    const char *argument;       /* what stands for the value in the usage text; NULL for a flag */
    const char *const *choices; /* CLI_CHOICE: NULL-terminated */
    const char *doc;            /* one line */
} cli_option;

/** What was given for one option of the table. */
typedef struct cli_value {
    size_t count;       /* how often it was given */
    const char *text;   /* the last value; NULL where none */
    uint64_t number;    /* CLI_NUMBER, CLI_COUNT */
    double real;        /* CLI_REAL */
    const char **texts; /* is_repeated: all values in order */
} cli_value;

/** A parsed command line: value[i] belongs to option i of the command's table. Texts are borrowed from argv. */
typedef struct cli_arguments {
    const struct cli_command *command;
    cli_value *value;
    const char **operands;
    size_t operand_count;
    bool wants_help; /* --help was among them; then nothing else was checked */
} cli_arguments;

/** Parse the words after the command's name. A wrong word gives BRINK_E_USAGE with the complaint in error.
 *  On success free with cli_arguments_clear. */
brink_status cli_arguments_init(cli_arguments *arguments, const struct cli_command *command, int argc, char **argv, brink_error *error);
void cli_arguments_clear(cli_arguments *arguments);

/** A whole number in decimal digits, perhaps with an exponent (1e5); false where the text is none or it does not fit. */
bool cli_number_parse(const char *text, uint64_t *number);

/** The candidates that a mistyped word may have meant: name(context, i) gives number i, NULL at the end. */
typedef struct cli_candidates {
    const char *(*name)(const void *context, size_t index);
    const void *context;
    const char *prefix; /* stands before a candidate in the hint ("--"); NULL: nothing */
} cli_candidates;

#define CLI_HINT_SIZE 64

/** `; did you mean "seed"?` of the nearest candidate, if one is near enough to be a slip of the hand; else "". Gives hint back. */
const char *cli_suggest(const char *word, cli_candidates candidates, char hint[CLI_HINT_SIZE]);

#endif
