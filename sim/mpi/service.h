/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * What rank 0 does for the others beside its own part: answers those that ask for work, hears how far they are, and tells them to stop.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include <pthread.h>
#include <stdatomic.h>

#include "dispenser.h"
#include "door.h"

typedef enum note_kind { NOTE_ASK, NOTE_PROGRESS, NOTE_END } note_kind;

/** What a rank tells rank 0. */
typedef struct note {
    note_kind kind;
    brink_status status; /* NOTE_END: how its part ended */
    uint64_t threads;
    uint64_t done, events, failed; /* by this rank, so far; at the end: that its blocks keep */
    char message[500];             /* NOTE_END: what went wrong */
} note;

/** What rank 0 answers to NOTE_ASK. */
typedef struct answer {
    bool is_given;
    brink_pieces pieces;
} answer;

typedef struct service {
    pthread_mutex_t lock; /* of all that follows */
    dispenser dispenser;
    note *notes; /* [rank]: the last that it told */
    int ended;   /* ranks, without rank 0 */
    int bad;     /* the first rank whose part failed otherwise than by being interrupted; -1: none */
    bool is_stopping, is_interrupted;
    int lost;    /* ranks that did not end when they were told to */
    pthread_t thread;
} service;

/** Begin to serve; only the service's thread calls MPI until service_end. BRINK_E_MEMORY. */
brink_status service_begin(service *own, const brink_outstanding *outstanding, uint64_t all_threads, brink_error *error);

/** Work for rank 0 itself. */
bool service_next(service *own, uint64_t threads, brink_pieces *pieces);

/** Sums over the others. */
void service_add_up(service *own, uint64_t *done, uint64_t *events, uint64_t *failed);

/** Hand out no more, and tell the others to stop. */
void service_stop(service *own);
bool service_is_stopping(service *own);

/** Wait until all others have ended, or have been told to and did not. own's fields then tell how it went, until service_clear. */
void service_end(service *own);
void service_clear(service *own);

#endif
