/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choice among options, by weights or by the softmax of utilities (logit choice: Luce 1959, McFadden 1974; with rationality lambda as in the quantal
 * response of McKelvey & Palfrey 1995). */
#include "triggered.h"

static const brink_setting option_settings[] = {
    {.name = "action", .kind = BRINK_SETTING_ACTION, .is_required = true, .allows_none = true, .doc = "what is done; \"none\": nothing"},
    {.name = "weight",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = INFINITY,
     .is_fittable = true,
     .doc = "chosen in proportion to it"},
    {.name = "utility",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_fittable = true,
     .doc = "chosen in proportion to exp(rationality * utility)"},
    {.name = "vetoable", .kind = BRINK_SETTING_FLAG, .fallback = "true", .doc = "false: no veto stops it"},
};
static const brink_table option_table = {option_settings, sizeof option_settings / sizeof *option_settings};

static const brink_setting veto_settings[] = {
    {.name = "actor", .kind = BRINK_SETTING_ACTOR, .is_required = true, .doc = "whose consent is needed"},
    {.name = "consent",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_required = true,
     .maximum = 1,
     .is_fittable = true,
     .doc = "probability that it is given"},
};
static const brink_table veto_table = {veto_settings, sizeof veto_settings / sizeof *veto_settings};

static const brink_setting settings[] = {
    {.name = "options", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &option_table, .doc = "what can be chosen"},
    {.name = "rationality",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = INFINITY,
     .is_fittable = true,
     .doc = "lambda, with utilities: 0 is blind chance, large is the best option almost surely; 1 by default"},
    {.name = "vetoes", .kind = BRINK_SETTING_GROUPS, .group = &veto_table, .doc = "who can stop it"},
    {.name = "probability",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = 1,
     .is_fittable = true,
     .doc = "with \"on\": chance that a trigger leads to a choice; 1 by default"},
    {.name = "delay",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .doc = "with \"on\": time of deliberation; 0 by default"},
    PENDING_SETTING(NULL, "with \"on\": as in response; many by default"),
    {.name = "rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .maximum = INFINITY,
     .is_fittable = true,
     .doc = "without \"on\": how often a choice is made"},
    {.name = "every",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "without \"on\": time between choices"},
};

/* Weights or utilities, all alike. */
static bool has_utilities(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "options");
    bool is_softmax = false;
    for (size_t i = 0; i < count; i++) is_softmax |= brink_group_has(brink_group_group_at(group, "options", i), "utility");
    for (size_t i = 0; i < count; i++) {
        const brink_group *option = brink_group_group_at(group, "options", i);
        if (brink_group_has(option, "weight") && is_softmax)
            brink_builder_complain(builder, option, "weight", "options have either weights or utilities, not both");
        else if (!brink_group_has(option, "weight") && !brink_group_has(option, "utility"))
            brink_builder_complain(builder, option, NULL, "an option needs a \"%s\"", is_softmax ? "utility" : "weight");
    }
    return is_softmax;
}

static void set_options(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "options");
    bool is_softmax = has_utilities(builder, group);
    if (brink_group_has(group, "options") && !count) brink_builder_complain(builder, group, "options", "there is nothing to choose from");
    for (size_t i = 0; i < count; i++) {
        const brink_group *option = brink_group_group_at(group, "options", i);
        brink_builder_option(builder, brink_group_name(option, "action"), brink_group_formula(option, is_softmax ? "utility" : "weight"),
                             brink_group_number(option, "vetoable") != 0);
    }
    const brink_expr *rationality = brink_group_formula(group, "rationality");
    if (is_softmax)
        brink_builder_rationality(builder, rationality ? rationality : brink_builder_constant(builder, 1, BRINK_NUMBER));
    else if (rationality)
        brink_builder_complain(builder, group, "rationality", "\"rationality\" goes with utilities, and the options have weights");
}

static void set_vetoes(brink_builder *builder, const brink_group *group) {
    for (size_t i = 0; i < brink_group_count(group, "vetoes"); i++) {
        const brink_group *veto = brink_group_group_at(group, "vetoes", i);
        brink_builder_veto(builder, brink_group_name(veto, "actor"), brink_group_formula(veto, "consent"));
    }
}

static void refuse(brink_builder *builder, const brink_group *group, const char *name, const char *when) {
    if (brink_group_has(group, name)) brink_builder_complain(builder, group, name, "\"%s\" has no place in a choice %s \"on\"", name, when);
}

static void run_by_triggers(brink_builder *builder, const brink_group *group) {
    refuse(builder, group, "rate", "with");
    refuse(builder, group, "every", "with");
    brink_builder_triggered(builder, brink_group_formula(group, "delay"), brink_group_formula(group, "probability"),
                            pending_of(group, BRINK_PENDING_MANY));
}

static void run_by_itself(brink_builder *builder, const brink_group *group) {
    const brink_expr *rate = brink_group_formula(group, "rate"), *every = brink_group_formula(group, "every");
    refuse(builder, group, "delay", "without");
    refuse(builder, group, "probability", "without");
    refuse(builder, group, "pending", "without");
    if ((rate != NULL) == (every != NULL))
        brink_builder_complain(builder, group, every ? "every" : NULL, "a choice needs \"on\" in its decision, or either \"rate\" or \"every\"");
    if (every)
        brink_builder_renewal(builder, every, NULL);
    else
        brink_builder_hazard(builder, rate, NULL);
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    set_options(builder, group);
    set_vetoes(builder, group);
    if (brink_builder_is_triggered(builder))
        run_by_triggers(builder, group);
    else
        run_by_itself(builder, group);
}

const brink_model brink_model_choice = {
    .name = "choice",
    .summary = "chooses one of several actions, by weights or utilities, perhaps against vetoes",
    .formula = "weights:   P(i) = w(i) / sum of w\n"
               "utilities: P(i) = exp(rationality u(i)) / sum of exp(rationality u)",
    .conventions =
        "Made when an action in \"on\" has happened (after a delay, with a probability), or by its own clock: at a rate, or every so often.\n"
        "Weights, utilities and consents are looked at when the choice is made; the trigger's marks stand in them by their names.\n"
        "An option that is chosen and vetoable is done only if every actor in vetoes consents, each with its own probability;\n"
        "else nothing is done. Where all weights are 0 nothing is done.",
    .example = "variables = { severity = 0.5; };\n"
               "actions = { test = { actor = \"A\"; }; sanctions = { actor = \"B\"; target = \"A\"; }; statement = { actor = \"B\"; }; };\n"
               "decisions = { go = { action = \"test\"; model = { kind = \"poisson\"; rate = \"2/yr\"; }; };\n"
               "    council = { on = [\"test\"]; model = { kind = \"choice\"; delay = \"gamma(4, 2 d)\"; rationality = 3.0;\n"
               "        options = ( { action = \"sanctions\"; utility = \"severity - 0.3\"; }, { action = \"statement\"; utility = 0.2; vetoable = "
               "false; },\n"
               "                    { action = \"none\"; utility = 0; } );\n"
               "        vetoes = ( { actor = \"A\"; consent = 0.6; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .trigger = BRINK_TRIGGER_OPTIONAL,
    .names_actions = true,
    .elaborate = elaborate,
};
