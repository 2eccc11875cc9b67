/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column by column, point by point: at most a few columns of one point are in memory. */
#include "brink/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/estimate.h"

#define MOST_FAILURES 10 /* whose messages are shown */

/* A column of /replications that is summed up. */
typedef struct measure {
    const char *path, *name, *doc;
    bool is_boolean;
    double observed;
} measure;

typedef struct measures {
    measure *list;
    size_t count;
} measures;

/* The rows of one point. */
typedef struct rows {
    uint64_t first, count;
    bool *is_good; /* did not fail */
    double *index;
} rows;

typedef struct work {
    brink_summary summary; /* what the caller sees: must stand first */
    bri_arena *arena;
    brink_results *results;
    brink_error *error;
    brink_status status;
    brink_summary_point *points;
    measures outcomes, counts, rung_times;
    rows base, here;
    bool is_paired; /* here's replications are base's, one by one */
    double *values, *base_values, *pairs; /* a column of here, of base, of both */
} work;

/* ---- help ---- */

static void *get(work *to, size_t count, size_t size) {
    void *memory = bri_arena_alloc(to->arena, count, size);
    if (memory == NULL && to->status == BRINK_OK)
        to->status = brink_error_set(to->error, BRINK_E_MEMORY, "out of memory");
    return memory;
}

static bool read(work *to, const char *path, const rows *which, double *values) {
    if (to->status == BRINK_OK)
        to->status = brink_results_read(to->results, path, which->first, which->count, values, to->error);
    return to->status == BRINK_OK;
}

/* ---- which columns there are ---- */

static double number_attribute(brink_results *results, const char *path, const char *name) {
    const char *text = brink_results_column_attribute(results, path, name);
    return text != NULL ? strtod(text, NULL) : NAN;
}

static void add_measure(work *to, measures *list, size_t most, const char *path, const char *name) {
    if (list->list == NULL && (list->list = get(to, most, sizeof *list->list)) == NULL)
        return;
    const char *kind = brink_results_column_attribute(to->results, path, "outcome_kind");
    list->list[list->count++] = (measure){.path = path, .name = name, .doc = brink_results_column_attribute(to->results, path, "long_name"),
                                          .is_boolean = kind != NULL && strcmp(kind, "boolean") == 0,
                                          .observed = number_attribute(to->results, path, "observed")};
}

static void find_measures(work *to) {
    size_t most = 0;
    while (brink_results_column(to->results, "replications", most) != NULL)
        most++;
    for (size_t i = 0; i < most && to->status == BRINK_OK; i++) {
        const char *name = brink_results_column(to->results, "replications", i);
        const char *path = name != NULL ? bri_arena_format(to->arena, "replications/%s", name) : NULL;
        if (path == NULL)
            continue;
        const char *outcome = brink_results_column_attribute(to->results, path, "outcome");
        const char *action = brink_results_column_attribute(to->results, path, "action");
        const char *rung = brink_results_column_attribute(to->results, path, "rung");
        if (outcome != NULL)
            add_measure(to, &to->outcomes, most, path, outcome);
        else if (action != NULL)
            add_measure(to, &to->counts, most, path, action);
        else if (rung != NULL && brink_results_column_attribute(to->results, path, "units") != NULL)
            add_measure(to, &to->rung_times, most, path, rung);
    }
}

/* ---- outcomes and counts ---- */

static void set_spread(brink_summary_item *item, double *values, size_t count) {
    bri_sort(values, count);
    item->p05 = bri_quantile(values, count, 0.05);
    item->median = bri_quantile(values, count, 0.5);
    item->p95 = bri_quantile(values, count, 0.95);
}

static uint64_t count_yes(const double *values, size_t count) {
    uint64_t yes = 0;
    for (size_t i = 0; i < count; i++)
        yes += values[i] != 0;
    return yes;
}

/* values and base_values hold the pairs, in order. */
static void set_difference(brink_summary_item *item, const double *values, const double *base_values, double *pairs, size_t count) {
    uint64_t only_here = 0, only_base = 0;
    for (size_t i = 0; i < count; i++) {
        pairs[i] = values[i] - base_values[i];
        only_here += values[i] != 0 && base_values[i] == 0;
        only_base += values[i] == 0 && base_values[i] != 0;
    }
    bri_moments paired = bri_moments_of(pairs, count);
    item->has_difference = true;
    item->paired = count;
    item->difference = item->is_probability ? bri_paired_share_interval(only_base, only_here, count) : bri_mean_interval(paired);
    double apart = bri_moments_of(values, count).variance + bri_moments_of(base_values, count).variance;
    item->gain = paired.variance > 0 ? apart / paired.variance : NAN;
}

