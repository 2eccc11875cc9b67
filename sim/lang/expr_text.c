/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An expression as text that parses to the same tree: parentheses only where precedence needs them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/curve.h"
#include "lang/functions.h"
#include "lang/node.h"

/* How tightly a written form binds; ATOM never needs parentheses. */
enum { LOOSEST, CHOOSES, ORS, ANDS, EQUALS, COMPARES, ADDS, MULTIPLIES, PREFIXES, RAISES, ATOM };

typedef struct writer {
    FILE *stream;
    const char *(*leaf_name)(void *context, const bri_leaf *leaf);
    void *context;
} writer;

static const struct form {
    int power;
    const char *symbol;
} forms[BRI_OP_COUNT] = {
    [BRI_OP_SELECT] = {CHOOSES, "?"},
    [BRI_OP_OR] = {ORS, " || "},
    [BRI_OP_AND] = {ANDS, " && "},
    [BRI_OP_EQUAL] = {EQUALS, " == "},
    [BRI_OP_NOT_EQUAL] = {EQUALS, " != "},
    [BRI_OP_LESS] = {COMPARES, " < "},
    [BRI_OP_LESS_EQUAL] = {COMPARES, " <= "},
    [BRI_OP_GREATER] = {COMPARES, " > "},
    [BRI_OP_GREATER_EQUAL] = {COMPARES, " >= "},
    [BRI_OP_ADD] = {ADDS, " + "},
    [BRI_OP_SUBTRACT] = {ADDS, " - "},
    [BRI_OP_MULTIPLY] = {MULTIPLIES, " * "},
    [BRI_OP_DIVIDE] = {MULTIPLIES, " / "},
    [BRI_OP_MOD] = {MULTIPLIES, " % "},
    [BRI_OP_NEGATE] = {PREFIXES, "-"},
    [BRI_OP_NOT] = {PREFIXES, "!"},
    [BRI_OP_POWER] = {RAISES, "^"},
};

/* What `posture(PRK) == 1` is called; NULL: it has no name. */
static const char *test_name(const writer *w, const bri_expr *expr) {
    const bri_expr *slot = expr->op == BRI_OP_EQUAL ? expr->argument[0] : NULL, *value = slot ? expr->argument[1] : NULL;
    if (!slot || slot->op != BRI_OP_LEAF || slot->leaf.kind != BRI_LEAF_SLOT || value->op != BRI_OP_CONSTANT) return NULL;
    bri_leaf test = slot->leaf;
    test.is_test = true;
    test.value = value->value;
    return w->leaf_name(w->context, &test);
}

static int power_of(const writer *w, const bri_expr *expr) {
    if (test_name(w, expr)) return ATOM;
    if (expr->op != BRI_OP_CONSTANT) return forms[expr->op].power ? forms[expr->op].power : ATOM;
    if (expr->type.is_boolean || expr->type.is_any || expr->type.time_power == 0 || isinf(expr->value)) return signbit(expr->value) ? PREFIXES : ATOM;
    return expr->type.time_power == 1 && !signbit(expr->value) ? RAISES : MULTIPLIES; /* 3 d, which may not be raised bare; 2/d */
}

/* The fewest digits from which `is_read` reads the value again. */
static void number_text(double value, bool (*is_read)(double number, const void *context), const void *context, char text[32]) {
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 32, "%.*g", digits, value);
        if (is_read(strtod(text, NULL), context)) break;
    }
}

static bool is_number(double number, const void *context) {
    return number == *(const double *)context;
}

/* A duration or a rate, and a unit to tell it in. */
typedef struct timed {
    double value, days;
    bool is_rate;
} timed;

static bool is_timed(double number, const void *context) {
    const timed *t = context;
    return (t->is_rate ? number / t->days : number * t->days) == t->value;
}

/* In the unit that makes it shortest; days do for all. */
static const char *timed_text(double value, bool is_rate, char text[32]) {
    static const char *const units[] = {"d", "h", "min", "s", "ms", "mo", "yr"};
    const char *best = units[0];
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const timed t = {value, bri_unit_days(units[i]), is_rate};
        char found[32];
        number_text(is_rate ? value * t.days : value / t.days, is_timed, &t, found);
        if (i > 0 && (strlen(found) >= strlen(text) || !is_timed(strtod(found, NULL), &t))) continue;
        strcpy(text, found);
        best = units[i];
    }
    return best;
}

const char *bri_duration_text(double days, char text[40]) {
    const char *unit = timed_text(days, false, text);
    size_t length = strlen(text);
    snprintf(text + length, 40 - length, " %s", unit);
    return text;
}

