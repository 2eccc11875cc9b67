/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of models with variables of their own, and effects on one instance. Where members' variables can say the same as a kernel does, both
 * ways of writing it give the same histories, to the last bit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

enum { REPLICATIONS = 30 };

#define HEAD                                                                                                                                         \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"                                                     \
    "actors = { UN = { }; g = { count = 3; postures = [\"calm\", \"alert\"]; }; pair = { count = 2; }; };"                                           \
    "networks = { all = { among = \"g\"; kind = \"complete\"; }; two = { among = \"pair\"; kind = \"complete\"; }; };"

/* Two texts give the same events. */
static void assert_same(const char *one, const char *other) {
    kernel_case a = case_open(one), b = case_open(other);
    size_t total = 0;
    for (uint64_t r = 0; r < REPLICATIONS; r++) {
        const bri_record *x = case_run(&a, r), *y = case_run(&b, r);
        assert_string_equal(x->message, "");
        assert_int_equal(x->event_count, y->event_count);
        for (size_t i = 0; i < x->event_count; i++) {
            assert_true(x->events[i].time == y->events[i].time && x->events[i].identity == y->events[i].identity);
            assert_true(x->events[i].source == y->events[i].source && x->events[i].target == y->events[i].target);
        }
        total += x->event_count;
    }
    assert_true(total > 20 * REPLICATIONS);
    case_close(&a);
    case_close(&b);
}

/* The template by a kernel, and by a variable of each member that the action changes. */
static void assert_kernel(const char *range, const char *group, const char *target, const char *kernel, const char *effect) {
    char one[2000], other[2000];
    snprintf(one, sizeof one,
             HEAD "actions = { act = { actor = \"self\"; %s marks = { size = \"exponential(1)\"; }; }; };"
                  "decisions = { acts = { for_each = \"%s\"; action = \"act\"; model = { kind = \"hawkes\"; baseline = \"20/yr\"; "
                  "kernels = ( { of = \"act\"; %s "
                  "alpha = 0.3; half_life = \"5 d\"; impact = \"size\"; } ); }; }; };",
             target, range, kernel);
    snprintf(other, sizeof other,
             HEAD "variables = { heat = { for_each = \"%s\"; initial = \"0/d\"; baseline = \"0/d\"; half_life = \"5 d\"; "
                  "range = [\"0/d\", \"1e9/d\"]; }; };"
                  "actions = { act = { actor = \"self\"; %s marks = { size = \"exponential(1)\"; }; "
                  "effects = ( \"%s += 0.3*1*log(2)/(5 d)*size\" ); }; };"
                  "decisions = { acts = { for_each = \"%s\"; action = \"act\"; model = { kind = \"hazard\"; rate = \"20/yr + self.heat\"; }; }; };",
             group, target, effect, range);
    assert_same(one, other);
}

static void test_instances__of_hawkes_are_excited_by_their_own(void **state) {
    (void)state;
    assert_kernel("g", "g", "", "by = \"self\";", "self.heat");
}

static void test_instances__of_hawkes_are_excited_by_what_is_done_to_them(void **state) {
    (void)state;
    assert_kernel("dyad in two", "pair", "target = \"target\";", "by = \"target\"; at = \"self\";", "target.heat");
    assert_kernel("dyad in two", "pair", "target = \"target\";", "at = \"self\";", "target.heat");
    assert_kernel("dyad in all", "g", "target = \"target\";", "at = \"self\";", "target.heat");
    assert_kernel("dyad in all", "g", "target = \"target\";", "by = \"self\";", "self.heat");
}

static void test_instances__of_hawkes_are_excited_by_anyone(void **state) {
    (void)state;
    assert_kernel("g", "g", "", "by = \"anyone\";", "each(g).heat");
}

/* A second end alone is looked for among all links: in a network of two it is the first end of the other. */
static void test_instances__may_be_known_by_their_second_end(void **state) {
    (void)state;
    assert_kernel("dyad in two", "pair", "target = \"target\";", "by = \"target\";", "target.heat");
    assert_kernel("dyad in two", "pair", "target = \"target\";", "by = \"self\"; at = \"target\";", "self.heat");
}

/* Each member's moves alternate, and there are as many as two states make: E[alerts] = a b t/(a + b) + (a/(a + b))^2 (1 - exp(-(a + b) t)). The
 * mean over 3 members and 2,000 replications lies within 5 standard errors but for one test in 1.7 million. */
static void test_instances__of_markov_move_by_themselves(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD "actions = { alert = { actor = \"self\"; }; calm = { actor = \"UN\"; target = \"self\"; }; };"
                                   "decisions = { stance = { for_each = \"g\"; model = { kind = \"markov\"; actor = \"self\"; transitions = ("
                                   "{ from = \"calm\"; to = \"alert\"; rate = \"0.02/d\"; action = \"alert\"; },"
                                   "{ from = \"alert\"; to = \"calm\"; rate = \"0.05/d\"; action = \"calm\"; } ); }; }; };");
    enum { RUNS = 2000 };
    double sum = 0, squares = 0;
    for (uint64_t r = 0; r < RUNS; r++) {
        const bri_record *record = case_run(&c, r);
        uint32_t alerts = 0, is_alert[8] = {0};
        for (size_t i = 0; i < record->event_count; i++) {
            const bri_event *e = &record->events[i];
            uint32_t who = e->action == 0 ? e->source : e->target; /* the calm is the UN's doing: the move is the member's all the same */
            assert_int_equal(is_alert[who], e->action);
            is_alert[who] = e->action == 0;
            alerts += e->action == 0;
        }
        sum += alerts;
        squares += (double)alerts * alerts;
    }
    double a = 0.02, b = 0.05, s = a + b, mean = sum / RUNS, sd = sqrt(squares / RUNS - mean * mean);
    double expected = 3 * (a * b * 365 / s + a * a / (s * s) * (1 - exp(-s * 365)));
    assert_true(fabs(mean - expected) < 5 * sd / sqrt(RUNS));
    case_close(&c);
}

