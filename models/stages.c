/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deliberation of several stages, as organisations decide (Allison 1971): each takes its time and may end it. */
#include "triggered.h"

static const brink_setting stage_settings[] = {
    {.name = "delay",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .is_required = true,
     .allows_draws = true,
     .maximum = INFINITY,
     .doc = "how long the stage takes; drawn when it begins"},
    PROBABILITY_SETTING("chance that the matter passes it; looked at when it ends"),
    {.name = "action", .kind = BRINK_SETTING_ACTION, .doc = "what is done when the matter passes; of the last stage, the decision's \"action\" is"},
    {.name = "failure", .kind = BRINK_SETTING_ACTION, .doc = "what is done when it does not; nothing by default"},
    {.name = "doc", .kind = BRINK_SETTING_TEXT, .doc = "what the stage is"},
};
static const brink_table stage_table = {stage_settings, sizeof stage_settings / sizeof *stage_settings};

static const brink_setting settings[] = {
    {.name = "stages", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &stage_table, .doc = "the stages, in order"},
    PENDING_SETTING("many", "a trigger while a deliberation is under way: both go on, the new one is dropped, or the old one"),
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "stages");
    brink_builder_triggered(builder, NULL, NULL, pending_of(group, BRINK_PENDING_MANY));
    if (brink_group_has(group, "stages") && !count) brink_builder_complain(builder, group, "stages", "a deliberation needs a stage");
    for (size_t i = 0; i < count; i++) {
        const brink_group *stage = brink_group_group_at(group, "stages", i);
        bool is_last = i + 1 == count;
        if (is_last && brink_group_has(stage, "action"))
            brink_builder_complain(builder, stage, "action", "when the last stage passes, the decision's own \"action\" is done");
        brink_builder_phase(builder, brink_group_formula(stage, "delay"), brink_group_formula(stage, "probability"),
                            is_last ? brink_builder_action(builder) : brink_group_name(stage, "action"), brink_group_name(stage, "failure"));
    }
}

const brink_model brink_model_stages = {
    .name = "stages",
    .summary = "deliberates in stages, each of which takes its time and may fail",
    .formula = "after a trigger: delay(1), passes with probability(1), delay(2), ..., then the action\n"
               "constant probabilities: the action follows with their product, after the sum of the delays",
    .conventions =
        "The guard is looked at when the trigger happens, a stage's delay when the stage begins, its probability when it ends, each with\n"
        "the values that variables have then; the trigger's marks stand in all of them by their names.\n"
        "What a stage does is caused by what the stage before it did, or by the trigger; but cause.NAME in it is the trigger's mark throughout:\n"
        "a deliberation is about what brought it about. limit and age count all actions of the decision.\n"
        "cancel and restart drop the deliberations under way.",
    .example = "variables = { tension = { initial = 0.3; baseline = 0.2; half_life = \"30 d\"; range = [0.0, 1.0]; }; };\n"
               "actions = { test = { actor = \"A\"; effects = ( \"tension += 0.1\" ); }; draft = { actor = \"B\"; }; rejected = { actor = \"B\"; };\n"
               "    sanctions = { actor = \"B\"; target = \"A\"; }; };\n"
               "decisions = { go = { action = \"test\"; model = { kind = \"poisson\"; rate = \"6/yr\"; }; };\n"
               "    council = { on = [\"test\"]; action = \"sanctions\"; model = { kind = \"stages\"; pending = \"keep\"; stages = (\n"
               "        { delay = \"gamma(2, 2 d)\"; probability = 0.8; action = \"draft\"; doc = \"consultations\"; },\n"
               "        { delay = \"exponential(9 d)\"; probability = \"tension\"; failure = \"rejected\"; doc = \"the vote\"; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .trigger = BRINK_TRIGGER_REQUIRED,
    .elaborate = elaborate,
};
