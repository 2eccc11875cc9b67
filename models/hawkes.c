/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that breed events: Hawkes 1971. Each kernel is an excitation that jumps when its action happens and decays exponentially, so that the
 * rate is a sum of the baseline and of relaxing variables, and its simulation is exact (Dassios & Zhao 2013 use the same Markov form).
 *
 * A power law (1 + t/c)^-p is the mixture of exponentials exp(-s t/c) over a gamma density of s: s^(p-1) exp(-s) / Gamma(p). The trapezoidal rule in
 * log s (Beylkin & Monzon 2010) makes it a sum over s = S_HIGH, S_HIGH exp(-STEP), ...: weights s^p exp(-s), the last of which stands for all slower
 * ones too. With STEP = 0.8 the sum keeps the shape within 0.3% over [0, span c] for p up to 3, within 0.6% up to 4 (the unit test measures it).
 * It is scaled so that its mass is alpha. */
#include "brink/model.h"

#include <stdio.h>

#define STEP 0.8    /* between neighbours, in log s */
#define S_HIGH 10.0 /* the fastest */
#define S_LAST 0.12  /* the slowest is slower than this over the whole span */
#define LN_2 0.69314718055994530942

static const brink_setting kernel_settings[] = {
    {.name = "of", .kind = BRINK_SETTING_ACTION, .is_required = true, .doc = "the action whose events excite this decision; it may be its own"},
    {.name = "alpha",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_required = true,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .doc = "branching ratio: how many events of this decision one event of \"of\" is expected to bring about directly"},
    {.name = "shape", .kind = BRINK_SETTING_WORD, .words = "exponential|power", .fallback = "exponential", .doc = "how the excitation wears off"},
    {.name = "half_life",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "exponential: time in which half of it is gone"},
    {.name = "mean",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "exponential, instead of half_life: mean time from an event to its direct children"},
    {.name = "exponent",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .is_fittable = true,
     .only_parameters = true,
     .minimum = 1,
     .maximum = 4,
     .excludes_minimum = true,
     .doc = "power: p of (1 + t/scale)^-p"},
    {.name = "scale",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_DURATION,
     .is_fittable = true,
     .only_parameters = true,
     .maximum = INFINITY,
     .excludes_minimum = true,
     .doc = "power: time from which on the power law shows"},
    {.name = "span",
     .kind = BRINK_SETTING_NUMBER,
     .minimum = 1,
     .maximum = 1e6,
     .fallback = "1000",
     .doc = "power: followed up to this many times scale, then cut off exponentially"},
    {.name = "impact",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_NUMBER,
     .marks_of = "of",
     .maximum = INFINITY,
     .doc = "what multiplies the jump of an event, by its marks and by the variables of its instant; 1 by default"},
    {.name = "by",
     .kind = BRINK_SETTING_WORD,
     .words = "self|target|anyone",
     .doc = "in a template: only events whose source is self, or target"},
    {.name = "at", .kind = BRINK_SETTING_WORD, .words = "self|target|anyone", .doc = "in a template: only events whose target is self, or target"},
    {.name = "initial",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .only_parameters = true,
     .maximum = INFINITY,
     .fallback = "0/d",
     .doc = "excitation at the start, by what happened before; 0: an empty history"},
};
static const brink_table kernel_table = {kernel_settings, sizeof kernel_settings / sizeof *kernel_settings};

static const brink_setting settings[] = {
    {.name = "baseline",
     .kind = BRINK_SETTING_FORMULA,
     .dimension = BRINK_RATE,
     .is_required = true,
     .is_fittable = true,
     .maximum = INFINITY,
     .doc = "rate of the events that no other event brings about: any formula, as in model hazard"},
    {.name = "kernels", .kind = BRINK_SETTING_GROUPS, .is_required = true, .group = &kernel_table, .doc = "what excites the decision"},
};

/* A decision in hand, and one of its kernels. */
typedef struct excitation {
    brink_builder *builder;
    const brink_group *group, *kernel;
    size_t number;          /* of the kernel, from 1 */
    const brink_expr *rate; /* so far */
} excitation;

static void take_kernel(excitation *e, size_t index) {
    e->kernel = brink_group_group_at(e->group, "kernels", index);
    e->number = index + 1;
}

/* Whose events of a template's instance: said in its kernel. */
static brink_party party(const excitation *e, const char *name) {
    static const brink_party parties[] = {BRINK_PARTY_SELF, BRINK_PARTY_TARGET, BRINK_PARTY_ANYONE};
    size_t word = brink_group_has(e->kernel, name) ? brink_group_word(e->kernel, name) : 2;
    return word < 3 ? parties[word] : BRINK_PARTY_ANYONE;
}

