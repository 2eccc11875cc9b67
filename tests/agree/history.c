/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *root(void) {
    return getenv("ROOT") != NULL ? getenv("ROOT") : ".";
}

static void fail_with(const subject *s, const char *what, const brink_error *error) {
    char *text = brink_diagnostics_render(s->diagnostics, 0);
    print_error("%s: %s: %s\n%s", s->path, what, error->message, text);
    free(text);
    fail();
}

subject subject_read(const char *path) {
    subject s = {.path = path, .diagnostics = brink_diagnostics_new()};
    brink_error error = {.message = ""};
    assert_non_null(s.diagnostics);
    if (brink_scenario_read(&s.scenario, path, s.diagnostics, &error) != BRINK_OK) fail_with(&s, "it cannot be read", &error);
    return s;
}

void subject_clear(subject *s) {
    brink_scenario_free(s->scenario);
    brink_diagnostics_free(s->diagnostics);
}

bri_plan *subject_plan(const subject *s, size_t variant) {
    double *values = calloc(brink_scenario_parameter_count(s->scenario) + 1, sizeof *values);
    brink_error error = {.message = ""};
    bri_plan *plan = NULL;
    if (brink_scenario_values(s->scenario, variant, NULL, 0, values, s->diagnostics, &error) != BRINK_OK) fail_with(s, "no values", &error);
    const bri_variant *own = variant < s->scenario->variant_count ? &s->scenario->variants[variant] : NULL;
    if (bri_plan_new(&plan, bri_scenario_of(s->scenario, own), values, s->diagnostics, &error) != BRINK_OK) fail_with(s, "no plan", &error);
    free(values);
    return plan;
}

/** Paths that match a pattern, or another where that is not NULL. */
static char **paths_like(const char *pattern, const char *other, size_t *count) {
    char text[300];
    glob_t found;
    snprintf(text, sizeof text, "%s/%s", root(), pattern);
    *count = 0;
    if (glob(text, 0, NULL, &found) != 0) return NULL;
    snprintf(text, sizeof text, "%s/%s", root(), other != NULL ? other : "");
    if (other != NULL && glob(text, GLOB_APPEND, NULL, &found) != 0) fail_msg("nothing is like %s", text);
    char **paths = calloc(found.gl_pathc, sizeof *paths);
    for (; *count < found.gl_pathc; ++*count) paths[*count] = strdup(found.gl_pathv[*count]);
    globfree(&found);
    return paths;
}

char **paths_here(size_t *count) {
    return paths_like("tests/agree/*.cfg", NULL, count);
}

char **paths_shipped(size_t *count) {
    return paths_like("scenarios/*.cfg", "scenarios/models/*.cfg", count);
}

void paths_free(char **paths, size_t count) {
    for (size_t i = 0; i < count; i++) free(paths[i]);
    free(paths);
}

const char *path_here(const char *name, char buffer[300]) {
    snprintf(buffer, 300, "%s/tests/agree/%s", root(), name);
    return buffer;
}

bri_record *run_record(bri_state *state, const bri_plan *plan, uint64_t replication, int keep_events) {
    bri_record *record = bri_record_new(plan);
    assert_non_null(record);
    record->keep_events = keep_events;
    bri_replicate(state, TEST_SEED, replication, record);
    return record;
}

static int differ(const char *what, const char *field, size_t index, double a, double b) {
    print_error("%s: %s [%zu] differ: %.17g and %.17g\n", what, field, index, a, b);
    return 0;
}

static int is_same_numbers(const char *what, const char *field, const double *a, const double *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0) return differ(what, field, i, a[i], b[i]);
    return 1;
}

static int is_same_counts(const char *what, const char *field, const uint64_t *a, const uint64_t *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i]) return differ(what, field, i, (double)a[i], (double)b[i]);
    return 1;
}

