/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Latin hypercube (McKay, Beckman & Conover 1979) has one point in each of N equal slices of every axis: a random permutation an axis, and a random
 * place within the slice. Sobol's sequence is GSL's; its n-th point does not depend on how many follow. */
#define _GNU_SOURCE
#include "plan/sweep.h"

#include <ctype.h>
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "lang/fixed.h"
#include "plan/given.h"

enum { MOST_AXES = 64, MOST_SOBOL = 40 };

/* An axis as written: values, or from low to high in steps (0: none are given), perhaps in the logarithm. */
typedef struct axis {
    uint32_t parameter;
    double *values;
    size_t count, capacity;
    double low, high;
    uint64_t steps;
    bool has_range, is_log;
} axis;

typedef struct reading {
    bri_arena *arena;
    const brink_scenario *scenario;
    const char *text; /* all of it, for complaints */
    axis axes[MOST_AXES];
    size_t axis_count;
    brink_error *error;
} reading;

static brink_status no_memory(brink_error *error) {
    return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

/* ---- pieces ---- */

/* A piece up to any of `ends`, without blanks around; *text moves to the end. */
static char *cut(bri_arena *arena, const char **text, const char *ends) {
    const char *start = *text + strspn(*text, " \t"), *end = start + strcspn(start, ends);
    *text = end;
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    return bri_arena_text(arena, start, (size_t)(end - start));
}

static brink_status add_value(reading *read, axis *to, const char *piece) {
    if (to->count == to->capacity) {
        size_t capacity = 2 * to->capacity + 8;
        double *more = bri_arena_alloc(read->arena, capacity, sizeof *more);
        if (more == NULL)
            return no_memory(read->error);
        if (to->count > 0)
            memcpy(more, to->values, to->count * sizeof *more);
        to->values = more;
        to->capacity = capacity;
    }
    return bri_given_value(read->scenario, to->parameter, piece, &to->values[to->count++], read->error);
}

/* "10:40", "10:40:7", "1:60:log", "1:60:7:log". */
static brink_status read_range(reading *read, axis *to, const char *piece) {
    char *parts[4] = {NULL};
    size_t count = 0;
    const char *rest = piece;
    for (; count < 4; rest++) {
        parts[count] = cut(read->arena, &rest, ":");
        if (parts[count++] == NULL)
            return no_memory(read->error);
        if (*rest == '\0')
            break;
    }
    const char *name = read->scenario->parameters[to->parameter].name;
    to->is_log = count > 2 && strcmp(parts[count - 1], "log") == 0;
    count -= to->is_log;
    char *end = NULL;
    to->steps = count == 3 ? strtoull(parts[2], &end, 10) : 0;
    if (*rest != '\0' || count > 3 || (count == 3 && (!isdigit((unsigned char)parts[2][0]) || *end != '\0')))
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s=%s\" is not LOW:HIGH, LOW:HIGH:COUNT or LOW:HIGH:COUNT:log", name, piece);
    if (count == 3 && (to->steps < 2 || to->steps > BRI_SWEEP_MOST))
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s=%s\": the number of values is from 2 to %d", name, piece, BRI_SWEEP_MOST);
    brink_status status = bri_given_value(read->scenario, to->parameter, parts[0], &to->low, read->error);
    if (status == BRINK_OK)
        status = bri_given_value(read->scenario, to->parameter, parts[1], &to->high, read->error);
    if (status == BRINK_OK && !(to->low < to->high))
        status = brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s=%s\" does not go up", name, piece);
    if (status == BRINK_OK && to->is_log && !(to->low > 0))
        status = brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s=%s\" has no logarithm", name, piece);
    to->has_range = true;
    return status;
}

static brink_status begin_axis(reading *read, const char *name) {
    uint32_t parameter;
    brink_status status = bri_given_parameter(read->scenario, name, strlen(name), &parameter, read->error);
    if (status != BRINK_OK)
        return status;
    for (size_t i = 0; i < read->axis_count; i++)
        if (read->axes[i].parameter == parameter)
            return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s\" stands in it twice", name);
    if (read->axis_count == MOST_AXES)
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: more than %d parameters", MOST_AXES);
    read->axes[read->axis_count++] = (axis){.parameter = parameter};
    return BRINK_OK;
}

/* One piece between commas: NAME=…, a further value of the last name, or (samples) a NAME alone. */
static brink_status read_piece(reading *read, char *piece, bool names_alone) {
    char *equals = strchr(piece, '=');
    const char *value = piece;
    if (equals != NULL || names_alone) {
        const char *name = piece;
        value = equals != NULL ? equals + 1 + strspn(equals + 1, " \t") : NULL;
        if (equals != NULL)
            for (*equals = '\0'; equals > piece && isspace((unsigned char)equals[-1]); equals--)
                equals[-1] = '\0';
        brink_status status = begin_axis(read, name);
        if (status != BRINK_OK)
            return status;
    } else if (read->axis_count == 0) {
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s\" is not NAME=VALUES", piece);
    }
    axis *to = &read->axes[read->axis_count - 1];
    if (value == NULL)
        return BRINK_OK;
    if (strchr(value, ':') != NULL && to->count == 0 && !to->has_range)
        return read_range(read, to, value);
    if (to->has_range || names_alone)
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s\" wants a range LOW:HIGH and nothing more",
                               read->scenario->parameters[to->parameter].name);
    return add_value(read, to, value);
}

