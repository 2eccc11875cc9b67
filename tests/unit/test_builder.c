/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The builder, by a model of the test's own: an excitation that decays, as a self-exciting process has it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/tree.h"
#include "plan/action.h"
#include "plan/actor.h"
#include "plan/builder.h"
#include "plan/parameter.h"
#include "plan/scope.h"
#include "plan/sections.h"
#include "plan/setting.h"
#include "plan/variable.h"

/* ---- a model ---- */

static const brink_setting kernel_settings[] = {
    {.name = "of", .kind = BRINK_SETTING_ACTION, .is_required = true, .doc = "what excites"},
    {.name = "jump", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_RATE, .is_required = true, .maximum = INFINITY, .doc = "by how much"},
};
static const brink_table kernel_table = {kernel_settings, 2};

static const brink_setting settings[] = {
    {.name = "base", .kind = BRINK_SETTING_FORMULA, .dimension = BRINK_RATE, .is_required = true, .maximum = INFINITY, .doc = "rate at rest"},
    {.name = "half_life",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .fallback = "3 d",
     .maximum = INFINITY,
     .excludes_minimum = true,
     .only_parameters = true,
     .doc = "of the excitation"},
    {.name = "kernels", .kind = BRINK_SETTING_GROUPS, .group = &kernel_table, .doc = "what excites it"},
    {.name = "shape", .kind = BRINK_SETTING_WORD, .words = "sharp|smooth", .fallback = "smooth", .doc = "a word"},
    {.name = "since", .kind = BRINK_SETTING_DATE, .doc = "a date"},
    {.name = "is_on", .kind = BRINK_SETTING_FLAG, .fallback = "true", .doc = "a flag"},
    {.name = "number", .kind = BRINK_SETTING_NUMBER, .fallback = "2.5", .doc = "a number"},
    {.name = "samples", .kind = BRINK_SETTING_FORMULAS, .dimension = BRINK_NUMBER, .doc = "numbers"},
    {.name = "who", .kind = BRINK_SETTING_ACTORS, .doc = "actors"},
    {.name = "note", .kind = BRINK_SETTING_TEXT, .doc = "a text"},
};

/* What the model saw. */
static struct {
    size_t kernels, word, samples, actors;
    double number, date, flag, second, horizon;
    uint32_t actor;
    const char *note;
    bool has_shape;
} seen;

static void elaborate(brink_builder *builder, const brink_group *group) {
    const brink_expr *rate = brink_group_formula(group, "base");
    const brink_expr *zero = brink_builder_constant(builder, 0, BRINK_RATE);
    const brink_variable_spec spec = {.name = "heat", .initial = zero, .baseline = zero, .half_life = brink_group_formula(group, "half_life")};
    const brink_expr *heat = brink_builder_variable(builder, &spec);
    seen.kernels = brink_group_count(group, "kernels");
    for (size_t i = 0; i < seen.kernels; i++) {
        const brink_group *kernel = brink_group_group_at(group, "kernels", i);
        const brink_expr *sum[] = {heat, brink_group_formula(kernel, "jump")};
        if (brink_group_name(kernel, "of") != BRINK_NONE)
            brink_builder_effect(builder, brink_group_name(kernel, "of"), heat, brink_builder_expr(builder, "$1 + $2", sum, 2));
    }
    seen.word = brink_group_word(group, "shape");
    seen.has_shape = brink_group_has(group, "shape");
    seen.number = brink_group_number(group, "number");
    seen.flag = brink_group_number(group, "is_on");
    seen.date = brink_group_number(group, "since");
    seen.samples = brink_group_count(group, "samples");
    if (seen.samples > 1) brink_builder_is_constant(builder, brink_group_formula_at(group, "samples", 1), &seen.second);
    seen.actors = brink_group_count(group, "who");
    seen.actor = seen.actors ? brink_group_name_at(group, "who", 0) : BRINK_NONE;
    seen.note = brink_group_text(group, "note");
    seen.horizon = brink_builder_horizon(builder);
    if (seen.number > 100) brink_builder_complain(builder, group, "number", "%g is too much", seen.number);
    brink_builder_hazard(builder, brink_builder_expr(builder, "$1 + $2", (const brink_expr *[]){rate, heat}, 2), rate);
}

static const brink_model model = {.name = "heated", .table = {settings, sizeof settings / sizeof *settings}, .elaborate = elaborate};

/* ---- a scenario up to its decisions ---- */

typedef struct fixture {
    brink_diagnostics *diagnostics;
    bri_tree *tree;
    bri_build build;
    brink_scenario scenario;
} fixture;

