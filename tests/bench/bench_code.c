/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rate costs: a log-linear one of five terms as compiled code, beside the same written by hand; and its bound. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/elementary.h"
#include "lang/code.h"

#define EVALUATIONS 20000000

static bri_found find(void *self, const char *name, bri_place place, bri_leaf *leaf) {
    (void)self, (void)place;
    if (name[0] != 'x') return BRI_NOT_FOUND;
    *leaf = (bri_leaf){.kind = BRI_LEAF_SLOT, .index = (uint32_t)(name[1] - '0')};
    return BRI_FOUND;
}

static double by_hand(const double *x) {
    return 0.0437 * bri_exp(-0.4 * x[0] + 0.3 * x[1] - 1.1 * x[2] + 0.7 * x[3] + 0.05 * x[4]);
}

/* Nanoseconds of this process: others may be running. */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static const bri_code *compile(bri_arena *arena, brink_diagnostics *diagnostics, const char *text) {
    const bri_scope scope = {.name = find};
    bri_place places[200] = {{0}};
    const bri_expr_want want = {.any_type = true, .what = "the rate"};
    const bri_expr *expr = bri_expr_parse(arena, text, strlen(text), places, &scope, &want, NULL, 0, diagnostics);
    return expr ? bri_code_compile(arena, expr, NULL) : NULL;
}

int main(void) {
    bri_arena *arena = bri_arena_new();
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    const bri_code *code = compile(arena, diagnostics, "0.0437 * exp(-0.4*x0 + 0.3*x1 - 1.1*x2 + 0.7*x3 + 0.05*x4)");
    double x[5] = {0.35, 1.0, 0.0, 0.5, 2.0}, scratch[64], sums[2] = {0.0, 0.0};
    if (!code || bri_code_scratch(code) > 64) return EXIT_FAILURE;
    const bri_env env = {.slot = x, .scratch = scratch};
    double begin = now();
    for (int i = 0; i < EVALUATIONS; i++, x[0] += 1e-9) sums[0] += bri_code_value(code, &env);
    double middle = now();
    x[0] = 0.35;
    for (int i = 0; i < EVALUATIONS; i++, x[0] += 1e-9) sums[1] += by_hand(x);
    double end = now();
    bri_interval boxes[5] = {{0.3, 0.4}, {1, 1}, {0, 0}, {0.4, 0.6}, {1, 3}}, bounds[64];
    double width = 0.0;
    for (int i = 0; i < EVALUATIONS / 20; i++, boxes[0].high += 1e-9) width += bri_code_bound(code, boxes, NULL, bounds).high;
    double bounded = now();
    printf("rate, compiled: %6.2f ns\nrate, by hand:  %6.2f ns (%s)\nits bound:      %6.2f ns (%g)\n", (middle - begin) / EVALUATIONS,
           (end - middle) / EVALUATIONS, sums[0] == sums[1] ? "the same to the last bit" : "NOT THE SAME", 20 * (bounded - end) / EVALUATIONS, width);
    bri_arena_free(arena);
    brink_diagnostics_free(diagnostics);
    return sums[0] == sums[1] ? EXIT_SUCCESS : EXIT_FAILURE;
}
