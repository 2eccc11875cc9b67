/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brink/results.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "batch/h5in.h"

/* Rows read at once where a whole column is looked through. */
#define READ_ROWS 65536

/* The groups that have labels, and where these stand. */
static const struct {
    const char *group, *path;
} label_paths[] = {
    {"actors", "actors/actor"},          {"actions", "actions/action"}, {"decisions", "decisions/decision"},
    {"variables", "variables/variable"}, {"ladder", "ladder/name"},
};
#define LABEL_GROUPS (sizeof label_paths / sizeof *label_paths)

typedef struct texts {
    char **list;
    size_t count;
} texts;

struct brink_results {
    bri_arena *arena;
    bri_h5in *in;
    const char *path;
    uint64_t seed;
    double start, horizon;
    texts points, seeds, parameters, labels[LABEL_GROUPS];
    double *values; /* [point][parameter] */
    uint64_t *first_row; /* [point + 1] */
};

/* ---- opening ---- */

static brink_status wrong(const brink_results *results, const char *what, brink_error *error) {
    return brink_error_set(error, BRINK_E_FORMAT, "\"%s\" is not a brink results file: %s", results->path, what);
}

static brink_status check_format(brink_results *results, brink_error *error) {
    const char *format = brink_results_attribute(results, "brink_format");
    if (format == NULL)
        return wrong(results, "it has no attribute brink_format", error);
    if (strncmp(format, "1.", 2) != 0)
        return brink_error_set(error, BRINK_E_FORMAT, "\"%s\" has format brink-%.20s; this version reads brink-1", results->path, format);
    const char *complete = brink_results_attribute(results, "complete");
    if (complete == NULL || strcmp(complete, "1") != 0)
        return wrong(results, "it is not complete", error);
    return BRINK_OK;
}

static brink_status read_root(brink_results *results, brink_error *error) {
    const char *seed = brink_results_attribute(results, "seed");
    const char *start = brink_results_attribute(results, "time_epoch"), *end = brink_results_attribute(results, "time_end");
    char *rest = NULL;
    errno = 0;
    if (seed != NULL)
        results->seed = strtoull(seed, &rest, 10);
    if (seed == NULL || rest == seed || *rest != '\0' || errno != 0)
        return wrong(results, "its seed is no number", error);
    double last;
    if (start == NULL || end == NULL || !bri_date_parse(start, &results->start) || !bri_date_parse(end, &last) || !(last > results->start))
        return wrong(results, "its dates are wrong", error);
    results->horizon = last - results->start;
    return BRINK_OK;
}

static brink_status read_list(brink_results *results, const char *path, texts *list, brink_error *error) {
    return bri_h5in_has(results->in, path) ? bri_h5in_texts(results->in, path, &list->list, &list->count, error) : BRINK_OK;
}

static brink_status read_design(brink_results *results, brink_error *error) {
    brink_status status = read_list(results, "design/variant", &results->points, error);
    if (status == BRINK_OK && results->points.count == 0)
        return wrong(results, "it has no points", error);
    if (status == BRINK_OK)
        status = read_list(results, "design/seed", &results->seeds, error);
    if (status == BRINK_OK && results->seeds.count != 0 && results->seeds.count != results->points.count)
        return wrong(results, "its points do not have a seed each", error);
    if (status == BRINK_OK)
        status = read_list(results, "design/parameter", &results->parameters, error);
    if (status != BRINK_OK)
        return status;
    size_t total = results->points.count * results->parameters.count;
    results->values = bri_arena_alloc(results->arena, total, sizeof *results->values);
    if (results->values == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    return brink_results_read(results, "design/parameter_value", 0, total, results->values, error);
}

/* Points stand in order in /replications: find where each begins. */
static brink_status find_rows(brink_results *results, brink_error *error) {
    uint64_t rows = brink_results_length(results, "replications/point");
    size_t points = results->points.count, point = 0;
    results->first_row = bri_arena_alloc(results->arena, points + 1, sizeof *results->first_row);
    double *column = malloc(READ_ROWS * sizeof *column);
    brink_status status = BRINK_OK;
    if (results->first_row == NULL || column == NULL)
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint64_t first = 0; first < rows && status == BRINK_OK; first += READ_ROWS) {
        uint64_t count = rows - first < READ_ROWS ? rows - first : READ_ROWS;
        status = brink_results_read(results, "replications/point", first, count, column, error);
        for (uint64_t i = 0; i < count && status == BRINK_OK; i++) {
            if (!(column[i] >= (double)point && column[i] < (double)points))
                status = wrong(results, "its points are not in order", error);
            while (status == BRINK_OK && (double)point < column[i])
                results->first_row[++point] = first + i;
        }
    }
    free(column);
    while (status == BRINK_OK && point < points)
        results->first_row[++point] = rows;
    return status;
}

static brink_status read_labels(brink_results *results, brink_error *error) {
    brink_status status = BRINK_OK;
    for (size_t i = 0; i < LABEL_GROUPS && status == BRINK_OK; i++)
        status = read_list(results, label_paths[i].path, &results->labels[i], error);
    return status;
}

