/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Granules are numbered through all points and claimed in that order. The n-th to be done is built in slot n modulo the number of slots, which is
 * free once number n - slots is taken; so memory is bounded, and nobody runs far ahead of the taker. A slot holds a few parts in a ring of its own,
 * since a granule with many traced events comes in several; where a part ends depends on its replications alone, and so the file does not depend on
 * who was faster. Nobody waits for ever: the granule that the taker waits for has a worker, and what that worker hands over is taken at once.
 *
 * Where ranges are handed out as the crew works, the taker asks for the next while the workers are still busy with the last, and workers that find
 * nothing to claim wait until it has come.
 *
 * One lock guards all that is shared, but for the tallies and the flag that stops. It is held for a handful of instructions, and while a point's
 * plan is compiled: once, by the first that gets there, and dropped by the last that leaves. Claims are in order, so nobody comes after that. */
#include "batch/crew.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000000
#define LOOK_NANOSECONDS (SECOND / 10)
#define ASK_NANOSECONDS (SECOND / 500)
#define SLOTS_PER_THREAD 2
#define SLOT_PARTS 3

typedef struct bri_crew_slot {
    bri_aggregate *aggregate;
    bri_part parts[SLOT_PARTS];
    uint64_t filled, taken; /* parts so far: number n is in parts[n % SLOT_PARTS] */
} bri_crew_slot;

typedef struct shared_plan {
    bri_plan *plan;
    size_t users;
} shared_plan;

typedef struct bri_crew bri_crew;

typedef struct bri_crew_hand {
    bri_crew *crew;
    bri_crew_slot *slot; /* of the granule in bri_crew_hand */
    size_t point;
    bool is_bound; /* the worker is made for that point */
    bri_worker worker;
    bri_packer packer;
} bri_crew_hand;

struct bri_crew {
    const bri_crew_task *task;
    pthread_mutex_t lock;
    pthread_cond_t made, taken; /* something for the taker; something for the workers */
    atomic_bool stop;
    brink_status status; /* what went wrong among the workers */
    brink_error error;
    brink_diagnostics *diagnostics;
    bri_range *ranges; /* so far */
    size_t range_count, range_capacity;
    bool is_complete, is_asking; /* no more ranges will come; one is asked for, and has not come */
    uint64_t granules_per_point, granules; /* granules: to be done; fewer when the crew is to stop */
    uint64_t claimed, next;                /* numbers, among them, of the one to be claimed and of the one to be taken */
    bri_crew_slot *slots;
    size_t slot_count;
    shared_plan *plans; /* [point] */
    bri_crew_hand *hands;
    pthread_t *threads;
    size_t started;
    struct timespec due, deadline; /* when to look; when to break off, where the crew is to stop */
    bool is_ending, is_broken_off;
};

/* The granule that is number n of those to be done. */
static uint64_t granule_of(const bri_crew *crew, uint64_t n) {
    const bri_range *range = crew->ranges;
    for (; n >= range->end - range->first; range++)
        n -= range->end - range->first;
    return range->first + n;
}

static bri_work work_of(const bri_crew *crew, uint64_t n) {
    const bri_request *request = crew->task->request;
    uint64_t granule = granule_of(crew, n);
    size_t point = (size_t)(granule / crew->granules_per_point);
    uint64_t size = bri_granule_size(request), first = granule % crew->granules_per_point * size, left = request->replications - first;
    return (bri_work){.point = point, .seed = crew->task->design->points[point].seed, .granule = granule, .first = first,
                      .count = left < size ? left : size, .first_row = point * request->replications,
                      .trace_count = request->trace_count};
}

static bri_crew_slot *slot_of(const bri_crew *crew, uint64_t n) {
    return &crew->slots[n % crew->slot_count];
}

/* ---- the workers ---- */

/* With the lock held. The first trouble is kept. */
static void stop(bri_crew *crew, brink_status status, const brink_error *error) {
    if (crew->status == BRINK_OK) {
        crew->status = status;
        crew->error = *error;
    }
    atomic_store(&crew->stop, true);
    pthread_cond_signal(&crew->made);
    pthread_cond_broadcast(&crew->taken);
}

static void stop_without_memory(bri_crew *crew) {
    brink_error error;
    stop(crew, brink_error_set(&error, BRINK_E_MEMORY, "out of memory"), &error);
}

/* With the lock held, as the next. */
static void leave_point(bri_crew_hand *hand) {
    if (!hand->is_bound)
        return;
    shared_plan *shared = &hand->crew->plans[hand->point];
    bri_worker_clear(&hand->worker);
    hand->is_bound = false;
    if (--shared->users == 0) {
        bri_plan_free(shared->plan);
        shared->plan = NULL;
    }
}

