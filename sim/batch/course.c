/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often a block is closed: what a killed run loses should be little beside what it has done, and so should the number of files. So a block holds
 * the given seconds of work, or a twentieth of the time so far; half as much more where it can then end with a chunk of the results: when blocks are
 * joined, a chunk that one of them holds is copied as it is, and the rows of one in two of them are unpacked. */
#include "batch/course.h"

#include <stdlib.h>
#include <time.h>

typedef struct course {
    const bri_course_plan *plan;
    size_t next_block; /* to be fed */
    uint64_t in_hand;  /* granule; UINT64_MAX: none */
    bri_crew_count count;
    double began, block_began;
    brink_status status;
    brink_error error;
} course;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

bool bri_course_gaps(const bri_kept_blocks *blocks, bri_range range, bri_range **gaps, size_t *count) {
    bri_range *made = malloc((blocks->count + 1) * sizeof *made);
    if (made == NULL)
        return false;
    uint64_t next = range.first;
    *count = 0;
    for (size_t i = 0; i < blocks->count && next < range.end; i++) {
        const bri_kept_block *block = &blocks->list[i];
        if (block->first > next)
            made[(*count)++] = (bri_range){next, block->first < range.end ? block->first : range.end};
        next = block->end > next ? block->end : next;
    }
    if (next < range.end)
        made[(*count)++] = (bri_range){next, range.end};
    *gaps = made;
    return true;
}

/* ---- in order ---- */

static brink_status save(course *own) {
    own->block_began = now();
    return bri_writer_save(own->plan->writer, &own->error);
}

static brink_status feed(course *own, const bri_kept_block *kept) {
    bri_block_in block;
    brink_status status = bri_block_open(&block, kept->path, false, &own->error);
    if (status != BRINK_OK)
        return status;
    status = bri_writer_feed(own->plan->writer, &block, &own->error);
    bri_block_clear(&block);
    return status;
}

/* Feed the blocks that come before a granule. */
static brink_status feed_before(course *own, uint64_t granule) {
    const bri_kept_blocks *blocks = own->plan->blocks;
    brink_status status = BRINK_OK;
    while (status == BRINK_OK && own->plan->feeds && own->next_block < blocks->count && blocks->list[own->next_block].first < granule) {
        status = save(own);
        if (status == BRINK_OK)
            status = feed(own, &blocks->list[own->next_block++]);
        if (status == BRINK_OK && !own->plan->look(own->plan->context, &own->count))
            status = BRINK_E_INTERRUPTED;
    }
    return status;
}

/* A block holds granules that follow one another. */
static brink_status end_block_at_a_gap(course *own, uint64_t granule) {
    bool follows = own->in_hand == UINT64_MAX || granule == own->in_hand || granule == own->in_hand + 1;
    own->in_hand = granule;
    return follows ? BRINK_OK : save(own);
}

static bool is_time_to_save(const course *own, uint64_t granule) {
    double time = now(), share = (time - own->began) / 20, wanted = share > own->plan->block_seconds ? share : own->plan->block_seconds;
    bool ends_chunk = bri_row_of_granule(own->plan->what->request, granule + 1) % BRI_CHUNK_ROWS == 0;
    return time - own->block_began >= (ends_chunk ? wanted : 1.5 * wanted);
}

static bool take(void *context, const bri_work *work, bri_part *part) {
    course *own = context;
    bool ends = part->ends_granule;
    own->status = feed_before(own, work->granule);
    if (own->status == BRINK_OK)
        own->status = end_block_at_a_gap(own, work->granule);
    if (own->status != BRINK_OK)
        return false;
    bri_writer_take(own->plan->writer, work->granule, part);
    if (ends && is_time_to_save(own, work->granule))
        own->status = save(own);
    return own->status == BRINK_OK && bri_writer_is_good(own->plan->writer);
}

static bool look(void *context, const bri_crew_count *count) {
    course *own = context;
    own->count = *count;
    return own->plan->look(own->plan->context, count);
}

static brink_lease more(void *context, bri_range *range) {
    const course *own = context;
    return own->plan->lease(own->plan->lease_context, range);
}

static brink_status compute(course *own, const bri_range *gaps, size_t gap_count, bri_crew_count *count, brink_diagnostics *diagnostics) {
    const bri_writer_plan *what = own->plan->what;
    const bri_crew_task task = {.scenario = what->scenario, .design = what->design, .schema = what->schema, .request = what->request,
                                .layout = what->layout, .ranges = gaps, .range_count = gap_count, .threads = own->plan->threads, .context = own,
                                .press = bri_writer_press(own->plan->writer),
                                .take = take, .look = look, .more = own->plan->lease != NULL ? more : NULL};
    brink_status status = bri_crew_run(&task, count, diagnostics, &own->error);
    return status == BRINK_E_INTERRUPTED && own->status != BRINK_OK ? own->status : status;
}

brink_status bri_course_run(const bri_course_plan *plan, bri_crew_count *count, brink_diagnostics *diagnostics, brink_error *error) {
    course own = {.plan = plan, .in_hand = UINT64_MAX, .began = now(), .block_began = now()};
    bri_range *gaps;
    size_t gap_count;
    *count = (bri_crew_count){.done = 0};
    if (!bri_course_gaps(plan->blocks, plan->range, &gaps, &gap_count))
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = gap_count > 0 || plan->lease != NULL ? compute(&own, gaps, gap_count, count, diagnostics) : BRINK_OK;
    if (status == BRINK_OK)
        status = feed_before(&own, plan->range.end);
    free(gaps);
    if (status != BRINK_OK && status != BRINK_E_INTERRUPTED)
        brink_error_set(error, status, "%s", own.error.message);
    return status;
}
