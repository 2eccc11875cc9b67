/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary as tables, point by point. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "brink/summary.h"
#include "figures.h"
#include "textgrid.h"

/* ---- tables ---- */

static bool has_differences(const brink_summary_point *point) {
    return (point->outcome_count > 0 && point->outcomes[0].has_difference) || (point->count_count > 0 && point->counts[0].has_difference) ||
           (point->rung_count > 0 && point->rungs[0].has_difference);
}

/* A table being printed. */
typedef struct table {
    bri_textgrid grid;
    bool differs; /* has the columns of changes */
} table;

/* `heads` end with a NULL; the columns of changes come behind them. */
static table begin_table(const brink_summary_point *point, const char *alignment, const char *const *heads) {
    table it = {.differs = has_differences(point)};
    bri_textgrid_init(&it.grid, alignment);
    for (; *heads != NULL; heads++)
        bri_textgrid_add(&it.grid, "%s", *heads);
    bri_textgrid_add(&it.grid, "%s", it.differs ? "change" : "");
    bri_textgrid_add(&it.grid, "%s", it.differs ? "95% interval" : "");
    return it;
}

static bool end_table(table *it, FILE *stream, unsigned width) {
    fputc('\n', stream);
    bool worked = bri_textgrid_print(&it->grid, stream, width);
    bri_textgrid_clear(&it->grid);
    return worked;
}

static void add_spread(bri_textgrid *grid, const brink_summary_item *item, bool is_shown) {
    const double spread[] = {item->p05, item->median, item->p95};
    for (int i = 0; i < 3; i++)
        bri_textgrid_add(grid, "%s", is_shown ? bri_figure_value(spread[i]).text : "");
}

static void add_observed(bri_textgrid *grid, const brink_summary_item *item) {
    if (isnan(item->observed))
        bri_textgrid_add(grid, "%s", "");
    else if (item->is_probability)
        bri_textgrid_add(grid, "%s", item->observed != 0 ? "yes" : "no");
    else
        bri_textgrid_add(grid, "%s", bri_figure_value(item->observed).text);
}

/* One row, whose estimate is a mean or a share of all replications. */
static void add_outcome(table *it, const brink_summary_item *item, brink_interval estimate, brink_interval change, bool is_share) {
    if (item->units[0] != '\0')
        bri_textgrid_add(&it->grid, "  %s (%s)", item->name, item->units);
    else
        bri_textgrid_add(&it->grid, "  %s", item->name);
    bri_figure_estimate(&it->grid, estimate, is_share, false);
    add_spread(&it->grid, item, !item->is_probability);
    add_observed(&it->grid, item);
    bri_figure_change(&it->grid, item->has_difference, change, is_share);
}

/* Those that are finite in all replications, or those that are not: of these the share that is comes in place of the mean. */
static bool print_outcomes(FILE *stream, const brink_summary_point *point, bool can_be_infinite, unsigned width) {
    bool is_any = false, is_observed = false, is_spread = false;
    for (size_t i = 0; i < point->outcome_count; i++) {
        const brink_summary_item *item = &point->outcomes[i];
        if (item->can_be_infinite != can_be_infinite)
            continue;
        is_any = true;
        is_observed |= !isnan(item->observed);
        is_spread |= !item->is_probability;
    }
    if (!is_any)
        return true;
    const char *const heads[] = {can_be_infinite ? "Outcomes that may be infinite" : "Outcomes",
                                 can_be_infinite ? "finite" : "estimate",
                                 "95% interval",
                                 is_spread ? "5%" : "",
                                 is_spread ? "median" : "",
                                 is_spread ? "95%" : "",
                                 is_observed ? "observed" : "",
                                 NULL};
    table it = begin_table(point, "lrlrrrrrl", heads);
    for (size_t i = 0; i < point->outcome_count; i++) {
        const brink_summary_item *item = &point->outcomes[i];
        if (item->can_be_infinite != can_be_infinite)
            continue;
        if (can_be_infinite)
            add_outcome(&it, item, item->finite, item->finite_difference, true);
        else
            add_outcome(&it, item, item->mean, item->difference, item->is_probability);
    }
    return end_table(&it, stream, width);
}

static bool print_counts(FILE *stream, const brink_summary_point *point, unsigned width) {
    if (point->count_count == 0)
        return true;
    const char *const heads[] = {"Events a replication", "mean", "95% interval", "5%", "median", "95%", NULL};
    table it = begin_table(point, "lrlrrrrl", heads);
    for (size_t i = 0; i < point->count_count; i++) {
        const brink_summary_item *item = &point->counts[i];
        bri_textgrid_add(&it.grid, "  %s", item->name);
        bri_figure_estimate(&it.grid, item->mean, false, false);
        add_spread(&it.grid, item, true);
        bri_figure_change(&it.grid, item->has_difference, item->difference, false);
    }
    return end_table(&it, stream, width);
}

