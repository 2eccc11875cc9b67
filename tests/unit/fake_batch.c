/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake_batch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/stream.h"

enum { ACTORS = 3, ACTIONS = 3, DECISIONS = 2, VARIABLES = 3, RUNGS = 3, OUTCOMES = 3, PARAMETERS = 2, MARKS = 2, SLOTS = 4 };
enum { TIMES = 5, MOST_EVENTS = 12 };

static const bri_actor actors[ACTORS] = {
    {.name = "PRK", .title = "North Korea", .iso3 = "PRK", .type = "state", .cow = 731},
    {.name = "KOR", .title = "South Korea", .iso3 = "KOR", .type = "state", .cow = 732},
    {.name = "UNSC", .title = "Security Council — ООН", .iso3 = "", .type = "igo"},
};
static const bri_action actions[ACTIONS] = {
    {.name = "missile_test", .doc = "a launch", .cameo = "150", .plover = "", .actor = 0, .target = BRI_NONE, .goldstein = -7.6, .mid_action = 7},
    {.name = "detection", .doc = "", .cameo = "", .plover = "", .actor = 1, .target = 0, .goldstein = NAN, .mid_action = -1},
    {.name = "sanctions", .doc = "", .cameo = "163", .plover = "", .actor = 2, .target = 0, .goldstein = -8, .mid_action = -1},
};
static const bri_decision decisions[DECISIONS] = {
    {.name = "launch", .model = "loglinear", .doc = "", .clock = BRI_CLOCK_HAZARD, .range = BRI_NONE, .binding = BRI_NOBODY},
    {.name = "answer", .model = "response", .doc = "", .clock = BRI_CLOCK_TRIGGERED, .priority = 3, .range = BRI_NONE, .binding = BRI_NOBODY},
};
static const bri_slot_def slots[SLOTS] = {
    {.kind = BRI_SLOT_CONSTANT}, {.kind = BRI_SLOT_RELAXING}, {.kind = BRI_SLOT_DRIFTING}, {.kind = BRI_SLOT_MONTH}};
static const bri_variable variables[VARIABLES] = {
    {.name = "tension", .unit = "", .doc = "how tense it is", .slot = 1, .minimum = 0, .maximum = 1, .group = BRI_NONE},
    {.name = "pressure", .unit = "1/yr", .doc = "", .slot = 2, .minimum = -INFINITY, .maximum = INFINITY, .group = BRI_NONE},
    {.name = "moon", .unit = "", .doc = "", .slot = 3, .minimum = -INFINITY, .maximum = INFINITY, .group = BRI_NONE},
};
static const bri_series series[VARIABLES] = {
    {.name = "tension", .variable = 0, .slot = 1}, {.name = "pressure", .variable = 1, .slot = 2}, {.name = "moon", .variable = 2, .slot = 3}};
static const bri_rung rungs[RUNGS] = {
    {.name = "routine", .slug = "routine"}, {.name = "show of force", .slug = "show_of_force"}, {.name = "war", .slug = "war", .stops = true}};
static const bri_outcome outcomes[OUTCOMES] = {
    {.name = "icbm_by_july", .doc = "an ICBM flies", .unit = "", .is_boolean = true, .observed = 1},
    {.name = "peak", .doc = "", .unit = "", .observed = NAN},
    {.name = "status", .doc = "a name that a column has already", .unit = "", .observed = NAN},
};
static const bri_parameter parameters[PARAMETERS] = {
    {.name = "test_rate",
     .unit = "1/yr",
     .doc = "launches",
     .type = {.time_power = -1},
     .value = 16 / 365.25,
     .unit_value = 1 / 365.25,
     .maximum = 1,
     .group = BRI_NONE},
    {.name = "help", .unit = "", .doc = "", .value = 0, .unit_value = 1, .maximum = 1, .group = BRI_NONE},
};
static const bri_mark marks[MARKS] = {{.name = "range_km"}, {.name = "time"}};
static const double quantiles[] = {0.05, 0.5, 0.95};
static const uint32_t held_slots[VARIABLES] = {1, 2, 3};

static const char text[] = "brink = 1;\nscenario: { title = \"Fake — 2017\"; };\n# \"quoted\" and long enough to be a text\n";