/* Keep the values of rows that are good; how many they are. */
static size_t keep_good(const rows *which, double *values) {
    size_t kept = 0;
    for (uint64_t i = 0; i < which->count; i++)
        if (which->is_good[i] && !isnan(values[i]))
            values[kept++] = values[i];
    return kept;
}

static size_t keep_pairs(const work *to, double *values, double *base_values) {
    size_t kept = 0;
    for (uint64_t i = 0; i < to->here.count; i++)
        if (to->here.is_good[i] && to->base.is_good[i] && !isnan(values[i]) && !isnan(base_values[i])) {
            values[kept] = values[i];
            base_values[kept++] = base_values[i];
        }
    return kept;
}

static void sum_up(work *to, const measure *what, brink_summary_item *item) {
    *item = (brink_summary_item){.name = what->name, .doc = what->doc, .is_probability = what->is_boolean, .observed = what->observed, .gain = NAN};
    if (to->is_paired && read(to, what->path, &to->here, to->values) && read(to, what->path, &to->base, to->base_values))
        set_difference(item, to->values, to->base_values, to->pairs, keep_pairs(to, to->values, to->base_values));
    if (!read(to, what->path, &to->here, to->values))
        return;
    size_t count = keep_good(&to->here, to->values);
    bri_moments moments = bri_moments_of(to->values, count);
    item->n = count;
    item->sd = sqrt(moments.variance);
    item->mean = what->is_boolean ? bri_share_interval(count_yes(to->values, count), count) : bri_mean_interval(moments);
    set_spread(item, to->values, count);
}

static const brink_summary_item *sum_up_all(work *to, const measures *list) {
    brink_summary_item *items = get(to, list->count, sizeof *items);
    for (size_t i = 0; i < list->count && to->status == BRINK_OK; i++)
        sum_up(to, &list->list[i], &items[i]);
    return items;
}

/* ---- ladder ---- */

/* Time of arrival; infinity for those that never arrive. NaN stays where the row is not good. */
static void read_arrivals(work *to, const char *path, const rows *which, double *values) {
    if (!read(to, path, which, values))
        return;
    for (uint64_t i = 0; i < which->count; i++)
        values[i] = !which->is_good[i] ? NAN : isnan(values[i]) ? INFINITY : values[i];
}

static void set_rung_difference(work *to, const measure *what, brink_summary_rung *rung) {
    uint64_t only_here = 0, only_base = 0;
    read_arrivals(to, what->path, &to->here, to->values);
    read_arrivals(to, what->path, &to->base, to->base_values);
    if (to->status != BRINK_OK)
        return;
    size_t pairs = keep_pairs(to, to->values, to->base_values);
    for (size_t i = 0; i < pairs; i++) {
        only_here += isfinite(to->values[i]) && !isfinite(to->base_values[i]);
        only_base += !isfinite(to->values[i]) && isfinite(to->base_values[i]);
    }
    rung->has_difference = true;
    rung->difference = bri_paired_share_interval(only_base, only_here, pairs);
}

static double finite_or_nan(double value) {
    return isfinite(value) ? value : NAN;
}

static void climb(work *to, const measure *what, brink_summary_rung *rung) {
    *rung = (brink_summary_rung){.name = what->name, .mean_observed = NAN};
    if (to->is_paired)
        set_rung_difference(to, what, rung);
    read_arrivals(to, what->path, &to->here, to->values);
    if (to->status != BRINK_OK)
        return;
    size_t count = keep_good(&to->here, to->values);
    bri_sort(to->values, count);
    size_t arrived = 0;
    while (arrived < count && isfinite(to->values[arrived]))
        arrived++;
    rung->n = count;
    rung->observed = arrived;
    rung->reached = bri_share_interval(arrived, count);
    rung->quartile1 = finite_or_nan(bri_quantile(to->values, count, 0.25));
    rung->median = finite_or_nan(bri_quantile(to->values, count, 0.5));
    rung->quartile3 = finite_or_nan(bri_quantile(to->values, count, 0.75));
    rung->mean_observed = bri_moments_of(to->values, arrived).mean;
}

