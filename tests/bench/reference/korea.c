/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Korea 2017, translated by hand from scenarios/korea-2017.cfg (base, without the weekly series); sections s2 to s10 are those of the scenario.
 *
 * All hazards are thinned together under one bound that holds until something happens: every rate but the launches' only falls until then, and
 * theirs is below the greatest hazard of its lognormal law. What was set going (answers, ends of drills, dates) waits in a short list, the earliest
 * last. Conditions of the ladder become true at events alone, so that it is looked at there. */
#include "common.h"

#define HORIZON 365.0
#define YEAR 365.25
#define PER_DAY(per_year) ((per_year) / YEAR)
#define ANSWER (M_LN2 / 2.0) /* of words, a day */
#define RUSSIAN_HELP 0.0
#define HELP_CONSENT 1.0
#define LAUNCH_SIGMA 0.959
#define PRESSURE_REFERENCE 1.46
#define TENSION_BASELINE 0.2
#define TENSION_REFERENCE 0.318
#define MOST 100 /* things that may wait at a time: a dozen do */

enum { JAPAN, KOREA, CHINA, RUSSIA, LEADERS };
enum { ROUTINE, HARD_WORDS, SHOW_OF_FORCE, CRISIS, CLASH, WAR, RUNGS };

static const double call_grave[LEADERS] = {0.688, 0.438, 0.438, 0.0625}, call_ordinary[LEADERS] = {0.15, 0.05, 0.05, 0.15},
                    call_rate[LEADERS] = {PER_DAY(4.23), PER_DAY(1.81), PER_DAY(6.65), PER_DAY(4.23)};

/** What happens by a rate. */
typedef enum hazard {
    LAUNCH, DETONATION, TREASURY, NAVAL_DRILL, US_BLAMES, US_THREATENS, PRK_BLAMES, PRK_THREATENS, CALLS, /* one for each leader */
    TURN_TO_TALKS = CALLS + LEADERS, TURN_AWAY, DIPLOMACY, BORDER_FIRE, OTHER_TROUBLE, HAZARDS
} hazard;

/** What happens at a time that is known. */
typedef enum duty {
    ICBM_FLIES, TRAINING, TRAINING_ENDS, FOAL_EAGLE, FOAL_EAGLE_ENDS, KEY_RESOLVE, MAX_THUNDER, FREEDOM_GUARDIAN, FREEDOM_GUARDIAN_ENDS, VIGILANT_ACE,
    NAVAL_DRILL_ENDS, ANNOUNCEMENT, COUNCIL_MEETS, COUNCIL_VOTES, CALL, RUSSIA_ANSWERS = CALL + LEADERS, CLASH_AGAIN
} duty;

typedef struct item {
    double time;
    duty what;
    int is_major;
} item;

typedef struct world {
    xoshiro g;
    double now, last;                        /* last: when decaying values were brought up to date */
    double tension, peak, pressure, support; /* support: Russia's */
    double echo_tests, echo_us, echo_prk;
    double test_pace, word_pace, drill_chance;
    double last_launch, quiet_from, last_nuclear, ground_from, grave_at, us_force_at, prk_force_at, us_threat_at, prk_threat_at, clash_at;
    double launch_median, drill_weight, winter_weight, sanction_weight, drill_part, talks_pressure, talks_russia;
    int icbm_ready, training, big_drills, naval_drills, in_talks, vote_is_pending, call_is_pending[LEADERS], is_over;
    double recent_clash[2]; /* the last two before the present one */
    item list[MOST];
    int list_count;
    double bound[HAZARDS], sum;
    double first_rung[RUNGS];
    int max_rung;
    int events, launches, missiles, failed, grave, icbm, nuclear, resolutions, listings, drills, calls, statements, harsh, meetings, clashes, turns;
    double first_icbm;
} world;

static double greatest_hazard; /* of the lognormal law of median 1 */

/* ---- draws ---- */

