/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replications that fail by a rate that becomes negative, or higher than any can be: bounds do not tell when it does, and depend on the boxes;
 * whether it fails, when, and what it says must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ways.h"

enum { REPLICATIONS = 60 };
static const way ways[] = {
    {.tuning = {1e-2, false}, 20},
    {.tuning = {0.1, false}, REPLICATIONS},
    {.tuning = {1.0, false}, REPLICATIONS},
    {.tuning = {1e6, false}, REPLICATIONS},
    {.tuning = {1e-2, true}, 20},
    {.tuning = {1e6, true}, REPLICATIONS},
    {.tuning = {1.0, true}, REPLICATIONS, 1},
};
enum { WAYS = sizeof ways / sizeof *ways };

static void test_failing__a_negative_rate_fails_alike_in_all_boxes(void **state) {
    char path[300];
    (void)state;
    boxes_do_not_matter(path_here("failing/negative.cfg", path), ways, WAYS, REPLICATIONS, 1);
}

static void test_failing__a_rate_too_high_fails_alike_in_all_boxes(void **state) {
    char path[300];
    (void)state;
    boxes_do_not_matter(path_here("failing/exploding.cfg", path), ways, WAYS, REPLICATIONS, 1);
    subject s = subject_read(path_here("failing/exploding.cfg", path));
    bri_plan *plan = subject_plan(&s, BRINK_BASE);
    bri_record **records = reference_records(plan, REPLICATIONS, 1);
    size_t too_high = 0;
    for (size_t r = 0; r < REPLICATIONS; r++) too_high += strstr(records[r]->message, "the rate of decision answers is too high: ") != NULL;
    assert_true(too_high >= 10);
    free_records(records, REPLICATIONS);
    bri_plan_free(plan);
    subject_clear(&s);
}

/** Of the base and each variant: what fails, and that it happens to many replications, in more than one way. */
static void test_failing__replications_do_fail(void **state) {
    char path[300];
    size_t by_decision[3] = {0}, sound = 0;
    static const char *const names[3] = {"takes", "ticks", "chimes"};
    (void)state;
    subject s = subject_read(path_here("failing/negative.cfg", path));
    for (size_t v = 0; v <= brink_scenario_variant_count(s.scenario); v++) {
        bri_plan *plan = subject_plan(&s, v == brink_scenario_variant_count(s.scenario) ? BRINK_BASE : v);
        bri_record **records = reference_records(plan, REPLICATIONS, 1);
        for (size_t r = 0; r < REPLICATIONS; r++) {
            sound += records[r]->status == BRI_RUN_OK;
            if (records[r]->status == BRI_RUN_OK) continue;
            assert_int_equal(records[r]->status, BRI_RUN_BAD_RATE);
            for (size_t k = 0; k < 3; k++) {
                char start[60];
                snprintf(start, sizeof start, "the rate of decision %s is -", names[k]);
                by_decision[k] += strncmp(records[r]->message, start, strlen(start)) == 0;
            }
        }
        free_records(records, REPLICATIONS);
        bri_plan_free(plan);
    }
    subject_clear(&s);
    print_message("%zu of takes, %zu of ticks, %zu of chimes, %zu sound\n", by_decision[0], by_decision[1], by_decision[2], sound);
    for (size_t k = 0; k < 3; k++) assert_true(by_decision[k] >= 10);
    assert_true(sound >= 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failing__replications_do_fail),
        cmocka_unit_test(test_failing__a_negative_rate_fails_alike_in_all_boxes),
        cmocka_unit_test(test_failing__a_rate_too_high_fails_alike_in_all_boxes),
    };
    return cmocka_run_group_tests_name("failing", tests, NULL, NULL);
}
