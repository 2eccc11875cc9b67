/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions triggered by a variable that crosses a level: up by a jump, down between events, and by a time that passes without an event. */
#include <math.h>

#include <gsl/gsl_randist.h>

#include "trial.h"

/* shot noise: rate 1.2/d, decay 0.7/d, jumps of mean 0.5; stationary law gamma(1.2/0.7, 0.5) */
static const ref_shot_noise noise = {.rate = 1.2, .decay = 0.7, .jump = 0.5};

#define SHOT_NOISE(initial)                                                                                                                          \
    "variables = { x = { initial = " initial "; baseline = 0; half_life = `0.9902102579427789 d`; }; }; "                                            \
    "actions = { shot = { actor = `A`; marks = { size = `exponential(0.5)`; }; effects = (`x += size`); }; alarm = { actor = `B`; }; }; "            \
    "decisions = { shots = { action = `shot`; model = { kind = `poisson`; rate = `1.2/d`; }; }; "
#define STATIONARY "`gamma(1.7142857142857142, 0.5)`"

/* ---- how often ---- */

typedef struct counts {
    double n, sum, squares, without_cause;
} counts;

static void visit_count(void *context, const bri_record *record) {
    counts *c = context;
    double count = (double)record->count[1];
    c->n += 1.0;
    c->sum += count;
    c->squares += count * count;
    for (uint64_t i = 0; i < record->event_count; i++) c->without_cause += record->events[i].action == 1 && record->events[i].cause < 0;
}

/** Alarms by T from the stationary start: the level is left downwards at the rate decay * level * density(level), between events, and passed upwards
 *  as often, by jumps (Rice 1944 for shot noise; Bar-David & Nemirovsky 1972). */
static void compare_count(const trial *setup, uint64_t seed, double level, const char *what, bool is_caused) {
    counts c = {0};
    trial_run(setup, seed, visit_count, &c);
    double mean = c.sum / c.n, rate = noise.decay * level * gsl_ran_gamma_pdf(level, noise.rate / noise.decay, noise.jump);
    verdict_z(what, c.n, mean, rate * setup->days, sqrt(c.squares / c.n - mean * mean));
    verdict_require(c.without_cause == (is_caused ? 0.0 : c.sum), "%g of %g alarms have no cause", c.without_cause, c.sum);
}

static void test_crossings__upwards_by_jumps(uint64_t seed) {
    static const trial setup = {.text = SHOT_NOISE(STATIONARY) "alarms = { action = `alarm`; crossing = `x > 1.1`; }; };",
                                .days = 20,
                                .keeps_events = true,
                                .replications = 100000};
    compare_count(&setup, seed, 1.1, "upcrossings of 1.1", true);
}

static void test_crossings__downwards_between_events(uint64_t seed) {
    static const trial setup = {.text = SHOT_NOISE(STATIONARY) "alarms = { action = `alarm`; crossing = `x < 0.6`; }; };",
                                .days = 20,
                                .keeps_events = true,
                                .replications = 100000};
    compare_count(&setup, seed, 0.6, "downcrossings of 0.6", false);
}

/* ---- when for the first time ---- */

static void visit_first(void *context, const bri_record *record) {
    verdict_require(isfinite(record->first_rung[1]), "the level was not reached");
    tally_add(context, record->first_rung[1]);
}

static void test_crossings__first_passage(uint64_t seed) {
    static const trial setup = {.text = SHOT_NOISE("0") "alarms = { action = `alarm`; crossing = `x > 1.6`; }; }; "
                                "ladder = ( { rung = `low`; when = `true`; }, { rung = `high`; when = `count(alarm) > 0`; stop = true; } );",
                                .days = 3000,
                                .replications = 200000};
    double mean, second;
    ref_shot_noise_up(&noise, 0.0, 1.6, &mean, &second);
    tally time = {.reference = {mean, second - mean * mean, 0.0}};
    trial_run(&setup, seed, visit_first, &time);
    verdict_mean(&time, "time of the first alarm");
}

/* ---- a time that passes without an event ---- */

static void visit_silences(void *context, const bri_record *record) {
    tally_add(context, (double)record->count[1]);
}

/** One alarm for each pulse without another within D = 0.8 d: density m = rate exp(-rate D) over [D, end], and pairs are at least D apart. */
static void test_crossings__silences(uint64_t seed) {
    static const trial setup = {.text = "actions = { pulse = { actor = `A`; }; alarm = { actor = `B`; }; }; "
                                        "decisions = { pulses = { action = `pulse`; model = { kind = `poisson`; rate = `1.5/d`; }; }; "
                                        "alarms = { action = `alarm`; crossing = `since(pulse) > 0.8 d && since(pulse) < 1 yr`; }; };",
                                .days = 9,
                                .replications = 400000};
    double density = 1.5 * exp(-1.5 * 0.8), length = 9.0 - 0.8, mean = density * length;
    double pairs = density * density * (length - 0.8) * (length - 0.8);
    tally count = {.reference = {mean, pairs + mean - mean * mean, 0.0}};
    trial_run(&setup, seed, visit_silences, &count);
    verdict_mean(&count, "silences of 0.8 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_crossings__upwards_by_jumps, "upcrossings of stationary shot noise: decay level f(level) a day, f gamma's density"),
        STAT_CASE(test_crossings__downwards_between_events, "downcrossings of stationary shot noise, none of which has a cause"),
        STAT_CASE(test_crossings__first_passage, "mean first passage of shot noise from its backward equation, by quadrature"),
        STAT_CASE(test_crossings__silences, "Poisson events without another within D: rate exp(-rate D) a day, pairs at least D apart"),
    };
    return verdict_main("crossings", cases, sizeof cases / sizeof cases[0]);
}
