/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datasets are created when the first chunk is written: a table that ends before that has one chunk of just its own length, so that
 * a small file stays small. */
#include "batch/table.h"

#include <stdlib.h>
#include <string.h>

#include "batch/pack.h"

struct bri_table {
    bri_h5out *out;
    const char *group, *dimension;
    const bri_column *columns;
    size_t column_count;
    size_t chunk_rows, held; /* rows in the buffers */
    uint64_t chunks;         /* written */
    void **buffer;           /* [column][chunk_rows] */
    int *number;             /* [column] in out; NULL until created */
    int dimension_number;    /* -1 where a column is the coordinate */
    bri_packer packer;
};

size_t bri_table_chunk_rows(size_t row_bytes) {
    size_t rows = BRI_CHUNK_ROWS;
    while (rows > BRI_CHUNK_ROWS_LEAST && rows * row_bytes > BRI_CHUNK_BYTES)
        rows /= 2;
    return rows;
}

bri_table *bri_table_new(bri_h5out *out, const char *group, const char *dimension, const bri_column *columns, size_t column_count) {
    bri_table *table = calloc(1, sizeof *table);
    if (table == NULL)
        return NULL;
    *table = (bri_table){.out = out, .group = group, .dimension = dimension, .columns = columns, .column_count = column_count};
    table->dimension_number = -1;
    table->chunk_rows = bri_table_chunk_rows(bri_rows_width(columns, column_count));
    bri_packer_init(&table->packer);
    table->buffer = calloc(column_count, sizeof *table->buffer);
    for (size_t c = 0; table->buffer != NULL && c < column_count; c++)
        if ((table->buffer[c] = malloc(table->chunk_rows * bri_cell_size(columns[c].cell))) == NULL) {
            bri_table_free(table);
            return NULL;
        }
    if (table->buffer == NULL) {
        bri_table_free(table);
        return NULL;
    }
    return table;
}

void bri_table_free(bri_table *table) {
    if (table == NULL)
        return;
    for (size_t c = 0; table->buffer != NULL && c < table->column_count; c++)
        free(table->buffer[c]);
    free(table->buffer);
    free(table->number);
    bri_packer_clear(&table->packer);
    free(table);
}

/* False: memory is out, or the file has failed. */
static bool create(bri_table *table, size_t chunk_rows) {
    table->number = malloc(table->column_count * sizeof *table->number);
    if (table->number == NULL) {
        bri_h5out_no_memory(table->out);
        return false;
    }
    if (strcmp(table->columns[0].name, table->dimension) != 0)
        table->dimension_number = bri_h5out_grow_dimension(table->out, table->group, table->dimension, chunk_rows);
    for (size_t c = 0; c < table->column_count; c++)
        table->number[c] = bri_h5out_grow(table->out, table->group, &table->columns[c], table->dimension, chunk_rows);
    table->chunk_rows = chunk_rows;
    return bri_h5out_is_good(table->out);
}

static void write_chunk(bri_table *table, size_t c) {
    size_t size = bri_cell_size(table->columns[c].cell), length;
    bri_h5out_length(table->out, table->number[c], table->chunks * table->chunk_rows + table->held);
    memset((char *)table->buffer[c] + table->held * size, 0, (table->chunk_rows - table->held) * size);
    const void *packed = bri_pack(&table->packer, table->buffer[c], table->chunk_rows, size, &length);
    if (packed == NULL)
        bri_h5out_no_memory(table->out);
    else
        bri_h5out_chunk(table->out, table->number[c], table->chunks, packed, length);
}

static void flush(bri_table *table) {
    if (bri_h5out_is_good(table->out) && (table->number != NULL || create(table, table->chunk_rows)))
        for (size_t c = 0; c < table->column_count; c++)
            write_chunk(table, c);
    table->chunks++;
    table->held = 0;
}

void bri_table_append(bri_table *table, const bri_rows *rows) {
    for (size_t done = 0; done < rows->count;) {
        size_t room = table->chunk_rows - table->held, left = rows->count - done, count = left < room ? left : room;
        for (size_t c = 0; c < table->column_count; c++) {
            size_t size = bri_cell_size(table->columns[c].cell);
            memcpy((char *)table->buffer[c] + table->held * size, (const char *)rows->data[c] + done * size, count * size);
        }
        table->held += count;
        done += count;
        if (table->held == table->chunk_rows)
            flush(table);
    }
}

void bri_table_finish(bri_table *table) {
    if (table->number == NULL && bri_h5out_is_good(table->out))
        create(table, table->held > 0 ? table->held : 1);
    if (table->held > 0)
        flush(table);
    if (table->dimension_number >= 0)
        bri_h5out_length(table->out, table->dimension_number, bri_table_length(table));
}

uint64_t bri_table_length(const bri_table *table) {
    return table->chunks * table->chunk_rows + table->held;
}
