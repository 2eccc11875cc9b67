/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compile a scenario for values of its parameters: formulas become code with the parameters folded in, names become indices, and who must be
 * told of a change becomes lists. The heights of the random fields alone come from the file's own values, so that all variants share their points. */
#define _GNU_SOURCE /* qsort_r */
#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>

#include "base/field.h"
#include "plan/check.h"
#include "plan/decoupled.h"
#include "plan/dyad.h"
#include "plan/floors.h"
#include "plan/needs.h"
#include "plan/plateaus.h"
#include "plan/pushes.h"

#define LN_2 0.69314718055994530942

/* A plan in the making. */
typedef struct planner {
    bri_arena *arena;
    const brink_scenario *scenario;
    const double *parameters;
    bri_plan *plan;
    bri_plan_slot *slots;
    bri_plan_action *actions;
    bri_plan_decision *decisions;
    bri_plan_watch *watches;
    bool is_out_of_memory;
} planner;

static void *allocate(planner *p, size_t count, size_t size) {
    void *memory = bri_arena_alloc(p->arena, count, size);
    if (!memory) p->is_out_of_memory = true;
    return memory;
}

static bool moves(const void *scenario, uint32_t slot) {
    return ((const brink_scenario *)scenario)->slots[slot].kind != BRI_SLOT_CONSTANT;
}

/* A formula that is computed before all events, or when those so far are counted. */
static const bri_code *compile_apart(planner *p, const bri_expr *expr) {
    if (!expr) return NULL;
    const bri_code *code = bri_code_compile_for(p->arena, expr, p->parameters, moves, p->scenario);
    if (!code) {
        p->is_out_of_memory = true;
        return NULL;
    }
    size_t scratch = bri_code_scratch(code);
    if (scratch > p->plan->scratch) p->plan->scratch = scratch;
    return code;
}

static const bri_code *compile(planner *p, const bri_expr *expr) {
    const bri_code *code = compile_apart(p, expr);
    size_t count = 0;
    const uint32_t *slots = code ? bri_code_slots(code, &count) : NULL;
    for (size_t i = 0; i < count; i++) p->slots[slots[i]].is_read = true;
    return code;
}

/* A formula of parameters alone; 0 where there is none. */
static double constant(const planner *p, const bri_expr *expr) {
    double value = 0;
    if (expr) bri_expr_is_constant(expr, p->parameters, &value);
    return value;
}

/* ---- slots ---- */

static void plan_variable(planner *p, bri_plan_slot *slot) {
    const bri_variable *v = &p->scenario->variables[slot->argument];
    double value;
    slot->minimum = v->minimum;
    slot->maximum = v->maximum;
    slot->baseline = constant(p, v->baseline);
    slot->decay = v->half_life ? LN_2 / constant(p, v->half_life) : 0;
    slot->blur = slot->decay * p->plan->horizon * 1e-14;
    slot->slope = constant(p, v->slope);
    slot->stream = bri_stream_of(v->name);
    if (bri_expr_is_constant(v->initial, p->parameters, &value))
        slot->start = value;
    else
        slot->initial = compile_apart(p, v->initial);
}

static void plan_slot(planner *p, const bri_slot_def *def, bri_plan_slot *slot) {
    *slot = (bri_plan_slot){
        .kind = def->kind, .role = def->role, .argument = def->argument, .window = def->window, .minimum = -INFINITY, .maximum = INFINITY};
    switch (def->role) {
    case BRI_ROLE_VARIABLE: plan_variable(p, slot); break;
    case BRI_ROLE_SINCE:
        slot->slope = 1;
        slot->start = INFINITY;
        break;
    case BRI_ROLE_FIRST:
    case BRI_ROLE_REACHED: slot->start = INFINITY; break;
    case BRI_ROLE_AGE:
    case BRI_ROLE_TIME: slot->slope = 1; break;
    case BRI_ROLE_POSTURE: slot->start = p->scenario->actors[def->argument].posture_initial; break;
    case BRI_ROLE_RUNG: slot->start = -1; break;
    default: break;
    }
}

