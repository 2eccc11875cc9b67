/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/h5scales.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RANK 4

/* An entry of REFERENCE_LIST: which dataset lies along the scale, with which of its axes. */
typedef struct entry {
    hobj_ref_t dataset;
    unsigned axis;
} entry;

typedef struct scale {
    char *path;
    hobj_ref_t self;
    entry *entries;
    size_t count, capacity;
} scale;

struct bri_h5scales {
    hid_t file;
    hid_t single;     /* space of one value */
    hid_t references; /* type of one axis in DIMENSION_LIST */
    hid_t entry;      /* type of an entry */
    scale *list;
    size_t count;
};

static hid_t create_entry_type(void) {
    hid_t type = H5Tcreate(H5T_COMPOUND, sizeof(entry));
    if (type >= 0 && (H5Tinsert(type, "dataset", HOFFSET(entry, dataset), H5T_STD_REF_OBJ) < 0 ||
                      H5Tinsert(type, "dimension", HOFFSET(entry, axis), H5T_NATIVE_UINT) < 0)) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

bri_h5scales *bri_h5scales_new(hid_t file) {
    bri_h5scales *scales = calloc(1, sizeof *scales);
    if (scales == NULL)
        return NULL;
    scales->file = file;
    scales->single = H5Screate(H5S_SCALAR);
    scales->references = H5Tvlen_create(H5T_STD_REF_OBJ);
    scales->entry = create_entry_type();
    if (scales->single >= 0 && scales->references >= 0 && scales->entry >= 0)
        return scales;
    bri_h5scales_free(scales);
    return NULL;
}

void bri_h5scales_free(bri_h5scales *scales) {
    if (scales == NULL)
        return;
    for (size_t i = 0; i < scales->count; i++) {
        free(scales->list[i].path);
        free(scales->list[i].entries);
    }
    free(scales->list);
    if (scales->single >= 0)
        H5Sclose(scales->single);
    hid_t types[] = {scales->references, scales->entry};
    for (int i = 0; i < 2; i++)
        if (types[i] >= 0)
            H5Tclose(types[i]);
    free(scales);
}

/* ---- attributes ---- */

static bool put(hid_t object, const char *name, hid_t type, hid_t space, const void *value) {
    hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool worked = attribute >= 0 && H5Awrite(attribute, type, value) >= 0;
    if (attribute >= 0)
        worked = H5Aclose(attribute) >= 0 && worked;
    return worked;
}

static bool put_list(hid_t object, const char *name, hid_t type, hsize_t count, const void *values) {
    hid_t space = H5Screate_simple(1, &count, NULL);
    bool worked = space >= 0 && put(object, name, type, space, values);
    if (space >= 0)
        H5Sclose(space);
    return worked;
}

/* The specification wants texts of fixed length, with their closing 0. */
static bool put_text(const bri_h5scales *scales, hid_t object, const char *name, const char *text) {
    hid_t type = H5Tcopy(H5T_C_S1);
    bool worked = type >= 0 && H5Tset_size(type, strlen(text) + 1) >= 0 && put(object, name, type, scales->single, text);
    if (type >= 0)
        H5Tclose(type);
    return worked;
}

/* ---- scales ---- */

bool bri_h5scales_make(bri_h5scales *scales, hid_t dataset, const char *path, const char *name) {
    scale *more = realloc(scales->list, (scales->count + 1) * sizeof *more);
    if (more == NULL)
        return false;
    scales->list = more;
    scale *made = &more[scales->count];
    *made = (scale){.path = strdup(path)};
    if (made->path == NULL)
        return false;
    scales->count++;
    return H5Rcreate(&made->self, dataset, ".", H5R_OBJECT, -1) >= 0 && put_text(scales, dataset, "CLASS", "DIMENSION_SCALE") &&
           put_text(scales, dataset, "NAME", name);
}

/* From the end: columns follow their dimension. */
static scale *find(const bri_h5scales *scales, const char *group, const char *dimension) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", group, dimension);
    for (size_t i = scales->count; i-- > 0;)
        if (strcmp(scales->list[i].path, path) == 0)
            return &scales->list[i];
    return NULL;
}

static bool join(scale *to, hobj_ref_t dataset, unsigned axis) {
    if (to->count == to->capacity) {
        size_t capacity = to->capacity > 0 ? 2 * to->capacity : 16;
        entry *more = realloc(to->entries, capacity * sizeof *more);
        if (more == NULL)
            return false;
        to->entries = more;
        to->capacity = capacity;
    }
    entry *added = &to->entries[to->count++];
    memset(added, 0, sizeof *added); /* what lies between the fields is written too */
    added->dataset = dataset;
    added->axis = axis;
    return true;
}

bool bri_h5scales_attach(bri_h5scales *scales, hid_t dataset, const char *group, unsigned rank, const char *const *dimensions) {
    hvl_t axes[MAX_RANK];
    hobj_ref_t self;
    if (rank > MAX_RANK || H5Rcreate(&self, dataset, ".", H5R_OBJECT, -1) < 0)
        return false;
    for (unsigned axis = 0; axis < rank; axis++) {
        scale *along = find(scales, group, dimensions[axis]);
        if (along == NULL || !join(along, self, axis))
            return false;
        axes[axis] = (hvl_t){.len = 1, .p = &along->self};
    }
    return put_list(dataset, "DIMENSION_LIST", scales->references, rank, axes);
}

bool bri_h5scales_finish(bri_h5scales *scales) {
    for (size_t i = 0; i < scales->count; i++) {
        const scale *it = &scales->list[i];
        if (it->count == 0)
            continue;
        hid_t dataset = H5Dopen2(scales->file, it->path, H5P_DEFAULT);
        bool worked = dataset >= 0 && put_list(dataset, "REFERENCE_LIST", scales->entry, it->count, it->entries);
        if (dataset >= 0)
            H5Dclose(dataset);
        if (!worked)
            return false;
    }
    return true;
}
