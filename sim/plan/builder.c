/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The side of brink/model.h that models call. Every function takes the NULL that an earlier one gave for want of memory, and passes it on. */
#include "plan/builder.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/types.h"
#include "plan/scope.h"
#include "plan/member.h"
#include "plan/setting.h"
#include "plan/template.h"

/* What effects may change. */
typedef struct handle {
    const bri_expr *leaf;
    uint32_t slot;
    bri_who who;
} handle;

/* An effect of an option of the decision. */
typedef struct option_effect {
    uint32_t option;
    bri_effect effect;
} option_effect;

struct brink_builder {
    bri_build *build;
    const brink_model *model;
    const brink_group *group;
    uint32_t index; /* of the decision */
    bri_place place;
    uint32_t action; /* its own; BRI_NONE: it has none */
    bri_list options, option_effects, votes, phases, handles;
    bool has_clock;
};

static bri_decision *decision_of(const brink_builder *builder) {
    return &builder->build->decisions[builder->index];
}

/* ---- reading settings ---- */

bool brink_group_has(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->node != NULL;
}

const brink_expr *brink_group_formula(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->expr;
}

double brink_group_number(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->number;
}

size_t brink_group_word(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->word;
}

const char *brink_group_text(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->text;
}

uint32_t brink_group_name(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->name;
}

const brink_group *brink_group_group(const brink_group *group, const char *name) {
    const bri_value *value = bri_group_value(group, name);
    return value->count ? value->groups[0] : NULL;
}

size_t brink_group_count(const brink_group *group, const char *name) {
    return bri_group_value(group, name)->count;
}

static const bri_value *list_value(const brink_group *group, const char *name, size_t index) {
    const bri_value *value = bri_group_value(group, name);
    assert(index < value->count);
    return value;
}

const brink_expr *brink_group_formula_at(const brink_group *group, const char *name, size_t index) {
    return list_value(group, name, index)->exprs[index];
}

double brink_group_number_at(const brink_group *group, const char *name, size_t index) {
    return list_value(group, name, index)->numbers[index];
}

uint32_t brink_group_name_at(const brink_group *group, const char *name, size_t index) {
    return list_value(group, name, index)->names[index];
}

const brink_group *brink_group_group_at(const brink_group *group, const char *name, size_t index) {
    return list_value(group, name, index)->groups[index];
}

/* ---- formulas ---- */

const brink_expr *brink_builder_expr(brink_builder *builder, const char *text, const brink_expr *const *arguments, size_t count) {
    bri_expr_want want = {.any_type = true, .allow_draws = true, .what = builder->model->name};
    return bri_formula_make(builder->build, text, builder->place, &want, arguments, count);
}

const brink_expr *brink_builder_call(brink_builder *builder, const char *function, const brink_expr *const *arguments, size_t count) {
    size_t size = strlen(function) + 3 + count * 24, used;
    char *text = arguments ? bri_build_alloc(builder->build, size, 1) : NULL;
    builder->build->is_out_of_memory |= !arguments;
    if (!text) return NULL;
    used = (size_t)snprintf(text, size, "%s(", function);
    for (size_t i = 0; i < count; i++) used += (size_t)snprintf(text + used, size - used, "%s$%zu", i ? ", " : "", i + 1);
    snprintf(text + used, size - used, ")");
    return brink_builder_expr(builder, text, arguments, count);
}

const brink_expr *brink_builder_constant(brink_builder *builder, double value, brink_dimension dimension) {
    return bri_expr_constant(builder->build->arena, value, bri_dimension_type(dimension));
}

bool brink_builder_is_constant(const brink_builder *builder, const brink_expr *expr, double *value) {
    (void)builder;
    return expr && bri_expr_is_constant(expr, NULL, value);
}

bool brink_expr_speaks_of_members(const brink_expr *expr) {
    return expr && bri_expr_has_members(expr);
}

