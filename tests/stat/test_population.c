/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Populations: births, deaths, immigration, batches, dimers. Rates are functions of one count; laws over time are known (Kendall 1948, 1949), or
 * follow from the chain's generator by uniformisation. */
#include <math.h>

#include "trial.h"

#define BIRTH "birth = { actor = `A`; effects = (`x += 1`); }; "
#define DEATH "death = { actor = `A`; effects = (`x -= 1`); }; "
#define HAZARD(name, action, rate) name " = { action = `" action "`; model = { kind = `hazard`; rate = `" rate "`; }; }; "

static void compare(const trial *setup, uint64_t seed, snapshots *s, const char *const *names) {
    trial_run(setup, seed, snapshots_visit, s);
    for (size_t i = 0; i < s->count; i++) snapshot_verdict(&s->at[i], names[i]);
}

static void test_population__birth_and_death_over_time(uint64_t seed) {
    enum { STATES = 200 };
    static const trial setup = {.text = "variables = { x = { initial = 10; }; }; actions = { " BIRTH DEATH "}; "
                                        "decisions = { " HAZARD("births", "birth", "0.5/d * x") HAZARD("deaths", "death", "0.4/d * x") "};",
                                .days = 4,
                                .grid = 1.0,
                                .replications = 200000};
    double p[2][STATES];
    ref_birth_death(p[0], STATES, 0.5, 0.4, 10, 1.0);
    ref_birth_death(p[1], STATES, 0.5, 0.4, 10, 3.0);
    snapshot at[2] = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    compare(&setup, seed, &(snapshots){at, (size_t[]){1, 3}, 2, 1}, (const char *[]){"population at 1 d", "population at 3 d"});
}

static void test_population__immigration_birth_and_death_over_time(uint64_t seed) {
    enum { STATES = 120 };
    static const trial setup = {.text = "variables = { x = { initial = 0; }; }; actions = { " BIRTH DEATH "}; "
                                        "decisions = { " HAZARD("arrivals", "birth", "2/d") HAZARD("births", "birth", "0.3/d * x")
                                            HAZARD("deaths", "death", "0.5/d * x") "};",
                                .days = 5,
                                .grid = 1.0,
                                .replications = 200000};
    double p[2][STATES];
    ref_immigration(p[0], STATES, 2.0, 0.3, 0.5, 1.0);
    ref_immigration(p[1], STATES, 2.0, 0.3, 0.5, 4.0);
    snapshot at[2] = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    compare(&setup, seed, &(snapshots){at, (size_t[]){1, 4}, 2, 1}, (const char *[]){"population at 1 d", "population at 4 d"});
}

/* ---- extinction: the ladder stops the replication ---- */

typedef struct extinction {
    double by_end;
    double n, extinct;
    uniforms times;
} extinction;

static void visit_extinction(void *context, const bri_record *record) {
    extinction *e = context;
    double time = record->first_rung[1];
    e->n += 1.0;
    verdict_require(isinf(time) == (record->stop == BRI_STOP_HORIZON), "extinct at %g, stopped by %d", time, (int)record->stop);
    if (isinf(time)) return;
    e->extinct += 1.0;
    verdict_require(record->end_time == time, "ended at %g, extinct at %g", record->end_time, time);
    uniforms_add(&e->times, ref_extinction(0.4, 0.5, 3, time) / e->by_end);
}

static void test_population__time_of_extinction(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = { initial = 3; }; }; actions = { " BIRTH DEATH "}; "
                "decisions = { " HAZARD("births", "birth", "0.4/d * x")
                    HAZARD("deaths", "death",
                           "0.5/d * x") "}; "
                                        "ladder = ( { rung = `alive`; when = `true`; }, { rung = `extinct`; when = `x == 0`; stop = true; } );",
        .days = 15,
        .replications = 200000};
    extinction e = {.by_end = ref_extinction(0.4, 0.5, 3, 15.0)};
    trial_run(&setup, seed, visit_extinction, &e);
    verdict_proportion("extinct by 15 d", e.n, e.extinct, e.by_end);
    verdict_uniform_cells(&e.times, "time of extinction (cells)", 100);
    verdict_uniform(&e.times, "time of extinction (KS)");
    uniforms_clear(&e.times);
}

/* ---- a stationary start: immigration and death, Poisson for ever ---- */

typedef struct stationary {
    snapshot end;
    tally product;
} stationary;

static void visit_stationary(void *context, const bri_record *record) {
    stationary *s = context;
    snapshot_add(&s->end, record->grid[2]);
    tally_add(&s->product, (record->grid[0] - 4.0) * (record->grid[2] - 4.0));
}

static void test_population__stationary_start_stays_poisson(uint64_t seed) {
    enum { STATES = 40 };
    static const trial setup = {.text = "variables = { x = { initial = `poisson(4)`; }; }; actions = { " BIRTH DEATH "}; "
                                        "decisions = { " HAZARD("arrivals", "birth", "2/d") HAZARD("deaths", "death", "0.5/d * x") "};",
                                .days = 3,
                                .grid = 1.0,
                                .replications = 200000};
    double p[STATES], shared = 4.0 * exp(-0.5 * 2.0), own = 4.0 - shared; /* X(0) = U + W, X(2) = V + W, all Poisson and independent */
    for (size_t n = 0; n < STATES; n++) p[n] = exp(-4.0 + (double)n * log(4.0) - lgamma((double)n + 1.0));
    double square = own * own + 2.0 * own * shared + shared + 3.0 * shared * shared;
    stationary s = {.end = snapshot_new(p, STATES), .product = {.reference = {shared, square - shared * shared, 0.0}}};
    trial_run(&setup, seed, visit_stationary, &s);
    snapshot_verdict(&s.end, "population at 2 d");
    verdict_mean(&s.product, "covariance of 0 d and 2 d");
}

