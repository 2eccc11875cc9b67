/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas in settings: parsed in the scope of the build, where they are strings; constants, where they are numbers. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "lang/functions.h"
#include "plan/setting.h"

bri_type bri_dimension_type(brink_dimension dimension) {
    switch (dimension) {
    case BRINK_DURATION: return BRI_DURATION;
    case BRINK_RATE: return BRI_RATE;
    case BRINK_BOOLEAN: return BRI_BOOLEAN;
    default: return BRI_NUMBER;
    }
}

static bri_expr_want want_of(const bri_build *build, const brink_setting *setting, const char *what) {
    return (bri_expr_want){.type = bri_dimension_type(setting->dimension),
                           .any_type = setting->dimension == BRINK_ANY,
                           .allow_draws = setting->allows_draws,
                           .only_parameters = setting->only_parameters,
                           .what = what,
                           .instead = build->context.is_gap ? bri_law_instead : NULL};
}

/* A bare number, true or false. */
static const bri_expr *literal(bri_build *build, const bri_tree_node *node, const brink_setting *setting, const char *what) {
    bri_type type = bri_dimension_type(setting->dimension);
    char buffer[32];
    bool is_truth = node->kind == BRI_TREE_BOOLEAN;
    if (!isfinite(node->number)) {
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s is not a finite number", what);
        return NULL;
    }
    if (setting->dimension == BRINK_ANY) return bri_expr_constant(build->arena, node->number, is_truth ? BRI_BOOLEAN : BRI_NUMBER);
    if (type.is_boolean ? is_truth : !is_truth && (type.time_power == 0 || node->number == 0))
        return bri_expr_constant(build->arena, node->number, type);
    const char *hint = type.is_boolean || is_truth
                           ? NULL
                           : bri_build_text(build, "give it a unit, such as \"%.10g%s\"", node->number, type.time_power > 0 ? " d" : "/yr");
    bri_diag_error(build->diagnostics, node->value_place, hint, "%s must be %s, not %s", what, bri_type_name(type, buffer),
                   is_truth ? "a boolean" : "a number");
    return NULL;
}

const bri_expr *bri_formula_read(bri_build *build, const bri_tree_node *node, const brink_setting *setting, const char *what) {
    switch (node->kind) {
    case BRI_TREE_INTEGER:
    case BRI_TREE_REAL:
    case BRI_TREE_BOOLEAN: return literal(build, node, setting, what);
    case BRI_TREE_STRING: {
        bri_expr_want want = want_of(build, setting, what);
        return bri_formula_parse(build, node, 0, node->string_length, &want);
    }
    default:
        bri_diag_error(build->diagnostics, node->value_place, NULL, "%s must be a number or a formula in a string, not %s", what,
                       bri_tree_kind_name(node->kind));
        return NULL;
    }
}

const bri_expr *bri_formula_parse(bri_build *build, const bri_tree_node *node, size_t begin, size_t end, const bri_expr_want *want) {
    return bri_expr_parse(build->arena, node->string + begin, end - begin, node->string_places + begin, &build->scope, want, NULL, 0,
                          build->diagnostics);
}

const bri_expr *bri_formula_make(bri_build *build, const char *text, bri_place place, const bri_expr_want *want, const bri_expr *const *arguments,
                                 size_t count) {
    size_t length = strlen(text);
    bri_place *places = bri_build_alloc(build, length + 1, sizeof *places);
    for (size_t i = 0; i < count; i++)
        if (!arguments[i]) return NULL;
    if (!places) return NULL;
    for (size_t i = 0; i <= length; i++) places[i] = place;
    return bri_expr_parse(build->arena, text, length, places, &build->scope, want, arguments, count, build->diagnostics);
}

bool bri_context_is_bound(const bri_build *build) {
    uint32_t decision = build->context.decision;
    return decision != BRI_NONE && build->decisions[decision].range != BRI_NONE && build->decisions[decision].target_is == BRI_REACT_ANY;
}

void bri_check_add(bri_build *build, const bri_expr *expr, const brink_setting *setting, bri_place place, const char *what) {
    if (bri_expr_type(expr).is_boolean && setting->dimension != BRINK_NUMBER) return;
    /* Where it is not known yet whom self and target are, what comes out is looked at when it happens. */
    bool is_of_instance = bri_expr_has_members(expr) && !build->context.is_family;
    if (is_of_instance && !bri_context_is_bound(build)) return;
    bool has_range = setting->minimum != 0 || setting->maximum != 0;
    bri_check *check = bri_list_add(build, &build->checks, sizeof *check);
    if (check)
        *check = (bri_check){.expr = expr,
                             .minimum = has_range ? setting->minimum : -INFINITY,
                             .maximum = has_range ? setting->maximum : INFINITY,
                             .excludes_minimum = setting->excludes_minimum,
                             .group = build->context.is_family ? build->context.self - 1 : BRI_NONE,
                             .decision = is_of_instance ? build->context.decision : BRI_NONE,
                             .place = place,
                             .what = what};
}

static const char *const reserved[] = {"none", "self", "target", "dyad"};

const char *const *bri_reserved_names(size_t *count) {
    *count = sizeof reserved / sizeof *reserved;
    return reserved;
}

/* What a word that is taken is. */
static const char *meaning_of(const char *word) {
    if (bri_unit_days(word) > 0) return "it is a unit of time";
    return bri_function_find(word) ? "it is a function of formulas" : NULL;
}

bool bri_name_is_good(bri_build *build, const char *name, bri_place place, const char *what) {
    bool is_word = isalpha((unsigned char)name[0]) || name[0] == '_';
    for (const char *c = name; *c; c++) is_word &= isalnum((unsigned char)*c) || *c == '_';
    bool is_taken = bri_word_is_taken(name);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) is_taken |= strcmp(name, reserved[i]) == 0;
    if (!is_word)
        bri_diag_error(build->diagnostics, place, NULL, "the name of %s \"%s\" may hold letters, digits and _ only, a letter first", what, name);
    else if (is_taken)
        bri_diag_error(build->diagnostics, place, meaning_of(name), "%s \"%s\": the name is a word of the language", what, name);
    return is_word && !is_taken;
}