bool brink_expr_is_same(const brink_expr *a, const brink_expr *b) {
    return a && b && bri_expr_is_same(a, b);
}

bool brink_expr_has_dimension(const brink_expr *expr, brink_dimension dimension) {
    return dimension == BRINK_ANY || bri_type_fits(bri_expr_type(expr), bri_dimension_type(dimension));
}

double brink_builder_horizon(const brink_builder *builder) {
    return builder->build->scenario->end - builder->build->scenario->start;
}

bool brink_builder_is_triggered(const brink_builder *builder) {
    return decision_of(builder)->trigger_count > 0 || decision_of(builder)->crossing;
}

/* ---- complaints ---- */

static bri_place place_of(const brink_group *group, const char *name) {
    const bri_tree_node *node = name ? bri_group_value(group, name)->node : NULL;
    return node ? node->value_place : group->place;
}

static const char *format_text(brink_builder *builder, const char *format, va_list arguments) {
    char text[1000];
    vsnprintf(text, sizeof text, format, arguments);
    return bri_build_text(builder->build, "%s", text);
}

void brink_builder_complain(brink_builder *builder, const brink_group *group, const char *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bri_diag_error(builder->build->diagnostics, place_of(group, name), NULL, "%s", format_text(builder, format, arguments));
    va_end(arguments);
}

void brink_builder_warn(brink_builder *builder, const brink_group *group, const char *name, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bri_diag_warning(builder->build->diagnostics, place_of(group, name), NULL, "%s", format_text(builder, format, arguments));
    va_end(arguments);
}

void brink_builder_require(brink_builder *builder, const brink_group *group, const char *name, const brink_expr *condition, const char *message) {
    if (!condition || bri_group_value(group, name)->is_wrong) return;
    if (bri_expr_has_members(condition) && !bri_context_is_bound(builder->build)) return;
    assert(bri_expr_type(condition).is_boolean);
    bri_check *check = bri_list_add(builder->build, &builder->build->checks, sizeof *check);
    if (check)
        *check = (bri_check){.expr = condition,
                             .minimum = 1,
                             .maximum = 1,
                             .group = BRI_NONE,
                             .decision = bri_expr_has_members(condition) ? builder->index : BRI_NONE,
                             .place = place_of(group, name),
                             .what = "",
                             .message = bri_build_text(builder->build, "%s", message)};
}

/* ---- clocks ---- */

static bri_decision *set_clock(brink_builder *builder, bri_clock_kind clock) {
    assert(!builder->has_clock);
    bri_decision *decision = decision_of(builder);
    builder->has_clock = true;
    decision->clock = clock;
    return decision;
}

/* Complaints about a rate point to the first rate among the settings that were written. */
static bri_place rate_place(const brink_builder *builder) {
    const brink_table *table = builder->group->table;
    for (size_t i = 0; i < table->count; i++)
        if (table->settings[i].kind == BRINK_SETTING_FORMULA && table->settings[i].dimension == BRINK_RATE && builder->group->values[i].node)
            return builder->group->values[i].node->value_place;
    return builder->place;
}

void brink_builder_hazard(brink_builder *builder, const brink_expr *rate, const brink_expr *field_base) {
    bri_decision *decision = set_clock(builder, BRI_CLOCK_HAZARD);
    if (!rate) return;
    assert(bri_type_fits(bri_expr_type(rate), BRI_RATE) && !bri_expr_has_draws(rate));
    decision->rate = rate;
    decision->field_rate = field_base;
    decision->rate_place = rate_place(builder);
}

void brink_builder_renewal(brink_builder *builder, const brink_expr *gap, const brink_expr *elapsed) {
    bri_decision *decision = set_clock(builder, BRI_CLOCK_RENEWAL);
    decision->gap = gap;
    decision->first_beyond = elapsed;
}

