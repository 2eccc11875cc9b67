/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A design of one's own. CSV: a line of names, then a line a point; a column "name" names the points, one "variant" says of which variant they are.
 * HDF5: 1-D datasets of numbers that have parameters' names, in the group /design or at the top; so a results file will do. */
#define _GNU_SOURCE
#include "batch/sweep_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "batch/h5in.h"
#include "lang/csv.h"
#include "lang/textfile.h"
#include "plan/given.h"

static brink_status no_memory(brink_error *error) {
    return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

static brink_status out_of_arena(const void *made, brink_error *error) {
    return made != NULL ? BRINK_OK : no_memory(error);
}

/* ---- CSV ---- */

enum { LABEL = UINT32_MAX, VARIANT = UINT32_MAX - 1 };

typedef struct reading {
    bri_arena *arena;
    const brink_scenario *scenario;
    const bri_csv *csv;
    bool is_internal;  /* numbers are in internal units */
    uint32_t *columns; /* parameter, LABEL or VARIANT */
    uint32_t *parameters, *variants;
    double *values;
    const char **names;
    size_t axis_count;
    brink_error *error;
} reading;

/* A complaint about a cell, with its place. */
static brink_status at_cell(const reading *read, uint32_t row, uint32_t column, brink_status status) {
    if (status != BRINK_E_USAGE || read->error == NULL)
        return status;
    const brink_error said = *read->error;
    bri_place place = bri_csv_place(read->csv, row, column);
    return brink_error_set(read->error, status, "%s:%d:%d: %s", bri_csv_name(read->csv), place.line, place.column, said.message);
}

static brink_status read_header(reading *read, uint32_t column) {
    const char *name = bri_csv_header(read->csv)[column];
    bool is_variant = strcmp(name, "variant") == 0;
    if (is_variant || strcmp(name, "name") == 0) {
        read->columns[column] = is_variant ? VARIANT : LABEL;
        return BRINK_OK;
    }
    read->parameters[read->axis_count++] = 0;
    brink_status status = bri_given_parameter(read->scenario, name, strlen(name), &read->columns[column], read->error);
    read->parameters[read->axis_count - 1] = read->columns[column];
    return status;
}

static brink_status read_value(const reading *read, uint32_t parameter, const char *text, double *value) {
    char *end;
    if (!read->is_internal)
        return bri_given_value(read->scenario, parameter, text, value, read->error);
    *value = strtod(text, &end);
    return end != text && *end == '\0' ? BRINK_OK : brink_error_set(read->error, BRINK_E_FORMAT, "\"%s\" is no number of a design", text);
}

static brink_status read_cell(reading *read, uint32_t row, uint32_t column, size_t *axis) {
    const char *text = bri_csv_text(read->arena, read->csv, row, column);
    if (text == NULL)
        return no_memory(read->error);
    if (read->columns[column] == VARIANT)
        return strcmp(text, "base") == 0 ? BRINK_OK : bri_given_variant(read->scenario, text, &read->variants[row], read->error);
    if (read->columns[column] != LABEL)
        return read_value(read, read->columns[column], text, &read->values[row * read->axis_count + (*axis)++]);
    read->names[row] = text;
    return text[0] != '\0' ? BRINK_OK : brink_error_set(read->error, BRINK_E_USAGE, "a point without a name");
}

/* "design-3", or "no_hotline,design-3": the name of a point begins with its variant's, so that results files tell which it is. */
static brink_status name_point(reading *read, uint32_t row) {
    const char *given = read->names[row] != NULL ? read->names[row] : bri_arena_format(read->arena, "design-%" PRIu32, row + 1);
    if (given == NULL)
        return no_memory(read->error);
    uint32_t variant = read->variants[row], named = bri_variant_of_point(read->scenario, given);
    if (named != BRI_NONE && named != variant)
        return brink_error_set(read->error, BRINK_E_USAGE, "point \"%s\" bears the name of variant \"%s\", and is not of it", given,
                               read->scenario->variants[named].name);
    read->names[row] = variant == named ? given : bri_arena_format(read->arena, "%s,%s", read->scenario->variants[variant].name, given);
    return out_of_arena(read->names[row], read->error);
}

static brink_status read_rows(reading *read) {
    brink_status status = BRINK_OK;
    for (uint32_t row = 0; row < bri_csv_rows(read->csv) && status == BRINK_OK; row++) {
        size_t axis = 0;
        read->variants[row] = BRI_NONE;
        for (uint32_t c = 0; c < bri_csv_columns(read->csv) && status == BRINK_OK; c++)
            status = at_cell(read, row, c, read_cell(read, row, c, &axis));
        if (status == BRINK_OK)
            status = at_cell(read, row, 0, name_point(read, row));
    }
    return status;
}

/* What is wrong with the file as a table, in one line. */
static brink_status not_a_table(const brink_diagnostics *diagnostics, brink_error *error) {
    char *text = brink_diagnostics_render(diagnostics, 1);
    if (text == NULL)
        return no_memory(error);
    text[strcspn(text, "\n")] = '\0';
    brink_status status = brink_error_set(error, BRINK_E_USAGE, "%s", text);
    free(text);
    return status;
}

static brink_status take_table(bri_sweep *sweep, reading *read, const char *path) {
    uint32_t rows = bri_csv_rows(read->csv), columns = bri_csv_columns(read->csv);
    if (rows == 0 || rows > BRI_SWEEP_MOST)
        return brink_error_set(read->error, BRINK_E_USAGE, "\"%s\" has %s points", path, rows == 0 ? "no" : "too many");
    read->columns = bri_arena_alloc(read->arena, columns, sizeof *read->columns);
    read->parameters = bri_arena_alloc(read->arena, columns, sizeof *read->parameters);
    brink_status status = read->columns != NULL && read->parameters != NULL ? BRINK_OK : no_memory(read->error);
    for (uint32_t c = 0; c < columns && status == BRINK_OK; c++)
        status = at_cell(read, BRI_CSV_HEADER, c, read_header(read, c));
    if (status != BRINK_OK)
        return status;
    read->values = bri_arena_alloc(read->arena, rows * (read->axis_count + 1), sizeof *read->values);
    read->names = bri_arena_alloc(read->arena, rows, sizeof *read->names);
    read->variants = bri_arena_alloc(read->arena, rows, sizeof *read->variants);
    status = read->values != NULL && read->names != NULL && read->variants != NULL ? read_rows(read) : no_memory(read->error);
    bool has_variants = false;
    for (uint32_t c = 0; c < columns; c++)
        has_variants |= read->columns[c] == VARIANT;
    *sweep = (bri_sweep){.point_count = rows, .axis_count = read->axis_count, .parameters = read->parameters, .values = read->values,
                         .names = read->names, .variants = has_variants ? read->variants : NULL};
    return status;
}

static brink_status read_csv(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, const char *text, size_t length,
                             bool is_internal, brink_error *error) {
    reading read = {.arena = arena, .scenario = scenario, .is_internal = is_internal, .error = error};
    brink_diagnostics *diagnostics = brink_diagnostics_new();
    if (diagnostics == NULL)
        return no_memory(error);
    read.csv = bri_csv_read(arena, diagnostics, path, text, length);
    brink_status status = read.csv != NULL ? take_table(sweep, &read, path) : not_a_table(diagnostics, error);
    brink_diagnostics_free(diagnostics);
    return status;
}

/* ---- CSV of our own ---- */

static void put_quoted(FILE *stream, const char *text) {
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
}

static const char *variant_name(const bri_sweep *sweep, const brink_scenario *scenario, size_t point) {
    return sweep->variants[point] == BRI_NONE ? "base" : scenario->variants[sweep->variants[point]].name;
}

static void put_sweep(FILE *stream, const bri_sweep *sweep, const brink_scenario *scenario) {
    fputs(sweep->variants != NULL ? "name,variant" : "name", stream);
    for (size_t a = 0; a < sweep->axis_count; a++)
        fprintf(stream, ",%s", scenario->parameters[sweep->parameters[a]].name);
    for (size_t p = 0; p < sweep->point_count; p++) {
        fputc('\n', stream);
        put_quoted(stream, sweep->names[p]);
        if (sweep->variants != NULL)
            fprintf(stream, ",%s", variant_name(sweep, scenario, p));
        for (size_t a = 0; a < sweep->axis_count; a++)
            fprintf(stream, ",%a", sweep->values[p * sweep->axis_count + a]);
    }
    fputc('\n', stream);
}

char *bri_sweep_text(const bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario) {
    char *text = NULL, *kept = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL)
        return NULL;
    put_sweep(stream, sweep, scenario);
    bool worked = !ferror(stream);
    if (fclose(stream) == 0 && worked)
        kept = bri_arena_text(arena, text, length);
    free(text);
    return kept;
}

