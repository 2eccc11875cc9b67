/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delayed reactions: what one event begins takes effect later, and moves the rates that begin it. */
#include <math.h>

#include "trial.h"

/** An egg hatches 1.5 d after it was laid, whether its mother lives or not. */
static void test_delays__births_take_a_time(uint64_t seed) {
    enum { STATES = 90 };
    static const trial setup = {
        .text = "variables = { x = { initial = 6; }; }; actions = { lay = { actor = `A`; }; hatch = { actor = `A`; effects = (`x += 1`); }; "
                "die = { actor = `A`; effects = (`x -= 1`); }; }; "
                "decisions = { lays = { action = `lay`; model = { kind = `hazard`; rate = `0.6/d * x`; }; }; "
                "hatches = { on = [`lay`]; action = `hatch`; model = { kind = `response`; delay = `1.5 d`; }; }; "
                "deaths = { action = `die`; model = { kind = `hazard`; rate = `0.4/d * x`; }; }; };",
        .days = 6,
        .grid = 1.0,
        .replications = 150000};
    double p[3][STATES];
    static const size_t days[3] = {1, 2, 5};
    snapshot at[3];
    for (int i = 0; i < 3; i++) {
        ref_delayed_births(p[i], STATES, 0.6, 0.4, 1.5, 6, (double)days[i]);
        at[i] = snapshot_new(p[i], STATES);
    }
    trial_run(&setup, seed, snapshots_visit, &(snapshots){at, days, 3, 1});
    snapshot_verdict(&at[0], "population at 1 d");
    snapshot_verdict(&at[1], "population at 2 d");
    snapshot_verdict(&at[2], "population at 5 d");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_delays__births_take_a_time, "generating function from its delay equation, on the unit circle"),
    };
    return verdict_main("delays", cases, sizeof cases / sizeof cases[0]);
}
