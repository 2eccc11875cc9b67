/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues: transient laws by uniformisation, a stationary start and Burke's theorem, servers that are full. */
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

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_queues__mm1_over_time, "master equation by uniformisation; checked with Bessel functions (Clarke 1956)"),
        STAT_CASE(test_queues__stationary_mm1_and_its_output, "geometric length, Poisson departures (Burke 1956)"),
        STAT_CASE(test_queues__loss_by_a_guard, "M/M/3/5, master equation by uniformisation"),
    };
    return verdict_main("queues", cases, sizeof cases / sizeof cases[0]);
}
