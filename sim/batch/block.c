/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Little numbers stand as the machine has them: a block file is read by the machines of one run, not by the world. A mark of the byte order keeps
 * others out. Every head and every section's bytes have a CRC-32 of their own, so that no bit can turn unnoticed, and the end section
 * must end the file, so that no part can be missing. */
#define _GNU_SOURCE
#include "batch/block.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/pack.h"
#include "batch/sink.h"

static const char magic[8] = "brinkb02";
#define BYTE_ORDER_MARK 0x01020304U

typedef struct file_head {
    char magic[8];
    uint32_t byte_order, checksum; /* checksum: of the head, with 0 in its place */
    char run[BRI_DIGEST_SIZE + 7];
    uint64_t first_granule, first_event;
} file_head;

typedef struct section_head {
    uint32_t kind, checksum; /* of the bytes */
    uint64_t a, b, length;
    uint32_t own_checksum, unused; /* of this head, with 0 in its place */
} section_head;

struct bri_block_out {
    char run[BRI_DIGEST_SIZE];
    uint64_t first_granule;
    uint8_t *memory;
    size_t size, capacity;
    bri_sink *sink; /* NULL until the block is spilled */
    uint64_t written;
    brink_error error; /* of the first failure */
    bool failed;
};

/* ---- writing ---- */

static void fail_memory(bri_block_out *block) {
    if (!block->failed)
        brink_error_set(&block->error, BRINK_E_MEMORY, "out of memory");
    block->failed = true;
}

static void add_bytes(bri_block_out *block, const void *data, size_t length) {
    if (block->failed)
        return;
    if (block->capacity - block->size < length) {
        size_t capacity = 2 * block->capacity + length + 4096;
        uint8_t *more = realloc(block->memory, capacity);
        if (more == NULL) {
            fail_memory(block);
            return;
        }
        block->memory = more;
        block->capacity = capacity;
    }
    if (length > 0)
        memcpy(block->memory + block->size, data, length);
    block->size += length;
}

bri_block_out *bri_block_new(const char run[BRI_DIGEST_SIZE], uint64_t first_granule, uint64_t first_event) {
    bri_block_out *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    made->first_granule = first_granule;
    memcpy(made->run, run, sizeof made->run);
    file_head head;
    memset(&head, 0, sizeof head);
    memcpy(head.magic, magic, sizeof magic);
    head.byte_order = BYTE_ORDER_MARK;
    memcpy(head.run, run, BRI_DIGEST_SIZE);
    head.first_granule = first_granule;
    head.first_event = first_event;
    head.checksum = bri_checksum(0, &head, sizeof head);
    add_bytes(made, &head, sizeof head);
    return made;
}

void bri_block_put_all(bri_block_out *block, bri_block_kind kind, uint64_t a, uint64_t b, const bri_block_piece *pieces, size_t count) {
    section_head head = {.kind = kind, .a = a, .b = b};
    for (size_t i = 0; i < count; i++) {
        head.checksum = bri_checksum(head.checksum, pieces[i].data, pieces[i].length);
        head.length += pieces[i].length;
    }
    head.own_checksum = bri_checksum(0, &head, sizeof head);
    add_bytes(block, &head, sizeof head);
    for (size_t i = 0; i < count; i++)
        add_bytes(block, pieces[i].data, pieces[i].length);
}

void bri_block_put(bri_block_out *block, bri_block_kind kind, uint64_t a, uint64_t b, const void *data, size_t length) {
    const bri_block_piece piece = {.data = data, .length = length};
    bri_block_put_all(block, kind, a, b, &piece, 1);
}

size_t bri_block_pending(const bri_block_out *block) {
    return block->size;
}

static char *join(const char *folder, const char *name) {
    char *path;
    return asprintf(&path, "%s/%s", folder, name) >= 0 ? path : NULL;
}

void bri_block_spill(bri_block_out *block, const char *folder) {
    if (block->failed)
        return;
    if (block->sink == NULL) {
        char *path = join(folder, BRI_BLOCK_STEM);
        if (path == NULL)
            fail_memory(block);
        else
            block->failed = bri_sink_open(&block->sink, path, true, &block->error) != BRINK_OK;
        free(path);
        if (block->failed)
            return;
    }
    if (!bri_sink_write(block->sink, block->written, block->memory, block->size)) {
        fail_memory(block);
        return;
    }
    block->written += block->size;
    block->size = 0;
    if (!bri_sink_is_good(block->sink)) { /* no more goes to memory */
        block->failed = true;
        uint64_t length;
        bri_sink_commit(block->sink, &length, &block->error);
        block->sink = NULL;
    }
}

bool bri_block_is_good(const bri_block_out *block) {
    return !block->failed;
}

static void free_block(bri_block_out *block) {
    free(block->memory);
    free(block);
}

brink_status bri_block_close(bri_block_out *block, const char *folder, const bri_block_sums *sums, brink_error *error) {
    char name[80];
    uint64_t length;
    bri_block_put(block, BRI_BLOCK_END, 0, 0, sums, sizeof *sums);
    bri_block_spill(block, folder);
    snprintf(name, sizeof name, BRI_BLOCK_NAME, block->first_granule, block->first_granule + sums->granules);
    char *path = join(folder, name);
    if (!block->failed && (path == NULL || !bri_sink_aim(block->sink, path)))
        fail_memory(block);
    brink_status status = block->failed ? brink_error_set(error, block->error.status, "%s", block->error.message) : BRINK_OK;
    if (status == BRINK_OK)
        status = bri_sink_commit(block->sink, &length, error);
    else
        bri_sink_discard(block->sink);
    free(path);
    free_block(block);
    return status;
}

