/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What events set off: delayed and thinned responses (M/G/inf), responses that wait for one another, counting windows, episodes, dates
 * that jitter. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "trial.h"

#define STIMULI "stimuli = { action = `stimulus`; model = { kind = `poisson`; rate = `1.5/d`; }; }; "

static void poisson_law(double *p, size_t cells, double mean) {
    for (size_t k = 0; k < cells; k++) p[k] = exp(-mean + (double)k * log(mean) - lgamma((double)k + 1.0));
}

static double delay_cdf(double x, const void *unused) {
    (void)unused;
    return gsl_cdf_gamma_P(x, 2.0, 1.5);
}

/* ---- each cause has its own response: M/G/inf ---- */

enum { DAYS = 9, CELLS = 60 };

typedef struct responses {
    snapshot count;
    uniforms delays;
    double causes, kept;
} responses;

/** Delays are seen as far as the end lets them: given its cause at s, a delay has the law G cut at DAYS - s. A response comes from the cause it
 *  names, and copies that cause's mark. */
static void visit_responses(void *context, const bri_record *record) {
    responses *r = context;
    snapshot_add(&r->count, (double)record->count[1]);
    for (uint64_t i = 0; i < record->event_count; i++) {
        const bri_event *event = &record->events[i];
        if (event->action != 1) continue;
        verdict_require(event->cause >= 0 && (uint64_t)event->cause < i, "event %llu has cause %d", (unsigned long long)i, (int)event->cause);
        const bri_event *cause = &record->events[event->cause];
        verdict_require(cause->action == 0, "a response is the cause of a response");
        double copied = record->marks[2 * i + 1], original = record->marks[2 * (size_t)event->cause];
        verdict_require(copied == original, "response %llu copied %.17g; its cause has %.17g", (unsigned long long)i, copied, original);
        uniforms_add(&r->delays, delay_cdf(event->time - cause->time, NULL) / delay_cdf(DAYS - cause->time, NULL));
    }
}

static void test_triggers__responses_are_poisson_thinned_and_delayed(uint64_t seed) {
    static const trial setup = {
        .text =
            "actions = { stimulus = { actor = `A`; marks = { size = `uniform(0, 1)`; }; }; "
            "answer = { actor = `B`; marks = { copy = `cause.size`; }; }; }; "
            "decisions = { " STIMULI
            "answers = { action = `answer`; on = [`stimulus`]; model = { kind = `response`; probability = 0.7; delay = `gamma(2, 1.5 d)`; }; }; };",
        .days = DAYS,
        .keeps_events = true,
        .replications = 200000};
    double p[CELLS];
    poisson_law(p, CELLS, 1.5 * 0.7 * ref_integral(delay_cdf, NULL, 0.0, DAYS));
    responses r = {.count = snapshot_new(p, CELLS)};
    trial_run(&setup, seed, visit_responses, &r);
    snapshot_verdict(&r.count, "responses by 9 d");
    verdict_uniform_cells(&r.delays, "delays (cells)", 100);
    verdict_uniform(&r.delays, "delays (KS)");
    uniforms_clear(&r.delays);
}

/* ---- one at a time ---- */

#define ONE_AT_A_TIME(pending, delay)                                                                                                                \
    "actions = { stimulus = { actor = `A`; }; answer = { actor = `B`; }; }; decisions = { " STIMULI                                                  \
    "answers = { action = `answer`; on = [`stimulus`]; model = { kind = `response`; pending = `" pending "`; delay = `" delay "`; }; }; };"

static void visit_answers(void *context, const bri_record *record) {
    snapshot_add(context, (double)record->count[1]);
}

/** A cause that comes while a response is pending is lost: the responses renew themselves after an exponential of 1.5/d and one of mean 2 d. */
static double wait_and_delay_cdf(double x, const void *unused) {
    (void)unused;
    return x <= 0.0 ? 0.0 : 1.0 - (1.5 * exp(-0.5 * x) - 0.5 * exp(-1.5 * x));
}

