/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The datasets are created when the first chunk is written: a table that ends before that has one chunk of just its own length, so that
 * a small file stays small. A chunk is packed once, for the file and for the block; only where a block began or ends within it are its rows
 * packed apart.
 *
 * Chunks are sheets in a ring. A full one goes to the press, whose columns others may pack, while the next is filled; it is written when its place
 * in the ring is wanted again, be it packed long since: so the file's order hangs on what was appended alone, and not on who packed how fast. A block
 * gets it then, or earlier when it is closed. The rows' memory goes from a packed sheet to the one that is to be filled, so that there is no more of
 * it than packing lags behind. */
#include "batch/table.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_CAPACITY 256 /* rows; the buffers grow from there to a chunk */
#define RING_BYTES (32 << 20) /* of rows that wait to be packed, at most, but two sheets at least */
#define MOST_SHEETS 8

typedef struct sheet {
    void **rows;          /* [column], each of `capacity` rows; NULL: none */
    size_t capacity;
    bri_press_job *jobs;  /* [column]: once it is full, it packed; packed_of() has a column's */
    uint64_t number;      /* of the chunk */
    size_t count;         /* its rows, once it is full */
    bool is_full;
    bool is_adopted;      /* packed by others: no rows are here */
    bri_block_out *block; /* gets it whole; NULL: none, or it has it */
} sheet;

struct bri_table {
    bri_h5out *out; /* NULL: no file */
    bri_press *press;
    const char *group, *dimension;
    const bri_column *columns;
    size_t column_count;
    size_t chunk_rows;
    size_t held;           /* rows of the chunk in hand */
    uint64_t chunks;       /* before it; its sheet has that number in the ring */
    sheet ring[MOST_SHEETS];
    size_t sheets;
    int *number;           /* [column] in out; NULL until created */
    int dimension_number;  /* -1 where a column is the coordinate */
    bri_packer packer;     /* for parts of a chunk */
    bri_block_out *block;  /* what follows; NULL: none */
    bri_block_kind kind;
    size_t saved;          /* of the rows held, those that are in a block */
    bri_block_piece *pieces; /* of a section: lengths, then columns */
    uint64_t *lengths;       /* [column] */
    uint8_t *image;        /* of a section that is packed apart */
    size_t image_size, image_capacity;
    bool is_short_of_memory;
};

size_t bri_table_chunk_rows(size_t row_bytes) {
    size_t rows = BRI_CHUNK_ROWS;
    while (rows > BRI_CHUNK_ROWS_LEAST && rows * row_bytes > BRI_CHUNK_BYTES)
        rows /= 2;
    return rows;
}

static bool make_ring(bri_table *table) {
    size_t bytes = table->chunk_rows * bri_rows_width(table->columns, table->column_count), fit = bytes > 0 ? RING_BYTES / bytes : MOST_SHEETS;
    table->sheets = fit < 2 ? 2 : fit < MOST_SHEETS ? fit : MOST_SHEETS;
    for (size_t s = 0; s < table->sheets; s++) {
        table->ring[s].jobs = calloc(table->column_count, sizeof *table->ring[s].jobs);
        if (table->ring[s].jobs == NULL)
            return false;
    }
    return true;
}

bri_table *bri_table_new(bri_h5out *out, bri_press *press, const char *group, const char *dimension, const bri_column *columns, size_t column_count) {
    bri_table *table = calloc(1, sizeof *table);
    if (table == NULL)
        return NULL;
    *table = (bri_table){.out = out, .press = press, .group = group, .dimension = dimension, .columns = columns, .column_count = column_count};
    table->dimension_number = -1;
    table->chunk_rows = bri_table_chunk_rows(bri_rows_width(columns, column_count));
    bri_packer_init(&table->packer);
    table->pieces = calloc(column_count + 1, sizeof *table->pieces);
    table->lengths = calloc(column_count + 1, sizeof *table->lengths);
    if (table->pieces != NULL && table->lengths != NULL && make_ring(table))
        return table;
    bri_table_free(table);
    return NULL;
}

static void clear_sheet(const bri_table *table, sheet *it) {
    for (size_t c = 0; c < table->column_count; c++) {
        if (it->rows != NULL)
            free(it->rows[c]);
        if (it->jobs != NULL)
            bri_press_job_clear(&it->jobs[c]);
    }
    free(it->rows);
    free(it->jobs);
}

