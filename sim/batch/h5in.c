/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/h5in.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/h5error.h"

#define MAX_RANK 4

#define KEPT_OPEN 200

/* A dataset that stays open: HDF5 then keeps the chunk that was read last, and does not unpack it again for the next few rows. */
typedef struct open_column {
    char *path;
    hid_t dataset;
} open_column;

struct bri_h5in {
    hid_t file;
    char *path;
    open_column column[KEPT_OPEN];
    size_t column_count;
    bool is_damaged; /* something that is there could not be read by those who ask whether it is there */
    char first[200], reason[200]; /* what, and why */
};

static brink_status damaged(const bri_h5in *in, const char *what, const char *reason, brink_error *error) {
    return brink_error_set(error, BRINK_E_FORMAT, "\"%s\" is damaged, or no results file: cannot read %s (%s)", in->path, what, reason);
}

static brink_status wrong(const bri_h5in *in, const char *what, brink_error *error) {
    char reason[200];
    bri_h5_reason(reason, sizeof reason);
    return damaged(in, what, reason, error);
}

/* Not there is one thing, unreadable another: whoever may not tell the difference leaves a note. */
static void note_damage(bri_h5in *in, const char *what) {
    char reason[200];
    bri_h5_reason(reason, sizeof reason);
    if (in->is_damaged)
        return;
    in->is_damaged = true;
    snprintf(in->first, sizeof in->first, "%s", what);
    snprintf(in->reason, sizeof in->reason, "%s", reason);
}

brink_status bri_h5in_check(const bri_h5in *in, brink_error *error) {
    return in->is_damaged ? damaged(in, in->first, in->reason, error) : BRINK_OK;
}

/* What the system says about opening the file, in its own words. */
static brink_status try_open(const char *path, brink_error *error) {
    struct stat info;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* a pipe is not waited for */
    if (file < 0)
        return brink_error_set(error, BRINK_E_IO, "cannot open \"%s\": %s", path, strerror(errno));
    bool is_regular = fstat(file, &info) == 0 && S_ISREG(info.st_mode);
    close(file);
    return is_regular ? BRINK_OK : brink_error_set(error, BRINK_E_IO, "\"%s\" is not a file", path);
}

brink_status bri_h5in_open(bri_h5in **in, const char *path, brink_error *error) {
    bri_h5_hush();
    brink_status status = try_open(path, error);
    if (status != BRINK_OK)
        return status;
    bri_h5in made = {.path = strdup(path)};
    bri_h5in *kept = malloc(sizeof *kept);
    if (made.path == NULL || kept == NULL) {
        free(made.path);
        free(kept);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    if (H5Fis_hdf5(path) <= 0) {
        status = brink_error_set(error, BRINK_E_FORMAT, "\"%s\" is not a brink results file (not HDF5)", path);
        H5Eclear2(H5E_DEFAULT);
    } else if ((made.file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT)) < 0) {
        status = wrong(&made, "it", error);
    }
    if (status != BRINK_OK) {
        free(made.path);
        free(kept);
        return status;
    }
    *kept = made;
    *in = kept;
    return BRINK_OK;
}

void bri_h5in_close(bri_h5in *in) {
    if (in == NULL)
        return;
    for (size_t i = 0; i < in->column_count; i++) {
        H5Dclose(in->column[i].dataset);
        free(in->column[i].path);
    }
    H5Fclose(in->file);
    free(in->path);
    free(in);
}

/* ---- attributes ---- */

static const char *read_text_attribute(hid_t attribute, hid_t type, bri_arena *arena) {
    const char *kept = NULL;
    if (H5Tis_variable_str(type) > 0) {
        char *text = NULL;
        hid_t memory = H5Tcopy(H5T_C_S1);
        H5Tset_size(memory, H5T_VARIABLE);
        H5Tset_cset(memory, H5Tget_cset(type));
        if (H5Aread(attribute, memory, &text) >= 0)
            kept = bri_arena_text(arena, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
        H5free_memory(text);
        H5Tclose(memory);
    }
    return kept;
}

static const char *read_attribute(hid_t attribute, bri_arena *arena) {
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    const char *kept = NULL;
    double number;
    if (type >= 0 && space >= 0 && H5Sget_simple_extent_npoints(space) == 1) {
        H5T_class_t class = H5Tget_class(type);
        if (class == H5T_STRING)
            kept = read_text_attribute(attribute, type, arena);
        else if ((class == H5T_INTEGER || class == H5T_FLOAT) && H5Aread(attribute, H5T_NATIVE_DOUBLE, &number) >= 0)
            kept = bri_arena_format(arena, "%.17g", number);
    }
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return kept;
}

const char *bri_h5in_attribute(bri_h5in *in, const char *path, const char *name, bri_arena *arena) {
    htri_t is_there = H5Aexists_by_name(in->file, path, name, H5P_DEFAULT);
    if (is_there == 0)
        return NULL;
    hid_t attribute = is_there > 0 ? H5Aopen_by_name(in->file, path, name, H5P_DEFAULT, H5P_DEFAULT) : -1;
    const char *kept = attribute >= 0 ? read_attribute(attribute, arena) : NULL;
    if (kept == NULL)
        note_damage(in, path);
    if (attribute >= 0)
        H5Aclose(attribute);
    return kept;
}

/* ---- what there is ---- */

static bool has_link(bri_h5in *in, const char *path) {
    htri_t is_there = H5Lexists(in->file, path, H5P_DEFAULT);
    if (is_there < 0)
        note_damage(in, path);
    return is_there > 0;
}

bool bri_h5in_has(bri_h5in *in, const char *path) {
    char part[512];
    /* Every step of the path must be there: asking for "a/b" where there is no "a" is an error. */
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (part[0] != '\0' && !has_link(in, part))
            return false;
    }
    return has_link(in, path);
}