/* NULL where a formula is just this constant: the kernel then need not look at it. */
static const bri_expr *unless(const bri_expr *expr, double constant) {
    double value;
    return expr && bri_expr_is_constant(expr, NULL, &value) && value == constant ? NULL : expr;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void brink_builder_dates(brink_builder *builder, const double *dates, size_t count, const brink_expr *probability, const brink_expr *jitter) {
    bri_decision *decision = set_clock(builder, BRI_CLOCK_DATES);
    double *copy = bri_build_alloc(builder->build, count, sizeof *copy);
    builder->build->is_out_of_memory |= count && !dates;
    if (!copy || (count && !dates)) return;
    if (count) memcpy(copy, dates, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, by_value);
    decision->dates = copy;
    decision->date_count = (uint32_t)count;
    decision->probability = unless(probability, 1);
    decision->delay = unless(jitter, 0);
}

void brink_builder_triggered(brink_builder *builder, const brink_expr *delay, const brink_expr *probability, brink_pending pending) {
    static const bri_pending kinds[] = {
        [BRINK_PENDING_MANY] = BRI_PENDING_MANY,
        [BRINK_PENDING_KEEP] = BRI_PENDING_ONE_KEEP,
        [BRINK_PENDING_REPLACE] = BRI_PENDING_ONE_REPLACE,
    };
    bri_decision *decision = set_clock(builder, BRI_CLOCK_TRIGGERED);
    decision->delay = unless(delay, 0);
    decision->probability = unless(probability, 1);
    decision->pending = kinds[pending];
}

/* ---- what effects may change ---- */

/* NULL where memory was out, or a complaint made. */
static const handle *find_handle(const brink_builder *builder, const bri_expr *leaf) {
    const handle *list = builder->handles.items;
    for (uint32_t i = 0; leaf && i < builder->handles.count; i++)
        if (list[i].leaf == leaf) return &list[i];
    return NULL;
}

static const bri_expr *give_handle(brink_builder *builder, uint32_t slot, bri_who who) {
    handle *h = slot != BRI_NONE ? bri_list_add(builder->build, &builder->handles, sizeof *h) : NULL;
    if (!h) return NULL;
    bri_leaf leaf = bri_slot_leaf(builder->build, slot);
    leaf.who = who;
    *h = (handle){.leaf = bri_expr_leaf(builder->build->arena, leaf), .slot = slot, .who = who};
    return h->leaf;
}

static bri_effect assignment(const brink_builder *builder, const handle *h, const bri_expr *value) {
    return (bri_effect){
        .kind = BRI_EFFECT_ASSIGN, .who = h->who, .target = h->slot, .network = BRI_NONE, .value = value, .place = builder->place};
}

/* ---- options ---- */

void brink_builder_option(brink_builder *builder, uint32_t action, const brink_expr *weight, bool is_vetoable) {
    bri_option *option = bri_list_add(builder->build, &builder->options, sizeof *option);
    if (option) *option = (bri_option){.action = action, .weight = weight, .is_vetoable = is_vetoable};
}

void brink_builder_rationality(brink_builder *builder, const brink_expr *rationality) {
    decision_of(builder)->rationality = rationality;
}

void brink_builder_option_effect(brink_builder *builder, const brink_expr *variable, const brink_expr *value) {
    const handle *h = find_handle(builder, variable);
    option_effect *added = h && value && builder->options.count ? bri_list_add(builder->build, &builder->option_effects, sizeof *added) : NULL;
    if (added) *added = (option_effect){builder->options.count - 1, assignment(builder, h, value)};
}

void brink_builder_vote(brink_builder *builder, uint32_t actor, const brink_expr *consent, const brink_expr *abstention, bool has_veto) {
    bri_vote *vote = bri_list_add(builder->build, &builder->votes, sizeof *vote);
    if (vote) *vote = (bri_vote){.actor = actor, .consent = consent, .abstention = unless(abstention, 0), .has_veto = has_veto};
}

void brink_builder_veto(brink_builder *builder, uint32_t actor, const brink_expr *consent) {
    brink_builder_vote(builder, actor, consent, NULL, true);
}

/* The index of a new option that only its decision's vote or phases choose. */
static uint32_t add_outcome(brink_builder *builder, uint32_t action) {
    if (action == BRINK_NONE) return BRI_NONE;
    brink_builder_option(builder, action, brink_builder_constant(builder, 0, BRINK_NUMBER), false);
    return builder->options.count - 1;
}

void brink_builder_quorum(brink_builder *builder, uint32_t yes, uint32_t rejection) {
    decision_of(builder)->quorum = yes;
    decision_of(builder)->rejection = add_outcome(builder, rejection);
}

void brink_builder_phase(brink_builder *builder, const brink_expr *delay, const brink_expr *probability, uint32_t success, uint32_t failure) {
    bri_phase *phase = bri_list_add(builder->build, &builder->phases, sizeof *phase);
    if (!phase) return;
    *phase = (bri_phase){.delay = unless(delay, 0), .probability = unless(probability, 1), .success = add_outcome(builder, success)};
    phase->failure = add_outcome(builder, failure);
}

uint32_t brink_builder_action(const brink_builder *builder) {
    return builder->action;
}

/* ---- hidden variables ---- */

static bool is_of_parameters(const bri_expr *expr) { return !expr || !bri_expr_has_state(expr); }

static const bri_expr *bound(bri_build *build, const bri_expr *expr, const bri_binding *binding) {
    const bri_expr *made = expr ? bri_expr_bind(build->arena, expr, binding) : NULL;
    build->is_out_of_memory |= expr && !made;
    return made;
}

/* The variable of one instance of the decision; its slot. */
static uint32_t add_variable(brink_builder *builder, const brink_variable_spec *spec, uint32_t number) {
    bri_build *build = builder->build;
    bool has_range = spec->minimum != 0 || spec->maximum != 0;
    const bri_binding *binding = &build->decisions[builder->index + number].binding;
    const bri_expr *baseline = spec->half_life && !spec->baseline ? bri_expr_constant(build->arena, 0, BRI_NUMBER) : spec->baseline;
    bri_variable *variable = bri_list_add(build, &build->variables, sizeof *variable);
    if (!variable) return BRI_NONE;
    *variable = (bri_variable){.name = bri_build_text(build, "%s.%s", bri_template_name(build, builder->index, number), spec->name),
                               .unit = "",
                               .doc = "",
                               .is_hidden = true,
                               .type = bri_expr_type(spec->initial),
                               .initial = bound(build, spec->initial, binding),
                               .baseline = bound(build, baseline, binding),
                               .half_life = bound(build, spec->half_life, binding),
                               .slope = bound(build, spec->slope, binding),
                               .minimum = has_range ? spec->minimum : -INFINITY,
                               .maximum = has_range ? spec->maximum : INFINITY,
                               .unit_value = 1,
                               .place = builder->place,
                               .group = BRI_NONE,
                               .family = BRI_NONE};
    variable->type.is_any = false;
    bri_slot_kind kind = spec->half_life ? BRI_SLOT_RELAXING : spec->slope ? BRI_SLOT_DRIFTING : BRI_SLOT_CONSTANT;
    variable->slot =
        bri_slot_get(build, (bri_slot_def){.kind = kind, .role = BRI_ROLE_VARIABLE, .argument = build->variables.count - 1, .type = variable->type});
    return variable->slot;
}

const brink_expr *brink_builder_variable(brink_builder *builder, const brink_variable_spec *spec) {
    bri_build *build = builder->build;
    if (!spec->initial) return NULL;
    assert(is_of_parameters(spec->initial) && is_of_parameters(spec->baseline) && is_of_parameters(spec->half_life) && is_of_parameters(spec->slope));
    const bri_decision *d = decision_of(builder);
    uint32_t slot = BRI_NONE;
    for (uint32_t i = 0, made; i < d->instances && !build->is_out_of_memory; i++) {
        made = add_variable(builder, spec, i);
        if (i == 0) slot = made;
    }
    if (build->is_out_of_memory) return NULL;
    return give_handle(builder, slot, d->range != BRI_NONE ? BRI_WHO_OWN : BRI_WHO_NONE);
}

/* An actor for whom "self" or "target" stands, as far as postures go, which all of the group must have alike: its first member. BRINK_NONE: a
 * complaint was made, or there is none. */
static uint32_t sample_of(brink_builder *builder, const brink_group *group, const char *name, uint32_t actor, bri_who *who) {
    *who = BRI_WHO_NONE;
    if (actor != BRI_ACTOR_SELF && actor != BRI_ACTOR_TARGET) return actor;
    const char *word = actor == BRI_ACTOR_SELF ? "self" : "target";
    return bri_member_posture(builder->build, word, place_of(group, name), who, &actor) ? actor : BRINK_NONE;
}

/* The same where brink_builder_posture has looked, and said what is wrong. */
static uint32_t quiet_sample_of(const brink_builder *builder, uint32_t actor) {
    const bri_decision *d = &builder->build->decisions[builder->index];
    if (actor != BRI_ACTOR_SELF && actor != BRI_ACTOR_TARGET) return actor;
    return d->range == BRI_NONE ? BRINK_NONE : ((const bri_group *)builder->build->groups.items)[d->range].members[0];
}

const brink_expr *brink_builder_posture(brink_builder *builder, const brink_group *group, const char *name, uint32_t actor) {
    bri_who who;
    uint32_t sample = sample_of(builder, group, name, actor, &who);
    if (sample == BRINK_NONE) return NULL;
    const bri_actor *a = &builder->build->actors[sample];
    if (!a->posture_count) brink_builder_complain(builder, group, name, "actor \"%s\" has no postures", a->name);
    if (a->posture_slot == BRI_NONE) return NULL;
    handle *h = bri_list_add(builder->build, &builder->handles, sizeof *h);
    if (!h) return NULL;
    bri_leaf leaf = bri_slot_leaf(builder->build, a->posture_slot);
    leaf.who = who;
    if (who != BRI_WHO_NONE) leaf.index -= sample; /* of actor 0 */
    *h = (handle){.leaf = bri_expr_leaf(builder->build->arena, leaf), .slot = leaf.index, .who = who};
    return h->leaf;
}

size_t brink_builder_posture_find(brink_builder *builder, const brink_group *group, const char *name, uint32_t actor) {
    const char *word = brink_group_text(group, name);
    actor = quiet_sample_of(builder, actor);
    if (actor == BRINK_NONE || !word || bri_group_value(group, name)->is_wrong) return SIZE_MAX;
    const bri_actor *a = &builder->build->actors[actor];
    for (uint32_t i = 0; i < a->posture_count; i++)
        if (strcmp(a->postures[i], word) == 0) return i;
    if (a->posture_count)
        bri_diag_error(builder->build->diagnostics, place_of(group, name), bri_build_hint(builder->build, word, a->postures, a->posture_count),
                       "actor \"%s\" has no posture \"%s\"", a->name, word);
    return SIZE_MAX;
}

size_t brink_builder_posture_count(const brink_builder *builder, uint32_t actor) {
    actor = quiet_sample_of(builder, actor);
    return actor == BRINK_NONE ? 0 : builder->build->actors[actor].posture_count;
}

brink_range brink_builder_range(const brink_builder *builder) {
    const bri_decision *d = &builder->build->decisions[builder->index];
    if (d->range == BRI_NONE) return BRINK_RANGE_NONE;
    return ((const bri_group *)builder->build->groups.items)[d->range].is_network ? BRINK_RANGE_LINKS : BRINK_RANGE_MEMBERS;
}

/* The instances whose self, or target, the event's source or target is. */
static void select_end(bri_selector *selector, brink_party party, bri_who event_end) {
    if (party == BRINK_PARTY_SELF) {
        selector->has_self = true;
        selector->self_who = event_end;
    } else if (party == BRINK_PARTY_TARGET) {
        selector->has_target = true;
        selector->target_who = event_end;
    }
}

void brink_builder_effect_of(brink_builder *builder, uint32_t action, brink_party by, brink_party at, const brink_expr *variable,
                             const brink_expr *value) {
    const handle *h = find_handle(builder, variable);
    bri_added_effect *added = h && value && action != BRINK_NONE ? bri_list_add(builder->build, &builder->build->added_effects, sizeof *added) : NULL;
    if (!added) return;
    *added = (bri_added_effect){action, assignment(builder, h, value)};
    if (h->who != BRI_WHO_OWN) return;
    added->effect.kind = BRI_EFFECT_OWN;
    added->effect.leader = builder->index;
    select_end(&added->effect.selector, by, BRI_WHO_SELF);
    select_end(&added->effect.selector, at, BRI_WHO_TARGET);
}

void brink_builder_effect(brink_builder *builder, uint32_t action, const brink_expr *variable, const brink_expr *value) {
    brink_builder_effect_of(builder, action, BRINK_PARTY_ANYONE, BRINK_PARTY_ANYONE, variable, value);
}

void brink_builder_branching_of(brink_builder *builder, const brink_group *group, const char *name, uint32_t action, brink_party by, brink_party at,
                                const brink_expr *ratio) {
    if (action == BRINK_NONE || !ratio || bri_group_value(group, name)->is_wrong) return;
    bri_branching *branching = bri_list_add(builder->build, &builder->build->branchings, sizeof *branching);
    assert(is_of_parameters(ratio));
    if (branching)
        *branching = (bri_branching){
            .decision = builder->index, .action = action, .by = by, .at = at, .ratio = ratio, .place = place_of(group, name)};
}

void brink_builder_branching(brink_builder *builder, const brink_group *group, const char *name, uint32_t action, const brink_expr *ratio) {
    brink_builder_branching_of(builder, group, name, action, BRINK_PARTY_ANYONE, BRINK_PARTY_ANYONE, ratio);
}

/* ---- the frame ---- */

/* The effects of each option lie together, since an effect belongs to the option named last. */
static void give_option_effects(brink_builder *builder) {
    uint32_t count = builder->option_effects.count;
    const option_effect *list = builder->option_effects.items;
    bri_option *options = builder->options.items;
    bri_effect *effects = bri_build_alloc(builder->build, count, sizeof *effects);
    for (uint32_t i = 0; effects && i < count; i++) {
        bri_option *option = &options[list[i].option];
        effects[i] = list[i].effect;
        if (!option->effect_count++) option->effects = &effects[i];
    }
}

void bri_model_elaborate(bri_build *build, const brink_model *model, const bri_tree_node *node, uint32_t index, uint32_t action) {
    bri_decision *decision = &build->decisions[index];
    const char *subject = bri_build_text(build, "model \"%s\" of decision \"%s\"", model->name, decision->name);
    brink_builder builder = {.build = build, .model = model, .index = index, .action = action, .place = node ? node->name_place : decision->place};
    builder.group = bri_group_read(build, &model->table, node, subject, "kind");
    if (!builder.group) return;
    model->elaborate(&builder, builder.group);
    if (!builder.has_clock && !build->is_out_of_memory)
        bri_diag_error(build->diagnostics, builder.place, NULL, "model \"%s\" has set no clock: a mistake of the model", model->name);
    if (!builder.options.count) brink_builder_option(&builder, action, NULL, false);
    give_option_effects(&builder);
    decision->options = builder.options.items;
    decision->option_count = builder.options.count;
    decision->votes = builder.votes.items;
    decision->vote_count = builder.votes.count;
    decision->phases = builder.phases.items;
    decision->phase_count = builder.phases.count;
}
