/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would end a replication as failed. A formula is tried out where the variables that it reads stand at the ends of their ranges, each alone
 * and all together: what is told is a value that it has, not a bound that it stays below. Whether a replication ever comes there is not known. */
#include <math.h>
#include <string.h>

#include "lint.h"

/* How far a variable without a range is tried. */
#define FAR 1000.0

#define MOST_SLOTS 64

/* A formula and the values that it must keep to. */
typedef struct limit {
    const bri_expr *expr;
    const char *what, *wrong, *remedy;
    double low, high;
} limit;

/* The slots that a formula reads. */
typedef struct reading {
    uint32_t slot[MOST_SLOTS];
    bri_type type[MOST_SLOTS];
    uint32_t count;
    bool is_known; /* it reads nothing else that is not known here */
} reading;

static void note_leaf(void *context, const bri_leaf *leaf) {
    reading *r = context;
    if (leaf->kind == BRI_LEAF_PARAMETER || leaf->kind == BRI_LEAF_CONSTANT) return;
    if (leaf->kind != BRI_LEAF_SLOT || r->count == MOST_SLOTS) {
        r->is_known = false;
        return;
    }
    for (uint32_t i = 0; i < r->count; i++)
        if (r->slot[i] == leaf->index) return;
    r->slot[r->count] = leaf->index;
    r->type[r->count++] = leaf->type;
}

static reading read_slots(const bri_expr *expr) {
    reading r = {.is_known = !bri_expr_has_draws(expr) && !bri_expr_has_members(expr)};
    bri_expr_leaves(expr, note_leaf, &r);
    return r;
}

static double rest_of(const bri_boxes *boxes, uint32_t slot) {
    double low = boxes->modest[slot].low;
    return isfinite(low) || isinf(boxes->start[slot].low) ? low : 0.0;
}

static double end_of(const bri_boxes *boxes, uint32_t slot, bool is_high) {
    double end = is_high ? boxes->whole[slot].high : boxes->whole[slot].low, rest = rest_of(boxes, slot);
    if (isfinite(end)) return end;
    double from = isfinite(rest) ? rest : 0.0;
    return is_high ? from + FAR * (1.0 + fabs(from)) : from - FAR * (1.0 + fabs(from));
}

/* A formula being tried. */
typedef struct trial {
    bri_linting *lint;
    const bri_decision *decision;
    const limit *limit;
    const reading *reading;
    const bri_lint_point *point;
    const bri_code *code;
    bri_interval *boxes, *scratch; /* boxes: by slot, single points */
} trial;

/* Does the formula leave its limits where the slots are now? */
static bool leaves_limits(const trial *t) {
    const bri_bounding bounding = {.boxes = t->boxes,
                                   .parameters = t->point->parameters,
                                   .binding = t->decision->binding,
                                   .link = t->decision->link,
                                   .networks = t->lint->networks};
    bri_interval value = bri_code_bound_for(t->code, &bounding, t->scratch);
    return value.low > t->limit->high || value.high < t->limit->low;
}

static void put(const trial *t, uint32_t i, double value) {
    t->boxes[t->reading->slot[i]] = (bri_interval){value, value};
}

static const char *slot_is(const trial *t, uint32_t i) {
    double scale, value = t->boxes[t->reading->slot[i]].low;
    const char *unit = bri_type_unit(t->reading->type[i], &scale);
    return bri_arena_format(t->lint->arena, "%s is %s", bri_slot_text(t->lint->arena, t->lint->scenario, t->reading->slot[i]),
                            bri_quantity_text(t->lint->arena, value, scale, unit));
}

/* Where it leaves them, in words; NULL: nowhere that was tried. */
static const char *find_where(const trial *t) {
    const bri_boxes *ever = &t->point->boxes;
    uint32_t count = t->reading->count;
    for (uint32_t i = 0; i < count; i++) put(t, i, rest_of(ever, t->reading->slot[i]));
    for (uint32_t i = 0; i < count; i++) {
        for (int is_high = 1; is_high >= 0; is_high--) {
            put(t, i, end_of(ever, t->reading->slot[i], is_high));
            if (leaves_limits(t)) return slot_is(t, i);
        }
        put(t, i, rest_of(ever, t->reading->slot[i]));
    }
    for (int is_high = 1; is_high >= 0 && count > 1; is_high--) {
        for (uint32_t i = 0; i < count; i++) put(t, i, end_of(ever, t->reading->slot[i], is_high));
        if (leaves_limits(t)) return is_high ? "all that it reads is as high as it can be" : "all that it reads is as low as it can be";
    }
    return NULL;
}

static void lint_limit(bri_linting *lint, const bri_decision *decision, const limit *kept) {
    if (kept->expr == NULL) return;
    const reading read = read_slots(kept->expr);
    if (!read.is_known || read.count == 0) return; /* what reads no variable was checked with the parameters */
    trial t = {.lint = lint, .decision = decision, .limit = kept, .reading = &read};
    t.boxes = bri_arena_alloc(lint->arena, lint->scenario->slot_count, sizeof *t.boxes);
    for (size_t i = 0; i < lint->point_count; i++) {
        t.point = &lint->points[i];
        t.code = bri_code_compile(lint->arena, kept->expr, t.point->parameters);
        t.scratch = t.code != NULL ? bri_arena_alloc(lint->arena, bri_code_scratch(t.code), sizeof *t.scratch) : NULL;
        const char *where = t.boxes != NULL && t.scratch != NULL ? find_where(&t) : NULL;
        if (where == NULL) continue;
        const char *variant = i == 0 ? "" : bri_arena_format(lint->arena, " in variant \"%s\"", lint->scenario->variants[i - 1].name);
        BRI_LINT_WARN(lint, decision->place, kept->remedy, "decision \"%s\" could end a replication as failed%s: %s %s where %s", decision->title,
                      variant, kept->what, kept->wrong, where);
        return;
    }
}

