/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do events breed events for ever? Decisions whose models gave ratios make a matrix of how many direct children in decision i an event of decision j
 * has. It is not negative, so that its spectral radius is that of growth (Perron & Frobenius): found by iterating I + K, which is not periodic. The
 * ratios of the vector's components bound it from above, the growth of their sum finds it.
 *
 * Each instance of a template is a row of its own. Among n of them there may be n^2 ratios, but these go by whose event it was: all events of one
 * source, or at one target, or of one to the other, excite the same instances alike. So they meet in a hub, from which the children are reached, and
 * a kernel takes as many numbers as it has parents and children. A target that is drawn counts in equal parts. */
#include <math.h>
#include <stdlib.h>

#include "plan/check.h"

enum { MOST_STEPS = 2000, FEWEST_STEPS = 50 };
#define MOST_WORK 1e9 /* terms over all steps */

/* A part of an instance's events: those from one actor at another; where it does not matter from or at whom, at NOBODY. */
typedef struct part {
    uint32_t from, to, parent;
    double share;
} part;

#define NOBODY BRI_NONE

typedef struct gather {
    uint32_t hub, parent;
    double share;
} gather;

typedef struct spread {
    uint32_t child, hub;
    double ratio;
} spread;

typedef struct matrix {
    bri_arena *arena;
    const brink_scenario *scenario;
    const double *parameters;
    const bool *has_ratios; /* [decision] leaders */
    part *parts;            /* of the kernel in hand */
    gather *gathers;
    spread *spreads;
    size_t part_count, part_room, gather_count, gather_room, spread_count, spread_room;
    uint32_t hub_count;
    double greatest_ratio;
    const bri_branching *greatest; /* the first that has it */
    bool is_out_of_memory;
} matrix;

/* Room for one more; false: memory is out. */
static bool has_place(matrix *m, void **list, size_t count, size_t *room, size_t size) {
    if (count < *room) return true;
    size_t more = *room ? 2 * *room : 256;
    void *grown = reallocarray(*list, more, size);
    m->is_out_of_memory |= !grown;
    if (!grown) return false;
    *list = grown;
    *room = more;
    return true;
}

/* ---- events ---- */

static uint32_t end_of(uint32_t actor, uint32_t self, uint32_t target) {
    return actor == BRI_ACTOR_SELF ? self : actor == BRI_ACTOR_TARGET ? target : actor;
}

/* Events of an instance whose target is this one. */
static void add_part(matrix *m, const bri_branching *kernel, uint32_t parent, uint32_t target, double share) {
    const bri_decision *d = &m->scenario->decisions[parent];
    const bri_action *action = &m->scenario->actions[kernel->action];
    uint32_t from = end_of(action->actor, d->binding.self, target);
    uint32_t to = end_of(d->target != BRI_NONE ? d->target : action->target, d->binding.self, target);
    bool goes_by_source = kernel->by != BRINK_PARTY_ANYONE, goes_by_target = kernel->at != BRINK_PARTY_ANYONE;
    if ((goes_by_source && from == BRI_NONE) || (goes_by_target && to == BRI_NONE)) return;
    if (!has_place(m, (void **)&m->parts, m->part_count, &m->part_room, sizeof *m->parts)) return;
    m->parts[m->part_count++] = (part){goes_by_source ? from : NOBODY, goes_by_target ? to : NOBODY, parent, share};
}

static void add_parts(matrix *m, const bri_branching *kernel, uint32_t parent) {
    const bri_decision *d = &m->scenario->decisions[parent];
    uint32_t count, others = 0;
    const double *weight;
    if (d->draw_from == BRI_NONE) {
        add_part(m, kernel, parent, d->binding.target, 1);
        return;
    }
    const uint32_t *row = bri_network_row(&m->scenario->groups[d->draw_from].links, d->binding.self, &count, &weight);
    for (uint32_t i = 0; i < count; i++) others += row[i] != d->binding.self;
    if (kernel->by == BRINK_PARTY_ANYONE && kernel->at == BRINK_PARTY_ANYONE && others)
        add_part(m, kernel, parent, NOBODY, 1);
    else
        for (uint32_t i = 0; i < count && !m->is_out_of_memory; i++)
            if (row[i] != d->binding.self) add_part(m, kernel, parent, row[i], 1.0 / others);
}

static bool does(const bri_decision *decision, uint32_t action) {
    for (uint32_t i = 0; i < decision->option_count; i++)
        if (decision->options[i].action == action) return true;
    return false;
}

static void find_parts(matrix *m, const bri_branching *kernel) {
    const bri_decision *decisions = m->scenario->decisions;
    m->part_count = 0;
    for (uint32_t i = 0; i < m->scenario->decision_count && !m->is_out_of_memory; i++)
        if (m->has_ratios[decisions[i].leader] && does(&decisions[i], kernel->action)) add_parts(m, kernel, i);
}

/* ---- hubs ---- */