static int is_same_summary(const bri_plan *plan, const bri_record *a, const bri_record *b, const char *what) {
    if (a->status != b->status || strcmp(a->message, b->message) != 0) {
        print_error("%s: status %d (%s) and %d (%s)\n", what, a->status, a->message, b->status, b->message);
        return 0;
    }
    if (a->stop != b->stop) return differ(what, "stop", 0, a->stop, b->stop);
    if (a->event_count != b->event_count) return differ(what, "event_count", 0, (double)a->event_count, (double)b->event_count);
    if (a->max_rung != b->max_rung) return differ(what, "max_rung", 0, a->max_rung, b->max_rung);
    for (uint32_t i = 0; i < plan->grid_count; i++)
        if (a->grid_rung[i] != b->grid_rung[i]) return differ(what, "grid_rung", i, a->grid_rung[i], b->grid_rung[i]);
    return is_same_numbers(what, "end_time", &a->end_time, &b->end_time, 1) &&
           is_same_numbers(what, "first_rung", a->first_rung, b->first_rung, plan->rung_count) &&
           is_same_counts(what, "count", a->count, b->count, plan->action_count) &&
           is_same_counts(what, "held", a->held, b->held, plan->slot_count) &&
           is_same_numbers(what, "outcome", a->outcome, b->outcome, plan->outcome_count) &&
           is_same_numbers(what, "derived", a->derived, b->derived, plan->derived_count) &&
           is_same_numbers(what, "grid", a->grid, b->grid, (size_t)plan->grid_count * plan->series_count) &&
           is_same_counts(what, "grid_action", a->grid_action, b->grid_action, (size_t)plan->grid_count * plan->action_count);
}

int is_same_event(const bri_plan *plan, const bri_record *a, size_t i, const bri_record *b, size_t j, const char **field) {
    const bri_event *x = &a->events[i], *y = &b->events[j];
    size_t marks = plan->mark_count;
    *field = memcmp(&x->time, &y->time, sizeof x->time) != 0                                     ? "time"
             : x->decision != y->decision || x->action != y->action                              ? "decision or action"
             : x->identity != y->identity                                                        ? "identity"
             : x->cause != y->cause                                                              ? "cause"
             : x->source != y->source || x->target != y->target                                  ? "source or target"
             : memcmp(&a->marks[i * marks], &b->marks[j * marks], marks * sizeof *a->marks) != 0 ? "marks"
             : memcmp(&x->value, &y->value, sizeof x->value) != 0                                ? "value"
             : memcmp(&x->end_time, &y->end_time, sizeof x->end_time) != 0                       ? "end_time"
             : x->rung_before != y->rung_before || x->rung_after != y->rung_after                ? "rung"
                                                                                                 : NULL;
    return *field == NULL;
}

static int is_same_changes(const bri_record *a, const bri_record *b, const char *what) {
    if (a->change_count != b->change_count) return differ(what, "change_count", 0, (double)a->change_count, (double)b->change_count);
    for (size_t i = 0; i < a->change_count; i++) {
        if (memcmp(&a->changes[i].time, &b->changes[i].time, sizeof(double)) != 0)
            return differ(what, "time of change", i, a->changes[i].time, b->changes[i].time);
        if (a->changes[i].rung != b->changes[i].rung) return differ(what, "rung of change", i, a->changes[i].rung, b->changes[i].rung);
    }
    return 1;
}

int is_same_record(const bri_plan *plan, const bri_record *a, const bri_record *b, const char *what) {
    const char *field;
    uint64_t common = a->event_count < b->event_count ? a->event_count : b->event_count;
    for (size_t i = 0; a->keep_events && b->keep_events && i < common; i++) {
        if (is_same_event(plan, a, i, b, i, &field)) continue;
        const bri_event *x = &a->events[i], *y = &b->events[i];
        print_error("%s: event %zu differs in its %s: %.17g %016llx decision %u, and %.17g %016llx decision %u\n", what, i, field, x->time,
                    (unsigned long long)x->identity, x->decision, y->time, (unsigned long long)y->identity, y->decision);
        return 0;
    }
    return is_same_summary(plan, a, b, what) && (!a->keep_events || !b->keep_events || is_same_changes(a, b, what));
}