static bool enter_point(bri_crew_hand *hand, size_t point) {
    bri_crew *crew = hand->crew;
    shared_plan *shared = &crew->plans[point];
    brink_error error;
    if (shared->plan == NULL) {
        const bri_design_point *it = &crew->task->design->points[point];
        const brink_scenario *scenario = bri_scenario_of(crew->task->scenario, it->variant);
        brink_status status = bri_plan_new(&shared->plan, scenario, it->parameters, crew->diagnostics, &error);
        if (status != BRINK_OK) {
            stop(crew, status, &error);
            return false;
        }
    }
    hand->point = point;
    hand->is_bound = bri_worker_init(&hand->worker, shared->plan);
    shared->users += hand->is_bound;
    if (!hand->is_bound)
        stop_without_memory(crew);
    return hand->is_bound;
}

/* For a range, or for a slot. */
static bool must_wait(const bri_crew *crew) {
    return crew->claimed == crew->granules ? !crew->is_complete : crew->claimed >= crew->next + crew->slot_count;
}

/* With the lock held: pack a column for the taker if one waits; else wait for a word of the taker, who gives one whenever it has left some. */
static void help_or_wait(bri_crew_hand *hand) {
    bri_crew *crew = hand->crew;
    if (crew->task->press == NULL || !bri_press_has_work(crew->task->press)) {
        pthread_cond_wait(&crew->taken, &crew->lock);
        return;
    }
    pthread_mutex_unlock(&crew->lock);
    bri_press_help(crew->task->press, &hand->packer);
    pthread_mutex_lock(&crew->lock);
}

/* Wait for a granule to do, and get ready for it. False: there is none. */
static bool claim(bri_crew_hand *hand, bri_work *work) {
    bri_crew *crew = hand->crew;
    while (crew->task->press != NULL && !atomic_load(&crew->stop) && bri_press_help(crew->task->press, &hand->packer))
        continue;
    pthread_mutex_lock(&crew->lock);
    while (!atomic_load(&crew->stop) && must_wait(crew))
        help_or_wait(hand);
    bool found = !atomic_load(&crew->stop) && crew->claimed < crew->granules;
    if (found) {
        hand->slot = slot_of(crew, crew->claimed);
        *work = work_of(crew, crew->claimed++);
    }
    if (!found || hand->point != work->point)
        leave_point(hand);
    if (found && !hand->is_bound)
        found = enter_point(hand, work->point);
    pthread_mutex_unlock(&crew->lock);
    return found;
}

static bri_part *part_to_fill(bri_crew_slot *slot) {
    return &slot->parts[slot->filled % SLOT_PARTS];
}

static bri_part *hand_over(void *context, bri_part *part) {
    bri_crew_hand *hand = context;
    bri_crew *crew = hand->crew;
    bri_part *empty = NULL;
    pthread_mutex_lock(&crew->lock);
    bool ends = part->ends_granule;
    hand->slot->filled++;
    pthread_cond_signal(&crew->made);
    while (!ends && !atomic_load(&crew->stop) && hand->slot->filled - hand->slot->taken == SLOT_PARTS)
        help_or_wait(hand);
    if (!ends && !atomic_load(&crew->stop))
        empty = part_to_fill(hand->slot);
    pthread_mutex_unlock(&crew->lock);
    return empty;
}

static void *labour(void *argument) {
    bri_crew_hand *hand = argument;
    const bri_worker_calls calls = {.context = hand, .stop = &hand->crew->stop, .hand_over = hand_over};
    bri_work work;
    while (claim(hand, &work))
        if (bri_worker_run(&hand->worker, &work, part_to_fill(hand->slot), &calls) == BRINK_E_MEMORY) {
            pthread_mutex_lock(&hand->crew->lock);
            stop_without_memory(hand->crew);
            pthread_mutex_unlock(&hand->crew->lock);
        }
    return NULL;
}

/* ---- the taker ---- */

static void add_up(const bri_crew *crew, bri_crew_count *count) {
    *count = (bri_crew_count){.done = 0};
    for (size_t h = 0; h < crew->task->threads; h++) {
        const bri_tally *tally = &crew->hands[h].worker.tally;
        uint64_t failed = atomic_load_explicit(&tally->failed, memory_order_acquire);
        if (failed > 0 && (count->failed == 0 || tally->failure.replication < count->failure.replication))
            count->failure = tally->failure;
        count->failed += failed;
        count->done += atomic_load_explicit(&tally->done, memory_order_relaxed);
        count->events += atomic_load_explicit(&tally->events, memory_order_relaxed);
    }
}

