/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "teller.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

#define DRAWS 64   /* of an effect's marks, to see which way it goes */
#define STEPS 16   /* of a slot over its range, to see which way a formula goes */
#define SPAN 365.0 /* of a slot without bounds */

bool bri_teller_init(bri_teller *teller, const brink_scenario *scenario, const double *parameters) {
    *teller = (bri_teller){.scenario = scenario, .parameters = parameters, .arena = bri_arena_new()};
    if (teller->arena == NULL)
        return false;
    if (bri_relations_find(&teller->relations, scenario) && bri_boxes_find(&teller->boxes, teller->arena, scenario, parameters))
        return true;
    bri_teller_clear(teller);
    return false;
}

void bri_teller_clear(bri_teller *teller) {
    bri_relations_clear(&teller->relations);
    bri_arena_free(teller->arena);
    teller->arena = NULL;
}

char *bri_teller_tell(const brink_scenario *scenario, const double *parameters, void (*tell)(const bri_teller *teller)) {
    char *text = NULL;
    size_t length;
    bri_teller teller;
    FILE *to = open_memstream(&text, &length);
    if (to == NULL)
        return NULL;
    bool worked = bri_teller_init(&teller, scenario, parameters);
    if (worked) {
        teller.to = to;
        tell(&teller);
        bri_teller_clear(&teller);
    }
    worked = !ferror(to) && worked;
    worked = fclose(to) == 0 && worked;
    if (worked)
        return text;
    free(text);
    return NULL;
}

/* ---- texts ---- */

static const char *leaf_name(void *context, const bri_leaf *leaf) {
    const bri_teller *teller = context;
    const brink_scenario *scenario = teller->scenario;
    const char *text = NULL;
    switch (leaf->kind) {
    case BRI_LEAF_PARAMETER: return scenario->parameters[leaf->index].name;
    case BRI_LEAF_SLOT: return bri_slot_text(teller->arena, scenario, leaf->index);
    case BRI_LEAF_MARK: return scenario->marks[leaf->index].name;
    case BRI_LEAF_CAUSE: text = bri_arena_format(teller->arena, "cause.%s", scenario->marks[leaf->index].name); break;
    case BRI_LEAF_CONSTANT: text = bri_arena_format(teller->arena, "%.10g", leaf->value); break;
    case BRI_LEAF_ALIAS: break; /* in no tree */
    }
    return text != NULL ? text : "";
}

const char *bri_teller_formula(const bri_teller *teller, const bri_expr *expr) {
    const char *text = bri_expr_text(teller->arena, expr, leaf_name, (void *)teller);
    return text != NULL ? text : "";
}

const char *bri_teller_value(const bri_teller *teller, double value, bri_type type) {
    double scale;
    const char *unit = bri_type_unit(type, &scale);
    if (type.is_boolean)
        return value != 0.0 ? "true" : "false";
    const char *text = bri_arena_format(teller->arena, "%.6g", value / scale);
    if (text == NULL || unit[0] == '\0')
        return text != NULL ? text : "";
    text = bri_arena_format(teller->arena, unit[0] == '1' ? "%s%s" : "%s %s", text, unit[0] == '1' ? unit + 1 : unit);
    return text != NULL ? text : "";
}

const char *bri_teller_party(const bri_teller *teller, bri_party_kind party, uint32_t index) {
    const brink_scenario *scenario = teller->scenario;
    const char *kind = NULL, *name = NULL;
    switch (party) {
    case BRI_PARTY_DECISION: kind = "decision", name = scenario->decisions[index].name; break;
    case BRI_PARTY_ACTION: kind = "action", name = scenario->actions[index].name; break;
    case BRI_PARTY_RUNG: kind = "rung", name = scenario->rungs[index].slug; break;
    case BRI_PARTY_OUTCOME: kind = "outcome", name = scenario->outcomes[index].name; break;
    case BRI_PARTY_VARIABLE: kind = "variable", name = scenario->variables[index].name; break;
    case BRI_PARTY_PARAMETER: kind = "parameter", name = scenario->parameters[index].name; break;
    }
    const char *text = bri_arena_format(teller->arena, "%s %s", kind, name);
    return text != NULL ? text : "";
}

/* ---- signs ---- */

/* The middle of a slot's box at the start; 0 where it has none. */
static double middle(bri_interval box) {
    if (box.low == box.high)
        return box.low;
    return isfinite(box.low) && isfinite(box.high) ? 0.5 * (box.low + box.high) : 0.0;
}

