/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/model.h"

static const brink_setting settings[] = {
    {.name = "probability",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .maximum = 1,
     .is_fittable = true,
     .fallback = "1",
     .doc = "chance that a trigger is answered"},
    {.name = "delay",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .allows_draws = true,
     .maximum = INFINITY,
     .fallback = "0 d",
     .doc = "time until the answer"},
    {.name = "pending",
     .kind = BRINK_SETTING_WORD,
     .words = "many|keep|replace",
     .fallback = "many",
     .doc = "a trigger while an answer is pending: both happen, the new one is dropped, or the old one"},
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    static const brink_pending pendings[] = {BRINK_PENDING_MANY, BRINK_PENDING_KEEP, BRINK_PENDING_REPLACE};
    brink_builder_triggered(builder, brink_group_formula(group, "delay"), brink_group_formula(group, "probability"),
                            pendings[brink_group_word(group, "pending")]);
}

const brink_model brink_model_response = {
    .name = "response",
    .summary = "answers actions, with a probability and after a delay",
    .formula = "each event of the actions in \"on\": with the given probability, one event after the delay",
    .conventions = "Guard, probability and delay are looked at when the trigger happens; its marks stand in them by their names.\n"
                   "A decision with \"on\" and without a model is a response with probability 1 and no delay.\n"
                   "Answers without delay happen at the same instant, after the effects of their trigger.",
    .example =
        "actions = { test = { actor = \"A\"; marks = { range_km = \"lognormal(6.6, 0.9)\"; }; }; protest = { actor = \"B\"; target = \"A\"; }; };\n"
        "decisions = { go = { action = \"test\"; model = { kind = \"poisson\"; rate = \"16/yr\"; }; };\n"
        "    answer = { action = \"protest\"; on = [\"test\"]; when = \"range_km > 900\";\n"
        "        model = { kind = \"response\"; probability = 0.7; delay = \"gamma(2, 1 d)\"; pending = \"keep\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .trigger = BRINK_TRIGGER_REQUIRED,
    .elaborate = elaborate,
};
