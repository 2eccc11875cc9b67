/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table-driven parsing of a command line. --help (-h) belongs to every command and stands in no table. */
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

/** Where the parser stands. */
typedef struct scan {
    cli_arguments *arguments;
    int argc, next; /* the word to read next */
    char **argv;
    brink_error *error;
} scan;

/** One digit more; false: the number is too large. */
static bool append_digit(uint64_t *number, uint64_t digit) {
    if (*number > (UINT64_MAX - digit) / 10) return false;
    *number = *number * 10 + digit;
    return true;
}

bool cli_number_parse(const char *text, uint64_t *number) {
    uint64_t sum = 0;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < digits; i++) {
        if (!append_digit(&sum, (uint64_t)(text[i] - '0'))) return false;
    }
    const char *rest = text + digits;
    if (digits > 0 && (*rest == 'e' || *rest == 'E')) { /* 1e5 is a whole number, too */
        size_t power = strspn(rest + 1, "0123456789");
        if (power == 0 || power > 2 || rest[1 + power] != '\0') return false;
        for (long zeros = strtol(rest + 1, NULL, 10); zeros > 0; zeros--) {
            if (!append_digit(&sum, 0)) return false;
        }
        rest += 1 + power;
    }
    if (digits == 0 || *rest != '\0') return false;
    *number = sum;
    return true;
}

static const char *option_name(const void *context, size_t index) {
    const cli_command *command = context;
    if (index == command->option_count) return "help";
    return index < command->option_count ? command->options[index].name : NULL;
}

static const char *choice_name(const void *context, size_t index) {
    return ((const char *const *)context)[index];
}

static bool is_choice(const cli_option *option, const char *text) {
    for (const char *const *choice = option->choices; *choice != NULL; choice++) {
        if (strcmp(*choice, text) == 0) return true;
    }
    return false;
}

static brink_status complain_choice(const cli_option *option, const char *text, brink_error *error) {
    char list[400] = "";
    for (const char *const *choice = option->choices; *choice != NULL; choice++) {
        bool is_last = choice[1] == NULL && !option->takes_number;
        if (choice != option->choices) strncat(list, is_last ? " or " : ", ", sizeof list - strlen(list) - 1);
        strncat(list, *choice, sizeof list - strlen(list) - 1);
    }
    char hint[CLI_HINT_SIZE];
    cli_suggest(text, (cli_candidates){.name = choice_name, .context = option->choices}, hint);
    return brink_error_set(error, BRINK_E_USAGE, "--%s wants %s%s, not \"%s\"%s", option->name, list,
                           option->takes_number ? " or a whole number" : "", text, hint);
}

static bool parse_real(const char *text, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number) && *number > 0.0;
}

/** Does the text suit the option's kind? */
static brink_status check_value(const cli_option *option, cli_value *value, const char *text, brink_error *error) {
    switch (option->kind) {
    case CLI_NUMBER:
    case CLI_COUNT:
        if (!cli_number_parse(text, &value->number) || (option->kind == CLI_COUNT && value->number == 0)) {
            return brink_error_set(error, BRINK_E_USAGE, "--%s wants a whole number%s, not \"%s\"", option->name,
                                   option->kind == CLI_COUNT ? " above 0" : "", text);
        }
        return BRINK_OK;
    case CLI_REAL:
        if (parse_real(text, &value->real)) return BRINK_OK;
        return brink_error_set(error, BRINK_E_USAGE, "--%s wants a number above 0, not \"%s\"", option->name, text);
    case CLI_CHOICE:
        if (is_choice(option, text) || (option->takes_number && cli_number_parse(text, &value->number))) return BRINK_OK;
        return complain_choice(option, text, error);
    case CLI_FILE:
        if (*text == '\0') return brink_error_set(error, BRINK_E_USAGE, "--%s wants the name of a file", option->name);
        return BRINK_OK;
    case CLI_FLAG:
    case CLI_TEXT: return BRINK_OK;
    }
    return BRINK_OK;
}

/** Take option number index; attached is the value written in the same word, or NULL. */
static brink_status take_option(scan *s, size_t index, const char *attached) {
    const cli_option *option = &s->arguments->command->options[index];
    cli_value *value = &s->arguments->value[index];
    if (option->kind == CLI_FLAG) {
        if (attached != NULL) return brink_error_set(s->error, BRINK_E_USAGE, "--%s takes no value", option->name);
        value->count++;
        return BRINK_OK;
    }
    if (value->count > 0 && !option->is_repeated) return brink_error_set(s->error, BRINK_E_USAGE, "--%s is given twice", option->name);
    if (attached == NULL && s->next == s->argc) {
        return brink_error_set(s->error, BRINK_E_USAGE, "--%s wants a value: --%s %s", option->name, option->name, option->argument);
    }
    const char *text = attached != NULL ? attached : s->argv[s->next++];
    brink_status status = check_value(option, value, text, s->error);
    if (status != BRINK_OK) return status;
    value->text = text;
    if (value->texts != NULL) value->texts[value->count] = text;
    value->count++;
    return BRINK_OK;
}

