/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws as tables of templates. Means: Weibull scale Gamma(1 + 1/k); lognormal median exp(sigma^2/2); log-logistic scale (pi/k)/sin(pi/k), k > 1. */
#include "brink/law.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/setting.h"

enum { MOST_WAYS = 3, MOST_SETTINGS = 2 };

/* One way to give a law. $1, $2 of `gap` are its settings in order. */
typedef struct way {
    const char *settings[MOST_SETTINGS];
    const char *gap;
} way;

typedef struct law {
    const char *name;
    way ways[MOST_WAYS];
    const char *shape;   /* setting of its shape as an age dependence; NULL: none */
    const char *hazard;  /* $1 age, $2 mean, $3 shape; NULL: it cannot be modulated */
    bool has_open_shape; /* its mean needs a shape above 1 */
} law;

static const law laws[] = {
    {.name = "exponential", .ways = {{{"mean"}, "exponential($1)"}, {{"median"}, "exponential($1/log(2))"}}, .hazard = "1/$2"},
    {.name = "weibull",
     .ways = {{{"shape", "scale"}, "weibull($2, $1)"},
              {{"shape", "mean"}, "weibull($2/exp(lgamma(1 + 1/$1)), $1)"},
              {{"shape", "median"}, "weibull($2/log(2)^(1/$1), $1)"}},
     .shape = "shape",
     .hazard = "weibull_hazard($1, $3, $2/exp(lgamma(1 + 1/$3)))"},
    {.name = "gamma",
     .ways = {{{"shape", "scale"}, "gamma($1, $2)"}, {{"shape", "mean"}, "gamma($1, $2/$1)"}},
     .shape = "shape",
     .hazard = "gamma_hazard($1, $3, $2/$3)"},
    {.name = "lognormal",
     .ways = {{{"sigma", "median"}, "$2*lognormal(0, $1)"}, {{"sigma", "mean"}, "$2*exp(-$1^2/2)*lognormal(0, $1)"}},
     .shape = "sigma",
     .hazard = "lognormal_hazard($1, $2*exp(-$3^2/2), $3)"},
    {.name = "loglogistic",
     .ways = {{{"shape", "median"}, "loglogistic($1, $2)"},
              {{"shape", "scale"}, "loglogistic($1, $2)"},
              {{"shape", "mean"}, "loglogistic($1, $2*$1*sin(pi/$1)/pi)"}},
     .shape = "shape",
     .hazard = "loglogistic_hazard($1, $3, $2*$3*sin(pi/$3)/pi)",
     .has_open_shape = true},
    {.name = "inverse_gaussian",
     .ways = {{{"mean", "cv"}, "inverse_gaussian($1, $1/$2^2)"}, {{"mean", "shape"}, "inverse_gaussian($1, $2)"}},
     .shape = "cv",
     .hazard = "inverse_gaussian_hazard($1, $2, $2/$3^2)"},
    {.name = "uniform", .ways = {{{"low", "high"}, "uniform($1, $2)"}}},
    {.name = "deterministic", .ways = {{{"gap"}, "$1"}}},
    {.name = "empirical", .ways = {{{"gaps"}, NULL}}},
};

static const char *const settings[] = {"mean", "median", "scale", "shape", "sigma", "cv", "low", "high", "gap", "gaps"};
#define SETTING_COUNT (sizeof settings / sizeof *settings)

static const law *find(const char *name) {
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        if (strcmp(laws[i].name, name) == 0) return &laws[i];
    return NULL;
}

static size_t setting_count(const way *w) {
    size_t count = 0;
    while (count < MOST_SETTINGS && w->settings[count]) count++;
    return count;
}

static bool takes(const way *w, const char *setting) {
    for (size_t i = 0; i < setting_count(w); i++)
        if (strcmp(w->settings[i], setting) == 0) return true;
    return false;
}

static bool law_takes(const law *l, const char *setting) {
    for (size_t i = 0; i < MOST_WAYS; i++)
        if (takes(&l->ways[i], setting)) return true;
    return false;
}

/* Complain of settings that belong to no way of the law. */
static bool has_foreign(brink_builder *builder, const brink_group *group, const law *l) {
    bool is_foreign = false;
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (brink_group_has(group, settings[i]) && !law_takes(l, settings[i])) {
            brink_builder_complain(builder, group, settings[i], "law \"%s\" does not take \"%s\"", l->name, settings[i]);
            is_foreign = true;
        }
    return is_foreign;
}

/* The way whose settings are those that are written. */
static const way *find_way(const brink_group *group, const law *l) {
    for (size_t i = 0; i < MOST_WAYS && l->ways[i].settings[0]; i++) {
        bool is_match = true;
        for (size_t j = 0; j < SETTING_COUNT; j++) is_match &= brink_group_has(group, settings[j]) == takes(&l->ways[i], settings[j]);
        if (is_match) return &l->ways[i];
    }
    return NULL;
}

/* "shape and scale, shape and mean, or shape and median" */
static void complain_ways(brink_builder *builder, const brink_group *group, const law *l) {
    char text[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < MOST_WAYS && l->ways[i].settings[0]; i++) {
        bool is_last = i + 1 == MOST_WAYS || !l->ways[i + 1].settings[0];
        const char *second = l->ways[i].settings[1];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s%s%s",
                                 i == 0    ? ""
                                 : is_last ? ", or "
                                           : ", ",
                                 l->ways[i].settings[0], second ? " and " : "", second ? second : "");
    }
    brink_builder_complain(builder, group, "law", "law \"%s\" is given by %s", l->name, text);
}

