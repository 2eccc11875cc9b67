/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario as understood, section by section. */
#include "brink/explain.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "lang/curve.h"
#include "teller.h"

static const char *formula(const bri_teller *t, const bri_expr *expr) {
    return bri_teller_formula(t, expr);
}

/* A date, and the time of day where it is not midnight. */
static void put_date(const bri_teller *t, double day) {
    char date[BRI_DATE_SIZE];
    bri_date_format(day, day != floor(day), date);
    fputs(date, t->to);
}

/* A value at these parameters; what it is written as, where that is more than the value. */
static void put_formula(const bri_teller *t, const bri_expr *expr) {
    double value;
    const char *text = formula(t, expr);
    fputs(text, t->to);
    if (!bri_expr_is_constant(expr, t->parameters, &value))
        return;
    const bri_expr *plain = bri_expr_constant(t->arena, value, bri_expr_type(expr));
    const char *told = bri_teller_value(t, value, bri_expr_type(expr));
    if (strcmp(told, text) != 0 && (plain == NULL || strcmp(formula(t, plain), text) != 0))
        fprintf(t->to, " = %s", told);
}

static void put_place(const bri_teller *t, bri_place place) {
    if (place.source != NULL)
        fprintf(t->to, "  (%s:%d)", bri_source_name(place.source), place.line);
}

static void put_doc(const bri_teller *t, const char *doc) {
    if (doc != NULL && doc[0] != '\0')
        fprintf(t->to, "      # %s\n", doc);
}

/* "    read by: a, b", or nothing. Hidden variables of models and parameters that only pass a value on are parties too. */
static void put_links(const bri_teller *t, const char *what, const bri_link *link, size_t count) {
    for (size_t i = 0; i < count; i++)
        fprintf(t->to, "%s%s", i == 0 ? what : ", ", bri_teller_party(t, link[i].party, link[i].index));
    if (count > 0)
        fputc('\n', t->to);
}

static void put_relations(const bri_teller *t, const char *what, bri_link_kind kind, uint32_t object) {
    size_t count;
    const bri_link *link = bri_relations_of(&t->relations, kind, object, &count);
    put_links(t, what, link, count);
}

static void put_range(const bri_teller *t, double minimum, double maximum, bri_type type) {
    if (isinf(minimum) && isinf(maximum))
        return;
    const char *ends[2];
    bri_teller_values(t, (double[]){minimum, maximum}, 2, type, ends);
    fprintf(t->to, ", in [%s, %s]", ends[0], ends[1]);
}

/* A parameter's, in the unit that its value is told in. */
static void put_parameter_range(const bri_teller *t, const bri_parameter *p) {
    if (p->unit[0] == '\0')
        put_range(t, p->minimum, p->maximum, p->type);
    else if (isfinite(p->minimum) || isfinite(p->maximum))
        fprintf(t->to, ", in [%s, %s]", bri_quantity_text(t->arena, p->minimum, p->unit_value, p->unit),
                bri_quantity_text(t->arena, p->maximum, p->unit_value, p->unit));
}

/* ---- sections ---- */

static void tell_head(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    fprintf(t->to, "%s\n", scenario->title);
    put_date(t, scenario->start);
    fputs(" to ", t->to);
    put_date(t, scenario->end);
    fprintf(t->to, " (%s)\n%s, sha256 %s\n", bri_teller_value(t, scenario->end - scenario->start, BRI_DURATION), scenario->path, scenario->sha256);
}

/* "for each of states, 0.1 .. 3": where the members' values lie. */
static void put_members(const bri_teller *t, const bri_parameter *p) {
    const bri_group *group = &t->scenario->groups[p->group];
    double low = INFINITY, high = -INFINITY;
    for (uint32_t i = 0; i < group->member_count; i++) {
        low = fmin(low, t->parameters[p->base + group->members[i]]);
        high = fmax(high, t->parameters[p->base + group->members[i]]);
    }
    const char *ends[2];
    bri_teller_values(t, (double[]){low, high}, 2, p->type, ends);
    fprintf(t->to, "for each of %s, %s", group->name, ends[0]);
    if (low < high) fprintf(t->to, " .. %s", ends[1]);
}

