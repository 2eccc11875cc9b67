/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each column is gathered from the scenario's structs by a small function of one element, so that a group is a table of columns. */
#include "batch/catalogue.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

/* A group being written: count elements along one dimension. */
typedef struct group {
    bri_h5out *out;
    const bri_schema *schema;
    const char *name, *dimension;
    uint64_t count;
} group;

/* What an element has in a column. */
typedef struct content {
    const char *text;
    double number;
} content;

typedef content (*content_of)(const bri_schema *schema, uint32_t index);

static content text(const char *value) {
    return (content){.text = value != NULL ? value : ""};
}

static content number(double value) {
    return (content){.number = value};
}

static content code(uint32_t value) {
    return number(value >= BRI_ACTOR_TARGET ? -1.0 : (double)value); /* none, or one event's self or target */
}

static void store(void *data, bri_cell cell, uint64_t i, content value) {
    switch (cell) {
    case BRI_CELL_I8: ((int8_t *)data)[i] = (int8_t)value.number; break;
    case BRI_CELL_I16: ((int16_t *)data)[i] = (int16_t)value.number; break;
    case BRI_CELL_I32: ((int32_t *)data)[i] = (int32_t)value.number; break;
    case BRI_CELL_I64: ((int64_t *)data)[i] = (int64_t)value.number; break;
    case BRI_CELL_F32: ((float *)data)[i] = (float)value.number; break;
    case BRI_CELL_F64: ((double *)data)[i] = value.number; break;
    case BRI_CELL_TEXT: ((const char **)data)[i] = value.text; break;
    }
}

static void put(const group *to, const bri_column *column, content_of of) {
    void *data = calloc(to->count + 1, bri_cell_size(column->cell));
    if (data == NULL) {
        bri_h5out_no_memory(to->out);
        return;
    }
    for (uint64_t i = 0; i < to->count; i++)
        store(data, column->cell, i, of(to->schema, (uint32_t)i));
    bri_h5out_array(to->out, to->name, column, 1, &to->dimension, &to->count, data);
    free(data);
}

static void put_texts(const group *to, const char *name, const char *long_name, content_of of) {
    put(to, &(bri_column){.name = name, .cell = BRI_CELL_TEXT, .long_name = long_name}, of);
}

static void put_numbers(const group *to, const char *name, bri_cell cell, const char *long_name, content_of of) {
    put(to, &(bri_column){.name = name, .cell = cell, .long_name = long_name}, of);
}

static void put_codes(const group *to, const char *name, const bri_flags *flags, const char *long_name, content_of of) {
    put(to, &(bri_column){.name = name, .cell = bri_code_cell(flags->count), .long_name = long_name, .flags = flags}, of);
}

static group begin(bri_h5out *out, const bri_schema *schema, const char *name, const char *dimension, uint64_t count) {
    bri_h5out_group(out, name);
    return (group){.out = out, .schema = schema, .name = name, .dimension = dimension, .count = count};
}

/* ---- actors ---- */

#define OF(function, list, expression)                                                                                                      \
    static content function(const bri_schema *schema, uint32_t index) {                                                                    \
        const typeof(*schema->scenario->list) *it = &schema->scenario->list[index];                                                        \
        return expression;                                                                                                                  \
    }

OF(actor_name, actors, text(it->name))
OF(actor_title, actors, text(it->title))
OF(actor_iso3, actors, text(it->iso3))
OF(actor_type, actors, text(it->type))
OF(actor_cow, actors, number(it->cow))

static void write_actors(bri_h5out *out, const bri_schema *schema) {
    group to = begin(out, schema, "actors", "actor", schema->actors.count);
    put_texts(&to, "actor", NULL, actor_name);
    put_texts(&to, "name", "full name", actor_title);
    put_texts(&to, "iso3", "ISO 3166-1 alpha-3 code", actor_iso3);
    put_numbers(&to, "cow", BRI_CELL_I32, "Correlates of War country code; 0: none", actor_cow);
    put_texts(&to, "type", "state, igo, group, person or other", actor_type);
}

/* ---- actions ---- */

OF(action_name, actions, text(it->name))
OF(action_actor, actions, code(it->actor))
OF(action_target, actions, code(it->target))
OF(action_cameo, actions, text(it->cameo))
OF(action_plover, actions, text(it->plover))
OF(action_mid, actions, number(it->mid_action))
OF(action_goldstein, actions, number(it->goldstein))
OF(action_doc, actions, text(it->doc))

