/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock is on the file "run": of one process, or shared by those that run shards. It goes with the process, however that ends. */
#define _GNU_SOURCE
#include "batch/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/sink.h"

#define RUN_FILE "run"
#define MOST_RUN_BYTES (64 << 20)

static brink_status no_memory(brink_error *error) {
    return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
}

static char *join(const bri_folder *folder, const char *name) {
    char *path;
    return asprintf(&path, "%s/%s", folder->path, name) >= 0 ? path : NULL;
}

bool bri_folder_init(bri_folder *folder, const char *output, bool is_shared) {
    *folder = (bri_folder){.lock = -1, .is_shared = is_shared};
    if (asprintf(&folder->path, "%s.parts", output) < 0)
        folder->path = NULL;
    return folder->path != NULL;
}

static void let_go(bri_folder *folder) {
    if (folder->lock >= 0)
        close(folder->lock);
    folder->lock = -1;
}

void bri_folder_clear(bri_folder *folder) {
    let_go(folder);
    free(folder->path);
    free(folder->run);
    *folder = (bri_folder){.lock = -1};
}

bool bri_folder_exists(const bri_folder *folder) {
    struct stat info;
    return lstat(folder->path, &info) == 0;
}

bool bri_folder_is_begun(const bri_folder *folder) {
    char *path = join(folder, RUN_FILE);
    bool is_begun = path == NULL || access(path, F_OK) == 0 || errno != ENOENT;
    if (!is_begun && !folder->is_shared) {
        bri_sink_sweep(path);
        rmdir(folder->path);
    }
    free(path);
    return is_begun;
}

/* ---- the file "run" ---- */

static brink_status read_run(bri_folder *folder, brink_error *error) {
    struct stat info;
    if (fstat(folder->lock, &info) != 0 || info.st_size > MOST_RUN_BYTES)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" is no folder of results", folder->path);
    char *text = malloc((size_t)info.st_size + 1);
    if (text == NULL)
        return no_memory(error);
    ssize_t length = pread(folder->lock, text, (size_t)info.st_size, 0);
    text[length > 0 ? length : 0] = '\0';
    free(folder->run);
    folder->run = text;
    return length == info.st_size ? BRINK_OK : brink_error_set(error, BRINK_E_IO, "cannot read \"%s/" RUN_FILE "\"", folder->path);
}

