/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fsync before rename, and fsync of the folder after it: the order that SQLite and others found to survive a loss of power.
 *
 * After the first failed write every later one is kept as a patch in memory, newest last, and reads lay the patches over the file: the
 * writer above sees a file that works, until it asks. */
#define _GNU_SOURCE
#include "batch/sink.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct patch {
    struct patch *next;
    uint64_t offset;
    size_t size;
    uint8_t data[];
} patch;

struct bri_sink {
    char *path, *temporary;
    int file;
    bool force;
    int failure;      /* errno of the first failure, 0 while there is none */
    const char *step; /* what failed */
    uint64_t length;
    patch *first, *last;
};

static void fail(bri_sink *sink, const char *step) {
    if (sink->failure == 0) {
        sink->failure = errno != 0 ? errno : EIO;
        sink->step = step;
    }
}

static void free_sink(bri_sink *sink) {
    for (patch *next; sink->first != NULL; sink->first = next) {
        next = sink->first->next;
        free(sink->first);
    }
    free(sink->path);
    free(sink->temporary);
    free(sink);
}

/* Exists under path what we may not replace? */
static brink_status check_target(const char *path, bool force, brink_error *error) {
    struct stat info;
    if (stat(path, &info) != 0)
        return BRINK_OK;
    if (!S_ISREG(info.st_mode))
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" exists and is not a regular file", path);
    if (!force)
        return brink_error_set(error, BRINK_E_USAGE, "\"%s\" exists", path);
    return BRINK_OK;
}

/* Lock the new file, by which a sweep knows that it is in use. False: a sweep was faster. It holds the lock while it removes a file, so that is
 * waited for; where there are no locks, no sweep gets one either. */
static bool keep_from_sweep(int file) {
    struct stat info;
    while (flock(file, LOCK_EX) != 0 && errno == EINTR)
        continue;
    return fstat(file, &info) != 0 || info.st_nlink > 0;
}