brink_status bri_sweep_reread(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *text, brink_error *error) {
    return read_csv(sweep, arena, scenario, "design", text, strlen(text), true, error);
}

/* ---- HDF5 ---- */

/* A column of numbers in the parameter's own unit. */
static brink_status read_column(bri_h5in *in, const char *path, const bri_parameter *parameter, double *values, size_t stride, size_t count,
                                brink_error *error) {
    double *column = malloc((count + 1) * sizeof *column);
    brink_status status = column != NULL ? bri_h5in_numbers(in, path, 0, count, column, error) : no_memory(error);
    for (size_t p = 0; status == BRINK_OK && p < count; p++) {
        values[p * stride] = column[p] * parameter->unit_value;
        if (!(values[p * stride] >= parameter->minimum && values[p * stride] <= parameter->maximum))
            status = brink_error_set(error, BRINK_E_USAGE, "\"%s\": value %g of \"%s\" is out of its range", path, column[p], parameter->name);
    }
    free(column);
    return status;
}

/* The points of a results file keep their names, and the variants that these tell. The base is there anyway. */
static brink_status take_points(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, char *const *names, double *values) {
    uint32_t *variants = bri_arena_alloc(arena, sweep->point_count, sizeof *variants);
    size_t kept = 0;
    if (variants == NULL)
        return BRINK_E_MEMORY;
    for (size_t p = 0; p < sweep->point_count; p++) {
        if (strcmp(names[p], "base") == 0)
            continue;
        variants[kept] = bri_variant_of_point(scenario, names[p]);
        memmove(values + kept * sweep->axis_count, values + p * sweep->axis_count, sweep->axis_count * sizeof *values);
        if ((sweep->names[kept++] = bri_arena_text(arena, names[p], strlen(names[p]))) == NULL)
            return BRINK_E_MEMORY;
    }
    sweep->point_count = kept;
    sweep->variants = variants;
    return BRINK_OK;
}

