/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where slots are at the start, and where they may ever be. */
#include <math.h>

#include "base/calendar.h"
#include "plan/check.h"

#define TWO_PI 6.28318530717958647692

/* The boxes of one slot. */
typedef struct reach {
    bri_interval start, whole;
} reach;

static bri_interval point(double x) {
    return (bri_interval){x, x};
}

static bri_interval hull(bri_interval a, bri_interval b) {
    return (bri_interval){fmin(a.low, b.low), fmax(a.high, b.high)};
}

static bri_interval within(bri_interval box, const bri_variable *v) {
    return (bri_interval){fmin(fmax(box.low, v->minimum), v->maximum), fmax(fmin(box.high, v->maximum), v->minimum)};
}

/* What the boxes are found for. */
typedef struct finding {
    const brink_scenario *scenario;
    const double *parameters;
    const bool *changes; /* NULL: declared ranges alone */
    bri_arena *arena;
} finding;

/* Effects may take a variable anywhere in its range; what lies beyond is where its path goes by itself. */
static reach variable_reach(const finding *f, const bri_slot_def *slot, bool changes) {
    const bri_variable *v = &f->scenario->variables[slot->argument];
    const bri_interval range = {v->minimum, v->maximum};
    double value = NAN;
    bri_interval drawn, start = range;
    if (v->initial && bri_expr_is_constant(v->initial, f->parameters, &value) && !isnan(value))
        start = within(point(value), v);
    else if (f->changes && v->initial && !bri_expr_has_members(v->initial) && bri_expr_bound(f->arena, v->initial, f->parameters, NULL, &drawn))
        start = within(drawn, v);
    return (reach){start, changes || slot->kind != BRI_SLOT_CONSTANT ? range : start};
}

static reach calendar_reach(const bri_slot_def *slot, double epoch) {
    double turn = TWO_PI * bri_year_fraction(epoch);
    switch (slot->kind) {
    case BRI_SLOT_MONTH: return (reach){point(bri_month(epoch)), {1, 12}};
    case BRI_SLOT_SEASON: return (reach){point(bri_month(epoch) % 12 / 3 == (int)slot->argument), {0, 1}};
    case BRI_SLOT_COS_YEAR: return (reach){point(cos(turn)), {-1, 1}};
    default: return (reach){point(sin(turn)), {-1, 1}};
    }
}

static reach slot_reach(const finding *f, uint32_t number) {
    const brink_scenario *scenario = f->scenario;
    const bri_slot_def *slot = &scenario->slots[number];
    double horizon = scenario->end - scenario->start;
    switch (slot->role) {
    case BRI_ROLE_VARIABLE: return variable_reach(f, slot, !f->changes || f->changes[number]);
    case BRI_ROLE_SINCE:
    case BRI_ROLE_FIRST:
    case BRI_ROLE_REACHED: return (reach){point(INFINITY), {0, INFINITY}};
    case BRI_ROLE_COUNT:
    case BRI_ROLE_WINDOW:
    case BRI_ROLE_ACTIVE: return (reach){point(0), {0, INFINITY}};
    case BRI_ROLE_POSTURE: {
        const bri_actor *actor = &scenario->actors[slot->argument];
        return (reach){point(actor->posture_initial), {0, (double)actor->posture_count - 1}};
    }
    case BRI_ROLE_RUNG: {
        bri_interval rungs = {-1, (double)scenario->rung_count - 1};
        return (reach){rungs, rungs};
    }
    case BRI_ROLE_AGE:
    case BRI_ROLE_TIME: return (reach){point(0), {0, horizon}};
    default: return calendar_reach(slot, scenario->start);
    }
}

/* An unbounded side stays at the start, or goes as far as the path does by itself. */
static bri_interval modest_reach(const brink_scenario *scenario, const bri_slot_def *slot, reach r, const double *parameters) {
    double value;
    bri_interval path = r.start;
    if (slot->role == BRI_ROLE_SINCE || slot->role == BRI_ROLE_FIRST || slot->role == BRI_ROLE_REACHED) return r.whole;
    if (slot->role == BRI_ROLE_VARIABLE) {
        const bri_variable *v = &scenario->variables[slot->argument];
        double horizon = scenario->end - scenario->start;
        if (v->baseline && bri_expr_is_constant(v->baseline, parameters, &value)) path = hull(path, point(value));
        if (v->slope && bri_expr_is_constant(v->slope, parameters, &value))
            path = hull(path, within((bri_interval){r.start.low + value * horizon, r.start.high + value * horizon}, v));
    }
    if (isinf(path.low)) path.low = isfinite(r.whole.high) ? r.whole.high : 0;
    if (isinf(path.high)) path.high = path.low;
    return (bri_interval){isfinite(r.whole.low) ? r.whole.low : path.low, isfinite(r.whole.high) ? r.whole.high : path.high};
}

