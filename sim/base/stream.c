/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threefry4x64-20 comes from Random123, whose scalar code is the reference for the wide code in field.c. */
#include "base/stream.h"

#include <Random123/threefry.h>
#include <string.h>

#include "base/digest.h"

uint64_t bri_stream_of(const char *name) { return bri_digest_word(name, strlen(name)); }

void bri_block(const bri_key *key, uint64_t index, uint64_t place, uint64_t sub, uint64_t purpose, uint64_t word[4]) {
    threefry4x64_ctr_t counter = {{index, place, sub, purpose}};
    threefry4x64_key_t words = {{key->seed, key->replication, key->stream, key->branch}};
    threefry4x64_ctr_t block = threefry4x64(counter, words);
    memcpy(word, block.v, sizeof block.v);
}

static uint64_t finalise(uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

uint64_t bri_mix(uint64_t a, uint64_t b) { return finalise(finalise(a + 0x9e3779b97f4a7c15u) + b); }

static uint64_t next_word(bri_cursor *c) {
    if (c->used == 4) {
        bri_block(&c->key, c->index++, c->place, c->sub, c->purpose, c->word);
        c->used = 0;
    }
    return c->word[c->used++];
}

static void cursor_set(void *state, unsigned long seed) {
    bri_cursor *c = state;
    *c = (bri_cursor){.key = {.seed = seed}, .used = 4};
}

static unsigned long cursor_get(void *state) { return next_word(state); }

static double cursor_get_double(void *state) { return bri_uniform(next_word(state)); }

static const gsl_rng_type threefry_type = {.name = "threefry4x64-20",
                                           .max = UINT64_MAX,
                                           .min = 0,
                                           .size = sizeof(bri_cursor),
                                           .set = cursor_set,
                                           .get = cursor_get,
                                           .get_double = cursor_get_double};

const gsl_rng_type *const bri_rng_threefry = &threefry_type;

void bri_reader_init(bri_reader *reader) {
    memset(reader, 0, sizeof *reader);
    reader->rng.type = bri_rng_threefry;
    reader->rng.state = &reader->cursor;
    reader->cursor.used = 4;
}

void bri_reader_seek(bri_reader *reader, const bri_key *key, uint64_t place, uint64_t sub, bri_purpose purpose) {
    bri_cursor *c = &reader->cursor;
    c->key = *key;
    c->place = place;
    c->sub = sub;
    c->purpose = purpose;
    c->index = 0;
    c->used = 4;
}