/* ---- chains whose laws come from the generator ---- */

static double pair_rate(size_t n, const void *context) {
    (void)context;
    return 0.01 * (double)n * ((double)n - 1.0) / 2.0;
}

static void test_population__dimers_solve_the_master_equation(uint64_t seed) {
    enum { STATES = 62 };
    static const trial setup = {.text = "variables = { x = { initial = 61; }; }; actions = { dimer = { actor = `A`; effects = (`x -= 2`); }; }; "
                                        "decisions = { " HAZARD("meetings", "dimer", "0.01/d * x * (x - 1) / 2") "};",
                                .days = 7,
                                .grid = 1.0,
                                .replications = 100000};
    static const ref_jump jumps[] = {{-2, pair_rate}};
    double p[2][STATES] = {{[61] = 1.0}, {[61] = 1.0}};
    ref_chain(p[0], STATES, jumps, 1, NULL, 1.0);
    ref_chain(p[1], STATES, jumps, 1, NULL, 6.0);
    snapshot at[2] = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    compare(&setup, seed, &(snapshots){at, (size_t[]){1, 6}, 2, 1}, (const char *[]){"monomers at 1 d", "monomers at 6 d"});
}

static double batch_rate(size_t n, const void *context) {
    (void)n;
    (void)context;
    return 0.4;
}

static double leave_rate(size_t n, const void *context) {
    (void)context;
    return 0.5 * (double)n;
}

static void test_population__batches_arrive_together(uint64_t seed) {
    enum { STATES = 100 };
    static const trial setup = {.text =
                                    "variables = { x = { initial = 2; }; }; "
                                    "actions = { batch = { actor = `A`; marks = { size = `pick(1, 2, 5)`; }; effects = (`x += size`); }; " DEATH "}; "
                                    "decisions = { " HAZARD("batches", "batch", "1.2/d") HAZARD("deaths", "death", "0.5/d * x") "};",
                                .days = 4,
                                .grid = 1.0,
                                .replications = 200000};
    static const ref_jump jumps[] = {{1, batch_rate}, {2, batch_rate}, {5, batch_rate}, {-1, leave_rate}};
    double p[STATES] = {[2] = 1.0};
    ref_chain(p, STATES, jumps, 4, NULL, 3.0);
    snapshot at[1] = {snapshot_new(p, STATES)};
    compare(&setup, seed, &(snapshots){at, (size_t[]){3}, 1, 1}, (const char *[]){"population at 3 d"});
}

/* ---- two counts: A -> B -> nothing, rates read both; B is binomial ---- */

typedef struct cascade {
    snapshot first, second;
} cascade;

static void visit_cascade(void *context, const bri_record *record) {
    cascade *c = context;
    snapshot_add(&c->first, record->grid[2 * 2]);
    snapshot_add(&c->second, record->grid[2 * 2 + 1]);
}

static double binomial(unsigned n, unsigned k, double p) {
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) + (n - k) * log1p(-p));
}

static void test_population__decay_in_two_steps(uint64_t seed) {
    enum { STATES = 31 };
    static const trial setup = {
        .text = "variables = { a = { initial = 30; }; b = { initial = 0; }; }; "
                "actions = { turn = { actor = `A`; effects = (`a -= 1`, `b += 1`); }; leave = { actor = `B`; effects = (`b -= 1`); }; }; "
                "decisions = { " HAZARD("turns", "turn", "0.6/d * a") HAZARD("leaves", "leave", "0.2/d * b") "};",
        .days = 3,
        .grid = 1.0,
        .replications = 100000};
    double p[2][STATES], in_a = exp(-0.6 * 2.0), in_b = 0.6 / (0.6 - 0.2) * (exp(-0.2 * 2.0) - exp(-0.6 * 2.0));
    for (unsigned k = 0; k < STATES; k++) {
        p[0][k] = binomial(30, k, in_a);
        p[1][k] = binomial(30, k, in_b);
    }
    cascade c = {snapshot_new(p[0], STATES), snapshot_new(p[1], STATES)};
    trial_run(&setup, seed, visit_cascade, &c);
    snapshot_verdict(&c.first, "A at 2 d");
    snapshot_verdict(&c.second, "B at 2 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_population__birth_and_death_over_time, "law in closed form (Kendall 1948)"),
        STAT_CASE(test_population__immigration_birth_and_death_over_time, "negative binomial (Kendall 1949)"),
        STAT_CASE(test_population__time_of_extinction, "extinction probability by t (Kendall 1948)"),
        STAT_CASE(test_population__stationary_start_stays_poisson, "Poisson from a Poisson start; covariance exp(-death t) mean"),
        STAT_CASE(test_population__dimers_solve_the_master_equation, "master equation by uniformisation (Jensen 1953)"),
        STAT_CASE(test_population__batches_arrive_together, "master equation by uniformisation"),
        STAT_CASE(test_population__decay_in_two_steps, "both counts binomial, Bateman's chances"),
    };
    return verdict_main("population", cases, sizeof cases / sizeof cases[0]);
}
