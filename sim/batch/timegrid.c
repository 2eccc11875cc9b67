/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/timegrid.h"

#include <stdlib.h>

#define GROUP "timegrid"

static const char *const axes_time[] = {"point", "time"};
static const char *const axes_quantile[] = {"point", "time", "quantile"};
static const char *const axes_rung[] = {"point", "time", "rung"};
static const char *const axes_action[] = {"point", "time", "action"};

static void create_scale(bri_h5out *out, const bri_column *column, uint64_t length, const void *data) {
    const char *axis = column->name;
    bri_h5out_array(out, GROUP, column, 1, &axis, &length, data);
}

static void create_numbered_scale(bri_h5out *out, const char *name, const bri_flags *flags, uint32_t count) {
    int32_t *numbers = malloc((count + (size_t)1) * sizeof *numbers);
    if (numbers == NULL) {
        bri_h5out_no_memory(out);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = (int32_t)i;
    bri_flags codes = {.names = flags->names, .count = flags->count};
    create_scale(out, &(bri_column){.name = name, .cell = BRI_CELL_I32, .flags = &codes}, count, numbers);
    free(numbers);
}

static void create_scales(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout) {
    const brink_scenario *scenario = schema->scenario;
    double *times = malloc(layout->times * sizeof *times);
    if (times == NULL) {
        bri_h5out_no_memory(out);
        return;
    }
    for (uint32_t t = 0; t < layout->times; t++)
        times[t] = layout->start + t * layout->step;
    create_numbered_scale(out, "point", &schema->points, schema->points.count);
    create_scale(out, &(bri_column){.name = "time", .cell = BRI_CELL_F64, .units = schema->date_units, .calendar = "proleptic_gregorian"},
                 layout->times, times);
    free(times);
    create_scale(out, &(bri_column){.name = "quantile", .cell = BRI_CELL_F64, .units = "1"}, scenario->quantile_count, scenario->quantiles);
    create_numbered_scale(out, "rung", &schema->rungs, layout->rungs);
    create_scale(out, &(bri_column){.name = "action", .cell = BRI_CELL_TEXT}, layout->actions, schema->actions.names);
}

static void create_variable(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout, uint32_t variable) {
    const bri_series *series = &schema->scenario->series[variable];
    const bri_variable *what = &schema->scenario->variables[series->variable];
    bool is_mean = series->slot == BRI_NONE && what->derived == NULL;
    const char *name = is_mean ? bri_arena_format(schema->arena, "the mean of %s over its group", series->name) : series->name;
    const char *const long_names[BRI_GRID_COLUMNS] = {
        bri_arena_format(schema->arena, "mean of %s over the replications, after the events of that instant", name),
        bri_arena_format(schema->arena, "standard deviation of %s over the replications", name),
        bri_arena_format(schema->arena, "quantiles of %s over the replications, each within 0.4%% of its size", name),
    };
    const uint64_t shape[] = {schema->points.count, layout->times, schema->scenario->quantile_count};
    const bri_note notes[] = {{.name = "variable", .text = what->name}};
    for (int k = 0; k < BRI_GRID_COLUMNS; k++) {
        bri_column column = {.name = schema->grid_columns[variable][k], .cell = BRI_CELL_F64, .long_name = long_names[k],
                             .units = what->unit != NULL && what->unit[0] != '\0' ? what->unit : "1", .notes = notes, .note_count = 1};
        bool is_quantile = k == BRI_GRID_QUANTILE;
        bri_h5out_array(out, GROUP, &column, is_quantile ? 3 : 2, is_quantile ? axes_quantile : axes_time, shape, NULL);
    }
}

void bri_timegrid_create(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout) {
    bri_h5out_group(out, GROUP);
    if (layout->times == 0)
        return;
    create_scales(out, schema, layout);
    for (uint32_t v = 0; v < layout->series; v++) create_variable(out, schema, layout, v);
    const uint64_t rung_shape[] = {schema->points.count, layout->times, layout->rungs};
    bri_h5out_array(out, GROUP, &(bri_column){.name = "p_rung_at_least", .cell = BRI_CELL_F64, .units = "1",
                                              .long_name = "share of replications whose rung at that time is this or a higher one"},
                    3, axes_rung, rung_shape, NULL);
    const uint64_t action_shape[] = {schema->points.count, layout->times, layout->actions};
    bri_h5out_array(out, GROUP, &(bri_column){.name = "event_rate", .cell = BRI_CELL_F64, .units = "day-1",
                                              .long_name = "events of the action a day since the time before; NaN at the first time"},
                    3, axes_action, action_shape, NULL);
}

static void put_variable(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout, size_t point,
                         const bri_aggregate *aggregate, uint32_t variable, double *work) {
    double *mean = work, *sd = work + layout->times, *quantiles = sd + layout->times;
    uint32_t quantile_count = schema->scenario->quantile_count;
    bri_aggregate_moments(aggregate, variable, mean, sd);
    bri_aggregate_quantiles(aggregate, variable, schema->scenario->quantiles, quantile_count, quantiles);
    bri_h5out_slab(out, GROUP, schema->grid_columns[variable][BRI_GRID_MEAN], point, mean);
    bri_h5out_slab(out, GROUP, schema->grid_columns[variable][BRI_GRID_SD], point, sd);
    if (quantile_count > 0)
        bri_h5out_slab(out, GROUP, schema->grid_columns[variable][BRI_GRID_QUANTILE], point, quantiles);
}

void bri_timegrid_put(bri_h5out *out, const bri_schema *schema, const bri_aggregate_layout *layout, size_t point,
                      const bri_aggregate *aggregate) {
    if (layout->times == 0)
        return;
    size_t widest = 2 + (size_t)schema->scenario->quantile_count;
    widest = layout->rungs > widest ? layout->rungs : widest;
    widest = layout->actions > widest ? layout->actions : widest;
    double *work = malloc(widest * layout->times * sizeof *work);
    if (work == NULL) {
        bri_h5out_no_memory(out);
        return;
    }
    for (uint32_t v = 0; v < layout->series; v++) put_variable(out, schema, layout, point, aggregate, v, work);
    if (layout->rungs > 0) {
        bri_aggregate_rungs(aggregate, work);
        bri_h5out_slab(out, GROUP, "p_rung_at_least", point, work);
    }
    if (layout->actions > 0) {
        bri_aggregate_rates(aggregate, work);
        bri_h5out_slab(out, GROUP, "event_rate", point, work);
    }
    free(work);
}
