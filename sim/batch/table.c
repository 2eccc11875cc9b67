/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datasets are created when the first chunk is written: a table that ends before that has one chunk of just its own length, so that
 * a small file stays small. A chunk is packed once, for the file and for the block; only where a block began or ends within it are its rows
 * packed apart. */
#include "batch/table.h"

#include <stdlib.h>
#include <string.h>

#include "batch/pack.h"

#define LEAST_CAPACITY 256 /* rows; the buffers grow from there to a chunk */

struct bri_table {
    bri_h5out *out; /* NULL: no file */
    const char *group, *dimension;
    const bri_column *columns;
    size_t column_count;
    size_t chunk_rows, capacity;
    size_t held;           /* rows in the buffers */
    uint64_t chunks;       /* before the one in hand */
    void **buffer;         /* [column][capacity] */
    int *number;           /* [column] in out; NULL until created */
    int dimension_number;  /* -1 where a column is the coordinate */
    bri_packer packer;
    bri_block_out *block;      /* what follows; NULL: none */
    bri_block_kind kind;
    size_t saved;          /* of the rows held, those that are in a block */
    uint8_t *image;        /* of a section: lengths, then columns */
    size_t image_size, image_capacity;
    uint8_t *adopted;      /* an image, of the chunk in hand; NULL: the rows are in the buffers */
    bool is_short_of_memory;
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
    if (table->buffer != NULL)
        return table;
    bri_table_free(table);
    return NULL;
}

void bri_table_free(bri_table *table) {
    if (table == NULL)
        return;
    for (size_t c = 0; table->buffer != NULL && c < table->column_count; c++)
        free(table->buffer[c]);
    free(table->buffer);
    free(table->number);
    free(table->image);
    free(table->adopted);
    bri_packer_clear(&table->packer);
    free(table);
}

static void fail_memory(bri_table *table) {
    table->is_short_of_memory = true;
    if (table->out != NULL)
        bri_h5out_no_memory(table->out);
}

bool bri_table_is_good(const bri_table *table) {
    return !table->is_short_of_memory && (table->out == NULL || bri_h5out_is_good(table->out));
}

bool bri_table_is_short_of_memory(const bri_table *table) {
    return table->is_short_of_memory;
}

/* ---- a section's image ---- */

static bool add_to_image(bri_table *table, size_t column, const void *packed, size_t length) {
    size_t lengths = table->column_count * sizeof(uint64_t), wanted = (column == 0 ? lengths : table->image_size) + length;
    if (wanted > table->image_capacity) {
        uint8_t *more = realloc(table->image, 2 * wanted);
        if (more == NULL) {
            fail_memory(table);
            return false;
        }
        table->image = more;
        table->image_capacity = 2 * wanted;
    }
    if (column == 0)
        table->image_size = lengths;
    const uint64_t size = length;
    memcpy(table->image + column * sizeof size, &size, sizeof size);
    memcpy(table->image + table->image_size, packed, length);
    table->image_size += length;
    return true;
}

static void put_section(bri_table *table, size_t first, size_t rows) {
    bri_block_put(table->block, table->kind, table->chunks * table->chunk_rows + first, rows, table->image, table->image_size);
}

static void *cell(const bri_table *table, size_t column, size_t row) {
    return (char *)table->buffer[column] + row * bri_cell_size(table->columns[column].cell);
}

/* Pack some rows of a column; NULL: memory is out. */
static const uint8_t *pack(bri_table *table, size_t column, size_t first, size_t rows, size_t *length) {
    const uint8_t *packed = bri_pack(&table->packer, cell(table, column, first), rows, bri_cell_size(table->columns[column].cell), length);
    if (packed == NULL)
        fail_memory(table);
    return packed;
}

void bri_table_save(bri_table *table) {
    size_t rows = table->held - table->saved, length;
    if (table->block == NULL || rows == 0 || table->is_short_of_memory)
        return;
    for (size_t c = 0; c < table->column_count; c++) {
        const uint8_t *packed = pack(table, c, table->saved, rows, &length);
        if (packed == NULL || !add_to_image(table, c, packed, length))
            return;
    }
    put_section(table, table->saved, rows);
    table->saved = table->held;
}

/* ---- chunks ---- */

/* False: memory is out, or the file has failed. */
static bool create(bri_table *table, size_t chunk_rows) {
    table->number = malloc(table->column_count * sizeof *table->number);
    if (table->number == NULL) {
        fail_memory(table);
        return false;
    }
    if (strcmp(table->columns[0].name, table->dimension) != 0)
        table->dimension_number = bri_h5out_grow_dimension(table->out, table->group, table->dimension, chunk_rows);
    for (size_t c = 0; c < table->column_count; c++)
        table->number[c] = bri_h5out_grow(table->out, table->group, &table->columns[c], table->dimension, chunk_rows);
    table->chunk_rows = chunk_rows;
    return bri_h5out_is_good(table->out);
}

