/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The war of attrition (Maynard Smith 1974): who holds out longer takes the prize, and both pay for the time. In equilibrium each gives in at the
 * rate cost/prize. */
#include <brink/model.h>

static const brink_setting settings[] = {
    {.name = "cost",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .is_fittable = true,
     .maximum = INFINITY,
     .doc = "what holding out costs in a unit of time"},
    {.name = "prize",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_fittable = true,
     .fallback = "1",
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "what is won by holding out longer"},
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    const brink_expr *both[] = {brink_group_formula(group, "cost"), brink_group_formula(group, "prize")};
    brink_builder_hazard(builder, brink_builder_expr(builder, "$1/$2", both, 2), NULL);
}

static const brink_model attrition = {
    .name = "attrition",
    .summary = "gives in, as in a war of attrition",
    .formula = "rate = cost/prize",
    .conventions = "Of two such players who stop each other, each wins with the chance that the other's rate gives.",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};

BRINK_MODEL_LIBRARY(&attrition)
