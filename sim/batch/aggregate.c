/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments: Welford's recurrence within a granule, Chan, Golub & LeVeque's (1979) pairwise formula between granules.
 *
 * A replication changes one bin of every cell's histogram, and all histograms together are larger than a cache. So the bins' keys are kept, and
 * counted cell by cell when a granule's are in hand. Moments are updated at once, in a loop over the cells that the compiler makes wide. */
#include "batch/aggregate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch/histogram.h"

/* Keys are kept for all replications of a granule, or for as many as these bytes hold. */
#define KEYS_MOST ((size_t)4 << 20)

/* Of the cells: [time][series]. */
typedef struct moments {
    double *n, *mean, *squares; /* how many; sum of squared deviations from the mean */
} moments;

struct bri_aggregate {
    bri_aggregate_layout layout;
    uint64_t replications;
    moments cell;
    bri_histograms histograms; /* of the cells */
    uint16_t *key;             /* [row][cell]: of the replications that the histograms lack */
    size_t rows, most_rows;
    uint64_t *rung;          /* [time][rung]: exactly this one */
    uint64_t *action;        /* [time][action] */
    uint64_t *held;          /* [variable] */
};

static size_t cell_count(const bri_aggregate *aggregate) {
    return (size_t)aggregate->layout.times * aggregate->layout.series;
}

static size_t rung_count(const bri_aggregate *aggregate) {
    return (size_t)aggregate->layout.times * aggregate->layout.rungs;
}

static size_t action_count(const bri_aggregate *aggregate) {
    return (size_t)aggregate->layout.times * aggregate->layout.actions;
}

static size_t rows_that_fit(size_t cells) {
    size_t rows = KEYS_MOST / sizeof(uint16_t) / (cells + 1);
    return rows < 1 ? 1 : rows > BRI_GRANULE ? BRI_GRANULE : rows;
}

static bool alloc_cells(bri_aggregate *made) {
    size_t cells = cell_count(made);
    made->most_rows = rows_that_fit(cells);
    made->key = malloc((made->most_rows * cells + 1) * sizeof *made->key);
    made->cell.n = calloc(cells + 1, sizeof *made->cell.n);
    made->cell.mean = calloc(cells + 1, sizeof *made->cell.mean);
    made->cell.squares = calloc(cells + 1, sizeof *made->cell.squares);
    return made->key != NULL && made->cell.n != NULL && made->cell.mean != NULL && made->cell.squares != NULL;
}

bri_aggregate *bri_aggregate_new(const bri_aggregate_layout *layout) {
    bri_aggregate *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    made->layout = *layout;
    made->rung = calloc(rung_count(made) + 1, sizeof *made->rung);
    made->action = calloc(action_count(made) + 1, sizeof *made->action);
    made->held = calloc((size_t)layout->variables + 1, sizeof *made->held);
    bool ready = bri_histograms_init(&made->histograms, cell_count(made));
    if (!ready || !alloc_cells(made) || made->rung == NULL || made->action == NULL || made->held == NULL) {
        bri_aggregate_free(made);
        return NULL;
    }
    return made;
}

void bri_aggregate_free(bri_aggregate *aggregate) {
    if (aggregate == NULL)
        return;
    bri_histograms_clear(&aggregate->histograms);
    free(aggregate->cell.n);
    free(aggregate->cell.mean);
    free(aggregate->cell.squares);
    free(aggregate->key);
    free(aggregate->rung);
    free(aggregate->action);
    free(aggregate->held);
    free(aggregate);
}

void bri_aggregate_reset(bri_aggregate *aggregate) {
    size_t cells = cell_count(aggregate);
    aggregate->replications = 0;
    aggregate->rows = 0;
    memset(aggregate->cell.n, 0, cells * sizeof *aggregate->cell.n);
    memset(aggregate->cell.mean, 0, cells * sizeof *aggregate->cell.mean);
    memset(aggregate->cell.squares, 0, cells * sizeof *aggregate->cell.squares);
    memset(aggregate->rung, 0, rung_count(aggregate) * sizeof *aggregate->rung);
    memset(aggregate->action, 0, action_count(aggregate) * sizeof *aggregate->action);
    memset(aggregate->held, 0, aggregate->layout.variables * sizeof *aggregate->held);
    bri_histograms_reset(&aggregate->histograms);
}