INLINE int chance(world *w, double p) { return next_uniform(&w->g) < p; }
INLINE double uniform(world *w, double low, double high) { return low + (high - low) * next_uniform(&w->g); }
INLINE double normal(world *w) { return sqrt(2.0 * next_exponential(&w->g)) * cos(2.0 * M_PI * next_uniform(&w->g)); }
INLINE double lognormal(world *w, double median, double sigma) { return median * exp(sigma * normal(w)); }
INLINE double gamma_two(world *w, double scale) { return scale * (next_exponential(&w->g) + next_exponential(&w->g)); }
INLINE double doubt(world *w) { return fmin(fmax(normal(w), -3.0), 3.0); }

static int poisson(world *w, double mean) {
    int n = 0;
    for (double left = mean - next_exponential(&w->g); left > 0.0; left -= next_exponential(&w->g)) n++;
    return n;
}

static int binomial(world *w, double p, int n) {
    int hits = 0;
    while (n-- > 0) hits += chance(w, p);
    return hits;
}

/* ---- time ---- */

static void bring_up(world *w, double time) {
    double passed = time - w->last, answered = exp(-ANSWER * passed);
    w->tension = TENSION_BASELINE + (w->tension - TENSION_BASELINE) * exp(-M_LN2 / 30.0 * passed);
    w->pressure *= exp(-M_LN2 / 365.25 * passed);
    w->echo_tests *= answered;
    w->echo_us *= answered;
    w->echo_prk *= answered;
    w->last = w->now = time;
}

static void later(world *w, double delay, duty what, int is_major) {
    double time = w->now + delay;
    if (w->list_count == MOST) abort();
    int at = w->list_count++;
    for (; at > 0 && w->list[at - 1].time <= time; at--) w->list[at] = w->list[at - 1];
    w->list[at] = (item){time, what, is_major};
}

/* ---- rates ---- */

static double lognormal_hazard(double x) { /* of median 1 */
    double z = log(x) / LAUNCH_SIGMA;
    return exp(-0.5 * z * z) / (sqrt(2.0 * M_PI) * LAUNCH_SIGMA * x * 0.5 * erfc(z * M_SQRT1_2));
}

static void find_greatest_hazard(void) {
    for (double x = 0.01; x < 20.0; x *= 1.001) greatest_hazard = fmax(greatest_hazard, lognormal_hazard(x));
    greatest_hazard *= 1.00001;
}

INLINE double launch_factor(const world *w, double is_winter, double pressure) {
    double drill = w->drill_part * w->big_drills + (1.0 - w->drill_part) * w->training - 0.19;
    return w->test_pace / w->launch_median *
           exp(w->drill_weight * drill + w->winter_weight * (is_winter - 0.252) + w->sanction_weight * (pressure - PRESSURE_REFERENCE));
}

INLINE double talks_rate(const world *w, double pressure) {
    return PER_DAY(0.125) * fmax(0.0, 1.0 + w->talks_pressure * (pressure - PRESSURE_REFERENCE) + w->talks_russia * w->support);
}

static double rate_now(const world *w, hazard h) {
    if (h >= CALLS && h < CALLS + LEADERS) return w->now - w->last_launch > 3.5 && w->now - w->last_nuclear > 3.5 ? w->bound[h] : 0.0;
    switch (h) {
    case LAUNCH:
        return lognormal_hazard((w->now - w->quiet_from) / w->launch_median) * launch_factor(w, w->now < 31.0 || w->now >= 304.0, w->pressure);
    case DETONATION: return w->now - w->ground_from < 150.0 ? 0.0 : w->test_pace * PER_DAY(1.01);
    case NAVAL_DRILL: return w->naval_drills > 0 ? 0.0 : w->drill_chance * PER_DAY(1.5) * exp(2.0 * (w->tension - TENSION_REFERENCE));
    case US_BLAMES: return PER_DAY(14.5) + 0.408 * w->echo_tests * ANSWER;
    case US_THREATENS: return w->word_pace * (PER_DAY(3.71) + (0.392 * w->echo_tests + 0.233 * w->echo_prk + 0.304 * w->echo_us) * ANSWER);
    case PRK_THREATENS: return w->word_pace * (PER_DAY(2.58) + (0.0771 * w->echo_tests + 0.246 * w->echo_us) * ANSWER);
    case TURN_TO_TALKS: return w->in_talks ? 0.0 : talks_rate(w, w->pressure);
    case BORDER_FIRE: return PER_DAY(0.675) * exp(w->tension - TENSION_REFERENCE);
    default: return w->bound[h]; /* constant until the next event */
    }
}

