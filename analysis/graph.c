/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who excites or dampens whom. Every decision is an edge into what it does, from each thing that its chance hangs on; so one sees acts and variables
 * alone, and the decisions' names stand on the edges. */
#include "brink/explain.h"

#include "lang/pairs.h"
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

/* ---- groups ---- */

static bool is_template_over(const brink_scenario *scenario, uint32_t group) {
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances)
        if (scenario->decisions[i].range != BRI_NONE && scenario->groups[scenario->decisions[i].range].group == group) return true;
    return false;
}

/* The group whose members an actor's posture is drawn with: that which made it, or one that a template is for; BRI_NONE: it is drawn by itself. */
static uint32_t group_of(const brink_scenario *scenario, uint32_t actor) {
    if (scenario->actors[actor].group != BRI_NONE) return scenario->actors[actor].group;
    for (uint32_t i = 0; i < scenario->group_count; i++)
        if (!scenario->groups[i].is_network && scenario->groups[i].position[actor] != BRI_NONE && is_template_over(scenario, i)) return i;
    return BRI_NONE;
}

/* The slot whose node stands for one: of postures of a group, the first member's. */
static uint32_t node_of(const brink_scenario *scenario, uint32_t slot) {
    const bri_slot_def *def = &scenario->slots[slot];
    if (def->role != BRI_ROLE_POSTURE) return bri_slot_of_family(scenario, slot);
    uint32_t group = group_of(scenario, def->argument);
    return group != BRI_NONE ? scenario->actors[scenario->groups[group].members[0]].posture_slot : slot;
}

static const char *slot_name(const bri_teller *d, uint32_t slot) {
    const bri_slot_def *def = &d->scenario->slots[slot];
    uint32_t group = def->role == BRI_ROLE_POSTURE ? group_of(d->scenario, def->argument) : BRI_NONE;
    const char *text = group != BRI_NONE ? bri_arena_format(d->arena, "posture(%s)", d->scenario->groups[group].name) : bri_teller_slot(d, slot);
    return text != NULL ? text : "";
}

/* The group whose members an action's self or target is of, as the decision has it that does the action; BRI_NONE: it is not known. */
static uint32_t party_group(const brink_scenario *scenario, const bri_decision *decision, bool is_target) {
    uint32_t from = is_target && decision->draw_from != BRI_NONE ? decision->draw_from : decision->range;
    return from != BRI_NONE ? scenario->groups[from].group : BRI_NONE;
}

static bool does(const bri_decision *decision, uint32_t action) {
    for (uint32_t i = 0; i < decision->option_count; i++)
        if (decision->options[i].action == action) return true;
    return false;
}

/* ---- nodes ---- */

/* Whose an action is: an actor, a group (counted on from the actors), or whoever it is, if that is not one group for certain. */
static uint32_t owner_of(const brink_scenario *scenario, uint32_t index) {
    const bri_action *action = &scenario->actions[index];
    uint32_t found = BRI_NONE;
    if (action->actor != BRI_ACTOR_SELF && action->actor != BRI_ACTOR_TARGET) return action->actor;
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances) {
        const bri_decision *decision = &scenario->decisions[i];
        if (decision->is_absent || !does(decision, index)) continue;
        uint32_t group = party_group(scenario, decision, action->actor == BRI_ACTOR_TARGET);
        if (group == BRI_NONE || (found != BRI_NONE && found != group)) return action->actor;
        found = group;
    }
    return found != BRI_NONE ? scenario->actor_count + found : action->actor;
}

static const char *owner_name(const bri_teller *d, uint32_t owner) {
    bool is_group = owner >= d->scenario->actor_count && owner < d->scenario->actor_count + d->scenario->group_count;
    return is_group ? d->scenario->groups[owner - d->scenario->actor_count].name : bri_teller_actor(d, owner);
}

/* Owners are told apart by name: no two have the same. */
static void draw_actions(const bri_teller *d, uint32_t owner, const uint32_t *owners) {
    const brink_scenario *scenario = d->scenario;
    bool is_any = false;
    for (uint32_t i = 0; i < scenario->action_count; i++) {
        if (owners[i] != owner || scenario->actions[i].is_absent) continue;
        if (!is_any) {
            fprintf(d->to, "  subgraph \"cluster_%s\" {\n    label=\"%s\"; color=\"#dddddd\";\n", owner_name(d, owner), owner_name(d, owner));
        }
        is_any = true;
        fputs("    ", d->to);
        put_action(d, i);
        fprintf(d->to, " [shape=box, label=\"%s\"];\n", scenario->actions[i].name);
    }
    if (is_any) fputs("  }\n", d->to);
}

