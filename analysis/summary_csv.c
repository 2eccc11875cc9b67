/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary as CSV (RFC 4180, with bare line feeds): a row for each point and outcome. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asked.h"
#include "brink/summary.h"

static const char *const heads[] = {"outcome", "units", "n", "estimate", "low", "high", "sd", "p05", "median", "p95", "finite", "finite_low",
                                    "finite_high", "change", "change_low", "change_high", "finite_change", "finite_change_low",
                                    "finite_change_high", "reference"};

/* A cell, and what stands before it. */
static void put_text(FILE *stream, const char *before, const char *text) {
    bool is_quoted = strpbrk(text, ",\"\r\n") != NULL;
    fprintf(stream, is_quoted ? "%s\"" : "%s", before);
    for (; *text != '\0'; text++)
        fprintf(stream, *text == '"' ? "\"\"" : "%c", *text);
    if (is_quoted)
        fputc('"', stream);
}

/* With as many digits as give it back. */
static void put_number(FILE *stream, double value) {
    char text[32] = "";
    for (int digits = 15; !isnan(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    fprintf(stream, ",%s", text);
}

static void put_interval(FILE *stream, bool is_there, brink_interval interval) {
    put_number(stream, is_there ? interval.estimate : NAN);
    put_number(stream, is_there ? interval.low : NAN);
    put_number(stream, is_there ? interval.high : NAN);
}

/* A parameter may have the name of another column. */
static void put_head(FILE *stream, const char *parameter) {
    bool is_taken = strcmp(parameter, "point") == 0;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        is_taken |= strcmp(parameter, heads[i]) == 0;
    fprintf(stream, ",%s%s", is_taken ? "parameter_" : "", parameter);
}

static void put_heads(FILE *stream, const brink_summary *summary) {
    fputs("point", stream);
    for (size_t v = 0; v < summary->varied_count; v++)
        put_head(stream, summary->varied[v].name);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put_text(stream, ",", heads[i]);
    fputc('\n', stream);
}

static void put_row(FILE *stream, const brink_summary *summary, size_t number, bri_outcome_asked outcome) {
    const brink_summary_point *point = &summary->points[number];
    const brink_summary_item *item = &point->outcomes[outcome.number];
    const double spread[] = {item->sd, item->p05, item->median, item->p95};
    put_text(stream, "", point->name);
    for (size_t v = 0; v < summary->varied_count; v++)
        put_number(stream, summary->varied[v].values[number]);
    put_text(stream, ",", item->name);
    put_text(stream, ",", item->units);
    fprintf(stream, ",%" PRIu64, item->n);
    put_interval(stream, true, item->mean);
    for (size_t i = 0; i < sizeof spread / sizeof *spread; i++)
        put_number(stream, item->is_probability ? NAN : spread[i]);
    put_interval(stream, outcome.can_be_infinite, item->finite);
    put_interval(stream, item->has_difference, item->difference);
    put_interval(stream, item->has_difference && outcome.can_be_infinite, item->finite_difference);
    put_text(stream, ",", point->reference != number ? summary->points[point->reference].name : "");
    fputc('\n', stream);
}

static bool put_all(FILE *stream, const brink_summary *summary, const bri_asked *asked, unsigned width) {
    (void)width;
    put_heads(stream, summary);
    for (size_t p = 0; p < summary->point_count; p++)
        for (size_t i = 0; i < asked->count; i++)
            put_row(stream, summary, p, asked->outcomes[i]);
    return true;
}

brink_status brink_summary_csv(char **text, const brink_summary *summary, const char *const *outcomes, size_t count, brink_error *error) {
    return bri_asked_tell(text, summary, outcomes, count, put_all, 0, error);
}