static struct timespec later(int64_t nanoseconds) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t sum = time.tv_nsec + nanoseconds;
    return (struct timespec){.tv_sec = time.tv_sec + sum / SECOND, .tv_nsec = sum % SECOND};
}

static bool has_come(struct timespec time) {
    struct timespec now = later(0);
    return now.tv_sec > time.tv_sec || (now.tv_sec == time.tv_sec && now.tv_nsec >= time.tv_nsec);
}

/* Claim nothing more, so that what is claimed is all there is to do. */
static void end_soon(bri_crew *crew) {
    crew->is_ending = true;
    crew->deadline = later((int64_t)BRI_CREW_GRACE * SECOND);
    pthread_mutex_lock(&crew->lock);
    crew->is_broken_off = crew->claimed < crew->granules || !crew->is_complete;
    crew->granules = crew->claimed;
    crew->is_complete = true;
    pthread_cond_broadcast(&crew->taken);
    pthread_mutex_unlock(&crew->lock);
}

/* False: stop at once. */
static bool look_when_due(bri_crew *crew) {
    if (!has_come(crew->due))
        return true;
    bri_crew_count count;
    add_up(crew, &count);
    crew->due = later(LOOK_NANOSECONDS);
    if (!crew->task->look(crew->task->context, &count) && !crew->is_ending)
        end_soon(crew);
    return !crew->is_ending || !has_come(crew->deadline);
}

static bool is_before(struct timespec a, struct timespec b) {
    return a.tv_sec < b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec < b.tv_nsec);
}

/* The next part in order, where it is there, or waits is set and it comes before it is time to look, or to ask again; else NULL. */
static bri_part *wait_for_part(bri_crew *crew, bool waits) {
    bri_crew_slot *slot = slot_of(crew, crew->next);
    int woken = 0;
    struct timespec until = crew->is_asking ? later(ASK_NANOSECONDS) : crew->due;
    until = is_before(crew->due, until) ? crew->due : until;
    pthread_mutex_lock(&crew->lock);
    while (waits && slot->filled == slot->taken && woken == 0 && !atomic_load(&crew->stop))
        woken = pthread_cond_timedwait(&crew->made, &crew->lock, &until);
    bri_part *part = slot->filled > slot->taken ? &slot->parts[slot->taken % SLOT_PARTS] : NULL;
    pthread_mutex_unlock(&crew->lock);
    return part;
}

static bool take(bri_crew *crew, bri_part *part) {
    const bri_work work = work_of(crew, crew->next);
    bool ends = part->ends_granule, goes_on = crew->task->take(crew->task->context, &work, part);
    bri_part_reset(part);
    pthread_mutex_lock(&crew->lock);
    slot_of(crew, crew->next)->taken++;
    crew->next += ends;
    pthread_cond_broadcast(&crew->taken);
    pthread_mutex_unlock(&crew->lock);
    if (ends && crew->next == 1)
        crew->due = later(0); /* short runs are looked at too */
    return goes_on;
}

static bool add_range(bri_crew *crew, bri_range range) {
    if (crew->range_count == crew->range_capacity) {
        size_t capacity = 2 * crew->range_capacity + 16;
        bri_range *more = realloc(crew->ranges, capacity * sizeof *more);
        if (more == NULL)
            return false;
        crew->ranges = more;
        crew->range_capacity = capacity;
    }
    crew->ranges[crew->range_count++] = range;
    crew->granules += range.end - range.first;
    return true;
}

/* Ask for the next range before the workers run out of granules. */
static void ask_when_short(bri_crew *crew) {
    bri_range range;
    pthread_mutex_lock(&crew->lock);
    bool is_short = !crew->is_complete && crew->granules - crew->claimed < crew->task->threads;
    pthread_mutex_unlock(&crew->lock);
    if (!is_short)
        return;
    brink_lease said = crew->task->more(crew->task->context, &range);
    pthread_mutex_lock(&crew->lock);
    if (said == BRINK_LEASE_GIVEN && !add_range(crew, range))
        stop_without_memory(crew);
    crew->is_complete = said == BRINK_LEASE_NONE;
    crew->is_asking = said == BRINK_LEASE_LATER;
    pthread_cond_broadcast(&crew->taken);
    pthread_mutex_unlock(&crew->lock);
}

