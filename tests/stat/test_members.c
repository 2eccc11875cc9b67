/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates: what many members do together follows from a chain on their number where all are alike (mean-field chains on a complete graph), or from
 * each one's own law where they are independent. */
#include <math.h>

#include "trial.h"

enum { MEMBERS = 12 };
#define STATES_12 "states = { count = 12; };"

/** How many have it, from the mean over the group, and from the outcome that counts them. */
typedef struct crowd {
    snapshot early, late;
} crowd;

static double number(double mean) {
    double n = mean * MEMBERS, whole = round(n);
    verdict_require(fabs(n - whole) < 1e-9, "a mean of %.17g is not that of whole members", mean);
    return whole;
}

static void visit_crowd(void *context, const bri_record *record) {
    crowd *c = context;
    snapshot_add(&c->early, number(record->grid[1]));
    snapshot_add(&c->late, number(record->grid[3]));
    verdict_require(record->outcome[0] == number(record->grid[4]), "%g counted, and the mean is %g", record->outcome[0], record->grid[4]);
}

static double falls_ill(size_t n, const void *context) {
    (void)context;
    return 0.12 * (double)n * (MEMBERS - (double)n);
}

static double recovers(size_t n, const void *context) {
    (void)context;
    return 0.7 * (double)n;
}

/** Susceptible, infected, susceptible (Weiss & Dishon 1971): each member's rate sums over its neighbours, who are all. */
static void test_members__contagion_among_all_solves_the_master_equation(uint64_t seed) {
    static const trial setup = {
        .actors = STATES_12,
        .text = "networks = { all = { among = `states`; kind = `complete`; }; }; "
                "variables = { ill = { for_each = `states`; initial = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]; }; }; "
                "actions = { fall = { actor = `self`; effects = (`self.ill = 1`); }; rise = { actor = `self`; effects = (`self.ill = 0`); }; }; "
                "decisions = { falls = { for_each = `states`; action = `fall`; "
                "model = { kind = `hazard`; rate = `0.12/d * (1 - self.ill) * sum(all, other.ill)`; }; }; "
                "rises = { for_each = `states`; action = `rise`; model = { kind = `hazard`; rate = `0.7/d * self.ill`; }; }; }; "
                "outcomes = ( { name = `ill`; value = `sum(states, other.ill)`; } );",
        .days = 4,
        .grid = 1.0,
        .replications = 50000};
    static const ref_jump jumps[] = {{1, falls_ill}, {-1, recovers}};
    double p[2][MEMBERS + 1] = {{[3] = 1.0}, {[3] = 1.0}};
    ref_chain(p[0], MEMBERS + 1, jumps, 2, NULL, 1.0);
    ref_chain(p[1], MEMBERS + 1, jumps, 2, NULL, 3.0);
    crowd c = {snapshot_new(p[0], MEMBERS + 1), snapshot_new(p[1], MEMBERS + 1)};
    trial_run(&setup, seed, visit_crowd, &c);
    snapshot_verdict(&c.early, "infected at 1 d");
    snapshot_verdict(&c.late, "infected at 3 d");
}

static double turns(size_t n, const void *context) {
    (void)context;
    return 1.1 * (double)n * (MEMBERS - (double)n) / (MEMBERS - 1);
}

static void visit_voters(void *context, const bri_record *record) {
    snapshot_add(context, number(record->grid[2]));
}

/** The voter model (Clifford & Sudbury 1973): each now and then takes the opinion of another one, drawn at random. */
static void test_members__voters_solve_the_master_equation(uint64_t seed) {
    static const trial setup = {.actors = STATES_12,
                                .text = "networks = { all = { among = `states`; kind = `complete`; }; }; "
                                        "variables = { yes = { for_each = `states`; initial = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]; }; }; "
                                        "actions = { copy = { actor = `self`; target = `target`; effects = (`self.yes = target.yes`); }; }; "
                                        "decisions = { talks = { for_each = `states`; action = `copy`; target = { from = `all`; }; "
                                        "model = { kind = `poisson`; rate = `1.1/d`; }; }; };",
                                .days = 3,
                                .grid = 1.0,
                                .replications = 50000};
    static const ref_jump jumps[] = {{1, turns}, {-1, turns}};
    double p[MEMBERS + 1] = {[4] = 1.0};
    ref_chain(p, MEMBERS + 1, jumps, 2, NULL, 2.0);
    snapshot at = snapshot_new(p, MEMBERS + 1);
    trial_run(&setup, seed, visit_voters, &at);
    snapshot_verdict(&at, "yes at 2 d");
}

