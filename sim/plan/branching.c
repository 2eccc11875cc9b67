/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do events breed events for ever? Decisions whose models gave ratios make a matrix of how many direct children in decision i an event of decision j
 * has. It is not negative, so that its spectral radius is that of growth (Perron & Frobenius): found by iterating I + K, which is not periodic. The
 * ratios of the vector's components bound it from above, the growth of their sum finds it. */
#include <math.h>
#include <stdlib.h>

#include "plan/check.h"

enum { MOST_STEPS = 2000 };

/* One entry of the matrix. */
typedef struct edge {
    uint32_t child, parent;
    double ratio;
} edge;

/* The growth of one step to the next, less 1; *most is an upper bound of the radius. x is replaced by (I + K) x, scaled to the sum 1. */
static double step(double *x, double *next, uint32_t count, const edge *edges, size_t edge_count, double *most) {
    double sum = 0, greatest = 0;
    for (uint32_t i = 0; i < count; i++) next[i] = x[i];
    for (size_t e = 0; e < edge_count; e++) next[edges[e].child] += edges[e].ratio * x[edges[e].parent];
    for (uint32_t i = 0; i < count; i++) {
        if (x[i] > 0) greatest = fmax(greatest, next[i] / x[i]);
        sum += next[i];
    }
    for (uint32_t i = 0; i < count; i++) x[i] = next[i] / sum;
    *most = greatest - 1;
    return sum - 1;
}

static double spectral_radius(double *x, double *next, uint32_t count, const edge *edges, size_t edge_count) {
    double growth = 0, before = -1, most;
    for (uint32_t i = 0; i < count; i++) x[i] = 1.0 / count;
    for (int n = 0; n < MOST_STEPS && fabs(growth - before) > 1e-13; n++) {
        before = growth;
        growth = step(x, next, count, edges, edge_count, &most);
        if (most < 1) return most;
    }
    return growth;
}

static bool does(const bri_decision *decision, uint32_t action) {
    for (uint32_t i = 0; i < decision->option_count; i++)
        if (decision->options[i].action == action) return true;
    return false;
}

/* The entries of the matrix, as many as there are; edges NULL counts them alone. *greatest is the first of the greatest ratios. */
static size_t find_edges(const brink_scenario *scenario, const double *parameters, const bool *has_ratios, edge *edges,
                         const bri_branching **greatest) {
    size_t count = 0;
    double most = -1, ratio;
    for (uint32_t b = 0; b < scenario->branching_count; b++) {
        const bri_branching *branching = &scenario->branchings[b];
        if (scenario->decisions[branching->decision].is_absent) continue;
        if (!bri_expr_is_constant(branching->ratio, parameters, &ratio) || !isfinite(ratio) || ratio < 0) continue;
        for (uint32_t parent = 0; parent < scenario->decision_count; parent++) {
            if (!has_ratios[parent] || !does(&scenario->decisions[parent], branching->action)) continue;
            if (edges) edges[count] = (edge){branching->decision, parent, ratio};
            if (ratio > most) *greatest = branching;
            most = fmax(most, ratio);
            count++;
        }
    }
    return count;
}

bool bri_branching_check(bri_arena *arena, const brink_scenario *scenario, const double *parameters, const char *suffix,
                         brink_diagnostics *diagnostics) {
    uint32_t count = scenario->decision_count;
    if (!scenario->branching_count) return true;
    bool *has_ratios = bri_arena_alloc(arena, count, sizeof *has_ratios);
    double *x = bri_arena_alloc(arena, count, sizeof *x), *next = bri_arena_alloc(arena, count, sizeof *next);
    const bri_branching *greatest = NULL;
    if (!has_ratios || !x || !next) return false;
    for (uint32_t b = 0; b < scenario->branching_count; b++) has_ratios[scenario->branchings[b].decision] = true;
    size_t edge_count = find_edges(scenario, parameters, has_ratios, NULL, &greatest);
    edge *edges = bri_arena_alloc(arena, edge_count, sizeof *edges);
    if (!edges) return false;
    find_edges(scenario, parameters, has_ratios, edges, &greatest);
    double radius = edge_count ? spectral_radius(x, next, count, edges, edge_count) : 0;
    if (radius >= 1 - 1e-9)
        bri_diag_warning(diagnostics, greatest->place, NULL, "events breed events for ever: the branching matrix has spectral radius %.3g%s", radius,
                         suffix);
    return true;
}
