/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door.h"

#include <mpi.h>
#include <stdio.h>
#include <time.h>

static int own_rank, all_ranks = 1;

brink_status door_open(int *argc, char ***argv, brink_error *error) {
    int provided = MPI_THREAD_SINGLE;
    if (MPI_Init_thread(argc, argv, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS)
        return brink_error_set(error, BRINK_E_IO, "MPI does not start");
    MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
    MPI_Comm_size(MPI_COMM_WORLD, &all_ranks);
    if (provided < MPI_THREAD_SERIALIZED)
        return brink_error_set(error, BRINK_E_IO, "this MPI library cannot be called from threads (MPI_THREAD_SERIALIZED)");
    return BRINK_OK;
}

void door_close(void) {
    MPI_Finalize();
}

void door_break(int exit_code) {
    MPI_Abort(MPI_COMM_WORLD, exit_code);
}

int door_rank(void) {
    return own_rank;
}

int door_size(void) {
    return all_ranks;
}

void door_host(char name[DOOR_HOST_SIZE]) {
    char whole[MPI_MAX_PROCESSOR_NAME] = "";
    int length;
    MPI_Get_processor_name(whole, &length);
    snprintf(name, DOOR_HOST_SIZE, "%s", whole);
}

static void wait_for(MPI_Request *request) {
    const struct timespec nap = {.tv_nsec = 1000000};
    int done = 0;
    for (MPI_Test(request, &done, MPI_STATUS_IGNORE); !done; MPI_Test(request, &done, MPI_STATUS_IGNORE))
        nanosleep(&nap, NULL);
}

void door_share(void *data, size_t size) {
    MPI_Request request;
    MPI_Ibcast(data, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
}

void door_gather(const void *mine, void *all, size_t size) {
    MPI_Request request;
    MPI_Igather(mine, (int)size, MPI_BYTE, all, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
}

void door_send(int to, door_kind kind, const void *data, size_t size) {
    MPI_Request request;
    MPI_Isend(data, (int)size, MPI_BYTE, to, kind, MPI_COMM_WORLD, &request);
    wait_for(&request);
}

bool door_receive(int from, door_kind kind, void *data, size_t size, int *sender) {
    MPI_Status status;
    int found = 0;
    MPI_Iprobe(from < 0 ? MPI_ANY_SOURCE : from, kind, MPI_COMM_WORLD, &found, &status);
    if (!found) return false;
    MPI_Recv(data, (int)size, MPI_BYTE, status.MPI_SOURCE, kind, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (sender != NULL) *sender = status.MPI_SOURCE;
    return true;
}
