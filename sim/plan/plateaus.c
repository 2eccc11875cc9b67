/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plateaus.h"

#include <math.h>
#include <stdlib.h>

#include "lang/threshold.h"

/* A number that a slot is compared with. */
typedef struct cut {
    uint32_t slot;
    double at;
} cut;

typedef struct search {
    const bri_plan *plan;
    bool *is_read_otherwise; /* [slot] */
    cut *list;               /* NULL: they are only counted */
    size_t count;
} search;

static void note_reading(void *context, uint32_t slot, const double *number) {
    search *s = context;
    if (!number || isnan(*number)) s->is_read_otherwise[slot] = true;
    if (!number || s->plan->slots[slot].kind != BRI_SLOT_CONSTANT || s->is_read_otherwise[slot]) return;
    if (s->list) s->list[s->count] = (cut){slot, *number};
    s->count++;
}

static void visit_rates(search *s) {
    s->count = 0;
    for (uint32_t i = 0; i < s->plan->decision_count; i++) {
        const bri_plan_decision *decision = &s->plan->decisions[i];
        if (decision->rate) bri_code_visit_readings(decision->rate, &decision->binding, s->plan->networks, note_reading, s);
    }
}

static int compare(const void *a, const void *b) {
    const cut *x = a, *y = b;
    if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Slots by number, their cuts in ascending order. */
static bool keep(bri_plan *plan, const cut *list, size_t count) {
    uint32_t *first = bri_arena_alloc(plan->arena, (size_t)plan->slot_count + 1, sizeof *first);
    double *cuts = bri_arena_alloc(plan->arena, count, sizeof *cuts);
    if (!first || !cuts) return false;
    size_t next = 0;
    for (uint32_t slot = 0; slot <= plan->slot_count; slot++) {
        first[slot] = (uint32_t)next;
        for (; next < count && list[next].slot == slot; next++) cuts[next] = list[next].at;
    }
    plan->first_cut = first;
    plan->cuts = cuts;
    return true;
}

bool bri_plateaus_find(bri_plan *plan) {
    search s = {.plan = plan, .is_read_otherwise = bri_arena_alloc(plan->arena, plan->slot_count, sizeof(bool))};
    if (!s.is_read_otherwise) return false;
    visit_rates(&s); /* now it is known which are read otherwise */
    visit_rates(&s);
    if (s.count == 0) return true;
    if (!(s.list = calloc(s.count, sizeof *s.list))) return false;
    visit_rates(&s);
    qsort(s.list, s.count, sizeof *s.list, compare);
    bool is_done = keep(plan, s.list, s.count);
    free(s.list);
    return is_done;
}

bri_interval bri_plan_plateau(const bri_plan *plan, uint32_t slot, double value) {
    bri_interval plateau = {value, value};
    if (!plan->first_cut || plan->first_cut[slot] == plan->first_cut[slot + 1]) return plateau;
    const double *at = plan->cuts + plan->first_cut[slot], *end = plan->cuts + plan->first_cut[slot + 1];
    while (at < end && *at < value) plateau.low = nextafter(*at++, INFINITY);
    if (at < end && *at == value) return (bri_interval){value, value};
    if (at == plan->cuts + plan->first_cut[slot]) plateau.low = -INFINITY;
    plateau.high = at < end ? nextafter(*at, -INFINITY) : INFINITY;
    return plateau;
}
