/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every model of the registry in one world, all of whose actions move the tension that most of them read. Each action is a point process of its own,
 * whose intensity, given the history, is written down here a second time: of rates as they are, of what is drawn for a waiting time as the law's
 * hazard, of options as the rate times their chances. Integrated from one event of an action to the next each is exponential of mean 1 (Meyer 1971;
 * Brown et al. 2002), and count minus integral is a martingale. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "brink/model.h"
#include "trial.h"

#define UP(name, actor) name " = { actor = `" actor "`; effects = (`x += 0.15*(1 - x)`); }; "
#define DOWN(name, actor) name " = { actor = `" actor "`; effects = (`x -= 0.15*(1 + x)`); }; "
#define FLAT(name, actor) name " = { actor = `" actor "`; }; "
#define SIZED(name, actor) name " = { actor = `" actor "`; marks = { size = `exponential(1)`; }; effects = (`x += 0.15*(1 - x)`); }; "

enum action {
    INCIDENT,
    STATEMENT,
    LAUNCH,
    DRILL,
    CLASH,
    MOBILISE,
    STAND_DOWN,
    MEET,
    PART,
    PARADE,
    PROTEST,
    SANCTION,
    OFFER,
    DRAFT,
    DROPPED,
    RESOLUTION,
    REFUSED,
    ADOPTED,
    REJECTED,
    RETALIATE,
    HOLD,
    ACTIONS
};

/** By action: its name, and what it does to the tension. */
static const struct {
    const char *name;
    int push;
} actions[ACTIONS] = {
    [INCIDENT] = {"hazard", 1},
    [STATEMENT] = {"poisson", -1},
    [LAUNCH] = {"renewal", 1},
    [DRILL] = {"loglinear", 1},
    [CLASH] = {"hawkes", 1},
    [MOBILISE] = {"markov: calm to alert", 1},
    [STAND_DOWN] = {"markov: alert to calm", -1},
    [MEET] = {"markov: alert to talks", -1},
    [PART] = {"markov: talks to calm", 1},
    [PARADE] = {"schedule", 1},
    [PROTEST] = {"response", -1},
    [SANCTION] = {"choice: vetoable", 1},
    [OFFER] = {"choice: not vetoable", -1},
    [DRAFT] = {"stages: first passed", 0},
    [DROPPED] = {"stages: first failed", 0},
    [RESOLUTION] = {"stages: second passed", -1},
    [REFUSED] = {"stages: second failed", 1},
    [ADOPTED] = {"quorum: adopted", -1},
    [REJECTED] = {"quorum: rejected", 0},
    [RETALIATE] = {"tit_for_tat: in kind", 1},
    [HOLD] = {"tit_for_tat: in kind or forgiving", -1},
};

/* In the order of enum action. */
#define WORLD                                                                                                                                        \
    "variables = { x = { initial = 0.3; baseline = 0.2; half_life = `4 d`; }; }; actions = { " SIZED("incident", "A") DOWN("statement", "B")         \
        UP("launch", "A") UP("drill", "B") SIZED("clash", "A") UP("mobilise", "C") DOWN("stand_down", "C") DOWN("meet", "C") UP("part", "C")         \
            UP("parade", "A") DOWN("protest", "B") UP("sanction", "B") DOWN("offer", "B") FLAT("draft", "B") FLAT("dropped", "B")                    \
                DOWN("resolution", "B") UP("refused", "B") DOWN("adopted", "B") FLAT("rejected", "B") UP("retaliate", "B")                           \
                    DOWN("hold", "B") "}; decisions = { " BY_CLOCK MARKOV TRIGGERED CHOICES "};"
#define BY_CLOCK                                                                                                                                     \
    "incidents = { action = `incident`; model = { kind = `hazard`; rate = `0.5/d * exp(0.8*x) * (1.2 + cos_year)`; }; }; "                           \
    "statements = { action = `statement`; model = { kind = `poisson`; rate = `0.6/d`; }; }; "                                                        \
    "launches = { action = `launch`; model = { kind = `renewal`; law = `weibull`; shape = 1.7; mean = `3 d * exp(-0.6*x)`; }; }; "                   \
    "drills = { action = `drill`; model = { kind = `loglinear`; baseline = `0.4/d`; terms = ( { of = `x`; weight = 0.8; } ); "                       \
    "season = { winter = -0.7; }; age = { kind = `weibull`; shape = 1.6; }; }; }; "                                                                  \
    "clashes = { action = `clash`; model = { kind = `hawkes`; baseline = `0.2/d*(1 + 0.3*cos_year)`; kernels = ( "                                   \
    "{ of = `clash`; alpha = 0.3; mean = `2 d`; impact = `size`; }, { of = `incident`; alpha = 0.25; half_life = `3 d`; } ); }; }; "                 \
    "parades = { action = `parade`; model = { kind = `schedule`; every = `10 d`; jitter = `8 d * beta(2, 3)`; probability = 0.7; }; }; "
