/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The columns of the tables that a scenario's runs fill: /replications and /events.
 */
#ifndef BRI_SCHEMA_H
#define BRI_SCHEMA_H

#include "batch/design.h"
#include "batch/h5out.h"
#include "kernel/record.h"
#include "plan/scenario.h"

/** Fixed columns of /replications; outcomes, rungs, actions and derived quantities follow. */
typedef enum bri_replication_column {
    BRI_REPLICATION,
    BRI_REPLICATION_POINT,
    BRI_REPLICATION_INDEX,
    BRI_REPLICATION_EVENT_COUNT,
    BRI_REPLICATION_EVENT_START,
    BRI_REPLICATION_EVENTS_TOTAL,
    BRI_REPLICATION_END_TIME,
    BRI_REPLICATION_STOP_REASON,
    BRI_REPLICATION_STATUS,
    BRI_REPLICATION_WEIGHT,
    BRI_REPLICATION_MAX_RUNG,
    BRI_REPLICATION_FIXED
} bri_replication_column;

/** Fixed columns of /events; marks follow. */
typedef enum bri_event_column {
    BRI_EVENT_TIME,
    BRI_EVENT_REPLICATION,
    BRI_EVENT_ID,
    BRI_EVENT_DECISION,
    BRI_EVENT_SOURCE,
    BRI_EVENT_TARGET,
    BRI_EVENT_ACTION,
    BRI_EVENT_CAUSE,
    BRI_EVENT_RUNG_BEFORE,
    BRI_EVENT_RUNG_AFTER,
    BRI_EVENT_VALUE,
    BRI_EVENT_END_TIME,
    BRI_EVENT_FIXED
} bri_event_column;

/** Columns of /timegrid that each variable has: NAME_mean, NAME_sd, NAME_quantile. */
typedef enum bri_grid_column { BRI_GRID_MEAN, BRI_GRID_SD, BRI_GRID_QUANTILE, BRI_GRID_COLUMNS } bri_grid_column;

typedef struct bri_schema {
    bri_arena *arena; /* all texts and lists of the schema */
    const brink_scenario *scenario; /* borrowed */
    const bri_column *replication, *event;
    size_t replication_count, event_count;
    size_t first_outcome, first_rung, first_action; /* columns of /replications; a rung has two */
    size_t first_derived;
    const char *date_units;                         /* "days since 2017-01-01 00:00:00" */
    bri_flags points, actors, actions, decisions, rungs, targets, stops, statuses;
    const char *(*grid_columns)[BRI_GRID_COLUMNS]; /* [series] */
} bri_schema;

/** Work out the columns; scenario and design are borrowed. False: memory is out. */
bool bri_schema_init(bri_schema *schema, const brink_scenario *scenario, const bri_design *design);
void bri_schema_clear(bri_schema *schema);

/** A column's name made of any text: letters, digits and _ stay, the rest becomes _; a name that is in `taken` gets `prefix` in front, then a
 *  number behind. It is entered into taken. NULL: memory is out. */
const char *bri_column_name(bri_arena *arena, bri_names *taken, const char *prefix, const char *text);

/** Names of what ends a replication and of how it went, by bri_stop and bri_run_status. */
const char *bri_stop_name(bri_stop stop);
const char *bri_run_status_name(bri_run_status status);

#endif
