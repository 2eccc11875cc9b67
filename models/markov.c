/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Markov chain on an actor's postures whose rates may depend on the state of everything (a Markov-modulated process; with age, a semi-Markov one:
 * Cinlar 1975). One hazard is the sum of the rates out of the present posture; which transition it is, is chosen in proportion to them. */
#include "brink/model.h"

static const brink_setting transition_settings[] = {
    {.name = "from", .kind = BRINK_SETTING_TEXT, .doc = "the posture that is left; left out: every other than \"to\""},
    {.name = "to", .kind = BRINK_SETTING_TEXT, .is_required = true, .doc = "the posture that is taken"},
    {.name = "rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .is_fittable = true,
     .maximum = INFINITY,
     .doc = "intensity of the transition while the actor is in \"from\": any formula"},
    {.name = "action", .kind = BRINK_SETTING_ACTION, .is_required = true, .doc = "what is done, and seen; transitions may share it"},
};
static const brink_table transition_table = {transition_settings, sizeof transition_settings / sizeof *transition_settings};

static const brink_setting settings[] = {
    {.name = "actor",
     .kind = BRINK_SETTING_ACTOR,
     .is_required = true,
     .allows_members = true,
     .doc = "whose postures they are; in a template also \"self\" or \"target\""},
    {.name = "transitions", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &transition_table, .doc = "the moves that can be made"},
};

/* A chain in hand. */
typedef struct chain {
    brink_builder *builder;
    uint32_t actor;
    const brink_expr *posture;
    const brink_expr *rate; /* of all transitions so far; NULL: there is none */
} chain;

/* The transition's rate now: 0 while the actor is elsewhere. */
static const brink_expr *rate_now(const chain *c, const brink_group *transition, size_t from, size_t to) {
    const brink_expr *parts[] = {c->posture, brink_builder_constant(c->builder, (double)(from == SIZE_MAX ? to : from), BRINK_NUMBER),
                                 brink_group_formula(transition, "rate")};
    return brink_builder_expr(c->builder, from == SIZE_MAX ? "$1 != $2 ? $3 : 0" : "$1 == $2 ? $3 : 0", parts, 3);
}

static void add_transition(chain *c, const brink_group *transition) {
    brink_builder *builder = c->builder;
    size_t from = brink_builder_posture_find(builder, transition, "from", c->actor);
    size_t to = brink_builder_posture_find(builder, transition, "to", c->actor);
    if (to == SIZE_MAX || (from == SIZE_MAX && brink_group_has(transition, "from"))) return;
    if (from == to) brink_builder_complain(builder, transition, "to", "a transition must lead to another posture");
    const brink_expr *rate = rate_now(c, transition, from, to);
    brink_builder_option(builder, brink_group_name(transition, "action"), brink_builder_expr(builder, "$1*1 d", &rate, 1), false);
    brink_builder_option_effect(builder, c->posture, brink_builder_constant(builder, (double)to, BRINK_NUMBER));
    c->rate = c->rate ? brink_builder_expr(builder, "$1 + $2", (const brink_expr *[]){c->rate, rate}, 2) : rate;
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    chain c = {.builder = builder, .actor = brink_group_name(group, "actor")};
    size_t count = brink_group_count(group, "transitions");
    c.posture = brink_builder_posture(builder, group, "actor", c.actor);
    if (brink_group_has(group, "transitions") && !count) brink_builder_complain(builder, group, "transitions", "there is no transition");
    for (size_t i = 0; i < count; i++) add_transition(&c, brink_group_group_at(group, "transitions", i));
    brink_builder_hazard(builder, c.rate, NULL);
}

const brink_model brink_model_markov = {
    .name = "markov",
    .summary = "an actor moves between its postures, each transition at a rate of its own",
    .formula = "P(i to j in [t, t + dt)) = rate(i to j, t) dt while the actor is in i",
    .conventions = "All transitions of a chain are one decision. A posture that no transition leaves is kept for ever, unless an effect changes it.\n"
                   "The move is made after the effects of the transition's action. Other effects may change the posture too: posture(A) = calm.\n"
                   "age in a rate is the time since this decision's last transition: with gamma_hazard(age, ...) and such the stays have any law\n"
                   "(semi-Markov). A move that another effect made does not set it back.\n"
                   "In a template (for_each) each member moves by itself: actor = \"self\".\n"
                   "With constant rates the occupation probabilities are p(0) exp(Q t).",
    .example = "actions = { alert = { actor = \"A\"; }; stand_down = { actor = \"A\"; }; incident = { actor = \"B\"; }; };\n"
               "variables = { tension = { initial = 0.2; baseline = 0.2; half_life = \"20 d\"; }; };\n"
               "decisions = { stance = { model = { kind = \"markov\"; actor = \"A\"; transitions = (\n"
               "        { from = \"calm\"; to = \"talks\"; rate = \"4/yr*exp(tension)\"; action = \"alert\"; },\n"
               "        { from = \"talks\"; to = \"calm\"; rate = \"gamma_hazard(age, 2, 20 d)\"; action = \"stand_down\"; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .names_actions = true,
    .elaborate = elaborate,
};