brink_status brink_results_open(brink_results **results, const char *path, brink_error *error) {
    brink_results *made = calloc(1, sizeof *made);
    if (made == NULL || (made->arena = bri_arena_new()) == NULL) {
        free(made);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    made->path = bri_arena_text(made->arena, path, strlen(path));
    brink_status status = made->path != NULL ? bri_h5in_open(&made->in, path, error) : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status (*const steps[])(brink_results *, brink_error *) = {check_format, read_root, read_design, find_rows, read_labels};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == BRINK_OK; i++)
        status = steps[i](made, error);
    if (made->in != NULL && (status == BRINK_OK || status == BRINK_E_FORMAT)) {
        brink_error damage;
        if (bri_h5in_check(made->in, &damage) != BRINK_OK) /* whatever else seems to be wrong comes of it */
            status = brink_error_set(error, BRINK_E_FORMAT, "%s", damage.message);
    }
    if (status == BRINK_OK)
        *results = made;
    else
        brink_results_close(made);
    return status;
}

brink_status brink_results_check(const brink_results *results, brink_error *error) {
    return bri_h5in_check(results->in, error);
}

void brink_results_close(brink_results *results) {
    if (results == NULL)
        return;
    free(results->points.list);
    free(results->seeds.list);
    free(results->parameters.list);
    for (size_t i = 0; i < LABEL_GROUPS; i++)
        free(results->labels[i].list);
    bri_h5in_close(results->in);
    bri_arena_free(results->arena);
    free(results);
}

/* ---- the file as a whole ---- */

const char *brink_results_path(const brink_results *results) {
    return results->path;
}

const char *brink_results_attribute(brink_results *results, const char *name) {
    return bri_h5in_attribute(results->in, "/", name, results->arena);
}

uint64_t brink_results_seed(const brink_results *results) {
    return results->seed;
}

double brink_results_start(const brink_results *results) {
    return results->start;
}

double brink_results_horizon(const brink_results *results) {
    return results->horizon;
}

/* "group/name" in the arena. */
static const char *join(brink_results *results, const char *group, const char *name) {
    return bri_arena_format(results->arena, "%s/%s", group, name);
}

brink_status brink_results_page(brink_results *results, const char *name, char **text, brink_error *error) {
    const char *path = join(results, "provenance", name);
    if (path == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    return bri_h5in_page(results->in, path, text, error);
}

/* ---- points ---- */

size_t brink_results_point_count(const brink_results *results) {
    return results->points.count;
}

const char *brink_results_point_name(const brink_results *results, size_t point) {
    return results->points.list[point];
}

uint64_t brink_results_point_seed(const brink_results *results, size_t point) {
    return results->seeds.count > 0 ? strtoull(results->seeds.list[point], NULL, 10) : results->seed;
}

uint64_t brink_results_first_row(const brink_results *results, size_t point) {
    return results->first_row[point];
}

uint64_t brink_results_row_count(const brink_results *results, size_t point) {
    return results->first_row[point + 1] - results->first_row[point];
}

size_t brink_results_parameter_count(const brink_results *results) {
    return results->parameters.count;
}

const char *brink_results_parameter_name(const brink_results *results, size_t parameter) {
    return results->parameters.list[parameter];
}

const double *brink_results_parameters(const brink_results *results, size_t point) {
    return results->values + point * results->parameters.count;
}

const char *const *brink_results_labels(brink_results *results, const char *group, size_t *count) {
    *count = 0;
    for (size_t i = 0; i < LABEL_GROUPS; i++)
        if (strcmp(label_paths[i].group, group) == 0) {
            *count = results->labels[i].count;
            return (const char *const *)results->labels[i].list;
        }
    return NULL;
}

/* ---- columns ---- */

const char *brink_results_column(brink_results *results, const char *group, size_t index) {
    return bri_h5in_member(results->in, group, index, results->arena);
}

bool brink_results_has(brink_results *results, const char *path) {
    return bri_h5in_has(results->in, path);
}

const char *brink_results_column_attribute(brink_results *results, const char *path, const char *name) {
    return bri_h5in_has(results->in, path) ? bri_h5in_attribute(results->in, path, name, results->arena) : NULL;
}

uint64_t brink_results_length(brink_results *results, const char *path) {
    int rank;
    uint64_t shape[4];
    return bri_h5in_shape(results->in, path, &rank, shape) && rank > 0 ? shape[0] : 0;
}

brink_status brink_results_read(brink_results *results, const char *path, uint64_t first, uint64_t count, double *values,
                                brink_error *error) {
    return bri_h5in_numbers(results->in, path, first, count, values, error);
}

brink_status brink_results_read_texts(brink_results *results, const char *path, char ***list, size_t *count, brink_error *error) {
    return bri_h5in_texts(results->in, path, list, count, error);
}

void brink_results_free_texts(char **list) {
    free(list);
}