static double *start_values(const bri_teller *teller) {
    double *slot = bri_arena_alloc(teller->arena, teller->scenario->slot_count + 1, sizeof *slot);
    for (uint32_t i = 0; slot != NULL && i < teller->scenario->slot_count; i++)
        slot[i] = middle(teller->boxes.start[i]);
    return slot;
}

/* What an effect needs to be computed at the start of the scenario. */
typedef struct trial {
    const bri_code *effect, **marks;
    double *slot, *mark, *cause, *scratch;
    gsl_rng *rng;
} trial;

static const bri_code *compile(const bri_teller *teller, const bri_expr *expr, size_t *scratch) {
    const bri_code *code = bri_code_compile(teller->arena, expr, teller->parameters);
    if (code != NULL && bri_code_scratch(code) > *scratch)
        *scratch = bri_code_scratch(code);
    return code;
}

/* False: memory is out; clear it in any case. */
static bool prepare(trial *made, const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    size_t scratch = 1, marks = teller->scenario->mark_count;
    *made = (trial){.rng = gsl_rng_alloc(gsl_rng_mt19937)}; /* with its own seed: the same answer every time */
    made->marks = bri_arena_alloc(teller->arena, action->mark_count + 1, sizeof(const bri_code *));
    made->effect = compile(teller, effect->value, &scratch);
    bool is_ready = made->rng != NULL && made->marks != NULL && made->effect != NULL;
    for (uint32_t i = 0; is_ready && i < action->mark_count; i++)
        is_ready = (made->marks[i] = compile(teller, action->marks[i].value, &scratch)) != NULL;
    made->slot = start_values(teller);
    made->mark = bri_arena_alloc(teller->arena, marks + 1, sizeof *made->mark);
    made->cause = bri_arena_alloc(teller->arena, marks + 1, sizeof *made->cause);
    made->scratch = bri_arena_alloc(teller->arena, scratch, sizeof *made->scratch);
    return is_ready && made->slot != NULL && made->mark != NULL && made->cause != NULL && made->scratch != NULL;
}

/* By how much the effect changes its slot, with marks drawn anew. */
static double try_once(trial *with, const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    bri_env env = {.slot = with->slot, .mark = with->mark, .cause = with->cause, .rng = with->rng, .scratch = with->scratch,
                   .parameter = teller->parameters};
    for (uint32_t i = 0; i < teller->scenario->mark_count; i++)
        with->mark[i] = with->cause[i] = NAN;
    for (uint32_t i = 0; i < action->mark_count; i++)
        with->mark[action->marks[i].mark] = bri_code_value(with->marks[i], &env);
    return bri_code_value(with->effect, &env) - with->slot[effect->target];
}

static int sign_of(int rises, int falls) {
    return (rises > 0 && falls == 0) - (falls > 0 && rises == 0);
}

int bri_teller_effect_sign(const bri_teller *teller, const bri_action *action, const bri_effect *effect) {
    trial with;
    int rises = 0, falls = 0;
    if (prepare(&with, teller, action, effect))
        for (int i = 0; i < DRAWS; i++) {
            double change = try_once(&with, teller, action, effect);
            rises += change > 0.0;
            falls += change < 0.0;
        }
    if (with.rng != NULL)
        gsl_rng_free(with.rng);
    return sign_of(rises, falls);
}

int bri_teller_slope_sign(const bri_teller *teller, const bri_expr *expr, uint32_t slot) {
    const bri_interval reach = teller->boxes.modest[slot];
    size_t scratch = 1;
    double *value = start_values(teller), last = NAN;
    const bri_code *code = bri_expr_has_draws(expr) ? NULL : compile(teller, expr, &scratch);
    double *room = bri_arena_alloc(teller->arena, scratch, sizeof *room);
    int rises = 0, falls = 0;
    if (value == NULL || code == NULL || room == NULL)
        return 0;
    double low = isfinite(reach.low) ? reach.low : 0.0, high = isfinite(reach.high) && reach.high > low ? reach.high : low + SPAN;
    for (int step = 0; step <= STEPS; step++) {
        value[slot] = low + (high - low) * step / STEPS;
        double now = bri_code_value(code, &(bri_env){.slot = value, .scratch = room, .parameter = teller->parameters});
        rises += now > last;
        falls += now < last;
        last = now;
    }
    return sign_of(rises, falls);
}
