/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A section that is just a chunk of the file, at a place where a chunk begins, goes into the file as it is, still packed; others are unpacked, and
 * their rows are appended. The columns that count through the file (event_start, and rows' numbers) are shifted where the block counted from
 * elsewhere. */
#include "batch/feed.h"

#include <stdlib.h>
#include <string.h>

static brink_status wrong(const bri_feed *feed, brink_error *error) {
    return brink_error_set(error, BRINK_E_FORMAT, "\"%s\" does not hold what it says", feed->block->path);
}

static brink_status no_memory(brink_error *error) {
    return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

/* The next section of a kind from number *next on, which moves past it; NULL: there is none. */
static const bri_section *find_section(const bri_feed *feed, bri_block_kind kind, size_t *next) {
    while (*next < feed->block->section_count) {
        const bri_section *section = &feed->block->sections[(*next)++];
        if (section->kind == kind)
            return section;
    }
    return NULL;
}

/* ---- parts ---- */

static brink_status read_parts(bri_feed *feed, brink_error *error) {
    size_t next = 0, capacity = 0;
    const bri_section *section = find_section(feed, BRI_BLOCK_PARTS, &next);
    if (section == NULL || section->length % sizeof *feed->parts != 0)
        return wrong(feed, error);
    uint8_t *data = NULL;
    brink_status status = bri_block_read(feed->block, section, &data, &capacity, error);
    feed->parts = (bri_block_part *)(void *)data;
    feed->part_count = section->length / sizeof *feed->parts;
    for (size_t i = 0; status == BRINK_OK && i < feed->part_count; i++) {
        feed->replications.rows += feed->parts[i].replications;
        feed->events.rows += feed->parts[i].events;
    }
    return status;
}

brink_status bri_feed_begin(bri_feed *feed, const bri_block_in *block, bri_table *replications, bri_table *events, const bri_schema *schema,
                            const bri_feed_shifts *shifts, brink_error *error) {
    *feed = (bri_feed){.block = block, .schema = schema, .shifts = *shifts};
    feed->replications = (bri_feed_cursor){.kind = BRI_BLOCK_REPLICATIONS, .table = replications};
    feed->events = (bri_feed_cursor){.kind = BRI_BLOCK_EVENTS, .table = events};
    feed->moments = (bri_feed_cursor){.kind = BRI_BLOCK_MOMENTS};
    bri_packer_init(&feed->packer);
    for (size_t i = 0; i < BRI_FEED_SHIFTED; i++)
        bri_packer_init(&feed->shifters[i]);
    if (!bri_rows_init(&feed->replications.unpacked, schema->replication, schema->replication_count) ||
        !bri_rows_init(&feed->events.unpacked, schema->event, schema->event_count))
        return no_memory(error);
    return read_parts(feed, error);
}

void bri_feed_end(bri_feed *feed) {
    bri_feed_cursor *cursors[] = {&feed->replications, &feed->events, &feed->moments};
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        free(cursors[i]->data);
        bri_rows_clear(&cursors[i]->unpacked);
    }
    bri_packer_clear(&feed->packer);
    for (size_t i = 0; i < BRI_FEED_SHIFTED; i++)
        bri_packer_clear(&feed->shifters[i]);
    free(feed->parts);
    free(feed->data);
    *feed = (bri_feed){.block = NULL};
}

const bri_block_part *bri_feed_next(bri_feed *feed) {
    return feed->part < feed->part_count ? &feed->parts[feed->part++] : NULL;
}

/* ---- rows ---- */

typedef struct packed_columns {
    const uint8_t **data;
    size_t *lengths;
} packed_columns;

/* Where the columns of the section in hand lie. */
static brink_status find_columns(const bri_feed *feed, const bri_feed_cursor *cursor, uint64_t length, packed_columns *columns, brink_error *error) {
    size_t count = cursor->unpacked.column_count;
    uint64_t at = count * sizeof(uint64_t);
    if (length < at)
        return wrong(feed, error);
    for (size_t c = 0; c < count; c++) {
        uint64_t own;
        memcpy(&own, cursor->data + c * sizeof own, sizeof own);
        if (own > length - at)
            return wrong(feed, error);
        columns->data[c] = cursor->data + at;
        columns->lengths[c] = own;
        at += own;
    }
    return at == length ? BRINK_OK : wrong(feed, error);
}

/* What a column's numbers are shifted by. */
static int64_t shift_of(const bri_feed *feed, const bri_feed_cursor *cursor, size_t column) {
    if (cursor == &feed->events)
        return column == BRI_EVENT_REPLICATION ? feed->shifts.rows : 0;
    return column == BRI_REPLICATION_EVENT_START ? feed->shifts.events : column == BRI_REPLICATION ? feed->shifts.rows : 0;
}

static void shift_column(const bri_feed_cursor *cursor, size_t column, int64_t by) {
    void *data = cursor->unpacked.data[column];
    bool is_long = cursor->unpacked.columns[column].cell == BRI_CELL_I64;
    for (uint64_t i = 0; i < cursor->size; i++)
        if (is_long)
            ((int64_t *)data)[i] += by;
        else
            ((int32_t *)data)[i] += (int32_t)by;
}

static brink_status unpack_column(bri_feed *feed, bri_feed_cursor *cursor, const packed_columns *columns, size_t c, brink_error *error) {
    size_t size = bri_cell_size(cursor->unpacked.columns[c].cell);
    if (!bri_unpack(&feed->packer, columns->data[c], columns->lengths[c], cursor->unpacked.data[c], cursor->size, size))
        return wrong(feed, error);
    if (shift_of(feed, cursor, c) != 0)
        shift_column(cursor, c, shift_of(feed, cursor, c));
    return BRINK_OK;
}

static brink_status unpack_all(bri_feed *feed, bri_feed_cursor *cursor, const packed_columns *columns, brink_error *error) {
    brink_status status = BRINK_OK;
    for (size_t c = 0; status == BRINK_OK && c < cursor->unpacked.column_count; c++)
        status = unpack_column(feed, cursor, columns, c, error);
    return status;
}

/* A column that must be shifted is packed anew, into a packer of its own: others may be in use. */
static brink_status pack_shifted(bri_feed *feed, bri_feed_cursor *cursor, packed_columns *columns, size_t c, bri_packer *packer, brink_error *error) {
    size_t length = 0;
    brink_status status = unpack_column(feed, cursor, columns, c, error);
    if (status != BRINK_OK)
        return status;
    columns->data[c] = bri_pack(packer, cursor->unpacked.data[c], cursor->size, bri_cell_size(cursor->unpacked.columns[c].cell), &length);
    columns->lengths[c] = length;
    return columns->data[c] != NULL ? BRINK_OK : no_memory(error);
}

/* As it is, but for columns that must be shifted: one of /events, two of /replications. */
static brink_status adopt(bri_feed *feed, bri_feed_cursor *cursor, packed_columns *columns, brink_error *error) {
    brink_status status = BRINK_OK;
    size_t shifted = 0;
    for (size_t c = 0; status == BRINK_OK && c < cursor->unpacked.column_count; c++)
        if (shift_of(feed, cursor, c) != 0)
            status = pack_shifted(feed, cursor, columns, c, &feed->shifters[shifted++], error);
    if (status == BRINK_OK)
        bri_table_adopt(cursor->table, columns->data, columns->lengths);
    return status;
}

static brink_status take_columns(bri_feed *feed, bri_feed_cursor *cursor, uint64_t length, brink_error *error) {
    size_t count = cursor->unpacked.column_count;
    packed_columns columns = {.data = malloc(count * sizeof *columns.data), .lengths = malloc(count * sizeof *columns.lengths)};
    cursor->unpacked.count = 0;
    brink_status status = BRINK_OK;
    if (columns.data == NULL || columns.lengths == NULL || !bri_rows_reserve(&cursor->unpacked, cursor->size))
        status = no_memory(error);
    if (status == BRINK_OK)
        status = find_columns(feed, cursor, length, &columns, error);
    if (status == BRINK_OK && bri_table_takes_chunk(cursor->table, cursor->size) && cursor->size <= cursor->rows)
        status = adopt(feed, cursor, &columns, error);
    else if (status == BRINK_OK)
        status = unpack_all(feed, cursor, &columns, error);
    free(columns.data);
    free(columns.lengths);
    return status;
}

static brink_status next_section(bri_feed *feed, bri_feed_cursor *cursor, brink_error *error) {
    const bri_section *section = find_section(feed, cursor->kind, &cursor->next);
    if (section == NULL || section->b == 0 || section->b > BRI_CHUNK_ROWS)
        return wrong(feed, error);
    brink_status status = bri_block_read(feed->block, section, &cursor->data, &cursor->capacity, error);
    cursor->size = section->b;
    cursor->taken = 0;
    return status == BRINK_OK ? take_columns(feed, cursor, section->length, error) : status;
}

static brink_status advance(bri_feed *feed, bri_feed_cursor *cursor, uint64_t count, brink_error *error) {
    while (count > 0) {
        if (cursor->taken == cursor->size) {
            brink_status status = next_section(feed, cursor, error);
            if (status != BRINK_OK)
                return status;
        }
        uint64_t left = cursor->size - cursor->taken, now = count < left ? count : left;
        if (bri_table_has_adopted(cursor->table))
            bri_table_skip(cursor->table, now);
        else
            bri_table_append(cursor->table, &cursor->unpacked, cursor->taken, now);
        cursor->taken += now;
        cursor->rows -= now;
        count -= now;
    }
    return BRINK_OK;
}

brink_status bri_feed_rows(bri_feed *feed, const bri_block_part *part, brink_error *error) {
    brink_status status = advance(feed, &feed->replications, part->replications, error);
    return status == BRINK_OK ? advance(feed, &feed->events, part->events, error) : status;
}

/* ---- aggregates ---- */

static brink_status judge(const bri_feed *feed, brink_status status, brink_error *error) {
    if (status == BRINK_E_MEMORY)
        return no_memory(error);
    return status == BRINK_OK ? BRINK_OK : wrong(feed, error);
}

brink_status bri_feed_moments(bri_feed *feed, uint64_t granule, bri_aggregate *aggregate, brink_error *error) {
    bri_feed_cursor *cursor = &feed->moments;
    const bri_section *section = find_section(feed, cursor->kind, &cursor->next);
    if (section == NULL || section->a + (uint64_t)feed->shifts.granules != granule)
        return wrong(feed, error);
    brink_status status = bri_block_read(feed->block, section, &cursor->data, &cursor->capacity, error);
    return status == BRINK_OK ? judge(feed, bri_aggregate_feed_moments(aggregate, cursor->data, section->length), error) : status;
}

brink_status bri_feed_counts(bri_feed *feed, uint64_t point, bri_aggregate *aggregate, brink_error *error) {
    size_t next = 0;
    const bri_section *section = find_section(feed, BRI_BLOCK_COUNTS, &next);
    while (section != NULL && section->a != point)
        section = find_section(feed, BRI_BLOCK_COUNTS, &next);
    if (section == NULL)
        return wrong(feed, error);
    brink_status status = bri_block_read(feed->block, section, &feed->data, &feed->capacity, error);
    if (status != BRINK_OK)
        return status;
    uint8_t *image = section->b < SIZE_MAX / 2 ? malloc(section->b + 1) : NULL;
    if (image == NULL)
        status = no_memory(error);
    else if (!bri_unpack(&feed->packer, feed->data, section->length, image, section->b, 1))
        status = wrong(feed, error);
    else
        status = judge(feed, bri_aggregate_feed_counts(aggregate, image, section->b), error);
    free(image);
    return status;
}

brink_status bri_feed_failures(bri_feed *feed, bri_failure **failures, uint64_t *kept, uint64_t *count, brink_error *error) {
    size_t next = 0;
    const bri_section *section = find_section(feed, BRI_BLOCK_FAILURES, &next);
    if (section == NULL || section->length % sizeof **failures != 0)
        return wrong(feed, error);
    brink_status status = bri_block_read(feed->block, section, &feed->data, &feed->capacity, error);
    *failures = (bri_failure *)(void *)feed->data;
    *kept = section->length / sizeof **failures;
    *count = section->a;
    return status;
}
