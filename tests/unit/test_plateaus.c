/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plateaus: between the numbers that rates compare a slot with, no rate can tell its values apart. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel_case.h"

#define HEAD                                                                                                                                         \
    "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; }; actors = { g = { count = 3; }; };"                  \
    "networks = { all = { among = \"g\"; kind = \"complete\"; }; }; parameters = { three = 3; };"                                                  \
    "variables = { x = 0; y = { for_each = \"g\"; initial = 0; }; }; "                                                                             \
    "actions = { up = { actor = \"g_1\"; effects = ( \"x += 1\" ); }; down = { actor = \"g_1\"; effects = ( \"x -= 1\" ); }; }; "

static kernel_case open_with(const char *rate) {
    char text[1600];
    snprintf(text, sizeof text,
             HEAD "decisions = { ups = { action = \"up\"; model = { kind = \"poisson\"; rate = \"1/d\"; }; };"
                  "  downs = { action = \"down\"; model = { kind = \"hazard\"; rate = \"%s\"; }; }; };"
                  "outcomes = ( { name = \"x\"; value = \"x\"; } );",
             rate);
    return case_open(text);
}

static void assert_plateau(const kernel_case *c, uint32_t slot, double value, double low, double high) {
    bri_interval plateau = bri_plan_plateau(c->plan, slot, value);
    assert_true(plateau.low == low && plateau.high == high);
}

static uint32_t slot_of(const kernel_case *c, const char *variable) {
    for (uint32_t i = 0; i < c->scenario->variable_count; i++)
        if (strcmp(c->scenario->variables[i].name, variable) == 0) return c->scenario->variables[i].slot;
    fail_msg("no variable %s", variable);
    return 0;
}

static void test_plateaus__lie_between_the_numbers(void **state) {
    (void)state;
    kernel_case c = open_with("x > 0 && x <= three && x != 7 ? 2/d : 0.5/d");
    uint32_t x = slot_of(&c, "x");
    assert_plateau(&c, x, -2.0, -INFINITY, nextafter(0.0, -1.0));
    assert_plateau(&c, x, 0.0, 0.0, 0.0);
    assert_plateau(&c, x, -0.0, 0.0, 0.0);
    assert_plateau(&c, x, 1.0, nextafter(0.0, 1.0), nextafter(3.0, 0.0));
    assert_plateau(&c, x, 3.0, 3.0, 3.0);
    assert_plateau(&c, x, 4.0, nextafter(3.0, 4.0), nextafter(7.0, 0.0));
    assert_plateau(&c, x, 7.0, 7.0, 7.0);
    assert_plateau(&c, x, 1e300, nextafter(7.0, 8.0), INFINITY);
    case_close(&c);
}

static void test_plateaus__are_not_where_a_rate_reads_more(void **state) {
    (void)state;
    const char *const rates[] = {"x > 0 ? 2/d + abs(x)/d : 0/d", "x > g_2.y ? 1/d : 2/d", "2/d*exp(-abs(x))"};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        kernel_case c = open_with(rates[i]);
        assert_plateau(&c, slot_of(&c, "x"), 1.0, 1.0, 1.0);
        case_close(&c);
    }
    kernel_case c = open_with("g_2.y > 0 && sum(g, other.y) > 0 ? 1/d : 2/d"); /* a sum reads it too */
    uint32_t base = c.scenario->variables[1].base;
    for (uint32_t i = 0; i < 3; i++) assert_plateau(&c, base + c.scenario->groups[0].members[i], 1.0, 1.0, 1.0);
    case_close(&c);
}

/* Where it matters, a rate is told at once: x never leaves 0 .. 5. */
static void test_plateaus__are_left_in_time(void **state) {
    (void)state;
    kernel_case c = case_open(HEAD "decisions = { ups = { action = \"up\"; model = { kind = \"hazard\"; rate = \"x < 5 ? 3/d : 0/d\"; }; };"
                                   "  downs = { action = \"down\"; model = { kind = \"hazard\"; rate = \"x > 0 ? 3/d : 0/d\"; }; }; };");
    unsigned at[6] = {0};
    for (uint64_t r = 0; r < 20; r++) {
        const bri_record *record = case_run(&c, r);
        int x = 0;
        for (uint64_t i = 0; i < record->event_count; i++) {
            x += strcmp(c.scenario->actions[record->events[i].action].name, "up") == 0 ? 1 : -1;
            assert_in_range(x, 0, 5);
            at[x]++;
        }
        assert_true(record->event_count > 1000);
    }
    for (int i = 0; i <= 5; i++) assert_true(at[i] > 1000);
    case_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plateaus__lie_between_the_numbers),
        cmocka_unit_test(test_plateaus__are_not_where_a_rate_reads_more),
        cmocka_unit_test(test_plateaus__are_left_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