static void plan_slots(planner *p) {
    uint32_t count = p->scenario->slot_count;
    p->slots = allocate(p, count, sizeof *p->slots);
    p->plan->rung_slot = BRI_NONE;
    for (uint32_t i = 0; p->slots && i < count; i++) {
        plan_slot(p, &p->scenario->slots[i], &p->slots[i]);
        if (p->slots[i].role == BRI_ROLE_RUNG) p->plan->rung_slot = i;
    }
    p->plan->slots = p->slots;
    p->plan->slot_count = count;
}

/* ---- actions ---- */

static void find_form(bri_plan_effect *effect) {
    if (bri_code_is_constant(effect->value, &effect->amount))
        effect->form = BRI_FORM_CONSTANT;
    else if (bri_code_is_increment(effect->value, effect->who, effect->target, &effect->amount))
        effect->form = BRI_FORM_INCREMENT;
}

static const bri_plan_effect *plan_effects(planner *p, const bri_effect *effects, uint32_t count) {
    bri_plan_effect *list = allocate(p, count, sizeof *list);
    for (uint32_t i = 0; list && i < count; i++) {
        const bri_code *condition = compile(p, effects[i].condition), *value = compile(p, effects[i].value);
        list[i] = (bri_plan_effect){.kind = effects[i].kind,
                                    .who = effects[i].who,
                                    .target = effects[i].target,
                                    .network = effects[i].network,
                                    .leader = effects[i].leader,
                                    .selector = effects[i].selector,
                                    .condition = condition,
                                    .value = value,
                                    .draws = (condition && bri_code_draws(condition)) || (value && bri_code_draws(value))};
        if (value) find_form(&list[i]);
    }
    return list;
}

static const bri_plan_mark *plan_marks(planner *p, const bri_action *action) {
    bri_plan_mark *list = allocate(p, action->mark_count, sizeof *list);
    for (uint32_t i = 0; list && i < action->mark_count; i++) {
        const bri_mark_draw *draw = &action->marks[i];
        list[i] = (bri_plan_mark){.mark = draw->mark, .value = compile(p, draw->value), .sub = bri_stream_of(p->scenario->marks[draw->mark].name)};
    }
    return list;
}

static void plan_action(planner *p, const bri_action *action, bri_plan_action *plan) {
    *plan = (bri_plan_action){
        .actor = action->actor,
        .target = action->target,
        .stream = bri_stream_of(action->name),
        .marks = plan_marks(p, action),
        .mark_count = action->mark_count,
        .value = compile(p, action->value),
        .duration = compile(p, action->duration),
        .effects = plan_effects(p, action->effects, action->effect_count),
        .effect_count = action->effect_count,
        .end_effects = plan_effects(p, action->end_effects, action->end_effect_count),
        .end_effect_count = action->end_effect_count,
    };
    for (int side = 0; side < BRI_SIDES; side++) plan->history[side] = (bri_plan_history){BRI_NONE, BRI_NONE, BRI_NONE, BRI_NONE, BRI_NONE, BRI_NONE};
}

/* `member` belongs at the end of a list. */
typedef struct index_list {
    const uint32_t **list;
    uint32_t *count;
    uint32_t member;
} index_list;

/* Make all lists from their members, in order: count, allocate, fill. */
static void fill_lists(planner *p, const index_list *pairs, size_t count) {
    for (size_t i = 0; i < count; i++) ++*pairs[i].count;
    for (size_t i = 0; i < count && !p->is_out_of_memory; i++)
        if (!*pairs[i].list) {
            *pairs[i].list = allocate(p, *pairs[i].count, sizeof(uint32_t));
            *pairs[i].count = 0;
        }
    for (size_t i = 0; i < count && !p->is_out_of_memory; i++) ((uint32_t *)*pairs[i].list)[(*pairs[i].count)++] = pairs[i].member;
}

