/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models markov and tit_for_tat: chains whose laws solve linear equations. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "trial.h"

/* ---- a chain on four postures, the last of which absorbs ---- */

enum { CALM, ALERT, TALKS, WAR, POSTURES };

static const double rates[POSTURES][POSTURES] = {
    [CALM] = {[ALERT] = 0.5},
    [ALERT] = {[CALM] = 0.3, [TALKS] = 0.4, [WAR] = 0.2},
    [TALKS] = {[CALM] = 0.6, [ALERT] = 0.1},
};

/** dp/dt = p Q. */
static void flow(double t, const double *p, double *dpdt, const void *context) {
    (void)t;
    (void)context;
    memset(dpdt, 0, POSTURES * sizeof *dpdt);
    for (int i = 0; i < POSTURES; i++)
        for (int j = 0; j < POSTURES; j++) {
            dpdt[j] += rates[i][j] * p[i];
            dpdt[i] -= rates[i][j] * p[i];
        }
}

static void occupation(double *p, double t) {
    memset(p, 0, POSTURES * sizeof *p);
    p[CALM] = 1.0;
    if (t > 0.0) ref_ode(flow, NULL, POSTURES, p, 0.0, t);
}

#define ACTOR "C = { postures = [`calm`, `alert`, `talks`, `war`]; };"
/* Transitions share actions: the posture that is taken is the transition's, not the action's. */
#define CHAIN                                                                                                                                        \
    "actions = { move = { actor = `C`; }; fire = { actor = `C`; }; }; decisions = { stance = { model = { kind = `markov`; actor = `C`; "             \
    "transitions = ( { from = `calm`; to = `alert`; rate = `0.5/d`; action = `move`; }, { from = `alert`; to = `calm`; rate = `0.3/d`; action = "    \
    "`move`; }, { from = `alert`; to = `talks`; rate = `0.4/d`; action = `move`; }, { from = `alert`; to = `war`; rate = `0.2/d`; action = `fire`; " \
    "}, { from = `talks`; to = `calm`; rate = `0.6/d`; action = `move`; }, { from = `talks`; to = `alert`; rate = `0.1/d`; action = `move`; } ); "   \
    "}; }; }; outcomes = ( { name = `stance`; value = `posture(C)`; } );"

static void visit_posture(void *context, const bri_record *record) {
    double *count = context;
    count[(int)record->outcome[0]] += 1.0;
}

static void test_postures__occupation_over_time(uint64_t seed) {
    static const int days[] = {1, 4, 12};
    static const char *const names[] = {"postures on day 1", "postures on day 4", "postures on day 12"};
    for (int k = 0; k < 3; k++) {
        trial setup = {.text = CHAIN, .actors = ACTOR, .days = days[k], .replications = 200000};
        double count[POSTURES] = {0.0}, expected[POSTURES];
        trial_run(&setup, seed + (uint64_t)k, visit_posture, count);
        occupation(expected, days[k]);
        for (int i = 0; i < POSTURES; i++) expected[i] *= (double)verdict_count(setup.replications);
        verdict_counts(names[k], count, expected, POSTURES);
    }
}

enum { LONG = 60 };

static void visit_absorption(void *context, const bri_record *record) {
    double p[POSTURES], most[POSTURES];
    const bri_event *last = record->event_count ? &record->events[record->event_count - 1] : NULL;
    if (last == NULL || last->action != 1) return; /* not absorbed by the end */
    occupation(p, last->time);
    occupation(most, LONG);
    uniforms_add(context, p[WAR] / most[WAR]);
}

static void test_postures__time_of_absorption(uint64_t seed) {
    static const trial setup = {.text = CHAIN, .actors = ACTOR, .days = LONG, .keeps_events = true, .replications = 30000};
    double p[POSTURES];
    uniforms u = {.count = 0};
    trial_run(&setup, seed, visit_absorption, &u);
    occupation(p, LONG);
    verdict_proportion("absorbed by the end", (double)verdict_count(setup.replications), (double)u.count, p[WAR]);
    verdict_uniform(&u, "time of absorption (KS)");
    uniforms_clear(&u);
}

static double weibull_cdf(double x, const void *context) {
    (void)context;
    return x <= 0.0 ? 0.0 : gsl_cdf_weibull_P(x, 4.0, 1.7);
}

static void visit_moves(void *context, const bri_record *record) {
    snapshot_add(context, (double)record->event_count);
}

