/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packing alone costs: the columns of a results file's /events are packed once more, chunk by chunk, as a run packs them (columns that are equal
 * to an earlier one once), and nothing else is timed.
 *
 * usage: bench_pack RESULTS.h5          prints: events, raw bytes, packed bytes, CPU seconds */
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batch/pack.h"
#include "batch/table.h"

enum { MOST_COLUMNS = 1000 };

typedef struct columns {
    uint8_t *data[MOST_COLUMNS];
    size_t size[MOST_COLUMNS], count, rows;
} columns;

static void fail(const char *what) {
    fprintf(stderr, "bench_pack: %s\n", what);
    exit(1);
}

/* CPU seconds of this process: others may be running. */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of the dimension's scale there are no numbers. */
static herr_t read_column(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    (void)info;
    columns *all = context;
    if (strcmp(name, "event") == 0)
        return 0;
    hid_t dataset = H5Dopen2(group, name, H5P_DEFAULT), space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    hsize_t rows = 0;
    if (H5Sget_simple_extent_dims(space, &rows, NULL) != 1 || all->count == MOST_COLUMNS)
        fail("this is no table of events");
    all->rows = rows;
    all->size[all->count] = H5Tget_size(type);
    uint8_t *data = malloc(rows * all->size[all->count] + 1);
    if (data == NULL || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0)
        fail("cannot read a column");
    all->data[all->count++] = data;
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(dataset);
    return 0;
}

static int has_twin(const columns *all, size_t column, size_t first, size_t rows) {
    size_t size = all->size[column];
    for (size_t c = 0; c < column; c++)
        if (all->size[c] == size && memcmp(all->data[c] + first * size, all->data[column] + first * size, rows * size) == 0)
            return 1;
    return 0;
}

int main(int argc, char **argv) {
    columns all = {.count = 0};
    hid_t file = argc == 2 ? H5Fopen(argv[1], H5F_ACC_RDONLY, H5P_DEFAULT) : -1;
    hid_t group = file >= 0 ? H5Gopen2(file, "events", H5P_DEFAULT) : -1;
    if (group < 0 || H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, read_column, &all) < 0)
        fail("usage: bench_pack RESULTS.h5");
    bri_packer packer;
    bri_packer_init(&packer);
    size_t raw = 0, packed = 0, width = 0, length;
    for (size_t c = 0; c < all.count; c++)
        width += all.size[c];
    double seconds = 0.0;
    for (size_t first = 0, step = bri_table_chunk_rows(width); first < all.rows; first += step)
        for (size_t c = 0; c < all.count; c++) {
            size_t rows = all.rows - first < step ? all.rows - first : step;
            raw += rows * all.size[c];
            if (has_twin(&all, c, first, rows))
                continue;
            double since = now();
            if (bri_pack(&packer, all.data[c] + first * all.size[c], rows, all.size[c], &length) == NULL)
                fail("out of memory");
            seconds += now() - since;
            packed += length;
        }
    printf("%zu %zu %zu %.3f\n", all.rows, raw, packed, seconds);
    bri_packer_clear(&packer);
    H5Gclose(group);
    H5Fclose(file);
    return 0;
}