static limit probability(const bri_expr *expr, const char *what) {
    return (limit){expr, what, "leaves 0 to 1", "keep it from 0 to 1: clamp(…, 0, 1), or a `range` for what it reads", 0.0, 1.0};
}

static limit delay(const bri_expr *expr, const char *what) {
    return (limit){expr, what, "is negative", "keep it from being negative: max(…, 0 d), or a `range` for what it reads", 0.0, INFINITY};
}

void bri_lint_limits(bri_linting *lint, uint32_t index) {
    const bri_decision *decision = &lint->scenario->decisions[index];
    if (decision->leader != index || decision->is_absent) return;
    lint_limit(lint, decision, (limit[]){probability(decision->probability, "its probability")});
    if (decision->clock == BRI_CLOCK_TRIGGERED) lint_limit(lint, decision, (limit[]){delay(decision->delay, "its delay")});
    for (uint32_t i = 0; i < decision->phase_count; i++) {
        lint_limit(lint, decision, (limit[]){probability(decision->phases[i].probability, "the probability of a stage")});
        lint_limit(lint, decision, (limit[]){delay(decision->phases[i].delay, "the time that a stage takes")});
    }
    for (uint32_t i = 0; i < decision->vote_count; i++) {
        lint_limit(lint, decision, (limit[]){probability(decision->votes[i].consent, "a consent")});
        lint_limit(lint, decision, (limit[]){probability(decision->votes[i].abstention, "an abstention")});
    }
}

/* ---- cascades ---- */

/* An action that follows another at once and for certain. */
typedef struct answer {
    uint32_t from, to;
    bool is_out; /* it is on no circle */
} answer;

static bool is_always(const bri_linting *lint, const bri_expr *expr, double wanted) {
    double value;
    return expr == NULL || (bri_expr_is_constant(expr, lint->points[0].parameters, &value) && value == wanted);
}

/* Does a decision do its one action at once and for certain, whenever it is triggered? */
static bool answers_at_once(const bri_linting *lint, uint32_t index) {
    const bri_decision *d = &lint->scenario->decisions[index];
    size_t stops;
    bri_relations_of(&lint->relations, BRI_STOPS_CLOCK, index, &stops);
    bool is_certain = d->is_active && !d->is_absent && stops == 0 && d->limit == UINT64_MAX && d->guard == NULL && d->vote_count == 0;
    bool is_single = d->range == BRI_NONE && d->option_count == 1 && d->options[0].weight == NULL && d->options[0].action != BRI_NONE;
    return d->clock == BRI_CLOCK_TRIGGERED && is_certain && is_single && d->phase_count == 0 && is_always(lint, d->probability, 1.0) &&
           is_always(lint, d->delay, 0.0);
}

static answer *find_answers(const bri_linting *lint, size_t *count) {
    const brink_scenario *scenario = lint->scenario;
    *count = 0;
    size_t most = 0;
    for (uint32_t i = 0; i < scenario->decision_count; i++) most += scenario->decisions[i].trigger_count;
    answer *answers = bri_arena_alloc(lint->arena, most + 1, sizeof *answers);
    for (uint32_t i = 0; answers != NULL && i < scenario->decision_count; i++) {
        const bri_decision *decision = &scenario->decisions[i];
        if (!answers_at_once(lint, i)) continue;
        for (uint32_t k = 0; k < decision->trigger_count; k++)
            answers[(*count)++] = (answer){.from = decision->triggers[k], .to = decision->options[0].action};
    }
    return answers;
}

/* Take out what nothing leads to, or what leads nowhere, until only circles and what lies between them are left; false: memory is out. */
static bool leave_circles(const bri_linting *lint, answer *answers, size_t count) {
    uint32_t *in = bri_arena_alloc(lint->arena, lint->scenario->action_count, sizeof *in);
    uint32_t *out = bri_arena_alloc(lint->arena, lint->scenario->action_count, sizeof *out);
    if (in == NULL || out == NULL) return false;
    memset(in, 0, lint->scenario->action_count * sizeof *in);
    memset(out, 0, lint->scenario->action_count * sizeof *out);
    for (size_t i = 0; i < count; i++) {
        in[answers[i].to]++;
        out[answers[i].from]++;
    }
    for (bool is_new = true; is_new;) {
        is_new = false;
        for (size_t i = 0; i < count; i++) {
            answer *a = &answers[i];
            if (a->is_out || (in[a->from] > 0 && out[a->to] > 0)) continue;
            a->is_out = is_new = true;
            in[a->to]--;
            out[a->from]--;
        }
    }
    return true;
}

/* A rung that ends replications may end a cascade. */
static bool may_be_ended(const brink_scenario *scenario) {
    for (uint32_t i = 0; i < scenario->rung_count; i++)
        if (scenario->rungs[i].stops) return true;
    return false;
}

void bri_lint_cascades(bri_linting *lint) {
    size_t count = 0;
    answer *answers = may_be_ended(lint->scenario) ? NULL : find_answers(lint, &count);
    if (answers == NULL || !leave_circles(lint, answers, count)) return;
    for (size_t i = 0; i < count; i++) {
        if (answers[i].is_out) continue;
        const bri_action *action = &lint->scenario->actions[answers[i].from];
        BRI_LINT_WARN(lint, action->place, "give one of the answers a delay, a probability below 1, or a condition (`when`)",
                      "action \"%s\" brings itself about again at the same instant, without end", action->name);
        return; /* the others are on the same circle, or the next run tells */
    }
}