static brink_status name_points(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, bri_h5in *in, double *values,
                                brink_error *error) {
    char **names = NULL;
    size_t count = 0;
    brink_status status = BRINK_OK;
    if (bri_h5in_has(in, "design/variant"))
        status = bri_h5in_texts(in, "design/variant", &names, &count, error);
    if (status == BRINK_OK && count == sweep->point_count) {
        status = take_points(sweep, arena, scenario, names, values);
        if (status != BRINK_OK)
            brink_error_set(error, status, "out of memory");
    } else {
        for (size_t p = 0; status == BRINK_OK && p < sweep->point_count; p++)
            status = out_of_arena(sweep->names[p] = bri_arena_format(arena, "design-%zu", p + 1), error);
    }
    free(names);
    return status;
}

static brink_status read_hdf5(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, bri_h5in *in, const char *path,
                              brink_error *error) {
    const char *group = bri_h5in_has(in, "design") ? "design/" : "";
    uint32_t *parameters = bri_arena_alloc(arena, scenario->parameter_count, sizeof *parameters);
    const char **paths = bri_arena_alloc(arena, scenario->parameter_count, sizeof *paths);
    if (parameters == NULL || paths == NULL)
        return no_memory(error);
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        int rank;
        uint64_t shape[4];
        const char *name = bri_arena_format(arena, "%s%s", group, scenario->parameters[i].name);
        if (name == NULL)
            return no_memory(error);
        if (scenario->parameters[i].expr != NULL || !bri_h5in_shape(in, name, &rank, shape) || rank != 1)
            continue;
        if (sweep->axis_count > 0 && shape[0] != sweep->point_count)
            return brink_error_set(error, BRINK_E_USAGE, "\"%s\": its columns are not of equal length", path);
        sweep->point_count = shape[0];
        paths[sweep->axis_count] = name;
        parameters[sweep->axis_count++] = i;
    }
    if (sweep->point_count == 0 || sweep->point_count > BRI_SWEEP_MOST)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" has no columns of parameters' names", path);
    double *values = bri_arena_alloc(arena, sweep->point_count * sweep->axis_count, sizeof *values);
    sweep->names = bri_arena_alloc(arena, sweep->point_count, sizeof *sweep->names);
    brink_status status = values != NULL && sweep->names != NULL ? BRINK_OK : no_memory(error);
    for (size_t a = 0; status == BRINK_OK && a < sweep->axis_count; a++)
        status = read_column(in, paths[a], &scenario->parameters[parameters[a]], values + a, sweep->axis_count, sweep->point_count, error);
    if (status == BRINK_OK)
        status = name_points(sweep, arena, scenario, in, values, error);
    sweep->parameters = parameters;
    sweep->values = values;
    return status;
}

