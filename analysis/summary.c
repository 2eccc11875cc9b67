/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column by column, point by point (sums.h). */
#include "brink/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "references.h"
#include "sums.h"

#define MOST_FAILURES 10 /* whose messages are shown */

/* A column of /replications that is summed up. */
typedef struct measure {
    const char *path, *name, *doc, *units, *given;
    bool is_boolean;
    double observed;
} measure;

typedef struct measures {
    measure *list;
    size_t count;
} measures;

typedef struct work {
    brink_summary summary; /* what the caller sees: must stand first */
    bri_arena *arena;
    brink_results *results;
    brink_error *error;
    brink_status status;
    brink_summary_point *points;
    measures outcomes, counts, rung_times;
    bri_sums *sums;
    size_t *references;      /* [point]: what it is compared with */
    bri_rows_of_point *rows; /* [point]: of those that were turned to */
} work;

/* ---- help ---- */

static void *get(work *to, size_t count, size_t size) {
    void *memory = bri_arena_alloc(to->arena, count, size);
    if (memory == NULL && to->status == BRINK_OK)
        to->status = brink_error_set(to->error, BRINK_E_MEMORY, "out of memory");
    return memory;
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
    const char *units = brink_results_column_attribute(to->results, path, "units");
    list->list[list->count++] = (measure){.path = path, .name = name, .doc = brink_results_column_attribute(to->results, path, "long_name"),
                                          .units = units != NULL ? units : "",
                                          .given = brink_results_column_attribute(to->results, path, "given"),
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

/* ---- outcomes, counts, ladder ---- */

static const brink_summary_item *sum_up_all(work *to, const measures *list) {
    brink_summary_item *items = get(to, list->count, sizeof *items);
    for (size_t i = 0; i < list->count && to->status == BRINK_OK; i++) {
        const measure *what = &list->list[i];
        items[i] = (brink_summary_item){.name = what->name, .doc = what->doc, .units = what->units, .given = what->given,
                                        .is_probability = what->is_boolean, .observed = what->observed};
        to->status = bri_sums_item(to->sums, what->path, &items[i], to->error);
    }
    return items;
}

static const brink_summary_rung *climb_all(work *to) {
    brink_summary_rung *rungs = get(to, to->rung_times.count, sizeof *rungs);
    for (size_t i = 0; i < to->rung_times.count && to->status == BRINK_OK; i++) {
        rungs[i] = (brink_summary_rung){.name = to->rung_times.list[i].name};
        to->status = bri_sums_rung(to->sums, to->rung_times.list[i].path, &rungs[i], to->error);
    }
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
    uint64_t *counts = get(to, words, sizeof *counts);
    *occurring = 0;
    if (to->status == BRINK_OK)
        to->status = bri_sums_tally(to->sums, path, first, counts, words, to->error);
    for (size_t w = 0; w < words && to->status == BRINK_OK; w++)
        if (counts[w] > 0)
            named[(*occurring)++] = (brink_summary_named){.name = names[w], .count = counts[w]};
    return named;
}

static void note_held(work *to, size_t point, const char *name, double count) {
    brink_summary_point *it = &to->points[point];
    brink_summary_named *held = get(to, it->held_count + 1, sizeof *held); /* few variables are held anywhere */
    if (held == NULL)
        return;
    for (size_t i = 0; i < it->held_count; i++)
        held[i] = it->held[i];
    held[it->held_count++] = (brink_summary_named){.name = name, .count = (uint64_t)count};
    it->held = held;
}

/* A variable's counts at all points stand together. */
static void find_held(work *to) {
    size_t variables, points = to->summary.point_count;
    const char *const *names = brink_results_labels(to->results, "variables", &variables);
    double *counts = get(to, points, sizeof *counts);
    for (size_t v = 0; v < variables && to->status == BRINK_OK; v++) {
        to->status = brink_results_read(to->results, "variables/held_count", v * points, points, counts, to->error);
        for (size_t p = 0; p < points && to->status == BRINK_OK; p++)
            if (counts[p] > 0)
                note_held(to, p, names[v], counts[p]);
    }
}

/* ---- points ---- */

static void turn_to(work *to, size_t point) {
    if (to->status == BRINK_OK)
        to->status = bri_sums_turn_to(to->sums, brink_results_first_row(to->results, point), brink_results_row_count(to->results, point), to->error);
    if (to->status == BRINK_OK)
        to->rows[point] = *bri_sums_rows(to->sums);
}

/* Which rows a point has, and which other's replications they are once more: the number of that point, or its own where there is none. */
static size_t turn_and_compare(work *to, size_t point) {
    bool is_paired = false;
    size_t reference = to->references[point];
    if (reference > point) /* those before were turned to in their turn */
        turn_to(to, reference);
    turn_to(to, point);
    if (to->status == BRINK_OK)
        to->status = bri_sums_compare(to->sums, reference != point ? &to->rows[reference] : NULL, &is_paired, to->error);
    return is_paired ? reference : point;
}

static void sum_up_point(work *to, size_t point) {
    brink_summary_point *it = &to->points[point];
    double events_good = 0, events_all = 0, end_good = 0, end_all = 0;
    size_t reference = turn_and_compare(to, point);
    const bri_rows_of_point *rows = bri_sums_rows(to->sums);
    *it = (brink_summary_point){.name = brink_results_point_name(to->results, point), .reference = reference, .replications = rows->count,
                                .failed = rows->failed};
    double good = (double)(rows->count - rows->failed);
    if (to->status == BRINK_OK)
        to->status = bri_sums_total(to->sums, "replications/events_total", &events_good, &events_all, to->error);
    if (to->status == BRINK_OK)
        to->status = bri_sums_total(to->sums, "replications/end_time", &end_good, &end_all, to->error);
    it->events = (uint64_t)events_all;
    it->mean_events = events_good / good;
    it->mean_end = end_good / good;
    it->outcomes = sum_up_all(to, &to->outcomes);
    it->outcome_count = to->outcomes.count;
    it->counts = sum_up_all(to, &to->counts);
    it->count_count = to->counts.count;
    it->rungs = climb_all(to);
    it->rung_count = to->rung_times.count;
    it->stops = tally(to, "replications/stop_reason", &it->stop_count);
    it->statuses = tally(to, "replications/status", &it->status_count);
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

/* The columns of /design whose role is to vary. */
static void find_varied(work *to) {
    brink_summary *summary = &to->summary;
    size_t most = 0;
    while (brink_results_column(to->results, "design", most) != NULL)
        most++;
    brink_summary_parameter *varied = get(to, most, sizeof *varied);
    summary->varied = varied;
    for (size_t i = 0; i < most && to->status == BRINK_OK; i++) {
        const char *path = bri_arena_format(to->arena, "design/%s", brink_results_column(to->results, "design", i));
        const char *name = path != NULL ? brink_results_column_attribute(to->results, path, "parameter") : NULL;
        const char *role = path != NULL ? brink_results_column_attribute(to->results, path, "role") : NULL;
        if (name == NULL || role == NULL || strcmp(role, "varied") != 0)
            continue;
        const char *units = brink_results_column_attribute(to->results, path, "units");
        double *values = get(to, summary->point_count, sizeof *values);
        bool has_units = units != NULL && strcmp(units, "1") != 0;
        varied[summary->varied_count++] = (brink_summary_parameter){.name = name, .units = has_units ? units : "", .values = values};
        if (to->status == BRINK_OK)
            to->status = brink_results_read(to->results, path, 0, summary->point_count, values, to->error);
    }
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
    to->rows = get(to, summary->point_count, sizeof *to->rows);
    to->references = get(to, summary->point_count, sizeof *to->references);
    if (to->status == BRINK_OK && !bri_references_find(to->results, to->references))
        to->status = brink_error_set(to->error, BRINK_E_MEMORY, "out of memory");
    find_measures(to);
    find_varied(to);
}

brink_status brink_summary_new(brink_summary **summary, brink_results *results, brink_error *error) {
    work *made = calloc(1, sizeof *made);
    if (made == NULL || (made->arena = bri_arena_new()) == NULL || (made->sums = bri_sums_new(results)) == NULL) {
        if (made != NULL)
            brink_summary_free(&made->summary);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    made->results = results;
    made->error = error;
    prepare(made);
    for (size_t p = 0; p < made->summary.point_count && made->status == BRINK_OK; p++)
        sum_up_point(made, p);
    find_held(made);
    list_failures(made);
    brink_status status = made->status == BRINK_OK ? brink_results_check(results, error) : made->status;
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
    bri_sums_free(made->sums);
    bri_arena_free(made->arena);
    free(made);
}
