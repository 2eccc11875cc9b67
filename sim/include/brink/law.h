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

/** The settings that give a law. `shape` is a number, for inverse_gaussian a time. */
#define BRINK_LAW_SETTINGS                                                                                                                           \
    {.name = "mean", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .excludes_minimum = true,                     \
     .is_fittable = true, .doc = "mean gap"},                                                                                                       \
    {.name = "median", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .excludes_minimum = true,                   \
     .is_fittable = true, .doc = "median gap"},                                                                                                     \
    {.name = "scale", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .excludes_minimum = true,                    \
     .is_fittable = true, .doc = "weibull, gamma, loglogistic: scale"},                                                                             \
    {.name = "shape", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_ANY, .maximum = INFINITY, .excludes_minimum = true, .is_fittable = true,    \
     .doc = "weibull, gamma, loglogistic: exponent (a number); inverse_gaussian: a duration"},                                                      \
    {.name = "sigma", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .maximum = INFINITY, .excludes_minimum = true,                      \
     .is_fittable = true, .doc = "lognormal: standard deviation of the logarithm"},                                                                 \
    {.name = "cv", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .maximum = INFINITY, .excludes_minimum = true,                         \
     .is_fittable = true, .doc = "inverse_gaussian: standard deviation in units of the mean"},                                                      \
    {.name = "low", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .doc = "uniform: shortest gap"},               \
    {.name = "high", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .doc = "uniform: longest gap"},               \
    {.name = "gap", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_DURATION, .maximum = INFINITY, .excludes_minimum = true,                      \
     .doc = "deterministic: the gap"},                                                                                                              \
    {.name = "gaps", .kind = BRINK_SETTING_FORMULAS, .dimension = BRINK_DURATION, .maximum = INFINITY, .doc = "empirical: gaps to draw from"}

/** The gap of the law named by the setting `law` of a group with BRINK_LAW_SETTINGS: a formula that draws. NULL: a complaint was made, or memory is
 *  out. */
const brink_expr *brink_law_gap(brink_builder *builder, const brink_group *group);

/** The settings of a group that says how a hazard depends on age: laws with a finite hazard at age 0 and a mean. */
#define BRINK_LAW_AGE_SETTINGS                                                                                                                       \
    {.name = "kind", .kind = BRINK_SETTING_WORD, .words = "exponential|weibull|gamma|lognormal|loglogistic|inverse_gaussian", .is_required = true,  \
     .doc = "law of the gaps"},                                                                                                                     \
    {.name = "shape", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .only_parameters = true, .maximum = INFINITY, .minimum = 1,         \
     .is_fittable = true, .doc = "weibull, gamma: exponent, at least 1; loglogistic: above 1"},                                                     \
    {.name = "sigma", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .only_parameters = true, .maximum = INFINITY,                       \
     .excludes_minimum = true, .is_fittable = true, .doc = "lognormal: standard deviation of the logarithm"},                                       \
    {.name = "cv", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_NUMBER, .only_parameters = true, .maximum = INFINITY,                          \
     .excludes_minimum = true, .is_fittable = true, .doc = "inverse_gaussian: standard deviation in units of the mean"}

/** The hazard at `age` (a duration) of the law in a group with BRINK_LAW_AGE_SETTINGS, scaled to a mean gap. NULL: a complaint was made, or memory
 *  is out. */
const brink_expr *brink_law_hazard(brink_builder *builder, const brink_group *group, const brink_expr *age, const brink_expr *mean);

#endif
