/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch/aggregate.h"
#include "fake_batch.h"

enum { TIMES = 5, VARIABLES = 3, RUNGS = 3, ACTIONS = 3, N = 2 * BRI_GRANULE + 300 };

/* Add replications first … first + count - 1 of point 0. */
static void add(fake_batch *fake, bri_aggregate *aggregate, uint64_t first, uint64_t count) {
    for (uint64_t i = first; i < first + count; i++) {
        fake_batch_replicate(fake, 0, i);
        assert_true(bri_aggregate_add(aggregate, &fake->record));
    }
}

/* All N replications by granules, as a run does. */
static bri_aggregate *add_by_granules(fake_batch *fake, bri_aggregate *granule) {
    bri_aggregate *total = bri_aggregate_new(&fake->layout);
    assert_non_null(total);
    for (uint64_t first = 0; first < N; first += BRI_GRANULE) {
        bri_aggregate_reset(granule);
        add(fake, granule, first, N - first < BRI_GRANULE ? N - first : BRI_GRANULE);
        bri_aggregate_merge_moments(total, granule);
        assert_true(bri_aggregate_merge_counts(total, granule));
    }
    return total;
}

static void check_moments(fake_batch *fake, const bri_aggregate *total, uint32_t variable) {
    double mean[TIMES], sd[TIMES];
    bri_aggregate_moments(total, variable, mean, sd);
    for (uint32_t t = 0; t < TIMES; t++) {
        long double sum = 0, squares = 0, n = 0;
        for (int pass = 0; pass < 2; pass++)
            for (uint64_t i = 0; i < N; i++) {
                fake_batch_replicate(fake, 0, i);
                if (fake->record.status != BRI_RUN_OK)
                    continue;
                long double x = fake->record.grid[t * VARIABLES + variable];
                if (pass == 0) {
                    sum += x;
                    n++;
                } else {
                    squares += (x - sum / n) * (x - sum / n);
                }
            }
        assert_true(fabsl(mean[t] - sum / n) <= 1e-13L * (1 + fabsl(sum / n)));
        assert_true(fabsl(sd[t] - sqrtl(squares / (n - 1))) <= 1e-12L * (1 + sd[t]));
    }
}

static void test_aggregate__moments_are_those_of_two_passes_in_long_double(void **state) {
    fake_batch *fake = *state;
    bri_aggregate *granule = bri_aggregate_new(&fake->layout), *total = add_by_granules(fake, granule);
    for (uint32_t v = 0; v < VARIABLES; v++)
        check_moments(fake, total, v);
    bri_aggregate_free(granule);
    bri_aggregate_free(total);
}

static void test_aggregate__a_used_worker_gives_the_same_bits(void **state) {
    fake_batch *fake = *state;
    double a[2][TIMES], b[2][TIMES];
    bri_aggregate *fresh = bri_aggregate_new(&fake->layout), *used = bri_aggregate_new(&fake->layout);
    add(fake, used, 50000, 700);
    bri_aggregate *first = add_by_granules(fake, fresh), *second = add_by_granules(fake, used);
    bri_aggregate_moments(first, 1, a[0], a[1]);
    bri_aggregate_moments(second, 1, b[0], b[1]);
    assert_memory_equal(a, b, sizeof a);
    bri_aggregate_free(fresh);
    bri_aggregate_free(used);
    bri_aggregate_free(first);
    bri_aggregate_free(second);
}

static void test_aggregate__shares_and_rates_are_counts_over_good_replications(void **state) {
    fake_batch *fake = *state;
    bri_aggregate *granule = bri_aggregate_new(&fake->layout), *total = add_by_granules(fake, granule);
    double share[TIMES * RUNGS], rate[TIMES * ACTIONS];
    uint64_t at_least_one = 0, events = 0, good = 0;
    for (uint64_t i = 0; i < N; i++) {
        fake_batch_replicate(fake, 0, i);
        if (fake->record.status != BRI_RUN_OK)
            continue;
        good++;
        at_least_one += fake->record.grid_rung[2] >= 1;
        events += fake->record.grid_action[2 * ACTIONS + 1];
    }
    bri_aggregate_rungs(total, share);
    bri_aggregate_rates(total, rate);
    assert_int_equal(bri_aggregate_replications(total), good);
    assert_true(share[2 * RUNGS] == 1);
    assert_true(share[2 * RUNGS + 1] == (double)at_least_one / (double)good);
    assert_true(isnan(rate[0]));
    assert_float_equal(rate[2 * ACTIONS + 1], (double)events / ((double)good * 7), 1e-12);
    bri_aggregate_free(granule);
    bri_aggregate_free(total);
}

/* More replications than an aggregate keeps keys of, and a few: those were counted before, these when it is merged. */
static void test_aggregate__quantiles_know_every_replication_however_many_were_added_at_once(void **state) {
    fake_batch *fake = *state;
    const double probabilities[] = {0.0, 0.05, 0.5, 0.95, 1.0};
    double a[VARIABLES][TIMES * 5], b[VARIABLES][TIMES * 5];
    int spread = 0;
    bri_aggregate *granule = bri_aggregate_new(&fake->layout), *total = add_by_granules(fake, granule), *all = bri_aggregate_new(&fake->layout);
    bri_aggregate_reset(granule);
    add(fake, granule, 0, N);
    assert_true(bri_aggregate_merge_counts(all, granule));
    for (uint32_t v = 0; v < VARIABLES; v++) {
        bri_aggregate_quantiles(total, v, probabilities, 5, a[v]);
        bri_aggregate_quantiles(all, v, probabilities, 5, b[v]);
        spread |= a[v][5 * (TIMES - 1)] < a[v][5 * (TIMES - 1) + 4];
    }
    assert_true(spread);
    assert_memory_equal(a, b, sizeof a);
    bri_aggregate_free(granule);
    bri_aggregate_free(total);
    bri_aggregate_free(all);
}

static void test_aggregate__held_effects_are_counted_also_where_a_replication_failed(void **state) {
    fake_batch *fake = *state;
    bri_aggregate *granule = bri_aggregate_new(&fake->layout), *total = add_by_granules(fake, granule);
    assert_int_equal(bri_aggregate_held(total, 0), (N + 2) / 3);
    assert_int_equal(bri_aggregate_held(total, 1), 0);
    bri_aggregate_free(granule);
    bri_aggregate_free(total);
}

static int set_up(void **state) {
    static fake_batch fake;
    fake_batch_init(&fake);
    *state = &fake;
    return 0;
}

static int tear_down(void **state) {
    fake_batch_clear(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aggregate__moments_are_those_of_two_passes_in_long_double),
        cmocka_unit_test(test_aggregate__a_used_worker_gives_the_same_bits),
        cmocka_unit_test(test_aggregate__shares_and_rates_are_counts_over_good_replications),
        cmocka_unit_test(test_aggregate__quantiles_know_every_replication_however_many_were_added_at_once),
        cmocka_unit_test(test_aggregate__held_effects_are_counted_also_where_a_replication_failed),
    };
    return cmocka_run_group_tests_name("aggregate", tests, set_up, tear_down);
}
