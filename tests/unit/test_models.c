/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every model must do, whatever it is: no model is named in the first half. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/field.h"
#include "brink/law.h"
#include "scenario_text.h"

/* ---- the registry ---- */

static void test_models__are_found_by_name(void **state) {
    (void)state;
    assert_true(brink_model_count() > 0);
    for (size_t i = 0; i < brink_model_count(); i++) {
        assert_ptr_equal(brink_model_find(brink_model_at(i)->name), brink_model_at(i));
        for (size_t j = 0; j < i; j++) assert_string_not_equal(brink_model_at(i)->name, brink_model_at(j)->name);
    }
    assert_null(brink_model_find("no such model"));
    assert_null(brink_model_describe("no such model"));
}

static void test_models__examples_read_without_complaint(void **state) {
    (void)state;
    for (size_t i = 0; i < brink_model_count(); i++) {
        scenario_text text = scenario_text_good(brink_model_at(i)->example);
        bool is_used = false;
        for (uint32_t d = 0; d < text.scenario->decision_count; d++)
            is_used |= strcmp(text.scenario->decisions[d].model, brink_model_at(i)->name) == 0;
        assert_true(is_used);
        bri_plan_free(scenario_text_plan(&text, NULL));
        scenario_text_free(&text);
    }
}

static bool is_in_range(const brink_setting *setting, double value) {
    if (setting->minimum == 0 && setting->maximum == 0) return true;
    return (setting->excludes_minimum ? value > setting->minimum : value >= setting->minimum) && value <= setting->maximum;
}

static void check_setting(const brink_setting *setting) {
    bool is_formula = setting->kind == BRINK_SETTING_FORMULA || setting->kind == BRINK_SETTING_FORMULAS;
    bool is_number = setting->kind == BRINK_SETTING_NUMBER || setting->kind == BRINK_SETTING_COUNT;
    assert_true(setting->doc && setting->doc[0]);
    assert_true(strspn(setting->name, "abcdefghijklmnopqrstuvwxyz_") == strlen(setting->name));
    assert_true((setting->kind == BRINK_SETTING_WORD) == (setting->words != NULL));
    assert_true((setting->kind == BRINK_SETTING_GROUP || setting->kind == BRINK_SETTING_GROUPS) == (setting->group != NULL));
    assert_true(is_formula || (!setting->allows_draws && !setting->only_parameters && !setting->is_fittable));
    assert_true(is_formula || is_number || (setting->minimum == 0 && setting->maximum == 0));
    assert_true(setting->minimum <= setting->maximum);
    assert_false(setting->is_required && setting->fallback);
    assert_int_not_equal(setting->kind, BRINK_SETTING_RAW);
    if (setting->fallback && (is_formula || is_number)) assert_true(is_in_range(setting, strtod(setting->fallback, NULL)));
}

static void check_table(const brink_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        check_setting(&table->settings[i]);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(table->settings[i].name, table->settings[j].name);
        if (table->settings[i].group) check_table(table->settings[i].group);
    }
}

static void test_models__settings_are_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < brink_model_count(); i++) check_table(&brink_model_at(i)->table);
}

static void check_told(const char *text, const brink_table *table) {
    for (size_t i = 0; i < table->count; i++) {
        assert_non_null(strstr(text, table->settings[i].name));
        assert_non_null(strstr(text, table->settings[i].doc));
        if (table->settings[i].group) check_told(text, table->settings[i].group);
    }
}

static void test_models__are_described_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < brink_model_count(); i++) {
        const brink_model *model = brink_model_at(i);
        char *text = brink_model_describe(model->name);
        assert_non_null(text);
        assert_true(strstr(text, model->name) == text);
        assert_non_null(strstr(text, model->summary));
        assert_true(model->formula[0] && model->conventions[0]);
        check_told(text, &model->table);
        free(text);
    }
}

/* ---- single models ---- */

#define ACTION "actions = { x = { actor = \"A\"; }; y = { actor = \"B\"; }; };\n"

/* The value of a code without marks at given slots. */
static double value_at(const bri_plan *plan, const bri_code *code, uint32_t slot, double value, gsl_rng *rng) {
    double slots[32] = {0}, scratch[256];
    assert_true(plan->slot_count <= 32 && plan->scratch <= 256);
    for (uint32_t i = 0; i < plan->slot_count; i++) slots[i] = plan->slots[i].start;
    if (slot != BRI_NONE) slots[slot] = value;
    const bri_env env = {.slot = slots, .scratch = scratch, .rng = rng};
    return bri_code_value(code, &env);
}

