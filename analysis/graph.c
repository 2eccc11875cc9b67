/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who excites or dampens whom. Every decision is an edge into what it does, from each thing that its chance hangs on; so one sees acts and variables
 * alone, and the decisions' names stand on the edges. */
#include "brink/explain.h"


#include "teller.h"

/* Colour-blind safe: orange rises, blue falls. */
static const char *const style_of_sign[] = {"color=\"#2b6cb0\", arrowhead=tee", "color=\"#888888\"", "color=\"#c05621\""};

static void put_quoted(FILE *to, const char *kind, const char *name) {
    fprintf(to, "\"%s ", kind);
    for (; *name != '\0'; name++) {
        if (*name == '"' || *name == '\\')
            fputc('\\', to);
        fputc(*name, to);
    }
    fputc('"', to);
}

static void put_action(const bri_teller *d, uint32_t action) {
    put_quoted(d->to, "action", d->scenario->actions[action].name);
}

static void put_slot(const bri_teller *d, uint32_t slot) {
    put_quoted(d->to, "variable", bri_teller_slot(d, slot));
}

/* ---- nodes ---- */

static void draw_actions(const bri_teller *d, uint32_t actor) {
    const brink_scenario *scenario = d->scenario;
    fprintf(d->to, "  subgraph cluster_%u {\n    label=\"%s\"; color=\"#dddddd\";\n", (unsigned)actor, bri_teller_actor(d, actor));
    for (uint32_t i = 0; i < scenario->action_count; i++)
        if (scenario->actions[i].actor == actor && !scenario->actions[i].is_absent) {
            fputs("    ", d->to);
            put_action(d, i);
            fprintf(d->to, " [shape=box, label=\"%s\"];\n", scenario->actions[i].name);
        }
    fputs("  }\n", d->to);
}

static bool is_active(const brink_scenario *scenario, uint32_t actor) {
    for (uint32_t i = 0; i < scenario->action_count; i++)
        if (scenario->actions[i].actor == actor && !scenario->actions[i].is_absent)
            return true;
    return false;
}

/* Variables and postures; of the members of a group, the first's. */
static bool is_shown(const brink_scenario *scenario, uint32_t slot) {
    const bri_slot_def *def = &scenario->slots[slot];
    if (def->role == BRI_ROLE_VARIABLE) return bri_slot_of_family(scenario, slot) == slot;
    if (def->role != BRI_ROLE_POSTURE) return false;
    const bri_actor *actor = &scenario->actors[def->argument];
    return actor->posture_count > 0 && (actor->group == BRI_NONE || scenario->groups[actor->group].members[0] == def->argument);
}

static void draw_slots(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    for (uint32_t i = 0; i < scenario->slot_count; i++) {
        if (!is_shown(scenario, i)) continue;
        fputs("  ", d->to);
        put_slot(d, i);
        fprintf(d->to, " [shape=ellipse, label=\"%s\"];\n", bri_teller_slot(d, i));
    }
}

/* ---- edges ---- */

static void draw_effects(const bri_teller *d, uint32_t index, const bri_effect *effects, uint32_t count, const char *dash) {
    const bri_action *action = &d->scenario->actions[index];
    for (uint32_t i = 0; i < count; i++) {
        if (effects[i].kind != BRI_EFFECT_ASSIGN && effects[i].kind != BRI_EFFECT_EACH) continue;
        fputs("  ", d->to);
        put_action(d, index);
        fputs(" -> ", d->to);
        put_slot(d, bri_slot_of_leaf(d->scenario, &(bri_leaf){.who = effects[i].who, .index = effects[i].target}));
        fprintf(d->to, " [%s%s];\n", style_of_sign[1 + bri_teller_effect_sign(d, action, &effects[i])], dash);
    }
}