const char *bri_h5in_member(bri_h5in *in, const char *group, size_t index, bri_arena *arena) {
    char name[512];
    H5G_info_t info;
    if (!bri_h5in_has(in, group))
        return NULL;
    if (H5Gget_info_by_name(in->file, group, &info, H5P_DEFAULT) < 0) {
        note_damage(in, group);
        return NULL;
    }
    if (index >= info.nlinks)
        return NULL;
    H5_index_t order = info.storage_type == H5G_STORAGE_TYPE_SYMBOL_TABLE ? H5_INDEX_NAME : H5_INDEX_CRT_ORDER;
    ssize_t length = H5Lget_name_by_idx(in->file, group, order, H5_ITER_INC, index, name, sizeof name, H5P_DEFAULT);
    if (length < 0)
        length = H5Lget_name_by_idx(in->file, group, H5_INDEX_NAME, H5_ITER_INC, index, name, sizeof name, H5P_DEFAULT);
    if (length < 0)
        note_damage(in, group);
    H5Eclear2(H5E_DEFAULT);
    return length < 0 ? NULL : bri_arena_text(arena, name, strlen(name));
}

static hid_t open_dataset(bri_h5in *in, const char *path) {
    return bri_h5in_has(in, path) ? H5Dopen2(in->file, path, H5P_DEFAULT) : -1;
}

/* A column of numbers, which is read a few rows at a time; *is_kept: it closes with the file. */
static hid_t open_column_of(bri_h5in *in, const char *path, bool *is_kept) {
    for (size_t i = 0; i < in->column_count; i++)
        if (strcmp(in->column[i].path, path) == 0) {
            *is_kept = true;
            return in->column[i].dataset;
        }
    hid_t dataset = open_dataset(in, path);
    char *copy = dataset >= 0 && in->column_count < KEPT_OPEN ? strdup(path) : NULL;
    *is_kept = copy != NULL;
    if (copy != NULL)
        in->column[in->column_count++] = (open_column){copy, dataset};
    return dataset;
}

static int shape_of(hid_t dataset, hsize_t shape[MAX_RANK]) {
    hid_t space = H5Dget_space(dataset);
    int rank = space >= 0 ? H5Sget_simple_extent_ndims(space) : -1;
    if (rank > MAX_RANK || (rank > 0 && H5Sget_simple_extent_dims(space, shape, NULL) < 0))
        rank = -1;
    if (space >= 0)
        H5Sclose(space);
    return rank;
}

bool bri_h5in_shape(bri_h5in *in, const char *path, int *rank, uint64_t shape[4]) {
    hsize_t size[MAX_RANK] = {0};
    if (!bri_h5in_has(in, path))
        return false;
    hid_t dataset = open_dataset(in, path);
    *rank = dataset >= 0 ? shape_of(dataset, size) : -1;
    if (*rank < 0)
        note_damage(in, path);
    if (dataset >= 0)
        H5Dclose(dataset);
    for (int axis = 0; axis < MAX_RANK; axis++)
        shape[axis] = axis < *rank ? size[axis] : 1;
    return *rank >= 0;
}

/* ---- columns ---- */

static bool has_class(hid_t dataset, H5T_class_t a, H5T_class_t b) {
    hid_t type = H5Dget_type(dataset);
    H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (type >= 0)
        H5Tclose(type);
    return class == a || class == b;
}

/* Numbers that stand in a row: of a column, or of a table of so many columns. */
static bool read_part(hid_t dataset, int rank, hsize_t columns, hsize_t first, hsize_t count, double *values) {
    hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(1, &count, NULL);
    const hsize_t start[2] = {rank == 1 ? first : first / columns, rank == 1 ? 0 : first % columns};
    const hsize_t size[2] = {rank == 1 ? count : 1, count};
    bool worked = space >= 0 && memory >= 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
                  H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) >= 0;
    if (memory >= 0)
        H5Sclose(memory);
    if (space >= 0)
        H5Sclose(space);
    return worked;
}