/* A variable that wears off, part of the rate. */
static const brink_expr *add_level(excitation *e, size_t part, const brink_expr *initial, const brink_expr *half_life) {
    char name[40];
    snprintf(name, sizeof name, "kernel%zu_%zu", e->number, part);
    const brink_variable_spec spec = {
        .name = name,
        .initial = initial,
        .baseline = brink_builder_constant(e->builder, 0, BRINK_RATE),
        .half_life = half_life,
        .maximum = INFINITY,
    };
    const brink_expr *level = brink_builder_variable(e->builder, &spec);
    e->rate = brink_builder_expr(e->builder, "$1 + $2", (const brink_expr *[]){e->rate, level}, 2);
    return level;
}

/* What an event of the kernel adds to it: `share` of the kernel's mass. */
static void add_jump(excitation *e, const brink_expr *level, const brink_expr *share, const brink_expr *half_life) {
    const brink_expr *impact = brink_group_formula(e->kernel, "impact");
    const brink_expr *jump[] = {level, brink_group_formula(e->kernel, "alpha"), share, half_life, impact};
    const brink_expr *after = brink_builder_expr(e->builder, impact ? "$1 + $2*$3*log(2)/$4*$5" : "$1 + $2*$3*log(2)/$4", jump, impact ? 5 : 4);
    uint32_t action = brink_group_name(e->kernel, "of");
    if (action != BRINK_NONE) brink_builder_effect_of(e->builder, action, party(e, "by"), party(e, "at"), level, after);
}

/* ---- one exponential ---- */

static bool is_power(const brink_group *kernel) {
    return brink_group_word(kernel, "shape") == 1;
}

/* Do two kernels wear off alike, by the same formula? */
static bool are_alike(const brink_group *a, const brink_group *b) {
    if (is_power(a) || is_power(b)) return false;
    return brink_expr_is_same(brink_group_formula(a, "half_life"), brink_group_formula(b, "half_life")) ||
           brink_expr_is_same(brink_group_formula(a, "mean"), brink_group_formula(b, "mean"));
}

/* The first kernel that wears off as this one does: one variable holds what all of them have brought about. */
static size_t leader_of(const excitation *e, size_t index) {
    const brink_group *kernel = brink_group_group_at(e->group, "kernels", index);
    size_t first = 0;
    while (first < index && !are_alike(brink_group_group_at(e->group, "kernels", first), kernel)) first++;
    return first;
}

static void add_simple(excitation *e, size_t index) {
    const brink_expr *half_life = brink_group_formula(e->kernel, "half_life"), *mean = brink_group_formula(e->kernel, "mean");
    const brink_expr *one = brink_builder_constant(e->builder, 1, BRINK_NUMBER), *initial = brink_builder_constant(e->builder, 0, BRINK_RATE);
    size_t count = brink_group_count(e->group, "kernels");
    if (!half_life) half_life = brink_builder_expr(e->builder, "$1*log(2)", &mean, 1);
    for (size_t i = index; i < count; i++) {
        if (leader_of(e, i) != index) continue;
        const brink_expr *sum[] = {initial, brink_group_formula(brink_group_group_at(e->group, "kernels", i), "initial")};
        initial = brink_builder_expr(e->builder, "$1 + $2", sum, 2);
    }
    const brink_expr *level = add_level(e, 1, initial, half_life);
    for (size_t i = index; i < count; i++) {
        if (leader_of(e, i) != index) continue;
        take_kernel(e, i);
        add_jump(e, level, one, half_life);
    }
}

/* ---- a power law ---- */

/* s of a part, and s^p exp(-s), its weight. The last part stands for all that are slower: a geometric series. */
static double part_speed(size_t part) {
    return S_HIGH * exp(-STEP * (double)part);
}

static const brink_expr *part_weight(brink_builder *builder, const brink_expr *exponent, size_t part, bool is_last) {
    const brink_expr *arguments[] = {exponent, brink_builder_constant(builder, log(part_speed(part)), BRINK_NUMBER),
                                     brink_builder_constant(builder, part_speed(part), BRINK_NUMBER),
                                     brink_builder_constant(builder, STEP, BRINK_NUMBER)};
    return brink_builder_expr(builder, is_last ? "exp($1*$2 - $3)*(1 + 1/expm1($1*$4))" : "exp($1*$2 - $3)", arguments, is_last ? 4 : 3);
}