/* From what `from` prints to every action of a decision. */
static void draw_decision_edges(const bri_teller *d, uint32_t decision, void (*from)(const bri_teller *, uint32_t), uint32_t object,
                                const char *style) {
    const bri_decision *to = &d->scenario->decisions[decision];
    for (uint32_t i = 0; i < to->option_count; i++) {
        if (to->options[i].action == BRI_NONE)
            continue;
        fputs("  ", d->to);
        from(d, object);
        fputs(" -> ", d->to);
        put_action(d, to->options[i].action);
        fprintf(d->to, " [%s, label=\"%s\"];\n", style, to->title);
    }
}

/* A decision's own rate (or what stands in its place), as it hangs on one slot. */
static void draw_reading(const bri_teller *d, uint32_t decision, uint32_t slot) {
    const brink_scenario *scenario = d->scenario;
    const bri_decision *to = &scenario->decisions[decision];
    const bri_slot_def *def = &scenario->slots[slot];
    const bri_expr *const chances[] = {to->rate, to->crossing, to->probability, to->guard}, *chance = NULL;
    for (size_t i = sizeof chances / sizeof *chances; i-- > 0;)
        chance = chances[i] != NULL ? chances[i] : chance;
    int sign = chance != NULL ? bri_teller_slope_sign(d, to, chance, slot) : 0;
    switch (def->role) {
    case BRI_ROLE_VARIABLE:
    case BRI_ROLE_POSTURE: draw_decision_edges(d, decision, put_slot, slot, style_of_sign[1 + sign]); break;
    case BRI_ROLE_SINCE:
    case BRI_ROLE_FIRST: draw_decision_edges(d, decision, put_action, def->argument, style_of_sign[1 - sign]); break; /* an act makes it small */
    case BRI_ROLE_COUNT:
    case BRI_ROLE_WINDOW:
    case BRI_ROLE_ACTIVE: draw_decision_edges(d, decision, put_action, def->argument, style_of_sign[1 + sign]); break;
    default: break; /* clocks, the calendar and the ladder are nobody's act */
    }
}

static void draw_links(const bri_teller *d) {
    for (size_t i = 0; i < d->relations.count; i++) {
        const bri_link *link = &d->relations.link[i];
        if (link->kind == BRI_READS_SLOT && link->party == BRI_PARTY_DECISION)
            draw_reading(d, link->index, link->object);
        else if (link->kind == BRI_TRIGGERS_CLOCK)
            draw_decision_edges(d, link->object, put_action, link->index, "color=black");
        else if (link->kind == BRI_STARTS_CLOCK)
            draw_decision_edges(d, link->object, put_action, link->index, "color=\"#c05621\", style=dashed");
        else if (link->kind == BRI_STOPS_CLOCK)
            draw_decision_edges(d, link->object, put_action, link->index, "color=\"#2b6cb0\", style=dashed, arrowhead=tee");
    }
}

static void draw(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    fputs("// Orange: makes more likely, or raises. Blue: makes less likely, or lowers. Grey: both, or it depends.\n"
          "// Black: brings about. Dashed: at an end, or by starting or stopping a decision.\n"
          "digraph brink {\n  rankdir=LR; node [fontname=\"Helvetica\"]; edge [fontname=\"Helvetica\", fontsize=9];\n",
          d->to);
    for (uint32_t i = 0; i < scenario->actor_count; i++)
        if (is_active(scenario, i))
            draw_actions(d, i);
    for (uint32_t i = BRI_ACTOR_TARGET; i <= BRI_ACTOR_SELF; i++)
        if (is_active(scenario, i)) draw_actions(d, i);
    draw_slots(d);
    for (uint32_t i = 0; i < scenario->action_count; i++) {
        if (scenario->actions[i].is_absent) continue;
        draw_effects(d, i, scenario->actions[i].effects, scenario->actions[i].effect_count, "");
        draw_effects(d, i, scenario->actions[i].end_effects, scenario->actions[i].end_effect_count, ", style=dashed");
    }
    draw_links(d);
    fputs("}\n", d->to);
}

char *brink_graph_dot(const brink_scenario *scenario, const double *parameters) {
    return bri_teller_tell(scenario, parameters, draw);
}