/* ---- targets by weights, and answers ---- */

typedef struct strikes {
    double target[4];   /* events of `strike` at each member */
    double by[4];       /* events by each */
    double n, answered; /* of strikes at the second member, and its answers */
} strikes;

static void visit_strikes(void *context, const bri_record *record) {
    strikes *s = context;
    for (size_t i = 0; i < record->event_count; i++) {
        const bri_event *event = &record->events[i];
        uint32_t source = event->source - 2, target = event->target - 2; /* A and B come first */
        verdict_require(source < 4 && target < 4 && source != target, "an event of %u at %u", (unsigned)event->source, (unsigned)event->target);
        if (event->cause >= 0) {
            const bri_event *cause = &record->events[event->cause];
            verdict_require(cause->source == event->target && cause->target == event->source, "an answer is not to whom it answers");
            s->answered += source == 1;
            continue;
        }
        s->target[target] += source == 0;
        s->by[source] += 1.0;
        s->n += target == 1;
    }
}

/** The first member strikes the others in proportion to their weights; each member strikes at a rate of its own, and each strike is answered by
 *  whom it hit with a chance that is its own. */
static void test_members__targets_are_drawn_by_weight_and_answer_for_themselves(uint64_t seed) {
    static const trial setup = {
        .actors = "states = { count = 4; };",
        .text = "parameters = { weight = { for_each = `states`; value = [7, 1, 2, 4]; }; pace = { for_each = `states`; value = [4, 3, 2, 1]; }; "
                "temper = { for_each = `states`; value = [0, 0.3, 0, 0]; }; }; "
                "actions = { strike = { actor = `self`; target = `target`; }; answer = { actor = `self`; target = `target`; }; }; "
                "decisions = { strikes = { for_each = `states`; action = `strike`; target = { from = `states`; weight = `target.weight`; }; "
                "model = { kind = `poisson`; rate = `self.pace/d`; }; }; "
                "answers = { for_each = `states`; on = [`strike`]; self = `cause.target`; target = `cause.source`; action = `answer`; "
                "model = { kind = `response`; probability = `self.temper`; }; }; };",
        .days = 2,
        .keeps_events = true,
        .replications = 20000};
    strikes s = {.n = 0};
    trial_run(&setup, seed, visit_strikes, &s);
    double total = s.target[1] + s.target[2] + s.target[3], replications = (double)verdict_count(setup.replications);
    verdict_counts("targets of the first member", s.target + 1, (double[]){total / 7, 2 * total / 7, 4 * total / 7}, 3);
    verdict_z("strikes of the third member", replications, s.by[2] / replications, 4.0, 2.0);
    verdict_proportion("answers of the second member", s.n, s.answered, 0.3);
}

/* ---- who did it to whom ---- */

/** Four on a ring: eight dyads, and events of all of them, of which each must count its own alone. */
#define RING "networks = { ring = { among = `states`; kind = `ring`; }; }; actions = { strike = { actor = `self`; target = `target`; }; }; "

enum { MOST_STRIKES = 30 };

static void visit_one_dyad(void *context, const bri_record *record) {
    snapshot_add(context, fmin(record->outcome[0], MOST_STRIKES));
}

/** Each strike of a dyad makes its next ones likelier: a pure birth process (Yule 1925), geometric at any time. */
static void test_members__dyads_grow_by_their_own_history(uint64_t seed) {
    static const trial setup = {.actors = "states = { count = 4; };",
                                .text = RING "decisions = { wars = { for_each = `dyad in ring`; action = `strike`; "
                                             "model = { kind = `hazard`; rate = `0.35/d * (1 + count(strike, self, target))`; }; }; }; "
                                             "outcomes = ( { name = `n`; value = `count(strike, states_1, states_2)`; } );",
                                .days = 2,
                                .replications = 50000};
    double p[MOST_STRIKES + 1], ends = exp(-0.7), left = 1.0;
    for (int n = 0; n < MOST_STRIKES; n++) {
        p[n] = left * ends;
        left -= p[n];
    }
    p[MOST_STRIKES] = left;
    snapshot at = snapshot_new(p, MOST_STRIKES + 1);
    trial_run(&setup, seed, visit_one_dyad, &at);
    snapshot_verdict(&at, "strikes of one dyad");
}

enum { SIDE = 24 }; /* of the table of both counts; beyond it lies less than 1e-9 */