/* Mean gap of a hazard of age alone: the integral of its survival function, by the trapezoidal rule on both integrals. */
static double mean_gap(const bri_plan *plan, const bri_plan_decision *d, double step, double end) {
    double cumulated = 0, mean = 0, last = value_at(plan, d->rate, d->age_slot, 0, NULL);
    for (double age = step; age < end; age += step) {
        double rate = value_at(plan, d->rate, d->age_slot, age, NULL), before = exp(-cumulated);
        cumulated += step * 0.5 * (last + rate);
        mean += step * 0.5 * (before + exp(-cumulated));
        last = rate;
    }
    return mean;
}

static void test_models__loglinear_has_the_mean_gap_of_its_baseline(void **state) {
    (void)state;
    static const char *const ages[] = {
        "age = { kind = \"exponential\"; };",
        "age = { kind = \"weibull\"; shape = 1.7; };",
        "age = { kind = \"gamma\"; shape = 2.5; };",
        "age = { kind = \"lognormal\"; sigma = 0.8; };",
        "age = { kind = \"loglogistic\"; shape = 4.0; };",
        "age = { kind = \"inverse_gaussian\"; cv = 0.7; };",
        "",
    };
    for (size_t i = 0; i < 2 * sizeof ages / sizeof *ages; i++) {
        char sections[700];
        snprintf(sections, sizeof sections,
                 "parameters = { pace = \"1/(20 d)\"; };\n" ACTION "decisions = { it = { action = \"x\"; model = { kind = \"loglinear\"; "
                 "baseline = \"pace\"; %s %s }; }; };\n",
                 ages[i / 2], i % 2 ? "refractory = \"5 d\";" : "");
        if (i / 2 == 6 && i % 2 == 0) continue; /* a plain rate */
        scenario_text text = scenario_text_good(sections);
        for (double pace = 1; pace < 3; pace++) {
            const double values[] = {pace / 20};
            bri_plan *plan = scenario_text_plan(&text, values);
            double mean = plan->decisions[0].age_slot == BRI_NONE ? 1 / value_at(plan, plan->decisions[0].rate, BRI_NONE, 0, NULL)
                                                                  : mean_gap(plan, &plan->decisions[0], 0.02, 4000);
            if (fabs(mean - 20 / pace) > 0.02) fail_msg("%s: mean gap %g at pace %g", sections, mean, pace);
            assert_true(plan->decisions[0].field_base == bri_field_base(1.0 / 20)); /* of the file's own values */
            bri_plan_free(plan);
        }
        scenario_text_free(&text);
    }
}

static void test_models__loglinear_multiplies_terms_and_season(void **state) {
    (void)state;
    scenario_text text = scenario_text_good("variables = { x = 2.0; };\n" ACTION
                                            "decisions = { it = { action = \"x\"; model = { kind = \"loglinear\"; baseline = \"1/d\"; terms = ( { of "
                                            "= \"x\"; weight = 0.5; }, { of = \"x > 1\"; weight = -0.25; } );\n"
                                            "  season = { winter = 0.75; summer = 9.0; }; }; }; };\n");
    bri_plan *plan = scenario_text_plan(&text, NULL);
    double slots[8] = {0}, scratch[64];
    for (uint32_t i = 0; i < plan->slot_count; i++) /* winter at the start */
        slots[i] = plan->slots[i].kind == BRI_SLOT_SEASON ? plan->slots[i].argument == 0 : plan->slots[i].start;
    const bri_env env = {.slot = slots, .scratch = scratch};
    assert_true(fabs(bri_code_value(plan->decisions[0].rate, &env) - exp(2 * 0.5 - 0.25 + 0.75)) < 1e-12);
    bri_plan_free(plan);
    scenario_text_free(&text);
}

typedef struct gap_case {
    const char *settings;
    double mean, sd; /* of the law; sd for the error of the sample's mean */
} gap_case;

