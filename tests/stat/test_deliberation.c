/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models stages and quorum: sums of delays, products of chances, and votes. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "trial.h"

/* ---- stages ----
 * 2 d exponential and 0.8, 5 d exponential and 0.6, then a week and 0.5. */

enum { TEST, DRAFT, REJECTED, SANCTION, KINDS };

typedef struct course {
    double count[4]; /* failed at once, rejected, failed at last, done */
    uniforms draft, time;
} course;

/** Sum of exponentials of mean 2 and 5. */
static double two_stages(double t) {
    return 1.0 - (5.0 * exp(-t / 5.0) - 2.0 * exp(-t / 2.0)) / 3.0;
}

static void visit_course(void *context, const bri_record *record) {
    course *c = context;
    const bri_event *e = record->events;
    static const uint32_t orders[] = {TEST, DRAFT, SANCTION};
    bool is_rejected = record->count[REJECTED] > 0;
    for (uint64_t i = 0; i < record->event_count; i++) {
        verdict_require(e[i].action == orders[i] || (i == 2 && e[i].action == REJECTED), "event %llu is of action %u", (unsigned long long)i,
                        e[i].action);
        verdict_require(e[i].cause == (int32_t)i - 1, "event %llu is caused by %d", (unsigned long long)i, e[i].cause);
    }
    if (record->event_count > 1) uniforms_add(&c->draft, -expm1(-(e[1].time - e[0].time) / 2.0));
    if (record->count[SANCTION]) uniforms_add(&c->time, two_stages(e[2].time - e[0].time - 7.0));
    c->count[record->event_count == 1 ? 0 : is_rejected ? 1 : record->event_count == 2 ? 2 : 3] += 1.0;
}

static void test_deliberation__stages_take_time_and_may_fail(uint64_t seed) {
    static const trial setup = {
        .text = "actions = { test = { actor = `A`; marks = { size = `0.6`; }; }; draft = { actor = `B`; }; rejected = { actor = `B`; }; "
                "sanction = { actor = `B`; }; }; decisions = { go = { action = `test`; model = { kind = `schedule`; on = `2017-01-02`; }; }; "
                "council = { on = [`test`]; action = `sanction`; model = { kind = `stages`; stages = ( "
                "{ delay = `exponential(2 d)`; probability = 0.8; action = `draft`; }, "
                "{ delay = `exponential(5 d)`; probability = `size`; failure = `rejected`; }, { delay = `7 d`; probability = 0.5; } ); }; }; };",
        .days = 400,
        .keeps_events = true,
        .replications = 200000};
    course c = {.count = {0.0}};
    trial_run(&setup, seed, visit_course, &c);
    double n = (double)verdict_count(setup.replications);
    double expected[4] = {n * 0.2, n * 0.8 * 0.4, n * 0.8 * 0.6 * 0.5, n * 0.8 * 0.6 * 0.5};
    verdict_counts("where deliberations end", c.count, expected, 4);
    verdict_uniform(&c.draft, "time of the draft (KS)");
    verdict_uniform(&c.time, "time of the sanction (KS)");
    uniforms_clear(&c.draft);
    uniforms_clear(&c.time);
}

/* ---- votes ---- */

/** Adopted: nobody of `vetoes` says no, and at least `threshold` of all say yes. Coefficients of the product of their generating functions. */
static double adoption(const double *yes, const double *abstains, size_t vetoes, size_t voters, size_t threshold) {
    double p[32] = {1.0}, sum = 0.0;
    for (size_t i = 0; i < voters; i++)
        for (size_t k = voters + 1; k-- > 0;) p[k] = p[k] * (1.0 - yes[i]) * (i < vetoes ? abstains[i] : 1.0) + (k > 0 ? p[k - 1] * yes[i] : 0.0);
    for (size_t k = threshold; k <= voters; k++) sum += p[k];
    return sum;
}

typedef struct votes {
    double held, adopted;
} votes;

static void visit_votes(void *context, const bri_record *record) {
    votes *v = context;
    v->held += (double)record->count[0];
    v->adopted += (double)record->count[1];
    verdict_require(record->count[0] == record->count[1] + record->count[2], "a vote that is neither adopted nor rejected");
}

static double logistic(double x) {
    return 1.0 / (1.0 + exp(-x));
}

#define FIFTEEN                                                                                                                                      \
    "P1 = {}; P2 = {}; P3 = {}; P4 = {}; P5 = {}; E1 = {}; E2 = {}; E3 = {}; E4 = {}; E5 = {}; E6 = {}; E7 = {}; E8 = {}; E9 = {}; E10 = {};"
#define COUNCIL(voters_)                                                                                                                             \
    "actions = { draft = { actor = `A`; }; adopted = { actor = `B`; }; rejected = { actor = `B`; }; }; decisions = { "                               \
    "drafts = { action = `draft`; model = { kind = `poisson`; rate = `1/d`; }; }; "                                                                  \
    "council = { on = [`draft`]; action = `adopted`; model = { kind = `quorum`; rejection = `rejected`; " voters_ " }; }; };"

/* The permanent members first; ten more of two minds. */
#define TEN(one, other) "{ actors = [`E1`, `E2`, `E3`, `E4`, `E5`, `E6`]; " one " }, { actors = [`E7`, `E8`, `E9`, `E10`]; " other " }"

static void test_deliberation__security_council(uint64_t seed) {
    static const trial setup = {
        .actors = FIFTEEN,
        .text = COUNCIL("threshold = 9; voters = ( { actors = [`P1`, `P2`, `P3`]; yes = 0.85; abstains = 0.6; veto = true; }, "
                        "{ actors = [`P4`, `P5`]; yes = 0.5; abstains = 0.8; veto = true; }, " TEN("yes = 0.6;", "yes = 0.45;") " );"),
        .days = 1000,
        .replications = 400};
    double yes[15], abstains[15] = {0.6, 0.6, 0.6, 0.8, 0.8};
    for (int i = 0; i < 15; i++) yes[i] = i < 3 ? 0.85 : i < 5 ? 0.5 : i < 11 ? 0.6 : 0.45;
    votes v = {0.0, 0.0};
    trial_run(&setup, seed, visit_votes, &v);
    verdict_proportion("adopted by 9 of 15, five vetoes", v.held, v.adopted, adoption(yes, abstains, 5, 15, 9));
}

static void test_deliberation__votes_by_utility(uint64_t seed) {
    static const trial setup = {
        .actors = FIFTEEN,
        .text = COUNCIL("threshold = 8; rationality = 2; voters = ( { actors = [`P1`, `P2`, `P3`, `P4`, `P5`]; utility = 0.4; }, " TEN(
            "utility = -0.1;", "yes = 0.7; abstains = 1;") " );"),
        .days = 1000,
        .replications = 400};
    double yes[15];
    for (int i = 0; i < 15; i++) yes[i] = i < 5 ? logistic(0.8) : i < 11 ? logistic(-0.2) : 0.7;
    votes v = {0.0, 0.0};
    trial_run(&setup, seed, visit_votes, &v);
    verdict_proportion("adopted by 8 of 15, by utility", v.held, v.adopted, adoption(yes, yes, 0, 15, 8));
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_deliberation__stages_take_time_and_may_fail,
                  "model stages: products of chances, law of a sum of exponentials; causes exactly"),
        STAT_CASE(test_deliberation__security_council, "model quorum: Poisson-binomial law without vetoes, by generating functions"),
        STAT_CASE(test_deliberation__votes_by_utility, "the same with logistic votes"),
    };
    return verdict_main("deliberation", cases, sizeof cases / sizeof cases[0]);
}
