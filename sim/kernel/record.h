/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What one replication leaves behind.
 */
#ifndef BRI_RECORD_H
#define BRI_RECORD_H

#include <stddef.h>
#include <stdint.h>

typedef enum bri_stop { BRI_STOP_HORIZON, BRI_STOP_ABSORBED /* a rung with stop = true */, BRI_STOP_FAILED } bri_stop;

typedef enum bri_run_status {
    BRI_RUN_OK,
    BRI_RUN_EVENT_LIMIT,
    BRI_RUN_CASCADE_LIMIT,
    BRI_RUN_NAN,          /* an expression had no value */
    BRI_RUN_BAD_RATE,     /* a rate is negative or infinite */
    BRI_RUN_BAD_BOUND,    /* a rate left its own interval: a bug of the engine */
    BRI_RUN_BAD_VALUE,    /* a probability, weight, delay or duration outside its range */
    BRI_RUN_MEMORY
} bri_run_status;

/** One event. Marks stand apart: record->marks[event * mark_count + mark]. */
typedef struct bri_event {
    double time;
    uint64_t identity;
    double value;    /* NaN where the action has none */
    double end_time; /* of its episode; NaN where it has none; may lie beyond the horizon */
    uint32_t decision, action, source, target; /* target: UINT32_MAX where none */
    int32_t cause;   /* index in this replication, -1 where none */
    int32_t rung_before, rung_after; /* -1 where there is no ladder; after: when the event's effects are done */
} bri_event;

/** The ladder's current rung became another one. */
typedef struct bri_rung_change {
    double time;
    int32_t rung;
} bri_rung_change;

/** Reused from replication to replication; grows, never shrinks. */
typedef struct bri_record {
    uint64_t replication;
    bri_stop stop;
    bri_run_status status;
    char message[300]; /* "" when all is well: which expression, when */
    double end_time;
    uint64_t event_count;  /* also where events are not kept */
    int32_t max_rung;      /* -1 where there is no ladder */
    double *first_rung;    /* [rung]: first time that the current rung was at or above it; inf when never */
    uint64_t *count;       /* [action] */
    uint64_t *held;        /* [slot]: effects that a range held back */
    double *outcome;       /* [outcome]; NaN where the replication failed, or the outcome is given a condition that does not hold */
    double *derived;       /* [derived quantity]: its value at the end; NaN where the replication failed */
    double *grid;          /* [grid time][series]: values after the events of that instant; NaN after the replication's end
                              (after absorption the state is held as it was then) */
    int32_t *grid_rung;    /* [grid time]: current rung, -1 where there is no ladder */
    uint64_t *grid_action; /* [grid time][action]: events in (previous grid time, this one]; at 0: at time 0 */
    int keep_events;       /* set by the caller: trace this replication */
    bri_event *events;     /* [event_count] when kept */
    double *marks;         /* [event_count][mark_count] when kept */
    size_t event_capacity;
    bri_rung_change *changes; /* [change_count] when events are kept: in order of time, the rung at the start first */
    size_t change_count, change_capacity;
} bri_record;

#endif