static void make_points(fake_batch *fake) {
    bri_design *design = &fake->design;
    *design = (bri_design){.point_count = 2, .parameter_count = PARAMETERS};
    design->points = calloc(2, sizeof *design->points);
    design->values = calloc(2 * PARAMETERS, sizeof *design->values);
    design->varies = calloc(PARAMETERS, sizeof *design->varies);
    assert_true(design->points != NULL && design->values != NULL && design->varies != NULL);
    for (size_t p = 0; p < 2; p++) {
        design->points[p] = (bri_design_point){.name = p == 0 ? "base" : "tough", .parameters = design->values + p * PARAMETERS};
        design->points[p].parameters[0] = parameters[0].value;
        design->points[p].parameters[1] = (double)p;
    }
    design->varies[1] = true;
}

void fake_batch_init(fake_batch *fake) {
    *fake = (fake_batch){.scenario = {.title = "Fake — 2017",
                                      .sha256 = "00",
                                      .start = 17167,
                                      .end = 17167 + 365,
                                      .parameters = parameters,
                                      .actors = actors,
                                      .variables = variables,
                                      .series = series,
                                      .series_count = VARIABLES,
                                      .marks = marks,
                                      .actions = actions,
                                      .decisions = decisions,
                                      .rungs = rungs,
                                      .outcomes = outcomes,
                                      .slots = slots,
                                      .quantiles = quantiles,
                                      .parameter_count = PARAMETERS,
                                      .actor_count = ACTORS,
                                      .variable_count = VARIABLES,
                                      .declared_variable_count = VARIABLES,
                                      .recorded_count = VARIABLES,
                                      .mark_count = MARKS,
                                      .action_count = ACTIONS,
                                      .decision_count = DECISIONS,
                                      .rung_count = RUNGS,
                                      .outcome_count = OUTCOMES,
                                      .slot_count = SLOTS,
                                      .event_limit = 1000,
                                      .cascade_limit = 100,
                                      .series_step = 7,
                                      .quantile_count = 3}};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    assert_int_equal(bri_tree_parse(&fake->scenario.tree, "fake.cfg", text, sizeof text - 1, diagnostics, NULL), BRINK_OK);
    brink_diagnostics_free(diagnostics);
    make_points(fake);
    assert_true(bri_schema_init(&fake->schema, &fake->scenario, &fake->design));
    fake->request = (bri_request){.seed = 4711};
    fake->layout = (bri_aggregate_layout){
        .times = TIMES, .series = VARIABLES, .variables = VARIABLES, .rungs = RUNGS, .actions = ACTIONS, .step = 7, .held_slots = held_slots};
    bri_record *record = &fake->record;
    record->first_rung = calloc(RUNGS, sizeof(double));
    record->count = calloc(ACTIONS, sizeof(uint64_t));
    record->held = calloc(SLOTS, sizeof(uint64_t));
    record->outcome = calloc(OUTCOMES, sizeof(double));
    record->grid = calloc(TIMES * VARIABLES, sizeof(double));
    record->grid_rung = calloc(TIMES, sizeof(int32_t));
    record->grid_action = calloc(TIMES * ACTIONS, sizeof(uint64_t));
    record->events = calloc(MOST_EVENTS, sizeof(bri_event));
    record->marks = calloc(MOST_EVENTS * MARKS, sizeof(double));
    assert_true(record->first_rung && record->count && record->held && record->outcome && record->grid && record->grid_rung &&
                record->grid_action && record->events && record->marks);
}

void fake_batch_clear(fake_batch *fake) {
    bri_record *record = &fake->record;
    void *arrays[] = {record->first_rung, record->count, record->held, record->outcome, record->grid, record->grid_rung, record->grid_action,
                      record->events, record->marks};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    bri_schema_clear(&fake->schema);
    bri_design_clear(&fake->design);
    bri_tree_free(fake->scenario.tree);
}

/* A uniform of (point, index, number). */
static double draw(size_t point, uint64_t index, uint64_t number) {
    uint64_t word = bri_mix(bri_mix(point + 1, index), number);
    return bri_uniform(bri_mix(word, 12345));
}

