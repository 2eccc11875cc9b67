/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths against closed forms, and their ranges against the paths themselves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "kernel/state.h"

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static double uniform(uint64_t *s) {
    return (double)(next(s) >> 11) * 0x1p-53;
}

/** Of either sign and any size from 1e-6 to 1e6. */
static double any(uint64_t *s) {
    return (next(s) % 2 ? 1.0 : -1.0) * exp((2.0 * uniform(s) - 1.0) * log(1e6));
}

static const bri_plan plan = {.epoch = 17167.0, .horizon = 365.0}; /* 2017 */

static bri_plan_slot some_slot(bri_slot_kind kind, uint64_t *s) {
    bri_plan_slot slot = {.kind = kind, .role = BRI_ROLE_VARIABLE, .minimum = -INFINITY, .maximum = INFINITY, .argument = (uint32_t)(next(s) % 4)};
    slot.baseline = any(s);
    slot.decay = log(2.0) / exp(12.0 * uniform(s) - 4.0);
    slot.slope = any(s);
    if (kind == BRI_SLOT_DRIFTING && next(s) % 2) {
        slot.minimum = -1e3 * uniform(s);
        slot.maximum = 1e3 * uniform(s);
    }
    return slot;
}

static bri_slot_state some_state(const bri_plan_slot *slot, uint64_t *s) {
    return (bri_slot_state){.value = fmin(fmax(any(s), slot->minimum), slot->maximum), .anchor = next(s) % 4 ? 300.0 * uniform(s) : 0.0};
}

static void test_kernel_paths__relaxing_follows_its_half_life(void **state) {
    (void)state;
    uint64_t s = 1;
    for (int i = 0; i < 20000; i++) {
        bri_plan_slot slot = some_slot(BRI_SLOT_RELAXING, &s);
        bri_slot_state path = some_state(&slot, &s);
        double time = path.anchor + 100.0 * uniform(&s);
        long double passed = (long double)(time - path.anchor);
        long double exact = slot.baseline + ((long double)path.value - slot.baseline) * expl(-(long double)slot.decay * passed);
        /* The product decay * passed is rounded, which counts as often as there are e-foldings. */
        double rounding = 4e-16 * (fabs(slot.baseline) + fabs(path.value) * (1.0 + slot.decay * (double)passed));
        assert_true(fabsl(bri_path_value(&plan, &slot, &path, time) - exact) <= rounding);
        assert_true(bri_path_value(&plan, &slot, &path, path.anchor) == path.value);
    }
}

static void test_kernel_paths__drifting_goes_straight_and_stops_at_its_range(void **state) {
    (void)state;
    uint64_t s = 2;
    for (int i = 0; i < 20000; i++) {
        bri_plan_slot slot = some_slot(BRI_SLOT_DRIFTING, &s);
        bri_slot_state path = some_state(&slot, &s);
        double passed = 100.0 * uniform(&s), time = path.anchor + passed;
        double exact = path.value + slot.slope * (time - path.anchor), value = bri_path_value(&plan, &slot, &path, time);
        if (exact > slot.maximum)
            assert_true(value == slot.maximum);
        else if (exact < slot.minimum)
            assert_true(value == slot.minimum);
        else
            assert_true(fabs(value - exact) <= 4e-16 * (fabs(path.value) + fabs(slot.slope * passed)));
    }
    bri_plan_slot since = {.kind = BRI_SLOT_DRIFTING, .slope = 1.0, .minimum = -INFINITY, .maximum = INFINITY};
    bri_slot_state never = {.value = INFINITY, .anchor = 0.0};
    assert_true(bri_path_value(&plan, &since, &never, 200.0) == INFINITY);
}

static void test_kernel_paths__the_calendar_is_that_of_the_date(void **state) {
    (void)state;
    static const struct {
        const char *date;
        int month, season; /* 0 winter, 1 spring, 2 summer, 3 autumn */
    } dates[] = {{"2017-01-01", 1, 0}, {"2017-02-28T23:59:59", 2, 0}, {"2017-03-01", 3, 1},  {"2017-05-31T12:00", 5, 1}, {"2017-06-01", 6, 2},
                 {"2017-08-31", 8, 2}, {"2017-09-01", 9, 3},          {"2017-11-30", 11, 3}, {"2017-12-01", 12, 0},      {"2020-02-29", 2, 0}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        double days;
        bri_slot_state none = {.value = 0.0};
        assert_true(bri_date_parse(dates[i].date, &days));
        bri_plan_slot slot = {.kind = BRI_SLOT_MONTH};
        assert_true(bri_path_value(&plan, &slot, &none, days - plan.epoch) == dates[i].month);
        slot.kind = BRI_SLOT_SEASON;
        for (slot.argument = 0; slot.argument < 4; slot.argument++)
            assert_true(bri_path_value(&plan, &slot, &none, days - plan.epoch) == (slot.argument == (uint32_t)dates[i].season));
    }
    bri_plan_slot wave = {.kind = BRI_SLOT_COS_YEAR}, other = {.kind = BRI_SLOT_SIN_YEAR};
    bri_slot_state none = {.value = 0.0};
    for (double day = 0.0; day < 365.0; day += 0.37) {
        assert_true(fabs(bri_path_value(&plan, &wave, &none, day) - cos(2.0 * M_PI * day / 365.0)) < 1e-12);
        assert_true(fabs(bri_path_value(&plan, &other, &none, day) - sin(2.0 * M_PI * day / 365.0)) < 1e-12);
    }
}