static const brink_expr *plus(brink_builder *builder, const brink_expr *sum, const brink_expr *more) {
    return sum ? brink_builder_expr(builder, "$1 + $2", (const brink_expr *[]){sum, more}, 2) : more;
}

/* A part's share of the mass is weight/s, of the height at once weight; each over their sums. */
static void add_power(excitation *e) {
    brink_builder *builder = e->builder;
    const brink_expr *exponent = brink_group_formula(e->kernel, "exponent"), *scale = brink_group_formula(e->kernel, "scale");
    const brink_expr *mass = NULL, *height = NULL;
    size_t last = (size_t)ceil(log(S_HIGH * (1 + brink_group_number(e->kernel, "span")) / S_LAST) / STEP);
    if (!exponent || !scale) return;
    for (size_t i = 0; i <= last; i++) {
        const brink_expr *weight = part_weight(builder, exponent, i, i == last);
        const brink_expr *over[] = {weight, brink_builder_constant(builder, part_speed(i), BRINK_NUMBER)};
        height = plus(builder, height, weight);
        mass = plus(builder, mass, brink_builder_expr(builder, "$1/$2", over, 2));
    }
    for (size_t i = 0; i <= last; i++) {
        const brink_expr *speed = brink_builder_constant(builder, part_speed(i), BRINK_NUMBER);
        const brink_expr *parts[] = {part_weight(builder, exponent, i, i == last), speed, mass, height, scale};
        const brink_expr *share = brink_builder_expr(builder, "$1/$2/$3", parts, 3), *first = brink_builder_expr(builder, "$1/$4", parts, 4);
        const brink_expr *start[] = {brink_group_formula(e->kernel, "initial"), first};
        const brink_expr *half_life = brink_builder_expr(builder, "log(2)*$5/$2", parts, 5);
        add_jump(e, add_level(e, i + 1, brink_builder_expr(builder, "($1 + 0/d)*$2", start, 2), half_life), share, half_life);
    }
}

/* ---- complaints ---- */

static void refuse(excitation *e, const char *name, const char *shape) {
    if (brink_group_has(e->kernel, name))
        brink_builder_complain(e->builder, e->kernel, name, "\"%s\" has no place in a kernel of shape \"%s\"", name, shape);
}

static void check_party(excitation *e, const char *name) {
    brink_range range = brink_builder_range(e->builder);
    if (!brink_group_has(e->kernel, name)) return;
    if (range == BRINK_RANGE_NONE)
        brink_builder_complain(e->builder, e->kernel, name, "\"%s\" has a place in a template (for_each) alone", name);
    else if (range == BRINK_RANGE_MEMBERS && brink_group_word(e->kernel, name) == 1)
        brink_builder_complain(e->builder, e->kernel, name, "a template of members has no \"target\": that is of dyads");
}

static void check_parties(excitation *e) {
    brink_party by = party(e, "by"), at = party(e, "at");
    check_party(e, "by");
    check_party(e, "at");
    if (brink_builder_range(e->builder) == BRINK_RANGE_NONE) return;
    if (!brink_group_has(e->kernel, "by") && !brink_group_has(e->kernel, "at"))
        brink_builder_complain(e->builder, e->kernel, NULL, "in a template a kernel says whose events excite: by = \"self\", at = \"self\" …");
    if (by == at && by != BRINK_PARTY_ANYONE)
        brink_builder_complain(e->builder, e->kernel, "at", "nobody acts at himself: \"by\" and \"at\" are the same");
    if (brink_group_has(e->kernel, "impact") && brink_expr_speaks_of_members(brink_group_formula(e->kernel, "impact")))
        brink_builder_complain(e->builder, e->kernel, "impact", "in a template \"impact\" may read marks and variables, but no member's own");
}

static void check_shape(excitation *e) {
    static const char *const simple[] = {"half_life", "mean"}, *const power[] = {"exponent", "scale", "span"};
    const brink_group *kernel = e->kernel;
    bool is = is_power(kernel), has_half_life = brink_group_formula(kernel, "half_life"), has_mean = brink_group_formula(kernel, "mean");
    for (size_t i = 0; i < 2 && is; i++) refuse(e, simple[i], "power");
    for (size_t i = 0; i < 3 && !is; i++) refuse(e, power[i], "exponential");
    if (is && (!brink_group_formula(kernel, "exponent") || !brink_group_formula(kernel, "scale")))
        brink_builder_complain(e->builder, kernel, NULL, "a power kernel needs \"exponent\" and \"scale\"");
    if (!is && has_half_life == has_mean)
        brink_builder_complain(e->builder, kernel, has_mean ? "mean" : NULL, "an exponential kernel needs either \"half_life\" or \"mean\"");
}