brink_status bri_folder_open(bri_folder *folder, brink_error *error) {
    char *path = join(folder, RUN_FILE), *stem = join(folder, BRI_BLOCK_STEM);
    brink_status status = path != NULL && stem != NULL ? BRINK_OK : no_memory(error);
    if (status == BRINK_OK) {
        folder->lock = open(path, O_RDONLY | O_CLOEXEC);
        if (folder->lock < 0)
            status = brink_error_set(error, errno == ENOENT || errno == ENOTDIR ? BRINK_E_USAGE : BRINK_E_IO, "cannot open \"%s\": %s", path,
                                     strerror(errno));
        else if (flock(folder->lock, (folder->is_shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 && errno == EWOULDBLOCK)
            status = brink_error_set(error, BRINK_E_USAGE, "another process is at work on \"%s\"", folder->path);
    }
    if (status == BRINK_OK)
        status = read_run(folder, error);
    if (status == BRINK_OK) {
        bri_sink_sweep(stem);
        bri_sink_sweep(path);
    }
    free(stem);
    free(path);
    return status;
}

/* E_USAGE: it is there already. */
static brink_status write_run(const bri_folder *folder, const char *run, brink_error *error) {
    bri_sink *sink;
    uint64_t size;
    char *path = join(folder, RUN_FILE);
    brink_status status = path != NULL ? bri_sink_open(&sink, path, false, error) : no_memory(error);
    if (status == BRINK_OK) {
        bool kept = bri_sink_write(sink, 0, run, strlen(run));
        status = bri_sink_commit(sink, &size, error);
        if (status == BRINK_OK && !kept)
            status = no_memory(error);
    }
    free(path);
    return status;
}

brink_status bri_folder_ensure(bri_folder *folder, const char *run, brink_error *error) {
    if (folder->lock >= 0)
        return BRINK_OK;
    if (mkdir(folder->path, 0777) != 0 && errno != EEXIST)
        return brink_error_set(error, BRINK_E_IO, "cannot create \"%s\": %s", folder->path, strerror(errno));
    brink_status status = write_run(folder, run, error);
    if (status == BRINK_OK || status == BRINK_E_USAGE)
        status = bri_folder_open(folder, error);
    if (status == BRINK_OK && strcmp(folder->run, run) != 0)
        status = brink_error_set(error, BRINK_E_USAGE, "\"%s\" is of another run", folder->path);
    return status;
}

/* ---- blocks ---- */

static bool is_block_name(const char *name) {
    const char *dot = strrchr(name, '.');
    return strncmp(name, "granules-", 9) == 0 && dot != NULL && strcmp(dot, ".block") == 0;
}

static void note_damage(bri_kept_blocks *blocks, const brink_error *error) {
    if (blocks->damaged++ == 0)
        snprintf(blocks->first_damage, sizeof blocks->first_damage, "%s", error->message);
}

static brink_status keep(bri_kept_blocks *blocks, const bri_block_in *block, brink_error *error) {
    bri_kept_block *more = realloc(blocks->list, (blocks->count + 1) * sizeof *more);
    char *path = strdup(block->path);
    if (more != NULL)
        blocks->list = more;
    if (more == NULL || path == NULL) {
        free(path);
        return no_memory(error);
    }
    blocks->list[blocks->count++] =
        (bri_kept_block){.first = block->first_granule, .end = block->first_granule + block->sums.granules, .path = path};
    return BRINK_OK;
}

static brink_status look_at(const bri_folder *folder, const char *name, const char *sha256, bri_kept_blocks *blocks, brink_error *error) {
    bri_block_in block;
    brink_error damage;
    char *path = join(folder, name);
    if (path == NULL)
        return no_memory(error);
    brink_status status = bri_block_open(&block, path, true, &damage);
    if (status == BRINK_OK) {
        if (strcmp(block.run, sha256) == 0)
            status = keep(blocks, &block, error);
        else
            blocks->foreign++;
        bri_block_clear(&block);
    } else if (status == BRINK_E_MEMORY) {
        status = no_memory(error);
    } else {
        note_damage(blocks, &damage);
        if (status == BRINK_E_FORMAT)
            unlink(path);
        status = BRINK_OK;
    }
    free(path);
    return status;
}

static int compare_blocks(const void *left, const void *right) {
    const bri_kept_block *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->end > b->end ? -1 : a->end < b->end; /* the longer first */
}

/* Of blocks that overlap the first is kept: they hold the same. */
static void drop_overlaps(bri_kept_blocks *blocks) {
    size_t kept = 0;
    for (size_t i = 0; i < blocks->count; i++)
        if (kept > 0 && blocks->list[i].first < blocks->list[kept - 1].end)
            free(blocks->list[i].path);
        else
            blocks->list[kept++] = blocks->list[i];
    blocks->count = kept;
}

brink_status bri_folder_list(const bri_folder *folder, const char *sha256, bri_kept_blocks *blocks, brink_error *error) {
    *blocks = (bri_kept_blocks){.list = NULL};
    DIR *list = opendir(folder->path);
    if (list == NULL)
        return brink_error_set(error, BRINK_E_IO, "cannot read \"%s\": %s", folder->path, strerror(errno));
    brink_status status = BRINK_OK;
    for (struct dirent *entry; status == BRINK_OK && (entry = readdir(list)) != NULL;)
        if (is_block_name(entry->d_name))
            status = look_at(folder, entry->d_name, sha256, blocks, error);
    closedir(list);
    if (status != BRINK_OK) {
        bri_kept_blocks_clear(blocks);
        return status;
    }
    if (blocks->count > 0)
        qsort(blocks->list, blocks->count, sizeof *blocks->list, compare_blocks);
    drop_overlaps(blocks);
    return BRINK_OK;
}

void bri_kept_blocks_clear(bri_kept_blocks *blocks) {
    for (size_t i = 0; i < blocks->count; i++)
        free(blocks->list[i].path);
    free(blocks->list);
    *blocks = (bri_kept_blocks){.list = NULL};
}

void bri_folder_tidy(bri_folder *folder) {
    bool is_empty = true;
    DIR *list = opendir(folder->path);
    for (struct dirent *entry; list != NULL && is_empty && (entry = readdir(list)) != NULL;)
        is_empty = !is_block_name(entry->d_name);
    if (list != NULL)
        closedir(list);
    if (list != NULL && is_empty && !folder->is_shared)
        bri_folder_remove(folder);
}

void bri_folder_remove(bri_folder *folder) {
    DIR *list = opendir(folder->path);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;)
        if (is_block_name(entry->d_name))
            unlinkat(dirfd(list), entry->d_name, 0);
    if (list != NULL) {
        unlinkat(dirfd(list), RUN_FILE, 0);
        closedir(list);
    }
    rmdir(folder->path);
    let_go(folder);
}