/* The names of those who take part, with blanks between. */
static content action_partners(const bri_schema *schema, uint32_t index) {
    const bri_action *action = &schema->scenario->actions[index];
    const char *names = "";
    for (uint32_t i = 0; names != NULL && i < action->partner_count; i++)
        names = bri_arena_format(schema->arena, "%s%s%s", names, i > 0 ? " " : "", schema->actors.names[action->partners[i]]);
    return text(names);
}

static void write_actions(bri_h5out *out, const bri_schema *schema) {
    group to = begin(out, schema, "actions", "action", schema->actions.count);
    put_texts(&to, "action", NULL, action_name);
    put_codes(&to, "source", &schema->targets, "who acts; none: the self or target of whoever decides", action_actor);
    put_codes(&to, "target", &schema->targets, "at whom", action_target);
    put_texts(&to, "partners", "with whom", action_partners);
    put_texts(&to, "cameo", "CAMEO event code", action_cameo);
    put_texts(&to, "plover", "PLOVER event type", action_plover);
    put_numbers(&to, "mid_action", BRI_CELL_I16, "action code of Militarized Interstate Disputes; -1: none", action_mid);
    put_numbers(&to, "goldstein", BRI_CELL_F32, "Goldstein scale of conflict and cooperation", action_goldstein);
    put_texts(&to, "doc", "what it is", action_doc);
}

/* ---- variables ---- */

static const char *const kind_names[] = {"constant", "relaxing", "drifting", "calendar", "derived"};
static const bri_flags kinds = {.names = kind_names, .count = sizeof kind_names / sizeof *kind_names};

OF(variable_name, variables, text(it->name))
OF(variable_doc, variables, text(it->doc))
OF(variable_minimum, variables, number(it->minimum))
OF(variable_maximum, variables, number(it->maximum))
OF(variable_units, variables, text(it->unit != NULL && it->unit[0] != '\0' ? it->unit : "1"))

static content variable_kind(const bri_schema *schema, uint32_t index) {
    const bri_variable *variable = &schema->scenario->variables[index];
    if (variable->derived != NULL)
        return number(4.0);
    bri_slot_kind kind = schema->scenario->slots[variable->slot].kind;
    return number(kind < BRI_SLOT_MONTH ? (double)kind : 3.0);
}

static void write_variables(bri_h5out *out, const bri_schema *schema) {
    group to = begin(out, schema, "variables", "variable", schema->scenario->recorded_count);
    put_texts(&to, "variable", NULL, variable_name);
    put_texts(&to, "units", "unit as written in the scenario; values are in days where it is of time", variable_units);
    put_codes(&to, "kind", &kinds, "its path between events", variable_kind);
    put_numbers(&to, "minimum", BRI_CELL_F64, "lower end of its range", variable_minimum);
    put_numbers(&to, "maximum", BRI_CELL_F64, "upper end of its range", variable_maximum);
    put_texts(&to, "doc", "what it is", variable_doc);
}

/* ---- decisions ---- */

static const char *const clock_names[] = {
    [BRI_CLOCK_HAZARD] = "hazard", [BRI_CLOCK_RENEWAL] = "renewal", [BRI_CLOCK_DATES] = "dates", [BRI_CLOCK_TRIGGERED] = "triggered"};
static const bri_flags clocks = {.names = clock_names, .count = sizeof clock_names / sizeof *clock_names};

OF(decision_name, decisions, text(it->name))
OF(decision_model, decisions, text(it->model))
OF(decision_clock, decisions, number(it->clock))
OF(decision_priority, decisions, number(it->priority))
OF(decision_doc, decisions, text(it->doc))

static void write_decisions(bri_h5out *out, const bri_schema *schema) {
    group to = begin(out, schema, "decisions", "decision", schema->decisions.count);
    put_texts(&to, "decision", NULL, decision_name);
    put_texts(&to, "model", "kind of model", decision_model);
    put_codes(&to, "clock", &clocks, "how its time comes", decision_clock);
    put_numbers(&to, "priority", BRI_CELL_I32, "greater goes first at equal times", decision_priority);
    put_texts(&to, "doc", "what it is", decision_doc);
}

/* ---- ladder ---- */

static content rung_number(const bri_schema *schema, uint32_t index) {
    (void)schema;
    return number(index);
}

OF(rung_name, rungs, text(it->name))
OF(rung_slug, rungs, text(it->slug))
OF(rung_stops, rungs, number(it->stops))

static void write_ladder(bri_h5out *out, const bri_schema *schema) {
    group to = begin(out, schema, "ladder", "rung", schema->rungs.count);
    put_numbers(&to, "rung", BRI_CELL_I32, "number, lowest first", rung_number);
    put_texts(&to, "name", NULL, rung_name);
    put_texts(&to, "slug", "its name in the columns of /replications", rung_slug);
    put_numbers(&to, "stops", BRI_CELL_I8, "1 where reaching it ends a replication", rung_stops);
}