static void make_events(bri_record *record, size_t point, uint64_t index) {
    for (uint64_t i = 0; i < record->event_count; i++) {
        uint32_t action = (uint32_t)(i % ACTIONS);
        record->events[i] = (bri_event){.time = 365.0 * (double)(i + 1) / MOST_EVENTS + draw(point, index, i), .identity = bri_mix(index, i),
                                        .value = action == 0 ? 900 * draw(point, index, 50 + i) : NAN, .end_time = action == 2 ? 400 : NAN,
                                        .decision = action > 0, .action = action, .source = actions[action].actor,
                                        .target = actions[action].target, .cause = action == 0 ? -1 : (int32_t)i - 1,
                                        .rung_before = i > 0, .rung_after = 1};
        record->marks[i * MARKS] = action == 0 ? record->events[i].value : NAN;
        record->marks[i * MARKS + 1] = NAN;
        record->count[action]++;
    }
}

static void make_grid(bri_record *record, size_t point, uint64_t index) {
    for (uint32_t t = 0; t < TIMES; t++) {
        record->grid[t * VARIABLES] = draw(point, index, 100 + t);
        record->grid[t * VARIABLES + 1] = -5 * log(draw(point, index, 200 + t)) - 10;
        record->grid[t * VARIABLES + 2] = t % 2;
        record->grid_rung[t] = (int32_t)(RUNGS * draw(point, index, 300 + t));
        for (uint32_t a = 0; a < ACTIONS; a++)
            record->grid_action[t * ACTIONS + a] = (uint64_t)(3 * draw(point, index, 400 + t * ACTIONS + a));
    }
}

void fake_batch_replicate(fake_batch *fake, size_t point, uint64_t index) {
    bri_record *record = &fake->record;
    bool fails = index % 100 == 7, is_absorbed = draw(point, index, 1) < 0.2;
    record->replication = index;
    record->status = fails ? BRI_RUN_NAN : BRI_RUN_OK;
    record->stop = fails ? BRI_STOP_FAILED : is_absorbed ? BRI_STOP_ABSORBED : BRI_STOP_HORIZON;
    snprintf(record->message, sizeof record->message, "%s", fails ? "the rate of \"launch\" has no value" : "");
    record->end_time = is_absorbed || fails ? 365 * draw(point, index, 2) : 365;
    record->event_count = (uint64_t)(MOST_EVENTS * draw(point, index, 3));
    record->max_rung = is_absorbed ? 2 : 1;
    record->first_rung[0] = 0;
    record->first_rung[1] = 30 * draw(point, index, 4);
    record->first_rung[2] = is_absorbed ? record->end_time : INFINITY;
    record->outcome[0] = fails ? NAN : draw(point, index, 5) < 0.3;
    record->outcome[1] = fails ? NAN : draw(0, index, 6) + 0.1 * (double)point;
    record->outcome[2] = fails ? NAN : 2;
    memset(record->count, 0, ACTIONS * sizeof *record->count);
    record->held[1] = index % 3 == 0;
    make_events(record, point, index);
    make_grid(record, point, index);
}

static void write_point(fake_batch *fake, bri_writer *writer, bri_part *part, size_t point) {
    uint64_t replications = fake->request.replications, size = bri_granule_size(&fake->request);
    for (uint64_t i = 0; i < replications; i++) {
        fake->record.keep_events = i < fake->request.trace_count;
        fake_batch_replicate(fake, point, i);
        assert_true(bri_part_add(part, &fake->record, point, i, point * replications + i));
        part->ends_granule = i + 1 == replications || (i + 1) % size == 0;
        if (part->ends_granule || part->events.count >= BRI_PART_EVENTS) {
            bri_writer_take(writer, point * bri_granules_of_point(&fake->request) + i / size, part);
            bri_part_reset(part);
        }
    }
}

brink_status fake_batch_write(fake_batch *fake, const char *path, bool force, uint64_t replications, uint64_t traced, brink_error *error) {
    bri_writer *writer;
    bri_part part;
    uint64_t bytes;
    fake->request.replications = replications;
    fake->request.trace_count = traced;
    const bri_writer_plan plan = {.scenario = &fake->scenario, .design = &fake->design, .schema = &fake->schema, .request = &fake->request,
                                  .layout = &fake->layout, .identity = "seed: 4711\n"};
    brink_status status = bri_writer_open(&writer, &plan, path, force, error);
    if (status != BRINK_OK)
        return status;
    bri_aggregate *aggregate = bri_aggregate_new(&fake->layout);
    assert_true(aggregate != NULL && bri_part_init(&part, &fake->schema, aggregate));
    for (size_t p = 0; p < fake->design.point_count; p++)
        write_point(fake, writer, &part, p);
    bri_part_clear(&part);
    bri_aggregate_free(aggregate);
    return bri_writer_commit(writer, &bytes, error);
}
