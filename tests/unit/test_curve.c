/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as functions: points are met to the last bit, nothing lies beyond its neighbours, and bounds hold and are reached. */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/curve.h"
#include "lang/interval.h"

enum { MOST = 70, CURVES = 300, BOXES = 60 };

typedef struct world {
    bri_arena *arena;
    gsl_rng *rng;
    double x[MOST], y[MOST];
    bri_curve curve;
} world;

static double uniform(world *w, double low, double high) {
    return low + (high - low) * gsl_rng_uniform(w->rng);
}

/* A curve of 2 to 70 points, whose steps in x go from 1e-9 to 1e3, and some of whose neighbours are alike. */
static void make_curve(world *w, uint32_t count, bool is_step) {
    double x = uniform(w, -100, 100);
    for (uint32_t i = 0; i < count; i++) {
        w->x[i] = x;
        w->y[i] = i > 0 && gsl_rng_uniform(w->rng) < 0.2 ? w->y[i - 1] : uniform(w, -1, 1) * pow(10, uniform(w, -3, 3));
        x += pow(10, uniform(w, -9, 3));
        if (!(x > w->x[i])) x = nextafter(w->x[i], INFINITY);
    }
    w->curve = (bri_curve){.x = w->x, .y = w->y, .count = count, .outside = BRI_OUTSIDE_HOLD, .is_step = is_step};
    assert_true(bri_curve_finish(w->arena, &w->curve));
}

static int set_up(void **state) {
    static world w;
    w = (world){.arena = bri_arena_new(), .rng = gsl_rng_alloc(gsl_rng_mt19937)};
    *state = &w;
    return w.arena == NULL;
}

static int tear_down(void **state) {
    world *w = *state;
    bri_arena_free(w->arena);
    gsl_rng_free(w->rng);
    return 0;
}

static void test_curve__points_are_met_and_nothing_lies_beyond_its_neighbours(void **state) {
    world *w = *state;
    for (int c = 0; c < CURVES; c++) {
        make_curve(w, 2 + (uint32_t)gsl_rng_uniform_int(w->rng, MOST - 1), c % 3 == 0);
        for (uint32_t i = 0; i < w->curve.count; i++) assert_true(bri_curve_value(&w->curve, w->x[i]) == w->y[i]);
        for (uint32_t i = 0; i + 1 < w->curve.count; i++) {
            double low = fmin(w->y[i], w->y[i + 1]), high = fmax(w->y[i], w->y[i + 1]), last = w->y[i];
            double ends[] = {nextafter(w->x[i], INFINITY), 0.25 * w->x[i] + 0.75 * w->x[i + 1], nextafter(w->x[i + 1], -INFINITY)};
            for (int e = 0; e < 3; e++) {
                if (!(ends[e] > w->x[i] && ends[e] < w->x[i + 1])) continue;
                double value = bri_curve_value(&w->curve, ends[e]);
                assert_true(value >= low && value <= high);
                if (w->curve.is_step) assert_true(value == w->y[i]);
                assert_true(w->y[i + 1] >= w->y[i] ? value >= last || w->curve.is_step : value <= last || w->curve.is_step);
                last = value;
            }
        }
    }
}

static void test_curve__is_linear_between_its_points(void **state) {
    (void)state;
    static const double x[] = {1, 3, 4}, y[] = {10, 20, -5};
    bri_arena *arena = bri_arena_new();
    bri_curve curve = {.x = x, .y = y, .count = 3};
    assert_true(bri_curve_finish(arena, &curve));
    assert_true(bri_curve_value(&curve, 2) == 15 && bri_curve_value(&curve, 1.5) == 12.5 && bri_curve_value(&curve, 3.5) == 7.5);
    assert_true(bri_curve_slope(&curve, 2) == 5 && bri_curve_slope(&curve, 3) == -25);
    assert_true(isnan(bri_curve_value(&curve, 0.999)) && isnan(bri_curve_value(&curve, 4.001)) && isnan(bri_curve_value(&curve, NAN)));
    curve.outside = BRI_OUTSIDE_HOLD;
    assert_true(bri_curve_value(&curve, 0.999) == 10 && bri_curve_value(&curve, INFINITY) == -5 && bri_curve_slope(&curve, 5) == 0);
    assert_true(isnan(bri_curve_value(&curve, NAN)));
    curve.outside = BRI_OUTSIDE_NONE;
    assert_true(bri_interval_is_undefined(bri_curve_bound(&curve, (bri_interval){0.5, 2})));
    assert_true(bri_interval_is_undefined(bri_curve_bound(&curve, (bri_interval){2, INFINITY})));
    bri_interval bound = bri_curve_bound(&curve, (bri_interval){2, 4});
    assert_true(bound.low == -5 && bound.high == 20);
    bri_arena_free(arena);
}

/* The bound is the least and the greatest of the values at the ends and at the points between, which is what a look at each of them gives. */
static void test_curve__bounds_hold_and_are_reached(void **state) {
    world *w = *state;
    for (int c = 0; c < CURVES; c++) {
        make_curve(w, 2 + (uint32_t)gsl_rng_uniform_int(w->rng, MOST - 1), c % 3 == 0);
        double first = w->x[0] - 5, last = w->x[w->curve.count - 1] + 5;
        for (int b = 0; b < BOXES; b++) {
            double from = b % 4 == 0 ? w->x[gsl_rng_uniform_int(w->rng, w->curve.count)] : uniform(w, first, last);
            double to = b % 5 == 0 ? w->x[gsl_rng_uniform_int(w->rng, w->curve.count)] : b % 7 == 0 ? from : uniform(w, first, last);
            bri_interval box = {fmin(from, to), fmax(from, to)}, bound = bri_curve_bound(&w->curve, box);
            double low = INFINITY, high = -INFINITY;
            for (uint32_t i = 0; i < w->curve.count + 2; i++) {
                double x = i < w->curve.count ? w->x[i] : i == w->curve.count ? box.low : box.high;
                if (x < box.low || x > box.high) continue;
                low = fmin(low, bri_curve_value(&w->curve, x));
                high = fmax(high, bri_curve_value(&w->curve, x));
            }
            assert_true(bound.low == low && bound.high == high);
            for (int p = 0; p < 20; p++) {
                double value = bri_curve_value(&w->curve, fmin(fmax(uniform(w, box.low, box.high), box.low), box.high));
                assert_true(value >= bound.low && value <= bound.high);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_curve__points_are_met_and_nothing_lies_beyond_its_neighbours, set_up, tear_down),
        cmocka_unit_test(test_curve__is_linear_between_its_points),
        cmocka_unit_test_setup_teardown(test_curve__bounds_hold_and_are_reached, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