/* 5 standard errors and 20,000 draws with a fixed seed: the chance that a right law fails is below 1e-5 for all of them together. */
static void test_models__renewal_draws_gaps_of_the_stated_mean(void **state) {
    (void)state;
    static const gap_case cases[] = {
        {"law = \"exponential\"; mean = \"10 d\";", 10, 10},
        {"law = \"exponential\"; median = \"10 d\";", 10 / M_LN2, 10 / M_LN2},
        {"law = \"weibull\"; shape = 2.0; scale = \"10 d\";", 8.862269, 4.632514},
        {"law = \"weibull\"; shape = 2.0; mean = \"10 d\";", 10, 5.2272},
        {"law = \"weibull\"; shape = 2.0; median = \"10 d\";", 10.644670, 5.564},
        {"law = \"gamma\"; shape = 4.0; scale = \"2 d\";", 8, 4},
        {"law = \"gamma\"; shape = 4.0; mean = \"10 d\";", 10, 5},
        {"law = \"lognormal\"; sigma = 0.8; median = \"16 d\";", 22.034, 20.8},
        {"law = \"lognormal\"; sigma = 0.8; mean = \"10 d\";", 10, 9.5},
        {"law = \"loglogistic\"; shape = 4.0; median = \"10 d\";", 11.107207, 5.81},
        {"law = \"loglogistic\"; shape = 4.0; mean = \"10 d\";", 10, 5.23},
        {"law = \"inverse_gaussian\"; mean = \"10 d\"; cv = 0.5;", 10, 5},
        {"law = \"inverse_gaussian\"; mean = \"10 d\"; shape = \"40 d\";", 10, 5},
        {"law = \"uniform\"; low = \"2 d\"; high = \"6 d\";", 4, 1.1547},
        {"law = \"deterministic\"; gap = \"7 d\"; refractory = \"1 d\";", 8, 1e-9},
        {"law = \"empirical\"; gaps = [\"2 d\", \"4 d\", \"9 d\"];", 5, 2.944},
    };
    enum { DRAWS = 20000 };
    bri_reader reader;
    bri_reader_init(&reader);
    const bri_key key = {.seed = 1};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sections[400];
        snprintf(sections, sizeof sections, ACTION "decisions = { it = { action = \"x\"; model = { kind = \"renewal\"; %s }; }; };\n",
                 cases[i].settings);
        scenario_text text = scenario_text_good(sections);
        bri_plan *plan = scenario_text_plan(&text, NULL);
        double sum = 0;
        bri_reader_seek(&reader, &key, i, 0, BRI_FOR_GAP);
        for (int n = 0; n < DRAWS; n++) sum += value_at(plan, plan->decisions[0].gap, BRI_NONE, 0, &reader.rng);
        if (fabs(sum / DRAWS - cases[i].mean) > 5 * cases[i].sd / sqrt(DRAWS) + 1e-6)
            fail_msg("%s: mean %g, not %g", cases[i].settings, sum / DRAWS, cases[i].mean);
        bri_plan_free(plan);
        scenario_text_free(&text);
    }
}

/* The kernel that an event of x adds at slots of the decision's own, all else at rest: its value at t, and its whole mass. */
static double kernel_at(const bri_plan *plan, double t, double *mass) {
    double sum = 0;
    *mass = 0;
    for (uint32_t i = 0; i < plan->actions[0].effect_count; i++) {
        const bri_plan_effect *effect = &plan->actions[0].effects[i];
        double jump = value_at(plan, effect->value, BRI_NONE, 0, NULL), decay = plan->slots[effect->target].decay;
        sum += jump * exp(-decay * t);
        *mass += jump / decay;
    }
    return sum;
}

/* What the reference page promises of the power law: 0.3% up to exponent 3, 0.6% up to 4. */
static void test_models__hawkes_kernel_keeps_to_its_power_law(void **state) {
    (void)state;
    static const double exponents[] = {1.05, 1.2, 1.5, 2, 2.5, 3, 4}, spans[] = {1, 30, 1000, 1e6};
    scenario_text text[4];
    for (size_t s = 0; s < 4; s++) {
        char sections[500];
        snprintf(sections, sizeof sections,
                 "parameters = { p = 1.5; };\n" ACTION "decisions = { it = { action = \"x\"; model = { kind = \"hawkes\"; baseline = \"1/d\"; "
                 "kernels = ( { of = \"x\"; alpha = 0.7; shape = \"power\"; exponent = \"p\"; scale = \"2 d\"; span = %.0f.0; } ); }; }; };\n",
                 spans[s]);
        text[s] = scenario_text_good(sections);
        for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++) {
            bri_plan *plan = scenario_text_plan(&text[s], &exponents[e]);
            double low = INFINITY, high = 0, mass = NAN;
            for (double t = 0; t <= spans[s]; t = t == 0 ? 1e-3 : fmin(t * 1.05, t < spans[s] ? spans[s] : INFINITY)) {
                double ratio = kernel_at(plan, 2 * t, &mass) * pow(1 + t, exponents[e]);
                low = fmin(low, ratio);
                high = fmax(high, ratio);
            }
            assert_true(fabs(mass - 0.7) < 1e-12);
            if (sqrt(high / low) - 1 > (exponents[e] <= 3 ? 0.003 : 0.006))
                fail_msg("exponent %g, span %g: %g", exponents[e], spans[s], sqrt(high / low) - 1);
            bri_plan_free(plan);
        }
        scenario_text_free(&text[s]);
    }
}

