/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/law.h"

static const brink_setting settings[] = {
    {.name = "law", .kind = BRINK_SETTING_WORD, .words = BRINK_LAW_WORDS, .is_required = true, .doc = "law of the gaps"},
    BRINK_LAW_SETTINGS,
    {.name = "refractory",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .maximum = INFINITY,
     .doc = "shortest gap, added to each one drawn"},
    {.name = "elapsed",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .only_parameters = true,
     .maximum = INFINITY,
     .doc = "time since the last event before the start"},
};

static void elaborate(brink_builder *builder, const brink_group *group) {
    const brink_expr *gap = brink_law_gap(builder, group);
    const brink_expr *refractory = brink_group_formula(group, "refractory");
    if (refractory) gap = brink_builder_expr(builder, "$1 + $2", (const brink_expr *[]){refractory, gap}, 2);
    brink_builder_renewal(builder, gap, brink_group_formula(group, "elapsed"));
}

const brink_model brink_model_renewal = {
    .name = "renewal",
    .summary = "gaps between events are drawn from a law",
    .formula = "t(n+1) = t(n) + refractory + gap(n+1), gaps independent and of the same law",
    .conventions = "law              given by                            meaning\n"
                   "exponential      mean | median\n"
                   "weibull          shape and scale | mean | median     hazard shape/scale (t/scale)^(shape-1)\n"
                   "gamma            shape and scale | mean              mean = shape scale\n"
                   "lognormal        sigma and median | mean             sigma: standard deviation of log(gap); mean = median exp(sigma^2/2)\n"
                   "loglogistic      shape and median | scale | mean     survival 1/(1 + (t/scale)^shape), scale = median\n"
                   "inverse_gaussian mean and cv | shape                 cv: standard deviation/mean; shape = mean/cv^2, a duration\n"
                   "uniform          low and high\n"
                   "deterministic    gap\n"
                   "empirical        gaps = [\"3 d\", \"16 d\", ...]         one of them, each alike\n"
                   "A gap is drawn when the event before it has happened, with the values that variables have then; the first at the start.\n"
                   "elapsed: the first gap is one longer than this, less this, of a clock that runs from the start.\n"
                   "mean, median and so on are of the gap without refractory.\n"
                   "For gaps whose pace changes while they run, see loglinear.",
    .example = "actions = { launch = { actor = \"A\"; }; };\n"
               "decisions = { tests = { action = \"launch\";\n"
               "    model = { kind = \"renewal\"; law = \"lognormal\"; median = \"16 d\"; sigma = 0.8; elapsed = \"10 d\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
