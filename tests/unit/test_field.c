/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field is a function of its address alone: however it is read, it has the points of the definition in base/field.h, to the last bit. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/elementary.h"
#include "base/points.h"

static const bri_key key = {20171215, 3, 0x1234567890abcdef, 0};

static uint64_t next(uint64_t *s) { /* xorshift64 */
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

static double uniform(uint64_t *s) {
    return (double)(next(s) >> 11) * 0x1p-53;
}

/** A strip by the definition, one point after the other with the scalar generator. */
typedef struct walk {
    bri_point *points;
    size_t count;
} walk;

static size_t walk_cell(const bri_strip *strip, uint64_t cell, bri_point *points) {
    double tau = 0.0;
    for (size_t i = 0;; i++) {
        uint64_t w[4];
        bri_block(&key, i / 2, cell, strip->sub, BRI_FOR_FIELD, w);
        tau += bri_neglog(bri_uniform(w[2 * (i % 2)]));
        if (tau >= BRI_FIELD_CELL) return i;
        points[i] = (bri_point){.time = ((double)cell * BRI_FIELD_CELL + tau) / strip->height,
                                .y = bri_strip_low(strip) + strip->height * bri_uniform(w[2 * (i % 2) + 1]),
                                .cell = cell,
                                .index = i,
                                .strip = strip->sub};
    }
}

static walk walk_cells(const bri_strip *strip, uint64_t cells) {
    walk w = {malloc((size_t)cells * 4 * BRI_FIELD_CELL * sizeof *w.points), 0};
    for (uint64_t cell = 0; cell < cells; cell++) w.count += walk_cell(strip, cell, w.points + w.count);
    return w;
}

/** The first of a walk's points at or after place `from` that is later than `after` and lower than `high`. */
static size_t find(const walk *w, size_t from, double after, double high) {
    while (from < w->count && !(w->points[from].time > after && w->points[from].y < high)) from++;
    return from;
}

/** The next point that a strip gives, through any number of cell ends. */
static bri_point read_point(bri_strip *strip, double high) {
    double time, y;
    while (!bri_strip_scan(strip, &key, high, &time, &y)) continue;
    bri_strip_pass(strip);
    bri_point point = bri_strip_passed(strip);
    assert_true(point.time == time && point.y == y);
    return point;
}

static void assert_same(const bri_point *a, const bri_point *b) {
    assert_true(a->time == b->time && a->y == b->y);
    assert_true(a->cell == b->cell && a->index == b->index && a->strip == b->strip);
}

static void test_field__strips_tile_the_heights(void **state) {
    (void)state;
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    double edge = 0.0;
    for (uint32_t s = 0; s < BRI_FIELD_STRIPS; s++) {
        bri_strip_init(&strip, 0.7, s, room, BRI_FIELD_BATCH);
        assert_true(bri_strip_low(&strip) == edge);
        assert_true(strip.height == ldexp(0.7, s == 0 ? 0 : (int)s - 1));
        edge = bri_strip_low(&strip) + strip.height;
    }
}

static void test_field__a_base_is_its_rate_rounded_up_to_eight_bits(void **state) {
    (void)state;
    assert_true(bri_field_base(1.0) == 1.0 && bri_field_base(0.5) == 0.5 && bri_field_base(255.0) == 255.0 && bri_field_base(257.0) == 258.0);
    assert_true(bri_field_base(nextafter(1.0, 2.0)) == 1.0 + 0x1p-7);
    assert_true(bri_field_base(16.0 / 365.25) == 180.0 / 4096);
    uint64_t s = 21;
    for (int i = 0; i < 10000; i++) {
        double rate = exp(40.0 * uniform(&s) - 20.0), base = bri_field_base(rate);
        assert_true(base >= rate && base <= rate * (1.0 + 0x1p-7));
        assert_true(bri_field_base(base) == base);
    }
}

static void test_field__every_way_of_making_points_gives_the_same_bits(void **state) {
    (void)state;
    uint64_t s = 7;
    unsigned ways = 0;
    for (unsigned w = 0; w < bri_points_way_count; w++) {
        if (!bri_points_ways[w].is_supported()) {
            print_message("this processor has no %s\n", bri_points_ways[w].name);
            continue;
        }
        ways++;
        for (int i = 0; i < 2000; i++) {
            bri_strip strip;
            double room[2 * BRI_FIELD_BATCH];
            bri_strip_init(&strip, exp(20.0 * uniform(&s) - 10.0), (uint32_t)(next(&s) % 20), room, BRI_FIELD_BATCH);
            bri_key any = {next(&s), next(&s), next(&s), next(&s)};
            strip.cell = next(&s) >> (next(&s) % 64);
            strip.made = 2 * (next(&s) % 40);
            strip.tau = 64.0 * uniform(&s);
            bri_points wide, pair;
            bri_points_ways[w].make(&strip, &any, &wide);
            for (int j = 0; j < BRI_FIELD_BATCH; j += 2) {
                bri_points_pair(&strip, &any, &pair);
                assert_memory_equal(&wide.tau[j], pair.tau, 2 * sizeof(double));
                assert_memory_equal(&wide.time[j], pair.time, 2 * sizeof(double));
                assert_memory_equal(&wide.y[j], pair.y, 2 * sizeof(double));
                strip.made += 2;
                strip.tau = pair.tau[1];
            }
        }
    }
    assert_true(ways > 0 && bri_points_ways[bri_points_way_count - 1].is_supported());
}

static void test_field__opening_many_strips_gives_the_same_bits(void **state) {
    (void)state;
    uint64_t s = 11;
    for (unsigned w = 0; w < bri_points_way_count; w++) {
        if (!bri_points_ways[w].is_supported()) continue;
        for (int i = 0; i < 500; i++) {
            bri_strip strip[BRI_FIELD_LANES];
            const bri_strip *list[BRI_FIELD_LANES];
            double room[BRI_FIELD_LANES][4];
            const bri_key shared = {next(&s), next(&s), next(&s), next(&s)};
            bri_key keys[BRI_FIELD_LANES];
            uint64_t streams[BRI_FIELD_LANES];
            bri_openings openings;
            for (int j = 0; j < BRI_FIELD_LANES; j++) {
                bri_strip_init(&strip[j], exp(20.0 * uniform(&s) - 10.0), (uint32_t)(next(&s) % 3), room[j], 2);
                keys[j] = shared;
                keys[j].stream = streams[j] = next(&s);
                list[j] = &strip[j];
            }
            bri_points_ways[w].open(list, &shared, streams, &openings);
            for (int j = 0; j < BRI_FIELD_LANES; j++) {
                bri_points pair;
                bri_points_pair(&strip[j], &keys[j], &pair);
                for (int p = 0; p < 2; p++)
                    assert_true(openings.tau[p][j] == pair.tau[p] && openings.time[p][j] == pair.time[p] && openings.y[p][j] == pair.y[p]);
            }
        }
    }
}

/** Strips opened together give the points that they give one by one, from the first and after a step back, as many as there are. */
static void test_field__opened_strips_go_on_as_others(void **state) {
    (void)state;
    uint64_t s = 12;
    for (unsigned count = 1; count <= BRI_FIELD_LANES; count++)
        for (int i = 0; i < 200; i++) {
            bri_strip opened[BRI_FIELD_LANES], *list[BRI_FIELD_LANES], alone;
            double room[BRI_FIELD_LANES + 1][2 * BRI_FIELD_BATCH], time[2], y[2];
            const bri_key shared = {next(&s), next(&s), next(&s), next(&s)};
            bri_key keys[BRI_FIELD_LANES];
            uint64_t streams[BRI_FIELD_LANES];
            unsigned capacity = next(&s) % 2 ? 2 : BRI_FIELD_BATCH;
            for (unsigned j = 0; j < count; j++) {
                bri_strip_init(&opened[j], 1.0 + j, 0, room[j], capacity);
                keys[j] = shared;
                keys[j].stream = streams[j] = next(&s);
                list[j] = &opened[j];
            }
            bri_strips_open(list, &shared, streams, count);
            unsigned chosen = (unsigned)(next(&s) % count);
            double seek[] = {-0x1p-1074, 40.0 * uniform(&s), 0.0};
            bri_strip_init(&alone, 1.0 + chosen, 0, room[BRI_FIELD_LANES], capacity);
            for (int k = 0; k < 3; k++) {
                bri_strip_seek(&opened[chosen], &keys[chosen], seek[k]);
                bri_strip_seek(&alone, &keys[chosen], seek[k]);
                for (int p = 0; p < 100; p++) {
                    int is_point = bri_strip_scan(&opened[chosen], &keys[chosen], INFINITY, &time[0], &y[0]);
                    assert_int_equal(is_point, bri_strip_scan(&alone, &keys[chosen], INFINITY, &time[1], &y[1]));
                    assert_true(time[0] == time[1] && (!is_point || y[0] == y[1]));
                    if (!is_point) continue;
                    bri_strip_pass(&opened[chosen]);
                    bri_strip_pass(&alone);
                }
            }
        }
}

/** From the definition, computed by tests/agree/field.py. Changing one changes every result (CHANGELOG: "Changed results"). */
static void test_field__its_bits_are_fixed(void **state) {
    (void)state;
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    bri_strip_init(&strip, 0.25, 3, room, BRI_FIELD_BATCH);
    bri_point point = read_point(&strip, INFINITY);
    assert_true(point.time == 0x1.812544eee56a9p+0);
    assert_true(point.y == 0x1.6c535b3548ce2p+0);
    assert_int_equal(bri_point_identity(key.stream, &point), 0x85bb51a2a8d1e119);
}

static void test_field__reading_on_gives_the_points_in_order(void **state) {
    (void)state;
    for (uint32_t sub = 0; sub < 4; sub++) {
        bri_strip strip;
        double room[2 * BRI_FIELD_BATCH];
        bri_strip_init(&strip, 0.37, sub, room, BRI_FIELD_BATCH);
        walk w = walk_cells(&strip, 30);
        for (size_t i = 0; i < w.count; i++) {
            bri_point point = read_point(&strip, INFINITY);
            assert_same(&point, &w.points[i]);
            if (i > 0) assert_true(point.time >= w.points[i - 1].time);
            assert_true(point.y >= bri_strip_low(&strip) && point.y <= bri_strip_low(&strip) + strip.height);
        }
        free(w.points);
    }
}

static void test_field__points_at_or_above_the_bound_are_passed_over(void **state) {
    (void)state;
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    bri_strip_init(&strip, 1.0, 2, room, BRI_FIELD_BATCH);
    walk w = walk_cells(&strip, 40);
    size_t at = 0;
    for (double high = 2.125; high <= 4.0; high += 0.125)
        for (int i = 0; i < 5; i++) {
            bri_point point = read_point(&strip, high);
            at = find(&w, at, -1.0, high);
            assert_same(&point, &w.points[at++]);
        }
    bri_strip_init(&strip, 1.0, 2, room, BRI_FIELD_BATCH);
    double time, y, on_point = w.points[0].y; /* a bound that is a point's very height does not let it through */
    assert_true(bri_strip_scan(&strip, &key, on_point, &time, &y) == 0 || y < on_point);
    free(w.points);
}

/** Seek at random, back and forth, near and far, with a changing bound; a few points after each. */
static void roam(double base, uint32_t sub, unsigned capacity, uint64_t seed) {
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    bri_strip_init(&strip, base, sub, room, capacity);
    walk w = walk_cells(&strip, 60);
    double end = 40.0 * BRI_FIELD_CELL / strip.height, now = 0.0;
    for (int i = 0; i < 4000; i++) {
        switch (next(&seed) % 6) {
        case 0: now = end * uniform(&seed); break;                                                      /* anywhere */
        case 1: now = (double)(next(&seed) % 40) * BRI_FIELD_CELL / strip.height; break;                /* a cell's end */
        case 2: now = w.points[next(&seed) % (w.count / 2)].time; break;                                /* a point itself */
        case 3: now = nextafter(w.points[next(&seed) % (w.count / 2)].time, -INFINITY); break;          /* just before one */
        default: now = fmax(0.0, fmin(end, now + (uniform(&seed) - 0.4) * 10.0 / strip.height)); break; /* near by */
        }
        double high = bri_strip_low(&strip) + strip.height * (next(&seed) % 4 == 0 ? 1.5 : 0.1 + 0.9 * uniform(&seed));
        size_t at = find(&w, 0, now, high);
        bri_strip_seek(&strip, &key, now);
        for (uint64_t reads = next(&seed) % 25; reads > 0; reads--) {
            bri_point point = read_point(&strip, high);
            assert_true(at < w.count);
            assert_same(&point, &w.points[at]);
            at = find(&w, at + 1, now, high);
        }
        double time, y;
        if (next(&seed) % 3 == 0) bri_strip_scan(&strip, &key, high, &time, &y); /* leave with a point in hand, or without */
    }
    free(w.points);
}

static void test_field__seeking_agrees_with_walking_from_the_start(void **state) {
    (void)state;
    roam(1.0, 0, BRI_FIELD_BATCH, 11);
    roam(0.043807, 0, BRI_FIELD_BATCH, 12); /* 16 a year */
    roam(3.3, 1, BRI_FIELD_BATCH, 13);
    roam(1e-4, 5, BRI_FIELD_BATCH, 14);
    roam(1e6, 2, BRI_FIELD_BATCH, 15);
    roam(0.7, 0, 2, 16); /* small buffers */
    roam(12.0, 3, 2, 17);
}

/** Where no point is low enough, times to look again at: none beyond the points that were made, and every cell's end is among them. */
static void test_field__times_to_look_again_lead_from_cell_to_cell(void **state) {
    (void)state;
    for (unsigned capacity = 2; capacity <= BRI_FIELD_BATCH; capacity += BRI_FIELD_BATCH - 2) {
        bri_strip strip;
        double room[2 * BRI_FIELD_BATCH];
        double time = 0.0, y = -7.0;
        bri_strip_init(&strip, 2.0, 0, room, capacity);
        int looks = 0;
        for (int cell = 1; cell < 50; looks++) {
            double before = time, end = cell * BRI_FIELD_CELL / 2.0;
            assert_false(bri_strip_scan(&strip, &key, 0.0, &time, &y));
            assert_true(time > before && time <= end);
            cell += time == end;
        }
        assert_in_range(looks, 49 * (BRI_FIELD_CELL / 2) / capacity, 49 * (2 * BRI_FIELD_CELL / capacity + 3));
        assert_true(y == -7.0);
    }
}

/** Counts in boxes of time and height against the Poisson law: chi-square of counts, and no dependence of neighbours. */
static void test_field__counts_are_poisson(void **state) {
    (void)state;
    enum { CELLS = 4000, PARTS = 16, BOXES = CELLS * PARTS, GREATEST = 13 };
    bri_strip strip;
    double room[2 * BRI_FIELD_BATCH];
    bri_strip_init(&strip, 0.5, 2, room, BRI_FIELD_BATCH); /* boxes of half the height and an eighth of a cell: 4 points each on average */
    double width = BRI_FIELD_CELL / strip.height / (PARTS / 2), middle = bri_strip_low(&strip) + 0.5 * strip.height;
    unsigned *count = calloc(BOXES + 2, sizeof *count);
    for (bri_point p = read_point(&strip, INFINITY); p.time < CELLS * BRI_FIELD_CELL / strip.height; p = read_point(&strip, INFINITY))
        count[2 * (size_t)(p.time / width) + (p.y >= middle)]++;
    double sum = 0.0, square = 0.0, product = 0.0, seen[GREATEST + 1] = {0}, chi = 0.0, term = exp(-4.0), rest = 1.0;
    for (int i = 0; i < BOXES; i++) {
        sum += count[i];
        square += (count[i] - 4.0) * (count[i] - 4.0);
        if (i > 0) product += (count[i] - 4.0) * (count[i - 1] - 4.0);
        seen[count[i] < GREATEST ? count[i] : GREATEST]++;
    }
    for (int k = 0; k <= GREATEST; k++) {
        double expected = BOXES * (k < GREATEST ? term : rest);
        chi += (seen[k] - expected) * (seen[k] - expected) / expected;
        rest -= term;
        term *= 4.0 / (k + 1);
    }
    /* Each bound is passed in less than 1e-6 of all keys: 5 standard deviations; chi-square of 13 degrees of freedom. */
    assert_true(fabs(sum / BOXES - 4.0) < 5.0 * sqrt(4.0 / BOXES));
    assert_true(fabs(square / BOXES - 4.0) < 5.0 * sqrt((4.0 + 2.0 * 16.0) / BOXES));
    assert_true(fabs(product / BOXES) < 5.0 * 4.0 / sqrt(BOXES));
    assert_true(chi < 53.0);
    free(count);
}

static void test_field__identities_differ(void **state) {
    (void)state;
    enum { POINTS = 3000 };
    static uint64_t seen[3 * POINTS];
    size_t count = 0;
    for (uint32_t sub = 0; sub < 3; sub++) {
        bri_strip strip;
        double room[2 * BRI_FIELD_BATCH];
        bri_strip_init(&strip, 1.0, sub, room, BRI_FIELD_BATCH);
        for (int i = 0; i < POINTS; i++) {
            bri_point point = read_point(&strip, INFINITY);
            seen[count++] = bri_point_identity(key.stream, &point) >> 11; /* as a double holds it */
        }
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) assert_true(seen[i] != seen[j]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_field__strips_tile_the_heights),
        cmocka_unit_test(test_field__a_base_is_its_rate_rounded_up_to_eight_bits),
        cmocka_unit_test(test_field__every_way_of_making_points_gives_the_same_bits),
        cmocka_unit_test(test_field__opening_many_strips_gives_the_same_bits),
        cmocka_unit_test(test_field__opened_strips_go_on_as_others),
        cmocka_unit_test(test_field__its_bits_are_fixed),
        cmocka_unit_test(test_field__reading_on_gives_the_points_in_order),
        cmocka_unit_test(test_field__points_at_or_above_the_bound_are_passed_over),
        cmocka_unit_test(test_field__seeking_agrees_with_walking_from_the_start),
        cmocka_unit_test(test_field__times_to_look_again_lead_from_cell_to_cell),
        cmocka_unit_test(test_field__counts_are_poisson),
        cmocka_unit_test(test_field__identities_differ),
    };
    return cmocka_run_group_tests_name("field", tests, NULL, NULL);
}
