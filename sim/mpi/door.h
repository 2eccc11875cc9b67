/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * The MPI door: the little that brink-mpi needs of MPI. Messages are plain data of one size for each kind, between like machines, as the blocks are.
 *
 * Nobody waits in MPI itself, which would keep a processor busy: who waits looks, and sleeps for a millisecond.
 */
#ifndef DOOR_H
#define DOOR_H

#include <stdbool.h>
#include <stddef.h>

#include "brink/status.h"

/** Kinds of messages. */
typedef enum door_kind { DOOR_NOTE = 1, DOOR_ANSWER, DOOR_STOP } door_kind;

#define DOOR_HOST_SIZE 64

/** Join the job. One thread at a time may call what follows. BRINK_E_IO: this MPI does not work, or not from threads. */
brink_status door_open(int *argc, char ***argv, brink_error *error);
void door_close(void);

/** End all processes of the job at once. */
void door_break(int exit_code);

int door_rank(void);
int door_size(void);
/** This host's name, cut to DOOR_HOST_SIZE. */
void door_host(char name[DOOR_HOST_SIZE]);

/** All ranks call these together. Share: everybody gets rank 0's data. Gather: rank 0 gets everybody's, in order of ranks, into all (door_size()
 *  times size bytes; not looked at in other ranks). */
void door_share(void *data, size_t size);
void door_gather(const void *mine, void *all, size_t size);

/** Send a small message. */
void door_send(int to, door_kind kind, const void *data, size_t size);

/** Has a message of this kind come, from rank `from` (-1: from any)? If so it is taken, and *sender (may be NULL) says whose it is. */
bool door_receive(int from, door_kind kind, void *data, size_t size, int *sender);

#endif