static bool is_history(bri_slot_role role) {
    return role == BRI_ROLE_SINCE || role == BRI_ROLE_COUNT || role == BRI_ROLE_ACTIVE || role == BRI_ROLE_FIRST || role == BRI_ROLE_WINDOW;
}

static void link_action_slot(bri_plan_action *action, const bri_slot_def *def, uint32_t slot) {
    bri_plan_history *history = &action->history[def->side];
    bool is_late = def->window == BRI_AFTER_WARM_UP;
    switch (def->role) {
    case BRI_ROLE_SINCE: history->since = slot; break;
    case BRI_ROLE_COUNT: *(is_late ? &history->late_count : &history->count) = slot; break;
    case BRI_ROLE_ACTIVE: history->active = slot; break;
    case BRI_ROLE_FIRST: *(is_late ? &history->late_first : &history->first) = slot; break;
    default: ((bri_plan_window *)action->windows)[action->window_count++] = (bri_plan_window){def->side, slot}; break;
    }
}

/* Slots of members lie together, from actor 0 on: the first stands for all. */
static void link_history(planner *p) {
    const bri_slot_def *defs = p->scenario->slots;
    for (uint32_t i = 0; i < p->plan->slot_count; i++)
        if (defs[i].role == BRI_ROLE_WINDOW && defs[i].member == 0 && defs[i].side != BRI_SIDE_PAIR) p->actions[defs[i].argument].window_count++;
    for (uint32_t a = 0; a < p->plan->action_count; a++) {
        p->actions[a].windows = allocate(p, p->actions[a].window_count, sizeof *p->actions[a].windows);
        p->actions[a].window_count = 0;
    }
    for (uint32_t i = 0; i < p->plan->slot_count && !p->is_out_of_memory; i++)
        if (is_history(defs[i].role) && defs[i].member == 0 && defs[i].side != BRI_SIDE_PAIR)
            link_action_slot(&p->actions[defs[i].argument], &defs[i], i);
}

static void link_dyads(planner *p) {
    bri_pairs *pairs = allocate(p, p->plan->action_count, sizeof *pairs);
    p->is_out_of_memory |= !pairs || !bri_dyads_link(p->arena, p->scenario, pairs);
    for (uint32_t i = 0; i < p->plan->action_count && !p->is_out_of_memory; i++) p->actions[i].dyads = pairs[i];
}

static void link_triggers(planner *p) {
    const brink_scenario *scenario = p->scenario;
    size_t total = 0, count = 0;
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances) total += scenario->decisions[i].trigger_count;
    index_list *pairs = allocate(p, total, sizeof *pairs);
    for (uint32_t i = 0; pairs && i < scenario->decision_count; i += scenario->decisions[i].instances)
        for (uint32_t j = 0; j < scenario->decisions[i].trigger_count; j++) {
            bri_plan_action *action = &p->actions[scenario->decisions[i].triggers[j]];
            pairs[count++] = (index_list){&action->triggers, &action->trigger_count, i};
        }
    if (pairs) fill_lists(p, pairs, count);
}

static void plan_actions(planner *p) {
    uint32_t count = p->scenario->action_count;
    p->actions = allocate(p, count, sizeof *p->actions);
    for (uint32_t i = 0; p->actions && i < count; i++) plan_action(p, &p->scenario->actions[i], &p->actions[i]);
    p->plan->actions = p->actions;
    p->plan->action_count = count;
}

/* ---- decisions ---- */

static const bri_plan_option *plan_options(planner *p, const bri_decision *d) {
    bri_plan_option *list = allocate(p, d->option_count, sizeof *list);
    for (uint32_t i = 0; list && i < d->option_count; i++)
        list[i] = (bri_plan_option){.action = d->options[i].action,
                                    .weight = compile(p, d->options[i].weight),
                                    .effects = plan_effects(p, d->options[i].effects, d->options[i].effect_count),
                                    .effect_count = d->options[i].effect_count,
                                    .is_vetoable = d->options[i].is_vetoable};
    return list;
}