bool bri_boxes_find(bri_boxes *boxes, bri_arena *arena, const brink_scenario *scenario, const double *parameters, const bool *changes) {
    const finding f = {scenario, parameters, changes, arena};
    boxes->start = bri_arena_alloc(arena, scenario->slot_count, sizeof *boxes->start);
    boxes->whole = bri_arena_alloc(arena, scenario->slot_count, sizeof *boxes->whole);
    boxes->modest = bri_arena_alloc(arena, scenario->slot_count, sizeof *boxes->modest);
    if (!boxes->start || !boxes->whole || !boxes->modest) return false;
    for (uint32_t i = 0; i < scenario->slot_count; i++) {
        reach r = slot_reach(&f, i);
        boxes->start[i] = r.start;
        boxes->whole[i] = r.whole;
        boxes->modest[i] = modest_reach(scenario, &scenario->slots[i], r, parameters);
    }
    return true;
}

bool bri_expr_bound_for(bri_arena *arena, const bri_expr *expr, const bri_bounding *bounding, bri_interval *bound) {
    const bri_code *code = bri_code_compile(arena, expr, bounding->parameters);
    bri_interval *scratch = code ? bri_arena_alloc(arena, bri_code_scratch(code), sizeof *scratch) : NULL;
    if (!scratch) return false;
    *bound = bri_code_bound_for(code, bounding, scratch);
    return true;
}

bool bri_expr_bound(bri_arena *arena, const bri_expr *expr, const double *parameters, const bri_interval *boxes, bri_interval *bound) {
    return bri_expr_bound_for(arena, expr, &(bri_bounding){.boxes = boxes, .parameters = parameters}, bound);
}

const bri_network *bri_networks_of(bri_arena *arena, const brink_scenario *scenario) {
    bri_network *networks = bri_arena_alloc(arena, scenario->group_count, sizeof *networks);
    for (uint32_t i = 0; networks && i < scenario->group_count; i++) networks[i] = scenario->groups[i].links;
    return networks;
}

/* Whose history: ", DEU" behind the action's name, ", any, DEU" or ", DEU, FRA". */
static const char *whose_text(bri_arena *arena, const char *from, const char *to) {
    if (!from && !to) return "";
    const char *text = bri_arena_format(arena, ", %s%s%s", from ? from : "any", to ? ", " : "", to ? to : "");
    return text ? text : "";
}

const char *bri_history_text(bri_arena *arena, const brink_scenario *scenario, const bri_slot_def *def, const char *from, const char *to) {
    const char *action = scenario->actions[def->argument].name, *whose = whose_text(arena, from, to), *text;
    char window[40];
    switch (def->role) {
    case BRI_ROLE_SINCE: text = bri_arena_format(arena, "since(%s%s)", action, whose); break;
    case BRI_ROLE_COUNT: text = bri_arena_format(arena, "count(%s%s)", action, whose); break;
    case BRI_ROLE_WINDOW: text = bri_arena_format(arena, "count(%s%s, %s)", action, whose, bri_duration_text(def->window, window)); break;
    case BRI_ROLE_ACTIVE: text = bri_arena_format(arena, "active(%s%s)", action, whose); break;
    default: text = bri_arena_format(arena, "first(%s%s)", action, whose); break;
    }
    return text ? text : "";
}

static const char *slot_history_text(bri_arena *arena, const brink_scenario *scenario, const bri_slot_def *def) {
    bool has_source = def->side == BRI_SIDE_SOURCE || def->side == BRI_SIDE_PAIR;
    const char *from = has_source ? scenario->actors[def->member].name : NULL;
    const char *to = def->side == BRI_SIDE_TARGET ? scenario->actors[def->member].name : NULL;
    return bri_history_text(arena, scenario, def, from, def->side == BRI_SIDE_PAIR ? scenario->actors[def->target].name : to);
}

const char *bri_slot_text(bri_arena *arena, const brink_scenario *scenario, uint32_t slot) {
    static const char *const seasons[] = {"winter", "spring", "summer", "autumn"};
    const bri_slot_def *def = &scenario->slots[slot];
    const char *text = "";
    switch (def->role) {
    case BRI_ROLE_VARIABLE: return scenario->variables[def->argument].name;
    case BRI_ROLE_SINCE:
    case BRI_ROLE_COUNT:
    case BRI_ROLE_WINDOW:
    case BRI_ROLE_ACTIVE:
    case BRI_ROLE_FIRST: return slot_history_text(arena, scenario, def);
    case BRI_ROLE_POSTURE: text = bri_arena_format(arena, "posture(%s)", scenario->actors[def->argument].name); break;
    case BRI_ROLE_AGE: return "age";
    case BRI_ROLE_RUNG: return "rung";
    case BRI_ROLE_REACHED: text = bri_arena_format(arena, "reached(%s)", scenario->rungs[def->argument].slug); break;
    case BRI_ROLE_TIME: return "time";
    case BRI_ROLE_CALENDAR:
        switch (def->kind) {
        case BRI_SLOT_MONTH: return "month";
        case BRI_SLOT_COS_YEAR: return "cos_year";
        case BRI_SLOT_SIN_YEAR: return "sin_year";
        default: text = bri_arena_format(arena, "season(%s)", seasons[def->argument]); break;
        }
    }
    return text ? text : "";
}