static bool print_ladder(FILE *stream, const brink_summary *summary, const brink_summary_point *point, unsigned width) {
    if (point->rung_count == 0)
        return true;
    const char *const heads[] = {"Ladder", "this or above", "95% interval", "1/4 by", "half by", "3/4 by", NULL};
    table it = begin_table(point, "lrlrrrrl", heads);
    for (size_t i = 0; i < point->rung_count; i++) {
        const brink_summary_rung *rung = &point->rungs[i];
        const double times[] = {rung->quartile1, rung->median, rung->quartile3};
        bri_textgrid_add(&it.grid, "  %s", rung->name);
        bri_figure_estimate(&it.grid, rung->reached, true, false);
        for (int k = 0; k < 3; k++)
            bri_textgrid_add(&it.grid, "%s", bri_figure_instant(summary, times[k]).text);
        bri_figure_change(&it.grid, rung->has_difference, rung->difference, true);
    }
    return end_table(&it, stream, width);
}

/* An outcome that has no value in some replications, by its condition or by itself, is summed up over the others. */
static void print_missing(FILE *stream, const brink_summary *summary, const brink_summary_point *point) {
    uint64_t good = point->replications - point->failed;
    for (size_t i = 0; i < point->outcome_count; i++) {
        const brink_summary_item *item = &point->outcomes[i];
        if (item->given != NULL)
            fprintf(stream, "\nNote: %s is counted in %s of %s replications, where given: %s\n", item->name, bri_figure_count(item->n).text,
                    bri_figure_count(good).text, item->given);
        else if (item->n < good)
            fprintf(stream, "\nNote: %s has no value in %s of %s replications, and is summed up over the others.\n", item->name,
                    bri_figure_count(good - item->n).text, bri_figure_count(good).text);
        if ((item->given != NULL || item->n < good) && item->has_difference)
            fprintf(stream, "Its change is over the %s that have a value both here and in %s.\n", bri_figure_count(item->paired).text,
                    summary->points[point->reference].name);
    }
}

static void print_names(FILE *stream, const char *head, const brink_summary_named *list, size_t count) {
    fputs(head, stream);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s%s %s", i > 0 ? ", " : " ", list[i].name, bri_figure_count(list[i].count).text);
    fputc('\n', stream);
}

static bool changes_a_share(const brink_summary_point *point) {
    for (size_t i = 0; i < point->outcome_count; i++)
        if (point->outcomes[i].has_difference && (point->outcomes[i].is_probability || point->outcomes[i].can_be_infinite))
            return true;
    return point->rung_count > 0 && point->rungs[0].has_difference;
}

/* What the words of the tables mean, said once. */
static void print_legend(FILE *stream, const brink_summary *summary) {
    bool has_ladder = false, has_points = false;
    for (size_t p = 0; p < summary->point_count; p++) {
        has_ladder |= summary->points[p].rung_count > 0;
        has_points |= changes_a_share(&summary->points[p]);
    }
    if (has_ladder || has_points)
        fputc('\n', stream);
    if (has_ladder)
        fputs("Ladder: the share of all replications that come to this rung or to one above it,\n"
              "and when a quarter, half and three quarters of all have; \"-\": fewer ever do.\n", stream);
    if (has_points)
        bri_figure_points(stream);
}

static bool print_point(FILE *stream, const brink_summary *summary, const brink_summary_point *point, unsigned width) {
    fprintf(stream, "\n%s: %s replication%s, %s events (%s a replication)\n", point->name, bri_figure_count(point->replications).text,
            point->replications == 1 ? "" : "s",
            bri_figure_count(point->events).text, bri_figure_value(point->mean_events).text);
    const brink_summary_point *reference = &summary->points[point->reference];
    if (reference != point)
        fprintf(stream, "changes are from %s, replication by replication\n", reference->name);
    bool worked = print_outcomes(stream, point, false, width);
    worked = print_outcomes(stream, point, true, width) && worked;
    print_missing(stream, summary, point);
    worked = print_counts(stream, point, width) && worked;
    worked = print_ladder(stream, summary, point, width) && worked;
    print_names(stream, "\nEnded by:", point->stops, point->stop_count);
    if (point->held_count > 0)
        print_names(stream, "Warning: effects held back by a variable's range:", point->held, point->held_count);
    if (point->failed > 0) {
        fprintf(stream, "Warning: %s of %s replications failed and are left out%s.\n", bri_figure_count(point->failed).text,
                bri_figure_count(point->replications).text,
                point->failed < point->replications ? ": outcomes are of the others alone, which may differ" : "");
        print_names(stream, "Status:", point->statuses, point->status_count);
    }
    return worked;
}

char *brink_summary_text(const brink_summary *summary, unsigned width) {
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL)
        return NULL;
    bool worked = true;
    bri_figure_title(stream, summary);
    for (size_t p = 0; p < summary->point_count; p++)
        worked = print_point(stream, summary, &summary->points[p], width) && worked;
    for (size_t i = 0; i < summary->failure_count; i++)
        fprintf(stream, "%s%s\n", i == 0 ? "\n" : "", summary->failures[i]);
    print_legend(stream, summary);
    worked = !ferror(stream) && worked;
    if (fclose(stream) == 0 && worked)
        return text;
    free(text);
    return NULL;
}