static const bri_plan_vote *plan_votes(planner *p, const bri_decision *d) {
    bri_plan_vote *list = allocate(p, d->vote_count, sizeof *list);
    for (uint32_t i = 0; list && i < d->vote_count; i++)
        list[i] = (bri_plan_vote){.actor = d->votes[i].actor,
                                  .consent = compile(p, d->votes[i].consent),
                                  .abstention = compile(p, d->votes[i].abstention),
                                  .has_veto = d->votes[i].has_veto};
    return list;
}

static const bri_plan_phase *plan_phases(planner *p, const bri_decision *d) {
    bri_plan_phase *list = allocate(p, d->phase_count, sizeof *list);
    for (uint32_t i = 0; list && i < d->phase_count; i++)
        list[i] = (bri_plan_phase){.delay = compile(p, d->phases[i].delay),
                                   .probability = compile(p, d->phases[i].probability),
                                   .success = d->phases[i].success,
                                   .failure = d->phases[i].failure};
    return list;
}

/* A formula of parameters for one member. */
static const bri_expr *bound(planner *p, const bri_expr *expr, const bri_binding *binding) {
    if (!expr || !bri_expr_has_members(expr)) return expr;
    const bri_expr *made = bri_expr_bind(p->arena, expr, binding);
    p->is_out_of_memory |= !made;
    return made;
}

static void plan_decision(planner *p, const bri_decision *d, bri_plan_decision *plan, double field_base) {
    *plan = (bri_plan_decision){
        .clock = d->clock,
        .pending = d->pending,
        .stream = bri_stream_of(d->name),
        .limit = d->limit,
        .rate = compile(p, d->rate),
        .field_base = field_base,
        .gap = compile(p, d->gap),
        .first_beyond = constant(p, bound(p, d->first_beyond, &d->binding)),
        .dates = d->dates,
        .date_count = d->date_count,
        .probability = compile(p, d->probability),
        .delay = compile(p, d->delay),
        .guard = compile(p, d->guard),
        .rationality = compile(p, d->rationality),
        .options = plan_options(p, d),
        .option_count = d->option_count,
        .votes = plan_votes(p, d),
        .vote_count = d->vote_count,
        .quorum = d->quorum,
        .rejection = d->rejection,
        .phases = plan_phases(p, d),
        .phase_count = d->phase_count,
        .age_slot = d->age_slot,
        .target = d->target,
        .binding = d->binding,
        .link = d->link,
        .leader = d->leader,
        .instances = d->instances,
        .range = d->range,
        .self_is = d->self_is,
        .target_is = d->target_is,
        .reaction_network = d->reaction_network,
        .draw_from = d->draw_from,
        .draw_weight = compile(p, d->draw_weight),
        .is_active = d->is_active,
    };
}

/* An instance is as its leader, but for whom it is about. */
static void plan_instance(planner *p, const bri_decision *d, bri_plan_decision *plan, const bri_plan_decision *leader, double field_base) {
    *plan = *leader;
    plan->stream = bri_stream_of(d->name);
    plan->field_base = field_base;
    plan->binding = d->binding;
    plan->link = d->link;
    plan->age_slot = d->age_slot;
    plan->target = d->target;
    plan->first_beyond = constant(p, bound(p, d->first_beyond, &d->binding));
}

static int by_rank(const void *a, const void *b, void *context) {
    const bri_decision *decisions = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (decisions[x].priority != decisions[y].priority) return decisions[x].priority > decisions[y].priority ? -1 : 1;
    return (x > y) - (x < y);
}

