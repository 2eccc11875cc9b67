/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means and variances take two walks (base/estimate.h), quantiles one where a point's rows are shown at once, and up to four where they are not. */
#include "sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/estimate.h"
#include "selection.h"

struct bri_sums {
    brink_results *results;
    bri_walker *walker;
    bri_selection *selection;
    bri_rows_of_point here, base;
    bool is_paired;
    double *sorted; /* [BRI_WALK_ROWS] */
};

bri_sums *bri_sums_new(brink_results *results) {
    bri_sums *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    made->results = results;
    made->walker = bri_walker_new(results);
    made->selection = bri_selection_new();
    made->sorted = malloc(BRI_WALK_ROWS * sizeof *made->sorted);
    if (made->walker != NULL && made->selection != NULL && made->sorted != NULL)
        return made;
    bri_sums_free(made);
    return NULL;
}

void bri_sums_free(bri_sums *sums) {
    if (sums == NULL)
        return;
    bri_walker_free(sums->walker);
    bri_selection_free(sums->selection);
    free(sums->sorted);
    free(sums);
}

const bri_rows_of_point *bri_sums_rows(const bri_sums *sums) {
    return &sums->here;
}

static brink_status walk(const bri_sums *sums, const char *path, bri_walk_kind kind, bool with_base, bri_walk_visit visit, void *context,
                         brink_error *error) {
    return bri_walk(sums->walker, path, kind, &sums->here, with_base ? &sums->base : NULL, visit, context, error);
}

/* ---- which rows ---- */

static void note_weights(void *context, const double *values, const double *base, size_t count) {
    bool *is_weighted = context;
    (void)base;
    for (size_t i = 0; i < count; i++)
        *is_weighted = *is_weighted || values[i] != 1.0;
}

static void count_failed(void *context, const double *values, const double *base, size_t count) {
    uint64_t *failed = context;
    (void)base;
    for (size_t i = 0; i < count; i++)
        *failed += values[i] != 0;
}

brink_status bri_sums_turn_to(bri_sums *sums, uint64_t first, uint64_t count, brink_error *error) {
    bool is_weighted = false;
    uint64_t failed = 0;
    sums->here = (bri_rows_of_point){.first = first, .count = count};
    sums->is_paired = false;
    brink_status status = walk(sums, "replications/weight", BRI_WALK_ALL, false, note_weights, &is_weighted, error);
    if (status == BRINK_OK && is_weighted)
        status = brink_error_set(error, BRINK_E_FORMAT, "\"%s\" has weighted replications, which this version cannot sum up",
                                 brink_results_path(sums->results));
    if (status == BRINK_OK)
        status = walk(sums, "replications/status", BRI_WALK_ALL, false, count_failed, &failed, error);
    sums->here.failed = failed;
    return status;
}

static void compare_numbers(void *context, const double *values, const double *base, size_t count) {
    bool *are_equal = context;
    *are_equal = *are_equal && memcmp(values, base, count * sizeof *values) == 0;
}

brink_status bri_sums_compare(bri_sums *sums, const bri_rows_of_point *base, bool *is_paired, brink_error *error) {
    *is_paired = sums->is_paired = false;
    if (base == NULL || base->count != sums->here.count)
        return BRINK_OK;
    bool are_equal = true;
    sums->base = *base;
    brink_status status = walk(sums, "replications/index", BRI_WALK_ALL, true, compare_numbers, &are_equal, error);
    *is_paired = sums->is_paired = status == BRINK_OK && are_equal;
    return status;
}

/* ---- mean, variance ---- */

typedef struct moments {
    uint64_t n, yes, finite;
    long double sum, mean, squares, rest;
} moments;

static void add_value(moments *to, double x, bool is_second_walk) {
    if (is_second_walk) {
        long double off = x - to->mean;
        to->squares += off * off;
        to->rest += off;
    } else {
        to->n++;
        to->yes += x != 0;
        to->finite += isfinite(x) != 0;
        to->sum += x;
    }
}

static bri_moments moments_of(const moments *from) {
    bri_moments result = {.n = from->n, .mean = from->n > 0 ? (double)from->mean : NAN, .variance = NAN};
    if (from->n > 1)
        result.variance = (double)((from->squares - from->rest * from->rest / from->n) / (from->n - 1));
    return result;
}

