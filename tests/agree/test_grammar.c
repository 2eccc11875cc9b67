/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement on scenarios that nobody thought of: grammar.py draws them from the language. BRINK_GRAMMAR_COUNT (50) and BRINK_GRAMMAR_SEED (1) say
 * how many and which. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ways.h"

static const way ways[] = {
    {.tuning = {2e-2, false}, 1}, {.tuning = {1.0, false}, 3}, {.tuning = {1e6, false}, 3}, {.tuning = {1e-2, true}, 2},
    {.tuning = {1e6, true}, 3, .untraced = 1},
};
enum { WAYS = sizeof ways / sizeof *ways, REPLICATIONS = 3 };

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : otherwise;
}

static char directory[] = "/tmp/brink-grammar-XXXXXX";

static int draw_scenarios(void **state) {
    char command[600];
    (void)state;
    if (mkdtemp(directory) == NULL) return -1;
    snprintf(command, sizeof command, "%s -B %s/tests/agree/grammar.py %s %s %s", setting("PYTHON", "/usr/bin/python3"), setting("ROOT", "."),
             setting("BRINK_GRAMMAR_COUNT", "50"), setting("BRINK_GRAMMAR_SEED", "1"), directory);
    return system(command);
}

static int remove_scenarios(void **state) {
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", directory);
    return system(command);
}

static glob_t drawn(void) {
    glob_t found;
    char pattern[100];
    snprintf(pattern, sizeof pattern, "%s/*.cfg", directory);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, strtoul(setting("BRINK_GRAMMAR_COUNT", "50"), NULL, 10));
    return found;
}

/** A few are refused with reason (a condition that never changes cannot be crossed); those only. */
static int is_accepted(const char *path) {
    brink_error error;
    brink_scenario *scenario = NULL;
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_status status = brink_scenario_read(&scenario, path, diagnostics, &error);
    assert_true(status == BRINK_OK || status == BRINK_E_SCENARIO);
    if (status == BRINK_OK) brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    return status == BRINK_OK;
}

static void test_grammar__no_history_depends_on_the_boxes(void **state) {
    (void)state;
    glob_t found = drawn();
    size_t refused = 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (is_accepted(found.gl_pathv[i]))
            boxes_do_not_matter(found.gl_pathv[i], ways, WAYS, REPLICATIONS, 1);
        else
            refused++;
    assert_true(refused <= 1 + found.gl_pathc / 50);
    globfree(&found);
}

/** The scenarios must be worth it: most replications end by themselves, and things happen in them. */
static void test_grammar__things_happen(void **state) {
    (void)state;
    glob_t found = drawn();
    uint64_t events = 0, failures = 0, count = 0, by_status[BRI_RUN_MEMORY + 1] = {0};
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!is_accepted(found.gl_pathv[i])) continue;
        subject s = subject_read(found.gl_pathv[i]);
        bri_plan *plan = subject_plan(&s, BRINK_BASE);
        bri_record **records = reference_records(plan, REPLICATIONS, 1);
        count += REPLICATIONS;
        for (size_t r = 0; r < REPLICATIONS; r++) {
            events += records[r]->event_count;
            by_status[records[r]->status]++;
            if (records[r]->status > BRI_RUN_CASCADE_LIMIT && records[r]->status != BRI_RUN_BAD_RATE)
                print_error("%s, replication %zu: %s\n", found.gl_pathv[i], r, records[r]->message);
        }
        free_records(records, REPLICATIONS);
        bri_plan_free(plan);
        subject_clear(&s);
    }
    for (int i = 1; i <= BRI_RUN_MEMORY; i++) failures += by_status[i];
    print_message("%llu replications, %llu events, %llu failed: %llu by their number of events, %llu of cascades, %llu by a rate\n",
                  (unsigned long long)count, (unsigned long long)events, (unsigned long long)failures,
                  (unsigned long long)by_status[BRI_RUN_EVENT_LIMIT], (unsigned long long)by_status[BRI_RUN_CASCADE_LIMIT],
                  (unsigned long long)by_status[BRI_RUN_BAD_RATE]);
    /* Bounds and values of these scenarios are what they must be. */
    assert_true(failures == by_status[BRI_RUN_EVENT_LIMIT] + by_status[BRI_RUN_CASCADE_LIMIT] + by_status[BRI_RUN_BAD_RATE]);
    assert_true(events > 20 * count);
    assert_true(failures < count / 3);
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grammar__things_happen),
        cmocka_unit_test(test_grammar__no_history_depends_on_the_boxes),
    };
    return cmocka_run_group_tests_name("grammar", tests, draw_scenarios, remove_scenarios);
}