/* A decision that a variant replaces has the field of the base's own, so that they share their points as far as their rates agree. */
static bool share_fields(planner *p, double *bases) {
    const brink_scenario *base = p->scenario->base;
    if (!base || base->decision_count != p->scenario->decision_count) return true;
    double *theirs = allocate(p, base->decision_count, sizeof *theirs);
    if (!theirs || !bri_field_bases(p->arena, base, theirs)) return false;
    for (uint32_t i = 0; i < base->decision_count; i++) {
        const bri_decision *d = &p->scenario->decisions[i];
        bool is_hazard = d->clock == BRI_CLOCK_HAZARD && base->decisions[i].clock == BRI_CLOCK_HAZARD;
        if (is_hazard && !d->field_rate) bases[i] = theirs[i];
    }
    return true;
}

static void plan_decisions(planner *p) {
    uint32_t count = p->scenario->decision_count;
    double *bases = allocate(p, count, sizeof *bases);
    uint32_t *order = allocate(p, count, sizeof *order);
    p->decisions = allocate(p, count, sizeof *p->decisions);
    if (p->is_out_of_memory || !bri_field_bases(p->arena, p->scenario, bases) || !share_fields(p, bases)) {
        p->is_out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        const bri_decision *d = &p->scenario->decisions[i];
        if (d->leader == i)
            plan_decision(p, d, &p->decisions[i], bri_field_base(bases[i]));
        else
            plan_instance(p, d, &p->decisions[i], &p->decisions[d->leader], bri_field_base(bases[i]));
        order[i] = i;
    }
    qsort_r(order, count, sizeof *order, by_rank, (void *)p->scenario->decisions);
    p->plan->decisions = p->decisions;
    p->plan->decision_count = count;
    p->plan->order = order;
}

/* ---- ladder and outcomes ---- */

static void plan_rungs(planner *p) {
    uint32_t count = p->scenario->rung_count;
    bri_plan_rung *rungs = allocate(p, count, sizeof *rungs);
    for (uint32_t i = 0; rungs && i < count; i++)
        rungs[i] = (bri_plan_rung){.stops = p->scenario->rungs[i].stops, .reached = BRI_NONE, .late_reached = BRI_NONE};
    for (uint32_t i = 0; rungs && i < p->plan->slot_count; i++) {
        const bri_plan_slot *slot = &p->slots[i];
        if (slot->role != BRI_ROLE_REACHED) continue;
        *(slot->window == BRI_AFTER_WARM_UP ? &rungs[slot->argument].late_reached : &rungs[slot->argument].reached) = i;
    }
    p->plan->rungs = rungs;
    p->plan->rung_count = count;
}

/* A watched condition in the making. */
typedef struct watching {
    bri_plan_watch *watch;
    const bool *is_moving; /* [slot] */
} watching;

static void note_moving(void *context, uint32_t slot) {
    watching *w = context;
    w->watch->moves |= w->is_moving[slot];
}

/* How a condition depends on slots that move. */
static void plan_watch(planner *p, bri_plan_watch *watch, const bool *is_moving) {
    watching w = {watch, is_moving};
    if (p->is_out_of_memory) return;
    bri_code_visit_slots(watch->when, watch->binding, p->plan->networks, note_moving, &w);
    if (!bri_thresholds_find(p->arena, watch->when, &watch->binding, is_moving, &watch->thresholds, &watch->threshold_count, &watch->is_closed))
        p->is_out_of_memory = true;
}

static void plan_crossing(planner *p, uint32_t decision, bri_plan_watch *watch, const bri_code *when) {
    const bri_decision *d = &p->scenario->decisions[decision];
    *watch = (bri_plan_watch){.when = when, .decision = decision, .binding = d->binding, .link = d->link};
}

