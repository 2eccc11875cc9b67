/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from a scenario become names of columns: any reader takes letters, digits and "_" (CF's rule). */
#include "batch/schema.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

#define CALENDAR "proleptic_gregorian"
#define MAX_NAME 200

static const char *const stop_names[] = {[BRI_STOP_HORIZON] = "horizon", [BRI_STOP_ABSORBED] = "absorbed", [BRI_STOP_FAILED] = "failed"};

static const char *const status_names[] = {
    [BRI_RUN_OK] = "ok",
    [BRI_RUN_EVENT_LIMIT] = "event_limit",
    [BRI_RUN_CASCADE_LIMIT] = "cascade_limit",
    [BRI_RUN_NAN] = "not_a_number",
    [BRI_RUN_BAD_RATE] = "bad_rate",
    [BRI_RUN_BAD_BOUND] = "bad_bound",
    [BRI_RUN_BAD_VALUE] = "bad_value",
    [BRI_RUN_MEMORY] = "out_of_memory",
};

#define COUNT_OF(array) (uint32_t)(sizeof(array) / sizeof((array)[0]))

const char *bri_stop_name(bri_stop stop) {
    return stop_names[stop];
}

const char *bri_run_status_name(bri_run_status status) {
    return status_names[status];
}

/* ---- names ---- */

static char *clean(bri_arena *arena, const char *prefix, const char *text) {
    char *name = bri_arena_format(arena, "%s%.*s", prefix, MAX_NAME, text);
    for (char *c = name; c != NULL && *c != '\0'; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return name != NULL && isdigit((unsigned char)name[0]) ? bri_arena_format(arena, "_%s", name) : name;
}

const char *bri_column_name(bri_arena *arena, bri_names *taken, const char *prefix, const char *text) {
    uint32_t number;
    char *name = clean(arena, "", text);
    if (name != NULL && (name[0] == '\0' || bri_names_find(taken, name, &number)))
        name = clean(arena, prefix, text);
    const char *stem = name;
    for (int i = 2; name != NULL && bri_names_find(taken, name, &number); i++)
        name = bri_arena_format(arena, "%s_%d", stem, i);
    return name != NULL && bri_names_add(arena, taken, name) ? name : NULL;
}

/* ---- filling ---- */

/* What is being laid out: a list of columns, and the names that it has. */
typedef struct layout {
    bri_schema *schema;
    bri_column *columns;
    size_t count;
    bri_names taken;
    bool failed;
} layout;

/* A column of a scenario's thing; prefix is used where its plain name is taken. */
static bri_column *add(layout *to, const char *prefix, const char *text, bri_cell cell) {
    bri_column *column = &to->columns[to->count++];
    *column = (bri_column){.name = bri_column_name(to->schema->arena, &to->taken, prefix, text), .cell = cell};
    to->failed = to->failed || column->name == NULL;
    return column;
}

static void add_note(layout *to, bri_column *column, const char *name, const char *text, double number) {
    if (column->notes == NULL)
        column->notes = bri_arena_alloc(to->schema->arena, 4, sizeof *column->notes);
    if (column->notes == NULL)
        to->failed = true;
    else
        ((bri_note *)(uintptr_t)column->notes)[column->note_count++] = (bri_note){.name = name, .text = text, .number = number};
}

static const char *keep(layout *to, const char *text) {
    to->failed = to->failed || text == NULL;
    return text != NULL ? text : "";
}

static bri_column date(const bri_schema *schema, const char *name, const char *long_name) {
    return (bri_column){.name = name, .cell = BRI_CELL_F64, .long_name = long_name, .units = schema->date_units, .calendar = CALENDAR};
}

static bri_column coded(const char *name, const bri_flags *flags, const char *long_name) {
    return (bri_column){.name = name, .cell = bri_code_cell(flags->count), .long_name = long_name, .flags = flags};
}

static bri_column plain(const char *name, bri_cell cell, const char *long_name) {
    return (bri_column){.name = name, .cell = cell, .long_name = long_name};
}

static void enter_fixed(layout *to, const bri_column *columns, size_t count) {
    memcpy(to->columns, columns, count * sizeof *columns);
    to->count = count;
    for (size_t c = 0; c < count; c++)
        if (!bri_names_add(to->schema->arena, &to->taken, columns[c].name))
            to->failed = true;
}

static void add_outcomes(layout *to) {
    const brink_scenario *scenario = to->schema->scenario;
    to->schema->first_outcome = to->count;
    for (uint32_t i = 0; i < scenario->outcome_count; i++) {
        const bri_outcome *outcome = &scenario->outcomes[i];
        bri_column *column = add(to, "outcome_", outcome->name, outcome->is_boolean ? BRI_CELL_F32 : BRI_CELL_F64);
        column->long_name = outcome->doc;
        add_note(to, column, "outcome", outcome->name, 0);
        add_note(to, column, "outcome_kind", outcome->is_boolean ? "boolean" : "number", 0);
        if (outcome->given_text != NULL)
            add_note(to, column, "given", outcome->given_text, 0);
        if (!isnan(outcome->observed))
            add_note(to, column, "observed", NULL, outcome->observed);
        if (outcome->unit[0] != '\0')
            column->units = outcome->unit;
    }
}

static void add_derived(layout *to) {
    const brink_scenario *scenario = to->schema->scenario;
    to->schema->first_derived = to->count;
    for (uint32_t v = scenario->declared_variable_count; v < scenario->recorded_count; v++) {
        const bri_variable *derived = &scenario->variables[v];
        bri_column *column = add(to, "derived_", keep(to, bri_arena_format(to->schema->arena, "final_%s", derived->name)), BRI_CELL_F64);
        column->long_name = keep(to, bri_arena_format(to->schema->arena, "%s when the replication ended", derived->name));
        column->units = derived->unit[0] != '\0' ? derived->unit : "1";
        add_note(to, column, "derived", derived->name, 0);
    }
}

static void add_rungs(layout *to) {
    const brink_scenario *scenario = to->schema->scenario;
    bri_arena *arena = to->schema->arena;
    to->schema->first_rung = to->count;
    for (uint32_t r = 0; r < scenario->rung_count; r++) {
        const bri_rung *rung = &scenario->rungs[r];
        bri_column *column = add(to, "rung_", keep(to, bri_arena_format(arena, "first_%s_time", rung->slug)), BRI_CELL_F64);
        column->long_name = keep(to, bri_arena_format(arena, "first time at rung \"%s\" or above; NaN where not observed", rung->name));
        column->units = to->schema->date_units;
        column->calendar = CALENDAR;
        add_note(to, column, "rung", rung->name, 0);
        column = add(to, "rung_", keep(to, bri_arena_format(arena, "first_%s_observed", rung->slug)), BRI_CELL_I8);
        column->long_name = keep(to, bri_arena_format(arena, "1: came to rung \"%s\" or above; 0: ended before (censored)", rung->name));
        add_note(to, column, "rung", rung->name, 0);
    }
}

static void add_actions(layout *to) {
    const brink_scenario *scenario = to->schema->scenario;
    to->schema->first_action = to->count;
    for (uint32_t a = 0; a < scenario->action_count; a++) {
        const bri_action *action = &scenario->actions[a];
        bri_column *column = add(to, "action_", keep(to, bri_arena_format(to->schema->arena, "count_%s", action->name)), BRI_CELL_I32);
        column->long_name = keep(to, bri_arena_format(to->schema->arena, "events of %s", action->name));
        add_note(to, column, "action", action->name, 0);
    }
}

static bool lay_replications(bri_schema *schema) {
    const brink_scenario *scenario = schema->scenario;
    static const bri_note counts_events[] = {{.name = "sample_dimension", .text = "event"}};
    bri_column fixed[BRI_REPLICATION_FIXED] = {
        [BRI_REPLICATION] = plain("replication", BRI_CELL_I32, "row of this table"),
        [BRI_REPLICATION_POINT] = coded("point", &schema->points, "point of /design"),
        [BRI_REPLICATION_INDEX] = plain("index", BRI_CELL_I32, "number within the point: the replication's part of the random key"),
        [BRI_REPLICATION_EVENT_COUNT] = plain("event_count", BRI_CELL_I32, "rows of /events that belong to it (0 where it was not traced)"),
        [BRI_REPLICATION_EVENT_START] = plain("event_start", BRI_CELL_I64, "first of these rows"),
        [BRI_REPLICATION_EVENTS_TOTAL] = plain("events_total", BRI_CELL_I32, "events that happened, traced or not"),
        [BRI_REPLICATION_END_TIME] = date(schema, "end_time", "when the replication ended"),
        [BRI_REPLICATION_STOP_REASON] = coded("stop_reason", &schema->stops, "what ended it"),
        [BRI_REPLICATION_STATUS] = coded("status", &schema->statuses, "whether it went well"),
        [BRI_REPLICATION_WEIGHT] = plain("weight", BRI_CELL_F64, "statistical weight"),
        [BRI_REPLICATION_MAX_RUNG] = coded("max_rung", &schema->rungs, "highest rung reached"),
    };
    fixed[BRI_REPLICATION_EVENT_COUNT].notes = counts_events;
    fixed[BRI_REPLICATION_EVENT_COUNT].note_count = 1;
    size_t derived_count = scenario->recorded_count - scenario->declared_variable_count;
    size_t most = BRI_REPLICATION_FIXED + scenario->outcome_count + derived_count + 2 * (size_t)scenario->rung_count + scenario->action_count;
    layout to = {.schema = schema, .columns = bri_arena_alloc(schema->arena, most, sizeof *to.columns)};
    if (to.columns == NULL)
        return false;
    enter_fixed(&to, fixed, BRI_REPLICATION_FIXED);
    add_outcomes(&to);
    add_rungs(&to);
    add_actions(&to);
    add_derived(&to);
    schema->replication = to.columns;
    schema->replication_count = to.count;
    return !to.failed;
}

static bool lay_events(bri_schema *schema) {
    const brink_scenario *scenario = schema->scenario;
    const bri_column fixed[BRI_EVENT_FIXED] = {
        [BRI_EVENT_TIME] = date(schema, "time", "when it happened"),
        [BRI_EVENT_REPLICATION] = plain("replication", BRI_CELL_I32, "row of /replications"),
        [BRI_EVENT_ID] = plain("id", BRI_CELL_F64, "identity: 53 bits of a hash, equal for the same event in every point"),
        [BRI_EVENT_DECISION] = coded("decision", &schema->decisions, "decision that fired"),
        [BRI_EVENT_SOURCE] = coded("source", &schema->actors, "who acts"),
        [BRI_EVENT_TARGET] = coded("target", &schema->targets, "at whom"),
        [BRI_EVENT_ACTION] = coded("action", &schema->actions, "what is done"),
        [BRI_EVENT_CAUSE] = plain("cause", BRI_CELL_I32, "number, within the replication, of the event that caused it; -1: none"),
        [BRI_EVENT_RUNG_BEFORE] = coded("rung_before", &schema->rungs, "rung of the ladder before it"),
        [BRI_EVENT_RUNG_AFTER] = coded("rung_after", &schema->rungs, "rung after its effects"),
        [BRI_EVENT_VALUE] = plain("value", BRI_CELL_F32, "the action's value; NaN where it has none"),
        [BRI_EVENT_END_TIME] = date(schema, "end_time", "end of its episode; NaN where it has none; may lie beyond the end of the replication"),
    };
    layout to = {.schema = schema};
    to.columns = bri_arena_alloc(schema->arena, BRI_EVENT_FIXED + (size_t)scenario->mark_count, sizeof *to.columns);
    if (to.columns == NULL || !bri_names_add(schema->arena, &to.taken, "event"))
        return false;
    enter_fixed(&to, fixed, BRI_EVENT_FIXED);
    for (uint32_t m = 0; m < scenario->mark_count; m++) {
        bri_column *column = add(&to, "mark_", scenario->marks[m].name, BRI_CELL_F32);
        column->long_name = keep(&to, bri_arena_format(schema->arena, "mark \"%s\"; NaN where the action has none", scenario->marks[m].name));
        add_note(&to, column, "mark", scenario->marks[m].name, 0);
    }
    schema->event = to.columns;
    schema->event_count = to.count;
    return !to.failed;
}

static bool lay_grid(bri_schema *schema) {
    static const char *const suffixes[BRI_GRID_COLUMNS] = {"mean", "sd", "quantile"};
    static const char *const fixed[] = {"point", "time", "quantile", "rung", "action", "p_rung_at_least", "event_rate"};
    const brink_scenario *scenario = schema->scenario;
    bri_arena *arena = schema->arena;
    bri_names taken = {.count = 0};
    bool ready = true;
    for (uint32_t i = 0; i < COUNT_OF(fixed); i++)
        ready = ready && bri_names_add(arena, &taken, fixed[i]);
    schema->grid_columns = bri_arena_alloc(arena, scenario->series_count, sizeof *schema->grid_columns);
    ready = ready && schema->grid_columns != NULL;
    for (uint32_t v = 0; ready && v < scenario->series_count; v++)
        for (int k = 0; ready && k < BRI_GRID_COLUMNS; k++) {
            const char *name = bri_arena_format(arena, "%s_%s", scenario->series[v].name, suffixes[k]);
            schema->grid_columns[v][k] = name != NULL ? bri_column_name(arena, &taken, "variable_", name) : NULL;
            ready = schema->grid_columns[v][k] != NULL;
        }
    return ready;
}

/* Collect the names of things: `stride` bytes apart, the name first in each. */
static bool collect(bri_schema *schema, bri_flags *flags, const void *things, uint32_t count, size_t stride, bool has_none) {
    const char **names = bri_arena_alloc(schema->arena, count, sizeof *names);
    for (uint32_t i = 0; names != NULL && i < count; i++)
        memcpy(&names[i], (const char *)things + i * stride, sizeof names[i]);
    *flags = (bri_flags){.names = names, .count = count, .has_none = has_none};
    return names != NULL;
}

static bool collect_flags(bri_schema *schema, const bri_design *design) {
    const brink_scenario *s = schema->scenario;
    schema->stops = (bri_flags){.names = stop_names, .count = COUNT_OF(stop_names)};
    schema->statuses = (bri_flags){.names = status_names, .count = COUNT_OF(status_names)};
    return collect(schema, &schema->points, design->points, (uint32_t)design->point_count, sizeof *design->points, false) &&
           collect(schema, &schema->actors, s->actors, s->actor_count, sizeof *s->actors, false) &&
           collect(schema, &schema->targets, s->actors, s->actor_count, sizeof *s->actors, true) &&
           collect(schema, &schema->actions, s->actions, s->action_count, sizeof *s->actions, false) &&
           collect(schema, &schema->decisions, s->decisions, s->decision_count, sizeof *s->decisions, false) &&
           collect(schema, &schema->rungs, s->rungs, s->rung_count, sizeof *s->rungs, true);
}

bool bri_schema_init(bri_schema *schema, const brink_scenario *scenario, const bri_design *design) {
    *schema = (bri_schema){.arena = bri_arena_new(), .scenario = scenario};
    if (schema->arena == NULL)
        return false;
    char start[BRI_DATE_SIZE];
    bri_date_format(scenario->start, true, start);
    start[strcspn(start, "T")] = ' ';
    start[strcspn(start, "Z")] = '\0';
    schema->date_units = bri_arena_format(schema->arena, "days since %s", start);
    if (schema->date_units != NULL && collect_flags(schema, design) && lay_replications(schema) && lay_events(schema) && lay_grid(schema))
        return true;
    bri_schema_clear(schema);
    return false;
}

void bri_schema_clear(bri_schema *schema) {
    bri_arena_free(schema->arena);
    *schema = (bri_schema){.arena = NULL};
}
