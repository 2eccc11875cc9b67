/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Slots of pairs of actors, from one to another: sparse, since most pairs are nobody's.
 */
#ifndef BRI_PAIRS_H
#define BRI_PAIRS_H

#include "lang/expr.h"

/** Plain data; zeroed it holds no pair. */
typedef struct bri_pairs {
    const uint32_t *first; /* [actor]: where the pairs from it begin; one more than there are actors. NULL: there are none */
    const uint32_t *to;    /* [entry]: rising within a row; a pair may have several entries, one after the other */
    const uint32_t *slot;  /* [entry] */
    uint32_t actor_count;
    double absent; /* the value for a pair that is not there */
} bri_pairs;

#define BRI_NO_PAIR UINT32_MAX

static inline bool bri_pairs_any(const bri_pairs *pairs) {
    return pairs->first && pairs->first[pairs->actor_count] > 0;
}

/** The first entry of a pair, *end: the end of its row; BRI_NO_PAIR where it has none. Either may be nobody (UINT32_MAX). */
static inline uint32_t bri_pairs_find(const bri_pairs *pairs, uint32_t from, uint32_t to, uint32_t *end) {
    if (!pairs->first || from >= pairs->actor_count) return BRI_NO_PAIR;
    uint32_t low = pairs->first[from], high = *end = pairs->first[from + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pairs->to[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low < *end && pairs->to[low] == to ? low : BRI_NO_PAIR;
}

/** The slot of a pair that has one at most, or BRI_NO_PAIR. */
static inline uint32_t bri_pairs_slot(const bri_pairs *pairs, uint32_t from, uint32_t to) {
    uint32_t end, entry = bri_pairs_find(pairs, from, to, &end);
    return entry == BRI_NO_PAIR ? BRI_NO_PAIR : pairs->slot[entry];
}

/** Who is meant by an end of a pair. */
static inline uint32_t bri_end_actor(bri_end end, const bri_binding *binding) {
    switch (end.who) {
    case BRI_WHO_SELF: return binding->self;
    case BRI_WHO_TARGET: return binding->target;
    case BRI_WHO_OTHER: return binding->other;
    default: return end.actor;
    }
}

#endif
