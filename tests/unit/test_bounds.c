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
static const char *const numbers[] = {"(#+#)",
                                      "(#-#)",
                                      "(#*#)",
                                      "(#*#)",
                                      "(#/#)",
                                      "(#+#)",
                                      "(-#)",
                                      "#^2",
                                      "#^3",
                                      "#^-1",
                                      "#^-2",
                                      "#^0.5",
                                      "(#^#)",
                                      "#%#",
                                      "#%3",
                                      "abs(#)",
                                      "min(#,#)",
                                      "max(#,#,#)",
                                      "exp(#)",
                                      "exp(-abs(#))",
                                      "log(#)",
                                      "log(abs(#))",
                                      "log10(#)",
                                      "log1p(#)",
                                      "expm1(#)",
                                      "sqrt(#)",
                                      "sqrt(abs(#))",
                                      "sin(#)",
                                      "cos(#)",
                                      "tan(#)",
                                      "tanh(#)",
                                      "atan(#)",
                                      "floor(#)",
                                      "ceil(#)",
                                      "round(#)",
                                      "sign(#)",
                                      "logistic(#)",
                                      "hypot(#,#)",
                                      "erf(#)",
                                      "clamp(#,-1,2)",
                                      "clamp(#,#,#)",
                                      "step(#)",
                                      "logit(#)",
                                      "logit(logistic(#))",
                                      "lgamma(#)",
                                      "lgamma(abs(#))",
                                      "#^33",
                                      "#^-40",
                                      "abs(#)^2.5",
                                      "(x0 > # ? log(x0) : x0)",
                                      "(x1 <= x0 || ~ ? # : sqrt(x1 - x0))",
                                      "(x0 > 1 && x1 < 2 ? 1/x0 + log(2 - x1) : x1)",
                                      "(!(x2 < #) ? #/x2 : -x2)",
                                      "(~+#)",
                                      "(~ ? # : #)",
                                      "(~ ? # : #)",
                                      "x0*x0",
                                      "x1*(1-x1)",
                                      "(x0 > 0 ? log(x0) : 0)",
                                      "exp(#/(1+abs(#)))",
                                      "table(bent,#)",
                                      "table(bent,x0)",
                                      "table(steps,#)",
                                      "table(gap,#)",
                                      "#*1 d*exponential_hazard(@,@)",
                                      "1 d*weibull_hazard(@,0.7,@)",
                                      "1 d*weibull_hazard(@,2.3,5 d)",
                                      "1 d*weibull_hazard(@,0.1+abs(#),3 d)",
                                      "1 d*gamma_hazard(@,0.4,@)",
                                      "1 d*gamma_hazard(@,3.5,2 d)",
                                      "1 d*gamma_hazard(@,0.2+abs(#),2 d)",
                                      "1 d*lognormal_hazard(@,@,0.8)",
                                      "1 d*lognormal_hazard(@,16 d,0.8)",
                                      "1 d*lognormal_hazard(age,16 d*exp(-x0/4),0.3)",
                                      "1 d*lognormal_hazard(@,9 d,0.2+abs(#))",
                                      "1 d*loglogistic_hazard(@,2.5,@)",
                                      "1 d*loglogistic_hazard(@,0.6,3 d)",
                                      "1 d*loglogistic_hazard(@,0.3+abs(#),3 d)",
                                      "1 d*inverse_gaussian_hazard(@,@,4 d)",
                                      "1 d*inverse_gaussian_hazard(@,9 d,4 d)",
                                      "1 d*inverse_gaussian_hazard(@,9 d,@)",
                                      "1 d*uniform_hazard(@,2 d,7 d)",
                                      "1 d*uniform_hazard(@,@,20 d)"};
static const char *const leaves[] = {"x0", "x1", "x2", "x3", "x4", "x5", "tension", "x0", "x1", "0.3", "2", "-1.5", "0", "1e3", "a0", "a2", "pi"};
static const char *const durations[] = {"age", "since(test)", "abs(x0)*1 d", "(1 d + 1 d*abs(x1))", "exp(x2)*1 d", "age", "6 d"};
static const char *const booleans[] = {"#<#", "#<=#", "#>#", "#>=#", "#==#", "#!=#", "on", "!on", "(~&&~)", "(~||~)", "!(~)", "in_eez", "x0>0"};

#define PICK(m, list) list[below(m, sizeof list / sizeof list[0])]

