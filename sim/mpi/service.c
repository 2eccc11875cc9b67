/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread of its own, since a rank that asks should not wait until rank 0 has packed a chunk. It looks every half millisecond: askers have work for
 * longer than that, since they ask before they run out. */
#include "service.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATIENCE 20 /* seconds for which ranks are waited for that were told to stop */

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void give_answer(service *own, int to, const note *asked) {
    answer given = {.is_given = false};
    given.is_given = dispenser_next(&own->dispenser, asked->threads, &given.pieces);
    door_send(to, DOOR_ANSWER, &given, sizeof given);
}

/* With the lock held. */
static void take_note(service *own, int sender, const note *told) {
    own->notes[sender] = *told;
    if (told->kind == NOTE_ASK)
        give_answer(own, sender, told);
    if (told->kind != NOTE_END)
        return;
    own->ended++;
    own->is_interrupted = own->is_interrupted || told->status == BRINK_E_INTERRUPTED;
    if (told->status == BRINK_OK)
        return;
    own->is_stopping = own->dispenser.is_stopped = true;
    if (told->status != BRINK_E_INTERRUPTED && own->bad < 0)
        own->bad = sender;
}

static void tell_to_stop(service *own) {
    const char nothing = 0;
    for (int rank = 1; rank < door_size(); rank++)
        if (own->notes[rank].kind != NOTE_END)
            door_send(rank, DOOR_STOP, &nothing, sizeof nothing);
}

static void *serve(void *context) {
    service *own = context;
    const struct timespec nap = {.tv_nsec = 500000};
    double told_at = 0;
    note told;
    int sender;
    pthread_mutex_lock(&own->lock);
    while (own->ended < door_size() - 1 && own->lost == 0) {
        while (door_receive(-1, DOOR_NOTE, &told, sizeof told, &sender))
            take_note(own, sender, &told);
        if (own->is_stopping && told_at == 0) {
            tell_to_stop(own);
            told_at = now();
        }
        if (told_at > 0 && now() - told_at > PATIENCE)
            own->lost = door_size() - 1 - own->ended;
        pthread_mutex_unlock(&own->lock);
        nanosleep(&nap, NULL);
        pthread_mutex_lock(&own->lock);
    }
    pthread_mutex_unlock(&own->lock);
    return NULL;
}

brink_status service_begin(service *own, const brink_outstanding *outstanding, uint64_t all_threads, brink_error *error) {
    sigset_t all, before;
    *own = (service){.bad = -1, .notes = calloc((size_t)door_size(), sizeof *own->notes)};
    if (own->notes == NULL)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    dispenser_init(&own->dispenser, outstanding->pieces, outstanding->count, all_threads);
    pthread_mutex_init(&own->lock, NULL);
    sigfillset(&all); /* signals are the main thread's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&own->thread, NULL, serve, own);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure == 0)
        return BRINK_OK;
    service_clear(own);
    return brink_error_set(error, BRINK_E_MEMORY, "cannot start a thread: %s", strerror(failure));
}

bool service_next(service *own, uint64_t threads, brink_pieces *pieces) {
    pthread_mutex_lock(&own->lock);
    bool found = dispenser_next(&own->dispenser, threads, pieces);
    pthread_mutex_unlock(&own->lock);
    return found;
}

void service_add_up(service *own, uint64_t *done, uint64_t *events, uint64_t *failed) {
    *done = *events = *failed = 0;
    pthread_mutex_lock(&own->lock);
    for (int rank = 1; rank < door_size(); rank++) {
        *done += own->notes[rank].done;
        *events += own->notes[rank].events;
        *failed += own->notes[rank].failed;
    }
    pthread_mutex_unlock(&own->lock);
}

void service_stop(service *own) {
    pthread_mutex_lock(&own->lock);
    own->is_stopping = own->dispenser.is_stopped = true;
    pthread_mutex_unlock(&own->lock);
}

bool service_is_stopping(service *own) {
    pthread_mutex_lock(&own->lock);
    bool is = own->is_stopping;
    pthread_mutex_unlock(&own->lock);
    return is;
}

void service_end(service *own) {
    pthread_join(own->thread, NULL);
}

void service_clear(service *own) {
    pthread_mutex_destroy(&own->lock);
    free(own->notes);
    own->notes = NULL;
}
