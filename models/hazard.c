/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/model.h"

static const brink_setting settings[] = {
    {.name = "rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .maximum = INFINITY,
     .doc = "how often it happens, as a formula of variables, history, the calendar and age"},
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    brink_builder_hazard(builder, brink_group_formula(group, "rate"), NULL);
}

const brink_model brink_model_hazard = {
    .name = "hazard",
    .summary = "happens with a rate that is any formula",
    .formula = "P(an event in [t, t + dt)) = rate(t) dt",
    .conventions = "The rate follows its variables between events exactly: there is no time step, and no bound is asked for.\n"
                   "It must be finite and not negative wherever the variables can be; one that is not ends the replication with an error.\n"
                   "age in the rate is the time since this decision last fired, was started by an effect, or since the start.",
    .example = "variables = { tension = { initial = 0.3; baseline = 0.2; half_life = \"45 d\"; range = [0.0, 1.0]; }; };\n"
               "actions = { incident = { actor = \"A\"; target = \"B\"; effects = ( \"tension += 0.1\" ); }; };\n"
               "decisions = { clash = { action = \"incident\"; model = { kind = \"hazard\"; rate = \"4/yr * (1 + 3*tension)\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
