/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls that fail when they are told to, for LD_PRELOAD. FAULT_CALL names one (fsync, rename, pwrite, open), FAULT_AT the one of its calls
 * that fails (from 1), FAULT_ERRNO how; with FAULT_FOREVER all later ones fail too. Only files that are made or written are counted for open. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static int fails(const char *call) {
    const char *wanted = getenv("FAULT_CALL"), *at = getenv("FAULT_AT"), *number = getenv("FAULT_ERRNO");
    if (wanted == NULL || at == NULL || number == NULL || strcmp(wanted, call) != 0)
        return 0;
    int count = ++calls, first = atoi(at);
    if (count != first && !(count > first && getenv("FAULT_FOREVER") != NULL))
        return 0;
    errno = atoi(number);
    return 1;
}

#define REAL(name) dlsym(RTLD_NEXT, name)

int fsync(int file) {
    int (*real)(int) = REAL("fsync");
    return fails("fsync") ? -1 : real(file);
}

int rename(const char *from, const char *to) {
    int (*real)(const char *, const char *) = REAL("rename");
    return fails("rename") ? -1 : real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    int (*real)(int, const char *, int, const char *, unsigned) = REAL("renameat2");
    return fails("rename") ? -1 : real(from_folder, from, to_folder, to, flags);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset) {
    ssize_t (*real)(int, const void *, size_t, off_t) = REAL("pwrite");
    return fails("pwrite") ? -1 : real(file, data, size, offset);
}

int open(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...) = REAL("open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return (flags & O_CREAT) != 0 && fails("open") ? -1 : real(path, flags, mode);
}
