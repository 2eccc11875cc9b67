/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Conditions that can change only where a path crosses a threshold: `x > 0.8`, `since(a) < 7 d || since(b) < limit`.
 */
#ifndef BRI_THRESHOLD_H
#define BRI_THRESHOLD_H

#include "lang/code.h"

/** A comparison of a slot with something that stands still. */
typedef struct bri_threshold {
    uint32_t slot;
    bool is_below;  /* true where the slot is below the limit, else where it is above */
    bool is_strict; /* false: true at the limit itself too */
    uint8_t limit_space;
    uint32_t limit_index;
} bri_threshold;

/** The comparisons by which a code, for a binding, reads the slots for which is_moving[slot] holds, in the arena. *is_closed is false, and the list
 *  of no use, where it reads one of them in any other way, sums over a network, or draws. False: memory is out. */
bool bri_thresholds_find(bri_arena *arena, const bri_code *code, const bri_binding *binding, const bool *is_moving, const bri_threshold **list,
                         uint32_t *count, bool *is_closed);

/** Visit the slots that a code reads for a binding, once for each reading or more: `number` is what it is compared with there, NULL where it is read
 *  otherwise than by a comparison with a number. */
void bri_code_visit_readings(const bri_code *code, const bri_binding *binding, const bri_network *networks,
                             void (*note)(void *context, uint32_t slot, const double *number), void *context);

/** What the slot is compared with, after bri_code_value(code, env) and before anything else has used env->scratch. */
double bri_threshold_limit(const bri_code *code, const bri_threshold *threshold, const bri_env *env);

/** Is the comparison true for a value of the slot? */
static inline bool bri_threshold_holds(const bri_threshold *threshold, double value, double limit) {
    if (value == limit) return !threshold->is_strict;
    return threshold->is_below ? value < limit : value > limit;
}

#endif
