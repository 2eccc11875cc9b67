/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* asprintf */
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** 2017-01-01 and so many days, as a date. */
static void date_of(int days, char text[11]) {
    time_t seconds = (time_t)(17167 + days) * 86400;
    struct tm date;
    gmtime_r(&seconds, &date);
    strftime(text, 11, "%Y-%m-%d", &date);
}

/** The whole scenario; the caller frees it. */
static char *whole_text(const trial *setup) {
    char end[11], series[60] = "", *text = NULL;
    date_of(setup->days, end);
    if (setup->grid > 0.0) snprintf(series, sizeof series, "series = { step = `%.17g d`; };", setup->grid);
    int length = asprintf(&text,
                          "brink = 1;\nscenario = { title = `trial`; start = `2017-01-01`; end = `%s`; };\n"
                          "actors = { A = { name = `A`; postures = [`calm`, `hot`]; }; B = { name = `B`; }; %s };\n"
                          "batch = { event_limit = 100000000; %s };\n%s\n",
                          end, setup->actors != NULL ? setup->actors : "", series, setup->text);
    verdict_require(length > 0, "out of memory");
    for (char *c = text; *c != '\0'; c++)
        if (*c == '`') *c = '"';
    return text;
}

static void require_done(brink_status status, const brink_diagnostics *diagnostics, const brink_error *error, const char *text) {
    if (status == BRINK_OK) return;
    char *complaints = brink_diagnostics_render(diagnostics, 0);
    verdict_require(false, "%s: %s\n%s\n%s", brink_status_text(status), error->message, complaints != NULL ? complaints : "", text);
}

static void replicate(const trial *setup, const bri_plan *plan, uint64_t seed, trial_visit visit, void *context) {
    bri_state *state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record *record = bri_record_new(plan);
    verdict_require(state != NULL && record != NULL, "out of memory");
    record->keep_events = setup->keeps_events;
    uint64_t n = verdict_count(setup->replications);
    for (uint64_t i = 0; i < n; i++) {
        bri_replicate(state, seed, i, record);
        verdict_require(record->status == BRI_RUN_OK, "replication %llu of seed %llu: %s", (unsigned long long)i, (unsigned long long)seed,
                        record->message);
        visit(context, record);
    }
    bri_record_free(record);
    bri_state_free(state);
}

void trial_run(const trial *setup, uint64_t seed, trial_visit visit, void *context) {
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_error error = {.message = ""};
    brink_scenario *scenario = NULL;
    bri_plan *plan = NULL;
    char *text = whole_text(setup);
    require_done(brink_scenario_parse(&scenario, "trial.cfg", text, strlen(text), diagnostics, &error), diagnostics, &error, text);
    require_done(bri_plan_new(&plan, scenario, NULL, diagnostics, &error), diagnostics, &error, text);
    replicate(setup, plan, seed, visit, context);
    bri_plan_free(plan);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    free(text);
}

snapshot snapshot_new(const double *p, size_t cells) {
    return (snapshot){.counts = histogram_new(cells), .moments = {.reference = ref_moments_of_pmf(p, cells)}, .p = p};
}

void snapshot_add(snapshot *s, double value) {
    histogram_add(&s->counts, value);
    tally_add(&s->moments, value);
}

void snapshot_verdict(snapshot *s, const char *what) {
    char name[80];
    snprintf(name, sizeof name, "law of %s", what);
    verdict_histogram(&s->counts, name, s->p);
    verdict_moments(&s->moments, what);
}

void snapshots_visit(void *context, const bri_record *record) {
    const snapshots *s = context;
    for (size_t i = 0; i < s->count; i++) snapshot_add(&s->at[i], record->grid[s->index[i] * s->variables]);
}
