/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "walker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Some rows of a column. */
typedef struct window {
    const char *path;
    uint64_t first, count;
    double *values; /* [BRI_WALK_KEPT] */
} window;

/* Of one of the two points of a walk: its column, its status, and what is seen of it. */
typedef struct side {
    window column, status;
    double *seen;
    const double *values, *failed; /* of the rows in hand; failed: NULL where none has */
} side;

struct bri_walker {
    brink_results *results;
    side here, base;
};

static bool make_side(side *made) {
    made->column.values = malloc(BRI_WALK_KEPT * sizeof(double));
    made->status.values = malloc(BRI_WALK_KEPT * sizeof(double));
    made->seen = malloc(BRI_WALK_ROWS * sizeof(double));
    return made->column.values != NULL && made->status.values != NULL && made->seen != NULL;
}

static void clear_side(side *of) {
    free(of->column.values);
    free(of->status.values);
    free(of->seen);
}

bri_walker *bri_walker_new(brink_results *results) {
    bri_walker *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    made->results = results;
    bool is_made = make_side(&made->here);
    if (make_side(&made->base) && is_made)
        return made;
    bri_walker_free(made);
    return NULL;
}

void bri_walker_free(bri_walker *walker) {
    if (walker == NULL)
        return;
    clear_side(&walker->here);
    clear_side(&walker->base);
    free(walker);
}

/* Rows at … of a point: all of the point's where they are few enough. */
static brink_status look(bri_walker *walker, window *through, const char *path, const bri_rows_of_point *rows, uint64_t at, uint64_t count,
                         const double **values, brink_error *error) {
    bool is_kept = rows->count <= BRI_WALK_KEPT;
    uint64_t first = rows->first + (is_kept ? 0 : at), wanted = is_kept ? rows->count : count;
    brink_status status = BRINK_OK;
    if (through->path != path || through->first != first || through->count != wanted) {
        through->path = NULL;
        status = brink_results_read(walker->results, path, first, wanted, through->values, error);
        if (status == BRINK_OK)
            *through = (window){.path = path, .first = first, .count = wanted, .values = through->values};
    }
    *values = through->values + (is_kept ? at : 0);
    return status;
}

static brink_status look_at_side(bri_walker *walker, side *of, const char *path, bri_walk_kind kind, const bri_rows_of_point *rows, uint64_t at,
                                 uint64_t count, brink_error *error) {
    static const char status_path[] = "replications/status";
    of->failed = NULL;
    brink_status status = look(walker, &of->column, path, rows, at, count, &of->values, error);
    if (status == BRINK_OK && kind != BRI_WALK_ALL && rows->failed > 0)
        status = look(walker, &of->status, status_path, rows, at, count, &of->failed, error);
    return status;
}

/* Is row number i seen, and as what? */
static bool see(const side *of, bri_walk_kind kind, size_t i, double *value) {
    *value = of->values[i];
    if (kind == BRI_WALK_ALL)
        return true;
    if (of->failed != NULL && of->failed[i] != 0)
        return false;
    if (kind == BRI_WALK_ARRIVALS && isnan(*value))
        *value = INFINITY;
    return !isnan(*value);
}

static size_t see_all(bri_walker *walker, bri_walk_kind kind, bool with_base, uint64_t count) {
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        double here, base = 0;
        if (!see(&walker->here, kind, i, &here) || (with_base && !see(&walker->base, kind, i, &base)))
            continue;
        walker->here.seen[seen] = here;
        walker->base.seen[seen++] = base;
    }
    return seen;
}

brink_status bri_walk(bri_walker *walker, const char *path, bri_walk_kind kind, const bri_rows_of_point *here, const bri_rows_of_point *base,
                      bri_walk_visit visit, void *context, brink_error *error) {
    brink_status status = BRINK_OK;
    for (uint64_t at = 0, count; status == BRINK_OK && at < here->count; at += count) {
        count = here->count - at < BRI_WALK_ROWS ? here->count - at : BRI_WALK_ROWS;
        status = look_at_side(walker, &walker->here, path, kind, here, at, count, error);
        if (status == BRINK_OK && base != NULL)
            status = look_at_side(walker, &walker->base, path, kind, base, at, count, error);
        if (status == BRINK_OK)
            visit(context, walker->here.seen, base != NULL ? walker->base.seen : NULL, see_all(walker, kind, base != NULL, count));
    }
    return status;
}