static void test_triggers__pending_response_is_kept(uint64_t seed) {
    static const trial setup = {.text = ONE_AT_A_TIME("keep", "exponential(2 d)"), .days = DAYS, .replications = 200000};
    double p[20];
    ref_law gap = {wait_and_delay_cdf, NULL};
    ref_renewal(p, 20, gap, gap, DAYS, 2000);
    snapshot count = snapshot_new(p, 20);
    trial_run(&setup, seed, visit_answers, &count);
    snapshot_verdict(&count, "responses, the old one kept");
}

static void visit_answer_tally(void *context, const bri_record *record) {
    tally_add(context, (double)record->count[1]);
}

/** A new cause replaces the pending response, which comes after a delay D = 0.8 d without another cause: density m = rate exp(-rate D) over
 *  [D, end], and pairs are at least D apart. */
static void test_triggers__pending_response_is_replaced(uint64_t seed) {
    static const trial setup = {.text = ONE_AT_A_TIME("replace", "0.8 d"), .days = DAYS, .replications = 400000};
    double density = 1.5 * exp(-1.5 * 0.8), length = DAYS - 0.8, mean = density * length;
    double pairs = density * density * (length - 0.8) * (length - 0.8);
    tally count = {.reference = {mean, pairs + mean - mean * mean, 0.0}};
    trial_run(&setup, seed, visit_answer_tally, &count);
    verdict_mean(&count, "responses, the old one replaced");
}

/* ---- windows, episodes, times since ---- */

static void visit_pulses(void *context, const bri_record *record) {
    snapshot_add(context, (double)record->count[0]);
}

/** A counter that is dead for 2 d after each count: P(N >= k) = P(gamma(k) <= t - (k - 1) 2 d). */
static void test_triggers__window_makes_a_dead_time(uint64_t seed) {
    static const trial setup = {
        .text = "actions = { pulse = { actor = `A`; }; }; "
                "decisions = { pulses = { action = `pulse`; model = { kind = `hazard`; rate = `count(pulse, 2 d) == 0 ? 0.8/d : 0`; }; }; };",
        .days = 20,
        .replications = 200000};
    double p[12];
    for (int k = 0; k < 12; k++) {
        double here = k == 0 ? 1.0 : gsl_cdf_gamma_P(fmax(20.0 - 2.0 * (k - 1), 0.0), k, 1.0 / 0.8);
        p[k] = here - gsl_cdf_gamma_P(fmax(20.0 - 2.0 * k, 0.0), k + 1, 1.0 / 0.8);
    }
    snapshot count = snapshot_new(p, 12);
    trial_run(&setup, seed, visit_pulses, &count);
    snapshot_verdict(&count, "counts with a dead time");
}

/** Outcomes at the end: in the window, in progress, since the last, the first. */
typedef struct history {
    snapshot window, active;
    uniforms since, first;
    double n, none;
} history;

static void visit_history(void *context, const bri_record *record) {
    history *h = context;
    double never = exp(-0.9 * DAYS);
    h->n += 1.0;
    h->none += record->event_count == 0;
    snapshot_add(&h->window, record->outcome[0]);
    snapshot_add(&h->active, record->outcome[1]);
    verdict_require(isinf(record->outcome[2]) == (record->event_count == 0) && isinf(record->outcome[3]) == (record->event_count == 0),
                    "%llu events, since = %g, first = %g", (unsigned long long)record->event_count, record->outcome[2], record->outcome[3]);
    if (record->event_count == 0) return;
    uniforms_add(&h->since, -expm1(-0.9 * record->outcome[2]) / (1.0 - never));
    uniforms_add(&h->first, -expm1(-0.9 * record->outcome[3]) / (1.0 - never));
}

static double still_open(double x, const void *unused) {
    (void)unused;
    return 1.0 - gsl_cdf_gamma_P(x, 2.0, 1.5);
}

