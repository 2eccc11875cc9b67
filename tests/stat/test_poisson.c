/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field itself, through a constant rate: events are a Poisson process, decisions and replications are independent of each other. Rates are such
 * that a replication reads many cells of 64 points. */
#include <math.h>

#include "trial.h"

/* ---- one decision ---- */

typedef struct process {
    tally count;
    uniforms gaps, places;
} process;

/** 640 a day: ten cells of the lowest strip. Gaps that begin by 0.9 d, given that they end by 1 d. */
static void visit_process(void *context, const bri_record *record) {
    process *p = context;
    tally_add(&p->count, (double)record->event_count);
    double before = 0.0;
    for (uint64_t i = 0; i < record->event_count; i++) {
        double time = record->events[i].time;
        uniforms_add(&p->places, time);
        if (before < 0.9) uniforms_add(&p->gaps, -expm1(-640.0 * (time - before)) / -expm1(-640.0 * (1.0 - before)));
        before = time;
    }
}

static void test_poisson__one_decision(uint64_t seed) {
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; }; }; decisions = { pulses = { action = `pulse`; model = { kind = "
                                        "`poisson`; rate = `640/d`; }; }; };",
                                .days = 1,
                                .keeps_events = true,
                                .replications = 3000};
    process p = {.count = {.reference = {640.0, 640.0, 3.0 * 640.0 * 640.0 + 640.0}}};
    trial_run(&setup, seed, visit_process, &p);
    verdict_moments(&p.count, "count by 1 d");
    verdict_uncorrelated(&p.gaps, "neighbouring gaps");
    verdict_uniform_cells(&p.gaps, "gaps (cells)", 200);
    verdict_uniform(&p.gaps, "gaps (KS)");
    verdict_uniform_cells(&p.places, "times (cells)", 200);
    verdict_uniform(&p.places, "times (KS)");
    uniforms_clear(&p.gaps);
    uniforms_clear(&p.places);
}

/** A rate a thousand times higher, or lower, than the lowest strip of its field: the law does not depend on the strips. */
static void test_poisson__strips_too_low_and_too_high(uint64_t seed) {
    static const char *const texts[2] = {
        "actions = { pulse = { actor = `A`; }; }; decisions = { pulses = { action = `pulse`; field_rate = `0.7/d`; "
        "model = { kind = `poisson`; rate = `640/d`; }; }; };",
        "actions = { pulse = { actor = `A`; }; }; decisions = { pulses = { action = `pulse`; field_rate = `90000/d`; "
        "model = { kind = `poisson`; rate = `640/d`; }; }; };"};
    static const uint64_t n[2] = {2000, 300};
    static const char *const names[2][2] = {{"count, field too low", "times, field too low (cells)"},
                                            {"count, field too high", "times, field too high (cells)"}};
    for (int i = 0; i < 2; i++) {
        trial setup = {.text = texts[i], .days = 1, .keeps_events = true, .replications = n[i]};
        process p = {.count = {.reference = {640.0, 640.0, 3.0 * 640.0 * 640.0 + 640.0}}};
        trial_run(&setup, seed, visit_process, &p);
        verdict_moments(&p.count, names[i][0]);
        verdict_uniform_cells(&p.places, names[i][1], 100);
        uniforms_clear(&p.gaps);
        uniforms_clear(&p.places);
    }
}

/* ---- several ---- */

typedef struct together {
    tally product, neighbours, variance;
    double before;
} together;

static void visit_together(void *context, const bri_record *record) {
    together *t = context;
    double first = (double)record->count[0] - 20.0, second = (double)record->count[1] - 20.0;
    tally_add(&t->product, first * second);
    tally_add(&t->variance, (first + second) * (first + second));
    if (record->replication > 0) tally_add(&t->neighbours, t->before * first);
    t->before = first;
}

/** Two decisions of the same rate, on the same action's heels, and neighbouring replications. */
static void test_poisson__decisions_and_replications_are_independent(uint64_t seed) {
    static const trial setup = {.text = "actions = { one = { actor = `A`; }; other = { actor = `A`; }; }; "
                                        "decisions = { ones = { action = `one`; model = { kind = `poisson`; rate = `20/d`; }; }; "
                                        "others = { action = `other`; model = { kind = `hazard`; rate = `20/d`; }; }; };",
                                .days = 1,
                                .replications = 200000};
    together t = {.product = {.reference = {0.0, 400.0, 0.0}},
                  .neighbours = {.reference = {0.0, 400.0, 0.0}},
                  .variance = {.reference = {40.0, 2.0 * 40.0 * 40.0 + 40.0, 0.0}}};
    trial_run(&setup, seed, visit_together, &t);
    verdict_mean(&t.product, "covariance of two decisions");
    verdict_mean(&t.variance, "variance of their sum");
    verdict_mean(&t.neighbours, "covariance of neighbouring replications");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_poisson__one_decision, "Poisson count, exponential gaps, uniform times"),
        STAT_CASE(test_poisson__strips_too_low_and_too_high,
                  "the same with the field's strips a thousand times too low and a hundred times too high"),
        STAT_CASE(test_poisson__decisions_and_replications_are_independent, "covariances 0, variance of a sum"),
    };
    return verdict_main("poisson", cases, sizeof cases / sizeof cases[0]);
}
