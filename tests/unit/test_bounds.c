/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bounds hold: for random expressions, boxes and points, low <= computed value <= high without exception. And they are tight where an expression
 * is monotone. */
#include <float.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake_scope.h"

#define EXPRESSIONS 20000
#define BOXES 6
#define POINTS 12

static const double parameters[FAKE_PARAMETERS] = {1.5, 2.5, -0.5, 0.0, 0.01};

typedef struct maker {
    gsl_rng *rng;
    char *text;
    size_t length, room;
} maker;

static unsigned below(maker *m, unsigned n) {
    return (unsigned)gsl_rng_uniform_int(m->rng, n);
}

static void put(maker *m, const char *text) {
    size_t length = strlen(text);
    assert_true(m->length + length < m->room);
    memcpy(m->text + m->length, text, length + 1);
    m->length += length;
}

/* # a number, @ a positive duration, ~ a boolean. */
static const char *const numbers[] = {
    "(#+#)", "(#-#)", "(#*#)", "(#*#)", "(#/#)", "(#+#)", "(-#)", "#^2", "#^3", "#^-1", "#^-2", "#^0.5", "(#^#)", "#%#", "#%3", "abs(#)", "min(#,#)",
    "max(#,#,#)", "exp(#)", "exp(-abs(#))", "log(#)", "log(abs(#))", "log10(#)", "log1p(#)", "expm1(#)", "sqrt(#)", "sqrt(abs(#))", "sin(#)", "cos(#)",
    "tan(#)", "tanh(#)", "atan(#)", "floor(#)", "ceil(#)", "round(#)", "sign(#)", "logistic(#)", "hypot(#,#)", "erf(#)", "clamp(#,-1,2)",
    "clamp(#,#,#)", "step(#)", "logit(#)", "logit(logistic(#))", "(~+#)", "(~ ? # : #)", "(~ ? # : #)", "x0*x0", "x1*(1-x1)", "(x0 > 0 ? log(x0) : 0)",
    "exp(#/(1+abs(#)))", "#*1 d*exponential_hazard(@,@)", "1 d*weibull_hazard(@,0.7,@)", "1 d*weibull_hazard(@,2.3,5 d)",
    "1 d*weibull_hazard(@,0.1+abs(#),3 d)", "1 d*gamma_hazard(@,0.4,@)", "1 d*gamma_hazard(@,3.5,2 d)", "1 d*gamma_hazard(@,0.2+abs(#),2 d)",
    "1 d*lognormal_hazard(@,@,0.8)", "1 d*lognormal_hazard(@,16 d,0.8)", "1 d*lognormal_hazard(age,16 d*exp(-x0/4),0.3)",
    "1 d*lognormal_hazard(@,9 d,0.2+abs(#))", "1 d*loglogistic_hazard(@,2.5,@)", "1 d*loglogistic_hazard(@,0.6,3 d)",
    "1 d*loglogistic_hazard(@,0.3+abs(#),3 d)", "1 d*inverse_gaussian_hazard(@,@,4 d)", "1 d*inverse_gaussian_hazard(@,9 d,4 d)",
    "1 d*inverse_gaussian_hazard(@,9 d,@)", "1 d*uniform_hazard(@,2 d,7 d)", "1 d*uniform_hazard(@,@,20 d)"};
static const char *const leaves[] = {"x0", "x1", "x2", "x3", "x4", "x5", "tension", "x0", "x1", "0.3", "2", "-1.5", "0", "1e3", "a0", "a2", "pi"};
static const char *const durations[] = {"age", "since(test)", "abs(x0)*1 d", "(1 d + 1 d*abs(x1))", "exp(x2)*1 d", "age", "6 d"};
static const char *const booleans[] = {"#<#", "#<=#", "#>#", "#>=#", "#==#", "#!=#", "on", "!on", "(~&&~)", "(~||~)", "!(~)", "in_eez", "x0>0"};

#define PICK(m, list) list[below(m, sizeof list / sizeof list[0])]

static void make(maker *m, char kind, int depth) {
    const char *form = kind == '@' ? PICK(m, durations) : kind == '~' ? PICK(m, booleans) : depth == 0 ? PICK(m, leaves) : PICK(m, numbers);
    if (kind == '~' && depth == 0)
        form = "on";
    for (; *form; form++) {
        if (*form == '#' || *form == '@' || *form == '~')
            make(m, *form, depth > 0 ? depth - 1 : 0);
        else
            put(m, (char[2]){*form, '\0'});
    }
}

static double random_number(maker *m) {
    static const double special[] = {0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 1e-100, 1e100, 7.0, 16.0, 5e-324};
    switch (below(m, 6)) {
    case 0: return PICK(m, special);
    case 1: return 10.0 * gsl_rng_uniform(m->rng);
    case 2: return (gsl_rng_uniform(m->rng) - 0.5) * 1e3;
    default: return 4.0 * (gsl_rng_uniform(m->rng) - 0.5);
    }
}