typedef struct pass {
    moments here, base, pairs;
    uint64_t only_here, only_base, finite_only_here, finite_only_base;
    bool is_second_walk;
} pass;

static void end_first_walk(pass *own) {
    moments *all[] = {&own->here, &own->base, &own->pairs};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        all[i]->mean = all[i]->n > 0 ? all[i]->sum / all[i]->n : 0;
    own->is_second_walk = true;
}

static void add_values(void *context, const double *values, const double *base, size_t count) {
    pass *own = context;
    (void)base;
    for (size_t i = 0; i < count; i++)
        add_value(&own->here, values[i], own->is_second_walk);
}

static void add_pairs(void *context, const double *values, const double *base, size_t count) {
    pass *own = context;
    for (size_t i = 0; i < count; i++) {
        add_value(&own->here, values[i], own->is_second_walk);
        add_value(&own->base, base[i], own->is_second_walk);
        add_value(&own->pairs, values[i] - base[i], own->is_second_walk);
        if (own->is_second_walk)
            continue;
        bool is_finite = isfinite(values[i]), base_is = isfinite(base[i]);
        own->only_here += values[i] != 0 && base[i] == 0;
        own->only_base += values[i] == 0 && base[i] != 0;
        own->finite_only_here += is_finite && !base_is;
        own->finite_only_base += !is_finite && base_is;
    }
}

static brink_status walk_twice(bri_sums *sums, const char *path, bool with_base, pass *own, brink_error *error) {
    bri_walk_visit visit = with_base ? add_pairs : add_values;
    brink_status status = walk(sums, path, BRI_WALK_GOOD, with_base, visit, own, error);
    end_first_walk(own);
    return status == BRINK_OK ? walk(sums, path, BRI_WALK_GOOD, with_base, visit, own, error) : status;
}

/* ---- quantiles ---- */

static void sort_values(void *context, const double *values, const double *base, size_t count) {
    bri_sums *sums = context;
    (void)base;
    memcpy(sums->sorted, values, count * sizeof *values);
    bri_sort(sums->sorted, count);
}

static void select_values(void *context, const double *values, const double *base, size_t count) {
    (void)base;
    bri_selection_add(context, values, count);
}

/* Quantiles of the n numbers that are seen. */
static brink_status find_quantiles(bri_sums *sums, const char *path, bri_walk_kind kind, uint64_t n, const double p[3], double values[3],
                                   brink_error *error) {
    brink_status status = BRINK_OK;
    bool are_shown_at_once = sums->here.count <= BRI_WALK_ROWS;
    if (are_shown_at_once) {
        status = walk(sums, path, kind, false, sort_values, sums, error);
    } else {
        bri_selection_begin(sums->selection, n, p, 3);
        while (status == BRINK_OK && bri_selection_wants_pass(sums->selection)) {
            status = walk(sums, path, kind, false, select_values, sums->selection, error);
            bri_selection_end_pass(sums->selection);
        }
    }
    for (size_t i = 0; i < 3; i++)
        values[i] = are_shown_at_once ? bri_quantile(sums->sorted, n, p[i]) : bri_selection_value(sums->selection, i);
    return status;
}

/* ---- outcomes and counts ---- */

static brink_status set_difference(bri_sums *sums, const char *path, brink_summary_item *item, brink_error *error) {
    pass own = {.only_here = 0};
    brink_status status = walk_twice(sums, path, true, &own, error);
    bri_moments paired = moments_of(&own.pairs);
    item->has_difference = true;
    item->paired = paired.n;
    item->difference = item->is_probability ? bri_paired_share_interval(own.only_base, own.only_here, paired.n) : bri_mean_interval(paired);
    double apart = moments_of(&own.here).variance + moments_of(&own.base).variance;
    item->gain = paired.variance > 0 ? apart / paired.variance : NAN;
    item->can_be_infinite = own.base.finite < own.base.n;
    item->finite_difference = bri_paired_share_interval(own.finite_only_base, own.finite_only_here, paired.n);
    return status;
}

