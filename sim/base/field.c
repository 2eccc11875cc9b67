/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strips are read in order through a small buffer of points made ahead. A strip that must go back (its decision's bound rose, and points that
 * were passed over count again) looks in the buffer first and remakes its cell from the start otherwise: the field is a function of the
 * address alone, so nothing but time is lost. */
#include "base/field.h"

#include <math.h>
#include <string.h>

#include "base/points.h"

static double cell_start(const bri_strip *strip, uint64_t cell) { return (double)cell * BRI_FIELD_CELL / strip->height; }

static void enter_cell(bri_strip *strip, uint64_t cell) {
    strip->cell = cell;
    strip->made = 0;
    strip->tau = 0.0;
    strip->count = strip->next = 0;
    strip->ended = 0;
}

double bri_field_base(double rate) {
    int exponent;
    double fraction = frexp(rate, &exponent);
    return ldexp(ceil(256.0 * fraction), exponent - 8);
}

void bri_strip_init(bri_strip *strip, double base, uint32_t sub, double *room, unsigned capacity) {
    strip->time = room;
    strip->capacity = (uint8_t)capacity;
    strip->sub = (uint8_t)sub;
    strip->height = sub == 0 ? base : ldexp(base, (int)sub - 1);
    bri_strip_rewind(strip);
}

void bri_strip_move(bri_strip *strip, double *room) {
    memcpy(room, strip->time, 2 * strip->capacity * sizeof *room);
    strip->time = room;
}

void bri_strip_rewind(bri_strip *strip) {
    strip->batch = 2;
    enter_cell(strip, 0);
}

/** Points that were made, up to the cell's end, into the buffer. */
static void take_points(bri_strip *strip, unsigned made, const double *tau, const double *time, const double *y) {
    unsigned count = made;
    while (count > 0 && !(tau[count - 1] < BRI_FIELD_CELL)) count--;
    for (unsigned i = 0; i < made; i++) strip->time[i] = time[i]; /* those behind the end are not read */
    for (unsigned i = 0; i < made; i++) bri_strip_y(strip)[i] = y[i];
    strip->batch = strip->capacity;
    strip->ended = count < made;
    strip->tau = tau[made - 1];
    strip->made += count;
    strip->count = (uint8_t)count;
    strip->next = 0;
}

void bri_strip_make(bri_strip *strip, const bri_key *key) {
    bri_points points;
    unsigned made = strip->batch;
    if (made == 2)
        bri_points_pair(strip, key, &points);
    else
        bri_points_batch(strip, key, &points);
    take_points(strip, made, points.tau, points.time, points.y);
}

void bri_strips_open(bri_strip *const strip[], const bri_key *key, const uint64_t stream[], unsigned count) {
    bri_openings openings;
    const bri_strip *strips[BRI_FIELD_LANES];
    uint64_t streams[BRI_FIELD_LANES];
    for (unsigned j = 0; j < BRI_FIELD_LANES; j++) strips[j] = strip[j < count ? j : 0];
    for (unsigned j = 0; j < BRI_FIELD_LANES; j++) streams[j] = stream[j < count ? j : 0];
    bri_points_open(strips, key, streams, &openings);
    for (unsigned j = 0; j < count; j++) {
        const double tau[] = {openings.tau[0][j], openings.tau[1][j]}, time[] = {openings.time[0][j], openings.time[1][j]};
        take_points(strip[j], 2, tau, time, (const double[]){openings.y[0][j], openings.y[1][j]});
    }
}

/** Is the first point after now in the buffer, or behind it in the same cell? */
static int is_ahead(const bri_strip *strip, double now) {
    if ((strip->cell > 0 && now < cell_start(strip, strip->cell)) || now >= cell_start(strip, strip->cell + 1)) return 0;
    return strip->made == strip->count || (strip->count > 0 && strip->time[0] <= now);
}

void bri_strip_seek(bri_strip *strip, const bri_key *key, double now) {
    if (is_ahead(strip, now)) {
        strip->next = 0;
    } else {
        uint64_t cell = now > 0.0 ? (uint64_t)(now * strip->height / BRI_FIELD_CELL) : 0;
        while (cell > 0 && cell_start(strip, cell) > now) cell--;
        while (cell_start(strip, cell + 1) <= now) cell++;
        enter_cell(strip, cell);
    }
    for (;;) {
        while (strip->next < strip->count && strip->time[strip->next] <= now) strip->next++;
        if (strip->next < strip->count || strip->ended) return;
        bri_strip_make(strip, key);
    }
}

double bri_strip_turn(bri_strip *strip) {
    enter_cell(strip, strip->cell + 1);
    return cell_start(strip, strip->cell);
}

int bri_strip_scan(bri_strip *strip, const bri_key *key, double high, double *time, double *y) {
    if (!bri_strip_is_ready(strip)) bri_strip_make(strip, key);
    return bri_strip_scan_made(strip, high, time, y);
}

bri_point bri_strip_passed(const bri_strip *strip) {
    unsigned at = strip->next - 1u;
    return (bri_point){.time = strip->time[at],
                       .y = bri_strip_y(strip)[at],
                       .cell = strip->cell,
                       .index = strip->made - strip->count + at,
                       .strip = strip->sub};
}

uint64_t bri_point_identity(uint64_t stream, const bri_point *point) {
    return bri_mix(bri_mix(stream, point->strip), bri_mix(point->cell, point->index));
}