/** Stays of a Weibull law, by its hazard of age: the moves are a renewal process. */
static void test_postures__stays_of_any_law(uint64_t seed) {
    static const trial setup = {
        .actors = ACTOR,
        .text = "actions = { move = { actor = `C`; }; }; decisions = { stance = { model = { kind = `markov`; actor = `C`; transitions = ( "
                "{ from = `calm`; to = `alert`; rate = `weibull_hazard(age, 1.7, 4 d)`; action = `move`; }, "
                "{ to = `calm`; rate = `weibull_hazard(age, 1.7, 4 d)`; action = `move`; } ); }; }; };",
        .days = 20,
        .replications = 200000};
    double p[24];
    ref_law law = {.cdf = weibull_cdf};
    ref_renewal(p, 24, law, law, setup.days, 2000);
    snapshot s = snapshot_new(p, 24);
    trial_run(&setup, seed, visit_moves, &s);
    snapshot_verdict(&s, "moves by 20 d");
}

/* ---- two who answer each other in kind ----
 * Each remembers the other's last act: nothing, a strike, peace. A has its turn at rate 1, forgives a strike with 0.3 and answers one with 0.9; B at
 * rate 0.7, and makes peace only in answer to it, 0.8 of the time. Without an act of the other A strikes first. */

enum { NOTHING, STRIKE, PEACE, ACTS };

static int cell(int a, int b) {
    return a * ACTS + b;
}

/** p[cell(last act of A, last act of B)] */
static void feud(double t, const double *p, double *dpdt, const void *context) {
    (void)t;
    (void)context;
    memset(dpdt, 0, ACTS * ACTS * sizeof *dpdt);
    for (int a = 0; a < ACTS; a++)
        for (int b = 0; b < ACTS; b++) {
            double here = p[cell(a, b)];
            double strike = b == NOTHING ? 1.0 : b == STRIKE ? 0.9 * 0.7 : 0.0, peace = b == STRIKE ? 0.9 * 0.3 : b == PEACE ? 1.0 : 0.0;
            double back = a == STRIKE ? 0.7 : 0.0, reply = a == PEACE ? 0.7 * 0.8 : 0.0;
            dpdt[cell(STRIKE, b)] += strike * here;
            dpdt[cell(PEACE, b)] += peace * here;
            dpdt[cell(a, STRIKE)] += back * here;
            dpdt[cell(a, PEACE)] += reply * here;
            dpdt[cell(a, b)] -= (strike + peace + back + reply) * here;
        }
}

static void visit_feud(void *context, const bri_record *record) {
    double *count = context;
    count[(int)record->outcome[0]] += 1.0;
}

static void test_postures__two_who_play_tit_for_tat(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { a = 0; b = 0; }; actions = { strike = { actor = `A`; effects = (`a = 1`); }; peace = { actor = `A`; effects = (`a = "
                "2`); }; "
                "back = { actor = `B`; effects = (`b = 1`); }; reply = { actor = `B`; effects = (`b = 2`); }; }; decisions = { "
                "ours = { model = { kind = `tit_for_tat`; rate = `1/d`; first = `strike`; forgiving = `peace`; answers = ( "
                "{ to = `back`; action = `strike`; probability = 0.9; forgiveness = 0.3; }, { to = [`reply`]; action = `peace`; } ); }; }; "
                "theirs = { model = { kind = `tit_for_tat`; rate = `0.7/d`; answers = ( { to = `strike`; action = `back`; }, "
                "{ to = `peace`; action = `reply`; probability = 0.8; } ); }; }; }; outcomes = ( { name = `cell`; value = `3*a + b`; } );",
        .days = 4,
        .replications = 300000};
    double p[ACTS * ACTS] = {1.0}, count[ACTS * ACTS] = {0.0};
    ref_ode(feud, NULL, ACTS * ACTS, p, 0.0, setup.days);
    trial_run(&setup, seed, visit_feud, count);
    for (int i = 0; i < ACTS * ACTS; i++) p[i] *= (double)verdict_count(setup.replications);
    verdict_counts("last acts of both on day 4", count, p, ACTS * ACTS);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_postures__occupation_over_time, "model markov: occupation probabilities p(0) exp(Q t)"),
        STAT_CASE(test_postures__time_of_absorption, "model markov: phase-type law of the time of absorption (Neuts 1975)"),
        STAT_CASE(test_postures__stays_of_any_law, "model markov with hazards of age: a Weibull renewal process, by convolution"),
        STAT_CASE(test_postures__two_who_play_tit_for_tat, "model tit_for_tat: the chain of both players' last acts"),
    };
    return verdict_main("postures", cases, sizeof cases / sizeof cases[0]);
}
