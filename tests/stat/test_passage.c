/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First passages of shot noise: a variable that jumps by exponentials and relaxes to 0. Upwards it passes a level by a jump, downwards by its decay,
 * between events, at an instant that the ladder must find by itself. Means by the backward equation (reference_process.c). */
#include <math.h>

#include "trial.h"

/* rate 1.2/d, decay 0.7/d (half-life ln 2 / 0.7), jumps of mean 0.5 */
static const ref_shot_noise noise = {.rate = 1.2, .decay = 0.7, .jump = 0.5};

#define SHOT_NOISE(initial)                                                                                                                          \
    "variables = { x = { initial = " initial "; baseline = 0; half_life = `0.9902102579427789 d`; }; }; "                                            \
    "actions = { shot = { actor = `A`; marks = { size = `exponential(0.5)`; }; effects = (`x += size`); }; }; "                                      \
    "decisions = { shots = { action = `shot`; model = { kind = `poisson`; rate = `1.2/d`; }; }; }; "

static void visit_up(void *context, const bri_record *record) {
    verdict_require(isfinite(record->first_rung[1]), "the level was not reached");
    tally_add(context, record->first_rung[1]);
}

static void test_passage__upwards_by_a_jump(uint64_t seed) {
    static const trial setup = {
        .text = SHOT_NOISE("0") "ladder = ( { rung = `low`; when = `true`; }, { rung = `high`; when = `x > 1.6`; stop = true; } );",
        .days = 3000,
        .replications = 200000};
    double mean, second;
    ref_shot_noise_up(&noise, 0.0, 1.6, &mean, &second);
    tally time = {.reference = {mean, second - mean * mean, 0.0}};
    trial_run(&setup, seed, visit_up, &time);
    verdict_mean(&time, "time to 1.6");
}

/* ---- downwards: the current rung is the highest that holds, so that the lower one must be "left" ---- */

typedef struct descent {
    double n, sum, squares, at_once, direct;
} descent;

static void visit_down(void *context, const bri_record *record) {
    descent *d = context;
    double time = record->first_rung[1];
    verdict_require(isfinite(time), "the level was not reached");
    verdict_require(time >= d->direct - 1e-9, "down at %.17g, before the decay alone could, at %.17g", time, d->direct);
    d->n += 1.0;
    d->sum += time;
    d->squares += time * time;
    d->at_once += time < d->direct + 1e-9;
    verdict_require((time < d->direct + 1e-9) == (record->event_count == 0), "down at %.17g after %llu shots", time,
                    (unsigned long long)record->event_count);
}

static void test_passage__downwards_between_events(uint64_t seed) {
    static const trial setup = {
        .text = SHOT_NOISE("2.5") "ladder = ( { rung = `high`; when = `true`; }, { rung = `low`; when = `x < 0.6`; stop = true; } );",
        .days = 3000,
        .replications = 200000};
    descent d = {.direct = log(2.5 / 0.6) / noise.decay};
    trial_run(&setup, seed, visit_down, &d);
    double mean = d.sum / d.n, sd = sqrt(d.squares / d.n - mean * mean); /* its own spread: no closed form for it here */
    verdict_z("time down to 0.6", d.n, mean, ref_shot_noise_down(&noise, 2.5, 0.6), sd);
    verdict_proportion("down without a shot", d.n, d.at_once, exp(-noise.rate * d.direct));
}

/* ---- the stationary law: gamma ---- */

/** Started from its stationary law, gamma of shape rate/decay and scale `jump`, x stays in it. */
static void visit_level(void *context, const bri_record *record) {
    tally_add(context, record->grid[5]);
}

static void test_passage__stationary_level_is_gamma(uint64_t seed) {
    static const trial setup = {.text = SHOT_NOISE("`gamma(1.7142857142857142, 0.5)`"), .days = 6, .grid = 1.0, .replications = 300000};
    double shape = 1.2 / 0.7, variance = shape * 0.25;
    tally level = {.reference = {shape * 0.5, variance, variance * variance * (3.0 + 6.0 / shape)}};
    trial_run(&setup, seed, visit_level, &level);
    verdict_moments(&level, "level at 5 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_passage__upwards_by_a_jump, "mean first passage of shot noise from its backward equation, by quadrature"),
        STAT_CASE(test_passage__downwards_between_events, "the same downwards, and the instant of a passage without a jump, log(x0/b)/decay"),
        STAT_CASE(test_passage__stationary_level_is_gamma, "shot noise of exponential jumps is gamma(rate/decay, jump)"),
    };
    return verdict_main("passage", cases, sizeof cases / sizeof cases[0]);
}
