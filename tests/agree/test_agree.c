/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A history is a function of plan, seed and replication alone: all ways of computing it agree to the last bit. The scenarios of this room use every
 * kind of slot, clock, trigger and effect; those that are shipped are run as well. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ways.h"

static const way ways_here[] = {
    {.tuning = {1e-3, false}, 1},   {.tuning = {1e-2, false}, 3}, {.tuning = {0.1, false}, 6}, {.tuning = {1.0, false}, 12},
    {.tuning = {100.0, false}, 12}, {.tuning = {1e6, false}, 12}, {.tuning = {1e-2, true}, 6}, {.tuning = {1e6, true}, 12},
};
static const way ways_shipped[] = {
    {.tuning = {3e-2, false}, 1}, {.tuning = {1.0, false}, 6}, {.tuning = {1e6, false}, 6}, {.tuning = {1e6, true}, 6},
};
enum { WAYS_HERE = sizeof ways_here / sizeof *ways_here, WAYS_SHIPPED = sizeof ways_shipped / sizeof *ways_shipped };

static void test_agree__no_history_depends_on_the_boxes(void **state) {
    (void)state;
    size_t count;
    char **paths = paths_here(&count);
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) boxes_do_not_matter(paths[i], ways_here, WAYS_HERE, 12, 0);
    paths_free(paths, count);
}

static void test_agree__no_history_of_a_shipped_scenario_depends_on_the_boxes(void **state) {
    (void)state;
    size_t count;
    char **paths = paths_shipped(&count);
    assert_true(count >= 1);
    for (size_t i = 0; i < count; i++) boxes_do_not_matter(paths[i], ways_shipped, WAYS_SHIPPED, 6, 0);
    paths_free(paths, count);
}

/** Fresh states, used states, backwards, with and without a trace, and with others' replications in between. */
static void order_does_not_matter(const char *path) {
    enum { COUNT = 12 };
    subject s = subject_read(path);
    bri_plan *plan = subject_plan(&s, BRINK_BASE);
    bri_record **reference = reference_records(plan, COUNT, 0), *used = bri_record_new(plan);
    bri_state *state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    for (uint64_t i = 0; i < 3 * COUNT; i++) {
        uint64_t r = (7 * COUNT - 5 * i) % COUNT;
        char what[400];
        snprintf(what, sizeof what, "%s, replication %llu after others", path, (unsigned long long)r);
        used->keep_events = i % 3 != 1;
        bri_replicate(state, TEST_SEED, r, used);
        assert_true(is_same_record(plan, reference[r], used, what));
        if (i % 5 == 0) bri_replicate(state, TEST_SEED + 1, 1000 + i, used);
    }
    for (uint64_t r = 0; r < COUNT; r++) {
        bri_state *fresh = bri_state_new(plan, BRI_TUNING_DEFAULT);
        bri_record *record = run_record(fresh, plan, r, 0);
        assert_true(is_same_record(plan, reference[r], record, path));
        bri_record_free(record);
        bri_state_free(fresh);
    }
    bri_state_free(state);
    bri_record_free(used);
    free_records(reference, COUNT);
    bri_plan_free(plan);
    subject_clear(&s);
}

static void test_agree__neither_order_nor_trace_matters(void **state) {
    (void)state;
    size_t here, shipped;
    char **paths = paths_here(&here), **more = paths_shipped(&shipped);
    for (size_t i = 0; i < here; i++) order_does_not_matter(paths[i]);
    for (size_t i = 0; i < shipped; i++) order_does_not_matter(more[i]);
    paths_free(paths, here);
    paths_free(more, shipped);
}

static void test_agree__seeds_and_replications_differ(void **state) {
    (void)state;
    char path[300];
    subject s = subject_read(path_here("pair.cfg", path));
    bri_plan *plan = subject_plan(&s, BRINK_BASE);
    bri_state *kernel = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record *a = run_record(kernel, plan, 0, 1), *b = run_record(kernel, plan, 1, 1), *c = bri_record_new(plan);
    c->keep_events = 1;
    bri_replicate(kernel, TEST_SEED + 1, 0, c);
    assert_true(a->events[0].time != b->events[0].time && a->events[0].time != c->events[0].time && b->events[0].time != c->events[0].time);
    bri_record_free(a);
    bri_record_free(b);
    bri_record_free(c);
    bri_state_free(kernel);
    bri_plan_free(plan);
    subject_clear(&s);
}

