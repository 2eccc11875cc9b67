/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/model.h"

static const brink_setting settings[] = {
    {.name = "rate",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .doc = "how often it happens"},
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    const brink_expr *rate = brink_group_formula(group, "rate");
    brink_builder_hazard(builder, rate, rate);
}

const brink_model brink_model_poisson = {
    .name = "poisson",
    .summary = "happens at a constant rate, whatever went before",
    .formula = "P(n events in time t) = exp(-rate t) (rate t)^n / n!",
    .conventions = "Gaps are exponential with mean 1/rate. The rate may depend on parameters only; for one that changes see hazard and loglinear.",
    .example = "actions = { statement = { actor = \"A\"; }; };\n"
               "decisions = { speak = { action = \"statement\"; model = { kind = \"poisson\"; rate = \"20/yr\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
