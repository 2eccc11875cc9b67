/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The Poisson field of a hazard decision: unit density in the plane of time and rate height, a function of its key alone.
 *
 * Heights are cut into strips: strip 0 is [0, b), strip s > 0 is [b 2^(s-1), b 2^s). A strip of height h is a Poisson process of rate h in time,
 * cut into cells that hold BRI_FIELD_CELL points on average: cell c covers [c m / h, (c + 1) m / h), m = BRI_FIELD_CELL. Point i of a cell takes
 * words w[2 (i mod 2)] and w[2 (i mod 2) + 1] of block (index i / 2, place c, sub s, BRI_FOR_FIELD):
 *   gap e_i = -log(u(first)), tau_i = tau_(i-1) + e_i; the cell ends at the first tau_i >= m
 *   time (c m + tau_i) / h,   height lower(s) + h u(second)
 * A point lies under a rate when its height is less than the rate: a strip above the rate's bound cannot hold one, even where rounding puts a
 * height on the strip's lower edge.
 * The logarithm is that of base/elementary.h, of fixed arithmetic, so that wide and scalar code on any machine give the same bits.
 */
#ifndef BRI_FIELD_H
#define BRI_FIELD_H

#include "base/stream.h"

#define BRI_FIELD_CELL 64
#define BRI_FIELD_BATCH 16 /* points made at once at most */
#define BRI_FIELD_LANES (BRI_FIELD_BATCH / 2) /* strips that are opened at once at most */
#define BRI_FIELD_STRIPS 64 /* strips a field may have: heights up to b 2^63 */

/** A strip's read position and the points made ahead. Plain data, owned by the caller. */
typedef struct bri_strip {
    double height;       /* its own: the rate of its process in time */
    uint64_t cell;       /* the cell in hand */
    double tau;          /* of the last point made */
    double *time;        /* the buffer, lent by the caller: times, then heights */
    uint32_t made;       /* points of the cell made so far */
    uint8_t sub;         /* number of the strip */
    uint8_t count, next; /* points in the buffer; the first that is not passed */
    uint8_t batch;       /* how many are made next time: 2 at first, then as many as it holds */
    uint8_t capacity;    /* of the buffer */
    uint8_t ended;       /* the cell holds no further point than those in the buffer */
} bri_strip;

/** A strip's lower edge: all but the lowest are as high as what lies below them. */
static inline double bri_strip_low(const bri_strip *strip) { return strip->sub == 0 ? 0.0 : strip->height; }
/** The heights of the points in the buffer. */
static inline double *bri_strip_y(const bri_strip *strip) { return strip->time + strip->capacity; }

typedef struct bri_point {
    double time, y;
    uint64_t cell, index;
    uint32_t strip;
} bri_point;

/** A field's base height from a rate > 0: rounded up to 8 significant bits. All points hang on it, so it must not hang on the last bit of a rate that
 *  the C library's functions went into; and a constant rate stays within its lowest strip. */
double bri_field_base(double rate);

/** Ready a strip of a field of base height b; nothing is made yet. `room` is for 2 * capacity doubles, and outlives the strip; capacity is 2 or
 *  BRI_FIELD_BATCH: with 2 points at once a strip is small, and slower where many points are passed over. */
void bri_strip_init(bri_strip *strip, double base, uint32_t sub, double *room, unsigned capacity);

/** Take the strip's buffer elsewhere, to room as for bri_strip_init. */
void bri_strip_move(bri_strip *strip, double *room);

/** Back to the start of the field, as after bri_strip_init. */
void bri_strip_rewind(bri_strip *strip);

/** Make the first two points of several rewound strips at once: for speed alone, they come out the same. The key of each is `key` with its own
 *  stream. 1 <= count <= BRI_FIELD_LANES. */
void bri_strips_open(bri_strip *const strip[], const bri_key *key, const uint64_t stream[], unsigned count);

/** Go to the first point with time > now, forward or back. After it, bri_strip_scan gives points from there on, in order.
 *  The cells must be apart in a double: now * height < 2^50. */
void bri_strip_seek(bri_strip *strip, const bri_key *key, double now);

/** Does bri_strip_scan need no key now: are there points made ahead, or is the cell at its end? */
static inline int bri_strip_is_ready(const bri_strip *strip) { return strip->next < strip->count || strip->ended; }

/** Make points ahead, for a strip that is not ready. */
void bri_strip_make(bri_strip *strip, const bri_key *key);

/** Go on to the next cell, all points of the present one being passed; the time at which it starts. */
double bri_strip_turn(bri_strip *strip);

/** bri_strip_scan of a strip that is ready. */
static inline int bri_strip_scan_made(bri_strip *strip, double high, double *time, double *y) {
    const double *made = bri_strip_y(strip);
    for (; strip->next < strip->count; strip->next++) {
        if (made[strip->next] >= high) continue;
        *time = strip->time[strip->next];
        *y = made[strip->next];
        return 1;
    }
    *time = strip->ended ? bri_strip_turn(strip) : strip->time[strip->count - 1];
    return 0;
}

/** Pass over the points with y >= high, as far as they are made; true: *time, *y of a point with y < high (not yet passed); false: there is none up
 *  to *time: call again when the queue has come there. To look further ahead would be in vain where the bound changes before. */
int bri_strip_scan(bri_strip *strip, const bri_key *key, double high, double *time, double *y);

/** Pass the point that bri_strip_scan gave. */
static inline void bri_strip_pass(bri_strip *strip) { strip->next++; }

/** The point that was passed last, if nothing was made since: its address, for its identity. */
bri_point bri_strip_passed(const bri_strip *strip);

/** Identity of a point: a hash of (stream, strip, cell, index). */
uint64_t bri_point_identity(uint64_t stream, const bri_point *point);

#endif
