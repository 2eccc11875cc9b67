/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues: transient laws by uniformisation, a stationary start and Burke's theorem, servers that are full, services of any law. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "trial.h"

#define QUEUE(initial, guard, arrivals, service)                                                                                                     \
    "variables = { x = { initial = `" initial "`; }; }; "                                                                                            \
    "actions = { arrive = { actor = `A`; effects = (`x += 1`); }; depart = { actor = `B`; effects = (`x -= 1`); }; }; "                              \
    "decisions = { arrivals = { action = `arrive`; when = `" guard "`; model = { kind = `hazard`; rate = `" arrivals "`; }; }; "                     \
    "services = { action = `depart`; model = { kind = `hazard`; rate = `" service "`; }; }; };"

static double arrival(size_t n, const void *context) {
    (void)n;
    return ((const double *)context)[0];
}

static double service(size_t n, const void *context) {
    const double *rates = context; /* arrival, service, servers */
    return rates[1] * fmin((double)n, rates[2]);
}

static const ref_jump jumps[] = {{1, arrival}, {-1, service}};

static void test_queues__mm1_over_time(uint64_t seed) {
    enum { STATES = 120 };
    static const trial setup = {.text = QUEUE("2", "true", "0.8/d", "x > 0 ? 1/d : 0"), .days = 9, .grid = 1.0, .replications = 200000};
    double p[2][STATES] = {{[2] = 1.0}, {[2] = 1.0}}, rates[3] = {0.8, 1.0, 1.0};
    ref_chain(p[0], STATES, jumps, 2, rates, 1.0);
    ref_chain(p[1], STATES, jumps, 2, rates, 8.0);
    snapshot at[2] = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    trial_run(&setup, seed, snapshots_visit, &(snapshots){at, (size_t[]){1, 8}, 2, 1});
    snapshot_verdict(&at[0], "M/M/1 at 1 d");
    snapshot_verdict(&at[1], "M/M/1 at 8 d");
}

typedef struct burke {
    snapshot length, departures;
} burke;

static void visit_burke(void *context, const bri_record *record) {
    burke *b = context;
    snapshot_add(&b->length, record->grid[4]);
    snapshot_add(&b->departures, (double)record->count[1]);
}

/** A stationary queue stays so, and what leaves it is Poisson (Burke 1956). */
static void test_queues__stationary_mm1_and_its_output(uint64_t seed) {
    enum { STATES = 80 };
    static const trial setup = {
        .text = QUEUE("geometric(0.4) - 1", "true", "0.6/d", "x > 0 ? 1/d : 0"), .days = 5, .grid = 1.0, .replications = 200000};
    double length[STATES], output[STATES];
    for (size_t n = 0; n < STATES; n++) {
        length[n] = 0.4 * pow(0.6, (double)n);
        output[n] = exp(-3.0 + (double)n * log(3.0) - lgamma((double)n + 1.0));
    }
    burke b = {snapshot_new(length, STATES), snapshot_new(output, STATES)};
    trial_run(&setup, seed, visit_burke, &b);
    snapshot_verdict(&b.length, "length at 4 d");
    snapshot_verdict(&b.departures, "departures by 5 d");
}

/** Three servers, five places: who comes when all are taken is lost, by a guard. */
static void test_queues__loss_by_a_guard(uint64_t seed) {
    enum { STATES = 6 };
    static const trial setup = {.text = QUEUE("0", "x < 5", "3/d", "1/d * min(x, 3)"), .days = 3, .grid = 1.0, .replications = 200000};
    double p[2][STATES] = {{[0] = 1.0}, {[0] = 1.0}}, rates[3] = {3.0, 1.0, 3.0};
    ref_chain(p[0], STATES, jumps, 2, rates, 1.0);
    ref_chain(p[1], STATES, jumps, 2, rates, 2.0);
    snapshot at[2] = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    trial_run(&setup, seed, snapshots_visit, &(snapshots){at, (size_t[]){1, 2}, 2, 1});
    snapshot_verdict(&at[0], "M/M/3/5 at 1 d");
    snapshot_verdict(&at[1], "M/M/3/5 at 2 d");
}

/* ---- M/G/1 ---- */

/** Chance of k arrivals or more, rate 0.5/d, during a service of law uniform(0 d, 2 d). */
static double arrivals_from(size_t k) {
    double below = 0.0;
    for (size_t j = 0; j < k; j++) below += gsl_cdf_gamma_P(2.0 * 0.5, (double)j + 1.0, 1.0) / (2.0 * 0.5);
    return 1.0 - below;
}

/** The stationary law of the length, from the chain at departures; in tails, which do not cancel (Ramaswami 1988). */
static void mg1_law(double *p, size_t states, double load) {
    double none = 1.0 - arrivals_from(1);
    p[0] = 1.0 - load;
    for (size_t n = 1; n < states; n++) {
        double sum = p[0] * arrivals_from(n);
        for (size_t i = 1; i < n; i++) sum += p[i] * arrivals_from(n - i + 1);
        p[n] = sum / none;
    }
}

/** A service begins when one arrives at an idle server, or leaves others behind. Poisson arrivals see the time averages, which are those of the
 *  chain at departures. 120 d after an empty start the law is stationary to 1e-5: (1 - sqrt(load))^2 is at most its rate of convergence. */
static void test_queues__stationary_mg1(uint64_t seed) {
    enum { STATES = 40 };
    static const trial setup = {
        .text = "variables = { x = 0; }; "
                "actions = { arrive = { actor = `A`; effects = (`x += 1`); }; depart = { actor = `B`; effects = (`x -= 1`); }; }; "
                "decisions = { arrivals = { action = `arrive`; model = { kind = `poisson`; rate = `0.5/d`; }; }; "
                "begins = { on = [`arrive`]; when = `x == 1`; action = `depart`; model = { kind = `response`; delay = `uniform(0 d, 2 d)`; }; }; "
                "goes_on = { on = [`depart`]; when = `x > 0`; action = `depart`; model = { kind = `response`; delay = `uniform(0 d, 2 d)`; }; }; };",
        .days = 121,
        .grid = 120.0,
        .replications = 100000};
    double p[STATES];
    mg1_law(p, STATES, 0.5);
    snapshot at[1] = {snapshot_new(p, STATES)};
    double mean = 0.5 + 0.25 * (4.0 / 3.0) / (2.0 * 0.5); /* Pollaczek & Khinchine */
    verdict_require(fabs(at[0].moments.reference.mean - mean) < 1e-9, "the law's mean is %.12g, not %.12g", at[0].moments.reference.mean, mean);
    trial_run(&setup, seed, snapshots_visit, &(snapshots){at, (size_t[]){1}, 1, 1});
    snapshot_verdict(&at[0], "M/G/1 at 120 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_queues__mm1_over_time, "master equation by uniformisation; checked with Bessel functions (Clarke 1956)"),
        STAT_CASE(test_queues__stationary_mm1_and_its_output, "geometric length, Poisson departures (Burke 1956)"),
        STAT_CASE(test_queues__loss_by_a_guard, "M/M/3/5, master equation by uniformisation"),
        STAT_CASE(test_queues__stationary_mg1, "law of the chain at departures (Kendall 1953), whose mean is Pollaczek and Khinchine's"),
    };
    return verdict_main("queues", cases, sizeof cases / sizeof cases[0]);
}