/* What lies across rows, or in arrays of more dimensions, is small: it is read whole. */
static bool read_through_whole(hid_t dataset, hsize_t total, hsize_t first, hsize_t count, double *values) {
    double *all = total < SIZE_MAX / sizeof *all ? malloc(total * sizeof *all) : NULL;
    bool worked = all != NULL && H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) >= 0;
    if (worked)
        memcpy(values, all + first, count * sizeof *values);
    free(all);
    return worked;
}

brink_status bri_h5in_numbers(bri_h5in *in, const char *path, uint64_t first, uint64_t count, double *values, brink_error *error) {
    if (count == 0)
        return BRINK_OK;
    hsize_t shape[MAX_RANK] = {0}, total = 1;
    bool is_kept;
    hid_t dataset = open_column_of(in, path, &is_kept);
    if (dataset < 0)
        return wrong(in, path, error);
    int rank = shape_of(dataset, shape);
    for (int axis = 0; axis < rank; axis++)
        total *= shape[axis];
    bool worked = rank > 0 && has_class(dataset, H5T_INTEGER, H5T_FLOAT) && first <= total && count <= total - first;
    bool is_in_a_row = rank == 1 || (rank == 2 && shape[1] > 0 && first % shape[1] + count <= shape[1]);
    if (worked)
        worked = is_in_a_row ? read_part(dataset, rank, shape[1], first, count, values) : read_through_whole(dataset, total, first, count, values);
    brink_status status = worked ? BRINK_OK : wrong(in, path, error);
    if (!is_kept)
        H5Dclose(dataset);
    return status;
}

/* Put texts that HDF5 allocated into one block: the pointers first, then the characters. */
static char **gather(char *const *raw, size_t count) {
    size_t size = (count + 1) * sizeof(char *);
    for (size_t i = 0; i < count; i++)
        size += (raw[i] != NULL ? strlen(raw[i]) : 0) + 1;
    char **texts = malloc(size);
    char *end = texts != NULL ? (char *)(texts + count + 1) : NULL;
    for (size_t i = 0; texts != NULL && i < count; i++) {
        texts[i] = end;
        end = stpcpy(end, raw[i] != NULL ? raw[i] : "") + 1;
    }
    if (texts != NULL)
        texts[count] = NULL;
    return texts;
}

/* Read all texts of an open dataset of `count` of them. */
static brink_status read_texts(bri_h5in *in, hid_t dataset, const char *path, hsize_t count, char ***texts, brink_error *error) {
    brink_status status = BRINK_OK;
    hid_t type = H5Dget_type(dataset), space = H5Dget_space(dataset), memory = -1;
    char **raw = count < SIZE_MAX / sizeof *raw ? calloc(count + 1, sizeof *raw) : NULL;
    if (raw == NULL) {
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    } else if (type < 0 || space < 0 || H5Tis_variable_str(type) <= 0 || (memory = H5Tget_native_type(type, H5T_DIR_ASCEND)) < 0 ||
               H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw) < 0) {
        status = wrong(in, path, error);
    } else if ((*texts = gather(raw, count)) == NULL) {
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    if (memory >= 0 && raw != NULL)
        H5Dvlen_reclaim(memory, space, H5P_DEFAULT, raw);
    free(raw);
    if (memory >= 0)
        H5Tclose(memory);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    return status;
}

static brink_status texts_of_rank(bri_h5in *in, const char *path, int rank, char ***texts, size_t *count, brink_error *error) {
    hsize_t shape[MAX_RANK] = {1};
    hid_t dataset = open_dataset(in, path);
    if (dataset < 0)
        return wrong(in, path, error);
    brink_status status;
    if (shape_of(dataset, shape) != rank)
        status = wrong(in, path, error);
    else
        status = read_texts(in, dataset, path, shape[0], texts, error);
    H5Dclose(dataset);
    if (status == BRINK_OK)
        *count = shape[0];
    return status;
}

brink_status bri_h5in_texts(bri_h5in *in, const char *path, char ***texts, size_t *count, brink_error *error) {
    return texts_of_rank(in, path, 1, texts, count, error);
}

brink_status bri_h5in_page(bri_h5in *in, const char *path, char **text, brink_error *error) {
    char **texts;
    size_t count;
    brink_status status = texts_of_rank(in, path, 0, &texts, &count, error);
    if (status != BRINK_OK)
        return status;
    *text = strdup(texts[0]);
    free(texts);
    return *text != NULL ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}