/* True: all is taken. */
static bool take_all(bri_crew *crew) {
    for (;;) {
        if (atomic_load(&crew->stop) || !look_when_due(crew))
            return false;
        ask_when_short(crew);
        if (crew->is_complete && crew->next == crew->granules)
            break;
        bri_part *part = wait_for_part(crew, false);
        if (part == NULL && (crew->task->press == NULL || !bri_press_work(crew->task->press)))
            part = wait_for_part(crew, true);
        if (part != NULL && !take(crew, part))
            return false;
    }
    return !crew->is_broken_off;
}

/* ---- beginning and end ---- */

static bool make_slots(bri_crew *crew) {
    for (size_t s = 0; s < crew->slot_count; s++) {
        bri_crew_slot *made = &crew->slots[s];
        made->aggregate = bri_aggregate_new(crew->task->layout);
        for (size_t p = 0; p < SLOT_PARTS; p++)
            if (made->aggregate == NULL || !bri_part_init(&made->parts[p], crew->task->schema, made->aggregate))
                return false;
    }
    return true;
}

static bool init(bri_crew *crew) {
    const bri_crew_task *task = crew->task;
    pthread_condattr_t monotonic;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&crew->made, &monotonic);
    pthread_cond_init(&crew->taken, NULL);
    pthread_condattr_destroy(&monotonic);
    uint64_t size = bri_granule_size(task->request);
    crew->granules_per_point = (task->request->replications + size - 1) / size;
    for (size_t i = 0; i < task->range_count; i++)
        if (!add_range(crew, task->ranges[i]))
            return false;
    crew->is_complete = task->more == NULL;
    uint64_t slots = SLOTS_PER_THREAD * task->threads;
    crew->slot_count = (size_t)(slots < crew->granules || !crew->is_complete ? slots : crew->granules);
    crew->slots = calloc(crew->slot_count, sizeof *crew->slots);
    crew->plans = calloc(task->design->point_count, sizeof *crew->plans);
    crew->hands = calloc(task->threads, sizeof *crew->hands);
    crew->threads = calloc(task->threads, sizeof *crew->threads);
    return crew->slots != NULL && crew->plans != NULL && crew->hands != NULL && crew->threads != NULL && make_slots(crew);
}

static void clear(bri_crew *crew) {
    for (size_t h = 0; crew->hands != NULL && h < crew->task->threads; h++)
        bri_packer_clear(&crew->hands[h].packer);
    for (size_t s = 0; crew->slots != NULL && s < crew->slot_count; s++) {
        for (size_t p = 0; p < SLOT_PARTS; p++)
            bri_part_clear(&crew->slots[s].parts[p]);
        bri_aggregate_free(crew->slots[s].aggregate);
    }
    free(crew->ranges);
    free(crew->slots);
    free(crew->plans);
    free(crew->hands);
    free(crew->threads);
    pthread_cond_destroy(&crew->taken);
    pthread_cond_destroy(&crew->made);
    pthread_mutex_destroy(&crew->lock);
}

/* Signals are the calling thread's affair: the program's handlers expect it, and it alone looks at what they set. */
static brink_status start(bri_crew *crew, brink_error *error) {
    size_t count = crew->task->threads;
    sigset_t all, before;
    int failure = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (; crew->started < count; crew->started++) {
        crew->hands[crew->started].crew = crew;
        failure = pthread_create(&crew->threads[crew->started], NULL, labour, &crew->hands[crew->started]);
        if (failure != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure == 0)
        return BRINK_OK;
    return brink_error_set(error, BRINK_E_MEMORY, "cannot start thread %zu of %zu: %s", crew->started + 1, count, strerror(failure));
}

static void finish(bri_crew *crew) {
    pthread_mutex_lock(&crew->lock);
    atomic_store(&crew->stop, true);
    pthread_cond_broadcast(&crew->taken);
    pthread_mutex_unlock(&crew->lock);
    for (size_t t = 0; t < crew->started; t++)
        pthread_join(crew->threads[t], NULL);
}

brink_status bri_crew_run(const bri_crew_task *task, bri_crew_count *count, brink_diagnostics *diagnostics, brink_error *error) {
    bri_crew hired = {.task = task, .diagnostics = diagnostics};
    *count = (bri_crew_count){.done = 0};
    brink_status status = init(&hired) ? BRINK_OK : brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    if (status == BRINK_OK) {
        hired.due = later(LOOK_NANOSECONDS);
        status = start(&hired, error);
        if (status == BRINK_OK && !take_all(&hired))
            status = BRINK_E_INTERRUPTED;
        finish(&hired);
        add_up(&hired, count);
    }
    if (status == BRINK_E_INTERRUPTED && hired.status != BRINK_OK)
        status = brink_error_set(error, hired.status, "%s", hired.error.message);
    clear(&hired);
    return status;
}