void bri_block_discard(bri_block_out *block) {
    if (block == NULL)
        return;
    bri_sink_discard(block->sink);
    free_block(block);
}

/* ---- reading ---- */

static brink_status damaged(const bri_block_in *block, const char *what, brink_error *error) {
    return brink_error_set(error, BRINK_E_FORMAT, "\"%s\" is damaged: %s", block->path, what);
}

static brink_status read_bytes(const bri_block_in *block, uint64_t offset, void *data, size_t length, brink_error *error) {
    for (char *to = data; length > 0;) {
        ssize_t done = pread(block->file, to, length, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return brink_error_set(error, BRINK_E_IO, "cannot read \"%s\": %s", block->path, strerror(errno));
        if (done == 0)
            return damaged(block, "it is too short", error);
        to += done;
        offset += (uint64_t)done;
        length -= (size_t)done;
    }
    return BRINK_OK;
}

static brink_status read_file_head(bri_block_in *block, brink_error *error) {
    file_head head;
    brink_status status = read_bytes(block, 0, &head, sizeof head, error);
    if (status != BRINK_OK)
        return status;
    uint32_t checksum = head.checksum;
    head.checksum = 0;
    if (memcmp(head.magic, magic, sizeof magic) != 0 || head.byte_order != BYTE_ORDER_MARK || bri_checksum(0, &head, sizeof head) != checksum)
        return damaged(block, "its head is wrong", error);
    memcpy(block->run, head.run, sizeof block->run);
    block->run[sizeof block->run - 1] = '\0';
    block->first_granule = head.first_granule;
    block->first_event = head.first_event;
    return BRINK_OK;
}

static brink_status read_section_head(const bri_block_in *block, uint64_t offset, uint64_t end, bri_section *section, brink_error *error) {
    section_head head;
    brink_status status = read_bytes(block, offset, &head, sizeof head, error);
    if (status != BRINK_OK)
        return status;
    uint32_t checksum = head.own_checksum;
    head.own_checksum = 0;
    uint64_t start = offset + sizeof head;
    if (bri_checksum(0, &head, sizeof head) != checksum || head.kind >= BRI_BLOCK_KINDS || head.length > end - start)
        return damaged(block, "the head of a section is wrong", error);
    *section = (bri_section){.kind = head.kind, .a = head.a, .b = head.b, .offset = start, .length = head.length, .checksum = head.checksum};
    return BRINK_OK;
}

brink_status bri_block_read(const bri_block_in *block, const bri_section *section, uint8_t **data, size_t *capacity, brink_error *error) {
    if (*capacity < section->length) {
        uint8_t *more = realloc(*data, section->length);
        if (more == NULL)
            return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        *data = more;
        *capacity = section->length;
    }
    brink_status status = read_bytes(block, section->offset, *data, section->length, error);
    if (status == BRINK_OK && bri_checksum(0, *data, section->length) != section->checksum)
        status = damaged(block, "a checksum is wrong", error);
    return status;
}

static brink_status keep_section(bri_block_in *block, const bri_section *section, size_t *capacity, brink_error *error) {
    if (block->section_count == *capacity) {
        size_t more = 2 * *capacity + 32;
        bri_section *bigger = realloc(block->sections, more * sizeof *bigger);
        if (bigger == NULL)
            return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
        block->sections = bigger;
        *capacity = more;
    }
    block->sections[block->section_count++] = *section;
    return BRINK_OK;
}

static brink_status read_end(bri_block_in *block, const bri_section *section, uint64_t size, brink_error *error) {
    uint8_t *data = NULL;
    size_t capacity = 0;
    brink_status status = section->length == sizeof block->sums && section->offset + section->length == size
                              ? bri_block_read(block, section, &data, &capacity, error)
                              : damaged(block, "its end is wrong", error);
    if (status == BRINK_OK)
        memcpy(&block->sums, data, sizeof block->sums);
    free(data);
    return status;
}

static brink_status read_sections(bri_block_in *block, uint64_t size, bool wholly, brink_error *error) {
    uint8_t *data = NULL;
    size_t capacity = 0, room = 0;
    bri_section section = {.kind = BRI_BLOCK_KINDS};
    brink_status status = BRINK_OK;
    for (uint64_t offset = sizeof(file_head); status == BRINK_OK; offset = section.offset + section.length) {
        status = read_section_head(block, offset, size, &section, error);
        if (status != BRINK_OK || section.kind == BRI_BLOCK_END)
            break;
        if (wholly)
            status = bri_block_read(block, &section, &data, &room, error);
        if (status == BRINK_OK)
            status = keep_section(block, &section, &capacity, error);
    }
    free(data);
    return status == BRINK_OK ? read_end(block, &section, size, error) : status;
}

brink_status bri_block_open(bri_block_in *block, const char *path, bool wholly, brink_error *error) {
    struct stat info;
    *block = (bri_block_in){.file = open(path, O_RDONLY | O_CLOEXEC), .path = strdup(path)};
    brink_status status = BRINK_OK;
    if (block->path == NULL)
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    else if (block->file < 0 || fstat(block->file, &info) != 0)
        status = brink_error_set(error, BRINK_E_IO, "cannot open \"%s\": %s", path, strerror(errno));
    if (status == BRINK_OK)
        status = read_file_head(block, error);
    if (status == BRINK_OK)
        status = read_sections(block, (uint64_t)info.st_size, wholly, error);
    if (status != BRINK_OK)
        bri_block_clear(block);
    return status;
}

void bri_block_clear(bri_block_in *block) {
    if (block->file >= 0)
        close(block->file);
    free(block->path);
    free(block->sections);
    *block = (bri_block_in){.file = -1};
}