static brink_status take_long(scan *s, const char *word) {
    const cli_command *command = s->arguments->command;
    const char *equals = strchr(word, '=');
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    if (length == 4 && memcmp(word, "help", 4) == 0 && equals == NULL) {
        s->arguments->wants_help = true;
        return BRINK_OK;
    }
    for (size_t i = 0; i < command->option_count; i++) {
        const char *name = command->options[i].name;
        if (strlen(name) == length && memcmp(name, word, length) == 0) return take_option(s, i, equals != NULL ? equals + 1 : NULL);
    }
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    char hint[CLI_HINT_SIZE];
    cli_suggest(name, (cli_candidates){.name = option_name, .context = command, .prefix = "--"}, hint);
    return brink_error_set(s->error, BRINK_E_USAGE, "unknown option \"--%s\"%s", name, hint);
}

static brink_status take_short(scan *s, const char *word) {
    const cli_command *command = s->arguments->command;
    if (strcmp(word, "h") == 0) {
        s->arguments->wants_help = true;
        return BRINK_OK;
    }
    for (size_t i = 0; i < command->option_count; i++) {
        if (command->options[i].letter == word[0]) return take_option(s, i, word[1] != '\0' ? word + 1 : NULL);
    }
    return brink_error_set(s->error, BRINK_E_USAGE, "unknown option \"-%s\"", word);
}

static brink_status take_word(scan *s) {
    const char *word = s->argv[s->next++];
    if (word[0] == '-' && word[1] == '-' && word[2] != '\0') return take_long(s, word + 2);
    if (word[0] == '-' && word[1] != '-' && word[1] != '\0') return take_short(s, word + 1);
    if (strcmp(word, "--") != 0) {
        s->arguments->operands[s->arguments->operand_count++] = word;
        return BRINK_OK;
    }
    while (s->next < s->argc) s->arguments->operands[s->arguments->operand_count++] = s->argv[s->next++];
    return BRINK_OK;
}

static brink_status check_operands(const cli_arguments *arguments, brink_error *error) {
    const cli_command *command = arguments->command;
    if (arguments->operand_count < command->operand_min) {
        return brink_error_set(error, BRINK_E_USAGE, "something is missing: brink %s %s", command->name, command->operands);
    }
    if (arguments->operand_count > command->operand_max) {
        return brink_error_set(error, BRINK_E_USAGE, "one word too many: \"%s\"", arguments->operands[command->operand_max]);
    }
    return BRINK_OK;
}

/** Room for the worst case: every word an operand, every word a value of each repeated option. */
static bool make_room(cli_arguments *arguments, int argc) {
    const cli_command *command = arguments->command;
    size_t words = (size_t)argc + 1;
    arguments->value = calloc(command->option_count + 1, sizeof *arguments->value);
    arguments->operands = calloc(words, sizeof *arguments->operands);
    if (arguments->value == NULL || arguments->operands == NULL) return false;
    for (size_t i = 0; i < command->option_count; i++) {
        if (!command->options[i].is_repeated) continue;
        arguments->value[i].texts = calloc(words, sizeof *arguments->value[i].texts);
        if (arguments->value[i].texts == NULL) return false;
    }
    return true;
}

brink_status cli_arguments_init(cli_arguments *arguments, const cli_command *command, int argc, char **argv, brink_error *error) {
    brink_status status = BRINK_OK;
    *arguments = (cli_arguments){.command = command};
    scan s = {.arguments = arguments, .argc = argc, .argv = argv, .error = error};
    if (!make_room(arguments, argc)) status = brink_error_set(error, BRINK_E_MEMORY, "%s", brink_status_text(BRINK_E_MEMORY));
    while (status == BRINK_OK && s.next < argc && !arguments->wants_help) status = take_word(&s);
    if (status == BRINK_OK && !arguments->wants_help) status = check_operands(arguments, error);
    if (status != BRINK_OK) cli_arguments_clear(arguments);
    return status;
}

void cli_arguments_clear(cli_arguments *arguments) {
    if (arguments->value != NULL) {
        for (size_t i = 0; i < arguments->command->option_count; i++) free(arguments->value[i].texts);
    }
    free(arguments->value);
    free(arguments->operands);
    *arguments = (cli_arguments){.command = arguments->command};
}
