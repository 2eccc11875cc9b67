/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Random draws by GSL's names and parametrisation.
 *
 * A draw is a function of its arguments and of the generator's coming words alone. An impossible argument gives NaN.
 */
#ifndef BRI_DRAWS_H
#define BRI_DRAWS_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

/** X(name): the draws of one or two arguments (a missing one is passed as NaN). */
#define BRI_DRAWS(X)                                                                                                                                 \
    X(normal)                                                                                                                                        \
    X(lognormal) X(gamma) X(weibull) X(exponential) X(uniform) X(beta) X(bernoulli) X(poisson) X(binomial) X(geometric) X(negative_binomial)         \
        X(pareto) X(cauchy) X(chisq) X(tdist) X(laplace) X(logistic_draw) X(rayleigh) X(gumbel1) X(inverse_gaussian) X(loglogistic)

#define BRI_DRAW_ENUM(name) BRI_DRAW_##name,
typedef enum bri_draw_kind { BRI_DRAWS(BRI_DRAW_ENUM) BRI_DRAW_COUNT, BRI_DRAW_discrete = BRI_DRAW_COUNT, BRI_DRAW_pick } bri_draw_kind;
#undef BRI_DRAW_ENUM

/** One draw of a law of one or two parameters. */
double bri_draw(bri_draw_kind kind, gsl_rng *rng, double a, double b);

/** discrete: index i with probability argument[i] / sum; pick: one of the arguments, each alike. One uniform each. */
double bri_draw_many(bri_draw_kind kind, gsl_rng *rng, const double *argument, size_t count);

#endif