/* A new file beside path. Not mkstemp: its files can be read by their owner alone, whatever the umask says. */
static bool create_temporary(bri_sink *sink) {
    for (int attempt = 0; attempt < 100; attempt++) {
        uint32_t number;
        if (getrandom(&number, sizeof number, 0) != sizeof number)
            return false;
        free(sink->temporary);
        if (asprintf(&sink->temporary, "%s.tmp-%08x", sink->path, number) < 0) {
            sink->temporary = NULL;
            return false;
        }
        sink->file = open(sink->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (sink->file < 0 && errno != EEXIST)
            return false;
        if (sink->file >= 0 && keep_from_sweep(sink->file))
            return true;
        if (sink->file >= 0)
            close(sink->file);
    }
    return false;
}

/* "NAME.tmp-xxxxxxxx"? */
static bool is_temporary(const char *name, const char *stem, size_t length) {
    return strncmp(name, stem, length) == 0 && strncmp(name + length, ".tmp-", 5) == 0 && strspn(name + length + 5, "0123456789abcdef") == 8 &&
           name[length + 13] == '\0';
}

bool bri_sink_sweep(const char *path) {
    bool is_in_use = false;
    const char *slash = strrchr(path, '/'), *stem = slash != NULL ? slash + 1 : path;
    char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    DIR *list = folder != NULL ? opendir(folder) : NULL;
    free(folder);
    for (struct dirent *entry; list != NULL && (entry = readdir(list)) != NULL;) {
        if (!is_temporary(entry->d_name, stem, strlen(stem)))
            continue;
        int file = openat(dirfd(list), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
            unlinkat(dirfd(list), entry->d_name, 0);
        else
            is_in_use = is_in_use || (file >= 0 && errno == EWOULDBLOCK);
        if (file >= 0)
            close(file);
    }
    if (list != NULL)
        closedir(list);
    return is_in_use;
}

bool bri_sink_aim(bri_sink *sink, const char *path) {
    char *copy = strdup(path);
    if (copy == NULL)
        return false;
    free(sink->path);
    sink->path = copy;
    return true;
}

brink_status bri_sink_open(bri_sink **sink, const char *path, bool force, brink_error *error) {
    brink_status status = check_target(path, force, error);
    if (status != BRINK_OK)
        return status;
    bri_sink *made = calloc(1, sizeof *made);
    if (made != NULL)
        made->path = strdup(path);
    if (made == NULL || made->path == NULL) {
        free(made);
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    }
    made->force = force;
    if (!create_temporary(made)) {
        status = brink_error_set(error, BRINK_E_IO, "cannot create \"%s\": %s", path, strerror(errno));
        free_sink(made);
        return status;
    }
    *sink = made;
    return BRINK_OK;
}

bool bri_sink_is_good(const bri_sink *sink) {
    return sink->failure == 0;
}

const char *bri_sink_path(const bri_sink *sink) {
    return sink->path;
}

uint64_t bri_sink_length(const bri_sink *sink) {
    return sink->length;
}

static bool write_file(bri_sink *sink, uint64_t offset, const uint8_t *data, size_t size) {
    while (size > 0) {
        errno = 0;
        ssize_t done = pwrite(sink->file, data, size, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        data += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return true;
}

static bool keep_patch(bri_sink *sink, uint64_t offset, const void *data, size_t size) {
    patch *kept = malloc(sizeof *kept + size);
    if (kept == NULL)
        return false;
    *kept = (patch){.offset = offset, .size = size};
    memcpy(kept->data, data, size);
    if (sink->last == NULL)
        sink->first = kept;
    else
        sink->last->next = kept;
    sink->last = kept;
    return true;
}

bool bri_sink_write(bri_sink *sink, uint64_t offset, const void *data, size_t size) {
    if (sink->length < offset + size)
        sink->length = offset + size;
    if (sink->failure == 0 && !write_file(sink, offset, data, size))
        fail(sink, "write");
    return sink->failure == 0 || keep_patch(sink, offset, data, size);
}

static bool read_file(bri_sink *sink, uint64_t offset, uint8_t *data, size_t size) {
    while (size > 0) {
        ssize_t done = pread(sink->file, data, size, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        if (done == 0) {
            memset(data, 0, size);
            return true;
        }
        data += done;
        offset += (uint64_t)done;
        size -= (size_t)done;
    }
    return true;
}

/* The part of a patch that lies in [offset, offset + size), into its place in data. */
static void lay_over(const patch *kept, uint64_t offset, uint8_t *data, size_t size) {
    uint64_t low = kept->offset > offset ? kept->offset : offset;
    uint64_t end = offset + size, kept_end = kept->offset + kept->size;
    uint64_t high = kept_end < end ? kept_end : end;
    if (low < high)
        memcpy(data + (low - offset), kept->data + (low - kept->offset), (size_t)(high - low));
}

bool bri_sink_read(bri_sink *sink, uint64_t offset, void *data, size_t size) {
    if (!read_file(sink, offset, data, size)) {
        fail(sink, "read");
        return false;
    }
    for (const patch *kept = sink->first; kept != NULL; kept = kept->next)
        lay_over(kept, offset, data, size);
    return true;
}

void bri_sink_truncate(bri_sink *sink, uint64_t length) {
    sink->length = length;
    if (sink->failure != 0)
        return;
    errno = 0;
    while (ftruncate(sink->file, (off_t)length) != 0) {
        if (errno == EINTR)
            continue;
        fail(sink, "write");
        return;
    }
}

/* Give the file its name. Without force it must not replace what has come there in the meantime. */
static bool rename_file(bri_sink *sink) {
    if (sink->force)
        return rename(sink->temporary, sink->path) == 0;
    if (renameat2(AT_FDCWD, sink->temporary, AT_FDCWD, sink->path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    /* A file system that cannot: a hard link does not replace either. */
    return link(sink->temporary, sink->path) == 0 && unlink(sink->temporary) == 0;
}

static bool sync_folder(const char *path) {
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    if (folder == NULL)
        return false;
    int opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (opened < 0)
        return false;
    /* EINVAL: a file system whose folders need no syncing. */
    bool done = fsync(opened) == 0 || errno == EINVAL;
    close(opened);
    return done;
}

/* Closed after it has its name: closing lets go of the lock, and a sweep would remove what still has the temporary one. What is synced cannot be
 * lost by closing. */
static void finish(bri_sink *sink) {
    errno = 0;
    if (sink->failure == 0 && fsync(sink->file) != 0)
        fail(sink, "sync");
    bool is_named = sink->failure == 0 && rename_file(sink);
    if (sink->failure == 0 && !is_named)
        fail(sink, "rename");
    close(sink->file);
    if (is_named && !sync_folder(sink->path)) {
        fail(sink, "sync the folder of");
        unlink(sink->path);
    }
    if (sink->failure != 0)
        unlink(sink->temporary);
}

brink_status bri_sink_commit(bri_sink *sink, uint64_t *size, brink_error *error) {
    brink_status status = BRINK_OK;
    finish(sink);
    if (sink->failure == EEXIST)
        status = brink_error_set(error, BRINK_E_USAGE, "\"%s\" exists", sink->path);
    else if (sink->failure != 0)
        status = brink_error_set(error, BRINK_E_IO, "cannot %s \"%s\": %s", sink->step, sink->path, strerror(sink->failure));
    else
        *size = sink->length;
    free_sink(sink);
    return status;
}

void bri_sink_discard(bri_sink *sink) {
    if (sink == NULL)
        return;
    close(sink->file);
    unlink(sink->temporary);
    free_sink(sink);
}

void bri_sink_abandon(bri_sink *sink) {
    errno = ECANCELED;
    fail(sink, "write");
    close(sink->file);
    unlink(sink->temporary);
    sink->file = -1;
}