static brink_status read_text(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, brink_error *error) {
    bri_textfile file;
    bri_text_trouble trouble = {.what = ""};
    brink_status status = bri_textfile_read(&file, path, &trouble);
    if (status == BRINK_E_SCENARIO)
        return brink_error_set(error, BRINK_E_USAGE, "cannot read \"%s\": %s", path, trouble.what);
    if (status != BRINK_OK)
        return no_memory(error);
    status = read_csv(sweep, arena, scenario, path, file.text, file.length, false, error);
    free(file.text);
    return status;
}

/* A pipe comes once, and a run may be resumed. */
static brink_status check_file(const char *path, brink_error *error) {
    struct stat about;
    if (stat(path, &about) != 0)
        return brink_error_set(error, BRINK_E_IO, "cannot open \"%s\": %s", path, strerror(errno));
    if (!S_ISREG(about.st_mode))
        return brink_error_set(error, BRINK_E_USAGE, "cannot read \"%s\": a %s, not a file", path,
                               S_ISDIR(about.st_mode) ? "directory" : "device or a pipe");
    return BRINK_OK;
}

brink_status bri_sweep_read(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, brink_error *error) {
    static const char signature[8] = "\x89HDF\r\n\x1a\n";
    char head[8] = "";
    *sweep = (bri_sweep){.point_count = 0};
    brink_status status = check_file(path, error);
    if (status != BRINK_OK)
        return status;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return brink_error_set(error, BRINK_E_IO, "cannot open \"%s\": %s", path, strerror(errno));
    size_t length = fread(head, 1, sizeof head, file);
    fclose(file);
    if (length < sizeof head || memcmp(head, signature, sizeof head) != 0)
        return read_text(sweep, arena, scenario, path, error);
    bri_h5in *in;
    status = bri_h5in_open(&in, path, error);
    if (status == BRINK_OK) {
        status = read_hdf5(sweep, arena, scenario, in, path, error);
        if (status == BRINK_OK)
            status = bri_h5in_check(in, error);
        bri_h5in_close(in);
    }
    return status;
}