static void tell_parameters(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    if (scenario->parameter_count > 0)
        fputs("\nParameters\n", t->to);
    for (uint32_t i = 0; i < scenario->parameter_count; i++) {
        const bri_parameter *p = &scenario->parameters[i];
        double value = t->parameters[i];
        if (p->is_member) continue;
        fprintf(t->to, "  %s = ", p->name);
        if (p->group != BRI_NONE)
            put_members(t, p);
        else
            fputs(p->unit[0] != '\0' ? bri_quantity_text(t->arena, value, p->unit_value, p->unit) : bri_teller_value(t, value, p->type), t->to);
        if (p->group == BRI_NONE && value != p->value) fputs(", changed", t->to);
        if (p->expr != NULL)
            fprintf(t->to, ", from %s", formula(t, p->expr));
        put_parameter_range(t, p);
        put_place(t, p->place);
        fputc('\n', t->to);
        put_doc(t, p->doc);
        put_relations(t, "      read by: ", BRI_READS_PARAMETER, i);
    }
}

static void tell_actors(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    fputs("\nActors\n", t->to);
    for (uint32_t i = 0; i < scenario->actor_count; i++) {
        const bri_actor *actor = &scenario->actors[i];
        if (actor->group != BRI_NONE) continue;
        fprintf(t->to, "  %s", actor->name);
        if (actor->title != NULL && strcmp(actor->title, actor->name) != 0)
            fprintf(t->to, ", %s", actor->title);
        for (uint32_t p = 0; p < actor->posture_count; p++)
            fprintf(t->to, "%s%s%s", p == 0 ? "; postures " : ", ", actor->postures[p], p == actor->posture_initial ? " (at the start)" : "");
        fputc('\n', t->to);
        if (actor->posture_slot == BRI_NONE)
            continue;
        put_relations(t, "      changed by: ", BRI_CHANGES_SLOT, actor->posture_slot);
        put_relations(t, "      read by: ", BRI_READS_SLOT, actor->posture_slot);
    }
}

static void tell_groups(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    if (scenario->group_count > 0) fputs("\nGroups and networks\n", t->to);
    for (uint32_t i = 0; i < scenario->group_count; i++) {
        const bri_group *group = &scenario->groups[i];
        const char *first = scenario->actors[group->members[0]].name, *last = scenario->actors[group->members[group->member_count - 1]].name;
        if (group->is_network)
            fprintf(t->to, "  %s: among %s, %u links, %.3g of each on average\n", group->name, scenario->groups[group->group].name,
                    (unsigned)group->link_count, (double)group->link_count / group->member_count);
        else
            fprintf(t->to, "  %s: %u members, %s to %s\n", group->name, (unsigned)group->member_count, first, last);
    }
}

static const char *kind_of(const brink_scenario *scenario, const bri_variable *variable) {
    if (variable->derived != NULL)
        return "derived";
    switch (scenario->slots[variable->slot].kind) {
    case BRI_SLOT_CONSTANT: return "constant between events";
    case BRI_SLOT_RELAXING: return "relaxing";
    case BRI_SLOT_DRIFTING: return "drifting";
    default: return "of the calendar";
    }
}

static void tell_variable(const bri_teller *t, const bri_variable *v) {
    const struct {
        const char *what;
        const bri_expr *expr;
    } formulas[] = {{"starts at ", v->initial}, {"relaxes to ", v->baseline}, {"half-life ", v->half_life}, {"slope ", v->slope},
                    {"always ", v->derived}};
    fprintf(t->to, "  %s: ", v->name);
    if (v->group != BRI_NONE) fprintf(t->to, "for each of %s, ", t->scenario->groups[v->group].name);
    fputs(kind_of(t->scenario, v), t->to);
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        if (formulas[i].expr != NULL) {
            fprintf(t->to, ", %s", formulas[i].what);
            put_formula(t, formulas[i].expr);
        }
    put_range(t, v->minimum, v->maximum, v->type);
    if (v->is_hidden)
        fputs(", made by a model", t->to);
    put_place(t, v->place);
    fputc('\n', t->to);
    put_doc(t, v->doc);
    put_relations(t, "      changed by: ", BRI_CHANGES_SLOT, v->slot);
    put_relations(t, "      read by: ", BRI_READS_SLOT, v->slot);
}

static void tell_variables(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    if (scenario->variable_count > 0)
        fputs("\nVariables\n", t->to);
    for (uint32_t i = 0; i < scenario->variable_count; i++)
        if (scenario->variables[i].family == BRI_NONE) tell_variable(t, &scenario->variables[i]);
}