static const brink_expr *empirical_gap(brink_builder *builder, const brink_group *group) {
    size_t count = brink_group_count(group, "gaps");
    if (count < 2) {
        brink_builder_complain(builder, group, "gaps", "law \"empirical\" needs at least two gaps");
        return NULL;
    }
    const brink_expr **gaps = malloc(count * sizeof *gaps);
    for (size_t i = 0; gaps && i < count; i++) gaps[i] = brink_group_formula_at(group, "gaps", i);
    const brink_expr *gap = brink_builder_call(builder, "pick", gaps, count);
    free(gaps);
    return gap;
}

/* The shape of an inverse Gaussian law is a duration, that of the others a number. */
static bool has_right_shape(brink_builder *builder, const brink_group *group, const law *l) {
    const brink_expr *shape = brink_group_formula(group, "shape");
    brink_dimension wanted = strcmp(l->name, "inverse_gaussian") == 0 ? BRINK_DURATION : BRINK_NUMBER;
    if (!shape || brink_expr_has_dimension(shape, wanted)) return true;
    brink_builder_complain(builder, group, "shape", "\"shape\" of law \"%s\" must be %s", l->name,
                           wanted == BRINK_DURATION ? "a duration" : "a number");
    return false;
}

/* High above low: complained about now where both are known, else demanded of every plan. */
static bool is_uniform_fit(brink_builder *builder, const brink_group *group) {
    static const char message[] = "\"high\" must be above \"low\"";
    const brink_expr *ends[] = {brink_group_formula(group, "low"), brink_group_formula(group, "high")};
    double low, high;
    if (brink_builder_is_constant(builder, ends[0], &low) && brink_builder_is_constant(builder, ends[1], &high)) {
        if (low >= high) brink_builder_complain(builder, group, "high", "%s", message);
        return low < high;
    }
    brink_builder_require(builder, group, "high", brink_builder_expr(builder, "$1 < $2", ends, 2), message);
    return true;
}

const brink_expr *brink_law_gap(brink_builder *builder, const brink_group *group) {
    const law *l = find(brink_group_text(group, "law"));
    if (!l || has_foreign(builder, group, l)) return NULL;
    const way *w = find_way(group, l);
    if (!w) {
        complain_ways(builder, group, l);
        return NULL;
    }
    if (!w->gap) return empirical_gap(builder, group);
    if (!has_right_shape(builder, group, l)) return NULL;
    if (takes(w, "low") && !is_uniform_fit(builder, group)) return NULL;
    const brink_expr *arguments[MOST_SETTINGS];
    for (size_t i = 0; i < setting_count(w); i++) arguments[i] = brink_group_formula(group, w->settings[i]);
    return brink_builder_expr(builder, w->gap, arguments, setting_count(w));
}

const char *bri_law_instead(const char *draw) {
    static const char *const hints[][2] = {
        {"exponential", "write law = \"exponential\"; mean = …"},
        {"weibull", "write law = \"weibull\"; scale = …; shape = …"},
        {"gamma", "write law = \"gamma\"; shape = …; scale = …"},
        {"lognormal", "write law = \"lognormal\"; median = …; sigma = …"},
        {"loglogistic", "write law = \"loglogistic\"; shape = …; scale = …"},
        {"inverse_gaussian", "write law = \"inverse_gaussian\"; mean = …; shape = …"},
        {"uniform", "write law = \"uniform\"; low = …; high = …"},
        {"pick", "write law = \"empirical\"; gaps = [ … ]"},
    };
    for (size_t i = 0; draw && i < sizeof hints / sizeof *hints; i++)
        if (strcmp(hints[i][0], draw) == 0) return hints[i][1];
    return "a gap is drawn by its \"law\": exponential, weibull, gamma, lognormal, loglogistic, inverse_gaussian, uniform or empirical";
}

const brink_expr *brink_law_hazard(brink_builder *builder, const brink_group *group, const brink_expr *age, const brink_expr *mean) {
    static const char *const shapes[] = {"shape", "sigma", "cv"};
    const law *l = find(brink_group_text(group, "kind"));
    bool is_wrong = !l;
    for (size_t i = 0; l && i < sizeof shapes / sizeof *shapes; i++) {
        bool is_given = brink_group_has(group, shapes[i]), is_its = l->shape && strcmp(l->shape, shapes[i]) == 0;
        if (is_given && !is_its) brink_builder_complain(builder, group, shapes[i], "law \"%s\" does not take \"%s\"", l->name, shapes[i]);
        if (!is_given && is_its) brink_builder_complain(builder, group, "kind", "law \"%s\" needs \"%s\"", l->name, shapes[i]);
        is_wrong |= is_given != is_its;
    }
    if (is_wrong) return NULL;
    const brink_expr *shape = l->shape ? brink_group_formula(group, l->shape) : NULL;
    if (l->has_open_shape)
        brink_builder_require(builder, group, l->shape, brink_builder_expr(builder, "$1 > 1", &shape, 1),
                              "the shape of a loglogistic law must be above 1: it has no mean else");
    return brink_builder_expr(builder, l->hazard, (const brink_expr *[]){age, mean, shape}, l->shape ? 3 : 2);
}
