/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices: weights, the softmax of utilities (quantal response, McKelvey & Palfrey 1995), players who may veto, marks of the cause in a utility. */
#include <math.h>

#include "trial.h"

#define PROMPT                                                                                                                                       \
    "actions = { prompt = { actor = `A`; marks = { gravity = `pick(0, 1, 2)`; }; }; "                                                                \
    "hit = { actor = `B`; }; talk = { actor = `B`; }; }; "
#define PROMPTS "decisions = { prompts = { action = `prompt`; model = { kind = `poisson`; rate = `1000/d`; }; }; "

enum { PROMPTED, HIT, TALK };

/** What followed each prompt, by its gravity: hit, talk, nothing. */
typedef struct choices {
    double count[3][3];
} choices;

static void visit_choices(void *context, const bri_record *record) {
    choices *c = context;
    double prompts[3] = {0.0}, answers[3] = {0.0};
    for (uint64_t i = 0; i < record->event_count; i++) {
        const bri_event *event = &record->events[i];
        if (event->action == PROMPTED) {
            prompts[(int)record->marks[i]] += 1.0;
            continue;
        }
        int gravity = (int)record->marks[event->cause];
        c->count[gravity][event->action - HIT] += 1.0;
        answers[gravity] += 1.0;
    }
    for (int g = 0; g < 3; g++) c->count[g][2] += prompts[g] - answers[g];
}

/** For each gravity, counts against chances of hit and talk. */
static void compare(const char *text, uint64_t seed, const double chance[3][2]) {
    static const char *const names[3] = {"choice at gravity 0", "choice at gravity 1", "choice at gravity 2"};
    trial setup = {.text = text, .days = 1, .keeps_events = true, .replications = 500};
    choices c = {.count = {{0.0}}};
    trial_run(&setup, seed, visit_choices, &c);
    for (int g = 0; g < 3; g++) {
        double n = c.count[g][0] + c.count[g][1] + c.count[g][2];
        double expected[3] = {n * chance[g][0], n * chance[g][1], n * (1.0 - chance[g][0] - chance[g][1])};
        verdict_counts(names[g], c.count[g], expected, 3);
    }
}

static void test_choice__softmax_of_utilities(uint64_t seed) {
    double chance[3][2];
    for (int g = 0; g < 3; g++) {
        double hit = exp(2.0 * (0.7 * g - 0.5)), talk = exp(2.0 * 0.25), sum = hit + talk + 1.0;
        chance[g][0] = hit / sum;
        chance[g][1] = talk / sum;
    }
    compare(PROMPT PROMPTS "answers = { on = [`prompt`]; model = { kind = `choice`; rationality = 2; options = ( "
                           "{ action = `hit`; utility = `0.7 * gravity - 0.5`; }, { action = `talk`; utility = `0.25`; }, "
                           "{ action = `none`; utility = `0`; } ); }; }; };",
            seed, chance);
}

static void test_choice__weights_and_two_players_who_may_veto(uint64_t seed) {
    double chance[3][2];
    for (int g = 0; g < 3; g++) {
        double sum = 2.0 + g + 1.0 + 0.5;
        chance[g][0] = (2.0 + g) / sum * 0.8 * (0.3 + 0.2 * g);
        chance[g][1] = 1.0 / sum;
    }
    compare(PROMPT PROMPTS "answers = { on = [`prompt`]; model = { kind = `choice`; options = ( "
                           "{ action = `hit`; weight = `2 + gravity`; }, { action = `talk`; weight = 1; vetoable = false; }, "
                           "{ action = `none`; weight = 0.5; } ); "
                           "vetoes = ( { actor = `A`; consent = 0.8; }, { actor = `B`; consent = `0.3 + 0.2*gravity`; } ); }; }; };",
            seed, chance);
}

/** Two decisions that answer the same event choose independently. */
typedef struct both {
    double count[4];
} both;

static void visit_both(void *context, const bri_record *record) {
    both *b = context;
    for (uint64_t i = 0; i < record->event_count; i++) {
        int kinds = 0;
        if (record->events[i].action != PROMPTED) continue;
        for (uint64_t j = i + 1; j < record->event_count && record->events[j].time == record->events[i].time; j++)
            if (record->events[j].cause == (int32_t)i) kinds |= record->events[j].action == HIT ? 1 : 2;
        b->count[kinds] += 1.0;
    }
}

static void test_choice__two_answers_to_one_event_are_independent(uint64_t seed) {
    static const trial setup = {.text = PROMPT PROMPTS
                                "hits = { action = `hit`; on = [`prompt`]; model = { kind = `response`; probability = 0.3; }; }; "
                                "talks = { action = `talk`; on = [`prompt`]; model = { kind = `response`; probability = 0.6; }; }; };",
                                .days = 1,
                                .keeps_events = true,
                                .replications = 500};
    both b = {.count = {0.0}};
    trial_run(&setup, seed, visit_both, &b);
    double n = b.count[0] + b.count[1] + b.count[2] + b.count[3];
    double expected[4] = {n * 0.7 * 0.4, n * 0.3 * 0.4, n * 0.7 * 0.6, n * 0.3 * 0.6};
    verdict_counts("who answers", b.count, expected, 4);
}

int main(void) {
    static const stat_case cases[] = {
        STAT_CASE(test_choice__softmax_of_utilities,
                  "logit choice, exp(lambda u) over its sum (McKelvey & Palfrey 1995); the utility reads a mark of the cause"),
        STAT_CASE(test_choice__weights_and_two_players_who_may_veto, "weight over the sum of weights, times both players' consents"),
        STAT_CASE(test_choice__two_answers_to_one_event_are_independent, "product of the two probabilities"),
    };
    return verdict_main("choice", cases, sizeof cases / sizeof cases[0]);
}