/** Every computed value of a path lies in its range, to the last bit. */
static void range_holds(bri_slot_kind kind, uint64_t seed) {
    for (int i = 0; i < 4000; i++) {
        bri_plan_slot slot = some_slot(kind, &seed);
        bri_slot_state path = some_state(&slot, &seed);
        double from = path.anchor + 200.0 * uniform(&seed) * (double)(next(&seed) % 2), span = exp(-30.0 * uniform(&seed)) * 400.0, to = from + span;
        if (kind >= BRI_SLOT_MONTH && next(&seed) % 2) { /* about the turn of a month */
            from = bri_next_month(plan.epoch + from) - plan.epoch - span * uniform(&seed);
            to = from + span;
        }
        bri_interval range = bri_path_range(&plan, &slot, &path, from, to);
        assert_true(range.low <= range.high);
        for (int j = 0; j < 30; j++) {
            double time = j == 0 ? from : j == 1 ? to : from + span * uniform(&seed), value = bri_path_value(&plan, &slot, &path, fmin(time, to));
            if (!(value >= range.low && value <= range.high)) fail_msg("%.17g is not in [%.17g, %.17g]", value, range.low, range.high);
        }
    }
}

static void test_kernel_paths__ranges_hold_the_paths(void **state) {
    (void)state;
    for (int kind = BRI_SLOT_CONSTANT; kind <= BRI_SLOT_SIN_YEAR; kind++) range_holds((bri_slot_kind)kind, 100 + (uint64_t)kind);
}

/** Near 0, a path of numbers of a million is rounded a million times more coarsely than its value. */
static void test_kernel_paths__ranges_know_the_rounding_of_large_numbers(void **state) {
    (void)state;
    bri_plan_slot slot = {.kind = BRI_SLOT_RELAXING, .baseline = -1e6, .decay = 0.01, .minimum = -INFINITY, .maximum = INFINITY};
    bri_slot_state path = {.value = 1e6, .anchor = 0.0};
    double zero = 100.0 * log(2.0);
    uint64_t s = 5;
    for (int i = 0; i < 20000; i++) {
        double from = zero + 1e-13 * (2.0 * uniform(&s) - 1.0), to = from + 1e-13 * uniform(&s), time = from + (to - from) * uniform(&s);
        bri_interval range = bri_path_range(&plan, &slot, &path, from, to);
        double value = bri_path_value(&plan, &slot, &path, time);
        assert_true(value >= range.low && value <= range.high);
        assert_true(range.high - range.low < 1e-5);
    }
}

static void test_kernel_paths__ranges_are_tight(void **state) {
    (void)state;
    bri_slot_state none = {.value = 0.0};
    bri_plan_slot month = {.kind = BRI_SLOT_MONTH}, summer = {.kind = BRI_SLOT_SEASON, .argument = 2}, wave = {.kind = BRI_SLOT_COS_YEAR};
    bri_interval range = bri_path_range(&plan, &month, &none, 40.0, 50.0); /* within February */
    assert_true(range.low == 2.0 && range.high == 2.0);
    range = bri_path_range(&plan, &month, &none, 40.0, 100.0); /* to April */
    assert_true(range.low == 2.0 && range.high == 4.0);
    range = bri_path_range(&plan, &month, &none, 330.0, 380.0); /* over the new year */
    assert_true(range.low == 1.0 && range.high == 12.0);
    range = bri_path_range(&plan, &summer, &none, 155.0, 200.0);
    assert_true(range.low == 1.0 && range.high == 1.0);
    range = bri_path_range(&plan, &summer, &none, 0.0, 3000.0);
    assert_true(range.low == 0.0 && range.high == 1.0);
    range = bri_path_range(&plan, &wave, &none, 91.25, 150.0);
    assert_true(range.high < 1e-9 && range.low > -0.86);
    range = bri_path_range(&plan, &wave, &none, 170.0, 190.0);
    assert_true(range.low == -1.0 && range.high < -0.97);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_paths__relaxing_follows_its_half_life),
        cmocka_unit_test(test_kernel_paths__drifting_goes_straight_and_stops_at_its_range),
        cmocka_unit_test(test_kernel_paths__the_calendar_is_that_of_the_date),
        cmocka_unit_test(test_kernel_paths__ranges_hold_the_paths),
        cmocka_unit_test(test_kernel_paths__ranges_know_the_rounding_of_large_numbers),
        cmocka_unit_test(test_kernel_paths__ranges_are_tight),
    };
    return cmocka_run_group_tests_name("kernel_paths", tests, NULL, NULL);
}