#define MARKOV                                                                                                                                       \
    "stance = { model = { kind = `markov`; actor = `C`; transitions = ( { from = `calm`; to = `alert`; rate = `0.6/d*exp(x)`; action = `mobilise`; " \
    "}, { from = `alert`; to = `calm`; rate = `0.5/d*exp(-x)`; action = `stand_down`; }, { from = `alert`; to = `talks`; "                           \
    "rate = `gamma_hazard(age, 2, 1.5 d)`; action = `meet`; }, { from = `talks`; to = `calm`; rate = `0.7/d`; action = `part`; } ); }; }; "
#define TRIGGERED                                                                                                                                    \
    "protests = { action = `protest`; on = [`launch`]; model = { kind = `response`; probability = `0.6 + 0.2*x`; delay = `gamma(2, 1 d)`; }; }; "    \
    "council = { action = `resolution`; on = [`clash`]; model = { kind = `stages`; pending = `keep`; stages = ( { delay = `gamma(2, 0.6 d)`; "       \
    "probability = `0.5 - 0.3*x`; action = `draft`; failure = `dropped`; }, "                                                                        \
    "{ delay = `exponential(1.4 d)`; probability = 0.6; failure = `refused`; } ); }; }; "                                                            \
    "votes = { action = `adopted`; on = [`incident`]; model = { kind = `quorum`; threshold = 2; pending = `keep`; delay = `gamma(2, 0.5 d)`; "       \
    "rejection = `rejected`; rationality = 2; voters = ( { actors = [`A`]; yes = 0.7; abstains = 0.5; veto = true; }, "                              \
    "{ actors = [`B`]; utility = `x`; }, { actors = [`C`]; yes = 0.5; } ); }; }; "
#define CHOICES                                                                                                                                      \
    "picks = { model = { kind = `choice`; rate = `0.7/d * exp(0.5*x)`; rationality = 2; options = ( { action = `sanction`; utility = `x`; }, "       \
    "{ action = `offer`; utility = 0.2; vetoable = false; }, { action = `none`; utility = 0; } ); "                                                  \
    "vetoes = ( { actor = `A`; consent = `0.6 - 0.2*x`; } ); }; }; "                                                                                 \
    "front = { model = { kind = `tit_for_tat`; rate = `0.8/d`; forgiving = `hold`; answers = ( "                                                     \
    "{ to = `incident`; action = `retaliate`; probability = `0.7 + 0.2*x`; forgiveness = 0.3; }, { to = `offer`; action = `hold`; } ); }; }; "

/* ---- the world between two events ---- */

enum { OPEN = 400 };
enum posture { CALM, ALERT, TALKS };

/** What is known after an event: values at `time`, and since when each waits. */
typedef struct world {
    double time, x;
    double launched, mean_gap, drilled, moved; /* since when */
    double excited[2];                         /* of kernels */
    enum posture posture;
    int paraded;           /* the last parade's date has number paraded - 1 */
    int stage;             /* 0: none is under way */
    double staged, voting; /* since when; voting below 0: no vote is pending */
    enum action last;      /* the opponent's; ACTIONS: none */
    double since[OPEN], chance[OPEN];
    int32_t cause[OPEN];
    size_t open; /* launches that no protest has answered */
} world;

static double tension(const world *w, double t) {
    return 0.2 + (w->x - 0.2) * exp(-M_LN2 / 4.0 * (t - w->time));
}

/** 2017 to 2019 have 365 days each. */
static double cos_year(double t) {
    return cos(2.0 * M_PI * t / 365.0);
}

static double weibull_hazard(double age, double shape, double mean) {
    double scale = mean / tgamma(1.0 + 1.0 / shape);
    return age <= 0.0 ? 0.0 : shape / scale * pow(age / scale, shape - 1.0);
}

/** Hazard of a gamma law of shape 2. */
static double gamma_hazard(double age, double scale) {
    double z = age / scale;
    return z / (1.0 + z) / scale;
}

/** Hazard of a waiting time that comes with a chance p at all, density f, distribution function F. */
static double defective_hazard(double p, double f, double F) {
    return p * f / (1.0 - p * F);
}

static double protest_rate(const world *w, double t) {
    double sum = 0.0;
    for (size_t i = 0; i < w->open; i++) {
        double z = t - w->since[i];
        sum += defective_hazard(w->chance[i], z * exp(-z), 1.0 - (1.0 + z) * exp(-z));
    }
    return sum;
}