/* ---- the model ---- */

static void add_kernel(excitation *e, size_t index) {
    check_parties(e);
    check_shape(e);
    bool says_whose = brink_builder_range(e->builder) == BRINK_RANGE_NONE || brink_group_has(e->kernel, "by") || brink_group_has(e->kernel, "at");
    if (says_whose)
        brink_builder_branching_of(e->builder, e->kernel, "alpha", brink_group_name(e->kernel, "of"), party(e, "by"), party(e, "at"),
                                   brink_group_formula(e->kernel, "alpha"));
    if (is_power(e->kernel))
        add_power(e);
    else if (leader_of(e, index) == index)
        add_simple(e, index);
}

static void elaborate(brink_builder *builder, const brink_group *group) {
    excitation e = {.builder = builder, .group = group, .rate = brink_group_formula(group, "baseline")};
    size_t count = brink_group_count(group, "kernels");
    if (brink_group_has(group, "kernels") && !count) brink_builder_complain(builder, group, "kernels", "there is nothing that excites the decision");
    for (size_t i = 0; i < count; i++) {
        take_kernel(&e, i);
        add_kernel(&e, i);
    }
    brink_builder_hazard(builder, e.rate, NULL);
}

const brink_model brink_model_hawkes = {
    .name = "hawkes",
    .summary = "events excite further events, their own or others'",
    .formula = "rate(t) = baseline(t) + sum over kernels, over events of \"of\" at s < t, of  alpha impact g(t - s)\n"
               "g integrates to 1: exponential  g(t) = exp(-t/mean) / mean, mean = half_life/ln 2\n"
               "                   power        g(t) proportional to (1 + t/scale)^-exponent up to span times scale",
    .conventions =
        "alpha is the branching ratio, not the height of the jump: the expected number of direct children, however slowly they come.\n"
        "The jump of the rate is alpha/mean. With impact, alpha is that of an event whose impact is 1: let the mean of impact be 1.\n"
        "A sum of exponentials is several kernels of the same action; their alphas add up.\n"
        "power is itself a sum of exponentials, scaled to the mass alpha; its shape keeps within 0.3% of the power law for exponents up to 3\n"
        "and within 0.6% up to 4, from 0 to span times scale, and falls off exponentially beyond (16 exponentials for a span of 1000).\n"
        "alpha is the mass of all of it: of span 100, 8% lie beyond 100 scale for exponent 1.5, 31% for 1.1; a horizon that is shorter sees less.\n"
        "Own events and those of others excite alike: who decided on the action does not matter. An event excites after its own effects.\n"
        "In a template (for_each) each instance has an excitation of its own, and a kernel says whose events excite: by = \"self\" (its own),\n"
        "at = \"self\" (those at it), by = \"target\"; at = \"self\"; (in a template of dyads: what the other end does to it), by = \"anyone\".\n"
        "All hawkes decisions of a file make one branching matrix, alpha from the actions of one to the other. Where its spectral radius\n"
        "reaches 1, events breed events for ever: that is a warning. On average a family has 1/(1 - radius) members where one action excites "
        "itself.\n"
        "Each instance of a template is a row of that matrix: in dyads, by = \"self\" with alpha 0.4 reaches 1 where somebody has three links,\n"
        "since each of his events excites all three. A target that is drawn counts in equal parts for all who may be drawn.\n"
        "Inhibition is no excitation below 0: for events that calm see loglinear.",
    .example = "actions = { threat = { actor = \"A\"; marks = { harshness = \"exponential(1)\"; }; }; reply = { actor = \"B\"; }; };\n"
               "decisions = { threats = { action = \"threat\"; model = { kind = \"hawkes\"; baseline = \"6/yr*(1 + 0.3*cos_year)\";\n"
               "        kernels = ( { of = \"threat\"; alpha = 0.3; half_life = \"5 d\"; impact = \"harshness\"; },\n"
               "                    { of = \"reply\"; alpha = 0.4; shape = \"power\"; exponent = 1.5; scale = \"1 d\"; span = 100; } ); }; };\n"
               "    replies = { action = \"reply\"; model = { kind = \"hawkes\"; baseline = \"2/yr\";\n"
               "        kernels = ( { of = \"threat\"; alpha = 0.5; mean = \"3 d\"; } ); }; }; };\n",
    .table = {settings, sizeof settings / sizeof *settings},
    .elaborate = elaborate,
};