/** What no rate exceeds until the next event. */
static void find_bounds(world *w) {
    double *bound = w->bound, calm = w->sanction_weight > 0.0 ? w->pressure : 0.0;
    bound[LAUNCH] = greatest_hazard * launch_factor(w, w->winter_weight > 0.0, calm);
    bound[DETONATION] = w->test_pace * PER_DAY(1.01);
    bound[TREASURY] = PER_DAY(9.68);
    bound[PRK_BLAMES] = PER_DAY(1.5);
    for (int i = 0; i < LEADERS; i++) bound[CALLS + i] = call_rate[i];
    for (hazard h = NAVAL_DRILL; h <= PRK_THREATENS; h++)
        if (h != PRK_BLAMES) bound[h] = rate_now(w, h);
    bound[TURN_TO_TALKS] = w->in_talks ? 0.0 : talks_rate(w, w->talks_pressure > 0.0 ? w->pressure : 0.0);
    bound[TURN_AWAY] = w->in_talks ? PER_DAY(1.05) : 0.0;
    bound[DIPLOMACY] = PER_DAY(w->in_talks ? 40.1 : 8.7);
    bound[BORDER_FIRE] = rate_now(w, BORDER_FIRE);
    bound[OTHER_TROUBLE] = PER_DAY(5.88);
    w->sum = 0.0;
    for (int h = 0; h < HAZARDS; h++) w->sum += bound[h];
}

/* ---- acts ---- */

INLINE void jolt(world *w, double part) {
    w->tension += part * (1.0 - w->tension);
    w->peak = fmax(w->peak, w->tension);
}

static void after_test(world *w, int is_grave, int is_major) {
    w->echo_tests += 1.0;
    if (is_grave) w->grave_at = w->now;
    later(w, gamma_two(w, 0.5), COUNCIL_MEETS, is_major);
    for (int i = 0; i < LEADERS; i++) {
        if (!chance(w, is_grave ? call_grave[i] : call_ordinary[i]) || w->call_is_pending[i]) continue;
        w->call_is_pending[i] = 1;
        later(w, uniform(w, 0.0, 3.5), CALL + (duty)i, 0);
    }
}

static int class_of(world *w) { /* 0 SRBM, 1 MRBM, 2 IRBM, 3 ICBM */
    if (w->icbm_ready && chance(w, 0.5)) return 3;
    double u = next_uniform(&w->g) * (0.173 + 0.365 + 0.481);
    return u < 0.173 ? 0 : u < 0.173 + 0.365 ? 1 : 2;
}

static double range_of(world *w, int class, int flew) {
    if (!flew) return uniform(w, 0.0, 60.0);
    if (class >= 2 && chance(w, class == 2 ? 0.5 : 0.875)) return lognormal(w, 774.0, 0.38);
    switch (class) {
    case 0: return lognormal(w, 422.0, 0.325);
    case 1: return lognormal(w, 711.0, 0.326);
    case 2: return lognormal(w, 3160.0, 0.223);
    default: return uniform(w, 5500.0, 10000.0);
    }
}