/* Variables that the model makes for a decision with two kernels. */
static uint32_t hawkes_variables(const char *first, const char *second) {
    char sections[1000];
    snprintf(sections, sizeof sections,
             "parameters = { half = \"2 d\"; other = \"2 d\"; };\n" ACTION
             "decisions = { it = { action = \"x\"; model = { kind = \"hawkes\"; baseline = \"1/d\"; kernels = ( "
             "{ of = \"x\"; alpha = 0.1; %s; }, { of = \"x\"; alpha = 0.2; %s; } ); }; }; };\n",
             first, second);
    scenario_text text = scenario_text_good(sections);
    bri_plan *plan = scenario_text_plan(&text, NULL);
    uint32_t count = 0;
    double start = 0;
    for (uint32_t i = 0; i < plan->slot_count; i++) {
        if (plan->slots[i].role != BRI_ROLE_VARIABLE) continue;
        count++;
        start += plan->slots[i].start;
    }
    assert_true(fabs(start - 3.0) < 1e-12); /* the excitation at the start, whoever holds it */
    bri_plan_free(plan);
    scenario_text_free(&text);
    return count;
}

#define AT_FIRST "; initial = \"1/d\""
#define THEN "; initial = \"2/d\""

static void test_models__hawkes_kernels_that_wear_off_alike_are_one(void **state) {
    (void)state;
    assert_int_equal(hawkes_variables("half_life = \"half\"" AT_FIRST, "half_life = \"half\"" THEN), 1);
    assert_int_equal(hawkes_variables("mean = \"2*half\"" AT_FIRST, "mean = \"2*half\"" THEN), 1);
    assert_int_equal(hawkes_variables("half_life = \"3 d\"" AT_FIRST, "half_life = \"72 h\"" THEN), 1);
    assert_int_equal(hawkes_variables("half_life = \"half\"" AT_FIRST, "half_life = \"other\"" THEN), 2); /* they may be set apart */
    assert_int_equal(hawkes_variables("half_life = \"half\"" AT_FIRST, "half_life = \"2*half\"" THEN), 2);
    assert_int_equal(hawkes_variables("half_life = \"half\"" AT_FIRST, "mean = \"half\"" THEN), 2);
    assert_int_equal(hawkes_variables("mean = \"half + 1 d\"" AT_FIRST, "mean = \"half + 2 d\"" THEN), 2);
}