/* One of those whom a selector means; "any". */
static const char *party_text(const bri_teller *t, bool has, bri_who who, uint32_t actor) {
    static const char *const words[] = {[BRI_WHO_SELF] = "self", [BRI_WHO_TARGET] = "target"};
    return !has ? "any" : who != BRI_WHO_NONE ? words[who] : t->scenario->actors[actor].name;
}

/* "[self,target]": which instances of a template; ", self, target": whose episodes; nothing where all are meant. */
static const char *selector_text(const bri_teller *t, const bri_selector *selector, const char *begin, const char *between, const char *end) {
    const char *text = "", *self = party_text(t, selector->has_self, selector->self_who, selector->self_actor);
    if (selector->has_target)
        text = bri_arena_format(t->arena, "%s%s%s%s%s", begin, self, between,
                                party_text(t, true, selector->target_who, selector->target_actor), end);
    else if (selector->has_self)
        text = bri_arena_format(t->arena, "%s%s%s", begin, self, end);
    return text != NULL ? text : "";
}

static const char *instances_text(const bri_teller *t, const bri_selector *selector) {
    return selector_text(t, selector, "[", ",", "]");
}

static const char *effect_text(const bri_teller *t, const bri_effect *effect) {
    const brink_scenario *scenario = t->scenario;
    bri_arena *arena = t->arena;
    const char *text = NULL;
    const bri_leaf changed = {.kind = BRI_LEAF_SLOT, .who = effect->who, .index = effect->target};
    switch (effect->kind) {
    case BRI_EFFECT_ASSIGN:
        text = bri_arena_format(arena, "%s = %s", bri_teller_leaf(t, &changed), bri_teller_given(t, &changed, effect->value));
        break;
    case BRI_EFFECT_EACH:
        text = bri_arena_format(arena, "for each other in %s: %s = %s", scenario->groups[effect->network].name, bri_teller_leaf(t, &changed),
                                formula(t, effect->value));
        break;
    case BRI_EFFECT_OWN:
        text = bri_arena_format(arena, "of %s%s: %s = %s", scenario->decisions[effect->leader].title, instances_text(t, &effect->selector),
                                bri_teller_slot(t, effect->target), formula(t, effect->value));
        break;
    case BRI_EFFECT_START:
        text = bri_arena_format(arena, "start(%s%s)", scenario->decisions[effect->target].title, instances_text(t, &effect->selector));
        break;
    case BRI_EFFECT_CANCEL:
        text = bri_arena_format(arena, "cancel(%s%s)", scenario->decisions[effect->target].title, instances_text(t, &effect->selector));
        break;
    case BRI_EFFECT_RESTART:
        text = bri_arena_format(arena, "restart(%s%s)", scenario->decisions[effect->target].title, instances_text(t, &effect->selector));
        break;
    case BRI_EFFECT_END:
        text = bri_arena_format(arena, "end(%s%s)", scenario->actions[effect->target].name, selector_text(t, &effect->selector, ", ", ", ", ""));
        break;
    }
    if (text != NULL && effect->condition != NULL)
        text = bri_arena_format(arena, "if (%s) %s", formula(t, effect->condition), text);
    return text != NULL ? text : "";
}

static void tell_action(const bri_teller *t, uint32_t index) {
    const brink_scenario *scenario = t->scenario;
    const bri_action *action = &scenario->actions[index];
    fprintf(t->to, "  %s: %s", action->name, action->actor != BRI_NONE ? bri_teller_actor(t, action->actor) : "?");
    for (uint32_t i = 0; i < action->partner_count; i++)
        fprintf(t->to, " + %s", scenario->actors[action->partners[i]].name);
    if (action->target != BRI_NONE) fprintf(t->to, " to %s", bri_teller_actor(t, action->target));
    fputc('\n', t->to);
    put_doc(t, action->doc);
    for (uint32_t i = 0; i < action->mark_count; i++)
        fprintf(t->to, "      mark %s = %s\n", scenario->marks[action->marks[i].mark].name, formula(t, action->marks[i].value));
    if (action->duration != NULL)
        fprintf(t->to, "      lasts %s\n", formula(t, action->duration));
    for (uint32_t i = 0; i < action->effect_count; i++)
        fprintf(t->to, "      effect %s\n", effect_text(t, &action->effects[i]));
    for (uint32_t i = 0; i < action->end_effect_count; i++)
        fprintf(t->to, "      at its end %s\n", effect_text(t, &action->end_effects[i]));
    put_relations(t, "      done by: ", BRI_DOES_ACTION, index);
}