static void launch(world *w) {
    static const double failure[4] = {0.15, 0.25, 0.75, 0.125};
    int class = class_of(w), number = 1 + poisson(w, class < 2 ? 1.0 : 0.133), failures = binomial(w, failure[class], number);
    int flew = failures < number;
    double range = range_of(w, class, flew);
    int overflies = range > 1500.0, in_zone = flew && !overflies && chance(w, range >= 900.0 ? 0.7 : 0.0833);
    int is_grave = class == 3 || overflies || in_zone;
    w->launches++;
    w->missiles += number;
    w->failed += failures;
    w->grave += is_grave;
    w->icbm += class == 3;
    if (class == 3) w->first_icbm = fmin(w->first_icbm, w->now);
    w->last_launch = w->quiet_from = w->now;
    jolt(w, is_grave ? 0.06 : 0.02);
    later(w, lognormal(w, 20.0 / 1440.0, 0.6), ANNOUNCEMENT, 0);
    if (flew || chance(w, 0.5)) later(w, lognormal(w, 15.0 / 1440.0, 0.6), ANNOUNCEMENT, 0);
    after_test(w, is_grave, class == 3);
}

static void detonate(world *w) {
    w->nuclear++;
    w->last_nuclear = w->ground_from = w->now;
    jolt(w, 0.12);
    later(w, lognormal(w, 20.0 / 1440.0, 0.6), ANNOUNCEMENT, 0);
    after_test(w, 1, 1);
}

INLINE double consent(double p, double help) { return 1.0 / (1.0 + (1.0 - p) / p * exp(-HELP_CONSENT * help)); }

static void confer(world *w, int is_major) {
    double p = is_major ? 0.972 : 0.236;
    int china = chance(w, p), russia = chance(w, consent(p, w->support));
    if (!china || !russia) return;
    w->events++; /* the draft */
    if (w->vote_is_pending) return;
    w->vote_is_pending = 1;
    later(w, 22.1 * exp(-0.3 * w->support) * exp(0.926 * normal(w)), COUNCIL_VOTES, 0);
}

static void resolve(world *w) {
    w->vote_is_pending = 0;
    w->resolutions++;
    w->pressure = fmin(w->pressure + 1.0 + 0.3 * w->support, 30.0);
    jolt(w, 0.02);
}

static void call(world *w, int leader) {
    w->calls++;
    if (leader == RUSSIA && chance(w, 0.3)) later(w, gamma_two(w, 1.0), RUSSIA_ANSWERS, 0);
}

static void clash(world *w) {
    w->clashes++;
    jolt(w, 0.15);
    w->is_over = w->recent_clash[0] > w->now - 7.0;
    w->recent_clash[0] = w->recent_clash[1];
    w->recent_clash[1] = w->clash_at = w->now;
    if (chance(w, 0.107)) later(w, uniform(w, 0.0, 7.0), CLASH_AGAIN, 0);
}

static void turn_to_talks(world *w) {
    w->turns++;
    w->in_talks = 1;
    w->test_pace = 0.0292;
    w->word_pace = 0.273;
    w->drill_chance = 0.625;
}

static void turn_away(world *w) {
    w->in_talks = 0;
    w->test_pace = w->word_pace = w->drill_chance = 1.0;
}

static void us_threatens(world *w) {
    w->statements++;
    w->harsh++;
    w->echo_us += 1.0;
    w->us_threat_at = w->now;
    if (chance(w, 0.306)) w->us_force_at = w->now;
    jolt(w, 0.02);
}

static void prk_threatens(world *w) {
    w->statements++;
    w->harsh++;
    w->echo_prk += 1.0;
    w->prk_threat_at = w->now;
    if (chance(w, 0.611)) w->prk_force_at = w->now;
    jolt(w, 0.02);
}