static void plan_watches(planner *p) {
    const brink_scenario *scenario = p->scenario;
    uint32_t count = 0;
    bool *is_moving = allocate(p, scenario->slot_count, sizeof *is_moving);
    p->watches = allocate(p, (size_t)scenario->rung_count + scenario->decision_count, sizeof *p->watches);
    if (p->is_out_of_memory) return;
    for (uint32_t i = 0; i < scenario->slot_count; i++) is_moving[i] = scenario->slots[i].kind != BRI_SLOT_CONSTANT;
    for (uint32_t i = 0; i < scenario->rung_count; i++)
        p->watches[count++] = (bri_plan_watch){.when = compile(p, scenario->rungs[i].when), .decision = BRI_NONE, .binding = BRI_NOBODY};
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances) {
        const bri_code *when = compile(p, scenario->decisions[i].crossing);
        for (uint32_t j = 0; when && j < scenario->decisions[i].instances; j++) plan_crossing(p, i + j, &p->watches[count++], when);
    }
    for (uint32_t i = 0; i < count; i++) plan_watch(p, &p->watches[i], is_moving);
    p->plan->watches = p->watches;
    p->plan->watch_count = count;
}

static void plan_outcomes(planner *p) {
    uint32_t count = p->scenario->outcome_count;
    const bri_code **outcomes = allocate(p, count, sizeof *outcomes), **givens = allocate(p, count, sizeof *givens);
    for (uint32_t i = 0; outcomes && givens && i < count; i++) {
        outcomes[i] = compile_apart(p, p->scenario->outcomes[i].value);
        givens[i] = compile_apart(p, p->scenario->outcomes[i].given);
    }
    p->plan->outcomes = outcomes;
    p->plan->givens = givens;
    p->plan->outcome_count = count;
}

/* ---- who reads what ---- */

/* Pairs of a slot and who reads it, in the making. */
typedef struct reading {
    planner *planner;
    index_list *pairs; /* NULL: they are only counted */
    size_t count;
    uint32_t reader;
    bool is_watch;
} reading;

static void note_reading(void *context, uint32_t slot) {
    reading *r = context;
    bri_plan_slot *plan = &r->planner->slots[slot];
    if (r->pairs)
        r->pairs[r->count] =
            r->is_watch ? (index_list){&plan->watches, &plan->watch_count, r->reader} : (index_list){&plan->clocks, &plan->clock_count, r->reader};
    r->count++;
}

static void read_clocks(reading *r) {
    const bri_plan *plan = r->planner->plan;
    r->count = 0;
    for (r->reader = 0; r->reader < plan->decision_count; r->reader++) {
        const bri_plan_decision *d = &plan->decisions[r->reader];
        if (d->rate) bri_code_visit_slots(d->rate, d->binding, plan->networks, note_reading, r);
    }
}

static void read_watches(reading *r) {
    const bri_plan *plan = r->planner->plan;
    r->count = 0;
    for (r->reader = 0; r->reader < plan->watch_count; r->reader++) {
        const bri_plan_watch *watch = &plan->watches[r->reader];
        bri_code_visit_slots(watch->when, watch->binding, plan->networks, note_reading, r);
    }
}

static void link_readers(planner *p, void (*read)(reading *r), bool is_watch) {
    reading r = {.planner = p, .is_watch = is_watch};
    read(&r);
    if (!(r.pairs = allocate(p, r.count, sizeof *r.pairs))) return;
    read(&r);
    fill_lists(p, r.pairs, r.count);
}

static void link_clocks(planner *p) {
    link_readers(p, read_clocks, false);
}

static void link_watches(planner *p) {
    link_readers(p, read_watches, true);
}

static void find_moving(planner *p) {
    uint32_t *moving = allocate(p, p->plan->slot_count, sizeof *moving);
    for (uint32_t i = 0; moving && i < p->plan->slot_count; i++)
        if (p->slots[i].kind != BRI_SLOT_CONSTANT && (p->slots[i].clock_count || p->slots[i].watch_count)) moving[p->plan->moving_count++] = i;
    p->plan->moving = moving;
}