static void draw_owners(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    uint32_t *owners = bri_arena_alloc(d->arena, scenario->action_count, sizeof *owners);
    if (owners == NULL) return;
    for (uint32_t i = 0; i < scenario->action_count; i++) owners[i] = owner_of(scenario, i);
    for (uint32_t i = 0; i < scenario->actor_count + scenario->group_count; i++) draw_actions(d, i, owners);
    draw_actions(d, BRI_ACTOR_TARGET, owners);
    draw_actions(d, BRI_ACTOR_SELF, owners);
}

/* Variables and postures; of the members of a group, one for all. */
static bool is_shown(const brink_scenario *scenario, uint32_t slot) {
    const bri_slot_def *def = &scenario->slots[slot];
    if (def->role != BRI_ROLE_VARIABLE && def->role != BRI_ROLE_POSTURE) return false;
    if (def->role == BRI_ROLE_POSTURE && scenario->actors[def->argument].posture_count == 0) return false;
    return node_of(scenario, slot) == slot;
}

static void put_slot(const bri_teller *d, uint32_t slot) {
    put_quoted(d->to, "variable", slot_name(d, slot));
}

static void draw_slots(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    for (uint32_t i = 0; i < scenario->slot_count; i++) {
        if (!is_shown(scenario, i)) continue;
        fputs("  ", d->to);
        put_slot(d, i);
        fprintf(d->to, " [shape=ellipse, label=\"%s\"];\n", slot_name(d, i));
    }
}

/* ---- edges ---- */

typedef enum edge_kind { EDGE_EFFECT, EDGE_END_EFFECT, EDGE_READING, EDGE_TRIGGER, EDGE_START, EDGE_STOP } edge_kind;

typedef struct edge {
    edge_kind kind;
    bool is_from_slot, is_to_slot; /* else an action's */
    uint32_t from, to;
    uint32_t decision; /* that it goes through; BRI_NONE: none */
    int sign;
} edge;

/* The edges, each once: what goes up one way and down another goes both. */
typedef struct picture {
    const bri_teller *teller;
    edge *edges;
    size_t count;
} picture;

static bool is_same(const edge *a, const edge *b) {
    return a->kind == b->kind && a->is_from_slot == b->is_from_slot && a->is_to_slot == b->is_to_slot && a->from == b->from && a->to == b->to &&
           a->decision == b->decision;
}

static void add(picture *p, edge added) {
    for (size_t i = 0; i < p->count; i++)
        if (is_same(&p->edges[i], &added)) {
            if (p->edges[i].sign != added.sign) p->edges[i].sign = 0;
            return;
        }
    p->edges[p->count++] = added;
}

/* Room for all that may be added. */
static size_t most_edges(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    size_t most = 0;
    for (uint32_t i = 0; i < scenario->action_count; i++) most += scenario->actions[i].effect_count + scenario->actions[i].end_effect_count;
    for (size_t i = 0; i < d->relations.count; i++) {
        const bri_link *link = &d->relations.link[i];
        if (link->kind == BRI_READS_SLOT && link->party == BRI_PARTY_DECISION) most += scenario->decisions[link->index].option_count;
        if (link->kind == BRI_TRIGGERS_CLOCK || link->kind == BRI_STARTS_CLOCK || link->kind == BRI_STOPS_CLOCK)
            most += scenario->decisions[link->object].option_count;
    }
    return most;
}

static void add_effects(picture *p, uint32_t index, const bri_effect *effects, uint32_t count, edge_kind kind) {
    const brink_scenario *scenario = p->teller->scenario;
    for (uint32_t i = 0; i < count; i++) {
        if (effects[i].kind != BRI_EFFECT_ASSIGN && effects[i].kind != BRI_EFFECT_EACH) continue;
        uint32_t slot = bri_slot_of_leaf(scenario, &(bri_leaf){.who = effects[i].who, .index = effects[i].target});
        add(p, (edge){.kind = kind,
                      .from = index,
                      .is_to_slot = true,
                      .to = node_of(scenario, slot),
                      .decision = BRI_NONE,
                      .sign = bri_teller_effect_sign(p->teller, &scenario->actions[index], &effects[i])});
    }
}

/* From something to every action of a decision. */
static void add_to_actions(picture *p, uint32_t decision, edge like) {
    const bri_decision *to = &p->teller->scenario->decisions[decision];
    like.decision = decision;
    for (uint32_t i = 0; i < to->option_count; i++) {
        if (to->options[i].action == BRI_NONE) continue;
        like.to = to->options[i].action;
        add(p, like);
    }
}

/* Looking for a slot in a formula. */
typedef struct search {
    const brink_scenario *scenario;
    uint32_t slot;
    bool is_found;
} search;

static void look_at_leaf(void *context, const bri_leaf *leaf) {
    search *s = context;
    if (leaf->kind == BRI_LEAF_SLOT) s->is_found |= bri_slot_of_leaf(s->scenario, leaf) == s->slot;
    if (leaf->kind == BRI_LEAF_PAIR && bri_pairs_any(leaf->pairs)) s->is_found |= leaf->pairs->slot[0] == s->slot;
}

