/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gambler's ruin in continuous time: a fortune of 4 grows by 1 at 1.1 a day and shrinks by 1 at 0.9 a day; at 0 and at 10 the game is over. */
#include <math.h>

#include "trial.h"

enum { FROM = 4, MOST = 10, HORIZON = 1000 };
static const double win = 1.1, loss = 0.9;

#define GAME                                                                                                                                         \
    "variables = { x = { initial = 4; }; }; actions = { win = { actor = `A`; effects = (`x += 1`); }; lose = { actor = `B`; effects = (`x -= 1`); "  \
    "}; }; "                                                                                                                                         \
    "decisions = { wins = { action = `win`; model = { kind = `poisson`; rate = `1.1/d`; }; }; "                                                      \
    "losses = { action = `lose`; model = { kind = `poisson`; rate = `0.9/d`; }; }; }; outcomes = ( { name = `fortune`; value = `x`; } ); "           \
    "ladder = ( { rung = `playing`; when = `true`; }, { rung = `over`; when = `x <= 0 || x >= 10`; stop = true; } );"

/* ---- how it ends, and when ---- */

/** E T and E T^2 from each fortune: (win + loss) m(x) - win m(x + 1) - loss m(x - 1) = c(x) by elimination. */
static void solve(double m[MOST + 1], const double c[MOST + 1]) {
    double above[MOST + 1] = {0.0}, right[MOST + 1] = {0.0};
    for (int x = 1; x < MOST; x++) {
        double pivot = win + loss - loss * above[x - 1];
        above[x] = win / pivot;
        right[x] = (c[x] + loss * right[x - 1]) / pivot;
    }
    m[MOST] = 0.0;
    for (int x = MOST - 1; x > 0; x--) m[x] = right[x] + above[x] * m[x + 1];
    m[0] = 0.0;
}

static double ruin_probability(int x) {
    double q = loss / win;
    return (pow(q, x) - pow(q, MOST)) / (1.0 - pow(q, MOST));
}

/** Feller 1957, XIV.3: the mean number of games, over the rate of games. */
static double mean_duration(int x) {
    double q = loss / win;
    return (MOST * (1.0 - pow(q, x)) / (1.0 - pow(q, MOST)) - x) / (win - loss);
}

static double up(size_t n, const void *context) {
    (void)context;
    return n > 0 && n < MOST ? win : 0.0;
}

static double down(size_t n, const void *context) {
    (void)context;
    return n > 0 && n < MOST ? loss : 0.0;
}

static const ref_jump jumps[] = {{1, up}, {-1, down}};

static void fortunes(double p[MOST + 1], double t) {
    for (int x = 0; x <= MOST; x++) p[x] = x == FROM;
    ref_chain(p, MOST + 1, jumps, 2, NULL, t);
}

typedef struct game {
    double ruined;
    tally duration;
    uniforms time;
} game;

static void visit_game(void *context, const bri_record *record) {
    game *g = context;
    double p[MOST + 1], fortune = record->outcome[0];
    verdict_require(fortune == 0.0 || fortune == MOST, "the game ended with %g", fortune);
    g->ruined += fortune == 0.0;
    tally_add(&g->duration, record->end_time);
    if ((uint64_t)g->duration.n % 8 != 0) return; /* the law of the time is dear */
    fortunes(p, record->end_time);
    uniforms_add(&g->time, p[0] + p[MOST]);
}

static void test_ruin__who_wins_and_when(uint64_t seed) {
    static const trial setup = {.text = GAME, .days = HORIZON, .replications = 300000};
    double one[MOST + 1], first[MOST + 1], second[MOST + 1], twice[MOST + 1];
    for (int x = 0; x <= MOST; x++) one[x] = 1.0;
    solve(first, one);
    for (int x = 0; x <= MOST; x++) twice[x] = 2.0 * first[x];
    solve(second, twice);
    verdict_require(fabs(first[FROM] - mean_duration(FROM)) < 1e-9, "durations of %.12g and %.12g", first[FROM], mean_duration(FROM));
    game g = {.duration = {.reference = {first[FROM], second[FROM] - first[FROM] * first[FROM], 0.0}}};
    trial_run(&setup, seed, visit_game, &g);
    verdict_proportion("ruined", g.duration.n, g.ruined, ruin_probability(FROM));
    verdict_mean(&g.duration, "duration");
    verdict_uniform(&g.time, "law of the duration (KS)");
    uniforms_clear(&g.time);
}

/* ---- fortunes in between ---- */

static void visit_fortune(void *context, const bri_record *record) {
    snapshot_add(context, record->outcome[0]);
}

static void test_ruin__fortune_on_a_day(uint64_t seed) {
    static const trial setup = {.text = GAME, .days = 6, .replications = 300000};
    double p[MOST + 1];
    fortunes(p, 6.0);
    snapshot s = snapshot_new(p, MOST + 1);
    trial_run(&setup, seed, visit_fortune, &s);
    snapshot_verdict(&s, "fortune on day 6");
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_ruin__who_wins_and_when, "gambler's ruin in closed form (Feller 1957); law of the duration by uniformisation"),
        STAT_CASE(test_ruin__fortune_on_a_day, "chain between absorbing ends, by uniformisation"),
    };
    return verdict_main("ruin", cases, sizeof cases / sizeof cases[0]);
}