static void find_needs(planner *p) {
    bri_needs_find(p->plan, p->decisions);
    p->is_out_of_memory |= !bri_pushes_find(p->plan, p->decisions) || !bri_floors_find(p->plan, p->decisions, p->slots) ||
                           !bri_decoupled_find(p->plan, p->decisions) || !bri_plateaus_find(p->plan);
}

/* ---- the time grid ---- */

static void plan_grid(planner *p) {
    bri_plan *plan = p->plan;
    double step = p->scenario->series_step;
    plan->series_count = p->scenario->series_count;
    plan->derived_count = p->scenario->recorded_count - p->scenario->declared_variable_count;
    bri_plan_series *series = allocate(p, plan->series_count, sizeof *series);
    for (uint32_t i = 0; series && i < plan->series_count; i++) {
        const bri_series *from = &p->scenario->series[i];
        series[i] = (bri_plan_series){from->variable, from->slot, compile_apart(p, p->scenario->variables[from->variable].derived)};
    }
    plan->series = series;
    plan->grid_step = step;
    if (!(step > 0)) return;
    double length = plan->horizon - plan->warm_up;
    plan->grid_count = (uint32_t)(length / step) + 1;
    if (plan->grid_count * step <= length) /* the quotient was rounded down */
        plan->grid_count++;
}

static void plan_networks(planner *p) {
    p->plan->networks = bri_networks_of(p->arena, p->scenario);
    p->is_out_of_memory |= !p->plan->networks;
    uint64_t *streams = allocate(p, p->scenario->actor_count, sizeof *streams);
    for (uint32_t i = 0; streams && i < p->scenario->actor_count; i++) streams[i] = bri_stream_of(p->scenario->actors[i].name);
    p->plan->actor_streams = streams;
}

static void plan_all(planner *p) {
    static void (*const steps[])(planner *) = {plan_networks, plan_slots,   plan_actions, plan_decisions, plan_rungs,  plan_watches, plan_outcomes,
                                               link_history,  link_dyads,   link_triggers, link_clocks,   link_watches, find_moving, find_needs,
                                               plan_grid};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !p->is_out_of_memory; i++) steps[i](p);
}

static brink_status make(bri_plan **plan, bri_arena *arena, const brink_scenario *scenario, const double *parameters, brink_diagnostics *diagnostics,
                         brink_error *error) {
    double *values = bri_arena_alloc(arena, scenario->parameter_count, sizeof *values);
    bri_plan *new = bri_arena_alloc(arena, 1, sizeof *new);
    if (!values || !new) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    for (uint32_t i = 0; i < scenario->parameter_count; i++) values[i] = parameters ? parameters[i] : scenario->parameters[i].value;
    brink_status status = bri_scenario_check(scenario, values, NULL, diagnostics, error);
    if (status != BRINK_OK) return status;
    *new = (bri_plan){.arena = arena,
                      .scenario = scenario,
                      .epoch = scenario->start,
                      .horizon = scenario->end - scenario->start,
                      .parameters = values,
                      .warm_up = scenario->warm_up,
                      .mark_count = scenario->mark_count,
                      .event_limit = scenario->event_limit,
                      .cascade_limit = scenario->cascade_limit};
    planner p = {.arena = arena, .scenario = scenario, .parameters = values, .plan = new};
    plan_all(&p);
    if (p.is_out_of_memory) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    *plan = new;
    return BRINK_OK;
}

brink_status bri_plan_new(bri_plan **plan, const brink_scenario *scenario, const double *parameters, brink_diagnostics *diagnostics,
                          brink_error *error) {
    bri_arena *arena = bri_arena_new();
    if (!arena) return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    brink_status status = make(plan, arena, scenario, parameters, diagnostics, error);
    if (status != BRINK_OK) bri_arena_free(arena);
    return status;
}

void bri_plan_free(bri_plan *plan) {
    if (plan) bri_arena_free(plan->arena); /* the plan lies in it */
}
