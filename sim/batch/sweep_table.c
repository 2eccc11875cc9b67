/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A design of one's own. CSV: a line of names, then a line a point; a column "name" or "variant" names the points. HDF5: 1-D datasets of numbers that
 * have parameters' names, in the group /design or at the top; so a results file will do. */
#define _GNU_SOURCE
#include "batch/sweep_table.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/given.h"
#include "batch/h5in.h"

#define LABEL UINT32_MAX

static brink_status no_memory(brink_error *error) {
    return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

static brink_status out_of_arena(const void *made, brink_error *error) {
    return made != NULL ? BRINK_OK : no_memory(error);
}

/* ---- CSV ---- */

typedef struct csv {
    bri_arena *arena;
    const brink_scenario *scenario;
    const char *path;
    bool is_internal; /* numbers are in internal units */
    FILE *file;
    size_t line;
    uint32_t *columns; /* parameter, or LABEL */
    size_t column_count, axis_count, capacity;
    double *values;
    bri_sweep *sweep;
    brink_error *error;
} csv;

/* Fields of a line, without quotes and blanks around, as many as there is room for; how many there are. The line is changed. */
static size_t split(char *line, char **fields, size_t most) {
    size_t count = 0;
    for (char *rest = line; rest != NULL; count++) {
        char *field = strsep(&rest, ",");
        field += strspn(field, " \t\"");
        for (char *end = field + strlen(field); end > field && (isspace((unsigned char)end[-1]) || end[-1] == '"'); end--)
            end[-1] = '\0';
        if (count < most) fields[count] = field;
    }
    return count;
}

enum { MOST_FIELDS = 256 };

static brink_status read_names(csv *read, char *line) {
    char *fields[MOST_FIELDS];
    size_t count = split(line, fields, MOST_FIELDS);
    if (count > MOST_FIELDS) return brink_error_set(read->error, BRINK_E_USAGE, "%zu columns; a design has at most %d", count, MOST_FIELDS);
    uint32_t *parameters = bri_arena_alloc(read->arena, count, sizeof *parameters);
    read->columns = bri_arena_alloc(read->arena, count, sizeof *read->columns);
    if (parameters == NULL || read->columns == NULL)
        return no_memory(read->error);
    read->column_count = count;
    for (size_t c = 0; c < count; c++) {
        bool is_label = strcmp(fields[c], "name") == 0 || strcmp(fields[c], "variant") == 0;
        read->columns[c] = LABEL;
        brink_status status =
            is_label ? BRINK_OK : bri_given_parameter(read->scenario, fields[c], strlen(fields[c]), &read->columns[c], read->error);
        if (status != BRINK_OK)
            return status;
        for (size_t other = 0; other < c; other++)
            if (read->columns[other] == read->columns[c])
                return brink_error_set(read->error, BRINK_E_USAGE, is_label ? "two columns name the points" : "two columns are called \"%s\"",
                                       fields[c]);
        if (!is_label)
            parameters[read->axis_count++] = read->columns[c];
    }
    read->sweep->parameters = parameters;
    read->sweep->axis_count = read->axis_count;
    return BRINK_OK;
}

static brink_status make_room(csv *read) {
    size_t points = read->sweep->point_count;
    if (points < read->capacity)
        return BRINK_OK;
    size_t capacity = 2 * read->capacity + 64;
    double *values = bri_arena_alloc(read->arena, capacity * (read->axis_count + 1), sizeof *values);
    const char **names = bri_arena_alloc(read->arena, capacity, sizeof *names);
    if (values == NULL || names == NULL)
        return no_memory(read->error);
    if (points > 0) {
        memcpy(values, read->values, points * read->axis_count * sizeof *values);
        memcpy(names, read->sweep->names, points * sizeof *names);
    }
    read->values = values;
    read->sweep->values = values;
    read->sweep->names = names;
    read->capacity = capacity;
    return BRINK_OK;
}

static brink_status read_value(csv *read, uint32_t parameter, const char *field, double *value) {
    char *end;
    if (!read->is_internal)
        return bri_given_value(read->scenario, parameter, field, value, read->error);
    *value = strtod(field, &end);
    return end != field && *end == '\0' ? BRINK_OK : brink_error_set(read->error, BRINK_E_FORMAT, "\"%s\" is no number of a design", field);
}

static brink_status read_point(csv *read, char *line) {
    char *fields[MOST_FIELDS];
    size_t count = split(line, fields, MOST_FIELDS), point = read->sweep->point_count, axis = 0;
    if (count != read->column_count) return brink_error_set(read->error, BRINK_E_USAGE, "%zu field%s, not %zu", count, count == 1 ? "" : "s", read->column_count);
    if (point == BRI_SWEEP_MOST) return brink_error_set(read->error, BRINK_E_USAGE, "more than %d points", BRI_SWEEP_MOST);
    brink_status status = make_room(read);
    if (status == BRINK_OK)
        status = out_of_arena(read->sweep->names[point] = bri_arena_format(read->arena, "design-%zu", point + 1), read->error);
    for (size_t c = 0; status == BRINK_OK && c < count; c++)
        if (read->columns[c] == LABEL)
            status = out_of_arena(read->sweep->names[point] = bri_arena_text(read->arena, fields[c], strlen(fields[c])), read->error);
        else
            status = read_value(read, read->columns[c], fields[c], &read->values[point * read->axis_count + axis++]);
    read->sweep->point_count++;
    return status;
}

/* A complaint about a line, with its place. */
static brink_status of_line(const csv *read, brink_status status) {
    if (status != BRINK_E_USAGE || read->error == NULL) return status;
    const brink_error said = *read->error;
    return brink_error_set(read->error, status, "%s:%zu: %s", read->path, read->line, said.message);
}

static brink_status read_csv(csv *read) {
    char *line = NULL;
    size_t capacity = 0;
    brink_status status = BRINK_OK;
    while (status == BRINK_OK && getline(&line, &capacity, read->file) >= 0) {
        read->line++;
        if (line[strspn(line, " \t\r\n")] == '\0')
            continue;
        status = of_line(read, read->columns == NULL ? read_names(read, line) : read_point(read, line));
    }
    free(line);
    if (status == BRINK_OK && read->sweep->point_count == 0)
        status = brink_error_set(read->error, BRINK_E_USAGE, "\"%s\" has no points", read->path);
    return status;
}

/* ---- CSV of our own ---- */

static void put_sweep(FILE *stream, const bri_sweep *sweep, const brink_scenario *scenario) {
    fputs("name", stream);
    for (size_t a = 0; a < sweep->axis_count; a++)
        fprintf(stream, ",%s", scenario->parameters[sweep->parameters[a]].name);
    for (size_t p = 0; p < sweep->point_count; p++) {
        fprintf(stream, "\n%s", sweep->names[p]);
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
    *sweep = (bri_sweep){.point_count = 0};
    csv read = {.arena = arena, .scenario = scenario, .path = "design", .is_internal = true, .sweep = sweep, .error = error};
    read.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (read.file == NULL)
        return no_memory(error);
    brink_status status = read_csv(&read);
    fclose(read.file);
    return status;
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
    for (size_t p = 0; status == BRINK_OK && p < sweep->point_count; p++)
        status = out_of_arena(sweep->names[p] = bri_arena_format(arena, "design-%zu", p + 1), error);
    sweep->parameters = parameters;
    sweep->values = values;
    return status;
}

brink_status bri_sweep_read(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *path, brink_error *error) {
    static const char signature[8] = "\x89HDF\r\n\x1a\n";
    char head[8] = "";
    *sweep = (bri_sweep){.point_count = 0};
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return brink_error_set(error, BRINK_E_IO, "cannot open \"%s\": %s", path, strerror(errno));
    size_t length = fread(head, 1, sizeof head, file);
    if (length < sizeof head || memcmp(head, signature, sizeof head) != 0) {
        csv read = {.arena = arena, .scenario = scenario, .path = path, .file = file, .sweep = sweep, .error = error};
        rewind(file);
        brink_status status = read_csv(&read);
        fclose(file);
        return status;
    }
    fclose(file);
    bri_h5in *in;
    brink_status status = bri_h5in_open(&in, path, error);
    if (status == BRINK_OK) {
        status = read_hdf5(sweep, arena, scenario, in, path, error);
        bri_h5in_close(in);
    }
    return status;
}
