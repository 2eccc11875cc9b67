/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The common laws of the time between events, for models: how each is drawn, and its hazard.
 *
 * A law can be given in several ways (a Weibull law by shape and scale, by shape and mean, …). A model puts BRINK_LAW_SETTINGS into its table, with
 * the setting `law`, and gets the gap from brink_law_gap, which complains where the settings do not go together.
 *
 *     law              settings                          density f(t), and what they mean
 *     exponential      mean | median                     exp(-t/mean)/mean
 *     weibull          shape, scale | mean | median      hazard shape/scale (t/scale)^(shape-1)
 *     gamma            shape, scale | mean               t^(shape-1) exp(-t/scale); mean = shape scale
 *     lognormal        sigma, median | mean              log t is normal with mean log(median) and standard deviation sigma
 *     loglogistic      shape, median | scale | mean      survival 1/(1 + (t/scale)^shape); scale is the median; mean needs shape > 1
 *     inverse_gaussian mean, cv | shape                  cv = standard deviation/mean; shape (a time) = mean/cv^2
 *     uniform          low, high                         flat between low and high
 *     deterministic    gap                               always the same
 *     empirical        gaps                              one of the listed gaps, each alike
 */
#ifndef BRINK_LAW_H
#define BRINK_LAW_H

#include "brink/model.h"

/** The words of a setting that names a law of gaps. */
#define BRINK_LAW_WORDS "exponential|weibull|gamma|lognormal|loglogistic|inverse_gaussian|uniform|deterministic|empirical"

/* clang-format off: a table */

/** One setting of a law, above 0. */
#define BRINK_LAW_SETTING(name_, dimension_, doc_)                                            \
    {.name = name_, .kind = BRINK_SETTING_FORMULA, .dimension = dimension_, .excludes_minimum = true, .maximum = INFINITY, \
     .is_fittable = true, .doc = doc_}

/** One end of a uniform law: at least 0. */
#define BRINK_LAW_END(name_, doc_) \
    {.name = name_, .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .doc = doc_}

/** The settings that give a law. */
#define BRINK_LAW_SETTINGS                                                                                  \
    BRINK_LAW_SETTING("mean", BRINK_DURATION, "mean gap"),                                                  \
    BRINK_LAW_SETTING("median", BRINK_DURATION, "median gap"),                                              \
    BRINK_LAW_SETTING("scale", BRINK_DURATION, "weibull, gamma, loglogistic: scale"),                       \
    BRINK_LAW_SETTING("shape", BRINK_ANY, "weibull, gamma, loglogistic: exponent (a number); inverse_gaussian: a duration"), \
    BRINK_LAW_SETTING("sigma", BRINK_NUMBER, "lognormal: standard deviation of the logarithm"),             \
    BRINK_LAW_SETTING("cv", BRINK_NUMBER, "inverse_gaussian: standard deviation in units of the mean"),     \
    BRINK_LAW_END("low", "uniform: shortest gap"),                                                          \
    BRINK_LAW_END("high", "uniform: longest gap"),                                                          \
    BRINK_LAW_SETTING("gap", BRINK_DURATION, "deterministic: the gap"),                                     \
    {.name = "gaps", .kind = BRINK_SETTING_FORMULAS, .dimension = BRINK_DURATION, .maximum = INFINITY, .doc = "empirical: gaps to draw from"}

/* clang-format on */

/** The gap of the law named by the setting `law` of a group with BRINK_LAW_SETTINGS: a formula that draws. NULL: a complaint was made, or memory is
 *  out. */
const brink_expr *brink_law_gap(brink_builder *builder, const brink_group *group);

/* clang-format off: a table */

/** One shape of an age dependence: least is excluded where it is 0. */
#define BRINK_LAW_SHAPE(name_, least_, doc_)                                                                                   \
    {.name = name_, .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .only_parameters = true, .minimum = least_,     \
     .excludes_minimum = (least_) == 0, .maximum = INFINITY, .is_fittable = true, .doc = doc_}

/** The settings of a group that says how a hazard depends on age: laws with a finite hazard at age 0 and a mean. */
#define BRINK_LAW_AGE_SETTINGS                                                                                                                \
    {.name = "kind", .kind = BRINK_SETTING_WORD, .words = "exponential|weibull|gamma|lognormal|loglogistic|inverse_gaussian",                 \
     .is_required = true, .doc = "law of the gaps"},                                                                                          \
    BRINK_LAW_SHAPE("shape", 1, "weibull, gamma: exponent, at least 1; loglogistic: above 1"),                                                \
    BRINK_LAW_SHAPE("sigma", 0, "lognormal: standard deviation of the logarithm"),                                                            \
    BRINK_LAW_SHAPE("cv", 0, "inverse_gaussian: standard deviation in units of the mean")

/* clang-format on */

/** The hazard at `age` (a duration) of the law in a group with BRINK_LAW_AGE_SETTINGS, scaled to a mean gap. NULL: a complaint was made, or memory
 *  is out. */
const brink_expr *brink_law_hazard(brink_builder *builder, const brink_group *group, const brink_expr *age, const brink_expr *mean);

#endif