static brink_status read_axes(reading *read, const char *text, bool names_alone) {
    brink_status status = BRINK_OK;
    while (status == BRINK_OK && text[strspn(text, " \t")] != '\0') {
        char *piece = cut(read->arena, &text, ",;");
        status = piece != NULL ? read_piece(read, piece, names_alone) : no_memory(read->error);
        text += *text != '\0';
    }
    return status;
}

/* ---- the points of a grid ---- */

/* Rounding must not carry a value over the ends: a parameter's range, or a table, may end there. */
static double between(const axis *on, double share) {
    double value = on->is_log ? on->low * bri_pow(on->high / on->low, share) : on->low + share * (on->high - on->low);
    return fmin(fmax(value, on->low), on->high);
}

static brink_status list_range(reading *read, axis *on) {
    if (!on->has_range)
        return BRINK_OK;
    if (on->steps == 0)
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: how many values of \"%s\"? Write LOW:HIGH:COUNT",
                               read->scenario->parameters[on->parameter].name);
    on->count = on->steps;
    on->values = bri_arena_alloc(read->arena, on->count, sizeof *on->values);
    for (size_t i = 0; on->values != NULL && i < on->count; i++)
        on->values[i] = i + 1 == on->count ? on->high : between(on, (double)i / (double)(on->count - 1));
    return on->values != NULL ? BRINK_OK : no_memory(read->error);
}

static brink_status make_grid(reading *read, double **values, size_t *count) {
    *count = 1;
    for (size_t a = 0; a < read->axis_count; a++) {
        brink_status status = list_range(read, &read->axes[a]);
        if (status != BRINK_OK)
            return status;
        if (read->axes[a].count > BRI_SWEEP_MOST / *count)
            return brink_error_set(read->error, BRINK_E_USAGE, "sweep: more than %d points", BRI_SWEEP_MOST);
        *count *= read->axes[a].count;
    }
    *values = bri_arena_alloc(read->arena, *count * read->axis_count, sizeof **values);
    if (*values == NULL)
        return no_memory(read->error);
    for (size_t p = 0; p < *count; p++) {
        size_t rest = p;
        for (size_t a = read->axis_count; a-- > 0; rest /= read->axes[a].count)
            (*values)[p * read->axis_count + a] = read->axes[a].values[rest % read->axes[a].count];
    }
    return BRINK_OK;
}

/* ---- samples ---- */

/* Over the parameters' own ranges, where none is given. */
static brink_status set_ranges(reading *read) {
    bool names_none = read->axis_count == 0;
    for (uint32_t i = 0; names_none && i < read->scenario->parameter_count; i++) {
        const bri_parameter *parameter = &read->scenario->parameters[i];
        if (isfinite(parameter->minimum) && isfinite(parameter->maximum) && read->axis_count < MOST_AXES)
            read->axes[read->axis_count++] = (axis){.parameter = i};
    }
    if (read->axis_count == 0)
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: no parameter has a range; name some: NAME=LOW:HIGH");
    for (size_t a = 0; a < read->axis_count; a++) {
        axis *on = &read->axes[a];
        const bri_parameter *parameter = &read->scenario->parameters[on->parameter];
        if (on->steps > 0)
            return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s\" wants a range LOW:HIGH and no count", parameter->name);
        if (!on->has_range && !(isfinite(parameter->minimum) && isfinite(parameter->maximum)))
            return brink_error_set(read->error, BRINK_E_USAGE, "sweep: \"%s\" has no range of its own; write %s=LOW:HIGH", parameter->name,
                                   parameter->name);
        if (!on->has_range) {
            on->low = parameter->minimum;
            on->high = parameter->maximum;
        }
    }
    return BRINK_OK;
}

static double draw(uint64_t seed, uint64_t axis_number, uint64_t number) {
    return bri_uniform(bri_mix(bri_mix(bri_mix(seed, 0x6c6873), axis_number), number)); /* 0x6c6873: "lhs" */
}

/* Shares of an axis: one in each of `count` slices, in random order. */
static void sample_hypercube(double *shares, size_t stride, size_t count, uint64_t seed, uint64_t axis_number) {
    for (size_t i = 0; i < count; i++)
        shares[i * stride] = ((double)i + draw(seed, axis_number, 2 * i)) / (double)count;
    for (size_t i = count; i-- > 1;) {
        size_t other = (size_t)(draw(seed, axis_number, 2 * i + 1) * (double)(i + 1));
        other = other < i ? other : i;
        double kept = shares[i * stride];
        shares[i * stride] = shares[other * stride];
        shares[other * stride] = kept;
    }
}

