/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The progress line. The time left is that of a steady pace since the start: replications of one scenario cost much the same. */
#include "progress.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"

#define PLAIN_EVERY 10.0 /* seconds between lines in a log */
#define JSON_EVERY 1.0   /* and between lines for a program */
#define FAILURES_AFTER 1.0 /* before that, the end is at hand and tells of them */
#define LINE_SIZE 256

const char *const cli_progress_words[] = {"auto", "line", "plain", "json", "none", NULL};

cli_progress cli_progress_of(const char *word) {
    cli_progress progress = {.mode = CLI_PROGRESS_NONE, .next_plain = PLAIN_EVERY};
    if (strcmp(word, "json") == 0) progress = (cli_progress){.mode = CLI_PROGRESS_JSON, .next_plain = 0.0};
    if (strcmp(word, "plain") == 0) progress.mode = CLI_PROGRESS_PLAIN;
    if (strcmp(word, "line") == 0 || (strcmp(word, "auto") == 0 && isatty(STDERR_FILENO))) progress.mode = CLI_PROGRESS_LINE;
    return progress;
}

const char *cli_format_count(uint64_t number, char text[CLI_NUMBER_SIZE]) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
    char *to = text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

const char *cli_format_bytes(uint64_t bytes, char text[CLI_NUMBER_SIZE]) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double amount = (double)bytes;
    size_t unit = 0;
    while (amount >= 999.5) {
        amount /= 1000.0;
        unit++;
    }
    snprintf(text, CLI_NUMBER_SIZE, "%.*f %s", unit > 0 && amount < 99.5 ? 1 : 0, amount, units[unit]);
    return text;
}

const char *cli_format_seconds(double seconds, char text[CLI_NUMBER_SIZE]) {
    double capped = seconds < 1e12 ? seconds : 1e12;
    uint64_t whole = (uint64_t)(capped + 0.5);
    if (capped < 9.95) {
        snprintf(text, CLI_NUMBER_SIZE, "%.1f s", capped);
    } else if (whole < 60) {
        snprintf(text, CLI_NUMBER_SIZE, "%" PRIu64 " s", whole);
    } else if (whole < 3600) {
        snprintf(text, CLI_NUMBER_SIZE, "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
    } else {
        snprintf(text, CLI_NUMBER_SIZE, "%" PRIu64 " h %" PRIu64 " min", whole / 3600, whole % 3600 / 60);
    }
    return text;
}

/** Seconds left at the pace so far, of this process; below 0 where nothing can be said. */
static double seconds_left(const brink_progress *progress) {
    if (progress->done <= progress->kept) return -1.0;
    return progress->seconds * (double)(progress->total - progress->done) / (double)(progress->done - progress->kept);
}

static void show_json(cli_progress *own, const brink_progress *progress) {
    bool is_last = progress->done == progress->total;
    if (is_last ? own->told == progress->done : progress->seconds < own->next_plain) return;
    own->next_plain = progress->seconds + JSON_EVERY;
    own->told = progress->done;
    double rate = progress->seconds > 0.0 ? (double)progress->events / progress->seconds : 0.0, left = seconds_left(progress);
    fprintf(stderr, "{\"done\": %" PRIu64 ", \"total\": %" PRIu64 ", \"kept\": %" PRIu64 ", \"failed\": %" PRIu64 ", \"events\": %" PRIu64
                    ", \"events_per_second\": %.0f, \"seconds\": %.3f, \"seconds_left\": ",
            progress->done, progress->total, progress->kept, progress->failed, progress->events, rate, progress->seconds);
    if (left < 0.0) fputs("null}\n", stderr);
    else fprintf(stderr, "%.1f}\n", left);
}

/** "43,210 of 100,000 (43%), 1,250,000 events/s, 12 s left, 3 failed" */
static void describe(const brink_progress *progress, char line[LINE_SIZE]) {
    char done[CLI_NUMBER_SIZE], total[CLI_NUMBER_SIZE], rate[CLI_NUMBER_SIZE], left[CLI_NUMBER_SIZE], failed[CLI_NUMBER_SIZE];
    double share = progress->total > 0 ? (double)progress->done / (double)progress->total : 1.0;
    int length = snprintf(line, LINE_SIZE, "%s of %s replications (%d%%)", cli_format_count(progress->done, done),
                          cli_format_count(progress->total, total), (int)(100.0 * share));
    if (progress->seconds > 0.0) {
        uint64_t per_second = (uint64_t)((double)progress->events / progress->seconds);
        length += snprintf(line + length, (size_t)(LINE_SIZE - length), ", %s events/s", cli_format_count(per_second, rate));
    }
    if (progress->done > progress->kept && progress->done < progress->total) {
        double remaining = seconds_left(progress);
        length += snprintf(line + length, (size_t)(LINE_SIZE - length), ", %s left", cli_format_seconds(remaining, left));
    }
    if (progress->failed > 0) snprintf(line + length, (size_t)(LINE_SIZE - length), ", %s failed", cli_format_count(progress->failed, failed));
}

/** Where replications fail, whoever waits had better know it now. */
static void tell_failures(cli_progress *own, const brink_progress *progress) {
    char failed[CLI_NUMBER_SIZE], done[CLI_NUMBER_SIZE];
    if (!own->tells_failures || progress->failed == 0 || progress->seconds < FAILURES_AFTER || progress->done == progress->total) return;
    own->tells_failures = false;
    cli_progress_end(own);
    cli_message("%s of the first %s replications failed%s%s", cli_format_count(progress->failed, failed),
                cli_format_count(progress->done - progress->kept, done), progress->failure[0] != '\0' ? ", such as: " : "", progress->failure);
}

void cli_progress_show(void *context, const brink_progress *progress) {
    cli_progress *own = context;
    char line[LINE_SIZE];
    tell_failures(own, progress);
    if (own->mode == CLI_PROGRESS_NONE) return;
    if (own->mode == CLI_PROGRESS_JSON) {
        show_json(own, progress);
        return;
    }
    if (own->mode == CLI_PROGRESS_PLAIN && progress->seconds < own->next_plain) return;
    describe(progress, line);
    if (own->mode == CLI_PROGRESS_PLAIN) {
        fprintf(stderr, "brink: %s\n", line);
        own->next_plain = progress->seconds + PLAIN_EVERY;
        return;
    }
    unsigned width = cli_terminal_width(stderr);
    if (width > 1 && strlen(line) >= width) line[width - 1] = '\0';
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}

void cli_progress_end(const cli_progress *progress) {
    if (progress->mode == CLI_PROGRESS_LINE) fputs("\r\033[K", stderr);
}
