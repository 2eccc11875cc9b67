/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Equal runs give equal bytes: no object keeps times, links and attributes are kept in order of creation, and every byte comes from the
 * caller in a fixed order. Growing columns are written chunk by chunk, already packed, past HDF5's filters (H5Dwrite_chunk); the filters
 * stand in the column's description, so that any reader undoes them. */
#include "batch/h5out.h"

#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "batch/h5error.h"
#include "batch/h5scales.h"
#include "batch/h5sink.h"

#define MAX_RANK 4

struct bri_h5out {
    bri_h5sink target;
    hid_t driver, file;
    hid_t text;       /* type of texts */
    hid_t scalar;     /* space of one value */
    hid_t transfer;   /* how data are handed over */
    hid_t fixed;      /* how an array of fixed shape is created */
    bri_h5scales *scales;
    hid_t *grown;     /* growing columns */
    int grown_count;
    brink_status status; /* of the first failure */
    char message[400];
};

size_t bri_cell_size(bri_cell cell) {
    static const size_t size[] = {[BRI_CELL_I8] = 1,  [BRI_CELL_I16] = 2, [BRI_CELL_I32] = 4,                  [BRI_CELL_I64] = 8,
                                  [BRI_CELL_F32] = 4, [BRI_CELL_F64] = 8, [BRI_CELL_TEXT] = sizeof(char *)};
    return size[cell];
}

bri_cell bri_code_cell(uint32_t count) {
    return count <= INT8_MAX ? BRI_CELL_I8 : count <= INT16_MAX ? BRI_CELL_I16 : BRI_CELL_I32;
}

/* ---- failures ---- */

static void fail(bri_h5out *out, const char *what) {
    if (out->status != BRINK_OK)
        return;
    char reason[200];
    bri_h5_reason(reason, sizeof reason);
    out->status = BRINK_E_IO;
    snprintf(out->message, sizeof out->message, "cannot write \"%s\" (%s): %s", bri_sink_path(out->target.sink), what, reason);
}

/* True where the call worked; else the failure is kept. */
static bool check(bri_h5out *out, bool worked, const char *what) {
    if (!worked)
        fail(out, what);
    else if (!bri_sink_is_good(out->target.sink) && out->status == BRINK_OK)
        out->status = BRINK_E_IO; /* the sink has the message */
    return out->status == BRINK_OK;
}

bool bri_h5out_is_good(const bri_h5out *out) {
    return out->status == BRINK_OK && bri_sink_is_good(out->target.sink);
}

void bri_h5out_no_memory(bri_h5out *out) {
    if (out->status != BRINK_OK)
        return;
    out->status = BRINK_E_MEMORY;
    snprintf(out->message, sizeof out->message, "out of memory");
}

/* ---- opening and closing ---- */

static hid_t create_file(bri_h5out *out) {
    hid_t access = bri_h5sink_access(&out->target, &out->driver);
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    hid_t file = -1;
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    if (access >= 0 && creation >= 0 && H5Pset_obj_track_times(creation, false) >= 0 && H5Pset_link_creation_order(creation, order) >= 0 &&
        H5Pset_attr_creation_order(creation, order) >= 0)
        file = H5Fcreate(bri_sink_path(out->target.sink), H5F_ACC_TRUNC, creation, access);
    if (creation >= 0)
        H5Pclose(creation);
    if (access >= 0)
        H5Pclose(access);
    return file;
}

/* HDF5 clears its buffers for the conversion of texts, a megabyte each, with every write: a small file would take longer over that than over
 * all else. */
#define CONVERSION_BYTES 16384

static hid_t create_transfer(void) {
    hid_t transfer = H5Pcreate(H5P_DATASET_XFER);
    if (transfer >= 0 && H5Pset_buffer(transfer, CONVERSION_BYTES, NULL, NULL) < 0) {
        H5Pclose(transfer);
        return -1;
    }
    return transfer;
}

/* How datasets are created: without times, attributes in order of creation. */
static hid_t create_creation(void) {
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    if (creation >= 0 && (H5Pset_obj_track_times(creation, false) < 0 ||
                          H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0)) {
        H5Pclose(creation);
        return -1;
    }
    return creation;
}

