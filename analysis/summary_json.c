/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <math.h>

#include "base/calendar.h"
#include "brink/summary.h"

/* JSON has no NaN and no infinity: both are null. */
static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *count(uint64_t value) {
    return json_integer((json_int_t)value);
}

static json_t *interval(brink_interval value) {
    return json_pack("{s:o, s:o, s:o}", "estimate", number(value.estimate), "low", number(value.low), "high", number(value.high));
}

static json_t *date(double start, double days) {
    char text[BRI_DATE_SIZE];
    if (!isfinite(days))
        return json_null();
    bri_date_format(start + days, true, text);
    return json_string(text);
}

static json_t *item(const brink_summary_item *it) {
    json_t *object = json_pack("{s:s, s:s, s:I, s:o}", "name", it->name, "kind", it->is_probability ? "probability" : "number", "n",
                               (json_int_t)it->n, it->is_probability ? "probability" : "mean", interval(it->mean));
    if (!it->is_probability)
        json_object_update_new(object, json_pack("{s:o, s:o, s:o, s:o}", "sd", number(it->sd), "p05", number(it->p05), "median", number(it->median),
                                                 "p95", number(it->p95)));
    if (it->units[0] != '\0')
        json_object_set_new(object, "units", json_string(it->units));
    if (it->given != NULL)
        json_object_set_new(object, "given", json_string(it->given));
    if (it->can_be_infinite)
        json_object_set_new(object, "finite", interval(it->finite));
    if (it->can_be_infinite && it->has_difference)
        json_object_set_new(object, "finite_difference", interval(it->finite_difference));
    if (!isnan(it->observed))
        json_object_set_new(object, "observed", number(it->observed));
    if (it->has_difference)
        json_object_set_new(object, "difference", json_pack("{s:o, s:I, s:o}", "interval", interval(it->difference), "pairs",
                                                                      (json_int_t)it->paired, "variance_gain", number(it->gain)));
    return object;
}

static json_t *items(const brink_summary_item *list, size_t length) {
    json_t *array = json_array();
    for (size_t i = 0; i < length; i++)
        json_array_append_new(array, item(&list[i]));
    return array;
}

static json_t *rungs(const brink_summary *summary, const brink_summary_point *point) {
    json_t *array = json_array();
    for (size_t i = 0; i < point->rung_count; i++) {
        const brink_summary_rung *it = &point->rungs[i];
        json_t *object = json_pack("{s:s, s:I, s:I, s:o, s:{s:o, s:o, s:o}, s:o}", "name", it->name, "n", (json_int_t)it->n, "observed",
                                   (json_int_t)it->observed, "probability", interval(it->reached), "first_passage", "quarter",
                                   date(summary->start, it->quartile1), "half", date(summary->start, it->median), "three_quarters",
                                   date(summary->start, it->quartile3), "mean_days_of_those_that_arrive", number(it->mean_observed));
        if (it->has_difference)
            json_object_set_new(object, "difference", interval(it->difference));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *named(const brink_summary_named *list, size_t length) {
    json_t *object = json_object();
    for (size_t i = 0; i < length; i++)
        json_object_set_new(object, list[i].name, count(list[i].count));
    return object;
}

static json_t *point(const brink_summary *summary, const brink_summary_point *it) {
    json_t *object = json_pack("{s:s, s:I, s:I, s:I, s:o, s:o}", "name", it->name, "replications", (json_int_t)it->replications, "failed",
                               (json_int_t)it->failed, "events", (json_int_t)it->events, "mean_events", number(it->mean_events), "mean_end_days",
                               number(it->mean_end));
    const brink_summary_point *reference = &summary->points[it->reference];
    json_object_set_new(object, "reference", reference != it ? json_string(reference->name) : json_null());
    json_object_update_new(object, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "outcomes", items(it->outcomes, it->outcome_count), "counts",
                                             items(it->counts, it->count_count), "ladder", rungs(summary, it), "stop_reasons",
                                             named(it->stops, it->stop_count), "statuses", named(it->statuses, it->status_count), "held",
                                             named(it->held, it->held_count)));
    return object;
}

char *brink_summary_json(const brink_summary *summary) {
    json_t *points = json_array(), *failures = json_array();
    for (size_t p = 0; p < summary->point_count; p++)
        json_array_append_new(points, point(summary, &summary->points[p]));
    for (size_t i = 0; i < summary->failure_count; i++)
        json_array_append_new(failures, json_string(summary->failures[i]));
    /* The seed as a text: JSON's readers hold 53 bits. */
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)summary->seed);
    json_t *root = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:f}", "title", summary->title, "seed", seed, "start", date(summary->start, 0), "end",
                             date(summary->start, summary->horizon), "points", points, "failures", failures, "level", 0.95);
    char *text = root != NULL ? json_dumps(root, JSON_INDENT(2)) : NULL;
    json_decref(root);
    return text;
}