static void happen(world *w, hazard h) {
    w->events++;
    switch (h) {
    case LAUNCH: launch(w); break;
    case DETONATION: detonate(w); break;
    case TREASURY: w->listings++, jolt(w, 0.02); break;
    case NAVAL_DRILL:
        w->drills++, w->naval_drills++, jolt(w, 0.02);
        later(w, uniform(w, 3.0, 6.0), NAVAL_DRILL_ENDS, 0);
        break;
    case US_BLAMES:
    case PRK_BLAMES: w->statements++, jolt(w, 0.005); break;
    case US_THREATENS: us_threatens(w); break;
    case PRK_THREATENS: prk_threatens(w); break;
    case TURN_TO_TALKS: turn_to_talks(w); break;
    case TURN_AWAY: turn_away(w); break;
    case DIPLOMACY: w->meetings++; break;
    case BORDER_FIRE: clash(w); break;
    case OTHER_TROUBLE: jolt(w, 0.01); break;
    default: call(w, (int)h - CALLS); break;
    }
}

/** A planned drill, if it is held. */
static int is_held(world *w) {
    if (!chance(w, w->drill_chance)) return 0;
    w->events++;
    w->drills++;
    jolt(w, 0.02);
    return 1;
}

static void do_duty(world *w, item due) {
    int is_planned = due.what >= FOAL_EAGLE && due.what <= VIGILANT_ACE && due.what != FOAL_EAGLE_ENDS && due.what != FREEDOM_GUARDIAN_ENDS;
    int is_end = due.what == TRAINING_ENDS || due.what == FOAL_EAGLE_ENDS || due.what == FREEDOM_GUARDIAN_ENDS || due.what == NAVAL_DRILL_ENDS;
    if (is_planned && !is_held(w)) return;
    if (!is_planned && !is_end) w->events++;
    if (due.what >= CALL && due.what < CALL + LEADERS) {
        w->call_is_pending[due.what - CALL] = 0;
        call(w, (int)(due.what - CALL));
    }
    switch (due.what) {
    case ICBM_FLIES: w->icbm_ready = 1; break;
    case TRAINING: w->training++, later(w, w->now < 151.0 ? 61.0 : 11.0, TRAINING_ENDS, 0); break;
    case TRAINING_ENDS: w->training--; break;
    case FOAL_EAGLE: w->big_drills++, later(w, 61.0, FOAL_EAGLE_ENDS, 0); break;
    case FREEDOM_GUARDIAN: w->big_drills++, later(w, 11.0, FREEDOM_GUARDIAN_ENDS, 0); break;
    case FOAL_EAGLE_ENDS:
    case FREEDOM_GUARDIAN_ENDS: w->big_drills--; break;
    case NAVAL_DRILL_ENDS: w->naval_drills--; break;
    case COUNCIL_MEETS: confer(w, due.is_major); break;
    case COUNCIL_VOTES: resolve(w); break;
    case RUSSIA_ANSWERS: w->support = chance(w, RUSSIAN_HELP) ? 1.0 : w->support; break;
    case CLASH_AGAIN: clash(w); break;
    default: break;
    }
}

static void climb(world *w) {
    double now = w->now;
    int rung = ROUTINE;
    if (now - w->us_threat_at < 7.0 || now - w->prk_threat_at < 7.0) rung = HARD_WORDS;
    if (now - w->grave_at < 7.0 || w->naval_drills > 0) rung = SHOW_OF_FORCE;
    if (now - w->grave_at < 30.0 && now - w->us_force_at < 14.0 && now - w->prk_force_at < 14.0) rung = CRISIS;
    if (now - w->clash_at < 30.0) rung = CLASH;
    if (w->is_over) rung = WAR;
    for (; w->max_rung < rung; w->max_rung++) w->first_rung[w->max_rung + 1] = now;
}

/* ---- a replication ---- */

static void plan_dates(world *w) {
    static const struct {
        double day;
        duty what;
    } dates[] = {{59, TRAINING}, {59, FOAL_EAGLE}, {71, KEY_RESOLVE}, {106, MAX_THUNDER},
                 {232, TRAINING}, {232, FREEDOM_GUARDIAN}, {337, VIGILANT_ACE}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) later(w, dates[i].day, dates[i].what, 0);
    later(w, lognormal(w, 180.0, 0.5), ICBM_FLIES, 0);
}

