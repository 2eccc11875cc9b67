/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tit for tat (Rapoport in Axelrod 1984), generous where it forgives (Nowak & Sigmund 1992), and with a hand that may not move at all. */
#include "triggered.h"

static const brink_setting answer_settings[] = {
    {.name = "to", .kind = BRINK_SETTING_ACTIONS, .is_required = true, .doc = "acts of the opponent, one or several"},
    {.name = "action", .kind = BRINK_SETTING_ACTION, .is_required = true, .allows_none = true, .doc = "the answer in kind"},
    PROBABILITY_SETTING("chance that there is an answer at all"),
    {.name = "forgiveness",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = 1,
     .is_fittable = true,
     .fallback = "0",
     .doc = "chance that an answer is the model's \"forgiving\" action instead of that in kind"},
};
static const brink_table answer_table = {answer_settings, sizeof answer_settings / sizeof *answer_settings};

static const brink_setting settings[] = {
    {.name = "answers", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &answer_table, .doc = "what is answered, and how"},
    {.name = "forgiving", .kind = BRINK_SETTING_ACTION, .doc = "what is done instead of an answer in kind that is forgiven; nothing by default"},
    {.name = "first",
     .kind = BRINK_SETTING_ACTION,
     .doc = "without \"on\": what is done as long as the opponent has done nothing; nothing by default"},
    {.name = "rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_fittable = true,
     .maximum = INFINITY,
     .doc = "without \"on\": how often it is its turn"},
    {.name = "every",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "without \"on\": time between its turns"},
    {.name = "delay",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .doc = "with \"on\": time until it answers; 0 by default"},
    PENDING_SETTING(NULL, "with \"on\": an act while an answer is pending: both are answered, the new one is not, or the old one is not (default)"),
};

/* The opponent's last act: 0 before any, else the number of the answer that is for it. In a template, acts at self: by the other end of the link,
 * where there is one. */
static const brink_expr *remember(brink_builder *builder, const brink_group *group) {
    const brink_variable_spec spec = {
        .name = "last", .initial = brink_builder_constant(builder, 0, BRINK_NUMBER), .maximum = (double)brink_group_count(group, "answers") + 1};
    const brink_expr *last = brink_builder_variable(builder, &spec);
    brink_range range = brink_builder_range(builder);
    brink_party by = range == BRINK_RANGE_LINKS ? BRINK_PARTY_TARGET : BRINK_PARTY_ANYONE;
    brink_party at = range == BRINK_RANGE_NONE ? BRINK_PARTY_ANYONE : BRINK_PARTY_SELF;
    for (size_t i = 0; i < brink_group_count(group, "answers"); i++) {
        const brink_group *answer = brink_group_group_at(group, "answers", i);
        for (size_t j = 0; j < brink_group_count(answer, "to"); j++)
            brink_builder_effect_of(builder, brink_group_name_at(answer, "to", j), by, at, last,
                                    brink_builder_constant(builder, (double)i + 1, BRINK_NUMBER));
    }
    return last;
}

/* Each act may have one answer. */
static void find_doubles(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "answers");
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++) {
            const brink_group *one = brink_group_group_at(group, "answers", i), *other = brink_group_group_at(group, "answers", j);
            for (size_t k = 0; k < brink_group_count(one, "to"); k++)
                for (size_t l = 0; l < brink_group_count(other, "to"); l++)
                    if (brink_group_name_at(one, "to", k) == brink_group_name_at(other, "to", l))
                        brink_builder_complain(builder, one, "to", "an act of it is answered by \"answers\" %zu already", j + 1);
        }
}

/* Three options for each act: in kind, forgiven, no answer. Their weights are 0 while another act was the last. */
static void add_answer(brink_builder *builder, const brink_group *group, const brink_group *answer, const brink_expr *last, size_t number) {
    const brink_expr *parts[] = {last, brink_builder_constant(builder, (double)number, BRINK_NUMBER), brink_group_formula(answer, "probability"),
                                 brink_group_formula(answer, "forgiveness")};
    brink_builder_option(builder, brink_group_name(answer, "action"), brink_builder_expr(builder, "$1 == $2 ? $3*(1 - $4) : 0", parts, 4), false);
    brink_builder_option(builder, brink_group_name(group, "forgiving"), brink_builder_expr(builder, "$1 == $2 ? $3*$4 : 0", parts, 4), false);
    brink_builder_option(builder, BRINK_NONE, brink_builder_expr(builder, "$1 == $2 ? 1 - $3 : 0", parts, 4), false);
}