static brink_status sample_sobol(reading *read, double *shares, size_t count) {
    if (read->axis_count > MOST_SOBOL)
        return brink_error_set(read->error, BRINK_E_USAGE, "sweep: Sobol's sequence has at most %d parameters", MOST_SOBOL);
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)read->axis_count);
    if (sequence == NULL)
        return no_memory(read->error);
    for (size_t p = 0; p < count; p++)
        gsl_qrng_get(sequence, shares + p * read->axis_count);
    gsl_qrng_free(sequence);
    return BRINK_OK;
}

static brink_status make_samples(reading *read, bool is_sobol, size_t count, uint64_t seed, double **values) {
    brink_status status = set_ranges(read);
    size_t axes = read->axis_count;
    if (status == BRINK_OK && (*values = bri_arena_alloc(read->arena, count * axes, sizeof **values)) == NULL)
        status = no_memory(read->error);
    if (status == BRINK_OK && is_sobol)
        status = sample_sobol(read, *values, count);
    for (size_t a = 0; status == BRINK_OK && a < axes; a++) {
        if (!is_sobol)
            sample_hypercube(*values + a, axes, count, seed, a);
        for (size_t p = 0; p < count; p++)
            (*values)[p * axes + a] = between(&read->axes[a], (*values)[p * axes + a]);
    }
    return status;
}

/* ---- the whole ---- */

/* "test_rate=10,russian_help=0.5", in the parameters' own units. */
static const char *grid_name(const reading *read, const double *values) {
    const char *name = "";
    for (size_t a = 0; name != NULL && a < read->axis_count; a++) {
        const bri_parameter *parameter = &read->scenario->parameters[read->axes[a].parameter];
        name = bri_arena_format(read->arena, "%s%s%s=%.6g", name, a > 0 ? "," : "", parameter->name, values[a] / parameter->unit_value);
    }
    return name;
}

static brink_status name_points(reading *read, bri_sweep *sweep, const char *kind) {
    uint32_t *parameters = bri_arena_alloc(read->arena, read->axis_count, sizeof *parameters);
    sweep->names = bri_arena_alloc(read->arena, sweep->point_count, sizeof *sweep->names);
    if (parameters == NULL || sweep->names == NULL)
        return no_memory(read->error);
    for (size_t a = 0; a < read->axis_count; a++)
        parameters[a] = read->axes[a].parameter;
    sweep->parameters = parameters;
    for (size_t p = 0; p < sweep->point_count; p++) {
        sweep->names[p] = kind != NULL ? bri_arena_format(read->arena, "%s-%zu", kind, p + 1)
                                       : grid_name(read, sweep->values + p * read->axis_count);
        if (sweep->names[p] == NULL)
            return no_memory(read->error);
    }
    return BRINK_OK;
}

/* "lhs:200" or "sobol:200" at the start: its kind and number, and where the axes begin; NULL: a grid. */
static const char *read_kind(const char *text, uint64_t *count, const char **axes) {
    static const char *const kinds[] = {"lhs", "sobol"};
    for (size_t k = 0; k < 2; k++) {
        size_t length = strlen(kinds[k]);
        char *end;
        if (strncmp(text, kinds[k], length) != 0 || text[length] != ':' || !isdigit((unsigned char)text[length + 1]))
            continue;
        *count = strtoull(text + length + 1, &end, 10);
        *axes = end + strspn(end, " \t,");
        return kinds[k];
    }
    return NULL;
}

brink_status bri_sweep_parse(bri_sweep *sweep, bri_arena *arena, const brink_scenario *scenario, const char *text, uint64_t seed,
                             brink_error *error) {
    reading *read = bri_arena_alloc(arena, 1, sizeof *read);
    if (read == NULL)
        return no_memory(error);
    *read = (reading){.arena = arena, .scenario = scenario, .text = text, .error = error};
    uint64_t count = 0;
    const char *axes = text += strspn(text, " \t"), *kind = read_kind(text, &count, &axes);
    if (kind != NULL && (count == 0 || count > BRI_SWEEP_MOST))
        return brink_error_set(error, BRINK_E_USAGE, "sweep: %s wants 1 to %d points", kind, BRI_SWEEP_MOST);
    double *values = NULL;
    size_t points = count;
    brink_status status = read_axes(read, axes, kind != NULL);
    if (status == BRINK_OK && kind == NULL && read->axis_count == 0)
        status = brink_error_set(error, BRINK_E_USAGE, "sweep: \"%s\" names no parameter", text);
    if (status == BRINK_OK)
        status = kind == NULL ? make_grid(read, &values, &points) : make_samples(read, kind[0] == 's', points, seed, &values);
    *sweep = (bri_sweep){.point_count = points, .axis_count = read->axis_count, .values = values};
    return status == BRINK_OK ? name_points(read, sweep, kind) : status;
}