static int by_ends(const void *a, const void *b) {
    const part *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Parts with the same ends meet; each keeps the number of its hub in place of its parent. */
static void gather_parts(matrix *m) {
    qsort(m->parts, m->part_count, sizeof *m->parts, by_ends);
    for (size_t i = 0; i < m->part_count; i++) {
        if (i == 0 || by_ends(&m->parts[i], &m->parts[i - 1]) != 0) m->hub_count++;
        if (!has_place(m, (void **)&m->gathers, m->gather_count, &m->gather_room, sizeof *m->gathers)) return;
        m->gathers[m->gather_count++] = (gather){m->hub_count - 1, m->parts[i].parent, m->parts[i].share};
        m->parts[i].parent = m->hub_count - 1;
    }
}

static uint32_t end_of_child(brink_party party, const bri_binding *binding) {
    return party == BRINK_PARTY_SELF ? binding->self : party == BRINK_PARTY_TARGET ? binding->target : NOBODY;
}

static bool find_ratio(matrix *m, const bri_branching *kernel, const bri_decision *child, double *ratio) {
    const bri_expr *bound = bri_expr_has_members(kernel->ratio) ? bri_expr_bind(m->arena, kernel->ratio, &child->binding) : kernel->ratio;
    m->is_out_of_memory |= !bound;
    return bound && bri_expr_is_constant(bound, m->parameters, ratio) && isfinite(*ratio) && *ratio >= 0;
}

/* From the hub of its kind of events to each instance of the kernel's decision. */
static void spread_to_children(matrix *m, const bri_branching *kernel) {
    const bri_decision *decision = &m->scenario->decisions[kernel->decision];
    double ratio;
    for (uint32_t i = 0; i < decision->instances && !m->is_out_of_memory; i++) {
        const part key = {end_of_child(kernel->by, &decision[i].binding), end_of_child(kernel->at, &decision[i].binding), 0, 0};
        const part *found = bsearch(&key, m->parts, m->part_count, sizeof key, by_ends);
        if (!found || !find_ratio(m, kernel, &decision[i], &ratio)) continue;
        if (!has_place(m, (void **)&m->spreads, m->spread_count, &m->spread_room, sizeof *m->spreads)) return;
        m->spreads[m->spread_count++] = (spread){kernel->decision + i, found->parent, ratio};
        if (ratio > m->greatest_ratio) {
            m->greatest = kernel;
            m->greatest_ratio = ratio;
        }
    }
}

static void add_kernel(matrix *m, const bri_branching *kernel) {
    find_parts(m, kernel);
    if (m->is_out_of_memory || m->part_count == 0) return;
    gather_parts(m);
    if (!m->is_out_of_memory) spread_to_children(m, kernel);
}

/* ---- growth ---- */

/* Vectors of the iteration: over decisions, and over hubs. */
typedef struct vectors {
    double *x, *next, *hub;
} vectors;

/* The growth of one step to the next, less 1; *most is an upper bound of the radius. x is replaced by (I + K) x, scaled to the sum 1. */
static double step(const matrix *m, vectors *v, double *most) {
    uint32_t count = m->scenario->decision_count;
    double sum = 0, greatest = 0, *x = v->x, *next = v->next;
    for (uint32_t h = 0; h < m->hub_count; h++) v->hub[h] = 0;
    for (size_t i = 0; i < m->gather_count; i++) v->hub[m->gathers[i].hub] += m->gathers[i].share * x[m->gathers[i].parent];
    for (uint32_t i = 0; i < count; i++) next[i] = x[i];
    for (size_t i = 0; i < m->spread_count; i++) next[m->spreads[i].child] += m->spreads[i].ratio * v->hub[m->spreads[i].hub];
    for (uint32_t i = 0; i < count; i++) {
        if (x[i] > 0) greatest = fmax(greatest, next[i] / x[i]);
        sum += next[i];
    }
    for (uint32_t i = 0; i < count; i++) x[i] = next[i] / sum;
    *most = greatest - 1;
    return sum - 1;
}

static double spectral_radius(const matrix *m, vectors *v) {
    uint32_t count = m->scenario->decision_count;
    double growth = 0, before = -1, most, work = (double)count + (double)m->gather_count + (double)m->spread_count;
    int steps = (int)fmax(FEWEST_STEPS, fmin(MOST_STEPS, MOST_WORK / work));
    for (uint32_t i = 0; i < count; i++) v->x[i] = 1.0 / count;
    for (int n = 0; n < steps && fabs(growth - before) > 1e-13; n++) {
        before = growth;
        growth = step(m, v, &most);
        if (most < 1) return most;
    }
    return growth;
}

/* False: memory is out. */
static bool judge(matrix *m, const char *suffix, brink_diagnostics *diagnostics) {
    uint32_t count = m->scenario->decision_count;
    bool *has_ratios = bri_arena_alloc(m->arena, count, sizeof *has_ratios);
    if (!has_ratios) return false;
    m->has_ratios = has_ratios;
    for (uint32_t b = 0; b < m->scenario->branching_count; b++) has_ratios[m->scenario->branchings[b].decision] = true;
    for (uint32_t b = 0; b < m->scenario->branching_count && !m->is_out_of_memory; b++)
        if (!m->scenario->decisions[m->scenario->branchings[b].decision].is_absent) add_kernel(m, &m->scenario->branchings[b]);
    vectors v = {bri_arena_alloc(m->arena, count, sizeof *v.x), bri_arena_alloc(m->arena, count, sizeof *v.next),
                 bri_arena_alloc(m->arena, m->hub_count, sizeof *v.hub)};
    if (m->is_out_of_memory || !v.x || !v.next || !v.hub) return false;
    double radius = m->greatest ? spectral_radius(m, &v) : 0;
    if (radius >= 1 - 1e-9)
        bri_diag_warning(diagnostics, m->greatest->place, NULL, "events breed events for ever: the branching matrix has spectral radius %.3g%s",
                         radius, suffix);
    return true;
}

bool bri_branching_check(bri_arena *arena, const brink_scenario *scenario, const double *parameters, const char *suffix,
                         brink_diagnostics *diagnostics) {
    matrix m = {.arena = arena, .scenario = scenario, .parameters = parameters, .greatest_ratio = -1};
    bool is_done = !scenario->branching_count || judge(&m, suffix, diagnostics);
    free(m.parts);
    free(m.gathers);
    free(m.spreads);
    return is_done;
}
