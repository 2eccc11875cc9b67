/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary as a table for each outcome, a row a point. */
#include <stdio.h>
#include <string.h>

#include "asked.h"
#include "brink/summary.h"
#include "figures.h"
#include "textgrid.h"

/* Varied parameters that have columns; where there are more, names alone tell the points apart. */
#define MOST_VARIED 3

/* Where parameters have columns, a point's name without the values that it may hold: "hawk,pressure=0.5" is "hawk", "pressure=0.5" "base". */
static void add_name(bri_textgrid *grid, const char *name, bool has_columns) {
    char text[200];
    size_t length = 0;
    if (!has_columns) {
        bri_textgrid_add(grid, "  %s", name);
        return;
    }
    for (const char *word = name; *word != '\0';) {
        size_t size = strcspn(word, ",");
        if (memchr(word, '=', size) == NULL && length + size + 2 < sizeof text)
            length += (size_t)snprintf(text + length, sizeof text - length, "%s%.*s", length > 0 ? "," : "", (int)size, word);
        word += size + (word[size] == ',');
    }
    bri_textgrid_add(grid, "  %s", length > 0 ? text : "base");
}

static size_t column_count(const brink_summary *summary) {
    return summary->varied_count <= MOST_VARIED ? summary->varied_count : 0;
}

static void add_heads(bri_textgrid *grid, const brink_summary *summary, bool can_be_infinite) {
    bool differs = summary->point_count > 1;
    bri_textgrid_add(grid, "  %s", "point");
    for (size_t v = 0; v < MOST_VARIED; v++)
        bri_textgrid_add(grid, "%s", v < column_count(summary) ? summary->varied[v].name : "");
    bri_textgrid_add(grid, "%s", can_be_infinite ? "finite" : "estimate");
    bri_textgrid_add(grid, "%s", "95% interval");
    bri_textgrid_add(grid, "%s", can_be_infinite ? "median" : "");
    bri_textgrid_add(grid, "%s", differs ? "change" : "");
    bri_textgrid_add(grid, "%s", differs ? "95% interval" : "");
}

static void add_row(bri_textgrid *grid, const brink_summary *summary, size_t point, bri_outcome_asked outcome) {
    const brink_summary_item *item = &summary->points[point].outcomes[outcome.number];
    bool can_be_infinite = outcome.can_be_infinite, is_share = can_be_infinite || item->is_probability;
    add_name(grid, summary->points[point].name, column_count(summary) > 0);
    for (size_t v = 0; v < MOST_VARIED; v++)
        bri_textgrid_add(grid, "%s", v < column_count(summary) ? bri_figure_value(summary->varied[v].values[point]).text : "");
    bri_figure_estimate(grid, can_be_infinite ? item->finite : item->mean, is_share, false);
    bri_textgrid_add(grid, "%s", can_be_infinite ? bri_figure_value(item->median).text : "");
    bri_figure_change(grid, item->has_difference, can_be_infinite ? item->finite_difference : item->difference, is_share);
}

static bool print_outcome(FILE *stream, const brink_summary *summary, bri_outcome_asked outcome, unsigned width) {
    const brink_summary_item *item = &summary->points[0].outcomes[outcome.number];
    bool is_missing = false;
    bri_textgrid grid;
    bri_textgrid_init(&grid, "lrrrrlrrl");
    add_heads(&grid, summary, outcome.can_be_infinite);
    for (size_t p = 0; p < summary->point_count; p++) {
        const brink_summary_point *point = &summary->points[p];
        add_row(&grid, summary, p, outcome);
        is_missing |= point->outcomes[outcome.number].n < point->replications - point->failed;
    }
    fprintf(stream, item->units[0] != '\0' ? "\n%s (%s)\n" : "\n%s\n", item->name, item->units);
    bool worked = bri_textgrid_print(&grid, stream, width);
    bri_textgrid_clear(&grid);
    if (item->given != NULL)
        fprintf(stream, "Note: %s is counted where given: %s\n", item->name, item->given);
    else if (is_missing)
        fprintf(stream, "Note: %s has no value in some replications, and is summed up over the others.\n", item->name);
    return worked;
}

static bool has_other_references(const brink_summary *summary) {
    for (size_t p = 0; p < summary->point_count; p++)
        if (summary->points[p].reference != p && summary->points[p].reference != 0)
            return true;
    return false;
}

/* What the words of the tables mean. */
static void print_legend(FILE *stream, const brink_summary *summary, const bri_asked *asked) {
    bool has_shares = false;
    for (size_t i = 0; i < asked->count; i++)
        has_shares |= summary->points[0].outcomes[asked->outcomes[i].number].is_probability || asked->outcomes[i].can_be_infinite;
    fputc('\n', stream);
    for (size_t v = 0; v < column_count(summary); v++)
        if (summary->varied[v].units[0] != '\0')
            fprintf(stream, "%s is in %s.\n", summary->varied[v].name, summary->varied[v].units);
    if (summary->point_count == 1)
        return;
    fprintf(stream, "Changes are from base, replication by replication%s.\n",
            has_other_references(summary) ? "; of a variant's swept points\nthey are from the base's of the same values" : "");
    if (has_shares)
        bri_figure_points(stream);
}

static void print_failed(FILE *stream, const brink_summary *summary) {
    uint64_t failed = 0, all = 0;
    for (size_t p = 0; p < summary->point_count; p++) {
        failed += summary->points[p].failed;
        all += summary->points[p].replications;
    }
    if (failed > 0)
        fprintf(stream, "Warning: %s of %s replications failed and are left out.\n", bri_figure_count(failed).text, bri_figure_count(all).text);
}

static bool print_all(FILE *stream, const brink_summary *summary, const bri_asked *asked, unsigned width) {
    bool worked = true;
    bri_figure_title(stream, summary);
    for (size_t i = 0; i < asked->count; i++)
        worked = print_outcome(stream, summary, asked->outcomes[i], width) && worked;
    if (asked->count == 0)
        fputs("\nThe scenario has no outcomes.\n", stream);
    else
        print_legend(stream, summary, asked);
    print_failed(stream, summary);
    return worked;
}

brink_status brink_summary_table(char **text, const brink_summary *summary, const char *const *outcomes, size_t count, unsigned width,
                                 brink_error *error) {
    return bri_asked_tell(text, summary, outcomes, count, print_all, width, error);
}