static void tell_actions(const bri_teller *t) {
    fputs("\nActions\n", t->to);
    for (uint32_t i = 0; i < t->scenario->action_count; i++)
        if (!t->scenario->actions[i].is_absent)
            tell_action(t, i);
}

static void tell_formula(void *context, const char *what, const bri_expr *expr) {
    const bri_teller *t = context;
    fprintf(t->to, "      %s ", what);
    put_formula(t, expr);
    fputc('\n', t->to);
}

/* The rate over all that its variables may be. */
static void tell_bounds(const bri_teller *t, const bri_decision *decision) {
    bri_interval start, whole;
    bri_bounding at_start = {
        .boxes = t->boxes.start, .parameters = t->parameters, .binding = decision->binding, .link = decision->link, .networks = t->networks};
    bri_bounding ever = at_start;
    ever.boxes = t->boxes.whole;
    if (decision->rate == NULL || !bri_expr_bound_for(t->arena, decision->rate, &at_start, &start) ||
        !bri_expr_bound_for(t->arena, decision->rate, &ever, &whole))
        return;
    if (decision->range != BRI_NONE) fprintf(t->to, "      of %s:\n", decision->name);
    fputs("      rate at the start ", t->to);
    bool is_bounded = isfinite(whole.low) && isfinite(whole.high);
    const char *told[4];
    bri_teller_values(t, (double[]){start.low, start.high, whole.low, whole.high}, is_bounded ? 4 : 2, BRI_RATE, told);
    fputs(told[0], t->to);
    if (start.low != start.high) fprintf(t->to, " .. %s", told[1]);
    if (is_bounded && whole.low == whole.high)
        fputs(", whatever happens\n", t->to);
    else if (is_bounded)
        fprintf(t->to, "; whatever happens, within %s .. %s\n", told[2], told[3]);
    else
        fputs("; bounded by what its variables are at the time, not by their ranges\n", t->to);
}

static void tell_clock(const bri_teller *t, const bri_decision *decision) {
    static const char *const clocks[] = {"hazard", "renewal", "dates", "triggered"};
    const brink_scenario *scenario = t->scenario;
    fprintf(t->to, "  %s: ", decision->title);
    if (decision->range != BRI_NONE)
        fprintf(t->to, "for each %s %s (%u), ", scenario->groups[decision->range].is_network ? "dyad in" : "of",
                scenario->groups[decision->range].name, (unsigned)decision->instances);
    fprintf(t->to, "model %s, clock %s", decision->model, clocks[decision->clock]);
    for (uint32_t i = 0; i < decision->trigger_count; i++)
        fprintf(t->to, "%s%s", i == 0 ? " by " : ", ", scenario->actions[decision->triggers[i]].name);
    if (!decision->is_active)
        fputs(", asleep at the start", t->to);
    if (decision->limit != UINT64_MAX)
        fprintf(t->to, ", at most %llu times", (unsigned long long)decision->limit);
    put_place(t, decision->place);
    fputc('\n', t->to);
}

static const char *reaction_text(const bri_teller *t, const bri_decision *decision, bri_reaction reaction) {
    bool is_source = reaction == BRI_REACT_SOURCE || reaction == BRI_REACT_LINKS_OF_SOURCE;
    const char *whom = is_source ? "cause.source" : "cause.target", *text = whom;
    if (reaction == BRI_REACT_LINKS_OF_SOURCE || reaction == BRI_REACT_LINKS_OF_TARGET)
        text = bri_arena_format(t->arena, "%s of %s", t->scenario->groups[decision->reaction_network].name, whom);
    return text != NULL ? text : "";
}