/* Values that are NaN are left out. */
static void add_moments(moments *cell, const double *grid, size_t count) {
    double *restrict n = cell->n, *restrict mean = cell->mean, *restrict squares = cell->squares;
    for (size_t i = 0; i < count; i++) {
        double x = grid[i], more = n[i] + 1.0, off = x - mean[i], after = mean[i] + off / more, wider = squares[i] + off * (x - after);
        n[i] = isnan(x) ? n[i] : more;
        mean[i] = isnan(x) ? mean[i] : after;
        squares[i] = isnan(x) ? squares[i] : wider;
    }
}

/* Count the rows in hand. */
static bool count_rows(bri_aggregate *aggregate) {
    size_t cells = cell_count(aggregate), rows = aggregate->rows;
    aggregate->rows = 0;
    for (size_t i = 0; i < cells; i++)
        if (!bri_histograms_add_keys(&aggregate->histograms, i, aggregate->key + i, rows, cells))
            return false;
    return true;
}

static bool add_grid(bri_aggregate *aggregate, const double *grid) {
    size_t cells = cell_count(aggregate);
    add_moments(&aggregate->cell, grid, cells);
    bri_histogram_keys(grid, cells, aggregate->key + aggregate->rows++ * cells);
    return aggregate->rows < aggregate->most_rows || count_rows(aggregate);
}

bool bri_aggregate_add(bri_aggregate *aggregate, const bri_record *record) {
    const bri_aggregate_layout *layout = &aggregate->layout;
    for (uint32_t v = 0; v < layout->variables; v++)
        for (uint32_t i = 0; i < (layout->held_spans != NULL ? layout->held_spans[v] : 1); i++)
            aggregate->held[v] += record->held[layout->held_slots[v] + i];
    if (record->status != BRI_RUN_OK)
        return true;
    aggregate->replications++;
    for (uint32_t t = 0; layout->rungs > 0 && t < layout->times; t++)
        if (record->grid_rung[t] >= 0)
            aggregate->rung[(size_t)t * layout->rungs + (uint32_t)record->grid_rung[t]]++;
    size_t actions = action_count(aggregate);
    for (size_t i = 0; i < actions; i++)
        aggregate->action[i] += record->grid_action[i];
    return add_grid(aggregate, record->grid);
}

/* A cell's moments in an image. */
typedef struct cell_image {
    uint64_t n;
    double mean, squares;
} cell_image;

static void merge_cell(moments *cells, size_t i, double nb, double mean, double squares) {
    if (nb == 0.0)
        return;
    double na = cells->n[i], n = na + nb, off = mean - cells->mean[i];
    cells->mean[i] += off * (nb / n);
    cells->squares[i] += squares + off * off * (na * nb / n);
    cells->n[i] = n;
}

static void add_counts(uint64_t *sum, const uint64_t *added, size_t count) {
    for (size_t i = 0; i < count; i++)
        sum[i] += added[i];
}

void bri_aggregate_merge_moments(bri_aggregate *aggregate, const bri_aggregate *from) {
    size_t cells = cell_count(aggregate);
    for (size_t i = 0; i < cells; i++)
        merge_cell(&aggregate->cell, i, from->cell.n[i], from->cell.mean[i], from->cell.squares[i]);
}

bool bri_aggregate_merge_counts(bri_aggregate *aggregate, bri_aggregate *from) {
    if (!count_rows(from))
        return false;
    add_counts(aggregate->rung, from->rung, rung_count(aggregate));
    add_counts(aggregate->action, from->action, action_count(aggregate));
    add_counts(aggregate->held, from->held, aggregate->layout.variables);
    aggregate->replications += from->replications;
    return bri_histograms_merge(&aggregate->histograms, &from->histograms);
}

/* ---- images ---- */

size_t bri_aggregate_moments_size(const bri_aggregate *aggregate) {
    return cell_count(aggregate) * sizeof(cell_image);
}

void bri_aggregate_save_moments(const bri_aggregate *aggregate, uint8_t *image) {
    const moments *cells = &aggregate->cell;
    for (size_t i = 0; i < cell_count(aggregate); i++, image += sizeof(cell_image)) {
        const cell_image cell = {(uint64_t)cells->n[i], cells->mean[i], cells->squares[i]};
        memcpy(image, &cell, sizeof cell);
    }
}

brink_status bri_aggregate_feed_moments(bri_aggregate *aggregate, const uint8_t *image, size_t size) {
    if (size != bri_aggregate_moments_size(aggregate))
        return BRINK_E_FORMAT;
    size_t cells = cell_count(aggregate);
    for (size_t i = 0; i < cells; i++) {
        cell_image cell;
        memcpy(&cell, image + i * sizeof cell, sizeof cell);
        merge_cell(&aggregate->cell, i, (double)cell.n, cell.mean, cell.squares);
    }
    return BRINK_OK;
}