/* Elaborate the model from the group `settings` of the text. */
static void build(fixture *f, const char *group) {
    static const char head[] = "brink = 1; scenario = { start = \"2017-01-01\"; end = \"2017-01-11\"; }; actors = { A = {}; B = {}; };\n"
                               "actions = { x = { actor = \"A\"; effects = ( \"v += 1\" ); }; y = { actor = \"B\"; }; }; variables = { v = 1.0; };\n"
                               "parameters = { pace = \"2/d\"; }; decisions = { act = { action = \"x\"; }; };\n";
    char text[2000];
    brink_error error;
    memset(f, 0, sizeof *f);
    f->diagnostics = brink_diagnostics_new();
    snprintf(text, sizeof text, "%smodel = { kind = \"heated\"; %s };\n", head, group);
    assert_int_equal(bri_tree_parse(&f->tree, "t.cfg", text, strlen(text), f->diagnostics, &error), BRINK_OK);
    const bri_tree_node *root = bri_tree_root(f->tree);
    f->build = (bri_build){.arena = bri_arena_new(), .diagnostics = f->diagnostics, .scenario = &f->scenario};
    bri_scope_init(&f->build);
    bri_sections_declare(&f->build, root); /* complains of the section "model" alone */
    bri_header_read(&f->build);
    bri_parameters_read(&f->build);
    bri_actors_read(&f->build);
    bri_variables_read(&f->build);
    bri_actions_read(&f->build);
    f->build.decisions = bri_arena_alloc(f->build.arena, 1, sizeof *f->build.decisions);
    f->build.decisions[0] = (bri_decision){.name = "act", .instances = 1, .range = BRI_NONE, .binding = BRI_NOBODY};
    f->build.context = (bri_context){.decision = 0};
    bri_model_elaborate(&f->build, &model, bri_tree_child(root, "model"), 0, 0);
    assert_false(f->build.is_out_of_memory);
}

static void clear(fixture *f) {
    bri_arena_free(f->build.arena);
    bri_tree_free(f->tree);
    brink_diagnostics_free(f->diagnostics);
}

static int complains(const fixture *f, const char *phrase) {
    char *text = brink_diagnostics_render(f->diagnostics, 0);
    int does = strstr(text, phrase) != NULL;
    if (!does) print_error("no \"%s\" in:\n%s", phrase, text);
    free(text);
    return does;
}

static void test_builder__hidden_variables_and_effects(void **state) {
    (void)state;
    fixture f;
    build(&f, "base = \"pace\"; kernels = ( { of = \"x\"; jump = \"1/d\"; }, { of = \"y\"; jump = \"2*pace\"; } );");
    assert_int_equal(brink_diagnostics_error_count(f.diagnostics), 1);
    const bri_decision *d = &f.build.decisions[0];
    assert_int_equal(d->clock, BRI_CLOCK_HAZARD);
    assert_int_equal(bri_expr_type(d->rate).time_power, -1);
    assert_non_null(d->field_rate);
    assert_int_equal(d->option_count, 1); /* its own action, as no option was named */
    assert_int_equal(d->options[0].action, 0);
    const bri_variable *heat = (const bri_variable *)f.build.variables.items + 1;
    assert_int_equal(f.build.variables.count, 2);
    assert_string_equal(heat->name, "act.heat");
    assert_true(heat->is_hidden);
    assert_int_equal(((const bri_slot_def *)f.build.slots.items)[heat->slot].kind, BRI_SLOT_RELAXING);
    bri_actions_finish(&f.build);
    assert_int_equal(f.build.actions[0].effect_count, 2); /* behind its own */
    assert_int_equal(f.build.actions[0].effects[1].target, heat->slot);
    assert_int_equal(f.build.actions[1].effect_count, 1);
    clear(&f);
}

static void test_builder__settings_reach_the_model(void **state) {
    (void)state;
    fixture f;
    build(
        &f,
        "base = 0; shape = \"sharp\"; since = \"2016-12-31\"; is_on = false; number = 7; samples = [1.0, 2.5]; who = [\"B\", \"A\"]; note = \"n\";");
    assert_int_equal(brink_diagnostics_error_count(f.diagnostics), 1);
    assert_true(seen.word == 0 && seen.has_shape);
    assert_true(seen.date == -1 && seen.flag == 0 && seen.number == 7 && seen.horizon == 10);
    assert_true(seen.samples == 2 && seen.second == 2.5);
    assert_true(seen.actors == 2 && seen.actor == 1);
    assert_string_equal(seen.note, "n");
    clear(&f);
    build(&f, "base = \"1/d\";");
    assert_true(seen.word == 1 && !seen.has_shape);
    assert_true(isnan(seen.date) && seen.flag == 1 && seen.number == 2.5);
    assert_true(seen.samples == 0 && seen.actors == 0 && seen.kernels == 0 && seen.note == NULL);
    clear(&f);
}

static void test_builder__wrong_settings_still_elaborate(void **state) {
    (void)state;
    fixture f;
    build(&f,
          "bse = 3; half_life = 3; number = 101; kernels = ( { of = \"z\"; jump = \"1 d\"; }, { } ); shape = \"shrp\"; samples = ( 1.0, \"a\" );");
    static const char *const phrases[] = {
        "unknown setting \"bse\" in model \"heated\" of decision \"act\"",
        "did you mean \"base\"?",
        "needs \"base\"",
        "must be a duration, not a number",
        "101 is too much",
        "unknown action \"z\"",
        "must be a rate, and this is a duration",
        "needs \"of\"",
        "needs \"jump\"",
        "must be sharp or smooth",
    };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) assert_true(complains(&f, phrases[i]));
    assert_non_null(f.build.decisions[0].rate);
    clear(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builder__hidden_variables_and_effects),
        cmocka_unit_test(test_builder__settings_reach_the_model),
        cmocka_unit_test(test_builder__wrong_settings_still_elaborate),
    };
    return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