static hid_t create_text_type(void) {
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

/* Results may be replaced; a scenario whose name was given by mistake may not. */
static brink_status check_replaced(const char *path, brink_error *error) {
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0 || H5Fis_hdf5(path) > 0)
        return BRINK_OK;
    return brink_error_set(error, BRINK_E_USAGE, "\"%s\" exists and is no results file: it is not replaced, not even by force", path);
}

brink_status bri_h5out_open(bri_h5out **out, const char *path, bool force, brink_error *error) {
    bri_h5_hush();
    if (force && check_replaced(path, error) != BRINK_OK)
        return BRINK_E_USAGE;
    bri_h5out *made = calloc(1, sizeof *made);
    if (made == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    made->driver = made->file = made->text = made->scalar = made->transfer = made->fixed = -1;
    brink_status status = bri_sink_open(&made->target.sink, path, force, error);
    if (status != BRINK_OK) {
        free(made);
        return status;
    }
    made->file = create_file(made);
    made->text = create_text_type();
    made->scalar = H5Screate(H5S_SCALAR);
    made->transfer = create_transfer();
    made->fixed = create_creation();
    made->scales = made->file >= 0 ? bri_h5scales_new(made->file) : NULL;
    if (made->file < 0 || made->text < 0 || made->scalar < 0 || made->transfer < 0 || made->fixed < 0 || made->scales == NULL) {
        fail(made, "begin");
        status = brink_error_set(error, made->status, "%s", made->message);
        bri_h5out_discard(made);
        return status;
    }
    *out = made;
    return BRINK_OK;
}

static void close_columns(bri_h5out *out) {
    for (int i = 0; i < out->grown_count; i++)
        if (out->grown[i] >= 0)
            H5Dclose(out->grown[i]);
    free(out->grown);
    out->grown = NULL;
    out->grown_count = 0;
}

/* False: HDF5 has not let go of the file. */
static bool close_file(bri_h5out *out) {
    bri_h5scales_free(out->scales);
    out->scales = NULL;
    close_columns(out);
    if (out->text >= 0)
        H5Tclose(out->text);
    if (out->scalar >= 0)
        H5Sclose(out->scalar);
    hid_t lists[] = {out->transfer, out->fixed};
    for (int i = 0; i < 2; i++)
        if (lists[i] >= 0)
            H5Pclose(lists[i]);
    out->text = out->scalar = out->transfer = out->fixed = -1;
    if (out->file >= 0 && H5Fclose(out->file) < 0)
        fail(out, "close");
    if (!out->target.is_open && out->driver >= 0)
        H5FDunregister(out->driver);
    return !out->target.is_open;
}

brink_status bri_h5out_commit(bri_h5out *out, uint64_t *size, brink_error *error) {
    brink_status status;
    if (bri_h5out_is_good(out))
        check(out, bri_h5scales_finish(out->scales), "dimensions");
    if (!close_file(out)) {
        status = brink_error_set(error, BRINK_E_IO, "%s", out->message);
        bri_sink_abandon(out->target.sink); /* out stays, for HDF5 still points into it */
        return status;
    }
    if (out->status != BRINK_OK && bri_sink_is_good(out->target.sink)) {
        status = brink_error_set(error, out->status, "%s", out->message);
        bri_sink_discard(out->target.sink);
    } else {
        status = bri_sink_commit(out->target.sink, size, error);
    }
    free(out);
    return status;
}

void bri_h5out_discard(bri_h5out *out) {
    if (out == NULL)
        return;
    if (!close_file(out)) {
        bri_sink_abandon(out->target.sink);
        return;
    }
    bri_sink_discard(out->target.sink);
    free(out);
}

/* ---- small things ---- */

static hid_t memory_type(const bri_h5out *out, bri_cell cell) {
    switch (cell) {
    case BRI_CELL_I8: return H5T_NATIVE_INT8;
    case BRI_CELL_I16: return H5T_NATIVE_INT16;
    case BRI_CELL_I32: return H5T_NATIVE_INT32;
    case BRI_CELL_I64: return H5T_NATIVE_INT64;
    case BRI_CELL_F32: return H5T_NATIVE_FLOAT;
    case BRI_CELL_F64: return H5T_NATIVE_DOUBLE;
    case BRI_CELL_TEXT: break;
    }
    return out->text;
}

/* In the file: little-endian on every machine. */
static hid_t file_type(const bri_h5out *out, bri_cell cell) {
    switch (cell) {
    case BRI_CELL_I8: return H5T_STD_I8LE;
    case BRI_CELL_I16: return H5T_STD_I16LE;
    case BRI_CELL_I32: return H5T_STD_I32LE;
    case BRI_CELL_I64: return H5T_STD_I64LE;
    case BRI_CELL_F32: return H5T_IEEE_F32LE;
    case BRI_CELL_F64: return H5T_IEEE_F64LE;
    case BRI_CELL_TEXT: break;
    }
    return out->text;
}

void bri_h5out_group(bri_h5out *out, const char *name) {
    if (!bri_h5out_is_good(out))
        return;
    hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t group = -1;
    if (creation >= 0 && H5Pset_obj_track_times(creation, false) >= 0 && H5Pset_link_creation_order(creation, order) >= 0 &&
        H5Pset_attr_creation_order(creation, order) >= 0)
        group = H5Gcreate2(out->file, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    check(out, group >= 0, name);
    if (group >= 0)
        H5Gclose(group);
    if (creation >= 0)
        H5Pclose(creation);
}

/* An attribute of an open object; count 0 is a scalar. */
static void put_attribute(bri_h5out *out, hid_t object, const char *name, hid_t in_file, hid_t in_memory, hsize_t count, const void *value) {
    hid_t space = count == 0 ? out->scalar : H5Screate_simple(1, &count, NULL);
    hid_t attribute = space >= 0 ? H5Acreate2(object, name, in_file, space, H5P_DEFAULT, H5P_DEFAULT) : -1;
    check(out, attribute >= 0 && H5Awrite(attribute, in_memory, value) >= 0, name);
    if (attribute >= 0)
        H5Aclose(attribute);
    if (count > 0 && space >= 0)
        H5Sclose(space);
}

static void put_text(bri_h5out *out, hid_t object, const char *name, const char *text) {
    if (text != NULL && text[0] != '\0')
        put_attribute(out, object, name, out->text, out->text, 0, &text);
}

void bri_h5out_text_attribute(bri_h5out *out, const char *path, const char *name, const char *text) {
    if (!bri_h5out_is_good(out))
        return;
    hid_t object = H5Oopen(out->file, path, H5P_DEFAULT);
    if (check(out, object >= 0, path))
        put_text(out, object, name, text);
    if (object >= 0)
        H5Oclose(object);
}

void bri_h5out_integer_attribute(bri_h5out *out, const char *path, const char *name, bri_cell cell, int64_t value) {
    if (!bri_h5out_is_good(out))
        return;
    hid_t object = H5Oopen(out->file, path, H5P_DEFAULT);
    if (check(out, object >= 0, path))
        put_attribute(out, object, name, file_type(out, cell), H5T_NATIVE_INT64, 0, &value);
    if (object >= 0)
        H5Oclose(object);
}

/* "show of force", "war" -> "show_of_force war", after "none" where there is one. */
static char *join_meanings(const bri_flags *flags) {
    size_t length = sizeof "none";
    for (uint32_t i = 0; i < flags->count; i++)
        length += strlen(flags->names[i]) + 1;
    char *text = malloc(length), *end = text;
    if (text == NULL)
        return NULL;
    *end = '\0';
    if (flags->has_none)
        end = stpcpy(end, "none");
    for (uint32_t i = 0; i < flags->count; i++) {
        if (end > text)
            *end++ = ' ';
        char *word = end;
        end = stpcpy(word, flags->names[i]);
        for (char *c = word; c < end; c++)
            *c = *c == ' ' ? '_' : *c;
    }
    return text;
}

/* Codes with more meanings have none beside them: they would be longer than the data. */
#define MOST_FLAGS 5000

static void put_flags(bri_h5out *out, hid_t object, const bri_column *column) {
    const bri_flags *flags = column->flags;
    if (flags->count > MOST_FLAGS) {
        put_text(out, object, "codes", "positions in the group of what they name");
        return;
    }
    hsize_t count = flags->count + (flags->has_none ? 1 : 0);
    if (count == 0)
        return;
    int64_t *values = malloc(count * sizeof *values);
    char *meanings = join_meanings(flags);
    if (values == NULL || meanings == NULL) {
        bri_h5out_no_memory(out);
    } else {
        for (hsize_t i = 0; i < count; i++)
            values[i] = (int64_t)i - (flags->has_none ? 1 : 0);
        put_attribute(out, object, "flag_values", file_type(out, column->cell), H5T_NATIVE_INT64, count, values);
        put_text(out, object, "flag_meanings", meanings);
    }
    free(values);
    free(meanings);
}

static void describe(bri_h5out *out, hid_t object, const bri_column *column) {
    put_text(out, object, "long_name", column->long_name);
    put_text(out, object, "units", column->units);
    put_text(out, object, "calendar", column->calendar);
    for (uint32_t i = 0; i < column->note_count; i++)
        if (column->notes[i].text != NULL)
            put_text(out, object, column->notes[i].name, column->notes[i].text);
        else
            put_attribute(out, object, column->notes[i].name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 0, &column->notes[i].number);
    if (column->flags != NULL)
        put_flags(out, object, column);
}

/* ---- columns ---- */

static void join_path(char path[512], const char *group, const char *name) {
    snprintf(path, 512, "%s/%s", group, name);
}

/* A new property list: chunked, packed and growing along its first axis. */
static hid_t create_growing(bri_cell cell, hsize_t chunk_rows) {
    hid_t creation = create_creation();
    if (creation >= 0 && (H5Pset_chunk(creation, 1, &chunk_rows) < 0 || H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER) < 0 ||
                          (bri_cell_size(cell) > 1 && H5Pset_shuffle(creation) < 0) || H5Pset_deflate(creation, 1) < 0)) {
        H5Pclose(creation);
        return -1;
    }
    return creation;
}

/* Create a dataset; chunk_rows 0: contiguous and fixed. */
static hid_t create_dataset(bri_h5out *out, const char *path, bri_cell cell, unsigned rank, const hsize_t *shape, hsize_t chunk_rows) {
    hsize_t limit[MAX_RANK] = {H5S_UNLIMITED};
    hid_t space = rank == 0 ? out->scalar : H5Screate_simple((int)rank, shape, chunk_rows > 0 ? limit : NULL);
    hid_t creation = chunk_rows > 0 ? create_growing(cell, chunk_rows) : out->fixed;
    hid_t dataset = -1;
    if (space >= 0 && creation >= 0)
        dataset = H5Dcreate2(out->file, path, file_type(out, cell), space, H5P_DEFAULT, creation, H5P_DEFAULT);
    check(out, dataset >= 0, path);
    if (chunk_rows > 0 && creation >= 0)
        H5Pclose(creation);
    if (rank > 0 && space >= 0)
        H5Sclose(space);
    return dataset;
}

static void make_scale_or_attach(bri_h5out *out, hid_t dataset, const char *path, const char *group, const bri_column *column,
                                 unsigned rank, const char *const *dimensions) {
    bool worked = rank == 1 && strcmp(column->name, dimensions[0]) == 0 ? bri_h5scales_make(out->scales, dataset, path, column->name)
                                                                         : bri_h5scales_attach(out->scales, dataset, group, rank, dimensions);
    check(out, worked, path);
}

void bri_h5out_array(bri_h5out *out, const char *group, const bri_column *column, unsigned rank, const char *const *dimensions,
                     const uint64_t *shape, const void *data) {
    hsize_t size[MAX_RANK], total = 1;
    for (unsigned axis = 0; axis < rank; axis++)
        total *= size[axis] = shape[axis];
    if (!bri_h5out_is_good(out) || total == 0)
        return;
    char path[512];
    join_path(path, group, column->name);
    hid_t dataset = create_dataset(out, path, column->cell, rank, size, 0);
    if (dataset < 0)
        return;
    if (data != NULL)
        check(out, H5Dwrite(dataset, memory_type(out, column->cell), H5S_ALL, H5S_ALL, out->transfer, data) >= 0, path);
    make_scale_or_attach(out, dataset, path, group, column, rank, dimensions);
    describe(out, dataset, column);
    H5Dclose(dataset);
}

void bri_h5out_slab(bri_h5out *out, const char *group, const char *name, uint64_t index, const void *data) {
    if (!bri_h5out_is_good(out))
        return;
    char path[512];
    join_path(path, group, name);
    hid_t dataset = H5Dopen2(out->file, path, H5P_DEFAULT);
    hid_t space = dataset >= 0 ? H5Dget_space(dataset) : -1;
    hid_t type = dataset >= 0 ? H5Dget_type(dataset) : -1;
    hsize_t start[MAX_RANK] = {index}, count[MAX_RANK];
    hid_t memory = -1;
    int rank = space >= 0 ? H5Sget_simple_extent_dims(space, count, NULL) : -1;
    count[0] = 1;
    if (rank > 0)
        memory = H5Screate_simple(rank, count, NULL);
    hid_t native = type >= 0 ? H5Tget_native_type(type, H5T_DIR_ASCEND) : -1;
    check(out, memory >= 0 && native >= 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                   H5Dwrite(dataset, native, memory, space, out->transfer, data) >= 0, path);
    hid_t types[] = {native, type};
    for (int i = 0; i < 2; i++)
        if (types[i] >= 0)
            H5Tclose(types[i]);
    hid_t spaces[] = {memory, space};
    for (int i = 0; i < 2; i++)
        if (spaces[i] >= 0)
            H5Sclose(spaces[i]);
    if (dataset >= 0)
        H5Dclose(dataset);
}

void bri_h5out_page(bri_h5out *out, const char *group, const char *name, const char *text) {
    if (!bri_h5out_is_good(out))
        return;
    char path[512];
    join_path(path, group, name);
    hid_t dataset = create_dataset(out, path, BRI_CELL_TEXT, 0, NULL, 0);
    if (dataset < 0)
        return;
    check(out, H5Dwrite(dataset, out->text, H5S_ALL, H5S_ALL, out->transfer, &text) >= 0, path);
    H5Dclose(dataset);
}

/* ---- growing columns ---- */

static int keep_column(bri_h5out *out, hid_t dataset) {
    hid_t *more = realloc(out->grown, (size_t)(out->grown_count + 1) * sizeof *more);
    if (more == NULL) {
        bri_h5out_no_memory(out);
        H5Dclose(dataset);
        return -1;
    }
    out->grown = more;
    out->grown[out->grown_count] = dataset;
    return out->grown_count++;
}

int bri_h5out_grow(bri_h5out *out, const char *group, const bri_column *column, const char *dimension, size_t chunk_rows) {
    if (!bri_h5out_is_good(out))
        return -1;
    char path[512];
    join_path(path, group, column->name);
    hsize_t none = 0;
    hid_t dataset = create_dataset(out, path, column->cell, 1, &none, chunk_rows);
    if (dataset < 0)
        return -1;
    make_scale_or_attach(out, dataset, path, group, column, 1, &dimension);
    describe(out, dataset, column);
    return keep_column(out, dataset);
}

int bri_h5out_grow_dimension(bri_h5out *out, const char *group, const char *dimension, size_t chunk_rows) {
    if (!bri_h5out_is_good(out))
        return -1;
    char path[512];
    join_path(path, group, dimension);
    hsize_t none = 0;
    hid_t dataset = create_dataset(out, path, BRI_CELL_I8, 1, &none, chunk_rows);
    if (dataset < 0)
        return -1;
    /* By this name netCDF-4 knows a dimension that is no variable. */
    check(out, bri_h5scales_make(out->scales, dataset, path, "This is a netCDF dimension but not a netCDF variable.         0"), path);
    return keep_column(out, dataset);
}

void bri_h5out_length(bri_h5out *out, int column, uint64_t rows) {
    hsize_t length = rows;
    if (bri_h5out_is_good(out))
        check(out, H5Dset_extent(out->grown[column], &length) >= 0, "grow a column");
}

void bri_h5out_chunk(bri_h5out *out, int column, uint64_t index, const void *packed, size_t length) {
    if (!bri_h5out_is_good(out))
        return;
    hid_t dataset = out->grown[column];
    hid_t creation = H5Dget_create_plist(dataset);
    hsize_t rows = 0;
    bool worked = creation >= 0 && H5Pget_chunk(creation, 1, &rows) == 1;
    hsize_t offset = index * rows;
    check(out, worked && H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &offset, length, packed) >= 0, "write a chunk");
    if (creation >= 0)
        H5Pclose(creation);
}