static const brink_summary_rung *climb_all(work *to) {
    brink_summary_rung *rungs = get(to, to->rung_times.count, sizeof *rungs);
    for (size_t i = 0; i < to->rung_times.count && to->status == BRINK_OK; i++)
        climb(to, &to->rung_times.list[i], &rungs[i]);
    return rungs;
}

/* ---- what ended the replications, what was held ---- */

/* Words of a flag column's meanings, in order; *first is the code of the first. */
static const char *const *meanings(work *to, const char *path, size_t *count, int *first) {
    const char *text = brink_results_column_attribute(to->results, path, "flag_meanings");
    char *copy = bri_arena_text(to->arena, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
    const char **words = get(to, copy != NULL ? strlen(copy) / 2 + 1 : 0, sizeof *words);
    *count = 0;
    char *rest = copy;
    for (char *word = copy != NULL ? strtok_r(copy, " ", &rest) : NULL; words != NULL && word != NULL; word = strtok_r(NULL, " ", &rest))
        words[(*count)++] = word;
    *first = *count > 0 && strcmp(words[0], "none") == 0 ? -1 : 0;
    return words;
}

/* How often each code of a column occurs here; those that do. */
static const brink_summary_named *tally(work *to, const char *path, size_t *occurring) {
    size_t words;
    int first;
    const char *const *names = meanings(to, path, &words, &first);
    brink_summary_named *named = get(to, words, sizeof *named);
    *occurring = 0;
    if (!read(to, path, &to->here, to->values))
        return named;
    for (size_t w = 0; w < words; w++) {
        uint64_t count = 0;
        for (uint64_t i = 0; i < to->here.count; i++)
            count += to->values[i] == (double)((int)w + first);
        if (count > 0)
            named[(*occurring)++] = (brink_summary_named){.name = names[w], .count = count};
    }
    return named;
}

static const brink_summary_named *find_held(work *to, size_t point, size_t *occurring) {
    size_t variables, points = brink_results_point_count(to->results);
    const char *const *names = brink_results_labels(to->results, "variables", &variables);
    brink_summary_named *named = get(to, variables, sizeof *named);
    *occurring = 0;
    for (size_t v = 0; v < variables && to->status == BRINK_OK; v++) {
        double count;
        to->status = brink_results_read(to->results, "variables/held_count", v * points + point, 1, &count, to->error);
        if (to->status == BRINK_OK && count > 0)
            named[(*occurring)++] = (brink_summary_named){.name = names[v], .count = (uint64_t)count};
    }
    return named;
}

/* ---- points ---- */

/* Which rows count: status 0, and a weight of 1 (other weights are for methods that this version does not know). */
static void read_rows(work *to, size_t point, rows *which) {
    which->first = brink_results_first_row(to->results, point);
    if (!read(to, "replications/weight", which, which->index))
        return;
    for (uint64_t i = 0; i < which->count; i++)
        if (which->index[i] != 1.0) {
            to->status = brink_error_set(to->error, BRINK_E_FORMAT, "\"%s\" has weighted replications, which this version cannot sum up",
                                         brink_results_path(to->results));
            return;
        }
    if (!read(to, "replications/status", which, which->index))
        return;
    for (uint64_t i = 0; i < which->count; i++)
        which->is_good[i] = which->index[i] == 0;
    read(to, "replications/index", which, which->index);
}

/* Sum of a column over the good rows, and over all. */
static void add_up(work *to, const char *path, double *good, double *all) {
    *good = *all = 0;
    if (!read(to, path, &to->here, to->values))
        return;
    for (uint64_t i = 0; i < to->here.count; i++) {
        *all += to->values[i];
        *good += to->here.is_good[i] ? to->values[i] : 0;
    }
}

static void sum_up_point(work *to, size_t point) {
    brink_summary_point *it = &to->points[point];
    to->here.count = brink_results_row_count(to->results, point);
    read_rows(to, point, &to->here);
    uint64_t good = 0;
    for (uint64_t i = 0; i < to->here.count && to->status == BRINK_OK; i++)
        good += to->here.is_good[i];
    to->is_paired = point > 0 && to->here.count == to->base.count &&
                    memcmp(to->here.index, to->base.index, to->here.count * sizeof *to->here.index) == 0;
    *it = (brink_summary_point){.name = brink_results_point_name(to->results, point), .replications = to->here.count,
                                .failed = to->here.count - good};
    double events_good, events_all, end_good, end_all;
    add_up(to, "replications/events_total", &events_good, &events_all);
    add_up(to, "replications/end_time", &end_good, &end_all);
    it->events = (uint64_t)events_all;
    it->mean_events = events_good / (double)good;
    it->mean_end = end_good / (double)good;
    it->outcomes = sum_up_all(to, &to->outcomes);
    it->outcome_count = to->outcomes.count;
    it->counts = sum_up_all(to, &to->counts);
    it->count_count = to->counts.count;
    it->rungs = climb_all(to);
    it->rung_count = to->rung_times.count;
    it->stops = tally(to, "replications/stop_reason", &it->stop_count);
    it->statuses = tally(to, "replications/status", &it->status_count);
    it->held = find_held(to, point, &it->held_count);
}

static void list_failures(work *to) {
    brink_summary *summary = &to->summary;
    char **messages;
    size_t count;
    if (to->status != BRINK_OK || !brink_results_has(to->results, "failures/message"))
        return;
    to->status = brink_results_read_texts(to->results, "failures/message", &messages, &count, to->error);
    if (to->status != BRINK_OK)
        return;
    size_t shown = count < MOST_FAILURES ? count : MOST_FAILURES;
    const char **lines = get(to, shown, sizeof *lines);
    for (size_t i = 0; i < shown && to->status == BRINK_OK; i++) {
        double row;
        size_t point = 0;
        to->status = brink_results_read(to->results, "failures/replication", i, 1, &row, to->error);
        while (to->status == BRINK_OK && point + 1 < summary->point_count && row >= (double)brink_results_first_row(to->results, point + 1))
            point++;
        lines[i] = bri_arena_format(to->arena, "replication %.0f of %s: %s", row - (double)brink_results_first_row(to->results, point),
                                    brink_results_point_name(to->results, point), messages[i]);
        if (lines[i] == NULL)
            lines[i] = "";
    }
    summary->failures = lines;
    summary->failure_count = shown;
    brink_results_free_texts(messages);
}

static void prepare(work *to) {
    brink_summary *summary = &to->summary;
    summary->point_count = brink_results_point_count(to->results);
    summary->title = brink_results_attribute(to->results, "title");
    summary->title = bri_arena_text(to->arena, summary->title != NULL ? summary->title : "", summary->title != NULL ? strlen(summary->title) : 0);
    summary->path = brink_results_path(to->results);
    summary->seed = brink_results_seed(to->results);
    summary->start = brink_results_start(to->results);
    summary->horizon = brink_results_horizon(to->results);
    to->points = get(to, summary->point_count, sizeof *to->points);
    summary->points = to->points;
    uint64_t most = 0;
    for (size_t p = 0; p < summary->point_count; p++)
        most = brink_results_row_count(to->results, p) > most ? brink_results_row_count(to->results, p) : most;
    to->base = (rows){.is_good = get(to, most, sizeof(bool)), .index = get(to, most, sizeof(double))};
    to->here = (rows){.is_good = get(to, most, sizeof(bool)), .index = get(to, most, sizeof(double))};
    to->values = get(to, most, sizeof(double));
    to->base_values = get(to, most, sizeof(double));
    to->pairs = get(to, most, sizeof(double));
    find_measures(to);
}

brink_status brink_summary_new(brink_summary **summary, brink_results *results, brink_error *error) {
    work *made = calloc(1, sizeof *made);
    if (made == NULL || (made->arena = bri_arena_new()) == NULL) {
        free(made);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    made->results = results;
    made->error = error;
    prepare(made);
    made->base.count = brink_results_row_count(results, 0);
    if (made->status == BRINK_OK)
        read_rows(made, 0, &made->base);
    for (size_t p = 0; p < made->summary.point_count && made->status == BRINK_OK; p++)
        sum_up_point(made, p);
    list_failures(made);
    brink_status status = made->status;
    if (status == BRINK_OK)
        *summary = &made->summary;
    else
        brink_summary_free(&made->summary);
    return status;
}

void brink_summary_free(brink_summary *summary) {
    if (summary == NULL)
        return;
    work *made = (work *)summary;
    bri_arena_free(made->arena);
    free(made);
}