/* Which way a decision's chance goes with a slot: by the first formula that reads it of those that its chance hangs on. */
static int sign_of_reading(const bri_teller *d, const bri_decision *decision, uint32_t slot) {
    const bri_expr *const chances[] = {decision->rate, decision->crossing, decision->probability, decision->guard};
    for (size_t i = 0; i < sizeof chances / sizeof *chances; i++) {
        search s = {d->scenario, slot, false};
        if (chances[i] != NULL) bri_expr_leaves(chances[i], look_at_leaf, &s);
        if (s.is_found) return bri_teller_slope_sign(d, decision, chances[i], slot);
    }
    return 0;
}

static void add_reading(picture *p, uint32_t decision, uint32_t slot) {
    const brink_scenario *scenario = p->teller->scenario;
    const bri_slot_def *def = &scenario->slots[slot];
    int sign = sign_of_reading(p->teller, &scenario->decisions[decision], slot);
    edge found = {.kind = EDGE_READING, .from = def->argument, .sign = sign};
    switch (def->role) {
    case BRI_ROLE_VARIABLE:
    case BRI_ROLE_POSTURE:
        found.is_from_slot = true;
        found.from = node_of(scenario, slot);
        break;
    case BRI_ROLE_SINCE:
    case BRI_ROLE_FIRST: found.sign = -sign; break; /* an act makes it small */
    case BRI_ROLE_COUNT:
    case BRI_ROLE_WINDOW:
    case BRI_ROLE_ACTIVE: break;
    default: return; /* clocks, the calendar and the ladder are nobody's act */
    }
    add_to_actions(p, decision, found);
}

static void add_links(picture *p) {
    const bri_relations *relations = &p->teller->relations;
    for (size_t i = 0; i < relations->count; i++) {
        const bri_link *link = &relations->link[i];
        if (link->kind == BRI_READS_SLOT && link->party == BRI_PARTY_DECISION)
            add_reading(p, link->index, link->object);
        else if (link->kind == BRI_TRIGGERS_CLOCK)
            add_to_actions(p, link->object, (edge){.kind = EDGE_TRIGGER, .from = link->index});
        else if (link->kind == BRI_STARTS_CLOCK)
            add_to_actions(p, link->object, (edge){.kind = EDGE_START, .from = link->index});
        else if (link->kind == BRI_STOPS_CLOCK)
            add_to_actions(p, link->object, (edge){.kind = EDGE_STOP, .from = link->index});
    }
}

static void draw_edge(const bri_teller *d, const edge *e) {
    static const char *const styles[] = {[EDGE_TRIGGER] = "color=black",
                                         [EDGE_START] = "color=\"#c05621\", style=dashed",
                                         [EDGE_STOP] = "color=\"#2b6cb0\", style=dashed, arrowhead=tee"};
    fputs("  ", d->to);
    (e->is_from_slot ? put_slot : put_action)(d, e->from);
    fputs(" -> ", d->to);
    (e->is_to_slot ? put_slot : put_action)(d, e->to);
    fprintf(d->to, " [%s", e->kind >= EDGE_TRIGGER ? styles[e->kind] : style_of_sign[1 + e->sign]);
    if (e->kind == EDGE_END_EFFECT) fputs(", style=dashed", d->to);
    if (e->decision != BRI_NONE) fprintf(d->to, ", label=\"%s\"", d->scenario->decisions[e->decision].title);
    fputs("];\n", d->to);
}

static void draw_edges(const bri_teller *d) {
    const brink_scenario *scenario = d->scenario;
    picture p = {.teller = d, .edges = bri_arena_alloc(d->arena, most_edges(d), sizeof *p.edges)};
    if (p.edges == NULL) return;
    for (uint32_t i = 0; i < scenario->action_count; i++) {
        if (scenario->actions[i].is_absent) continue;
        add_effects(&p, i, scenario->actions[i].effects, scenario->actions[i].effect_count, EDGE_EFFECT);
        add_effects(&p, i, scenario->actions[i].end_effects, scenario->actions[i].end_effect_count, EDGE_END_EFFECT);
    }
    add_links(&p);
    for (size_t i = 0; i < p.count; i++) draw_edge(d, &p.edges[i]);
}

static void draw(const bri_teller *d) {
    fputs("// Orange: makes more likely, or raises. Blue: makes less likely, or lowers. Grey: both, or it depends.\n"
          "// Black: brings about. Dashed: at an end, or by starting or stopping a decision.\n"
          "digraph brink {\n  rankdir=LR; node [fontname=\"Helvetica\"]; edge [fontname=\"Helvetica\", fontsize=9];\n",
          d->to);
    draw_owners(d);
    draw_slots(d);
    draw_edges(d);
    fputs("}\n", d->to);
}

char *brink_graph_dot(const brink_scenario *scenario, const double *parameters) {
    return bri_teller_tell(scenario, parameters, draw);
}