static bool is_timeless(const bri_expr *expr) {
    return expr->type.is_any || expr->type.time_power == 0 || isinf(expr->value);
}

static void write_constant(FILE *stream, const bri_expr *expr) {
    int power = expr->type.time_power;
    char text[40];
    if (expr->type.is_boolean) {
        fputs(expr->value != 0.0 ? "true" : "false", stream);
    } else if (!is_timeless(expr) && power == 1) {
        fputs(bri_duration_text(expr->value, text), stream);
    } else if (!is_timeless(expr) && power == -1) {
        const char *unit = timed_text(expr->value, true, text);
        fprintf(stream, "%s/%s", text, unit);
    } else {
        number_text(expr->value, is_number, &expr->value, text);
        fputs(text, stream);
        if (!is_timeless(expr)) fprintf(stream, "%sd^%d", power > 0 ? "*" : "/", abs(power));
    }
}

/* The unit in x/yr; NULL: the divisor is no such. */
static const char *unit_of_divisor(const bri_expr *expr, char text[32]) {
    const bri_expr *divisor = expr->op == BRI_OP_DIVIDE ? expr->argument[1] : NULL;
    if (!divisor || divisor->op != BRI_OP_CONSTANT || divisor->type.time_power != 1 || is_timeless(divisor)) return NULL;
    const char *unit = timed_text(divisor->value, false, text);
    return strcmp(text, "1") == 0 ? unit : NULL;
}

static void write_expr(const writer *w, const bri_expr *expr);

static void write_within(const writer *w, const bri_expr *expr, int minimum) {
    bool needs = power_of(w, expr) < minimum;
    if (needs) fputc('(', w->stream);
    write_expr(w, expr);
    if (needs) fputc(')', w->stream);
}

static void write_call(const writer *w, const bri_expr *expr) {
    fprintf(w->stream, "%s(", expr->function->name);
    if (expr->function->kind == BRI_FUNCTION_OVER) fprintf(w->stream, "%s, ", w->leaf_name(w->context, &expr->leaf));
    if (expr->op == BRI_OP_TABLE) {
        const char *quote = expr->leaf.curve->is_file ? "'" : "";
        fprintf(w->stream, "%s%s%s, ", quote, expr->leaf.curve->name, quote);
    }
    for (uint32_t i = 0; i < expr->argument_count; i++) {
        if (i > 0) fputs(", ", w->stream);
        write_expr(w, expr->argument[i]);
    }
    fputc(')', w->stream);
}

static void write_operator(const writer *w, const bri_expr *expr, struct form form) {
    char text[32];
    const char *unit = unit_of_divisor(expr, text);
    if (unit) {
        write_within(w, expr->argument[0], MULTIPLIES);
        fprintf(w->stream, "/%s", unit);
    } else if (expr->op == BRI_OP_SELECT) {
        write_within(w, expr->argument[0], CHOOSES + 1);
        fputs(" ? ", w->stream);
        write_within(w, expr->argument[1], CHOOSES);
        fputs(" : ", w->stream);
        write_within(w, expr->argument[2], CHOOSES);
    } else if (form.power == PREFIXES) {
        fputs(form.symbol, w->stream);
        write_within(w, expr->argument[0], PREFIXES);
    } else {
        bool is_right = expr->op == BRI_OP_POWER, is_ordering = form.power == COMPARES;
        write_within(w, expr->argument[0], is_right || is_ordering ? form.power + 1 : form.power);
        fputs(form.symbol, w->stream);
        write_within(w, expr->argument[1], is_right ? form.power : form.power + 1);
    }
}

static void write_expr(const writer *w, const bri_expr *expr) {
    struct form form = forms[expr->op];
    const char *test = test_name(w, expr);
    if (test)
        fputs(test, w->stream);
    else if (expr->op == BRI_OP_CONSTANT)
        write_constant(w->stream, expr);
    else if (expr->op == BRI_OP_LEAF)
        fputs(w->leaf_name(w->context, &expr->leaf), w->stream);
    else if (form.power)
        write_operator(w, expr, form);
    else
        write_call(w, expr);
}

const char *bri_expr_text(bri_arena *arena, const bri_expr *expr, const char *(*leaf_name)(void *context, const bri_leaf *leaf), void *context) {
    char *buffer = NULL, *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&buffer, &length);
    if (!stream) return NULL;
    write_expr(&(writer){.stream = stream, .leaf_name = leaf_name, .context = context}, expr);
    if (fclose(stream) == 0) text = bri_arena_text(arena, buffer, length);
    free(buffer);
    return text;
}
