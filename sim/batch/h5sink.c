/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a driver of our own: after a failed write, HDF5 1.10 keeps dirty metadata that it can neither write nor drop, and crashes when the
 * library shuts down. A sink never shows it a failure. It also saves HDF5's file locks, which some network file systems refuse. */
#include "batch/h5sink.h"

#include <stdlib.h>
#include <string.h>

typedef struct sink_file {
    H5FD_t base; /* HDF5's part: must stand first */
    bri_h5sink *target;
    haddr_t end;
} sink_file;

static H5FD_t *open_file(const char *name, unsigned flags, hid_t access, haddr_t limit) {
    (void)name;
    (void)flags;
    (void)limit;
    bri_h5sink *const *target = H5Pget_driver_info(access);
    sink_file *file = target != NULL ? calloc(1, sizeof *file) : NULL;
    if (file == NULL)
        return NULL;
    file->target = *target;
    file->target->is_open = true;
    return &file->base;
}

static herr_t close_file(H5FD_t *base) {
    sink_file *file = (sink_file *)base;
    file->target->is_open = false;
    free(file);
    return 0;
}

static herr_t query(const H5FD_t *base, unsigned long *flags) {
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t get_end_of_address(const H5FD_t *base, H5FD_mem_t type) {
    (void)type;
    return ((const sink_file *)base)->end;
}

static herr_t set_end_of_address(H5FD_t *base, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((sink_file *)base)->end = address;
    return 0;
}

static haddr_t get_end_of_file(const H5FD_t *base, H5FD_mem_t type) {
    (void)type;
    return bri_sink_length(((const sink_file *)base)->target->sink);
}

static herr_t read_file(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *data) {
    (void)type;
    (void)transfer;
    return bri_sink_read(((sink_file *)base)->target->sink, address, data, size) ? 0 : -1;
}

static herr_t write_file(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, const void *data) {
    (void)type;
    (void)transfer;
    return bri_sink_write(((sink_file *)base)->target->sink, address, data, size) ? 0 : -1;
}

static herr_t truncate_file(H5FD_t *base, hid_t transfer, hbool_t closing) {
    (void)transfer;
    (void)closing;
    sink_file *file = (sink_file *)base;
    if (bri_sink_length(file->target->sink) != file->end)
        bri_sink_truncate(file->target->sink, file->end);
    return 0;
}

static const H5FD_class_t sink_driver = {
#if H5_VERSION_GE(1, 14, 0)
    .version = H5FD_CLASS_VERSION,
    .value = 600, /* 512 up: for drivers outside the library */
#endif
    .name = "brink_sink",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(bri_h5sink *),
    .open = open_file,
    .close = close_file,
    .query = query,
    .get_eoa = get_end_of_address,
    .set_eoa = set_end_of_address,
    .get_eof = get_end_of_file,
    .read = read_file,
    .write = write_file,
    .truncate = truncate_file,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t bri_h5sink_access(bri_h5sink *target, hid_t *driver) {
    *driver = H5FDregister(&sink_driver);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (*driver < 0 || access < 0)
        return -1;
    if (H5Pset_driver(access, *driver, &target) < 0 || H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) < 0 ||
        H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) < 0 ||
        /* no cache of chunks: they pass by it */
        H5Pset_cache(access, 0, 0, 0, 1.0) < 0) {
        H5Pclose(access);
        return -1;
    }
    return access;
}