/** Either strikes at a rate that grows with what the other did to it. */
static void retaliate(double t, const double *p, double *dpdt, const void *context) {
    (void)t;
    (void)context;
    for (int i = 0; i < SIDE * SIDE; i++) dpdt[i] = 0.0;
    for (int m = 0; m + 1 < SIDE; m++)
        for (int n = 0; n + 1 < SIDE; n++) {
            double here = p[m * SIDE + n], by_one = 0.25 * (1.0 + n) * here, by_other = 0.25 * (1.0 + m) * here;
            dpdt[m * SIDE + n] -= by_one + by_other;
            dpdt[(m + 1) * SIDE + n] += by_one;
            dpdt[m * SIDE + n + 1] += by_other;
        }
}

static void test_members__dyads_answer_one_another(uint64_t seed) {
    static const trial setup = {.actors = "states = { count = 4; };",
                                .text = RING "decisions = { wars = { for_each = `dyad in ring`; action = `strike`; "
                                             "model = { kind = `hazard`; rate = `0.25/d * (1 + count(strike, target, self))`; }; }; }; "
                                             "outcomes = ( { name = `n`; value = `count(strike, states_4, states_1)`; } );",
                                .days = 2,
                                .replications = 50000};
    double joint[SIDE * SIDE] = {1.0}, p[MOST_STRIKES + 1] = {0.0};
    ref_ode(retaliate, NULL, SIDE * SIDE, joint, 0.0, 2.0);
    for (int i = 0; i < SIDE * SIDE; i++) p[i / SIDE] += joint[i];
    snapshot at = snapshot_new(p, MOST_STRIKES + 1);
    trial_run(&setup, seed, visit_one_dyad, &at);
    snapshot_verdict(&at, "strikes of one side");
}

typedef struct recent {
    snapshot count;
    uniforms since;
} recent;

static void visit_recent(void *context, const bri_record *record) {
    recent *r = context;
    const double *outcome = record->outcome;
    snapshot_add(&r->count, fmin(outcome[0], MOST_STRIKES));
    if (outcome[1] < 5.0) uniforms_add(&r->since, expm1(-0.3 * outcome[1]) / expm1(-0.3 * 5.0));
    verdict_require(outcome[2] == outcome[3], "%g by those who struck, %g at whom they struck", outcome[2], outcome[3]);
    verdict_require((outcome[1] < 2.0) == (outcome[0] > 0.0), "%g in two days, the last %g days ago", outcome[0], outcome[1]);
}

/** Targets drawn at random: the strikes of each dyad are a Poisson process, of which a window holds a Poisson number. */
static void test_members__windows_and_ages_of_one_dyad(uint64_t seed) {
    static const trial setup = {.actors = "states = { count = 4; };",
                                .text = "actions = { strike = { actor = `self`; target = `target`; }; }; "
                                        "decisions = { wars = { for_each = `states`; action = `strike`; target = { from = `states`; }; "
                                        "model = { kind = `poisson`; rate = `0.9/d`; }; }; }; "
                                        "outcomes = ( { name = `n`; value = `count(strike, states_1, states_2, 2 d)`; }, "
                                        "{ name = `last`; value = `since(strike, states_1, states_2)`; }, "
                                        "{ name = `by`; value = `sum(states, count(strike, other, states_3, 2 d))`; }, "
                                        "{ name = `at`; value = `count(strike, any, states_3, 2 d)`; } );",
                                .days = 5,
                                .replications = 50000};
    double p[MOST_STRIKES + 1];
    for (int n = 0; n <= MOST_STRIKES; n++) p[n] = exp(n * log(0.6) - 0.6 - lgamma(n + 1.0));
    recent r = {.count = snapshot_new(p, MOST_STRIKES + 1)};
    trial_run(&setup, seed, visit_recent, &r);
    snapshot_verdict(&r.count, "strikes of one dyad in two days");
    verdict_uniform(&r.since, "age of the last one (KS)");
    uniforms_clear(&r.since);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_members__contagion_among_all_solves_the_master_equation, "master equation by uniformisation (Weiss & Dishon 1971)"),
        STAT_CASE(test_members__voters_solve_the_master_equation, "master equation by uniformisation (Clifford & Sudbury 1973)"),
        STAT_CASE(test_members__targets_are_drawn_by_weight_and_answer_for_themselves, "weights, Poisson means"),
        STAT_CASE(test_members__dyads_grow_by_their_own_history, "geometric law of pure birth (Yule 1925)"),
        STAT_CASE(test_members__dyads_answer_one_another, "master equation of both counts"),
        STAT_CASE(test_members__windows_and_ages_of_one_dyad, "Poisson law of a thinned process, exponential age"),
    };
    return verdict_main("members", cases, sizeof cases / sizeof cases[0]);
}