static void write_column(bri_table *table, size_t column, const void *packed, size_t length) {
    if (table->out == NULL || !bri_h5out_is_good(table->out))
        return;
    bri_h5out_length(table->out, table->number[column], table->chunks * table->chunk_rows + table->held);
    bri_h5out_chunk(table->out, table->number[column], table->chunks, packed, length);
}

/* Column by column: pack what is in the buffers, or take what was adopted. */
static void write_chunk(bri_table *table, bool into_block) {
    const uint8_t *adopted = table->adopted != NULL ? table->adopted + table->column_count * sizeof(uint64_t) : NULL;
    for (size_t c = 0; c < table->column_count && !table->is_short_of_memory; c++) {
        size_t length;
        const uint8_t *packed = adopted;
        if (adopted != NULL) {
            uint64_t own;
            memcpy(&own, table->adopted + c * sizeof own, sizeof own);
            length = own;
            adopted += length;
        } else {
            memset(cell(table, c, table->held), 0, (table->chunk_rows - table->held) * bri_cell_size(table->columns[c].cell));
            packed = pack(table, c, 0, table->chunk_rows, &length);
        }
        if (packed != NULL)
            write_column(table, c, packed, length);
        if (packed != NULL && into_block)
            add_to_image(table, c, packed, length);
    }
}

/* Where the file has failed, the block still gets its rows: they need not be computed again. */
static void flush(bri_table *table) {
    bool is_whole = table->saved == 0 && table->block != NULL;
    if (table->out != NULL && table->number == NULL && bri_h5out_is_good(table->out))
        create(table, table->chunk_rows);
    if (is_whole || table->out != NULL)
        write_chunk(table, is_whole);
    if (is_whole && !table->is_short_of_memory)
        put_section(table, 0, table->held);
    else
        bri_table_save(table);
    free(table->adopted);
    table->adopted = NULL;
    table->chunks++;
    table->held = table->saved = 0;
}

/* Room for `wanted` rows in the buffers. */
static bool reserve(bri_table *table, size_t wanted) {
    if (wanted <= table->capacity)
        return true;
    size_t capacity = table->capacity > 0 ? table->capacity : LEAST_CAPACITY;
    while (capacity < wanted)
        capacity *= 2;
    capacity = capacity < table->chunk_rows ? capacity : table->chunk_rows;
    for (size_t c = 0; c < table->column_count; c++) {
        void *more = realloc(table->buffer[c], capacity * bri_cell_size(table->columns[c].cell));
        if (more == NULL) {
            fail_memory(table);
            return false;
        }
        table->buffer[c] = more;
    }
    table->capacity = capacity;
    return true;
}

void bri_table_append(bri_table *table, const bri_rows *rows, size_t first, size_t count) {
    for (size_t end = first + count; first < end;) {
        size_t room = table->chunk_rows - table->held, left = end - first, now = left < room ? left : room;
        if (table->is_short_of_memory || !reserve(table, table->held + now))
            return;
        for (size_t c = 0; c < table->column_count; c++) {
            size_t size = bri_cell_size(table->columns[c].cell);
            memcpy(cell(table, c, table->held), (const char *)rows->data[c] + first * size, now * size);
        }
        table->held += now;
        first += now;
        if (table->held == table->chunk_rows)
            flush(table);
    }
}

void bri_table_finish(bri_table *table) {
    if (table->number == NULL && bri_table_is_good(table))
        create(table, table->held > 0 ? table->held : 1);
    if (table->held > 0 && reserve(table, table->chunk_rows))
        flush(table);
    if (table->dimension_number >= 0)
        bri_h5out_length(table->out, table->dimension_number, bri_table_length(table));
}

uint64_t bri_table_length(const bri_table *table) {
    return table->chunks * table->chunk_rows + table->held;
}

/* ---- chunks that are packed already ---- */

bool bri_table_takes_chunk(const bri_table *table, uint64_t rows) {
    return table->held == 0 && rows == table->chunk_rows;
}

void bri_table_adopt(bri_table *table, const uint8_t *const packed[], const size_t lengths[]) {
    for (size_t c = 0; c < table->column_count; c++)
        if (!add_to_image(table, c, packed[c], lengths[c]))
            return;
    table->adopted = malloc(table->image_size);
    if (table->adopted == NULL)
        fail_memory(table);
    else
        memcpy(table->adopted, table->image, table->image_size);
}

bool bri_table_has_adopted(const bri_table *table) {
    return table->adopted != NULL;
}

void bri_table_skip(bri_table *table, size_t count) {
    table->held += count;
    if (table->held == table->chunk_rows)
        flush(table);
}

/* ---- the journal ---- */

void bri_table_aim(bri_table *table, uint64_t row) {
    table->chunks = row / table->chunk_rows;
    table->held = table->saved = row % table->chunk_rows;
    if (!reserve(table, table->held))
        table->held = table->saved = 0;
}

void bri_table_follow(bri_table *table, bri_block_out *block, bri_block_kind kind) {
    table->block = block;
    table->kind = kind;
    table->saved = table->held;
}