static double parade_rate(const world *w, double t) {
    int date = (int)(t / 10.0);
    double u = (t - 10.0 * date) / 8.0;
    if (date < w->paraded || u >= 1.0) return 0.0;
    double f = 12.0 * u * (1.0 - u) * (1.0 - u), F = u * u * (6.0 - 8.0 * u + 3.0 * u * u);
    return defective_hazard(0.7, f / 8.0, F);
}

static void clock_rates(const world *w, double t, double x, double *rate) {
    double day = fmod(t, 365.0), c = cos_year(t);
    rate[INCIDENT] = 0.5 * exp(0.8 * x) * (1.2 + c);
    rate[STATEMENT] = 0.6;
    rate[LAUNCH] = weibull_hazard(t - w->launched, 1.7, w->mean_gap);
    rate[DRILL] = weibull_hazard(t - w->drilled, 1.6, 1.0 / 0.4) * exp(0.8 * x - (day < 59.0 || day >= 334.0 ? 0.7 : 0.0));
    rate[CLASH] = 0.2 * (1.0 + 0.3 * c) + w->excited[0] * exp(-(t - w->time) / 2.0) + w->excited[1] * exp(-(t - w->time) * M_LN2 / 3.0);
    rate[PARADE] = parade_rate(w, t);
    rate[PROTEST] = protest_rate(w, t);
    rate[MOBILISE] = w->posture == CALM ? 0.6 * exp(x) : 0.0;
    rate[STAND_DOWN] = w->posture == ALERT ? 0.5 * exp(-x) : 0.0;
    rate[MEET] = w->posture == ALERT ? gamma_hazard(t - w->moved, 1.5) : 0.0;
    rate[PART] = w->posture == TALKS ? 0.7 : 0.0;
}

static void option_rates(const world *w, double t, double x, double *rate) {
    double hit = exp(2.0 * x), talk = exp(2.0 * 0.2), picks = 0.7 * exp(0.5 * x) / (hit + talk + 1.0);
    rate[SANCTION] = picks * hit * (0.6 - 0.2 * x);
    rate[OFFER] = picks * talk;
    double first = w->stage == 1 ? gamma_hazard(t - w->staged, 0.6) : 0.0, second = w->stage == 2 ? 1.0 / 1.4 : 0.0;
    rate[DRAFT] = first * (0.5 - 0.3 * x);
    rate[DROPPED] = first * (0.5 + 0.3 * x);
    rate[RESOLUTION] = second * 0.6;
    rate[REFUSED] = second * 0.4;
    double yes = 1.0 / (1.0 + exp(-2.0 * x)), vote = w->voting >= 0.0 ? gamma_hazard(t - w->voting, 0.5) : 0.0;
    double adopted = 0.7 * (1.0 - 0.5 * (1.0 - yes)) + 0.3 * 0.5 * 0.5 * yes; /* A says yes, or abstains */
    rate[ADOPTED] = vote * adopted;
    rate[REJECTED] = vote * (1.0 - adopted);
    double answers = w->last == INCIDENT ? 0.8 * (0.7 + 0.2 * x) : 0.0;
    rate[RETALIATE] = answers * 0.7;
    rate[HOLD] = answers * 0.3 + (w->last == OFFER ? 0.8 : 0.0);
}

/** Adds the integrals over [from, to]: Gauss-Legendre on pieces within half days, so that dates and seasons lie between pieces. */
static void integrate(const world *w, double from, double to, double *sum) {
    static const double at[5] = {-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831, 0.9061798459386640};
    static const double weight[5] = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
    double rate[ACTIONS];
    for (double a = from, b; a < to; a = b) {
        b = fmin(0.5 * (floor(2.0 * a) + 1.0), to);
        for (int i = 0; i < 5; i++) {
            double t = 0.5 * (a + b) + 0.5 * (b - a) * at[i], x = tension(w, t);
            clock_rates(w, t, x, rate);
            option_rates(w, t, x, rate);
            for (int k = 0; k < ACTIONS; k++) sum[k] += 0.5 * (b - a) * weight[i] * rate[k];
        }
    }
}

/* ---- an event ---- */

static void open_launch(world *w, int32_t number) {
    verdict_require(w->open < OPEN, "too many launches are open");
    w->since[w->open] = w->time;
    w->chance[w->open] = 0.6 + 0.2 * w->x;
    w->cause[w->open++] = number;
}

/** Forget what is answered, or will not be. */
static void close_launches(world *w, int32_t answered) {
    size_t kept = 0;
    for (size_t i = 0; i < w->open; i++) {
        if (w->cause[i] == answered || w->time - w->since[i] > 60.0) continue;
        w->since[kept] = w->since[i];
        w->chance[kept] = w->chance[i];
        w->cause[kept++] = w->cause[i];
    }
    w->open = kept;
}

