/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Random numbers by address: Threefry4x64-20 (Salmon et al. 2011). Nothing is ever "the next number of the generator": every number
 * of a run has an address and can be produced alone.
 *
 *   key     (seed, replication, stream, branch)
 *   counter (index, place, sub, purpose)
 *
 * `stream` is the first 8 bytes (little-endian) of the SHA-256 of a decision's or action's name. docs/mathematics.md defines the use of the counter.
 */
#ifndef BRI_STREAM_H
#define BRI_STREAM_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

typedef enum bri_purpose {
    BRI_FOR_FIELD = 1,    /* points of a hazard's field: place = cell, sub = strip */
    BRI_FOR_GAP = 2,      /* gap of a self-renewing clock: place = occurrence */
    BRI_FOR_TRIGGER = 3,  /* probability, then delay of a triggered decision: place = identity, sub = 0 or 1 */
    BRI_FOR_CHOICE = 4,   /* choice among options, then vetoes: place = identity */
    BRI_FOR_MARK = 5,     /* place = identity of the event, sub = hash of the mark's name */
    BRI_FOR_DURATION = 6, /* place = identity */
    BRI_FOR_EFFECT = 7,   /* place = identity, sub = number of the effect in its list (end effects count on) */
    BRI_FOR_DATE = 8,     /* probability, then jitter of a dated occurrence: place = occurrence, sub = 0 or 1 */
    BRI_FOR_INITIAL = 9   /* initial value of a variable; stream of its name */
} bri_purpose;

typedef struct bri_key {
    uint64_t seed, replication, stream, branch;
} bri_key;

/** The stream that belongs to a name. */
uint64_t bri_stream_of(const char *name);

/** One block of four words at an address. */
void bri_block(const bri_key *key, uint64_t index, uint64_t place, uint64_t sub, uint64_t purpose, uint64_t word[4]);

/** A word as a uniform in (0, 1): ((word >> 12) + 0.5) 2^-52, exact in a double. Never 0, never 1 (a 53rd bit would round the last one up to 1). */
static inline double bri_uniform(uint64_t word) { return ((double)(word >> 12) + 0.5) * 0x1p-52; }

/** A 64-bit mix of two words, for identities: f(f(a + 0x9e3779b97f4a7c15) + b), f the finaliser of MurmurHash3. */
uint64_t bri_mix(uint64_t a, uint64_t b);

/** A gsl_rng that reads the words of one address in order (index 0, 1, …): every gsl_ran_* works on it. 52-bit uniforms in (0, 1). */
extern const gsl_rng_type *const bri_rng_threefry;

/** Where a reader stands: the state behind its gsl_rng. */
typedef struct bri_cursor {
    bri_key key;
    uint64_t place, sub, purpose, index;
    uint64_t word[4];
    unsigned used; /* words of the block that are read; 4: the next one opens a block */
} bri_cursor;

/** An address reader that needs no allocation. rng points into the struct, so it must not be moved after bri_reader_init. */
typedef struct bri_reader {
    gsl_rng rng;
    bri_cursor cursor;
} bri_reader;

/** Make reader->rng usable; then bri_reader_seek points it at an address. */
void bri_reader_init(bri_reader *reader);
void bri_reader_seek(bri_reader *reader, const bri_key *key, uint64_t place, uint64_t sub, bri_purpose purpose);

#endif
