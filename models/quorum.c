/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vote: so many must say yes, and some may stop it alone. The number of yes votes has the Poisson-binomial law (Poisson 1837; Wang 1993). The
 * rules of the United Nations Security Council are 9 of 15, with 5 vetoes (Charter, article 27): there an abstention is no veto. */
#include "triggered.h"

static const brink_setting voter_settings[] = {
    {.name = "actors", .kind = BRINK_SETTING_ACTORS, .is_required = true, .doc = "who votes so: one actor or several, each for itself"},
    {.name = "yes", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .maximum = 1, .is_fittable = true, .doc = "probability of a yes"},
    {.name = "utility",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_fittable = true,
     .doc = "instead of yes: what adoption is worth to them; yes with probability logistic(rationality utility)"},
    {.name = "abstains",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = 1,
     .is_fittable = true,
     .fallback = "0",
     .doc = "probability that one who does not say yes abstains instead of saying no"},
    {.name = "veto", .kind = BRINK_SETTING_FLAG, .fallback = "false", .doc = "true: a no of theirs stops it"},
};
static const brink_table voter_table = {voter_settings, sizeof voter_settings / sizeof *voter_settings};

static const brink_setting settings[] = {
    {.name = "voters", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &voter_table, .doc = "who votes, and how"},
    {.name = "threshold", .kind = BRINK_SETTING_COUNT, .is_required = true, .minimum = 1, .maximum = 1e6, .doc = "how many must say yes"},
    {.name = "rejection", .kind = BRINK_SETTING_ACTION, .doc = "what is done when the vote fails; nothing by default"},
    {.name = "rationality",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = INFINITY,
     .is_fittable = true,
     .fallback = "1",
     .doc = "lambda, with utilities: 0 is blind chance"},
    PROBABILITY_SETTING("chance that a trigger leads to a vote"),
    DELAY_SETTING("time until the vote"),
    PENDING_SETTING("many", "a trigger while a vote is pending: both happen, the new one is dropped, or the old one"),
};

/* The group's probability of a yes. */
static const brink_expr *consent_of(brink_builder *builder, const brink_group *group, const brink_group *voter) {
    const brink_expr *yes = brink_group_formula(voter, "yes"), *utility = brink_group_formula(voter, "utility");
    if ((yes != NULL) == (utility != NULL))
        brink_builder_complain(builder, voter, yes ? "utility" : NULL, "voters need either \"yes\" or \"utility\"");
    if (!utility) return yes;
    return brink_builder_expr(builder, "logistic($1*$2)", (const brink_expr *[]){brink_group_formula(group, "rationality"), utility}, 2);
}

/* Does every group vote by `yes`? Then rationality has no use. */
static bool has_utilities(const brink_group *group) {
    for (size_t i = 0; i < brink_group_count(group, "voters"); i++)
        if (brink_group_has(brink_group_group_at(group, "voters", i), "utility")) return true;
    return false;
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    double threshold = brink_group_number(group, "threshold");
    size_t count = 0;
    brink_builder_triggered(builder, brink_group_formula(group, "delay"), brink_group_formula(group, "probability"),
                            pending_of(group, BRINK_PENDING_MANY));
    brink_builder_option(builder, brink_builder_action(builder), brink_builder_constant(builder, 1, BRINK_NUMBER), true);
    for (size_t i = 0; i < brink_group_count(group, "voters"); i++) {
        const brink_group *voter = brink_group_group_at(group, "voters", i);
        const brink_expr *yes = consent_of(builder, group, voter), *abstains = brink_group_formula(voter, "abstains");
        for (size_t j = 0; j < brink_group_count(voter, "actors"); j++, count++)
            brink_builder_vote(builder, brink_group_name_at(voter, "actors", j), yes, abstains, brink_group_number(voter, "veto") != 0);
    }
    if (count < threshold) brink_builder_complain(builder, group, "threshold", "there are only %zu voters", count);
    if (brink_group_has(group, "rationality") && !has_utilities(group))
        brink_builder_complain(builder, group, "rationality", "\"rationality\" goes with utilities, and no voter has one");
    if (threshold >= 1) brink_builder_quorum(builder, (uint32_t)threshold, brink_group_name(group, "rejection"));
}

const brink_model brink_model_quorum = {
    .name = "quorum",
    .summary = "several actors vote; enough of them must say yes, and some may veto",
    .formula = "adopted if the number of yes is at least threshold and no holder of a veto says no\n"
               "P(yes) = yes, or 1/(1 + exp(-rationality utility)); P(no) = (1 - P(yes)) (1 - abstains)",
    .conventions = "Votes are independent of each other, given the state at the vote: what binds them belongs into their formulas.\n"
                   "They are looked at when the delay is over; the trigger's marks stand in them by their names.\n"
                   "Adopted, the decision's \"action\" is done, else \"rejection\". An abstention is no yes and no veto.\n"
                   "Each voter's number is drawn whatever the others say: a variant in which one of them changes leaves the other votes alone.",
    .example = "actions = { test = { actor = \"A\"; marks = { yield_kt = \"lognormal(2, 1)\"; }; };\n"
               "    sanctions = { actor = \"B\"; target = \"A\"; }; vetoed = { actor = \"B\"; }; };\n"
               "decisions = { go = { action = \"test\"; model = { kind = \"poisson\"; rate = \"2/yr\"; }; };\n"
               "    council = { on = [\"test\"]; action = \"sanctions\"; model = { kind = \"quorum\"; threshold = 2; delay = \"gamma(4, 5 d)\";\n"
               "        rejection = \"vetoed\"; rationality = 2; voters = (\n"
               "            { actors = [\"A\"]; yes = 0.3; abstains = 0.5; veto = true; },\n"
               "            { actors = [\"B\"]; utility = \"log1p(yield_kt) - 1\"; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .trigger = BRINK_TRIGGER_REQUIRED,
    .elaborate = elaborate,
};