static void refuse(brink_builder *builder, const brink_group *group, const char *const *names, size_t count, const char *when) {
    for (size_t i = 0; i < count; i++)
        if (brink_group_has(group, names[i]))
            brink_builder_complain(builder, group, names[i], "\"%s\" has no place in a decision %s \"on\"", names[i], when);
}

static void set_clock(brink_builder *builder, const brink_group *group) {
    static const char *const own[] = {"rate", "every", "first"}, *const triggered[] = {"delay", "pending"};
    const brink_expr *rate = brink_group_formula(group, "rate"), *every = brink_group_formula(group, "every");
    if (brink_builder_is_triggered(builder)) {
        refuse(builder, group, own, 3, "with");
        brink_builder_triggered(builder, brink_group_formula(group, "delay"), NULL,
                                pending_of(group, BRINK_PENDING_REPLACE));
        return;
    }
    refuse(builder, group, triggered, 2, "without");
    if ((rate != NULL) == (every != NULL))
        brink_builder_complain(builder, group, every ? "every" : NULL, "it needs \"on\" in its decision, or either \"rate\" or \"every\"");
    if (every)
        brink_builder_renewal(builder, every, NULL);
    else
        brink_builder_hazard(builder, rate, NULL);
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "answers");
    const brink_expr *last = remember(builder, group);
    if (brink_group_has(group, "answers") && !count) brink_builder_complain(builder, group, "answers", "there is nothing to answer");
    find_doubles(builder, group);
    for (size_t i = 0; i < count; i++) add_answer(builder, group, brink_group_group_at(group, "answers", i), last, i + 1);
    brink_builder_option(builder, brink_group_name(group, "first"), brink_builder_expr(builder, "$1 == 0 ? 1 : 0", &last, 1), false);
    set_clock(builder, group);
}

const brink_model brink_model_tit_for_tat = {
    .name = "tit_for_tat",
    .summary = "answers the opponent's last act in kind, perhaps forgiving it",
    .formula = "last act a:  P(answer in kind) = probability(a) (1 - forgiveness(a))\n"
               "             P(forgiving action) = probability(a) forgiveness(a), P(nothing) = 1 - probability(a)",
    .conventions = "With \"on\" it answers when one of those actions has happened; without, whenever it is its turn (rate or every), the same last\n"
                   "act perhaps several times. What counts is the last act when it answers, so that an act during the delay changes the answer.\n"
                   "With \"on\", a new act replaces a pending answer by default. Probabilities are looked at when it answers.\n"
                   "forgiveness above 0 for hostile acts is generous tit for tat: it ends feuds that a mistake began.\n"
                   "In a template of dyads each end answers the other: what counts is the last act of target at self. In one of a group it is\n"
                   "the last act of anybody at self. (To answer at once: on, self = \"cause.target\", target = \"cause.source\".)",
    .example =
        "actions = { shell = { actor = \"A\"; }; hold = { actor = \"A\"; }; shell_back = { actor = \"B\"; }; hold_back = { actor = \"B\"; }; };\n"
        "decisions = { front = { model = { kind = \"tit_for_tat\"; every = \"exponential(3 d)\"; first = \"shell\"; forgiving = \"hold\"; answers = "
        "(\n"
        "        { to = \"shell_back\"; action = \"shell\"; probability = 0.9; forgiveness = 0.1; }, { to = \"hold_back\"; action = \"hold\"; } ); "
        "}; };\n"
        "    other = { on = [\"shell\", \"hold\"]; model = { kind = \"tit_for_tat\"; delay = \"gamma(2, 1 d)\"; answers = (\n"
        "        { to = \"shell\"; action = \"shell_back\"; }, { to = \"hold\"; action = \"hold_back\"; probability = 0.7; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .trigger = BRINK_TRIGGER_OPTIONAL,
    .names_actions = true,
    .elaborate = elaborate,
};
