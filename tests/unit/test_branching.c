/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When events breed events for ever: spectral radii that are known, of matrices over the instances of templates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "brink/diagnostics.h"
#include "brink/scenario.h"

/* A hawkes template over `range` of a group of `members`, whose events have `target`; the radius that is warned of, "" where none is. */
static void assert_radius(unsigned members, const char *range, const char *target, const char *kernel, const char *expected) {
    char text[2000], phrase[100];
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    brink_scenario *scenario;
    snprintf(text, sizeof text,
             "brink = 1; scenario = { title = \"case\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"
             "parameters = { own = { for_each = \"some\"; value = [0.2, 0.7]; }; };"
             "actors = { UN = { }; g = { count = %u; }; some = { members = [\"g_1\", \"g_2\"]; }; };"
             "networks = { all = { among = \"g\"; kind = \"%s\"; }; ring = { among = \"g\"; kind = \"ring\"; }; };"
             "actions = { act = { actor = \"self\"; %s }; };"
             "decisions = { acts = { for_each = \"%s\"; action = \"act\"; %s model = { kind = \"hawkes\"; baseline = \"1/yr\"; "
             "kernels = ( { of = \"act\"; half_life = \"5 d\"; %s } ); }; }; };",
             members, members < 1000 ? "complete" : "ring", *target ? "target = \"target\";" : "", range,
             strcmp(target, "link") == 0 ? "" : target, kernel);
    brink_status status = brink_scenario_parse(&scenario, "case", text, strlen(text), diagnostics, NULL);
    char *said = brink_diagnostics_render(diagnostics, 0);
    if (status != BRINK_OK) fail_msg("%s", said);
    snprintf(phrase, sizeof phrase, "spectral radius %s\n", expected);
    if (*expected ? strstr(said, phrase) == NULL : *said != '\0') fail_msg("%s %s: radius %s expected, and told: %s", range, kernel, expected, said);
    free(said);
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
}

static void test_branching__members_breed_their_own(void **state) {
    (void)state;
    assert_radius(50, "g", "", "by = \"self\"; alpha = 0.99;", "");
    assert_radius(50, "g", "", "by = \"self\"; alpha = 1.25;", "1.25");
    assert_radius(3, "g", "", "by = \"anyone\"; alpha = 0.3;", "");
    assert_radius(4, "g", "", "by = \"anyone\"; alpha = 0.3;", "1.2");
    assert_radius(4, "some", "", "by = \"self\"; alpha = \"self.own\";", "");
    assert_radius(4, "some", "", "by = \"self\"; alpha = \"2*self.own\";", "1.4"); /* of the second member */
    assert_radius(4, "some", "", "by = \"anyone\"; alpha = \"2*self.own\";", "1.8"); /* rank one: the sum of both */
}

static void test_branching__links_breed_those_of_their_ends(void **state) {
    (void)state;
    assert_radius(4, "dyad in all", "link", "by = \"target\"; at = \"self\"; alpha = 0.99;", "");
    assert_radius(4, "dyad in all", "link", "by = \"target\"; at = \"self\"; alpha = 1.1;", "1.1"); /* one answers the other */
    assert_radius(4, "dyad in all", "link", "by = \"self\"; alpha = 0.33;", "");
    assert_radius(4, "dyad in all", "link", "by = \"self\"; alpha = 0.4;", "1.2"); /* each excites all three of its own */
    assert_radius(4, "dyad in all", "link", "at = \"self\"; alpha = 0.4;", "1.2");
    assert_radius(9, "dyad in ring", "link", "at = \"self\"; alpha = 0.4;", "");
    assert_radius(9, "dyad in ring", "link", "by = \"anyone\"; alpha = 0.1;", "1.8");
}

static void test_branching__drawn_targets_share(void **state) {
    (void)state;
    assert_radius(4, "g", "target = { from = \"all\"; };", "at = \"self\"; alpha = 0.9;", "");
    assert_radius(4, "g", "target = { from = \"all\"; };", "at = \"self\"; alpha = 1.05;", "1.05");
    assert_radius(4, "g", "target = { from = \"g\"; };", "by = \"anyone\"; alpha = 0.3;", "1.2");
    assert_radius(4, "g", "target = \"UN\";", "at = \"self\"; alpha = 3;", ""); /* nobody acts at a member */
}

/* A dense matrix of these would have 10^10 ratios. */
static void test_branching__many_are_no_trouble(void **state) {
    (void)state;
    assert_radius(300, "dyad in all", "link", "by = \"self\"; alpha = 0.004;", "1.2"); /* 89,700 links, 299 of each */
    assert_radius(50000, "dyad in ring", "link", "by = \"target\"; at = \"self\"; alpha = 1.5;", "1.5");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branching__members_breed_their_own),
        cmocka_unit_test(test_branching__links_breed_those_of_their_ends),
        cmocka_unit_test(test_branching__drawn_targets_share),
        cmocka_unit_test(test_branching__many_are_no_trouble),
    };
    return cmocka_run_group_tests_name("branching", tests, NULL, NULL);
}