static void start_stage(world *w, int stage) {
    w->stage = stage;
    w->staged = w->time;
}

static void take(world *w, enum posture posture) {
    w->posture = posture;
    w->moved = w->time;
}

/** The tension has moved already. */
static void happen(world *w, enum action action, const bri_event *event, double size, int32_t number) {
    switch (action) {
    case INCIDENT:
        w->excited[1] += 0.25 * M_LN2 / 3.0;
        w->last = INCIDENT;
        if (w->voting < 0.0) w->voting = w->time;
        break;
    case LAUNCH:
        w->launched = w->time;
        w->mean_gap = 3.0 * exp(-0.6 * w->x);
        open_launch(w, number);
        break;
    case DRILL: w->drilled = w->time; break;
    case CLASH:
        w->excited[0] += 0.3 / 2.0 * size;
        if (w->stage == 0) start_stage(w, 1);
        break;
    case MOBILISE: take(w, ALERT); break;
    case STAND_DOWN:
    case PART: take(w, CALM); break;
    case MEET: take(w, TALKS); break;
    case PARADE: w->paraded = (int)(w->time / 10.0) + 1; break;
    case PROTEST: close_launches(w, event->cause); break;
    case OFFER: w->last = OFFER; break;
    case DRAFT: start_stage(w, 2); break;
    case DROPPED:
    case RESOLUTION:
    case REFUSED: w->stage = 0; break;
    case ADOPTED:
    case REJECTED: w->voting = -1.0; break;
    default: break;
    }
}

static void step(world *w, const bri_event *event, double size, int32_t number) {
    double passed = event->time - w->time;
    w->x = tension(w, event->time);
    w->excited[0] *= exp(-passed / 2.0);
    w->excited[1] *= exp(-passed * M_LN2 / 3.0);
    w->time = event->time;
    if (actions[event->action].push != 0) w->x += actions[event->action].push > 0 ? 0.15 * (1.0 - w->x) : -0.15 * (1.0 + w->x);
    happen(w, (enum action)event->action, event, size, number);
}

/* ---- all of it ---- */

typedef struct processes {
    uniforms gap[ACTIONS];
    double compensator[ACTIONS], events[ACTIONS];
} processes;

static void visit_world(void *context, const bri_record *record) {
    processes *p = context;
    static world w;
    double since[ACTIONS] = {0.0};
    w = (world){.x = 0.3, .mean_gap = 3.0 * exp(-0.6 * 0.3), .voting = -1.0, .last = ACTIONS};
    for (uint64_t i = 0; i < record->event_count; i++) {
        const bri_event *event = &record->events[i];
        integrate(&w, w.time, event->time, since);
        uniforms_add(&p->gap[event->action], -expm1(-since[event->action]));
        p->compensator[event->action] += since[event->action];
        p->events[event->action] += 1.0;
        since[event->action] = 0.0;
        step(&w, event, record->marks[i], (int32_t)i);
        close_launches(&w, -1);
    }
    integrate(&w, w.time, record->end_time, since);
    for (int k = 0; k < ACTIONS; k++) p->compensator[k] += since[k];
}

static void verdict_of(processes *p, int action) {
    char what[80];
    const char *name = actions[action].name;
    verdict_require(p->events[action] > 2000.0, "only %g events of %s", p->events[action], name);
    snprintf(what, sizeof what, "%s: neighbouring residuals", name);
    verdict_uncorrelated(&p->gap[action], what);
    snprintf(what, sizeof what, "%s: residuals (KS)", name);
    verdict_uniform(&p->gap[action], what);
    snprintf(what, sizeof what, "%s: events minus compensator", name);
    verdict_z(what, p->compensator[action], p->events[action] / p->compensator[action], 1.0, 1.0);
    uniforms_clear(&p->gap[action]);
}

static void test_residuals__of_every_model_are_exponential(uint64_t seed) {
    static const trial setup = {
        .text = WORLD, .actors = "C = { postures = [`calm`, `alert`, `talks`]; };", .days = 1000, .keeps_events = true, .replications = 200};
    for (size_t i = 0; i < brink_model_count(); i++) {
        char kind[60];
        snprintf(kind, sizeof kind, "kind = `%s`", brink_model_at(i)->name);
        verdict_require(strstr(WORLD, kind) != NULL, "model %s is not in the world of this test", brink_model_at(i)->name);
    }
    processes p = {.events = {0.0}};
    trial_run(&setup, seed, visit_world, &p);
    for (int k = 0; k < ACTIONS; k++) verdict_of(&p, k);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_residuals__of_every_model_are_exponential,
                  "intensities of all models by quadrature: residuals exponential, count minus compensator a martingale (Brown et al. 2002)"),
    };
    return verdict_main("residuals", cases, sizeof cases / sizeof cases[0]);
}