static void make(maker *m, char kind, int depth) {
    const char *form = kind == '@' ? PICK(m, durations) : kind == '~' ? PICK(m, booleans) : depth == 0 ? PICK(m, leaves) : PICK(m, numbers);
    if (kind == '~' && depth == 0) form = "on";
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
    if (below(m, 40) == 0) low = -INFINITY;
    return isnan(high) ? (bri_interval){low, low} : (bri_interval){low, high};
}

static void random_boxes(maker *m, bri_interval boxes[FAKE_SLOTS]) {
    for (int i = 0; i < FAKE_SLOTS; i++) boxes[i] = random_box(m);
    for (int i = 6; i <= 9; i += 3) { /* ages are not negative, and may be infinite */
        boxes[i] = (bri_interval){fabs(boxes[i].low), fabs(boxes[i].low) + (boxes[i].high - boxes[i].low)};
        if (isnan(boxes[i].high) || below(m, 20) == 0) boxes[i] = (bri_interval){INFINITY, INFINITY};
    }
    static const bri_interval truths[] = {{0, 0}, {1, 1}, {0, 1}};
    boxes[7] = PICK(m, truths);
}

static double random_point(maker *m, bri_interval box) {
    double u = gsl_rng_uniform(m->rng), point = box.low + u * (box.high - box.low);
    unsigned where = below(m, 4);
    if (where == 0 || box.low == box.high) return box.low;
    if (where == 1) return box.high;
    if (where == 2 && isfinite(box.low)) point = nextafter(box.low, INFINITY);
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
        for (int i = 0; i < FAKE_SLOTS; i++) slots[i] = random_point(m, boxes[i]);
        slots[7] = boxes[7].low == boxes[7].high ? boxes[7].low : below(m, 2);
        double value = bri_code_value(code, &(bri_env){.slot = slots, .parameter = parameters, .mark = marks, .scratch = scratch});
        bool is_whole = bound.low == -INFINITY && bound.high == INFINITY;
        if (isnan(value) ? !is_whole : !(bound.low <= value && value <= bound.high)) {
            for (int i = 0; i < FAKE_SLOTS; i++) print_error("slot %d: [%.17g, %.17g] %.17g\n", i, boxes[i].low, boxes[i].high, slots[i]);
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

static bri_interval bound_of(fake_world *world, const char *text, const bri_interval *boxes) {
    bri_interval scratch[200];
    const bri_code *code = fake_compile(world, text, NULL);
    assert_true(bri_code_scratch(code) <= 200);
    return bri_code_bound(code, boxes, parameters, scratch);
}

/* x0 in [-1, 2], x1 in [0.2, 0.3], x2 in [-3, -2], x3 = 4, age in [5, 9], on unknown. */
static const bri_interval small_boxes[FAKE_SLOTS] = {{-1, 2},       {0.2, 0.3}, {-3, -2}, {4, 4}, {1, 1},
                                                     {0, INFINITY}, {5, 9},     {0, 1},   {0, 0}, {0, INFINITY}};

static void test_bounds__are_tight(void **state) {
    static const struct {
        const char *text;
        double low, high;
    } cases[] = {
        {"x0^2", 0, 4},
        {"x0*x0", 0, 4},
        {"x0^3", -1, 8},
        {"x2^-2", 1.0 / 9, 0.25},
        {"x0^4 + 1", 1, 17},
        {"2^x0", 0.5, 4},
        {"abs(x0)", 0, 2},
        {"x1/x2", -0.15, -0.2 / 3},
        {"min(x0, x1)", -1, 0.3},
        {"clamp(x0, 0, 1)", 0, 1},
        {"exp(x0)", exp(-1), exp(2)},
        {"sin(x0)", sin(-1), 1},
        {"cos(x0)", cos(2), 1},
        {"cos(x2)", -0.9899924966004454, cos(2)},
        {"x0 % 5", 0, 5},
        {"x1 % 1", 0.2, 0.3},
        {"logistic(x0)", 1 / (1 + exp(1)), 1 / (1 + exp(-2))},
        {"on ? x1 : x3", 0.2, 4},
        {"x3 > 3 ? x1 : x0", 0.2, 0.3},
        {"x0 > 3 || x3 == 4", 1, 1},
        {"x0 > 1 && on", 0, 1},
        {"!(x2 > 0)", 1, 1},
        {"exp(-since(test)/(10 d))", 0, 1},
        {"1 d * weibull_hazard(age, 2, 10 d)", 0.1, 0.18},
        {"1 d * weibull_hazard(since(test), 0.5, 10 d)", 0, INFINITY},
        {"1 d * uniform_hazard(age, 2 d, 10 d)", 0.2, 1},
        {"1 d * exponential_hazard(age, 4 d + x1*1 d)", 1 / 4.3, 1 / 4.2},
        {"1 d * gamma_hazard(since(test), 3, 2 d)", 0, 0.5},
        {"1 d * loglogistic_hazard(age, 2, 7 d)", 5 / 37.0, 1 / 7.0}, /* the peak, at 7 d, is 1/7 */
        {"x0 > 0 ? log(x0 + 1) : 0", 0, log(3)},
        {"x0 > 0.5 ? 1/x0 : 2", 0.5, 2},
        {"!(x0 <= 0.5) && on ? 1/x0 : 2", 0.5, 2},
        {"x0 < -0.5 || x0 >= 1 ? 0 : sqrt(x0 + 0.5)", 0, sqrt(1.5)},
        {"in_eez ? x1 : x3", 0.2, 4},
        {"x1 > range_km ? 1 : 2", 1, 2},
        {"table(bent, x0)", -2, 5},      /* whole pieces within: their points */
        {"table(bent, x1)", 0.7, 0.85},  /* within one piece: its ends */
        {"table(bent, x2)", 0.3, 0.3},   /* before the first point */
        {"table(steps, x1)", 1, 1},
        {"table(steps, x0)", -2, 5},
        {"table(gap, x1)", 0.7, 0.85},
    };
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bri_interval bound = bound_of(&world, cases[i].text, small_boxes);
        bool is_low = fabs(bound.low - cases[i].low) <= 1e-10 * fabs(cases[i].low) + 1e-300;
        bool is_high = fabs(bound.high - cases[i].high) <= 1e-10 * fabs(cases[i].high) + 1e-300;
        if (!is_low || !(is_high || bound.high == cases[i].high)) fail_msg("%s lies in [%.17g, %.17g]", cases[i].text, bound.low, bound.high);
    }
    fake_world_clear(&world);
}

/* The peaks of unimodal hazards: no value within the box is above the bound, and some value is near it. */
static void test_bounds__of_hazards_meet_their_peaks(void **state) {
    static const char *const texts[] = {"1 d*lognormal_hazard(age, 16 d, 0.8)",       "1 d*lognormal_hazard(age, 3 d, 0.2)",
                                        "1 d*lognormal_hazard(age, 40 d, 2)",         "1 d*loglogistic_hazard(age, 3, 5 d)",
                                        "1 d*inverse_gaussian_hazard(age, 9 d, 4 d)", "1 d*inverse_gaussian_hazard(age, 5 d, 60 d)"};
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bri_interval boxes[FAKE_SLOTS] = {[6] = {0.001, 400}};
        double slots[FAKE_SLOTS] = {0}, scratch[50], greatest = 0.0;
        bri_interval bound = bound_of(&world, texts[i], boxes);
        const bri_code *code = fake_compile(&world, texts[i], NULL);
        for (slots[6] = 0.001; slots[6] < 400; slots[6] *= 1.0005)
            greatest = fmax(greatest, bri_code_value(code, &(bri_env){.slot = slots, .scratch = scratch}));
        assert_true(greatest <= bound.high && bound.high < greatest * (1.0 + 1e-6));
    }
    fake_world_clear(&world);
}

static void test_bounds__where_nothing_is_known_are_infinite(void **state) {
    static const char *const texts[] = {"1/x0", "log(x0)", "x1/(x2 - x2)", "0*x5", "range_km", "tan(x0)", "normal(x1, 1)", "table(gap, x2)",
                                        "x0^0.5", "sqrt(x2)"};
    (void)state;
    fake_world world;
    fake_world_init(&world);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bri_interval bound = bound_of(&world, texts[i], small_boxes);
        assert_true(bound.low == -INFINITY && bound.high == INFINITY);
    }
    fake_world_clear(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds__hold_for_random_expressions_boxes_and_points),
        cmocka_unit_test(test_bounds__are_tight),
        cmocka_unit_test(test_bounds__of_hazards_meet_their_peaks),
        cmocka_unit_test(test_bounds__where_nothing_is_known_are_infinite),
    };
    return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
