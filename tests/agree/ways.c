/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ways.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

bri_record **reference_records(const bri_plan *plan, uint64_t count, int may_fail) {
    bri_state *state = bri_state_new(plan, BRI_TUNING_DEFAULT);
    bri_record **records = calloc(count, sizeof *records);
    for (uint64_t r = 0; r < count; r++) {
        records[r] = run_record(state, plan, r, 1);
        if (records[r]->status != BRI_RUN_OK && !may_fail) fail_msg("replication %llu: %s", (unsigned long long)r, records[r]->message);
    }
    bri_state_free(state);
    return records;
}

void free_records(bri_record **records, uint64_t count) {
    for (uint64_t r = 0; r < count; r++) bri_record_free(records[r]);
    free(records);
}

static int agree_with(const bri_plan *plan, bri_record **reference, const way *w, const char *path) {
    bri_state *state = bri_state_new(plan, w->tuning);
    int same = 1;
    for (uint64_t r = 0; r < w->replications && same; r++) {
        char what[400];
        snprintf(what, sizeof what, "%s, boxes %g%s, replication %llu", path, w->tuning.box_scale, w->tuning.adaptive ? " adaptive" : "",
                 (unsigned long long)r);
        bri_record *record = run_record(state, plan, r, !w->untraced);
        same = is_same_record(plan, reference[r], record, what);
        bri_record_free(record);
    }
    bri_state_free(state);
    return same;
}

void boxes_do_not_matter(const char *path, const way *ways, size_t way_count, uint64_t replications, int may_fail) {
    subject s = subject_read(path);
    size_t variants = brink_scenario_variant_count(s.scenario);
    for (size_t v = 0; v <= variants; v++) {
        bri_plan *plan = subject_plan(&s, v == variants ? BRINK_BASE : v);
        bri_record **reference = reference_records(plan, replications, may_fail);
        for (size_t w = 0; w < way_count; w++)
            if (v == variants || ways[w].tuning.box_scale >= 1.0) assert_true(agree_with(plan, reference, &ways[w], path));
        free_records(reference, replications);
        bri_plan_free(plan);
    }
    subject_clear(&s);
}