/* Whose instances a trigger is for, and whom the decision is about. */
static void tell_parties(const bri_teller *t, const bri_decision *decision) {
    if (decision->self_is != BRI_REACT_ANY)
        fprintf(t->to, "      self is %s\n", reaction_text(t, decision, decision->self_is));
    if (decision->target_is != BRI_REACT_ANY)
        fprintf(t->to, "      target is %s\n", reaction_text(t, decision, decision->target_is));
    else if (decision->draw_from != BRI_NONE && decision->draw_weight == NULL)
        fprintf(t->to, "      target is drawn from %s, all alike\n", t->scenario->groups[decision->draw_from].name);
    else if (decision->draw_from != BRI_NONE)
        fprintf(t->to, "      target is drawn from %s, by the weight %s\n", t->scenario->groups[decision->draw_from].name,
                formula(t, decision->draw_weight));
    else if (decision->target != BRI_NONE)
        fprintf(t->to, "      target is %s\n", bri_teller_actor(t, decision->target));
}

static void tell_dates(const bri_teller *t, const bri_decision *decision) {
    for (uint32_t i = 0; i < decision->date_count; i++) {
        fputs(i == 0 ? "      on " : ", ", t->to);
        put_date(t, t->scenario->start + decision->dates[i]);
    }
    if (decision->date_count > 0)
        fputc('\n', t->to);
}

static const char *option_text(const bri_teller *t, const bri_decision *decision, uint32_t option) {
    uint32_t action = option == BRI_NONE ? BRI_NONE : decision->options[option].action;
    return action == BRI_NONE ? "nothing" : t->scenario->actions[action].name;
}

static void tell_votes(const bri_teller *t, const bri_decision *decision) {
    for (uint32_t i = 0; i < decision->vote_count; i++) {
        const bri_vote *vote = &decision->votes[i];
        fprintf(t->to, "      %s says yes with probability %s", t->scenario->actors[vote->actor].name, formula(t, vote->consent));
        if (vote->abstention != NULL)
            fprintf(t->to, ", else abstains with probability %s", formula(t, vote->abstention));
        fputs(vote->has_veto ? "; its no is a veto\n" : "\n", t->to);
    }
    if (decision->quorum > 0)
        fprintf(t->to, "      carried by %u; else does %s\n", (unsigned)decision->quorum, option_text(t, decision, decision->rejection));
}

static void tell_phases(const bri_teller *t, const bri_decision *decision) {
    for (uint32_t i = 0; i < decision->phase_count; i++) {
        const bri_phase *phase = &decision->phases[i];
        fprintf(t->to, "      phase %u: takes %s", (unsigned)i + 1, phase->delay != NULL ? formula(t, phase->delay) : "no time");
        fprintf(t->to, ", passes with probability %s", phase->probability != NULL ? formula(t, phase->probability) : "1");
        fprintf(t->to, "; does %s, or else %s\n", option_text(t, decision, phase->success), option_text(t, decision, phase->failure));
    }
}

static void tell_options(const bri_teller *t, const bri_decision *decision) {
    tell_phases(t, decision);
    for (uint32_t i = 0; i < decision->option_count && decision->phase_count == 0; i++) {
        const bri_option *option = &decision->options[i];
        if (i == decision->rejection)
            continue;
        fprintf(t->to, "      %s %s", i == 0 ? "does" : "or", option_text(t, decision, i));
        if (option->weight != NULL)
            fprintf(t->to, ", %s %s", decision->rationality != NULL ? "utility" : "weight", formula(t, option->weight));
        fputc('\n', t->to);
        for (uint32_t j = 0; j < option->effect_count; j++)
            fprintf(t->to, "        and %s\n", effect_text(t, &option->effects[j]));
    }
    tell_votes(t, decision);
}

static void tell_decisions(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    fputs("\nDecisions\n", t->to);
    for (uint32_t i = 0; i < scenario->decision_count; i++) {
        const bri_decision *decision = &scenario->decisions[i];
        if (decision->leader != i || decision->is_absent) continue;
        tell_clock(t, decision);
        put_doc(t, decision->doc);
        tell_parties(t, decision);
        bri_decision_formulas(decision, tell_formula, (void *)t);
        tell_bounds(t, decision);
        tell_dates(t, decision);
        tell_options(t, decision);
        put_relations(t, "      triggered by: ", BRI_TRIGGERS_CLOCK, i);
        put_relations(t, "      started by: ", BRI_STARTS_CLOCK, i);
        put_relations(t, "      stopped by: ", BRI_STOPS_CLOCK, i);
    }
}

