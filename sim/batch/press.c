/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/press.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct bri_press {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bri_press_job *first, *last; /* that wait, in order */
    atomic_size_t waiting;
    bri_packer packer; /* the owner's */
};

bri_press *bri_press_new(void) {
    bri_press *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->done, NULL);
    bri_packer_init(&made->packer);
    return made;
}

void bri_press_free(bri_press *press) {
    if (press == NULL)
        return;
    bri_packer_clear(&press->packer);
    pthread_cond_destroy(&press->done);
    pthread_mutex_destroy(&press->lock);
    free(press);
}

/* ---- jobs ---- */

bool bri_press_adopt(bri_press_job *job, const uint8_t *packed, size_t length) {
    job->state = BRI_PRESS_DONE;
    job->twin = NULL;
    job->length = 0;
    if (job->capacity < length) {
        free(job->packed);
        job->packed = malloc(length);
        job->capacity = job->packed != NULL ? length : 0;
    }
    if (job->packed == NULL)
        return false;
    memcpy(job->packed, packed, length);
    job->length = length;
    return true;
}

void bri_press_job_clear(bri_press_job *job) {
    free(job->packed);
    *job = (bri_press_job){.packed = NULL};
}

void bri_press_put(bri_press *press, bri_press_job *jobs, size_t count) {
    bri_press_job *first = NULL, *last = NULL;
    size_t waiting = 0;
    for (size_t i = 0; i < count; i++) {
        jobs[i].state = jobs[i].twin != NULL ? BRI_PRESS_DONE : BRI_PRESS_WAITING;
        jobs[i].next = NULL;
        if (jobs[i].twin != NULL)
            continue;
        if (first == NULL)
            first = &jobs[i];
        else
            last->next = &jobs[i];
        last = &jobs[i];
        waiting++;
    }
    if (first == NULL)
        return;
    pthread_mutex_lock(&press->lock);
    if (press->first == NULL)
        press->first = first;
    else
        press->last->next = first;
    press->last = last;
    atomic_fetch_add(&press->waiting, waiting);
    pthread_mutex_unlock(&press->lock);
}

/* ---- work ---- */

bool bri_press_has_work(const bri_press *press) {
    return atomic_load(&press->waiting) > 0;
}

static bri_press_job *take(bri_press *press) {
    pthread_mutex_lock(&press->lock);
    bri_press_job *job = press->first;
    if (job != NULL) {
        press->first = job->next;
        job->state = BRI_PRESS_AT_WORK;
        atomic_fetch_sub(&press->waiting, 1);
    }
    pthread_mutex_unlock(&press->lock);
    return job;
}

bool bri_press_help(bri_press *press, bri_packer *packer) {
    bri_press_job *job = bri_press_has_work(press) ? take(press) : NULL;
    if (job == NULL)
        return false;
    job->length = bri_pack_into(packer, job->raw, job->count, job->size, &job->packed, &job->capacity);
    pthread_mutex_lock(&press->lock);
    job->state = BRI_PRESS_DONE;
    pthread_cond_signal(&press->done);
    pthread_mutex_unlock(&press->lock);
    return true;
}

bool bri_press_work(bri_press *press) {
    return bri_press_help(press, &press->packer);
}

/* With the lock held. */
static bool are_done(const bri_press_job *jobs, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (jobs[i].state == BRI_PRESS_WAITING || jobs[i].state == BRI_PRESS_AT_WORK)
            return false;
    return true;
}

bool bri_press_is_done(bri_press *press, const bri_press_job *jobs, size_t count) {
    pthread_mutex_lock(&press->lock);
    bool is_done = are_done(jobs, count);
    pthread_mutex_unlock(&press->lock);
    return is_done;
}

/* While jobs are under way but none waits, there is one less to be waited for at each signal. */
void bri_press_wait(bri_press *press, const bri_press_job *jobs, size_t count) {
    while (!bri_press_is_done(press, jobs, count)) {
        if (bri_press_work(press))
            continue;
        pthread_mutex_lock(&press->lock);
        while (press->first == NULL && !are_done(jobs, count))
            pthread_cond_wait(&press->done, &press->lock);
        pthread_mutex_unlock(&press->lock);
    }
}
