/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold for given values of the parameters. A formula of parameters alone is computed; one of variables is bounded over all that they
 * may be, and is wrong where even that lies outside its range. A rate must be finite and not negative at the start; one that reaches infinity
 * while its variables stay in their ranges (a division by a variable that may be 0) is wrong too. There, a side of a range that has no bound
 * stays at the start: exp(x) of an unbounded x is no mistake. */
#include "plan/check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "lang/types.h"

enum { PIECES = 256 };

/* ---- texts ---- */

const char *bri_quantity_text(bri_arena *arena, double value, double scale, const char *unit) {
    bool is_inverse = unit[0] == '1' && unit[1] == '/';
    const char *space = *unit && !is_inverse ? " " : "";
    const char *text = bri_arena_format(arena, "%.13g%s%s", value / scale, space, is_inverse ? unit + 1 : unit);
    return text ? text : "";
}

const char *bri_range_text(bri_arena *arena, double minimum, double maximum, bool excludes_minimum, double scale, const char *unit) {
    const char *low = bri_quantity_text(arena, minimum, scale, unit), *high = bri_quantity_text(arena, maximum, scale, unit);
    const char *text;
    if (isfinite(minimum) && isfinite(maximum))
        text = excludes_minimum ? bri_arena_format(arena, "above %s and at most %s", low, high) : bri_arena_format(arena, "from %s to %s", low, high);
    else if (isfinite(minimum))
        text = bri_arena_format(arena, excludes_minimum ? "above %s" : "at least %s", low);
    else
        text = isfinite(maximum) ? bri_arena_format(arena, "at most %s", high) : "a finite number";
    return text ? text : "";
}

const char *bri_type_unit(bri_type type, double *scale) {
    *scale = type.time_power == -1 ? 1 / 365.25 : 1;
    if (type.is_boolean || type.time_power == 0)
        return "";
    return type.time_power == 1 ? "d" : type.time_power == -1 ? "1/yr" : "(in days)";
}

/* A check in hand. */
typedef struct checking {
    bri_arena *arena;
    const brink_scenario *scenario;
    const double *parameters;
    const char *suffix; /* " in variant "x"", or "" */
    bri_boxes boxes;
    brink_diagnostics *diagnostics;
    bool is_wrong; /* a complaint was made; it may be one that the collector has already */
    bool *has_failed; /* [check] */
    const bri_network *networks;
    const char *of_whom;  /* " (of DEU)", where it is about one of many; or "" */
    const bri_code *rate; /* of the decision in hand, and of its template's other instances */
    bri_interval *scratch;
} checking;

static bri_interval bound_over(const checking *c, const bri_code *code, const bri_interval *boxes, const bri_binding *binding, double link,
                               bri_interval *scratch) {
    const bri_bounding bounding = {.boxes = boxes, .parameters = c->parameters, .binding = *binding, .link = link, .networks = c->networks};
    return bri_code_bound_for(code, &bounding, scratch);
}

static void complain_with(checking *c, bri_place place, const char *hint, const char *format, va_list arguments) {
    char message[1000];
    vsnprintf(message, sizeof message, format, arguments);
    bri_diag_error(c->diagnostics, place, hint, "%s%s%s", message, c->of_whom, c->suffix);
    c->is_wrong = true;
}

