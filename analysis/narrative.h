/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * A traced replication as a dated text.
 */
#ifndef BRI_NARRATIVE_H
#define BRI_NARRATIVE_H

#include <stdio.h>

#include "kernel/record.h"
#include "plan/scenario.h"

/** Tell the record (with its events) of one of the scenario's replications. */
void bri_narrative_write(FILE *stream, const brink_scenario *scenario, const bri_record *record);

#endif
