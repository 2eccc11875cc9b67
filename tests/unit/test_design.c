/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/design.h"
#include "small_crisis.h"

static brink_scenario *scenario;

static uint32_t parameter(const char *name) {
    uint32_t index;
    assert_true(bri_names_find(scenario->parameter_names, name, &index));
    return index;
}

static bri_design make(brink_run_options options) {
    bri_design design;
    brink_error error = {.message = ""};
    brink_status status = bri_design_init(&design, scenario, &options, 7, &error);
    assert_string_equal(error.message, "");
    assert_int_equal(status, BRINK_OK);
    return design;
}

static double value_of(const bri_design *design, size_t point, const char *name) {
    return design->points[point].parameters[parameter(name)];
}

static void test_design__the_base_is_always_the_first_point(void **state) {
    (void)state;
    bri_design design = make((brink_run_options){.output = NULL});
    assert_int_equal(design.point_count, 1);
    assert_string_equal(design.points[0].name, "base");
    assert_true(value_of(&design, 0, "test_rate") == scenario->parameters[parameter("test_rate")].value);
    assert_false(design.varies[parameter("test_rate")]);
    bri_design_clear(&design);
}

static void test_design__variants_come_once_in_the_order_asked(void **state) {
    (void)state;
    const char *names[] = {"rapid", "base", "helped", "rapid"};
    bri_design design = make((brink_run_options){.variants = names, .variant_count = 4});
    assert_int_equal(design.point_count, 3);
    assert_string_equal(design.points[1].name, "rapid");
    assert_string_equal(design.points[2].name, "helped");
    assert_true(value_of(&design, 2, "help") == 1 && value_of(&design, 1, "help") == 0);
    assert_true(design.varies[parameter("help")] && design.varies[parameter("double_help")] && !design.varies[parameter("memory")]);
    bri_design_clear(&design);
}

static void test_design__overrides_have_units(void **state) {
    (void)state;
    const char *overrides[] = {"test_rate=20", "memory=2*30 d", "help=0.25"};
    bri_design design = make((brink_run_options){.overrides = overrides, .override_count = 3});
    assert_true(value_of(&design, 0, "test_rate") == 20 * scenario->parameters[parameter("test_rate")].unit_value);
    assert_true(value_of(&design, 0, "memory") == 60);
    bri_design_clear(&design);
    const char *same = "test_rate=20/yr";
    design = make((brink_run_options){.overrides = &same, .override_count = 1});
    assert_float_equal(value_of(&design, 0, "test_rate"), 20 / 365.25, 1e-15);
    bri_design_clear(&design);
}

static void test_design__formulas_follow_overrides_and_variants(void **state) {
    (void)state;
    const char *base = "help=0.25";
    bri_design design = make((brink_run_options){.overrides = &base, .override_count = 1, .all_variants = true});
    assert_true(value_of(&design, 0, "double_help") == 0.5);
    assert_true(value_of(&design, 1, "help") == 1 && value_of(&design, 1, "double_help") == 2);
    assert_true(value_of(&design, 2, "help") == 0.25 && value_of(&design, 2, "double_help") == 0.5);
    bri_design_clear(&design);
    const char *fixed = "double_help=0.1";
    design = make((brink_run_options){.overrides = &fixed, .override_count = 1, .all_variants = true});
    assert_true(value_of(&design, 1, "help") == 1 && value_of(&design, 1, "double_help") == 0.1);
    bri_design_clear(&design);
}

static void test_design__what_a_variant_sets_stays_its_own(void **state) {
    (void)state;
    const char *base = "test_rate=10";
    bri_design design = make((brink_run_options){.overrides = &base, .override_count = 1, .all_variants = true});
    double unit = scenario->parameters[parameter("test_rate")].unit_value;
    assert_true(value_of(&design, 0, "test_rate") == 10 * unit);
    assert_true(value_of(&design, 1, "test_rate") == 10 * unit);
    assert_true(value_of(&design, 2, "test_rate") == 30 * unit);
    bri_design_clear(&design);
}

static int set_up(void **state) {
    (void)state;
    scenario = small_crisis_read("");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    brink_scenario_free(scenario);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design__the_base_is_always_the_first_point),
        cmocka_unit_test(test_design__variants_come_once_in_the_order_asked),
        cmocka_unit_test(test_design__overrides_have_units),
        cmocka_unit_test(test_design__formulas_follow_overrides_and_variants),
        cmocka_unit_test(test_design__what_a_variant_sets_stays_its_own),
    };
    return cmocka_run_group_tests_name("design", tests, set_up, tear_down);
}