/* What the image of the counts begins with; the histograms follow. */
typedef struct counts_list {
    uint64_t *data;
    size_t count;
} counts_list;

enum { COUNT_LISTS = 4 };

static void list_counts(const bri_aggregate *aggregate, counts_list lists[COUNT_LISTS]) {
    lists[0] = (counts_list){(uint64_t *)(uintptr_t)&aggregate->replications, 1};
    lists[1] = (counts_list){aggregate->rung, rung_count(aggregate)};
    lists[2] = (counts_list){aggregate->action, action_count(aggregate)};
    lists[3] = (counts_list){aggregate->held, aggregate->layout.variables};
}

static size_t counts_before_histograms(const bri_aggregate *aggregate) {
    return (1 + rung_count(aggregate) + action_count(aggregate) + aggregate->layout.variables) * sizeof(uint64_t);
}

size_t bri_aggregate_counts_size(const bri_aggregate *aggregate) {
    return counts_before_histograms(aggregate) + bri_histograms_image_size(&aggregate->histograms);
}

void bri_aggregate_save_counts(const bri_aggregate *aggregate, uint8_t *image) {
    counts_list lists[COUNT_LISTS];
    list_counts(aggregate, lists);
    for (int l = 0; l < COUNT_LISTS; l++) {
        memcpy(image, lists[l].data, lists[l].count * sizeof(uint64_t));
        image += lists[l].count * sizeof(uint64_t);
    }
    bri_histograms_save(&aggregate->histograms, image);
}

brink_status bri_aggregate_feed_counts(bri_aggregate *aggregate, const uint8_t *image, size_t size) {
    size_t before = counts_before_histograms(aggregate);
    if (size < before)
        return BRINK_E_FORMAT;
    counts_list lists[COUNT_LISTS];
    list_counts(aggregate, lists);
    const uint8_t *from = image;
    for (int l = 0; l < COUNT_LISTS; l++)
        for (size_t i = 0; i < lists[l].count; i++, from += sizeof(uint64_t)) {
            uint64_t more;
            memcpy(&more, from, sizeof more);
            lists[l].data[i] += more;
        }
    return bri_histograms_add_image(&aggregate->histograms, from, size - before);
}

/* ---- what it says ---- */

uint64_t bri_aggregate_replications(const bri_aggregate *aggregate) {
    return aggregate->replications;
}

uint64_t bri_aggregate_held(const bri_aggregate *aggregate, uint32_t variable) {
    return aggregate->held[variable];
}

void bri_aggregate_moments(const bri_aggregate *aggregate, uint32_t series, double *mean, double *sd) {
    for (uint32_t t = 0; t < aggregate->layout.times; t++) {
        size_t i = (size_t)t * aggregate->layout.series + series;
        double n = aggregate->cell.n[i];
        mean[t] = n > 0 ? aggregate->cell.mean[i] : NAN;
        sd[t] = n > 1 ? sqrt(aggregate->cell.squares[i] / (n - 1)) : NAN;
    }
}

void bri_aggregate_quantiles(const bri_aggregate *aggregate, uint32_t series, const double *probabilities, size_t count, double *values) {
    for (uint32_t t = 0; t < aggregate->layout.times; t++)
        bri_histograms_quantiles(&aggregate->histograms, (size_t)t * aggregate->layout.series + series, probabilities, count, values + t * count);
}

void bri_aggregate_rungs(const bri_aggregate *aggregate, double *share) {
    uint32_t rungs = aggregate->layout.rungs;
    for (uint32_t t = 0; t < aggregate->layout.times; t++) {
        uint64_t above = 0;
        for (uint32_t r = rungs; r-- > 0;) {
            above += aggregate->rung[(size_t)t * rungs + r];
            share[(size_t)t * rungs + r] = aggregate->replications > 0 ? (double)above / (double)aggregate->replications : NAN;
        }
    }
}

void bri_aggregate_rates(const bri_aggregate *aggregate, double *rate) {
    uint32_t actions = aggregate->layout.actions;
    for (uint32_t t = 0; t < aggregate->layout.times; t++)
        for (uint32_t a = 0; a < actions; a++) {
            size_t i = (size_t)t * actions + a;
            double exposure = t > 0 ? (double)aggregate->replications * aggregate->layout.step : 0.0;
            rate[i] = exposure > 0.0 ? (double)aggregate->action[i] / exposure : NAN;
        }
}