static void test_models__hawkes_warns_of_events_that_breed_for_ever(void **state) {
    (void)state;
    static const struct {
        const char *alphas[3]; /* x by x, x by y, y by x */
        bool warns;
    } cases[] = {{{"0.99", "0", "0"}, false},    {{"1", "0", "0"}, true},     {{"0", "2", "0.49"}, false}, {{"0", "2", "0.5"}, true},
                 {{"0.5", "1", "0.499"}, false}, {{"0.5", "1", "0.5"}, true}, {{"0", "9", "0"}, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sections[800];
        const char *const *a = cases[i].alphas;
        snprintf(
            sections, sizeof sections,
            ACTION
            "decisions = { a = { action = \"x\"; model = { kind = \"hawkes\"; baseline = \"1/d\"; kernels = ( "
            "{ of = \"x\"; alpha = \"%s\"; mean = \"2 d\"; }, { of = \"y\"; alpha = \"%s\"; mean = \"1 d\"; } ); }; };\n"
            " b = { action = \"y\"; model = { kind = \"hawkes\"; baseline = \"1/d\"; kernels = ( { of = \"x\"; alpha = \"%s\"; mean = \"9 d\"; } "
            "); }; }; };\n",
            a[0], a[1], a[2]);
        scenario_text text = scenario_text_read(sections);
        char *complaints = brink_diagnostics_render(text.diagnostics, 0);
        if ((strstr(complaints, "events breed events for ever") != NULL) != cases[i].warns) fail_msg("%s %s %s: %s", a[0], a[1], a[2], complaints);
        assert_non_null(text.scenario);
        free(complaints);
        scenario_text_free(&text);
    }
}

static void test_models__schedule_joins_dates_and_recurrences_in_order(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(ACTION "decisions = { it = { action = \"x\"; model = { kind = \"schedule\"; on = [\"2017-08-21\", "
                                                   "\"2017-03-01\"]; every = \"100 d\"; from = \"2017-01-11\"; "
                                                   "until = \"2017-12-01\"; jitter = \"normal(0 d, 2 d)\"; probability = 0.9; }; };\n"
                                                   " e = { action = \"x\"; model = { kind = \"schedule\"; on = \"2017-01-02T12:00Z\"; }; }; };\n");
    const bri_decision *d = &text.scenario->decisions[0];
    const double expected[] = {10, 59, 110, 210, 232, 310};
    assert_int_equal(d->clock, BRI_CLOCK_DATES);
    assert_int_equal(d->date_count, 6);
    for (int i = 0; i < 6; i++) assert_true(d->dates[i] == expected[i]);
    assert_non_null(d->delay);
    assert_non_null(d->probability);
    assert_true(text.scenario->decisions[1].dates[0] == 1.5);
    assert_null(text.scenario->decisions[1].probability); /* 1 is not looked at */
    assert_null(text.scenario->decisions[1].delay);
    scenario_text_free(&text);
}

static void test_models__on_without_a_model_is_an_immediate_response(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(ACTION "decisions = { it = { action = \"x\"; model = { kind = \"poisson\"; rate = \"1/yr\"; }; };\n"
                                                   " r = { action = \"y\"; on = \"x\"; }; };\n");
    const bri_decision *d = &text.scenario->decisions[1];
    assert_string_equal(d->model, "response");
    assert_int_equal(d->clock, BRI_CLOCK_TRIGGERED);
    assert_int_equal(d->trigger_count, 1);
    assert_null(d->delay);
    assert_null(d->probability);
    assert_int_equal(d->option_count, 1);
    assert_int_equal(d->options[0].action, 1);
    scenario_text_free(&text);
}

static void test_models__choice_takes_weights_or_utilities(void **state) {
    (void)state;
    scenario_text text = scenario_text_good(
        ACTION
        "decisions = { w = { model = { kind = \"choice\"; rate = \"1/yr\"; options = ( { action = \"x\"; weight = 1; }, { action = \"none\"; weight "
        "= 2; } ); }; };\n"
        " u = { on = \"x\"; model = { kind = \"choice\"; pending = \"replace\"; options = ( { action = \"y\"; utility = 1; vetoable = false; } ); "
        "vetoes = ( { actor = \"B\"; consent = 0.5; } ); }; };\n"
        " e = { model = { kind = \"choice\"; every = \"exponential(3 d)\"; options = ( { action = \"y\"; weight = 1; } ); }; }; };\n");
    const bri_decision *d = text.scenario->decisions;
    assert_int_equal(d[0].clock, BRI_CLOCK_HAZARD);
    assert_null(d[0].rationality);
    assert_int_equal(d[0].options[1].action, BRI_NONE);
    assert_true(d[0].options[0].is_vetoable);
    assert_int_equal(d[1].clock, BRI_CLOCK_TRIGGERED);
    assert_int_equal(d[1].pending, BRI_PENDING_ONE_REPLACE);
    assert_non_null(d[1].rationality);
    assert_false(d[1].options[0].is_vetoable);
    assert_int_equal(d[1].vote_count, 1);
    assert_int_equal(d[1].votes[0].actor, 1);
    assert_int_equal(d[2].clock, BRI_CLOCK_RENEWAL);
    scenario_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models__are_found_by_name),
        cmocka_unit_test(test_models__examples_read_without_complaint),
        cmocka_unit_test(test_models__settings_are_whole),
        cmocka_unit_test(test_models__are_described_whole),
        cmocka_unit_test(test_models__loglinear_has_the_mean_gap_of_its_baseline),
        cmocka_unit_test(test_models__loglinear_multiplies_terms_and_season),
        cmocka_unit_test(test_models__renewal_draws_gaps_of_the_stated_mean),
        cmocka_unit_test(test_models__hawkes_kernel_keeps_to_its_power_law),
        cmocka_unit_test(test_models__hawkes_kernels_that_wear_off_alike_are_one),
        cmocka_unit_test(test_models__hawkes_warns_of_events_that_breed_for_ever),
        cmocka_unit_test(test_models__schedule_joins_dates_and_recurrences_in_order),
        cmocka_unit_test(test_models__on_without_a_model_is_an_immediate_response),
        cmocka_unit_test(test_models__choice_takes_weights_or_utilities),
    };
    return cmocka_run_group_tests_name("models", tests, NULL, NULL);
}