brink_status bri_sums_item(bri_sums *sums, const char *path, brink_summary_item *item, brink_error *error) {
    static const double p[] = {0.05, 0.5, 0.95};
    double quantiles[3] = {NAN, NAN, NAN};
    pass own = {.only_here = 0};
    item->gain = NAN;
    brink_status status = sums->is_paired ? set_difference(sums, path, item, error) : BRINK_OK;
    if (status == BRINK_OK)
        status = walk_twice(sums, path, false, &own, error);
    bri_moments here = moments_of(&own.here);
    if (status == BRINK_OK)
        status = find_quantiles(sums, path, BRI_WALK_GOOD, here.n, p, quantiles, error);
    item->n = here.n;
    item->sd = sqrt(here.variance);
    item->mean = item->is_probability ? bri_share_interval(own.here.yes, here.n) : bri_mean_interval(here);
    item->can_be_infinite |= own.here.finite < own.here.n;
    item->finite = bri_share_interval(own.here.finite, here.n);
    item->p05 = quantiles[0];
    item->median = quantiles[1];
    item->p95 = quantiles[2];
    return status;
}

/* ---- ladder ---- */

typedef struct arrivals {
    uint64_t n, arrived, only_here, only_base;
    long double sum;
} arrivals;

static void add_arrivals(void *context, const double *values, const double *base, size_t count) {
    arrivals *own = context;
    for (size_t i = 0; i < count; i++) {
        bool has_arrived = isfinite(values[i]), base_has = base != NULL && isfinite(base[i]);
        own->n++;
        own->arrived += has_arrived;
        own->sum += has_arrived ? values[i] : 0;
        own->only_here += has_arrived && !base_has;
        own->only_base += !has_arrived && base_has;
    }
}

static double finite_or_nan(double value) {
    return isfinite(value) ? value : NAN;
}

brink_status bri_sums_rung(bri_sums *sums, const char *path, brink_summary_rung *rung, brink_error *error) {
    static const double p[] = {0.25, 0.5, 0.75};
    double quartiles[3] = {NAN, NAN, NAN};
    arrivals pairs = {.n = 0}, own = {.n = 0};
    brink_status status = sums->is_paired ? walk(sums, path, BRI_WALK_ARRIVALS, true, add_arrivals, &pairs, error) : BRINK_OK;
    rung->has_difference = sums->is_paired;
    if (sums->is_paired)
        rung->difference = bri_paired_share_interval(pairs.only_base, pairs.only_here, pairs.n);
    if (status == BRINK_OK)
        status = walk(sums, path, BRI_WALK_ARRIVALS, false, add_arrivals, &own, error);
    if (status == BRINK_OK)
        status = find_quantiles(sums, path, BRI_WALK_ARRIVALS, own.n, p, quartiles, error);
    rung->n = own.n;
    rung->observed = own.arrived;
    rung->reached = bri_share_interval(own.arrived, own.n);
    rung->quartile1 = finite_or_nan(quartiles[0]);
    rung->median = finite_or_nan(quartiles[1]);
    rung->quartile3 = finite_or_nan(quartiles[2]);
    rung->mean_observed = own.arrived > 0 ? (double)(own.sum / own.arrived) : NAN;
    return status;
}

/* ---- sums and tallies ---- */

static void add_up(void *context, const double *values, const double *base, size_t count) {
    double *sum = context;
    (void)base;
    for (size_t i = 0; i < count; i++)
        *sum += values[i];
}

brink_status bri_sums_total(bri_sums *sums, const char *path, double *good, double *all, brink_error *error) {
    *good = *all = 0;
    brink_status status = walk(sums, path, BRI_WALK_ALL, false, add_up, all, error);
    return status == BRINK_OK ? walk(sums, path, BRI_WALK_GOOD, false, add_up, good, error) : status;
}

typedef struct codes {
    uint64_t *counts;
    size_t count;
    int first;
} codes;

static void count_codes(void *context, const double *values, const double *base, size_t count) {
    const codes *own = context;
    (void)base;
    for (size_t i = 0; i < count; i++) {
        double place = values[i] - own->first;
        if (place >= 0 && place < (double)own->count)
            own->counts[(size_t)place]++;
    }
}

brink_status bri_sums_tally(bri_sums *sums, const char *path, int first, uint64_t *counts, size_t count, brink_error *error) {
    codes own = {.counts = counts, .count = count, .first = first};
    memset(counts, 0, count * sizeof *counts);
    return walk(sums, path, BRI_WALK_ALL, false, count_codes, &own, error);
}
