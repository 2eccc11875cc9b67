/* SPDX-License-Identifier: GPL-3.0-or-later */
/** \file
 * Columns waiting to be packed, and whoever has time to pack them: the thread that owns the press, and the workers of a crew.
 * What becomes of a column does not depend on who packed it.
 */
#ifndef BRI_PRESS_H
#define BRI_PRESS_H

#include "batch/pack.h"

typedef enum bri_press_state { BRI_PRESS_IDLE, BRI_PRESS_WAITING, BRI_PRESS_AT_WORK, BRI_PRESS_DONE } bri_press_state;

/** One column to be packed. Its memory is kept from one time to the next. All zero: an idle one. */
typedef struct bri_press_job {
    const void *raw; /* borrowed until it is done */
    size_t count, size;
    uint8_t *packed; /* the result: `length` bytes; 0: memory was out */
    size_t length, capacity;
    const struct bri_press_job *twin; /* put together with it, of the same bytes: that is packed, and this is not; NULL: none */
    bri_press_state state; /* the press's, from bri_press_put on */
    struct bri_press_job *next;
} bri_press_job;

typedef struct bri_press bri_press;

/** NULL: memory is out. */
bri_press *bri_press_new(void);

/** What still waits is not done. No other thread may be at work. NULL is fine. */
void bri_press_free(bri_press *press);

/* ---- the owner ---- */

/** Let these jobs wait (borrowed until they are done, or the press is freed). */
void bri_press_put(bri_press *press, bri_press_job *jobs, size_t count);

/** Are all of these done? */
bool bri_press_is_done(bri_press *press, const bri_press_job *jobs, size_t count);

/** Wait until they are, and do what waits meanwhile. */
void bri_press_wait(bri_press *press, const bri_press_job *jobs, size_t count);

/** Do one job that waits. False: none does. */
bool bri_press_work(bri_press *press);

/** A job done beforehand: a copy of what is packed already. False: memory is out. */
bool bri_press_adopt(bri_press_job *job, const uint8_t *packed, size_t length);
void bri_press_job_clear(bri_press_job *job);

/* ---- others ---- */

/** Does a job wait? */
bool bri_press_has_work(const bri_press *press);

/** Do one, with memory of one's own. False: none waits. */
bool bri_press_help(bri_press *press, bri_packer *packer);

#endif
