/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Tables as functions of one number: linear between their points, or constant up to the next one.
 *
 * A value between two points is computed as y + (x - x0) slope and kept between both y, so that it is monotone in x there as computed, and a
 * point's own value is its y to the last bit. Bounds over an interval are therefore those of its ends and of the points within: exact, and found in
 * logarithmic time.
 */
#ifndef BRI_CURVE_H
#define BRI_CURVE_H

#include "base/arena.h"
#include "lang/code.h"

/** What holds beyond the first and the last point. */
typedef enum bri_outside {
    BRI_OUTSIDE_ERROR, /* nothing: whoever reads the table must be known to stay inside; NaN where it is asked all the same */
    BRI_OUTSIDE_HOLD,  /* the value of the nearest point */
    BRI_OUTSIDE_NONE   /* no value: NaN */
} bri_outside;

typedef struct bri_curve {
    const char *name;     /* as formulas call it */
    bool is_file;         /* by a file's name, in quotation marks */
    const double *x, *y;  /* points, x ascending; finite */
    const double *slope;  /* from each to the next; 0 for the last and where it steps */
    const double *least, *greatest; /* of y: [count + i] of point i, [i] of those at 2i and 2i + 1 */
    uint32_t count;       /* at least 2 */
    bri_type x_type, y_type;
    double x_unit, y_unit; /* one of each's unit, in internal units */
    const char *x_unit_name, *y_unit_name;
    bri_outside outside;
    bool is_step;         /* constant from each point up to the next */
} bri_curve;

/** Work out what follows from the points; false: memory is out. Slopes may come out infinite: the caller looks. */
bool bri_curve_finish(bri_arena *arena, bri_curve *curve);

/** The value at x; NaN where x is, or by `outside`. */
double bri_curve_value(const bri_curve *curve, double x);
/** The derivative at x, of the side of what follows. */
double bri_curve_slope(const bri_curve *curve, double x);
/** Bounds of the computed value over an interval that is not undefined. Where it reaches beyond the table: undefined by BRI_OUTSIDE_NONE; by
 *  BRI_OUTSIDE_ERROR it is known that no value lies there, though a box may. */
bri_interval bri_curve_bound(const bri_curve *curve, bri_interval x);

#endif