void bri_table_free(bri_table *table) {
    if (table == NULL)
        return;
    for (size_t s = 0; s < table->sheets; s++)
        clear_sheet(table, &table->ring[s]);
    free(table->number);
    free(table->pieces);
    free(table->lengths);
    free(table->image);
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

static sheet *in_hand(bri_table *table) {
    return &table->ring[table->chunks % table->sheets];
}

static void *cell(bri_table *table, size_t column, size_t row) {
    return (char *)in_hand(table)->rows[column] + row * bri_cell_size(table->columns[column].cell);
}

/* Pack some rows of a column; NULL: memory is out. */
static const uint8_t *pack(bri_table *table, size_t column, size_t first, size_t rows, size_t *length) {
    const uint8_t *packed = bri_pack(&table->packer, cell(table, column, first), rows, bri_cell_size(table->columns[column].cell), length);
    if (packed == NULL)
        fail_memory(table);
    return packed;
}

/* The rows in hand that are in no block yet. */
static void save_part(bri_table *table) {
    size_t rows = table->held - table->saved, length;
    if (table->block == NULL || rows == 0 || table->is_short_of_memory)
        return;
    for (size_t c = 0; c < table->column_count; c++) {
        const uint8_t *packed = pack(table, c, table->saved, rows, &length);
        if (packed == NULL || !add_to_image(table, c, packed, length))
            return;
    }
    bri_block_put(table->block, table->kind, table->chunks * table->chunk_rows + table->saved, rows, table->image, table->image_size);
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

static const bri_press_job *packed_of(const sheet *it, size_t column) {
    return it->jobs[column].twin != NULL ? it->jobs[column].twin : &it->jobs[column];
}

/* Wait until a full sheet is packed. False: memory is out. */
static bool is_packed(bri_table *table, const sheet *it) {
    bri_press_wait(table->press, it->jobs, table->column_count);
    for (size_t c = 0; c < table->column_count; c++)
        if (packed_of(it, c)->length == 0)
            fail_memory(table);
    return !table->is_short_of_memory;
}

static void put_into_block(bri_table *table, sheet *it) {
    if (it->block == NULL || !is_packed(table, it))
        return;
    for (size_t c = 0; c < table->column_count; c++)
        table->lengths[c] = packed_of(it, c)->length;
    table->pieces[0] = (bri_block_piece){.data = table->lengths, .length = table->column_count * sizeof *table->lengths};
    for (size_t c = 0; c < table->column_count; c++)
        table->pieces[1 + c] = (bri_block_piece){.data = packed_of(it, c)->packed, .length = packed_of(it, c)->length};
    bri_block_put_all(it->block, table->kind, it->number * table->chunk_rows, it->count, table->pieces, 1 + table->column_count);
    it->block = NULL;
}

static void put_into_file(bri_table *table, const sheet *it) {
    if (table->out == NULL || !bri_h5out_is_good(table->out) || !is_packed(table, it))
        return;
    if (table->number == NULL && !create(table, table->chunk_rows))
        return;
    for (size_t c = 0; c < table->column_count; c++) {
        bri_h5out_length(table->out, table->number[c], it->number * table->chunk_rows + it->count);
        bri_h5out_chunk(table->out, table->number[c], it->number, packed_of(it, c)->packed, packed_of(it, c)->length);
    }
}

/* Write a full sheet, so that its place can be filled again. Where the file has failed, the block still gets its rows: they need not be computed
 * again. */
static void retire(bri_table *table, sheet *it) {
    if (!it->is_full)
        return;
    put_into_file(table, it);
    put_into_block(table, it);
    bri_press_wait(table->press, it->jobs, table->column_count);
    it->is_full = it->is_adopted = false;
    it->block = NULL;
}

/* All full sheets, the oldest first. */
static void for_full_sheets(bri_table *table, void (*act)(bri_table *table, sheet *it)) {
    for (size_t i = 1; i <= table->sheets; i++) {
        sheet *it = &table->ring[(table->chunks + i) % table->sheets];
        if (it->is_full)
            act(table, it);
    }
}

/* An earlier column of the same bytes: a value is often a mark as it is. NULL: none. */
static const bri_press_job *twin_of(const sheet *it, size_t column) {
    const bri_press_job *job = &it->jobs[column];
    for (const bri_press_job *other = it->jobs; other < job; other++)
        if (other->size == job->size && memcmp(other->raw, job->raw, job->count * job->size) == 0)
            return other->twin != NULL ? other->twin : other;
    return NULL;
}

static void press(bri_table *table, sheet *it) {
    for (size_t c = 0; c < table->column_count; c++) {
        bri_press_job *job = &it->jobs[c];
        size_t size = bri_cell_size(table->columns[c].cell);
        memset(cell(table, c, table->held), 0, (table->chunk_rows - table->held) * size);
        job->raw = it->rows[c];
        job->count = table->chunk_rows;
        job->size = size;
        job->twin = twin_of(it, c);
    }
    bri_press_put(table->press, it->jobs, table->column_count);
}

/* The chunk in hand is full, or the last one. */
static void turn_page(bri_table *table) {
    sheet *it = in_hand(table);
    bool is_whole = table->saved == 0 && table->block != NULL;
    it->number = table->chunks;
    it->count = table->held;
    it->is_full = true;
    it->block = is_whole ? table->block : NULL;
    if (!is_whole)
        save_part(table);
    if (!it->is_adopted && (is_whole || table->out != NULL))
        press(table, it);
    table->chunks++;
    table->held = table->saved = 0;
    retire(table, in_hand(table));
}

/* Rows' memory for the sheet in hand: of one that is packed, where there is any. */
static void inherit_rows(bri_table *table) {
    sheet *it = in_hand(table);
    for (size_t i = 1; it->rows == NULL && i < table->sheets; i++) {
        sheet *other = &table->ring[(table->chunks + i) % table->sheets];
        if (other->rows == NULL || !bri_press_is_done(table->press, other->jobs, table->column_count))
            continue;
        it->rows = other->rows;
        it->capacity = other->capacity;
        other->rows = NULL;
        other->capacity = 0;
    }
}

/* Room for `wanted` rows in hand. */
static bool reserve(bri_table *table, size_t wanted) {
    sheet *it = in_hand(table);
    if (it->rows == NULL)
        inherit_rows(table);
    if (it->rows == NULL)
        it->rows = calloc(table->column_count, sizeof *it->rows);
    if (it->rows != NULL && wanted <= it->capacity)
        return true;
    size_t capacity = it->capacity > 0 ? it->capacity : table->chunks > 0 ? table->chunk_rows : LEAST_CAPACITY;
    while (capacity < wanted)
        capacity *= 2;
    capacity = capacity < table->chunk_rows ? capacity : table->chunk_rows;
    for (size_t c = 0; c < table->column_count; c++) {
        void *more = it->rows != NULL ? realloc(it->rows[c], capacity * bri_cell_size(table->columns[c].cell)) : NULL;
        if (more == NULL) {
            fail_memory(table);
            return false;
        }
        it->rows[c] = more;
    }
    it->capacity = capacity;
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
            turn_page(table);
    }
}

void bri_table_save(bri_table *table) {
    for_full_sheets(table, put_into_block);
    save_part(table);
}

void bri_table_finish(bri_table *table) {
    uint64_t length = bri_table_length(table);
    if (table->number == NULL && table->chunks == 0 && bri_table_is_good(table))
        create(table, table->held > 0 ? table->held : 1);
    if (table->held > 0 && reserve(table, table->chunk_rows))
        turn_page(table);
    for_full_sheets(table, retire);
    if (table->dimension_number >= 0)
        bri_h5out_length(table->out, table->dimension_number, length);
}

uint64_t bri_table_length(const bri_table *table) {
    return table->chunks * table->chunk_rows + table->held;
}

/* ---- chunks that are packed already ---- */

bool bri_table_takes_chunk(const bri_table *table, uint64_t rows) {
    return table->held == 0 && rows == table->chunk_rows;
}

void bri_table_adopt(bri_table *table, const uint8_t *const packed[], const size_t lengths[]) {
    sheet *it = in_hand(table);
    for (size_t c = 0; c < table->column_count; c++)
        if (!bri_press_adopt(&it->jobs[c], packed[c], lengths[c]))
            fail_memory(table);
    it->is_adopted = true;
}

bool bri_table_has_adopted(const bri_table *table) {
    return table->ring[table->chunks % table->sheets].is_adopted;
}

void bri_table_skip(bri_table *table, size_t count) {
    table->held += count;
    if (table->held == table->chunk_rows)
        turn_page(table);
}

/* ---- the journal ---- */

void bri_table_aim(bri_table *table, uint64_t row) {
    for_full_sheets(table, retire);
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
