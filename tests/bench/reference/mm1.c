/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M/M/1, rho 0.9, from empty: two clocks, the next arrival and the next departure. */
#include "common.h"

#define HORIZON 10000.0
#define ARRIVALS 0.9
#define SERVICES 1.0

typedef struct outcome {
    uint64_t events, waiting;
} outcome;

static outcome replicate(xoshiro g) {
    uint64_t waiting = 0, events = 0;
    double arrival = next_exponential(&g) * (1.0 / ARRIVALS), departure = INFINITY;
    for (;; events++) {
        if (arrival < departure) {
            if (arrival >= HORIZON) break;
            if (waiting++ == 0) departure = arrival + next_exponential(&g) * (1.0 / SERVICES);
            arrival += next_exponential(&g) * (1.0 / ARRIVALS);
        } else {
            if (departure >= HORIZON) break;
            departure = --waiting > 0 ? departure + next_exponential(&g) * (1.0 / SERVICES) : INFINITY;
        }
    }
    return (outcome){events, waiting};
}

int main(int count, char **words) {
    uint64_t replications, seed;
    double began = begin(count, words, &replications, &seed), events = 0.0;
    moments total = {0}, waiting = {0};
    for (uint64_t i = 0; i < replications; i++) {
        outcome o = replicate(seed_generator(seed, i));
        events += (double)o.events;
        moments_add(&total, (double)o.events);
        moments_add(&waiting, (double)o.waiting);
    }
    report(began, events);
    moments_print("events_total", &total);
    moments_print("waiting", &waiting);
    return 0;
}
