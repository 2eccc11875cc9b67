/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triggered.h"

static const brink_setting settings[] = {
    PROBABILITY_SETTING("chance that a trigger is answered"),
    DELAY_SETTING("time until the answer"),
    PENDING_SETTING("many", "a trigger while an answer is pending: both happen, the new one is dropped, or the old one"),
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    brink_builder_triggered(builder, brink_group_formula(group, "delay"), brink_group_formula(group, "probability"),
                            pending_of(group, BRINK_PENDING_MANY));
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