/* ---- design ---- */

static content point_number(const bri_schema *schema, uint32_t index) {
    (void)schema;
    return number(index);
}

static content point_name(const bri_schema *schema, uint32_t index) {
    return text(schema->points.names[index]);
}

/* One column for each parameter but those that members of a group have, in its own unit. */
static void write_parameter(bri_h5out *out, const bri_schema *schema, const bri_design *design, bri_names *taken, uint32_t index) {
    const bri_parameter *parameter = &schema->scenario->parameters[index];
    const bri_note notes[] = {{.name = "parameter", .text = parameter->name}, {.name = "role", .text = design->varies[index] ? "varied" : "fixed"}};
    bri_column column = {.name = bri_column_name(schema->arena, taken, "parameter_", parameter->name), .cell = BRI_CELL_F64,
                         .long_name = parameter->doc, .units = parameter->unit[0] != '\0' ? parameter->unit : "1", .notes = notes, .note_count = 2};
    double *values = malloc(design->point_count * sizeof *values);
    if (values == NULL || column.name == NULL) {
        bri_h5out_no_memory(out);
    } else {
        const char *dimension = "point";
        uint64_t count = design->point_count;
        for (size_t p = 0; p < design->point_count; p++)
            values[p] = design->points[p].parameters[index] / parameter->unit_value;
        bri_h5out_array(out, "design", &column, 1, &dimension, &count, values);
    }
    free(values);
}

OF(parameter_name, parameters, text(it->name))

/* As texts: no reader loses digits. */
static void write_seeds(const group *to, const bri_design *design) {
    const char **seeds = malloc(design->point_count * sizeof *seeds);
    for (size_t p = 0; seeds != NULL && p < design->point_count; p++)
        seeds[p] = bri_arena_format(to->schema->arena, "%" PRIu64, design->points[p].seed);
    const bri_column column = {.name = "seed", .cell = BRI_CELL_TEXT, .long_name = "seed of the point's random numbers"};
    if (seeds == NULL)
        bri_h5out_no_memory(to->out);
    else
        bri_h5out_array(to->out, to->name, &column, 1, &to->dimension, &to->count, seeds);
    free(seeds);
}

static void write_design(bri_h5out *out, const bri_schema *schema, const bri_design *design) {
    group to = begin(out, schema, "design", "point", schema->points.count);
    put_codes(&to, "point", &schema->points, NULL, point_number);
    put_texts(&to, "variant", "name of the point", point_name);
    if (design->is_independent)
        write_seeds(&to, design);
    static const char *const fixed[] = {"point", "variant", "seed", "parameter", "parameter_value"};
    bri_names taken = {.count = 0};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (!bri_names_add(schema->arena, &taken, fixed[i]))
            bri_h5out_no_memory(out);
    for (uint32_t i = 0; i < schema->scenario->parameter_count; i++)
        if (schema->scenario->parameters[i].group == BRI_NONE) write_parameter(out, schema, design, &taken, i);
    group names = {.out = out, .schema = schema, .name = "design", .dimension = "parameter", .count = schema->scenario->parameter_count};
    put_texts(&names, "parameter", "all parameters, in the scenario's order", parameter_name);
    const char *const dimensions[] = {"point", "parameter"};
    const uint64_t shape[] = {design->point_count, design->parameter_count};
    bri_h5out_array(out, "design", &(bri_column){.name = "parameter_value", .cell = BRI_CELL_F64,
                                                 .long_name = "values as the simulation takes them: times in days, rates per day"},
                    2, dimensions, shape, design->values);
}

void bri_catalogue_write(bri_h5out *out, const bri_schema *schema, const bri_design *design) {
    write_actors(out, schema);
    write_actions(out, schema);
    write_variables(out, schema);
    write_decisions(out, schema);
    write_ladder(out, schema);
    write_design(out, schema, design);
}

void bri_catalogue_held(bri_h5out *out, const bri_schema *schema, const double *counts) {
    if (schema->scenario->recorded_count == 0)
        return;
    group to = {.out = out, .schema = schema, .name = "variables", .dimension = "point", .count = schema->points.count};
    put_codes(&to, "point", &schema->points, NULL, point_number);
    const char *const dimensions[] = {"variable", "point"};
    const uint64_t shape[] = {schema->scenario->recorded_count, schema->points.count};
    bri_h5out_array(out, "variables", &(bri_column){.name = "held_count", .cell = BRI_CELL_F64, .units = "1",
                                                    .long_name = "effects that would have left the range, and were held at its end"},
                    2, dimensions, shape, counts);
}