static void start(world *w, xoshiro g) {
    const double never = -1e9;
    *w = (world){.g = g};
    w->tension = w->peak = TENSION_BASELINE;
    w->pressure = 1.5;
    w->support = RUSSIAN_HELP;
    w->test_pace = w->word_pace = w->drill_chance = 1.0;
    w->quiet_from = -73.0;
    w->ground_from = w->grave_at = -114.0;
    w->last_launch = w->last_nuclear = w->us_threat_at = w->prk_threat_at = w->clash_at = w->recent_clash[0] = w->recent_clash[1] = never;
    w->us_force_at = w->prk_force_at = -YEAR;
    w->first_icbm = 100.0 * YEAR;
    w->launch_median = 20.9 * exp(0.196 * doubt(w));
    w->drill_weight = 0.871 + 0.312 * doubt(w);
    w->winter_weight = -1.3 + 0.65 * doubt(w);
    w->sanction_weight = -0.12 + 0.219 * doubt(w);
    w->drill_part = next_uniform(&w->g);
    w->talks_pressure = 0.15 * doubt(w);
    w->talks_russia = 0.35 * doubt(w);
    for (int i = 1; i < RUNGS; i++) w->first_rung[i] = INFINITY;
    plan_dates(w);
    climb(w);
}

static hazard pick(world *w) {
    double left = next_uniform(&w->g) * w->sum;
    int h = 0;
    while (h < HAZARDS - 1 && left >= w->bound[h]) left -= w->bound[h++];
    return (hazard)h;
}

static void replicate(world *w, xoshiro g) {
    start(w, g);
    while (!w->is_over) {
        find_bounds(w);
        double due = w->list_count > 0 ? w->list[w->list_count - 1].time : INFINITY, time = w->now;
        hazard h = HAZARDS;
        while ((time += next_exponential(&w->g) / w->sum) < fmin(due, HORIZON)) {
            h = pick(w);
            bring_up(w, time);
            if (next_uniform(&w->g) * w->bound[h] < rate_now(w, h)) break;
            h = HAZARDS;
        }
        if (h == HAZARDS && due >= HORIZON) break;
        if (h == HAZARDS) {
            bring_up(w, due);
            do_duty(w, w->list[--w->list_count]);
        } else {
            happen(w, h);
        }
        climb(w);
    }
}

/* ---- the report ---- */

enum { NUMBERS = 18 };

static void take_numbers(const world *w, moments m[NUMBERS]) {
    const double x[NUMBERS] = {w->events, w->launches, w->missiles, w->failed, w->grave, w->icbm, w->nuclear, w->resolutions, w->listings, w->drills,
                               w->calls, w->statements, w->harsh, w->meetings, w->clashes, w->peak, w->first_icbm < 212.0, w->turns > 0};
    for (int i = 0; i < NUMBERS; i++) moments_add(&m[i], x[i]);
}

int main(int count, char **words) {
    static const char *const names[NUMBERS] = {
        "events_total", "launch_days", "missiles_fired", "missiles_failed", "grave_launches", "icbm_launches", "nuclear_tests", "resolutions",
        "us_listings", "drills", "calls", "statements", "harsh_words", "meetings", "clashes", "peak_of_tension", "icbm_by_july", "talks_in_2017"};
    static world w;
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0;
    moments m[NUMBERS] = {{0}}, rung = {0};
    find_greatest_hazard();
    for (uint64_t i = 0; i < replications; i++) {
        replicate(&w, seed_generator(seed, i));
        events += w.events;
        take_numbers(&w, m);
        moments_add(&rung, w.max_rung);
    }
    report(began, events);
    for (int i = 0; i < NUMBERS; i++) moments_print(names[i], &m[i]);
    moments_print("max_rung", &rung);
    return 0;
}
