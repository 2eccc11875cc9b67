/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log-linear (proportional) hazard: Cox 1972; with an age dependence it is a modulated renewal process (Cox 1972b, Berman 1981). */
#include "brink/law.h"

static const brink_setting term_settings[] = {
    {.name = "of",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_required = true,
     .doc = "what the rate depends on: a variable, active(x), season(winter), ...; true counts as 1"},
    {.name = "weight",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_required = true,
     .is_fittable = true,
     .only_parameters = true,
     .doc = "change of the rate's logarithm for each unit of it"},
};
static const brink_table term_table = {term_settings, sizeof term_settings / sizeof *term_settings};

#define SEASON(name_)                                                                                                                                \
    {                                                                                                                                                \
        .name = name_, .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .is_fittable = true, .only_parameters = true,                       \
        .doc = "weight of the meteorological season " name_                                                                                          \
    }

static const brink_setting season_settings[] = {SEASON("winter"), SEASON("spring"), SEASON("summer"), SEASON("autumn")};
static const brink_table season_table = {season_settings, sizeof season_settings / sizeof *season_settings};

static const brink_setting age_settings[] = {BRINK_LAW_AGE_SETTINGS};
static const brink_table age_table = {age_settings, sizeof age_settings / sizeof *age_settings};

static const brink_setting settings[] = {
    {.name = "baseline",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "rate when all terms are 0"},
    {.name = "terms", .kind = BRINK_SETTING_GROUPS, .group = &term_table, .doc = "what multiplies the rate"},
    {.name = "season", .kind = BRINK_SETTING_GROUP, .group = &season_table, .doc = "weights of the seasons of the northern half"},
    {.name = "age", .kind = BRINK_SETTING_GROUP, .group = &age_table, .doc = "dependence on the time since the last event"},
    {.name = "refractory",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .only_parameters = true,
     .maximum = INFINITY,
     .doc = "time after an event in which there is no other"},
};

/* sum + weight * of; a sum of NULL is none yet. */
static const brink_expr *add_term(brink_builder *builder, const brink_expr *sum, const brink_expr *weight, const brink_expr *of) {
    if (!sum) return brink_builder_expr(builder, "$1*$2", (const brink_expr *[]){weight, of}, 2);
    return brink_builder_expr(builder, "$1 + $2*$3", (const brink_expr *[]){sum, weight, of}, 3);
}

/* The logarithm of what multiplies the rate; NULL: nothing does. */
static const brink_expr *sum_terms(brink_builder *builder, const brink_group *group) {
    const brink_expr *sum = NULL;
    for (size_t i = 0; i < brink_group_count(group, "terms"); i++) {
        const brink_group *term = brink_group_group_at(group, "terms", i);
        sum = add_term(builder, sum, brink_group_formula(term, "weight"), brink_group_formula(term, "of"));
    }
    const brink_group *season = brink_group_group(group, "season");
    static const char *const tests[] = {"season(winter)", "season(spring)", "season(summer)", "season(autumn)"};
    for (size_t i = 0; season && i < season_table.count; i++) {
        const brink_expr *weight = brink_group_formula(season, season_settings[i].name);
        if (weight) sum = add_term(builder, sum, weight, brink_builder_expr(builder, tests[i], NULL, 0));
    }
    return sum;
}

/* The refractory time, NULL where there is none, or where it leaves no room for the mean gap: that is complained about now if it is known. */
static const brink_expr *find_refractory(brink_builder *builder, const brink_group *group) {
    static const char message[] = "\"refractory\" must be shorter than the mean gap, 1/baseline";
    const brink_expr *both[] = {brink_group_formula(group, "baseline"), brink_group_formula(group, "refractory")};
    double baseline, refractory;
    if (!both[1]) return NULL;
    if (!brink_builder_is_constant(builder, both[0], &baseline) || !brink_builder_is_constant(builder, both[1], &refractory)) {
        brink_builder_require(builder, group, "refractory", brink_builder_expr(builder, "$1*$2 < 1", both, 2), message);
        return both[1];
    }
    if (baseline * refractory < 1) return both[1];
    brink_builder_complain(builder, group, "refractory", "%s", message);
    return NULL;
}

/* The rate when all terms are 0: of mean gap 1/baseline, whatever age dependence and refractory time are. */
static const brink_expr *base_rate(brink_builder *builder, const brink_group *group) {
    const brink_expr *baseline = brink_group_formula(group, "baseline"), *refractory = find_refractory(builder, group);
    const brink_group *law = brink_group_group(group, "age");
    const brink_expr *both[] = {baseline, refractory};
    const brink_expr *mean = brink_builder_expr(builder, refractory ? "1/$1 - $2" : "1/$1", both, refractory ? 2 : 1);
    const brink_expr *age = brink_builder_expr(builder, refractory ? "age - $1" : "age", &refractory, refractory ? 1 : 0);
    const brink_expr *rate = baseline;
    if (law)
        rate = brink_law_hazard(builder, law, age, mean);
    else if (refractory)
        rate = brink_builder_expr(builder, "1/$1", &mean, 1);
    if (!refractory) return rate;
    return brink_builder_expr(builder, "age < $1 ? 0 : $2", (const brink_expr *[]){refractory, rate}, 2);
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    const brink_expr *rate = base_rate(builder, group), *sum = sum_terms(builder, group);
    if (sum) rate = brink_builder_expr(builder, "$1*exp($2)", (const brink_expr *[]){rate, sum}, 2);
    brink_builder_hazard(builder, rate, brink_group_formula(group, "baseline"));
}

const brink_model brink_model_loglinear = {
    .name = "loglinear",
    .summary = "a baseline rate, multiplied by what raises or lowers it, perhaps modulating a renewal law",
    .formula = "rate(t) = base(age) exp(sum of weight of(t) + weight of the season)\n"
               "base(age) = baseline, or the hazard of a law of gaps with mean 1/baseline",
    .conventions = "A weight of 0.7 doubles the rate for each unit of its term (exp(0.7) = 2.01), one of -0.7 halves it.\n"
                   "age: the law of the gaps when all terms are 0, scaled so that their mean, with the refractory time, is 1/baseline;\n"
                   "weibull and gamma take shape (at least 1), loglogistic shape (above 1), lognormal sigma, inverse_gaussian cv.\n"
                   "The age is the time since the decision last fired or was started by an effect; at the start of the simulated time it is 0.\n"
               "With refractory, the rate behind it is raised so that the mean gap is 1/baseline, also without age: 1/(1/baseline - refractory).\n"
                   "The field's base height is the baseline.",
    .example =
        "parameters = { pace = { value = 14.0; unit = \"1/yr\"; range = [1.0, 60.0]; }; };\n"
        "variables = { pressure = { initial = 0.35; baseline = 0.0; half_life = \"3 yr\"; }; };\n"
        "actions = { launch = { actor = \"A\"; }; exercise = { actor = \"B\"; duration = \"uniform(5 d, 14 d)\"; }; };\n"
        "decisions = { drill = { action = \"exercise\"; model = { kind = \"poisson\"; rate = \"2/yr\"; }; };\n"
        "    tests = { action = \"launch\"; model = { kind = \"loglinear\"; baseline = \"pace\"; age = { kind = \"lognormal\"; sigma = 0.8; };\n"
        "        terms = ( { of = \"pressure\"; weight = -0.4; }, { of = \"active(exercise)\"; weight = 0.3; } );\n"
        "        season = { winter = -1.1; }; refractory = \"1 d\"; }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