static bri_interval random_box(maker *m) {
    static const double widths[] = {0.0, 0.0, 1e-15, 1e-9, 1e-3, 0.1, 1.0, 30.0, INFINITY};
    double low = random_number(m), high = low + PICK(m, widths) * gsl_rng_uniform(m->rng);
    if (below(m, 40) == 0)
        low = -INFINITY;
    return isnan(high) ? (bri_interval){low, low} : (bri_interval){low, high};
}

static void random_boxes(maker *m, bri_interval boxes[FAKE_SLOTS]) {
    for (int i = 0; i < FAKE_SLOTS; i++)
        boxes[i] = random_box(m);
    for (int i = 6; i <= 9; i += 3) { /* ages are not negative, and may be infinite */
        boxes[i] = (bri_interval){fabs(boxes[i].low), fabs(boxes[i].low) + (boxes[i].high - boxes[i].low)};
        if (isnan(boxes[i].high) || below(m, 20) == 0)
            boxes[i] = (bri_interval){INFINITY, INFINITY};
    }
    static const bri_interval truths[] = {{0, 0}, {1, 1}, {0, 1}};
    boxes[7] = PICK(m, truths);
}

static double random_point(maker *m, bri_interval box) {
    double u = gsl_rng_uniform(m->rng), point = box.low + u * (box.high - box.low);
    unsigned where = below(m, 4);
    if (where == 0 || box.low == box.high)
        return box.low;
    if (where == 1)
        return box.high;
    if (where == 2 && isfinite(box.low))
        point = nextafter(box.low, INFINITY);
    if (isinf(box.low))
        point = isinf(box.high) ? random_number(m) : box.high - 1e3 * u;
    else if (isinf(box.high))
        point = box.low + 1e3 * u;
    return fmin(fmax(point, box.low), box.high);
}

static void check_points(maker *m, const bri_code *code, const bri_interval *boxes, bri_interval bound) {
    double slots[FAKE_SLOTS], scratch[600];
    for (int p = 0; p < POINTS; p++) {
        const double marks[2] = {below(m, 2) ? NAN : random_number(m), below(m, 3) == 2 ? NAN : below(m, 2)};
        for (int i = 0; i < FAKE_SLOTS; i++)
            slots[i] = random_point(m, boxes[i]);
        slots[7] = boxes[7].low == boxes[7].high ? boxes[7].low : below(m, 2);
        double value = bri_code_value(code, &(bri_env){.slot = slots, .parameter = parameters, .mark = marks, .scratch = scratch});
        bool is_whole = bound.low == -INFINITY && bound.high == INFINITY;
        if (isnan(value) ? !is_whole : !(bound.low <= value && value <= bound.high)) {
            for (int i = 0; i < FAKE_SLOTS; i++)
                print_error("slot %d: [%.17g, %.17g] %.17g\n", i, boxes[i].low, boxes[i].high, slots[i]);
            fail_msg("%s is %.17g, outside of [%.17g, %.17g]", m->text, value, bound.low, bound.high);
        }
    }
}

static void test_bounds__hold_for_random_expressions_boxes_and_points(void **state) {
    (void)state;
    char text[20000];
    maker m = {.rng = gsl_rng_alloc(gsl_rng_mt19937), .text = text, .room = sizeof text};
    bri_interval boxes[FAKE_SLOTS], scratch[600];
    size_t finite = 0, total = 0;
    for (int e = 0; e < EXPRESSIONS; e++) {
        fake_world world;
        fake_world_init(&world);
        m.length = 0;
        make(&m, '#', 1 + (int)below(&m, 4));
        const bri_expr *expr = fake_parse(&world, text); /* some have no value: log(-1.5) */
        const bri_code *code = expr ? bri_code_compile(world.arena, expr, NULL) : NULL;
        for (int b = 0; code && bri_code_scratch(code) <= 600 && b < BOXES; b++) {
            random_boxes(&m, boxes);
            bri_interval bound = bri_code_bound(code, boxes, parameters, scratch);
            assert_true(bound.low <= bound.high);
            finite += isfinite(bound.low) && isfinite(bound.high);
            total++;
            check_points(&m, code, boxes, bound);
        }
        fake_world_clear(&world);
    }
    gsl_rng_free(m.rng);
    assert_true(total > EXPRESSIONS * BOXES / 2); /* the test must not have passed by parsing nothing, */
    assert_true(finite > total / 4);              /* nor by bounding nothing */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds__hold_for_random_expressions_boxes_and_points),
    };
    return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