static void test_triggers__history_of_a_poisson_process(uint64_t seed) {
    static const trial setup = {.text =
                                    "actions = { visit = { actor = `A`; duration = `gamma(2, 1.5 d)`; }; }; "
                                    "decisions = { visits = { action = `visit`; model = { kind = `poisson`; rate = `0.9/d`; }; }; }; "
                                    "outcomes = ( { name = `recent`; value = `count(visit, 2 d)`; }, { name = `open`; value = `active(visit)`; }, "
                                    "{ name = `ago`; value = `since(visit) / (1 d)`; }, { name = `begun`; value = `first(visit) / (1 d)`; } );",
                                .days = DAYS,
                                .replications = 200000};
    double window[CELLS], active[CELLS];
    poisson_law(window, CELLS, 0.9 * 2.0);
    poisson_law(active, CELLS, 0.9 * ref_integral(still_open, NULL, 0.0, DAYS));
    history h = {.window = snapshot_new(window, CELLS), .active = snapshot_new(active, CELLS)};
    trial_run(&setup, seed, visit_history, &h);
    snapshot_verdict(&h.window, "count in the last 2 d");
    snapshot_verdict(&h.active, "open episodes");
    verdict_proportion("no event by the end", h.n, h.none, exp(-0.9 * DAYS));
    verdict_uniform(&h.since, "time since the last (KS)");
    verdict_uniform(&h.first, "time of the first (KS)");
    uniforms_clear(&h.since);
    uniforms_clear(&h.first);
}

/** Rate 0.7/d while a door is shut, none while it is open; it opens at each event, for an exponential time of mean 1.6 d, and shuts by an end
 *  effect. */
static double cycle_cdf(double x, const void *unused) {
    (void)unused;
    double a = 0.7, b = 1.0 / 1.6;
    return x <= 0.0 ? 0.0 : 1.0 - (b * exp(-a * x) - a * exp(-b * x)) / (b - a);
}

static double first_cdf(double x, const void *unused) {
    (void)unused;
    return -expm1(-0.7 * fmax(x, 0.0));
}

static void test_triggers__episodes_end_by_their_effects(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { shut = 1; }; "
                "actions = { opening = { actor = `A`; duration = `exponential(1.6 d)`; effects = (`shut = 0`); end_effects = (`shut = 1`); }; }; "
                "decisions = { openings = { action = `opening`; model = { kind = `hazard`; rate = `0.7/d * shut`; }; }; };",
        .days = DAYS,
        .replications = 200000};
    double p[20];
    ref_renewal(p, 20, (ref_law){first_cdf, NULL}, (ref_law){cycle_cdf, NULL}, DAYS, 2000);
    snapshot count = snapshot_new(p, 20);
    trial_run(&setup, seed, visit_pulses, &count);
    snapshot_verdict(&count, "openings by 9 d");
}

/* ---- dates ---- */

typedef struct dates {
    double count[4], n, early;
    uniforms deviation;
} dates;

/** Dates at day 1, 20 and 40; what jitters to before the start does not happen. */
static void visit_dates(void *context, const bri_record *record) {
    dates *d = context;
    int late = 0;
    d->n += 1.0;
    for (uint64_t i = 0; i < record->event_count; i++) {
        double time = record->events[i].time;
        if (time < 10.5) {
            d->early += 1.0;
            continue;
        }
        late++;
        uniforms_add(&d->deviation, gsl_cdf_gaussian_P(time - (time < 30.0 ? 20.0 : 40.0), 1.5));
    }
    d->count[late] += 1.0;
}

static void test_triggers__dates_jitter_and_may_not_happen(uint64_t seed) {
    static const trial setup = {
        .text = "actions = { drill = { actor = `A`; }; }; decisions = { drills = { action = `drill`; model = { kind = `schedule`; "
                "on = [`2017-01-02`, `2017-01-21`, `2017-02-10`]; probability = 0.6; jitter = `normal(0 d, 1.5 d)`; }; }; };",
        .days = 60,
        .keeps_events = true,
        .replications = 300000};
    dates d = {.n = 0.0};
    trial_run(&setup, seed, visit_dates, &d);
    double expected[4] = {0.16 * d.n, 0.48 * d.n, 0.36 * d.n, 0.0};
    verdict_counts("how many dates happen", d.count, expected, 4);
    verdict_proportion("a date close to the start", d.n, d.early, 0.6 * gsl_cdf_gaussian_P(1.0, 1.5));
    verdict_uniform_cells(&d.deviation, "jitter (cells)", 100);
    verdict_uniform(&d.deviation, "jitter (KS)");
    uniforms_clear(&d.deviation);
}

