/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The kernel: one replication of a plan, exactly. A state serves one thread and is reused for any number of replications.
 */
#ifndef BRI_KERNEL_H
#define BRI_KERNEL_H

#include <stdatomic.h>
#include <stdbool.h>

#include "brink/status.h"
#include "kernel/record.h"
#include "plan/plan.h"

/** Engine settings that never change a history: the tests force them. */
typedef struct bri_tuning {
    double box_scale; /* widths of the boxes: 1 normal, 1e-6 tiny, 1e6 huge */
    bool adaptive;    /* widths adapt to what they cost */
} bri_tuning;

#define BRI_TUNING_DEFAULT ((bri_tuning){.box_scale = 1.0, .adaptive = true})

typedef struct bri_state bri_state;

/** A state for a plan (borrowed, must outlive it). NULL: memory is out. */
bri_state *bri_state_new(const bri_plan *plan, bri_tuning tuning);
void bri_state_free(bri_state *state);

/** From here on a replication breaks off when *stop becomes true: bri_replicate then gives false. */
void bri_state_heed(bri_state *state, const atomic_bool *stop);

/** A record with room for a plan's replications; bri_record_free frees it with its arrays. NULL: memory is out. */
bri_record *bri_record_new(const bri_plan *plan);
void bri_record_free(bri_record *record);
/** Empty a record for the next replication; its arrays stay. */
void bri_record_reset(bri_record *record, const bri_plan *plan);

/** Run replication number `replication` of `seed` into record (record->keep_events is honoured). Never fails as a call: what went wrong is
 *  in record->status and record->message. The result is a function of plan, seed and replication alone. False: it was broken off
 *  (bri_state_heed), and the record means nothing. */
bool bri_replicate(bri_state *state, uint64_t seed, uint64_t replication, bri_record *record);

#endif