static uint32_t decision_named(const bri_plan *plan, const char *name) {
    for (uint32_t i = 0; i < plan->decision_count; i++)
        if (strcmp(plan->scenario->decisions[i].name, name) == 0) return i;
    fail_msg("no decision %s", name);
    return 0;
}

/** Of two histories, the first that differs is an event of the changed decision: it happens in one of them alone. */
static void first_difference_is_the_changed_decision(const bri_plan *plan, const bri_record *a, const bri_record *b, uint32_t changed) {
    size_t at = 0;
    const char *field;
    while (at < a->event_count && at < b->event_count && is_same_event(plan, a, at, b, at, &field)) at++;
    if (at == a->event_count && at == b->event_count) return;
    const bri_event *x = at < a->event_count ? &a->events[at] : NULL, *y = at < b->event_count ? &b->events[at] : NULL;
    const bri_event *first = x == NULL || (y != NULL && y->time < x->time) ? y : x;
    assert_int_equal(first->decision, changed);
}

/** Events that both have carry the same time (where their decision's clock is its own field) and the same marks. Returns how many. */
static size_t common_events_are_alike(const bri_plan *plan, const bri_record *a, const bri_record *b) {
    size_t common = 0, size = plan->mark_count * sizeof *a->marks;
    for (size_t i = 0; i < a->event_count; i++)
        for (size_t j = 0; j < b->event_count; j++) {
            if (a->events[i].identity != b->events[j].identity) continue;
            assert_int_equal(a->events[i].decision, b->events[j].decision);
            if (plan->decisions[a->events[i].decision].clock == BRI_CLOCK_HAZARD) assert_true(a->events[i].time == b->events[j].time);
            assert_memory_equal(&a->marks[i * plan->mark_count], &b->marks[j * plan->mark_count], size);
            common++;
        }
    return common;
}

static void test_agree__a_variant_leaves_what_comes_before_its_first_difference(void **state) {
    (void)state;
    enum { COUNT = 40 };
    char path[300];
    subject s = subject_read(path_here("pair.cfg", path));
    bri_plan *base = subject_plan(&s, BRINK_BASE);
    uint32_t changed = decision_named(base, "changed");
    bri_record **records = reference_records(base, COUNT, 0);
    for (size_t v = 0; v < brink_scenario_variant_count(s.scenario); v++) {
        bri_plan *plan = subject_plan(&s, v);
        bri_record **varied = reference_records(plan, COUNT, 0);
        size_t common = 0, all = 0, different = 0;
        for (uint64_t r = 0; r < COUNT; r++) {
            first_difference_is_the_changed_decision(plan, records[r], varied[r], changed);
            common += common_events_are_alike(plan, records[r], varied[r]);
            all += records[r]->event_count;
            different += records[r]->event_count != varied[r]->event_count;
        }
        assert_true(different > 0);
        if (strcmp(brink_scenario_variant_name(s.scenario, v), "a_little") == 0) assert_true(common > 0.9 * all);
        free_records(varied, COUNT);
        bri_plan_free(plan);
    }
    free_records(records, COUNT);
    bri_plan_free(base);
    subject_clear(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agree__no_history_depends_on_the_boxes),
        cmocka_unit_test(test_agree__no_history_of_a_shipped_scenario_depends_on_the_boxes),
        cmocka_unit_test(test_agree__neither_order_nor_trace_matters),
        cmocka_unit_test(test_agree__seeds_and_replications_differ),
        cmocka_unit_test(test_agree__a_variant_leaves_what_comes_before_its_first_difference),
    };
    return cmocka_run_group_tests_name("agree", tests, NULL, NULL);
}