/* ---- rates that depend on a posture ---- */

static void visit_posture(void *context, const bri_record *record) {
    double *hot = context;
    hot[0] += 1.0;
    hot[1] += record->outcome[0];
}

/** A telegraph process: 0.4/d to hot, 0.7/d back. */
static void test_triggers__posture_dependent_rates(uint64_t seed) {
    static const trial setup = {
        .text = "actions = { heat = { actor = `A`; effects = (`posture(A) = hot`); }; cool = { actor = `A`; effects = (`posture(A) = calm`); }; }; "
                "decisions = { heats = { action = `heat`; model = { kind = `hazard`; rate = `posture(A, calm) ? 0.4/d : 0`; }; }; "
                "cools = { action = `cool`; model = { kind = `hazard`; rate = `0.7/d*posture(A)`; }; }; }; "
                "outcomes = ( { name = `is_hot`; when = `posture(A, hot)`; } );",
        .days = 1,
        .replications = 400000};
    double hot[2] = {0.0, 0.0};
    trial_run(&setup, seed, visit_posture, hot);
    verdict_proportion("hot after 1 d", hot[0], hot[1], 0.4 / 1.1 * (1.0 - exp(-1.1)));
}

/* ---- effects that may not happen ---- */

static void visit_sum(void *context, const bri_record *record) {
    tally_add(context, record->grid[9]);
}

/** A compound Poisson process: the chance of a jump and its size are drawn apart. */
static void test_triggers__conditional_effects(uint64_t seed) {
    static const trial setup = {
        .text = "variables = { x = 0.0; }; actions = { pulse = { actor = `A`; marks = { b = `bernoulli(0.6)`; }; "
                "effects = (`if (b && bernoulli(0.5)) x += uniform(0, 1)`); }; }; "
                "decisions = { pulses = { action = `pulse`; model = { kind = `poisson`; rate = `1.5/d`; }; }; };",
        .days = 9,
        .grid = 1.0,
        .replications = 200000};
    double jumps = 1.5 * 0.3 * 9.0, variance = jumps / 3.0;
    tally sum = {.reference = {jumps / 2.0, variance, jumps / 5.0 + 3.0 * variance * variance}};
    trial_run(&setup, seed, visit_sum, &sum);
    verdict_moments(&sum, "sum of jumps by 9 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_triggers__responses_are_poisson_thinned_and_delayed,
                  "M/G/inf: Poisson of mean rate p integral of G; delays of law G, cut by the end; causes and their marks exactly"),
        STAT_CASE(test_triggers__pending_response_is_kept, "renewals of gap exponential plus delay, by convolution"),
        STAT_CASE(test_triggers__pending_response_is_replaced, "density rate exp(-rate D), pairs at least D apart"),
        STAT_CASE(test_triggers__window_makes_a_dead_time, "counter of dead time D: P(N >= k) = P(gamma(k) <= t - (k - 1) D) (Feller 1948)"),
        STAT_CASE(test_triggers__history_of_a_poisson_process,
                  "Poisson counts in a window and of open episodes (M/G/inf), exponential since and first"),
        STAT_CASE(test_triggers__episodes_end_by_their_effects, "alternating renewal process, by convolution"),
        STAT_CASE(test_triggers__posture_dependent_rates, "telegraph process: a/(a + b) (1 - exp(-(a + b) t))"),
        STAT_CASE(test_triggers__conditional_effects, "compound Poisson: mean and variance from the jumps' moments"),
        STAT_CASE(test_triggers__dates_jitter_and_may_not_happen, "binomial number, normal jitter, what falls before the start lost"),
    };
    return verdict_main("triggers", cases, sizeof cases / sizeof cases[0]);
}