static void complain(checking *c, bri_place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void complain(checking *c, bri_place place, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    complain_with(c, place, NULL, format, arguments);
    va_end(arguments);
}

/* The same with a hint. */
static void complain_hint(checking *c, bri_place place, const char *hint, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void complain_hint(checking *c, bri_place place, const char *hint, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    complain_with(c, place, hint, format, arguments);
    va_end(arguments);
}

static const char *told(const checking *c, double value, bri_type type) {
    double scale;
    const char *unit = bri_type_unit(type, &scale);
    return bri_quantity_text(c->arena, value, scale, unit);
}

/* ---- parameters without a value ---- */

typedef struct loss {
    const bri_parameter *parameters;
    const double *values;
    bool is_found;
} loss;

static void look_at_parameter(void *context, const bri_leaf *leaf) {
    loss *l = context;
    if (leaf->kind != BRI_LEAF_PARAMETER || leaf->who != BRI_WHO_NONE) return;
    l->is_found |= l->parameters[leaf->index].expr && !isfinite(l->values[leaf->index]);
}

bool bri_reads_lost(const bri_expr *expr, const bri_parameter *parameters, const double *values) {
    loss l = {parameters, values, false};
    bri_expr_leaves(expr, look_at_parameter, &l);
    return l.is_found;
}

/* Then the scenario is wrong, and all is said. */
static bool is_lost(checking *c, const bri_expr *expr) {
    bool is = bri_reads_lost(expr, c->scenario->parameters, c->parameters);
    c->is_wrong |= is;
    return is;
}

/* ---- ranges ---- */

static bool is_outside(const bri_check *check, bri_interval bound) {
    if (check->is_everywhere) return !(bound.low >= check->minimum && bound.high <= check->maximum);
    if (bound.low > check->maximum || bound.high < check->minimum)
        return true;
    return check->excludes_minimum && bound.high <= check->minimum;
}

static void complain_range(checking *c, const bri_check *check, bri_interval bound) {
    double scale;
    bri_type type = bri_expr_type(check->expr);
    const char *unit = bri_type_unit(type, &scale);
    const char *range = bri_range_text(c->arena, check->minimum, check->maximum, check->excludes_minimum, scale, unit);
    const char *low = told(c, bound.low, type), *high = told(c, bound.high, type);
    const char *verb = check->is_everywhere ? "may lie" : "lies";
    const char *hint = check->is_everywhere ? "keep it inside with clamp(), or say in \"tables\" what holds outside" : NULL;
    if (bound.low == bound.high)
        complain_hint(c, check->place, hint, "%s must be %s, not %s", check->what, range, low);
    else
        complain_hint(c, check->place, hint, "%s must be %s, but %s between %s and %s", check->what, range, verb, low, high);
}

/* A check whose formula has a value, or lies within bounds. */
static void judge(checking *c, const bri_check *check, bri_interval bound, bool is_constant) {
    if (check->message && is_constant) {
        if (!(bound.low > 0)) complain(c, check->place, "%s", check->message);
    } else if (is_constant && !isfinite(bound.low)) {
        complain(c, check->place, "%s has no finite value", check->what);
    } else if (!check->message && is_outside(check, bound)) {
        complain_range(c, check, bound);
    }
}

static bool check_plain(checking *c, const bri_check *check) {
    bri_interval bound;
    double value;
    bool is_constant = bri_expr_is_constant(check->expr, c->parameters, &value);
    if (is_constant)
        bound = (bri_interval){value, value};
    else if (!bri_expr_bound(c->arena, check->expr, c->parameters, c->boxes.whole, &bound))
        return false;
    judge(c, check, bound, is_constant);
    return true;
}

/* One that is about each member of a group, or each instance of a template: up to the first complaint. */
static bool check_members(checking *c, const bri_check *check) {
    const brink_scenario *scenario = c->scenario;
    const bri_group *group = check->group != BRI_NONE ? &scenario->groups[check->group] : NULL;
    uint32_t count = group ? group->member_count : scenario->decisions[check->decision].instances;
    const bri_code *code = bri_code_compile(c->arena, check->expr, c->parameters);
    bri_interval *scratch = code ? bri_arena_alloc(c->arena, bri_code_scratch(code), sizeof *scratch) : NULL;
    for (uint32_t i = 0; scratch && i < count && !c->is_wrong; i++) {
        const bri_decision *d = group ? NULL : &scenario->decisions[check->decision + i];
        bri_binding binding = group ? (bri_binding){.self = group->members[i], .target = BRI_NONE} : d->binding;
        bri_interval bound = bound_over(c, code, c->boxes.whole, &binding, d ? d->link : 1, scratch);
        const char *name = d ? d->name : scenario->actors[group->members[i]].name;
        c->of_whom = bri_arena_format(c->arena, " (of %s)", name);
        if (!c->of_whom) return false;
        judge(c, check, bound, bound.low == bound.high);
    }
    c->of_whom = "";
    return scratch != NULL;
}

static bool check_one(checking *c, const bri_check *check) {
    if (bri_expr_has_draws(check->expr) || is_lost(c, check->expr)) return true;
    return bri_expr_has_members(check->expr) ? check_members(c, check) : check_plain(c, check);
}

/* ---- rates ---- */

/* What to do about a rate that is infinite where `slot` is 0: the hazard of a law whose first gaps may be as short as can be. */
static const char *hint_of(const checking *c, uint32_t slot) {
    bri_slot_role role = c->scenario->slots[slot].role;
    if (role != BRI_ROLE_AGE && role != BRI_ROLE_SINCE) return NULL;
    if (role == BRI_ROLE_SINCE) return "as a Weibull, gamma or log-logistic hazard of shape below 1 is at 0: begin later (since(…) + 1 h)";
    return "as a uniform hazard is at its end, and a Weibull, gamma or log-logistic one of shape below 1 at age 0: let model \"renewal\" draw the "
           "gaps (of the latter, age + 1 h would do, too)";
}

static void complain_infinite(checking *c, const bri_decision *d, uint32_t slot) {
    complain_hint(c, d->rate_place, hint_of(c, slot), "the rate of decision \"%s\" reaches infinity within the range of \"%s\"", d->name,
             bri_slot_text(c->arena, c->scenario, slot));
}

/* Is the rate's bound infinite in some piece of one slot's range, while the others are at the start? Pieces, since a bound over the whole may be
 * infinite where no value is. */
static bool is_infinite_along(const checking *c, const bri_decision *d, uint32_t slot) {
    bri_interval all = c->boxes.modest[slot], start = c->boxes.start[slot];
    bool is_splittable = isfinite(all.high - all.low);
    bool is_infinite = false;
    for (int i = 0; i < PIECES && !is_infinite; i++) {
        double step = (all.high - all.low) / PIECES;
        c->boxes.start[slot] = is_splittable ? (bri_interval){all.low + i * step, i + 1 == PIECES ? all.high : all.low + (i + 1) * step} : all;
        is_infinite = !isfinite(bound_over(c, c->rate, c->boxes.start, &d->binding, d->link, c->scratch).high);
        if (!is_splittable)
            break;
    }
    c->boxes.start[slot] = start;
    return is_infinite;
}

/* A walk over the slots of a rate. */
typedef struct search {
    const checking *c;
    const bri_decision *d;
    uint32_t culprit; /* BRI_NONE while it is not found */
    bool is_unbounded;
} search;

static void look_along(void *context, uint32_t slot) {
    search *s = context;
    if (s->culprit == BRI_NONE && is_infinite_along(s->c, s->d, slot)) s->culprit = slot;
}

/* The rate is finite at the start and its bound over the modest boxes is not: say through which variable. */
static void find_culprit(checking *c, const bri_decision *d) {
    search s = {.c = c, .d = d, .culprit = BRI_NONE};
    bri_code_visit_slots(c->rate, d->binding, c->networks, look_along, &s);
    if (s.culprit != BRI_NONE)
        complain_infinite(c, d, s.culprit);
    else
        bri_diag_warning(c->diagnostics, d->rate_place, NULL, "the rate of decision \"%s\" may reach infinity within its variables' ranges%s",
                         d->name, c->suffix);
}

static bool is_same_place(bri_place a, bri_place b) { return a.source == b.source && a.line == b.line && a.column == b.column; }

/* Was the formula that the rate comes from complained about already? */
static bool has_failed(const checking *c, const bri_decision *d) {
    if (!c->is_wrong)
        return false;
    for (uint32_t i = 0; i < c->scenario->check_count; i++)
        if (c->has_failed[i] && is_same_place(c->scenario->checks[i].place, d->rate_place))
            return true;
    return false;
}

static void look_at_start(void *context, uint32_t slot) {
    search *s = context;
    bri_interval start = s->c->boxes.start[slot];
    s->is_unbounded |= start.low < start.high && !isfinite(start.high - start.low);
}

/* Are there bounds for where the rate's slots start? An initial value that is drawn may have none. */
static bool is_start_bounded(const checking *c, const bri_decision *d) {
    search s = {.c = c, .d = d};
    bri_code_visit_slots(c->rate, d->binding, c->networks, look_at_start, &s);
    return !s.is_unbounded;
}

typedef struct age_search {
    const checking *c;
    const char *hint;
} age_search;

static void look_for_age(void *context, uint32_t slot) {
    age_search *s = context;
    if (s->c->scenario->slots[slot].role == BRI_ROLE_AGE) s->hint = hint_of(s->c, slot);
}

/* Of a rate that is infinite at the start: it may be so by its age. */
static const char *start_hint(const checking *c, const bri_decision *d) {
    age_search s = {.c = c};
    bri_code_visit_slots(c->rate, d->binding, c->networks, look_for_age, &s);
    return s.hint;
}

/* One decision, or one instance of a template; true where something was said. */
static bool judge_rate(checking *c, const bri_decision *d) {
    bri_interval start = bound_over(c, c->rate, c->boxes.start, &d->binding, d->link, c->scratch);
    bri_interval modest = bound_over(c, c->rate, c->boxes.modest, &d->binding, d->link, c->scratch);
    bool is_point = start.low == start.high;
    if (start.high < 0)
        complain(c, d->rate_place, "the rate of decision \"%s\" is negative at the start: %s", d->name, told(c, start.high, BRI_RATE));
    else if (is_point && !isfinite(start.high))
        complain_hint(c, d->rate_place, start_hint(c, d), "the rate of decision \"%s\" is infinite at the start", d->name);
    else if (!isfinite(start.high) && start.low == -INFINITY && is_start_bounded(c, d))
        complain(c, d->rate_place, "the rate of decision \"%s\" has no finite value at the start", d->name);
    else if (!isfinite(modest.high))
        find_culprit(c, d);
    else if (modest.low < 0)
        bri_diag_warning(c->diagnostics, d->rate_place, NULL, "the rate of decision \"%s\" may fall below 0 within its variables' ranges: to %s%s",
                         d->name, told(c, modest.low, BRI_RATE), c->suffix);
    else
        return false;
    return true;
}

/* The rate of a decision and of all instances of its template, up to the first of which something is to be said. */
static bool check_rate(checking *c, const bri_decision *d) {
    if (has_failed(c, d) || is_lost(c, d->rate)) return true;
    c->rate = bri_code_compile(c->arena, d->rate, c->parameters);
    c->scratch = c->rate ? bri_arena_alloc(c->arena, bri_code_scratch(c->rate), sizeof *c->scratch) : NULL;
    for (uint32_t i = 0; c->scratch && i < d->instances; i++)
        if (judge_rate(c, &d[i])) break;
    return c->scratch != NULL;
}

static bool check_all(checking *c) {
    const brink_scenario *scenario = c->scenario;
    bool is_wrong = false;
    for (uint32_t i = 0; i < scenario->check_count; i++) {
        c->is_wrong = false;
        if (!check_one(c, &scenario->checks[i]))
            return false;
        c->has_failed[i] = c->is_wrong;
        is_wrong |= c->is_wrong;
    }
    c->is_wrong = is_wrong;
    for (uint32_t i = 0; i < scenario->decision_count; i += scenario->decisions[i].instances)
        if (scenario->decisions[i].clock == BRI_CLOCK_HAZARD && scenario->decisions[i].rate && !check_rate(c, &scenario->decisions[i]))
            return false;
    /* Of a file with mistakes, some ratios may be stand-ins. */
    if (brink_diagnostics_error_count(c->diagnostics) > 0) return true;
    return bri_branching_check(c->arena, scenario, c->parameters, c->suffix, c->diagnostics);
}

brink_status bri_scenario_check(const brink_scenario *scenario, const double *parameters, const char *variant, brink_diagnostics *diagnostics,
                                brink_error *error) {
    checking c = {.arena = bri_arena_new(), .scenario = scenario, .parameters = parameters, .diagnostics = diagnostics, .of_whom = ""};
    bool is_done = c.arena && bri_boxes_find(&c.boxes, c.arena, scenario, parameters, NULL) && (c.networks = bri_networks_of(c.arena, scenario));
    if (is_done)
        c.suffix = variant ? bri_arena_format(c.arena, " in variant \"%s\"", variant) : "";
    c.has_failed = is_done ? bri_arena_alloc(c.arena, scenario->check_count, sizeof *c.has_failed) : NULL;
    is_done = is_done && c.suffix && c.has_failed && check_all(&c);
    bri_arena_free(c.arena);
    if (!is_done)
        return brink_error_set(error, BRINK_E_MEMORY, "out of memory");
    return c.is_wrong ? brink_error_set(error, BRINK_E_SCENARIO, "the scenario makes no sense with these parameters") : BRINK_OK;
}

/* ---- fields ---- */

static double *own_values(bri_arena *arena, const brink_scenario *scenario) {
    double *values = bri_arena_alloc(arena, scenario->parameter_count, sizeof *values);
    for (uint32_t i = 0; values && i < scenario->parameter_count; i++)
        values[i] = scenario->parameters[i].value;
    return values;
}

static bool is_height(double x) { return isfinite(x) && x > 0; }

/* A search for the heights of fields. */
typedef struct heights {
    checking c;
} heights;

/* The height that the file or the model gives; false: none. */
static bool is_given(const heights *h, const bri_decision *d, double *base) {
    const bri_expr *bound = d->field_rate ? bri_expr_bind(h->c.arena, d->field_rate, &d->binding) : NULL;
    return bound && bri_expr_is_constant(bound, h->c.parameters, base) && is_height(*base);
}

static double found_height(const heights *h, const bri_decision *d) {
    bri_interval start = bound_over(&h->c, h->c.rate, h->c.boxes.start, &d->binding, d->link, h->c.scratch);
    if (start.low == start.high && is_height(start.high)) return start.high;
    bri_interval whole = bound_over(&h->c, h->c.rate, h->c.boxes.whole, &d->binding, d->link, h->c.scratch);
    return is_height(whole.high) ? whole.high : 1;
}

/* Those of a decision and the other instances of its template. */
static bool find_bases(heights *h, const bri_decision *d, double *bases) {
    if (d->clock != BRI_CLOCK_HAZARD) return true;
    h->c.rate = bri_code_compile(h->c.arena, d->rate, h->c.parameters);
    h->c.scratch = h->c.rate ? bri_arena_alloc(h->c.arena, bri_code_scratch(h->c.rate), sizeof *h->c.scratch) : NULL;
    for (uint32_t i = 0; h->c.scratch && i < d->instances; i++)
        if (!is_given(h, &d[i], &bases[i])) bases[i] = found_height(h, &d[i]);
    return h->c.scratch != NULL;
}

bool bri_field_bases(bri_arena *arena, const brink_scenario *scenario, double *bases) {
    heights h = {.c = {.arena = arena, .scenario = scenario, .parameters = own_values(arena, scenario)}};
    h.c.networks = bri_networks_of(arena, scenario);
    bool is_done = h.c.parameters && h.c.networks && bri_boxes_find(&h.c.boxes, arena, scenario, h.c.parameters, NULL);
    for (uint32_t i = 0; is_done && i < scenario->decision_count; i++) bases[i] = 1;
    for (uint32_t i = 0; is_done && i < scenario->decision_count; i += scenario->decisions[i].instances)
        is_done = find_bases(&h, &scenario->decisions[i], &bases[i]);
    return is_done;
}
