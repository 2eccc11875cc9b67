/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage is a number of replications of every point, in whole granules: the least that is allowed at first; then as many as the narrowing of
 * intervals by the square root would take, and two percent more, but an eighth more at least and twice as many at most, since an early spread may
 * mislead. Whether another stage follows hangs on what its replications hold and on nothing else, neither on time nor on who computed them: so a run
 * that is resumed comes to the same end. */
#include "batch/pursuit.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is missing of a stage, handed out range by range. */
typedef struct stage {
    bri_range *ranges;
    size_t count, next;
} stage;

static uint64_t granules_in(const bri_pursuit *pursuit, uint64_t replications) {
    uint64_t size = bri_granule_size(pursuit->course.what->request);
    return (replications + size - 1) / size;
}

static uint64_t most_of(const bri_pursuit *pursuit) {
    return pursuit->course.what->request->replications;
}

/* In whole granules of the larger size, but for the last possible one. */
uint64_t bri_pursuit_stage(uint64_t before, double ratio, uint64_t least, uint64_t most) {
    double here = (double)before, wanted = before > 0 ? fmin(fmax(1.02 * here * ratio * ratio, here + here / 8), 2 * here) : (double)least;
    double whole = ceil(wanted / BRI_GRANULE) * BRI_GRANULE;
    return whole < (double)most ? (uint64_t)whole : most;
}

/* ---- one stage ---- */

static brink_lease hand_out(void *context, brink_pieces *pieces) {
    stage *own = context;
    if (own->next == own->count)
        return BRINK_LEASE_NONE;
    *pieces = own->ranges[own->next++];
    return BRINK_LEASE_GIVEN;
}

static bool add_gaps(stage *own, const bri_kept_blocks *blocks, bri_range range) {
    bri_range *gaps, *more;
    size_t count;
    if (!bri_course_gaps(blocks, range, &gaps, &count))
        return false;
    more = realloc(own->ranges, (own->count + count + 1) * sizeof *more);
    if (more != NULL) {
        own->ranges = more;
        memcpy(more + own->count, gaps, count * sizeof *more);
        own->count += count;
    }
    free(gaps);
    return more != NULL;
}

static bool find_missing(const bri_pursuit *pursuit, uint64_t done, uint64_t replications, stage *own) {
    uint64_t of_point = granules_in(pursuit, most_of(pursuit)), points = pursuit->course.what->design->point_count;
    for (uint64_t p = 0; p < points; p++) {
        const bri_range range = {p * of_point + granules_in(pursuit, done), p * of_point + granules_in(pursuit, replications)};
        if (!add_gaps(own, pursuit->course.blocks, range))
            return false;
    }
    return true;
}

static brink_status compute(const bri_pursuit *pursuit, bri_writer *writer, stage *missing, bri_crew_count *count, brink_diagnostics *diagnostics,
                            brink_error *error) {
    static const bri_kept_blocks none = {.list = NULL};
    bri_course_plan course = pursuit->course;
    bri_crew_count more; /* whoever looks adds what earlier stages have computed: it is in count */
    course.writer = writer;
    course.blocks = &none;
    course.feeds = false;
    course.range = (bri_range){0, 0};
    course.lease = hand_out;
    course.lease_context = missing;
    brink_status status = bri_course_run(&course, &more, diagnostics, error);
    count->done += more.done;
    count->events += more.events;
    if (count->failed == 0)
        count->failure = more.failure;
    count->failed += more.failed;
    brink_error trouble;
    brink_status saved = bri_writer_save(writer, &trouble);
    if (saved != BRINK_OK && (status == BRINK_OK || status == BRINK_E_INTERRUPTED))
        status = brink_error_set(error, saved, "%s", trouble.message);
    return status;
}

static brink_status do_stage(const bri_pursuit *pursuit, bri_writer *writer, uint64_t done, uint64_t replications, bri_crew_count *count,
                             brink_diagnostics *diagnostics, brink_error *error) {
    stage missing = {.ranges = NULL};
    brink_status status = BRINK_OK;
    if (!find_missing(pursuit, done, replications, &missing))
        status = brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    else if (missing.count > 0 && !pursuit->computes)
        status = brink_error_set(error, BRINK_E_IO,
                                 "cannot join: the precision takes at least %" PRIu64 " replications of each point, of which some are missing",
                                 replications);
    else if (missing.count > 0)
        status = compute(pursuit, writer, &missing, count, diagnostics, error);
    free(missing.ranges);
    return status;
}

/* ---- what earlier processes have kept ---- */

static brink_status read_tallies(const bri_pursuit *pursuit, const bri_block_in *block, brink_error *error) {
    const bri_goals *goals = pursuit->goals;
    uint8_t *data = NULL;
    size_t capacity = 0, size = goals->count * sizeof(bri_tally_cell);
    brink_status status = BRINK_OK;
    for (size_t i = 0; status == BRINK_OK && i < block->section_count; i++) {
        const bri_section *section = &block->sections[i];
        if (section->kind != BRI_BLOCK_TALLY)
            continue;
        if (section->length != size || section->a >= goals->points * goals->granules_per_point)
            status = brink_error_set(error, BRINK_E_FORMAT, "\"%s\" does not hold what it says", block->path);
        else if ((status = bri_block_read(block, section, &data, &capacity, error)) == BRINK_OK)
            memcpy(bri_goals_cells(goals, section->a), data, size);
    }
    free(data);
    return status;
}

static brink_status read_kept(const bri_pursuit *pursuit, brink_error *error) {
    const bri_kept_blocks *blocks = pursuit->course.blocks;
    brink_status status = BRINK_OK;
    for (size_t i = 0; status == BRINK_OK && i < blocks->count; i++) {
        bri_block_in block;
        status = bri_block_open(&block, blocks->list[i].path, false, error);
        if (status != BRINK_OK)
            break;
        status = read_tallies(pursuit, &block, error);
        bri_block_clear(&block);
    }
    return status;
}

/* ---- all ---- */

brink_status bri_pursuit_run(const bri_pursuit *pursuit, bri_pursued *pursued, bri_crew_count *count, brink_diagnostics *diagnostics,
                             brink_error *error) {
    bri_writer *writer;
    uint64_t done = 0, replications = bri_pursuit_stage(0, 0, pursuit->least, most_of(pursuit));
    *count = (bri_crew_count){.done = 0};
    brink_status status = read_kept(pursuit, error);
    if (status == BRINK_OK)
        status = bri_writer_open(&writer, pursuit->course.what, NULL, false, error);
    if (status != BRINK_OK)
        return status;
    bri_writer_follow(writer, pursuit->course.journal);
    for (;;) {
        pursuit->begin(pursuit->course.context, replications);
        status = do_stage(pursuit, writer, done, replications, count, diagnostics, error);
        if (status != BRINK_OK)
            break;
        pursued->replications = replications;
        pursued->standing = bri_goals_judge(pursuit->goals, granules_in(pursuit, replications));
        if (pursued->standing.ratio <= 1 || pursued->standing.is_hopeless || replications == most_of(pursuit))
            break;
        done = replications;
        replications = bri_pursuit_stage(done, pursued->standing.ratio, pursuit->least, most_of(pursuit));
    }
    pursued->sums = *bri_writer_sums(writer);
    bri_writer_discard(writer);
    return status;
}