/* What g_2 does once to g_1 comes back to it, and from there, for ever; all others are kind. */
static void test_instances__of_tit_for_tat_answer_who_has_acted(void **state) {
    (void)state;
    kernel_case c = case_open(
        HEAD "actions = { hit = { actor = \"self\"; target = \"target\"; }; kiss = { actor = \"self\"; target = \"target\"; };"
             "            spark = { actor = \"g_2\"; target = \"g_1\"; }; };"
             "decisions = { sparks = { action = \"spark\"; model = { kind = \"schedule\"; on = [\"2017-01-21T12:00Z\"]; }; };"
             "  front = { for_each = \"dyad in all\"; model = { kind = \"tit_for_tat\"; every = \"10 d\"; first = \"kiss\"; answers = ("
             "    { to = [\"hit\", \"spark\"]; action = \"hit\"; }, { to = \"kiss\"; action = \"kiss\"; } ); }; }; };");
    const bri_record *record = case_run(&c, 0);
    size_t hits = 0;
    for (size_t i = 0; i < record->event_count; i++) {
        const bri_event *e = &record->events[i];
        bool is_pair = (e->source == 1 && e->target == 2) || (e->source == 2 && e->target == 1);
        if (e->action != 0) continue;
        assert_true(is_pair && e->time > 20.5);
        hits++;
    }
    assert_int_equal(hits, 2 * 34); /* both, on each of the turns that follow */
    assert_int_equal(record->count[0] + record->count[1], 6 * 36);
    case_close(&c);
}

/* Whose instance an effect means. */
static void assert_sources(const char *effect, const char *range, const char *wanted) {
    char text[2000], found[200] = "";
    snprintf(text, sizeof text,
             HEAD "actions = { go = { actor = \"g_2\"; target = \"g_3\"; effects = ( \"%s\" ); }; watch = { actor = \"self\"; %s }; };"
                  "decisions = { goes = { action = \"go\"; model = { kind = \"schedule\"; on = [\"2017-02-01\"]; }; };"
                  "  w = { for_each = \"%s\"; action = \"watch\"; active = %s; limit = 1; "
                  "model = { kind = \"renewal\"; law = \"deterministic\"; gap = \"%s\"; }; }; };",
             effect, strncmp(range, "dyad", 4) == 0 ? "target = \"target\";" : "", range, strncmp(effect, "start", 5) == 0 ? "false" : "true",
             strncmp(effect, "restart", 7) == 0 ? "40 d" : "35 d");
    kernel_case c = case_open(text);
    const bri_record *record = case_run(&c, 0);
    for (size_t i = 0; i < record->event_count; i++) {
        const bri_event *e = &record->events[i];
        if (e->action != 1) continue;
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%u%c@%.0f", used ? " " : "", (unsigned)e->source,
                 e->target < 9 ? (char)('0' + e->target) : '-', e->time);
    }
    assert_string_equal(found, wanted);
    case_close(&c);
}

static void test_instances__are_started_one_by_one(void **state) {
    (void)state;
    assert_sources("start(w[self])", "g", "2-@66");
    assert_sources("start(w[target])", "g", "3-@66");
    assert_sources("start(w[g_1])", "g", "1-@66");
    assert_sources("start(w[UN])", "g", ""); /* it is no member: it has no instance */
    assert_sources("start(w)", "g", "1-@66 2-@66 3-@66");
    assert_sources("start(w[target,self])", "dyad in all", "32@66");
    assert_sources("start(w[self,g_1])", "dyad in all", "21@66");
    assert_sources("start(w[self])", "dyad in all", "21@66 23@66");
    assert_sources("start(w[self,UN])", "dyad in all", "");
    assert_sources("cancel(w[self])", "g", "1-@35 3-@35");
    assert_sources("restart(w[self])", "g", "1-@40 3-@40 2-@71");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instances__of_hawkes_are_excited_by_their_own),
        cmocka_unit_test(test_instances__of_hawkes_are_excited_by_what_is_done_to_them),
        cmocka_unit_test(test_instances__of_hawkes_are_excited_by_anyone),
        cmocka_unit_test(test_instances__may_be_known_by_their_second_end),
        cmocka_unit_test(test_instances__of_markov_move_by_themselves),
        cmocka_unit_test(test_instances__of_tit_for_tat_answer_who_has_acted),
        cmocka_unit_test(test_instances__are_started_one_by_one),
    };
    return cmocka_run_group_tests_name("instances", tests, NULL, NULL);
}