static void tell_ends(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    if (scenario->rung_count > 0)
        fputs("\nLadder\n", t->to);
    for (uint32_t i = 0; i < scenario->rung_count; i++)
        fprintf(t->to, "  %s: when %s%s\n", scenario->rungs[i].name, formula(t, scenario->rungs[i].when),
                scenario->rungs[i].stops ? "; the end" : "");
    if (scenario->outcome_count > 0)
        fputs("\nOutcomes\n", t->to);
    for (uint32_t i = 0; i < scenario->outcome_count; i++) {
        const bri_outcome *outcome = &scenario->outcomes[i];
        fprintf(t->to, "  %s: %s", outcome->name, formula(t, outcome->value));
        if (outcome->given != NULL)
            fprintf(t->to, ", given %s", formula(t, outcome->given));
        fputc('\n', t->to);
    }
}

static bool is_same(bri_place a, bri_place b) {
    return a.source == b.source && a.line == b.line && a.column == b.column;
}

/* What a variant replaces: brink explain --variant tells it in full. */
static void tell_structure(const bri_teller *t, const bri_variant *variant) {
    const brink_scenario *base = t->scenario, *own = variant->scenario;
    const char *verbs[] = {"replaces", "removes", "adds"};
    for (uint32_t i = 0; own != NULL && i < own->decision_count; i += own->decisions[i].instances) {
        const bri_decision *d = &own->decisions[i], *theirs = &base->decisions[i];
        int verb = theirs->is_absent && !d->is_absent ? 2 : d->is_absent && !theirs->is_absent ? 1 : is_same(d->place, theirs->place) ? -1 : 0;
        if (verb >= 0)
            fprintf(t->to, "      %s decision %s\n", verbs[verb], d->title);
    }
    for (uint32_t i = 0; own != NULL && i < own->action_count; i++) {
        const bri_action *a = &own->actions[i], *theirs = &base->actions[i];
        int verb = theirs->is_absent && !a->is_absent ? 2 : a->is_absent && !theirs->is_absent ? 1 : is_same(a->place, theirs->place) ? -1 : 0;
        if (verb >= 0)
            fprintf(t->to, "      %s action %s\n", verbs[verb], a->name);
    }
}

static void tell_variants(const bri_teller *t) {
    const brink_scenario *scenario = t->scenario;
    if (scenario->variant_count > 0)
        fputs("\nVariants\n", t->to);
    for (uint32_t i = 0; i < scenario->variant_count; i++) {
        const bri_variant *variant = &scenario->variants[i];
        fprintf(t->to, "  %s:", variant->name);
        for (uint32_t p = 0; p < scenario->parameter_count; p++)
            if (variant->overrides[p])
                fprintf(t->to, " %s = %s;", scenario->parameters[p].name, bri_teller_value(t, variant->parameters[p], scenario->parameters[p].type));
        fputc('\n', t->to);
        tell_structure(t, variant);
        put_doc(t, variant->doc);
    }
}

static void tell_tables(const bri_teller *t) {
    static const char *const outside[] = {"read inside alone", "held outside", "without a value outside"};
    if (t->scenario->curve_count > 0)
        fputs("\nTables\n", t->to);
    for (uint32_t i = 0; i < t->scenario->curve_count; i++) {
        const bri_curve *c = t->scenario->curves[i].curve;
        bri_interval y = {INFINITY, -INFINITY};
        for (uint32_t k = 0; k < c->count; k++)
            y = (bri_interval){fmin(y.low, c->y[k]), fmax(y.high, c->y[k])};
        const char *from[2], *values[2];
        bri_teller_values(t, (double[]){c->x[0], c->x[c->count - 1]}, 2, c->x_type, from);
        bri_teller_values(t, (double[]){y.low, y.high}, 2, c->y_type, values);
        fprintf(t->to, "  %s: %u points from %s to %s, values %s .. %s, %s, %s\n", c->name, (unsigned)c->count, from[0], from[1], values[0],
                values[1], c->is_step ? "in steps" : "linear", outside[c->outside]);
    }
}

static void tell(const bri_teller *t) {
    void (*const sections[])(const bri_teller *) = {tell_head,    tell_parameters, tell_tables, tell_actors, tell_groups,  tell_variables,
                                                    tell_actions, tell_decisions,  tell_ends,   tell_variants};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        sections[i](t);
}

char *brink_explain_text(const brink_scenario *scenario, const double *parameters) {
    return bri_teller_tell(scenario, parameters, tell);
}
