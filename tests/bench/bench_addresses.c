/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is the least that random numbers at addresses cost? Two of the reference models, written by hand and each for itself, as those in reference/
 * are, but with the chance events of brink's own fields: the same histories, event for event, and nothing else of brink.
 *
 * usage: bench_addresses mm1|mutual-5 REPLICATIONS SEED          prints: events N, ns_an_event X (CPU time) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/field.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One strip of a decision's field. */
typedef struct lane {
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
} lane;

/* ---- M/M/1 ---- */

/* The next point under a rate that fills its strip. */
static inline double next_point(lane *l, const bri_key *key, double rate) {
    double time, y;
    for (;;) {
        if (!bri_strip_is_ready(&l->strip)) bri_strip_make(&l->strip, key);
        if (bri_strip_scan_made(&l->strip, rate, &time, &y)) break;
    }
    bri_strip_pass(&l->strip);
    return time;
}

static uint64_t mm1(uint64_t seed, uint64_t replication) {
    static lane arrivals, services;
    const bri_key arrive = {.seed = seed, .replication = replication, .stream = bri_stream_of("arrivals")};
    const bri_key serve = {.seed = seed, .replication = replication, .stream = bri_stream_of("services")};
    const double horizon = 10000.0, rate = 0.9;
    bri_strip_init(&arrivals.strip, bri_field_base(rate), 0, arrivals.room, BRI_FIELD_BATCH);
    bri_strip_init(&services.strip, 1.0, 0, services.room, BRI_FIELD_BATCH);
    uint64_t waiting = 0, events = 0;
    double arrival = next_point(&arrivals, &arrive, rate), departure = INFINITY;
    for (;; events++) {
        if (arrival < departure) {
            if (arrival >= horizon) return events;
            if (waiting++ == 0) do {
                    departure = next_point(&services, &serve, 1.0);
                } while (departure <= arrival);
            arrival = next_point(&arrivals, &arrive, rate);
        } else {
            if (departure >= horizon) return events;
            departure = --waiting > 0 ? next_point(&services, &serve, 1.0) : INFINITY;
        }
    }
}

/* ---- five mutual Hawkes processes, all excite all: one rate for all five, but a field for each ---- */

enum { NODES = 5, STRIPS = 12 };

#define MU 0.5
#define DECAY (M_LN2 / 0.5)
#define JUMP (0.12 * DECAY)

typedef struct node {
    bri_key key;
    lane lanes[STRIPS];
    double time[STRIPS], y[STRIPS]; /* the next point under the bound; where none is made yet, when to look again: y is infinite */
} node;

/* The first point after a time that lies under the bound: those passed over may count when the bound rises. */
static inline void look(node *n, unsigned s, double after, double bound) {
    bri_strip *strip = &n->lanes[s].strip;
    for (;;) {
        while (strip->next < strip->count && strip->time[strip->next] <= after) strip->next++;
        if (strip->next < strip->count) break;
        if (strip->ended) bri_strip_turn(strip);
        bri_strip_make(strip, &n->key);
    }
    unsigned i = strip->next;
    const double *y = bri_strip_y(strip);
    while (i < strip->count && y[i] >= bound) i++;
    n->time[s] = strip->time[i < strip->count ? i : strip->count - 1u];
    n->y[s] = i < strip->count ? y[i] : INFINITY;
}

static void open_node(node *n, unsigned number, uint64_t seed, uint64_t replication) {
    char name[8];
    snprintf(name, sizeof name, "d%u", number);
    n->key = (bri_key){.seed = seed, .replication = replication, .stream = bri_stream_of(name)};
    for (unsigned s = 0; s < STRIPS; s++) bri_strip_init(&n->lanes[s].strip, MU, s, n->lanes[s].room, BRI_FIELD_BATCH);
    look(n, 0, 0.0, MU);
}

static uint64_t mutual(uint64_t seed, uint64_t replication) {
    static node nodes[NODES];
    const double horizon = 800.0;
    double excitation = 0.0, last = 0.0, bound = MU;
    unsigned awake = 1;
    for (unsigned i = 0; i < NODES; i++) open_node(&nodes[i], i, seed, replication);
    for (uint64_t events = 0;;) {
        unsigned first = 0, strip = 0;
        double time = INFINITY;
        for (unsigned i = 0; i < NODES; i++)
            for (unsigned s = 0; s < awake; s++)
                if (nodes[i].time[s] < time) time = nodes[first = i].time[strip = s];
        if (time >= horizon) return events;
        double left = excitation * exp(-DECAY * (time - last)), y = nodes[first].y[strip];
        if (!(y < MU + left)) {
            look(&nodes[first], strip, time, bound);
            continue;
        }
        events++;
        excitation = left + JUMP;
        last = time;
        look(&nodes[first], strip, time, bound);
        unsigned was_awake = awake;
        int rose = MU + excitation > bound;
        bound = MU + excitation;
        for (awake = 1; MU * (double)(1u << (awake - 1)) < bound;) awake++;
        if (awake > STRIPS) abort();
        for (unsigned i = 0; i < NODES; i++)
            for (unsigned s = was_awake - (unsigned)rose; s < awake; s++) { /* of lower strips all points lay under the bound before */
                if (s >= was_awake) bri_strip_seek(&nodes[i].lanes[s].strip, &nodes[i].key, time);
                look(&nodes[i], s, time, bound);
            }
    }
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: bench_addresses mm1|mutual-5 REPLICATIONS SEED\n");
        return 2;
    }
    uint64_t (*replicate)(uint64_t seed, uint64_t replication) = strcmp(words[1], "mm1") == 0 ? mm1 : mutual;
    uint64_t replications = strtoull(words[2], NULL, 10), seed = strtoull(words[3], NULL, 10), events = 0;
    double began = now();
    for (uint64_t i = 0; i < replications; i++) events += replicate(seed, i);
    printf("events %llu\nns_an_event %.2f\n", (unsigned long long)events, (now() - began) / (double)events);
    return 0;
}
