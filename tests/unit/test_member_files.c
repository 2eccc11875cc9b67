/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actors, members' values and links from files: each value comes to its own member, whatever the order of the rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scenario_text.h"

static char folder[] = "/tmp/brink-members-XXXXXX";
static const char *const names[] = {"t.cfg", "states.csv", "more.csv", "links.csv"};

static void put(const char *name, const char *content) {
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static const char text_of_scenario[] =
    "brink = 1; scenario = { title = \"t\"; start = \"2017-01-01\"; end = \"2018-01-01\"; };"
    "actors = { UN = { }; states = { file = \"states.csv\"; id = \"code\"; name = \"full\"; type = \"state\"; postures = [\"calm\", \"alert\"]; };"
    "           pair = { members = [\"FRA\", \"DEU\"]; }; };"
    "parameters = { power = { for_each = \"states\"; value = { column = \"power\"; }; };"
    "               wait = { for_each = \"pair\"; value = { file = \"more.csv\"; column = \"days\"; key = \"who\"; }; unit = \"wk\"; }; };"
    "variables = { calm = { for_each = \"states\"; initial = { file = \"more.csv\"; column = \"days\"; key = \"who\"; }; }; };"
    "networks = { web = { among = \"states\"; kind = \"list\"; file = \"links.csv\"; symmetric = false; };"
    "             back = { among = \"states\"; kind = \"list\"; file = \"links.csv\"; from = \"to\"; to = \"from\"; weight = \"tons\"; }; };"
    "actions = { act = { actor = \"UN\"; }; };"
    "decisions = { acts = { action = \"act\"; model = { kind = \"poisson\"; rate = \"1/yr\"; }; }; };";

static brink_scenario *scenario;
static brink_diagnostics *diagnostics;

static int set_up(void **state) {
    (void)state;
    char path[100];
    if (!mkdtemp(folder)) return 1;
    put("states.csv", "full,code,power\n\"Germany, Federal Republic of\",DEU,0.5\nPoland,POL,0.25\n,FRA,0.75\n");
    put("more.csv", "days,who\n3,FRA\n7,UN\n1,POL\n2,DEU\n");
    put("links.csv", "from,to,weight,tons\nPOL,DEU,2.5,10\nDEU,FRA,0.5,20\n");
    put("t.cfg", text_of_scenario);
    snprintf(path, sizeof path, "%s/t.cfg", folder);
    diagnostics = brink_diagnostics_new();
    if (brink_scenario_read(&scenario, path, diagnostics, NULL) == BRINK_OK) return 0;
    char *complaints = brink_diagnostics_render(diagnostics, 0);
    print_error("%s", complaints);
    free(complaints);
    return 1;
}

static int tear_down(void **state) {
    (void)state;
    brink_scenario_free(scenario);
    brink_diagnostics_free(diagnostics);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static double parameter(const char *name) {
    size_t index;
    assert_true(brink_scenario_parameter_find(scenario, name, &index));
    return scenario->parameters[index].value;
}

static void test_member_files__rows_are_actors(void **state) {
    (void)state;
    static const char *const wanted[][2] = {{"UN", "UN"}, {"DEU", "Germany, Federal Republic of"}, {"POL", "Poland"}, {"FRA", "FRA"}};
    assert_int_equal(scenario->actor_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_string_equal(scenario->actors[i].name, wanted[i][0]);
        assert_string_equal(scenario->actors[i].title, wanted[i][1]);
        assert_int_equal(scenario->actors[i].posture_count, i == 0 ? 0 : 2);
    }
}

static void test_member_files__values_come_to_their_members(void **state) {
    (void)state;
    assert_true(parameter("DEU.power") == 0.5 && parameter("POL.power") == 0.25 && parameter("FRA.power") == 0.75);
    assert_true(parameter("DEU.wait") == 14 && parameter("FRA.wait") == 21);
    uint32_t found = 0;
    for (uint32_t v = 0; v < scenario->variable_count; v++) {
        static const struct {
            const char *name;
            double initial;
        } wanted[] = {{"DEU.calm", 2}, {"POL.calm", 1}, {"FRA.calm", 3}};
        for (int i = 0; i < 3; i++) {
            double value;
            if (strcmp(scenario->variables[v].name, wanted[i].name) != 0) continue;
            assert_true(bri_expr_is_constant(scenario->variables[v].initial, NULL, &value) && value == wanted[i].initial);
            found++;
        }
    }
    assert_int_equal(found, 3);
}

static const bri_network *network(const char *name) {
    for (uint32_t i = 0; i < scenario->group_count; i++)
        if (strcmp(scenario->groups[i].name, name) == 0) return &scenario->groups[i].links;
    fail();
    return NULL;
}

/* The weight of a link by numbers of actors; -1: there is none. */
static double weight_of(const bri_network *links, uint32_t from, uint32_t to) {
    uint32_t count;
    const double *weight;
    const uint32_t *row = bri_network_row(links, from, &count, &weight);
    for (uint32_t i = 0; i < count; i++)
        if (row[i] == to) return weight ? weight[i] : 1;
    return -1;
}

static void test_member_files__rows_are_links(void **state) {
    (void)state;
    const bri_network *web = network("web"), *back = network("back");
    assert_true(weight_of(web, 2, 1) == 2.5 && weight_of(web, 1, 3) == 0.5 && weight_of(web, 1, 2) == -1);
    assert_true(weight_of(back, 1, 2) == 10 && weight_of(back, 2, 1) == 10 && weight_of(back, 3, 1) == 20 && weight_of(back, 2, 3) == -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_member_files__rows_are_actors),
        cmocka_unit_test(test_member_files__values_come_to_their_members),
        cmocka_unit_test(test_member_files__rows_are_links),
    };
    return cmocka_run_group_tests_name("member_files", tests, set_up, tear_down);
}
