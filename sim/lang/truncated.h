/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Draws from a law kept between two ends.
 */
#ifndef BRI_TRUNCATED_H
#define BRI_TRUNCATED_H

#include <stdbool.h>

#include "lang/draws.h"
#include "lang/expr.h"

/** One draw of a law under the condition that it lies in [low, high]. argument: the law's own, then low and high (count of them in all; may be
 *  changed). NaN where an argument is impossible, or the law has no part between the ends, or one so small that none of 100,000 draws lies there. */
double bri_draw_truncated(bri_draw_kind kind, gsl_rng *rng, double *argument, size_t count);

/** Has the law of a draw's node some part between two ends? True where arguments are not known now. */
bool bri_draw_is_possible(const bri_expr *draw, const bri_expr *low, const bri_expr *high);

#endif
