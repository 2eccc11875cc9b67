/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_case.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

kernel_case case_open_tuned(const char *text, bri_tuning tuning) {
    kernel_case c = {.diagnostics = brink_diagnostics_new()};
    brink_error error = {.message = ""};
    brink_status status = brink_scenario_parse(&c.scenario, "case", text, strlen(text), c.diagnostics, &error);
    if (status == BRINK_OK) status = bri_plan_new(&c.plan, c.scenario, NULL, c.diagnostics, &error);
    if (status != BRINK_OK) {
        char *complaints = brink_diagnostics_render(c.diagnostics, 0);
        print_error("%s\n%s\n", error.message, complaints);
        free(complaints);
        fail();
    }
    c.state = bri_state_new(c.plan, tuning);
    c.record = bri_record_new(c.plan);
    assert_non_null(c.state);
    assert_non_null(c.record);
    return c;
}

kernel_case case_open(const char *text) {
    return case_open_tuned(text, BRI_TUNING_DEFAULT);
}

void case_close(kernel_case *c) {
    bri_record_free(c->record);
    bri_state_free(c->state);
    bri_plan_free(c->plan);
    brink_scenario_free(c->scenario);
    brink_diagnostics_free(c->diagnostics);
}

const bri_record *case_run(kernel_case *c, uint64_t replication) {
    c->record->keep_events = 1;
    bri_replicate(c->state, 1, replication, c->record);
    return c->record;
}

void assert_fails(const char *text, bri_run_status status, const char *message) {
    kernel_case c = case_open(text);
    const bri_record *record = case_run(&c, 0);
    assert_memory_equal(record->message, message, strlen(message));
    assert_non_null(strstr(record->message, ", 2017-")); /* after the day, the date */
    assert_int_equal(record->status, status);
    assert_int_equal(record->stop, BRI_STOP_FAILED);
    for (uint32_t i = 0; i < c.plan->outcome_count; i++) assert_true(isnan(record->outcome[i]));
    case_close(&c);
}

void assert_events(const kernel_case *c, const char *expected) {
    const bri_record *record = c->record;
    size_t at = 0;
    char name[64];
    double time;
    int used;
    assert_string_equal(record->message, "");
    for (const char *text = expected; sscanf(text, " %63[^@]@%lf%n", name, &time, &used) == 2; text += used, at++) {
        if (at >= record->event_count) fail_msg("%zu events, but expected is %s", at, expected);
        const bri_event *event = &record->events[at];
        const char *action = c->scenario->actions[event->action].name;
        if (strcmp(action, name) != 0 || fabs(event->time - time) > 1e-9)
            fail_msg("event %zu is %s@%.12g, not %s@%.12g", at, action, event->time, name, time);
    }
    if (at != record->event_count)
        fail_msg("%s@%.12g comes after all that is expected", c->scenario->actions[record->events[at].action].name, record->events[at].time);
}

double case_mark(const kernel_case *c, size_t event, const char *mark) {
    assert_true(event < c->record->event_count);
    for (uint32_t i = 0; i < c->plan->mark_count; i++)
        if (strcmp(c->scenario->marks[i].name, mark) == 0) return c->record->marks[event * c->plan->mark_count + i];
    fail_msg("no mark %s", mark);
    return NAN;
}

uint32_t case_decision(const kernel_case *c, const char *name) {
    for (uint32_t i = 0; i < c->plan->decision_count; i++)
        if (strcmp(c->scenario->decisions[i].name, name) == 0) return i;
    fail_msg("no decision %s", name);
    return 0;
}
